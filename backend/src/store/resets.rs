//! New passwords by a school's slip: for whom they may be, and what is remembered of them until the owner proves that it is
//! they who sign in.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::auth::name::NameKind;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::invitations::Purpose;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::entities::{acting, invitation, member, member_role, reset_by_slip, sign_in_name};
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::Result;

/// Whether the school may set this person's password anew: no other school has a card of theirs, past ones included (one
/// that was erased names nobody any more), and they run neither a school, nor its journal, nor the installation.
///
/// # Errors
/// Those of the database.
pub async fn may_reset(
    db: &impl Db,
    _: System,
    person: PersonId,
    school: SchoolId,
    member: MemberId,
) -> Result<bool> {
    let elsewhere = member::Entity::find()
        .filter(member::Column::PersonId.eq(person))
        .filter(member::Column::SchoolId.ne(school))
        .count(db.connection())
        .await?;
    let kept = [Role::Director.code(), Role::JournalAdmin.code()];
    let leads = member_role::Entity::find()
        .filter(member_role::Column::MemberId.eq(member))
        .filter(member_role::Column::Role.is_in(kept))
        .count(db.connection())
        .await?;
    let acts = acting::Entity::find()
        .filter(acting::Column::MemberId.eq(member))
        .filter(acting::Column::EndedAt.is_null())
        .count(db.connection())
        .await?;
    let operates = Query::select()
        .expr(Expr::val(1))
        .from(Alias::new("operator"))
        .and_where(Expr::col(Alias::new("person_id")).eq(person))
        .to_owned();
    let operates = sea_orm::ConnectionTrait::query_one(db.connection(), &operates).await?;
    Ok(elsewhere == 0 && leads == 0 && acts == 0 && operates.is_none())
}

/// Takes back the slips that would set the person's password.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(tx: &Tx, _: System, person: PersonId, at: DateTime<Utc>) -> Result<()> {
    let cards = Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::PersonId.eq(person))
        .to_owned();
    invitation::Entity::update_many()
        .col_expr(invitation::Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(
            invitation::Column::Version,
            Expr::col(invitation::Column::Version).add(1),
        )
        .filter(invitation::Column::MemberId.in_subquery(cards))
        .filter(invitation::Column::Purpose.eq(Purpose::Reset))
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a slip set the person's password: the school had a hand in it until the owner proves themselves. An earlier
/// note stays as it is.
///
/// # Errors
/// Those of the database.
pub async fn note(tx: &Tx, _: System, person: PersonId, at: DateTime<Utc>) -> Result<()> {
    let row = reset_by_slip::ActiveModel {
        person_id: Set(person),
        at: Set(at),
    };
    let nothing = OnConflict::column(reset_by_slip::Column::PersonId)
        .do_nothing()
        .to_owned();
    reset_by_slip::Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Since when a person goes by a password that a school's slip set, without having proven themselves.
///
/// # Errors
/// Those of the database.
pub async fn since(db: &impl Db, _: System, person: PersonId) -> Result<Option<DateTime<Utc>>> {
    let found = reset_by_slip::Entity::find_by_id(person)
        .one(db.connection())
        .await?;
    Ok(found.map(|row| row.at))
}

/// The person has proven themselves.
///
/// # Errors
/// Those of the database.
pub async fn proven(tx: &Tx, _: System, person: PersonId) -> Result<()> {
    reset_by_slip::Entity::delete_by_id(person)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Lets an address that was confirmed after the slip, and stood until now from `before` on, prove its person: all that time
/// the owner could notice that their password was another.
///
/// # Errors
/// Those of the database.
pub async fn prove_by_time(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    use sign_in_name::Column;
    let stood = Query::select()
        .expr(Expr::val(1))
        .from(sign_in_name::Entity)
        .and_where(
            Expr::col((sign_in_name::Entity, Column::PersonId))
                .equals((reset_by_slip::Entity, reset_by_slip::Column::PersonId)),
        )
        .and_where(Column::Kind.eq(NameKind::Email))
        .and_where(Column::ConfirmedAt.lte(before))
        .and_where(
            Expr::col((sign_in_name::Entity, Column::ConfirmedAt))
                .gte(Expr::col((reset_by_slip::Entity, reset_by_slip::Column::At))),
        )
        .to_owned();
    reset_by_slip::Entity::delete_many()
        .filter(Expr::exists(stood))
        .exec(tx.connection())
        .await?;
    Ok(())
}
