//! Consultations as events for calendars (RFC 5545): the moment in UTC, which every calendar shows by its own clock.

use std::collections::BTreeMap;

use actix_web::web::Bytes;
use chrono::{DateTime, Duration, Utc};
use futures_util::StreamExt;
use futures_util::stream;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use podskazka_shared::access::action::ConsultationRead;
use podskazka_shared::consultations::{BookingState, ConsultationsCalendar};
use podskazka_shared::endpoint::Ics;
use podskazka_shared::ids::MemberId;
use podskazka_shared::text::Lang;

use crate::access::{Permit, SchoolCard};
use crate::api::{Done, File};
use crate::call::Call;
use crate::problem::Result;
use crate::store::consultations::BookingRow;
use crate::store::{self, Db};

/// How long what is over stays in a calendar that follows somebody's consultations.
const KEPT: Duration = Duration::days(31);

pub(super) async fn calendar(call: Call<ConsultationsCalendar>) -> Result<Done<Ics>> {
    let member = call.member()?;
    let row = store::consultations::find(&call.app.store, &member.permit()?, call.params.booking).await?;
    let place = Place {
        school: &member.school,
        origin: &call.app.config.origin(),
        lang: call.lang,
    };
    let mut calendar = Calendar::new();
    calendar.push(place.own(&row));
    let text = calendar.to_string();
    Ok(Done::new(Ics::default()).file(File {
        name: "consultation.ics".to_owned(),
        content_type: "text/calendar; charset=utf-8",
        content: stream::iter([Ok(Bytes::from(text))]).boxed_local(),
    }))
}

/// Where consultations take place, and in whose words they are told.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub school: &'a SchoolCard,
    pub origin: &'a str,
    pub lang: Lang,
}

impl Place<'_> {
    /// Somebody's consultations: those that they go to, with the helper's name, and the times at their own desk, without any
    /// name, for children book too.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of_member(
        self,
        db: &impl Db,
        permit: &Permit<ConsultationRead>,
        member: MemberId,
        at: DateTime<Utc>,
    ) -> Result<Vec<Event>> {
        let rows = store::consultations::booked_with(db, permit, member, at - KEPT).await?;
        let (desk, own): (Vec<BookingRow>, Vec<BookingRow>) =
            rows.into_iter().partition(|row| row.helper_id == member);
        let mut times: BTreeMap<DateTime<Utc>, Vec<BookingRow>> = BTreeMap::new();
        for row in desk {
            times.entry(row.starts_at).or_default().push(row);
        }
        let own = own.iter().map(|row| self.own(row));
        Ok(own
            .chain(times.values().filter_map(|rows| self.desk(rows)))
            .collect())
    }

    /// The event of who goes there: its name stays the same and its number rises with every change, so that calendars replace
    /// what they had.
    fn own(self, row: &BookingRow) -> Event {
        let helper = row.helper().name;
        let summary = match self.lang {
            Lang::Ru => format!("Консультация: {helper}"),
            Lang::En => format!("Consultation: {helper}"),
        };
        let status = match row.state {
            BookingState::Booked | BookingState::Arrived | BookingState::NoShow => EventStatus::Confirmed,
            BookingState::Held | BookingState::Offered => EventStatus::Tentative,
            BookingState::Cancelled | BookingState::Freed | BookingState::Expired => EventStatus::Cancelled,
        };
        let mut event = self.event(row, &row.id.to_string(), &summary);
        event.sequence(u32::try_from(row.version - 1).unwrap_or_default());
        event.status(status).done()
    }

    /// The event of the helper, for all who come at one time.
    fn desk(self, rows: &[BookingRow]) -> Option<Event> {
        let first = rows.first()?;
        let summary = match (self.lang, rows.len()) {
            (Lang::Ru, 1) => "Консультация у вас".to_owned(),
            (Lang::En, 1) => "A consultation with you".to_owned(),
            (Lang::Ru, many) => format!("Консультация у вас, записались: {many}"),
            (Lang::En, many) => format!("A consultation with you, {many} booked"),
        };
        let name = format!("{}-{}", first.helper_id, first.starts_at.timestamp());
        let mut event = self.event(first, &name, &summary);
        // No number: who cancels takes theirs along. Whoever follows the feed has what stands in it.
        if let Some(changed) = rows.iter().map(|row| row.updated_at).max() {
            event.timestamp(changed);
        }
        Some(event.done())
    }

    fn event(self, row: &BookingRow, name: &str, summary: &str) -> Event {
        let host = self.origin.split("://").last().unwrap_or("podskazka");
        let link = format!("{}/s/{}/consultations/{}", self.origin, self.school.slug, row.id);
        let mut event = Event::new();
        event
            .uid(&format!("{name}@{host}"))
            .timestamp(row.created_at)
            .summary(summary)
            .description(&format!("{}\n{link}", self.school.name))
            .url(&link)
            .starts(row.starts_at)
            .ends(row.ends_at);
        if let Some(place) = &row.place {
            event.location(place);
        }
        event
    }
}
