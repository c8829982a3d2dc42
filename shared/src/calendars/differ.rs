//! The days of a year that differ from their week, as people read them.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{DayNote, DayNoteKind, DayPlan, SchoolCalendar};
use crate::calendar::russia;
use crate::text::Lang;

/// Days in a row that differ in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    pub note: DayNote,
    /// What holds on the first of them; on the others the same but for the weekday.
    pub plan: DayPlan,
}

impl DayNote {
    /// Why the day differs, in words: the school's own, or those of the production calendar.
    pub fn text(&self, date: NaiveDate, lang: Lang) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let word = match self.kind {
            DayNoteKind::Holiday => match russia::holiday(date) {
                Some(holiday) => holiday.text(lang),
                None => lang.pick("Праздничный день", "Holiday"),
            },
            DayNoteKind::Moved => lang.pick("Перенесённый выходной", "Day off moved here"),
            DayNoteKind::Short => lang.pick("Сокращённый день", "Shortened day"),
            DayNoteKind::Off => lang.pick("Выходной день", "Day off"),
            DayNoteKind::Break => lang.pick("Каникулы", "School holidays"),
            DayNoteKind::Working => lang.pick("Рабочий выходной", "Worked day off"),
        };
        word.to_owned()
    }
}

impl SchoolCalendar {
    /// The days among these that differ, in order, those in a row together.
    pub fn differing(&self, dates: RangeInclusive<NaiveDate>) -> Vec<Differing> {
        let mut all: Vec<Differing> = Vec::new();
        for date in dates.start().iter_days().take_while(|day| day <= dates.end()) {
            let plan = self.day(date);
            let Some(note) = plan.note.clone() else { continue };
            match all.last_mut() {
                Some(last)
                    if last.to.succ_opt() == Some(date)
                        && last.note == note
                        && last.plan.within == plan.within
                        // Two worked days stand for two days of the week.
                        && note.kind != DayNoteKind::Working =>
                {
                    last.to = date;
                }
                _ => all.push(Differing {
                    from: date,
                    to: date,
                    note,
                    plan,
                }),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_of_a_school_year_that_differ_are_told_in_order() {
        let calendar = SchoolCalendar {
            days: serde_json::from_value(json!([
                {"from": "2026-10-26", "to": "2026-11-05", "name": "Осенние каникулы", "rule": {"kind": "break"}},
                {"from": "2026-11-14", "to": "2026-11-15", "name": "За каникулы", "rule": {"kind": "working", "like": "mon"}},
            ]))
            .unwrap(),
            ..SchoolCalendar::default()
        };
        let told: Vec<String> = calendar
            .differing(date("2026-10-01")..=date("2027-01-31"))
            .into_iter()
            .map(|one| format!("{} {} {}", one.from, one.to, one.note.text(one.from, Lang::Ru)))
            .collect();
        assert_eq!(
            told,
            [
                "2026-10-26 2026-11-03 Осенние каникулы",
                "2026-11-04 2026-11-04 День народного единства",
                "2026-11-05 2026-11-05 Осенние каникулы",
                "2026-11-14 2026-11-14 За каникулы",
                "2026-11-15 2026-11-15 За каникулы",
                "2026-12-31 2026-12-31 Перенесённый выходной",
                "2027-01-01 2027-01-08 Новогодние каникулы",
            ]
        );
        assert!(
            calendar
                .differing(date("2028-01-01")..=date("2028-12-31"))
                .is_empty()
        );
    }

    #[test]
    fn every_kind_has_words() {
        for kind in DayNoteKind::ALL {
            for lang in Lang::ALL {
                let note = DayNote { kind, name: None };
                assert!(!note.text(date("2026-02-02"), lang).is_empty());
            }
        }
    }
}
