//! Who agrees to a help schedule before the head approves it: the school's setting.

use leptos::prelude::*;
use podskazka_shared::schedules::AgreementStep;
use podskazka_shared::schedules::life::StepKind;
use podskazka_shared::text::Lang;

use crate::i18n::schools;
use crate::live::State;
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{area_field, check_field};

/// What is typed: the consultant or not, deputies and bodies one a line.
#[derive(Debug, Clone, Copy)]
pub struct Steps {
    consultant: State<bool>,
    deputies: State<String>,
    bodies: State<String>,
}

/// How the consultant's step is called on the document, which is in Russian.
fn consultant() -> String {
    let name = StepKind::Consultant.label(Lang::Ru);
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

impl Steps {
    pub fn of(steps: &[AgreementStep]) -> Self {
        let lines = |kind| {
            let of_kind = steps.iter().filter(|step| step.kind == kind);
            let titles: Vec<&str> = of_kind.map(|step| step.title.as_str()).collect();
            State::new(titles.join("\n"))
        };
        Self {
            consultant: State::new(steps.iter().any(|step| step.kind == StepKind::Consultant)),
            deputies: lines(StepKind::Deputy),
            bodies: lines(StepKind::Body),
        }
    }

    /// As they are sent: the consultant first, bodies last. The consultant's own words stay as they were.
    pub fn typed(self, old: &[AgreementStep]) -> Vec<AgreementStep> {
        let mut steps = Vec::new();
        if self.consultant.get_untracked() {
            let there = old.iter().find(|step| step.kind == StepKind::Consultant);
            steps.push(there.cloned().unwrap_or_else(|| AgreementStep {
                kind: StepKind::Consultant,
                title: consultant(),
            }));
        }
        for (kind, text) in [(StepKind::Deputy, self.deputies), (StepKind::Body, self.bodies)] {
            let text = text.get_untracked();
            let titles = text.lines().map(str::trim).filter(|title| !title.is_empty());
            steps.extend(titles.map(|title| AgreementStep {
                kind,
                title: title.to_owned(),
            }));
        }
        steps
    }

    pub fn view(self, sending: Sending) -> AnyView {
        let t = schools();
        let field = |pointer, label, hint| Field {
            pointer,
            label,
            hint,
            sending,
        };
        let area = |pointer, label, value| area_field(field(pointer, label, t.steps_lines), "".into(), value);
        view! {
            <div class="card col">
                <div><h2>{t.steps}</h2><p class="dim">{t.steps_hint}</p></div>
                {check_field(field("/agreement_steps/consultant", t.step_consultant, ""), self.consultant)}
                {area("/agreement_steps/deputies", t.step_deputies, self.deputies)}
                {area("/agreement_steps", t.step_bodies, self.bodies)}
            </div>
        }
        .into_any()
    }
}
