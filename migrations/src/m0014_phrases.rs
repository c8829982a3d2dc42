//! Phrases of those who help (T3), and the views of the queue that they keep.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let phrase = table("phrase")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            // Nobody's is the school's.
            .col(uuid_null("owner_id"))
            .col(string("kind"))
            .col(string("title"))
            .col(text("text"))
            .col(string_null("topic"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("owner_id", "member"))
            .to_owned();
        let view = table("queue_view")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(string("name"))
            .col(json("filters"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        let indexes = vec![
            index("phrase", &["school_id", "owner_id", "id"]),
            index("queue_view", &["member_id", "id"]),
        ];
        create(manager, vec![phrase, view], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["queue_view", "phrase"]).await
    }
}
