//! What is being chosen and typed for a booking, and the time that is kept meanwhile.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use podskazka_shared::consultations::{ConsultationsHold, FreeSlot, HoldBody};
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Mode;
use podskazka_shared::tickets::Topic;

use super::Lead;
use crate::api::ApiError;
use crate::browser;
use crate::drafts::Draft;
use crate::live::{State, effect};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::code;

/// Shortly before a hold ends it is renewed, if somebody types.
const RENEW: TimeDelta = TimeDelta::seconds(20);
pub const CHOSEN: &str = "chosen";
pub const TAKEN: &str = "taken";

/// How it stands with the time that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Not yet, or not at all.
    No,
    /// So many minutes more.
    For(u32),
    Over,
}

#[derive(Clone, Copy)]
pub struct Choice {
    pub here: StoredValue<Here>,
    pub slot: State<Option<FreeSlot>>,
    /// The child, or empty for oneself.
    pub about: State<String>,
    pub topic: State<String>,
    pub question: State<String>,
    pub mode: State<String>,
    /// What to choose instead, after somebody was faster.
    pub instead: State<Option<Vec<FreeSlot>>>,
    /// Nobody was faster: a time is free, so that waiting is not needed.
    pub is_free: State<bool>,
    pub kept: State<Kept>,
    /// Until when, by this device's clock.
    until: State<Option<DateTime<Utc>>>,
    /// The helper and the start that were asked to be kept last.
    asked: StoredValue<Option<(MemberId, DateTime<Utc>)>>,
    /// Whether something was typed since the time was last kept.
    touched: StoredValue<bool>,
    pub holding: Sending,
    pub sending: Sending,
    pub lead: Lead,
}

pub fn draft(here: &Here) -> Draft {
    Draft::of(here.me.id, &here.slug, "consultation")
}

impl Choice {
    pub fn new(here: &Here) -> Self {
        let kept = draft(here).read();
        // The first line of a draft is its topic.
        let (topic, question) = kept.split_once('\n').unwrap_or(("", &kept));
        let only_child = match here.member.children.as_slice() {
            [only] => only.id.to_string(),
            _ => String::new(),
        };
        let choice = Self {
            here: StoredValue::new(here.clone()),
            slot: State::new(None),
            about: State::new(only_child),
            topic: State::new(topic.to_owned()),
            question: State::new(question.to_owned()),
            mode: State::new(String::new()),
            instead: State::new(None),
            is_free: State::new(false),
            kept: State::new(Kept::No),
            until: State::new(None),
            asked: StoredValue::new(None),
            touched: StoredValue::new(false),
            holding: Sending::of("hold"),
            sending: Sending::new(),
            lead: Lead::new(),
        };
        choice.keep_draft(draft(here));
        choice.watch(choice.holding);
        choice.watch(choice.sending);
        choice.tick();
        choice
    }

    fn keep_draft(self, draft: Draft) {
        effect(move |first| {
            let (topic, question) = (self.topic.get(), self.question.get());
            self.about.track();
            self.mode.track();
            let text = if topic.is_empty() && question.trim().is_empty() {
                String::new()
            } else {
                format!("{topic}\n{question}")
            };
            draft.keep(&text);
            if !first {
                self.touched.set_value(true);
            }
        });
    }

    /// Somebody was faster: what is free instead takes the place of the refusal.
    fn watch(self, sending: Sending) {
        effect(move |_| {
            let Some(ApiError::Problem(problem)) = sending.failure.get() else {
                return;
            };
            if !matches!(problem.kind, ProblemKind::SlotTaken | ProblemKind::SlotsFree) {
                return;
            }
            sending.failure.set(None);
            if sending.form == self.holding.form && self.asked.get_value() != self.chosen() {
                // What was taken is not what is chosen by now.
                return self.hold();
            }
            self.until.set(None);
            self.kept.set(Kept::No);
            self.is_free.set(false);
            self.instead.set(Some(problem.slots));
            browser::focus_soon(TAKEN.to_owned());
        });
    }

    pub fn child(self) -> Option<MemberId> {
        self.about.get_untracked().parse().ok()
    }

    pub fn topic(self) -> Option<Topic> {
        code(Some(&self.topic.get_untracked()))
    }

    pub fn mode(self) -> Option<Mode> {
        code(Some(&self.mode.get_untracked()))
    }

    pub fn question(self) -> Option<String> {
        Some(self.question.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A time was pressed: the form opens, and the time is kept.
    pub fn choose(self, slot: FreeSlot) {
        let first = slot.modes.first().map(|mode| mode.code().to_owned());
        let known = self.mode().is_some_and(|mode| slot.modes.contains(&mode));
        if !known {
            self.mode.set(first.unwrap_or_default());
        }
        self.slot.set(Some(slot));
        self.instead.set(None);
        self.sending.failure.set(None);
        self.holding.failure.set(None);
        self.until.set(None);
        self.kept.set(Kept::No);
        self.hold();
        browser::focus_soon(CHOSEN.to_owned());
    }

    fn chosen(self) -> Option<(MemberId, DateTime<Utc>)> {
        self.slot
            .with_untracked(|slot| slot.as_ref().map(|slot| (slot.helper.id, slot.starts_at)))
    }

    fn hold(self) {
        let Some(slot) = self
            .slot
            .get_untracked()
            .filter(|_| !self.holding.busy.get_untracked())
        else {
            return;
        };
        self.touched.set_value(false);
        let wanted = (slot.helper.id, slot.starts_at);
        self.asked.set_value(Some(wanted));
        let body = HoldBody {
            helper: slot.helper.id,
            starts_at: slot.starts_at,
            about: self.child(),
        };
        let school = self.here.with_value(Here::school);
        self.holding
            .send::<ConsultationsHold>(school, body, 0, move |held| {
                if self.chosen() != Some(wanted) {
                    // Another time was pressed meanwhile.
                    return self.hold();
                }
                // The device's clock may be wrong: only the length counts.
                let left = held.held_until.map(|until| until - held.created_at);
                self.until.set(left.map(|left| browser::now() + left));
                self.look();
            });
    }

    /// Looks how much of the hold is left, and renews it while somebody types.
    fn look(self) {
        let Some(until) = self.until.get_untracked() else {
            return;
        };
        let left = until - browser::now();
        if left < RENEW && self.touched.get_value() && browser::is_visible() {
            self.hold();
        }
        let minutes = u32::try_from((left.num_seconds() + 59) / 60).unwrap_or_default();
        let kept = if left > TimeDelta::zero() {
            Kept::For(minutes)
        } else {
            Kept::Over
        };
        if self.kept.get_untracked() != kept {
            self.kept.set(kept);
        }
    }

    fn tick(self) {
        if let Ok(handle) = set_interval_with_handle(move || self.look(), Duration::from_secs(5)) {
            on_cleanup(move || handle.clear());
        }
    }
}
