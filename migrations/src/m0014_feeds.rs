//! Secret addresses of people's own calendar feeds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, part_of, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let feed = table("feed")
            .col(uuid("person_id").primary_key())
            .col(binary_uniq("token_hash"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        create(manager, vec![feed], Vec::new()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["feed"]).await
    }
}
