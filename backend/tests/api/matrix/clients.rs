//! Programs: who keeps them, and what they get themselves, alone and in somebody's name.

use podskazka_shared::clients::{OldSecret, RotateBody, Scope};
use serde_json::json;

use super::world::{SUBJECTS, Trial, World};
use super::{Operation, Raw, TEXT, fresh_key, trial as trial_of};
use crate::support::TestApp;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    auth_token                    + +   + + + + +   + +   + + + +   + +   + +   +
    clients_list                  1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    clients_create                1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    clients_find                  1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    clients_rotate                1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    clients_end                   1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
";

pub async fn trial(world: &World, operation: &str) -> Option<Trial> {
    let body = json!({"name": "Журнал", "scopes": ["school_read"]});
    Some(match operation {
        "auth_token" => {
            let journal = world.who("director").makes_client(&[Scope::SchoolRead]).await;
            let form = json!({
                "grant_type": "client_credentials",
                "client_id": journal.id,
                "client_secret": journal.secret,
            });
            Trial::send("/api/v1/auth/token".to_owned(), form)
        }
        "clients_list" => Trial::get(world.at("/clients")),
        "clients_create" => Trial::send(world.at("/clients"), body),
        "clients_find" | "clients_rotate" | "clients_end" => {
            let journal = world.who("director").makes_client(&[Scope::SchoolRead]).await;
            let address = world.at(&format!("/clients/{}", journal.id));
            match operation {
                "clients_rotate" => {
                    let body = json!(RotateBody { old: OldSecret::Keep });
                    Trial::send(format!("{address}/rotate"), body).version(1)
                }
                "clients_end" => Trial::send(format!("{address}/end"), json!({})).version(1),
                _ => Trial::get(address),
            }
        }
        _ => return None,
    })
}

/// In whose name; the object is the student's of 7А, as in the other tables.
const NAMES: [Option<&str>; 8] = [
    None,
    Some("student"),
    Some("parent"),
    Some("other_parent"),
    Some("class_teacher"),
    Some("helper"),
    Some("journal_admin"),
    Some("director"),
];

/// What a program with every scope gets, for itself and for others. An operation that has a scope needs a row; one that has
/// none is refused to every program: 403, also where the object is there to see. What the program does not see is 404 first.
//                                itself  s+ p+ p-  c+ h+ adm dir
const PROGRAMS: &str = "
    schools_find                  +       +  +  +   +  +  +   +
    calendars_find                +       +  +  +   +  +  +   +
    policies_find                 +       +  +  +   +  +  +   +
    schedules_list                +       +  +  +   +  +  +   +
    schedules_find                +       +  +  +   +  +  +   +
    schedules_in_force            +       +  +  +   +  +  +   +
    documents_current             +       +  +  +   +  +  +   +
    documents_find                +       +  +  +   +  +  +   +
    people_list                   +       3  3  3   3  3  3   3
    people_find                   +       3  3  3   3  3  3   3
    people_create                 +       3  3  3   3  3  3   3
    people_update                 +       3  3  3   3  3  3   3
    people_ties                   +       3  3  3   3  3  3   3
    people_end                    +       3  3  3   3  3  3   3
    people_reopen                 +       3  3  3   3  3  3   3
    imports_create                +       3  3  3   3  3  3   3
    imports_find                  4       3  3  3   3  3  3   3
    imports_rows                  4       3  3  3   3  3  3   3
    imports_apply                 4       3  3  3   3  3  3   3
    classes_list                  +       3  3  3   3  3  3   3
    years_list                    +       3  3  3   3  3  3   3
    classes_find                  +       3  3  3   3  3  3   3
    classes_create                +       3  3  3   3  3  3   3
    classes_update                +       3  3  3   3  3  3   3
    classes_students              +       3  3  3   3  3  3   3
    classes_teachers              +       3  3  3   3  3  3   3
    year_preview                  +       3  3  3   3  3  3   3
    year_advance                  +       3  3  3   3  3  3   3
    requesters_list               3       3  3  3   3  3  3   3
    tickets_email                 3       3  3  3   3  3  3   3
    tickets_count                 3       +  +  +   +  +  +   +
    tickets_list                  3       +  +  +   +  +  +   +
    tickets_search                3       +  +  +   +  +  +   +
    tickets_create                3       +  +  +   +  +  +   +
    tickets_find                  3       +  +  4   4  4  4   4
    tickets_deadline              3       +  +  4   4  4  4   4
    tickets_history               3       +  +  4   4  4  4   4
    messages_list                 3       +  +  4   4  4  4   4
    messages_create               3       +  3  4   4  4  4   4
    tickets_close                 3       +  3  4   4  4  4   4
    tickets_reopen                3       +  3  4   4  4  4   4
    tickets_rating                3       +  3  4   4  4  4   4

    files_create                  3       +  +  +   +  +  +   +
    files_find                    3       4  4  4   4  4  4   4
    files_take_back               3       4  4  4   4  4  4   4
    tickets_file                  3       +  +  4   4  4  4   4

    tickets_assign                3       3  3  4   4  4  4   4
    tickets_ask                   3       3  3  4   4  4  4   4
    tickets_answer                3       3  3  4   4  4  4   4
    tickets_share                 3       3  3  4   4  4  4   4
    tickets_topic                 3       3  3  4   4  4  4   4
    tickets_hand_over             3       3  3  4   4  4  4   4
    tickets_reference             3       3  3  4   4  4  4   4
    tickets_outcome               3       3  3  4   4  4  4   4
    tickets_redirect              3       3  3  4   4  4  4   4
    tickets_refuse                3       3  3  4   4  4  4   4
    tickets_object                3       3  3  4   4  4  4   4
    tickets_decide                3       3  3  4   4  4  4   4
    tickets_stop                  3       3  3  4   4  4  4   4
    tickets_follow                3       3  3  4   4  4  4   4
    tickets_answering             3       3  3  4   4  4  4   4
    tickets_answering_find        3       3  3  3   3  3  3   3
    tickets_live                  3       +  +  +   +  +  +   +
    tickets_merge                 3       3  3  4   4  4  4   4
    tickets_unmerge               3       3  3  4   4  4  4   4
    tickets_split                 3       3  3  4   4  4  4   4
    tickets_link                  3       3  3  4   4  4  4   4
    schedules_lines               4       4  4  4   4  4  4   4
    schedules_link                4       4  4  4   4  4  4   4
    schedules_agree               4       4  4  4   4  4  4   4
    schedules_approve             4       4  4  4   4  4  4   4
    schedules_reopen              4       4  4  4   4  4  4   4
    schedules_publish             4       4  4  4   4  4  4   4
