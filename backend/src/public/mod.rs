//! The school's help page for everybody: plain HTML, complete without script, printable on one sheet (S3, S4, T1, T2, T4).

mod articles;
mod callback;
mod changes;
mod code;
mod contacts;
pub(crate) mod dates;
mod duty;
pub(crate) mod embed;
mod feedback;
mod page;
mod paper;
mod past;
mod rate;
mod sheet;
mod style;
mod subscribe;
mod texts;
mod vendor;
mod view;
mod week;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use sha2::{Digest, Sha256};

use crate::app::{App, CONTENT_SECURITY_POLICY};
use crate::problem::Error;
use paper::Paper;
use view::View;

/// `/public/{school}`, its frame for other sites, its QR code, and the style sheets.
pub fn routes(routes: &mut web::ServiceConfig) {
    // A slash at the end is a slip of the finger, not another page.
    let page = web::resource("/public/{school:[^/]+}{slash:/?}")
        .route(web::get().to(serve))
        .route(web::head().to(serve));
    let embed = web::resource("/public/{school:[^/]+}/embed")
        .route(web::get().to(embed::serve))
        .route(web::head().to(embed::serve));
    let code = web::resource("/public/{school:[^/]+}/qr.svg")
        .route(web::get().to(code::serve))
        .route(web::head().to(code::serve));
    style::routes(routes);
    articles::routes(routes);
    callback::routes(routes);
    feedback::routes(routes);
    rate::routes(routes);
    routes.service(embed).service(code).service(page);
}

async fn serve(app: web::Data<App>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    let asked_day = asked(&request, "on").filter(|text| !text.trim().is_empty());
    let day = asked_day.as_deref().and_then(past::day);
    if asked_day.is_some() && day.is_none() {
        let texts = texts::of(lang);
        let page = page::notice(lang, texts.no_such_day, texts.write_day);
        return notice(StatusCode::BAD_REQUEST, lang, page.into_string());
    }
    match crate::schedules::published(&app, &path.0, day).await {
        Ok(data) => {
            let origin = app.config.origin();
            let view = View::new(&data, app.clock.now(), lang, &origin).on(day);
            let page = match asked(&request, "sheet").and_then(|code| Paper::of(&code)) {
                Some(paper) => paper::sheet(&view, paper),
                None => page::page(&view),
            };
            answer(&request, lang, CONTENT_SECURITY_POLICY, &page.into_string())
        }
        Err(error) => refusal(error, lang),
    }
}

/// A page that says why there is none.
fn refusal(error: Error, lang: Lang) -> HttpResponse {
    let texts = texts::of(lang);
    if error.kind() == ProblemKind::NotFound {
        let page = page::notice(lang, texts.unknown_title, texts.unknown_text);
        return notice(StatusCode::NOT_FOUND, lang, page.into_string());
    }
    // Logs the fault, and knows its status.
    let status = error.response(lang).status();
    let page = page::notice(lang, texts.down_title, texts.down_text);
    notice(status, lang, page.into_string())
}

/// The language of the address, else the one that the browser asks for.
pub fn language(request: &HttpRequest) -> Lang {
    let asked = asked(request, "lang").and_then(|code| code.parse().ok());
    asked.unwrap_or_else(|| crate::call::language(request))
}

/// What the address asks for by this name.
fn asked(request: &HttpRequest, name: &str) -> Option<String> {
    form_urlencoded::parse(request.query_string().as_bytes())
        .find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

const HTML: &str = "text/html; charset=utf-8";

/// A page that may be kept for a minute. The policy stands on an answer without a page too: a browser takes it for the page
/// that it has kept.
fn answer(request: &HttpRequest, lang: Lang, policy: &str, page: &str) -> HttpResponse {
    keepable(request, lang, policy, HTML, page)
}

/// A public text that may be kept for a minute, or word that the reader has it already.
pub fn keepable(
    request: &HttpRequest,
    lang: Lang,
    policy: &str,
    content_type: &'static str,
    text: &str,
) -> HttpResponse {
    let hash = Sha256::digest(text);
    let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // Weak: the same page may leave compressed or not.
    let etag = format!("W/\"{hash}\"");
    let known = request.headers().get(header::IF_NONE_MATCH);
    let known = known
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = HttpResponse::build(if known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    response
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_LANGUAGE, lang.code()))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::ETAG, etag));
    if known {
        return response.finish();
    }
    response.content_type(content_type).body(text.to_owned())
}

fn notice(status: StatusCode, lang: Lang, page: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_LANGUAGE, lang.code()))
        .content_type(HTML)
        .body(page)
}

#[cfg(test)]
mod tests;
