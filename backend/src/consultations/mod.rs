//! Consultations by booking (S4, S5): free slots, bookings and their life, the helper's desk, who waits.

mod book;
mod change;
mod desk;
mod ics;
mod line;
pub(crate) mod notices;
mod offers;
mod reconcile;
mod settings;
mod waiting;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ConsultationBook, ConsultationRead, ConsultationWork, TicketFile};
use podskazka_shared::articles::audiences_of;
use podskazka_shared::consultations::{
    BookBody, Booking, BookingAct, BookingPath, BookingState, ConsultRules, ConsultSettingsFind,
    ConsultSettingsUpdate, ConsultationsArrive, ConsultationsBook, ConsultationsCalendar,
    ConsultationsCancel, ConsultationsConfirm, ConsultationsFind, ConsultationsHold, ConsultationsList,
    ConsultationsMove, ConsultationsNoShow, ConsultationsRequest, ConsultationsResult, ConsultationsWalkIn,
    FreeSlot, MAX_DAYS, ReasonBody, SlotsList, WaitingCreate, WaitingFind, WaitingLeave, WaitingList, state,
};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::page::{self, Page};
use podskazka_shared::schedules::Audience;

use self::book::Wish;
use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store::consultations::BookingRow;
use crate::store::{self, Db};

pub use ics::Place;
pub use reconcile::{plan_changed, tick, zone_changed};
pub use settings::view as settings;
pub use waiting::view as place_in_line;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<SlotsList, _, _>(slots);
    api.serve::<ConsultationsHold, _, _>(hold);
    api.serve::<ConsultationsBook, _, _>(create);
    api.serve::<ConsultationsList, _, _>(list);
    api.serve::<ConsultationsFind, _, _>(find);
    api.serve::<ConsultationsCalendar, _, _>(ics::calendar);
    api.serve::<ConsultationsConfirm, _, _>(confirm);
    api.serve::<ConsultationsMove, _, _>(shift);
    api.serve::<ConsultationsCancel, _, _>(cancel);
    api.serve::<ConsultationsArrive, _, _>(desk::arrive);
    api.serve::<ConsultationsNoShow, _, _>(desk::no_show);
    api.serve::<ConsultationsResult, _, _>(desk::result);
    api.serve::<ConsultationsRequest, _, _>(desk::request);
    api.serve::<ConsultationsWalkIn, _, _>(desk::walk_in);
    api.serve::<WaitingList, _, _>(waiting::list);
    api.serve::<WaitingCreate, _, _>(waiting::create);
    api.serve::<WaitingFind, _, _>(waiting::find);
    api.serve::<WaitingLeave, _, _>(waiting::leave);
    api.serve::<ConsultSettingsFind, _, _>(settings::find);
    api.serve::<ConsultSettingsUpdate, _, _>(settings::update);
}

async fn slots(call: Call<SlotsList>) -> Result<Done<Page<FreeSlot>>> {
    let (member, store, query) = (call.member()?, &call.app.store, &call.query);
    let from = query.from.unwrap_or_else(|| member.school.today(call.at));
    let most = from
        .checked_add_signed(chrono::Duration::days(MAX_DAYS - 1))
        .unwrap_or(NaiveDate::MAX);
    let days = (from, query.to.unwrap_or(most).min(most));
    let offer = offers::Offer::load(store, &call.permit()?, &member.school, days, call.at).await?;
    let mut free = offers::free_for(store, member, &offer, query.helper, query.about).await?;
    free.sort_by_key(place);
    if let Some(after) = store::consultations::after(query.after.as_ref())? {
        free.retain(|slot| place(slot) > after);
    }
    let limit = usize::from(page::limit(query.limit));
    free.truncate(limit + 1);
    Ok(Done::new(Page::cut(free, limit, |slot| {
        store::consultations::cursor(&place(slot))
    })))
}

/// Where a slot stands in the list.
fn place(slot: &FreeSlot) -> (DateTime<Utc>, MemberId) {
    (slot.starts_at, slot.helper.id)
}

async fn hold(call: Call<ConsultationsHold>) -> Result<Done<Booking>> {
    let wish = Wish {
        helper: call.body.helper,
        start: call.body.starts_at,
        about: call.body.about,
        reason: None,
    };
    made(&call, wish, call.params.school.clone()).await
}

async fn create(call: Call<ConsultationsBook>) -> Result<Done<Booking>> {
    let BookBody {
        helper,
        starts_at,
        about,
        topic,
        question,
        mode,
    } = call.body.clone();
    let reason = ReasonBody {
        topic,
        question,
        mode,
    };
    let wish = Wish {
        helper,
        start: starts_at,
        about,
        reason: Some(&reason),
    };
    made(&call, wish, call.params.school.clone()).await
}

