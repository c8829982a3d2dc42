//! Schools, people, what a person is in a school, sessions and signing keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let school = table("school")
            .col(pk_uuid("id"))
            .col(string_uniq("slug"))
            .col(string("name"))
            .col(string("time_zone"))
            .col(string("phone"))
            .col(string("email"))
            .col(string("room"))
            .col(string("journal_mail"))
            .col(string("vendor"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        let person = table("person")
            .col(pk_uuid("id"))
            .col(string_uniq("login"))
            .col(string("password_hash"))
            .col(string("language"))
            .col(boolean("demo"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        // A card without a person belongs to somebody who has no sign-in: a small child, a parent served on paper.
        let member = table("member")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid_null("person_id"))
            .col(string("name"))
            .col(string("post"))
            .col(string_null("class_name"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("person_id", "person"))
            .to_owned();
        let member_role = table("member_role")
            .col(uuid("member_id"))
            .col(string("role"))
            .primary_key(&mut primary(&["member_id", "role"]))
            .foreign_key(&mut part_of("member_id", "member"))
            .to_owned();
        let guardian = table("guardian")
            .col(uuid("parent_id"))
            .col(uuid("child_id"))
            .primary_key(&mut primary(&["parent_id", "child_id"]))
            .foreign_key(&mut part_of("parent_id", "member"))
            .foreign_key(&mut part_of("child_id", "member"))
            .to_owned();
        // The refresh token is derived from id and generation, so nothing of it is stored.
        let session = table("session")
            .col(pk_uuid("id"))
            .col(uuid("person_id"))
            .col(big_integer("generation"))
            .col(timestamp_with_time_zone("rotated_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .foreign_key(&mut part_of("person_id", "person"))
            .to_owned();
        let throttle = table("throttle")
            .col(string("key").primary_key())
            .col(integer("failures"))
            .col(timestamp_with_time_zone("until"))
            .to_owned();
        let signing_key = table("signing_key")
            .col(string("id").primary_key())
            .col(binary("secret"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        let tables = vec![
            school,
            person,
            member,
            member_role,
            guardian,
            session,
            throttle,
            signing_key,
        ];
        let indexes = vec![
            index("member", &["school_id", "person_id"]).unique().to_owned(),
            index("member", &["person_id"]),
            index("member", &["school_id", "name", "id"]),
            index("guardian", &["child_id"]),
            index("session", &["person_id"]),
        ];
        create(manager, tables, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "signing_key",
            "throttle",
            "session",
            "guardian",
            "member_role",
            "member",
            "person",
            "school",
        ];
        drop(manager, &tables).await
    }
}
