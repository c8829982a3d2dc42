//! Until it is decided, the person reported finds no trace of a report: every operation that reads, taken from the description of
//! the API, answers them to the byte what it answered before; afterwards they find the words written for them, nothing else.

use std::collections::BTreeMap;

use podskazka_shared::access::Capacity;
use podskazka_shared::conduct::{ConductAsk, ConductDecided, ConductPath, ConductReport};
use podskazka_shared::ids::TicketId;
use serde_json::{Value, json};

use crate::support::client::Raw;
use crate::support::people::School;
use crate::support::spec::Operation;
use crate::support::{TestApp, Who};

const MARK: &str = "Грубо ответили";

/// Whom a report is about, in each role.
const ROLES: [Capacity; 10] = [
    Capacity::DeputyHead,
    Capacity::JournalAdmin,
    Capacity::SystemAdmin,
    Capacity::Secretary,
    Capacity::Helper,
    Capacity::Teacher,
    Capacity::Staff,
    Capacity::Parent,
    Capacity::Student,
    Capacity::Director,
];

both![
    whoever_is_reported_finds_no_trace_until_it_is_decided,
    whichever_helper_is_reported_finds_no_trace_until_it_is_decided,
];

/// What somebody gets from every operation that reads, the objects being those they know.
async fn everything(who: &Who, ticket: TicketId, report: Option<&ConductReport>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for operation in Operation::known() {
        if operation.method != "GET" || operation.live {
            continue;
        }
        let value = |name: &str| match name {
            "school" => who.school.clone(),
            "ticket" => ticket.to_string(),
            "member" | "helper" => who.member.to_string(),
            "report" => report.map_or_else(nil, |report| report.summary.id.to_string()),
            _ => nil(),
        };
        let address = operation.address(value);
        let asked: &[&str] = match operation.id.as_str() {
            "tickets_search" => &["?q=%D0%B3%D1%80%D1%83%D0%B1%D0%BE", "?q=2026"],
            "requesters_list" => &["?name=%D0%B0"],
            "tickets_list" => &["", "?scope=work", "?scope=mine"],
            "audit_list" | "audit_export" => &["?action=ticket_write", "?action=conduct_file"],
            _ => &[""],
        };
        for query in asked {
            let answer = get(who, &format!("{address}{query}")).await;
            // What is made anew at every look.
            let text = match operation.id.as_str() {
                // Each look at the trail leaves a line of one's own.
                "me_data" => without_looks(&answer.json()),
                "public_callbacks_form" | "public_voices_form" => String::new(),
                _ => answer.text(),
            };
            let told = format!("{} {text}", answer.status);
            all.insert(format!("{}{query}", operation.id), without_moments(&told));
        }
    }
    assert!(all.len() > 80, "{}", all.len());
    all
}

fn nil() -> String {
    uuid::Uuid::nil().to_string()
}

/// Traces of requests are made anew each time.
fn without_moments(text: &str) -> String {
    let mut parts = text.split("\"trace_id\":\"");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole += part.split_once('"').map_or("", |(_, rest)| rest);
    }
    whole
}

/// What is told of a person but that they looked at the trail.
fn without_looks(told: &Value) -> String {
    match told {
        Value::Array(all) => {
            let looks = |one: &&Value| one["action"] != "audit_read";
            let all = all.iter().filter(looks).map(without_looks);
            format!("[{}]", all.collect::<Vec<_>>().join(","))
        }
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}:{}", without_looks(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => told.to_string(),
    }
}

async fn get(who: &Who, address: &str) -> Raw {
    let request = who.app().request("GET", address).bearer_auth(who.token().await);
    Raw::of(request).await
}

fn same(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, role: &str, mark: &str) {
    for (operation, told) in after {
        assert!(
            !told.contains(mark),
            "{role} finds the report in {operation}: {told}"
        );
        let was = &before[operation];
        assert_eq!(was, told, "{role}: {operation} tells something else");
    }
}

/// What stands in the database of the reported and of the request.
async fn rows(app: &TestApp) -> Vec<i64> {
    let mut rows = Vec::new();
    for count in [
        "SELECT COUNT(*) FROM ticket_event",
        "SELECT COUNT(*) FROM message",
        "SELECT COALESCE(CAST(SUM(version) AS BIGINT), 0) FROM ticket",
        "SELECT COALESCE(CAST(SUM(version) AS BIGINT), 0) FROM member",
        "SELECT COUNT(*) FROM live_event",
    ] {
        rows.push(app.database().count(count, []).await);
    }
    rows
}

