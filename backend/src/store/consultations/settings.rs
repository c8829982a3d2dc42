//! How helpers take bookings.

use std::collections::HashMap;

use podskazka_shared::access::action::ConsultationSettings;
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::consultations::{ConsultRules, ConsultSettings};
use podskazka_shared::ids::{MemberId, SchoolId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::entities::consult_settings::{ActiveModel, Column, Entity, Model};
use super::super::entities::member;
use super::super::people::{staff_roles, with_role};
use super::super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

fn of_row(row: &Model) -> ConsultRules {
    let number = |value: i16| u16::try_from(value).unwrap_or_default();
    ConsultRules {
        length_minutes: number(row.length_minutes),
        buffer_minutes: number(row.buffer_minutes),
        lead_minutes: number(row.lead_minutes),
        horizon_days: number(row.horizon_days),
        seats: number(row.seats),
        cancel_minutes: number(row.cancel_minutes),
    }
}

/// The rules of those helpers of the school who set any; the others have the usual ones.
///
/// # Errors
/// Those of the database.
pub async fn rules<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
) -> Result<HashMap<MemberId, ConsultRules>> {
    let rows = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .all(db.connection())
        .await?;
    Ok(rows.iter().map(|row| (row.member_id, of_row(row))).collect())
}

/// The settings of one helper as they are found.
#[derive(Debug, Clone)]
pub struct SettingsRow {
    school: SchoolId,
    pub settings: ConsultSettings,
}

impl Reached for SettingsRow {
    fn school(&self) -> SchoolId {
        self.school
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::Own => self.settings.helper.id == holder.member,
            Reach::School => true,
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others => false,
        }
    }
}

/// Somebody of the school's staff; none when they are not.
///
/// # Errors
/// Those of the database.
pub async fn helper<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    id: MemberId,
) -> Result<Option<MemberRef>> {
    let found = member::Entity::find_by_id(id)
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .filter(with_role(staff_roles()))
        .one(db.connection())
        .await?;
    Ok(found.map(|card| MemberRef {
        id: card.id,
        name: card.name,
    }))
}

/// The settings of one of the school's staff. Others' are not there for who has only their own.
///
/// # Errors
/// `not_found`.
pub async fn settings(
    db: &impl Db,
    permit: &Permit<ConsultationSettings>,
    id: MemberId,
) -> Result<Granted<ConsultationSettings, SettingsRow>> {
    let helper = helper(db, permit, id).await?.ok_or(ProblemKind::NotFound)?;
    let row = Entity::find_by_id(id).one(db.connection()).await?;
    let settings = ConsultSettings {
        helper,
        rules: row.as_ref().map(of_row).unwrap_or_default(),
        version: row.map_or(0, |row| row.version),
    };
    let row = SettingsRow {
        school: permit.school(),
        settings,
    };
    permit.grant(row).map_err(|_| ProblemKind::NotFound.into())
}

/// Sets a helper's rules. The transaction holds the helper.
///
/// # Errors
/// Those of the database.
pub async fn update(
    tx: &Tx,
    row: &Granted<ConsultationSettings, SettingsRow>,
    rules: ConsultRules,
) -> Result<()> {
    let number = |value: u16| Set(i16::try_from(value).unwrap_or(i16::MAX));
    let new = ActiveModel {
        member_id: Set(row.settings.helper.id),
        school_id: Set(row.school),
        length_minutes: number(rules.length_minutes),
        buffer_minutes: number(rules.buffer_minutes),
        lead_minutes: number(rules.lead_minutes),
        horizon_days: number(rules.horizon_days),
        seats: number(rules.seats),
        cancel_minutes: number(rules.cancel_minutes),
        version: Set(row.settings.version + 1),
    };
    let set = OnConflict::column(Column::MemberId)
        .update_columns([
            Column::LengthMinutes,
            Column::BufferMinutes,
            Column::LeadMinutes,
            Column::HorizonDays,
            Column::Seats,
            Column::CancelMinutes,
            Column::Version,
        ])
        .to_owned();
    Entity::insert(new)
        .on_conflict(set)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
