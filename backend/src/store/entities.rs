//! The tables as SeaORM sees them. Never sent to anybody: `shared` has the types that travel.

macro_rules! entity {
    ($module:ident $table:literal { $($(#[$meta:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        pub(super) mod $module {
            #[expect(unused_imports, reason = "not every table has a column of each type")]
            use podskazka_shared::{articles::{EditionState, Visibility}, auth::{name::NameKind, notices::NoticeKind}, callbacks::CallbackState, conduct::{ConductKind, ConductRoute, ConductRule, ConductState, ConductOutcome, decision::ClosableChannel}, consents::DocumentKind, feedback::Reason, follow_ups::FollowUpState, files::FileKind, ids::*, invitations::Purpose, notifications::{MailChoice, NotificationKind}, calendar::ClockEventKind, tickets::{*, clocks::{TermClock, ToldKind}}, schedules::{Entry, Mode, ScheduleState, life::{ActKind, StepKind}}, access::Role, consultations::BookingState, phrases::PhraseKind, privacy::{CorrectionState, ErasureState}, text::Lang, voices::{VoiceKind, VoiceState}};
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
    vendor_name: String,
    vendor_phone: String,
    vendor_email: String,
    vendor_group: String,
    vendor_from: i16,
    vendor_to: i16,
    vendor_around_the_clock: bool,
    require_totp: bool,
    embed_sites: Json,
    conduct_to: ConductRule,
    conduct_clause: String,
    founder_name: String,
    founder_email: String,
    year: i32,
    private_from_grade: Option<i16>,
    agreement_steps: Json,
    plan_revision: i64,
    plan_changed_at: DateTimeUtc,
    version: i64,
    created_at: DateTimeUtc,
});

entity!(school_calendar "school_calendar" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CalendarId,
    school_id: SchoolId,
    version: i64,
    content: Json,
    published_by: Option<MemberId>,
    published_at: DateTimeUtc,
});

entity!(deadline_policy "deadline_policy" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PolicyId,
    school_id: SchoolId,
    version: i64,
    content: Json,
    published_by: Option<MemberId>,
    published_at: DateTimeUtc,
});

entity!(absence "absence" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: AbsenceId,
    school_id: SchoolId,
    member_id: MemberId,
    from_date: Date,
    to_date: Date,
    from_minute: Option<i16>,
    to_minute: Option<i16>,
    substitute_id: Option<MemberId>,
    reason: Option<String>,
    created_by: Option<MemberId>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(extra_hours "extra_hours" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ExtraHoursId,
    school_id: SchoolId,
    member_id: MemberId,
    date: Date,
    from_minute: i16,
    to_minute: i16,
    place: Option<String>,
    modes: Json,
    audiences: Json,
    entry: Entry,
    created_by: Option<MemberId>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(person "person" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PersonId,
    password_hash: String,
    password_at: DateTimeUtc,
    first_sign_in_at: Option<DateTimeUtc>,
    language: Lang,
    demo: bool,
    created_at: DateTimeUtc,
});

entity!(member "member" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: MemberId,
    school_id: SchoolId,
    person_id: Option<PersonId>,
    external_id: Option<String>,
    name: String,
    search_name: String,
    post: String,
    deputy_field: Option<String>,
    email: String,
    phone: String,
    contacts_checked_at: Option<DateTimeUtc>,
    contacts_checked_by: Option<MemberId>,
    superior_id: Option<MemberId>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    erased_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(feed "feed" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    token_hash: Vec<u8>,
    created_at: DateTimeUtc,
});

entity!(class "class" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ClassId,
    school_id: SchoolId,
    year: i32,
    grade: i16,
    letter: String,
    created_at: DateTimeUtc,
    version: i64,
});

entity!(class_student "class_student" {
    #[sea_orm(primary_key, auto_increment = false)]
    class_id: ClassId,
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    #[sea_orm(primary_key, auto_increment = false)]
    since: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
});

entity!(class_teacher "class_teacher" {
    #[sea_orm(primary_key, auto_increment = false)]
    class_id: ClassId,
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
});

entity!(appointment "appointment" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: AppointmentId,
    school_id: SchoolId,
    member_id: MemberId,
    order_number: String,
    order_date: Date,
    from_date: Date,
    to_date: Option<Date>,
    directions: Json,
    topics: Json,
    entered_by: Option<MemberId>,
    approved_by: Option<MemberId>,
    approved_at: Option<DateTimeUtc>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(acting "acting" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ActingId,
    school_id: SchoolId,
    member_id: MemberId,
    order_number: String,
    order_date: Date,
    from_date: Date,
    to_date: Option<Date>,
    entered_by: Option<MemberId>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(operator "operator" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    created_at: DateTimeUtc,
});

entity!(invitation "invitation" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: InvitationId,
    school_id: SchoolId,
    member_id: MemberId,
    purpose: Purpose,
    code_hash: Vec<u8>,
    created_by: Option<MemberId>,
    created_at: DateTimeUtc,
    expires_at: DateTimeUtc,
    used_at: Option<DateTimeUtc>,
    withdrawn_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(document "document" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: DocumentId,
    school_id: SchoolId,
    kind: DocumentKind,
    number: i32,
    title: String,
    #[sea_orm(column_type = "Text")]
    text: String,
    link: String,
    order_number: String,
    order_date: Option<Date>,
    created_by: Option<MemberId>,
    created_at: DateTimeUtc,
});

entity!(consent "consent" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ConsentId,
    school_id: SchoolId,
    member_id: MemberId,
    kind: DocumentKind,
    document_id: DocumentId,
    given_by: Option<MemberId>,
    representative: Option<String>,
    given_at: DateTimeUtc,
    paper_date: Option<Date>,
    recorded_by: Option<MemberId>,
    withdrawn_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(reset_by_slip "reset_by_slip" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    at: DateTimeUtc,
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

entity!(people_import "people_import" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ImportId,
    school_id: SchoolId,
    author_id: Uuid,
    applied: bool,
    content: String,
    preview: Json,
    digest: Vec<u8>,
    created_at: DateTimeUtc,
    expires_at: DateTimeUtc,
    version: i64,
});

entity!(people_import_row "people_import_row" {
    #[sea_orm(primary_key, auto_increment = false)]
    import_id: ImportId,
    #[sea_orm(primary_key, auto_increment = false)]
    place: i32,
    kind: String,
    line: Option<i32>,
    member_id: Option<MemberId>,
    external_id: String,
    name: String,
    fields: Json,
    lost: Option<Json>,
});

entity!(session "session" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SessionId,
    person_id: PersonId,
    browser: String,
    system: String,
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

entity!(sign_in_name "sign_in_name" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: NameId,
    person_id: PersonId,
    kind: NameKind,
    value: String,
    confirmed_at: Option<DateTimeUtc>,
    code_mac: Option<Vec<u8>>,
    code_until: Option<DateTimeUtc>,
    code_tries: i32,
    created_at: DateTimeUtc,
});

entity!(device "device" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: DeviceId,
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    seen_at: DateTimeUtc,
});

entity!(notice "notice" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: NoticeId,
    person_id: PersonId,
    kind: NoticeKind,
    session_id: Option<SessionId>,
    at: DateTimeUtc,
    seen_at: Option<DateTimeUtc>,
});

entity!(reset_token "reset_token" {
    #[sea_orm(primary_key, auto_increment = false)]
    hash: Vec<u8>,
    person_id: PersonId,
    address_since: DateTimeUtc,
    expires_at: DateTimeUtc,
    ended: bool,
});

entity!(totp "totp" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    secret: Option<Vec<u8>>,
    since: Option<DateTimeUtc>,
    last_step: i64,
    pending: Option<Vec<u8>>,
    pending_until: Option<DateTimeUtc>,
});

