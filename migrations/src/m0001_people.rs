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
            .col(string("vendor_name"))
            .col(string("vendor_phone"))
            .col(string("vendor_email"))
            .col(string("vendor_group"))
            .col(small_integer("vendor_from"))
            .col(small_integer("vendor_to"))
            .col(boolean("vendor_around_the_clock"))
            .col(boolean("require_totp"))
            .col(json("embed_sites"))
            .col(string("conduct_to"))
            .col(string("conduct_clause"))
            .col(string("founder_name"))
            .col(string("founder_email"))
            .col(integer("year"))
            .col(small_integer_null("private_from_grade"))
            .col(json("agreement_steps"))
            // Which plan of help is in force: rises with each change of a schedule, the calendar, an absence, extra hours.
            .col(big_integer("plan_revision"))
            .col(timestamp_with_time_zone("plan_changed_at"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        let person = table("person")
            .col(pk_uuid("id"))
            .col(string("password_hash"))
            .col(timestamp_with_time_zone("password_at"))
            .col(timestamp_with_time_zone_null("first_sign_in_at"))
            .col(string("language"))
            .col(boolean("demo"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        // A card without a person belongs to somebody who has no sign-in: a small child, a parent served on paper.
        let member = table("member")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid_null("person_id"))
            .col(string_null("external_id"))
            .col(string("name"))
            .col(string("search_name"))
            .col(string("post"))
            .col(string_null("deputy_field"))
            .col(string("email"))
            .col(string("phone"))
            .col(timestamp_with_time_zone_null("contacts_checked_at"))
            .col(uuid_null("contacts_checked_by"))
            .col(uuid_null("superior_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(timestamp_with_time_zone_null("erased_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("person_id", "person"))
            .foreign_key(&mut reference("superior_id", "member"))
            .foreign_key(&mut reference("contacts_checked_by", "member"))
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
        let class = table("class")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(integer("year"))
            .col(small_integer("grade"))
            .col(string("letter"))
            .col(timestamp_with_time_zone("created_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // One row for each time that a student came into a class: history stays.
        let class_student = table("class_student")
            .col(uuid("class_id"))
            .col(uuid("member_id"))
            .col(timestamp_with_time_zone("since"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .primary_key(&mut primary(&["class_id", "member_id", "since"]))
            .foreign_key(&mut reference("class_id", "class"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        let class_teacher = table("class_teacher")
            .col(uuid("class_id"))
            .col(uuid("member_id"))
            .primary_key(&mut primary(&["class_id", "member_id"]))
            .foreign_key(&mut reference("class_id", "class"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        // The refresh token is derived from id and generation, so nothing of it is stored.
        let session = table("session")
            .col(pk_uuid("id"))
            .col(uuid("person_id"))
            .col(string("browser"))
            .col(string("system"))
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
            class,
            class_student,
            class_teacher,
            session,
            throttle,
            signing_key,
        ];
        let indexes = vec![
            index("member", &["school_id", "person_id"]).unique().to_owned(),
            index("member", &["person_id"]),
            index("member", &["school_id", "external_id"]).unique().to_owned(),
            index("member", &["school_id", "name", "id"]),
            index("member", &["school_id", "search_name", "id"]),
            index("member", &["superior_id"]),
            index("class", &["school_id", "year", "grade", "letter"])
                .unique()
                .to_owned(),
            // A student is in one class at a time.
            index("class_student", &["member_id"])
                .unique()
                .and_where(Expr::col("ended_at").is_null())
                .to_owned(),
            index("class_teacher", &["member_id"]),
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
            "class_teacher",
            "class_student",
            "class",
            "guardian",
            "member_role",
            "member",
            "person",
            "school",
        ];
        drop(manager, &tables).await
    }
}
