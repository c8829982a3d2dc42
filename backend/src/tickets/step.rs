//! A step with a request: within reach, from the version that was seen, as the table of steps allows.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::{ConductKind, StopBody};
use podskazka_shared::ids::{FileId, MemberId, MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    Act, EventKind, HandOverBody, MessageKind, Outcome, Side, TicketState, Topic, state,
};

use super::{told, vendor, view};
use crate::access::{Granted, Member, Permit};
use crate::clock::new_id;
use crate::conduct;
use crate::deadlines::{AnswerClock, Terms, answer_due, count_one};
use crate::problem::{Error, Result};
use crate::store::tickets::{Change, NewHandover, NewMessage, TicketRow};
use crate::store::{self, Audit, Store, Tx};

/// What is done, and what is said with it.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    Assign(Option<MemberId>),
    Topic(Topic),
    Say(Act, MessageKind, &'a str),
    HandOver(&'a HandOverBody),
    /// What the vendor said, and what the requester is told of it.
    Outcome(Outcome, &'a str),
    /// Stop the conversation, and report it in the same step.
    Stop(&'a StopBody),
    Follow(bool),
    Close,
    Share(bool),
}

impl Step<'_> {
    fn act(self) -> Act {
        match self {
            Self::Assign(_) => Act::Assign,
            Self::Topic(_) => Act::Topic,
            Self::Say(act, ..) => act,
            Self::HandOver(_) => Act::HandOver,
            Self::Outcome(Outcome::AskYourself, _) => Act::Redirect,
            Self::Outcome(..) => Act::Outcome,
            Self::Stop(_) => Act::Stop,
            Self::Follow(_) => Act::Follow,
            Self::Close => Act::Close,
            Self::Share(_) => Act::Share,
        }
    }

    fn event(self) -> EventKind {
        match (self.act(), self) {
            (Act::Share, Self::Share(false)) => EventKind::Unshare,
            (Act::Follow, Self::Follow(false)) => EventKind::Unfollow,
            (act, _) => event(act),
        }
    }
}

/// The event that a step leaves in the history.
pub(super) fn event(act: Act) -> EventKind {
    match act {
        Act::Message => EventKind::Message,
        Act::Note => EventKind::Note,
        Act::Assign => EventKind::Assign,
        Act::Topic => EventKind::Topic,
        Act::Ask => EventKind::Ask,
        Act::Answer => EventKind::Answer,
        Act::HandOver => EventKind::HandOver,
        Act::Outcome => EventKind::Outcome,
        Act::Redirect => EventKind::Redirect,
        Act::Refuse => EventKind::Refuse,
        Act::Object => EventKind::Object,
        Act::Uphold => EventKind::Uphold,
        Act::Overturn => EventKind::Overturn,
        Act::Stop => EventKind::Stop,
        Act::Merge => EventKind::Merge,
        Act::Unmerge => EventKind::Unmerge,
        Act::Split => EventKind::Split,
        Act::Link => EventKind::Link,
        Act::Follow => EventKind::Follow,
        Act::Close => EventKind::Close,
        Act::Reopen => EventKind::Reopen,
        Act::Rate => EventKind::Rate,
        Act::Share => EventKind::Share,
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
    take_with::<A>(store, member, (id, version), step, &[], at).await
}

/// The same, with files that go with what is said.
///
/// # Errors
/// As [`take`]; `invalid` for a file that is not the member's own, or goes with something else.
pub async fn take_with<A: ActionType>(
    store: &Store,
    member: &Member,
    (id, version): (TicketId, i64),
    step: Step<'_>,
    files: &[FileId],
    at: DateTime<Utc>,
) -> Result<()> {
    let read: Permit<TicketRead> = member.permit()?;
    let permit: Permit<A> = member.permit()?;
    store
        .write(async |tx| {
            if matches!(step.act(), Act::Reopen | Act::Object | Act::Topic) {
                // Before the request: whoever publishes a policy holds the school first, too.
                store::plans::hold(tx, &permit).await?;
            }
            let ticket = permit.grant(store::tickets::hold(tx, &read, id).await?.into_row())?;
            if ticket.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            let message: MessageId = new_id(at);
            let files = store::files::hold(tx, &permit, files).await?;
            take_held(tx, (member, &permit), &ticket, step, message, at).await?;
            store::files::attach(tx, files, (id, message)).await
        })
        .await
}

/// The same with a request that the transaction holds in the version that was seen. What is said gets the id of `message`.
pub(super) async fn take_held<A: ActionType>(
    tx: &Tx,
    (member, permit): (&Member, &Permit<A>),
    ticket: &Granted<A, TicketRow>,
    step: Step<'_>,
    message: MessageId,
    at: DateTime<Utc>,
) -> Result<()> {
    let (act, side) = (step.act(), super::side(member, ticket));
    let state = state::next(ticket.state, act, side).ok_or(ProblemKind::WrongState)?;
    // Who stopped a conversation works on the request no more; a note is theirs to write all the same.
    if ticket.stopped_by() == Some(member.id) && side == Side::Staff && !state::is_inside(act) {
        return Err(ProblemKind::WrongState.into());
    }
    check(tx, member, permit, (ticket, act), at).await?;
    let mut change = Change {
        actor: Some(member.id),
        state: Some(state),
        considered: act.considers(side),
        // The requester is not to notice what the school does among itself.
        silent: matches!(act, Act::Note | Act::Follow),
        ..Change::of(step.event())
    };
    if matches!(act, Act::Reopen | Act::Object) {
        let terms = Terms::current(tx, permit).await?;
        change.new_term = Some(terms.begin(ticket.asked(), at));
    }
    // Who says something about an unassigned request has taken it.
    if change.considered && !ticket.is_assigned() && act != Act::Stop {
        change.assignee = Some(Some(member.id));
    }
    let mut vendor_pauses = ticket.paused;
    let mut said = None;
    match step {
        Step::Assign(assignee) => {
            // The requester does not go on alone.
            if assignee.is_none() && ticket.state == TicketState::Stopped {
                return Err(ProblemKind::WrongState.into());
            }
            if let Some(helper) = assignee
                && !may_take(tx, &member.permit()?, ticket, helper, at).await?
            {
                return Err(Error::field("/assignee", FieldErrorKind::NotFound));
            }
            change.assignee = Some(assignee);
        }
        Step::Topic(topic) => {
            change.topic = Some(topic);
            // Who moves it out of their own topics keeps it until they hand it on: nothing falls between two.
            if !ticket.is_assigned() {
                change.assignee = Some(Some(member.id));
            }
        }
        Step::Say(_, kind, text) => said = Some((kind, text.trim().to_owned())),
        Step::HandOver(body) => {
            let permit: Permit<TicketWork> = member.permit()?;
            let policy = store::policies::current(tx, &permit).await?.policy;
            vendor_pauses = policy.vendor_pauses;
            let due_at = vendor::due(tx, member, policy.vendor(), at).await?;
            let new = NewHandover {
                body,
                due_at,
                pauses: vendor_pauses,
            };
            store::tickets::hand_over(tx, &permit, ticket, new, at).await?;
            change.handed = true;
        }
        Step::Outcome(outcome, text) => {
            store::tickets::end_handover(tx, ticket, outcome, at).await?;
            said = Some((MessageKind::Vendor, text.trim().to_owned()));
        }
        Step::Stop(body) => {
            said = Some((MessageKind::Refusal, body.text.trim().to_owned()));
            change.stopped_by = Some(member.id);
            change.assignee = Some(None);
            let filing = conduct::Filing {
                kind: ConductKind::User,
                reported: ticket.requester(),
                ticket: Some(ticket.id),
                booking: None,
                message: body.message,
                stopped: true,
                text: &body.report,
                wish: body.wish.as_deref(),
            };
            conduct::file(tx, member, new_id(at), filing, at).await?;
        }
        Step::Follow(follows) => {
            store::tickets::follow(tx, &member.permit()?, ticket.id, follows).await?;
        }
        Step::Close => {}
        Step::Share(shared) => {
            if !ticket.is_about_child() {
                return Err(ProblemKind::WrongState.into());
            }
            change.shared = Some(shared);
            if ticket.linked {
                store::tickets::share_merged(tx, permit, ticket.id, shared).await?;
            }
        }
    }
    match act {
        Act::Refuse => change.refused_by = Some(member.id),
        Act::Object => change.objected = true,
        Act::Redirect => {
            let text = said.take().map(|(_, text)| text).unwrap_or_default();
            said = Some((
                MessageKind::Answer,
                vendor::with_contacts(tx, member, &text).await?,
            ));
        }
        Act::Message
        | Act::Note
        | Act::Assign
        | Act::Topic
        | Act::Ask
        | Act::Answer
        | Act::HandOver
        | Act::Outcome
        | Act::Uphold
        | Act::Overturn
        | Act::Stop
        | Act::Merge
        | Act::Unmerge
        | Act::Split
        | Act::Link
        | Act::Follow
        | Act::Close
        | Act::Reopen
        | Act::Rate
        | Act::Share => {}
    }
    if let Some((kind, text)) = &said {
        let message = NewMessage {
            id: message,
            kind: *kind,
            author: member.id,
            side,
            text,
        };
        store::tickets::post(tx, ticket.id, message, at).await?;
        if side == Side::Staff && *kind != MessageKind::Note {
            let day = member.school.today(at);
            store::usefulness::given(tx, permit, crate::articles::named(text), day).await?;
        }
    }
    if ticket.state == TicketState::WithVendor && state != TicketState::WithVendor {
        // Whatever ends it, no hand-over stays open.
        store::tickets::end_handover(tx, ticket, Outcome::Withdrawn, at).await?;
    }
    let stands = state::stands(state, vendor_pauses);
    turn(tx, permit, ticket, act, &mut change, stands, at).await?;
    if !store::tickets::change(tx, ticket, &change, at).await? {
        return Err(Error::stale(&view(tx, member, ticket.id, at).await?));
    }
    if act == Act::Topic {
        count_one(tx, permit, ticket.id, at).await?;
    }
    let assignee = change.assignee.unwrap_or(ticket.assignee());
    told::tell(tx, ticket, act, side, (member, assignee), at).await?;
    if act == Act::Stop {
        told::offer(tx, member, ticket, at).await?;
    }
    Audit::of(permit, at)
        .on(ticket.id.0)
        .fields(&[change.event.code()])
        .write(tx)
        .await
}

/// What a step needs beyond right and state.
async fn check<A: ActionType>(
    tx: &Tx,
    member: &Member,
    permit: &Permit<A>,
    (ticket, act): (&TicketRow, Act),
    at: DateTime<Utc>,
) -> Result<()> {
    let fits = match act {
        Act::Refuse => store::policies::current(tx, permit).await?.policy.refusals,
        // Once, and only where somebody stands above who refused.
        Act::Object => super::may_object(tx, ticket, at).await?,
        // To give way is open to whoever refused.
        Act::Uphold if ticket.refused_by() == Some(member.id) => {
            return Err(ProblemKind::Forbidden.into());
        }
        Act::Message
        | Act::Note
        | Act::Assign
        | Act::Topic
        | Act::Ask
        | Act::Answer
        | Act::HandOver
        | Act::Outcome
        | Act::Redirect
        | Act::Uphold
        | Act::Overturn
        | Act::Stop
        | Act::Merge
        | Act::Unmerge
        | Act::Split
        | Act::Link
        | Act::Follow
        | Act::Close
        | Act::Reopen
        | Act::Rate
        | Act::Share => true,
    };
    match fits {
        true => Ok(()),
        false => Err(ProblemKind::WrongState.into()),
    }
}

/// Turns the clock of the answer as the step does, and those of what was merged into the request with it.
pub(super) async fn turn<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    ticket: &Granted<A, TicketRow>,
    act: Act,
    change: &mut Change,
    stands: bool,
    at: DateTime<Utc>,
) -> Result<()> {
    let to = change.state.unwrap_or(ticket.state);
    let clock = state::clock(ticket.state, act, to, ticket.paused, stands);
    // A new term has clocks of its own.
    let clock = clock.filter(|clock| *clock != ClockEventKind::Start);
    if let Some(event) = clock {
        let own = AnswerClock {
            id: ticket.id,
            asked: ticket.asked(),
            term_from: ticket.term_from,
            due_at: ticket.answer_due_at,
        };
        change.clock = Some((event, answer_due(tx, permit, own, event, at).await?));
    }
    if !ticket.linked || (clock.is_none() && !change.considered) {
        return Ok(());
    }
    for row in store::tickets::merged(tx, permit, ticket.id).await? {
        // It may have stood still when it was merged, or have run on.
        let clock = clock.filter(|event| match event {
            ClockEventKind::Pause => !row.paused,
            ClockEventKind::Resume => row.paused,
            ClockEventKind::Stop => true,
            ClockEventKind::Start => false,
        });
        let own = AnswerClock {
            id: row.id,
            asked: row.asked,
            term_from: row.term_from,
            due_at: row.answer_due_at,
        };
        let due = match clock {
            Some(event) => answer_due(tx, permit, own, event, at).await?,
            None => row.answer_due_at,
        };
        let what = (change.event, change.considered, clock);
        store::tickets::go_along(tx, &row, what, due, at).await?;
    }
    Ok(())
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
    let stopped = ticket.stopped_by() == Some(helper);
    if stopped || !found.is_some_and(|helper| ticket.fits(&helper)) {
        return Ok(false);
    }
    let hidden = ticket.is_private()
        && store::people::parents(tx, permit, ticket.requester())
            .await?
            .contains(&helper);
    Ok(!hidden)
}