entity!(recovery_code "recovery_code" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    mac: Vec<u8>,
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
    order_appendix: Option<String>,
    from_date: Option<Date>,
    until_date: Option<Date>,
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
    directions: Json,
    member_id: Option<MemberId>,
});

entity!(schedule_hours "schedule_hours" {
    #[sea_orm(primary_key, auto_increment = false)]
    line_id: LineId,
    #[sea_orm(primary_key, auto_increment = false)]
    position: i16,
    weekday: i16,
    from_minute: i16,
    to_minute: i16,
    place: Option<String>,
    modes: Json,
    audiences: Json,
    entry: Entry,
});

entity!(schedule_act "schedule_act" {
    #[sea_orm(primary_key, auto_increment = false)]
    schedule_id: ScheduleId,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    act: ActKind,
    step_kind: Option<StepKind>,
    step_title: Option<String>,
    member_id: Option<MemberId>,
    name: Option<String>,
    post: Option<String>,
    at: DateTimeUtc,
    paper_number: Option<String>,
    paper_date: Option<Date>,
    paper_appendix: Option<String>,
    from_date: Option<Date>,
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
    filed_by_id: MemberId,
    addressed_class_id: Option<ClassId>,
    private: bool,
    shared: bool,
    child_id: Option<MemberId>,
    class_name: Option<String>,
    assignee_id: Option<MemberId>,
    rank: i16,
    filed_at: DateTimeUtc,
    term_from: DateTimeUtc,
    channel: Channel,
    due_at: DateTimeUtc,
    answer_due_at: Option<DateTimeUtc>,
    paused: bool,
    queue_at: DateTimeUtc,
    alarm_at: Option<DateTimeUtc>,
    considered_at: Option<DateTimeUtc>,
    answered_at: Option<DateTimeUtc>,
    updated_at: DateTimeUtc,
    handed: bool,
    linked: bool,
    attached: bool,
    merged_into_id: Option<TicketId>,
    split_from_id: Option<TicketId>,
    refused_by_id: Option<MemberId>,
    stopped_by_id: Option<MemberId>,
    objected_at: Option<DateTimeUtc>,
    texts_erased_at: Option<DateTimeUtc>,
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
    event: EventKind,
    actor_id: Option<MemberId>,
    client_id: Option<ClientId>,
    version: i64,
    clock: Option<ClockEventKind>,
    to_id: Option<MemberId>,
    other_id: Option<TicketId>,
});

