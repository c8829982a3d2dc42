//! The line of those who wait: a seat that becomes free is kept for who waits longest.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::slots::Slot;
use podskazka_shared::consultations::{BookingState, OFFERED_MINUTES};
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::notifications::NotificationKind;

use super::notices;
use super::offers::{Offer, comes_as, open_to};
use crate::access::{Permit, SchoolCard};
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::consultations::{NewBooking, Waiter};
use crate::store::{self, Tx};

/// How many of a line are looked at.
const MOST: u64 = 100;

/// Offers a helper's free seats to those who wait, the oldest first, one to each. The transaction holds the helper.
///
/// # Errors
/// Those of the database.
pub(super) async fn give(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    school: &SchoolCard,
    helper: MemberId,
    at: DateTime<Utc>,
) -> Result<()> {
    let mut line = store::consultations::waiters(tx, permit, helper, MOST).await?;
    if line.is_empty() {
        return Ok(());
    }
    let offer = Offer::ahead(tx, permit, school, at).await?;
    let slots = offer.slots(Some(helper));
    let Some((first, last)) = slots.first().zip(slots.last()) else {
        return Ok(());
    };
    let between = (first.from, offer.wanted(last).taken_until);
    let taken = store::consultations::taken(tx, permit, Some(helper), None, between, at).await?;
    let people: Vec<MemberId> = line.iter().map(|waiter| waiter.booked_by).collect();
    let refused = store::consultations::refused(tx, permit, helper, &people, at).await?;
    let roles = store::consultations::roles(tx, permit, &people).await?;
    for slot in &slots {
        let until = (at + Duration::minutes(OFFERED_MINUTES))
            .min(slot.from - Duration::minutes(offer.rules(helper).lead_minutes.into()));
        let free = offer.free(vec![slot.clone()], &taken);
        let free = free.first().map_or(0, |slot| slot.free);
        if until <= at {
            continue;
        }
        for _ in 0..free {
            let mut next = None;
            for (place, waiter) in line.iter().enumerate() {
                let theirs = roles.iter().filter(|(id, _)| *id == waiter.booked_by);
                let audiences = comes_as(theirs.map(|(_, role)| *role), waiter.about);
                let asked = refused.contains(&(waiter.booked_by, slot.from));
                let people = people_of(waiter);
                if !asked
                    && open_to(slot, &audiences)
                    && !store::consultations::busy(tx, permit, &people, slot.from, slot.to).await?
                {
                    next = Some(place);
                    break;
                }
            }
            let Some(place) = next else { break };
            let waiter = line.remove(place);
            if !keep(tx, permit, &offer, slot, &waiter, until, at).await? {
                // It was no seat after all: they wait on, before those who came later.
                line.insert(place, waiter);
                break;
            }
        }
    }
    Ok(())
}

fn people_of(waiter: &Waiter) -> Vec<MemberId> {
    [Some(waiter.booked_by), waiter.about]
        .into_iter()
        .flatten()
        .collect()
}

/// Keeps a seat for somebody, and tells them; false when there is none.
async fn keep(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    offer: &Offer,
    slot: &Slot,
    waiter: &Waiter,
    until: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<bool> {
    let Some(seat) = store::consultations::take_seat(tx, permit, &offer.wanted(slot), at).await? else {
        return Ok(false);
    };
    let id: BookingId = new_id(at);
    let new = NewBooking {
        id,
        helper: slot.helper.id,
        seat: Some(seat),
        booked_by: waiter.booked_by,
        about: waiter.about,
        state: BookingState::Offered,
        held_until: Some(until),
        from: slot.from,
        to: slot.to,
        place: slot.place.as_deref(),
        mode: None,
        topic: waiter.topic,
        question: waiter.question.as_deref(),
        note: None,
    };
    store::consultations::insert(tx, permit, new, at).await?;
    let people = people_of(waiter);
    if !store::consultations::take_time(tx, permit, id, &people, slot.from, slot.to).await? {
        // They booked something else at this very moment.
        store::consultations::vacate(tx, permit, id, Some(seat.0), BookingState::Expired, at).await?;
        return Ok(true);
    }
    notices::tell(
        tx,
        NotificationKind::Offered,
        (permit.school(), waiter.booked_by),
        id,
        slot.from,
        at,
    )
    .await?;
    Ok(true)
}
