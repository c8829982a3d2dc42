//! Reference materials (K1): texts of the school, and links to those of others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let article = table("article")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("title"))
            .col(string_null("topic"))
            .col(text_null("text"))
            .col(string_null("link"))
            .col(string_null("source"))
            .col(string_null("licence"))
            .col(string_null("journal"))
            .col(string("visibility"))
            // Which of the starter set it was made of.
            .col(string_null("starter"))
            .col(boolean("for_staff"))
            .col(boolean("for_parents"))
            .col(boolean("for_students"))
            .col(date_null("valid_until"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("created_by", "member"))
            .to_owned();
        let indexes = vec![
            index("article", &["school_id", "id"]),
            index("article", &["school_id", "starter"]).unique().to_owned(),
        ];
        create(manager, vec![article], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["article"]).await
    }
}
