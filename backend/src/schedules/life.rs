//! Agreed, approved by an order, published from a day; each by whom the policy names, and written down (S2, C3).

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{ScheduleApprove, ScheduleDraft, SchedulePublish, ScheduleRead};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{ScheduleId, SchoolId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::checks::{Finding, blocking};
use podskazka_shared::schedules::life::{ActKind, AgreementStep, Order, may_be_approved};
use podskazka_shared::schedules::{
    AcademicYear, Schedule, ScheduleLine, ScheduleState, SchedulesAgree, SchedulesApprove, SchedulesPublish,
    SchedulesReopen,
};
use podskazka_shared::text::Lang;

use super::{granted, shown, stale, view};
use crate::access::{Granted, Permit, System};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::public::dates::weekday;
use crate::store::schedules::{NewAct, ScheduleRow};
use crate::store::{self, Audit, Tx};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<SchedulesAgree, _, _>(agree);
    api.serve::<SchedulesApprove, _, _>(approve);
    api.serve::<SchedulesReopen, _, _>(reopen);
    api.serve::<SchedulesPublish, _, _>(publish);
}

async fn agree(call: Call<SchedulesAgree>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    let step = AgreementStep {
        kind: call.body.step.kind,
        title: call.body.step.title.trim().to_owned(),
    };
    let protocol = call.body.protocol.as_ref().map(|protocol| Order {
        number: protocol.number.trim().to_owned(),
        date: protocol.date,
        appendix: None,
    });
    call.app
        .store
        .write(async |tx| {
            let draft = granted(tx, member, &permit, id).await?;
            if draft.version != version {
                return Err(stale(tx, member, id, at).await);
            }
            if draft.stored != ScheduleState::Draft {
                return Err(ProblemKind::WrongState.into());
            }
            let steps = store::schedules::agreements_of(tx, &draft).await?;
            let asked = steps.iter().find(|agreement| agreement.step == step);
            let asked = asked.ok_or_else(|| Error::field("/step", FieldErrorKind::NotFound))?;
            if !step.kind.is_of(&member.capacities) {
                return Err(ProblemKind::Forbidden.into());
            }
            if asked.done.is_some() {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::schedules::agree(tx, &draft).await? {
                return Err(stale(tx, member, id, at).await);
            }
            let agreed = NewAct {
                step: Some(&step),
                paper: protocol.as_ref(),
                ..NewAct::plain(ActKind::Agreed)
            };
            store::schedules::act(tx, &permit, id, &agreed, at).await?;
            Audit::of(&permit, at).on(id.0).fields(&["step"]).write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

async fn approve(call: Call<SchedulesApprove>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    call.app
        .store
        .write(async |tx| {
            let draft = granted(tx, member, &permit, id).await?;
            if draft.version != version
                || !approve_draft(tx, &permit, &draft, &call.body.order, (call.lang, at)).await?
            {
                return Err(stale(tx, member, id, at).await);
            }
            Ok(())
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

/// How many of the reasons against an approval are told.
const TOLD: usize = 20;

/// Approves a draft by an order, if nothing that the school asks for is missing and nothing makes it impossible; false when
/// it has changed meanwhile.
///
/// # Errors
/// `wrong_state` when it is no draft or not agreed to; `invalid` with the hours that collide.
async fn approve_draft(
    tx: &Tx,
    permit: &Permit<ScheduleApprove>,
    draft: &Granted<ScheduleApprove, ScheduleRow>,
    order: &Order,
    (lang, at): (Lang, DateTime<Utc>),
) -> Result<bool> {
    if draft.stored != ScheduleState::Draft {
        return Err(ProblemKind::WrongState.into());
    }
    if !may_be_approved(&store::schedules::agreements_of(tx, draft).await?) {
        return Err(ProblemKind::WrongState.into());
    }
    let order = order.tidied();
    // First the version, which locks the draft: nobody changes the lines after they were looked at.
    if !store::schedules::approve(tx, draft, &order).await? {
        return Ok(false);
    }
    let lines = store::schedules::lines_to_approve(tx, draft).await?;
    let reasons = blocking(&lines);
    if !reasons.is_empty() {
        let told = reasons.iter().take(TOLD);
        return Err(Error::invalid(
            told.map(|one| reason(one, &lines, lang)).collect(),
        ));
    }
    let approved = NewAct {
        paper: Some(&order),
        ..NewAct::plain(ActKind::Approved)
    };
    store::schedules::act(tx, permit, draft.id, &approved, at).await?;
    let audit = Audit::of(permit, at).on(draft.id.0);
    audit.fields(&["state", "order"]).write(tx).await?;
    Ok(true)
}

/// A reason against an approval, at the hours that it is about, and whose they are.
fn reason(finding: &Finding, lines: &[ScheduleLine], lang: Lang) -> FieldError {
    let Some(at) = finding.at else {
        return FieldError::new("/lines", FieldErrorKind::Required);
    };
    let hours = at
        .hours
        .map_or_else(String::new, |hours| format!("/hours/{hours}"));
    let mut error = FieldError::new(format!("/lines/{}{hours}", at.line), FieldErrorKind::Overlaps);
    let nth = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    if let Some(line) = lines.get(nth(at.line)) {
        let hours = at.hours.and_then(|hours| line.hours.get(nth(hours)));
        let when = hours.map(|hours| format!(", {} {}", weekday(hours.day, lang), hours.range));
        error.detail = format!(
            "{}{}: {}",
            line.name,
            when.unwrap_or_default(),
            error.kind.text(lang)
        );
    }
    error
}

/// Approves a draft and publishes it, as the command line and the demonstration do; false when it is published already.
///
/// # Errors
/// Those of [`approve_draft`] and [`publish_approved`].
pub async fn approve_and_publish(
    tx: &Tx,
    why: System,
    (school, id): (SchoolId, ScheduleId),
    order: &Order,
    days: (NaiveDate, NaiveDate),
    at: DateTime<Utc>,
) -> Result<bool> {
    let read: Permit<ScheduleRead> = Permit::system(why, school);
    let drafts: Permit<ScheduleDraft> = Permit::system(why, school);
    let approves: Permit<ScheduleApprove> = Permit::system(why, school);
    let publishes: Permit<SchedulePublish> = Permit::system(why, school);
    store::plans::change(tx, &publishes, at).await?;
    let row = async || store::schedules::find(tx, &read, Some(&drafts), id).await;
    let draft = row().await?.into_row();
    if draft.stored == ScheduleState::Published {
        return Ok(false);
    }
    // One that was approved in the app keeps its order.
    if draft.stored == ScheduleState::Draft
        && !approve_draft(tx, &approves, &approves.grant(draft)?, order, (Lang::En, at)).await?
    {
        return Err(ProblemKind::WrongState.into());
    }
    let approved = publishes.grant(row().await?.into_row())?;
    match publish_approved(tx, &publishes, &approved, days, at).await? {
        true => Ok(true),
        false => Err(ProblemKind::WrongState.into()),
    }
}

async fn reopen(call: Call<SchedulesReopen>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    call.app
        .store
        .write(async |tx| {
            let approved = granted(tx, member, &permit, id).await?;
            if approved.version != version {
                return Err(stale(tx, member, id, at).await);
            }
            if approved.stored != ScheduleState::Approved {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::schedules::reopen(tx, &approved).await? {
                return Err(stale(tx, member, id, at).await);
            }
            store::schedules::act(tx, &permit, id, &NewAct::plain(ActKind::Reopened), at).await?;
            Audit::of(&permit, at).on(id.0).fields(&["state"]).write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

async fn publish(call: Call<SchedulesPublish>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let (id, permit) = (call.params.schedule, call.permit()?);
    let today = member.school.today(at);
    call.app
        .store
        .write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            let approved = granted(tx, member, &permit, id).await?;
            if approved.version != version
                || !publish_approved(tx, &permit, &approved, (call.body.from, today), at).await?
            {
                return Err(stale(tx, member, id, at).await);
            }
            Ok(())
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}

/// Publishes an approved schedule from a day on, not before today; false when it has changed meanwhile. The plan is locked.
///
/// # Errors
/// `wrong_state` when it is not approved; `invalid` when the day is over, or of another year.
async fn publish_approved(
    tx: &Tx,
    permit: &Permit<SchedulePublish>,
    approved: &Granted<SchedulePublish, ScheduleRow>,
    (from, today): (NaiveDate, NaiveDate),
    at: DateTime<Utc>,
) -> Result<bool> {
    if approved.stored != ScheduleState::Approved {
        return Err(ProblemKind::WrongState.into());
    }
    if from < today {
        return Err(Error::field("/from", FieldErrorKind::Over));
    }
    if AcademicYear::of(from) != approved.year {
        return Err(Error::field("/from", FieldErrorKind::OtherYear));
    }
    if !store::schedules::publish(tx, permit, approved, from, at).await? {
        return Ok(false);
    }
    let published = NewAct {
        from: Some(from),
        ..NewAct::plain(ActKind::Published)
    };
    store::schedules::act(tx, permit, approved.id, &published, at).await?;
    let audit = Audit::of(permit, at).on(approved.id.0);
    audit.fields(&["state"]).write(tx).await?;
    crate::consultations::plan_changed(tx, permit, at).await?;
    Ok(true)
}
