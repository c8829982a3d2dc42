//! What a person does with their booking: books what was held or offered, moves it, gives it up.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ConsultationBook, ConsultationRead};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consultations::slots::holding;
use podskazka_shared::consultations::{BookingAct, BookingState, MOST_BOOKED, MoveBody, ReasonBody, state};
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::notifications::NotificationKind;
use podskazka_shared::problem::ProblemKind;

use super::book::{booked, check, hold, mode, slot, told_next, trimmed};
use super::{line, notices, view};
use crate::access::{Granted, Member, Permit};
use crate::problem::{Error, Result};
use crate::store::consultations::{BookingRow, Change};
use crate::store::{self, Audit, Store, Tx};

/// A booking that its person changes: held with all whom the change touches, in the version that was seen.
async fn mine(
    tx: &Tx,
    member: &Member,
    permit: &Permit<ConsultationBook>,
    (id, version): (BookingId, i64),
    act: BookingAct,
    to: Option<MemberId>,
    at: DateTime<Utc>,
) -> Result<Granted<ConsultationBook, BookingRow>> {
    let read: Permit<ConsultationRead> = member.permit()?;
    let seen = store::consultations::find(tx, &read, id).await?;
    let helpers: Vec<MemberId> = [Some(seen.helper_id), to].into_iter().flatten().collect();
    hold(tx, permit, &helpers, &seen.people()).await?;
    let row = permit.grant(store::consultations::hold(tx, &read, id).await?.into_row())?;
    // A child sees what a parent booked about it, and leaves it alone.
    if row.booked_by != member.id {
        return Err(ProblemKind::Forbidden.into());
    }
    if row.version != version {
        return Err(Error::stale(&view(tx, member, id, at).await?));
    }
    if row.helper_id != seen.helper_id {
        return Err(Error::unavailable(1));
    }
    match state::next(row.state, act) {
        Some(_) => Ok(row),
        // The hold ran out and another took the seat.
        None if act == BookingAct::Book && row.state == BookingState::Expired => {
            Err(ProblemKind::SlotTaken.into())
        }
        None => Err(ProblemKind::WrongState.into()),
    }
}

/// Whether a booking may still be given up.
async fn in_time(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    row: &BookingRow,
    at: DateTime<Utc>,
) -> Result<()> {
    if row.state != BookingState::Booked {
        return Ok(());
    }
    let rules = store::consultations::rules(tx, permit).await?;
    let rules = rules.get(&row.helper_id).copied().unwrap_or_default();
    match at <= rules.cancel_until(row.starts_at) {
        true => Ok(()),
        false => Err(ProblemKind::TooLateToCancel.into()),
    }
}

/// Books what is held or offered.
///
/// # Errors
/// `slot_taken` when its time was over and another was faster, and as [`super::book::book`].
pub(super) async fn confirm(
    store: &Store,
    member: &Member,
    (id, version): (BookingId, i64),
    reason: &ReasonBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    let read: Permit<ConsultationRead> = member.permit()?;
    let seen = store::consultations::find(store, &read, id).await?;
    let whose = (seen.helper_id, seen.about_id);
    let done = store
        .write(async |tx| {
            let row = mine(tx, member, &permit, (id, version), BookingAct::Book, None, at).await?;
            if row.starts_at <= at {
                return Err(ProblemKind::SlotTaken.into());
            }
            if store::consultations::upcoming(tx, &permit, member.id, at).await? >= MOST_BOOKED {
                return Err(ProblemKind::TooManyBookings.into());
            }
            let day = row.starts_at.with_timezone(&member.school.zone).date_naive();
            let plan = store::plans::load(tx, &permit, day, day).await?.plan;
            let planned = plan.day(day);
            let span = (row.starts_at, row.ends_at);
            let turn = holding(&planned, row.helper_id, span.0, span.1);
            let offered = turn.map(|turn| turn.modes.as_slice()).unwrap_or_default();
            let mode = match (reason.mode, offered) {
                (Some(said), offered) if !offered.contains(&said) => {
                    return Err(Error::field("/mode", FieldErrorKind::NotFound));
                }
                (None, [only]) => Some(*only),
                (said, _) => said,
            };
            let change = Change {
                state: Some(BookingState::Booked),
                mode: Some(mode),
                topic: Some(reason.topic),
                question: Some(trimmed(reason.question.as_deref()).map(str::to_owned)),
                held_no_more: true,
                ..Change::default()
            };
            store::consultations::change(tx, &row, change, at).await?;
            let what = (row.helper_id, row.starts_at);
            booked(tx, &permit, (id, row.slot_id), what, NotificationKind::Booked, at).await?;
            notices::tell(
                tx,
                NotificationKind::DeskBooked,
                (permit.school(), row.helper_id),
                id,
                row.starts_at,
                at,
            )
            .await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["booked"])
                .write(tx)
                .await
        })
        .await;
    told_next(store, member, whose, done, at).await
}

