//! Who cannot sign in is called back: the public form, and the list that helpers work off (T5, T7).

mod dropped;
mod send;
pub(crate) mod token;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{CallbackHandle, CallbackRead};
use podskazka_shared::access::files_for_others;
use podskazka_shared::callbacks::{
    Callback, CallbackAccepted, CallbackCount, CallbackForm, CallbackPath, CallbackState, CallbacksCount,
    CallbacksDismiss, CallbacksFind, CallbacksList, CallbacksRegister, CallbacksTake, CallbacksTry,
    MAX_TRIES, PublicCallbacksForm, PublicCallbacksSend,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{CallbackId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Granted, Member, Permit, SchoolCard};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::callbacks::CallbackRow;
use crate::store::{self, Audit, Db, Tx};
use crate::tickets::{Sent, file_with};

pub use dropped::{Kept, tidy};
pub(crate) use send::near;
pub use send::{form, opening, send, trapped};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PublicCallbacksForm, _, _>(public_form);
    api.serve::<PublicCallbacksSend, _, _>(public_send);
    api.serve::<CallbacksList, _, _>(list);
    api.serve::<CallbacksCount, _, _>(count);
    api.serve::<CallbacksFind, _, _>(find);
    api.serve::<CallbacksTake, _, _>(take);
    api.serve::<CallbacksTry, _, _>(note_try);
    api.serve::<CallbacksDismiss, _, _>(dismiss);
    api.serve::<CallbacksRegister, _, _>(register);
}

/// The school of a public address.
///
/// # Errors
/// `not_found` when there is none by this name.
pub async fn school(app: &App, name: &str) -> Result<SchoolCard> {
    let found = store::schools::public(&app.store, name).await?;
    Ok(found.ok_or(ProblemKind::NotFound)?.0)
}

async fn public_form(call: Call<PublicCallbacksForm>) -> Result<Done<CallbackForm>> {
    let card = school(&call.app, &call.params.school).await?;
    Ok(Done::new(form(&call.app, &card, call.at).await?))
}

async fn public_send(call: Call<PublicCallbacksSend>) -> Result<Done<CallbackAccepted>> {
    let card = school(&call.app, &call.params.school).await?;
    // Before anything is decided, so that the answer does not hang on it.
    let call_from = opening(&call.app, &card, call.at).await?;
    send(&call.app, &call.request, &card, &call.body, call.at).await?;
    Ok(Done::new(CallbackAccepted { call_from }))
}

/// An entry as this reader may see it.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(db: &impl Db, member: &Member, id: CallbackId) -> Result<Callback> {
    let permit: Permit<CallbackRead> = member.permit()?;
    let row = store::callbacks::find(db, &permit, id).await?;
    store::callbacks::whole(db, row).await
}

fn answered(callback: Callback) -> Done<Callback> {
    let version = callback.version;
    Done::new(callback).version(version)
}

async fn list(call: Call<CallbacksList>) -> Result<Done<Page<Callback>>> {
    let page = store::callbacks::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(page))
}

async fn count(call: Call<CallbacksCount>) -> Result<Done<CallbackCount>> {
    let today = call.member()?.school.today(call.at);
    let count = store::callbacks::count(&call.app.store, &call.permit()?, today).await?;
    Ok(Done::new(count))
}

async fn find(call: Call<CallbacksFind>) -> Result<Done<Callback>> {
    Ok(answered(
        view(&call.app.store, call.member()?, call.params.callback).await?,
    ))
}

async fn take(call: Call<CallbacksTake>) -> Result<Done<Callback>> {
    let permit = call.permit()?;
    change(&call, "callback_taken", async |tx, row| {
        store::callbacks::take(tx, &permit, row).await
    })
    .await
}

async fn note_try(call: Call<CallbacksTry>) -> Result<Done<Callback>> {
    let permit = call.permit()?;
    change(
        &call,
        "callback_try",
        async |tx, row| match store::callbacks::note_try(tx, &permit, row, call.at).await? {
            number if number > MAX_TRIES => Err(ProblemKind::WrongState.into()),
            _ => Ok(()),
        },
    )
    .await
}

async fn dismiss(call: Call<CallbacksDismiss>) -> Result<Done<Callback>> {
    let permit = call.permit()?;
    change(&call, "callback_dismissed", async |tx, row| {
        store::callbacks::dismiss(tx, &permit, row, &call.body.reason, call.at).await
    })
    .await
}

/// Changes an entry that still waits and that nobody else changed meanwhile.
async fn change<E: Endpoint<Params = CallbackPath, Action = CallbackHandle>>(
    call: &Call<E>,
    field: &'static str,
    write: impl AsyncFn(&Tx, &Granted<CallbackHandle, CallbackRow>) -> Result<()>,
) -> Result<Done<Callback>> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let (read, id): (Permit<CallbackRead>, _) = (member.permit()?, call.params.callback);
    call.app
        .store
        .write(async |tx| {
            let row = store::callbacks::hold(tx, &read, id).await?;
            if row.version != version {
                return Err(Error::stale(&store::callbacks::whole(tx, row).await?));
            }
            let row = waiting(&permit, row)?;
            write(tx, &row).await?;
            audit(tx, &permit, id, field, call.at).await
        })
        .await?;
    Ok(answered(view(&call.app.store, member, id).await?))
}

/// An entry that nobody has registered or dismissed.
fn waiting(
    permit: &Permit<CallbackHandle>,
    row: Granted<CallbackRead, CallbackRow>,
) -> Result<Granted<CallbackHandle, CallbackRow>> {
    let row = permit.grant(row.into_row())?;
    match row.state {
        CallbackState::Waiting => Ok(row),
        CallbackState::Registered | CallbackState::Dismissed => Err(ProblemKind::WrongState.into()),
    }
}

async fn audit(
    tx: &Tx,
    permit: &Permit<CallbackHandle>,
    id: CallbackId,
    field: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    Audit::of(permit, at).on(id.0).fields(&[field]).write(tx).await
}

/// The helper has called and knows whom they talk to: the request is filed for that person's card, and the entry is done, in
/// one transaction. Of two who register at once the second is refused with all that it would have filed.
async fn register(call: Call<CallbacksRegister>) -> Result<Done<Callback>> {
    let (member, permit, id) = (call.member()?, call.permit()?, call.params.callback);
    if !files_for_others(&member.capacities) {
        return Err(ProblemKind::Forbidden.into());
    }
    let read: Permit<CallbackRead> = member.permit()?;
    if call.body.requester.is_none_or(|requester| requester == member.id) {
        return Err(Error::field("/requester", FieldErrorKind::Required));
    }
    let sent = Sent {
        once: call.once()?,
        per_day: call.app.config.tickets_per_day,
    };
    let also = async |tx: &Tx, ticket: TicketId| {
        let row = waiting(&permit, store::callbacks::hold(tx, &read, id).await?)?;
        store::callbacks::register(tx, &permit, &row, ticket, call.at).await?;
        audit(tx, &permit, id, "callback_registered", call.at).await
    };
    file_with(&call.app.store, member, &call.body, Some(sent), also, call.at).await?;
    let location = address::<CallbacksFind>(&call.params, &Default::default());
    Ok(answered(view(&call.app.store, member, id).await?).location(location))
}
