//! Schools.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{Guest, SchoolEdit, SchoolRead};
use podskazka_shared::conduct::ConductRules;
use podskazka_shared::ids::SchoolId;
use podskazka_shared::schedules::{AcademicYear, TimeOfDay, TimeRange};
use podskazka_shared::schools::{Contacts, School, SchoolRef, Site, Vendor, check_slug};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::entities::school::{ActiveModel, Column, Entity, Model};
use super::{Db, Tx, private::Connection};
use crate::access::{Permit, SchoolCard, System};
use crate::problem::{Error, Result};

/// The zone of a school's row.
pub(crate) fn zone(name: &str) -> Result<chrono_tz::Tz> {
    name.parse()
        .map_err(|_| Error::internal(format!("unknown time zone {name:?} in the database")))
}

/// The hours of a row, in minutes since midnight.
fn hours(from: i16, to: i16) -> Result<TimeRange> {
    let time = |minutes: i16| TimeOfDay::new(u16::try_from(minutes).unwrap_or(u16::MAX));
    TimeRange::new(
        time(from).map_err(Error::internal)?,
        time(to).map_err(Error::internal)?,
    )
    .map_err(Error::internal)
}

fn minutes(time: TimeOfDay) -> i16 {
    // At most 1440.
    i16::try_from(time.minutes()).unwrap_or(i16::MAX)
}

fn sites(json: serde_json::Value) -> Result<Vec<Site>> {
    serde_json::from_value(json).map_err(Error::internal)
}

fn dto(row: Model) -> Result<School> {
    let vendor = Vendor {
        name: row.vendor_name,
        phone: row.vendor_phone,
        email: row.vendor_email,
        group: row.vendor_group,
        handled: hours(row.vendor_from, row.vendor_to)?,
        around_the_clock: row.vendor_around_the_clock,
    };
    let contacts = Contacts {
        phone: row.phone,
        email: row.email,
        room: row.room,
        journal_mail: row.journal_mail,
        vendor,
    };
    Ok(School {
        id: row.id,
        slug: row.slug,
        name: row.name,
        time_zone: row.time_zone,
        contacts,
        private_from_grade: row.private_from_grade,
        require_totp: row.require_totp,
        agreement_steps: serde_json::from_value(row.agreement_steps).unwrap_or_default(),
        embed_sites: sites(row.embed_sites)?,
        conduct: ConductRules {
            to: row.conduct_to,
            clause: row.conduct_clause,
            founder: row.founder_name,
            founder_email: row.founder_email,
        },
        version: row.version,
    })
}

/// The school of a permit.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl Db, permit: &Permit<SchoolRead>) -> Result<School> {
    by_id(db, permit.school()).await
}

async fn by_id(db: &impl Db, id: SchoolId) -> Result<School> {
    let row = Entity::find_by_id(id).one(db.connection()).await?;
    dto(row.ok_or_else(|| Error::internal("the school of a member is gone"))?)
}

/// What everybody may see of a school, by slug or id; none when there is no such school.
///
/// # Errors
/// Those of the database.
pub async fn public(db: &impl Db, name: &str) -> Result<Option<(SchoolCard, Contacts)>> {
    let found = match name.parse::<SchoolId>() {
        Ok(id) => Entity::find_by_id(id),
        // What cannot be a slug names nothing; PostgreSQL would not even take a NUL.
        Err(_) if check_slug(name).is_err() => return Ok(None),
        Err(_) => Entity::find().filter(Column::Slug.eq(name)),
    };
    let Some(row) = found.one(db.connection()).await? else {
        return Ok(None);
    };
    Ok(Some((card_of(&row)?, dto(row)?.contacts)))
}

fn card_of(row: &Model) -> Result<SchoolCard> {
    Ok(SchoolCard {
        id: row.id,
        slug: row.slug.clone(),
        name: row.name.clone(),
        zone: zone(&row.time_zone)?,
        year: AcademicYear::beginning(row.year),
        private_from_grade: row.private_from_grade,
    })
}

/// The card of a school, for work that nobody asked for.
///
/// # Errors
/// Those of the database.
pub async fn card(db: &impl Db, _: System, id: SchoolId) -> Result<Option<SchoolCard>> {
    let row = Entity::find_by_id(id).one(db.connection()).await?;
    row.as_ref().map(card_of).transpose()
}

/// The card of the permit's school.
///
/// # Errors
/// Those of the database.
pub async fn of_permit<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<SchoolCard> {
    let row = Entity::find_by_id(permit.school()).one(db.connection()).await?;
    card_of(&row.ok_or_else(|| Error::internal("the school of a permit is gone"))?)
}

/// All schools of the installation, by their slugs.
///
/// # Errors
/// Those of the database.
pub async fn all(db: &impl Db, _: System) -> Result<Vec<SchoolCard>> {
    let rows = Entity::find()
        .order_by_asc(Column::Slug)
        .all(db.connection())
        .await?;
    rows.iter().map(card_of).collect()
}

