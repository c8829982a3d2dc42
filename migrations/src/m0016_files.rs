//! Files of requests: what stands on the disk under its hash, who brought it, and with which message it goes (T3, T6).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row for each content on the disk: who writes or removes it holds the row.
        let content = table("file_content")
            .col(string("hash").primary_key())
            .col(timestamp_with_time_zone("stored_at"))
            .col(timestamp_with_time_zone_null("unused_since"))
            .to_owned();
        let file = table("file")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("owner_id"))
            .col(uuid_null("client_id"))
            .col(string("name"))
            .col(string("kind"))
            .col(big_integer("size"))
            .col(string("hash"))
            .col(timestamp_with_time_zone("created_at"))
            .col(uuid_null("message_id"))
            .col(uuid_null("article_id"))
            .col(small_integer("position"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("owner_id", "member"))
            .foreign_key(&mut reference("client_id", "api_client"))
            .foreign_key(&mut reference("message_id", "message"))
            .foreign_key(&mut reference("article_id", "article"))
            .foreign_key(ForeignKey::create().from_col("hash").to("file_content", "hash"))
            .to_owned();
        let handover_file = table("handover_file")
            .col(uuid("handover_id"))
            .col(uuid("file_id"))
            .primary_key(&mut primary(&["handover_id", "file_id"]))
            .foreign_key(&mut reference("handover_id", "handover"))
            .foreign_key(&mut part_of("file_id", "file"))
            .to_owned();
        let indexes = vec![
            index("file_content", &["unused_since"]),
            index("file", &["message_id", "created_at"]),
            index("file", &["article_id"]),
            index("file", &["owner_id"]),
            index("file", &["school_id"]),
            index("file", &["hash"]),
            index("handover_file", &["file_id"]),
        ];
        create(manager, vec![content, file, handover_file], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["handover_file", "file", "file_content"]).await
    }
}
