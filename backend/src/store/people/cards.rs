//! The cards of a school's people, as far as a permit reaches.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{PeopleEdit, PeopleRead, TicketFile};
use podskazka_shared::access::{ActionType, Reach, Role};
use podskazka_shared::classes::{ClassName, ClassRef};
use podskazka_shared::ids::{ClassId, MemberId, PersonId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::cards::{Card, CardStatus, CardSummary, DeputyField, PeopleQuery};
use podskazka_shared::people::{Child, MemberRef, search_name};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, IntoCondition, JoinType, LikeExpr, LockType, Order,
    Query, SelectStatement,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::super::classes::attending;
use super::super::entities::{class, class_student, class_teacher, guardian, member, member_role, school};
use super::super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// A card as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CardRow {
    pub id: MemberId,
    school_id: SchoolId,
    person_id: Option<PersonId>,
    pub external_id: Option<String>,
    pub name: String,
    search_name: String,
    pub post: String,
    pub deputy_field: Option<String>,
    pub email: String,
    pub phone: String,
    contacts_checked_at: Option<DateTime<Utc>>,
    pub superior_id: Option<MemberId>,
    superior_name: Option<String>,
    created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    pub version: i64,
    own_class: bool,
}

impl CardRow {
    /// Whether the personal data on it were erased: it is nobody's.
    pub fn is_erased(&self) -> bool {
        self.erased_at.is_some()
    }
}

impl Reached for CardRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::Own => self.id == holder.member,
            Reach::OwnClass => self.own_class,
            Reach::Others => self.id != holder.member,
            Reach::School => true,
            Reach::OwnChild | Reach::Filed | Reach::Assigned | Reach::Direction | Reach::Addressed => false,
        }
    }
}

/// The students of the classes and their parents, as long as they are members.
fn of_classes(classes: &[ClassId]) -> Condition {
    let students = || {
        Query::select()
            .column(class_student::Column::MemberId)
            .from(class_student::Entity)
            .and_where(class_student::Column::ClassId.is_in(classes.iter().copied()))
            .and_where(class_student::Column::EndedAt.is_null())
            .to_owned()
    };
    let parents = Query::select()
        .column(guardian::Column::ParentId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ChildId.into_expr().in_subquery(students()))
        .to_owned();
    let me = || member::Column::Id.into_expr();
    let any = Condition::any()
        .add(me().in_subquery(students()))
        .add(me().in_subquery(parents));
    Condition::all()
        .add(member::Column::EndedAt.into_expr().is_null())
        .add(any)
}

/// The permit's reaches as a condition: the OR over all of them, within the school.
fn reached(permit: &Permit<PeopleRead>) -> Condition {
    let holder = permit.holder();
    let mut any = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        any = match reach {
            Reach::Own => any.add(member::Column::Id.eq(holder.member)),
            Reach::OwnClass => any.add(of_classes(&holder.classes)),
            Reach::Others => any.add(member::Column::Id.ne(holder.member)),
            Reach::School => any.add(Expr::val(true)),
            Reach::OwnChild | Reach::Filed | Reach::Assigned | Reach::Direction | Reach::Addressed => any,
        };
    }
    Condition::all()
        .add(member::Column::SchoolId.eq(permit.school()))
        .add(any)
}

fn select(permit: &Permit<PeopleRead>) -> SelectStatement {
    use member::Column as M;
    let superior = Alias::new("superior");
    let mut select = Query::select();
    for column in [
        M::Id,
        M::SchoolId,
        M::PersonId,
        M::ExternalId,
        M::Name,
        M::SearchName,
        M::Post,
        M::DeputyField,
        M::Email,
        M::Phone,
        M::ContactsCheckedAt,
        M::SuperiorId,
        M::CreatedAt,
        M::EndedAt,
        M::ErasedAt,
        M::Version,
    ] {
        select.column((member::Entity, column));
    }
    let own = Expr::case(of_classes(&permit.holder().classes), Expr::val(true)).finally(Expr::val(false));
    select
        .expr_as(Expr::col((superior.clone(), M::Name)), "superior_name")
        .expr_as(own, "own_class")
        .from(member::Entity)
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            superior.clone(),
            Expr::col((superior, M::Id).into_column_ref()).eq(M::SuperiorId.into_expr()),
        )
        .cond_where(reached(permit))
        .to_owned()
}

