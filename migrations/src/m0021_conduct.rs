//! Reports of conduct, what is said about them, and ways to ask that are closed to somebody for a time (F1-F3).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let report = table("conduct_report")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("kind"))
            .col(string("state"))
            // Who decides: the member named here, the head, or nobody in the school.
            .col(string("route"))
            .col(uuid_null("decider_id"))
            .col(uuid("reporter_id"))
            .col(uuid("reported_id"))
            // The conversation: one of the two.
            .col(uuid_null("ticket_id"))
            .col(uuid_null("booking_id"))
            .col(uuid_null("message_id"))
            .col(boolean("stopped"))
            .col(text("body"))
            .col(text_null("wish"))
            .col(timestamp_with_time_zone("filed_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(uuid_null("decided_by"))
            .col(string_null("outcome"))
            .col(text_null("reasons"))
            .col(text_null("for_reporter"))
            .col(text_null("for_reported"))
            .col(json("measures"))
            .col(string_null("channel"))
            .col(date_null("closed_until"))
            .col(timestamp_with_time_zone_null("lifted_at"))
            // Given to the mail for the founder, and taken by the mail server.
            .col(timestamp_with_time_zone_null("asked_at"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("decider_id", "member"))
            .foreign_key(&mut reference("reporter_id", "member"))
            .foreign_key(&mut reference("reported_id", "member"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("booking_id", "booking"))
            .foreign_key(&mut reference("message_id", "message"))
            .foreign_key(&mut reference("decided_by", "member"))
            .to_owned();
        let word = table("conduct_word")
            .col(pk_uuid("id"))
            .col(uuid("report_id"))
            .col(uuid("author_id"))
            .col(text("body"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut part_of("report_id", "conduct_report"))
            .foreign_key(&mut reference("author_id", "member"))
            .to_owned();
        let indexes = vec![
            index("conduct_report", &["reporter_id", "filed_at", "id"]),
            index("conduct_report", &["decider_id", "filed_at", "id"]),
            index("conduct_report", &["school_id", "route", "filed_at", "id"]),
            index("conduct_report", &["reported_id", "channel"]),
            index("conduct_report", &["school_id", "decided_at"]),
            index("conduct_report", &["ticket_id"]),
            index("conduct_report", &["booking_id"]),
            index("conduct_report", &["message_id"]),
            index("conduct_word", &["report_id", "at"]),
        ];
        create(manager, vec![report, word], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["conduct_word", "conduct_report"]).await
    }
}
