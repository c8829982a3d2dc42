//! Hours on one date beside the schedule: the list of those to come, and the form.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::duty::extra::{
    ExtraHours, ExtraHoursBody, ExtraHoursCreate, ExtraHoursEnd, ExtraHoursList, ExtraHoursPath,
    ExtraHoursQuery,
};
use podskazka_shared::ids::MemberId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{Audience, Entry, Mode};

use super::Desk;
use super::absence::{range, range_wrong};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{dates, duty as texts, general, lang};
use crate::live::{State, effect, live};
use crate::orders::helpers::confirmed;
use crate::orders::{day, dialog_id, require_days};
use crate::people::paged::paged;
use crate::reading::Reading;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{
    Icon, Toasts, button, choices, close_to, error_summary, icon, opener, select_field, several, submit,
    text_field,
};

type List = Reading<Page<ExtraHours>>;

pub fn extra(desk: &Desk) -> AnyView {
    let t = texts();
    let today = dates::today(browser::now());
    let school = desk.here.school();
    let list = paged::<ExtraHoursList, ExtraHours>(
        move || {
            let query = ExtraHoursQuery {
                from: today,
                ended: Some(false),
                limit: Some(50),
                ..ExtraHoursQuery::default()
            };
            Some((school.clone(), query))
        },
        |query, after| query.after = Some(after),
    );
    let first = list.first;
    let here = desk.clone();
    let row = move |item: &ExtraHours| card(&here, first, item);
    let nothing = move || view! { <p class="dim">{t.no_extra}</p> }.into_any();
    view! {
        <section class="col">
            <h2>{t.extra}</h2>
            {enter(desk, first)}
            {list.show(t.extra, "cards", row, nothing)}
        </section>
    }
    .into_any()
}

const OPENER: &str = "extra-new";

fn enter(desk: &Desk, list: List) -> AnyView {
    let open = State::new(false);
    let desk = desk.clone();
    live(move || match open.get() {
        true => form(&desk, list, open),
        false => {
            let content = view! { {icon(Icon::Plus)} {texts().extra_new} }.into_any();
            opener(OPENER, "btn", content, open)
        }
    })
}

fn card(desk: &Desk, list: List, item: &ExtraHours) -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let toasts = Toasts::get();
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            toasts.say(texts().stale);
            list.again();
        }
    });
    let modes = item.modes.iter().map(|mode| mode.label(lang()));
    let audiences = item.audiences.iter().map(|one| one.label(lang()));
    let how: Vec<&str> = modes.chain([item.entry.label(lang())]).chain(audiences).collect();
    let path = ExtraHoursPath {
        school: desk.here.slug.clone(),
        extra: item.id,
    };
    let version = item.version;
    let end = move || {
        sending.send::<ExtraHoursEnd>(path.clone(), (), version, move |_| {
            toasts.say(texts().extra_ended);
            list.again();
        });
    };
    let acts = item.may_end.then(|| {
        let ask = confirmed(
            dialog_id(item.id),
            t.extra_end,
            t.extra_end_title,
            t.extra_end_hint,
            end,
        );
        view! { <div class="row wrap">{ask}</div> }
    });
    let place = item.place.clone().map(|place| format!(", {place}"));
    view! {
        <li class="card col tight">
            <h3>{item.member.name.clone()}</h3>
            <p><b>{dates::date(item.date)}</b> ", " {item.range.to_string()} {place}</p>
            <small>{how.join(", ")}</small>
            {error_summary(sending, "extra-end-error")}
            {acts}
        </li>
    }
    .into_any()
}

/// What is typed.
#[derive(Clone, Copy)]
struct Form {
    member: State<String>,
    date: State<String>,
    hours: State<String>,
    place: State<String>,
    modes: State<Vec<String>>,
    audiences: State<Vec<String>>,
    entry: State<String>,
}

fn parsed<T: std::str::FromStr>(codes: State<Vec<String>>) -> Vec<T> {
    codes.with_untracked(|codes| codes.iter().filter_map(|code| code.parse().ok()).collect())
}

