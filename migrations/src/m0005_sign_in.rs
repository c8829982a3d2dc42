//! What signing in rests on: names, known devices, links that reset a password, the second step.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, raw, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // An unconfirmed row is only a claim: anybody may have one, and it opens nothing.
        let sign_in_name = table("sign_in_name")
            .col(pk_uuid("id"))
            .col(uuid("person_id"))
            .col(string("kind"))
            .col(string("value"))
            .col(timestamp_with_time_zone_null("confirmed_at"))
            .col(binary_null("code_mac"))
            .col(timestamp_with_time_zone_null("code_until"))
            .col(integer("code_tries"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let device = table("device")
            .col(uuid("id"))
            .col(uuid("person_id"))
            .col(timestamp_with_time_zone("seen_at"))
            .primary_key(&mut primary(&["id", "person_id"]))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        // What the app tells the owner; the session is the one that did it, and may be gone.
        let notice = table("notice")
            .col(pk_uuid("id"))
            .col(uuid("person_id"))
            .col(string("kind"))
            .col(uuid_null("session_id"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("seen_at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let reset_token = table("reset_token")
            .col(binary("hash").primary_key())
            .col(uuid("person_id"))
            // Since when the address counts to which the link went.
            .col(timestamp_with_time_zone("address_since"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(boolean("ended"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        // Secrets are encrypted. A pending one waits for its first code.
        let totp = table("totp")
            .col(uuid("person_id").primary_key())
            .col(binary_null("secret"))
            .col(timestamp_with_time_zone_null("since"))
            .col(big_integer("last_step"))
            .col(binary_null("pending"))
            .col(timestamp_with_time_zone_null("pending_until"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let recovery_code = table("recovery_code")
            .col(uuid("person_id"))
            .col(binary("mac"))
            .primary_key(&mut primary(&["person_id", "mac"]))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let tables = vec![sign_in_name, device, notice, reset_token, totp, recovery_code];
        let indexes = vec![
            index("sign_in_name", &["person_id", "value"]).unique().to_owned(),
            index("device", &["person_id"]),
            index("notice", &["person_id", "at"]),
            index("notice", &["at"]),
            index("reset_token", &["person_id"]),
        ];
        create(manager, tables, indexes).await?;
        // One owner of a confirmed name, in words that both databases take.
        let one_owner =
            "CREATE UNIQUE INDEX sign_in_name_owner ON sign_in_name (value) WHERE confirmed_at IS NOT NULL";
        raw(manager, &[one_owner]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "recovery_code",
            "totp",
            "reset_token",
            "notice",
            "device",
            "sign_in_name",
        ];
        drop(manager, &tables).await
    }
}
