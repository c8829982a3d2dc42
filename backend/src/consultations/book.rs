//! Booking: a hold or a booking, a hold that becomes one, a move, a cancellation. Each is one transaction that holds, in this
//! order, the school (against a plan that changes meanwhile), the helpers and the people.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::decision::ClosableChannel;
use podskazka_shared::consultations::slots::Slot;
use podskazka_shared::consultations::{BookingState, HELD_MINUTES, MOST_BOOKED, ReasonBody};
use podskazka_shared::ids::{BookingId, MemberId, SlotId};
use podskazka_shared::notifications::NotificationKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Mode;

use super::offers::{self, Offer, comes_as, open_to};
use super::{line, notices};
use crate::access::{Member, Permit};
use crate::clock::new_id;
use crate::conduct::check_open;
use crate::problem::{Error, Result};
use crate::store::consultations::NewBooking;
use crate::store::idempotency::{self, Claim, Once};
use crate::store::{self, Audit, Store, Tx};

/// A seat that somebody wishes to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'a> {
    pub helper: MemberId,
    pub start: DateTime<Utc>,
    pub about: Option<MemberId>,
    /// None: it is only held while they type.
    pub reason: Option<&'a ReasonBody>,
}

/// Books or holds a seat once, and tells which booking it is.
///
/// # Errors
/// `slot_taken` with the next free slots, `booking_overlaps`, `too_many_bookings`, `invalid` for a child or a way to meet that
/// is not there.
pub(super) async fn book(
    store: &Store,
    member: &Member,
    wish: Wish<'_>,
    once: &Once,
    at: DateTime<Utc>,
) -> Result<BookingId> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    check(store, &permit, wish.helper, wish.about).await?;
    let today = member.school.today(at);
    check_open(store, &permit, member.id, ClosableChannel::Consultation, today).await?;
    let free = offers::looks_free(store, member, wish.helper, wish.start, at).await?;
    let id: BookingId = new_id(at);
    let done = store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, id.0, at).await? {
                return Ok(BookingId(done));
            }
            if !free {
                return Err(ProblemKind::SlotTaken.into());
            }
            make(tx, member, &permit, wish, id, at).await?;
            Ok(id)
        })
        .await;
    told_next(store, member, (wish.helper, wish.about), done, at).await
}

/// Whether the child is one's own, and the helper somebody else of the staff.
pub(super) async fn check(
    store: &Store,
    permit: &Permit<ConsultationBook>,
    helper: MemberId,
    about: Option<MemberId>,
) -> Result<()> {
    if store::consultations::helper(store, permit, helper)
        .await?
        .is_none()
    {
        return Err(Error::field("/helper", FieldErrorKind::NotFound));
    }
    if helper == permit.member() {
        return Err(Error::field("/helper", FieldErrorKind::NotOpen));
    }
    match about {
        Some(child) if !store::consultations::is_child(store, permit, child).await? => {
            Err(Error::field("/about", FieldErrorKind::NotFound))
        }
        _ => Ok(()),
    }
}

/// A refusal because of the time, with what is free next.
pub(super) async fn told_next<T>(
    store: &Store,
    member: &Member,
    (helper, about): (MemberId, Option<MemberId>),
    done: Result<T>,
    at: DateTime<Utc>,
) -> Result<T> {
    match done {
        Err(error) if error.kind() == ProblemKind::SlotTaken => {
            let slots = offers::next(store, member, helper, about, None, at).await?;
            Err(Error::with_slots(ProblemKind::SlotTaken, slots))
        }
        done => done,
    }
}

/// Holds the school, then the helpers and people, among them those at whom the people have holds.
pub(super) async fn hold(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    helpers: &[MemberId],
    people: &[MemberId],
) -> Result<Vec<MemberId>> {
    store::plans::hold(tx, permit).await?;
    let held_at = store::consultations::waiting_at(tx, permit, people).await?;
    let all = helpers.iter().chain(people).copied().chain(held_at);
    store::consultations::lock(tx, permit, all).await
}

/// The slot that a member wishes, if it is there for them.
pub(super) async fn slot(
    tx: &Tx,
    member: &Member,
    permit: &Permit<ConsultationBook>,
    (helper, start): (MemberId, DateTime<Utc>),
    about: Option<MemberId>,
    at: DateTime<Utc>,
) -> Result<(Offer, Slot)> {
    let offer = Offer::of_day(tx, permit, &member.school, start, at).await?;
    let audiences = comes_as(member.roles.iter().copied(), about);
    let found = offer.slot(helper, start).filter(|slot| open_to(slot, &audiences));
    let slot = found.ok_or(ProblemKind::SlotTaken)?;
    Ok((offer, slot))
}

