//! The production calendar of Russia: holidays of the Labour Code (article 112), and the days off that the Government moves.
//!
//! Years are added when their decree is out. Before that nothing is told of them: a guess would look like a rule.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{CalendarDay, Exception, Hours};
use crate::text::Lang;

/// The Government's decree that moves the days off of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decree {
    pub number: &'static str,
    /// `2026-09-17`
    pub date: &'static str,
}

/// What a day is by law for a week of five days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    Working,
    /// An hour shorter: the day before a holiday (article 95), or a Saturday worked in its place.
    Shortened,
    /// Saturday or Sunday.
    Weekend,
    /// By the Labour Code.
    Holiday,
    /// Because a day off was moved here.
    MovedHere,
}

impl DayKind {
    /// Whether it is worked.
    pub const fn works(self) -> bool {
        matches!(self, Self::Working | Self::Shortened)
    }
}

/// Month and day.
type Day = (u32, u32);

/// A year as law and decree have it.
struct Year {
    year: i32,
    decree: Decree,
    /// From which day off to which day, month and day each.
    moved: &'static [(Day, Day)],
}

const YEARS: [Year; 4] = [
    Year {
        year: 2024,
        decree: Decree {
            number: "1314",
            date: "2023-08-10",
        },
        moved: &[
            ((1, 6), (5, 10)),
            ((1, 7), (12, 31)),
            ((4, 27), (4, 29)),
            ((11, 2), (4, 30)),
            ((12, 28), (12, 30)),
        ],
    },
    Year {
        year: 2025,
        decree: Decree {
            number: "1335",
            date: "2024-10-04",
        },
        moved: &[
            ((1, 4), (5, 2)),
            ((1, 5), (12, 31)),
            ((2, 23), (5, 8)),
            ((3, 8), (6, 13)),
            ((11, 1), (11, 3)),
        ],
    },
    Year {
        year: 2026,
        decree: Decree {
            number: "1466",
            date: "2025-09-24",
        },
        moved: &[((1, 3), (1, 9)), ((1, 4), (12, 31))],
    },
    Year {
        year: 2027,
        decree: Decree {
            number: "1187",
            date: "2026-09-17",
        },
        moved: &[((1, 2), (11, 5)), ((1, 3), (12, 31)), ((2, 20), (2, 22))],
    },
];

/// A holiday of the Labour Code (article 112).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// 1 to 6 and 8 January.
    NewYear,
    Christmas,
    Defender,
    Women,
    Labour,
    Victory,
    Russia,
    Unity,
}

impl Holiday {
    /// Its name for people.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::NewYear => lang.pick("Новогодние каникулы", "New Year holidays"),
            Self::Christmas => lang.pick("Рождество Христово", "Christmas"),
            Self::Defender => lang.pick("День защитника Отечества", "Defender of the Fatherland Day"),
            Self::Women => lang.pick("Международный женский день", "International Women's Day"),
            Self::Labour => lang.pick("Праздник Весны и Труда", "Spring and Labour Day"),
            Self::Victory => lang.pick("День Победы", "Victory Day"),
            Self::Russia => lang.pick("День России", "Russia Day"),
            Self::Unity => lang.pick("День народного единства", "National Unity Day"),
        }
    }
}

/// Holidays by month and day.
const HOLIDAYS: [(Day, Holiday); 14] = [
    ((1, 1), Holiday::NewYear),
    ((1, 2), Holiday::NewYear),
    ((1, 3), Holiday::NewYear),
    ((1, 4), Holiday::NewYear),
    ((1, 5), Holiday::NewYear),
    ((1, 6), Holiday::NewYear),
    ((1, 7), Holiday::Christmas),
    ((1, 8), Holiday::NewYear),
    ((2, 23), Holiday::Defender),
    ((3, 8), Holiday::Women),
    ((5, 1), Holiday::Labour),
    ((5, 9), Holiday::Victory),
    ((6, 12), Holiday::Russia),
    ((11, 4), Holiday::Unity),
];

/// Which holiday a day is, in any year.
pub fn holiday(date: NaiveDate) -> Option<Holiday> {
    let day = (date.month(), date.day());
    let found = HOLIDAYS.iter().find(|(known, _)| *known == day);
    found.map(|(_, holiday)| *holiday)
}

