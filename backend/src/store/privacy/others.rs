//! What others of the school wrote with the person's name or contacts in it: the words go, the rest is theirs and stays.

use podskazka_shared::ids::{
    AbsenceId, ArticleId, AuditId, BookingId, CallbackId, ConsentId, CorrectionId, EditionId, ErasureId,
    FileId, FollowUpId, HandoverId, ImportId, LineId, MemberId, MessageId, PhraseId, RatingId, ViewId,
    VoiceId, VoteId, WaitingId,
};
use podskazka_shared::privacy::{CorrectionState, ERASED_NAME};
use podskazka_shared::tickets::{MessageKind, title};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, Iden, QueryFilter, QueryOrder, QuerySelect, TryGetable, Value};

use super::super::entities::{
    absence, article, article_edition, article_vote, audit, audit_detail, booking, callback, consent,
    correction, erasure, file, follow_up, handover, message, people_import, people_import_row, phrase,
    queue_view, rating, schedule, schedule_line, ticket, voice, waiting,
};
use super::super::{Tx, private::Connection};
use super::erase::Erased;
use crate::problem::Result;

/// How many texts are held at once.
const PAGE: u64 = 100;

/// Takes the person out of everything in the school that others wrote.
pub(super) async fn mentions(tx: &Tx, of: &Erased) -> Result<()> {
    said(tx, of).await?;
    rated(tx, of).await?;
    followed_up(tx, of).await?;
    voices(tx, of).await?;
    consulted(tx, of).await?;
    cases(tx, of).await?;
    details(tx, of).await?;
    consents(tx, of).await?;
    schedules(tx, of).await?;
    absences(tx, of).await?;
    articles(tx, of).await?;
    phrases(tx, of).await?;
    callbacks(tx, of).await?;
    handovers(tx, of).await?;
    super::conduct::mentions(tx, of).await?;
    file_names(tx, of).await?;
    files(tx, of).await
}

/// The texts of a column that may speak of the person, a page of them at once.
pub(super) struct Texts<E: EntityTrait, I> {
    id: E::Column,
    text: E::Column,
    within: Condition,
    after: Option<I>,
}

impl<E: EntityTrait, I: TryGetable + Into<Value> + Copy> Texts<E, I> {
    pub(super) fn of(id: E::Column, text: E::Column, within: impl Into<Condition>) -> Self {
        Self {
            id,
            text,
            within: within.into(),
            after: None,
        }
    }

    /// None after the last page.
    async fn next(&mut self, tx: &Tx, of: &Erased) -> Result<Option<Vec<(I, String)>>> {
        let Self { id, text, .. } = *self;
        let page: Vec<(I, String)> = E::find()
            .select_only()
            .column(id)
            .column(text)
            .filter(self.within.clone())
            .filter(text.is_not_null())
            .filter(of.quotes.perhaps(text.into_expr()))
            .filter(Condition::all().add_option(self.after.map(|after| id.gt(after))))
            .order_by_asc(id)
            .limit(PAGE)
            .into_tuple()
            .all(tx.connection())
            .await?;
        self.after = page.last().map(|(last, _)| *last);
        Ok(self.after.map(|_| page))
    }

    /// Masks the person in each of them.
    pub(super) async fn mask(mut self, tx: &Tx, of: &Erased) -> Result<()> {
        while let Some(page) = self.next(tx, of).await? {
            for (row, words) in page {
                let Some(left) = of.quotes.masked(&words) else {
                    continue;
                };
                E::update_many()
                    .col_expr(self.text, Expr::value(left))
                    .filter(self.id.eq(row))
                    .exec(tx.connection())
                    .await?;
            }
        }
        Ok(())
    }
}

/// Ids of rows of the school.
fn of_school(id: impl Iden, table: impl Iden, school: impl ColumnTrait, of: &Erased) -> SelectStatement {
    Query::select()
        .column(id)
        .from(table)
        .and_where(school.eq(of.school))
        .to_owned()
}

async fn articles(tx: &Tx, of: &Erased) -> Result<()> {
    use article::Column as C;
    use article_edition::Column as E;
    for column in [C::Title, C::Text, C::Source, C::Licence, C::Journal] {
        let texts = Texts::<article::Entity, ArticleId>::of(C::Id, column, C::SchoolId.eq(of.school));
        texts.mask(tx, of).await?;
    }
    for column in [E::Title, E::Text, E::Source, E::Licence, E::Journal, E::Remark] {
        let of_school = E::SchoolId.eq(of.school);
        let texts = Texts::<article_edition::Entity, EditionId>::of(E::Id, column, of_school);
        texts.mask(tx, of).await?;
    }
    use article_vote::Column as V;
    let missing = Texts::<article_vote::Entity, VoteId>::of(V::Id, V::Missing, V::SchoolId.eq(of.school));
    missing.mask(tx, of).await
}

