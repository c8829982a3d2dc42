//! `/public/{school}/rate/{link}`: rating an answer from its letter, without signing in and without script (F3).

mod page;
mod words;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::check::Check;
use podskazka_shared::feedback::{RatingBody, Reason};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use super::{language, notice, refusal};
use crate::app::App;
use crate::feedback::link::{self, Link};
use crate::problem::{Error, Result};
use page::Shown;

/// More than anybody can write into the form.
const MOST_BYTES: usize = 64 * 1024;

/// The form, and what becomes of it.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    let form = web::resource("/public/{school:[^/]+}/rate/{link:[^/]+}")
        .route(web::get().to(open))
        .route(web::head().to(open))
        .route(web::post().to(send));
    routes.service(form);
}

type Address = web::Path<(String, String)>;

async fn open(app: web::Data<App>, path: Address, request: HttpRequest) -> HttpResponse {
    let (lang, (school, token)) = (language(&request), &*path);
    let at = app.clock.now();
    let shown = |link| Shown { lang, token, link };
    match link::open(&app, school, token, at).await {
        Ok(Link::Open(member, number)) => {
            let page = shown(&Link::Open(member, number)).form(&RatingBody::default(), false);
            notice(StatusCode::OK, lang, page.into_string())
        }
        Ok(link) => notice(StatusCode::GONE, lang, shown(&link).over().into_string()),
        Err(error) => refused(error, lang),
    }
}

async fn send(
    app: web::Data<App>,
    path: Address,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let lang = language(&request);
    match taken(&app, &path, &request, payload).await {
        Ok((status, page)) => notice(status, lang, page),
        Err(error) => refused(error, lang),
    }
}

async fn taken(
    app: &App,
    (school, token): &(String, String),
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<(StatusCode, String)> {
    let (lang, at) = (language(request), app.clock.now());
    let bytes = crate::call::collect(request, payload, MOST_BYTES);
    let bytes = tokio::time::timeout(app.config.read_timeout(), bytes)
        .await
        .map_err(|_| ProblemKind::RequestTimeout)??;
    let body = read(&bytes);
    let mut errors = Vec::new();
    body.check(&mut errors);
    let shown = |link| Shown { lang, token, link };
    if !errors.is_empty() {
        let link = link::open(app, school, token, at).await?;
        return Ok(match link {
            Link::Open(..) => {
                let page = shown(&link).form(&body, true);
                (StatusCode::UNPROCESSABLE_ENTITY, page.into_string())
            }
            Link::Spent(..) | Link::Over(_) => (StatusCode::GONE, shown(&link).over().into_string()),
        });
    }
    let (link, ticket) = link::rate(app, school, token, &body, at).await?;
    Ok(match link {
        Link::Open(..) => (StatusCode::OK, shown(&link).thanks(ticket).into_string()),
        Link::Spent(..) | Link::Over(_) => (StatusCode::GONE, shown(&link).over().into_string()),
    })
}

/// What was marked. Reasons beside another mark are left out: the page hides them then.
fn read(bytes: &[u8]) -> RatingBody {
    let mut body = RatingBody::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        match &*name {
            "stars" => body.stars = value.parse().unwrap_or_default(),
            "reason" => body.reasons.extend(value.parse::<Reason>()),
            "comment" => body.comment = Some(value.replace("\r\n", "\n")),
            _ => {}
        }
    }
    let stars = body.stars;
    body.reasons.sort_unstable();
    body.reasons.dedup();
    body.reasons.retain(|reason| reason.explains(stars));
    body
}

/// A link that is none says so in its own words.
fn refused(error: Error, lang: Lang) -> HttpResponse {
    match error.kind() == ProblemKind::NotFound {
        true => notice(StatusCode::NOT_FOUND, lang, page::unknown(lang).into_string()),
        false => refusal(error, lang),
    }
}
