//! Writing into a thread: a create, so it takes a key and no version, and raises the version all the same.

use podskazka_shared::access::action::{TicketNote, TicketRead};
use podskazka_shared::ids::MessageId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{Act, Message, MessageKind, MessagesCreate, state};

use super::mail;
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::tickets::{Change, NewMessage};
use crate::store::{self, Audit};

pub(super) async fn create(call: Call<MessagesCreate>) -> Result<Done<Message>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let read = member.permit::<TicketRead>()?;
    let message = call
        .app
        .store
        .write(async |tx| {
            let held = store::tickets::hold(tx, &read, call.params.ticket).await?;
            let side = super::side(member, &held);
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
                    let state = state::next(ticket.state, act, side).ok_or(ProblemKind::WrongState)?;
                    let text = call.body.text.trim();
                    let new = NewMessage {
                        id,
                        kind,
                        author: member.id,
                        side,
                        text,
                    };
                    store::tickets::post(tx, ticket.id, new, at).await?;
                    let considered = act.considers(side);
                    let taken = considered && !ticket.is_assigned();
                    let change = Change {
                        event: if act == Act::Note { "note" } else { "message" },
                        actor: Some(member.id),
                        state: Some(state),
                        assignee: taken.then_some(Some(member.id)),
                        considered,
                        // The requester is not to notice a note.
                        silent: act == Act::Note,
                        ..Change::default()
                    };
                    store::tickets::change(tx, &ticket, &change, at).await?;
                    mail::tell(tx, &ticket, act, side, &member.school, at).await?;
                    Audit::of(&permit, at)
                        .on(ticket.id.0)
                        .fields(&[change.event])
                        .write(tx)
                        .await?;
                }
            }
            store::tickets::message(tx, &held, &read, id).await
        })
        .await?;
    Ok(Done::new(message.ok_or_else(|| {
        Error::internal("a message that was just written is gone")
    })?))
}
