//! The weekly help schedule: out of a table or by hand into a draft, by an order of the head onto the school's page.

mod draft;
mod life;
mod lines;
mod matching;
mod table;

use chrono::Days;
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{Guest, ScheduleDraft, ScheduleRead};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::checks::{self, Findings};
use podskazka_shared::schedules::days::days;
use podskazka_shared::schedules::duty;
use podskazka_shared::schedules::{
    InForce, Preview, PreviewLine, PublicSchedule, PublicScheduleFind, PublishedWeek, Schedule, SchedulePath,
    ScheduleSummary, SchedulesChecks, SchedulesCreate, SchedulesFind, SchedulesInForce, SchedulesList,
    SchedulesPreview,
};
use podskazka_shared::schools::SchoolPath;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::schedules::ScheduleRow;
use crate::store::{self, Db};

pub use draft::{Content, Drafted, draft};
pub use life::approve_and_publish;
pub use table::{Source, read, text};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PublicScheduleFind, _, _>(public);
    api.serve::<SchedulesList, _, _>(list);
    api.serve::<SchedulesInForce, _, _>(in_force);
    api.serve::<SchedulesFind, _, _>(find);
    api.serve::<SchedulesChecks, _, _>(checks);
    api.serve::<SchedulesPreview, _, _>(preview);
    api.serve::<SchedulesCreate, _, _>(create);
    lines::endpoints(api);
    life::endpoints(api);
}

async fn public(call: Call<PublicScheduleFind>) -> Result<Done<PublicSchedule>> {
    Ok(Done::new(
        published(&call.app, &call.params.school, call.query.on).await?,
    ))
}

/// What everybody may see of a school's help: the week in force, today or on a day, the contacts, who is on duty.
///
/// # Errors
/// `not_found` when there is no such school.
pub async fn published(app: &App, school: &str, on: Option<chrono::NaiveDate>) -> Result<PublicSchedule> {
    let now = app.clock.now();
    let (card, contacts) = store::schools::public(&app.store, school)
        .await?
        .ok_or(ProblemKind::NotFound)?;
    let permit = Permit::of_anybody(card.id);
    let today = card.today(now);
    let on = on.unwrap_or(today);
    let schedule = week(app, &permit, on).await?;
    let plan = crate::plans::ahead(app, &card).await?;
    Ok(PublicSchedule {
        school: (&card).into(),
        contacts,
        on,
        schedule,
        duty: duty::find(&plan, now),
        days: days(
            &plan,
            today,
            today.checked_add_days(Days::new(13)).unwrap_or(today),
        ),
        considered: store::policies::current(&app.store, &permit)
            .await?
            .policy
            .for_all(),
    })
}

/// The week that is in force on a day.
async fn week(app: &App, permit: &Permit<Guest>, on: chrono::NaiveDate) -> Result<Option<PublishedWeek>> {
    let found = store::schedules::in_force(&app.store, permit, on).await?;
    Ok(found.and_then(|(row, lines)| {
        Some(PublishedWeek {
            year: row.year,
            order: row.order(),
            from: row.from()?,
            until: row.until(),
            published_at: row.published_at()?,
            helpers: lines.into_iter().map(Into::into).collect(),
        })
    }))
}

async fn list(call: Call<SchedulesList>) -> Result<Done<Page<ScheduleSummary>>> {
    let member = call.member()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    let today = member.school.today(call.at);
    Ok(Done::new(
        store::schedules::list(
            &call.app.store,
            &call.permit()?,
            drafts.as_ref(),
            &call.query,
            today,
        )
        .await?,
    ))
}

async fn in_force(call: Call<SchedulesInForce>) -> Result<Done<InForce>> {
    let member = call.member()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    let today = member.school.today(call.at);
    let on = call.query.on.unwrap_or(today);
    let store = &call.app.store;
    let schedule = match store::schedules::in_force_for(store, &call.permit()?, on).await? {
        Some(row) => Some(store::schedules::whole(store, &row, drafts.as_ref(), today).await?),
        None => None,
    };
    Ok(Done::new(InForce { on, schedule }))
}

