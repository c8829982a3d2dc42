//! What members are told of, and which letters people want.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{NotificationRead, TicketRead};
use podskazka_shared::ids::{MemberId, NotificationId, PersonId, SchoolId};
use podskazka_shared::notifications::{
    MailChoices, MailChoicesBody, Notification, NotificationAbout, NotificationKind, NotificationsQuery,
    NotificationsReadBody,
};
use podskazka_shared::page::{self, Page};
use podskazka_shared::text::Lang;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::entities::notification::{ActiveModel, Column, Entity, Model};
use super::entities::{mail_choice, member, ticket};
use super::{Db, Tx, cursor, outbox, private::Connection};
use crate::access::{Permit, Person, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// What somebody is to be told.
#[derive(Debug, Clone)]
pub struct News {
    pub kind: NotificationKind,
    pub about: NotificationAbout,
    /// The number of the request.
    pub number: Option<String>,
    /// When the consultation is.
    pub starts_at: Option<DateTime<Utc>>,
}

/// A notification as its letter needs it.
#[derive(Debug, Clone)]
pub struct NotificationRow {
    pub id: NotificationId,
    pub school: SchoolId,
    pub to: MemberId,
    pub kind: NotificationKind,
    pub about: NotificationAbout,
    pub number: Option<String>,
    pub starts_at: Option<DateTime<Utc>>,
}

impl TryFrom<Model> for NotificationRow {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            school: row.school_id,
            to: row.member_id,
            kind: row.kind,
            about: about(&row)?,
            number: row.number,
            starts_at: row.starts_at,
        })
    }
}

fn about(row: &Model) -> Result<NotificationAbout> {
    let told = (row.kind == NotificationKind::ConductTold).then_some(NotificationAbout::Told);
    let about = None
        .or(row.ticket_id.map(|id| NotificationAbout::Ticket { id }))
        .or(row.booking_id.map(|id| NotificationAbout::Booking { id }))
        .or(row.absence_id.map(|id| NotificationAbout::Absence { id }))
        .or(row.article_id.map(|id| NotificationAbout::Article { id }))
        .or(row.conduct_id.map(|id| NotificationAbout::Conduct { id }))
        .or(row.voice_id.map(|id| NotificationAbout::Voice { id }))
        .or(told);
    about.ok_or_else(|| Error::internal("a notification about nothing"))
}

/// A row that tells what it is about, and nothing else yet.
fn row_about(about: NotificationAbout) -> ActiveModel {
    let mut row = ActiveModel {
        ticket_id: Set(None),
        booking_id: Set(None),
        absence_id: Set(None),
        article_id: Set(None),
        conduct_id: Set(None),
        voice_id: Set(None),
        ..ActiveModel::default()
    };
    match about {
        NotificationAbout::Ticket { id } => row.ticket_id = Set(Some(id)),
        NotificationAbout::Booking { id } => row.booking_id = Set(Some(id)),
        NotificationAbout::Absence { id } => row.absence_id = Set(Some(id)),
        NotificationAbout::Article { id } => row.article_id = Set(Some(id)),
        NotificationAbout::Conduct { id } => row.conduct_id = Set(Some(id)),
        NotificationAbout::Voice { id } => row.voice_id = Set(Some(id)),
        NotificationAbout::Told => {}
    }
    row
}

/// Puts a notification and its letter into the transaction of its cause.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx, school: SchoolId, to: MemberId, news: &News, at: DateTime<Utc>) -> Result<()> {
    let id = new_id(at);
    note(tx, id, school, to, news, at).await?;
    outbox::put_notification(tx, id, payload(to, news), at).await
}

