//! `calendar`: the production calendar as a table, for people and for the comparison in `scripts/calendar.sh`.

use std::fmt::Write;

use chrono::{Datelike, NaiveDate};
use podskazka_shared::calendar::russia::{self, DayKind};
use podskazka_shared::text::Lang;

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
