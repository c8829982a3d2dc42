//! Views: filters of the queue under a name, each member's own, with what waits in them.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork, ViewKeep};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::ViewId;
use podskazka_shared::page::Page;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::views::{
    MOST, View, ViewPath, ViewsCreate, ViewsDelete, ViewsFind, ViewsList, ViewsReplace,
};

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::views::ViewRow;
use crate::store::{self, Audit, Db, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ViewsList, _, _>(list);
    api.serve::<ViewsFind, _, _>(find);
    api.serve::<ViewsCreate, _, _>(create);
    api.serve::<ViewsReplace, _, _>(replace);
    api.serve::<ViewsDelete, _, _>(delete);
}

/// The views with what waits in each for this member: one query more, however many there are.
async fn counted(db: &impl Db, member: &Member, rows: Vec<ViewRow>, now: DateTime<Utc>) -> Result<Vec<View>> {
    let read: Permit<TicketRead> = member.permit()?;
    let work = member.permit::<TicketWork>().ok();
    let queries: Vec<_> = rows
        .iter()
        .map(|row| Ok(row.filters()?.query()))
        .collect::<Result<_>>()?;
    let counts = store::tickets::count_each(db, &read, work.as_ref(), &queries, now).await?;
    let both = rows.iter().zip(counts);
    both.map(|(row, count)| row.dto(count)).collect()
}

async fn one(db: &impl Db, member: &Member, row: ViewRow, now: DateTime<Utc>) -> Result<View> {
    let views = counted(db, member, vec![row], now).await?;
    let view = views.into_iter().next();
    view.ok_or_else(|| Error::internal("a view was not counted"))
}

/// A view of this member.
///
/// # Errors
/// `not_found` when they have none by this id.
pub async fn view(db: &impl Db, member: &Member, id: ViewId, now: DateTime<Utc>) -> Result<View> {
    let row = store::views::find(db, &member.permit()?, id).await?;
    one(db, member, row.into_row(), now).await
}

/// The version of a view of this member.
///
/// # Errors
/// `not_found` when they have none by this id.
pub async fn version(db: &impl Db, member: &Member, id: ViewId) -> Result<i64> {
    Ok(store::views::find(db, &member.permit()?, id).await?.version)
}

fn answered(view: View) -> Result<Done<View>> {
    let version = view.version;
    Ok(Done::new(view).version(version))
}

async fn list(call: Call<ViewsList>) -> Result<Done<Page<View>>> {
    let rows = store::views::list(&call.app.store, &call.permit()?).await?;
    let items = counted(&call.app.store, call.member()?, rows, call.at).await?;
    Ok(Done::new(Page { items, next: None }))
}

async fn find(call: Call<ViewsFind>) -> Result<Done<View>> {
    answered(view(&call.app.store, call.member()?, call.params.view, call.at).await?)
}

async fn create(call: Call<ViewsCreate>) -> Result<Done<View>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let fresh: ViewId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(ViewId(done));
            }
            // One after the other, or two at once would go beyond the limit.
            store::plans::alone(tx, &permit).await?;
            if store::views::count(tx, &permit).await? >= MOST.into() {
                return Err(Error::field("/name", FieldErrorKind::TooMany { max: MOST }));
            }
            store::views::insert(tx, &permit, fresh, &call.body, at).await?;
            audit(tx, &permit, fresh, &["view"], at).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<ViewsFind>(&ViewPath { school, view: id }, &Default::default());
    Ok(answered(view(&call.app.store, member, id, at).await?)?.location(location))
}

async fn audit(
    tx: &Tx,
    permit: &Permit<ViewKeep>,
    id: ViewId,
    fields: &[&str],
    at: DateTime<Utc>,
) -> Result<()> {
    Audit::of(permit, at).on(id.0).fields(fields).write(tx).await
}

async fn replace(call: Call<ViewsReplace>) -> Result<Done<View>> {
    let write = async |tx: &Tx, row: &Granted<ViewKeep, ViewRow>| {
        store::views::replace(tx, row, &call.body, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["view"], call.at).await
    };
    change(&call, write).await?;
    answered(view(&call.app.store, call.member()?, call.params.view, call.at).await?)
}

async fn delete(call: Call<ViewsDelete>) -> Result<Done<()>> {
    let write = async |tx: &Tx, row: &Granted<ViewKeep, ViewRow>| {
        store::views::delete(tx, row).await?;
        audit(tx, &call.permit()?, row.id, &["view", "delete"], call.at).await
    };
    change(&call, write).await?;
    Ok(Done::new(()))
}

/// Changes a view that was not changed meanwhile, on another device.
async fn change<E: Endpoint<Params = ViewPath, Action = ViewKeep>>(
    call: &Call<E>,
    write: impl AsyncFn(&Tx, &Granted<ViewKeep, ViewRow>) -> Result<()>,
) -> Result<()> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let id = call.params.view;
    call.app
        .store
        .write(async |tx| {
            let row = store::views::hold(tx, &permit, id).await?;
            if row.version != version {
                return Err(Error::stale(&one(tx, member, row.into_row(), call.at).await?));
            }
            write(tx, &row).await
        })
        .await
}