entity!(ticket_term "ticket_term" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    started_at: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false)]
    clock: TermClock,
    school_id: SchoolId,
    due_at: Option<DateTimeUtc>,
    policy_version: i64,
    calendar_version: i64,
    time_zone: String,
    considered_at: Option<DateTimeUtc>,
    ended_at: Option<DateTimeUtc>,
});

entity!(ticket_told "ticket_told" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    started_at: DateTimeUtc,
    #[sea_orm(primary_key, auto_increment = false)]
    clock: TermClock,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: ToldKind,
    at: DateTimeUtc,
});

entity!(handover "handover" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: HandoverId,
    ticket_id: TicketId,
    school_id: SchoolId,
    channel: VendorChannel,
    reference: Option<String>,
    body: String,
    by_id: MemberId,
    at: DateTimeUtc,
    due_at: Option<DateTimeUtc>,
    pauses: bool,
    outcome: Option<Outcome>,
    ended_at: Option<DateTimeUtc>,
});

entity!(file_content "file_content" {
    #[sea_orm(primary_key, auto_increment = false)]
    hash: String,
    stored_at: DateTimeUtc,
    unused_since: Option<DateTimeUtc>,
});

entity!(file "file" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: FileId,
    school_id: SchoolId,
    owner_id: MemberId,
    client_id: Option<ClientId>,
    name: String,
    kind: FileKind,
    size: i64,
    hash: String,
    created_at: DateTimeUtc,
    message_id: Option<MessageId>,
    article_id: Option<ArticleId>,
    /// Its place among the files of the message.
    position: i16,
});

entity!(handover_file "handover_file" {
    #[sea_orm(primary_key, auto_increment = false)]
    handover_id: HandoverId,
    #[sea_orm(primary_key, auto_increment = false)]
    file_id: FileId,
});

