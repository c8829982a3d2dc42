//! Days that differ: the school's calendar, absences of helpers, extra hours (S2, P3, T4); and the terms of requests (T4).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, raw, reference, table};

/// What is published stays as it is, and how that is said.
const FROZEN: [(&str, &str); 2] = [
    ("school_calendar", "a published calendar stays as it is"),
    ("deadline_policy", "a published policy stays as it is"),
];

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
        // The same of the terms of requests.
        let policy = table("deadline_policy")
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
            index("deadline_policy", &["school_id", "version"])
                .unique()
                .to_owned(),
        ];
        create(manager, vec![calendar, policy, absence, extra], indexes).await?;
        for (table, said) in FROZEN {
            let append_only = match manager.get_database_backend() == DbBackend::Sqlite {
                true => vec![
                    format!(
                        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
                         BEGIN SELECT RAISE(ABORT, '{said}'); END"
                    ),
                    format!(
                        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
                         BEGIN SELECT RAISE(ABORT, '{said}'); END"
                    ),
                    format!(
                        "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
                         WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
                         BEGIN SELECT RAISE(ABORT, '{said}'); END"
                    ),
                ],
                false => vec![
                    format!(
                        "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                         BEGIN RAISE EXCEPTION '{said}'; END $$"
                    ),
                    format!(
                        "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
                         FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
                    ),
                    format!(
                        "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                         FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
                    ),
                ],
            };
            let append_only: Vec<&str> = append_only.iter().map(String::as_str).collect();
            raw(manager, &append_only).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = ["extra_hours", "absence", "deadline_policy", "school_calendar"];
        drop(manager, &tables).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        for (table, _) in FROZEN {
            raw(manager, &[&format!("DROP FUNCTION {table}_refuse()")]).await?;
        }
        Ok(())
    }
}
