//! A class in the step into the next year: what becomes of it, and who of it leaves.

use leptos::prelude::*;
use podskazka_shared::classes::{AdvancingClass, ClassName, LeaversBody};
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::people::cards::{CardSummary, PeopleList, PeopleQuery};

use super::year::Step;
use crate::i18n::{self, classes};
use crate::live::{Derived, State, derived, flag, live, maybe, yes_no};
use crate::people::paged;
use crate::session::Here;

fn turn<T: PartialEq>(all: &mut Vec<T>, one: T) {
    match all.iter().position(|there| *there == one) {
        Some(place) => drop(all.remove(place)),
        None => all.push(one),
    }
}

/// The class with this id in the plan of the step.
pub fn row(here: &Here, step: Step, id: String) -> AnyView {
    let t = classes();
    let class = derived(move || {
        step.plan.with(|plan| {
            let mut all = plan.iter().flat_map(|plan| &plan.classes);
            all.find(|class| class.id.to_string() == id).cloned()
        })
    });
    let Some(AdvancingClass { id, name, .. }) = class.get_untracked() else {
        return ().into_any();
    };
    let number = move || {
        let class = class.get()?;
        let leave = (class.next.is_some() && class.leaving > 0)
            .then(|| view! { ", " {t.some_leave} " " {class.leaving} });
        let repeat = (class.repeating > 0).then(|| view! { ", " {t.some_repeat} " " {class.repeating} });
        let all = class.staying + class.leaving + class.repeating;
        Some(view! { {i18n::students_count(all)} {leave} {repeat} })
    };
    let next = move || {
        Some(match class.get()?.next {
            Some(next) => view! { <span>{t.becomes} " " <b>{next.to_string()}</b></span> }.into_any(),
            None => view! { <span class="chip soon">{t.leaves}</span> }.into_any(),
        })
    };
    let label = format!("{}: {name}", t.tick);
    // The last grade leaves anyway.
    let choice = name.next().is_some().then(|| {
        let whole = flag(move || step.leaves(|leavers| leavers.leaving_classes.contains(&id)));
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=whole
                    on:change=move |_| step.tick(|leavers| turn(&mut leavers.leaving_classes, id))
                />
                <small>{t.tick}</small>
            </label>
        }
    });
    let some = students(here, step, id, &name);
    view! {
        <li class="card col">
            <div class="row between wrap">
                <span><b class="big">{name.to_string()}</b> " " <small>{maybe(number)}</small></span>
                {maybe(next)}
                {choice}
            </div>
            {some}
        </li>
    }
    .into_any()
}

/// What becomes of a student.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    GoesOn,
    Leaves,
    Repeats,
}

impl Fate {
    const ALL: [(Self, &'static str); 3] = [
        (Self::GoesOn, "on"),
        (Self::Leaves, "leaves"),
        (Self::Repeats, "repeats"),
    ];

    /// Out of a class that leaves nobody goes on.
    fn of(leavers: &LeaversBody, student: MemberId, whole: bool) -> Self {
        if leavers.repeating_students.contains(&student) {
            Self::Repeats
        } else if whole || leavers.leaving_students.contains(&student) {
            Self::Leaves
        } else {
            Self::GoesOn
        }
    }

    fn set(self, leavers: &mut LeaversBody, student: MemberId) {
        leavers.leaving_students.retain(|one| *one != student);
        leavers.repeating_students.retain(|one| *one != student);
        match self {
            Self::GoesOn => {}
            Self::Leaves => leavers.leaving_students.push(student),
            Self::Repeats => leavers.repeating_students.push(student),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::GoesOn => classes().goes_on,
            Self::Leaves => classes().leaves,
            Self::Repeats => classes().repeats,
        }
    }
}

/// One student, and what becomes of them.
fn student(step: Step, card: &CardSummary, whole: Derived<bool>) -> AnyView {
    let id = card.id;
    let fate = derived(move || {
        let whole = whole.get();
        step.leavers.with(|leavers| Fate::of(leavers, id, whole))
    });
    let option = move |(one, code): (Fate, &'static str)| {
        view! { <option value=code prop:selected=flag(move || fate.get() == one)>{one.label()}</option> }
    };
    // Out of a class that leaves nobody goes on.
    let options = move || {
        let whole = whole.get();
        let all = Fate::ALL.into_iter();
        let these = all.filter(|(one, _)| !(whole && *one == Fate::GoesOn));
        these.map(option).collect::<Vec<_>>().into_any()
    };
    let change = move |ev| {
        let code = event_target_value(&ev);
        if let Some((fate, _)) = Fate::ALL.into_iter().find(|(_, one)| *one == code) {
            step.tick(|leavers| fate.set(leavers, id));
        }
    };
    let name = card.name.clone();
    view! {
        <li class="row between wrap tight">
            <span>{name.clone()}</span>
            <select aria-label=name on:change=change>{live(options)}</select>
        </li>
    }
    .into_any()
}

/// The students of a class; read when they are asked for.
fn students(here: &Here, step: Step, class: ClassId, name: &ClassName) -> AnyView {
    let t = classes();
    let open = State::new(false);
    let last = name.next().is_none();
    let whole = derived(move || last || step.leaves(|leavers| leavers.leaving_classes.contains(&class)));
    let label = format!("{}: {name}", t.some);
    let school = here.school();
    let list = move || {
        open.get().then(|| {
            let school = school.clone();
            let ask = move || {
                let query = PeopleQuery {
                    class: Some(class),
                    limit: Some(100),
                    ..PeopleQuery::default()
                };
                Some((school.clone(), query))
            };
            let pages =
                paged::paged::<PeopleList, CardSummary>(ask, |query, after| query.after = Some(after));
            let row = move |card: &CardSummary| student(step, card, whole);
            let none = || view! { <p class="dim">{classes().no_students}</p> }.into_any();
            pages.show(t.some, "col tight plain", row, none)
        })
    };
    view! {
        <div>
            <button
                type="button"
                class="btn small"
                aria-label=label
                aria-expanded=yes_no(move || open.get())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {t.some}
            </button>
        </div>
        {maybe(list)}
    }
    .into_any()
}
