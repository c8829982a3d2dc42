//! Cards as those see them who invite, record and check: with roles, class, and the classes that one's right is measured by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ContactsCheck;
use podskazka_shared::access::{ActionType, Reach, Role};
use podskazka_shared::classes::{ClassName, ClassRef};
use podskazka_shared::consents::by_consent;
use podskazka_shared::ids::{ClassId, MemberId, PersonId, SchoolId};
use podskazka_shared::my_class::CardContacts;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{acting, appointment, class, class_student, guardian, member, member_role};
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Permit, Reached, System};
use crate::problem::Result;

/// A card that has not ended.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: MemberId,
    pub school: SchoolId,
    pub person: Option<PersonId>,
    pub name: String,
    pub roles: Vec<Role>,
    /// Whether an order that has not ended makes them act for the head or help, now or on a day to come.
    pub ordered: bool,
    /// A student's class.
    pub class: Option<ClassRef>,
    /// The student's class, and those of a parent's children.
    classes: BTreeSet<ClassId>,
    pub children: Vec<MemberId>,
    pub email: String,
    pub phone: String,
    pub checked_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for Card {
    fn school(&self) -> SchoolId {
        self.school
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let own = self.id == holder.member || (self.person.is_some() && self.person == holder.person);
        match reach {
            Reach::School => true,
            Reach::Others => !own,
            Reach::Own => own,
            Reach::OwnClass => holder.classes.iter().any(|class| self.classes.contains(class)),
            Reach::OwnChild | Reach::Filed | Reach::Assigned | Reach::Direction | Reach::Addressed => false,
        }
    }
}

impl Card {
    pub fn reference(&self) -> MemberRef {
        MemberRef {
            id: self.id,
            name: self.name.clone(),
        }
    }

    /// Whether it is a child's card and nothing else: then a parent consents for it.
    pub fn is_student(&self) -> bool {
        !self.roles.is_empty() && self.roles.iter().all(|role| *role == Role::Student)
    }

    /// Whether the school needs a consent to hold the card.
    pub fn by_consent(&self) -> bool {
        by_consent(&self.roles)
    }

    pub fn contacts(&self) -> CardContacts {
        CardContacts {
            member: self.reference(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            checked_at: self.checked_at,
            version: self.version,
        }
    }
}

/// The cards with these ids in a school, in the order of names; a fixed number of queries.
async fn read(db: &impl Db, school: SchoolId, ids: Vec<MemberId>) -> Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = member::Entity::find()
        .filter(member::Column::Id.is_in(ids.iter().copied()))
        .filter(member::Column::SchoolId.eq(school))
        .filter(member::Column::EndedAt.is_null())
        .order_by_asc(member::Column::Name)
        .order_by_asc(member::Column::Id)
        .all(db.connection())
        .await?;
    let ids: Vec<MemberId> = rows.iter().map(|row| row.id).collect();
    let roles = member_role::Entity::find()
        .filter(member_role::Column::MemberId.is_in(ids.iter().copied()))
        .all(db.connection())
        .await?;
    let ties = guardian::Entity::find()
        .filter(guardian::Column::ParentId.is_in(ids.iter().copied()))
        .all(db.connection())
        .await?;
    let acting = acting::Entity::find()
        .filter(acting::Column::MemberId.is_in(ids.iter().copied()))
        .filter(acting::Column::EndedAt.is_null())
        .all(db.connection())
        .await?;
    let helping = appointment::Entity::find()
        .filter(appointment::Column::MemberId.is_in(ids.iter().copied()))
        .filter(appointment::Column::EndedAt.is_null())
        .all(db.connection())
        .await?;
    let ordered: BTreeSet<MemberId> = acting
        .into_iter()
        .map(|order| order.member_id)
        .chain(helping.into_iter().map(|order| order.member_id))
        .collect();
    let students = ids.iter().copied().chain(ties.iter().map(|tie| tie.child_id));
    let in_class = class_student::Entity::find()
        .filter(class_student::Column::MemberId.is_in(students))
        .filter(class_student::Column::EndedAt.is_null())
        .find_also_related_class(db)
        .await?;
    let card = |row: member::Model| {
        let children: Vec<MemberId> = ties
            .iter()
            .filter(|tie| tie.parent_id == row.id)
            .map(|tie| tie.child_id)
            .collect();
        let class = in_class.get(&row.id).cloned();
        let mut classes: BTreeSet<ClassId> = class.iter().map(|class| class.id).collect();
        classes.extend(children.iter().filter_map(|child| Some(in_class.get(child)?.id)));
        Card {
            id: row.id,
            school: row.school_id,
            person: row.person_id,
            name: row.name,
            roles: roles
                .iter()
                .filter(|role| role.member_id == row.id)
                .filter_map(|role| role.role.parse().ok())
                .collect(),
            ordered: ordered.contains(&row.id),
            class,
            classes,
            children,
            email: row.email,
            phone: row.phone,
            checked_at: row.contacts_checked_at,
            version: row.version,
        }
    };
    Ok(rows.into_iter().map(card).collect())
}

