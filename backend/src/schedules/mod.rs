//! The weekly help schedule: out of a table into a draft, from a draft onto the school's page.

mod draft;
mod matching;
mod table;

use podskazka_shared::access::action::{Guest, ScheduleDraft, SchedulePublish, ScheduleRead};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::duty;
use podskazka_shared::schedules::{
    AcademicYear, Preview, PreviewLine, PublicSchedule, PublicScheduleFind, PublishedWeek, Schedule,
    SchedulePath, ScheduleState, ScheduleSummary, SchedulesCreate, SchedulesFind, SchedulesList,
    SchedulesPreview, SchedulesPublish,
};
use podskazka_shared::schools::SchoolPath;

use crate::access::{Member, Permit, System};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Db};

pub use draft::{Drafted, draft};
pub use table::{Source, read, text};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PublicScheduleFind, _, _>(public);
    api.serve::<SchedulesList, _, _>(list);
    api.serve::<SchedulesFind, _, _>(find);
    api.serve::<SchedulesPreview, _, _>(preview);
    api.serve::<SchedulesCreate, _, _>(create);
    api.serve::<SchedulesPublish, _, _>(publish);
}

async fn public(call: Call<PublicScheduleFind>) -> Result<Done<PublicSchedule>> {
    Ok(Done::new(published(&call.app, &call.params.school).await?))
}

/// What everybody may see of a school's help: the week in force, the contacts, who is on duty.
///
/// # Errors
/// `not_found` when there is no such school.
pub async fn published(app: &App, school: &str) -> Result<PublicSchedule> {
    let now = app.clock.now();
    let (card, contacts) = store::schools::public(&app.store, school)
        .await?
        .ok_or(ProblemKind::NotFound)?;
    let permit: Permit<Guest> = Permit::system(System::because("public_page"), card.id);
    let year = AcademicYear::of(now.with_timezone(&card.zone).date_naive());
    let schedule = store::schedules::in_force(&app.store, &permit, year).await?;
    let schedule = schedule.map(|Schedule { summary, lines }| PublishedWeek {
        year: summary.year,
        order: summary.order,
        published_at: summary.published_at.unwrap_or(summary.created_at),
        helpers: lines.into_iter().map(Into::into).collect(),
    });
    let helpers = schedule.as_ref().map_or(&[][..], |week| &week.helpers);
    let duty = duty::find(helpers, now, card.zone);
    Ok(PublicSchedule {
        school: (&card).into(),
        contacts,
        schedule,
        duty,
    })
}

async fn list(call: Call<SchedulesList>) -> Result<Done<Page<ScheduleSummary>>> {
    let drafts = call.member()?.permit::<ScheduleDraft>().ok();
    Ok(Done::new(
        store::schedules::list(&call.app.store, &call.permit()?, drafts.as_ref(), &call.query).await?,
    ))
}

async fn find(call: Call<SchedulesFind>) -> Result<Done<Schedule>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.schedule).await?,
    ))
}

fn shown(schedule: Schedule) -> Done<Schedule> {
    let version = schedule.summary.version;
    Done::new(schedule).version(version)
}

/// A schedule as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: ScheduleId) -> Result<Schedule> {
    let read: Permit<ScheduleRead> = member.permit()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    let row = store::schedules::find(db, &read, drafts.as_ref(), id).await?;
    store::schedules::whole(db, row).await
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
    let member = call.member()?;
    let table = read(
        Source::of(call.body.text.as_deref(), call.body.file.as_deref()),
        call.lang,
    )?;
    let drafted = draft(
        &call.app.store,
        &call.permit()?,
        call.body.year,
        table,
        Some(&call.body.links),
        Some(call.once()?),
        call.at,
    )
    .await?;
    let schedule = view(&call.app.store, member, drafted.id()).await?;
    let SchoolPath { school } = call.params.clone();
    let path = SchedulePath {
        school,
        schedule: schedule.summary.id,
    };
    Ok(shown(schedule).location(address::<SchedulesFind>(&path, &Default::default())))
}

async fn publish(call: Call<SchedulesPublish>) -> Result<Done<Schedule>> {
    let (member, version, at) = (call.member()?, call.version()?, call.at);
    let id = call.params.schedule;
    let permit: Permit<SchedulePublish> = call.permit()?;
    let read: Permit<ScheduleRead> = member.permit()?;
    let drafts = member.permit::<ScheduleDraft>().ok();
    call.app
        .store
        .write(async |tx| {
            let row = store::schedules::find(tx, &read, drafts.as_ref(), id)
                .await?
                .into_row();
            let schedule = permit.grant(row)?;
            if schedule.summary.version != version {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            if schedule.summary.state != ScheduleState::Draft {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::schedules::publish(tx, &schedule, call.body.order.as_ref(), at).await? {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["state", "order"])
                .write(tx)
                .await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id).await?))
}