/// Moves a booking to another slot, and with it what was written.
///
/// # Errors
/// As [`super::book::book`]; `too_late_to_cancel`.
pub(super) async fn shift(
    store: &Store,
    member: &Member,
    (id, version): (BookingId, i64),
    to: &MoveBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    let read: Permit<ConsultationRead> = member.permit()?;
    let about = store::consultations::find(store, &read, id).await?.about_id;
    check(store, &permit, to.helper, None).await?;
    let done = store
        .write(async |tx| {
            let row = mine(
                tx,
                member,
                &permit,
                (id, version),
                BookingAct::Move,
                Some(to.helper),
                at,
            )
            .await?;
            in_time(tx, &permit, &row, at).await?;
            let (people, before) = (row.people(), row.helper_id);
            store::consultations::expire(tx, &permit, &[to.helper], &people, None, at).await?;
            // The old seat goes first: the new one may lie beside it, or be the same.
            store::consultations::vacate(tx, &permit, id, row.slot_id, BookingState::Booked, at).await?;
            let (offer, slot) =
                slot(tx, member, &permit, (to.helper, to.starts_at), row.about_id, at).await?;
            let wanted = offer.wanted(&slot);
            let seat = store::consultations::take_seat(tx, &permit, &wanted, at).await?;
            let (seated, seat) = seat.ok_or(ProblemKind::SlotTaken)?;
            let kept = row.mode.filter(|mode| slot.modes.contains(mode));
            let change = Change {
                state: Some(BookingState::Booked),
                moved: Some((wanted, seated, seat)),
                place: Some(slot.place.clone()),
                mode: Some(mode(&slot, kept)?),
                ..Change::default()
            };
            store::consultations::change(tx, &row, change, at).await?;
            if !store::consultations::take_time(tx, &permit, id, &people, slot.from, slot.to).await? {
                return Err(ProblemKind::BookingOverlaps.into());
            }
            booked(
                tx,
                &permit,
                (id, Some(seated)),
                (to.helper, slot.from),
                NotificationKind::Moved,
                at,
            )
            .await?;
            // What was freed before was told to nobody's desk as standing.
            let stood = row.state == BookingState::Booked;
            if stood && before != to.helper {
                notices::tell(
                    tx,
                    NotificationKind::DeskCancelled,
                    (permit.school(), before),
                    id,
                    row.starts_at,
                    at,
                )
                .await?;
            }
            let what = match stood && before == to.helper {
                true => NotificationKind::DeskMoved,
                false => NotificationKind::DeskBooked,
            };
            notices::tell(tx, what, (permit.school(), to.helper), id, slot.from, at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["moved"])
                .write(tx)
                .await?;
            line::give(tx, &permit, &member.school, before, at).await
        })
        .await;
    told_next(store, member, (to.helper, about), done, at).await
}

/// Gives up a booking, a hold or an offer; its seat goes to who waits longest.
///
/// # Errors
/// `too_late_to_cancel`, `wrong_state`, `stale`.
pub(super) async fn cancel(
    store: &Store,
    member: &Member,
    (id, version): (BookingId, i64),
    at: DateTime<Utc>,
) -> Result<()> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    store
        .write(async |tx| {
            let row = mine(tx, member, &permit, (id, version), BookingAct::Cancel, None, at).await?;
            in_time(tx, &permit, &row, at).await?;
            store::consultations::vacate(tx, &permit, id, row.slot_id, BookingState::Cancelled, at).await?;
            if row.state == BookingState::Booked {
                notices::tell(
                    tx,
                    NotificationKind::DeskCancelled,
                    (permit.school(), row.helper_id),
                    id,
                    row.starts_at,
                    at,
                )
                .await?;
            }
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["cancelled"])
                .write(tx)
                .await?;
            line::give(tx, &permit, &member.school, row.helper_id, at).await
        })
        .await
}
