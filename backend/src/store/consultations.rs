//! Consultations: finding bookings within a permit's reach, and the rows behind each step (S5).
//!
//! That nothing is booked twice is kept by the keys of `busy_cell` and of a booking's seat, whatever runs at one
//! moment. The locks of [`lock`] only let those who come second be told so, in place of waiting for each other.

mod claim;
mod due;
mod list;
mod settings;
mod slots;
mod waiting;
mod write;

pub use claim::{Wanted, busy, came_in, lock, take_seat, take_time};
pub use due::{affected, forget_cells, gone, held_over, live, notice, upcoming};
pub use list::{booked_with, list};
pub use settings::{helper, rules, settings, update};
pub use slots::{Taken, taken, taken_until};
pub use waiting::{
    NewWaiting, Waiter, WaitingRow, end_gone, end_waiting, find_waiting, helpers_awaited, insert_waiting,
    leave, refused, waiters, waiting,
};
pub use write::{Change, NewBooking, change, expire, insert, place, vacate, waiting_at};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ConsultationBook, ConsultationRead};
use podskazka_shared::access::{ActionType, Reach, Role};
use podskazka_shared::articles::ArticleRef;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::ids::{ArticleId, BookingId, MemberId, SchoolId, SlotId, TicketId};
use podskazka_shared::page::Cursor;
use podskazka_shared::people::MemberRef;
use podskazka_shared::schedules::{Audience, Mode};
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::entities::{article, booking, guardian, member, member_role};
use super::{Db, Tx, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// A booking as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct BookingRow {
    pub id: BookingId,
    school_id: SchoolId,
    pub helper_id: MemberId,
    helper_name: String,
    pub slot_id: Option<SlotId>,
    pub booked_by: MemberId,
    person_name: String,
    pub about_id: Option<MemberId>,
    about_name: Option<String>,
    pub state: BookingState,
    pub held_until: Option<DateTime<Utc>>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: Option<String>,
    pub mode: Option<Mode>,
    pub topic: Option<Topic>,
    pub question: Option<String>,
    pub note: Option<String>,
    pub homework: Option<String>,
    pub article_id: Option<ArticleId>,
    article_title: Option<String>,
    article_link: Option<String>,
    article_for_staff: Option<bool>,
    article_for_parents: Option<bool>,
    article_for_students: Option<bool>,
    article_published_at: Option<DateTime<Utc>>,
    article_ended_at: Option<DateTime<Utc>>,
    pub ticket_id: Option<TicketId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

/// How a booking reaches: one's own is what one booked, and what a parent booked about oneself.
fn within(
    (booked_by, about, helper): (MemberId, Option<MemberId>, MemberId),
    reach: Reach,
    me: MemberId,
) -> bool {
    let own = booked_by == me || about == Some(me);
    match reach {
        Reach::Own => own,
        Reach::Assigned => !own && helper == me,
        Reach::Others => !own,
        Reach::School => true,
        Reach::OwnChild | Reach::OwnClass | Reach::Filed | Reach::Direction | Reach::Addressed => false,
    }
}

impl Reached for BookingRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        within(
            (self.booked_by, self.about_id, self.helper_id),
            reach,
            holder.member,
        )
    }
}

impl BookingRow {
    pub fn helper(&self) -> MemberRef {
        MemberRef {
            id: self.helper_id,
            name: self.helper_name.clone(),
        }
    }

    pub fn person(&self) -> MemberRef {
        MemberRef {
            id: self.booked_by,
            name: self.person_name.clone(),
        }
    }

    pub fn about(&self) -> Option<MemberRef> {
        rows::named(self.about_id, self.about_name.as_ref())
    }

    /// What the person was given to read, as somebody finds it who reads as these.
    pub fn article(&self, audiences: &[Audience]) -> Option<ArticleRef> {
        let (id, title) = self.article_id.zip(self.article_title.clone())?;
        let is = |open: Option<bool>| open.unwrap_or_default();
        let families = (is(self.article_for_parents), is(self.article_for_students));
        let open = self.article_published_at.is_some()
            && self.article_ended_at.is_none()
            && super::articles::reads(is(self.article_for_staff), families, audiences);
        Some(ArticleRef {
            id,
            title,
            link: self.article_link.clone().filter(|_| open),
            open,
        })
    }

