//! What people were typing when they signed out.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let draft = table("draft")
            .col(uuid("person_id"))
            .col(string("name"))
            .col(text("text"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(&mut primary(&["person_id", "name"]))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        create(manager, vec![draft], vec![index("draft", &["at"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["draft"]).await
    }
}
