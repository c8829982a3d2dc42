//! Consultations by booking: slots out of the published hours, and what people book in them (S4, S5).

mod bodies;
mod rules;
pub mod slots;
pub mod state;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::articles::ArticleRef;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Ics, Nothing, endpoints};
use crate::ids::{BookingId, MemberId, TicketId, WaitingId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schedules::Mode;
use crate::schools::SchoolPath;
use crate::tickets::Topic;
pub use bodies::{BookBody, HoldBody, MoveBody, ReasonBody, RequestBody, ResultBody, WaitBody, WalkInBody};
pub use rules::{ConsultRules, ConsultSettings, ConsultSettingsPatch};
pub use state::{BookingAct, BookingState};

/// How long a slot is kept for somebody who types.
pub const HELD_MINUTES: i64 = 5;
/// How long a seat that became free is kept for somebody who waited.
pub const OFFERED_MINUTES: i64 = 120;
/// How many consultations to come one person may have booked.
pub const MOST_BOOKED: u64 = 10;
/// The most characters of a question, a note, a task.
pub const MAX_TEXT: u32 = 2_000;
/// The most days of free slots in one answer.
pub const MAX_DAYS: i64 = 62;

/// A slot that may be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FreeSlot {
    pub helper: MemberRef,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Room or office.
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    /// How many more may book it.
    pub free: u16,
    /// How many may book it in all: more than one is a group.
    pub seats: u16,
    /// The helper who is away, when this one stands in.
    pub instead_of: Option<String>,
}

/// Which free slots, by start. Slots that the reader may not book are not told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SlotsQuery {
    /// Of this helper only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    /// For a booking about this child of one's own, which is open to parents alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MemberId>,
    /// From this day of the school on; today when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-24"))]
    pub from: Option<NaiveDate>,
    /// Up to this day; 62 days at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub to: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

fn check_page(errors: &mut Vec<FieldError>, limit: Option<u16>) {
    if let Some(limit) = limit {
        check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
    }
}

fn check_days(errors: &mut Vec<FieldError>, from: Option<NaiveDate>, to: Option<NaiveDate>) {
    for (pointer, day) in [("?from", from), ("?to", to)] {
        if day.is_some_and(|day| !(1970..=9000).contains(&day.year())) {
            errors.push(FieldError::new(pointer, FieldErrorKind::Malformed));
        }
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        errors.push(FieldError::new("?to", FieldErrorKind::BeforeStart));
    }
}

impl Check for SlotsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_page(errors, self.limit);
        check_days(errors, self.from, self.to);
        if let Some((from, to)) = self.from.zip(self.to) {
            let days = (to - from).num_days() + 1;
            if days > MAX_DAYS {
                let (min, max) = (1, MAX_DAYS);
                errors.push(FieldError::new("?to", FieldErrorKind::OutOfRange { min, max }));
            }
        }
    }
}

/// A booking as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    pub id: BookingId,
    pub state: BookingState,
    pub helper: MemberRef,
    /// Who booked it.
    pub person: MemberRef,
    /// The child whom it is about.
    pub about: Option<MemberRef>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: Option<String>,
    /// How one meets; null where the hours leave it open.
    pub mode: Option<Mode>,
    pub topic: Option<Topic>,
    /// Only for who booked it and for those who work on it.
    pub question: Option<String>,
    /// How it went: only for those who work on it.
    pub note: Option<String>,
    /// What to do or to read at home.
    pub homework: Option<String>,
    /// What of the school's materials to read at home.
    pub article: Option<ArticleRef>,
    /// The request that was made of it.
    pub ticket: Option<TicketId>,
    /// Until when a hold or an offer stands.
    pub held_until: Option<DateTime<Utc>>,
    /// Until when its person may cancel or move it.
    pub cancel_until: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    /// Whether the reader booked it.
    pub mine: bool,
    /// What the reader may do with it now.
    pub may: Vec<BookingAct>,
    /// Where to move to, when the school took the time back; in lists always empty.
    pub next: Vec<FreeSlot>,
    pub version: i64,
}

impl Check for Booking {}

/// A place in a helper's line, for a seat that becomes free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    pub id: WaitingId,
    pub helper: MemberRef,
    pub person: MemberRef,
    pub about: Option<MemberRef>,
    pub topic: Option<Topic>,
    /// Only for who waits and for those who work with the helper's bookings.
    pub question: Option<String>,
    pub created_at: DateTime<Utc>,
    pub mine: bool,
    pub version: i64,
}

impl Check for Waiting {}

/// Whose consultations to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BookingScope {
    /// Booked by the reader, or by a parent about the reader.
    Mine,
    /// With the reader as the helper.
    Desk,
}

/// Which consultations, by start. All filters hold together; holds that nobody took are not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct BookingsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub scope: Option<BookingScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    /// From this day of the school on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-24"))]
    pub from: Option<NaiveDate>,
    /// Up to this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-24"))]
    pub to: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<BookingState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for BookingsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_page(errors, self.limit);
        check_days(errors, self.from, self.to);
    }
}

/// Which places in lines, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct WaitingQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for WaitingQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_page(errors, self.limit);
    }
}

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident $field:ident $id:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
        pub struct $name {
            /// Slug or id of the school.
            #[cfg_attr(feature = "openapi", param(example = "demo"))]
            pub school: String,
            pub $field: $id,
        }
    )*};
}

