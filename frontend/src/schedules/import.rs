//! `/s/:school/schedule/import`: a table becomes a draft, after it has been looked at.

use chrono::Datelike;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::schedules::{
    AcademicYear, LineLink, Preview, PreviewBody, ScheduleBody, SchedulesCreate, SchedulesPreview,
};

use super::check;
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{dates, schedules};
use crate::live::{State, effect, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, page, submit, table_file, text_field};

/// What fits into one request after base64: a table is never larger.
const MAX_FILE: f64 = 700.0 * 1024.0;

/// The table as the person gave it.
#[derive(Debug, Clone, Copy)]
struct Table {
    text: State<String>,
    /// Name and content in base64.
    file: State<Option<(String, String)>>,
}

impl Table {
    fn parts(self) -> (Option<String>, Option<String>) {
        match self.file.get_untracked() {
            Some((_, base64)) => (None, Some(base64)),
            None => (
                Some(self.text.get_untracked()).filter(|text| !text.trim().is_empty()),
                None,
            ),
        }
    }
}

pub fn import(here: Here) -> AnyView {
    let t = schedules();
    let draft = Draft::of(here.me.id, &here.slug, "schedule");
    let table = Table {
        text: State::new(draft.read()),
        file: State::new(None),
    };
    let keep = draft.clone();
    effect(move |_| table.text.with(|text| keep.keep(text)));
    let (checking, saving) = (Sending::new(), Sending::new());
    let preview: State<Option<Preview>> = State::new(None);
    let links: State<Vec<LineLink>> = State::new(Vec::new());
    // What was understood belongs to one table only.
    effect(move |first| {
        table.text.track();
        table.file.track();
        if !first {
            preview.set(None);
            checking.failure.set(None);
        }
    });
    let school = here.school();
    let on_check = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let (text, file) = table.parts();
        checking.send::<SchedulesPreview>(school.clone(), PreviewBody { text, file }, 0, move |found| {
            links.set(check::likely(&found));
            saving.failure.set(None);
            preview.set(Some(found));
            browser::focus_soon(check::HEADING.to_owned());
        });
    };
    let year = State::new(year_now());
    let navigate = use_navigate();
    let base = here.path("schedule");
    let school = here.school();
    let toasts = Toasts::get();
    let on_save = move || {
        let (text, file) = table.parts();
        let Ok(year) = year.get_untracked().parse::<AcademicYear>() else {
            return saving.refuse(vec![FieldError::new("/year", FieldErrorKind::Malformed)]);
        };
        let body = ScheduleBody {
            year,
            text,
            file,
            links: links.get_untracked(),
            copy_of: None,
        };
        let (navigate, base, draft) = (navigate.clone(), base.clone(), draft.clone());
        saving.send::<SchedulesCreate>(school.clone(), body, 0, move |schedule| {
            draft.forget();
            toasts.say(schedules().draft_saved);
            navigate(
                &format!("{base}/{}", schedule.summary.id),
                NavigateOptions::default(),
            );
        });
    };
    let on_save = StoredValue::new_local(on_save);
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending: checking,
    };
    let paste = move || {
        table.file.with(Option::is_none).then(|| {
            area_field(
                field("/text", t.paste, t.paste_hint),
                t.paste_placeholder.into(),
                table.text,
            )
        })
    };
    let result = move || {
        let save = move || on_save.with_value(|save| save());
        preview
            .get()
            .map(|found| check::preview(found, links, saving, save))
    };
    let body = view! {
        <form class="col narrow" novalidate on:submit=on_check>
            {text_field(Field { sending: saving, ..field("/year", t.year, t.year_hint) }, "text".into(), "off", year, ().into_any())}
            {maybe(paste)}
            {table_file(table.file, MAX_FILE, t.file_hint, t.file_too_large)}
            {check::errors(checking)}
            <div>{submit(checking.busy, t.check.into(), t.checking)}</div>
        </form>
        {maybe(result)}
    };
    let below = view! { <p class="dim">{t.import_lead}</p> };
    page(
        t.import_title.to_owned(),
        back(here.path("schedule"), t.title),
        below.into_any(),
        body.into_any(),
    )
}

/// This academic year; in summer the coming one.
pub fn year_now() -> String {
    let Some(today) = dates::today(browser::now()) else {
        return String::new();
    };
    let this = AcademicYear::of(today);
    match today.month() {
        6..=8 => AcademicYear::beginning(this.first() + 1).to_string(),
        _ => this.to_string(),
    }
}
