//! Erasing a card: what the law demands stays without a name, all else goes, in one transaction.
//!
//! `shared/fixtures/personal-data.txt` tells of each column what becomes of it; whoever adds a column that names people
//! adds it there and here.

use chrono::{DateTime, Utc};
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::ids::{ArticleId, MemberId, PersonId, SchoolId, TicketId};
use podskazka_shared::people::search_name;
use podskazka_shared::privacy::{ERASED_NAME, ERASED_TEXT, ERASED_TITLE};
use podskazka_shared::tickets::{EventKind, Outcome, TicketState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, LockType, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{
    absence, acting, appointment, article_mark, article_vote, audit, audit_detail, booking, callback,
    class_student, class_teacher, consent, correction, erasure, guardian, handover, invitation, member,
    member_role, message, notification, person, phrase, queue_view, rating, schedule_act, schedule_line,
    ticket, ticket_answering, ticket_event, ticket_follower, ticket_term, waiting,
};
use super::super::{Tx, files, idempotency, private::Connection, tickets};
use super::quotes::Quotes;
use super::{letters, others};
use crate::auth::Secret;
use crate::clock::new_id;
use crate::problem::Result;

/// Whose card it is, and what tells that a text speaks of them.
pub(super) struct Erased {
    pub member: MemberId,
    pub school: SchoolId,
    /// The sign-in; none when there is none.
    person: Option<PersonId>,
    /// Whether the sign-in goes too.
    account: bool,
    pub quotes: Quotes,
}

/// Holds the requests whose texts or hands go, so that an answer in flight comes before the erasure or is refused.
pub(super) async fn hold_requests(tx: &Tx, id: MemberId) -> Result<()> {
    use ticket::Column as T;
    let assigned = Condition::all().add(T::AssigneeId.eq(id)).add(T::Rank.lt(2));
    ticket::Entity::find()
        .select_only()
        .column(T::Id)
        .filter(about(id).add(assigned))
        .order_by_asc(T::Id)
        .lock(LockType::Update)
        .into_tuple::<TicketId>()
        .all(tx.connection())
        .await?;
    Ok(())
}

/// Requests of a member and about them.
fn about(id: MemberId) -> Condition {
    Condition::any()
        .add(ticket::Column::RequesterId.eq(id))
        .add(ticket::Column::ChildId.eq(id))
}

/// Erases the card, and the sign-in with it when nothing else needs it. What is erased already stays as it is: its name is
/// everybody's who was erased. The transaction holds school, requests and card, in the order that [`super::hold_card`] tells.
pub(super) async fn card(tx: &Tx, id: MemberId, secret: &Secret, at: DateTime<Utc>) -> Result<()> {
    let card = super::hold_card(tx, id).await?;
    let Some(card) = card.filter(|card| card.erased_at.is_none()) else {
        return Ok(());
    };
    // Those that were filed between the first look and the card.
    hold_requests(tx, id).await?;
    if let Some(person) = card.person_id {
        // Another school may be erasing this person's other card: whoever comes last takes the sign-in along.
        person::Entity::find_by_id(person)
            .lock(LockType::Update)
            .one(tx.connection())
            .await?;
    }
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
    tx.erases();
    trail(tx, &erased).await?;
    let account_gone = erased.person.filter(|_| erased.account);
    let marks = letters::marks(tx, &card, account_gone, secret).await?;
    letters::delete(tx, id, account_gone, &erased.quotes, &marks).await?;
    // Before their requests forget about whom they are.
    called_back(tx, &erased).await?;
    super::super::voices::erase_of(tx, id).await?;
    own_requests(tx, &erased, at).await?;
    consultations(tx, &erased).await?;
    others::mentions(tx, &erased).await?;
    work(tx, &erased, at).await?;
    tools(tx, &erased).await?;
    standing(tx, &erased, at).await?;
    cases(tx, &erased).await?;
    super::conduct::erase(tx, &erased).await?;
    blank(tx, card, at).await?;
    // The card helps nobody any more, which is what this goes by.
    tickets::release_now(tx, id, at).await?;
    account(tx, &erased).await
}

/// The requests whose texts go: the person's own, and those about them.
fn requests(of: &Erased) -> SelectStatement {
    Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .cond_where(about(of.member))
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
    Ok(())
}

/// Requests of the person and about them: number, topic and times stay, texts go; open ones are closed.
async fn own_requests(tx: &Tx, of: &Erased, at: DateTime<Utc>) -> Result<()> {
    use ticket::Column as T;
    let mine = || about(of.member);
    let words: Vec<TicketId> = ticket::Entity::find()
        .select_only()
        .column(T::Id)
        .filter(mine())
        .into_tuple()
        .all(tx.connection())
        .await?;
    tx.said(words);
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(ERASED_TEXT))
        .filter(message::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    handover::Entity::update_many()
        .col_expr(handover::Column::Outcome, Expr::value(Some(Outcome::Withdrawn)))
        .col_expr(handover::Column::EndedAt, Expr::value(Some(at)))
        .filter(handover::Column::TicketId.in_subquery(requests(of)))
        .filter(handover::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    handover::Entity::update_many()
        .col_expr(handover::Column::Body, Expr::value(ERASED_TEXT))
        .filter(handover::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    // Files of the requests, whoever brought them, and what the person brought for messages that they never wrote.
    files::delete_of(tx, mine(), at).await?;
    files::delete_waiting(tx, of.member, at).await?;
    rating::Entity::update_many()
        .col_expr(rating::Column::Comment, Expr::value(None::<String>))
        .filter(rating::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    super::super::follow_ups::forget(tx, requests(of)).await?;
    let open = ticket::Entity::find()
        .filter(mine())
        .filter(T::State.ne(TicketState::Closed))
        .all(tx.connection())
        .await?;
    let events = open.iter().map(|ticket| ticket_event::ActiveModel {
        id: Set(new_id(at)),
        ticket_id: Set(ticket.id),
        at: Set(at),
        event: Set(EventKind::Close),
        actor_id: Set(None),
        client_id: Set(None),
        version: Set(ticket.version + 1),
        // Its clocks run while it is open, and while it goes on in another.
        clock: Set((ticket.rank != 2).then_some(ClockEventKind::Stop)),
        to_id: Set(None),
        other_id: Set(None),
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
        .col_expr(T::QueueAt, Expr::value(super::super::tickets::done()))
        .col_expr(T::AlarmAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(T::Paused, Expr::value(false))
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

/// What was typed without a sign-in before it became a request of the person or about them.
async fn called_back(tx: &Tx, of: &Erased) -> Result<()> {
    callback::Entity::delete_many()
        .filter(callback::Column::TicketId.in_subquery(requests(of)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Consultations of the person and about them: times and topic stay, texts go, and nobody waits any more. Seats of what was to
/// come go back within a minute, as they do when somebody leaves the school.
async fn consultations(tx: &Tx, of: &Erased) -> Result<()> {
    use booking::Column as B;
    let theirs = Condition::any()
        .add(B::BookedBy.eq(of.member))
        .add(B::AboutId.eq(of.member));
    let mut update = booking::Entity::update_many();
    for text in [B::Question, B::Note, B::Homework] {
        update = update.col_expr(text, Expr::value(None::<String>));
    }
    update
        .col_expr(B::ArticleId, Expr::value(None::<ArticleId>))
        .col_expr(B::Version, Expr::col(B::Version).add(1))
        .filter(theirs)
        .exec(tx.connection())
        .await?;
    let theirs = Condition::any()
        .add(waiting::Column::BookedBy.eq(of.member))
        .add(waiting::Column::AboutId.eq(of.member));
    waiting::Entity::delete_many()
        .filter(theirs)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What the person does for others: rows and acts of schedules lose their name, absences their reason, orders end.
async fn work(tx: &Tx, of: &Erased, at: DateTime<Utc>) -> Result<()> {
    others::nameless(tx, schedule_line::Column::MemberId.eq(of.member).into()).await?;
    schedule_act::Entity::update_many()
        .col_expr(schedule_act::Column::Name, Expr::value(ERASED_NAME))
        .col_expr(schedule_act::Column::Post, Expr::value(""))
        .filter(schedule_act::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    appointment::Entity::update_many()
        .col_expr(appointment::Column::EndedAt, Expr::value(Some(at)))
        .filter(appointment::Column::MemberId.eq(of.member))
        .filter(appointment::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    absence::Entity::update_many()
        .col_expr(absence::Column::Reason, Expr::value(None::<String>))
        .filter(absence::Column::MemberId.eq(of.member))
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

/// What the person kept for their own work, which nobody else sees.
async fn tools(tx: &Tx, of: &Erased) -> Result<()> {
    phrase::Entity::delete_many()
        .filter(phrase::Column::OwnerId.eq(of.member))
        .exec(tx.connection())
        .await?;
    ticket_answering::Entity::delete_many()
        .filter(ticket_answering::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    ticket_follower::Entity::delete_many()
        .filter(ticket_follower::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    notification::Entity::delete_many()
        .filter(notification::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    article_mark::Entity::delete_many()
        .filter(article_mark::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    article_vote::Entity::delete_many()
        .filter(article_vote::Column::MemberId.eq(of.member))
        .exec(tx.connection())
        .await?;
    queue_view::Entity::delete_many()
        .filter(queue_view::Column::MemberId.eq(of.member))
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
    consent::Entity::update_many()
        .col_expr(consent::Column::Representative, Expr::value(None::<String>))
        .filter(consent::Column::MemberId.eq(of.member))
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
    Ok(())
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
    tx.renamed([card.id]);
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