entity!(ticket_link "ticket_link" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    other_id: TicketId,
});

entity!(ticket_follower "ticket_follower" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
});

entity!(live_event "live_event" {
    #[sea_orm(primary_key)]
    seq: i64,
    xid: i64,
    school_id: SchoolId,
    ticket_id: TicketId,
    event: Option<EventKind>,
    at: DateTimeUtc,
});

entity!(ticket_answering "ticket_answering" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    until: DateTimeUtc,
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

entity!(rating_reason "rating_reason" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    #[sea_orm(primary_key, auto_increment = false)]
    reason: Reason,
});

entity!(idempotency "idempotency" {
    #[sea_orm(primary_key, auto_increment = false)]
    principal_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    operation: String,
    #[sea_orm(primary_key, auto_increment = false)]
    key: String,
    member_id: MemberId,
    request_hash: Vec<u8>,
    created_id: Uuid,
    expires_at: DateTimeUtc,
});

entity!(notification "notification" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: NotificationId,
    school_id: SchoolId,
    member_id: MemberId,
    kind: NotificationKind,
    ticket_id: Option<TicketId>,
    booking_id: Option<BookingId>,
    absence_id: Option<AbsenceId>,
    conduct_id: Option<ConductId>,
    voice_id: Option<VoiceId>,
    article_id: Option<ArticleId>,
    number: Option<String>,
    starts_at: Option<DateTimeUtc>,
    at: DateTimeUtc,
    read_at: Option<DateTimeUtc>,
    daily: bool,
});

entity!(mail_choice "mail_choice" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    requests: MailChoice,
    work: MailChoice,
    consultations: MailChoice,
    desk: MailChoice,
    digest_at: Option<DateTimeUtc>,
});

entity!(draft "draft" {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    name: String,
    text: String,
    at: DateTimeUtc,
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
    client_id: Option<ClientId>,
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

entity!(audit_unsealed "audit_unsealed" {
    #[sea_orm(primary_key, auto_increment = false)]
    audit_id: AuditId,
});

entity!(audit_seal "audit_seal" {
    #[sea_orm(primary_key, auto_increment = false)]
    seq: i64,
    lines: i32,
    previous: Vec<u8>,
    hash: Vec<u8>,
    at: DateTimeUtc,
});

entity!(audit_sealed "audit_sealed" {
    #[sea_orm(primary_key, auto_increment = false)]
    audit_id: AuditId,
    seal: i64,
    position: i32,
    hash: Vec<u8>,
});

entity!(api_client "api_client" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ClientId,
    school_id: SchoolId,
    name: String,
    scopes: Json,
    created_at: DateTimeUtc,
    secret_since: DateTimeUtc,
    old_secret_until: Option<DateTimeUtc>,
    last_used_at: Option<DateTimeUtc>,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(api_secret "api_secret" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SecretId,
    client_id: ClientId,
    code: Vec<u8>,
    created_at: DateTimeUtc,
    expires_at: Option<DateTimeUtc>,
});

entity!(erasure "erasure" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ErasureId,
    school_id: SchoolId,
    member_id: MemberId,
    asked_by: MemberId,
    state: ErasureState,
    asked_at: DateTimeUtc,
    decided_by: Option<MemberId>,
    decided_at: Option<DateTimeUtc>,
    reason: Option<String>,
    version: i64,
    withdrawal: bool,
    asked_alone: bool,
    due_at: DateTimeUtc,
});

entity!(correction "correction" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CorrectionId,
    school_id: SchoolId,
    member_id: MemberId,
    asked_by: MemberId,
    state: CorrectionState,
    asked_at: DateTimeUtc,
    decided_by: Option<MemberId>,
    decided_at: Option<DateTimeUtc>,
    reason: Option<String>,
    version: i64,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    note: String,
});

entity!(withdrawal "withdrawal" {
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    #[sea_orm(primary_key, auto_increment = false)]
    at: DateTimeUtc,
    by_member: MemberId,
    ended_at: Option<DateTimeUtc>,
});