    /// Whose time it takes: who booked it, and the child whom it is about.
    pub fn people(&self) -> Vec<MemberId> {
        [Some(self.booked_by), self.about_id]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// The columns by which a row is reached: who booked it, whom it is about, whose desk it is.
type Columns = [Expr; 3];

/// The permit's reaches as a condition, as [`within`] grants them; the tables of rights compare the two.
fn reached<A: ActionType>(permit: &Permit<A>, [booked_by, about, helper]: &Columns) -> Condition {
    let me = permit.member();
    let own = || {
        Condition::any().add(booked_by.clone().eq(me)).add(
            Condition::all()
                .add(about.clone().is_not_null())
                .add(about.clone().eq(me)),
        )
    };
    let others = || {
        Condition::all().add(booked_by.clone().ne(me)).add(
            Condition::any()
                .add(about.clone().is_null())
                .add(about.clone().ne(me)),
        )
    };
    let mut any = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        any = match reach {
            Reach::Own => any.add(own()),
            Reach::Assigned => any.add(others().add(helper.clone().eq(me))),
            Reach::Others => any.add(others()),
            Reach::School => any.add(Expr::val(true)),
            Reach::OwnChild | Reach::OwnClass | Reach::Filed | Reach::Direction | Reach::Addressed => any,
        };
    }
    any
}

/// Selects [`BookingRow`]s of a school.
fn of_school(school: SchoolId) -> SelectStatement {
    use booking::Column as B;
    let columns = [
        B::Id,
        B::SchoolId,
        B::HelperId,
        B::SlotId,
        B::BookedBy,
        B::AboutId,
        B::State,
        B::HeldUntil,
        B::StartsAt,
        B::EndsAt,
        B::Place,
        B::Mode,
        B::Topic,
        B::Question,
        B::Note,
        B::Homework,
        B::ArticleId,
        B::TicketId,
        B::CreatedAt,
        B::UpdatedAt,
        B::Version,
    ];
    let names = [
        (B::HelperId, "helper_name"),
        (B::BookedBy, "person_name"),
        (B::AboutId, "about_name"),
    ];
    let mut select = rows::with_names(booking::Entity, columns, names);
    let given = |column: article::Column| Expr::col((article::Entity, column));
    select
        .expr_as(given(article::Column::Title), "article_title")
        .expr_as(given(article::Column::Link), "article_link")
        .expr_as(given(article::Column::ForStaff), "article_for_staff")
        .expr_as(given(article::Column::ForParents), "article_for_parents")
        .expr_as(given(article::Column::ForStudents), "article_for_students")
        .expr_as(given(article::Column::PublishedAt), "article_published_at")
        .expr_as(given(article::Column::EndedAt), "article_ended_at")
        .left_join(
            article::Entity,
            given(article::Column::Id).eq(B::ArticleId.into_expr()),
        )
        .and_where(B::SchoolId.eq(school))
        .to_owned()
}

/// Selects those within the permit's reach.
fn select(permit: &Permit<ConsultationRead>) -> SelectStatement {
    use booking::Column as B;
    let columns = [
        B::BookedBy.into_expr(),
        B::AboutId.into_expr(),
        B::HelperId.into_expr(),
    ];
    of_school(permit.school())
        .cond_where(reached(permit, &columns))
        .to_owned()
}

/// A booking that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ConsultationRead>,
    id: BookingId,
) -> Result<Granted<ConsultationRead, BookingRow>> {
    let mut select = select(permit);
    select.and_where(booking::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<ConsultationRead>,
    id: BookingId,
) -> Result<Granted<ConsultationRead, BookingRow>> {
    let mut select = select(permit);
    select
        .and_where(booking::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [booking::Entity]);
    rows::one(tx, &select, permit).await
}

/// Whether somebody is a child of the permit's holder, at the school now.
///
/// # Errors
/// Those of the database.
pub async fn is_child(db: &impl Db, permit: &Permit<ConsultationBook>, child: MemberId) -> Result<bool> {
    is_child_of(db, permit, permit.member(), child).await
}

/// Whether somebody is a child of a parent, at the school now.
///
/// # Errors
/// Those of the database.
pub async fn is_child_of<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    parent: MemberId,
    child: MemberId,
) -> Result<bool> {
    let tie = guardian::Entity::find_by_id((parent, child))
        .one(db.connection())
        .await?;
    if tie.is_none() {
        return Ok(false);
    }
    is_there(db, permit, child).await
}

/// Whether somebody is a member of the school now.
///
/// # Errors
/// Those of the database.
pub async fn is_there<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: MemberId) -> Result<bool> {
    let found = member::Entity::find_by_id(id)
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// The roles of members of the school, one after the other.
///
/// # Errors
/// Those of the database.
pub async fn roles<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    of: &[MemberId],
) -> Result<Vec<(MemberId, Role)>> {
    let rows: Vec<(MemberId, String)> = member_role::Entity::find()
        .join(
            sea_orm::JoinType::InnerJoin,
            member_role::Entity::belongs_to(member::Entity)
                .from(member_role::Column::MemberId)
                .to(member::Column::Id)
                .into(),
        )
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .filter(member_role::Column::MemberId.is_in(of.iter().copied()))
        .select_only()
        .column(member_role::Column::MemberId)
        .column(member_role::Column::Role)
        .into_tuple()
        .all(db.connection())
        .await?;
    let known = |(id, role): (MemberId, String)| Some((id, role.parse().ok()?));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Where a list of free slots goes on.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub fn after(cursor: Option<&Cursor>) -> Result<Option<(DateTime<Utc>, MemberId)>> {
    super::cursor::read(cursor)
}

/// The place of a slot in the list.
pub fn cursor(place: &(DateTime<Utc>, MemberId)) -> Cursor {
    super::cursor::write(place)
}
