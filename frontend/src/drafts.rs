//! What is being typed, kept on this device until the server has it.
//!
//! A draft belongs to a person. It goes when it has been sent, and when somebody else signs in on the same device: school
//! computers are shared. Who signs out takes it along: the server keeps it until they come back, wherever that is.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::drafts::{KeptDraft, KeptDrafts, MeDrafts, MeDraftsKeep};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::PersonId;
use podskazka_shared::people::Me;

use crate::api;
use crate::browser::{storage, uuid};
use crate::live::spawn;
use crate::session::{Session, Who};
use crate::ui::skeleton;

const PREFIX: &str = "podskazka.draft/";

/// Where one text is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(String);

impl Draft {
    /// The text of `form` (such as `ticket/<id>`) in this school.
    pub fn of(person: PersonId, school: &str, form: &str) -> Self {
        Self(format!("{PREFIX}{person}/{school}/{form}"))
    }

    pub fn read(&self) -> String {
        storage::get(&self.0).unwrap_or_default()
    }

    pub fn keep(&self, text: &str) {
        if text.trim().is_empty() {
            storage::remove(&self.0);
        } else {
            storage::set(&self.0, text);
        }
    }

    pub fn forget(&self) {
        storage::remove(&self.0);
    }
}

/// The key under which a create is sent, kept with what it was for until its screen has seen it succeed: whoever comes
/// back to the same text after a lost answer or a reload sends it under the same key, and it happens once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    slot: String,
    pub key: String,
}

impl Attempt {
    pub fn of(person: Option<PersonId>, address: &str, body: &str) -> Self {
        let person = person.map(|id| id.to_string()).unwrap_or_default();
        let slot = format!("{PREFIX}{person}/key{address}");
        let before = storage::get(&slot).unwrap_or_default();
        let key = match before.split_once('\n') {
            Some((key, sent)) if sent == body => key.to_owned(),
            _ => uuid(),
        };
        storage::set(&slot, &format!("{key}\n{body}"));
        Self { slot, key }
    }

    pub fn forget(&self) {
        storage::remove(&self.slot);
    }
}

/// What this person has not sent, for the server to keep; names are without the person.
pub fn unsent(person: PersonId) -> KeptDrafts {
    let mine = format!("{PREFIX}{person}/");
    let draft = |key: String| {
        let name = key.strip_prefix(&mine)?.to_owned();
        let text = storage::get(&key)?;
        Some(KeptDraft { name, text })
    };
    KeptDrafts {
        drafts: storage::keys().into_iter().filter_map(draft).collect(),
    }
}

/// Stands in place of a screen until what the server kept is back: before any form asks for it.
pub fn back(me: Arc<Me>) -> AnyView {
    let session = Session::get();
    spawn(async move {
        bring_back(me.id).await;
        let me = Me {
            drafts: false,
            ..(*me).clone()
        };
        session.who.try_set(Who::SignedIn(Arc::new(me)));
    });
    skeleton(3)
}

/// What was typed on this device since is newer.
async fn bring_back(person: PersonId) {
    let Ok(kept) = api::ask::<MeDrafts>(&Nothing {}, &Nothing {}).await else {
        return;
    };
    for KeptDraft { name, text } in kept.drafts {
        let key = format!("{PREFIX}{person}/{name}");
        if storage::get(&key).is_none() {
            storage::set(&key, &text);
        }
    }
    let _ = api::act::<MeDraftsKeep>(&Nothing {}, &KeptDrafts::default()).await;
}

/// Forgets the drafts of everybody but `person`; of everybody when there is none.
pub fn forget_others(person: Option<PersonId>) {
    let mine = person.map(|id| format!("{PREFIX}{id}/"));
    for key in storage::keys() {
        if key.starts_with(PREFIX) && !mine.as_ref().is_some_and(|mine| key.starts_with(mine)) {
            storage::remove(&key);
        }
    }
}