/// The sites that may frame the schedule of the permit's school.
///
/// # Errors
/// Those of the database.
pub async fn embed_sites(db: &impl Db, permit: &Permit<Guest>) -> Result<Vec<Site>> {
    let found = Entity::find_by_id(permit.school()).one(db.connection()).await?;
    found.map_or(Ok(Vec::new()), |row| sites(row.embed_sites))
}

/// Writes a school's card if it still has `version`, and raises the version; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn update(tx: &Tx, permit: &Permit<SchoolEdit>, school: &School, version: i64) -> Result<bool> {
    let contacts = &school.contacts;
    let vendor = &contacts.vendor;
    let updated = Entity::update_many()
        .col_expr(Column::Name, Expr::value(school.name.as_str()))
        .col_expr(Column::TimeZone, Expr::value(school.time_zone.as_str()))
        .col_expr(Column::Phone, Expr::value(contacts.phone.as_str()))
        .col_expr(Column::Email, Expr::value(contacts.email.as_str()))
        .col_expr(Column::Room, Expr::value(contacts.room.as_str()))
        .col_expr(Column::JournalMail, Expr::value(contacts.journal_mail.as_str()))
        .col_expr(Column::VendorName, Expr::value(vendor.name.as_str()))
        .col_expr(Column::VendorPhone, Expr::value(vendor.phone.as_str()))
        .col_expr(Column::VendorEmail, Expr::value(vendor.email.as_str()))
        .col_expr(Column::VendorGroup, Expr::value(vendor.group.as_str()))
        .col_expr(Column::VendorFrom, Expr::value(minutes(vendor.handled.from())))
        .col_expr(Column::VendorTo, Expr::value(minutes(vendor.handled.to())))
        .col_expr(Column::VendorAroundTheClock, Expr::value(vendor.around_the_clock))
        .col_expr(Column::PrivateFromGrade, Expr::value(school.private_from_grade))
        .col_expr(Column::RequireTotp, Expr::value(school.require_totp))
        .col_expr(
            Column::AgreementSteps,
            Expr::value(serde_json::json!(school.agreement_steps)),
        )
        .col_expr(Column::EmbedSites, Expr::value(json!(school.embed_sites)))
        .col_expr(Column::ConductTo, Expr::value(school.conduct.to))
        .col_expr(Column::ConductClause, Expr::value(school.conduct.clause.as_str()))
        .col_expr(Column::FounderName, Expr::value(school.conduct.founder.as_str()))
        .col_expr(
            Column::FounderEmail,
            Expr::value(school.conduct.founder_email.as_str()),
        )
        .col_expr(Column::Version, Expr::value(version + 1))
        .filter(Column::Id.eq(permit.school()))
        .filter(Column::Version.eq(version))
        .exec(tx.connection())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Makes a school.
///
/// # Errors
/// Those of the database, the slug being taken among them.
pub async fn insert(tx: &Tx, _: System, school: &School, at: DateTime<Utc>) -> Result<()> {
    let contacts = school.contacts.clone();
    let vendor = contacts.vendor;
    let row = ActiveModel {
        id: Set(school.id),
        slug: Set(school.slug.clone()),
        name: Set(school.name.clone()),
        time_zone: Set(school.time_zone.clone()),
        phone: Set(contacts.phone),
        email: Set(contacts.email),
        room: Set(contacts.room),
        journal_mail: Set(contacts.journal_mail),
        vendor_name: Set(vendor.name),
        vendor_phone: Set(vendor.phone),
        vendor_email: Set(vendor.email),
        vendor_group: Set(vendor.group),
        vendor_from: Set(minutes(vendor.handled.from())),
        vendor_to: Set(minutes(vendor.handled.to())),
        vendor_around_the_clock: Set(vendor.around_the_clock),
        require_totp: Set(school.require_totp),
        embed_sites: Set(json!(school.embed_sites)),
        conduct_to: Set(school.conduct.to),
        conduct_clause: Set(school.conduct.clause.clone()),
        founder_name: Set(school.conduct.founder.clone()),
        founder_email: Set(school.conduct.founder_email.clone()),
        year: Set(AcademicYear::of(at.with_timezone(&zone(&school.time_zone)?).date_naive()).first()),
        private_from_grade: Set(school.private_from_grade),
        agreement_steps: Set(serde_json::json!(school.agreement_steps)),
        plan_revision: Set(0),
        plan_changed_at: Set(at),
        version: Set(school.version),
        created_at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    super::documents::begin(tx, school.id, &school.name, at).await
}

impl From<&SchoolCard> for SchoolRef {
    fn from(card: &SchoolCard) -> Self {
        Self {
            id: card.id,
            slug: card.slug.clone(),
            name: card.name.clone(),
            time_zone: card.zone.name().to_owned(),
        }
    }
}
