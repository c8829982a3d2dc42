//! Coming in: slips are printed by the school, used by people (D-app.4 3.1).

mod acts;
mod email;
mod entry;
mod join;
mod make;
mod reset;

use podskazka_shared::ids::InvitationId;
use podskazka_shared::invitations::code::Code;
use podskazka_shared::invitations::entry::EntryFind;
use podskazka_shared::invitations::join::{JoinEmail, JoinLook, JoinNew, JoinOwn, JoinReset};
use podskazka_shared::invitations::{
    Invitation, InvitationsCreate, InvitationsFind, InvitationsList, InvitationsWithdraw, ResetSlipsCreate,
};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use sha2::{Digest, Sha256};

use crate::access::System;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit};

/// A slip comes before every right of whoever holds it.
const JOIN: System = System::because("join");
const SLIP_RESET: System = System::because("password_reset_slip");

pub use make::first_head;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<InvitationsCreate, _, _>(make::create);
    api.serve::<InvitationsList, _, _>(list);
    api.serve::<InvitationsFind, _, _>(find);
    api.serve::<InvitationsWithdraw, _, _>(withdraw);
    api.serve::<EntryFind, _, _>(entry::find);
    api.serve::<ResetSlipsCreate, _, _>(reset::make);
    api.serve::<JoinLook, _, _>(join::look);
    api.serve::<JoinEmail, _, _>(email::send);
    api.serve::<JoinNew, _, _>(join::new);
    api.serve::<JoinOwn, _, _>(join::own);
    api.serve::<JoinReset, _, _>(reset::set);
}

/// What is kept of a code. It holds 80 random bits: nobody finds them by trying, so a plain hash is enough.
fn hash(code: &Code) -> Vec<u8> {
    Sha256::new()
        .chain_update("podskazka slip ")
        .chain_update(code.value())
        .finalize()
        .to_vec()
}

async fn list(call: Call<InvitationsList>) -> Result<Done<Page<Invitation>>> {
    let page = store::invitations::list(&call.app.store, &call.permit()?, &call.query, call.at).await?;
    Ok(Done::new(page))
}

async fn find(call: Call<InvitationsFind>) -> Result<Done<Invitation>> {
    let id = call.params.invitation;
    let found = store::invitations::find(&call.app.store, &call.permit()?, id, call.at).await?;
    Ok(shown(found))
}

fn shown(invitation: Invitation) -> Done<Invitation> {
    let version = invitation.version;
    Done::new(invitation).version(version)
}

async fn withdraw(call: Call<InvitationsWithdraw>) -> Result<Done<Invitation>> {
    use podskazka_shared::invitations::InvitationState as State;
    let (permit, version, at) = (call.permit()?, call.version()?, call.at);
    let id: InvitationId = call.params.invitation;
    let done = call
        .app
        .store
        .write(async |tx| {
            let found = store::invitations::find(tx, &permit, id, at).await?;
            if found.version != version {
                return Err(Error::stale(&found));
            }
            match found.state {
                State::Open | State::Expired => {}
                State::Used | State::Withdrawn => return Err(ProblemKind::WrongState.into()),
            }
            if !store::invitations::withdraw(tx, &permit, id, version, at).await? {
                let now = store::invitations::find(tx, &permit, id, at).await?;
                return Err(Error::stale(&now));
            }
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["withdrawn"])
                .write(tx)
                .await?;
            store::invitations::find(tx, &permit, id, at).await
        })
        .await?;
    Ok(shown(done))
}
