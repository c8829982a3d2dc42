//! The form of a helper: whose card, what is written, with what they help.

use leptos::prelude::*;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::{self, FieldError, FieldErrorKind};
use podskazka_shared::people::{MemberRef, StaffList, StaffMember, StaffQuery};
use podskazka_shared::schedules::DayHours;
use podskazka_shared::schedules::edit::{Helper, Key};
use podskazka_shared::schedules::line::MAX_POSTS;
use podskazka_shared::schedules::table::{MAX_NAME, MAX_POST};

use super::desk::{Desk, Open};
use crate::browser;
use crate::i18n::{drafting, general, lang};
use crate::live::{State, effect, maybe};
use crate::people::paged;
use crate::people::pick::select;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{area_field, button, error_summary, several, submit, text_field};

const DIALOG: &str = "helper-form";

/// The staff to whom lines can be tied, read once.
fn staff(here: &Here) -> State<Vec<StaffMember>> {
    let query = StaffQuery {
        limit: Some(100),
        ..StaffQuery::default()
    };
    let turn = |query: &mut StaffQuery, after| query.after = Some(after);
    paged::all::<StaffList, _, _>(here.school(), query, turn, |staff| staff)
}

/// The place of the form, shown while it is open.
pub fn dialog(here: &Here, desk: Desk) -> AnyView {
    let staff = staff(here);
    let open = move || match desk.open.get() {
        Some(Open::Helper(key)) => {
            let helper = desk
                .sheet
                .with_untracked(|sheet| sheet.line(key).map(|line| line.helper.clone()));
            helper.map(|helper| (Some(key), helper, None))
        }
        Some(Open::NewHelper(then)) => Some((None, Helper::default(), then)),
        Some(Open::Hours(_) | Open::New(..)) | None => None,
    };
    effect(move |_| {
        if open().is_some() {
            request_animation_frame(|| browser::show_dialog(DIALOG, true));
        }
    });
    let content = move || open().map(|(key, helper, then)| form(desk, staff, key, &helper, then));
    view! {
        <dialog id=DIALOG class="wide" aria-labelledby="helper-form-title" on:close=move |_| desk.closed()>
            {maybe(content)}
        </dialog>
    }
    .into_any()
}

fn close() {
    browser::show_dialog(DIALOG, false);
}

/// What the form says.
#[derive(Debug, Clone, Copy)]
struct Form {
    member: State<String>,
    name: State<String>,
    posts: State<String>,
    directions: State<Vec<String>>,
    sending: Sending,
}

impl Form {
    fn read(self, staff: &[StaffMember], before: Option<MemberRef>) -> Result<Helper, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = self
            .name
            .get_untracked()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        check::text(&mut errors, "/name", &name, MAX_NAME);
        let posts = self.posts.get_untracked();
        let posts = posts.lines().map(str::trim).filter(|post| !post.is_empty());
        let posts: Vec<String> = posts.map(str::to_owned).collect();
        for post in &posts {
            check::optional_text(&mut errors, "/posts", Some(post), MAX_POST);
        }
        if posts.len() > MAX_POSTS {
            let max = i64::try_from(MAX_POSTS).unwrap_or(i64::MAX);
            errors.push(FieldError::new(
                "/posts",
                FieldErrorKind::OutOfRange { min: 0, max },
            ));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let directions = self.directions.get_untracked();
        let directions = Direction::ALL
            .iter()
            .copied()
            .filter(|one| directions.contains(&one.to_string()));
        let id = self.member.get_untracked();
        let chosen = staff.iter().find(|one| one.id.to_string() == id);
        let chosen = chosen.map(|one| MemberRef {
            id: one.id,
            name: one.name.clone(),
        });
        Ok(Helper {
            name,
            posts,
            directions: directions.collect(),
            // Who is no staff any more stays as long as nobody chooses another.
            member: chosen.or(before.filter(|before| before.id.to_string() == id)),
        })
    }
}

