//! How far somebody has come in.

use podskazka_shared::access::Role;
use podskazka_shared::access::action::{AccountReset, Invite};
use podskazka_shared::invitations::entry::{Entry, EntryFind};

use super::{JOIN, make};
use crate::access::Permit;
use crate::api::Done;
use crate::call::Call;
use crate::problem::Result;
use crate::store;

pub(super) async fn find(call: Call<EntryFind>) -> Result<Done<Entry>> {
    let (db, reader, at) = (&call.app.store, call.member()?, call.at);
    let permit: Permit<Invite> = call.permit()?;
    let card = store::cards::find(db, &permit, call.params.member).await?;
    let (_, regulation) = store::documents::both(db, JOIN, card.school).await?;
    let mut standing = store::consents::standing(db, JOIN, [card.id]).await?;
    let given = standing.remove(&card.id).unwrap_or_default();
    let before = store::invitations::came_in_before(db, JOIN, card.id).await?;
    let parents = match card.is_student() {
        true => store::cards::parents(db, JOIN, card.school, card.id).await?,
        false => Vec::new(),
    };
    let kept = |role: &Role| matches!(role, Role::Director | Role::JournalAdmin);
    let resets = reader
        .permit::<AccountReset>()
        .is_ok_and(|permit| permit.grant((*card).clone()).is_ok());
    Ok(Done::new(Entry {
        has_account: card.person.is_some(),
        may_invite: card.person.is_none() && make::may(reader, &card, before),
        may_reset: card.person.is_some() && resets && !card.roles.iter().any(kept),
        open: store::invitations::open_of(db, &permit, card.id, at).await?,
        by_consent: card.by_consent(),
        consent: given.consent,
        acquaintance: given
            .acquaintance
            .filter(|given| given.number >= regulation.number),
        child: card.is_student(),
        parents: parents.iter().map(store::cards::Card::reference).collect(),
    }))
}
