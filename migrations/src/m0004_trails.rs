//! What stands beside every change: idempotency keys, the outbox, the audit trail.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, primary, raw, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A key belongs to whoever sent it: a person or an API client. `member_id` is in whose name, so that what is erased
        // of somebody finds it. No references: the rows go by themselves after a day.
        let idempotency = table("idempotency")
            .col(uuid("principal_id"))
            .col(uuid("member_id"))
            .col(string("operation"))
            .col(string("key"))
            .col(binary("request_hash"))
            .col(uuid("created_id"))
            .col(timestamp_with_time_zone("expires_at"))
            .primary_key(&mut primary(&["principal_id", "operation", "key"]))
            .to_owned();
        let outbox = table("outbox")
            .col(pk_uuid("id"))
            .col(string("kind"))
            .col(json("payload"))
            .col(string("state"))
            .col(timestamp_with_time_zone("due_at"))
            .col(integer("attempts"))
            .col(string_null("last_error"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        // Ids, action, names of fields and time only, and no references: the trail outlives what it tells of.
        let audit = table("audit")
            .col(pk_uuid("id"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("school_id"))
            .col(uuid_null("person_id"))
            .col(uuid_null("client_id"))
            .col(string("action"))
            .col(uuid_null("object_id"))
            .col(json("fields"))
            .col(binary_null("detail_digest"))
            .to_owned();
        // Names, texts and addresses, with the salt of their digest: erasable.
        let detail = table("audit_detail")
            .col(uuid("audit_id").primary_key())
            .col(binary("salt"))
            .col(text("detail"))
            .foreign_key(&mut crate::build::reference("audit_id", "audit"))
            .to_owned();
        let indexes = vec![
            index("idempotency", &["expires_at"]),
            index("idempotency", &["member_id"]),
            index("outbox", &["state", "due_at"]),
            index("audit", &["school_id", "at", "id"]),
            index("audit", &["person_id", "at"]),
            index("audit", &["object_id"]),
        ];
        create(manager, vec![idempotency, outbox, audit, detail], indexes).await?;
        let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        let append_only: &[&str] = match sqlite {
            true => &[
                "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                // REPLACE deletes without asking the trigger above.
                "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
                 WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
            ],
            false => &[
                "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
                "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
                 FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
                "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
                 FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
            ],
        };
        raw(manager, append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["audit_detail", "audit", "outbox", "idempotency"]).await?;
        match manager.get_database_backend() == DbBackend::Sqlite {
            true => Ok(()),
            false => raw(manager, &["DROP FUNCTION audit_refuse()"]).await,
        }
    }
}
