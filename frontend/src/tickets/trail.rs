//! How the time of a request adds up: each stretch, and whether it counts.

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use podskazka_shared::calendar::{Deadline, Reason, TrailPiece};

use crate::i18n::{self, counting, dates};

/// The most stretches that are told: who wants to know reads no more.
const MOST: usize = 40;

/// The stretches as a list.
pub fn pieces(trail: &[TrailPiece], now: DateTime<Utc>) -> AnyView {
    let t = counting();
    let rows: Vec<_> = trail.iter().take(MOST).map(|piece| row(piece, now)).collect();
    let rest = (trail.len() > MOST).then(|| view! { <li>"…"</li> });
    view! {
        <p>{t.pieces}":"</p>
        <ul class="plain">{rows}{rest}</ul>
    }
    .into_any()
}

fn row(piece: &TrailPiece, now: DateTime<Utc>) -> AnyView {
    let t = counting();
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

/// The stretches as a bar: what counts is filled up to now, where the clock stood still is hatched, the rest is empty.
pub fn bar(told: &Deadline, now: DateTime<Utc>) -> AnyView {
    let trail = &told.trail;
    let Some((first, last)) = trail.first().zip(trail.last()) else {
        return ().into_any();
    };
    let whole = (last.to - first.from).num_seconds().max(1);
    // In thousandths of the bar.
    let place = |at: DateTime<Utc>| (at - first.from).num_seconds().saturating_mul(1000) / whole;
    let mut stood = Duration::zero();
    let mut parts = Vec::new();
    for piece in trail {
        let class = match piece.reason {
            Reason::Working => "",
            Reason::Paused => "pause",
            Reason::OffHours | Reason::DayOff | Reason::Exception => continue,
        };
        if piece.reason == Reason::Paused {
            stood += piece.to.min(now).max(piece.from) - piece.from;
        }
        let (past, to) = (piece.to.min(now).max(piece.from), piece.to);
        for (from, to, later) in [(piece.from, past, false), (past, to, true)] {
            let (x, width) = (place(from), place(to) - place(from));
            if width > 0 {
                let (x, width) = (x.to_string(), width.to_string());
                parts.push(
                    view! { <rect class=class class:later=later x=x width=width height="8"></rect> }
                        .into_any(),
                );
            }
        }
    }
    let counted = i18n::short_length(Duration::seconds(told.elapsed_seconds));
    let label = match (told.elapsed_seconds, stood.is_zero()) {
        (..60, true) => counting().nothing_yet.to_owned(),
        (..60, false) => i18n::only_stood(&i18n::short_length(stood)),
        (_, true) => i18n::counted_so_far(&counted),
        (_, false) => i18n::counted_and_stood(&counted, &i18n::short_length(stood)),
    };
    view! {
        <svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none" role="img" aria-label=label.clone()>
            <defs>
                <pattern id="stood" width="14" height="8" patternUnits="userSpaceOnUse">
                    <rect width="6" height="8"></rect>
                </pattern>
            </defs>
            {parts}
        </svg>
        <small aria-hidden="true">{label}"."</small>
    }
    .into_any()
}
