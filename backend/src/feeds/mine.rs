//! People's own feeds, at an address that only they know: their hours as helpers and their consultations
//! in all their schools.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::access::action::{ConsultationRead, ScheduleRead};
use podskazka_shared::feeds::{Feed, FeedAddress, MeFeed, MeFeedCreate, MeFeedEnd};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::text::Lang;
use sha2::{Digest, Sha256};

use super::events::{Frame, Only};
use super::{answer, host, text, words, zone};
use crate::access::{Permit, System};
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::random;
use crate::consultations;
use crate::problem::Result;
use crate::public;
use crate::store::{self, Audit};

pub(super) async fn find(call: Call<MeFeed>) -> Result<Done<Feed>> {
    let since = store::feeds::since(&call.app.store, call.person()?).await?;
    Ok(Done::new(Feed { since }))
}

pub(super) async fn create(call: Call<MeFeedCreate>) -> Result<Done<FeedAddress>> {
    let (person, at) = (call.person()?, call.at);
    let token: String = random::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    call.app
        .store
        .write(async |tx| {
            store::feeds::put(tx, person, hash(&token), at).await?;
            Audit::system(System::FEED, at)
                .by(person.id)
                .on(person.id.0)
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(FeedAddress {
        address: format!("{}/feeds/{token}.ics", call.app.config.origin()),
        since: at,
    }))
}

pub(super) async fn end(call: Call<MeFeedEnd>) -> Result<Done<()>> {
    let (person, at) = (call.person()?, call.at);
    call.app
        .store
        .write(async |tx| {
            store::feeds::remove(tx, person).await?;
            Audit::system(System::FEED, at)
                .by(person.id)
                .on(person.id.0)
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

pub(super) async fn serve(
    app: web::Data<App>,
    path: web::Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let lang = public::language(&request);
    let mut response = answer(&request, lang, feed(&app, &path, lang).await);
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let own = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, own);
    }
    response
}

async fn feed(app: &App, token: &str, lang: Lang) -> Result<String> {
    let found = store::feeds::owner(&app.store, System::FEED, hash(token)).await?;
    let (_, cards) = found.ok_or(ProblemKind::NotFound)?;
    let words = words::of(lang);
    let origin = app.config.origin();
    let mut events = Vec::new();
    let mut zones: Vec<(chrono_tz::Tz, String)> = Vec::new();
    for (school, member) in cards {
        let Some((card, _)) = store::schools::public(&app.store, &school.to_string()).await? else {
            continue;
        };
        let today = card.today(app.clock.now());
        let year = AcademicYear::of(today);
        let permit: Permit<ScheduleRead> = Permit::system(System::FEED, school);
        let loaded = store::plans::load(&app.store, &permit, year.begins(), year.next().ends()).await?;
        let (from, to) = super::span(&loaded, today);
        let frame = Frame {
            plan: &loaded.plan,
            revision: loaded.revision,
            changed_at: loaded.changed_at,
            host: host(&origin),
            page: &format!("{origin}/public/{}", card.slug),
            words,
            only: Only::Member(member),
        };
        events.extend(frame.events(from, to));
        let place = consultations::Place {
            school: &card,
            origin: &origin,
            lang,
        };
        let permit: Permit<ConsultationRead> = Permit::system(System::FEED, school);
        let at = app.clock.now();
        events.extend(place.of_member(&app.store, &permit, member, at).await?);
        if zones.iter().all(|(zone, _)| *zone != card.zone) {
            zones.push((card.zone, zone::component(card.zone, from, to)));
        }
    }
    let zones: String = zones.into_iter().map(|(_, text)| text).collect();
    Ok(text(words.mine, events, &zones))
}
