//! What is held about people, and their rights over it (152-ФЗ).
//!
//! Where each column stands is told by `shared/fixtures/personal-data.txt`, which a test compares with the database.

mod conduct;
mod corrections;
mod erase;
mod erasures;
mod export;
mod letters;
mod others;
mod plan;
mod quotes;
mod retention;

pub use corrections::{CorrectionRow, NewCorrection};
pub use erasures::ErasureRow;
pub use export::Reader;
pub use retention::{retain, retention, set_retention};

/// Corrections of cards.
pub mod correction {
    pub use super::corrections::{accept, ask, find, hold, hold_all, list, own, refuse};
}

/// Requests for erasure, and withdrawals of the consent.
pub mod erasure {
    pub(in crate::store) use super::erasures::{Consent, consented};
    pub use super::erasures::{
        Undone, approve, ask, find, hold, hold_all, join_withdrawal, list, own, refuse, undo, view, withdraw,
        withdraw_on_paper, withdrawn_since,
    };
    pub(in crate::store) use super::hold_card;
}

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consents::by_consent;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::privacy::{CardFields, PrivacyCard};
use podskazka_shared::schools::SchoolRef;
use sea_orm::sea_query::{Condition, LockType, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{guardian, member, member_role, school, withdrawal};
use super::{Db, Tx, private::Connection};
use crate::access::Person;
use crate::problem::{Error, Result};

/// A card that a person answers for: their own, or their child's.
#[derive(Debug, Clone)]
pub struct Subject {
    pub member: MemberId,
    pub school: SchoolId,
    /// Their own card in the same school: the same one, or the parent's.
    pub asked_by: MemberId,
    /// Whether the school holds it by consent only.
    pub by_consent: bool,
    /// Whether it is the person's own, and only a student's: parents consent for it and take the consent back.
    pub represented: bool,
    card: member::Model,
}

/// The parents' cards that a person has now.
fn own_cards(of: PersonId) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::PersonId.eq(of))
        .and_where(member::Column::EndedAt.is_null())
        .to_owned()
}

/// The cards that a person answers for, one's own first; or the one that is named, if it is among them.
async fn subjects(db: &impl Db, of: PersonId, only: Option<MemberId>) -> Result<Vec<Subject>> {
    let named = |column: member::Column| Condition::all().add_option(only.map(|only| column.eq(only)));
    let own = member::Entity::find()
        .filter(member::Column::PersonId.eq(of))
        .filter(named(member::Column::Id))
        .order_by_asc(member::Column::Id)
        .all(db.connection())
        .await?;
    let ties: Vec<(MemberId, MemberId)> = guardian::Entity::find()
        .select_only()
        .column(guardian::Column::ChildId)
        .column(guardian::Column::ParentId)
        .filter(guardian::Column::ParentId.in_subquery(own_cards(of)))
        .into_tuple()
        .all(db.connection())
        .await?;
    let ties: HashMap<MemberId, MemberId> = ties.into_iter().collect();
    let children = member::Entity::find()
        .filter(member::Column::Id.is_in(ties.keys().copied()))
        .filter(named(member::Column::Id))
        .order_by_asc(member::Column::Id)
        .all(db.connection())
        .await?;
    let cards: Vec<(MemberId, member::Model)> = own
        .into_iter()
        .map(|card| (card.id, card))
        .chain(children.into_iter().filter_map(|card| {
            let parent = ties.get(&card.id)?;
            Some((*parent, card))
        }))
        .collect();
    let roles = roles(db, cards.iter().map(|(_, card)| card.id)).await?;
    let held_by_consent = |id: MemberId| {
        let of = roles.iter().filter(|(member, _)| *member == id);
        by_consent(&of.map(|(_, role)| *role).collect::<Vec<_>>())
    };
    let is_represented = |id: MemberId| {
        let mut of = roles.iter().filter(|(member, _)| *member == id).peekable();
        of.peek().is_some() && of.all(|(_, role)| *role == Role::Student)
    };
    Ok(cards
        .into_iter()
        .map(|(asked_by, card)| Subject {
            member: card.id,
            school: card.school_id,
            asked_by,
            by_consent: held_by_consent(card.id),
            represented: asked_by == card.id && is_represented(card.id),
            card,
        })
        .collect())
}

