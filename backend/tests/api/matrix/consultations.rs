//! Consultations: of the student at the helper's desk, of the subject, or of a parent about the student.

use chrono::{DateTime, Duration, Utc};
use podskazka::access::Permit;
use podskazka::store;
use podskazka::store::consultations::{NewBooking, NewWaiting};
use podskazka_shared::access::Capacity;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::{BookingState, ConsultSettingsPatch};
use podskazka_shared::ids::{BookingId, WaitingId};
use podskazka_shared::tickets::Topic;
use serde_json::json;

use super::world::{Trial, World};
use crate::support::{TEST, Who};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    slots_list                    1 4   + + + + +   + +   + + + +   + +   + +   3
    consultations_hold            1 4   + + + + +   + +   + + + +   + +   + +   3
    consultations_book            1 4   + + + + +   + +   + + + +   + +   + +   3
    consultations_list            1 4   + + + + +   + +   + + + +   + +   + +   3
    consultations_find            1 4   + + + 4 4   + 4   4 4 4 4   4 4   + 4   3
    consultations_calendar        1 4   + + + 4 4   + 4   4 4 4 4   4 4   + 4   3
    consultations_confirm         1 4   3 3 3 4 4   3 4   4 4 4 4   4 4   + 4   3
    consultations_move            1 4   3 3 3 4 4   3 4   4 4 4 4   4 4   + 4   3
    consultations_cancel          1 4   3 3 3 4 4   3 4   4 4 4 4   4 4   + 4   3
    consultations_arrive          1 4   3 + + 4 4   + 4   4 4 4 4   4 4   3 4   3
    consultations_no_show         1 4   3 + + 4 4   + 4   4 4 4 4   4 4   3 4   3
    consultations_result          1 4   3 + + 4 4   + 4   4 4 4 4   4 4   3 4   3
    consultations_request         1 4   3 + + 4 4   + 4   4 4 4 4   4 4   3 4   3
    consultations_walk_in         1 4   + + + + +   + +   + + + +   3 3   3 3   3
    waiting_list                  1 4   + + + + +   + +   + + + +   + +   + +   3
    waiting_create                1 4   + + + + +   + +   + + + +   + +   + +   3
    waiting_find                  1 4   + + + 4 4   + 4   4 4 4 4   4 4   + 4   3
    waiting_leave                 1 4   3 3 3 4 4   3 4   4 4 4 4   4 4   + 4   3
    consult_settings_find         1 4   + 4 + 4 4   + 4   4 4 4 4   3 3   3 3   3
    consult_settings_update       1 4   + 4 + 4 4   + 4   4 4 4 4   3 3   3 3   3

    consultations_find@own        . .   + + + + +   + +   + + + +   + +   + +   .
    consultations_cancel@own      . .   + + + + +   + +   + + + +   + +   + +   .
    consultations_arrive@own      . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    consultations_result@own      . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    consultations_request@own     . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    waiting_leave@own             . .   + + + + +   + +   + + + +   + +   + +   .
    consultations_find@about      . .   + + + 4 4   + 4   4 4 4 4   + 4   + 4   .
    consultations_cancel@about    . .   3 3 3 4 4   3 4   4 4 4 4   + 4   3 4   .
    consultations_arrive@about    . .   3 + + 4 4   + 4   4 4 4 4   3 4   3 4   .
";

/// Somebody besides the subjects at whom there is always a free time.
async fn open_desk(world: &World) -> Who {
    let name = "Открытый Стол Всегда";
    let known = "SELECT COUNT(*) FROM member WHERE name = $1";
    let school = world.school();
    if world.app.database().count(known, [name.into()]).await == 0 {
        let new = crate::support::New {
            name: Some(name),
            roles: &[Capacity::Helper],
            ..Default::default()
        };
        let helper = school.new_person(new).await;
        school.offers(&[(&helper, "14-20")]).await;
        let seats = ConsultSettingsPatch {
            seats: Some(100),
            ..Default::default()
        };
        helper.sets(&helper, seats).await;
        *world.desk.lock().await = Some(helper);
    }
    world.desk.lock().await.clone().unwrap()
}

fn permit(world: &World) -> Permit<ConsultationBook> {
    Permit::system(TEST, world.school().id)
}

/// A booking without a slot: it is only there to be read and stepped on.
async fn booked(world: &World, variant: &str, by: Option<&Who>, state: BookingState) -> BookingId {
    let (student, parent) = (world.who("student"), world.who("parent"));
    let helper = match (variant, by) {
        // Nobody helps themselves.
        ("own", Some(by)) if by.member == world.who("helper").member => world.who("other_helper"),
        _ => world.who("helper"),
    };
    let (person, about) = match variant {
        "own" => (by.unwrap(), None),
        "about" => (parent, Some(student.member)),
        _ => (student, None),
    };
    let at = world.app.now();
    let from: DateTime<Utc> = match state == BookingState::Held {
        true => at + Duration::days(3),
        false => at + Duration::minutes(90),
    };
    let id: BookingId = podskazka::clock::new_id(at);
    let new = NewBooking {
        id,
        helper: helper.member,
        seat: None,
        booked_by: person.member,
        about,
        state,
        held_until: None,
        from,
        to: from + Duration::minutes(20),
        place: None,
        mode: None,
        topic: Some(Topic::Access),
        question: Some(super::world::CONSULTATION),
        note: Some(super::world::RESULT),
    };
    // One hold a person, and ten bookings.
    let let_go = "UPDATE booking SET state = 'expired' WHERE state IN ('held', 'booked')";
    world.app.database().execute(let_go, []).await.unwrap();
    let written = world
        .app
        .store()
        .write(async |tx| store::consultations::insert(tx, &permit(world), new, at).await);
    written.await.unwrap();
    id
}

