//! Requests, their threads, their terms and their ratings.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::build::{create, drop, index, primary, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counter = table("ticket_counter")
            .col(uuid("school_id"))
            .col(integer("year"))
            .col(big_integer("last"))
            .primary_key(&mut primary(&["school_id", "year"]))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // `rank`: 0 waits to be considered, 1 is considered and open, 2 is done. `queue_at` orders the queue: what is due first comes
        // first, then what has no time, then what is done. `alarm_at` is when the worker looks whether somebody is to be told.
        let ticket = table("ticket")
            .col(pk_uuid("id"))
            .col(uuid("school_id"))
            .col(string("number"))
            .col(string("title"))
            .col(string("topic"))
            .col(string("state"))
            .col(string("requester_group"))
            .col(uuid("requester_id"))
            .col(uuid("filed_by_id"))
            .col(uuid_null("addressed_class_id"))
            .col(boolean("private"))
            .col(boolean("shared"))
            .col(uuid_null("child_id"))
            .col(string_null("class_name"))
            .col(uuid_null("assignee_id"))
            .col(small_integer("rank"))
            .col(timestamp_with_time_zone("filed_at"))
            .col(timestamp_with_time_zone("term_from"))
            .col(string("channel"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("answer_due_at"))
            .col(boolean("paused"))
            .col(timestamp_with_time_zone("queue_at"))
            .col(timestamp_with_time_zone_null("alarm_at"))
            .col(timestamp_with_time_zone_null("considered_at"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .col(timestamp_with_time_zone("updated_at"))
            // Whether hand-overs or other requests belong with it, so that reading it asks for them only then.
            .col(boolean("handed"))
            .col(boolean("linked"))
            // Whether a file came with one of its messages.
            .col(boolean("attached"))
            .col(uuid_null("merged_into_id"))
            .col(uuid_null("split_from_id"))
            .col(uuid_null("refused_by_id"))
            .col(uuid_null("stopped_by_id"))
            .col(timestamp_with_time_zone_null("objected_at"))
            .col(timestamp_with_time_zone_null("texts_erased_at"))
            .col(big_integer("version"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("requester_id", "member"))
            .foreign_key(&mut reference("filed_by_id", "member"))
            .foreign_key(&mut reference("addressed_class_id", "class"))
            .foreign_key(&mut reference("child_id", "member"))
            .foreign_key(&mut reference("assignee_id", "member"))
            .foreign_key(&mut reference("merged_into_id", "ticket"))
            .foreign_key(&mut reference("split_from_id", "ticket"))
            .foreign_key(&mut reference("refused_by_id", "member"))
            .foreign_key(&mut reference("stopped_by_id", "member"))
            .to_owned();
        let message = table("message")
            .col(pk_uuid("id"))
            .col(uuid("ticket_id"))
            .col(string("kind"))
            .col(uuid("author_id"))
            .col(string("side"))
            .col(text("body"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("author_id", "member"))
            .to_owned();
        // What happened when, who did it, and by which program (API clients are never deleted): the terms are derived from
        // these. `version` is the request's after it, and orders what happened at one moment; `clock` is what it did to the clock
        // of the answer; `to_id` is a member, `other_id` another request.
        let event = table("ticket_event")
            .col(pk_uuid("id"))
            .col(uuid("ticket_id"))
            .col(timestamp_with_time_zone("at"))
            .col(string("event"))
            .col(uuid_null("actor_id"))
            .col(uuid_null("client_id"))
            .col(big_integer("version"))
            .col(string_null("clock"))
            .col(uuid_null("to_id"))
            .col(uuid_null("other_id"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("actor_id", "member"))
            .foreign_key(&mut reference("to_id", "member"))
            .foreign_key(&mut reference("other_id", "ticket"))
            .to_owned();
        // An index over the events: one row for each clock and each time that it was started.
        let term = table("ticket_term")
            .col(uuid("ticket_id"))
            .col(timestamp_with_time_zone("started_at"))
            .col(string("clock"))
            .col(uuid("school_id"))
            // Null while the clock stands still.
            .col(timestamp_with_time_zone_null("due_at"))
            // By what it was counted: versions of the school's policy and calendar, and its zone.
            .col(big_integer("policy_version"))
            .col(big_integer("calendar_version"))
            .col(string("time_zone"))
            .col(timestamp_with_time_zone_null("considered_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .primary_key(&mut primary(&["ticket_id", "started_at", "clock"]))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        // Who was told once that little time is left, or that it is over: the key keeps it once.
        let told = table("ticket_told")
            .col(uuid("ticket_id"))
            .col(timestamp_with_time_zone("started_at"))
            .col(string("clock"))
            .col(string("kind"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(&mut primary(&["ticket_id", "started_at", "clock", "kind"]))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .to_owned();
        let handover = table("handover")
            .col(pk_uuid("id"))
            .col(uuid("ticket_id"))
            .col(uuid("school_id"))
            .col(string("channel"))
            .col(string_null("reference"))
            .col(text("body"))
            .col(uuid("by_id"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("due_at"))
            .col(boolean("pauses"))
            .col(string_null("outcome"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("school_id", "school"))
            .foreign_key(&mut reference("by_id", "member"))
            .to_owned();
        // Two requests that belong together; the smaller id comes first.
        let link = table("ticket_link")
            .col(uuid("ticket_id"))
            .col(uuid("other_id"))
            .primary_key(&mut primary(&["ticket_id", "other_id"]))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("other_id", "ticket"))
            .to_owned();
        let follower = table("ticket_follower")
            .col(uuid("ticket_id"))
            .col(uuid("member_id"))
            .primary_key(&mut primary(&["ticket_id", "member_id"]))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("member_id", "member"))
            .to_owned();
        let rating = table("rating")
            .col(pk_uuid("id"))
            .col(uuid_uniq("ticket_id"))
            .col(uuid("school_id"))
            .col(small_integer("stars"))
            .col(text_null("comment"))
            .col(timestamp_with_time_zone("rated_at"))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .foreign_key(&mut reference("school_id", "school"))
            .to_owned();
        let rating_reason = table("rating_reason")
            .col(uuid("ticket_id"))
            .col(string("reason"))
            .primary_key(&mut primary(&["ticket_id", "reason"]))
            .foreign_key(&mut reference("ticket_id", "ticket"))
            .to_owned();
        let indexes = vec![
            index("ticket", &["school_id", "number"]).unique().to_owned(),
            index("ticket", &["school_id", "id"]),
            index("ticket", &["school_id", "queue_at", "id"]),
            index("ticket", &["school_id", "rank", "id"]),
            index("ticket", &["alarm_at"]),
            index("ticket", &["merged_into_id"]),
            index("ticket", &["split_from_id"]),
            index("ticket", &["requester_id", "id"]),
            index("ticket", &["child_id"]),
            index("ticket", &["filed_by_id", "filed_at"]),
            index("ticket", &["addressed_class_id"]),
            index("ticket", &["school_id", "topic"]),
            index("ticket", &["assignee_id", "rank"]),
            index("ticket", &["state", "answered_at"]),
            index("message", &["ticket_id", "id"]),
            index("message", &["author_id"]),
            index("message", &["kind", "at"]),
            index("ticket_event", &["ticket_id", "id"]),
            index("ticket_event", &["actor_id"]),
            index("ticket_term", &["school_id", "started_at"]),
            index("handover", &["ticket_id"]),
            index("handover", &["school_id", "at"]),
            index("ticket_link", &["other_id"]),
            index("ticket_follower", &["member_id"]),
            index("rating", &["school_id", "id"]),
        ];
        create(
            manager,
            vec![
                counter,
                ticket,
                message,
                event,
                term,
                told,
                handover,
                link,
                follower,
                rating,
                rating_reason,
            ],
            indexes,
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(
            manager,
            &[
                "rating_reason",
                "rating",
                "ticket_follower",
                "ticket_link",
                "handover",
                "ticket_told",
                "ticket_term",
                "ticket_event",
                "message",
                "ticket",
                "ticket_counter",
            ],
        )
        .await
    }
}
