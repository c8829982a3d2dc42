//! What is done with a card besides writing on it: superior, roles, ties, the end.

use leptos::prelude::*;
use podskazka_shared::access::{Action, Role, may_grant};
use podskazka_shared::ids::MemberId;
use podskazka_shared::people::cards::{
    Card, CardPatch, MemberPath, PeopleEnd, PeopleReopen, PeopleRoles, PeopleTies, PeopleUpdate, RolesBody,
    TiesBody,
};
use podskazka_shared::people::{Child, MemberRef};

use super::card::Open;
use super::pick::pick;
use crate::i18n::{general, lang, people};
use crate::live::{State, derived, effect, flag, live, maybe, yes_no};
use crate::sending::Sending;
use crate::ui::{Toasts, button, error_summary, submit};

fn has(open: &Open, test: fn(&Card) -> bool) -> crate::live::Derived<bool> {
    let reading = open.reading;
    derived(move || reading.value.with(|card| card.as_ref().is_some_and(test)))
}

/// Whom they answer to.
pub fn superior(open: &Open) -> AnyView {
    let t = people();
    let staff = has(open, |card| {
        card.summary.ended_at.is_none() && card.summary.roles.iter().any(|role| role.is_staff())
    });
    let sending = Sending::of("superior");
    open.follow(sending);
    let edits = open.here.may(Action::PeopleEdit) && !open.is_own();
    let open = open.clone();
    maybe(move || {
        staff.get().then(|| {
            let (toasts, mine) = (Toasts::get(), open.clone());
            let set = move |superior: Option<MemberId>| {
                let patch = CardPatch {
                    superior: Some(superior),
                    ..CardPatch::default()
                };
                let reading = mine.reading;
                sending.send::<PeopleUpdate>(mine.path.clone(), patch, mine.version(), move |card| {
                    toasts.say(general().saved);
                    reading.value.set(Some(card));
                });
            };
            let (reading, reset) = (open.reading, set.clone());
            let now = move || {
                let superior = reading
                    .value
                    .with(|card| card.as_ref().and_then(|card| card.superior.clone()));
                let name = superior
                    .as_ref()
                    .map_or_else(|| t.superior_default.to_owned(), |one| one.name.clone());
                let reset = reset.clone();
                let back = (edits && superior.is_some())
                    .then(|| button("btn small", t.superior_reset.into_any(), move || reset(None)));
                view! { <div class="row wrap between"><span>{name}</span>{back}</div> }.into_any()
            };
            let choose = edits.then(|| {
                pick(&open.here, "pick-superior", t.superior, "", None, move |card| {
                    set(Some(card.id))
                })
            });
            view! {
                <section class="card col">
                    <h2>{t.superior}</h2>
                    {live(now)}
                    {choose}
                    {error_summary(sending, "superior-error")}
                </section>
            }
        })
    })
}

