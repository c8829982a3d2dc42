//! Absences: entered, changed until they are over, taken back.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{DutyRead, DutyWrite};
use podskazka_shared::check::{Check, FieldErrorKind};
use podskazka_shared::duty::absences::{
    Absence, AbsenceBody, AbsencePath, AbsencesCreate, AbsencesEnd, AbsencesFind, AbsencesList,
    AbsencesUpdate,
};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{AbsenceId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use super::{letters, may_help};
use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::duty::absences::{self, AbsenceRow};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db, Tx};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<AbsencesList, _, _>(list);
    api.serve::<AbsencesFind, _, _>(find);
    api.serve::<AbsencesCreate, _, _>(create);
    api.serve::<AbsencesUpdate, _, _>(update);
    api.serve::<AbsencesEnd, _, _>(end);
}

async fn list(call: Call<AbsencesList>) -> Result<Done<Page<Absence>>> {
    let member = call.member()?;
    let today = member.school.today(call.at);
    let page = absences::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(|row| shown(member, row, today)).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<AbsencesFind>) -> Result<Done<Absence>> {
    answered(view(&call.app.store, call.member()?, call.params.absence, call.at).await?)
}

fn answered(absence: Absence) -> Result<Done<Absence>> {
    let version = absence.version;
    Ok(Done::new(absence).version(version))
}

/// An absence as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: AbsenceId, at: DateTime<Utc>) -> Result<Absence> {
    let row = absences::find(db, &member.permit()?, id).await?;
    Ok(shown(member, &row, member.school.today(at)))
}

fn shown(member: &Member, row: &AbsenceRow, today: NaiveDate) -> Absence {
    let permit: Result<Permit<DutyWrite>> = member.permit();
    let granted = permit.is_ok_and(|permit| permit.grant(row.clone()).is_ok());
    row.dto(granted && row.is_open(today))
}

async fn create(call: Call<AbsencesCreate>) -> Result<Done<Absence>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let fresh: AbsenceId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(AbsenceId(done));
            }
            store::plans::change(tx, &permit, at).await?;
            may_help(tx, &permit, call.body.member).await?;
            fits(tx, &permit, &call.body, None).await?;
            absences::insert(tx, &permit, fresh, &call.body, at).await?;
            letters::tell(tx, permit.school(), fresh, call.body.substitute, at).await?;
            crate::consultations::plan_changed(tx, &permit, at).await?;
            Audit::of(&permit, at)
                .on(fresh.0)
                .fields(&["absence"])
                .write(tx)
                .await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<AbsencesFind>(&AbsencePath { school, absence: id }, &Default::default());
    Ok(answered(view(&call.app.store, member, id, at).await?)?.location(location))
}

/// Checks an absence against the others: nobody is away twice, and who stands in is staff and there.
async fn fits(tx: &Tx, permit: &Permit<DutyWrite>, body: &AbsenceBody, own: Option<AbsenceId>) -> Result<()> {
    let span = body.span();
    if absences::is_away(tx, permit, body.member, &span, own).await? {
        return Err(Error::field("/from", FieldErrorKind::Overlaps));
    }
    let Some(substitute) = body.substitute else {
        return Ok(());
    };
    if !store::people::is_staff(tx, permit, substitute).await? {
        return Err(Error::field("/substitute", FieldErrorKind::NotFound));
    }
    if absences::is_away(tx, permit, substitute, &span, None).await? {
        return Err(Error::field("/substitute", FieldErrorKind::Overlaps));
    }
    Ok(())
}

/// Does something with an absence: within reach, from the version that was seen, while it is open.
async fn changed<E>(
    call: &Call<E>,
    work: impl AsyncFnOnce(&Tx, &Permit<DutyWrite>, &Granted<DutyWrite, AbsenceRow>) -> Result<Vec<&'static str>>,
) -> Result<Done<Absence>>
where
    E: Endpoint<Action = DutyWrite, Params = AbsencePath>,
{
    let (member, permit, version, at) = (call.member()?, call.permit()?, call.version()?, call.at);
    let read: Permit<DutyRead> = member.permit()?;
    let id = call.params.absence;
    call.app
        .store
        .write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            let row = permit.grant(absences::hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            if !row.is_open(member.school.today(at)) {
                return Err(ProblemKind::WrongState.into());
            }
            let fields = work(tx, &permit, &row).await?;
            crate::consultations::plan_changed(tx, &permit, at).await?;
            Audit::of(&permit, at).on(id.0).fields(&fields).write(tx).await
        })
        .await?;
    answered(view(&call.app.store, member, id, at).await?)
}

async fn update(call: Call<AbsencesUpdate>) -> Result<Done<Absence>> {
    changed(&call, async |tx, permit, row| {
        let body = call.body.clone().apply(row.body());
        let mut errors = Vec::new();
        body.check(&mut errors);
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        fits(tx, permit, &body, Some(row.id)).await?;
        absences::update(tx, row, &body).await?;
        let old = row.body();
        if old.span() != body.span() || old.substitute != body.substitute {
            let mut to: Vec<MemberId> = [old.substitute, body.substitute].into_iter().flatten().collect();
            to.dedup();
            letters::tell(tx, permit.school(), row.id, to, call.at).await?;
        }
        Ok(told(&old, &body))
    })
    .await
}

/// The names of what changed.
fn told(old: &AbsenceBody, new: &AbsenceBody) -> Vec<&'static str> {
    let fields = [
        ("days", (old.from, old.to) != (new.from, new.to)),
        ("part", old.part != new.part),
        ("substitute", old.substitute != new.substitute),
        ("reason", old.reason != new.reason),
    ];
    fields
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}

async fn end(call: Call<AbsencesEnd>) -> Result<Done<Absence>> {
    let at = call.at;
    changed(&call, async |tx, permit, row| {
        absences::end(tx, row, at).await?;
        letters::tell(tx, permit.school(), row.id, row.body().substitute, at).await?;
        Ok(vec!["absence", "end"])
    })
    .await
}
