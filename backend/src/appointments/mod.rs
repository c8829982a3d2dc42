//! Appointments of helpers: entered by the office, approved by the head, ended by either (P3).

pub mod acting;

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{
    AppointmentApprove, AppointmentEnd, AppointmentEnter, AppointmentRead,
};
use podskazka_shared::appointments::order::{
    Appointment, AppointmentPath, AppointmentsApprove, AppointmentsCorrect, AppointmentsCreate,
    AppointmentsEnd, AppointmentsFind, AppointmentsList, OrderAct, OrderState,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{AppointmentId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::appointments::AppointmentRow;
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<AppointmentsList, _, _>(list);
    api.serve::<AppointmentsFind, _, _>(find);
    api.serve::<AppointmentsCreate, _, _>(create);
    api.serve::<AppointmentsCorrect, _, _>(correct);
    api.serve::<AppointmentsApprove, _, _>(approve);
    api.serve::<AppointmentsEnd, _, _>(end);
    acting::endpoints(api);
}

async fn list(call: Call<AppointmentsList>) -> Result<Done<Page<Appointment>>> {
    let member = call.member()?;
    let today = member.school.today(call.at);
    let page = store::appointments::list(&call.app.store, &call.permit()?, &call.query, today).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(|row| shown(member, row, call.at)).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<AppointmentsFind>) -> Result<Done<Appointment>> {
    answered(view(&call.app.store, call.member()?, call.params.appointment, call.at).await?)
}

fn answered(appointment: Appointment) -> Result<Done<Appointment>> {
    let version = appointment.version;
    Ok(Done::new(appointment).version(version))
}

/// An appointment as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(
    db: &impl Db,
    member: &Member,
    id: AppointmentId,
    at: DateTime<Utc>,
) -> Result<Appointment> {
    let row = store::appointments::find(db, &member.permit()?, id).await?;
    Ok(shown(member, &row, at))
}

fn shown(member: &Member, row: &AppointmentRow, at: DateTime<Utc>) -> Appointment {
    let today = member.school.today(at);
    let state = row.state(today);
    let acts = [
        (OrderAct::Correct, granted::<AppointmentEnter>(member, row)),
        (OrderAct::Approve, granted::<AppointmentApprove>(member, row)),
        (OrderAct::End, granted::<AppointmentEnd>(member, row)),
    ];
    let may = acts
        .into_iter()
        .filter(|(act, granted)| *granted && open_to(*act, state));
    row.dto(today, may.map(|(act, _)| act).collect())
}

/// Whether the act can be done in the state.
fn open_to(act: OrderAct, state: OrderState) -> bool {
    match (act, state) {
        (OrderAct::Correct | OrderAct::Approve, state) => state == OrderState::Waiting,
        (OrderAct::End, state) => state != OrderState::Ended,
    }
}

fn granted<A: ActionType>(member: &Member, row: &AppointmentRow) -> bool {
    let permit: Result<Permit<A>> = member.permit();
    permit.is_ok_and(|permit| permit.grant(row.clone()).is_ok())
}

async fn create(call: Call<AppointmentsCreate>) -> Result<Done<Appointment>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let fresh: AppointmentId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(AppointmentId(done));
            }
            may_help(tx, &permit, call.body.member).await?;
            store::appointments::insert(tx, &permit, fresh, &call.body, at).await?;
            Audit::of(&permit, at).on(fresh.0).write(tx).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let path = AppointmentPath {
        school,
        appointment: id,
    };
    let location = address::<AppointmentsFind>(&path, &Default::default());
    Ok(answered(view(&call.app.store, member, id, at).await?)?.location(location))
}

/// Only staff of the school are appointed; anybody else is nobody here.
async fn may_help(tx: &Tx, permit: &Permit<AppointmentEnter>, id: MemberId) -> Result<()> {
    match store::people::is_staff(tx, permit, id).await? {
        true => Ok(()),
        false => Err(Error::field("/member", FieldErrorKind::NotFound)),
    }
}

/// Does something with an appointment: within reach, from the version that was seen, in a state that allows it.
async fn changed<E>(
    call: &Call<E>,
    act: OrderAct,
    work: impl AsyncFnOnce(&Tx, &Granted<E::Action, AppointmentRow>) -> Result<()>,
) -> Result<Done<Appointment>>
where
    E: Endpoint<Params = AppointmentPath>,
{
    let (member, permit, version, at) = (call.member()?, call.permit()?, call.version()?, call.at);
    let read: Permit<AppointmentRead> = member.permit()?;
    let id = call.params.appointment;
    call.app
        .store
        .write(async |tx| {
            let held = store::appointments::hold(tx, &read, id).await?;
            let row = permit.grant(held.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            if !open_to(act, row.state(member.school.today(at))) {
                return Err(ProblemKind::WrongState.into());
            }
            work(tx, &row).await?;
            let corrected: &[&str] = match act {
                OrderAct::Correct => &["correct"],
                OrderAct::Approve | OrderAct::End => &[],
            };
            Audit::of(&permit, at).on(id.0).fields(corrected).write(tx).await
        })
        .await?;
    answered(view(&call.app.store, member, id, at).await?)
}

async fn correct(call: Call<AppointmentsCorrect>) -> Result<Done<Appointment>> {
    let (permit, by) = (call.permit()?, call.member()?.id);
    changed(&call, OrderAct::Correct, async |tx, row| {
        may_help(tx, &permit, call.body.member).await?;
        store::appointments::correct(tx, row, by, &call.body).await
    })
    .await
}

async fn approve(call: Call<AppointmentsApprove>) -> Result<Done<Appointment>> {
    let (permit, member, at) = (call.permit()?, call.member()?, call.at);
    changed(&call, OrderAct::Approve, async |tx, row| {
        // Who is staff no more since it was entered would be a helper on paper only.
        if !store::people::is_staff(tx, &permit, row.member_id).await? {
            return Err(ProblemKind::WrongState.into());
        }
        store::appointments::approve(tx, row, member.id, at).await
    })
    .await
}

async fn end(call: Call<AppointmentsEnd>) -> Result<Done<Appointment>> {
    let at = call.at;
    changed(&call, OrderAct::End, async |tx, row| {
        store::appointments::end(tx, row, at).await
    })
    .await
}
