//! Orders about staff, what the desk looks up, what families share, and the operator's side.

use chrono::Duration;
use podskazka_shared::access::Role;
use podskazka_shared::appointments::acting::{ActingBody, ActingCreate};
use podskazka_shared::appointments::order::{AppointmentBody, AppointmentsCreate};
use podskazka_shared::tickets::{TicketBody, Topic};
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::desk::ticket;
use crate::support::{New, Who};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    appointments_list             1 4   + + + + +   + +   + + + +   3 3   3 3   3
    appointments_find             1 4   + + + 4 +   4 4   4 4 4 +   3 3   3 3   3
    appointments_create           1 4   3 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    appointments_correct          1 4   3 3 + 4 +   4 4   4 4 4 3   3 3   3 3   3
    appointments_approve          1 4   + 3 3 4 3   4 4   4 4 4 3   3 3   3 3   3
    appointments_approve@own      . .   3 3 3 3 3   3 3   3 3 3 3   . .   . .   .
    appointments_end              1 4   + 3 + 4 +   4 4   4 4 4 3   3 3   3 3   3
    acting_list                   1 4   + + + + +   + +   + + + +   3 3   3 3   3
    acting_find                   1 4   + + + 4 +   4 4   4 4 4 +   3 3   3 3   3
    acting_create                 1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    acting_end                    1 4   + 3 3 4 3   4 4   4 4 4 3   3 3   3 3   3
    requesters_list               1 4   3 + + 3 +   + +   3 + + 3   3 3   3 3   3
    tickets_count                 1 4   + + + + +   + +   + + + +   + +   + +   3
    tickets_helpers               1 4   + + + 3 3   + 4   3 4 4 3   3 3   3 3   3
    tickets_share                 1 4   3 3 3 4 4   3 4   4 4 4 4   3 4   3 4   3
    tickets_share@family          . .   3 3 3 4 4   3 4   4 4 4 4   + 4   4 4   3
    tickets_find@shared           . .   + + + 4 4   + 4   4 4 4 4   + 4   4 4   3
    tickets_find@private          . .   + + + 4 4   + 4   4 4 4 4   4 4   + 4   3
    tickets_find@to_class_teacher . .   + + + 4 4   4 4   4 + 4 4   + 4   + 4   3
    tickets_answer@to_class_teacher . . + + + 4 4   4 4   4 + 4 4   3 4   3 4   3

    platform_schools_list         1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_schools_create       1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_directors_create     1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_directors_slip       1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_acting_create        1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_operators_list       1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_operators_create     1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_operators_remove     1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_health_find          1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_letters_list         1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_letters_retry        1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_letters_retry_all    1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_letters_remove       1 3   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    platform_letters_list@operator     . . + . . . . . . . . . . . . . . .
    platform_letters_retry@operator    . . + . . . . . . . . . . . . . . .
    platform_letters_retry_all@operator . . + . . . . . . . . . . . . . . .
    platform_letters_remove@operator   . . + . . . . . . . . . . . . . . .
    platform_schools_list@operator     . . + . . . . . . . . . . . . . . .
    platform_schools_create@operator   . . + . . . . . . . . . . . . . . .
    platform_directors_create@operator . . + . . . . . . . . . . . . . . .
    platform_directors_slip@operator   . . + . . . . . . . . . . . . . . .
    platform_acting_create@operator    . . + . . . . . . . . . . . . . . .
    platform_operators_list@operator   . . + . . . . . . . . . . . . . . .
    platform_operators_create@operator . . + . . . . . . . . . . . . . . .
    platform_operators_remove@operator . . + . . . . . . . . . . . . . . .
    platform_health_find@operator      . . + . . . . . . . . . . . . . . .
";

/// Orders of next month, so that what is tried changes nobody's rights meanwhile.
fn appointment(by: &Who, of: &Who) -> AppointmentBody {
    AppointmentBody {
        from: by.today() + Duration::days(30),
        ..by.order_of(of)
    }
}

fn acting(by: &Who, of: &Who) -> ActingBody {
    ActingBody {
        from: by.today() + Duration::days(30),
        to: by.today() + Duration::days(40),
        ..by.acting_of(of)
    }
}

fn json(body: &impl serde::Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}

async fn order(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let (secretary, director, staff) = (world.who("secretary"), world.who("director"), world.who("staff"));
    let of = by.filter(|_| variant == "own").unwrap_or(staff);
    let entered = async || {
        let body = appointment(secretary, of);
        let ask = secretary.ask::<AppointmentsCreate>(secretary.path());
        let entered = ask.body(&body).done().await;
        (
            world.at(&format!("/appointments/{}", entered.id)),
            entered.version,
        )
    };
    let ordered = async || {
        let body = acting(director, staff);
        let ordered = director
            .ask::<ActingCreate>(director.path())
            .body(&body)
            .done()
            .await;
        (world.at(&format!("/acting/{}", ordered.id)), ordered.version)
    };
    let step = |(address, version): (String, i64), rest: &str, body: Value| {
        Trial::send(format!("{address}/{rest}"), body).version(version)
    };
    Some(match operation {
        "appointments_list" => Trial::get(world.at("/appointments")),
        "appointments_find" => Trial::get(entered().await.0),
        "appointments_create" => Trial::send(world.at("/appointments"), json(&appointment(secretary, staff))),
        "appointments_correct" => step(entered().await, "correct", json(&appointment(secretary, staff))),
        "appointments_approve" => step(entered().await, "approve", json!({})),
        "appointments_end" => step(entered().await, "end", json!({})),
        "acting_list" => Trial::get(world.at("/acting")),
        "acting_find" => Trial::get(ordered().await.0),
        "acting_create" => Trial::send(world.at("/acting"), json(&acting(director, staff))),
        "acting_end" => step(ordered().await, "end", json!({})),
        _ => return None,
    })
}

