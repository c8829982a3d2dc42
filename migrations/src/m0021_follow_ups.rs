//! What the superior does about a low mark (F3): one follow-up a request.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let follow_up = table("follow_up")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid_uniq("ticket_id"))
            .col(string("state"))
            .col(timestamp_with_time_zone("opened_at"))
            // An index of what the calendar of `calendar_version` says in this zone.
            .col(timestamp_with_time_zone("due_at"))
            .col(big_integer("calendar_version"))
            .col(string("time_zone"))
            // When somebody is to be told that it is late; none when they were.
            .col(timestamp_with_time_zone_null("alarm_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(uuid_null("closed_by"))
            .col(text_null("outcome"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut part_of("ticket_id", "ticket"))
            .foreign_key(&mut reference("closed_by", "member"))
            .to_owned();
        let indexes = vec![
            index("follow_up", &["school_id", "state", "due_at", "id"]),
            index("follow_up", &["alarm_at"]),
        ];
        create(manager, vec![follow_up], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["follow_up"]).await
    }
}
