//! What orders make of people for a time: helpers (P3), who acts for the head; and who runs the installation.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Whom an order names, its number and date, and from when to when.
fn order(name: &'static str) -> TableCreateStatement {
    table(name)
        .col(pk_uuid("id"))
        .col(uuid("school_id"))
        .col(uuid("member_id"))
        .col(string("order_number"))
        .col(date("order_date"))
        .col(date("from_date"))
        .col(date_null("to_date"))
        .col(uuid_null("entered_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(big_integer("version"))
        .foreign_key(&mut reference("school_id", "school"))
        .foreign_key(&mut reference("member_id", "member"))
        .foreign_key(&mut reference("entered_by", "member"))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let appointment = order("appointment")
            .col(json("directions"))
            .col(json("topics"))
            .col(uuid_null("approved_by"))
            .col(timestamp_with_time_zone_null("approved_at"))
            .foreign_key(&mut reference("approved_by", "member"))
            .to_owned();
        let acting = order("acting");
        let operator = table("operator")
            .col(uuid("person_id").primary_key())
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut reference("person_id", "person"))
            .to_owned();
        let indexes = vec![
            index("appointment", &["member_id"]),
            index("appointment", &["school_id", "id"]),
            index("acting", &["member_id"]),
            index("acting", &["school_id", "id"]),
        ];
        create(manager, vec![appointment, acting, operator], indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["operator", "acting", "appointment"]).await
    }
}
