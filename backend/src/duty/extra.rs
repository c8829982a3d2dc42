//! Extra hours: added on a date, taken back until it is over.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{DutyRead, DutyWrite};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::duty::absences::Span;
use podskazka_shared::duty::extra::{
    ExtraHours, ExtraHoursBody, ExtraHoursCreate, ExtraHoursEnd, ExtraHoursFind, ExtraHoursList,
    ExtraHoursPath,
};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ExtraHoursId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::plan::Turn;
use podskazka_shared::schools::SchoolPath;

use super::may_help;
use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::duty::absences;
use crate::store::duty::extra::{self, ExtraRow};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db, Tx};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ExtraHoursList, _, _>(list);
    api.serve::<ExtraHoursFind, _, _>(find);
    api.serve::<ExtraHoursCreate, _, _>(create);
    api.serve::<ExtraHoursEnd, _, _>(end);
}

async fn list(call: Call<ExtraHoursList>) -> Result<Done<Page<ExtraHours>>> {
    let member = call.member()?;
    let today = member.school.today(call.at);
    let page = extra::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(|row| shown(member, row, today)).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<ExtraHoursFind>) -> Result<Done<ExtraHours>> {
    answered(view(&call.app.store, call.member()?, call.params.extra, call.at).await?)
}

fn answered(hours: ExtraHours) -> Result<Done<ExtraHours>> {
    let version = hours.version;
    Ok(Done::new(hours).version(version))
}

/// Extra hours as this reader may see them.
///
/// # Errors
/// `not_found` when there are none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: ExtraHoursId, at: DateTime<Utc>) -> Result<ExtraHours> {
    let row = extra::find(db, &member.permit()?, id).await?;
    Ok(shown(member, &row, member.school.today(at)))
}

fn shown(member: &Member, row: &ExtraRow, today: NaiveDate) -> ExtraHours {
    let permit: Result<Permit<DutyWrite>> = member.permit();
    let granted = permit.is_ok_and(|permit| permit.grant(row.clone()).is_ok());
    row.dto(granted && row.is_open(today))
}

async fn create(call: Call<ExtraHoursCreate>) -> Result<Done<ExtraHours>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let fresh: ExtraHoursId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(ExtraHoursId(done));
            }
            store::plans::change(tx, &permit, at).await?;
            may_help(tx, &permit, call.body.member).await?;
            fits(tx, &permit, &call.body, member.school.today(at)).await?;
            extra::insert(tx, &permit, fresh, &call.body, at).await?;
            crate::consultations::plan_changed(tx, &permit, at).await?;
            Audit::of(&permit, at)
                .on(fresh.0)
                .fields(&["extra_hours"])
                .write(tx)
                .await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<ExtraHoursFind>(&ExtraHoursPath { school, extra: id }, &Default::default());
    Ok(answered(view(&call.app.store, member, id, at).await?)?.location(location))
}

/// Checks hours against what is there: nobody helps yesterday, twice at once, or while they are away.
async fn fits(tx: &Tx, permit: &Permit<DutyWrite>, body: &ExtraHoursBody, today: NaiveDate) -> Result<()> {
    if body.date < today {
        return Err(Error::field("/date", FieldErrorKind::Over));
    }
    let span = Span {
        from: body.date,
        to: body.date,
        part: Some(body.range),
    };
    let plan = store::plans::load(tx, permit, body.date, body.date).await?.plan;
    let own = |turn: &Turn| turn.member == Some(body.member) && turn.range.common(body.range).is_some();
    if plan.day(body.date).turns.iter().any(own)
        || absences::is_away(tx, permit, body.member, &span, None).await?
    {
        return Err(Error::field("/range", FieldErrorKind::Overlaps));
    }
    Ok(())
}

async fn end(call: Call<ExtraHoursEnd>) -> Result<Done<ExtraHours>> {
    let (member, permit, version, at) = (call.member()?, call.permit()?, call.version()?, call.at);
    let read: Permit<DutyRead> = member.permit()?;
    let id = call.params.extra;
    call.app
        .store
        .write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            let row = permit.grant(extra::hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            if !row.is_open(member.school.today(at)) {
                return Err(ProblemKind::WrongState.into());
            }
            extra::end(tx, &row, at).await?;
            crate::consultations::plan_changed(tx, &permit, at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["extra_hours", "end"])
                .write(tx)
                .await
        })
        .await?;
    answered(view(&call.app.store, member, id, at).await?)
}
