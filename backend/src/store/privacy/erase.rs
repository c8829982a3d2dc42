//! Erasing a card: what the law demands stays without a name, all else goes, in one transaction.
//!
//! `shared/fixtures/personal-data.txt` tells of each column what becomes of it; whoever adds a column that names people
//! adds it there and here.

use chrono::{DateTime, Utc};
use podskazka_shared::ids::{AuditId, ImportId, MemberId, MessageId, PersonId, RatingId, SchoolId, TicketId};
use podskazka_shared::people::search_name;
use podskazka_shared::privacy::{ERASED_NAME, ERASED_TEXT, ERASED_TITLE};
use podskazka_shared::tickets::TicketState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, LockType, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{
    acting, appointment, audit, audit_detail, class_student, class_teacher, correction, erasure, guardian,
    invitation, member, member_role, message, people_import, person, rating, schedule, schedule_line, ticket,
    ticket_event, ticket_term,
};
use super::super::{Tx, idempotency, private::Connection, tickets};
use super::letters;
use super::quotes::Quotes;
use crate::clock::new_id;
use crate::problem::Result;

/// How many texts are held at once.
const PAGE: u64 = 100;

/// Whose card it is, and what tells that a text speaks of them.
struct Erased {
    member: MemberId,
    school: SchoolId,
    /// The sign-in; none when there is none.
    person: Option<PersonId>,
    /// Whether the sign-in goes too.
    account: bool,
    quotes: Quotes,
}