async fn rows(db: &impl Db, select: &SelectStatement) -> Result<Vec<CardRow>> {
    let statement = db.connection().get_database_backend().build(select);
    Ok(CardRow::find_by_statement(statement).all(db.connection()).await?)
}

/// A card that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<PeopleRead>,
    id: MemberId,
) -> Result<Granted<PeopleRead, CardRow>> {
    let found = rows(db, select(permit).and_where(member::Column::Id.eq(id))).await?;
    permit.grant(found.into_iter().next().ok_or(ProblemKind::NotFound)?)
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<PeopleRead>,
    id: MemberId,
) -> Result<Granted<PeopleRead, CardRow>> {
    let mut select = select(permit);
    select
        .and_where(member::Column::Id.eq(id))
        .lock_with_tables(LockType::NoKeyUpdate, [member::Entity]);
    let found = rows(tx, &select).await?;
    permit.grant(found.into_iter().next().ok_or(ProblemKind::NotFound)?)
}

/// The words of a search as a condition: each begins a word of the name.
fn named_like(search: &str) -> Condition {
    let mut all = Condition::all();
    for word in search_name(search).split(' ').filter(|word| !word.is_empty()) {
        let plain = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = |pattern: String| {
            Expr::col((member::Entity, member::Column::SearchName)).like(LikeExpr::new(pattern).escape('\\'))
        };
        all = all.add(
            Condition::any()
                .add(like(format!("{plain}%")))
                .add(like(format!("% {plain}%"))),
        );
    }
    all
}

/// Students who are in a class now; of a class of a past year, those who were in it and were not moved to another.
fn in_class(class_id: ClassId, school: SchoolId) -> Condition {
    let mut select = Query::select();
    select
        .column((class_student::Entity, class_student::Column::MemberId))
        .from(class_student::Entity)
        .and_where(class_student::Column::ClassId.eq(class_id));
    attending(&mut select, school);
    member::Column::Id
        .into_expr()
        .in_subquery(select)
        .into_condition()
}

fn with(select: SelectStatement, yes: bool) -> Condition {
    let found = member::Column::Id.into_expr().in_subquery(select);
    if yes { found } else { found.not() }.into_condition()
}

/// A page of the cards that the reader may see, by name.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &impl Db,
    permit: &Permit<PeopleRead>,
    query: &PeopleQuery,
) -> Result<Page<CardSummary>> {
    use member::Column as M;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    match query.status.unwrap_or_default() {
        CardStatus::Active => {
            select.and_where(M::EndedAt.into_expr().is_null());
        }
        CardStatus::Ended => {
            select.and_where(M::EndedAt.into_expr().is_not_null());
        }
        CardStatus::All => {}
    }
    if let Some(search) = &query.search {
        select.cond_where(named_like(search));
    }
    let holding = |role: Role| {
        Query::select()
            .column(member_role::Column::MemberId)
            .from(member_role::Entity)
            .and_where(member_role::Column::Role.eq(role.code()))
            .to_owned()
    };
    if let Some(role) = query.role {
        select.cond_where(with(holding(role), true));
    }
    if let Some(class) = query.class {
        select.cond_where(in_class(class, permit.school()));
    }
    if let Some(unclassed) = query.unclassed {
        let classed = Query::select()
            .column(class_student::Column::MemberId)
            .from(class_student::Entity)
            .and_where(class_student::Column::EndedAt.is_null())
            .to_owned();
        select
            .cond_where(with(holding(Role::Student), true))
            .cond_where(with(classed, !unclassed));
    }
    if let Some((name, id)) = super::super::cursor::read::<(String, MemberId)>(query.after.as_ref())? {
        let key = Expr::tuple([M::SearchName.into_expr(), M::Id.into_expr()]);
        select.and_where(key.gt(Expr::tuple([Expr::val(name), Expr::val(id)])));
    }
    select
        .order_by((member::Entity, M::SearchName), Order::Asc)
        .order_by((member::Entity, M::Id), Order::Asc)
        .limit(u64::from(limit) + 1);
    let rows = rows(db, &select).await?;
    let page = Page::cut(rows, limit.into(), |row: &CardRow| {
        super::super::cursor::write(&(&row.search_name, row.id))
    });
    let ids: Vec<MemberId> = page.items.iter().map(|row| row.id).collect();
    let mut facts = facts(db, M::Id.is_in(ids.iter().copied()).into_condition()).await?;
    let summary = |row: CardRow| {
        let facts = facts.remove(&row.id).unwrap_or_default();
        summary(row, facts)
    };
    Ok(Page {
        items: page.items.into_iter().map(summary).collect(),
        next: page.next,
    })
}

