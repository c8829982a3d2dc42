//! Writing into a thread: a create, so it takes a key and no version, and raises the version all the same.

use podskazka_shared::access::action::{TicketNote, TicketRead};
use podskazka_shared::ids::MessageId;
use podskazka_shared::tickets::{Act, Message, MessageKind, MessagesCreate};

use super::step::{Step, take_held};
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store;
use crate::store::idempotency::{self, Claim};

pub(super) async fn create(call: Call<MessagesCreate>) -> Result<Done<Message>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let read = member.permit::<TicketRead>()?;
    let message = call
        .app
        .store
        .write(async |tx| {
            let held = store::tickets::hold(tx, &read, call.params.ticket).await?;
            let (act, kind) = match call.body.internal {
                true => (Act::Note, MessageKind::Note),
                false => (Act::Message, MessageKind::Message),
            };
            if act == Act::Note {
                member.permit::<TicketNote>()?.grant((*held).clone())?;
            }
            let ticket = permit.grant((*held).clone())?;
            let mut id: MessageId = new_id(at);
            match idempotency::claim(tx, &permit, once, id.0, at).await? {
                Claim::Done(done) => id = MessageId(done),
                Claim::New => {
                    let step = Step::Say(act, kind, &call.body.text);
                    let files = store::files::hold(tx, &permit, &call.body.files).await?;
                    take_held(tx, (member, &permit), &ticket, step, id, at).await?;
                    store::files::attach(tx, files, (ticket.id, id)).await?;
                }
            }
            store::tickets::message(tx, &held, &read, id).await
        })
        .await?;
    Ok(Done::new(message.ok_or_else(|| {
        Error::internal("a message that was just written is gone")
    })?))
}
