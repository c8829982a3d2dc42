//! Weekly help schedules.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, part_of, primary, raw, reference, table};
use crate::m0002_frozen;

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
            .col(string_null("order_appendix"))
            .col(date_null("from_date"))
            .col(date_null("until_date"))
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
        // What was done with a schedule and by whom, under the name and post of that day: a part of the document.
        let act = table("schedule_act")
            .col(uuid("schedule_id"))
            .col(integer("number"))
            .col(string("act"))
            .col(string_null("step_kind"))
            .col(string_null("step_title"))
            .col(uuid_null("member_id"))
            .col(string_null("name"))
            .col(string_null("post"))
            .col(timestamp_with_time_zone("at"))
            .col(string_null("paper_number"))
            .col(date_null("paper_date"))
            .col(string_null("paper_appendix"))
            .col(date_null("from_date"))
            .primary_key(&mut primary(&["schedule_id", "number"]))
            .foreign_key(&mut reference("schedule_id", "schedule"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        let indexes = vec![
            index("schedule", &["school_id", "id"]),
            index("schedule", &["school_id", "from_date"]),
            index("schedule_act", &["member_id"]),
            index("schedule_line", &["schedule_id", "position"])
                .unique()
                .to_owned(),
            index("schedule_line", &["member_id"]),
        ];
        create(manager, vec![schedule, line, hours, act], indexes).await?;
        // A school works on one version of a year, and no two that come into force begin on one day, whoever presses at the
        // same moment.
        let one = [
            "CREATE UNIQUE INDEX schedule_one_draft ON schedule (school_id, year) WHERE state <> 'published'",
            "CREATE UNIQUE INDEX schedule_one_from ON schedule (school_id, from_date)
             WHERE state = 'published' AND (until_date IS NULL OR until_date > from_date)",
        ];
        raw(manager, &one).await?;
        let frozen = match manager.get_database_backend() == DbBackend::Sqlite {
            true => m0002_frozen::sqlite(),
            false => m0002_frozen::postgres(),
        };
        let frozen: Vec<&str> = frozen.iter().map(String::as_str).collect();
        raw(manager, &frozen).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &["schedule_act", "schedule_hours", "schedule_line", "schedule"],
        )
        .await?;
        match manager.get_database_backend() == DbBackend::Sqlite {
            true => Ok(()),
            false => raw(manager, &m0002_frozen::POSTGRES_FUNCTIONS).await,
        }
    }
}
