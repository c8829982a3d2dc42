//! The page as a whole: its head, its parts in order, and the pages that stand in for it.

use maud::{DOCTYPE, Markup, html};
use podskazka_shared::deadlines::policy::within;
use podskazka_shared::schedules::{AcademicYear, PublicSchedule, PublishedWeek};
use podskazka_shared::text::Lang;

use super::{View, changes, contacts, dates, duty, paper, past, sheet, style, subscribe, texts, week};

/// The public page of a school.
pub fn page(view: &View<'_>) -> Markup {
    let look = Look::Page(sheet::class(view).unwrap_or_default());
    document(view.lang, &look, &head(view), &parts(view))
}

/// What the school's page says of itself.
pub fn head(view: &View<'_>) -> Markup {
    let (texts, school) = (view.texts, &view.data.school);
    html! {
        title { ((texts.title)(&school.name)) }
        meta name="description" content=((texts.description)(&school.name));
        @if view.day.is_some() { meta name="robots" content="noindex"; }
        link rel="canonical" href=(view.address(view.lang));
        @for lang in Lang::ALL {
            link rel="alternate" hreflang=(lang.code()) href=(view.address(lang));
        }
        link rel="alternate" hreflang="x-default" href=(view.address(Lang::Ru));
    }
}

/// All of the page, from the school's name to the day.
pub fn parts(view: &View<'_>) -> Markup {
    let PublicSchedule {
        school,
        schedule,
        contacts,
        ..
    } = view.data;
    let texts = view.texts;
    html! {
        header {
            div.row.between.screen {
                p.school { (view.said(&school.name)) }
                (language_link(view))
            }
            p.school.paper { (view.said(&school.name)) }
            h1 { (texts.heading) }
            (facts(view))
            img.paper.qr src={ "/public/" (school.slug) "/qr.svg" } alt="";
        }
        main {
            @match schedule {
                week if view.day.is_some() => (past::section(view, week.as_ref())),
                Some(week) => {
                    (duty::section(view, &view.data.duty))
                    (week::section(view, week))
                    (changes::section(view, &view.data.days))
                }
                None => (empty(view)),
            }
            div.foot {
                (how_to_ask(view))
                (contacts::section(view, contacts))
            }
            @if let Some(week) = schedule && view.day.is_none() { (subscribe::section(view, week)) }
        }
        footer.dim {
            p.screen { ((texts.as_of)(&dates::date(view.shown(), view.lang))) }
            @if schedule.is_some() {
                p.row.wrap.screen.wide { (texts.for_stand) " " (paper::links(view)) }
            }
            div.screen { (past::form(view)) (paper::code(view)) }
            p.paper { (texts.on_paper) " " (view.plain_address()) }
        }
    }
}

/// Another language of the same page, named in that language.
fn language_link(view: &View<'_>) -> Markup {
    let other = match view.lang {
        Lang::Ru => Lang::En,
        Lang::En => Lang::Ru,
    };
    html! {
        a.touch href={ "?lang=" (other.code()) } lang=(other.code()) hreflang=(other.code()) {
            (view.texts.other_language)
        }
    }
}

/// The order that approves the week; without one, when the week was published.
fn approval(view: &View<'_>, week: &PublishedWeek) -> String {
    match &week.order {
        Some(order) => {
            let number = order.number.trim().trim_start_matches('№').trim();
            (view.texts.approved)(number, &dates::date(order.date, view.lang))
        }
        None => {
            let day = view.local(week.published_at).date_naive();
            (view.texts.published)(&dates::date(day, view.lang))
        }
    }
}

/// The academic year, the order, and on paper as of when.
pub fn facts(view: &View<'_>) -> Markup {
    let texts = view.texts;
    html! {
        p.dim.facts {
            span { ((texts.year)(&years(view))) }
            @if let Some(week) = &view.data.schedule { span.dot { " · " } span { (approval(view, week)) } }
            span.paper { " · " ((texts.as_of)(&dates::date(view.shown(), view.lang))) }
        }
    }
}

/// The academic year of the week in force; without one, that of today.
fn years(view: &View<'_>) -> String {
    let week = view.data.schedule.as_ref();
    dates::years(week.map_or_else(|| AcademicYear::of(view.shown()), |week| week.year))
}

/// Instead of a week that is not published yet.
pub fn empty(view: &View<'_>) -> Markup {
    html! {
        section.card.now aria-labelledby="now" {
            div.row.grow {
                span.av aria-hidden="true" { (duty::clock_face()) }
                div.grow {
                    h2 #now { ((view.texts.empty)(&years(view))) }
                    p { (view.texts.empty_hint) }
                }
            }
            (duty::ask(view))
        }
    }
}

/// Within which time a question is considered.
fn promise(view: &View<'_>) -> String {
    let texts = view.texts;
    match view.data.considered {
        Some(target) => format!("{} {}.", texts.promise, within(target, view.lang)),
        None => texts.promise_differs.to_owned(),
    }
}

fn how_to_ask(view: &View<'_>) -> Markup {
    let texts = view.texts;
    html! {
        section.card.how aria-labelledby="how" {
            h2 #how { (texts.how) }
            p { (texts.any_time) " " strong { (promise(view)) } }
            dl {
                div { dt { (texts.families) } dd { (texts.families_need) } }
                div { dt { (texts.staff) } dd { (texts.staff_need) } }
            }
            p.dim { (texts.details) }
            p.dim { (texts.sign_in) }
            p.row.wrap.screen {
                a.btn href=(view.ask_address()) { (texts.ask) }
                a.touch href={ "/s/" (view.data.school.slug) "/tickets" } { (texts.my_requests) }
            }
            p.screen { a.touch href=(super::callback::address(&view.data.school.slug, view.lang)) { (texts.call_me) } }
            p.screen { a.touch href=(super::feedback::address(&view.data.school.slug, view.lang)) { (texts.feedback) } }
            p.screen { a.touch href=(super::articles::address(&view.data.school.slug, view.lang)) { (texts.materials) } }
        }
    }
}

/// A page instead of a school's.
pub fn notice(lang: Lang, title: &str, text: &str) -> Markup {
    let head = html! { title { (title) } meta name="robots" content="noindex"; };
    let body = html! {
        main.notice {
            h1 { (title) }
            p { (text) }
            p { a.btn href="/" { (texts::of(lang).home) } }
        }
    };
    document(lang, &Look::Page(""), &head, &body)
}

/// How a page looks: its style sheet, and the classes of its root.
#[derive(Debug)]
pub enum Look<'a> {
    Page(&'a str),
    Sheet(&'a str),
}

/// A page of ours: what stands in its head and in its body.
pub fn document(lang: Lang, look: &Look<'_>, head: &Markup, body: &Markup) -> Markup {
    let (class, style, viewport) = match look {
        Look::Page(class) => (class, style::page(), "width=device-width, initial-scale=1"),
        // As wide as the paper, so that a phone shows all of it, small.
        Look::Sheet(class) => (class, style::sheet(), "width=1200"),
    };
    html! {
        (DOCTYPE)
        html lang=(lang.code()) class=[(!class.is_empty()).then_some(class)] {
            head {
                meta charset="utf-8";
                meta name="viewport" content=(viewport);
                // Numbers are made links here: a phone's own guesses take hours for numbers.
                meta name="format-detection" content="telephone=no";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f5f1";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131716";
                (head)
                link rel="stylesheet" href=(style);
                @if let Some(icon) = crate::assets::address("icon.svg") {
                    link rel="icon" type="image/svg+xml" href=(icon);
                }
            }
            body { (body) }
        }
    }
}
