//! API clients: programs of a school, and their secrets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let client = table("api_client")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("name"))
            .col(json("scopes"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("secret_since"))
            .col(timestamp_with_time_zone_null("old_secret_until"))
            .col(timestamp_with_time_zone_null("last_used_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // `code` is a keyed hash: nobody can use what stands here. The one without an end is in use, others wait for theirs.
        let secret = table("api_secret")
            .col(pk_uuid("id"))
            .col(uuid("client_id"))
            .col(binary("code"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("expires_at"))
            .foreign_key(&mut part_of("client_id", "api_client"))
            .to_owned();
        let indexes = vec![
            index("api_client", &["school_id", "id"]),
            // One secret is in use, whoever replaces it at the same moment.
            index("api_secret", &["client_id"])
                .unique()
                .and_where(Expr::col("expires_at").is_null())
                .to_owned(),
            index("api_secret", &["client_id", "created_at"]),
        ];
        create(manager, vec![client, secret], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["api_secret", "api_client"]).await
    }
}
