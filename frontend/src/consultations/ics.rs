//! A booking for the calendar of the phone, made here: it works without a link.

use leptos::prelude::*;
use podskazka_shared::consultations::Booking;

use crate::browser;
use crate::i18n::consultations;
use crate::ui::{Icon, icon};

/// Text as calendars want it (RFC 5545).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace(['\r', '\n'], " ")
}

fn event(booking: &Booking) -> String {
    let stamp = |at: chrono::DateTime<chrono::Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let title = format!("{}: {}", consultations().one, booking.helper.name);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Podskazka//consultations//RU".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@podskazka", booking.id),
        format!("SEQUENCE:{}", booking.version),
        format!("DTSTAMP:{}", stamp(browser::now())),
        format!("DTSTART:{}", stamp(booking.starts_at)),
        format!("DTEND:{}", stamp(booking.ends_at)),
        format!("SUMMARY:{}", escaped(&title)),
    ];
    lines.extend(
        booking
            .place
            .as_ref()
            .map(|place| format!("LOCATION:{}", escaped(place))),
    );
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned(), String::new()]);
    lines.join("\r\n")
}

/// The link that puts a booking into a calendar.
pub fn link(booking: &Booking) -> AnyView {
    let text = String::from(js_sys::encode_uri_component(&event(booking)));
    let href = format!("data:text/calendar;charset=utf-8,{text}");
    view! {
        <a class="btn" href=href download="consultation.ics" rel="external">{icon(Icon::Schedule)}{consultations().ics}</a>
    }
    .into_any()
}
