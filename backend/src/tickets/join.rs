//! Merging, splitting and linking requests: nothing of either is lost, and each can be taken back.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::join::{TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge};
use podskazka_shared::tickets::{Act, EventKind, Ticket, TicketPath, TicketsFind, state, title};

use super::{shown, view};
use crate::access::{Granted, Member, Permit};
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::deadlines::{AnswerClock, Terms, answer_due};
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::tickets::{Change, NewTicket, Reserved, TicketRow};
use crate::store::{self, Audit, Tx};

type Held = Granted<TicketWork, TicketRow>;

/// Holds two requests.
async fn hold_both(
    tx: &Tx,
    member: &Member,
    one: TicketId,
    other: TicketId,
    pointer: &str,
) -> Result<(Held, Held)> {
    let (read, work): (Permit<TicketRead>, Permit<TicketWork>) = (member.permit()?, member.permit()?);
    let gone = || Error::field(pointer, FieldErrorKind::NotFound);
    store::tickets::hold_all(tx, &read, &[one, other]).await?;
    let first = work.grant(store::tickets::find(tx, &read, one).await?.into_row())?;
    let second = store::tickets::find(tx, &read, other)
        .await
        .and_then(|found| work.grant(found.into_row()));
    match second {
        Ok(second) if one != other => Ok((first, second)),
        Ok(_) => Err(gone()),
        // Another's request and none are told alike.
        Err(error) if matches!(error.kind(), ProblemKind::NotFound | ProblemKind::Forbidden) => Err(gone()),
        Err(error) => Err(error),
    }
}

async fn seen(tx: &Tx, member: &Member, ticket: &Held, version: i64, at: DateTime<Utc>) -> Result<()> {
    match ticket.version == version {
        true => Ok(()),
        false => Err(Error::stale(&view(tx, member, ticket.id, at).await?)),
    }
}

fn clock_of(ticket: &Held) -> AnswerClock {
    AnswerClock {
        id: ticket.id,
        asked: ticket.asked(),
        term_from: ticket.term_from,
        due_at: ticket.answer_due_at,
    }
}

/// Whether who filed one of two for its requester may read the other too: who filed reads on, and reads nothing new.
async fn filer_reads(
    tx: &Tx,
    permit: &Permit<TicketWork>,
    one: &Held,
    other: &Held,
    at: DateTime<Utc>,
) -> Result<bool> {
    let filer = one.filed_by();
    if filer == other.filed_by() || filer == one.requester() {
        return Ok(true);
    }
    let found = store::people::colleague(tx, permit, filer, at).await?;
    Ok(found.is_none_or(|filer| other.fits(&filer)))
}

