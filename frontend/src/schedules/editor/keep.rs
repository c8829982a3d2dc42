//! What the server has of the draft, what this device has, and how the one becomes the other.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::edit::Sheet;
use podskazka_shared::schedules::edit::history::History;
use podskazka_shared::schedules::{Schedule, SchedulePath, SchedulesLines};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::api::ApiError;
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::drafting;
use crate::live::{Derived, State, derived, effect, maybe};
use crate::schedules::compare::differences;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Toasts, button, error_summary};

/// What stands on this device.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The version of the server's that it began from.
    version: i64,
    sheet: Sheet,
}

/// The way of one draft between the screen, this device and the server.
#[derive(Debug, Clone, Copy)]
pub struct Keeper {
    path: StoredValue<SchedulePath>,
    draft: StoredValue<Draft>,
    /// What the server has, as far as we know, and its version.
    base: State<Arc<Sheet>>,
    version: State<i64>,
    /// What somebody else saved meanwhile.
    theirs: State<Option<Schedule>>,
    /// Whether what is on the screen came from this device.
    restored: State<bool>,
    pub sending: Sending,
    toasts: Toasts,
}

impl Keeper {
    pub fn new(here: &Here, path: SchedulePath, found: &Schedule) -> Self {
        let draft = Draft::of(here.me.id, &here.slug, &format!("schedule/{}", path.schedule));
        Self {
            path: StoredValue::new(path),
            draft: StoredValue::new(draft),
            base: State::new(Arc::new(Sheet::of(&found.lines))),
            version: State::new(found.summary.version),
            theirs: State::new(None),
            restored: State::new(false),
            sending: Sending::of("s"),
            toasts: Toasts::get(),
        }
    }

    /// What to begin with: what the server has, and on top of it what this device kept.
    pub fn open(self, found: &Schedule) -> History {
        let base = self.base.get_untracked();
        let mut history = History::of(Sheet::clone(&base));
        let kept = self.draft.with_value(Draft::read);
        let Ok(kept) = serde_json::from_str::<Kept>(&kept) else {
            return history;
        };
        if kept.sheet.says_as(&base) {
            return history;
        }
        // Taking it back brings the server's.
        let _ = history.change(|sheet| {
            *sheet = kept.sheet;
            Ok(())
        });
        if kept.version == found.summary.version {
            self.restored.set(true);
        } else {
            self.theirs.set(Some(found.clone()));
        }
        history
    }

    /// Whether the server has what the screen shows.
    pub fn saved(self, desk: Desk) -> Derived<bool> {
        derived(move || {
            self.base
                .with(|base| desk.sheet.with(|sheet| sheet.says_as(base)))
        })
    }

    /// Keeps each change on this device, and notices what others saved.
    pub fn follow(self, desk: Desk) {
        let saved = self.saved(desk);
        effect(move |_| {
            let version = self.version.get();
            let sheet = desk.sheet.get();
            self.draft.with_value(|draft| match saved.get() {
                true => draft.forget(),
                false => {
                    let kept = Kept {
                        version,
                        sheet: Sheet::clone(&sheet),
                    };
                    draft.keep(&serde_json::to_string(&kept).unwrap_or_default());
                }
            });
        });
        effect(move |_| {
            if saved.get() {
                self.restored.set(false);
            }
        });
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = self.sending.failure.get()
                && problem.kind == ProblemKind::Stale
                && let Some(current) = problem.current.and_then(crate::api::read::<Schedule>)
            {
                self.sending.failure.set(None);
                self.theirs.set(Some(current));
                browser::focus_soon(CONFLICT.to_owned());
            }
        });
    }

    /// Sends all of it.
    pub fn save(self, desk: Desk) {
        let t = drafting();
        if self.theirs.with_untracked(Option::is_some) {
            return browser::focus_soon(CONFLICT.to_owned());
        }
        let sheet = desk.sheet.get_untracked();
        if self.base.with_untracked(|base| sheet.says_as(base)) {
            return desk.say(t.saved);
        }
        let version = self.version.get_untracked();
        let path = self.path.get_value();
        self.sending
            .send::<SchedulesLines>(path, sheet.body(), version, move |saved| {
                // What was typed while it was under way is not saved yet.
                self.base.set(sheet);
                self.version.set(saved.summary.version);
                self.toasts.say(t.saved);
            });
    }

    /// Mine instead of what the server has now.
    fn insist(self, desk: Desk) {
        if let Some(theirs) = self.theirs.get_untracked() {
            self.base.set(Arc::new(Sheet::of(&theirs.lines)));
            self.version.set(theirs.summary.version);
            self.theirs.set(None);
            browser::focus_heading();
            self.save(desk);
        }
    }

    /// What the server has instead of mine, which an undo brings back.
    fn give_way(self, desk: Desk) {
        if let Some(theirs) = self.theirs.get_untracked() {
            let sheet = Sheet::of(&theirs.lines);
            self.base.set(Arc::new(sheet.clone()));
            self.version.set(theirs.summary.version);
            self.theirs.set(None);
            desk.replace(sheet);
            desk.say(drafting().taken_theirs);
            browser::focus_heading();
        }
    }

    /// What has to be said about all this.
    pub fn notes(self, desk: Desk) -> AnyView {
        let t = drafting();
        let conflict = move || {
            let theirs = self.theirs.get()?;
            let mine = desk.sheet.get().to_lines();
            Some(
                view! {
                    <section class="card col" id=CONFLICT tabindex="-1" aria-labelledby="conflict-title">
                        <div role="alert"><h2 id="conflict-title">{t.conflict_title}</h2><p>{t.conflict_hint}</p></div>
                        {differences(&theirs.lines, &mine, t.on_server, t.mine)}
                        <div class="row wrap">
                            {button("btn main", t.conflict_mine.into_any(), move || self.insist(desk))}
                            {button("btn", t.conflict_theirs.into_any(), move || self.give_way(desk))}
                        </div>
                    </section>
                }
                .into_any(),
            )
        };
        let restored = move || {
            let drop = move || {
                desk.replace(Sheet::clone(&self.base.get_untracked()));
                browser::focus_heading();
            };
            self.restored.get().then(|| {
                view! {
                    <div class="note row between wrap" role="status">
                        <span class="grow">{t.restored}</span>
                        {button("btn", t.drop_mine.into_any(), drop)}
                    </div>
                }
                .into_any()
            })
        };
        view! { {maybe(conflict)} {maybe(restored)} {error_summary(self.sending, "draft-error")} }.into_any()
    }
}

const CONFLICT: &str = "conflict";
