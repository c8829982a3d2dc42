//! `calendar`: the production calendar as a table, for people and for the comparison in `scripts/calendar.sh`; a region's days.

use std::fmt::Write;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use podskazka_shared::calendar::russia::{self, DayKind};
use podskazka_shared::calendars::SchoolDay;
use podskazka_shared::text::Lang;

use crate::access::System;
use crate::clock::Clock;
use crate::problem::Error;
use crate::store::{self, Store};

const WHY: System = System::because("calendar_region");

/// One line a day that differs: the date, what it is, and why.
pub(super) fn table() -> String {
    let mut table = String::new();
    for year in russia::years() {
        if let Some(decree) = russia::decree(year) {
            let _ = writeln!(table, "# {year}: № {} {}", decree.number, decree.date);
        }
        let first = NaiveDate::from_ymd_opt(year, 1, 1).into_iter();
        let days = first.flat_map(|first| first.iter_days());
        for date in days.take_while(|date| date.year() == year) {
            for (what, why) in told(date) {
                let _ = writeln!(table, "{date}\t{what}\t{why}");
            }
        }
    }
    table
}

fn told(date: NaiveDate) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    if let Some(like) = russia::worked_for(date) {
        told.push(("worked", like.to_string()));
    }
    match russia::kind(date) {
        Some(DayKind::Holiday) => {
            let name = russia::holiday(date).map_or("", |holiday| holiday.text(Lang::Ru));
            told.push(("holiday", name.to_owned()));
        }
        Some(DayKind::MovedHere) => {
            let from = russia::moved_from(date).map(|from| from.to_string());
            told.push(("moved", from.unwrap_or_default()));
        }
        Some(DayKind::Shortened) => told.push(("short", String::new())),
        Some(DayKind::Working | DayKind::Weekend) | None => {}
    }
    told
}

/// `calendar region`: puts a region's days into the calendars of schools, of all when none is named. Tells a line a school;
/// an error when one of them could not take the days, after the others have.
pub(super) async fn region(store: &Store, file: &Path, schools: &[String]) -> Result<String, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| named(&error))?;
    let mut days: Vec<SchoolDay> = serde_json::from_str(&text).map_err(|error| named(&error))?;
    for day in &mut days {
        day.name = day.name.trim().to_owned();
    }
    let mut errors = Vec::new();
    for (place, day) in days.iter().enumerate() {
        day.check(&mut errors, &format!("/{place}"));
    }
    if let Some(error) = errors.first() {
        return Err(named(&format!(
            "{}: {}",
            error.pointer,
            error.kind.text(Lang::En)
        )));
    }
    let failed = |error: Error| error.to_string();
    let mut cards = Vec::new();
    for slug in schools {
        let found = store::schools::public(store, slug).await.map_err(failed)?;
        let (card, _) = found.ok_or_else(|| format!("there is no school {slug:?}"))?;
        cards.push(card);
    }
    if schools.is_empty() {
        cards = store::schools::all(store, WHY).await.map_err(failed)?;
    }
    let at = Clock::default().now();
    let (mut lines, mut wrong) = (Vec::new(), 0_u32);
    for card in cards {
        let told = match crate::calendars::set_region(store, WHY, card.id, &days, at).await {
            Ok(Some(version)) => format!("version {version} is published"),
            Ok(None) => "nothing changes".to_owned(),
            Err(error) => {
                wrong += 1;
                error.to_string()
            }
        };
        lines.push(format!("{}: {told}", card.slug));
    }
    let lines = lines.join("\n");
    match wrong {
        0 => Ok(lines),
        _ => Err(format!("{wrong} schools did not take the days\n{lines}")),
    }
}
