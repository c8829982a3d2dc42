//! How the time of a request adds up: each stretch, and whether it counts.

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use podskazka_shared::calendar::{Reason, TrailPiece};

use crate::i18n::{self, dates, tickets};

/// The most stretches that are told: who wants to know reads no more.
const MOST: usize = 40;

/// The stretches as a list.
pub fn pieces(trail: &[TrailPiece], now: DateTime<Utc>) -> AnyView {
    let t = tickets();
    let rows: Vec<_> = trail.iter().take(MOST).map(|piece| row(piece, now)).collect();
    let rest = (trail.len() > MOST).then(|| view! { <li>"…"</li> });
    view! {
        <p>{t.pieces}":"</p>
        <ul class="plain">{rows}{rest}</ul>
    }
    .into_any()
}

fn row(piece: &TrailPiece, now: DateTime<Utc>) -> AnyView {
    let t = tickets();
    let what = match piece.reason {
        Reason::Working => {
            let length = i18n::short_length(Duration::seconds(piece.counted_seconds));
            format!("{} {length}", t.counts)
        }
        Reason::OffHours => t.off_hours.to_owned(),
        Reason::DayOff => t.day_off.to_owned(),
        Reason::Exception => t.exception.to_owned(),
        Reason::Paused => t.paused.to_owned(),
    };
    let counts = piece.reason == Reason::Working;
    let when = match dates::local_day(piece.from) == dates::local_day(piece.to) {
        true => dates::span(piece.from, piece.to, now),
        false => format!(
            "{} – {}",
            dates::moment(piece.from, now),
            dates::moment(piece.to, now)
        ),
    };
    view! { <li class:dim=!counts>{when}": "{what}</li> }.into_any()
}
