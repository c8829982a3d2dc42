//! Who acts for the head: ordered by the head alone, never by who acts for the head.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ActingOrder, AppointmentRead};
use podskazka_shared::appointments::acting::{
    Acting, ActingCreate, ActingEnd, ActingFind, ActingList, ActingPath,
};
use podskazka_shared::appointments::order::OrderState;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ActingId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::acting::{ActingRow, NewActing};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db};

/// The endpoints of this feature.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ActingList, _, _>(list);
    api.serve::<ActingFind, _, _>(find);
    api.serve::<ActingCreate, _, _>(create);
    api.serve::<ActingEnd, _, _>(end);
}

async fn list(call: Call<ActingList>) -> Result<Done<Page<Acting>>> {
    let member = call.member()?;
    let today = member.school.today(call.at);
    let page = store::acting::list(&call.app.store, &call.permit()?, &call.query, today).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(|row| shown(member, row, call.at)).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<ActingFind>) -> Result<Done<Acting>> {
    answered(view(&call.app.store, call.member()?, call.params.acting, call.at).await?)
}

fn answered(acting: Acting) -> Result<Done<Acting>> {
    let version = acting.version;
    Ok(Done::new(acting).version(version))
}

/// An order as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: ActingId, at: DateTime<Utc>) -> Result<Acting> {
    let row = store::acting::find(db, &member.permit()?, id).await?;
    Ok(shown(member, &row, at))
}

fn shown(member: &Member, row: &ActingRow, at: DateTime<Utc>) -> Acting {
    let today = member.school.today(at);
    let order: Result<Permit<ActingOrder>> = member.permit();
    let granted = order.is_ok_and(|permit| permit.grant(row.clone()).is_ok());
    row.dto(today, granted && row.state(today) != OrderState::Ended)
}

async fn create(call: Call<ActingCreate>) -> Result<Done<Acting>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let (fresh, body): (ActingId, _) = (new_id(at), &call.body);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(ActingId(done));
            }
            if !store::people::is_staff(tx, &permit, body.member).await? {
                return Err(Error::field("/member", FieldErrorKind::NotFound));
            }
            // The head needs no order to be the head, and gives none to themselves.
            if body.member == member.id || store::people::leads_school(tx, &permit, body.member).await? {
                return Err(Error::field("/member", FieldErrorKind::NotOpen));
            }
            let new = NewActing {
                id: fresh,
                school: permit.school(),
                member: body.member,
                order_number: &body.order_number,
                order_date: body.order_date,
                from: body.from,
                to: body.to,
            };
            store::acting::insert(tx, &permit, new, at).await?;
            Audit::of(&permit, at).on(fresh.0).write(tx).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<ActingFind>(&ActingPath { school, acting: id }, &Default::default());
    Ok(answered(view(&call.app.store, member, id, at).await?)?.location(location))
}

async fn end(call: Call<ActingEnd>) -> Result<Done<Acting>> {
    let (member, permit, version, at) = (call.member()?, call.permit()?, call.version()?, call.at);
    let read: Permit<AppointmentRead> = member.permit()?;
    let id = call.params.acting;
    call.app
        .store
        .write(async |tx| {
            let row = permit.grant(store::acting::hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            if row.state(member.school.today(at)) == OrderState::Ended {
                return Err(ProblemKind::WrongState.into());
            }
            store::acting::end(tx, &row, at).await?;
            Audit::of(&permit, at).on(id.0).fields(&["end"]).write(tx).await
        })
        .await?;
    answered(view(&call.app.store, member, id, at).await?)
}
