//! Schedules: what is read of them. What is written stands in [`draft`] and [`life`].

mod draft;
mod force;
mod life;
mod lines;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{ScheduleApprove, ScheduleDraft, ScheduleRead};
use podskazka_shared::ids::{ScheduleId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::checks::Appointed;
use podskazka_shared::schedules::life::{Agreement, AgreementStep, ScheduleAct, agreed, agreements};
use podskazka_shared::schedules::{
    AcademicYear, Order, Schedule, ScheduleLine, ScheduleState, ScheduleSummary, SchedulesQuery,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{appointment, schedule, school};
use super::{Db, Tx, cursor, private::Connection};
use lines::{from_column, lines};

use crate::access::{Granted, Permit, Reached};
use crate::problem::Result;

pub use draft::{NewLine, Working, insert, link, must_be_draft, replace_lines, touch, working};
pub use force::{between, in_force, in_force_for};
pub use life::{NewAct, act, agree, approve, last_act, publish, reopen};

/// A schedule without its lines, as it was read.
#[derive(Debug, Clone)]
pub struct ScheduleRow {
    school: SchoolId,
    pub id: ScheduleId,
    pub year: AcademicYear,
    /// As it is stored: a draft, approved or published.
    pub stored: ScheduleState,
    pub version: i64,
    model: schedule::Model,
}

impl Reached for ScheduleRow {
    fn school(&self) -> SchoolId {
        self.school
    }
}

impl ScheduleRow {
    fn of(model: schedule::Model) -> Self {
        Self {
            school: model.school_id,
            id: model.id,
            year: AcademicYear::beginning(model.year),
            stored: model.state,
            version: model.version,
            model,
        }
    }

    /// The order that approves it, if it is approved.
    pub fn order(&self) -> Option<Order> {
        let model = &self.model;
        model
            .order_number
            .clone()
            .zip(model.order_date)
            .map(|(number, date)| Order {
                number,
                date,
                appendix: model.order_appendix.clone(),
            })
    }

    /// The first day on which it holds; none before it is published.
    pub fn from(&self) -> Option<NaiveDate> {
        self.model.from_date
    }

    /// The day after its last, if that is known.
    pub fn until(&self) -> Option<NaiveDate> {
        self.model.until_date
    }

    pub fn published_at(&self) -> Option<DateTime<Utc>> {
        self.model.published_at
    }

    /// From which day on it can hold: for checks of what must be valid then.
    pub fn first_day(&self, today: NaiveDate) -> NaiveDate {
        self.year.first_day(self.from().unwrap_or(today).max(today))
    }

    fn summary(&self, today: NaiveDate, agreed: bool) -> ScheduleSummary {
        let model = &self.model;
        let range = (model.from_date, model.until_date);
        ScheduleSummary {
            id: self.id,
            year: self.year,
            state: self.stored.on(today, range, agreed),
            order: self.order(),
            from: model.from_date,
            until: model.until_date,
            created_at: model.created_at,
            published_at: model.published_at,
            version: self.version,
        }
    }
}

/// Whether the reader also sees what is not published: those who draw up do.
pub type Drafts<'a> = Option<&'a Permit<ScheduleDraft>>;

fn visible(permit: &Permit<ScheduleRead>, drafts: Drafts<'_>) -> sea_orm::Select<schedule::Entity> {
    let select = schedule::Entity::find().filter(schedule::Column::SchoolId.eq(permit.school()));
    match drafts {
        Some(_) => select,
        None => select.filter(schedule::Column::State.eq(ScheduleState::Published)),
    }
}

/// The school's schedules, newest first, as they stand on this day. Four queries.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ScheduleRead>,
    drafts: Drafts<'_>,
    query: &SchedulesQuery,
    today: NaiveDate,
) -> Result<Page<ScheduleSummary>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = visible(permit, drafts)
        .order_by_desc(schedule::Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<ScheduleId>(query.after.as_ref())? {
        select = select.filter(schedule::Column::Id.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let drawn = rows.iter().filter(|row| row.state == ScheduleState::Draft);
    let acts = life::acts(db, drawn.map(|row| row.id).collect()).await?;
    let steps = steps(db, permit.school()).await?;
    let summary = |model: schedule::Model| {
        let acts = acts.get(&model.id).map_or(&[][..], Vec::as_slice);
        let agreed = agreed(&agreements(&steps, acts));
        ScheduleRow::of(model).summary(today, agreed)
    };
    let rows = rows.into_iter().map(summary).collect();
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
    permit.grant(ScheduleRow::of(found.ok_or(ProblemKind::NotFound)?))
}

/// A schedule with its lines and acts as it stands on this day, in a fixed number of queries. Who draws up sees every act,
/// others those of the document.
///
/// # Errors
/// Those of the database.
pub async fn whole(
    db: &impl Db,
    schedule: &Granted<ScheduleRead, ScheduleRow>,
    drafts: Drafts<'_>,
    today: NaiveDate,
) -> Result<Schedule> {
    let lines = lines(db, schedule.id).await?;
    let acts = acts_of(db, schedule.id).await?;
    let steps = match schedule.stored == ScheduleState::Draft {
        true => steps(db, schedule.school).await?,
        false => Vec::new(),
    };
    let agreements = agreements(&steps, &acts);
    let all = drafts.is_some();
    Ok(Schedule {
        summary: schedule.summary(today, agreed(&agreements)),
        lines,
        agreements,
        acts: acts
            .into_iter()
            .filter(|act| all || act.act.is_official())
            .collect(),
    })
}

/// The acts of a schedule in order.
pub(super) async fn acts_of(db: &impl Db, id: ScheduleId) -> Result<Vec<ScheduleAct>> {
    Ok(life::acts(db, vec![id]).await?.remove(&id).unwrap_or_default())
}

/// The lines of a schedule that its reader may draw up: for checks.
///
/// # Errors
/// Those of the database.
pub async fn lines_of(
    db: &impl Db,
    schedule: &Granted<ScheduleDraft, ScheduleRow>,
) -> Result<Vec<ScheduleLine>> {
    lines(db, schedule.id).await
}

/// The agreements that the school asks for.
async fn steps(db: &impl Db, school: SchoolId) -> Result<Vec<AgreementStep>> {
    let row = school::Entity::find_by_id(school).one(db.connection()).await?;
    Ok(row.map_or_else(Vec::new, |row| from_column(row.agreement_steps)))
}

/// The school's agreements and which of them this draft has.
///
/// # Errors
/// Those of the database.
pub async fn agreements_of(db: &impl Db, row: &ScheduleRow) -> Result<Vec<Agreement>> {
    let steps = steps(db, row.school).await?;
    Ok(agreements(&steps, &acts_of(db, row.id).await?))
}

/// The lines of a schedule of the school that a new draft shall copy; none when there is no such schedule.
///
/// # Errors
/// Those of the database.
pub async fn to_copy(
    tx: &Tx,
    permit: &Permit<ScheduleDraft>,
    id: ScheduleId,
) -> Result<Option<Vec<ScheduleLine>>> {
    let found = schedule::Entity::find_by_id(id)
        .filter(schedule::Column::SchoolId.eq(permit.school()))
        .one(tx.connection())
        .await?;
    match found {
        Some(found) => lines(tx, found.id).await.map(Some),
        None => Ok(None),
    }
}

/// The lines of a schedule that is being approved.
///
/// # Errors
/// Those of the database.
pub async fn lines_to_approve(
    tx: &Tx,
    draft: &Granted<ScheduleApprove, ScheduleRow>,
) -> Result<Vec<ScheduleLine>> {
    lines(tx, draft.id).await
}

/// The appointments that are approved and not ended, whenever they begin: for checks.
///
/// # Errors
/// Those of the database.
pub async fn appointed(db: &impl Db, permit: &Permit<ScheduleDraft>) -> Result<Vec<Appointed>> {
    let rows = appointment::Entity::find()
        .filter(appointment::Column::SchoolId.eq(permit.school()))
        .filter(appointment::Column::ApprovedAt.is_not_null())
        .filter(appointment::Column::EndedAt.is_null())
        .all(db.connection())
        .await?;
    let appointed = |row: appointment::Model| Appointed {
        member: row.member_id,
        directions: from_column(row.directions),
        from: row.from_date,
        to: row.to_date,
    };
    Ok(rows.into_iter().map(appointed).collect())
}
