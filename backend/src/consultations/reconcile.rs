//! Bookings follow the plan: what lies in no published hours any more is taken back, and its people are told.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::consultations::slots::holding;
use podskazka_shared::ids::{MemberId, SchoolId};
use podskazka_shared::notifications::NotificationKind;
use podskazka_shared::schedules::plan::PlannedDay;
use podskazka_shared::zone::same_clock;

use super::{line, notices};
use crate::access::{Permit, System};
use crate::app::App;
use crate::problem::Result;
use crate::store::consultations::{BookingRow, Change, Wanted};
use crate::store::{self, Audit, Tx};

/// Why the school takes bookings back by itself.
const WHY: System = System::FREE;

/// Takes back every booking to come that lies in no hours with bookings of its helper, and each with somebody who left the
/// school or withdrew the consent, and tells their people; what moved to another room says so from now on.
///
/// Whoever changes the plan of a school (a schedule, its calendar, absences, extra hours, its zone) calls it after the change,
/// in the same transaction; before it stands [`store::plans::change`].
///
/// # Errors
/// Those of the database.
pub async fn plan_changed<A: ActionType>(tx: &Tx, permit: &Permit<A>, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<ConsultationBook> = Permit::system(WHY, permit.school());
    store::consultations::end_gone(tx, &permit, at).await?;
    let live = store::consultations::live(tx, &permit, at).await?;
    let Some(card) = store::schools::card(tx, WHY, permit.school()).await? else {
        return Ok(());
    };
    let day_of = |at: DateTime<Utc>| at.with_timezone(&card.zone).date_naive();
    let days = || live.iter().map(|row| day_of(row.starts_at));
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Ok(());
    };
    let plan = store::plans::load(tx, &permit, first, last).await?.plan;
    let left = store::consultations::affected(tx, &permit, at).await?;
    let mut planned: HashMap<NaiveDate, PlannedDay> = HashMap::new();
    for row in live {
        let date = day_of(row.starts_at);
        let day = planned.entry(date).or_insert_with(|| plan.day(date));
        let turn = holding(day, row.helper_id, row.starts_at, row.ends_at);
        if let Some(turn) = turn.filter(|_| !left.contains(&row.id)) {
            if turn.place != row.place {
                store::consultations::place(tx, &permit, row.id, turn.place.as_deref()).await?;
            }
            continue;
        }
        free(tx, &permit, &row, at).await?;
        if left.contains(&row.id) && row.state == BookingState::Booked {
            notices::tell(
                tx,
                NotificationKind::DeskCancelled,
                (permit.school(), row.helper_id),
                row.id,
                row.starts_at,
                at,
            )
            .await?;
        }
    }
    Ok(())
}

/// Takes a booking back and tells its person; a hold only runs out.
async fn free(tx: &Tx, permit: &Permit<ConsultationBook>, row: &BookingRow, at: DateTime<Utc>) -> Result<()> {
    let held = row.state == BookingState::Held;
    let state = if held {
        BookingState::Expired
    } else {
        BookingState::Freed
    };
    store::consultations::vacate(tx, permit, row.id, row.slot_id, state, at).await?;
    if held {
        return Ok(());
    }
    notices::tell(
        tx,
        NotificationKind::Freed,
        (permit.school(), row.booked_by),
        row.id,
        row.starts_at,
        at,
    )
    .await?;
    Audit::system(WHY, at)
        .in_school(permit.school())
        .on(row.id.0)
        .write(tx)
        .await
}

