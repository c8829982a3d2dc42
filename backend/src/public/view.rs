//! What every part of the page is rendered from.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use maud::{Markup, html};
use podskazka_shared::schedules::PublicSchedule;
use podskazka_shared::text::Lang;

use super::dates;
use super::texts::{self, Texts};

/// The data of the page, at a moment of the school's day, in a language.
#[derive(Debug)]
pub struct View<'a> {
    pub data: &'a PublicSchedule,
    pub now: DateTime<Tz>,
    pub lang: Lang,
    pub texts: &'static Texts,
    /// Where people reach the server: never taken from a request.
    origin: &'a str,
    /// Shown inside another site.
    framed: bool,
    /// The day that the page is about when it is not today.
    pub day: Option<NaiveDate>,
}

impl<'a> View<'a> {
    pub fn new(data: &'a PublicSchedule, now: DateTime<Utc>, lang: Lang, origin: &'a str) -> Self {
        let zone: Tz = data.school.time_zone.parse().unwrap_or(Tz::UTC);
        Self {
            data,
            now: now.with_timezone(&zone),
            lang,
            texts: texts::of(lang),
            origin,
            framed: false,
            day: None,
        }
    }

    /// The same inside another site: what leads away opens in a tab of its own.
    pub fn framed(self) -> Self {
        Self { framed: true, ..self }
    }

    /// The same about another day; today is no other.
    pub fn on(self, day: Option<NaiveDate>) -> Self {
        let day = day.filter(|day| *day != self.now.date_naive());
        Self { day, ..self }
    }

    /// The day that the page is about.
    pub fn shown(&self) -> NaiveDate {
        self.day.unwrap_or_else(|| self.now.date_naive())
    }

    /// The `target` of a link.
    pub fn target(&self) -> Option<&'static str> {
        self.framed.then_some("_blank")
    }

    /// The `rel` of a link: the new tab learns nothing of the site around the frame.
    pub fn rel(&self) -> Option<&'static str> {
        self.framed.then_some("noopener")
    }

    /// A moment in the school's zone.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.now.timezone())
    }

    /// `вторник, 24 ноября`.
    pub fn today_in_words(&self) -> String {
        let today = self.now.date_naive();
        let weekday = dates::weekday(today.weekday().into(), self.lang);
        format!("{weekday}, {}", dates::day(today, self.lang))
    }

    /// The page's own address, as short as it goes on paper.
    pub fn plain_address(&self) -> String {
        format!("{}/public/{}", self.origin, self.data.school.slug)
    }

    /// The page's own address in a language. Russian is the default and needs no word of it.
    pub fn address(&self, lang: Lang) -> String {
        match lang {
            Lang::Ru => self.plain_address(),
            Lang::En => format!("{}?lang={}", self.plain_address(), lang.code()),
        }
    }

    /// The same page in another form, of the day and in the language that it has now.
    pub fn query(&self, parts: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix("?".to_owned(), 1);
        query.extend_pairs(parts);
        if let Some(day) = self.day {
            query.append_pair("on", &day.to_string());
        }
        if self.lang != Lang::default() {
            query.append_pair("lang", self.lang.code());
        }
        query.finish()
    }

    /// Where a question is asked. The app asks to sign in first.
    pub fn ask_address(&self) -> String {
        format!("/s/{}/tickets/new", self.data.school.slug)
    }

    /// What the school wrote: of its own direction, and in its own language on a page of another.
    pub fn said(&self, text: &str) -> Markup {
        html! { bdi lang=[self.foreign(text)] { (text) } }
    }

    /// The language of the school's text when the page speaks another one.
    pub fn foreign(&self, text: &str) -> Option<&'static str> {
        let cyrillic = text.chars().any(|c| matches!(c, '\u{400}'..='\u{4ff}'));
        (cyrillic && self.lang != Lang::Ru).then_some(Lang::Ru.code())
    }
}
