//! `/s/:school/classes/:id`: a class, its students and class teachers.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::{Action, Capacity, Reach, Role, reaches};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::classes::{
    Class, ClassPatch, ClassPath, ClassesFind, ClassesStudents, ClassesTeachers, ClassesUpdate, StudentsBody,
    TeachersBody,
};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::people::cards::{CardStatus, CardSummary, PeopleList, PeopleQuery};
use podskazka_shared::problem::ProblemKind;

use crate::api::ApiError;
use crate::i18n::{self, classes, general, my_class, people};
use crate::live::{State, derived, effect, live, maybe};
use crate::people::paged;
use crate::people::pick::pick;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Icon, Toasts, error_summary, icon, page, submit, text_field, when};

/// A class on the screen.
#[derive(Clone)]
struct Open {
    here: Here,
    path: ClassPath,
    reading: Reading<Class>,
    students: Reading<podskazka_shared::page::Page<CardSummary>>,
    edits: bool,
}

impl Open {
    /// Sends a change from the version that is on the screen.
    fn send<E>(&self, sending: Sending, body: E::Body)
    where
        E: Endpoint<Params = ClassPath, Query = Nothing, Reply = Class>,
    {
        let (reading, students, toasts) = (self.reading, self.students, Toasts::get());
        let version = reading
            .value
            .with_untracked(|class| class.as_ref().map_or(0, |class| class.version));
        sending.send::<E>(self.path.clone(), body, version, move |class| {
            toasts.say(general().saved);
            reading.value.set(Some(class));
            students.again();
        });
    }

    /// When somebody else was faster, what there is now becomes the base.
    fn follow(&self, sending: Sending) {
        let (reading, students) = (self.reading, self.students);
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get()
                && problem.kind == ProblemKind::Stale
                && let Some(current) = problem.current.and_then(crate::api::read)
            {
                reading.value.set(Some(current));
                students.again();
            }
        });
    }
}

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<ClassId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(here.clone(), id),
        None => crate::app::not_found(),
    })
}

fn one(here: Here, class: ClassId) -> AnyView {
    let t = classes();
    let path = ClassPath {
        school: here.slug.clone(),
        class,
    };
    let (asked, school) = (path.clone(), here.school());
    let reading = read::<ClassesFind>(move || Some((asked.clone(), Nothing {})));
    let ask = move || {
        let query = PeopleQuery {
            class: Some(class),
            // Who was in a class of a past year may have left since.
            status: Some(CardStatus::All),
            limit: Some(100),
            ..PeopleQuery::default()
        };
        Some((school.clone(), query))
    };
    let pages = paged::paged::<PeopleList, CardSummary>(ask, |query, after| query.after = Some(after));
    let open = Open {
        edits: here.may(Action::ClassEdit),
        here,
        path,
        reading,
        students: pages.first,
    };
    let title = Signal::derive(move || {
        let name = |class: &Option<Class>| class.as_ref().map(|class| class.name.to_string());
        reading.value.with(name).unwrap_or_default()
    });
    let trail = open.here.history(class);
    let count = move || {
        let class = reading.value.get()?;
        let year = i18n::year(&class.year.to_string());
        let trail = trail.clone();
        let trail =
            trail.map(|href| view! { <div><a class="btn small" href=href>{general().history}</a></div> });
        Some(view! { <p class="dim">{i18n::students_count(class.students)} " · " {year}</p> {trail} })
    };
    // A class of a past year stands in the list of that year.
    let classes = open.here.path("classes");
    let above = live(move || {
        let past = reading.value.with(|class| {
            class
                .as_ref()
                .filter(|class| !class.present)
                .map(|class| class.year)
        });
        let href = past.map_or_else(|| classes.clone(), |year| format!("{classes}?year={year}"));
        back(href, t.back)
    });
    let all = when(reading, 3, move || {
        // A class of a past year is history.
        let present = reading
            .value
            .with_untracked(|class| class.as_ref().is_some_and(|class| class.present));
        let open = Open {
            edits: open.edits && present,
            ..open.clone()
        };
        let slips = present.then(|| slips(&open.here, class));
        let rename = open.edits.then(|| rename(&open));
        view! { {slips} {students(&open, pages.clone())} {teachers(&open)} {rename} }.into_any()
    });
    let body = view! { <div class="col narrow">{all}</div> };
    page(title, above, maybe(count), body.into_any())
}

/// The way to slips and contacts, for those whom the class is within reach.
fn slips(here: &Here, class: ClassId) -> Option<AnyView> {
    let all = |capacity: &Capacity| reaches(Action::ContactsCheck, *capacity).contains(&Reach::School);
    let own = here.may(Action::ContactsCheck) && here.member.classes.iter().any(|one| one.id == class);
    let reached = own || here.member.capacities.iter().any(all);
    let href = here.path(&format!("my-class?class={class}"));
    reached.then(|| view! { <div><a class="btn wraps" href=href>{my_class().link}</a></div> }.into_any())
}

