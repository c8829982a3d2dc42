//! `/s/:school/school`: the school's name, clock and ways to reach it.

use leptos::prelude::*;
use podskazka_shared::check::FieldError;
use podskazka_shared::classes::LAST_GRADE;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{
    ContactsPatch, School, SchoolPatch, SchoolsFind, SchoolsUpdate, VendorPatch,
};

use super::agreement::Steps;
use super::{letters, sites, vendor};
use crate::api::ApiError;
use crate::conduct::rules;
use crate::i18n::{general, schools};
use crate::live::{State, effect, maybe};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::{Here, Session};
use crate::ui::field::Field;
use crate::ui::{Toasts, error_summary, page, select_field, submit, text_field, when};

/// What is typed, beside what was read.
#[derive(Debug, Clone, Copy)]
struct Form {
    name: State<String>,
    zone: State<String>,
    phone: State<String>,
    email: State<String>,
    room: State<String>,
    journal_mail: State<String>,
    vendor: vendor::Form,
    require_totp: State<bool>,
    sites: State<String>,
    private_from_grade: State<String>,
    steps: Steps,
    conduct: rules::Form,
}

impl Form {
    fn of(school: &School) -> Self {
        let signal = |text: &String| State::new(text.clone());
        let contacts = &school.contacts;
        Self {
            name: signal(&school.name),
            zone: signal(&school.time_zone),
            phone: signal(&contacts.phone),
            email: signal(&contacts.email),
            room: signal(&contacts.room),
            journal_mail: signal(&contacts.journal_mail),
            vendor: vendor::Form::of(&contacts.vendor),
            require_totp: State::new(school.require_totp),
            sites: sites::typed(&school.embed_sites),
            private_from_grade: State::new(grade_text(school.private_from_grade)),
            steps: Steps::of(&school.agreement_steps),
            conduct: rules::Form::of(&school.conduct),
        }
    }

    /// Only what differs from what was read, so that nobody else's change is undone.
    fn patch(self, school: &School) -> Result<SchoolPatch, FieldError> {
        let typed = |signal: State<String>| signal.get_untracked().trim().to_owned();
        let text = |signal, old: &String| Some(typed(signal)).filter(|new| new != old);
        let contact =
            |signal, old: &String| text(signal, old).map(|new| Some(new).filter(|new| !new.is_empty()));
        let old = &school.contacts;
        let contacts = ContactsPatch {
            phone: contact(self.phone, &old.phone),
            email: contact(self.email, &old.email),
            room: contact(self.room, &old.room),
            journal_mail: contact(self.journal_mail, &old.journal_mail),
            vendor: Some(self.vendor.patch(&old.vendor)?)
                .filter(|patch| *patch != VendorPatch::default())
                .map(Some),
        };
        Ok(SchoolPatch {
            name: text(self.name, &school.name),
            time_zone: text(self.zone, &school.time_zone),
            contacts: Some(contacts).filter(|contacts| *contacts != ContactsPatch::default()),
            require_totp: Some(self.require_totp.get_untracked()).filter(|new| *new != school.require_totp),
            embed_sites: sites::patch(self.sites, &school.embed_sites).map(Some),
            private_from_grade: Some(self.private_from_grade.get_untracked().parse().ok())
                .filter(|new| *new != school.private_from_grade),
            agreement_steps: Some(self.steps.typed(&school.agreement_steps))
                .filter(|new| *new != school.agreement_steps),
            conduct: self.conduct.patch(&school.conduct),
        })
    }
}

fn grade_text(grade: Option<i16>) -> String {
    grade.map(|grade| grade.to_string()).unwrap_or_default()
}

/// From which grade children may keep a request from their parents; "never" stands first.
fn private_field(sending: Sending, value: State<String>) -> AnyView {
    let t = schools();
    let field = Field {
        pointer: "/private_from_grade",
        label: t.private_from,
        hint: t.private_from_hint,
        sending,
    };
    let grades: Vec<_> = (1..=LAST_GRADE)
        .map(|grade| (grade.to_string(), grade.to_string()))
        .collect();
    select_field(field, t.private_never, Signal::stored(grades), value)
}

