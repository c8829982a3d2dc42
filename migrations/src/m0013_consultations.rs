//! Consultations: what helpers set, slots, bookings, and who waits for a seat.
//!
//! That nothing is booked twice is kept by keys, not by looking first: a `busy_cell` is five minutes of somebody, at their own
//! desk or at another's, and a booking's seat in its slot is unique while it occupies one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, part_of, primary, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = table("consult_settings")
            .col(uuid("member_id").primary_key())
            .col(uuid("school_id"))
            .col(small_integer("length_minutes"))
            .col(small_integer("buffer_minutes"))
            .col(small_integer("lead_minutes"))
            .col(small_integer("horizon_days"))
            .col(small_integer("seats"))
            .col(small_integer("cancel_minutes"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("member_id", "member"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        let slot = table("slot")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("helper_id"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(timestamp_with_time_zone("ends_at"))
            // With the buffer: until then the helper is taken.
            .col(timestamp_with_time_zone("taken_until"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("helper_id", "member"))
            .to_owned();
        let booking = table("booking")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("helper_id"))
            // None of somebody who came without a booking.
            .col(uuid_null("slot_id"))
            // None when it occupies none; so it may be many times.
            .col(small_integer_null("seat"))
            .col(uuid("booked_by"))
            .col(uuid_null("about_id"))
            .col(string("state"))
            .col(timestamp_with_time_zone_null("held_until"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(string_null("place"))
            .col(string_null("mode"))
            .col(string_null("topic"))
            .col(text_null("question"))
            .col(text_null("note"))
            .col(text_null("homework"))
            .col(uuid_null("article_id"))
            .col(uuid_null("ticket_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("helper_id", "member"))
            .foreign_key(&mut reference("slot_id", "slot"))
            .foreign_key(&mut reference("booked_by", "member"))
            .foreign_key(&mut reference("about_id", "member"))
            .foreign_key(&mut reference("article_id", "article"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .to_owned();
        // Cells are numbered by five minutes since 1970, so that no change of clocks, zone or schedule can shift them. Of
        // somebody with a sign-in `who_id` is the person, so that two schools do not book them at once; else it is the card.
        let busy_cell = table("busy_cell")
            .col(uuid("who_id"))
            .col(big_integer("cell"))
            // One of the two: a helper's slot, or a booking that takes its people's time.
            .col(uuid_null("slot_id"))
            .col(uuid_null("booking_id"))
            .primary_key(&mut primary(&["who_id", "cell"]))
            .foreign_key(&mut part_of("slot_id", "slot"))
            .foreign_key(&mut part_of("booking_id", "booking"))
            .to_owned();
        let waiting = table("waiting")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(uuid("helper_id"))
            .col(uuid("booked_by"))
            .col(uuid_null("about_id"))
            .col(string_null("topic"))
            .col(text_null("question"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("helper_id", "member"))
            .foreign_key(&mut reference("booked_by", "member"))
            .foreign_key(&mut reference("about_id", "member"))
            .to_owned();
        let indexes = vec![
            index("slot", &["helper_id", "starts_at"]),
            index("booking", &["slot_id", "seat"]).unique().to_owned(),
            index("booking", &["school_id", "starts_at", "id"]),
            index("booking", &["helper_id", "starts_at", "id"]),
            index("booking", &["booked_by", "starts_at", "id"]),
            index("booking", &["about_id"]),
            index("booking", &["state", "held_until"]),
            index("booking", &["ticket_id"]),
            index("busy_cell", &["slot_id"]),
            index("busy_cell", &["booking_id"]),
            index("busy_cell", &["cell"]),
            index("waiting", &["school_id", "id"]),
            index("waiting", &["helper_id", "id"]),
            index("waiting", &["booked_by"]),
            index("waiting", &["about_id"]),
        ];
        let tables = vec![settings, slot, booking, busy_cell, waiting];
        create(manager, tables, indexes).await?;
        // One hold a person, and one place in each helper's line.
        let one = [
            "CREATE UNIQUE INDEX booking_one_hold ON booking (booked_by) WHERE state = 'held'",
            "CREATE UNIQUE INDEX waiting_once ON waiting (helper_id, booked_by) WHERE ended_at IS NULL",
        ];
        raw(manager, &one).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &["waiting", "busy_cell", "booking", "slot", "consult_settings"],
        )
        .await
    }
}