/// Puts the letter of a notification that is due later; [`note`] makes the notification when its time has come.
///
/// # Errors
/// Those of the database.
pub async fn put_due(
    tx: &Tx,
    to: MemberId,
    news: &News,
    slot: Option<podskazka_shared::ids::SlotId>,
    (due, at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let mut payload = payload(to, news);
    if let Some(fields) = payload.as_object_mut() {
        fields.insert("slot".to_owned(), json!(slot));
    }
    outbox::put_due(tx, crate::outbox::REMINDER, payload, due, at).await
}

/// By these fields an erasure finds the letter.
fn payload(to: MemberId, news: &News) -> serde_json::Value {
    let what = news.kind;
    match news.about {
        NotificationAbout::Ticket { id } => json!({"what": what, "to": to, "ticket": id}),
        NotificationAbout::Booking { id } => {
            json!({"what": what, "to": to, "booking": id, "starts_at": news.starts_at})
        }
        NotificationAbout::Absence { id } => json!({"what": what, "to": to, "absence": id}),
        NotificationAbout::Conduct { id } => json!({"what": what, "to": to, "conduct": id}),
        NotificationAbout::Told => json!({"what": what, "to": to}),
        NotificationAbout::Voice { id } => json!({"what": what, "to": to, "voice": id}),
        NotificationAbout::Article { id } => json!({"what": what, "to": to, "article": id}),
    }
}

/// Notes it in the app, once for each id.
///
/// # Errors
/// Those of the database.
pub async fn note(
    tx: &Tx,
    id: NotificationId,
    school: SchoolId,
    to: MemberId,
    news: &News,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(school),
        member_id: Set(to),
        kind: Set(news.kind),
        number: Set(news.number.clone()),
        starts_at: Set(news.starts_at),
        at: Set(at),
        read_at: Set(None),
        daily: Set(false),
        ..row_about(news.about)
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Whether a request's member was told the same before, otherwise than under this id.
///
/// # Errors
/// Those of the database.
pub async fn is_told(
    db: &impl Db,
    _: System,
    (member, news): (MemberId, &News),
    id: NotificationId,
) -> Result<bool> {
    let told = Entity::find()
        .filter(Column::MemberId.eq(member))
        .filter(Column::Kind.eq(news.kind))
        .filter(Column::TicketId.eq(news.about.ticket()))
        .filter(Column::Id.ne(id))
        .count(db.connection())
        .await?;
    Ok(told > 0)
}

/// Whether a member was told the same of an article since a moment, otherwise than under this id: it was published twice with
/// the same last day.
///
/// # Errors
/// Those of the database.
pub async fn is_told_lately(
    db: &impl Db,
    _: System,
    (member, news): (MemberId, &News),
    (id, since): (NotificationId, DateTime<Utc>),
) -> Result<bool> {
    let article = match news.about {
        NotificationAbout::Article { id } => Some(id),
        NotificationAbout::Ticket { .. }
        | NotificationAbout::Booking { .. }
        | NotificationAbout::Absence { .. }
        | NotificationAbout::Conduct { .. }
        | NotificationAbout::Voice { .. }
        | NotificationAbout::Told => None,
    };
    let told = Entity::find()
        .filter(Column::MemberId.eq(member))
        .filter(Column::Kind.eq(news.kind))
        .filter(Column::ArticleId.eq(article))
        .filter(Column::At.gte(since))
        .filter(Column::Id.ne(id))
        .count(db.connection())
        .await?;
    Ok(told > 0)
}

/// What its letter needs; none when what it was about is gone.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl Db, _: System, id: NotificationId) -> Result<Option<NotificationRow>> {
    let row = Entity::find_by_id(id).one(db.connection()).await?;
    row.map(NotificationRow::try_from).transpose()
}

/// One's own that one may still read: a request may have been given to others since.
fn own(permit: &Permit<NotificationRead>, read: Option<&Permit<TicketRead>>) -> Condition {
    let open = match read {
        None => SimpleExpr::from(Expr::val(false)),
        Some(read) => {
            let readable = Query::select()
                .expr(Expr::val(1))
                .from(ticket::Entity)
                .and_where(Expr::col((ticket::Entity, ticket::Column::Id)).equals((Entity, Column::TicketId)))
                .cond_where(super::tickets::reached(read))
                .to_owned();
            Expr::exists(readable)
        }
    };
    Condition::all()
        .add(Column::MemberId.eq(permit.member()))
        .add(Column::SchoolId.eq(permit.school()))
        .add(Condition::any().add(Column::TicketId.is_null()).add(open))
}

/// A page of one's own, the newest first.
///
/// # Errors
/// `invalid` for a cursor that is not ours.
pub async fn list(
    db: &impl Db,
    permit: &Permit<NotificationRead>,
    read: Option<&Permit<TicketRead>>,
    query: &NotificationsQuery,
    lang: Lang,
) -> Result<Page<Notification>> {
    let limit = page::limit(query.limit);
    let mut select = Entity::find().filter(own(permit, read));
    if query.unread == Some(true) {
        select = select.filter(Column::ReadAt.is_null());
    }
    if let Some((at, id)) = cursor::read::<(DateTime<Utc>, NotificationId)>(query.after.as_ref())? {
        let same = Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id));
        select = select.filter(Condition::any().add(Column::At.lt(at)).add(same));
    }
    let rows = select
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(u64::from(limit) + 1)
        .all(db.connection())
        .await?;
    let Page { items, next } = Page::cut(rows, limit.into(), |row| cursor::write(&(row.at, row.id)));
    let items = items.into_iter().map(|row| {
        Ok(Notification {
            about: about(&row)?,
            id: row.id,
            kind: row.kind,
            title: row.kind.label(lang).to_owned(),
            number: row.number,
            starts_at: row.starts_at,
            at: row.at,
            read: row.read_at.is_some(),
        })
    });
    Ok(Page {
        items: items.collect::<Result<_>>()?,
        next,
    })
}

