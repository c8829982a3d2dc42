//! Reports of conduct: what a person's data tells of them, and what an erasure leaves. That there was a report, what it came to and
//! what was done stays without names; every word goes that the person wrote, or that was written about or for them.

use podskazka_shared::ids::{ConductId, MemberId, SchoolId};
use podskazka_shared::privacy::{DataFact, ERASED_TEXT};
use sea_orm::sea_query::{Condition, Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::entities::{conduct_report, conduct_word};
use super::super::{Db, Tx, private::Connection};
use super::erase::Erased;
use super::others::Texts;
use crate::problem::Result;

fn theirs(id: MemberId) -> Condition {
    use conduct_report::Column as C;
    Condition::any()
        .add(C::ReporterId.eq(id))
        .add(C::ReportedId.eq(id))
}

fn reports(which: Condition) -> SelectStatement {
    Query::select()
        .column(conduct_report::Column::Id)
        .from(conduct_report::Entity)
        .cond_where(which)
        .to_owned()
}

/// The words of the person's reports, and of those about them.
pub(super) async fn erase(tx: &Tx, of: &Erased) -> Result<()> {
    use conduct_report::Column as C;
    conduct_word::Entity::update_many()
        .col_expr(conduct_word::Column::Body, Expr::value(ERASED_TEXT))
        .filter(conduct_word::Column::ReportId.in_subquery(reports(theirs(of.member))))
        .exec(tx.connection())
        .await?;
    for text in [C::Reasons, C::ForReporter, C::ForReported] {
        conduct_report::Entity::update_many()
            .col_expr(text, Expr::value(ERASED_TEXT))
            .filter(theirs(of.member))
            .filter(text.is_not_null())
            .exec(tx.connection())
            .await?;
    }
    conduct_report::Entity::update_many()
        .col_expr(C::Body, Expr::value(ERASED_TEXT))
        .col_expr(C::Wish, Expr::value(None::<String>))
        .filter(theirs(of.member))
        .exec(tx.connection())
        .await?;
    super::super::conduct::pass_on(tx, of.school, &[of.member]).await
}

/// The words of reports that were decided before a moment; tells how many reports lost them.
pub(super) async fn retain(tx: &Tx, school: SchoolId, before: chrono::DateTime<chrono::Utc>) -> Result<u64> {
    use conduct_report::Column as C;
    let old = || {
        Condition::all()
            .add(C::SchoolId.eq(school))
            .add(C::DecidedAt.lt(before))
            .add(C::Body.ne(ERASED_TEXT))
    };
    conduct_word::Entity::update_many()
        .col_expr(conduct_word::Column::Body, Expr::value(ERASED_TEXT))
        .filter(conduct_word::Column::ReportId.in_subquery(reports(old())))
        .exec(tx.connection())
        .await?;
    let gone = conduct_report::Entity::update_many()
        .col_expr(C::Body, Expr::value(ERASED_TEXT))
        .col_expr(C::Wish, Expr::value(None::<String>))
        .col_expr(C::Reasons, Expr::value(ERASED_TEXT))
        .col_expr(C::ForReporter, Expr::value(ERASED_TEXT))
        .col_expr(C::ForReported, Expr::value(None::<String>))
        .filter(old())
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

/// The person's name in reports of others.
pub(super) async fn mentions(tx: &Tx, of: &Erased) -> Result<()> {
    use conduct_report::Column as C;
    let school = || C::SchoolId.eq(of.school);
    for text in [C::Body, C::Wish, C::Reasons, C::ForReporter, C::ForReported] {
        let texts = Texts::<conduct_report::Entity, ConductId>::of(C::Id, text, school());
        texts.mask(tx, of).await?;
    }
    let within = conduct_word::Column::ReportId.in_subquery(reports(school().into()));
    let texts = Texts::<conduct_word::Entity, uuid::Uuid>::of(
        conduct_word::Column::Id,
        conduct_word::Column::Body,
        within,
    );
    texts.mask(tx, of).await
}

/// What the person wrote, and what they were told. Of a report about them they have the words that they were told.
pub(super) async fn facts(db: &impl Db, id: MemberId) -> Result<Vec<DataFact>> {
    use conduct_report::Column as C;
    let rows = conduct_report::Entity::find()
        .filter(theirs(id))
        .order_by_asc(C::Id)
        .all(db.connection())
        .await?;
    let words = conduct_word::Entity::find()
        .filter(conduct_word::Column::AuthorId.eq(id))
        .order_by_asc(conduct_word::Column::Id)
        .all(db.connection())
        .await?;
    let fact = |what: &str, value: String, at| DataFact {
        what: what.to_owned(),
        value,
        at,
    };
    let mut facts = Vec::new();
    for row in rows {
        if row.reporter_id == id {
            let said = [Some(row.body), row.wish]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>();
            facts.push(fact("conduct_report", said.join(" · "), Some(row.filed_at)));
            facts.extend(
                row.for_reporter
                    .map(|text| fact("conduct_decided", text, row.decided_at)),
            );
        } else if let Some(text) = row.for_reported.filter(|_| row.decided_at.is_some()) {
            facts.push(fact("conduct_told", text, row.decided_at));
        }
    }
    facts.extend(
        words
            .into_iter()
            .map(|word| fact("conduct_word", word.body, Some(word.at))),
    );
    Ok(facts)
}