entity!(retention "retention" {
    #[sea_orm(primary_key, auto_increment = false)]
    school_id: SchoolId,
    closed_requests_years: Option<i16>,
    ended_cards_years: Option<i16>,
    requests_done_until: Option<DateTimeUtc>,
    version: i64,
});

entity!(consult_settings "consult_settings" {
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    school_id: SchoolId,
    length_minutes: i16,
    buffer_minutes: i16,
    lead_minutes: i16,
    horizon_days: i16,
    seats: i16,
    cancel_minutes: i16,
    version: i64,
});

entity!(article "article" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ArticleId,
    school_id: SchoolId,
    title: String,
    topic: Option<Topic>,
    text: Option<String>,
    link: Option<String>,
    source: Option<String>,
    licence: Option<String>,
    journal: Option<String>,
    visibility: Visibility,
    starter: Option<String>,
    for_staff: bool,
    for_parents: bool,
    for_students: bool,
    valid_until: Option<Date>,
    created_by: Option<MemberId>,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
    published_at: Option<DateTimeUtc>,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(phrase "phrase" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PhraseId,
    school_id: SchoolId,
    owner_id: Option<MemberId>,
    kind: PhraseKind,
    title: String,
    text: String,
    topic: Option<Topic>,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
    version: i64,
});

entity!(queue_view "queue_view" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ViewId,
    school_id: SchoolId,
    member_id: MemberId,
    name: String,
    filters: Json,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
    version: i64,
});

entity!(slot "slot" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SlotId,
    school_id: SchoolId,
    helper_id: MemberId,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    taken_until: DateTimeUtc,
});

entity!(booking "booking" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: BookingId,
    school_id: SchoolId,
    helper_id: MemberId,
    slot_id: Option<SlotId>,
    seat: Option<i16>,
    booked_by: MemberId,
    about_id: Option<MemberId>,
    state: BookingState,
    held_until: Option<DateTimeUtc>,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    place: Option<String>,
    mode: Option<Mode>,
    topic: Option<Topic>,
    question: Option<String>,
    note: Option<String>,
    homework: Option<String>,
    article_id: Option<ArticleId>,
    ticket_id: Option<TicketId>,
    created_at: DateTimeUtc,
    updated_at: DateTimeUtc,
    version: i64,
});

entity!(busy_cell "busy_cell" {
    #[sea_orm(primary_key, auto_increment = false)]
    who_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    cell: i64,
    slot_id: Option<SlotId>,
    booking_id: Option<BookingId>,
});

entity!(waiting "waiting" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: WaitingId,
    school_id: SchoolId,
    helper_id: MemberId,
    booked_by: MemberId,
    about_id: Option<MemberId>,
    topic: Option<Topic>,
    question: Option<String>,
    created_at: DateTimeUtc,
    ended_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(callback "callback" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CallbackId,
    school_id: SchoolId,
    state: CallbackState,
    name: String,
    class_name: Option<String>,
    phone: String,
    text: String,
    created_at: DateTimeUtc,
    call_from: DateTimeUtc,
    taken_by: Option<MemberId>,
    decided_by: Option<MemberId>,
    decided_at: Option<DateTimeUtc>,
    reason: Option<String>,
    ticket_id: Option<TicketId>,
    version: i64,
});

entity!(callback_try "callback_try" {
    #[sea_orm(primary_key, auto_increment = false)]
    callback_id: CallbackId,
    #[sea_orm(primary_key, auto_increment = false)]
    number: i16,
    at: DateTimeUtc,
    by_member: Option<MemberId>,
});

entity!(callback_dropped "callback_dropped" {
    #[sea_orm(primary_key, auto_increment = false)]
    school_id: SchoolId,
    #[sea_orm(primary_key, auto_increment = false)]
    day: Date,
    #[sea_orm(primary_key, auto_increment = false)]
    reason: String,
    number: i64,
});

entity!(search_school "search_school" {
    #[sea_orm(primary_key)]
    number: i32,
    school_id: SchoolId,
});

