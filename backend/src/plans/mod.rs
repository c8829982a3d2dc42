//! Who helps when, for everybody: the days of a school, and who is on duty (S3).

use chrono::{Days, NaiveDate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::days::{DaysQuery, OnDuty, PublicDays, PublicDaysList, PublicOnDuty, days};
use podskazka_shared::schedules::duty;
use podskazka_shared::schedules::plan::Plan;

use crate::access::{Permit, SchoolCard};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::Result;
use crate::store;
pub use crate::store::plans::Loaded;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PublicDaysList, _, _>(list);
    api.serve::<PublicOnDuty, _, _>(on_duty);
}

/// The plan of a school as everybody may know it.
///
/// # Errors
/// Those of the database.
pub async fn public(app: &App, school: &SchoolCard, from: NaiveDate, to: NaiveDate) -> Result<Loaded> {
    let permit = Permit::of_anybody(school.id);
    store::plans::load(&app.store, &permit, from, to).await
}

/// The plan of today and of the days in which who is next is looked for.
///
/// # Errors
/// Those of the database.
pub async fn ahead(app: &App, school: &SchoolCard) -> Result<Plan> {
    let today = school.today(app.clock.now());
    let last = today
        .checked_add_days(Days::new(duty::DAYS_AHEAD))
        .unwrap_or(today);
    Ok(public(app, school, today, last).await?.plan)
}

async fn card(app: &App, school: &str) -> Result<SchoolCard> {
    let found = store::schools::public(&app.store, school).await?;
    Ok(found.ok_or(ProblemKind::NotFound)?.0)
}

async fn list(call: Call<PublicDaysList>) -> Result<Done<PublicDays>> {
    let card = card(&call.app, &call.params.school).await?;
    let DaysQuery { from, to } = call.query;
    let loaded = public(&call.app, &card, from, to).await?;
    Ok(Done::new(PublicDays {
        school: (&card).into(),
        days: days(&loaded.plan, from, to),
    }))
}

async fn on_duty(call: Call<PublicOnDuty>) -> Result<Done<OnDuty>> {
    let card = card(&call.app, &call.params.school).await?;
    let plan = ahead(&call.app, &card).await?;
    Ok(Done::new(OnDuty {
        school: (&card).into(),
        duty: duty::find(&plan, call.app.clock.now()),
    }))
}