fn summary(row: CardRow, facts: Facts) -> CardSummary {
    CardSummary {
        id: row.id,
        name: row.name,
        post: row.post,
        roles: facts.roles,
        class: facts.class,
        classes: facts.leads,
        external_id: row.external_id,
        account: row.person_id.is_some(),
        ended_at: row.ended_at,
        version: row.version,
    }
}

/// A card with all that hangs on it; in a fixed number of queries.
///
/// # Errors
/// Those of the database.
pub async fn whole(
    db: &impl Db,
    permit: &Permit<PeopleRead>,
    row: Granted<PeopleRead, CardRow>,
) -> Result<Card> {
    let row = row.into_row();
    let id = row.id;
    let mut all = facts(db, member::Column::Id.eq(id).into_condition()).await?;
    let facts = all.remove(&id).unwrap_or_default();
    let mut children = super::children(db, &[id]).await?.remove(&id).unwrap_or_default();
    keep_reached(db, permit, &mut children).await?;
    let left_children = left_children(db, permit, id).await?;
    let parents = parents(db, id).await?;
    Ok(Card {
        deputy_field: row.deputy_field.as_deref().and_then(|code| code.parse().ok()),
        email: row.email.clone(),
        phone: row.phone.clone(),
        contacts_checked_at: row.contacts_checked_at,
        superior: row
            .superior_id
            .zip(row.superior_name.clone())
            .map(|(id, name)| MemberRef { id, name }),
        children,
        left_children,
        parents,
        created_at: row.created_at,
        summary: summary(row, facts),
    })
}

/// Leaves of a parent's children those whom the reader may see: a class teacher those of the own class.
async fn keep_reached(db: &impl Db, permit: &Permit<PeopleRead>, children: &mut Vec<Child>) -> Result<()> {
    if children.is_empty() {
        return Ok(());
    }
    let ids = children.iter().map(|child| child.id);
    let which = reached(permit).add(member::Column::Id.is_in(ids));
    let seen: HashSet<MemberId> = refs(db, which).await?.into_iter().map(|one| one.id).collect();
    children.retain(|child| seen.contains(&child.id));
    Ok(())
}

/// Children whom a parent is tied to still, though they have left; as far as the reader may see them.
async fn left_children(
    db: &impl Db,
    permit: &Permit<PeopleRead>,
    parent: MemberId,
) -> Result<Vec<MemberRef>> {
    let select = Query::select()
        .column(guardian::Column::ChildId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ParentId.eq(parent))
        .to_owned();
    let left = reached(permit)
        .add(member::Column::Id.into_expr().in_subquery(select))
        .add(member::Column::EndedAt.is_not_null());
    refs(db, left).await
}

async fn parents(db: &impl Db, child: MemberId) -> Result<Vec<MemberRef>> {
    let select = Query::select()
        .column(guardian::Column::ParentId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ChildId.eq(child))
        .to_owned();
    refs(
        db,
        member::Column::Id
            .into_expr()
            .in_subquery(select)
            .and(member::Column::EndedAt.is_null())
            .into_condition(),
    )
    .await
}

