//! The next academic year.

use chrono::NaiveDate;
use podskazka_shared::access::action::{PeopleEdit, SchoolRead};
use podskazka_shared::classes::{YearAdvance, YearBegun, YearPlan, YearPreview};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;

use crate::access::Permit;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::people::end;
use crate::store::{self, Audit};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<YearPreview, _, _>(preview);
    api.serve::<YearAdvance, _, _>(advance);
}

async fn preview(call: Call<YearPreview>) -> Result<Done<YearPlan>> {
    let people: Permit<PeopleEdit> = call.member()?.permit()?;
    let step = store::classes::plan(&call.app.store, &call.permit()?, &people, &call.body).await?;
    check_ahead(step.plan.to, call.member()?.school.today(call.at))?;
    Ok(Done::new(step.plan))
}

/// A school is one year ahead of its day at most: who presses twice ends nobody's school a year early.
fn check_ahead(to: AcademicYear, today: NaiveDate) -> Result<()> {
    match to.first() > AcademicYear::of(today).first() + 1 {
        true => Err(ProblemKind::YearAhead.into()),
        false => Ok(()),
    }
}

/// Once only: the year to begin is told, and the school's version with it.
async fn advance(call: Call<YearAdvance>) -> Result<Done<YearBegun>> {
    let (permit, version) = (call.permit()?, call.version()?);
    let today = call.member()?.school.today(call.at);
    let read: Permit<SchoolRead> = call.member()?.permit()?;
    let people: Permit<PeopleEdit> = call.member()?.permit()?;
    let begun = call
        .app
        .store
        .write(async |tx| {
            end::hold_school(tx, &permit).await?;
            let step = store::classes::plan(tx, &permit, &people, &call.body.leavers()).await?;
            let plan = &step.plan;
            if plan.version != version {
                return Err(Error::stale(&store::schools::find(tx, &read).await?));
            }
            check_ahead(plan.to, today)?;
            // The people are others than those whom the preview told.
            if plan.to != call.body.to || plan.digest != call.body.digest {
                return Err(ProblemKind::WrongState.into());
            }
            let ending = plan.leavers.len() + plan.parents.len();
            if !store::classes::advance(tx, &permit, &step, call.at).await? {
                return Err(Error::stale(&store::schools::find(tx, &read).await?));
            }
            let ids = plan.leavers.iter().chain(&plan.parents).map(|member| member.id.0);
            let mut lines: Vec<_> = ids.map(|id| (id, vec!["ended_at"])).collect();
            let still = plan.students_no_more.iter();
            lines.extend(still.map(|one| (one.id.0, vec!["roles", "class", "parents"])));
            lines.push((permit.school().0, vec!["year"]));
            Audit::write_all(tx, &permit, &lines, call.at).await?;
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            Ok(YearBegun {
                year: plan.to,
                classes: number(plan.classes.iter().filter(|class| class.next.is_some()).count()),
                ended: number(ending),
                version: version + 1,
            })
        })
        .await?;
    let version = begun.version;
    Ok(Done::new(begun).version(version))
}