async fn request(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let (student, parent) = (world.who("student"), world.who("parent"));
    let access = || TicketBody {
        topic: Topic::Access,
        ..ticket("Вопрос")
    };
    let id = match (operation, variant) {
        ("tickets_helpers" | "tickets_share", "") => world.files(student, "Вопрос").await,
        ("tickets_helpers", "own") => world.files(by.unwrap(), "Свой вопрос").await,
        ("tickets_share", "family") => parent.files_body(&access()).await.summary.id,
        ("tickets_find", "shared") => {
            let body = TicketBody {
                shared: true,
                ..access()
            };
            parent.files_body(&body).await.summary.id
        }
        ("tickets_find", "private") => {
            world
                .app
                .database()
                .execute("UPDATE school SET private_from_grade = 7 WHERE slug = 'demo'", [])
                .await
                .unwrap();
            let body = TicketBody {
                private: true,
                ..access()
            };
            student.files_body(&body).await.summary.id
        }
        ("tickets_find" | "tickets_answer", "to_class_teacher") => {
            let body = TicketBody {
                to_class_teacher: true,
                ..access()
            };
            student.files_body(&body).await.summary.id
        }
        _ => return None,
    };
    let version = world.who("deputy_head").sees(id).await.summary.version;
    let at = |rest: &str| world.at(&format!("/tickets/{id}{rest}"));
    Some(match operation {
        "tickets_helpers" => Trial::get(at("/helpers")),
        "tickets_share" => Trial::send(at("/share"), json!({"shared": true})).version(version),
        "tickets_answer" => Trial::send(at("/answer"), json!({"text": "Слово"})).version(version),
        _ => Trial::get(at("")),
    })
}

async fn platform(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    let (school, elsewhere) = (world.school(), world.elsewhere());
    let fresh = || crate::support::client::fresh_key();
    let at = |rest: &str| format!("/api/v1/platform{rest}");
    // Whoever is made an operator here tries nothing else.
    let operator = elsewhere.new_person(New::default()).await;
    operator.operates().await;
    let other = elsewhere.new_person(New::default()).await;
    let order = acting(&operator, &other);
    let trial = match operation {
        "platform_schools_list" => Trial::get(at("/schools")),
        "platform_health_find" => Trial::get(at("/health")),
        "platform_letters_list" => Trial::get(at("/letters")),
        "platform_letters_retry_all" => Trial::send(at("/letters/retry"), json!({})),
        "platform_letters_retry" | "platform_letters_remove" => {
            let act = operation.strip_prefix("platform_letters_").unwrap();
            let letter = crate::notifications::given_up(&world.app).await;
            Trial::send(at(&format!("/letters/{letter}/{act}")), json!({}))
        }
        "platform_operators_list" => Trial::get(at("/operators")),
        "platform_operators_create" => Trial::send(at("/operators"), json!({"login": other.login})),
        "platform_operators_remove" => {
            other.operates().await;
            Trial::send(at(&format!("/operators/{}/remove", other.person)), json!({}))
        }
        "platform_schools_create" => {
            let body =
                json!({"slug": format!("s{}", fresh()), "name": "Школа", "time_zone": "Europe/Moscow"});
            Trial::send(at("/schools"), body)
        }
        "platform_directors_create" => {
            let school = world.app.school(&format!("s{}", fresh())).await;
            Trial::send(
                at(&format!("/schools/{}/director", school.id)),
                json!({"name": "Имя"}),
            )
        }
        "platform_directors_slip" => {
            let school = world.app.school(&format!("s{}", fresh())).await;
            school.card("Имя", &[Role::Director], None, &[]).await;
            Trial::send(at(&format!("/schools/{}/director/slip", school.id)), json!({}))
        }
        "platform_acting_create" => {
            let body = json!({
                "name": world.who("staff").name,
                "order_number": order.order_number,
                "order_date": order.order_date,
                "from": order.from,
                "to": order.to,
            });
            Trial::send(at(&format!("/schools/{}/acting", school.id)), body)
        }
        _ => return None,
    };
    Some(match variant {
        "operator" => Trial {
            token: Some(operator.token().await),
            ..trial
        },
        _ => trial,
    })
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    if operation.starts_with("platform_") {
        return platform(world, operation, variant).await;
    }
    match operation {
        "requesters_list" => return Some(Trial::get(world.at("/requesters?name=person"))),
        "tickets_count" => return Some(Trial::get(world.at("/ticket-counts"))),
        _ => {}
    }
    match order(world, operation, variant, by).await {
        Some(trial) => Some(trial),
        None => request(world, operation, variant, by).await,
    }
}
