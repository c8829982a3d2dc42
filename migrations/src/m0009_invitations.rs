//! Coming in: one-time slips, the school's two documents, and who agreed to them or read them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Only the hash of a code is kept.
        let invitation = table("invitation")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(string("purpose"))
            .col(binary_uniq("code_hash"))
            // None when the operator printed it for a first head.
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("created_by", "member"))
            .to_owned();
        let document = table("document")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("kind"))
            .col(integer("number"))
            .col(string("title"))
            .col(text("text"))
            .col(string("link"))
            .col(string("order_number"))
            .col(date_null("order_date"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("created_by", "member"))
            .to_owned();
        // About whom, by whom (a parent; none for oneself; a name where no parent has a card), and how: in the app by a
        // person, or on paper.
        let consent = table("consent")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(string("kind"))
            .col(uuid("document_id"))
            .col(uuid_null("given_by"))
            .col(string_null("representative"))
            .col(timestamp_with_time_zone("given_at"))
            .col(date_null("paper_date"))
            .col(uuid_null("recorded_by"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("document_id", "document"))
            .foreign_key(&mut reference("given_by", "member"))
            .foreign_key(&mut reference("recorded_by", "member"))
            .to_owned();
        // Whose password a school has set anew, until they prove that it is they who sign in.
        let reset_by_slip = table("reset_by_slip")
            .col(uuid("person_id").primary_key())
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let indexes = vec![
            // One slip of a kind works for a card at a time.
            index("invitation", &["member_id", "purpose"])
                .unique()
                .and_where(Expr::col("used_at").is_null())
                .and_where(Expr::col("withdrawn_at").is_null())
                .to_owned(),
            index("invitation", &["school_id", "id"]),
            index("document", &["school_id", "kind", "number"])
                .unique()
                .to_owned(),
            // The same version is given once until it is withdrawn.
            index("consent", &["member_id", "document_id"])
                .unique()
                .and_where(Expr::col("withdrawn_at").is_null())
                .to_owned(),
        ];
        create(
            manager,
            vec![invitation, document, consent, reset_by_slip],
            indexes,
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["reset_by_slip", "consent", "document", "invitation"]).await
    }
}