async fn made<E>(call: &Call<E>, wish: Wish<'_>, school: String) -> Result<Done<Booking>>
where
    E: Endpoint<Params: crate::locate::Locate>,
{
    let (member, store) = (call.member()?, &call.app.store);
    // The answer shows the booking: who may not read it is refused before it is made.
    member.permit::<ConsultationRead>()?;
    let id = book::book(store, member, wish, call.once()?, call.at).await?;
    let path = BookingPath { school, booking: id };
    let location = address::<ConsultationsFind>(&path, &Default::default());
    Ok(shown(view(store, member, id, call.at).await?).location(location))
}

async fn list(call: Call<ConsultationsList>) -> Result<Done<Page<Booking>>> {
    let (member, store) = (call.member()?, &call.app.store);
    let permit = call.permit()?;
    let found = store::consultations::list(store, &permit, &call.query, member.school.zone).await?;
    let rules = store::consultations::rules(store, &permit).await?;
    let rules = |row: &BookingRow| rules.get(&row.helper_id).copied().unwrap_or_default();
    let items = found
        .items
        .iter()
        .map(|row| dto(member, row, &rules(row), call.at));
    Ok(Done::new(Page {
        items: items.collect(),
        next: found.next,
    }))
}

async fn find(call: Call<ConsultationsFind>) -> Result<Done<Booking>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.booking, call.at).await?,
    ))
}

async fn confirm(call: Call<ConsultationsConfirm>) -> Result<Done<Booking>> {
    let (member, store) = (call.member()?, &call.app.store);
    let which = (call.params.booking, call.version()?);
    change::confirm(store, member, which, &call.body, call.at).await?;
    Ok(shown(view(store, member, which.0, call.at).await?))
}

async fn shift(call: Call<ConsultationsMove>) -> Result<Done<Booking>> {
    let (member, store) = (call.member()?, &call.app.store);
    let which = (call.params.booking, call.version()?);
    change::shift(store, member, which, &call.body, call.at).await?;
    Ok(shown(view(store, member, which.0, call.at).await?))
}

async fn cancel(call: Call<ConsultationsCancel>) -> Result<Done<Booking>> {
    let (member, store) = (call.member()?, &call.app.store);
    let which = (call.params.booking, call.version()?);
    change::cancel(store, member, which, call.at).await?;
    Ok(shown(view(store, member, which.0, call.at).await?))
}

fn shown(booking: Booking) -> Done<Booking> {
    let version = booking.version;
    Done::new(booking).version(version)
}

/// A booking as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: BookingId, at: DateTime<Utc>) -> Result<Booking> {
    let read: Permit<ConsultationRead> = member.permit()?;
    let row = store::consultations::find(db, &read, id).await?;
    let rules = store::consultations::rules(db, &read).await?;
    let rules = rules.get(&row.helper_id).copied().unwrap_or_default();
    let mut booking = dto(member, &row, &rules, at);
    if row.state == BookingState::Freed && booking.may.contains(&BookingAct::Move) {
        booking.next = offers::next(db, member, row.helper_id, row.about_id, Some(row.starts_at), at).await?;
    }
    Ok(booking)
}

/// As whom the person of a booking comes.
///
/// # Errors
/// Those of the database.
pub async fn audiences<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    row: &BookingRow,
) -> Result<Vec<Audience>> {
    let roles = store::consultations::roles(db, permit, &[row.booked_by]).await?;
    Ok(offers::comes_as(
        roles.into_iter().map(|(_, role)| role),
        row.about_id,
    ))
}

fn granted<A: ActionType>(member: &Member, row: &BookingRow) -> Option<Granted<A, BookingRow>> {
    member.permit::<A>().ok()?.grant(row.clone()).ok()
}

fn dto(member: &Member, row: &BookingRow, rules: &ConsultRules, at: DateTime<Utc>) -> Booking {
    let mine = row.booked_by == member.id;
    let works = granted::<ConsultationWork>(member, row).is_some();
    let cancel_until = rules.cancel_until(row.starts_at);
    // A child sees that a parent booked about it, not what the parent wrote.
    let hidden = !mine && row.about_id == Some(member.id);
    Booking {
        id: row.id,
        state: row.state,
        helper: row.helper(),
        person: row.person(),
        about: row.about(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place.clone(),
        mode: row.mode,
        topic: row.topic,
        question: row.question.clone().filter(|_| !hidden),
        note: row.note.clone().filter(|_| works),
        homework: row.homework.clone(),
        article: row.article(&audiences_of(member.roles.iter().copied())),
        ticket: row.ticket_id.filter(|_| !hidden),
        held_until: row.held_until,
        cancel_until,
        created_at: row.created_at,
        mine,
        may: may(member, row, (mine, works), cancel_until, at),
        next: Vec::new(),
        version: row.version,
    }
}

/// What the reader may do with a booking now: what the policy, the table of steps and the time allow.
fn may(
    member: &Member,
    row: &BookingRow,
    (mine, works): (bool, bool),
    cancel_until: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Vec<BookingAct> {
    let books = mine && member.permit::<ConsultationBook>().is_ok();
    let in_time = row.state != BookingState::Booked || at <= cancel_until;
    let allowed = |act: &BookingAct| {
        let open = match act {
            BookingAct::Book => books && at < row.starts_at,
            BookingAct::Move | BookingAct::Cancel => books && in_time,
            BookingAct::Arrive => works && desk::may_arrive(row.starts_at, at),
            BookingAct::NoShow => works && at >= row.starts_at,
            BookingAct::Result => works,
            BookingAct::Request => works && row.ticket_id.is_none() && member.permit::<TicketFile>().is_ok(),
        };
        open && state::next(row.state, *act).is_some()
    };
    BookingAct::ALL.iter().copied().filter(allowed).collect()
}