entity!(search_doc "search_doc" {
    #[sea_orm(primary_key, auto_increment = false)]
    ticket_id: TicketId,
    doc: i64,
    version: i16,
});

// A virtual table of FTS5 or one with a tsvector: only its key is read as a column.
entity!(search_stem "search_stem" {
    #[sea_orm(primary_key, auto_increment = false)]
    doc: i64,
});

entity!(conduct_report "conduct_report" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ConductId,
    school_id: SchoolId,
    kind: ConductKind,
    state: ConductState,
    route: ConductRoute,
    decider_id: Option<MemberId>,
    reporter_id: MemberId,
    reported_id: MemberId,
    ticket_id: Option<TicketId>,
    booking_id: Option<BookingId>,
    message_id: Option<MessageId>,
    stopped: bool,
    body: String,
    wish: Option<String>,
    filed_at: DateTimeUtc,
    due_at: DateTimeUtc,
    decided_at: Option<DateTimeUtc>,
    decided_by: Option<MemberId>,
    outcome: Option<ConductOutcome>,
    reasons: Option<String>,
    for_reporter: Option<String>,
    for_reported: Option<String>,
    measures: Json,
    channel: Option<ClosableChannel>,
    closed_until: Option<Date>,
    lifted_at: Option<DateTimeUtc>,
    asked_at: Option<DateTimeUtc>,
    sent_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(conduct_word "conduct_word" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    report_id: ConductId,
    author_id: MemberId,
    body: String,
    at: DateTimeUtc,
});

entity!(follow_up "follow_up" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: FollowUpId,
    school_id: SchoolId,
    ticket_id: TicketId,
    state: FollowUpState,
    opened_at: DateTimeUtc,
    due_at: DateTimeUtc,
    calendar_version: i64,
    time_zone: String,
    alarm_at: Option<DateTimeUtc>,
    closed_at: Option<DateTimeUtc>,
    closed_by: Option<MemberId>,
    outcome: Option<String>,
    version: i64,
});

entity!(voice "voice" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: VoiceId,
    school_id: SchoolId,
    kind: VoiceKind,
    state: VoiceState,
    text: String,
    author_id: Option<MemberId>,
    guest: bool,
    contact: Option<String>,
    helper_id: Option<MemberId>,
    sent_at: DateTimeUtc,
    handled_by: Option<MemberId>,
    handled_at: Option<DateTimeUtc>,
    reply: Option<String>,
    passed_at: Option<DateTimeUtc>,
    version: i64,
});

entity!(article_use "article_use" {
    #[sea_orm(primary_key, auto_increment = false)]
    article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    day: Date,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    number: i64,
});

entity!(article_mark "article_mark" {
    #[sea_orm(primary_key, auto_increment = false)]
    article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    member_id: MemberId,
    #[sea_orm(primary_key, auto_increment = false)]
    day: Date,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
});

entity!(article_vote "article_vote" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: VoteId,
    school_id: SchoolId,
    article_id: ArticleId,
    member_id: MemberId,
    useful: bool,
    missing: Option<String>,
    at: DateTimeUtc,
});

entity!(article_search "article_search" {
    #[sea_orm(primary_key, auto_increment = false)]
    school_id: SchoolId,
    #[sea_orm(primary_key, auto_increment = false)]
    words: String,
    number: i64,
    last_on: Date,
});

entity!(article_edition "article_edition" {
    #[sea_orm(primary_key, auto_increment = false)]
    id: EditionId,
    school_id: SchoolId,
    article_id: ArticleId,
    number: i32,
    state: EditionState,
    title: String,
    topic: Option<Topic>,
    text: Option<String>,
    link: Option<String>,
    source: Option<String>,
    licence: Option<String>,
    journal: Option<String>,
    visibility: Visibility,
    for_staff: bool,
    for_parents: bool,
    for_students: bool,
    valid_until: Option<Date>,
    remark: Option<String>,
    written_by: Option<MemberId>,
    written_at: DateTimeUtc,
    published_by: Option<MemberId>,
    published_at: Option<DateTimeUtc>,
});