pub(super) async fn merge(call: Call<TicketsMerge>) -> Result<Done<Ticket>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, into) = (call.params.ticket, call.body.into);
    let permit = call.permit()?;
    call.app
        .store
        .write(async |tx| {
            let (ticket, target) = hold_both(tx, member, id, into, "/into").await?;
            seen(tx, member, &ticket, version, at).await?;
            let side = super::side(member, &ticket);
            let state = state::next(ticket.state, Act::Merge, side).ok_or(ProblemKind::WrongState)?;
            // Who reads the one reads the other, so that nobody gains or loses a word by it.
            if ticket.readers() != target.readers()
                || !target.state.is_open()
                || target.state == podskazka_shared::tickets::TicketState::Stopped
            {
                return Err(Error::field("/into", FieldErrorKind::NotOpen));
            }
            for (one, other) in [(&ticket, &target), (&target, &ticket)] {
                if !filer_reads(tx, &permit, one, other, at).await? {
                    return Err(Error::field("/into", FieldErrorKind::NotOpen));
                }
            }
            if ticket.holds_others(tx).await? {
                return Err(ProblemKind::WrongState.into());
            }
            // From now on the one conversation tells for whom one waits.
            let event = match (ticket.paused, target.paused) {
                (true, false) => Some(ClockEventKind::Resume),
                (false, true) => Some(ClockEventKind::Pause),
                (true, true) | (false, false) => None,
            };
            let clock = match event {
                Some(event) => Some((
                    event,
                    answer_due(tx, &permit, clock_of(&ticket), event, at).await?,
                )),
                None => None,
            };
            let change = Change {
                clock,
                actor: Some(member.id),
                state: Some(state),
                other: Some(into),
                ..Change::of(EventKind::Merge)
            };
            store::tickets::merge_into(tx, &ticket, Some(into)).await?;
            store::tickets::change(tx, &ticket, &change, at).await?;
            let done = (EventKind::Take, member.id, id);
            store::tickets::touch(tx, &target, done, at).await?;
            let audit = Audit::of(&permit, at).on(id.0).fields(&["merge"]);
            audit.write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

pub(super) async fn unmerge(call: Call<TicketsUnmerge>) -> Result<Done<Ticket>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.ticket, call.permit()?);
    let read: Permit<TicketRead> = member.permit()?;
    // Where it went is read first, so that the two are held in one order.
    let into = store::tickets::find(&call.app.store, &read, id)
        .await?
        .merged_into_id;
    let into = into.ok_or(ProblemKind::WrongState)?;
    call.app
        .store
        .write(async |tx| {
            let (ticket, target) = hold_both(tx, member, id, into, "/ticket").await?;
            seen(tx, member, &ticket, version, at).await?;
            let side = super::side(member, &ticket);
            state::next(ticket.state, Act::Unmerge, side).ok_or(ProblemKind::WrongState)?;
            let due = match ticket.paused {
                true => answer_due(tx, &permit, clock_of(&ticket), ClockEventKind::Resume, at).await?,
                false => ticket.answer_due_at,
            };
            store::tickets::let_go(tx, &ticket, member.id, due, at).await?;
            let done = (EventKind::LetGo, member.id, id);
            store::tickets::touch(tx, &target, done, at).await?;
            let audit = Audit::of(&permit, at).on(id.0).fields(&["unmerge"]);
            audit.write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

pub(super) async fn split(call: Call<TicketsSplit>) -> Result<Done<Ticket>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let (from, message): (TicketId, MessageId) = (call.params.ticket, call.body.message);
    let read: Permit<TicketRead> = member.permit()?;
    let new: TicketId = new_id(at);
    // A look before a number is taken: what is refused must not use up the school's numbers.
    let fits = async |tx: &Tx| {
        let ticket = permit.grant(store::tickets::hold(tx, &read, from).await?.into_row())?;
        let side = super::side(member, &ticket);
        state::next(ticket.state, Act::Split, side).ok_or(ProblemKind::WrongState)?;
        let found = store::tickets::split_off(tx, &ticket, message).await?;
        let found = found.ok_or_else(|| Error::field("/message", FieldErrorKind::NotFound))?;
        Ok((ticket, found))
    };
    let store = &call.app.store;
    let refused = store.write(async |tx| fits(tx).await.map(drop)).await.err();
    let number = match &refused {
        Some(_) => None,
        None => Some(Reserved::of(store, &permit, &member.school, at).await?),
    };
    let id = store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, new.0, at).await? {
                return Ok(TicketId(done));
            }
            let number = match (refused, number) {
                (Some(refused), _) => return Err(refused),
                (None, number) => number.ok_or_else(|| Error::internal("no number was taken"))?,
            };
            store::plans::hold(tx, &permit).await?;
            let (ticket, (text, written)) = fits(tx).await?;
            let mut asked = ticket.asked();
            asked.topic = call.body.topic;
            // What was asked then is promised from then on.
            let term = Terms::current(tx, &permit).await?.begin(asked, written);
            let (requester, _, child, private, shared, addressed) = ticket.readers();
            let split = NewTicket {
                id: new,
                number: number.take(tx, &permit).await?,
                requester,
                addressed,
                private,
                shared,
                title: &title(&text),
                asked,
                child,
                class_name: ticket.class_name(),
                filed_by: ticket.filed_by(),
                split_from: Some(from),
                term: &term,
                names: None,
            };
            store::tickets::insert(tx, &permit, split, at).await?;
            store::tickets::move_message(tx, message, new).await?;
            let done = (EventKind::Split, member.id, new);
            store::tickets::touch(tx, &ticket, done, at).await?;
            let audit = Audit::of(&permit, at).on(new.0).fields(&["split"]);
            audit.write(tx).await?;
            Ok(new)
        })
        .await?;
    let ticket = view(&call.app.store, member, id, at).await?;
    let school = call.params.school.clone();
    let location = address::<TicketsFind>(&TicketPath { school, ticket: id }, &Default::default());
    Ok(shown(ticket).location(location))
}

pub(super) async fn link(call: Call<TicketsLink>) -> Result<Done<Ticket>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, other, linked) = (call.params.ticket, call.body.other, call.body.linked);
    let permit = call.permit()?;
    call.app
        .store
        .write(async |tx| {
            let (ticket, target) = hold_both(tx, member, id, other, "/other").await?;
            seen(tx, member, &ticket, version, at).await?;
            if !store::tickets::link(tx, id, other, linked).await? {
                return Ok(());
            }
            let kind = match linked {
                true => EventKind::Link,
                false => EventKind::Unlink,
            };
            store::tickets::touch(tx, &ticket, (kind, member.id, other), at).await?;
            store::tickets::touch(tx, &target, (kind, member.id, id), at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&[kind.code()])
                .write(tx)
                .await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}
