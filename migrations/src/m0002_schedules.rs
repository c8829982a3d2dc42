//! Weekly help schedules.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let schedule = table("schedule")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(integer("year"))
            .col(string("state"))
            .col(string_null("order_number"))
            .col(date_null("order_date"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("published_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        let line = table("schedule_line")
            .col(pk_uuid("id"))
            .col(uuid("schedule_id"))
            .col(integer("position"))
            .col(string("name"))
            .col(json("posts"))
            .col(json("directions"))
            .col(uuid_null("member_id"))
            .foreign_key(&mut part_of("schedule_id", "schedule"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        let hours = table("schedule_hours")
            .col(uuid("line_id"))
            .col(small_integer("position"))
            .col(small_integer("weekday"))
            .col(small_integer("from_minute"))
            .col(small_integer("to_minute"))
            .col(string_null("place"))
            .col(json("modes"))
            .col(json("audiences"))
            .col(string("entry"))
            .primary_key(&mut primary(&["line_id", "position"]))
            .foreign_key(&mut part_of("line_id", "schedule_line"))
            .to_owned();
        let indexes = vec![
            index("schedule", &["school_id", "id"]),
            index("schedule_line", &["schedule_id", "position"])
                .unique()
                .to_owned(),
            index("schedule_line", &["member_id"]),
        ];
        create(manager, vec![schedule, line, hours], indexes).await?;
        // A school draws up one draft a year and has one schedule a year in force, whoever presses at the same moment.
        let one = [
            "CREATE UNIQUE INDEX schedule_one_draft ON schedule (school_id, year) WHERE state = 'draft'",
            "CREATE UNIQUE INDEX schedule_one_published ON schedule (school_id, year) WHERE state = 'published'",
        ];
        raw(manager, &one).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["schedule_hours", "schedule_line", "schedule"]).await
    }
}