/// The roles, as boxes for those that one may give and take.
pub fn roles(open: &Open) -> AnyView {
    let t = people();
    if !open.here.may(Action::RoleGrant) || open.is_own() {
        return ().into_any();
    }
    let sending = Sending::of("roles");
    open.follow(sending);
    let reading = open.reading;
    let ticked: State<Vec<Role>> = State::new(Vec::new());
    effect(move |_| {
        let roles = reading
            .value
            .with(|card| card.as_ref().map(|card| card.summary.roles.clone()));
        ticked.set(roles.unwrap_or_default());
    });
    let grants = |role: &Role| {
        let mut capacities = open.here.member.capacities.iter();
        capacities.any(|capacity| may_grant(*capacity, *role))
    };
    let boxes: Vec<_> = Role::ALL
        .iter()
        .copied()
        .filter(grants)
        .map(|role| {
            let on = flag(move || ticked.with(|ticked| ticked.contains(&role)));
            let change = move |_| {
                ticked.update(|ticked| match ticked.iter().position(|one| *one == role) {
                    Some(index) => {
                        ticked.remove(index);
                    }
                    None => ticked.push(role),
                });
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=on on:change=change />
                    {role.label(lang())}
                </label>
            }
            .into_any()
        })
        .collect();
    let (toasts, path) = (Toasts::get(), open.path.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(card) = reading.value.get_untracked() else {
            return;
        };
        let (before, after) = (card.summary.roles.clone(), ticked.get_untracked());
        let body = RolesBody {
            give: after
                .iter()
                .copied()
                .filter(|role| !before.contains(role))
                .collect(),
            take: before
                .iter()
                .copied()
                .filter(|role| !after.contains(role))
                .collect(),
        };
        if body == RolesBody::default() {
            return toasts.say(people().unchanged);
        }
        sending.send::<PeopleRoles>(path.clone(), body, card.summary.version, move |card| {
            toasts.say(general().saved);
            reading.value.set(Some(card));
        });
    };
    let active = has(open, |card| card.summary.ended_at.is_none());
    let section = view! {
        <form class="card col" novalidate on:submit=on_submit>
            <fieldset class="field" id="roles-give" tabindex="-1">
                <legend>{t.roles}</legend>
                <div class="pair">{boxes}</div>
                <small>{t.roles_hint}</small>
            </fieldset>
            {error_summary(sending, "roles-error")}
            <div>{submit(sending.busy, t.save_roles.into(), general().sending)}</div>
        </form>
    };
    let hidden = flag(move || !active.get());
    view! { <div hidden=hidden>{section}</div> }.into_any()
}

/// Ties both ways. The path of a tie is the parent's.
pub fn ties(open: &Open) -> AnyView {
    let parent = has(open, |card| card.summary.roles.contains(&Role::Parent));
    let student = has(open, |card| card.summary.roles.contains(&Role::Student));
    let (one, two) = (open.clone(), open.clone());
    [
        maybe(move || parent.get().then(|| children(&one))),
        maybe(move || student.get().then(|| parents(&two))),
    ]
    .into_any()
}

fn children(open: &Open) -> AnyView {
    let t = people();
    let sending = Sending::of("ties");
    open.follow(sending);
    let edits = open.here.may(Action::PeopleEdit) && !open.is_own();
    let (toasts, mine) = (Toasts::get(), open.clone());
    let change = move |body: TiesBody| {
        let reading = mine.reading;
        sending.send::<PeopleTies>(mine.path.clone(), body, mine.version(), move |card| {
            toasts.say(general().saved);
            reading.value.set(Some(card));
        });
    };
    let (reading, here, untie) = (open.reading, open.here.clone(), change.clone());
    // Those of the school with their class, then those who have left.
    let tied = |card: &Card| {
        let class = |child: &Child| child.class.as_ref().map(ToString::to_string).unwrap_or_default();
        let one = |child: &Child| MemberRef {
            id: child.id,
            name: child.name.clone(),
        };
        let children = card.children.iter().map(|child| (one(child), class(child)));
        let left = card.left_children.iter();
        children
            .chain(left.map(|one| (one.clone(), people().child_left.to_owned())))
            .collect::<Vec<_>>()
    };
    let list = move || {
        let children = reading.value.with(|card| card.as_ref().map(tied));
        let children = children.unwrap_or_default();
        if children.is_empty() {
            return view! { <p class="dim">{t.no_children}</p> }.into_any();
        }
        let row = |(child, more): (MemberRef, String)| {
            let untie = untie.clone();
            let remove = move || {
                untie(TiesBody {
                    add: Vec::new(),
                    remove: vec![child.id],
                });
            };
            relative(&here.path("people"), &child, more, edits, remove)
        };
        let rows: Vec<_> = children.into_iter().map(row).collect();
        view! { <ul class="col tight">{rows}</ul> }.into_any()
    };
    let add = edits.then(|| {
        pick(
            &open.here,
            "pick-child",
            t.add_child,
            "",
            Some(Role::Student),
            move |card| {
                change(TiesBody {
                    add: vec![card.id],
                    remove: Vec::new(),
                });
            },
        )
    });
    view! {
        <section class="card col">
            <h2>{t.children}</h2>
            {live(list)}
            {add}
            {error_summary(sending, "ties-error")}
        </section>
    }
    .into_any()
}