impl Form {
    fn new(desk: &Desk) -> Self {
        let text = || State::new(String::new());
        Self {
            member: State::new(desk.only.map(|id| id.to_string()).unwrap_or_default()),
            date: text(),
            hours: text(),
            place: text(),
            modes: State::new(vec![Mode::InPerson.code().to_owned()]),
            audiences: State::new(Vec::new()),
            entry: State::new(Entry::WalkIn.code().to_owned()),
        }
    }

    /// What is sent, or what is missing.
    fn body(self) -> Result<ExtraHoursBody, Vec<FieldError>> {
        let member: Option<MemberId> = self.member.get_untracked().parse().ok();
        let date = day(self.date);
        let mut errors = Vec::new();
        if member.is_none() {
            errors.push(FieldError::new("/member", FieldErrorKind::Required));
        }
        errors.extend(require_days(&[("/date", date)]));
        let hours = self.hours.with_untracked(|hours| range(hours));
        match hours {
            Ok(Some(_)) => {}
            Ok(None) => errors.push(FieldError::new("/range", FieldErrorKind::Required)),
            Err(()) => errors.push(range_wrong("/range", texts().part_wrong)),
        }
        let (Some(member), Some(date), Ok(Some(range))) = (member, date, hours) else {
            return Err(errors);
        };
        let place = self.place.get_untracked().trim().to_owned();
        let body = ExtraHoursBody {
            member,
            date,
            range,
            place: (!place.is_empty()).then_some(place),
            modes: parsed(self.modes),
            audiences: parsed(self.audiences),
            entry: self.entry.get_untracked().parse().unwrap_or(Entry::WalkIn),
        };
        body.check(&mut errors);
        match errors.is_empty() {
            true => Ok(body),
            false => Err(errors),
        }
    }
}

fn form(desk: &Desk, list: List, open: State<bool>) -> AnyView {
    let t = texts();
    let form = Form::new(desk);
    let sending = Sending::of("extra");
    browser::focus_soon(id_of(
        sending.form,
        if desk.only.is_some() { "/date" } else { "/member" },
    ));
    let (school, toasts) = (desk.here.school(), Toasts::get());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = match form.body() {
            Ok(body) => body,
            Err(errors) => return sending.refuse(errors),
        };
        sending.send::<ExtraHoursCreate>(school.clone(), body, 0, move |_| {
            toasts.say(texts().extra_done);
            close_to(OPENER, open);
            list.again();
        });
    };
    let close = move || close_to(OPENER, open);
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let text = move |pointer, label, hint, kind: &'static str, value| {
        text_field(
            field(pointer, label, hint),
            kind.into(),
            "off",
            value,
            ().into_any(),
        )
    };
    let named = |code: &'static str, label: &'static str| (code.to_owned(), label.to_owned());
    let modes: Vec<_> = Mode::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())))
        .collect();
    let audiences: Vec<_> = Audience::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())))
        .collect();
    let entries: Vec<_> = Entry::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())))
        .collect();
    let names = desk.names;
    let who = desk.only.is_none().then(|| {
        let field = field("/member", t.extra_member, "");
        select_field(field, t.choose, names.signal(), form.member)
    });
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h3>{t.extra_title}</h3>
            {error_summary(sending, "extra-error")}
            {who}
            <div class="pair">
                {text("/date", t.extra_date, "", "date", form.date)}
                {text("/range", t.extra_hours, t.extra_hint, "text", form.hours)}
            </div>
            {text("/place", t.extra_place, t.extra_place_hint, "text", form.place)}
            {several(field("/modes", t.extra_modes, ""), Signal::stored(modes), form.modes)}
            {choices(field("/entry", t.extra_entry, ""), Signal::stored(entries), form.entry)}
            {several(
                field("/audiences", t.extra_for, t.extra_for_hint),
                Signal::stored(audiences),
                form.audiences,
            )}
            <div class="row wrap">
                {submit(sending.busy, t.save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), close)}
            </div>
        </form>
    }
    .into_any()
}
