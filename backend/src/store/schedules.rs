//! Schedules and their lines.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{Guest, ScheduleDraft, SchedulePublish, ScheduleRead};
use podskazka_shared::appointments::Direction;
use podskazka_shared::ids::{LineId, MemberId, ScheduleId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    AcademicYear, HelpHours, Order, Schedule, ScheduleLine, ScheduleState, ScheduleSummary, SchedulesQuery,
    TimeOfDay, TimeRange, Weekday,
};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{member, schedule, schedule_hours, schedule_line};
use super::{Db, Tx, cursor, private::Connection};
use crate::access::{Granted, Permit, Reached};
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// A schedule without its lines, as it was read.
#[derive(Debug, Clone)]
pub struct ScheduleRow {
    school: SchoolId,
    pub summary: ScheduleSummary,
}

impl Reached for ScheduleRow {
    fn school(&self) -> SchoolId {
        self.school
    }
}

fn row(model: schedule::Model) -> ScheduleRow {
    let order = model
        .order_number
        .zip(model.order_date)
        .map(|(number, date)| Order { number, date });
    let summary = ScheduleSummary {
        id: model.id,
        year: AcademicYear::beginning(model.year),
        state: model.state,
        order,
        created_at: model.created_at,
        published_at: model.published_at,
        version: model.version,
    };
    ScheduleRow {
        school: model.school_id,
        summary,
    }
}

/// Whether the reader also sees drafts: those who draw up do.
pub type Drafts<'a> = Option<&'a Permit<ScheduleDraft>>;

fn visible(permit: &Permit<ScheduleRead>, drafts: Drafts<'_>) -> sea_orm::Select<schedule::Entity> {
    let select = schedule::Entity::find().filter(schedule::Column::SchoolId.eq(permit.school()));
    match drafts {
        Some(_) => select,
        None => select.filter(schedule::Column::State.ne(ScheduleState::Draft)),
    }
}

