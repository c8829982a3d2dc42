//! What a request is found by: its words, read as they stand now.

use std::collections::{BTreeMap, BTreeSet};

use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::MessageKind;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, JoinType, Order, Query, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};

use super::super::entities::{member, message, ticket};
use super::super::tickets::Names;
use super::super::{Tx, private::Connection};
use crate::problem::Result;
use crate::search::query::NOTE;
use crate::search::words::{Origin, words};

/// The most bytes of a document's keys: PostgreSQL takes no more than a megabyte, and nobody reads such a request.
const MOST: usize = 512 * 1024;

/// The keys of a request's words.
#[derive(Debug, Default)]
pub(in crate::store) struct Document {
    /// For whoever reads the request.
    public: BTreeSet<String>,
    /// In internal notes.
    notes: BTreeSet<String>,
    bytes: usize,
}

impl Document {
    /// Of a request that is filed, before its texts.
    pub(in crate::store) fn first(number: &str, title: &str, class: Option<&str>, names: &Names) -> Self {
        let mut document = Self::default();
        document.head(number, title, class, (&names.requester, names.child.as_deref()));
        document
    }

    fn head(&mut self, number: &str, title: &str, class: Option<&str>, names: (&str, Option<&str>)) {
        let (requester, child) = names;
        for text in [Some(number), Some(title), class].into_iter().flatten() {
            self.add(text, Origin::Text, false);
        }
        for name in [Some(requester), child].into_iter().flatten() {
            self.add(name, Origin::Name, false);
        }
    }

    /// Takes the words of a message in.
    pub(super) fn text(&mut self, kind: MessageKind, text: &str) {
        self.add(text, Origin::Text, kind == MessageKind::Note);
    }

    fn add(&mut self, text: &str, origin: Origin, note: bool) {
        for key in words(text, origin)
            .into_iter()
            .filter(|word| !word.small)
            .flat_map(|word| word.keys)
        {
            if self.bytes > MOST {
                return;
            }
            let length = key.len();
            let new = match note {
                true => self.notes.insert(key),
                false => self.public.insert(key),
            };
            // With what comes before it, and between them.
            self.bytes += if new { length + 24 } else { 0 };
        }
    }

    /// All keys, parted by blanks; those that stand in notes alone are marked.
    pub(super) fn keys(&self, before: &str) -> String {
        let public = self.public.iter().map(|key| format!("{before}{key}"));
        let notes = self.notes.difference(&self.public);
        let notes = notes.map(|key| format!("{before}{NOTE}{key}"));
        public.chain(notes).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Debug, FromQueryResult)]
struct Head {
    id: TicketId,
    number: String,
    title: String,
    class_name: Option<String>,
    requester_name: String,
    child_name: Option<String>,
}

#[derive(Debug, FromQueryResult)]
struct Text {
    ticket_id: TicketId,
    kind: MessageKind,
    body: String,
}

/// The documents of these requests.
///
/// # Errors
/// Those of the database.
pub(super) async fn read(tx: &Tx, ids: &[TicketId]) -> Result<BTreeMap<TicketId, Document>> {
    let mut documents: BTreeMap<TicketId, Document> = BTreeMap::new();
    for head in heads(tx, ids).await? {
        let document = documents.entry(head.id).or_default();
        let names = (head.requester_name.as_str(), head.child_name.as_deref());
        document.head(&head.number, &head.title, head.class_name.as_deref(), names);
    }
    for text in texts(tx, ids).await? {
        let document = documents.entry(text.ticket_id).or_default();
        document.text(text.kind, &text.body);
    }
    Ok(documents)
}

async fn heads(tx: &Tx, ids: &[TicketId]) -> Result<Vec<Head>> {
    use ticket::Column as T;
    let mut select = Query::select();
    for column in [T::Id, T::Number, T::Title, T::ClassName] {
        select.column((ticket::Entity, column));
    }
    select
        .from(ticket::Entity)
        .and_where(T::Id.is_in(ids.iter().copied()));
    for (name, of) in [("requester", T::RequesterId), ("child", T::ChildId)] {
        let card = Alias::new(name);
        let column = |column: member::Column| Expr::col((card.clone(), column).into_column_ref());
        select
            .expr_as(column(member::Column::Name), format!("{name}_name"))
            .join_as(
                JoinType::LeftJoin,
                member::Entity,
                card.clone(),
                column(member::Column::Id).eq(of.into_expr()),
            );
    }
    let statement = tx.connection().get_database_backend().build(&select);
    Ok(Head::find_by_statement(statement).all(tx.connection()).await?)
}

/// The texts of these requests and, under the same id, of what was merged into them; the newest first, so that a limit takes the
/// oldest.
async fn texts(tx: &Tx, ids: &[TicketId]) -> Result<Vec<Text>> {
    use message::Column as M;
    use ticket::Column as T;
    let mut own = Query::select();
    own.expr_as(M::TicketId.into_expr(), "ticket_id")
        .columns([M::Kind, M::Body, M::Id])
        .from(message::Entity)
        .and_where(M::TicketId.is_in(ids.iter().copied()));
    let mut merged = Query::select();
    merged
        .expr_as(T::MergedIntoId.into_expr(), "ticket_id")
        .columns([
            (message::Entity, M::Kind),
            (message::Entity, M::Body),
            (message::Entity, M::Id),
        ])
        .from(ticket::Entity)
        .join(
            JoinType::InnerJoin,
            message::Entity,
            M::TicketId.into_expr().eq(T::Id.into_expr()),
        )
        .and_where(T::MergedIntoId.is_in(ids.iter().copied()));
    own.union(UnionType::All, merged)
        .order_by_expr(Expr::cust("4"), Order::Desc);
    let statement = tx.connection().get_database_backend().build(&own);
    Ok(Text::find_by_statement(statement).all(tx.connection()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_notes_alone_is_marked() {
        let mut document = Document::default();
        document.add("Оценки и журнал", Origin::Text, false);
        document.add("Оценка: звонил директор", Origin::Text, true);
        let keys = document.keys("0001.");
        let keys: Vec<&str> = keys.split(' ').collect();
        assert!(
            keys.contains(&"0001.оценк") && !keys.contains(&"0001.!оценк"),
            "{keys:?}"
        );
        assert!(
            keys.contains(&"0001.!звон") && !keys.contains(&"0001.звон"),
            "{keys:?}"
        );
    }

    #[test]
    fn a_document_has_a_bound() {
        let mut document = Document::default();
        for n in 0..100_000 {
            document.add(&format!("слово{n}"), Origin::Text, false);
        }
        assert!(document.keys("0001.340000.").len() < 2 * MOST);
    }
}
