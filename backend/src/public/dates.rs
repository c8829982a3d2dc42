//! Days and times as people say them, in the school's zone.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use podskazka_shared::schedules::{AcademicYear, Weekday};
use podskazka_shared::text::Lang;

use super::texts;

/// `8:00`.
pub fn clock(at: &DateTime<Tz>) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

/// As [`clock`], but midnight ends the day: `24:00`.
pub fn end(at: &DateTime<Tz>) -> String {
    if (at.hour(), at.minute()) == (0, 0) {
        "24:00".to_owned()
    } else {
        clock(at)
    }
}

/// `24 ноября`, `24 November`.
pub fn day(date: NaiveDate, lang: Lang) -> String {
    format!("{}\u{a0}{}", date.day(), month(date.month(), lang))
}

/// `8 сентября 2026 г.`, `8 September 2026`.
pub fn date(date: NaiveDate, lang: Lang) -> String {
    let year = date.year();
    match lang {
        Lang::Ru => format!("{} {year}\u{a0}г.", day(date, lang)),
        Lang::En => format!("{} {year}", day(date, lang)),
    }
}

/// `2026/27`.
pub fn years(year: AcademicYear) -> String {
    format!("{}/{:02}", year.first(), (year.first() + 1).rem_euclid(100))
}

/// When something begins, seen from now: `сегодня в 14:30`, `завтра в 8:00`, `в пятницу, 27 ноября, в 8:00`.
pub fn when(from: &DateTime<Tz>, now: &DateTime<Tz>, lang: Lang) -> String {
    let texts = texts::of(lang);
    let date = from.date_naive();
    let far = || format!("{}, {},", on(date.weekday().into(), lang), day(date, lang));
    let day = match (date - now.date_naive()).num_days() {
        0 => texts.today.to_owned(),
        1 => texts.tomorrow.to_owned(),
        _ => far(),
    };
    (texts.at)(&day, &clock(from))
}

/// `Завтра, вторник, 24 ноября`: a day as a heading, seen from today.
pub fn heading(date: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    let texts = texts::of(lang);
    let (weekday, day) = (weekday(date.weekday().into(), lang), day(date, lang));
    match (date - today).num_days() {
        0 => format!("{}, {weekday}, {day}", capital(texts.today)),
        1 => format!("{}, {weekday}, {day}", capital(texts.tomorrow)),
        _ => format!("{}, {day}", capital(weekday)),
    }
}

/// `вторник`, `Tuesday`.
pub const fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match day {
        Weekday::Mon => lang.pick("понедельник", "Monday"),
        Weekday::Tue => lang.pick("вторник", "Tuesday"),
        Weekday::Wed => lang.pick("среда", "Wednesday"),
        Weekday::Thu => lang.pick("четверг", "Thursday"),
        Weekday::Fri => lang.pick("пятница", "Friday"),
        Weekday::Sat => lang.pick("суббота", "Saturday"),
        Weekday::Sun => lang.pick("воскресенье", "Sunday"),
    }
}

/// `во вторник`, `on Tuesday`.
const fn on(day: Weekday, lang: Lang) -> &'static str {
    match day {
        Weekday::Mon => lang.pick("в понедельник", "on Monday"),
        Weekday::Tue => lang.pick("во вторник", "on Tuesday"),
        Weekday::Wed => lang.pick("в среду", "on Wednesday"),
        Weekday::Thu => lang.pick("в четверг", "on Thursday"),
        Weekday::Fri => lang.pick("в пятницу", "on Friday"),
        Weekday::Sat => lang.pick("в субботу", "on Saturday"),
        Weekday::Sun => lang.pick("в воскресенье", "on Sunday"),
    }
}

/// The month as it stands after a number, from 1.
const fn month(number: u32, lang: Lang) -> &'static str {
    match number {
        1 => lang.pick("января", "January"),
        2 => lang.pick("февраля", "February"),
        3 => lang.pick("марта", "March"),
        4 => lang.pick("апреля", "April"),
        5 => lang.pick("мая", "May"),
        6 => lang.pick("июня", "June"),
        7 => lang.pick("июля", "July"),
        8 => lang.pick("августа", "August"),
        9 => lang.pick("сентября", "September"),
        10 => lang.pick("октября", "October"),
        11 => lang.pick("ноября", "November"),
        _ => lang.pick("декабря", "December"),
    }
}

/// `Вторник`: the first letter large, as at the start of a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moscow(at: &str) -> DateTime<Tz> {
        let at: DateTime<chrono::Utc> = at.parse().unwrap();
        at.with_timezone(&chrono_tz::Europe::Moscow)
    }

    #[test]
    fn moments_are_told_as_people_say_them() {
        // Tuesday 24 November 2026, 14:45 in Moscow.
        let now = moscow("2026-11-24T11:45:00Z");
        for (from, ru, en) in [
            ("2026-11-24T12:00:00Z", "сегодня в 15:00", "today at 15:00"),
            ("2026-11-25T05:00:00Z", "завтра в 8:00", "tomorrow at 8:00"),
            // Wednesday already in Moscow, still Tuesday in UTC.
            ("2026-11-24T21:30:00Z", "завтра в 0:30", "tomorrow at 0:30"),
            (
                "2026-11-27T05:05:00Z",
                "в пятницу, 27 ноября, в 8:05",
                "on Friday, 27 November, at 8:05",
            ),
            (
                "2026-12-01T05:00:00Z",
                "во вторник, 1 декабря, в 8:00",
                "on Tuesday, 1 December, at 8:00",
            ),
        ] {
            for (lang, said) in [(Lang::Ru, ru), (Lang::En, en)] {
                let told = when(&moscow(from), &now, lang).replace('\u{a0}', " ");
                assert_eq!(told, said);
            }
        }
    }

    #[test]
    fn dates_and_years() {
        let order = NaiveDate::from_ymd_opt(2026, 9, 8).unwrap();
        assert_eq!(date(order, Lang::Ru).replace('\u{a0}', " "), "8 сентября 2026 г.");
        assert_eq!(date(order, Lang::En).replace('\u{a0}', " "), "8 September 2026");
        assert_eq!(years(AcademicYear::beginning(2026)), "2026/27");
        assert_eq!(years(AcademicYear::beginning(2099)), "2099/00");
        assert_eq!(capital("вторник"), "Вторник");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn a_day_ends_at_24() {
        assert_eq!(end(&moscow("2026-11-24T21:00:00Z")), "24:00");
        assert_eq!(clock(&moscow("2026-11-24T21:00:00Z")), "0:00");
        assert_eq!(end(&moscow("2026-11-24T13:00:00Z")), "16:00");
    }

    #[test]
    fn every_month_and_weekday_has_its_own_name() {
        for lang in Lang::ALL {
            let months: std::collections::BTreeSet<_> = (1..=12).map(|n| month(n, lang)).collect();
            assert_eq!(months.len(), 12);
            for name in [weekday, on] {
                let days: std::collections::BTreeSet<_> = Weekday::ALL.map(|d| name(d, lang)).into();
                assert_eq!(days.len(), 7);
            }
        }
    }
}
