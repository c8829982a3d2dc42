//! The rights of people over what is held about them (152-ФЗ): corrections, withdrawn consents, erasures, retention.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, primary, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Whose case, who asked, who decided, and how.
fn case(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(pk_uuid("id"))
        .col(uuid("school_id"))
        .col(uuid("member_id"))
        .col(uuid("asked_by"))
        .col(string("state"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(text_null("reason"))
        .col(big_integer("version"))
        .foreign_key(&mut reference("school_id", "school"))
        .foreign_key(&mut reference("member_id", "member"))
        .foreign_key(&mut reference("asked_by", "member"))
        .foreign_key(&mut reference("decided_by", "member"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let erasure = case("erasure")
            .col(boolean("withdrawal"))
            .col(boolean("asked_alone"))
            .col(timestamp_with_time_zone("due_at"))
            .to_owned();
        let correction = case("correction")
            .col(string_null("name"))
            .col(string_null("email"))
            .col(string_null("phone"))
            .col(text("note"))
            .to_owned();
        let withdrawal = table("withdrawal")
            .col(uuid("member_id"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid("by_member"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .primary_key(&mut primary(&["member_id", "at"]))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("by_member", "member"))
            .to_owned();
        // The marks tell up to when the tidying has come, so that it need not look at everything each minute.
        let retention = table("retention")
            .col(uuid("school_id").primary_key())
            .col(small_integer_null("closed_requests_years"))
            .col(small_integer_null("ended_cards_years"))
            .col(timestamp_with_time_zone_null("requests_done_until"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        let indexes = vec![
            index("erasure", &["school_id", "id"]),
            index("erasure", &["member_id"]),
            index("erasure", &["asked_by"]),
            index("correction", &["school_id", "id"]),
            index("correction", &["member_id"]),
            index("correction", &["asked_by"]),
            index("ticket", &["school_id", "updated_at"]),
            index("audit", &["person_id", "id"]),
        ];
        create(manager, vec![erasure, correction, withdrawal, retention], indexes).await?;
        // One case at a time, whoever presses at the same moment.
        let one = [
            "CREATE UNIQUE INDEX erasure_one_asked ON erasure (member_id) WHERE state = 'asked'",
            "CREATE UNIQUE INDEX correction_one_asked ON correction (member_id) WHERE state = 'asked'",
            "CREATE UNIQUE INDEX withdrawal_one_open ON withdrawal (member_id) WHERE ended_at IS NULL",
        ];
        raw(manager, &one).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        raw(
            manager,
            &[
                "DROP INDEX audit_object_id",
                "DROP INDEX audit_person_id_id",
                "DROP INDEX ticket_school_id_updated_at",
            ],
        )
        .await?;
        drop(manager, &["retention", "withdrawal", "correction", "erasure"]).await
    }
}
