//! Days and hours as people say them, in the school's zone, by the browser's own `Intl`.

use std::cell::RefCell;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use js_sys::{Function, JSON, Object, Reflect};
use podskazka_shared::text::Lang;
use wasm_bindgen::{JsCast, JsValue};

use super::{general, lang};
use crate::browser::js_millis;

/// A way to write a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Time,
    Day,
    /// `суббота, 28 ноября`
    LongDay,
    DayOfYear,
    Month,
    Exact,
    /// `2026-11-22`, to compare days.
    Iso,
    Weekday,
}

impl Style {
    const fn options(self) -> &'static str {
        match self {
            Self::Time => r#"{"hour":"2-digit","minute":"2-digit"}"#,
            Self::Day => r#"{"day":"numeric","month":"long"}"#,
            Self::LongDay => r#"{"weekday":"long","day":"numeric","month":"long"}"#,
            Self::DayOfYear => r#"{"day":"numeric","month":"long","year":"numeric"}"#,
            Self::Month => r#"{"month":"long","year":"numeric"}"#,
            Self::Exact => r#"{"dateStyle":"full","timeStyle":"short"}"#,
            Self::Iso => r#"{"year":"numeric","month":"2-digit","day":"2-digit"}"#,
            Self::Weekday => r#"{"weekday":"short"}"#,
        }
    }
}

type Known = (Style, Lang, String, Function);

thread_local! {
    static ZONE: RefCell<String> = RefCell::new("Europe/Moscow".to_owned());
    /// Formatters are slow to make.
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// From now on times are shown in this zone.
pub fn set_zone(zone: &str) {
    ZONE.with_borrow_mut(|z| zone.clone_into(z));
}

fn formatter(style: Style, zone: &str) -> Option<Function> {
    let lang = lang();
    let known = KNOWN.with_borrow(|known| {
        let fits = known
            .iter()
            .find(|(s, l, z, _)| (*s, *l) == (style, lang) && z == zone);
        fits.map(|(.., format)| format.clone())
    });
    if known.is_some() {
        return known;
    }
    let locale = match (style, lang) {
        (Style::Iso | Style::Weekday, _) => "en-CA",
        (_, Lang::Ru) => "ru",
        (_, Lang::En) => "en-GB",
    };
    let options: Object = JSON::parse(style.options()).ok()?.dyn_into().ok()?;
    let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
    // Through `Reflect`, because an unknown zone throws.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"DateTimeFormat".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let made = make.call2(&intl, &locale.into(), &options).ok()?;
    let format: Function = Reflect::get(&made, &"format".into()).ok()?.dyn_into().ok()?;
    KNOWN.with_borrow_mut(|known| known.push((style, lang, zone.to_owned(), format.clone())));
    Some(format)
}

fn write(at: DateTime<Utc>, style: Style, zone: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(js_millis(at)));
    let text = formatter(style, zone).and_then(|format| format.call1(&JsValue::NULL, &date).ok());
    text.and_then(|text| text.as_string())
        .unwrap_or_else(|| at.to_rfc3339())
}

fn local(at: DateTime<Utc>, style: Style) -> String {
    ZONE.with_borrow(|zone| write(at, style, zone))
}

/// `9:30`
pub fn time(at: DateTime<Utc>) -> String {
    let text = local(at, Style::Time);
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// Everything there is to know, for those who ask.
pub fn exact(at: DateTime<Utc>) -> String {
    local(at, Style::Exact)
}

/// How far a day is from today.
#[derive(PartialEq, Eq)]
enum Near {
    Yesterday,
    Today,
    Tomorrow,
    ThisYear,
    Far,
}

fn near(at: DateTime<Utc>, now: DateTime<Utc>) -> Near {
    let day = |at| local(at, Style::Iso);
    let (that, today) = (day(at), day(now));
    if that == today {
        Near::Today
    } else if that == day(now + Duration::hours(24)) {
        Near::Tomorrow
    } else if that == day(now - Duration::hours(24)) {
        Near::Yesterday
    } else if that.split('-').next() == today.split('-').next() {
        Near::ThisYear
    } else {
        Near::Far
    }
}

/// `сегодня`, `завтра`, `12 ноября`
pub fn day(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let t = general();
    match near(at, now) {
        Near::Today => t.today.to_owned(),
        Near::Tomorrow => t.tomorrow.to_owned(),
        Near::Yesterday => t.yesterday.to_owned(),
        Near::ThisYear => local(at, Style::Day),
        Near::Far => local(at, Style::DayOfYear),
    }
}

/// `завтра · суббота, 28 ноября`
pub fn long_day(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let full = local(at, Style::LongDay);
    match near(at, now) {
        Near::Today | Near::Tomorrow | Near::Yesterday => format!("{} · {full}", day(at, now)),
        Near::ThisYear | Near::Far => full,
    }
}

/// The same of a day without hours.
pub fn long_date(day: NaiveDate, today: NaiveDate) -> String {
    let noon = |day: NaiveDate| (day.and_time(chrono::NaiveTime::MIN) + Duration::hours(12)).and_utc();
    let full = write(noon(day), Style::LongDay, "UTC");
    let t = general();
    match (day - today).num_days() {
        0 => format!("{} · {full}", t.today),
        1 => format!("{} · {full}", t.tomorrow),
        -1 => format!("{} · {full}", t.yesterday),
        _ => full,
    }
}

/// The day in the school's zone.
pub fn local_day(at: DateTime<Utc>) -> String {
    local(at, Style::Iso)
}

/// `завтра, 9:30–9:50`
pub fn span(from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{}, {}–{}", day(from, now), time(from), time(to))
}

/// `сегодня, 19:42`
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{}, {}", day(at, now), time(at))
}

/// `до 12:40`, `завтра до 15:00`
pub fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let till = general().till;
    match near(at, now) == Near::Today {
        true => format!("{till} {}", time(at)),
        false => format!("{} {till} {}", day(at, now), time(at)),
    }
}

/// `до 12:40`, `завтра, 9:30`: short, for a list.
pub fn due(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match near(at, now) == Near::Today {
        true => format!("{} {}", general().till, time(at)),
        false => moment(at, now),
    }
}

/// A day without hours, as a calendar has it.
pub fn date(day: NaiveDate) -> String {
    write(
        day.and_time(chrono::NaiveTime::MIN).and_utc(),
        Style::DayOfYear,
        "UTC",
    )
}

/// `ноябрь 2026`
pub fn month(first: NaiveDate) -> String {
    let text = write(
        first.and_time(chrono::NaiveTime::MIN).and_utc(),
        Style::Month,
        "UTC",
    );
    text.trim_end_matches(" г.").to_owned()
}

/// `22 ноября`
pub fn short_date(day: NaiveDate) -> String {
    write(day.and_time(chrono::NaiveTime::MIN).and_utc(), Style::Day, "UTC")
}

/// Today in the school's zone.
pub fn today(now: DateTime<Utc>) -> Option<NaiveDate> {
    local(now, Style::Iso).parse().ok()
}

/// Today's weekday in the school's zone.
pub fn weekday(now: DateTime<Utc>) -> Option<podskazka_shared::schedules::Weekday> {
    use podskazka_shared::schedules::Weekday;
    let name = local(now, Style::Weekday);
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = names.iter().position(|n| name.starts_with(n))?;
    Weekday::ALL.get(at).copied()
}