/// The school's schedules, newest first.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ScheduleRead>,
    drafts: Drafts<'_>,
    query: &SchedulesQuery,
) -> Result<Page<ScheduleSummary>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = visible(permit, drafts)
        .order_by_desc(schedule::Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<ScheduleId>(query.after.as_ref())? {
        select = select.filter(schedule::Column::Id.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let rows = rows.into_iter().map(|model| row(model).summary).collect();
    Ok(Page::cut(rows, limit.into(), |row: &ScheduleSummary| {
        cursor::write(&row.id)
    }))
}

/// A schedule that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ScheduleRead>,
    drafts: Drafts<'_>,
    id: ScheduleId,
) -> Result<Granted<ScheduleRead, ScheduleRow>> {
    let found = visible(permit, drafts)
        .filter(schedule::Column::Id.eq(id))
        .one(db.connection())
        .await?;
    permit.grant(row(found.ok_or(ProblemKind::NotFound)?))
}

/// A schedule with its lines, in three queries.
///
/// # Errors
/// Those of the database.
pub async fn whole(db: &impl Db, schedule: Granted<ScheduleRead, ScheduleRow>) -> Result<Schedule> {
    let lines = lines(db, schedule.summary.id).await?;
    Ok(Schedule {
        summary: schedule.into_row().summary,
        lines,
    })
}

async fn lines(db: &impl Db, id: ScheduleId) -> Result<Vec<ScheduleLine>> {
    let rows = schedule_line::Entity::find()
        .filter(schedule_line::Column::ScheduleId.eq(id))
        .join(
            sea_orm::JoinType::LeftJoin,
            schedule_line::Entity::belongs_to(member::Entity)
                .from(schedule_line::Column::MemberId)
                .to(member::Column::Id)
                .into(),
        )
        .select_also(member::Entity)
        .order_by_asc(schedule_line::Column::Position)
        .all(db.connection())
        .await?;
    let hours = schedule_hours::Entity::find()
        .filter(schedule_hours::Column::LineId.is_in(rows.iter().map(|(line, _)| line.id)))
        .order_by_asc(schedule_hours::Column::Position)
        .all(db.connection())
        .await?;
    let mut by_line: HashMap<LineId, Vec<HelpHours>> = HashMap::new();
    for hours in hours {
        by_line.entry(hours.line_id).or_default().push(help_hours(hours)?);
    }
    let line = |(line, member): (schedule_line::Model, Option<member::Model>)| ScheduleLine {
        hours: by_line.remove(&line.id).unwrap_or_default(),
        id: line.id,
        name: line.name,
        posts: from_column(line.posts),
        directions: from_column(line.directions),
        member: member.map(|m| MemberRef {
            id: m.id,
            name: m.name,
        }),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A list that stands in a column; what another version wrote there and this one does not know counts as none.
fn from_column<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Vec<T> {
    serde_json::from_value(json).unwrap_or_default()
}

fn help_hours(row: schedule_hours::Model) -> Result<HelpHours> {
    let time = |minutes: i16| {
        u16::try_from(minutes)
            .ok()
            .and_then(|minutes| TimeOfDay::new(minutes).ok())
    };
    let day = usize::try_from(row.weekday)
        .ok()
        .and_then(|day| Weekday::ALL.get(day).copied());
    let range = time(row.from_minute)
        .zip(time(row.to_minute))
        .and_then(|(from, to)| TimeRange::new(from, to).ok());
    let (day, range) = day
        .zip(range)
        .ok_or_else(|| Error::internal("hours that no week has"))?;
    Ok(HelpHours {
        day,
        range,
        place: row.place,
        modes: from_column(row.modes),
        audiences: from_column(row.audiences),
        entry: row.entry,
    })
}

/// The week in force: the one of the year, or the last one published.
///
/// # Errors
/// Those of the database.
pub async fn in_force(db: &impl Db, permit: &Permit<Guest>, year: AcademicYear) -> Result<Option<Schedule>> {
    let published = || {
        schedule::Entity::find()
            .filter(schedule::Column::SchoolId.eq(permit.school()))
            .filter(schedule::Column::State.eq(ScheduleState::Published))
    };
    let of_year = published()
        .filter(schedule::Column::Year.lte(year.first()))
        .order_by_desc(schedule::Column::Year)
        .one(db.connection())
        .await?;
    let found = match of_year {
        Some(found) => Some(found),
        None => {
            published()
                .order_by_asc(schedule::Column::Year)
                .one(db.connection())
                .await?
        }
    };
    let Some(found) = found else { return Ok(None) };
    let lines = lines(db, found.id).await?;
    Ok(Some(Schedule {
        summary: row(found).summary,
        lines,
    }))
}

/// A line to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    pub name: String,
    pub posts: Vec<String>,
    pub directions: Vec<Direction>,
    pub hours: Vec<HelpHours>,
    pub member: Option<MemberId>,
}

/// The schedules of the year that a new table may repeat: the draft first, else the published one.
///
/// # Errors
/// Those of the database.
pub async fn latest(tx: &Tx, permit: &Permit<ScheduleDraft>, year: AcademicYear) -> Result<Option<Schedule>> {
    let found = schedule::Entity::find()
        .filter(schedule::Column::SchoolId.eq(permit.school()))
        .filter(schedule::Column::Year.eq(year.first()))
        .filter(schedule::Column::State.is_in([ScheduleState::Draft, ScheduleState::Published]))
        .order_by_asc(schedule::Column::State)
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    let Some(found) = found else { return Ok(None) };
    let lines = lines(tx, found.id).await?;
    Ok(Some(Schedule {
        summary: row(found).summary,
        lines,
    }))
}

/// Makes a draft without lines.
///
/// # Errors
/// `wrong_state` when another draft of the year was made at the same moment.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ScheduleDraft>,
    id: ScheduleId,
    year: AcademicYear,
    at: DateTime<Utc>,
) -> Result<()> {
    let draft = schedule::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        year: Set(year.first()),
        state: Set(ScheduleState::Draft),
        order_number: Set(None),
        order_date: Set(None),
        created_at: Set(at),
        published_at: Set(None),
        version: Set(1),
    };
    schedule::Entity::insert(draft)
        .exec_without_returning(tx.connection())
        .await
        .map_err(taken)?;
    Ok(())
}

fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => ProblemKind::WrongState.into(),
        _ => error.into(),
    }
}