/// The members of a condition by name.
pub(in crate::store) async fn refs(db: &impl Db, which: Condition) -> Result<Vec<MemberRef>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: MemberId,
        name: String,
    }
    let select = Query::select()
        .columns([
            (member::Entity, member::Column::Id),
            (member::Entity, member::Column::Name),
        ])
        .from(member::Entity)
        .cond_where(which)
        .order_by((member::Entity, member::Column::SearchName), Order::Asc)
        .order_by((member::Entity, member::Column::Id), Order::Asc)
        .to_owned();
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberRef {
            id: row.id,
            name: row.name,
        })
        .collect())
}

/// What members are besides what stands on their row.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Facts {
    pub(in crate::store) roles: Vec<Role>,
    pub(in crate::store) class: Option<ClassRef>,
    pub(in crate::store) leads: Vec<ClassRef>,
}

/// The roles and the classes of this year of the members of a condition, in three queries.
pub(in crate::store) async fn facts(db: &impl Db, which: Condition) -> Result<HashMap<MemberId, Facts>> {
    #[derive(FromQueryResult)]
    struct RoleRow {
        member_id: MemberId,
        role: String,
    }
    #[derive(FromQueryResult)]
    struct ClassRow {
        member_id: MemberId,
        id: ClassId,
        grade: i16,
        letter: String,
    }
    let mut all: HashMap<MemberId, Facts> = HashMap::new();
    let build = |select: &SelectStatement| db.connection().get_database_backend().build(select);
    let roles = Query::select()
        .columns([
            (member_role::Entity, member_role::Column::MemberId),
            (member_role::Entity, member_role::Column::Role),
        ])
        .from(member_role::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            member_role::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .cond_where(which.clone())
        .to_owned();
    for row in RoleRow::find_by_statement(build(&roles))
        .all(db.connection())
        .await?
    {
        let facts = all.entry(row.member_id).or_default();
        facts.roles.extend(row.role.parse::<Role>());
        facts.roles.sort_unstable();
    }
    let class_of = |select: &mut SelectStatement, member_id: Expr, class_id: Expr| {
        select
            .expr_as(member_id.clone(), "member_id")
            .columns([
                (class::Entity, class::Column::Id),
                (class::Entity, class::Column::Grade),
                (class::Entity, class::Column::Letter),
            ])
            .join(
                JoinType::InnerJoin,
                class::Entity,
                class_id.eq(class::Column::Id.into_expr()),
            )
            .join(
                JoinType::InnerJoin,
                school::Entity,
                Condition::all()
                    .add(
                        class::Column::SchoolId
                            .into_expr()
                            .eq(school::Column::Id.into_expr()),
                    )
                    .add(
                        class::Column::Year
                            .into_expr()
                            .eq(school::Column::Year.into_expr()),
                    ),
            )
            .join(
                JoinType::InnerJoin,
                member::Entity,
                member_id.eq(member::Column::Id.into_expr()),
            )
            .cond_where(which.clone())
            .order_by((class::Entity, class::Column::Grade), Order::Asc)
            .order_by((class::Entity, class::Column::Letter), Order::Asc);
    };
    let mut studied = Query::select();
    studied
        .from(class_student::Entity)
        .and_where(class_student::Column::EndedAt.into_expr().is_null());
    class_of(
        &mut studied,
        class_student::Column::MemberId.into_expr(),
        class_student::Column::ClassId.into_expr(),
    );
    let mut led = Query::select();
    led.from(class_teacher::Entity);
    class_of(
        &mut led,
        class_teacher::Column::MemberId.into_expr(),
        class_teacher::Column::ClassId.into_expr(),
    );
    for (select, leads) in [(studied, false), (led, true)] {
        for row in ClassRow::find_by_statement(build(&select))
            .all(db.connection())
            .await?
        {
            let facts = all.entry(row.member_id).or_default();
            let name = ClassName {
                grade: row.grade,
                letter: row.letter,
            };
            let class = ClassRef { id: row.id, name };
            if leads {
                facts.leads.push(class);
            } else {
                facts.class = Some(class);
            }
        }
    }
    Ok(all)
}

/// The roles of a member.
///
/// # Errors
/// Those of the database.
pub async fn roles<A: ActionType>(db: &impl Db, _: &Granted<A, CardRow>, id: MemberId) -> Result<Vec<Role>> {
    let mut all = facts(db, member::Column::Id.eq(id).into_condition()).await?;
    Ok(all.remove(&id).unwrap_or_default().roles)
}

/// Which of these are members of the school now who have this role, or any role of staff when none is told; in order of id.
///
/// # Errors
/// Those of the database.
pub async fn present<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    ids: &[MemberId],
    role: Option<Role>,
) -> Result<Vec<MemberId>> {
    let roles = role.map_or_else(super::staff_roles, |role| vec![role.code()]);
    let which = Condition::all()
        .add(member::Column::SchoolId.eq(permit.school()))
        .add(member::Column::EndedAt.is_null())
        .add(member::Column::Id.is_in(ids.iter().copied()))
        .add(super::with_role(roles));
    Ok(refs(db, which).await?.into_iter().map(|found| found.id).collect())
}

