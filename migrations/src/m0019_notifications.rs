//! What members are told of, and which letters people want.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notification = table("notification")
            // The same as its letter's in the outbox.
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(string("kind"))
            // What it is about: one of these, or a decision that names nothing.
            .col(uuid_null("ticket_id"))
            .col(uuid_null("booking_id"))
            .col(uuid_null("absence_id"))
            .col(uuid_null("conduct_id"))
            .col(uuid_null("article_id"))
            .col(string_null("number"))
            .col(timestamp_with_time_zone_null("starts_at"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("read_at"))
            // Waits for the letter of the day.
            .col(boolean("daily"))
            .foreign_key(&mut part_of("school_id", "school"))
            .foreign_key(&mut part_of("member_id", "member"))
            .foreign_key(&mut part_of("ticket_id", "ticket"))
            .foreign_key(&mut part_of("booking_id", "booking"))
            .foreign_key(&mut part_of("absence_id", "absence"))
            .foreign_key(&mut part_of("conduct_id", "conduct_report"))
            .foreign_key(&mut part_of("article_id", "article"))
            .to_owned();
        let choice = table("mail_choice")
            .col(pk_uuid("person_id"))
            .col(string("requests"))
            .col(string("work"))
            .col(string("consultations"))
            .col(string("desk"))
            // When the letter of the day goes, if one waits.
            .col(timestamp_with_time_zone_null("digest_at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let indexes = vec![
            index("notification", &["member_id", "at", "id"]),
            index("notification", &["member_id", "read_at"]),
            index("notification", &["ticket_id"]),
            index("notification", &["booking_id"]),
            index("notification", &["absence_id"]),
            index("notification", &["conduct_id"]),
            index("notification", &["article_id"]),
            index("notification", &["at"]),
        ];
        create(manager, vec![notification, choice], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["mail_choice", "notification"]).await
    }
}