/// Lets the bookings to come stand at the same time of the school's clock when its zone changed in this transaction: at 14:30
/// they stay at 14:30. Their people are told, because their own calendars know the moment. What is over by the new clock is
/// taken back. Call [`plan_changed`] after it.
///
/// # Errors
/// Those of the database.
pub async fn zone_changed<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    (from, to): (Tz, Tz),
    at: DateTime<Utc>,
) -> Result<()> {
    let permit: Permit<ConsultationBook> = Permit::system(WHY, permit.school());
    let live = store::consultations::live(tx, &permit, at).await?;
    let slots = store::consultations::taken_until(tx, &permit, at).await?;
    let moves = |row: &BookingRow| same_clock(row.starts_at, from, to) != row.starts_at;
    let live: Vec<BookingRow> = live.into_iter().filter(moves).collect();
    // All go first: one may come where another was.
    for row in &live {
        store::consultations::vacate(tx, &permit, row.id, row.slot_id, row.state, at).await?;
    }
    for row in live {
        let starts_at = same_clock(row.starts_at, from, to);
        let later = starts_at - row.starts_at;
        let until = row.slot_id.and_then(|slot| slots.get(&slot)).copied();
        let wanted = Wanted {
            helper: row.helper_id,
            from: starts_at,
            to: row.ends_at + later,
            taken_until: until.unwrap_or(row.ends_at) + later,
            // As many as there were.
            seats: u16::MAX,
        };
        let seat = match starts_at > at {
            true => store::consultations::take_seat(tx, &permit, &wanted, at).await?,
            false => None,
        };
        let people = row.people();
        let Some((slot, seat)) = seat else {
            free(tx, &permit, &row, at).await?;
            continue;
        };
        let row = permit.grant(row)?;
        let change = Change {
            moved: Some((wanted, slot, seat)),
            ..Change::default()
        };
        store::consultations::change(tx, &row, change, at).await?;
        let span = (starts_at, wanted.to);
        if !store::consultations::take_time(tx, &permit, row.id, &people, span.0, span.1).await? {
            let mut row = row.into_row();
            row.slot_id = Some(slot);
            free(tx, &permit, &row, at).await?;
        } else if row.state == BookingState::Booked {
            notices::tell(
                tx,
                NotificationKind::Clock,
                (permit.school(), row.booked_by),
                row.id,
                starts_at,
                at,
            )
            .await?;
            notices::remind(tx, row.booked_by, (row.id, Some(slot)), starts_at, at).await?;
        }
    }
    Ok(())
}

/// The worker's part: holds and offers whose time is over, seats for those who wait, people who left, old cells. What fails in
/// one school waits for the next minute, and the others go on.
///
/// # Errors
/// Those of the database.
pub async fn tick(app: &App, at: DateTime<Utc>) -> Result<()> {
    const BATCH: u64 = 500;
    let mut helpers = store::consultations::held_over(&app.store, WHY, BATCH, at).await?;
    helpers.extend(store::consultations::helpers_awaited(&app.store, WHY).await?);
    helpers.sort_unstable();
    helpers.dedup();
    for (school, helper) in helpers {
        if let Err(error) = go_on(app, school, helper, at).await {
            tracing::warn!(%error, "consultations");
        }
    }
    for school in store::consultations::gone(&app.store, WHY, BATCH, at).await? {
        let permit: Permit<ConsultationBook> = Permit::system(WHY, school);
        let done = app.store.write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            plan_changed(tx, &permit, at).await
        });
        if let Err(error) = done.await {
            tracing::warn!(%error, "consultations");
        }
    }
    let yesterday = at - chrono::Duration::days(1);
    app.store
        .write(async |tx| store::consultations::forget_cells(tx, WHY, yesterday).await)
        .await
}

/// Takes back what ran out at a helper, and offers what is free to those who wait.
async fn go_on(app: &App, school: SchoolId, helper: MemberId, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<ConsultationBook> = Permit::system(WHY, school);
    app.store
        .write(async |tx| {
            store::plans::hold(tx, &permit).await?;
            store::consultations::lock(tx, &permit, [helper]).await?;
            store::consultations::expire(tx, &permit, &[helper], &[], None, at).await?;
            match store::schools::card(tx, WHY, school).await? {
                Some(card) => line::give(tx, &permit, &card, helper, at).await,
                None => Ok(()),
            }
        })
        .await
}
