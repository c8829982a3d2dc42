//! `/public/{school}/feedback`: thanks and suggestions, without an account and without script.
//!
//! A form that can be read leads to one and the same page, whatever becomes of it; see [`crate::voices::send`].

mod page;
mod words;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::check::Check;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use podskazka_shared::voices::{PublicVoiceBody, VoiceKind};

use super::{language, notice, refusal};
use crate::access::SchoolCard;
use crate::app::App;
use crate::problem::Result;
use crate::{callbacks, voices};
use page::Form;

/// The form, and what is told when it was sent.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    let form = web::resource("/public/{school:[^/]+}/feedback")
        .route(web::get().to(open))
        .route(web::head().to(open))
        .route(web::post().to(send));
    let sent = web::resource("/public/{school:[^/]+}/feedback/sent")
        .route(web::get().to(sent))
        .route(web::head().to(sent));
    routes.service(sent).service(form);
}

/// Where a school's form stands.
pub(super) fn address(slug: &str, lang: Lang) -> String {
    place(slug, "feedback", lang)
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
    let card = callbacks::school(app, school).await?;
    let token = voices::form(app, &card, app.clock.now()).token;
    let form = Form {
        card: &card,
        lang,
        typed: &empty(token),
        errors: &[],
    };
    Ok(page::form(&form).into_string())
}

fn empty(token: String) -> PublicVoiceBody {
    PublicVoiceBody {
        token,
        kind: VoiceKind::Suggestion,
        text: String::new(),
        contact: None,
        consent: false,
    }
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
            .insert_header((header::LOCATION, place(&card.slug, "feedback/sent", lang)))
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
    let bytes = crate::call::collect(request, payload, PublicVoiceBody::MAX_BYTES);
    let bytes = tokio::time::timeout(app.config.read_timeout(), bytes)
        .await
        .map_err(|_| ProblemKind::RequestTimeout)??;
    let (body, trap) = read(&bytes);
    let mut errors = Vec::new();
    body.check(&mut errors);
    if !errors.is_empty() {
        let form = Form {
            card: &card,
            lang,
            typed: &body,
            errors: &errors,
        };
        return Ok(Taken::Wrong(page::form(&form).into_string()));
    }
    if !trap {
        voices::send(app, request, &card, &body, at).await?;
    }
    Ok(Taken::Sent(card))
}

/// What was typed, and whether somebody filled in the field that people do not see.
fn read(bytes: &[u8]) -> (PublicVoiceBody, bool) {
    let (mut body, mut trap) = (empty(String::new()), false);
    for (name, value) in form_urlencoded::parse(bytes) {
        let value = value.into_owned();
        match &*name {
            "token" => body.token = value,
            "kind" => body.kind = value.parse().unwrap_or(VoiceKind::Suggestion),
            "text" => body.text = value.replace("\r\n", "\n"),
            "contact" => body.contact = Some(value),
            "consent" => body.consent = value == "yes",
            page::TRAP => trap = !value.is_empty(),
            _ => {}
        }
    }
    (body, trap)
}

async fn sent(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    match callbacks::school(&app, &path).await {
        Ok(card) => notice(StatusCode::OK, lang, page::sent(&card, lang).into_string()),
        Err(error) => refusal(error, lang),
    }
}
