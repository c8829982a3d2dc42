//! Appointments of helpers: entered, approved, in force, ended (P3).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Direction, covered};
use crate::access::named;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{AppointmentId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::Topic;

named! {
    /// Where an order is in its life.
    OrderState {
        /// Entered; the head has not approved it.
        Waiting "waiting" "ждёт утверждения" "waits for approval"
        /// Approved, and its first day is to come.
        Planned "planned" "ещё не начался" "not begun yet"
        InForce "in_force" "действует" "in force"
        /// Ended by hand, or its last day is over.
        Ended "ended" "завершён" "ended"
    }
}

/// Where an order is on this day. One whose last day is over has ended, whoever noted it.
pub fn state(
    today: NaiveDate,
    (from, to): (NaiveDate, Option<NaiveDate>),
    approved: bool,
    ended: bool,
) -> OrderState {
    match (ended || to.is_some_and(|to| to < today), approved) {
        (true, _) => OrderState::Ended,
        (false, false) => OrderState::Waiting,
        (false, true) if today < from => OrderState::Planned,
        (false, true) => OrderState::InForce,
    }
}

/// What somebody may do with an appointment now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderAct {
    Correct,
    Approve,
    End,
}

/// An appointment of a helper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Appointment {
    pub id: AppointmentId,
    pub member: MemberRef,
    /// The helper's post as the school words it; empty when not told.
    pub post: String,
    pub order_number: String,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    /// The last day; null while no end is set.
    pub to: Option<NaiveDate>,
    pub directions: Vec<Direction>,
    /// The topics that narrow the directions; empty for all of them.
    pub topics: Vec<Topic>,
    pub state: OrderState,
    pub entered_by: Option<MemberRef>,
    pub approved_by: Option<MemberRef>,
    pub approved_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// What the reader may do with it now.
    pub may: Vec<OrderAct>,
    pub version: i64,
}

impl Check for Appointment {}

/// An appointment as it is entered or corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppointmentBody {
    /// Any of the school's staff.
    pub member: MemberId,
    #[cfg_attr(feature = "openapi", schema(example = "112-од"))]
    pub order_number: String,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// At least one.
    pub directions: Vec<Direction>,
    /// Topics of these directions; none for all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
}

/// The most characters of an order's number.
pub const MAX_NUMBER: u32 = 50;

/// Checks number and dates of an order: days that a school could mean, and not ended before it begins.
pub fn check_order(
    errors: &mut Vec<FieldError>,
    number: &str,
    dated: NaiveDate,
    (from, to): (NaiveDate, Option<NaiveDate>),
) {
    check::text(errors, "/order_number", number, MAX_NUMBER);
    let mut day = |pointer: &str, day: NaiveDate| {
        use chrono::Datelike;
        if !(2000..=2100).contains(&day.year()) {
            errors.push(FieldError::new(pointer, FieldErrorKind::Malformed));
        }
    };
    day("/order_date", dated);
    day("/from", from);
    if let Some(to) = to {
        day("/to", to);
        if to < from {
            errors.push(FieldError::new("/to", FieldErrorKind::BeforeStart));
        }
    }
}

impl Check for AppointmentBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_order(errors, &self.order_number, self.order_date, (self.from, self.to));
        if self.directions.is_empty() {
            errors.push(FieldError::new("/directions", FieldErrorKind::Required));
        }
        if repeats(&self.directions) {
            errors.push(FieldError::new("/directions", FieldErrorKind::Taken));
        }
        let open = covered(&self.directions, &[]);
        let outside = self.topics.iter().any(|topic| !open.contains(topic));
        if outside && !self.directions.is_empty() {
            errors.push(FieldError::new("/topics", FieldErrorKind::NotOpen));
        }
        if repeats(&self.topics) {
            errors.push(FieldError::new("/topics", FieldErrorKind::Taken));
        }
    }
}

fn repeats<T: PartialEq>(list: &[T]) -> bool {
    list.iter()
        .enumerate()
        .any(|(place, item)| list.iter().take(place).any(|before| before == item))
}

/// An appointment in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct AppointmentPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub appointment: AppointmentId,
}