fn relative(base: &str, one: &MemberRef, more: String, edits: bool, remove: impl Fn() + 'static) -> AnyView {
    let t = people();
    let label = format!("{}: {}", t.remove, one.name);
    let off = edits.then(|| {
        view! { <button type="button" class="btn small" aria-label=label on:click=move |_| remove()>{t.remove}</button> }
    });
    view! {
        <li class="row between link-row">
            <a href=format!("{base}/{}", one.id)>{one.name.clone()}</a>
            <small>{more}</small>
            {off}
        </li>
    }
    .into_any()
}

/// Parents of a student; a tie is written on the parent's card, so its version is read first.
fn parents(open: &Open) -> AnyView {
    let t = people();
    let sending = Sending::of("parents");
    let edits = open.here.may(Action::PeopleEdit);
    let (toasts, mine) = (Toasts::get(), open.clone());
    let tie = move |parent: MemberId, version: i64| {
        let path = MemberPath {
            member: parent,
            ..mine.path.clone()
        };
        let body = TiesBody {
            add: vec![mine.path.member],
            remove: Vec::new(),
        };
        let reading = mine.reading;
        sending.send::<PeopleTies>(path, body, version, move |_| {
            toasts.say(general().saved);
            reading.again();
        });
    };
    let (reading, base) = (open.reading, open.here.path("people"));
    let list = move || {
        let parents = reading
            .value
            .with(|card| card.as_ref().map(|card| card.parents.clone()));
        let parents = parents.unwrap_or_default();
        if parents.is_empty() {
            return view! { <p class="dim">{t.no_parents}</p> }.into_any();
        }
        let row = |parent: &MemberRef| relative(&base, parent, String::new(), false, || ());
        let rows: Vec<_> = parents.iter().map(row).collect();
        view! { <ul class="col tight">{rows}</ul> }.into_any()
    };
    let add = edits.then(|| {
        pick(
            &open.here,
            "pick-parent",
            t.add_parent,
            "",
            Some(Role::Parent),
            move |card| tie(card.id, card.version),
        )
    });
    view! {
        <section class="card col">
            <h2>{t.parents}</h2>
            {live(list)}
            {add}
            {error_summary(sending, "parents-error")}
        </section>
    }
    .into_any()
}

/// The end of a membership, and its return.
pub fn ending(open: &Open) -> AnyView {
    let t = people();
    if !open.here.may(Action::PeopleEdit) || open.is_own() {
        return ().into_any();
    }
    let sending = Sending::of("end");
    open.follow(sending);
    let ended = has(open, |card| card.summary.ended_at.is_some());
    let (toasts, mine, other) = (Toasts::get(), open.clone(), open.clone());
    let end = move || {
        let reading = mine.reading;
        sending.send::<PeopleEnd>(mine.path.clone(), (), mine.version(), move |card| {
            toasts.say(people().done_end);
            reading.value.set(Some(card));
        });
    };
    let reopen = move || {
        let reading = other.reading;
        sending.send::<PeopleReopen>(other.path.clone(), (), other.version(), move |card| {
            toasts.say(people().done_reopen);
            reading.value.set(Some(card));
        });
    };
    let act = move || {
        let (end, reopen) = (end.clone(), reopen.clone());
        if ended.get() {
            view! { <div>{button("btn", t.reopen.into_any(), reopen)}</div> }.into_any()
        } else {
            view! { <p class="dim">{t.end_hint}</p> <div>{button("btn", t.end.into_any(), end)}</div> }
                .into_any()
        }
    };
    view! {
        <section class="card col" aria-busy=yes_no(move || sending.busy.get())>
            {live(act)}
            {error_summary(sending, "end-error")}
        </section>
    }
    .into_any()
}