/// Erases the card, and the sign-in with it when nothing else needs it. What is erased already stays as it is: its name is
/// everybody's who was erased.
pub(super) async fn card(tx: &Tx, id: MemberId, at: DateTime<Utc>) -> Result<()> {
    let found = member::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    let Some(card) = found.filter(|card| card.erased_at.is_none()) else {
        return Ok(());
    };
    let plan = super::plan::plans(tx, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    let erased = Erased {
        member: id,
        school: card.school_id,
        person: card.person_id,
        account: plan.account,
        quotes: Quotes::of(tx, &card).await?,
    };
    trail(tx, &erased).await?;
    let account_gone = erased.person.filter(|_| erased.account);
    letters::delete(tx, id, account_gone, &erased.quotes).await?;
    own_requests(tx, &erased, at).await?;
    quoted(tx, &erased).await?;
    work(tx, &erased, at).await?;
    standing(tx, &erased, at).await?;
    cases(tx, &erased).await?;
    blank(tx, card, at).await?;
    // The card helps nobody any more, which is what this goes by.
    tickets::release_now(tx, id, at).await?;
    account(tx, &erased).await
}

/// The requests whose texts go: the person's own, and those about them.
fn requests(of: &Erased) -> SelectStatement {
    use ticket::Column as T;
    Query::select()
        .column(T::Id)
        .from(ticket::Entity)
        .cond_where(
            Condition::any()
                .add(T::RequesterId.eq(of.member))
                .add(T::ChildId.eq(of.member)),
        )
        .to_owned()
}

/// The erasable half of the audit trail; the lines themselves hold ids only, and stay.
async fn trail(tx: &Tx, of: &Erased) -> Result<()> {
    use audit::Column as A;
    let mut lines = Condition::any()
        .add(A::ObjectId.eq(of.member.0))
        .add(A::ObjectId.in_subquery(requests(of)));
    if let Some(person) = of.person {
        let by = Condition::all()
            .add(A::PersonId.eq(person))
            .add_option((!of.account).then(|| A::SchoolId.eq(of.school)));
        let about = Condition::all()
            .add(A::ObjectId.eq(person.0))
            .add_option((!of.account).then(|| A::SchoolId.eq(of.school)));
        lines = lines.add(by).add(about);
    }
    let lines = Query::select()
        .column(A::Id)
        .from(audit::Entity)
        .cond_where(lines)
        .to_owned();
    audit_detail::Entity::delete_many()
        .filter(audit_detail::Column::AuditId.in_subquery(lines))
        .exec(tx.connection())
        .await?;
    let of_school = Query::select()
        .column(A::Id)
        .from(audit::Entity)
        .and_where(A::SchoolId.eq(of.school))
        .to_owned();
    let detail = audit_detail::Entity::find()
        .select_only()
        .column(audit_detail::Column::AuditId)
        .column(audit_detail::Column::Detail)
        .filter(audit_detail::Column::AuditId.in_subquery(of_school))
        .filter(of.quotes.perhaps(Expr::col(audit_detail::Column::Detail)));
    let mut after: Option<AuditId> = None;
    loop {
        let mut page = detail.clone();
        if let Some(after) = after {
            page = page.filter(audit_detail::Column::AuditId.gt(after));
        }
        let page: Vec<(AuditId, String)> = page
            .order_by_asc(audit_detail::Column::AuditId)
            .limit(PAGE)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        audit_detail::Entity::delete_many()
            .filter(audit_detail::Column::AuditId.is_in(speaking(of, &page)))
            .exec(tx.connection())
            .await?;
    }
}

/// Which of the texts speak of the person.
fn speaking<I: Copy>(of: &Erased, page: &[(I, String)]) -> Vec<I> {
    let there = page.iter().filter(|(_, text)| of.quotes.are_in(text));
    there.map(|(id, _)| *id).collect()
}

/// Requests of the person and about them: number, topic and times stay, texts go; open ones are closed.
async fn own_requests(tx: &Tx, of: &Erased, at: DateTime<Utc>) -> Result<()> {
    use ticket::Column as T;
    let mine = || {
        Condition::any()
            .add(T::RequesterId.eq(of.member))
            .add(T::ChildId.eq(of.member))
    };
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(ERASED_TEXT))
        .filter(message::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    rating::Entity::update_many()
        .col_expr(rating::Column::Comment, Expr::value(None::<String>))
        .filter(rating::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    let open = ticket::Entity::find()
        .filter(mine())
        .filter(T::State.ne(TicketState::Closed))
        .all(tx.connection())
        .await?;
    let events = open.iter().map(|ticket| ticket_event::ActiveModel {
        id: Set(new_id(at)),
        ticket_id: Set(ticket.id),
        at: Set(at),
        event: Set("close".to_owned()),
        actor_id: Set(None),
        client_id: Set(None),
    });
    for chunk in events.collect::<Vec<_>>().chunks(100) {
        ticket_event::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx.connection())
            .await?;
    }
    ticket_term::Entity::update_many()
        .col_expr(ticket_term::Column::EndedAt, Expr::value(Some(at)))
        .filter(ticket_term::Column::TicketId.in_subquery(requests(of)))
        .filter(ticket_term::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    ticket::Entity::update_many()
        .col_expr(T::State, Expr::value(TicketState::Closed))
        .col_expr(T::Rank, Expr::value(2_i16))
        .col_expr(T::UpdatedAt, Expr::value(at))
        .filter(mine())
        .filter(T::State.ne(TicketState::Closed))
        .exec(tx.connection())
        .await?;
    ticket::Entity::update_many()
        .col_expr(T::Title, Expr::value(ERASED_TITLE))
        .col_expr(T::ClassName, Expr::value(None::<String>))
        .col_expr(T::ChildId, Expr::value(None::<MemberId>))
        .col_expr(T::TextsErasedAt, Expr::value(Some(at)))
        .col_expr(T::Version, Expr::col(T::Version).add(1))
        .filter(mine())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What others of the school wrote with the person's name or contacts in it.
async fn quoted(tx: &Tx, of: &Erased) -> Result<()> {
    said(tx, of).await?;
    titled(tx, of).await?;
    rated(tx, of).await
}

async fn said(tx: &Tx, of: &Erased) -> Result<()> {
    use message::Column as C;
    let of_school = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::SchoolId.eq(of.school))
        .to_owned();
    let texts = message::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::Body)
        .filter(C::TicketId.in_subquery(of_school))
        .filter(of.quotes.perhaps(Expr::col(C::Body)));
    let mut after: Option<MessageId> = None;
    loop {
        let mut page = texts.clone();
        if let Some(after) = after {
            page = page.filter(C::Id.gt(after));
        }
        let page: Vec<(MessageId, String)> = page
            .order_by_asc(C::Id)
            .limit(PAGE)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        message::Entity::update_many()
            .col_expr(C::Body, Expr::value(ERASED_TEXT))
            .filter(C::Id.is_in(speaking(of, &page)))
            .exec(tx.connection())
            .await?;
    }
}

async fn titled(tx: &Tx, of: &Erased) -> Result<()> {
    use ticket::Column as C;
    let texts = ticket::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::Title)
        .filter(C::SchoolId.eq(of.school))
        .filter(of.quotes.perhaps(Expr::col(C::Title)));
    let mut after: Option<TicketId> = None;
    loop {
        let mut page = texts.clone();
        if let Some(after) = after {
            page = page.filter(C::Id.gt(after));
        }
        let page: Vec<(TicketId, String)> = page
            .order_by_asc(C::Id)
            .limit(PAGE)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        ticket::Entity::update_many()
            .col_expr(C::Title, Expr::value(ERASED_TITLE))
            .col_expr(C::Version, Expr::col(C::Version).add(1))
            .filter(C::Id.is_in(speaking(of, &page)))
            .exec(tx.connection())
            .await?;
    }
}

