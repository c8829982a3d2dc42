//! Lines as they are read.

use std::collections::HashMap;

use podskazka_shared::ids::{LineId, ScheduleId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::schedules::{HelpHours, ScheduleLine, TimeOfDay, TimeRange, Weekday};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::problem::{Error, Result};
use crate::store::Db;
use crate::store::entities::{member, schedule_hours, schedule_line};

pub(super) async fn lines(db: &impl Db, id: ScheduleId) -> Result<Vec<ScheduleLine>> {
    let mut found = lines_of_all(db, vec![id]).await?;
    Ok(found.remove(&id).unwrap_or_default())
}

/// The lines of several schedules, in two queries.
pub(super) async fn lines_of_all(
    db: &impl Db,
    ids: Vec<ScheduleId>,
) -> Result<HashMap<ScheduleId, Vec<ScheduleLine>>> {
    let rows = schedule_line::Entity::find()
        .filter(schedule_line::Column::ScheduleId.is_in(ids.iter().copied()))
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
    let of_these = sea_orm::sea_query::Query::select()
        .column(schedule_line::Column::Id)
        .from(schedule_line::Entity)
        .and_where(schedule_line::Column::ScheduleId.is_in(ids))
        .to_owned();
    let hours = schedule_hours::Entity::find()
        .filter(schedule_hours::Column::LineId.in_subquery(of_these))
        .order_by_asc(schedule_hours::Column::Position)
        .all(db.connection())
        .await?;
    let mut by_line: HashMap<LineId, Vec<HelpHours>> = HashMap::new();
    for hours in hours {
        by_line.entry(hours.line_id).or_default().push(help_hours(hours)?);
    }
    let mut found: HashMap<ScheduleId, Vec<ScheduleLine>> = HashMap::new();
    for (line, member) in rows {
        found.entry(line.schedule_id).or_default().push(ScheduleLine {
            hours: by_line.remove(&line.id).unwrap_or_default(),
            id: line.id,
            name: line.name,
            posts: from_column(line.posts),
            directions: from_column(line.directions),
            member: member.map(|m| MemberRef {
                id: m.id,
                name: m.name,
            }),
        });
    }
    Ok(found)
}

/// A list that stands in a column; what another version wrote there and this one does not know counts as none.
pub(super) fn from_column<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Vec<T> {
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