/// A card to be.
#[derive(Debug, Clone)]
pub struct NewCard<'a> {
    pub id: MemberId,
    pub name: &'a str,
    pub post: &'a str,
    pub deputy_field: Option<DeputyField>,
    pub email: &'a str,
    pub phone: &'a str,
    pub external_id: Option<&'a str>,
    pub superior: Option<MemberId>,
    pub roles: &'a [Role],
}

/// Makes a card with its roles.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx, permit: &Permit<PeopleEdit>, new: NewCard<'_>, at: DateTime<Utc>) -> Result<()> {
    insert_row(tx, permit, &new, at).await?;
    let roles = new.roles.iter().map(|role| member_role::ActiveModel {
        member_id: Set(new.id),
        role: Set(role.code().to_owned()),
    });
    member_role::Entity::insert_many(roles)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// A card for somebody who has none, as whoever logs their request knows them: without a role, so that it opens nothing (D6).
///
/// # Errors
/// Those of the database.
pub async fn insert_guest(
    tx: &Tx,
    permit: &Permit<TicketFile>,
    (id, name, phone): (MemberId, &str, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    let new = NewCard {
        id,
        external_id: None,
        name,
        post: "",
        deputy_field: None,
        email: "",
        phone,
        superior: None,
        roles: &[],
    };
    insert_row(tx, permit, &new, at).await
}

async fn insert_row<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    new: &NewCard<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = member::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        person_id: Set(None),
        external_id: Set(new.external_id.map(str::to_owned)),
        name: Set(new.name.to_owned()),
        search_name: Set(search_name(new.name)),
        post: Set(new.post.to_owned()),
        deputy_field: Set(new.deputy_field.map(|field| field.code().to_owned())),
        email: Set(new.email.to_owned()),
        phone: Set(new.phone.to_owned()),
        contacts_checked_at: Set(None),
        contacts_checked_by: Set(None),
        superior_id: Set(new.superior),
        created_at: Set(at),
        ended_at: Set(None),
        erased_at: Set(None),
        version: Set(1),
    };
    member::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Writes what a card says of its owner and raises its version.
