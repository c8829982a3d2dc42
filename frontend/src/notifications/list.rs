//! `/s/:school/notifications`: what one was told, the newest first.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::notifications::{
    Notification, NotificationAbout, NotificationsList, NotificationsQuery, NotificationsRead,
    NotificationsReadBody,
};

use super::{bell, mark};
use crate::browser;
use crate::i18n::{dates, notifications as texts};
use crate::live::{derived, maybe};
use crate::news;
use crate::people::paged::paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::ui::{Toasts, button, empty, error_summary, page};

/// Many changes at once are read once.
const SOON: Duration = Duration::from_millis(700);

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || NotificationsQuery {
        unread: (wanted.get("status").as_deref() == Some("unread")).then_some(true),
        ..NotificationsQuery::default()
    });
    let school = here.school();
    let asked = school.clone();
    let pages = paged::<NotificationsList, Notification>(
        move || Some((asked.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let (first, items) = (pages.first, pages.items);
    let again = news::soon(SOON, move || {
        if first.value.is_there() {
            first.again();
        }
    });
    news::on_change(move |_| again());

    let (sending, toasts) = (Sending::of("read-all"), Toasts::get());
    let path = school.clone();
    let read_all = move || {
        let Some(until) = items.with_untracked(|items| items.first().map(|one| one.at)) else {
            return;
        };
        sending.send::<NotificationsRead>(
            path.clone(),
            NotificationsReadBody {
                until: Some(until),
                ..NotificationsReadBody::default()
            },
            0,
            move |count| {
                bell::show(count);
                toasts.say(texts().done);
                first.again();
                browser::focus_heading();
            },
        );
    };
    let has_unread = derived(move || items.with(|items| items.iter().any(|one| !one.read)));
    let all = maybe(move || {
        let read_all = read_all.clone();
        has_unread
            .get()
            .then(|| button("btn small", t.read_all.into_any(), read_all))
    });
    let nothing = move || match query.get().unread {
        Some(_) => empty(t.none_unread, "", ().into_any()),
        None => empty(t.none, t.none_hint, ().into_any()),
    };
    let tabs = filters.tabs(t.which, "status", vec![("", t.all), ("unread", t.unread)]);
    let row = move |one: &Notification| row(&here, one);
    let body = view! {
        <div class="col narrow">
            <div class="row wrap tight between">{tabs}{all}</div>
            {error_summary(sending, "read-all-error")}
            {pages.show(t.title, "told", row, nothing)}
            <p class="dim">{t.kept} " " <a href="/profile/mail">{t.choose}</a></p>
        </div>
    };
    page(t.title.to_owned(), ().into_any(), ().into_any(), body.into_any())
}

fn row(here: &Here, one: &Notification) -> AnyView {
    let href = here.path(&match one.about {
        NotificationAbout::Ticket { .. } if one.kind.is_follow_up() => "follow-ups".to_owned(),
        NotificationAbout::Ticket { id } => format!("tickets/{id}"),
        NotificationAbout::Booking { id } => format!("consultations/{id}"),
        NotificationAbout::Absence { .. } => "duty".to_owned(),
        NotificationAbout::Conduct { id } => format!("conduct/{id}"),
        NotificationAbout::Told => "conduct/told".to_owned(),
        NotificationAbout::Voice { .. } => "voices".to_owned(),
        NotificationAbout::Article { id } => format!("articles/{id}/work"),
    });
    let now = browser::now();
    let which = one
        .number
        .clone()
        .or_else(|| Some(dates::moment(one.starts_at?, now)));
    let (school, id, read) = (here.school(), one.id, one.read);
    let open = move |_| {
        if !read {
            let body = NotificationsReadBody {
                notifications: vec![id],
                ..NotificationsReadBody::default()
            };
            mark(school.clone(), body);
        }
    };
    let unread = (!read).then(|| view! { <span class="sr">{texts().is_unread}": "</span> });
    view! {
        <li class:unread=!read>
            <a href=href on:click=open>
                {unread}<b>{one.title.clone()}</b>
                {which.map(|which| view! { <span>{which}</span> })}
                <small>{dates::moment(one.at, now)}</small>
            </a>
        </li>
    }
    .into_any()
}
