//! The schedule in a frame on the school's own site (S3): who helps now, who is next, and the week.
//!
//! It knows nobody: no cookie is read or set, and its links open in a tab of their own. A browser shows it only inside
//! the sites that the school has named; all other pages stay unframeable.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use podskazka_shared::schools::Site;

use super::{View, answer, duty, page, week};
use crate::access::Permit;
use crate::app::App;
use crate::problem::Result;
use crate::store;

/// Serves the frame of a school.
pub async fn serve(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = super::language(&request);
    match found(&app, &path).await {
        Ok((data, sites)) => {
            let origin = app.config.origin();
            let view = View::new(&data, app.clock.now(), lang, &origin).framed();
            answer(&request, lang, &policy(&sites), &frame(&view).into_string())
        }
        Err(error) => super::refusal(error, lang),
    }
}

async fn found(app: &App, school: &str) -> Result<(podskazka_shared::schedules::PublicSchedule, Vec<Site>)> {
    let data = crate::schedules::published(app, school, None).await?;
    let permit = Permit::of_anybody(data.school.id);
    let sites = store::schools::embed_sites(&app.store, &permit).await?;
    Ok((data, sites))
}

/// Whether the path is a frame's.
pub fn is_here(path: &str) -> bool {
    path.starts_with("/public/") && path.ends_with("/embed")
}

/// What the frame may load, and who may show it.
pub fn policy(sites: &[Site]) -> String {
    let mut ancestors: String = sites.iter().map(|site| format!(" {site}")).collect();
    if ancestors.is_empty() {
        ancestors.push_str(" 'none'");
    }
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
        frame-ancestors{ancestors}"
    )
}

fn frame(view: &View<'_>) -> Markup {
    let data = view.data;
    let texts = view.texts;
    let head = html! {
        title { ((texts.title)(&data.school.name)) }
        meta name="robots" content="noindex";
        link rel="canonical" href=(view.plain_address());
    };
    let body = html! {
        header {
            h1 { (texts.heading) }
            (page::facts(view))
        }
        main {
            @match &data.schedule {
                Some(week) => {
                    (duty::section(view, &data.duty))
                    (week::section(view, week))
                }
                None => (page::empty(view)),
            }
        }
        footer {
            a.touch href=(view.address(view.lang)) target=[view.target()] rel=[view.rel()] { (texts.whole_page) }
        }
    };
    page::document(view.lang, &page::Look::Page("frame"), &head, &body)
}
