//! Days that differ: the school's calendar, absences of helpers, extra hours (S2, P3, T4).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Each row is a version that was in force; the last one is.
        let calendar = table("school_calendar")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(big_integer("version"))
            .col(json("content"))
            .col(uuid_null("published_by"))
            .col(timestamp_with_time_zone("published_at"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("published_by", "member"))
            .to_owned();
        // Whole days, or a part of each; taken back when it has ended.
        let absence = table("absence")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(date("from_date"))
            .col(date("to_date"))
            .col(small_integer_null("from_minute"))
            .col(small_integer_null("to_minute"))
            .col(uuid_null("substitute_id"))
            .col(string_null("reason"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("substitute_id", "member"))
            .foreign_key(&mut reference("created_by", "member"))
            .to_owned();
        let extra = table("extra_hours")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("member_id"))
            .col(date("date"))
            .col(small_integer("from_minute"))
            .col(small_integer("to_minute"))
            .col(string_null("place"))
            .col(json("modes"))
            .col(json("audiences"))
            .col(string("entry"))
            .col(uuid_null("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("created_by", "member"))
            .to_owned();
        let indexes = vec![
            index("extra_hours", &["school_id", "date"]),
            index("extra_hours", &["school_id", "id"]),
            index("extra_hours", &["member_id", "date"]),
            index("absence", &["school_id", "to_date"]),
            index("absence", &["school_id", "id"]),
            index("absence", &["member_id"]),
            index("school_calendar", &["school_id", "version"])
                .unique()
                .to_owned(),
        ];
        create(manager, vec![calendar, absence, extra], indexes).await?;
        let append_only: &[&str] = match manager.get_database_backend() == DbBackend::Sqlite {
            true => &[
                "CREATE TRIGGER school_calendar_no_update BEFORE UPDATE ON school_calendar
                 BEGIN SELECT RAISE(ABORT, 'a published calendar stays as it is'); END",
                "CREATE TRIGGER school_calendar_no_delete BEFORE DELETE ON school_calendar
                 BEGIN SELECT RAISE(ABORT, 'a published calendar stays as it is'); END",
                "CREATE TRIGGER school_calendar_no_replace BEFORE INSERT ON school_calendar
                 WHEN EXISTS (SELECT 1 FROM school_calendar WHERE id = NEW.id)
                 BEGIN SELECT RAISE(ABORT, 'a published calendar stays as it is'); END",
            ],
            false => &[
                "CREATE FUNCTION school_calendar_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                 BEGIN RAISE EXCEPTION 'a published calendar stays as it is'; END $$",
                "CREATE TRIGGER school_calendar_no_change BEFORE UPDATE OR DELETE ON school_calendar
                 FOR EACH ROW EXECUTE FUNCTION school_calendar_refuse()",
                "CREATE TRIGGER school_calendar_no_truncate BEFORE TRUNCATE ON school_calendar
                 FOR EACH STATEMENT EXECUTE FUNCTION school_calendar_refuse()",
            ],
        };
        raw(manager, append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["extra_hours", "absence", "school_calendar"]).await?;
        match manager.get_database_backend() == DbBackend::Sqlite {
            true => Ok(()),
            false => raw(manager, &["DROP FUNCTION school_calendar_refuse()"]).await,
        }
    }
}
