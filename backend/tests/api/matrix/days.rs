//! Days that differ: the school's calendar, absences of helpers, extra hours; and articles.

use std::sync::atomic::{AtomicU16, Ordering};

use chrono::Duration;
use podskazka_shared::articles::ArticleBody;
use podskazka_shared::calendars::publishing::{CalendarPath, CalendarsFind};
use podskazka_shared::deadlines::policy::{PoliciesFind, PolicyPath};
use podskazka_shared::duty::absences::AbsenceBody;
use podskazka_shared::duty::extra::ExtraHoursBody;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::absences::{absence_of, enter};
use crate::articles::{article, rewrites, stands, submits};
use crate::extra_hours::{add, extra_of};
use crate::support::Who;
use crate::support::content::png;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    calendars_find                1 4   + + + + +   + +   + + + +   + +   + +   +
    calendars_publish             1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    calendars_versions            1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3

    policies_find                 1 4   + + + + +   + +   + + + +   + +   + +   +
    policies_publish              1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    policies_versions             1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3

    absences_list                 1 4   + + + 3 +   + +   3 3 3 3   3 3   3 3   3
    absences_find                 1 4   + + + 3 +   + 4   3 3 3 3   3 3   3 3   3
    absences_create               1 4   + + + 3 +   2 2   3 3 3 3   3 3   3 3   3
    absences_create@own           . .   + + + 3 +   + +   3 3 3 3   . .   . .   .
    absences_update               1 4   + + + 3 +   + 4   3 3 3 3   3 3   3 3   3
    absences_end                  1 4   + + + 3 +   + 4   3 3 3 3   3 3   3 3   3

    articles_list                 1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_find                 1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_create               1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_replace              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_end                  1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_submit               1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_return               1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_publish              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_publish@own          . .   + 3 3 . .   . .   . . . .   . .   . .   .
    articles_discard              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_editions             1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_edition              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_compare              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_preview              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_image                1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_starter              1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3

    articles_suggest              1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_search               1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_use                  1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_vote_find            1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_vote                 1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_usefulness           1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_offer                1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3

    extra_hours_list              1 4   + + + 3 +   + +   3 3 3 3   3 3   3 3   3
    extra_hours_find              1 4   + + + 3 +   + 4   3 3 3 3   3 3   3 3   3
    extra_hours_create            1 4   + + + 3 +   2 2   3 3 3 3   3 3   3 3   3
    extra_hours_create@own        . .   + + + 3 +   + +   3 3 3 3   . .   . .   .
    extra_hours_end               1 4   + + + 3 +   + 4   3 3 3 3   3 3   3 3   3
";

/// How many days lie between the world's today and the next absence or extra hours: nobody is away or helps twice.
static DAYS: AtomicU16 = AtomicU16::new(30);

fn absence(of: &Who) -> AbsenceBody {
    let day = of.today() + Duration::days(DAYS.fetch_add(1, Ordering::Relaxed).into());
    AbsenceBody {
        from: day,
        to: day,
        ..absence_of(of)
    }
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    if let Some(rest) = operation.strip_prefix("extra_hours_") {
        return Some(of_extra_hours(world, rest, variant, by).await);
    }
    if let Some(rest) = operation.strip_prefix("articles_") {
        return Some(of_article(world, rest, variant, by).await);
    }
    if let Some(rest) = operation.strip_prefix("absences_") {
        return Some(of_absence(world, rest, variant, by).await);
    }
    Some(match operation {
        "calendars_find" => Trial::get(world.at("/calendar")),
        "calendars_publish" => {
            let director = world.who("director");
            let path = CalendarPath {
                school: director.school.clone(),
            };
            let version = director.ask::<CalendarsFind>(path).done().await.version;
            let body = json!({"week": {}, "national": true, "days": []});
            Trial::send(world.at("/calendar"), body).version(version)
        }
        "calendars_versions" => Trial::get(world.at("/calendar/versions")),
        "policies_find" => Trial::get(world.at("/deadlines/policy")),
        "policies_versions" => Trial::get(world.at("/deadlines/policy/versions")),
        "policies_publish" => {
            let director = world.who("director");
            let path = PolicyPath {
                school: director.school.clone(),
            };
            let version = director.ask::<PoliciesFind>(path).done().await.version;
            Trial::send(world.at("/deadlines/policy"), json!({"rules": []})).version(version)
        }
        _ => return None,
    })
}

