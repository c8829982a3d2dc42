//! Files of people that wait to be applied.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The rows are gone as soon as they are applied, and the whole an hour after it was made.
        let import = table("people_import")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("author_id"))
            .col(boolean("applied"))
            .col(text("content"))
            .col(json("preview"))
            .col(binary("digest"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // What becomes of each row, so that a page of the preview needs neither the file nor the school's cards.
        let row = table("people_import_row")
            .col(uuid("import_id"))
            .col(integer("place"))
            .col(string("kind"))
            .col(integer_null("line"))
            .col(uuid_null("member_id"))
            .col(string("external_id"))
            .col(string("name"))
            .col(json("fields"))
            .col(json_null("lost"))
            .primary_key(&mut primary(&["import_id", "place"]))
            .foreign_key(&mut part_of("import_id", "people_import"))
            .to_owned();
        let indexes = vec![index("people_import", &["expires_at"])];
        create(manager, vec![import, row], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["people_import_row", "people_import"]).await
    }
}
