//! Absences of helpers, who stands in, and extra hours.

mod absence;
mod absences;
mod extra;

use leptos::prelude::*;
use podskazka_shared::access::{self, Action, Reach};
use podskazka_shared::ids::MemberId;

use crate::i18n::duty as texts;
use crate::live::State;
use crate::orders::staff;
use crate::session::Here;
use crate::ui::page;

/// Whom one may enter: everybody of the school, or only oneself.
#[derive(Clone)]
struct Desk {
    here: Here,
    /// The staff by id and name.
    names: State<Vec<(String, String)>>,
    /// Only oneself, for a helper.
    only: Option<MemberId>,
}

/// `/s/:school/duty`
pub fn duty(here: Here) -> AnyView {
    let t = texts();
    let all = |capacity| access::reaches(Action::DutyWrite, capacity).contains(&Reach::School);
    let whole = here.member.capacities.iter().copied().any(all);
    let desk = Desk {
        names: staff(here.school()),
        only: (!whole).then_some(here.member.id),
        here,
    };
    let lead = if whole { t.lead } else { t.lead_own };
    let below = view! { <p class="dim">{lead}</p> };
    let body = view! { <div class="col narrow">{absences::absences(&desk)} {extra::extra(&desk)}</div> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}