/// Which orders to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct OrdersQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OrderState>,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for OrdersQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists appointments of helpers, the newest first.
    ///
    /// Staff who enter and approve them see those of the school; others see their own.
    AppointmentsList "appointments_list" Get Read "/api/v1/schools/{school}/appointments" 200
        AppointmentRead SchoolPath, OrdersQuery, () => Page<Appointment>;
    /// Reads an appointment.
    AppointmentsFind "appointments_find" Get Read "/api/v1/schools/{school}/appointments/{appointment}" 200
        AppointmentRead AppointmentPath, Nothing, () => Appointment;
    /// Enters an appointment. It waits for the head.
    AppointmentsCreate "appointments_create" Post Create "/api/v1/schools/{school}/appointments" 201
        AppointmentEnter SchoolPath, Nothing, AppointmentBody => Appointment;
    /// Corrects an appointment that waits.
    AppointmentsCorrect "appointments_correct" Post Change
        "/api/v1/schools/{school}/appointments/{appointment}/correct" 200
        AppointmentEnter AppointmentPath, Nothing, AppointmentBody => Appointment;
    /// Approves an appointment. It is in force from its first day. Nobody approves their own.
    AppointmentsApprove "appointments_approve" Post Change
        "/api/v1/schools/{school}/appointments/{appointment}/approve" 200
        AppointmentApprove AppointmentPath, Nothing, () => Appointment;
    /// Ends an appointment, or takes back one that waits.
    ///
    /// The helper's open requests go back to the queue, unless they may work on them in another capacity.
    AppointmentsEnd "appointments_end" Post Change
        "/api/v1/schools/{school}/appointments/{appointment}/end" 200
        AppointmentEnd AppointmentPath, Nothing, () => Appointment;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Appointment, AppointmentBody, OrderAct, OrderState};
    use crate::appointments::Direction;
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::Topic;

    impl Example for AppointmentBody {
        fn example() -> Self {
            Self {
                member: MemberRef::example().id,
                order_number: "112-од".into(),
                order_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
                from: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default(),
                to: chrono::NaiveDate::from_ymd_opt(2027, 5, 31),
                directions: vec![Direction::Technical],
                topics: vec![Topic::Access, Topic::CurrentMarks],
            }
        }
    }

    impl Example for Appointment {
        fn example() -> Self {
            let body = AppointmentBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000060").into(),
                member: MemberRef::example(),
                post: "учитель информатики".into(),
                order_number: body.order_number,
                order_date: body.order_date,
                from: body.from,
                to: body.to,
                directions: body.directions,
                topics: body.topics,
                state: OrderState::Waiting,
                entered_by: None,
                approved_by: None,
                approved_at: None,
                ended_at: None,
                may: vec![OrderAct::Approve, OrderAct::End],
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_order_is_in_force_from_its_first_to_its_last_day() {
        let term = (day("2026-11-10"), Some(day("2026-11-20")));
        let at = |today: &str, approved, ended| state(day(today), term, approved, ended);
        assert_eq!(at("2026-11-15", false, false), OrderState::Waiting);
        assert_eq!(at("2026-11-09", true, false), OrderState::Planned);
        assert_eq!(at("2026-11-10", true, false), OrderState::InForce);
        assert_eq!(at("2026-11-20", true, false), OrderState::InForce);
        assert_eq!(at("2026-11-21", true, false), OrderState::Ended);
        assert_eq!(at("2026-11-21", false, false), OrderState::Ended);
        assert_eq!(at("2026-11-15", true, true), OrderState::Ended);
    }

    #[test]
    fn an_appointment_has_directions_topics_within_them_and_days_in_order() {
        let good = AppointmentBody {
            member: uuid::Uuid::nil().into(),
            order_number: "1".into(),
            order_date: day("2026-11-10"),
            from: day("2026-11-10"),
            to: None,
            directions: vec![Direction::Operation],
            topics: vec![Topic::Access],
        };
        let wrong = |change: fn(&mut AppointmentBody)| {
            let mut body = good.clone();
            change(&mut body);
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert!(wrong(|_| {}).is_empty());
        assert_eq!(wrong(|body| body.order_number = " ".into()), ["/order_number"]);
        assert_eq!(wrong(|body| body.to = Some(day("2026-11-09"))), ["/to"]);
        assert_eq!(wrong(|body| body.from = day("0001-01-01")), ["/from"]);
        assert_eq!(wrong(|body| body.directions.clear()), ["/directions"]);
        assert_eq!(wrong(|body| body.topics.push(Topic::Attendance)), ["/topics"]);
        assert_eq!(wrong(|body| body.topics.push(Topic::Access)), ["/topics"]);
    }
}