async fn rated(tx: &Tx, of: &Erased) -> Result<()> {
    use rating::Column as C;
    let texts = rating::Entity::find()
        .select_only()
        .column(C::Id)
        .column(C::Comment)
        .filter(C::SchoolId.eq(of.school))
        .filter(C::Comment.is_not_null())
        .filter(of.quotes.perhaps(Expr::col(C::Comment)));
    let mut after: Option<RatingId> = None;
    loop {
        let mut page = texts.clone();
        if let Some(after) = after {
            page = page.filter(C::Id.gt(after));
        }
        let page: Vec<(RatingId, String)> = page
            .order_by_asc(C::Id)
            .limit(PAGE)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        rating::Entity::update_many()
            .col_expr(C::Comment, Expr::value(None::<String>))
            .filter(C::Id.is_in(speaking(of, &page)))
            .exec(tx.connection())
            .await?;
    }
}

/// What the person does for others: rows of schedules lose their name, orders end.
async fn work(tx: &Tx, of: &Erased, at: DateTime<Utc>) -> Result<()> {
    let of_school = Query::select()
        .column(schedule::Column::Id)
        .from(schedule::Entity)
        .and_where(schedule::Column::SchoolId.eq(of.school))
        .to_owned();
    let named = Condition::all()
        .add(schedule_line::Column::ScheduleId.in_subquery(of_school))
        .add(schedule_line::Column::Name.is_in(of.quotes.texts()));
    schedule_line::Entity::update_many()
        .col_expr(schedule_line::Column::Name, Expr::value(ERASED_NAME))
        .col_expr(schedule_line::Column::Posts, Expr::value(serde_json::json!([])))
        .col_expr(schedule_line::Column::MemberId, Expr::value(None::<MemberId>))
        .filter(
            Condition::any()
                .add(named)
                .add(schedule_line::Column::MemberId.eq(of.member)),
        )
        .exec(tx.connection())
        .await?;
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndedAt, Expr::value(Some(at)))
        .filter(appointment::Column::MemberId.eq(of.member))
        .filter(appointment::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    acting::Entity::update_many()
        .col_expr(acting::Column::EndedAt, Expr::value(Some(at)))
        .filter(acting::Column::MemberId.eq(of.member))
        .filter(acting::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Roles, ties and classes. That somebody was in a class stays, without who.
async fn standing(tx: &Tx, of: &Erased, at: DateTime<Utc>) -> Result<()> {
    member_role::Entity::delete_many()
        .filter(member_role::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    invitation::Entity::delete_many()
        .filter(invitation::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    let ties = Condition::any()
        .add(guardian::Column::ParentId.eq(of.member))
        .add(guardian::Column::ChildId.eq(of.member));
    guardian::Entity::delete_many()
        .filter(ties)
        .exec(tx.connection())
        .await?;
    class_student::Entity::update_many()
        .col_expr(class_student::Column::EndedAt, Expr::value(Some(at)))
        .filter(class_student::Column::MemberId.eq(of.member))
        .filter(class_student::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    class_teacher::Entity::delete_many()
        .filter(class_teacher::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    member::Entity::update_many()
        .col_expr(member::Column::SuperiorId, Expr::value(None::<MemberId>))
        .filter(member::Column::SuperiorId.eq(of.member))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Corrections hold names and contacts, and reasons may; that there were requests for erasure stays.
async fn cases(tx: &Tx, of: &Erased) -> Result<()> {
    let theirs = Condition::any()
        .add(correction::Column::MemberId.eq(of.member))
        .add(correction::Column::AskedBy.eq(of.member));
    correction::Entity::delete_many()
        .filter(theirs)
        .exec(tx.connection())
        .await?;
    let theirs = Condition::any()
        .add(erasure::Column::MemberId.eq(of.member))
        .add(erasure::Column::AskedBy.eq(of.member));
    erasure::Entity::update_many()
        .col_expr(erasure::Column::Reason, Expr::value(None::<String>))
        .filter(theirs)
        .exec(tx.connection())
        .await?;
    files(tx, of).await
}

/// Files of people that wait to be applied, an hour at most; one at a time, for they may be large.
async fn files(tx: &Tx, of: &Erased) -> Result<()> {
    use people_import::Column as C;
    let preview = Expr::col(C::Preview).cast_as("text");
    let perhaps = Condition::any()
        .add(of.quotes.perhaps(Expr::col(C::Content)))
        .add(of.quotes.perhaps(preview));
    let mut after: Option<ImportId> = None;
    loop {
        let mut next = people_import::Entity::find()
            .filter(C::SchoolId.eq(of.school))
            .filter(perhaps.clone());
        if let Some(after) = after {
            next = next.filter(C::Id.gt(after));
        }
        let next = next.order_by_asc(C::Id).one(tx.connection()).await?;
        let Some(file) = next else { return Ok(()) };
        after = Some(file.id);
        if of.quotes.are_in(&file.content) || of.quotes.are_in(&file.preview.to_string()) {
            people_import::Entity::delete_by_id(file.id)
                .exec(tx.connection())
                .await?;
        }
    }
}

/// The card itself.
async fn blank(tx: &Tx, card: member::Model, at: DateTime<Utc>) -> Result<()> {
    let blank = member::ActiveModel {
        id: Set(card.id),
        person_id: Set(None),
        external_id: Set(None),
        name: Set(ERASED_NAME.to_owned()),
        search_name: Set(search_name(ERASED_NAME)),
        post: Set(String::new()),
        deputy_field: Set(None),
        email: Set(String::new()),
        phone: Set(String::new()),
        contacts_checked_at: Set(None),
        contacts_checked_by: Set(None),
        superior_id: Set(None),
        ended_at: Set(card.ended_at.or(Some(at))),
        erased_at: Set(Some(at)),
        version: Set(card.version + 1),
        ..member::ActiveModel::default()
    };
    member::Entity::update(blank).exec(tx.connection()).await?;
    Ok(())
}

/// The sign-in with its names, sessions, devices, keys and second step, which are parts of it and go with it.
async fn account(tx: &Tx, of: &Erased) -> Result<()> {
    let person = of.person.filter(|_| of.account);
    idempotency::erase(tx, person, of.member).await?;
    let Some(person) = person else { return Ok(()) };
    person::Entity::delete_many()
        .filter(person::Column::Id.eq(person).into_condition())
        .exec(tx.connection())
        .await?;
    Ok(())
}