async fn roles(db: &impl Db, of: impl IntoIterator<Item = MemberId>) -> Result<Vec<(MemberId, Role)>> {
    let rows = member_role::Entity::find()
        .filter(member_role::Column::MemberId.is_in(of))
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.member_id, row.role.parse().ok()?)))
        .collect())
}

/// The card of this id, if the person answers for it.
///
/// # Errors
/// Those of the database.
pub async fn subject(db: &impl Db, of: &Person, member: MemberId) -> Result<Option<Subject>> {
    Ok(subjects(db, of.id, Some(member)).await?.pop())
}

/// Nobody else begins or decides a case about the card, nor consents for it, until the transaction ends; the card as it is
/// now. The order is school, requests, card, case, person: whoever holds a later one first waits for ever.
pub(in crate::store) async fn hold_card(tx: &Tx, id: MemberId) -> Result<Option<member::Model>> {
    let card = member::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    Ok(card)
}

/// The same for whoever asks for something about the card: it may have been erased while they waited, or the card of who
/// asks.
async fn hold_subject(tx: &Tx, subject: &Subject) -> Result<()> {
    let gone = || Error::field("/member", FieldErrorKind::NotFound);
    let card = hold_card(tx, subject.member).await?;
    card.filter(|card| card.erased_at.is_none()).ok_or_else(gone)?;
    if subject.asked_by != subject.member {
        let by = member::Entity::find_by_id(subject.asked_by)
            .lock(LockType::KeyShare)
            .one(tx.connection())
            .await?;
        by.filter(|by| by.erased_at.is_none()).ok_or_else(gone)?;
    }
    Ok(())
}

/// The names of members, for what names them by id.
async fn names(db: &impl Db, ids: impl IntoIterator<Item = MemberId>) -> Result<HashMap<MemberId, String>> {
    let rows: Vec<(MemberId, String)> = member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .column(member::Column::Name)
        .filter(member::Column::Id.is_in(ids))
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

fn named(names: &HashMap<MemberId, String>, id: MemberId) -> MemberRef {
    MemberRef {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    }
}

fn fields(card: &member::Model) -> CardFields {
    CardFields {
        name: card.name.clone(),
        email: card.email.clone(),
        phone: card.phone.clone(),
    }
}

/// The cards that a person answers for, with what is under way about them; in a fixed number of queries.
///
/// # Errors
/// Those of the database.
pub async fn cards(db: &impl Db, of: &Person) -> Result<Vec<PrivacyCard>> {
    let subjects = subjects(db, of.id, None).await?;
    let ids: Vec<MemberId> = subjects.iter().map(|subject| subject.member).collect();
    let mut plans = plan::plans(db, &ids).await?;
    let mut erasures = erasures::latest(db, &ids).await?;
    let mut corrections = corrections::latest(db, &ids).await?;
    let withdrawn: HashMap<MemberId, DateTime<Utc>> = withdrawal::Entity::find()
        .filter(withdrawal::Column::MemberId.is_in(ids.iter().copied()))
        .filter(withdrawal::Column::EndedAt.is_null())
        .all(db.connection())
        .await?
        .into_iter()
        .map(|row| (row.member_id, row.at))
        .collect();
    let schools: HashMap<SchoolId, SchoolRef> = school::Entity::find()
        .filter(school::Column::Id.is_in(subjects.iter().map(|subject| subject.school)))
        .all(db.connection())
        .await?
        .into_iter()
        .map(|row| (row.id, school_ref(row)))
        .collect();
    let card = |subject: Subject| {
        Some(PrivacyCard {
            member: subject.member,
            school: schools.get(&subject.school)?.clone(),
            card: fields(&subject.card),
            child: subject.member != subject.asked_by,
            by_consent: subject.by_consent,
            represented: subject.represented,
            withdrawn_at: withdrawn.get(&subject.member).copied(),
            plan: plans.remove(&subject.member).unwrap_or_default(),
            erasure: erasures.remove(&subject.member),
            correction: corrections.remove(&subject.member),
        })
    };
    Ok(subjects.into_iter().filter_map(card).collect())
}

fn school_ref(row: school::Model) -> SchoolRef {
    SchoolRef {
        id: row.id,
        slug: row.slug,
        name: row.name,
        time_zone: row.time_zone,
    }
}