fn form(
    desk: Desk,
    staff: State<Vec<StaffMember>>,
    key: Option<Key>,
    helper: &Helper,
    then: Option<DayHours>,
) -> AnyView {
    let t = drafting();
    let before = StoredValue::new(helper.member.clone());
    let member = helper
        .member
        .as_ref()
        .map(|member| member.id.to_string())
        .unwrap_or_default();
    let form = Form {
        member: State::new(member),
        name: State::new(helper.name.clone()),
        posts: State::new(helper.posts.join("\n")),
        directions: State::new(helper.directions.iter().map(ToString::to_string).collect()),
        sending: Sending::of("w"),
    };
    // Whoever is chosen brings name and post, unless something else was typed.
    let brought = StoredValue::new((helper.name.clone(), helper.posts.join("\n")));
    effect(move |first| {
        let id = form.member.get();
        let found = staff.with_untracked(|staff| staff.iter().find(|one| one.id.to_string() == id).cloned());
        if let Some(found) = found.filter(|_| !first) {
            let (name, post) = brought.get_value();
            let bring = |field: State<String>, before: &str, now: &str| {
                if field.with_untracked(|text| text.trim().is_empty() || text == before) {
                    field.set(now.to_owned());
                }
            };
            bring(form.name, &name, &found.name);
            bring(form.posts, &post, &found.post);
            brought.set_value((found.name, found.post));
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let read = staff.with_untracked(|staff| form.read(staff, before.get_value()));
        match read {
            Err(errors) => form.sending.refuse(errors),
            Ok(helper) => {
                close();
                desk.set_helper(key, helper, then);
            }
        }
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending: form.sending,
    };
    let people = move || {
        let none = [(String::new(), t.no_member.to_owned())];
        let mut people: Vec<_> = staff.with(|staff| {
            staff
                .iter()
                .map(|one| (one.id.to_string(), one.name.clone()))
                .collect()
        });
        let there = |id: &str, people: &[(String, String)]| people.iter().any(|(one, _)| one == id);
        if let Some(before) = before
            .get_value()
            .filter(|before| !there(&before.id.to_string(), &people))
        {
            people.insert(0, (before.id.to_string(), before.name));
        }
        let options = none.into_iter().chain(people).collect();
        Some(select("w-member", t.member, options, form.member))
    };
    let directions = Direction::ALL
        .iter()
        .map(|one| (one.to_string(), one.label(lang()).to_owned()));
    let act = move |label: &'static str, act: fn(Desk, Key)| {
        key.map(|key| {
            button("btn", label.into_any(), move || {
                close();
                act(desk, key);
            })
        })
    };
    let up = |desk: Desk, key: Key| desk.move_helper(key, -1);
    let down = |desk: Desk, key: Key| desk.move_helper(key, 1);
    let title = if key.is_some() { t.helper } else { t.new_helper };
    view! {
        <form class="col" novalidate on:submit=on_submit>
            <h2 id="helper-form-title">{title}</h2>
            {error_summary(form.sending, "helper-form-error")}
            <div class="col tight">{maybe(people)}<small>{t.member_hint}</small></div>
            {text_field(field("/name", t.name, ""), "text".into(), "off", form.name, ().into_any())}
            {area_field(field("/posts", t.posts, t.posts_hint), "".into(), form.posts)}
            {several(field("/directions", t.directions, t.directions_hint), Signal::stored(directions.collect()), form.directions)}
            <div class="row wrap">
                {submit(State::new(false), t.done.into(), general().sending)}
                {button("btn", general().cancel.into_any(), close)}
            </div>
            {key.map(|_| view! {
                <div class="row wrap tight">
                    {act(t.up, up)}
                    {act(t.down, down)}
                    {act(t.remove_helper, Desk::remove_helper)}
                </div>
            })}
        </form>
    }
    .into_any()
}