/// The helper's absence; in creates that of a teacher, or one's own.
async fn of_absence(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Trial {
    let json = |body: &AbsenceBody| -> Value { serde_json::to_value(body).unwrap() };
    if operation == "list" {
        return Trial::get(world.at("/absences"));
    }
    if operation == "create" {
        let of = by.filter(|_| variant == "own").unwrap_or(world.who("teacher"));
        return Trial::send(world.at("/absences"), json(&absence(of)));
    }
    let body = absence(world.who("helper"));
    let entered = enter(world.who("secretary"), &body).done().await;
    let address = world.at(&format!("/absences/{}", entered.id));
    match operation {
        "find" => Trial::get(address),
        "update" => Trial::send(address, json!({"reason": "курсы"})).version(entered.version),
        "end" => Trial::send(format!("{address}/end"), json!({})).version(entered.version),
        _ => panic!("{operation}: tell how to try it"),
    }
}

/// An article that the head published and is writing anew; in `own` the subject wrote it last.
async fn of_article(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Trial {
    let body = serde_json::to_value(article()).unwrap();
    match operation {
        "list" => return Trial::get(world.at("/articles")),
        "create" => return Trial::send(world.at("/articles"), body),
        "preview" => return Trial::send(world.at("/articles/preview"), json!({"text": "1. Раз"})),
        "starter" => return Trial::send(world.at("/articles/starter"), json!({})),
        "suggest" => return Trial::send(world.at("/article-suggestions"), json!({"text": "войти"})),
        "search" => return Trial::send(world.at("/article-search"), json!({"text": "войти"})),
        "usefulness" => return Trial::get(world.at("/article-usefulness")),
        "offer" => {
            let ticket = world.who("student").files("Вопрос").await.summary.id;
            world.who("director").answers(ticket, "Ответ").await;
            return Trial::get(world.at(&format!("/tickets/{ticket}/article")));
        }
        _ => {}
    }
    let head = world.who("director");
    if operation == "image" {
        let image = head.brings("a.png", &png(2, 2)).await.id;
        let body = ArticleBody {
            text: Some(format!("![Кнопка](file:{image})")),
            ..article()
        };
        let made = stands(head, &body).await;
        return Trial::get(world.at(&format!("/articles/{}/images/{image}", made.summary.id)));
    }
    let mut made = stands(head, &article()).await;
    let address = world.at(&format!("/articles/{}", made.summary.id));
    if matches!(operation, "submit" | "return" | "publish" | "discard") {
        let writer = by.filter(|_| variant == "own").unwrap_or(head);
        made = rewrites(writer, &made, &article()).done().await;
        if matches!(operation, "return" | "publish") {
            made = submits(writer, &made).done().await;
        }
    }
    match operation {
        "editions" => Trial::get(format!("{address}/editions")),
        "edition" => Trial::get(format!("{address}/editions/1")),
        "compare" => Trial::get(format!("{address}/compare?from=1&to=1")),
        "submit" | "return" | "publish" | "discard" => {
            Trial::send(format!("{address}/{operation}"), json!({})).version(made.summary.version)
        }
        "find" => Trial::get(address),
        "use" => Trial::send(format!("{address}/uses"), json!({"kind": "read"})),
        "vote_find" => Trial::get(format!("{address}/vote")),
        "vote" => Trial::send(format!("{address}/vote"), json!({"useful": true})),
        "replace" => Trial::send(address, body).version(made.summary.version),
        "end" => Trial::send(format!("{address}/end"), json!({})).version(made.summary.version),
        _ => panic!("{operation}: tell how to try it"),
    }
}

fn extra(of: &Who) -> ExtraHoursBody {
    ExtraHoursBody {
        date: of.today() + Duration::days(DAYS.fetch_add(1, Ordering::Relaxed).into()),
        ..extra_of(of)
    }
}

/// The helper's extra hours; in creates those of a teacher, or one's own.
async fn of_extra_hours(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Trial {
    if operation == "list" {
        return Trial::get(world.at("/extra-hours"));
    }
    if operation == "create" {
        let of = by.filter(|_| variant == "own").unwrap_or(world.who("teacher"));
        let body = serde_json::to_value(extra(of)).unwrap();
        return Trial::send(world.at("/extra-hours"), body);
    }
    let body = extra(world.who("helper"));
    let added = add(world.who("secretary"), &body).done().await;
    let address = world.at(&format!("/extra-hours/{}", added.id));
    match operation {
        "find" => Trial::get(address),
        "end" => Trial::send(format!("{address}/end"), json!({})).version(added.version),
        _ => panic!("{operation}: tell how to try it"),
    }
}
