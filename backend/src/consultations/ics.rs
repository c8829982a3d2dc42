//! A consultation as an event for one's calendar (RFC 5545): the moment in UTC, which every calendar shows by its own clock.

use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use podskazka_shared::consultations::{Booking, BookingState, ConsultationsCalendar};
use podskazka_shared::endpoint::Ics;
use podskazka_shared::text::Lang;

use super::view;
use crate::access::SchoolCard;
use crate::api::{Done, File};
use crate::call::Call;
use crate::problem::Result;

pub(super) async fn calendar(call: Call<ConsultationsCalendar>) -> Result<Done<Ics>> {
    let member = call.member()?;
    let booking = view(&call.app.store, member, call.params.booking, call.at).await?;
    let text = text(&booking, &member.school, &call.app.config.origin(), call.lang);
    Ok(Done::new(Ics::default()).file(File {
        name: "consultation.ics".to_owned(),
        content_type: "text/calendar; charset=utf-8",
        content: stream::iter([Ok(Bytes::from(text))]).boxed_local(),
    }))
}

/// The event: its name stays the same and its number rises with every change, so that calendars replace what they had.
fn text(booking: &Booking, school: &SchoolCard, origin: &str, lang: Lang) -> String {
    let helper = &booking.helper.name;
    let summary = match lang {
        Lang::Ru => format!("Консультация: {helper}"),
        Lang::En => format!("Consultation: {helper}"),
    };
    let host = origin.split("://").last().unwrap_or("podskazka");
    let link = format!("{origin}/s/{}/consultations/{}", school.slug, booking.id);
    let takes_place = booking.state.occupies();
    let status =
        match takes_place && booking.state != BookingState::Held && booking.state != BookingState::Offered {
            true => EventStatus::Confirmed,
            false if takes_place => EventStatus::Tentative,
            false => EventStatus::Cancelled,
        };
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", booking.id))
        .timestamp(booking.created_at)
        .sequence(u32::try_from(booking.version - 1).unwrap_or_default())
        .summary(&summary)
        .description(&format!("{}\n{link}", school.name))
        .url(&link)
        .starts(booking.starts_at)
        .ends(booking.ends_at)
        .status(status);
    if let Some(place) = &booking.place {
        event.location(place);
    }
    let mut calendar = Calendar::new();
    calendar.push(event.done());
    calendar.to_string()
}