async fn phrases(tx: &Tx, of: &Erased) -> Result<()> {
    use phrase::Column as P;
    use queue_view::Column as V;
    for column in [P::Title, P::Text] {
        let texts = Texts::<phrase::Entity, PhraseId>::of(P::Id, column, P::SchoolId.eq(of.school));
        texts.mask(tx, of).await?;
    }
    let names = Texts::<queue_view::Entity, ViewId>::of(V::Id, V::Name, V::SchoolId.eq(of.school));
    names.mask(tx, of).await
}

async fn handovers(tx: &Tx, of: &Erased) -> Result<()> {
    use handover::Column as C;
    let of_school = || C::SchoolId.eq(of.school);
    let texts = Texts::<handover::Entity, HandoverId>::of(C::Id, C::Body, of_school());
    texts.mask(tx, of).await?;
    let numbers = Texts::<handover::Entity, HandoverId>::of(C::Id, C::Reference, of_school());
    numbers.mask(tx, of).await
}

/// What files are called that stay; what stands in them is not searched.
async fn file_names(tx: &Tx, of: &Erased) -> Result<()> {
    use file::Column as C;
    let names = Texts::<file::Entity, FileId>::of(C::Id, C::Name, C::SchoolId.eq(of.school));
    names.mask(tx, of).await
}

/// Nobody knows whether these are theirs: they are tied to no card.
async fn callbacks(tx: &Tx, of: &Erased) -> Result<()> {
    use callback::Column as C;
    for column in [C::Name, C::Phone, C::Text, C::Reason] {
        let texts = Texts::<callback::Entity, CallbackId>::of(C::Id, column, C::SchoolId.eq(of.school));
        texts.mask(tx, of).await?;
    }
    Ok(())
}

async fn absences(tx: &Tx, of: &Erased) -> Result<()> {
    use absence::Column as C;
    let texts = Texts::<absence::Entity, AbsenceId>::of(C::Id, C::Reason, C::SchoolId.eq(of.school));
    texts.mask(tx, of).await
}

async fn said(tx: &Tx, of: &Erased) -> Result<()> {
    use message::Column as C;
    let tickets = of_school(ticket::Column::Id, ticket::Entity, ticket::Column::SchoolId, of);
    let mut texts = Texts::<message::Entity, MessageId>::of(C::Id, C::Body, C::TicketId.in_subquery(tickets));
    while let Some(page) = texts.next(tx, of).await? {
        for (id, words) in page {
            let Some(left) = of.quotes.masked(&words) else {
                continue;
            };
            entitle(tx, id, &left).await?;
            tx.reworded(id);
            message::Entity::update_many()
                .col_expr(C::Body, Expr::value(left))
                .filter(C::Id.eq(id))
                .exec(tx.connection())
                .await?;
        }
    }
    Ok(())
}

