//! The school's help page for everybody: plain HTML, complete without script, printable on one sheet (S3, S4, T1, T2, T4).

mod contacts;
mod dates;
mod duty;
mod page;
mod sheet;
mod style;
mod texts;
mod view;
mod week;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use sha2::{Digest, Sha256};

use crate::app::App;
use view::View;

/// `/public/{school}` and its style sheet.
pub fn routes(routes: &mut web::ServiceConfig) {
    // A slash at the end is a slip of the finger, not another page.
    let page = web::resource("/public/{school:[^/]+}{slash:/?}")
        .route(web::get().to(serve))
        .route(web::head().to(serve));
    routes
        .route(style::address(), web::get().to(style::serve))
        .service(page);
}

async fn serve(app: web::Data<App>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    let texts = texts::of(lang);
    match crate::schedules::published(&app, &path.0).await {
        Ok(data) => {
            let origin = app.config.origin();
            let page = page::page(&View::new(&data, app.clock.now(), lang, &origin));
            answer(&request, lang, &page.into_string())
        }
        Err(error) if error.kind() == ProblemKind::NotFound => {
            let page = page::notice(lang, texts.unknown_title, texts.unknown_text);
            notice(StatusCode::NOT_FOUND, lang, page.into_string())
        }
        Err(error) => {
            // Logs the fault, and knows its status.
            let status = error.response(lang).status();
            let page = page::notice(lang, texts.down_title, texts.down_text);
            notice(status, lang, page.into_string())
        }
    }
}

/// The language of the address, else the one that the browser asks for.
fn language(request: &HttpRequest) -> Lang {
    form_urlencoded::parse(request.query_string().as_bytes())
        .find_map(|(key, value)| (key == "lang").then(|| value.parse().ok())?)
        .unwrap_or_else(|| crate::call::language(request))
}

const HTML: &str = "text/html; charset=utf-8";

fn answer(request: &HttpRequest, lang: Lang, page: &str) -> HttpResponse {
    let hash = Sha256::digest(page);
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
        .insert_header((header::ETAG, etag));
    if known {
        return response.finish();
    }
    response.content_type(HTML).body(page.to_owned())
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
