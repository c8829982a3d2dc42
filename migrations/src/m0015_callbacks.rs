//! Who asked to be called back (T7), the tries of calling them, and how much was dropped.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let callback = table("callback")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("state"))
            .col(string("name"))
            .col(string_null("class_name"))
            .col(string("phone"))
            .col(text("text"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("call_from"))
            .col(uuid_null("taken_by"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text_null("reason"))
            .col(uuid_null("ticket_id"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("taken_by", "member"))
            .foreign_key(&mut reference("decided_by", "member"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .to_owned();
        let tries = table("callback_try")
            .col(uuid("callback_id"))
            .col(small_integer("number"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("by_member"))
            .primary_key(&mut primary(&["callback_id", "number"]))
            .foreign_key(&mut part_of("callback_id", "callback"))
            .foreign_key(&mut reference("by_member", "member"))
            .to_owned();
        // What never became a row is counted by day, so that staff see a flood.
        let dropped = table("callback_dropped")
            .col(uuid("school_id"))
            .col(date("day"))
            .col(string("reason"))
            .col(big_integer("number"))
            .primary_key(&mut primary(&["school_id", "day", "reason"]))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        let indexes = vec![
            index("callback", &["school_id", "state", "call_from", "id"]),
            index("callback", &["state", "created_at"]),
            index("callback", &["ticket_id"]),
        ];
        create(manager, vec![callback, tries, dropped], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["callback_dropped", "callback_try", "callback"]).await
    }
}
