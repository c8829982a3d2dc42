//! `/s/:school/classes`: the classes of this year, or of a past one.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::classes::{
    Class, ClassBody, ClassesCreate, ClassesList, ClassesQuery, Years, YearsList,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::schedules::AcademicYear;

use crate::i18n::{self, classes, general};
use crate::live::{State, derived, maybe};
use crate::people::paged;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::ui::field::Field;
use crate::ui::{Toasts, empty, error_summary, page, submit, text_field};

pub fn list(here: Here) -> AnyView {
    let t = classes();
    let school = here.school();
    let filters = Filters::new();
    let wanted = filters.clone();
    let year = derived(move || {
        wanted
            .get("year")
            .and_then(|year| year.parse::<AcademicYear>().ok())
    });
    let ask = move || {
        let query = ClassesQuery {
            year: year.get(),
            limit: Some(MAX_LIMIT),
            ..ClassesQuery::default()
        };
        Some((school.clone(), query))
    };
    let pages = paged::paged::<ClassesList, Class>(ask, |query, after| query.after = Some(after));
    let first = pages.first;
    let base = here.path("classes");
    let row = move |class: &Class| {
        let teachers: Vec<&str> = class.teachers.iter().map(|one| one.name.as_str()).collect();
        view! {
            <li>
                <a class="card row between wrap" href=format!("{base}/{}", class.id)>
                    <b class="big">{class.name.to_string()}</b>
                    <span class="grow col tight">
                        <span>{i18n::students_count(class.students)}</span>
                        <small>{teachers.join(", ")}</small>
                    </span>
                </a>
            </li>
        }
        .into_any()
    };
    let none = move || match year.get() {
        Some(_) => empty(t.empty_year, "", ().into_any()),
        None => empty(t.empty, t.empty_hint, ().into_any()),
    };
    let edits = here.may(Action::ClassEdit);
    let next = edits.then(|| view! { <div><a class="btn" href=here.path("year")>{t.next_year}</a></div> });
    let add_to = here.clone();
    // Only the present year changes.
    let add = move || (edits && year.get().is_none()).then(|| add(&add_to, move || first.again()));
    let body = view! {
        {years(&here, filters)}
        {pages.show(t.list, "cards", row, none)}
        {maybe(add)}
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        next.into_any(),
        body.into_any(),
    )
}

/// The years that there are, as links that act as a switch; the address holds the one that is shown.
fn years(here: &Here, filters: Filters) -> AnyView {
    let t = classes();
    let school = here.school();
    let years = read::<YearsList>(move || Some((school.clone(), Nothing {})));
    maybe(move || {
        let Years { present, years } = years.value.get()?;
        let mut options = vec![(String::new(), i18n::year(&present.to_string()))];
        let past = years.into_iter().filter(|year| *year != present);
        options.extend(past.map(|year| (year.to_string(), i18n::year(&year.to_string()))));
        (options.len() > 1).then(|| filters.named_tabs(t.years, "year", options))
    })
}

fn add(here: &Here, made: impl Fn() + Clone + Send + 'static) -> AnyView {
    let t = classes();
    let (name, sending, toasts) = (State::new(String::new()), Sending::new(), Toasts::get());
    let school = here.school();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = name.get_untracked();
        let kind = match typed.trim().is_empty() {
            true => FieldErrorKind::Required,
            false => FieldErrorKind::Malformed,
        };
        let Ok(class) = typed.parse() else {
            return sending.refuse(vec![FieldError::new("/name", kind)]);
        };
        let made = made.clone();
        sending.send::<ClassesCreate>(school.clone(), ClassBody { name: class }, 0, move |_| {
            toasts.say(classes().made);
            name.set(String::new());
            made();
        });
    };
    let field = Field {
        pointer: "/name",
        label: t.name,
        hint: t.name_hint,
        sending,
    };
    view! {
        <form class="card col listed" novalidate on:submit=on_submit>
            <h2>{t.add}</h2>
            {text_field(field, "text".into(), "off", name, ().into_any())}
            {error_summary(sending, "class-error")}
            <div>{submit(sending.busy, t.add.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