async fn find(call: Call<SchedulesFind>) -> Result<Done<Schedule>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.schedule, call.at).await?,
    ))
}

fn shown(schedule: Schedule) -> Done<Schedule> {
    let version = schedule.summary.version;
    Done::new(schedule).version(version)
}

/// A schedule as this reader may see it, at a moment.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(
    db: &impl Db,
    member: &Member,
    id: ScheduleId,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Schedule> {
    let read: Permit<ScheduleRead> = member.permit()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    let row = store::schedules::find(db, &read, drafts.as_ref(), id).await?;
    store::schedules::whole(db, &row, drafts.as_ref(), member.school.today(at)).await
}

/// A schedule on which somebody may do `A`.
///
/// # Errors
/// `not_found` when there is none for them to see, `forbidden`.
async fn granted<A: ActionType>(
    db: &impl Db,
    member: &Member,
    permit: &Permit<A>,
    id: ScheduleId,
) -> Result<Granted<A, ScheduleRow>> {
    let read: Permit<ScheduleRead> = member.permit()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    let row = store::schedules::find(db, &read, drafts.as_ref(), id).await?;
    permit.grant(row.into_row())
}

async fn checks(call: Call<SchedulesChecks>) -> Result<Done<Findings>> {
    let (member, permit) = (call.member()?, call.permit()?);
    let store = &call.app.store;
    let row = granted(store, member, &permit, call.params.schedule).await?;
    let lines = store::schedules::lines_of(store, &row).await?;
    let appointed = store::schedules::appointed(store, &permit).await?;
    let day = row.first_day(member.school.today(call.at));
    let calendar = store::calendars::current(store, &permit).await?.calendar;
    Ok(Done::new(checks::check(&lines, &calendar.week, &appointed, day)))
}

async fn preview(call: Call<SchedulesPreview>) -> Result<Done<Preview>> {
    let table = read(
        Source::of(call.body.text.as_deref(), call.body.file.as_deref()),
        call.lang,
    )?;
    let staff = store::people::staff_names(&call.app.store, &call.permit()?).await?;
    let line = |line: podskazka_shared::schedules::table::TableLine| PreviewLine {
        matches: matching::matches(&line.name, &staff),
        row: line.row,
        name: line.name,
        posts: line.posts,
        hours: line.hours,
    };
    Ok(Done::new(Preview {
        lines: table.lines.into_iter().map(line).collect(),
        ignored: table.ignored,
    }))
}

async fn create(call: Call<SchedulesCreate>) -> Result<Done<Schedule>> {
    let (member, body) = (call.member()?, &call.body);
    let content = match (&body.text, &body.file, body.copy_of) {
        (None, None, Some(id)) => Content::Copy(id),
        (None, None, None) => Content::Nothing,
        (text, file, _) => Content::Table {
            table: read(Source::of(text.as_deref(), file.as_deref()), call.lang)?,
            links: Some(&body.links),
        },
    };
    let once = Some(call.once()?);
    let drafted = draft(
        &call.app.store,
        &call.permit()?,
        body.year,
        content,
        once,
        call.at,
    )
    .await?;
    let schedule = view(&call.app.store, member, drafted.id(), call.at).await?;
    let SchoolPath { school } = call.params.clone();
    let path = SchedulePath {
        school,
        schedule: schedule.summary.id,
    };
    Ok(shown(schedule).location(address::<SchedulesFind>(&path, &Default::default())))
}

/// What stands there now, for somebody whose version is over.
async fn stale(db: &impl Db, member: &Member, id: ScheduleId, at: chrono::DateTime<chrono::Utc>) -> Error {
    match view(db, member, id, at).await {
        Ok(now) => Error::stale(&now),
        Err(error) => error,
    }
}