/// Raises the version of a draft whose lines are replaced.
///
/// # Errors
/// Those of the database.
pub async fn touch(tx: &Tx, _: &Permit<ScheduleDraft>, draft: &ScheduleSummary) -> Result<()> {
    schedule::Entity::update_many()
        .col_expr(schedule::Column::Version, Expr::value(draft.version + 1))
        .filter(schedule::Column::Id.eq(draft.id))
        .filter(schedule::Column::State.eq(ScheduleState::Draft))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts these lines in the place of a draft's.
///
/// # Errors
/// Those of the database; a member who is not of the school fails before, in [`super::people::staff_names`].
pub async fn replace_lines(
    tx: &Tx,
    _: &Permit<ScheduleDraft>,
    id: ScheduleId,
    lines: &[NewLine],
    at: DateTime<Utc>,
) -> Result<()> {
    schedule_line::Entity::delete_many()
        .filter(schedule_line::Column::ScheduleId.eq(id))
        .exec(tx.connection())
        .await?;
    let mut rows = Vec::new();
    let mut hours = Vec::new();
    for (position, line) in (0..).zip(lines) {
        let line_id: LineId = new_id(at);
        rows.push(schedule_line::ActiveModel {
            id: Set(line_id),
            schedule_id: Set(id),
            position: Set(position),
            name: Set(line.name.clone()),
            posts: Set(serde_json::json!(line.posts)),
            directions: Set(serde_json::json!(line.directions)),
            member_id: Set(line.member),
        });
        let mut of_line: Vec<&HelpHours> = line.hours.iter().collect();
        of_line.sort_by_key(|hours| hours.day_hours());
        for (position, help) in (0..).zip(of_line) {
            let minutes = |time: TimeOfDay| i16::try_from(time.minutes()).unwrap_or(i16::MAX);
            let weekday = Weekday::ALL
                .iter()
                .position(|d| *d == help.day)
                .and_then(|n| i16::try_from(n).ok());
            hours.push(schedule_hours::ActiveModel {
                line_id: Set(line_id),
                position: Set(position),
                weekday: Set(weekday.unwrap_or_default()),
                from_minute: Set(minutes(help.range.from())),
                to_minute: Set(minutes(help.range.to())),
                place: Set(help.place.clone()),
                modes: Set(serde_json::json!(help.modes)),
                audiences: Set(serde_json::json!(help.audiences)),
                entry: Set(help.entry),
            });
        }
    }
    // In parts: SQLite takes at most 32,766 values in one statement.
    for part in rows.chunks(500) {
        schedule_line::Entity::insert_many(part.to_vec())
            .exec_without_returning(tx.connection())
            .await?;
    }
    for part in hours.chunks(500) {
        schedule_hours::Entity::insert_many(part.to_vec())
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Publishes a draft if it still has its version, and replaces what was published for its year; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn publish(
    tx: &Tx,
    draft: &Granted<SchedulePublish, ScheduleRow>,
    order: Option<&Order>,
    at: DateTime<Utc>,
) -> Result<bool> {
    let summary = &draft.summary;
    schedule::Entity::update_many()
        .col_expr(schedule::Column::State, Expr::value(ScheduleState::Replaced))
        .col_expr(
            schedule::Column::Version,
            Expr::col(schedule::Column::Version).add(1),
        )
        .filter(schedule::Column::SchoolId.eq(draft.school))
        .filter(schedule::Column::Year.eq(summary.year.first()))
        .filter(schedule::Column::State.eq(ScheduleState::Published))
        .exec(tx.connection())
        .await?;
    let published = schedule::Entity::update_many()
        .col_expr(schedule::Column::State, Expr::value(ScheduleState::Published))
        .col_expr(
            schedule::Column::OrderNumber,
            Expr::value(order.map(|order| order.number.trim().to_owned())),
        )
        .col_expr(
            schedule::Column::OrderDate,
            Expr::value(order.map(|order| order.date)),
        )
        .col_expr(schedule::Column::PublishedAt, Expr::value(Some(at)))
        .col_expr(schedule::Column::Version, Expr::value(summary.version + 1))
        .filter(schedule::Column::Id.eq(summary.id))
        .filter(schedule::Column::State.eq(ScheduleState::Draft))
        .filter(schedule::Column::Version.eq(summary.version))
        .exec(tx.connection())
        .await
        .map_err(taken)?;
    Ok(published.rows_affected == 1)
}
