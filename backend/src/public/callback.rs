//! `/public/{school}/callback`: who cannot sign in asks to be called back (T7). Without an account and without script.
//!
//! A form that can be read leads to one and the same page, whatever becomes of it; see [`crate::callbacks::send`].

mod page;
mod words;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::callbacks::CallbackBody;
use podskazka_shared::check::Check;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use super::{language, notice, refusal};
use crate::access::SchoolCard;
use crate::app::App;
use crate::callbacks;
use crate::problem::Result;
use page::Form;

/// The form, and what is told when it was sent.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    let form = web::resource("/public/{school:[^/]+}/callback")
        .route(web::get().to(open))
        .route(web::head().to(open))
        .route(web::post().to(send));
    let sent = web::resource("/public/{school:[^/]+}/callback/sent")
        .route(web::get().to(sent))
        .route(web::head().to(sent));
    routes.service(sent).service(form);
}

/// Where a school's form stands.
pub(super) fn address(slug: &str, lang: Lang) -> String {
    place(slug, "callback", lang)
}

fn place(slug: &str, rest: &str, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("/public/{slug}/{rest}"),
        Lang::En => format!("/public/{slug}/{rest}?lang={}", lang.code()),
    }
}

async fn open(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    match opened(&app, &path, lang).await {
        Ok(page) => notice(StatusCode::OK, lang, page),
        Err(error) => refusal(error, lang),
    }
}

async fn opened(app: &App, school: &str, lang: Lang) -> Result<String> {
    let (card, at) = (callbacks::school(app, school).await?, app.clock.now());
    let form = callbacks::form(app, &card, at).await?;
    let empty = CallbackBody {
        token: form.token,
        ..CallbackBody::default()
    };
    let form = Form {
        card: &card,
        lang,
        now: at,
        call_from: form.call_from,
        typed: &empty,
        errors: &[],
    };
    Ok(page::form(&form).into_string())
}

async fn send(
    app: web::Data<App>,
    path: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let lang = language(&request);
    match taken(&app, &path, &request, payload, lang).await {
        Ok(Taken::Sent(card)) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, place(&card.slug, "callback/sent", lang)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish(),
        Ok(Taken::Wrong(page)) => notice(StatusCode::UNPROCESSABLE_ENTITY, lang, page),
        Err(error) => refusal(error, lang),
    }
}

/// What came of a form.
enum Taken {
    Sent(SchoolCard),
    /// The form once more, with what was typed and what is wrong with it.
    Wrong(String),
}

async fn taken(
    app: &App,
    school: &str,
    request: &HttpRequest,
    payload: web::Payload,
    lang: Lang,
) -> Result<Taken> {
    let (card, at) = (callbacks::school(app, school).await?, app.clock.now());
    let within = app.config.read_timeout();
    let bytes = crate::call::collect(request, payload, CallbackBody::MAX_BYTES);
    let bytes = tokio::time::timeout(within, bytes)
        .await
        .map_err(|_| ProblemKind::RequestTimeout)??;
    let (body, trap) = read(&bytes);
    let mut errors = Vec::new();
    body.check(&mut errors);
    if !errors.is_empty() {
        let form = Form {
            card: &card,
            lang,
            now: at,
            call_from: callbacks::opening(app, &card, at).await?,
            typed: &body,
            errors: &errors,
        };
        return Ok(Taken::Wrong(page::form(&form).into_string()));
    }
    match trap {
        true => callbacks::trapped(app, &card, at),
        false => callbacks::send(app, request, &card, &body, at).await?,
    }
    Ok(Taken::Sent(card))
}

/// What was typed, and whether somebody filled in the field that people do not see.
fn read(bytes: &[u8]) -> (CallbackBody, bool) {
    let mut body = CallbackBody::default();
    let mut trap = false;
    for (name, value) in form_urlencoded::parse(bytes) {
        let value = value.into_owned();
        match &*name {
            "token" => body.token = value,
            "name" => body.name = value,
            "class_name" => body.class_name = Some(value),
            "phone" => body.phone = value,
            "text" => body.text = value.replace("\r\n", "\n"),
            "consent" => body.consent = value == "yes",
            page::TRAP => trap = !value.is_empty(),
            _ => {}
        }
    }
    (body, trap)
}

async fn sent(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    match told(&app, &path, lang).await {
        Ok(page) => notice(StatusCode::OK, lang, page),
        Err(error) => refusal(error, lang),
    }
}

async fn told(app: &App, school: &str, lang: Lang) -> Result<String> {
    let (card, at) = (callbacks::school(app, school).await?, app.clock.now());
    let call_from = callbacks::opening(app, &card, at).await?;
    Ok(page::sent(&card, lang, at, call_from).into_string())
}
