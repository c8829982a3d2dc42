//! `/`: leads everybody to where their work begins.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::i18n::general;
use crate::session::{Here, Session, Who};
use crate::ui::{empty, failure, page, skeleton};
use crate::live::live;

pub fn home() -> AnyView {
    let session = Session::get();
    let view = move || match session.who.get() {
        Who::Unknown => skeleton(3),
        Who::Guest => view! { <Redirect path="/login" /> }.into_any(),
        Who::Failed(error) => failure(&error, move || {
            session.who.set(Who::Unknown);
            session.load();
        }),
        Who::SignedIn(me) => {
            let first = me.memberships.first().map(|m| m.school.slug.clone());
            match first.and_then(|slug| Here::find(me, &slug)) {
                Some(here) => view! { <Redirect path=here.home() /> }.into_any(),
                None => {
                    let t = general();
                    let profile = view! { <a class="btn" href="/profile">{crate::i18n::nav().profile}</a> };
                    let body = empty("", t.no_school_hint, profile.into_any());
                    page(t.no_school.to_owned(), ().into_any(), ().into_any(), body)
                }
            }
        }
    };
    live(view)
}
