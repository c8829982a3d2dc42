//! Every operation, tried by everybody, against tables that were written by hand and never out of answers.
//!
//! The object of an operation stands in one relation to each of the subjects: it belongs to the student of 7А, whose parent
//! and class teacher are among them, and its topic is the helper's and not the other helper's. Other relations are rows of
//! their own, such as `tickets_answer@own`. `+` is done, `1` is 401, `3` is 403, `4` is 404, `2` is 422 (the body names
//! somebody out of reach), `.` is not tried.
//!
//! Besides, no answer may hold what its reader may not see: marks are planted in texts and searched in every answer.

mod account;
mod audit;
mod callbacks;
mod clients;
mod conduct;
mod consultations;
mod days;
mod files;
mod follow_ups;
mod joining;
mod lists;
mod orders;
mod people;
mod phrases;
mod planted;
mod privacy;
mod schools;
mod sign_in;
mod steps;
mod tickets;
mod voices;
mod world;

use std::collections::BTreeMap;

use crate::support::TestApp;
use crate::support::client::{Raw, fresh_key};
use crate::support::files::TEXT;
use crate::support::spec::{Guard, Operation};
use world::{SUBJECTS, Trial, World};

/// The tables of all features.
const TABLES: [&str; 19] = [
    account::TABLE,
    audit::TABLE,
    sign_in::TABLE,
    schools::TABLE,
    orders::TABLE,
    tickets::TABLE,
    files::TABLE,
    steps::TABLE,
    joining::TABLE,
    clients::TABLE,
    days::TABLE,
    callbacks::TABLE,
    follow_ups::TABLE,
    voices::TABLE,
    privacy::TABLE,
    people::TABLE,
    phrases::TABLE,
    consultations::TABLE,
    conduct::TABLE,
];

async fn trial(world: &World, operation: &Operation, variant: &str, subject: usize) -> Trial {
    let by = world.subject(subject);
    if let Some(trial) = account::trial(world, &operation.id, by).await {
        return trial;
    }
    if let Some(trial) = audit::trial(world, &operation.id).await {
        return trial;
    }
    if let Some(trial) = privacy::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = sign_in::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = joining::trial(world, &operation.id, by).await {
        return trial;
    }
    if let Some(trial) = schools::trial(world, &operation.id, variant).await {
        return trial;
    }
    if let Some(trial) = orders::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = days::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = phrases::trial(world, &operation.id, variant).await {
        return trial;
    }
    if let Some(trial) = callbacks::trial(world, &operation.id).await {
        return trial;
    }
    if let Some(trial) = conduct::trial(world, &operation.id).await {
        return trial;
    }
    if let Some(trial) = voices::trial(world, &operation.id, variant).await {
        return trial;
    }
    if let Some(trial) = follow_ups::trial(world, &operation.id).await {
        return trial;
    }
    if let Some(trial) = clients::trial(world, &operation.id).await {
        return trial;
    }
    if let Some(trial) = files::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = steps::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = tickets::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = people::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    if let Some(trial) = consultations::trial(world, &operation.id, variant, by).await {
        return trial;
    }
    panic!("{}: tell how to try it", operation.id)
}

/// A row: the operation, the relation of its object, and what each subject gets.
struct Row {
    operation: String,
    variant: String,
    expected: Vec<char>,
}

fn rows() -> Vec<Row> {
    let lines = TABLES
        .iter()
        .flat_map(|table| table.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let (name, cells) = line.split_once(' ').unwrap();
    let (operation, variant) = name.split_once('@').unwrap_or((name, ""));
    let expected: Vec<char> = cells.chars().filter(|c| !c.is_whitespace()).collect();
    assert_eq!(expected.len(), SUBJECTS.len(), "{name}: a cell for each subject");
    Row {
        operation: operation.to_owned(),
        variant: variant.to_owned(),
        expected,
    }
}

#[test]
fn every_operation_has_a_row_and_somebody_who_may() {
    let rows = rows();
    for operation in Operation::all() {
        let mut own = rows.iter().filter(|row| row.operation == operation.id).peekable();
        assert!(own.peek().is_some(), "{} has no row", operation.id);
        assert!(
            own.any(|row| row.expected.contains(&'+')),
            "nobody may {}",
            operation.id
        );
    }
    for row in rows {
        assert!(
            Operation::all()
                .iter()
                .any(|operation| operation.id == row.operation),
            "{} is no operation",
            row.operation
        );
    }
}

both![everybody_gets_from_every_operation_what_the_tables_say];

async fn everybody_gets_from_every_operation_what_the_tables_say(app: TestApp) {
    let world = World::of(&app).await;
    let operations: BTreeMap<String, Operation> = Operation::all()
        .into_iter()
        .map(|operation| (operation.id.clone(), operation))
        .collect();
    let rows = rows();
    let marks = world.marks(|operation| {
        let row = rows
            .iter()
            .find(|row| row.operation == operation && row.variant.is_empty());
        row.unwrap().expected.clone()
    });
    let mut wrong = Vec::new();
    for row in &rows {
        let operation = &operations[&row.operation];
        for (subject, expected) in row.expected.iter().enumerate() {
            if *expected == '.' {
                continue;
            }
            let answer = attempt(&world, operation, &row.variant, subject).await;
            let got = match answer.status {
                200..=299 => '+',
                401 => '1',
                403 => '3',
                404 => '4',
                422 => '2',
                _ => '?',
            };
            if got != *expected {
                let text: String = answer.text().chars().take(200).collect();
                wrong.push(format!(
                    "{}@{} by {}: {expected} expected, {} {text}",
                    row.operation, row.variant, SUBJECTS[subject], answer.status
                ));
            }
            for mark in &marks {
                if answer.text().contains(mark.text) && !mark.readers.contains(&subject) {
                    wrong.push(format!(
                        "{} told {} {}",
                        row.operation, SUBJECTS[subject], mark.text
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

async fn attempt(world: &World, operation: &Operation, variant: &str, subject: usize) -> Raw {
    world.app.after(chrono::Duration::seconds(1));
    let trial = trial(world, operation, variant, subject).await;
    let mut request = world.app.request(&operation.method, &trial.address);
    let token = match (trial.token, world.subject(subject)) {
        (Some(token), _) => Some(token),
        (None, Some(who)) => Some(who.token().await),
        (None, None) => None,
    };
    // Whoever sends OAuth's form shows a program's credentials in place of their own.
    if let Some(token) = token.filter(|_| operation.form.is_none()) {
        request = request.bearer_auth(token);
    }
    request = match operation.guard {
        Guard::Nothing => request,
        Guard::Key => request.header("Idempotency-Key", fresh_key()),
        Guard::Version => request.header("If-Match", format!("\"{}\"", trial.version)),
    };
    if operation.raw {
        request = request
            .header("Content-Type", "application/octet-stream")
            .body(TEXT);
    }
    if let Some(body) = trial.body {
        request = match &operation.form {
            Some(_) => request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(serde_urlencoded::to_string(&body).unwrap()),
            None => request.json(&body),
        };
    }
    Raw::of(request).await
}
