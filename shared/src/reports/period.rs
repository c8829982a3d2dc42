//! The periods of the report (D4): weeks and months, and the parts of the academic year.
//!
//! No calendar of a school tells when its quarters begin: only breaks stand there, by names of the school's own. So a quarter is
//! of whole months, parted where the breaks of most schools lie: nearly nobody asks anything on those days. Quarters make up
//! half-years, and half-years the year; the summer belongs to what ends with it.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::schedules::AcademicYear;
use crate::text::Lang;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PeriodKind {
    /// Monday to Sunday.
    Week,
    #[default]
    Month,
    /// From 1 September, 1 November, 1 January or 1 April.
    Quarter,
    /// From 1 September or 1 January.
    HalfYear,
    /// From 1 September to 31 August.
    Year,
}

coded!(PeriodKind);

/// The months with which the quarters of an academic year begin.
const QUARTERS: [u32; 4] = [9, 11, 1, 4];
/// The months with which its halves begin.
const HALVES: [u32; 2] = [9, 1];

impl PeriodKind {
    pub const ALL: [Self; 5] = [Self::Week, Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }

    /// For people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Week => lang.pick("Неделя", "Week"),
            Self::Month => lang.pick("Месяц", "Month"),
            Self::Quarter => lang.pick("Четверть", "Quarter"),
            Self::HalfYear => lang.pick("Полугодие", "Half-year"),
            Self::Year => lang.pick("Учебный год", "Academic year"),
        }
    }

    /// The period of this length in which a day lies.
    pub fn of(self, day: NaiveDate) -> Period {
        let from = match self {
            Self::Week => {
                let since = u64::from(day.weekday().num_days_from_monday());
                day.checked_sub_days(Days::new(since)).unwrap_or(day)
            }
            Self::Month => day.with_day(1).unwrap_or(day),
            Self::Quarter => begun(day, &QUARTERS),
            Self::HalfYear => begun(day, &HALVES),
            Self::Year => AcademicYear::of(day).begins(),
        };
        Period {
            kind: self,
            from,
            to: self.end(from),
        }
    }

    /// The last day of the period that begins on a day.
    fn end(self, from: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Week => from.checked_add_days(Days::new(7)),
            Self::Month => from.checked_add_months(Months::new(1)),
            Self::Quarter => from.checked_add_months(Months::new(match from.month() {
                9 | 11 => 2,
                1 => 3,
                _ => 5,
            })),
            Self::HalfYear => from.checked_add_months(Months::new(match from.month() {
                9 => 4,
                _ => 8,
            })),
            Self::Year => from.checked_add_months(Months::new(12)),
        };
        next.and_then(|next| next.pred_opt()).unwrap_or(from)
    }
}

/// The newest of these months that has begun by a day.
fn begun(day: NaiveDate, months: &[u32]) -> NaiveDate {
    let year = AcademicYear::of(day);
    let first = |month: u32| {
        let calendar = match month >= 9 {
            true => year.first(),
            false => year.first() + 1,
        };
        NaiveDate::from_ymd_opt(calendar, month, 1).unwrap_or(day)
    };
    let begun = months.iter().map(|month| first(*month));
    begun.filter(|first| *first <= day).max().unwrap_or(day)
}

/// A time of whole days in the school's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    pub kind: PeriodKind,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// The one before it.
    #[must_use]
    pub fn before(self) -> Self {
        self.kind.of(self.from.pred_opt().unwrap_or(self.from))
    }

    /// The one after it.
    #[must_use]
    pub fn after(self) -> Self {
        self.kind.of(self.to.succ_opt().unwrap_or(self.to))
    }

    /// The parts in which its course is shown: days, weeks of a quarter, months of longer ones; cut to the period.
    pub fn parts(self) -> Vec<(NaiveDate, NaiveDate)> {
        let part = |day: NaiveDate| match self.kind {
            PeriodKind::Week | PeriodKind::Month => day,
            PeriodKind::Quarter => PeriodKind::Week.of(day).to,
            PeriodKind::HalfYear | PeriodKind::Year => PeriodKind::Month.of(day).to,
        };
        let mut parts = Vec::new();
        let mut from = self.from;
        while from <= self.to {
            let to = part(from).min(self.to);
            parts.push((from, to));
            match to.succ_opt() {
                Some(next) => from = next,
                None => break,
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(kind: PeriodKind, text: &str) -> (String, String) {
        let period = kind.of(day(text));
        (period.from.to_string(), period.to.to_string())
    }

    #[test]
    fn a_period_is_found_by_any_of_its_days() {
        use PeriodKind::{HalfYear, Month, Quarter, Week, Year};
        for (kind, on, from, to) in [
            (Week, "2026-11-23", "2026-11-23", "2026-11-29"),
            (Week, "2026-11-22", "2026-11-16", "2026-11-22"),
            (Week, "2027-01-01", "2026-12-28", "2027-01-03"),
            (Month, "2028-02-29", "2028-02-01", "2028-02-29"),
            (Month, "2026-12-31", "2026-12-01", "2026-12-31"),
            (Quarter, "2026-09-01", "2026-09-01", "2026-10-31"),
            (Quarter, "2026-12-31", "2026-11-01", "2026-12-31"),
            (Quarter, "2027-03-31", "2027-01-01", "2027-03-31"),
            (Quarter, "2027-08-31", "2027-04-01", "2027-08-31"),
            (HalfYear, "2026-12-31", "2026-09-01", "2026-12-31"),
            (HalfYear, "2027-01-01", "2027-01-01", "2027-08-31"),
            (Year, "2027-08-31", "2026-09-01", "2027-08-31"),
            (Year, "2027-09-01", "2027-09-01", "2028-08-31"),
        ] {
            assert_eq!(
                of(kind, on),
                (from.to_owned(), to.to_owned()),
                "{} of {on}",
                kind.code()
            );
        }
    }

    #[test]
    fn periods_follow_each_other_without_gaps_and_make_up_the_longer_ones() {
        for kind in PeriodKind::ALL {
            let mut period = kind.of(day("2026-09-01"));
            for _ in 0..60 {
                let next = period.after();
                assert_eq!(next.from, period.to.succ_opt().unwrap(), "{kind:?}");
                assert_eq!(next.before(), period, "{kind:?}");
                period = next;
            }
        }
        let year = PeriodKind::Year.of(day("2026-11-22"));
        for kind in [PeriodKind::Quarter, PeriodKind::HalfYear, PeriodKind::Month] {
            assert_eq!(kind.of(year.from).from, year.from);
            assert_eq!(kind.of(year.to).to, year.to);
        }
    }

    #[test]
    fn parts_cover_their_period() {
        for (kind, number) in [
            (PeriodKind::Week, 7),
            (PeriodKind::Month, 30),
            (PeriodKind::Quarter, 10),
            (PeriodKind::HalfYear, 4),
            (PeriodKind::Year, 12),
        ] {
            let period = kind.of(day("2026-11-22"));
            let parts = period.parts();
            assert_eq!(parts.len(), number, "{kind:?}");
            assert_eq!(parts.first().unwrap().0, period.from);
            assert_eq!(parts.last().unwrap().1, period.to);
            for pair in parts.windows(2) {
                assert_eq!(pair.first().unwrap().1.succ_opt(), Some(pair.last().unwrap().0));
            }
        }
    }
}
