//! The lines of a draft, and whose card a line is tied to.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ScheduleDraft;
use podskazka_shared::appointments::Direction;
use podskazka_shared::ids::{LineId, MemberId, ScheduleId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{AcademicYear, HelpHours, ScheduleLine, ScheduleState, TimeOfDay, Weekday};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ScheduleRow;
use super::lines::lines;
use crate::access::{Granted, Permit};
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::entities::{schedule, schedule_hours, schedule_line};
use crate::store::{Tx, private::Connection};

/// A line to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    pub name: String,
    pub posts: Vec<String>,
    pub directions: Vec<Direction>,
    pub hours: Vec<HelpHours>,
    pub member: Option<MemberId>,
}

/// What is there of a year already: the version that is worked on, and the one that was published last.
#[derive(Debug, Clone)]
pub struct Working {
    pub unpublished: Option<(ScheduleRow, Vec<ScheduleLine>)>,
    pub published: Option<(ScheduleRow, Vec<ScheduleLine>)>,
}

/// What is there of the year, the version that is worked on locked.
///
/// # Errors
/// Those of the database.
pub async fn working(tx: &Tx, permit: &Permit<ScheduleDraft>, year: AcademicYear) -> Result<Working> {
    let of_year = || {
        schedule::Entity::find()
            .filter(schedule::Column::SchoolId.eq(permit.school()))
            .filter(schedule::Column::Year.eq(year.first()))
    };
    let unpublished = of_year()
        .filter(schedule::Column::State.ne(ScheduleState::Published))
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    let published = of_year()
        .filter(schedule::Column::State.eq(ScheduleState::Published))
        .order_by_desc(schedule::Column::PublishedAt)
        .order_by_desc(schedule::Column::Id)
        .one(tx.connection())
        .await?;
    Ok(Working {
        unpublished: with_lines(tx, unpublished).await?,
        published: with_lines(tx, published).await?,
    })
}

async fn with_lines(
    tx: &Tx,
    found: Option<schedule::Model>,
) -> Result<Option<(ScheduleRow, Vec<ScheduleLine>)>> {
    let Some(found) = found else { return Ok(None) };
    let lines = lines(tx, found.id).await?;
    Ok(Some((ScheduleRow::of(found), lines)))
}

/// Makes a draft without lines.
///
/// # Errors
/// `wrong_state` when another version of the year that is worked on was made at the same moment.
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
        order_appendix: Set(None),
        from_date: Set(None),
        until_date: Set(None),
        created_at: Set(at),
        published_at: Set(None),
        version: Set(1),
    };
    schedule::Entity::insert(draft)
        .exec_without_returning(tx.connection())
        .await
        .map_err(super::life::taken)?;
    Ok(())
}

/// Raises the version of a draft that changes, if it still has the one that was read and is a draft; false when not.
///
/// # Errors
/// Those of the database.
pub async fn touch(tx: &Tx, _: &Permit<ScheduleDraft>, draft: &ScheduleRow) -> Result<bool> {
    let touched = schedule::Entity::update_many()
        .col_expr(schedule::Column::Version, Expr::value(draft.version + 1))
        .filter(schedule::Column::Id.eq(draft.id))
        .filter(schedule::Column::State.eq(draft.stored))
        .filter(schedule::Column::Version.eq(draft.version))
        .exec(tx.connection())
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Puts these lines in the place of a draft's.
///
/// # Errors
/// Those of the database; a member who is not of the school fails before, in [`crate::store::people::staff_names`].
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
            hours.push(hours_row(line_id, position, help)?);
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

fn hours_row(line: LineId, position: i16, help: &HelpHours) -> Result<schedule_hours::ActiveModel> {
    let minutes = |time: TimeOfDay| {
        i16::try_from(time.minutes()).map_err(|_| Error::internal("a time that no day has"))
    };
    let weekday = Weekday::ALL.iter().position(|day| *day == help.day);
    let weekday = weekday.and_then(|day| i16::try_from(day).ok());
    Ok(schedule_hours::ActiveModel {
        line_id: Set(line),
        position: Set(position),
        weekday: Set(weekday.ok_or_else(|| Error::internal("a day that no week has"))?),
        from_minute: Set(minutes(help.range.from())?),
        to_minute: Set(minutes(help.range.to())?),
        place: Set(help.place.clone()),
        modes: Set(serde_json::json!(help.modes)),
        audiences: Set(serde_json::json!(help.audiences)),
        entry: Set(help.entry),
    })
}

/// Ties a line that is tied to nobody to a member's card; false when it is tied already.
///
/// # Errors
/// `invalid` when the schedule has no such line.
pub async fn link(
    tx: &Tx,
    schedule: &Granted<ScheduleDraft, ScheduleRow>,
    line: LineId,
    member: MemberId,
) -> Result<bool> {
    use schedule_line::Column as C;
    let there = schedule_line::Entity::find_by_id(line)
        .filter(C::ScheduleId.eq(schedule.id))
        .one(tx.connection())
        .await?;
    if there.is_none() {
        let kind = podskazka_shared::check::FieldErrorKind::NotFound;
        return Err(Error::field("/line", kind));
    }
    let linked = schedule_line::Entity::update_many()
        .col_expr(C::MemberId, Expr::value(Some(member)))
        .filter(C::Id.eq(line))
        .filter(C::ScheduleId.eq(schedule.id))
        .filter(C::MemberId.is_null())
        .exec(tx.connection())
        .await?;
    Ok(linked.rows_affected == 1)
}

/// What a draft must be for its lines to change.
///
/// # Errors
/// `wrong_state` when it is approved or published.
pub fn must_be_draft(row: &ScheduleRow) -> Result<()> {
    match row.stored == ScheduleState::Draft {
        true => Ok(()),
        false => Err(ProblemKind::WrongState.into()),
    }
}