pub fn edit(here: Here) -> AnyView {
    let t = schools();
    let school = here.school();
    let reading = read::<SchoolsFind>(move || Some((school.clone(), Nothing {})));
    let (documents, retention) = (here.path("documents"), here.path("retention"));
    let below = view! {
        <p class="dim">{t.lead}</p>
        <p><a href=documents>{crate::i18n::documents().link_to}</a></p>
        <p><a href=retention>{crate::i18n::privacy().retention}</a></p>
    };
    let missed = letters::letters(&here);
    let form = when(reading, 3, move || form(&here, reading));
    let body = [missed, form].into_any();
    page(t.title.to_owned(), ().into_any(), below.into_any(), body)
}

fn form(here: &Here, reading: Reading<School>) -> AnyView {
    let t = schools();
    let Some(form) = reading
        .value
        .with_untracked(|school| school.as_ref().map(Form::of))
    else {
        return ().into_any();
    };
    let slug = here.member.school.slug.clone();
    let sending = Sending::new();
    let (toasts, session) = (Toasts::get(), Session::get());
    let stale = State::new(false);
    // The base becomes what there is now; what was typed stays.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(crate::api::read)
        {
            stale.set(true);
            reading.value.set(Some(current));
        }
    });
    let path = here.school();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(school) = reading.value.get_untracked() else {
            return;
        };
        let patch = match form.patch(&school) {
            Ok(patch) => patch,
            Err(error) => return sending.refuse(vec![error]),
        };
        if patch == SchoolPatch::default() {
            return toasts.say(schools().unchanged);
        }
        let renamed = patch.name.is_some() || patch.time_zone.is_some();
        sending.send::<SchoolsUpdate>(path.clone(), patch, school.version, move |school| {
            stale.set(false);
            toasts.say(general().saved);
            reading.value.set(Some(school));
            // The name stands above every screen.
            if renamed {
                session.load();
            }
        });
    };
    let text = |pointer, label, hint, kind: &'static str, value| {
        let field = Field {
            pointer,
            label,
            hint,
            sending,
        };
        text_field(field, kind.into(), "off", value, ().into_any())
    };
    let note = move || {
        stale
            .get()
            .then(|| view! { <p class="note" role="status">{t.stale}</p> })
    };
    view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {maybe(note)}
            {error_summary(sending, "school-error")}
            <div class="card col">
                {text("/name", t.name, "", "text", form.name)}
                {text("/time_zone", t.zone, t.zone_hint, "text", form.zone)}
            </div>
            <div class="card col">
                <h2>{t.contacts}</h2>
                {text("/contacts/phone", t.phone, "", "tel", form.phone)}
                {text("/contacts/email", t.email, "", "email", form.email)}
                {text("/contacts/room", t.room, t.room_hint, "text", form.room)}
                {text("/contacts/journal_mail", t.journal_mail, t.journal_hint, "text", form.journal_mail)}
            </div>
            {form.vendor.fields(sending)}
            <div class="card col">
                <h2>{crate::i18n::security().title}</h2>
                <label class="check">
                    <input
                        type="checkbox"
                        aria-describedby="require-totp-hint"
                        prop:checked=form.require_totp.signal()
                        on:change=move |ev| form.require_totp.set(event_target_checked(&ev))
                    />
                    {crate::i18n::security().require}
                </label>
                <small id="require-totp-hint">{crate::i18n::security().require_hint}</small>
            </div>
            <div class="card col">{private_field(sending, form.private_from_grade)}</div>
            {form.steps.view(sending)}
            {form.conduct.fields(sending)}
            {sites::fields(sending, form.sites, &slug)}
            <div>{submit(sending.busy, general().save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
