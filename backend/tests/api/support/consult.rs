//! Consultations of a test: helpers with hours by booking, and what people do with them in one word each.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::consultations::{
    BookBody, Booking, BookingPath, ConsultHelperPath, ConsultSettings, ConsultSettingsFind,
    ConsultSettingsPatch, ConsultSettingsUpdate, ConsultationsBook, ConsultationsCancel,
    ConsultationsConfirm, ConsultationsFind, ConsultationsHold, ConsultationsMove, FreeSlot, HoldBody,
    MoveBody, ReasonBody, SlotsList, SlotsQuery, WaitBody, WaitingCreate,
};
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::schedules::{
    LineLink, ScheduleBody, SchedulePath, ScheduleState, SchedulesCreate, SchedulesList, SchedulesReopen,
};
use podskazka_shared::schools::SchoolsFind;
use podskazka_shared::tickets::Topic;

use super::client::Ask;
use super::{School, TestApp, Who};

/// What one comes for.
pub fn reason() -> ReasonBody {
    ReasonBody {
        topic: Topic::Access,
        question: Some("Не открывается дневник".into()),
        mode: None,
    }
}

/// A booking of a time.
pub fn booking(helper: &Who, start: DateTime<Utc>) -> BookBody {
    BookBody {
        helper: helper.member,
        starts_at: start,
        about: None,
        topic: Topic::Access,
        question: Some("Не открывается дневник".into()),
        mode: None,
    }
}

/// `14:20` on the day after tomorrow, Tuesday, in Moscow.
pub fn tuesday(clock: &str) -> DateTime<Utc> {
    format!("2026-11-24T{clock}:00+03:00").parse().unwrap()
}

/// The same on another day.
pub fn on(day: &str, clock: &str) -> DateTime<Utc> {
    format!("{day}T{clock}:00+03:00").parse().unwrap()
}

impl Who {
    pub fn at_booking(&self, booking: BookingId) -> BookingPath {
        BookingPath {
            school: self.school.clone(),
            booking,
        }
    }

    pub fn at_helper(&self, helper: MemberId) -> ConsultHelperPath {
        ConsultHelperPath {
            school: self.school.clone(),
            helper,
        }
    }

    /// Books a time.
    pub fn books(&self, helper: &Who, start: DateTime<Utc>) -> Ask<ConsultationsBook> {
        self.ask::<ConsultationsBook>(self.path())
            .body(&booking(helper, start))
    }

    /// Holds a time.
    pub fn keeps(&self, helper: &Who, start: DateTime<Utc>) -> Ask<ConsultationsHold> {
        let body = HoldBody {
            helper: helper.member,
            starts_at: start,
            about: None,
        };
        self.ask::<ConsultationsHold>(self.path()).body(&body)
    }

    /// Books what is held or offered.
    pub fn confirms(&self, booking: &Booking) -> Ask<ConsultationsConfirm> {
        self.ask::<ConsultationsConfirm>(self.at_booking(booking.id))
            .version(booking.version)
            .body(&reason())
    }

    pub fn moves_to(&self, booking: &Booking, helper: &Who, start: DateTime<Utc>) -> Ask<ConsultationsMove> {
        let body = MoveBody {
            helper: helper.member,
            starts_at: start,
        };
        self.ask::<ConsultationsMove>(self.at_booking(booking.id))
            .version(booking.version)
            .body(&body)
    }

    pub fn gives_up(&self, booking: &Booking) -> Ask<ConsultationsCancel> {
        self.ask::<ConsultationsCancel>(self.at_booking(booking.id))
            .version(booking.version)
    }

    pub async fn looks_at(&self, booking: BookingId) -> Booking {
        self.ask::<ConsultationsFind>(self.at_booking(booking))
            .done()
            .await
    }

    /// The free slots of a helper.
    pub async fn free_slots(&self, helper: &Who) -> Vec<FreeSlot> {
        let query = SlotsQuery {
            helper: Some(helper.member),
            limit: Some(100),
            ..SlotsQuery::default()
        };
        self.ask::<SlotsList>(self.path()).query(query).done().await.items
    }

    pub fn waits_for(&self, helper: &Who) -> Ask<WaitingCreate> {
        let body = WaitBody {
            helper: helper.member,
            about: None,
            topic: Topic::Access,
            question: None,
        };
        self.ask::<WaitingCreate>(self.path()).body(&body)
    }