fn is_holiday(date: NaiveDate) -> bool {
    holiday(date).is_some()
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

impl Year {
    fn of(year: i32) -> Option<&'static Self> {
        YEARS.iter().find(|known| known.year == year)
    }

    fn day(&self, (month, day): Day) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, month, day)
    }

    fn moved(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let day = |(from, to): &(Day, Day)| Some((self.day(*from)?, self.day(*to)?));
        self.moved.iter().filter_map(day)
    }

    /// The day off that law or decree moves to this day.
    fn moved_to(&self, date: NaiveDate) -> Option<NaiveDate> {
        let by_decree = self.moved().find(|(_, to)| *to == date).map(|(from, _)| from);
        by_decree.or_else(|| self.follows(date))
    }

    /// The holiday on a weekend because of which a working day is off: the next one after each (article 112). The days of
    /// January, and what the decree moves, go elsewhere.
    fn follows(&self, date: NaiveDate) -> Option<NaiveDate> {
        let fell = HOLIDAYS
            .iter()
            .filter_map(|(holiday, _)| self.day(*holiday))
            .filter(|day| is_weekend(*day) && day.month() != 1 && self.moved().all(|(from, _)| from != *day));
        let mut taken: Vec<NaiveDate> = self.moved().map(|(_, to)| to).collect();
        for holiday in fell {
            let mut off = next(holiday);
            while is_weekend(off) || is_holiday(off) || taken.contains(&off) {
                off = next(off);
            }
            if off == date {
                return Some(holiday);
            }
            taken.push(off);
        }
        None
    }
}

/// By which decree the days off of a year were moved; none for a year that is not known.
pub fn decree(year: i32) -> Option<Decree> {
    Year::of(year).map(|known| known.decree)
}

/// What a day is; none in a year that is not known.
pub fn kind(date: NaiveDate) -> Option<DayKind> {
    let year = Year::of(date.year())?;
    if is_holiday(date) {
        return Some(DayKind::Holiday);
    }
    if year.moved_to(date).is_some() {
        return Some(DayKind::MovedHere);
    }
    // A Saturday that is worked is as long as the day whose rest it gave up.
    let worked = year.moved().find(|(from, _)| *from == date);
    let like = worked.map_or(date, |(_, to)| to);
    Some(if is_weekend(date) && worked.is_none() {
        DayKind::Weekend
    } else if is_holiday(next(like)) {
        DayKind::Shortened
    } else {
        DayKind::Working
    })
}

/// The years that are known, in order.
pub fn years() -> impl Iterator<Item = i32> {
    YEARS.iter().map(|known| known.year)
}

/// The day off in whose place a day is off; none for all days but [`DayKind::MovedHere`].
pub fn moved_from(date: NaiveDate) -> Option<NaiveDate> {
    let kind = kind(date)?;
    let year = Year::of(date.year()).filter(|_| kind == DayKind::MovedHere)?;
    year.moved_to(date)
}

/// The working day whose work a Saturday or Sunday does by decree, because that day's rest was moved to it; none for all
/// other days.
pub fn worked_for(date: NaiveDate) -> Option<NaiveDate> {
    if !is_weekend(date) || !kind(date)?.works() {
        return None;
    }
    let mut moved = Year::of(date.year())?.moved();
    moved.find(|(from, _)| *from == date).map(|(_, to)| to)
}

/// The days on which law and decree differ from a week of five equal days, in order, as a calendar takes them: what is off,
/// Saturdays that are worked, and days that end an hour earlier.
pub fn exceptions(day: &Hours) -> Vec<Exception> {
    let short = day.shorter();
    let mut all: Vec<Exception> = Vec::new();
    let first = YEARS.first().and_then(|year| year.day((1, 1)));
    for date in first.into_iter().flat_map(|day: NaiveDate| day.iter_days()) {
        let Some(kind) = kind(date) else { break };
        let hours = match kind {
            DayKind::Weekend => continue,
            DayKind::Working if is_weekend(date) => day.clone(),
            DayKind::Working => continue,
            DayKind::Shortened => short.clone(),
            DayKind::Holiday | DayKind::MovedHere => Hours::default(),
        };
        match all.last_mut() {
            Some(last) if last.intervals == hours && is_eve(last.to, date) => {
                last.to = CalendarDay::Dated(date)
            }
            _ => all.push(Exception {
                from: CalendarDay::Dated(date),
                to: CalendarDay::Dated(date),
                intervals: hours,
            }),
        }
    }
    all
}

