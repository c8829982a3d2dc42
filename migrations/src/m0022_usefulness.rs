//! What materials are good for (K1, T8): how often they were read, answered somebody, were given in an answer; what people say of them;
//! and what nobody found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uses = table("article_use")
            .col(uuid("article_id"))
            .col(date("day"))
            .col(string("kind"))
            .col(big_integer("number"))
            .primary_key(&mut primary(&["article_id", "day", "kind"]))
            .foreign_key(&mut part_of("article_id", "article"))
            .to_owned();
        // So that nobody is counted twice on a day; gone two days later.
        let marks = table("article_mark")
            .col(uuid("article_id"))
            .col(uuid("member_id"))
            .col(date("day"))
            .col(string("kind"))
            .primary_key(&mut primary(&["article_id", "member_id", "day", "kind"]))
            .foreign_key(&mut part_of("article_id", "article"))
            .foreign_key(&mut part_of("member_id", "member"))
            .to_owned();
        let votes = table("article_vote")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("article_id"))
            .col(uuid("member_id"))
            .col(boolean("useful"))
            .col(text_null("missing"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut part_of("school_id", "school"))
            .foreign_key(&mut part_of("article_id", "article"))
            .foreign_key(&mut part_of("member_id", "member"))
            .to_owned();
        let searches = table("article_search")
            .col(uuid("school_id"))
            .col(string("words"))
            .col(big_integer("number"))
            .col(date("last_on"))
            .primary_key(&mut primary(&["school_id", "words"]))
            .foreign_key(&mut part_of("school_id", "school"))
            .to_owned();
        let indexes = vec![
            index("article_mark", &["day"]),
            index("article_vote", &["article_id", "member_id"])
                .unique()
                .to_owned(),
            index("article_vote", &["school_id", "at"]),
            index("article_search", &["last_on"]),
        ];
        create(manager, vec![uses, marks, votes, searches], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &["article_search", "article_vote", "article_mark", "article_use"],
        )
        .await
    }
}
