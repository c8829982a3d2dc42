//! What the types look like in the API's description.

use super::checks::{Finding, FindingKind, Findings, Place, Severity};
use super::days::PublicDays;
use super::duty::{Duty, DutyHelper};
use super::life::{ActBy, ActKind, Protocol, StepKind};
use super::{
    AcademicYear, AgreeBody, AgreementStep, ApproveBody, Audience, DayHours, Entry, HelpHours, InForce,
    LineBody, LineLink, LinesBody, LinkBody, Mode, Order, Preview, PreviewBody, PreviewLine, PublicHelper,
    PublicSchedule, PublishBody, PublishedWeek, Schedule, ScheduleAct, ScheduleBody, ScheduleLine,
    ScheduleState, ScheduleSummary, TimeOfDay, TimeRange, Weekday,
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
        appendix: Some("1".into()),
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
            from: Some(example_time(1).date_naive()),
            until: None,
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
            agreements: Vec::new(),
            acts: vec![
                ScheduleAct {
                    paper: Some(order()),
                    ..act(ActKind::Approved, 0)
                },
                ScheduleAct {
                    from: Some(example_time(1).date_naive()),
                    ..act(ActKind::Published, 1)
                },
            ],
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
            copy_of: None,
        }
    }
}

impl Example for PublishBody {
    fn example() -> Self {
        Self {
            from: example_time(1).date_naive(),
        }
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
            from: example_time(1).date_naive(),
            until: None,
            published_at: example_time(1),
            helpers: vec![helper],
        };
        Self {
            school: SchoolRef::example(),
            contacts: Contacts::example(),
            on: example_time(1).date_naive(),
            schedule: Some(week),
            duty: Duty::example(),
            days: PublicDays::example().days,
            considered: Some(crate::calendar::Target::Calendar { minutes: 1440 }),
        }
    }
}

impl Example for Duty {
    fn example() -> Self {
        let helper = DutyHelper {
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            from: example_time(2),
            to: example_time(3),
            place: Some("кабинет 214".into()),
            modes: vec![Mode::InPerson],
            audiences: Vec::new(),
            entry: Entry::WalkIn,
            instead_of: None,
        };
        Self {
            now: vec![helper],
            next: Vec::new(),
        }
    }
}

fn act(act: ActKind, hours: i64) -> ScheduleAct {
    ScheduleAct {
        act,
        at: example_time(hours),
        by: Some(ActBy {
            name: "Орлова Мария Павловна".into(),
            post: "директор".into(),
        }),
        step: None,
        paper: None,
        from: None,
    }
}

fn step() -> AgreementStep {
    AgreementStep {
        kind: StepKind::Body,
        title: "Педагогический совет".into(),
    }
}

impl Example for InForce {
    fn example() -> Self {
        Self {
            on: example_time(1).date_naive(),
            schedule: Some(Schedule::example()),
        }
    }
}

impl Example for Findings {
    fn example() -> Self {
        let finding = Finding {
            kind: FindingKind::Closed,
            severity: Severity::Warn,
            at: Some(Place {
                line: 0,
                hours: Some(1),
            }),
            other: None,
            day: Some(Weekday::Tue),
            direction: None,
        };
        Self {
            findings: vec![finding],
            more: false,
        }
    }
}

impl Example for LinesBody {
    fn example() -> Self {
        let line = LineBody {
            name: "Соколова К.Д.".into(),
            posts: vec!["администратор журнала".into()],
            directions: vec![Direction::Technical],
            hours: help_hours(),
            member: None,
        };
        Self { lines: vec![line] }
    }
}

impl Example for LinkBody {
    fn example() -> Self {
        Self {
            line: uuid::uuid!("01988a3f-0000-7000-8000-000000000031").into(),
            member: MemberRef::example().id,
        }
    }
}

impl Example for AgreeBody {
    fn example() -> Self {
        Self {
            step: step(),
            protocol: Some(Protocol {
                number: "3".into(),
                date: example_time(0).date_naive(),
            }),
        }
    }
}

impl Example for ApproveBody {
    fn example() -> Self {
        Self { order: order() }
    }
}
