//! A word above every screen when something happened to the person's sign-in, until it is put away; and the list of it.

use leptos::prelude::*;
use podskazka_shared::auth::notices::{MeNotices, MeNoticesSeen, Notice, SeenBody};
use podskazka_shared::endpoint::Nothing;

use crate::api;
use crate::browser;
use crate::i18n::{dates, lang, notices as texts};
use crate::live::{State, live, maybe, spawn};
use crate::reading::read;
use crate::sending::Sending;
use crate::ui::{button, error_summary, when};

fn said(notice: &Notice) -> String {
    format!(
        "{}, {}",
        notice.kind.label(lang()),
        dates::moment(notice.at, browser::now())
    )
}

/// What this session did need not be told to it.
pub fn banner() -> AnyView {
    let fresh = State::new(Vec::<Notice>::new());
    let sending = Sending::of("notices");
    spawn(async move {
        if let Ok(mut all) = api::ask::<MeNotices>(&Nothing {}, &Nothing {}).await {
            all.items.retain(|one| !one.seen && !one.own);
            fresh.try_set(all.items);
        }
    });
    maybe(move || {
        let t = texts();
        let notices = fresh.get();
        if notices.is_empty() {
            return None;
        }
        let lines: Vec<_> = notices
            .iter()
            .map(|one| view! { <li>{said(one)}</li> }.into_any())
            .collect();
        let put_away = move || {
            let body = SeenBody {
                notices: fresh.get_untracked().iter().map(|one| one.id).collect(),
            };
            sending.send::<MeNoticesSeen>(Nothing {}, body, 0, move |()| {
                fresh.set(Vec::new());
                browser::focus_heading();
            });
        };
        Some(view! {
            <div class="note col tight noprint" role="status">
                <b>{t.title}</b>
                <ul class="dots">{lines}</ul>
                {error_summary(sending, "notices-error")}
                <div class="row wrap tight">
                    {button("btn small", t.mine.into_any(), put_away)}
                    <a href="/profile/security">{t.not_mine}</a>
                </div>
            </div>
        })
    })
}

/// All of the last months, those that were put away as well.
pub fn list() -> AnyView {
    let t = texts();
    let reading = read::<MeNotices>(|| Some((Nothing {}, Nothing {})));
    let rows = move || {
        let all = reading.value.get().map(|all| all.items).unwrap_or_default();
        if all.is_empty() {
            return view! { <p class="dim">{t.none}</p> }.into_any();
        }
        let rows: Vec<_> = all
            .iter()
            .map(|one| view! { <li>{said(one)}</li> }.into_any())
            .collect();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let body = when(reading, 1, move || live(rows));
    view! { <section class="card col"><h2>{t.list}</h2>{body}</section> }.into_any()
}
