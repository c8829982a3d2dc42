//! A step with a request: within reach, from the version that was seen, as the table of steps allows.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{MemberId, MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{Act, MessageKind, state};

use super::{mail, view};
use crate::access::{Member, Permit};
use crate::clock::new_id;
use crate::deadlines::Terms;
use crate::problem::{Error, Result};
use crate::store::tickets::{Change, NewMessage, TicketRow};
use crate::store::{self, Audit, Store, Tx};

/// What is done, and what is said with it.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    Assign(Option<MemberId>),
    Say(Act, MessageKind, &'a str),
    Close,
    Share(bool),
}

impl Step<'_> {
    fn act(self) -> Act {
        match self {
            Self::Assign(_) => Act::Assign,
            Self::Say(act, ..) => act,
            Self::Close => Act::Close,
            Self::Share(_) => Act::Share,
        }
    }

    /// The name of the event, and the field of the audit trail.
    fn event(self) -> &'static str {
        match self.act() {
            Act::Share if matches!(self, Self::Share(false)) => "unshare",
            Act::Share => "share",
            Act::Message => "message",
            Act::Note => "note",
            Act::Assign => "assign",
            Act::Ask => "ask",
            Act::Answer => "answer",
            Act::Close => "close",
            Act::Reopen => "reopen",
            Act::Rate => "rate",
        }
    }
}

/// Takes a step, all or nothing.
///
/// # Errors
/// `not_found`, `forbidden`, `stale` with the request as it is, `wrong_state`.
pub async fn take<A: ActionType>(
    store: &Store,
    member: &Member,
    id: TicketId,
    version: i64,
    step: Step<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let read: Permit<TicketRead> = member.permit()?;
    let permit: Permit<A> = member.permit()?;
    store
        .write(async |tx| {
            if step.act() == Act::Reopen {
                // Before the request: whoever publishes a policy holds the school first, too.
                store::plans::hold(tx, &permit).await?;
            }
            let ticket = permit.grant(store::tickets::hold(tx, &read, id).await?.into_row())?;
            if ticket.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            let (act, side) = (step.act(), super::side(member, &ticket));
            let state = state::next(ticket.state, act, side).ok_or(ProblemKind::WrongState)?;
            let mut change = Change {
                event: step.event(),
                actor: Some(member.id),
                state: Some(state),
                considered: act.considers(side),
                ..Change::default()
            };
            if act == Act::Reopen {
                let terms = Terms::current(tx, &permit).await?;
                let (group, topic) = ticket.asks();
                change.new_term = Some(terms.begin(group, topic, at));
            }
            match step {
                Step::Assign(assignee) => {
                    if let Some(helper) = assignee
                        && !may_take(tx, &member.permit()?, &ticket, helper, at).await?
                    {
                        return Err(Error::field("/assignee", FieldErrorKind::NotFound));
                    }
                    change.assignee = Some(assignee);
                }
                Step::Say(_, kind, text) => {
                    let id: MessageId = new_id(at);
                    let text = text.trim();
                    let message = NewMessage {
                        id,
                        kind,
                        author: member.id,
                        side,
                        text,
                    };
                    store::tickets::post(tx, ticket.id, message, at).await?;
                    // Who answers an unassigned request has taken it.
                    if change.considered && !ticket.is_assigned() {
                        change.assignee = Some(Some(member.id));
                    }
                }
                Step::Close => {}
                Step::Share(shared) => {
                    if !ticket.is_about_child() {
                        return Err(ProblemKind::WrongState.into());
                    }
                    change.shared = Some(shared);
                }
            }
            if !store::tickets::change(tx, &ticket, &change, at).await? {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            mail::tell(tx, &ticket, act, side, &member.school, at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&[step.event()])
                .write(tx)
                .await
        })
        .await
}

/// Whether a request may be assigned to somebody: it fits them, and it is not kept from them.
async fn may_take(
    tx: &Tx,
    permit: &Permit<TicketWork>,
    ticket: &TicketRow,
    helper: MemberId,
    at: DateTime<Utc>,
) -> Result<bool> {
    let found = store::people::colleague(tx, permit, helper, at).await?;
    if !found.is_some_and(|helper| ticket.fits(&helper)) {
        return Ok(false);
    }
    let hidden = ticket.is_private()
        && store::people::parents(tx, permit, ticket.requester())
            .await?
            .contains(&helper);
    Ok(!hidden)
}
