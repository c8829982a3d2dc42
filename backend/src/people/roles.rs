//! Giving and taking roles.

use podskazka_shared::access::{Capacity, Role, may_grant};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::people::cards::{Card, PeopleRoles};
use podskazka_shared::problem::ProblemKind;

use super::cards::change;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::Audit;
use crate::store::people::{cards, end};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<PeopleRoles, _, _>(roles);
}

/// The permit reaches all but oneself; which roles, `may_grant` tells.
async fn roles(call: Call<PeopleRoles>) -> Result<Done<Card>> {
    let member = call.member()?;
    let body = &call.body;
    change(&call, async |tx, permit, card| {
        let grants = |role: &Role| {
            let mut capacities = member.capacities.iter();
            capacities.any(|capacity| may_grant(*capacity, *role))
        };
        if !body.give.iter().chain(&body.take).all(grants) {
            return Err(ProblemKind::Forbidden.into());
        }
        if card.ended_at.is_some() {
            return Err(ProblemKind::WrongState.into());
        }
        // Whom the head ordered to act for them, only the head takes anything from.
        let heads = member.capacities.contains(&Capacity::Director);
        if !body.take.is_empty() && !heads && end::acts(tx, permit, card.id).await? {
            return Err(ProblemKind::Forbidden.into());
        }
        let before = cards::roles(tx, &card, card.id).await?;
        let kept = before.iter().filter(|role| !body.take.contains(role));
        let mut after: Vec<Role> = kept.chain(&body.give).copied().collect();
        after.sort_unstable();
        after.dedup();
        if after.is_empty() {
            // Who is nothing here any more has ended.
            return Err(Error::field("/take", FieldErrorKind::Required));
        }
        cards::set_roles(tx, permit, card.id, &after).await?;
        end::lose(tx, permit, &[(card.id, before, after)], call.at).await?;
        cards::touch(tx, permit, &[card.id]).await?;
        Audit::of(permit, call.at)
            .on(card.id.0)
            .fields(&["roles"])
            .write(tx)
            .await
    })
    .await
}