/// The title of a request is the beginning of its first text, and may end in the middle of what was masked there.
async fn entitle(tx: &Tx, id: MessageId, left: &str) -> Result<()> {
    use ticket::Column as T;
    let first = Query::select()
        .column(message::Column::TicketId)
        .from(message::Entity)
        .and_where(message::Column::Id.eq(id))
        .and_where(message::Column::Kind.eq(MessageKind::Request))
        .to_owned();
    ticket::Entity::update_many()
        .col_expr(T::Title, Expr::value(title(left)))
        .col_expr(T::Version, Expr::col(T::Version).add(1))
        .filter(T::Id.in_subquery(first))
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn rated(tx: &Tx, of: &Erased) -> Result<()> {
    use rating::Column as C;
    let texts = Texts::<rating::Entity, RatingId>::of(C::Id, C::Comment, C::SchoolId.eq(of.school));
    texts.mask(tx, of).await
}

async fn followed_up(tx: &Tx, of: &Erased) -> Result<()> {
    use follow_up::Column as C;
    let texts = Texts::<follow_up::Entity, FollowUpId>::of(C::Id, C::Outcome, C::SchoolId.eq(of.school));
    texts.mask(tx, of).await
}

async fn voices(tx: &Tx, of: &Erased) -> Result<()> {
    use voice::Column as C;
    for column in [C::Text, C::Contact, C::Reply] {
        let texts = Texts::<voice::Entity, VoiceId>::of(C::Id, column, C::SchoolId.eq(of.school));
        texts.mask(tx, of).await?;
    }
    Ok(())
}

async fn consulted(tx: &Tx, of: &Erased) -> Result<()> {
    use booking::Column as B;
    use waiting::Column as W;
    for text in [B::Question, B::Note, B::Homework] {
        let texts = Texts::<booking::Entity, BookingId>::of(B::Id, text, B::SchoolId.eq(of.school));
        texts.mask(tx, of).await?;
    }
    let texts = Texts::<waiting::Entity, WaitingId>::of(W::Id, W::Question, W::SchoolId.eq(of.school));
    texts.mask(tx, of).await
}

/// Corrections and requests for erasure of others. A name that waits to be written into a card is that card's.
async fn cases(tx: &Tx, of: &Erased) -> Result<()> {
    use correction::Column as C;
    use erasure::Column as E;
    let corrections = || Condition::all().add(C::SchoolId.eq(of.school));
    let decided = corrections().add(C::State.ne(CorrectionState::Asked));
    for (text, within) in [
        (C::Note, corrections()),
        (C::Reason, corrections()),
        (C::Name, decided),
    ] {
        let texts = Texts::<correction::Entity, CorrectionId>::of(C::Id, text, within);
        texts.mask(tx, of).await?;
    }
    let texts = Texts::<erasure::Entity, ErasureId>::of(E::Id, E::Reason, E::SchoolId.eq(of.school));
    texts.mask(tx, of).await
}

/// The erasable half of the trail: a detail is proved whole or not at all, so it goes whole.
async fn details(tx: &Tx, of: &Erased) -> Result<()> {
    use audit_detail::Column as C;
    let lines = of_school(audit::Column::Id, audit::Entity, audit::Column::SchoolId, of);
    let mut texts =
        Texts::<audit_detail::Entity, AuditId>::of(C::AuditId, C::Detail, C::AuditId.in_subquery(lines));
    while let Some(page) = texts.next(tx, of).await? {
        let there = page.into_iter().filter(|(_, words)| of.quotes.are_in(words));
        audit_detail::Entity::delete_many()
            .filter(C::AuditId.is_in(there.map(|(id, _)| id)))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Who signed for a child by name: it is told in free words, so it goes whole.
async fn consents(tx: &Tx, of: &Erased) -> Result<()> {
    use consent::Column as C;
    let within = C::SchoolId.eq(of.school);
    let mut texts = Texts::<consent::Entity, ConsentId>::of(C::Id, C::Representative, within);
    while let Some(page) = texts.next(tx, of).await? {
        let there = page.into_iter().filter(|(_, words)| of.quotes.are_in(words));
        consent::Entity::update_many()
            .col_expr(C::Representative, Expr::value(None::<String>))
            .filter(C::Id.is_in(there.map(|(id, _)| id)))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Lines of schedules that name the person and no card; lines with a card belong to that card.
async fn schedules(tx: &Tx, of: &Erased) -> Result<()> {
    use schedule_line::Column as C;
    let schedules = of_school(
        schedule::Column::Id,
        schedule::Entity,
        schedule::Column::SchoolId,
        of,
    );
    let within = Condition::all()
        .add(C::ScheduleId.in_subquery(schedules))
        .add(C::MemberId.is_null());
    let mut texts = Texts::<schedule_line::Entity, LineId>::of(C::Id, C::Name, within);
    while let Some(page) = texts.next(tx, of).await? {
        let there = page.into_iter().filter(|(_, words)| of.quotes.is_name(words));
        nameless(tx, C::Id.is_in(there.map(|(id, _)| id)).into()).await?;
    }
    Ok(())
}

/// Takes the name from lines of schedules.
pub(super) async fn nameless(tx: &Tx, lines: Condition) -> Result<()> {
    use schedule_line::Column as C;
    schedule_line::Entity::update_many()
        .col_expr(C::Name, Expr::value(ERASED_NAME))
        .col_expr(C::Posts, Expr::value(serde_json::json!([])))
        .col_expr(C::MemberId, Expr::value(None::<MemberId>))
        .filter(lines)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Files of people that wait to be applied, an hour at most; one at a time, for they may be large.
async fn files(tx: &Tx, of: &Erased) -> Result<()> {
    use people_import::Column as C;
    let about = Query::select()
        .column(people_import_row::Column::ImportId)
        .from(people_import_row::Entity)
        .and_where(people_import_row::Column::MemberId.eq(of.member))
        .to_owned();
    people_import::Entity::delete_many()
        .filter(C::SchoolId.eq(of.school))
        .filter(C::Id.in_subquery(about))
        .exec(tx.connection())
        .await?;
    let preview = Expr::col(C::Preview).cast_as("text");
    let perhaps = Condition::any()
        .add(of.quotes.perhaps(Expr::col(C::Content)))
        .add(of.quotes.perhaps(preview));
    let mut after: Option<ImportId> = None;
    loop {
        let next = people_import::Entity::find()
            .filter(C::SchoolId.eq(of.school))
            .filter(perhaps.clone())
            .filter(Condition::all().add_option(after.map(|after| C::Id.gt(after))))
            .order_by_asc(C::Id)
            .one(tx.connection())
            .await?;
        let Some(file) = next else { return Ok(()) };
        after = Some(file.id);
        if of.quotes.are_in(&file.content) || of.quotes.are_in(&file.preview.to_string()) {
            people_import::Entity::delete_by_id(file.id)
                .exec(tx.connection())
                .await?;
        }
    }
}
