//! The days of the next two weeks that are not as the week says: who is away and who stands in, never why; days off, shorter
//! days, hours on top.

use maud::{Markup, html};
use podskazka_shared::calendars::DayNote;
use podskazka_shared::schedules::days::{PublicDay, PublicTurn};
use podskazka_shared::schedules::{Audience, Entry, Mode};
use podskazka_shared::text::Lang;

use super::{View, dates, week};

/// The changes, if there are any.
pub fn section(view: &View<'_>, days: &[PublicDay]) -> Markup {
    let changed: Vec<&PublicDay> = days.iter().filter(|day| differs(day)).collect();
    html! {
        @if !changed.is_empty() {
            section.card.changes.screen aria-labelledby="changes" {
                h2 #changes { (view.texts.changes) }
                dl {
                    @for day in changed {
                        div {
                            dt { (dates::heading(day.date, view.now.date_naive(), view.lang)) }
                            @if let Some(note) = &day.note { dd { (dates::capital(&self::note(view, note))) } }
                            @for turn in day.turns.iter().filter(|turn| turn.away || turn.extra) {
                                dd { span.slot.off[turn.away] { (week::range(view, turn)) } " " (who(view, turn)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn differs(day: &PublicDay) -> bool {
    day.note.is_some() || day.turns.iter().any(|turn| turn.away || turn.extra)
}

/// Why a day differs, in small letters: `праздничный день`, or what the school calls it.
pub fn note(view: &View<'_>, note: &DayNote) -> String {
    match (&note.name, note.kind) {
        (Some(name), _) => name.clone(),
        (None, kind) => kind.label(view.lang).to_owned(),
    }
}

/// The helper of a turn with the posts, or who stands in.
pub fn who(view: &View<'_>, turn: &PublicTurn) -> Markup {
    let texts = view.texts;
    let how = how(
        view.lang,
        turn.place.as_deref(),
        &turn.modes,
        &turn.audiences,
        turn.entry,
    );
    html! {
        @match (&turn.substitute, turn.away) {
            (Some(substitute), true) => {
                strong { (view.said(substitute)) }
                small { (texts.stands_in) " " (view.said(&turn.name)) }
            }
            (None, true) => {
                strong.off { (view.said(&turn.name)) } " " span.chip.plain { (texts.away) }
            }
            (_, false) => {
                strong { (view.said(&turn.name)) }
                @if turn.extra { " " span.chip.plain { (texts.extra) } }
                @if !turn.posts.is_empty() { small { (view.said(&turn.posts.join(", "))) } }
            }
        }
        @if let Some(how) = how.filter(|_| !turn.away || turn.substitute.is_some()) { small.how { (view.said(&how)) } }
    }
}

/// What hours say of themselves beyond the usual: where, not in person, for whom, by booking.
pub fn how(
    lang: Lang,
    place: Option<&str>,
    modes: &[Mode],
    audiences: &[Audience],
    entry: Entry,
) -> Option<String> {
    let modes = modes
        .iter()
        .filter(|_| modes != [Mode::InPerson])
        .map(|mode| mode.label(lang));
    let audiences = audiences.iter().map(|audience| audience.label(lang));
    let entry = (entry == Entry::Booking).then(|| entry.label(lang));
    let parts: Vec<&str> = place
        .into_iter()
        .chain(modes)
        .chain(audiences)
        .chain(entry)
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
