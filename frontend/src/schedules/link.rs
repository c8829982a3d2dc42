//! Lines of a version that are tied to nobody's card: they say the same, but take no bookings until somebody ties them.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{LineId, MemberId};
use podskazka_shared::schedules::{LinkBody, Schedule, SchedulePath, SchedulesLink};

use super::life::Life;
use crate::i18n::{general, making};
use crate::live::{Derived, State, derived, live, maybe};
use crate::orders;
use crate::people::name;
use crate::people::pick::select;
use crate::reading::Reading;
use crate::session::Here;
use crate::ui::{error_summary, submit};

/// The form, as long as there is something to tie in a version that is not edited any more.
pub fn form(here: &Here, path: SchedulePath, reading: Reading<Schedule>) -> AnyView {
    if !here.may(Action::ScheduleDraft) {
        return ().into_any();
    }
    let free = derived(move || {
        reading.value.with(|schedule| {
            let frozen = schedule.iter().filter(|one| !super::is_draft(one.summary.state));
            let lines = frozen.flat_map(|schedule| &schedule.lines);
            let free = lines.filter(|line| line.member.is_none());
            free.map(|line| (line.id, line.name.clone())).collect::<Vec<_>>()
        })
    });
    let some = derived(move || free.with(|free| !free.is_empty()));
    let here = here.clone();
    let form = move || some.get().then(|| drawn(&here, path.clone(), reading, free));
    maybe(form)
}

fn drawn(
    here: &Here,
    path: SchedulePath,
    reading: Reading<Schedule>,
    free: Derived<Vec<(LineId, String)>>,
) -> AnyView {
    let t = making();
    let life = Life::new(path, reading);
    let sending = life.sending("link");
    let staff = orders::staff(here.school());
    let (line, member) = (State::new(String::new()), State::new(String::new()));
    let lines = move || {
        let mut options = vec![(String::new(), t.link_choose.to_owned())];
        options.extend(free.get().into_iter().map(|(id, name)| (id.to_string(), name)));
        select("link-line", t.link_line, options, line)
    };
    let people = move || {
        let mut options = vec![(String::new(), t.link_choose.to_owned())];
        options.extend(staff.get());
        select("link-member", t.link_member, options, member)
    };
    let tie = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let chosen = (
            line.get_untracked().parse::<LineId>(),
            member.get_untracked().parse::<MemberId>(),
        );
        match chosen {
            (Ok(line), Ok(member)) => {
                life.send::<SchedulesLink>(sending, LinkBody { line, member }, t.linked)
            }
            (line, _) => {
                let missing = if line.is_err() { "/line" } else { "/member" };
                sending.refuse(vec![FieldError::new(missing, FieldErrorKind::Required)]);
            }
        }
    };
    let names = move || {
        let names: Vec<String> = free.get().iter().map(|(_, one)| name::short(one)).collect();
        view! { <small>{names.join(", ")}</small> }.into_any()
    };
    view! {
        <form class="card col narrow noprint" on:submit=tie novalidate>
            <div><h2>{t.link_title}</h2><p>{t.link_hint}</p>{live(names)}</div>
            {error_summary(sending, "link-error")}
            {live(lines)}
            {live(people)}
            <div>{submit(sending.busy, Signal::derive(move || t.link), general().sending)}</div>
        </form>
    }
    .into_any()
}
