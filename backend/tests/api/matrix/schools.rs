//! The school as a whole: its card, its staff, its schedule, its figures.

use std::sync::atomic::{AtomicU16, Ordering};

use podskazka_shared::schedules::life::StepKind;
use podskazka_shared::schedules::{
    AgreementStep, Schedule, ScheduleState, ScheduleSummary, SchedulesList, SchedulesReopen,
};
use podskazka_shared::schools::{SchoolPatch, SchoolsFind, SchoolsUpdate};
use serde_json::json;

use super::world::{Trial, World};
use crate::schedules::{approve, at, drawn, issue};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    public_days_list              + +   + + + + +   + +   + + + +   + +   + +   +
    public_on_duty                + +   + + + + +   + +   + + + +   + +   + +   +
    public_schedule_find          + +   + + + + +   + +   + + + +   + +   + +   +
    schools_find                  1 4   + + + + +   + +   + + + +   + +   + +   +
    letters_list                  1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schools_update                1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    staff_list                    1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    feedback_list                 1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    feedback_own                  1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    report_find                   1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    report_csv                    1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    report_xlsx                   1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    deadlines_preview             1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_list                1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_create              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_preview             1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_find                1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_find@draft          1 4   + + + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_in_force            1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_checks              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_lines               1 4   + + + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_link                1 4   + + + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_link@published      1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_agree               1 4   + + + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_agree@consultant    1 4   3 3 + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_agree@deputy        1 4   3 + 3 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_approve             1 4   + 3 3 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_reopen              1 4   + 3 3 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_publish             1 4   + 3 3 4 4   4 4   4 4 4 4   4 4   4 4   4
";

/// How many tables were made.
static TABLES: AtomicU16 = AtomicU16::new(0);

const WEEK: &str = "\tПн\nИванов И.И.\t8-10\n";

/// A draft.
async fn draft(world: &World) -> Schedule {
    let director = world.who("director");
    // What waits from a trial before stands in the way of another draft.
    let list = director.ask::<SchedulesList>(director.path()).done().await;
    let waits = |schedule: &&ScheduleSummary| schedule.state == ScheduleState::Approved;
    if let Some(waiting) = list.items.iter().find(waits) {
        let reopen = director.ask::<SchedulesReopen>(at(director, waiting.id));
        reopen.version(waiting.version).done().await;
    }
    // Never the same table twice: one that says what is there already makes no draft.
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    let (hour, minute) = (6 + number / 48 % 17, 10 + number % 48);
    let text = format!("\tПн\nИванов И.И.\t{hour}-{}.{minute}\n", hour + 1);
    drawn(director, "2026-2027", &text).await
}

/// Asks for these agreements of drafts.
async fn steps(world: &World, steps: &[AgreementStep]) {
    let director = world.who("director");
    let school = director.ask::<SchoolsFind>(director.path()).done().await;
    if school.agreement_steps != steps {
        let patch = SchoolPatch {
            agreement_steps: Some(steps.to_vec()),
            ..SchoolPatch::default()
        };
        let update = director
            .ask::<SchoolsUpdate>(director.path())
            .version(school.version);
        update.body(&patch).done().await;
    }
}

/// What is done with a schedule, in the state in which it can be done.
async fn life(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    let director = world.who("director");
    let step = |kind| AgreementStep {
        kind,
        title: "Шаг".into(),
    };
    let (step, protocol) = match variant {
        "consultant" => (step(StepKind::Consultant), json!(null)),
        "deputy" => (step(StepKind::Deputy), json!(null)),
        _ => (
            step(StepKind::Body),
            json!({"number": "3", "date": director.today()}),
        ),
    };
    let asked = match operation {
        "schedules_agree" => vec![step.clone()],
        _ => Vec::new(),
    };
    steps(world, &asked).await;
    let mut schedule = draft(world).await;
    let (path, body) = match operation {
        "schedules_checks" => {
            let address = format!("/schedules/{}/checks", schedule.summary.id);
            return Some(Trial::get(world.at(&address)));
        }
        "schedules_lines" => ("lines", json!({"lines": []})),
        "schedules_link" => {
            if variant == "published" {
                schedule = issue(director, &schedule).await;
            }
            let teacher = world.who("teacher").member;
            ("link", json!({"line": schedule.lines[0].id, "member": teacher}))
        }
        "schedules_agree" => ("agree", json!({"step": step, "protocol": protocol})),
        "schedules_approve" => (
            "approve",
            json!({"order": {"number": "1", "date": director.today()}}),
        ),
        "schedules_reopen" => {
            schedule = approve(director, &schedule).done().await;
            ("reopen", json!({}))
        }
        "schedules_publish" => {
            schedule = approve(director, &schedule).done().await;
            ("publish", json!({"from": director.today()}))
        }
        _ => return None,
    };
    let address = world.at(&format!("/schedules/{}/{path}", schedule.summary.id));
    Some(Trial::send(address, body).version(schedule.summary.version))
}

pub async fn trial(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    let table = json!({"year": "2026-2027", "text": WEEK});
    Some(match operation {
        "public_days_list" => Trial::get("/api/v1/public/demo/days?from=2026-11-30&to=2026-12-06".to_owned()),
        "public_on_duty" => Trial::get("/api/v1/public/demo/on-duty".to_owned()),
        "public_schedule_find" => Trial::get("/api/v1/public/demo/schedule".to_owned()),
        "schools_find" => Trial::get(world.at("")),
        "letters_list" => Trial::get(world.at("/letters")),
        "schools_update" => {
            let director = world.who("director");
            let school = director.ask::<SchoolsFind>(director.path()).done().await;
            Trial::send(world.at(""), json!({"name": "Школа"})).version(school.version)
        }
        "staff_list" => Trial::get(world.at("/staff?limit=100")),
        "feedback_list" => Trial::get(world.at("/feedback")),
        "feedback_own" => Trial::get(world.at("/feedback/own")),
        "report_find" => Trial::get(world.at("/report")),
        "report_csv" => Trial::get(world.at("/report/csv")),
        "report_xlsx" => Trial::get(world.at("/report/xlsx")),
        "deadlines_preview" => {
            let events = json!([{"at": "2026-11-20T06:00:00Z", "event": "start"}]);
            let body = json!({"target": {"clock": "working_days", "days": 1}, "events": events});
            Trial::send(world.at("/deadlines/preview"), body)
        }
        "schedules_list" => Trial::get(world.at("/schedules")),
        "schedules_create" => {
            draft(world).await;
            Trial::send(world.at("/schedules"), table)
        }
        "schedules_preview" => Trial::send(world.at("/schedules/preview"), json!({"text": WEEK})),
        "schedules_in_force" => Trial::get(world.at("/schedules/in-force")),
        "schedules_find" => {
            let mut schedule = draft(world).await;
            if variant != "draft" {
                schedule = issue(world.who("director"), &schedule).await;
            }
            Trial::get(world.at(&format!("/schedules/{}", schedule.summary.id)))
        }
        _ if operation.starts_with("schedules_") => return life(world, operation, variant).await,
        _ => return None,
    })
}
