//! Thanks and suggestions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let voice = table("voice")
            // Of chance: it tells no time.
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("kind"))
            .col(string("state"))
            .col(text("text"))
            // Of what is sent unnamed, and without an account, nobody is kept.
            .col(uuid_null("author_id"))
            .col(boolean("guest"))
            .col(string_null("contact"))
            .col(uuid_null("helper_id"))
            .col(timestamp_with_time_zone("sent_at"))
            .col(uuid_null("handled_by"))
            .col(timestamp_with_time_zone_null("handled_at"))
            .col(text_null("reply"))
            .col(timestamp_with_time_zone_null("passed_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("author_id", "member"))
            .foreign_key(&mut reference("helper_id", "member"))
            .foreign_key(&mut reference("handled_by", "member"))
            .to_owned();
        let indexes = vec![
            index("voice", &["school_id", "sent_at", "id"]),
            index("voice", &["author_id"]),
            index("voice", &["helper_id"]),
            index("voice", &["sent_at"]),
        ];
        create(manager, vec![voice], indexes).await?;
        // A reference in a column that comes later has no builder for SQLite.
        let kind = match manager.get_database_backend() == DbBackend::Sqlite {
            true => "uuid_text",
            false => "uuid",
        };
        let column = format!(
            "ALTER TABLE notification ADD COLUMN voice_id {kind} REFERENCES voice (id) ON DELETE CASCADE"
        );
        raw(manager, &[&column]).await?;
        manager.create_index(index("notification", &["voice_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("notification_voice_id")
                    .table("notification")
                    .to_owned(),
            )
            .await?;
        raw(manager, &["ALTER TABLE notification DROP COLUMN voice_id"]).await?;
        drop(manager, &["voice"]).await
    }
}
