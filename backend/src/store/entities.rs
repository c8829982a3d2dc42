//! The tables as SeaORM sees them. Never sent to anybody: `shared` has the types that travel.

macro_rules! entity {
    ($module:ident $table:literal { $($(#[$meta:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        pub(super) mod $module {
            #[expect(unused_imports, reason = "not every table has a column of each type")]
            use podskazka_shared::{ids::*, tickets::*, schedules::ScheduleState, access::Role, text::Lang};
            use sea_orm::entity::prelude::*;

            #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(in crate::store) struct Model {
                $($(#[$meta])* pub(in crate::store) $field: $ty,)*
            }

            #[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
            pub(in crate::store) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(school "school" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SchoolId,
    slug: String,
    name: String,
    time_zone: String,
    phone: String,
    email: String,
    room: String,
    journal_mail: String,
    vendor: String,
    version: i64,
    created_at: DateTimeUtc,
});

entity!(person "person" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PersonId,
    login: String,
    password_hash: String,
    language: Lang,
    demo: bool,
    created_at: DateTimeUtc,
});

entity!(member "member" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: MemberId,
    school_id: SchoolId,
    person_id: Option<PersonId>,
    name: String,
    post: String,
    class_name: Option<String>,
    created_at: DateTimeUtc,
});

entity!(member_role "member_role" {
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    #[sea_orm(primary_key, auto_increment = false)]
    role: String,
});

entity!(guardian "guardian" {
    #[sea_orm(primary_key, auto_increment = false)]
    parent_id: MemberId,
    #[sea_orm(primary_key, auto_increment = false)]
    child_id: MemberId,
});

entity!(session "session" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SessionId,
    person_id: PersonId,
    generation: i64,
    rotated_at: DateTimeUtc,
    created_at: DateTimeUtc,
    expires_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
});

entity!(throttle "throttle" {
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    failures: i32,
    until: DateTimeUtc,
});

entity!(signing_key "signing_key" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: String,
    secret: Vec<u8>,
    created_at: DateTimeUtc,
});

entity!(schedule "schedule" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ScheduleId,
    school_id: SchoolId,
    year: i32,
    state: ScheduleState,
    order_number: Option<String>,
    order_date: Option<Date>,
    created_at: DateTimeUtc,
    published_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(schedule_line "schedule_line" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: LineId,
    schedule_id: ScheduleId,
    position: i32,
    name: String,
    posts: Json,
    member_id: Option<MemberId>,
});

entity!(schedule_hours "schedule_hours" {
    #[sea_orm(primary_key, auto_increment = false)]
    line_id: LineId,
    #[sea_orm(primary_key, auto_increment = false)]
    weekday: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    from_minute: i16,
    to_minute: i16,
});

entity!(ticket_counter "ticket_counter" {
    #[sea_orm(primary_key, auto_increment = false)]
    school_id: SchoolId,
    #[sea_orm(primary_key, auto_increment = false)]
    year: i32,
    last: i64,
});

entity!(ticket "ticket" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: TicketId,
    school_id: SchoolId,
    number: String,
    title: String,
    topic: Topic,
    state: TicketState,
    requester_group: RequesterGroup,
    requester_id: MemberId,
    child_id: Option<MemberId>,
    class_name: Option<String>,
    assignee_id: Option<MemberId>,
    rank: i16,
    filed_at: DateTimeUtc,
    term_from: DateTimeUtc,
    due_at: DateTimeUtc,
    considered_at: Option<DateTimeUtc>,
    answered_at: Option<DateTimeUtc>,
    updated_at: DateTimeUtc,
    version: i64,
});

entity!(message "message" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: MessageId,
    ticket_id: TicketId,
    kind: MessageKind,
    author_id: MemberId,
    side: Side,
    body: String,
    at: DateTimeUtc,
});

entity!(ticket_event "ticket_event" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    ticket_id: TicketId,
    at: DateTimeUtc,
    event: String,
    actor_id: Option<MemberId>,
});

entity!(ticket_term "ticket_term" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    started_at: DateTimeUtc,
    school_id: SchoolId,
    due_at: DateTimeUtc,
    considered_at: Option<DateTimeUtc>,
    ended_at: Option<DateTimeUtc>,
});

entity!(rating "rating" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: RatingId,
    ticket_id: TicketId,
    school_id: SchoolId,
    stars: i16,
    comment: Option<String>,
    rated_at: DateTimeUtc,
});

entity!(idempotency "idempotency" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    operation: String,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    request_hash: Vec<u8>,
    created_id: Uuid,
    expires_at: DateTimeUtc,
});

entity!(outbox "outbox" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: OutboxId,
    kind: String,
    payload: Json,
    state: String,
    due_at: DateTimeUtc,
    attempts: i32,
    last_error: Option<String>,
    created_at: DateTimeUtc,
});

entity!(audit "audit" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: AuditId,
    at: DateTimeUtc,
    school_id: Option<SchoolId>,
    person_id: Option<PersonId>,
    action: String,
    object_id: Option<Uuid>,
    fields: Json,
    detail_digest: Option<Vec<u8>>,
});

entity!(audit_detail "audit_detail" {
    #[sea_orm(primary_key, auto_increment = false)]
    audit_id: AuditId,
    salt: Vec<u8>,
    detail: String,
});
