//! Editions of reference materials (K1): what was written, by whom, and what became of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let edition = table("article_edition")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("article_id"))
            .col(integer("number"))
            .col(string("state"))
            .col(string("title"))
            .col(string_null("topic"))
            .col(text_null("text"))
            .col(string_null("link"))
            .col(string_null("source"))
            .col(string_null("licence"))
            .col(string_null("journal"))
            .col(string("visibility"))
            .col(boolean("for_staff"))
            .col(boolean("for_parents"))
            .col(boolean("for_students"))
            .col(date_null("valid_until"))
            .col(text_null("remark"))
            .col(uuid_null("written_by"))
            .col(timestamp_with_time_zone("written_at"))
            .col(uuid_null("published_by"))
            .col(timestamp_with_time_zone_null("published_at"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("article_id", "article"))
            .foreign_key(&mut reference("written_by", "member"))
            .foreign_key(&mut reference("published_by", "member"))
            .to_owned();
        let numbers = index("article_edition", &["article_id", "number"])
            .unique()
            .to_owned();
        let of_school = index("article_edition", &["school_id", "id"]);
        create(manager, vec![edition], vec![numbers, of_school]).await?;
        // One draft beside what readers see, whoever saves at the same moment.
        let one = "CREATE UNIQUE INDEX article_edition_one_open ON article_edition (article_id) \
                   WHERE state IN ('draft', 'review')";
        raw(manager, &[one]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["article_edition"]).await
    }
}