/// How many of one's own were not read.
///
/// # Errors
/// Those of the database.
pub async fn unread(
    db: &impl Db,
    permit: &Permit<NotificationRead>,
    read: Option<&Permit<TicketRead>>,
) -> Result<i64> {
    let count = Entity::find()
        .filter(own(permit, read))
        .filter(Column::ReadAt.is_null())
        .count(db.connection())
        .await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Marks one's own as read.
///
/// # Errors
/// Those of the database.
pub async fn mark_read(
    tx: &Tx,
    permit: &Permit<NotificationRead>,
    which: &NotificationsReadBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let which = Condition::any()
        .add(Column::Id.is_in(which.notifications.iter().copied()))
        .add_option(which.ticket.map(|id| Column::TicketId.eq(id)))
        .add_option(which.booking.map(|id| Column::BookingId.eq(id)))
        .add_option(which.until.map(|until| Column::At.lte(until)));
    Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(Some(at)))
        .filter(Column::MemberId.eq(permit.member()))
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::ReadAt.is_null())
        .filter(which)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets what was told before a moment.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::At.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Which letters a person wants.
///
/// # Errors
/// Those of the database.
pub async fn choices(db: &impl Db, of: &Person) -> Result<MailChoices> {
    let addresses = super::names::addresses(db, System::LETTER, of.id).await?;
    Ok(MailChoices {
        choices: choices_of(db, System::LETTER, of.id).await?,
        address: !addresses.is_empty(),
    })
}

/// The same for a letter.
///
/// # Errors
/// Those of the database.
pub async fn choices_of(db: &impl Db, _: System, person: PersonId) -> Result<MailChoicesBody> {
    let row = mail_choice::Entity::find_by_id(person)
        .one(db.connection())
        .await?;
    let chosen = |row: mail_choice::Model| MailChoicesBody {
        requests: row.requests,
        work: row.work,
        consultations: row.consultations,
        desk: row.desk,
    };
    Ok(row.map(chosen).unwrap_or_default())
}

/// Chooses. What waits for the letter of the day goes with it still.
///
/// # Errors
/// Those of the database.
pub async fn choose(tx: &Tx, of: &Person, choices: MailChoicesBody) -> Result<()> {
    use mail_choice::Column as C;
    let row = mail_choice::ActiveModel {
        person_id: Set(of.id),
        requests: Set(choices.requests),
        work: Set(choices.work),
        consultations: Set(choices.consultations),
        desk: Set(choices.desk),
        digest_at: Set(None),
    };
    let again = OnConflict::column(C::PersonId)
        .update_columns([C::Requests, C::Work, C::Consultations, C::Desk])
        .to_owned();
    mail_choice::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Leaves a notification to the letter of the day, which is due at `due` unless one is due already.
///
/// # Errors
/// Those of the database.
pub async fn leave(
    tx: &Tx,
    _: System,
    (id, person): (NotificationId, PersonId),
    due: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    use mail_choice::Column as C;
    Entity::update_many()
        .col_expr(Column::Daily, Expr::value(true))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    let first = mail_choice::Entity::update_many()
        .col_expr(C::DigestAt, Expr::value(Some(due)))
        .filter(C::PersonId.eq(person))
        .filter(C::DigestAt.is_null())
        .exec(tx.connection())
        .await?;
    match first.rows_affected {
        0 => Ok(()),
        _ => outbox::put_due(tx, crate::outbox::DIGEST, json!({"person": person}), due, at).await,
    }
}

/// What waits for a person's letter of the day and was not read since, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(db: &impl Db, _: System, person: PersonId, limit: u64) -> Result<Vec<NotificationRow>> {
    let rows = Entity::find()
        .filter(Column::MemberId.in_subquery(cards(person)))
        .filter(Column::Daily.eq(true))
        .filter(Column::ReadAt.is_null())
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(NotificationRow::try_from).collect()
}

/// The letter of the day is gone, or given up: what waited for it waits no more, and the next may come.
///
/// # Errors
/// Those of the database.
pub async fn digest_over(tx: &Tx, _: System, person: PersonId, told: &[NotificationId]) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Daily, Expr::value(false))
        .filter(Column::Id.is_in(told.iter().copied()))
        .exec(tx.connection())
        .await?;
    mail_choice::Entity::update_many()
        .col_expr(mail_choice::Column::DigestAt, Expr::value(None::<DateTime<Utc>>))
        .filter(mail_choice::Column::PersonId.eq(person))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn cards(person: PersonId) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::PersonId.eq(person))
        .to_owned()
}