";

fn row(operation: &Operation, scoped: bool) -> Vec<char> {
    let line = PROGRAMS
        .lines()
        .map(str::trim)
        .find(|line| line.split_whitespace().next() == Some(operation.id.as_str()));
    let Some(line) = line else {
        assert!(!scoped, "{}: a row for programs", operation.id);
        return vec!['3'; NAMES.len()];
    };
    let cells: Vec<char> = line.split_whitespace().skip(1).flat_map(str::chars).collect();
    assert_eq!(cells.len(), NAMES.len(), "{}", operation.id);
    assert!(
        scoped || !cells.contains(&'+'),
        "{}: without a scope",
        operation.id
    );
    cells
}

both![programs_get_from_every_operation_what_the_table_says,];

async fn programs_get_from_every_operation_what_the_table_says(app: TestApp) {
    let world = World::of(&app).await;
    for name in NAMES.into_iter().flatten() {
        world.who(name).is_called(name).await;
    }
    let journal = world.who("director").makes_client(Scope::ALL).await;
    let mut wrong = Vec::new();
    for operation in Operation::all().iter().filter(|o| !o.is_guest()) {
        let scoped = Scope::ALL.iter().any(|scope| scope.code() == operation.action);
        let mut refused = None;
        for (name, expected) in NAMES.into_iter().zip(row(operation, scoped)) {
            app.after(chrono::Duration::seconds(1));
            let subject = SUBJECTS
                .iter()
                .position(|subject| *subject == name.unwrap_or("student"))
                .unwrap();
            // What nobody gets can be tried on one and the same object.
            let trial = match &refused {
                Some(trial) => Trial::clone(trial),
                None => trial_of(&world, operation, "", subject).await,
            };
            if !scoped {
                refused = Some(trial.clone());
            }
            let mut request = app
                .request(&operation.method, &trial.address)
                .bearer_auth(journal.token().await)
                .header("Idempotency-Key", fresh_key())
                .header("If-Match", format!("\"{}\"", trial.version));
            if let Some(name) = name {
                request = request.header("On-Behalf-Of", name);
            }
            if operation.raw {
                request = request
                    .header("Content-Type", "application/octet-stream")
                    .body(TEXT);
            }
            if let Some(body) = trial.body {
                request = request.json(&body);
            }
            let answer = Raw::of(request).await;
            let got = match answer.status {
                200..=299 => '+',
                403 => '3',
                404 => '4',
                _ => '?',
            };
            if got != expected {
                wrong.push(format!(
                    "{} for {name:?}: {expected} expected, {} {}",
                    operation.id,
                    answer.status,
                    answer.text().chars().take(200).collect::<String>()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