/// How one meets: what was said if the slot offers it, or the only thing that it offers.
pub(super) fn mode(slot: &Slot, said: Option<Mode>) -> Result<Option<Mode>> {
    match (said, slot.modes.as_slice()) {
        (Some(said), modes) if modes.contains(&said) => Ok(Some(said)),
        (Some(_), _) => Err(Error::field("/mode", FieldErrorKind::NotFound)),
        (None, [only]) => Ok(Some(*only)),
        (None, _) => Ok(None),
    }
}

pub(super) fn trimmed(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

async fn make(
    tx: &Tx,
    member: &Member,
    permit: &Permit<ConsultationBook>,
    wish: Wish<'_>,
    id: BookingId,
    at: DateTime<Utc>,
) -> Result<()> {
    let people: Vec<MemberId> = [Some(member.id), wish.about].into_iter().flatten().collect();
    let there = hold(tx, permit, &[wish.helper], &people).await?;
    if !there.contains(&member.id) {
        return Err(ProblemKind::NotFound.into());
    }
    if wish.about.is_some_and(|child| !there.contains(&child)) {
        return Err(Error::field("/about", FieldErrorKind::NotFound));
    }
    let freed =
        store::consultations::expire(tx, permit, &[wish.helper], &people, Some(member.id), at).await?;
    let (offer, slot) = slot(tx, member, permit, (wish.helper, wish.start), wish.about, at).await?;
    let mode = mode(&slot, wish.reason.and_then(|reason| reason.mode))?;
    if wish.reason.is_some()
        && store::consultations::upcoming(tx, permit, member.id, at).await? >= MOST_BOOKED
    {
        return Err(ProblemKind::TooManyBookings.into());
    }
    let seat = store::consultations::take_seat(tx, permit, &offer.wanted(&slot), at).await?;
    let (state, held_until) = match wish.reason {
        Some(_) => (BookingState::Booked, None),
        None => (
            BookingState::Held,
            Some(at + chrono::Duration::minutes(HELD_MINUTES)),
        ),
    };
    let seat = seat.ok_or(ProblemKind::SlotTaken)?;
    let new = NewBooking {
        id,
        helper: wish.helper,
        seat: Some(seat),
        booked_by: member.id,
        about: wish.about,
        state,
        held_until,
        from: slot.from,
        to: slot.to,
        place: slot.place.as_deref(),
        mode,
        topic: wish.reason.map(|reason| reason.topic),
        question: trimmed(wish.reason.and_then(|reason| reason.question.as_deref())),
        note: None,
    };
    store::consultations::insert(tx, permit, new, at).await?;
    if !store::consultations::take_time(tx, permit, id, &people, slot.from, slot.to).await? {
        return Err(ProblemKind::BookingOverlaps.into());
    }
    if state == BookingState::Booked {
        booked(
            tx,
            permit,
            (id, Some(seat.0)),
            (wish.helper, slot.from),
            NotificationKind::Booked,
            at,
        )
        .await?;
        notices::tell(
            tx,
            NotificationKind::DeskBooked,
            (permit.school(), wish.helper),
            id,
            slot.from,
            at,
        )
        .await?;
    }
    let fields: &[&str] = match (state, wish.about) {
        (BookingState::Held, _) => &["held"],
        (_, Some(_)) => &["about_child"],
        (_, None) => &[],
    };
    Audit::of(permit, at).on(id.0).fields(fields).write(tx).await?;
    for helper in freed {
        line::give(tx, permit, &member.school, helper, at).await?;
    }
    Ok(())
}

/// What follows from every booking: who waited for the helper waits no more, letters go out now and before it.
pub(super) async fn booked(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    (id, slot): (BookingId, Option<SlotId>),
    (helper, start): (MemberId, DateTime<Utc>),
    kind: NotificationKind,
    at: DateTime<Utc>,
) -> Result<()> {
    store::consultations::end_waiting(tx, permit, helper, permit.member(), at).await?;
    notices::tell(tx, kind, (permit.school(), permit.member()), id, start, at).await?;
    notices::remind(tx, permit.member(), (id, slot), start, at).await
}
