//! Who helps now and who is next, in a sentence.

use maud::{Markup, html};
use podskazka_shared::schedules::duty::{Duty, DutyHelper};

use super::{View, changes, dates};

/// The card at the top: whom to ask right now, and the button.
pub fn section(view: &View<'_>, duty: &Duty) -> Markup {
    let texts = view.texts;
    html! {
        section.card.now aria-labelledby="now" {
            div.row.grow {
                @match duty.now.as_slice() {
                    [] => span.av aria-hidden="true" { (clock_face()) },
                    [one] => span.av aria-hidden="true" { (initials(&one.name)) },
                    _ => {}
                }
                div.grow {
                    @match duty.now.as_slice() {
                        [] => h2 #now { (texts.now_nobody) },
                        [one] => {
                            h2 #now { (texts.now_one) " " (view.said(&one.name)) ", " (until(view, one)) }
                            (posts(view, one))
                        }
                        many => {
                            h2 #now { (texts.now_many) }
                            ul.duty role="list" {
                                @for helper in many {
                                    li {
                                        span.av.small aria-hidden="true" { (initials(&helper.name)) }
                                        div.grow {
                                            strong { (view.said(&helper.name)) ", " (until(view, helper)) }
                                            (posts(view, helper))
                                        }
                                    }
                                }
                            }
                        }
                    }
                    p { (next(view, &duty.next)) }
                    p.dim { ((texts.school_time)(&view.today_in_words(), &dates::clock(&view.now))) }
                }
            }
            (ask(view))
        }
    }
}

/// The main button; and on phones, where they stand far below, the way to the contacts.
pub fn ask(view: &View<'_>) -> Markup {
    html! {
        a.btn.main href=(view.ask_address()) target=[view.target()] rel=[view.rel()] { (view.texts.ask) }
        @if view.target().is_none() { a.touch.more href="#contacts" { (view.texts.contacts) } }
    }
}

/// The posts, or for whom they stand in; and where, how, for whom.
fn posts(view: &View<'_>, helper: &DutyHelper) -> Markup {
    let how = changes::how(
        view.lang,
        helper.place.as_deref(),
        &helper.modes,
        &helper.audiences,
        helper.entry,
    );
    html! {
        @if !helper.posts.is_empty() { p.dim { (view.said(&helper.posts.join(", "))) } }
        @if let Some(away) = &helper.instead_of { p.dim { (view.said(&(view.texts.instead_of)(away))) } }
        @if let Some(how) = how { p.dim { (view.said(&how)) } }
    }
}

fn until(view: &View<'_>, helper: &DutyHelper) -> String {
    (view.texts.until)(&dates::end(&view.local(helper.to)))
}

/// `Следующий приём: завтра в 8:00, Белов А. П. и Громов И. Н.`
fn next(view: &View<'_>, next: &[DutyHelper]) -> Markup {
    let texts = view.texts;
    let Some(first) = next.first() else {
        return html! { @if view.data.duty.now.is_empty() { (texts.no_hours) } };
    };
    let when = dates::when(&view.local(first.from), &view.now, view.lang);
    html! {
        @if view.data.duty.now.is_empty() { (texts.nearest) } @else { (texts.next) } " " strong { (when) } ", "
        @for (index, helper) in next.iter().enumerate() {
            @if index > 0 {
                @if index + 1 == next.len() { " " (texts.and) " " } @else { ", " }
            }
            (view.said(&helper.name))
        }
    }
}

/// A clock, where nobody's initials can stand.
pub fn clock_face() -> Markup {
    html! {
        svg.ico viewBox="0 0 24 24" { circle cx="12" cy="12" r="9" {} path d="M12 7v5l3.5 2" {} }
    }
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    let letters = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next());
    letters.take(2).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_of_what_people_type() {
        for (name, letters) in [
            ("Соколова К.Д.", "СК"),
            ("иванов", "И"),
            ("Анна-Мария Петрова", "АМ"),
            ("<script>", "S"),
            ("", ""),
        ] {
            assert_eq!(super::initials(name), letters, "{name}");
        }
    }
}