/// Reported, asked about, decided: before the decision nothing is told, afterwards the words.
async fn silent(app: &TestApp, reporter: &Who, reported: &Who, decider: Option<&Who>, ticket: TicketId) {
    let role = format!("{} reported by {}", reported.name, reporter.name);
    // Of this case alone: who decides has written the words of others.
    let mark = format!("{MARK} {}", podskazka::clock::new_id::<uuid::Uuid>(app.now()));
    // One look of each kind beforehand: what a first look itself changes has changed then.
    everything(reported, ticket, None).await;
    let before = everything(reported, ticket, None).await;
    let kept = rows(app).await;
    let report = {
        let body = json!({"ticket": ticket, "text": mark, "wish": mark});
        let create = reporter.ask::<podskazka_shared::conduct::ConductCreate>(reporter.path());
        create.json(&body).done().await
    };
    let now = everything(reported, ticket, Some(&report)).await;
    same(&before, &now, &role, &mark);
    assert_eq!(rows(app).await, kept, "{role}");
    let Some(decider) = decider else { return };
    let path = ConductPath {
        school: decider.school.clone(),
        report: report.summary.id,
    };
    let ask = decider.ask::<ConductAsk>(path).version(1);
    let asked = ask.json(&json!({"text": mark})).done().await;
    same(
        &before,
        &everything(reported, ticket, Some(&report)).await,
        &role,
        &mark,
    );
    let body = json!({"outcome": "confirmed", "reasons": mark, "measures": ["talk"], "for_reporter": mark,
        "for_reported": "Слова для вас"});
    // At the same moment, so that nothing but the decision differs.
    let path = ConductPath {
        school: decider.school.clone(),
        report: report.summary.id,
    };
    let decide = decider.ask::<ConductDecided>(path).version(asked.summary.version);
    decide.json(&body).done().await;
    let after = everything(reported, ticket, Some(&report)).await;
    let mut changed: Vec<&String> = Vec::new();
    for (operation, told) in &after {
        assert!(
            !told.contains(&mark),
            "{role} finds the report in {operation}: {told}"
        );
        if before[operation] != *told {
            changed.push(operation);
        }
    }
    // What they were told, and that they were told it.
    let expected = [
        "conduct_outcomes",
        "me_data",
        "notifications_find",
        "notifications_list",
    ];
    let unexpected: Vec<_> = changed
        .iter()
        .filter(|one| !expected.contains(&one.as_str()))
        .collect();
    assert!(unexpected.is_empty(), "{role}: {unexpected:?}");
    assert!(after["conduct_outcomes"].contains("Слова для вас"));
    assert!(!after["conduct_outcomes"].contains(&report.summary.id.to_string()));
}

struct Cast {
    school: School,
    director: Who,
    helper: Who,
}

async fn cast(app: &TestApp) -> Cast {
    let school = app.school("demo").await;
    Cast {
        director: school.person(&[Capacity::Director]).await,
        helper: school.person(&[Capacity::Helper]).await,
        school,
    }
}

/// Everybody asks, and is reported by who helps (F2).
async fn whoever_is_reported_finds_no_trace_until_it_is_decided(app: TestApp) {
    let cast = cast(&app).await;
    for role in ROLES {
        let who = if role == Capacity::Director {
            cast.director.clone()
        } else if role == Capacity::Student {
            cast.school.student(Some("7А")).await
        } else if role == Capacity::Parent {
            let child = cast.school.student(Some("7А")).await;
            cast.school.parent(&[&child]).await
        } else {
            cast.school.person(&[role]).await
        };
        let ticket = who.files("Вопрос").await.summary.id;
        cast.helper.says(ticket, "Слово").await;
        let decider = (role != Capacity::Director).then_some(&cast.director);
        silent(&app, &cast.helper, &who, decider, ticket).await;
    }
}

/// Everybody who helps is reported by who asked (F3).
async fn whichever_helper_is_reported_finds_no_trace_until_it_is_decided(app: TestApp) {
    let cast = cast(&app).await;
    let child = cast.school.student(Some("7А")).await;
    let parent = cast.school.parent(&[&child]).await;
    let admin = cast.school.person(&[Capacity::JournalAdmin]).await;
    let deputy = cast.school.person(&[Capacity::DeputyHead]).await;
    for (who, decider) in [
        (&cast.helper, Some(&cast.director)),
        (&admin, Some(&cast.director)),
        (&deputy, Some(&cast.director)),
        (&cast.director, None),
    ] {
        let ticket = parent.files("Вопрос").await.summary.id;
        who.answers(ticket, "Ответ").await;
        silent(&app, &parent, who, decider, ticket).await;
    }
}