/// The class of each student of the selection.
trait WithClass {
    async fn find_also_related_class(self, db: &impl Db) -> Result<BTreeMap<MemberId, ClassRef>>;
}

impl WithClass for sea_orm::Select<class_student::Entity> {
    async fn find_also_related_class(self, db: &impl Db) -> Result<BTreeMap<MemberId, ClassRef>> {
        let to_class = class_student::Entity::belongs_to(class::Entity)
            .from(class_student::Column::ClassId)
            .to(class::Column::Id)
            .into();
        let rows = self
            .join(sea_orm::sea_query::JoinType::InnerJoin, to_class)
            .select_also(class::Entity)
            .all(db.connection())
            .await?;
        let of = |(row, class): (class_student::Model, Option<class::Model>)| {
            let class = class?;
            let name = ClassName {
                grade: class.grade,
                letter: class.letter,
            };
            Some((row.member_id, ClassRef { id: class.id, name }))
        };
        Ok(rows.into_iter().filter_map(of).collect())
    }
}

/// The cards of these members as far as the permit reaches; what is out of reach is left out.
///
/// # Errors
/// Those of the database.
pub async fn some<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    ids: Vec<MemberId>,
) -> Result<Vec<Granted<A, Card>>> {
    let cards = read(db, permit.school(), ids).await?;
    Ok(cards
        .into_iter()
        .filter_map(|card| permit.grant(card).ok())
        .collect())
}

/// One card within the permit's reach.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: MemberId) -> Result<Granted<A, Card>> {
    let found = some(db, permit, vec![id]).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// A card as a slip names it.
///
/// # Errors
/// Those of the database.
pub async fn of_slip(db: &impl Db, _: System, school: SchoolId, id: MemberId) -> Result<Option<Card>> {
    Ok(read(db, school, vec![id]).await?.pop())
}

/// Cards of one school, for work on a card that was found by its right: the children of a parent.
///
/// # Errors
/// Those of the database.
pub async fn related(db: &impl Db, _: System, school: SchoolId, ids: Vec<MemberId>) -> Result<Vec<Card>> {
    read(db, school, ids).await
}

/// The parents of a child as far as they have cards, for work on the child's card that was found by its right.
///
/// # Errors
/// Those of the database.
pub async fn parents(db: &impl Db, why: System, school: SchoolId, child: MemberId) -> Result<Vec<Card>> {
    let ties = guardian::Entity::find()
        .filter(guardian::Column::ChildId.eq(child))
        .all(db.connection())
        .await?;
    let ids = ties.into_iter().map(|tie| tie.parent_id).collect();
    related(db, why, school, ids).await
}

/// Lets nobody else change the card until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn lock(tx: &Tx, _: System, id: MemberId) -> Result<()> {
    member::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(())
}