fn students(open: &Open, pages: paged::Paged<CardSummary>) -> AnyView {
    let t = classes();
    let sending = Sending::of("students");
    open.follow(sending);
    let (mine, adding) = (open.clone(), open.clone());
    let base = open.here.path("people");
    let row = move |card: &CardSummary| {
        let (open, id) = (mine.clone(), card.id);
        let label = format!("{}: {}", t.remove, card.name);
        let off = mine.edits.then(|| {
            let press = move |_| {
                let body = StudentsBody {
                    add: Vec::new(),
                    remove: vec![id],
                };
                open.send::<ClassesStudents>(sending, body);
            };
            view! { <button type="button" class="btn small" aria-label=label on:click=press>{people().remove}</button> }
        });
        view! { <li class="row between link-row"><a href=format!("{base}/{id}")>{card.name.clone()}</a>{off}</li> }
            .into_any()
    };
    let none = move || view! { <p class="dim">{t.no_students}</p> }.into_any();
    let add = open.edits.then(|| {
        let new = open
            .here
            .path(&format!("people/new?role=student&class={}", open.path.class));
        let chosen = move |card: CardSummary| {
            let body = StudentsBody {
                add: vec![card.id],
                remove: Vec::new(),
            };
            adding.send::<ClassesStudents>(sending, body);
        };
        view! {
            {pick(&open.here, "pick-student", t.add_student, t.add_student_hint, Some(Role::Student), chosen)}
            <div><a class="btn" href=new>{icon(Icon::Plus)}{t.new_student}</a></div>
        }
    });
    view! {
        <section class="card col">
            <h2>{t.students}</h2>
            {pages.show(t.students, "col tight", row, none)}
            {error_summary(sending, "students-error")}
            {add}
        </section>
    }
    .into_any()
}

fn teachers(open: &Open) -> AnyView {
    let t = classes();
    let sending = Sending::of("teachers");
    open.follow(sending);
    let reading = open.reading;
    let now = move || {
        let teachers = reading
            .value
            .with_untracked(|class| class.as_ref().map(|class| class.teachers.clone()));
        teachers
            .unwrap_or_default()
            .into_iter()
            .map(|one| one.id)
            .collect::<Vec<MemberId>>()
    };
    let mine = open.clone();
    let list = move || {
        let teachers = reading
            .value
            .with(|class| class.as_ref().map(|class| class.teachers.clone()));
        let teachers = teachers.unwrap_or_default();
        if teachers.is_empty() {
            return view! { <p class="dim">{t.no_teachers}</p> }.into_any();
        }
        let row = |one: MemberRef| {
            let open = mine.clone();
            let label = format!("{}: {}", people().remove, one.name);
            let off = mine.edits.then(|| {
                let press = move |_| {
                    let teachers = now().into_iter().filter(|id| *id != one.id).collect();
                    open.send::<ClassesTeachers>(sending, TeachersBody { teachers });
                };
                view! { <button type="button" class="btn small" aria-label=label on:click=press>{people().remove}</button> }
            });
            view! { <li class="row between link-row"><span>{one.name.clone()}</span>{off}</li> }.into_any()
        };
        let rows: Vec<_> = teachers.into_iter().map(row).collect();
        view! { <ul class="col tight">{rows}</ul> }.into_any()
    };
    let adding = open.clone();
    let add = open.edits.then(|| {
        let chosen = move |card: CardSummary| {
            let mut teachers = now();
            if !teachers.contains(&card.id) {
                teachers.push(card.id);
            }
            adding.send::<ClassesTeachers>(sending, TeachersBody { teachers });
        };
        pick(
            &open.here,
            "pick-teacher",
            t.add_teacher,
            t.add_teacher_hint,
            Some(Role::ClassTeacher),
            chosen,
        )
    });
    view! {
        <section class="card col">
            <h2>{t.teachers}</h2>
            {live(list)}
            {add}
            {error_summary(sending, "teachers-error")}
        </section>
    }
    .into_any()
}

fn rename(open: &Open) -> AnyView {
    let t = classes();
    let sending = Sending::of("rename");
    open.follow(sending);
    let reading = open.reading;
    let name = reading
        .value
        .with_untracked(|class| class.as_ref().map(|class| class.name.to_string()));
    let name = State::new(name.unwrap_or_default());
    let mine = open.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Ok(class) = name.get_untracked().parse() else {
            return sending.refuse(vec![FieldError::new("/name", FieldErrorKind::Malformed)]);
        };
        mine.send::<ClassesUpdate>(sending, ClassPatch { name: Some(class) });
    };
    let field = Field {
        pointer: "/name",
        label: t.name,
        hint: t.name_hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            {text_field(field, "text".into(), "off", name, ().into_any())}
            {error_summary(sending, "rename-error")}
            <div>{submit(sending.busy, t.rename.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