    /// Sets how a helper takes bookings.
    pub async fn sets(&self, helper: &Who, patch: ConsultSettingsPatch) -> ConsultSettings {
        let path = || self.at_helper(helper.member);
        let now = self.ask::<ConsultSettingsFind>(path()).done().await;
        self.ask::<ConsultSettingsUpdate>(path())
            .version(now.version)
            .body(&patch)
            .done()
            .await
    }
}

impl TestApp {
    /// What was promised to be told about a booking to its person: the words, the oldest first.
    pub async fn told_of(&self, booking: BookingId) -> Vec<String> {
        let told = self.told_about(booking).await.into_iter();
        told.filter(|what| !what.starts_with("desk_")).collect()
    }

    /// The same to the helpers, sorted.
    pub async fn told_at_desks(&self, booking: BookingId) -> Vec<String> {
        let told = self.told_about(booking).await.into_iter();
        let mut told: Vec<String> = told.filter(|what| what.starts_with("desk_")).collect();
        told.sort_unstable();
        told
    }

    async fn told_about(&self, booking: BookingId) -> Vec<String> {
        let sql = "SELECT CAST(payload AS TEXT) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%booking%' ORDER BY due_at, id";
        let all = self.database().column::<String>(sql, []).await;
        all.iter()
            .map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap())
            .filter(|payload| payload["booking"] == booking.to_string())
            .map(|payload| payload["what"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Lets the worker tidy after some time.
    pub async fn tidies_after(&self, by: Duration) {
        self.after(by);
        podskazka::outbox::tidy(self.app(), self.now()).await.unwrap();
    }
}

/// Names as schedules have them.
const NAMES: [&str; 4] = ["Соколова К.Д.", "Белов А.П.", "Громов И.Н.", "Орлова М.В."];

impl School {
    /// A schedule by which these help on Tuesdays, at these hours, by booking.
    pub async fn offers(&self, helpers: &[(&Who, &str)]) {
        self.publishes(helpers, &["entry = 'booking'"]).await;
    }

    /// The same hours of one helper from 14 to 16, for some alone.
    pub async fn only_for(&self, helper: &Who, audience: &str) {
        let audiences = format!("audiences = '[\"{audience}\"]'");
        self.publishes(&[(helper, "14-16")], &["entry = 'booking'", &audiences])
            .await;
    }

    async fn publishes(&self, helpers: &[(&Who, &str)], set: &[&str]) {
        let head = self.person(&[Capacity::Director]).await;
        // A table that says the same as the one before would be that one.
        static TABLES: AtomicU32 = AtomicU32::new(1);
        let table = TABLES.fetch_add(1, Ordering::Relaxed);
        let rows = NAMES.iter().zip(helpers);
        let rows: String = rows
            .map(|(name, (_, hours))| format!("{name} (стол {table})\t{hours}\n"))
            .collect();
        let links = (2..).zip(helpers).map(|(row, (helper, _))| LineLink {
            row,
            member: helper.member,
        });
        let body = ScheduleBody {
            year: self.year(),
            text: Some(format!("\tВт\n{rows}")),
            file: None,
            links: links.collect(),
            copy_of: None,
        };
        head.later();
        // What another test approved and left is a draft again.
        let left = head.ask::<SchedulesList>(head.path()).done().await.items;
        for left in left
            .iter()
            .filter(|one| one.year == body.year && one.state == ScheduleState::Approved)
        {
            let path = SchedulePath {
                school: self.slug.clone(),
                schedule: left.id,
            };
            head.ask::<SchedulesReopen>(path)
                .version(left.version)
                .done()
                .await;
        }
        let draft = head.ask::<SchedulesCreate>(head.path()).body(&body).done().await;
        // What a table does not say, while it is a draft still.
        for set in set {
            let sql = format!(
                "UPDATE schedule_hours SET {set} WHERE line_id IN (SELECT id FROM schedule_line WHERE schedule_id = $1)"
            );
            let done = self
                .app()
                .database()
                .execute(&sql, [draft.summary.id.into()])
                .await;
            done.unwrap();
        }
        // From the day that it is where the school is now: a test may have moved it.
        let zone = head.ask::<SchoolsFind>(head.path()).done().await.time_zone;
        let zone: chrono_tz::Tz = zone.parse().unwrap();
        let today = self.app().now().with_timezone(&zone).date_naive();
        let approved = crate::schedules::approve(&head, &draft).done().await;
        let publish = crate::schedules::publish_from(&head, &approved, &today.to_string());
        publish.done().await;
    }
}
