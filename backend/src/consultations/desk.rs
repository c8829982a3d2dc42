//! The helper's desk: who came, how it went, what became of it, and who came without a booking.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{ConsultationRead, ConsultationWork};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consultations::{
    Booking, BookingAct, BookingPath, BookingState, ConsultRules, ConsultationsArrive, ConsultationsFind,
    ConsultationsNoShow, ConsultationsRequest, ConsultationsResult, ConsultationsWalkIn, WalkInBody, state,
};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{ArticleId, BookingId, MemberId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{RequesterGroup, TicketBody};

use super::{audiences, shown, view};
use crate::access::{Granted, Member, Permit};
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::consultations::{BookingRow, Change, NewBooking};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Tx};
use crate::tickets::Sent;

/// Whether somebody may have come for something that begins then: people come early.
pub(super) fn may_arrive(start: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at >= start - Duration::hours(1)
}

pub(super) async fn arrive(call: Call<ConsultationsArrive>) -> Result<Done<Booking>> {
    let early = |row: &BookingRow| !may_arrive(row.starts_at, call.at);
    step(&call, BookingAct::Arrive, early, Change::default()).await
}

pub(super) async fn no_show(call: Call<ConsultationsNoShow>) -> Result<Done<Booking>> {
    let early = |row: &BookingRow| call.at < row.starts_at;
    step(&call, BookingAct::NoShow, early, Change::default()).await
}

pub(super) async fn result(call: Call<ConsultationsResult>) -> Result<Done<Booking>> {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
    };
    let change = Change {
        note: text(&call.body.note),
        homework: text(&call.body.homework),
        article: call.body.article,
        ..Change::default()
    };
    step(&call, BookingAct::Result, |_| false, change).await
}

/// Whether the person of a booking may be given an article to read: it is there, and for people who come as they do.
async fn may_read(
    tx: &Tx,
    permit: &Permit<ConsultationWork>,
    row: &BookingRow,
    article: ArticleId,
) -> Result<()> {
    let found = store::articles::to_give(tx, permit, article).await?;
    let article = found.ok_or_else(|| Error::field("/article", FieldErrorKind::NotFound))?;
    // What they were given before stays theirs.
    if row.article_id == Some(article.id) {
        return Ok(());
    }
    match article.is_for(&audiences(tx, permit, row).await?) {
        true => Ok(()),
        false => Err(Error::field("/article", FieldErrorKind::NotOpen)),
    }
}

async fn step<E>(
    call: &Call<E>,
    act: BookingAct,
    early: impl Fn(&BookingRow) -> bool,
    change: Change,
) -> Result<Done<Booking>>
where
    E: Endpoint<Params = BookingPath, Action = ConsultationWork>,
{
    let (member, store, id) = (call.member()?, &call.app.store, call.params.booking);
    let (permit, version) = (call.permit()?, call.version()?);
    store
        .write(async |tx| {
            let row = work(tx, member, &permit, id).await?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id, call.at).await?));
            }
            let state = state::next(row.state, act).ok_or(ProblemKind::WrongState)?;
            if early(&row) {
                return Err(ProblemKind::TooEarly.into());
            }
            if let Some(Some(article)) = change.article {
                may_read(tx, &permit, &row, article).await?;
            }
            let change = Change {
                state: Some(state),
                ..change.clone()
            };
            store::consultations::change(tx, &row, change, call.at).await?;
            let audit = Audit::of(&permit, call.at).on(id.0);
            audit.fields(&[act.code()]).write(tx).await
        })
        .await?;
    Ok(shown(view(store, member, id, call.at).await?))
}

/// A booking on which the member works, held.
async fn work(
    tx: &Tx,
    member: &Member,
    permit: &Permit<ConsultationWork>,
    id: BookingId,
) -> Result<Granted<ConsultationWork, BookingRow>> {
    let read: Permit<ConsultationRead> = member.permit()?;
    permit.grant(store::consultations::hold(tx, &read, id).await?.into_row())
}

