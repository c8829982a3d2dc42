//! `/`: leads everybody to where their work begins.

use leptos::prelude::*;

use crate::app::{go, signed_in};
use crate::i18n::{general, nav};
use crate::session::Here;
use crate::ui::{empty, page};

pub fn home() -> AnyView {
    signed_in(|me| {
        let operator = me.operator;
        let open = me.memberships.iter().find(|member| !member.capacities.is_empty());
        let first = open.or(me.memberships.first()).map(|m| m.school.slug.clone());
        match first.and_then(|slug| Here::find(me, &slug)) {
            Some(here) => go(here.home()),
            None if operator => go("/platform".to_owned()),
            None => {
                let t = general();
                let profile = view! { <a class="btn" href="/profile">{nav().profile}</a> };
                let body = empty("", t.no_school_hint, profile.into_any());
                page(t.no_school.to_owned(), ().into_any(), ().into_any(), body)
            }
        }
    })
}
