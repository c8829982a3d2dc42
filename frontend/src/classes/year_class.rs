//! A class in the step into the next year: what becomes of it, and who of it leaves.

use leptos::prelude::*;
use podskazka_shared::classes::AdvancingClass;
use podskazka_shared::ids::ClassId;
use podskazka_shared::people::cards::{CardSummary, PeopleList, PeopleQuery};

use super::year::Step;
use crate::i18n::{self, classes};
use crate::live::{State, derived, flag, maybe, yes_no};
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
        let some = (class.next.is_some() && class.leaving > 0)
            .then(|| view! { ", " {t.some_leave} " " {class.leaving} });
        Some(view! { {i18n::students_count(class.staying + class.leaving)} {some} })
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
    let some = (name.next().is_some()).then(|| students(here, step, id, &name.to_string()));
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

/// The students of a class that stays, each with a tick; read when they are asked for.
fn students(here: &Here, step: Step, class: ClassId, name: &str) -> AnyView {
    let t = classes();
    let open = State::new(false);
    let stays = derived(move || !step.leaves(|leavers| leavers.leaving_classes.contains(&class)));
    let label = format!("{}: {name}", t.some);
    let school = here.school();
    let list = move || {
        (stays.get() && open.get()).then(|| {
            let school = school.clone();
            let ask = move || {
                let query = PeopleQuery {
                    class: Some(class),
                    limit: Some(100),
                    ..PeopleQuery::default()
                };
                Some((school.clone(), query))
            };
            let pages = paged::paged::<PeopleList, CardSummary>(ask, |query, after| query.after = Some(after));
            let row = move |card: &CardSummary| {
                let id = card.id;
                let ticked = flag(move || step.leaves(|leavers| leavers.leaving_students.contains(&id)));
                view! {
                    <li>
                        <label class="check">
                            <input
                                type="checkbox"
                                prop:checked=ticked
                                on:change=move |_| step.tick(|leavers| turn(&mut leavers.leaving_students, id))
                            />
                            {card.name.clone()}
                        </label>
                    </li>
                }
                .into_any()
            };
            let none = || view! { <p class="dim">{classes().no_students}</p> }.into_any();
            pages.show(t.some, "col tight plain", row, none)
        })
    };
    let button = move || {
        let label = label.clone();
        stays.get().then(|| {
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
            }
        })
    };
    [maybe(button), maybe(list)].into_any()
}