pub(super) async fn request(call: Call<ConsultationsRequest>) -> Result<Done<Booking>> {
    let (member, store, id) = (call.member()?, &call.app.store, call.params.booking);
    let (permit, read) = (call.permit()?, call.member()?.permit::<ConsultationRead>()?);
    let seen = permit.grant(store::consultations::find(store, &read, id).await?.into_row())?;
    let group = seen.about_id.map(|_| RequesterGroup::Parent);
    let body = TicketBody {
        group: match group {
            Some(group) => Some(group),
            None => crate::tickets::first_group(store, member, seen.booked_by, call.at).await?,
        },
        child: seen.about_id,
        requester: Some(seen.booked_by),
        ..TicketBody::new(call.body.topic, call.body.description.clone())
    };
    let sent = Sent {
        once: call.once()?,
        per_day: call.app.config.tickets_per_day,
    };
    let link = async |tx: &Tx, ticket: TicketId| {
        let row = work(tx, member, &permit, id).await?;
        if row.ticket_id.is_some() || state::next(row.state, BookingAct::Request).is_none() {
            return Err(ProblemKind::WrongState.into());
        }
        let change = Change {
            ticket: Some(ticket),
            ..Change::default()
        };
        store::consultations::change(tx, &row, change, call.at).await?;
        let audit = Audit::of(&permit, call.at).on(id.0);
        audit.fields(&[BookingAct::Request.code()]).write(tx).await
    };
    crate::tickets::file_with(store, member, &body, Some(sent), link, call.at).await?;
    Ok(shown(view(store, member, id, call.at).await?))
}

pub(super) async fn walk_in(call: Call<ConsultationsWalkIn>) -> Result<Done<Booking>> {
    let (member, store, at) = (call.member()?, &call.app.store, call.at);
    let permit = call.permit()?;
    let WalkInBody {
        visitor,
        about,
        helper,
        topic,
        note,
        minutes,
    } = call.body.clone();
    let helper = desk_of(&call, &permit, helper).await?;
    let not_there = |field: &str| Error::field(field, FieldErrorKind::NotFound);
    if !store::consultations::is_there(store, &permit, visitor).await? {
        return Err(not_there("/visitor"));
    }
    // Nobody notes that they helped themselves.
    if visitor == helper || visitor == member.id || about == Some(member.id) {
        return Err(Error::field("/visitor", FieldErrorKind::NotOpen));
    }
    if let Some(child) = about
        && !store::consultations::is_child_of(store, &permit, visitor, child).await?
    {
        return Err(not_there("/about"));
    }
    let minutes = minutes.unwrap_or(ConsultRules::default().length_minutes);
    let id: BookingId = new_id(at);
    let id = store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, call.once()?, id.0, at).await? {
                return Ok(BookingId(done));
            }
            let people = [Some(visitor), about].into_iter().flatten();
            let people: Vec<MemberId> = people.collect();
            let there = store::consultations::lock(tx, &permit, people.iter().copied()).await?;
            if people.iter().any(|who| !there.contains(who)) {
                return Err(not_there("/visitor"));
            }
            let note = note.as_deref().map(str::trim).filter(|note| !note.is_empty());
            let new = NewBooking {
                id,
                helper,
                seat: None,
                booked_by: visitor,
                about,
                state: BookingState::Arrived,
                held_until: None,
                from: at,
                to: at + Duration::minutes(minutes.into()),
                place: None,
                mode: None,
                topic: Some(topic),
                question: None,
                note,
            };
            store::consultations::insert(tx, &permit, new, at).await?;
            let audit = Audit::of(&permit, at).on(id.0);
            audit.fields(&["walk_in"]).write(tx).await?;
            Ok(id)
        })
        .await?;
    let path = BookingPath {
        school: call.params.school.clone(),
        booking: id,
    };
    let location = address::<ConsultationsFind>(&path, &Default::default());
    Ok(shown(view(store, member, id, at).await?).location(location))
}

/// At whose desk somebody came: one's own, or a colleague's for those who work at all desks.
async fn desk_of(
    call: &Call<ConsultationsWalkIn>,
    permit: &Permit<ConsultationWork>,
    said: Option<MemberId>,
) -> Result<MemberId> {
    let (me, everywhere) = (permit.member(), permit.reaches().contains(&Reach::Others));
    let Some(said) = said.filter(|said| *said != me) else {
        return Ok(me);
    };
    let found = match everywhere {
        true => store::consultations::helper(&call.app.store, permit, said).await?,
        false => None,
    };
    let found = found.ok_or_else(|| Error::field("/helper", FieldErrorKind::NotFound))?;
    Ok(found.id)
}
