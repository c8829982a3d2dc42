//! The versions of a school's two documents.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{SchoolEdit, SchoolRead};
use podskazka_shared::consents::{DocumentBody, DocumentKind, DocumentRef, DocumentText, Documents, words};
use podskazka_shared::ids::{DocumentId, SchoolId};
use podskazka_shared::problem::ProblemKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::document::{ActiveModel, Column, Entity, Model};
use super::entities::school;
use super::{Db, Tx, private::Connection};
use crate::access::{Permit, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};

fn dto(row: Model) -> DocumentText {
    DocumentText {
        id: row.id,
        kind: row.kind,
        number: row.number,
        title: row.title,
        text: row.text,
        link: row.link,
        order_number: row.order_number,
        order_date: row.order_date,
        created_at: row.created_at,
    }
}

/// Gives a new school its first documents.
///
/// # Errors
/// Those of the database.
pub(super) async fn begin(tx: &Tx, school: SchoolId, name: &str, at: DateTime<Utc>) -> Result<()> {
    for kind in DocumentKind::ALL {
        let (title, text) = words::first(*kind, name);
        let row = ActiveModel {
            id: Set(new_id(at)),
            school_id: Set(school),
            kind: Set(*kind),
            number: Set(1),
            title: Set(title.to_owned()),
            text: Set(text),
            link: Set(String::new()),
            order_number: Set(String::new()),
            order_date: Set(None),
            created_by: Set(None),
            created_at: Set(at),
        };
        Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// The document in force.
async fn in_force(db: &impl Db, school: SchoolId, kind: DocumentKind) -> Result<DocumentText> {
    let found = Entity::find()
        .filter(Column::SchoolId.eq(school))
        .filter(Column::Kind.eq(kind))
        .order_by_desc(Column::Number)
        .one(db.connection())
        .await?;
    found
        .map(dto)
        .ok_or_else(|| Error::internal("a school is without its documents"))
}

/// The consent and the regulation in force in a school, for somebody who comes in or looks at their own.
///
/// # Errors
/// Those of the database.
pub async fn both(db: &impl Db, _: System, school: SchoolId) -> Result<(DocumentText, DocumentText)> {
    Ok((
        in_force(db, school, DocumentKind::Consent).await?,
        in_force(db, school, DocumentKind::Regulation).await?,
    ))
}

/// The documents of a school with their versions.
///
/// # Errors
/// Those of the database.
pub async fn current(db: &impl Db, permit: &Permit<SchoolRead>) -> Result<Documents> {
    let rows = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Id)
        .limit(100)
        .all(db.connection())
        .await?;
    let version = |row: Model| DocumentRef {
        id: row.id,
        kind: row.kind,
        number: row.number,
        title: row.title,
        created_at: row.created_at,
    };
    Ok(Documents {
        consent: in_force(db, permit.school(), DocumentKind::Consent).await?,
        regulation: in_force(db, permit.school(), DocumentKind::Regulation).await?,
        versions: rows.into_iter().map(version).collect(),
    })
}

/// One version.
///
/// # Errors
/// `not_found` when the school has none such.
pub async fn find(db: &impl Db, permit: &Permit<SchoolRead>, id: DocumentId) -> Result<DocumentText> {
    let found = Entity::find_by_id(id)
        .filter(Column::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    Ok(dto(found.ok_or(ProblemKind::NotFound)?))
}

/// Puts a new version in force.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<SchoolEdit>,
    id: DocumentId,
    body: &DocumentBody,
    at: DateTime<Utc>,
) -> Result<()> {
    // Two versions at the same moment come one after the other.
    school::Entity::find_by_id(permit.school())
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    let before = in_force(tx, permit.school(), body.kind).await?;
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        kind: Set(body.kind),
        number: Set(before.number + 1),
        title: Set(body.title.trim().to_owned()),
        text: Set(body.text.trim().to_owned()),
        link: Set(body.link.trim().to_owned()),
        order_number: Set(body.order_number.trim().to_owned()),
        order_date: Set(body.order_date),
        created_by: Set(Some(permit.member())),
        created_at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
