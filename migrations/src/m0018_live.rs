//! What streams tell of requests as they change, for an hour, and who is answering one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, part_of, primary, raw, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No references: rows of an hour, written by every step.
        let live = table("live_event")
            .col(big_integer("seq").primary_key().auto_increment())
            // The transaction on PostgreSQL, by which rows are read in the order in which they settle; 0 on SQLite.
            .col(big_integer("xid"))
            .col(uuid("school_id"))
            .col(uuid("ticket_id"))
            // Null: who is answering has changed.
            .col(string_null("event"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        let answering = table("ticket_answering")
            .col(uuid("ticket_id"))
            .col(uuid("member_id"))
            .col(timestamp_with_time_zone("until"))
            .primary_key(&mut primary(&["ticket_id", "member_id"]))
            .foreign_key(&mut part_of("ticket_id", "ticket"))
            .foreign_key(&mut part_of("member_id", "member"))
            .to_owned();
        let indexes = vec![
            index("live_event", &["school_id", "xid", "seq"]),
            index("live_event", &["xid", "seq"]),
            index("live_event", &["at"]),
            index("ticket_answering", &["until"]),
        ];
        create(manager, vec![live, answering], indexes).await?;
        // Whatever step is written down is told: none forgets it, and it costs no round trip.
        let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        let told: &[&str] = match sqlite {
            true => &[
                "CREATE TRIGGER ticket_event_live AFTER INSERT ON ticket_event BEGIN
                INSERT INTO live_event (xid, school_id, ticket_id, event, at)
                SELECT 0, school_id, id, NEW.event, NEW.at FROM ticket WHERE id = NEW.ticket_id; END",
            ],
            false => &[
                "CREATE FUNCTION ticket_event_live() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 INSERT INTO live_event (xid, school_id, ticket_id, event, at)
                 SELECT pg_current_xact_id()::text::bigint, school_id, id, NEW.event, NEW.at
                 FROM ticket WHERE id = NEW.ticket_id; RETURN NULL; END $$",
                "CREATE TRIGGER ticket_event_live AFTER INSERT ON ticket_event
                 FOR EACH ROW EXECUTE FUNCTION ticket_event_live()",
            ],
        };
        raw(manager, told).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        let gone: &[&str] = match sqlite {
            true => &["DROP TRIGGER ticket_event_live"],
            false => &[
                "DROP TRIGGER ticket_event_live ON ticket_event",
                "DROP FUNCTION ticket_event_live()",
            ],
        };
        raw(manager, gone).await?;
        drop(manager, &["ticket_answering", "live_event"]).await
    }
}