fn is_eve(eve: CalendarDay, date: NaiveDate) -> bool {
    matches!(eve, CalendarDay::Dated(eve) if next(eve) == date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedules::{TimeOfDay, TimeRange};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The days of a year that are no plain weekday and no plain weekend.
    fn special(year: i32, wanted: impl Fn(NaiveDate, DayKind) -> bool) -> Vec<String> {
        let days = date(&format!("{year}-01-01")).iter_days();
        days.take_while(|day| day.year() == year)
            .filter(|day| wanted(*day, kind(*day).unwrap()))
            .map(|day| day.format("%m-%d").to_string())
            .collect()
    }

    /// Compared by hand with the printed calendars: working days, hours of a week of 40, shortened days, worked Saturdays.
    #[test]
    fn the_years_are_those_that_are_printed() {
        for (year, working, hours, shortened, saturdays) in [
            (
                2024,
                248,
                1979,
                vec!["02-22", "03-07", "05-08", "06-11", "11-02"],
                vec!["04-27", "11-02", "12-28"],
            ),
            (
                2025,
                247,
                1972,
                vec!["03-07", "04-30", "06-11", "11-01"],
                vec!["11-01"],
            ),
            (2026, 247, 1972, vec!["04-30", "05-08", "06-11", "11-03"], vec![]),
            (
                2027,
                247,
                1972,
                vec!["02-20", "04-30", "06-11", "11-03"],
                vec!["02-20"],
            ),
        ] {
            let days = special(year, |_, kind| kind.works()).len();
            let short = special(year, |_, kind| kind == DayKind::Shortened);
            assert_eq!(days, working, "{year}");
            assert_eq!(8 * days - short.len(), hours, "{year}");
            assert_eq!(short, shortened);
            assert_eq!(
                special(year, |day, kind| is_weekend(day) && kind.works()),
                saturdays
            );
        }
    }

    #[test]
    fn days_off_go_where_law_and_decree_send_them() {
        let moved = |year| special(year, |_, kind| kind == DayKind::MovedHere);
        assert_eq!(moved(2024), ["04-29", "04-30", "05-10", "12-30", "12-31"]);
        assert_eq!(moved(2025), ["05-02", "05-08", "06-13", "11-03", "12-31"]);
        assert_eq!(moved(2026), ["01-09", "03-09", "05-11", "12-31"]);
        assert_eq!(
            moved(2027),
            ["02-22", "05-03", "05-10", "06-14", "11-05", "12-31"]
        );
        assert_eq!(kind(date("2028-01-01")), None, "no decree yet");
        assert_eq!(decree(2027).unwrap().number, "1187");
        assert_eq!(decree(2023), None);
        for (day, from) in [
            ("2024-05-10", Some("2024-01-06")),
            ("2025-05-08", Some("2025-02-23")),
            ("2026-03-09", Some("2026-03-08")),
            ("2027-05-03", Some("2027-05-01")),
            ("2027-05-01", None),
            ("2027-05-04", None),
        ] {
            assert_eq!(moved_from(date(day)), from.map(date), "{day}");
        }
        assert_eq!(worked_for(date("2024-11-02")), Some(date("2024-04-30")));
        for other in [
            "2024-01-06",
            "2024-05-01",
            "2024-11-03",
            "2024-11-05",
            "2028-11-04",
        ] {
            assert_eq!(worked_for(date(other)), None, "{other}");
        }
    }

    #[test]
    fn as_exceptions_they_say_the_same() {
        let clock = |text: &str| text.parse::<TimeOfDay>().unwrap();
        let range = |from, to| TimeRange::new(clock(from), clock(to)).unwrap();
        let day = Hours(vec![range("09:00", "13:00"), range("14:00", "18:00")]);
        let all = exceptions(&day);
        assert!(all.len() < 60, "{}", all.len());
        for date in date("2024-01-01").iter_days().take_while(|day| day.year() < 2028) {
            let told = all.iter().rev().find(|one| one.holds(date));
            let minutes: u16 = match told {
                Some(told) => told.intervals.ranges().iter().map(|range| range.minutes()).sum(),
                None if is_weekend(date) => 0,
                None => 480,
            };
            let expected = match kind(date).unwrap() {
                DayKind::Working => 480,
                DayKind::Shortened => 420,
                DayKind::Weekend | DayKind::Holiday | DayKind::MovedHere => 0,
            };
            assert_eq!(minutes, expected, "{date}");
        }
        assert_eq!(
            Hours(vec![range("09:00", "13:00"), range("14:00", "14:30")])
                .shorter()
                .0,
            [range("09:00", "12:30")]
        );
        assert_eq!(Hours(vec![range("09:00", "10:00")]).shorter(), Hours::default());
    }
}
