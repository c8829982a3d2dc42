//! The school as a whole: its card, its staff, its schedule, its figures.

use std::sync::atomic::{AtomicU16, Ordering};

use podskazka_shared::schedules::{
    PublishBody, ScheduleBody, SchedulePath, ScheduleSummary, SchedulesCreate, SchedulesPublish,
};
use podskazka_shared::schools::SchoolsFind;
use serde_json::json;

use super::world::{Trial, World};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    public_schedule_find          + +   + + + + +   + +   + + + +   + +   + +   +
    schools_find                  1 4   + + + + +   + +   + + + +   + +   + +   +
    schools_update                1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    staff_list                    1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    feedback_list                 1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    report_find                   1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    deadlines_preview             1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_list                1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_create              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_preview             1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    schedules_find                1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_find@draft          1 4   + + + 4 4   4 4   4 4 4 4   4 4   4 4   4
    schedules_publish             1 4   + 3 3 4 4   4 4   4 4 4 4   4 4   4 4   4
";

/// How many tables were made.
static TABLES: AtomicU16 = AtomicU16::new(0);

const WEEK: &str = "\tПн\nИванов И.И.\t8-10\n";

/// A draft, or a schedule that is published.
async fn schedule(world: &World, published: bool) -> ScheduleSummary {
    let director = world.who("director");
    // Never the same table twice: one that says what is there already makes no draft.
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    let (hour, minute) = (6 + number / 48 % 17, 10 + number % 48);
    let body = ScheduleBody {
        year: "2026-2027".parse().unwrap(),
        text: Some(format!("\tПн\nИванов И.И.\t{hour}-{}.{minute}\n", hour + 1)),
        file: None,
        links: Vec::new(),
    };
    let path = director.path();
    let draft = director
        .ask::<SchedulesCreate>(path)
        .body(&body)
        .done()
        .await
        .summary;
    if !published || draft.published_at.is_some() {
        return draft;
    }
    let path = SchedulePath {
        school: director.school.clone(),
        schedule: draft.id,
    };
    let publish = director.ask::<SchedulesPublish>(path).version(draft.version);
    publish.body(&PublishBody::default()).done().await.summary
}

pub async fn trial(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    let table = json!({"year": "2026-2027", "text": WEEK});
    Some(match operation {
        "public_schedule_find" => Trial::get("/api/v1/public/demo/schedule".to_owned()),
        "schools_find" => Trial::get(world.at("")),
        "schools_update" => {
            let director = world.who("director");
            let school = director.ask::<SchoolsFind>(director.path()).done().await;
            Trial::send(world.at(""), json!({"name": "Школа"})).version(school.version)
        }
        "staff_list" => Trial::get(world.at("/staff?limit=100")),
        "feedback_list" => Trial::get(world.at("/feedback")),
        "report_find" => Trial::get(world.at("/report")),
        "deadlines_preview" => {
            let events = json!([{"at": "2026-11-20T06:00:00Z", "event": "start"}]);
            let body = json!({"target": {"clock": "working_days", "days": 1}, "events": events});
            Trial::send(world.at("/deadlines/preview"), body)
        }
        "schedules_list" => Trial::get(world.at("/schedules")),
        "schedules_create" => Trial::send(world.at("/schedules"), table),
        "schedules_preview" => Trial::send(world.at("/schedules/preview"), json!({"text": WEEK})),
        "schedules_find" => {
            let schedule = schedule(world, variant != "draft").await;
            Trial::get(world.at(&format!("/schedules/{}", schedule.id)))
        }
        "schedules_publish" => {
            let draft = schedule(world, false).await;
            let address = world.at(&format!("/schedules/{}/publish", draft.id));
            Trial::send(address, json!({})).version(draft.version)
        }
        _ => return None,
    })
}