///
/// # Errors
/// Those of the database.
pub async fn update(tx: &Tx, card: &Granted<PeopleEdit, CardRow>) -> Result<()> {
    use member::Column as M;
    tx.renamed([card.id]);
    member::Entity::update_many()
        .col_expr(M::Name, Expr::value(card.name.as_str()))
        .col_expr(M::SearchName, Expr::value(search_name(&card.name)))
        .col_expr(M::Post, Expr::value(card.post.as_str()))
        .col_expr(M::DeputyField, Expr::value(card.deputy_field.clone()))
        .col_expr(M::Email, Expr::value(card.email.as_str()))
        .col_expr(M::Phone, Expr::value(card.phone.as_str()))
        .col_expr(M::ExternalId, Expr::value(card.external_id.clone()))
        .col_expr(M::SuperiorId, Expr::value(card.superior_id))
        .col_expr(M::Version, Expr::col(M::Version).add(1))
        .filter(M::Id.eq(card.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that contacts are others than those that were checked.
///
/// # Errors
/// Those of the database.
pub async fn uncheck(tx: &Tx, permit: &Permit<PeopleEdit>, ids: &[MemberId]) -> Result<()> {
    use member::Column as M;
    for ids in ids.chunks(1000) {
        member::Entity::update_many()
            .col_expr(M::ContactsCheckedAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(M::ContactsCheckedBy, Expr::value(None::<MemberId>))
            .filter(M::SchoolId.eq(permit.school()))
            .filter(M::Id.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Whether another card of the school has this id of the journal.
///
/// # Errors
/// Those of the database.
pub async fn external_id_taken(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    external_id: &str,
    but: Option<MemberId>,
) -> Result<bool> {
    let found = member::Entity::find()
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::ExternalId.eq(external_id))
        .one(tx.connection())
        .await?;
    Ok(found.is_some_and(|found| Some(found.id) != but))
}

/// Raises the versions of cards on which something else of theirs changed.
///
/// # Errors
/// Those of the database.
pub async fn touch<A: ActionType>(tx: &Tx, permit: &Permit<A>, ids: &[MemberId]) -> Result<()> {
    for ids in ids.chunks(1000) {
        member::Entity::update_many()
            .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
            .filter(member::Column::SchoolId.eq(permit.school()))
            .filter(member::Column::Id.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// The chain of superiors above a member, the nearest first.
///
/// # Errors
/// Those of the database.
pub async fn above(tx: &Tx, permit: &Permit<PeopleEdit>, id: MemberId) -> Result<Vec<MemberId>> {
    let mut chain: Vec<MemberId> = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let row = member::Entity::find_by_id(id)
            .filter(member::Column::SchoolId.eq(permit.school()))
            .one(tx.connection())
            .await?;
        next = row
            .and_then(|row| row.superior_id)
            .filter(|superior| !chain.contains(superior));
        chain.extend(next);
    }
    Ok(chain)
}

/// Ties children to a parent; what is tied stays.
///
/// # Errors
/// Those of the database.
pub async fn tie(tx: &Tx, _: &Permit<PeopleEdit>, ties: &[(MemberId, MemberId)]) -> Result<()> {
    for ties in ties.chunks(1000) {
        let rows = ties.iter().map(|(parent, child)| guardian::ActiveModel {
            parent_id: Set(*parent),
            child_id: Set(*child),
        });
        guardian::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Who is tied to a parent, whether they are at the school still or not.
///
/// # Errors
/// Those of the database.
pub async fn tied(tx: &Tx, _: &Permit<PeopleEdit>, parent: MemberId) -> Result<Vec<MemberId>> {
    let ties = guardian::Entity::find()
        .filter(guardian::Column::ParentId.eq(parent))
        .all(tx.connection())
        .await?;
    Ok(ties.into_iter().map(|tie| tie.child_id).collect())
}

/// Unties children from parents.
///
/// # Errors
/// Those of the database.
pub async fn untie(tx: &Tx, _: &Permit<PeopleEdit>, ties: &[(MemberId, MemberId)]) -> Result<()> {
    for ties in ties.chunks(500) {
        let pair = Expr::tuple([
            guardian::Column::ParentId.into_expr(),
            guardian::Column::ChildId.into_expr(),
        ]);
        guardian::Entity::delete_many()
            .filter(pair.in_tuples(ties.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Sets the roles of a member.
///
/// # Errors
/// Those of the database.
pub async fn set_roles<A: ActionType>(tx: &Tx, _: &Permit<A>, id: MemberId, roles: &[Role]) -> Result<()> {
    member_role::Entity::delete_many()
        .filter(member_role::Column::MemberId.eq(id))
        .filter(member_role::Column::Role.is_not_in(roles.iter().map(|role| role.code())))
        .exec(tx.connection())
        .await?;
    if roles.is_empty() {
        return Ok(());
    }
    let rows = roles.iter().map(|role| member_role::ActiveModel {
        member_id: Set(id),
        role: Set(role.code().to_owned()),
    });
    member_role::Entity::insert_many(rows)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
