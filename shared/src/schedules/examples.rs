//! What the types look like in the API's description.

use super::duty::{Duty, DutyHelper};
use super::{
    AcademicYear, Audience, DayHours, Entry, HelpHours, LineLink, Mode, Order, Preview, PreviewBody,
    PreviewLine, PublicHelper, PublicSchedule, PublishBody, PublishedWeek, Schedule, ScheduleBody,
    ScheduleLine, ScheduleState, ScheduleSummary, TimeOfDay, TimeRange, Weekday,
};
use crate::appointments::Direction;
use crate::endpoint::Example;
use crate::people::MemberRef;
use crate::schools::{Contacts, SchoolRef};
use crate::tickets::example_time;

const TABLE: &str = "\tПн\tВт\nСоколова К.Д. (администратор журнала)\t\t14.30-16.00\n";

fn year() -> AcademicYear {
    AcademicYear::beginning(2026)
}

fn hours() -> Vec<DayHours> {
    let range = TimeOfDay::from_clock(14, 30)
        .and_then(|from| TimeOfDay::from_clock(16, 0).and_then(|to| TimeRange::new(from, to)));
    range
        .ok()
        .map(|range| DayHours {
            day: Weekday::Tue,
            range,
        })
        .into_iter()
        .collect()
}

fn order() -> Order {
    Order {
        number: "12/01-10".into(),
        date: example_time(0).date_naive(),
    }
}

fn help_hours() -> Vec<HelpHours> {
    let with_place = |hours| HelpHours {
        place: Some("кабинет 214".into()),
        modes: vec![Mode::InPerson, Mode::Phone],
        audiences: vec![Audience::Parents],
        entry: Entry::Booking,
        ..HelpHours::from(hours)
    };
    hours().into_iter().map(with_place).collect()
}

impl Example for ScheduleSummary {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000030").into(),
            year: year(),
            state: ScheduleState::Published,
            order: Some(order()),
            created_at: example_time(0),
            published_at: Some(example_time(1)),
            version: 2,
        }
    }
}

impl Example for Schedule {
    fn example() -> Self {
        let line = ScheduleLine {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000031").into(),
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            directions: vec![Direction::Technical],
            hours: help_hours(),
            member: Some(MemberRef::example()),
        };
        Self {
            summary: ScheduleSummary::example(),
            lines: vec![line],
        }
    }
}

impl Example for PreviewBody {
    fn example() -> Self {
        Self {
            text: Some(TABLE.into()),
            file: None,
        }
    }
}

impl Example for Preview {
    fn example() -> Self {
        let line = PreviewLine {
            row: 2,
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            hours: hours(),
            matches: vec![MemberRef::example()],
        };
        Self {
            lines: vec![line],
            ignored: Vec::new(),
        }
    }
}

impl Example for ScheduleBody {
    fn example() -> Self {
        let link = LineLink {
            row: 2,
            member: MemberRef::example().id,
        };
        Self {
            year: year(),
            text: Some(TABLE.into()),
            file: None,
            links: vec![link],
        }
    }
}

impl Example for PublishBody {
    fn example() -> Self {
        Self { order: Some(order()) }
    }
}

impl Example for PublicSchedule {
    fn example() -> Self {
        let helper = PublicHelper {
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            directions: vec![Direction::Technical],
            hours: help_hours(),
        };
        let week = PublishedWeek {
            year: year(),
            order: Some(order()),
            published_at: example_time(1),
            helpers: vec![helper],
        };
        let duty = DutyHelper {
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            from: example_time(2),
            to: example_time(3),
        };
        Self {
            school: SchoolRef::example(),
            contacts: Contacts::example(),
            schedule: Some(week),
            duty: Duty {
                now: vec![duty],
                next: Vec::new(),
            },
        }
    }
}