/// The students of a class and their parents, as far as the permit reaches.
///
/// # Errors
/// Those of the database.
pub async fn of_class<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    id: ClassId,
) -> Result<Vec<Granted<A, Card>>> {
    let students: Vec<MemberId> = class_student::Entity::find()
        .filter(class_student::Column::ClassId.eq(id))
        .filter(class_student::Column::EndedAt.is_null())
        .all(db.connection())
        .await?
        .into_iter()
        .map(|row| row.member_id)
        .collect();
    let parents = guardian::Entity::find()
        .filter(guardian::Column::ChildId.is_in(students.iter().copied()))
        .all(db.connection())
        .await?;
    let parents = parents.into_iter().map(|tie| tie.parent_id);
    let all: BTreeSet<MemberId> = students.iter().copied().chain(parents).collect();
    some(db, permit, all.into_iter().collect()).await
}

/// A class of the permit's school, in its reach.
///
/// # Errors
/// `not_found` when there is none.
pub async fn class<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: ClassId) -> Result<ClassRef> {
    let found = class::Entity::find_by_id(id)
        .filter(class::Column::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    let all = permit.reaches().contains(&Reach::School);
    let class = found.filter(|class| all || permit.holder().classes.contains(&class.id));
    let class = class.ok_or(ProblemKind::NotFound)?;
    let name = ClassName {
        grade: class.grade,
        letter: class.letter,
    };
    Ok(ClassRef { id: class.id, name })
}

/// Members whom the permit's classes reach, as a condition on a column of members.
pub(super) fn in_own_classes(holder: &Holder) -> sea_orm::sea_query::SelectStatement {
    let students = || {
        Query::select()
            .column(class_student::Column::MemberId)
            .from(class_student::Entity)
            .and_where(class_student::Column::ClassId.is_in(holder.classes.iter().copied()))
            .and_where(class_student::Column::EndedAt.is_null())
            .to_owned()
    };
    let parents = Query::select()
        .column(guardian::Column::ParentId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ChildId.in_subquery(students()))
        .to_owned();
    students()
        .union(sea_orm::sea_query::UnionType::Distinct, parents)
        .to_owned()
}

/// Gives a card to the person who came in with its slip; false when it belongs to somebody or has ended, or when the person
/// has another card in the school.
///
/// # Errors
/// `already_member` for a second card of the person.
pub async fn join(tx: &Tx, why: System, card: &Card, person: PersonId) -> Result<bool> {
    let other = member::Entity::find()
        .filter(member::Column::SchoolId.eq(card.school))
        .filter(member::Column::PersonId.eq(person))
        .one(tx.connection())
        .await?;
    if other.is_some() {
        return Err(ProblemKind::AlreadyMember.into());
    }
    let joined = member::Entity::update_many()
        .col_expr(member::Column::PersonId, Expr::value(Some(person)))
        .filter(member::Column::Id.eq(card.id))
        .filter(member::Column::PersonId.is_null())
        .filter(member::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    let joined = joined.rows_affected == 1;
    if joined {
        super::consultations::came_in(tx, why, card.id, person).await?;
    }
    Ok(joined)
}

/// Writes the contacts on a card, checked now, if it still has its version; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn write_contacts(
    tx: &Tx,
    card: &Granted<ContactsCheck, Card>,
    contacts: &CardContacts,
    by: MemberId,
    at: DateTime<Utc>,
) -> Result<bool> {
    let written = member::Entity::update_many()
        .col_expr(member::Column::Email, Expr::value(contacts.email.as_str()))
        .col_expr(member::Column::Phone, Expr::value(contacts.phone.as_str()))
        .col_expr(member::Column::ContactsCheckedAt, Expr::value(Some(at)))
        .col_expr(member::Column::ContactsCheckedBy, Expr::value(Some(by)))
        .col_expr(member::Column::Version, Expr::value(contacts.version + 1))
        .filter(member::Column::Id.eq(card.id))
        .filter(member::Column::Version.eq(contacts.version))
        .exec(tx.connection())
        .await?;
    Ok(written.rows_affected == 1)
}
