//! Search over requests: which documents there are, and the index of their words, which each database keeps in its own way.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite: keys in FTS5, without the texts and without places. `prefix` makes the beginnings of 3 to 6 letters as cheap as whole
/// words: four digits of the school stand before them, and the mark of notes.
const SQLITE: &str =
    "CREATE VIRTUAL TABLE search_stem USING fts5(stems, content='', contentless_delete=1, detail=none,
    prefix='7 8 9 10 11', tokenize=\"ascii tokenchars '-.@+!_'\")";

/// PostgreSQL: the same keys as a tsvector. Without the list of pending entries a search costs the same after each write.
const POSTGRES: [&str; 2] = [
    "CREATE TABLE search_stem (doc BIGINT PRIMARY KEY, stems TSVECTOR NOT NULL)",
    "CREATE INDEX search_stem_stems ON search_stem USING GIN (stems) WITH (fastupdate = off)",
];

/// Every request that is there gets its document; the worker fills them, because only the server knows what a word is. The same
/// stands in `store/search.rs`, for who wrote requests past the server.
const DOCUMENTS: [&str; 2] = [
    "INSERT INTO search_school (school_id) SELECT DISTINCT school_id FROM ticket",
    "INSERT INTO search_doc (ticket_id, doc, version)
        SELECT ticket.id, ((CAST(substr(ticket.number, 1, 4) AS BIGINT) - 2000) << 50)
            + (CAST(substr(ticket.number, 6) AS BIGINT) << 20) + search_school.number, 0
        FROM ticket JOIN search_school ON search_school.school_id = ticket.school_id",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let school = table("search_school")
            .col(pk_auto("number"))
            .col(uuid_uniq("school_id"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // `doc` orders a school's requests by their numbers; `version` is that of the words' keys, 0 before they were made.
        let doc = table("search_doc")
            .col(pk_uuid("ticket_id"))
            .col(big_integer_uniq("doc"))
            .col(small_integer("version"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .to_owned();
        create(
            manager,
            vec![school, doc],
            vec![index("search_doc", &["version"])],
        )
        .await?;
        match manager.get_database_backend() == DbBackend::Sqlite {
            true => raw(manager, &[SQLITE]).await?,
            false => raw(manager, &POSTGRES).await?,
        }
        raw(manager, &DOCUMENTS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["search_stem", "search_doc", "search_school"]).await
    }
}
