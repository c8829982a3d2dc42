//! Rows that tell the names of the members in them: how they are selected, found, and read in pages.

use podskazka_shared::access::ActionType;
use podskazka_shared::ids::MemberId;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult};

use super::Db;
use super::entities::member;
use crate::access::{Granted, Permit, Reached};
use crate::problem::Result;

/// Selects columns of a table and, under these names, the names of the members in some of its columns.
pub(super) fn with_names<E: EntityTrait>(
    table: E,
    columns: impl IntoIterator<Item = E::Column>,
    names: impl IntoIterator<Item = (E::Column, &'static str)>,
) -> SelectStatement {
    let mut select = Query::select();
    for column in columns {
        select.column((table, column));
    }
    select.from(table);
    for (column, name) in names {
        let alias = card_of(name);
        let of = |column: member::Column| Expr::col((alias.clone(), column).into_column_ref());
        select.expr_as(of(member::Column::Name), name).join_as(
            JoinType::LeftJoin,
            member::Entity,
            alias.clone(),
            of(member::Column::Id).eq(column.into_expr()),
        );
    }
    select
}

/// What the card behind a name is called in the query.
pub(super) fn card_of(name: &str) -> Alias {
    Alias::new(format!("{name}_card"))
}

/// Whom a row names.
pub(super) fn named(id: Option<MemberId>, name: Option<&String>) -> Option<MemberRef> {
    let name = name.cloned();
    id.zip(name).map(|(id, name)| MemberRef { id, name })
}

/// All rows.
///
/// # Errors
/// Those of the database.
pub(super) async fn all<R: FromQueryResult>(db: &impl Db, select: &SelectStatement) -> Result<Vec<R>> {
    let statement = db.connection().get_database_backend().build(select);
    Ok(R::find_by_statement(statement).all(db.connection()).await?)
}

/// The only row, for who may read it.
///
/// # Errors
/// `not_found` when there is none.
pub(super) async fn one<A: ActionType, R: FromQueryResult + Reached>(
    db: &impl Db,
    select: &SelectStatement,
    permit: &Permit<A>,
) -> Result<Granted<A, R>> {
    let statement = db.connection().get_database_backend().build(select);
    let found = R::find_by_statement(statement).one(db.connection()).await?;
    permit.grant(found.ok_or(ProblemKind::NotFound)?)
}
