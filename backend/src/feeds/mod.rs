//! The schedule as calendars subscribe to it (S3): of the school, of one helper. They tell hours, never who has booked them.

mod events;
mod mine;
mod words;
mod zone;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use icalendar::{Calendar, Event, Property};
use podskazka_shared::feeds::{MeFeed, MeFeedCreate, MeFeedEnd};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::text::Lang;
use sha2::{Digest, Sha256};

use crate::api::Api;
use crate::app::{App, CONTENT_SECURITY_POLICY};
use crate::plans;
use crate::problem::Result;
use crate::public;
use crate::store;
use events::{Frame, Only};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<MeFeed, _, _>(mine::find);
    api.serve::<MeFeedCreate, _, _>(mine::create);
    api.serve::<MeFeedEnd, _, _>(mine::end);
}

/// `/public/{school}/calendar.ics`, one of each helper, and people's own.
pub fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/public/{school}/calendar.ics", web::get().to(of_school))
        .route("/public/{school}/helpers/{helper}.ics", web::get().to(of_helper))
        .route("/feeds/{token}.ics", web::get().to(mine::serve));
}

async fn of_school(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = public::language(&request);
    answer(&request, lang, feed(&app, &path, None, lang).await)
}

async fn of_helper(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let lang = public::language(&request);
    answer(&request, lang, feed(&app, &path.0, Some(&path.1), lang).await)
}

fn answer(request: &HttpRequest, lang: Lang, feed: Result<String>) -> HttpResponse {
    match feed {
        Ok(text) => public::keepable(
            request,
            lang,
            CONTENT_SECURITY_POLICY,
            "text/calendar; charset=utf-8",
            &text,
        ),
        Err(error) => error.response(lang),
    }
}

/// The name of a helper in addresses: the same in every schedule that names the helper the same.
pub fn key(name: &str) -> String {
    let hash = Sha256::digest(name.trim().to_lowercase());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The days of a feed: the school year of a day, and the next one as soon as something is published for it.
fn span(plan: &plans::Loaded, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let year = AcademicYear::of(today);
    let last = plan.plan.versions.iter().map(|version| version.year).max();
    let last = last.map_or(year, |last| last.max(year));
    (year.begins(), last.ends())
}

async fn feed(app: &App, school: &str, helper: Option<&str>, lang: Lang) -> Result<String> {
    let (card, _) = store::schools::public(&app.store, school)
        .await?
        .ok_or(ProblemKind::NotFound)?;
    let today = card.today(app.clock.now());
    let year = AcademicYear::of(today);
    let loaded = plans::public(app, &card, year.begins(), year.next().ends()).await?;
    let (from, to) = span(&loaded, today);
    let names = loaded
        .plan
        .versions
        .iter()
        .flat_map(|version| &version.lines)
        .map(|line| line.name.as_str());
    let extra = loaded.plan.extra.iter().map(|extra| extra.member.name.as_str());
    let away = loaded
        .plan
        .away
        .iter()
        .filter_map(|away| away.substitute.as_ref())
        .map(|one| one.name.as_str());
    let only = match helper {
        Some(wanted) => Some(
            names
                .chain(extra)
                .chain(away)
                .find(|name| key(name) == wanted)
                .ok_or(ProblemKind::NotFound)?,
        ),
        None => None,
    };
    let words = words::of(lang);
    let (name, only) = match only {
        Some(name) => ((words.helper)(name, &card.name), Only::Named(name)),
        None => ((words.calendar)(&card.name), Only::Everybody),
    };
    let origin = app.config.origin();
    let frame = Frame {
        plan: &loaded.plan,
        revision: loaded.revision,
        changed_at: loaded.changed_at,
        host: host(&origin),
        page: &format!("{origin}/public/{}", card.slug),
        words,
        only,
    };
    Ok(text(
        &name,
        frame.events(from, to),
        &zone::component(card.zone, from, to),
    ))
}

/// The part of the server's address that makes names of events our own.
fn host(origin: &str) -> &str {
    origin.split("://").last().unwrap_or("podskazka")
}

/// A calendar of events, with the zones that they name.
fn text(name: &str, events: Vec<Event>, zones: &str) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Podskazka//RU"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", name),
        // How often it pays to look again.
        ("X-PUBLISHED-TTL", "PT1H"),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.extend(events);
    // The crate would give the zone a random name and the present time: the text would differ each time.
    calendar
        .to_string()
        .replacen("BEGIN:VEVENT", &format!("{zones}BEGIN:VEVENT"), 1)
}
