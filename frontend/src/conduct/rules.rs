//! The part of the school's card that tells where reports go.

use leptos::prelude::*;
use podskazka_shared::conduct::{ConductRule, ConductRules, ConductRulesPatch};

use crate::i18n::{conduct as texts, lang};
use crate::live::State;
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{choices, text_field};

/// What is typed.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    to: State<String>,
    clause: State<String>,
    founder: State<String>,
    email: State<String>,
}

impl Form {
    pub fn of(rules: &ConductRules) -> Self {
        let text = |text: &String| State::new(text.clone());
        Self {
            to: State::new(rules.to.code().to_owned()),
            clause: text(&rules.clause),
            founder: text(&rules.founder),
            email: text(&rules.founder_email),
        }
    }

    /// Only what differs from what was read.
    pub fn patch(self, old: &ConductRules) -> Option<ConductRulesPatch> {
        let text = |signal: State<String>, old: &String| {
            let typed = signal.get_untracked().trim().to_owned();
            (typed != *old).then(|| Some(typed).filter(|new| !new.is_empty()))
        };
        let to = self.to.get_untracked().parse::<ConductRule>().ok();
        let patch = ConductRulesPatch {
            to: to.filter(|to| *to != old.to),
            clause: text(self.clause, &old.clause),
            founder: text(self.founder, &old.founder),
            founder_email: text(self.email, &old.founder_email),
        };
        (patch != ConductRulesPatch::default()).then_some(patch)
    }

    pub fn fields(self, sending: Sending) -> AnyView {
        let t = texts();
        let field = move |pointer, label, hint| Field {
            pointer,
            label,
            hint,
            sending,
        };
        let rules = ConductRule::ALL
            .iter()
            .map(|rule| (rule.code().to_owned(), rule.label(lang()).to_owned()));
        let text =
            |field, kind: &'static str, value| text_field(field, kind.into(), "off", value, ().into_any());
        view! {
            <div class="card col">
                <h2>{t.rules}</h2>
                <p class="dim">{t.rules_hint}</p>
                {choices(field("/conduct/to", t.rule_to, ""), Signal::stored(rules.collect::<Vec<_>>()), self.to)}
                {text(field("/conduct/clause", t.clause, t.clause_hint), "text", self.clause)}
                {text(field("/conduct/founder", t.founder_name, t.founder_name_hint), "text", self.founder)}
                {text(field("/conduct/founder_email", t.founder_email, ""), "email", self.email)}
            </div>
        }
        .into_any()
    }
}
