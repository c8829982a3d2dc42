//! From when to when the versions of a school's schedule hold: one after another, never two at once (S2).

use chrono::NaiveDate;

use super::AcademicYear;

/// A published version: its year, its first day and the day after its last, none while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range<T> {
    pub of: T,
    pub year: AcademicYear,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl<T> Range<T> {
    /// Whether it holds on this day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether it never comes into force: another version took its place before.
    pub fn is_empty(&self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }
}

/// What a new version of `year` from `from` makes of those that are there: which end when, and when itself ends.
///
/// Versions of the same year that would begin then or later never come into force; the one that holds then ends; the new one
/// holds until the next later version. After a year without a schedule of its own the last one goes on.
pub fn insert<T: Copy>(
    there: &[Range<T>],
    year: AcademicYear,
    from: NaiveDate,
) -> (Vec<(T, NaiveDate)>, Option<NaiveDate>) {
    let mut ends = Vec::new();
    let mut next: Option<NaiveDate> = None;
    for version in there.iter().filter(|version| !version.is_empty()) {
        if version.year == year && version.from >= from {
            ends.push((version.of, version.from));
        } else if version.holds(from) {
            ends.push((version.of, from));
        } else if version.from > from {
            next = Some(next.map_or(version.from, |next| next.min(version.from)));
        }
    }
    (ends, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Publishes each in turn, and says which version holds on which of the days.
    fn held(published: &[(i32, &str)], days: &[&str]) -> Vec<Option<usize>> {
        let mut there: Vec<Range<usize>> = Vec::new();
        for (of, (year, from)) in published.iter().enumerate() {
            let (year, from) = (AcademicYear::beginning(*year), day(from));
            let (ends, until) = insert(&there, year, from);
            for version in &mut there {
                let end = ends.iter().find(|(of, _)| *of == version.of);
                version.until = end.map_or(version.until, |(_, until)| Some(*until));
            }
            there.push(Range {
                of,
                year,
                from,
                until,
            });
        }
        let on = |text: &&str| {
            let mut holding = there.iter().filter(|version| version.holds(day(text)));
            let first = holding.next().map(|version| version.of);
            assert!(holding.next().is_none(), "two versions hold on {text}");
            first
        };
        days.iter().map(on).collect()
    }

    #[test]
    fn each_day_has_one_version_whatever_the_order_of_publishing() {
        let days = [
            "2026-08-31",
            "2026-09-01",
            "2026-11-01",
            "2027-01-11",
            "2027-09-01",
            "2029-09-01",
        ];
        let (a, b, c) = (Some(0), Some(1), Some(2));
        for (published, expected) in [
            (vec![], [None; 6]),
            (vec![(2026, "2026-09-01")], [None, a, a, a, a, a]),
            // A correction within the year, and one from the same day.
            (
                vec![(2026, "2026-09-01"), (2026, "2026-11-01")],
                [None, a, b, b, b, b],
            ),
            (
                vec![(2026, "2026-09-01"), (2026, "2026-09-01")],
                [None, b, b, b, b, b],
            ),
            // A version that was to come is overtaken.
            (
                vec![(2026, "2026-09-01"), (2026, "2027-01-11"), (2026, "2026-11-01")],
                [None, a, c, c, c, c],
            ),
            // Next year's stands already when this year's is corrected.
            (
                vec![(2026, "2026-09-01"), (2027, "2027-09-01"), (2026, "2026-11-01")],
                [None, a, c, c, b, b],
            ),
            (
                vec![(2027, "2027-09-01"), (2026, "2026-09-01")],
                [None, b, b, b, a, a],
            ),
        ] {
            assert_eq!(held(&published, &days), expected, "{published:?}");
        }
    }
}