paths! {
    /// A booking in a path.
    BookingPath booking BookingId;
    /// A place in a line in a path.
    WaitingPath waiting WaitingId;
    /// A helper in a path.
    ConsultHelperPath helper MemberId;
}

endpoints! {
    /// Lists the slots that the reader may book now.
    SlotsList "slots_list" Get Read "/api/v1/schools/{school}/slots" 200
        ConsultationBook SchoolPath, SlotsQuery, () => Page<FreeSlot>;
    /// Keeps a slot for five minutes. One person has one hold: an earlier one is let go.
    ConsultationsHold "consultations_hold" Post Create "/api/v1/schools/{school}/holds" 201
        ConsultationBook SchoolPath, Nothing, HoldBody => Booking;
    /// Books a slot, whether held before or not.
    ///
    /// When somebody was faster, the problem tells the next free slots.
    ConsultationsBook "consultations_book" Post Create "/api/v1/schools/{school}/consultations" 201
        ConsultationBook SchoolPath, Nothing, BookBody => Booking;
    /// Lists consultations that the reader may see: one's own, those at one's own desk, or the school's.
    ConsultationsList "consultations_list" Get Read "/api/v1/schools/{school}/consultations" 200
        ConsultationRead SchoolPath, BookingsQuery, () => Page<Booking>;
    /// Reads a consultation.
    ConsultationsFind "consultations_find" Get Read "/api/v1/schools/{school}/consultations/{booking}" 200
        ConsultationRead BookingPath, Nothing, () => Booking;
    /// The consultation as an event for one's calendar; one that does not take place says so.
    ConsultationsCalendar "consultations_calendar" Get Read "/api/v1/schools/{school}/consultations/{booking}/calendar.ics" 200
        ConsultationRead BookingPath, Nothing, () => Ics;
    /// Books what is held or offered.
    ConsultationsConfirm "consultations_confirm" Post Change "/api/v1/schools/{school}/consultations/{booking}/book" 200
        ConsultationBook BookingPath, Nothing, ReasonBody => Booking;
    /// Moves a booking to another time or helper, also one that the school took back.
    ConsultationsMove "consultations_move" Post Change "/api/v1/schools/{school}/consultations/{booking}/move" 200
        ConsultationBook BookingPath, Nothing, MoveBody => Booking;
    /// Cancels a booking, a hold or an offer.
    ConsultationsCancel "consultations_cancel" Post Change "/api/v1/schools/{school}/consultations/{booking}/cancel" 200
        ConsultationBook BookingPath, Nothing, () => Booking;
    /// Notes that the person came.
    ConsultationsArrive "consultations_arrive" Post Change "/api/v1/schools/{school}/consultations/{booking}/arrived" 200
        ConsultationWork BookingPath, Nothing, () => Booking;
    /// Notes that the person did not come.
    ConsultationsNoShow "consultations_no_show" Post Change "/api/v1/schools/{school}/consultations/{booking}/no-show" 200
        ConsultationWork BookingPath, Nothing, () => Booking;
    /// Notes how it went, and what to do at home.
    ConsultationsResult "consultations_result" Post Change "/api/v1/schools/{school}/consultations/{booking}/result" 200
        ConsultationWork BookingPath, Nothing, ResultBody => Booking;
    /// Makes a request for help of it, for the person who booked it.
    ConsultationsRequest "consultations_request" Post Create "/api/v1/schools/{school}/consultations/{booking}/request" 201
        ConsultationWork BookingPath, Nothing, RequestBody => Booking;
    /// Notes that somebody came without a booking.
    ConsultationsWalkIn "consultations_walk_in" Post Create "/api/v1/schools/{school}/walk-ins" 201
        ConsultationWork SchoolPath, Nothing, WalkInBody => Booking;
    /// Lists who waits for a free slot, the oldest first: oneself, those at one's own desk, or the school's.
    WaitingList "waiting_list" Get Read "/api/v1/schools/{school}/waiting" 200
        ConsultationRead SchoolPath, WaitingQuery, () => Page<Waiting>;
    /// Joins the line of a helper who has no free slot. A seat that becomes free is offered to who waits longest.
    WaitingCreate "waiting_create" Post Create "/api/v1/schools/{school}/waiting" 201
        ConsultationBook SchoolPath, Nothing, WaitBody => Waiting;
    /// Reads a place in a line.
    WaitingFind "waiting_find" Get Read "/api/v1/schools/{school}/waiting/{waiting}" 200
        ConsultationRead WaitingPath, Nothing, () => Waiting;
    /// Leaves the line.
    WaitingLeave "waiting_leave" Post Change "/api/v1/schools/{school}/waiting/{waiting}/leave" 200
        ConsultationBook WaitingPath, Nothing, () => Waiting;
    /// Tells how a helper takes bookings.
    ConsultSettingsFind "consult_settings_find" Get Read "/api/v1/schools/{school}/consult-settings/{helper}" 200
        ConsultationSettings ConsultHelperPath, Nothing, () => ConsultSettings;
    /// Changes how a helper takes bookings. What is booked stays as it is.
    ConsultSettingsUpdate "consult_settings_update" Patch Change "/api/v1/schools/{school}/consult-settings/{helper}" 200
        ConsultationSettings ConsultHelperPath, Nothing, ConsultSettingsPatch => ConsultSettings;
}

#[cfg(feature = "openapi")]
mod examples;