async fn place(world: &World, variant: &str, by: Option<&Who>) -> WaitingId {
    let person = match variant {
        "own" => by.unwrap(),
        _ => world.who("student"),
    };
    let at = world.app.now();
    let id: WaitingId = podskazka::clock::new_id(at);
    let helper = match person.member == world.who("helper").member {
        true => world.who("other_helper"),
        false => world.who("helper"),
    };
    let left = "UPDATE waiting SET ended_at = created_at WHERE ended_at IS NULL";
    world.app.database().execute(left, []).await.unwrap();
    let new = NewWaiting {
        id,
        helper: helper.member,
        booked_by: person.member,
        about: None,
        topic: Topic::Access,
        question: None,
    };
    let written = world
        .app
        .store()
        .write(async |tx| store::consultations::insert_waiting(tx, &permit(world), new, at).await);
    written.await.unwrap();
    id
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let student = world.who("student");
    let desk = open_desk(world).await;
    let free = student.free_slots(&desk).await;
    let settings = format!("/consult-settings/{}", world.who("helper").member);
    let wish = |place: usize| json!({"helper": desk.member, "starts_at": free[place].starts_at});
    let reason = json!({"topic": "access"});
    let trial = match operation {
        "slots_list" => Trial::get(world.at("/slots")),
        "consultations_list" => Trial::get(world.at("/consultations?limit=100")),
        "waiting_list" => Trial::get(world.at("/waiting?limit=100")),
        "consultations_hold" => Trial::send(world.at("/holds"), wish(1)),
        "consultations_book" => {
            let mut body = wish(0);
            body["topic"] = json!("access");
            Trial::send(world.at("/consultations"), body)
        }
        "waiting_create" => {
            let closed = match by {
                Some(by) if by.member == world.who("other_helper").member => world.who("helper"),
                _ => world.who("other_helper"),
            };
            let body = json!({"helper": closed.member, "topic": "access"});
            Trial::send(world.at("/waiting"), body)
        }
        "consultations_walk_in" => {
            let body = json!({"visitor": student.member, "topic": "access"});
            Trial::send(world.at("/walk-ins"), body)
        }
        "consult_settings_find" => Trial::get(world.at(&settings)),
        "consult_settings_update" => {
            let sql = "SELECT COALESCE(MAX(version), 0) FROM consult_settings WHERE member_id = $1";
            let helper = world.who("helper").member.0.into();
            let version = world.app.database().count(sql, [helper]).await;
            Trial::send(world.at(&settings), json!({"seats": 2})).version(version)
        }
        "waiting_find" => {
            let id = place(world, variant, by).await;
            Trial::get(world.at(&format!("/waiting/{id}")))
        }
        "waiting_leave" => {
            let id = place(world, variant, by).await;
            Trial::send(world.at(&format!("/waiting/{id}/leave")), json!({})).version(1)
        }
        _ => {
            let (rest, body, state) = match operation {
                "consultations_find" => ("", None, BookingState::Booked),
                "consultations_calendar" => ("/calendar.ics", None, BookingState::Booked),
                "consultations_confirm" => ("/book", Some(reason), BookingState::Held),
                "consultations_move" => ("/move", Some(wish(2)), BookingState::Freed),
                "consultations_cancel" => ("/cancel", Some(json!({})), BookingState::Booked),
                "consultations_arrive" => ("/arrived", Some(json!({})), BookingState::NoShow),
                "consultations_no_show" => ("/no-show", Some(json!({})), BookingState::Arrived),
                "consultations_result" => ("/result", Some(json!({"note": "Слово"})), BookingState::Booked),
                "consultations_request" => {
                    let body = json!({"topic": "access", "description": "Вопрос"});
                    ("/request", Some(body), BookingState::Booked)
                }
                _ => return None,
            };
            let id = booked(world, variant, by, state).await;
            if matches!(operation, "consultations_arrive" | "consultations_no_show") {
                let begun = "UPDATE booking SET starts_at = created_at WHERE id = $1";
                world.app.database().execute(begun, [id.0.into()]).await.unwrap();
            }
            let trial = Trial {
                body,
                ..Trial::get(world.at(&format!("/consultations/{id}{rest}")))
            };
            trial.version(1)
        }
    };
    Some(trial)
}
