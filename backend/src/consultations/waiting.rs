//! Joining a helper's line, leaving it, and who stands there.

use podskazka_shared::access::action::ConsultationRead;
use podskazka_shared::conduct::decision::ClosableChannel;
use podskazka_shared::consultations::{Waiting, WaitingCreate, WaitingFind, WaitingLeave, WaitingList};
use podskazka_shared::ids::WaitingId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use super::book;
use super::offers::{self, Offer};
use crate::access::Member;
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::conduct::check_open;
use crate::problem::{Error, Result};
use crate::store::consultations::NewWaiting;
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db};

/// A place in a line as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: WaitingId) -> Result<Waiting> {
    let read = member.permit::<ConsultationRead>()?;
    Ok(store::consultations::find_waiting(db, &read, id)
        .await?
        .dto(member.id))
}

pub(super) async fn list(call: Call<WaitingList>) -> Result<Done<Page<Waiting>>> {
    let me = call.member()?.id;
    let found = store::consultations::waiting(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(Page {
        items: found.items.iter().map(|row| row.dto(me)).collect(),
        next: found.next,
    }))
}

pub(super) async fn find(call: Call<WaitingFind>) -> Result<Done<Waiting>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.waiting).await?,
    ))
}

pub(super) async fn create(call: Call<WaitingCreate>) -> Result<Done<Waiting>> {
    let (member, store, at, body) = (call.member()?, &call.app.store, call.at, &call.body);
    member.permit::<ConsultationRead>()?;
    let permit = call.permit()?;
    book::check(store, &permit, body.helper, body.about).await?;
    let today = member.school.today(at);
    check_open(store, &permit, member.id, ClosableChannel::Consultation, today).await?;
    let offer = Offer::ahead(store, &permit, &member.school, at).await?;
    let mut free = offers::free_for(store, member, &offer, Some(body.helper), body.about).await?;
    free.truncate(5);
    let id: WaitingId = new_id(at);
    let id = store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, call.once()?, id.0, at).await? {
                return Ok(WaitingId(done));
            }
            if !free.is_empty() {
                return Err(Error::with_slots(ProblemKind::SlotsFree, free));
            }
            store::plans::hold(tx, &permit).await?;
            let people = [Some(member.id), body.about].into_iter().flatten();
            let people: Vec<_> = people.collect();
            let there = store::consultations::lock(tx, &permit, people.iter().copied()).await?;
            if people.iter().any(|who| !there.contains(who)) {
                return Err(ProblemKind::NotFound.into());
            }
            let question = body.question.as_deref().map(str::trim);
            let new = NewWaiting {
                id,
                helper: body.helper,
                booked_by: member.id,
                about: body.about,
                topic: body.topic,
                question: question.filter(|question| !question.is_empty()),
            };
            store::consultations::insert_waiting(tx, &permit, new, at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["waiting"])
                .write(tx)
                .await?;
            Ok(id)
        })
        .await?;
    Ok(shown(view(store, member, id).await?))
}

pub(super) async fn leave(call: Call<WaitingLeave>) -> Result<Done<Waiting>> {
    let (member, store, id) = (call.member()?, &call.app.store, call.params.waiting);
    let (permit, read, version) = (
        call.permit()?,
        call.member()?.permit::<ConsultationRead>()?,
        call.version()?,
    );
    store
        .write(async |tx| {
            let row = permit.grant(
                store::consultations::find_waiting(tx, &read, id)
                    .await?
                    .into_row(),
            )?;
            if row.booked_by != member.id {
                return Err(ProblemKind::Forbidden.into());
            }
            if row.version != version {
                return Err(Error::stale(&row.dto(member.id)));
            }
            if !row.stands() {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::consultations::leave(tx, &row, version, call.at).await? {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            let audit = Audit::of(&permit, call.at).on(id.0);
            audit.fields(&["left_line"]).write(tx).await
        })
        .await?;
    Ok(shown(view(store, member, id).await?))
}

fn shown(waiting: Waiting) -> Done<Waiting> {
    let version = waiting.version;
    Done::new(waiting).version(version)
}
