//! `/profile/security`: with what one signs in, the password, the second step, and where one is signed in.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::auth::contacts::{MeSecurity, Security};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::Me;

use super::{security_contacts, security_password, security_sessions, security_totp};
use crate::i18n::{profile, security as texts};
use crate::reading::{Reading, read};
use crate::ui::{Icon, icon, page, when};

pub fn security(_: Arc<Me>) -> AnyView {
    let t = texts();
    let reading = read::<MeSecurity>(|| Some((Nothing {}, Nothing {})));
    let back = view! { <a class="back" href="/profile">{icon(Icon::Back)}{profile().title}</a> };
    let lead = view! { <p class="dim">{t.lead}</p> };
    let body = when(reading, 3, move || sections(reading));
    page(t.title.to_owned(), back.into_any(), lead.into_any(), body)
}

fn sections(reading: Reading<Security>) -> AnyView {
    view! {
        <div class="col narrow">
            {security_contacts::contacts(reading)}
            {security_password::password(reading)}
            {security_totp::totp(reading)}
            {security_sessions::sessions()}
            {crate::auth::notices::list()}
        </div>
    }
    .into_any()
}
