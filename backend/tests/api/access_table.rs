//! Every operation on requests and schedules, tried in every role, against tables written by hand.

use std::fmt::Write;

use podskazka_shared::access::Capacity;
use podskazka_shared::schedules::{ScheduleBody, SchedulesCreate};
use serde_json::{Value, json};

use crate::support::client::{Raw, fresh_key};
use crate::support::people::PEOPLE;
use crate::support::{New, TestApp, Who};

/// `may` is done or 409, so allowed but not in this state.
const TICKETS: &str = "
                            find thread say note assign ask answer close reopen rate
guest                       401  401  401  401  401  401  401  401  401  401
another school's anybody    404  404  404  404  404  404  404  404  404  404
director                    may  may  may  may  may  may  may  403  may  403
deputy_head                 may  may  may  may  may  may  may  403  may  403
journal_admin               may  may  may  may  may  may  may  403  may  403
system_admin                404  404  404  404  404  404  404  404  404  404
secretary                   404  404  404  404  404  404  404  404  404  404
helper                      may  may  may  may  may  may  may  403  may  403
teacher                     404  404  404  404  404  404  404  404  404  404
class_teacher               404  404  404  404  404  404  404  404  404  404
staff                       404  404  404  404  404  404  404  404  404  404
parent                      404  404  404  404  404  404  404  404  404  404
student                     404  404  404  404  404  404  404  404  404  404
vendor_agent                403  403  403  403  403  403  403  403  403  403
the student who filed       may  may  may  403  403  403  403  may  may  may
a parent of the student     may  may  403  403  403  403  403  403  403  403
a helping parent of theirs  may  may  may  may  may  may  may  403  may  403
the helper who filed        may  may  may  403  403  403  403  may  may  may
the director who filed      may  may  may  403  403  403  403  may  may  may
";

const SCHEDULES: &str = "
                 list  find_draft find_published preview create checks lines approve reopen publish
guest            401   401 401 401 401 401 401 401 401 401
another school's 404   404 404 404 404 404 404 404 404 404
director         draft may may may may may may may may may
deputy_head      draft may may may may may may 403 403 403
journal_admin    draft may may may may may may 403 403 403
system_admin     may   404 may 403 403 403 404 404 404 404
secretary        may   404 may 403 403 403 404 404 404 404
helper           may   404 may 403 403 403 404 404 404 404
teacher          may   404 may 403 403 403 404 404 404 404
class_teacher    may   404 may 403 403 403 404 404 404 404
staff            may   404 may 403 403 403 404 404 404 404
parent           may   404 may 403 403 403 404 404 404 404
student          may   404 may 403 403 403 404 404 404 404
vendor_agent     may   404 may 403 403 403 404 404 404 404
";

fn said(status: u16) -> String {
    match status {
        200..=299 | 409 => "may".to_owned(),
        refused => refused.to_string(),
    }
}

/// A request with whatever header it could need.
async fn tried(
    app: &TestApp,
    who: Option<&Who>,
    method: &str,
    address: &str,
    version: i64,
    body: Option<Value>,
) -> Raw {
    let mut request = app
        .request(method, address)
        .header("Idempotency-Key", fresh_key());
    request = request.header("If-Match", format!("\"{version}\""));
    if let Some(who) = who {
        request = request.bearer_auth(who.token().await);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    Raw::of(request).await
}

/// One row: every operation on a fresh request, with the version that is there.
async fn ticket_row(app: &TestApp, reader: Option<&Who>, filer: &Who, watcher: &Who) -> String {
    let ticket = filer.files("Вопрос").await.summary.id;
    let text = || Some(json!({"text": "Слово"}));
    let operations = [
        ("GET", "", None),
        ("GET", "/messages", None),
        ("POST", "/messages", text()),
        (
            "POST",
            "/messages",
            Some(json!({"text": "Слово", "internal": true})),
        ),
        ("POST", "/assign", Some(json!({"assignee": null}))),
        ("POST", "/ask", text()),
        ("POST", "/answer", text()),
        ("POST", "/close", None),
        ("POST", "/reopen", text()),
        ("POST", "/rating", Some(json!({"stars": 5}))),
    ];
    let mut row = String::new();
    for (method, path, body) in operations {
        app.after(chrono::Duration::seconds(1));
        let version = watcher.sees(ticket).await.summary.version;
        let address = format!("/api/v1/schools/{}/tickets/{ticket}{path}", filer.school);
        let answer = tried(app, reader, method, &address, version, body).await;
        let after = watcher.sees(ticket).await.summary.version;
        assert!(
            answer.status < 400 || after == version,
            "what is refused changes nothing"
        );
        write!(row, " {}", said(answer.status)).unwrap();
    }
    row
}

/// The table with single spaces, without its head.
fn rows(table: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    table.trim().lines().skip(1).map(words).collect()
}

both![
    requests_are_open_to_each_role_as_the_table_says,
    each_role_of_another_school_is_refused_on_every_operation,
    schedules_are_open_to_each_role_as_the_table_says,
];

async fn requests_are_open_to_each_role_as_the_table_says(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let watcher = school.person(&[Capacity::Helper]).await;
    let student = school.student(Some("7А")).await;
    let mut found = Vec::new();
    found.push(format!(
        "guest{}",
        ticket_row(&app, None, &student, &watcher).await
    ));
    let elsewhere = other.person(PEOPLE).await;
    found.push(format!(
        "another school's anybody{}",
        ticket_row(&app, Some(&elsewhere), &student, &watcher).await
    ));
    for role in PEOPLE.iter().copied() {
        let reader = school.in_role(role).await;
        found.push(format!(
            "{}{}",
            role.code(),
            ticket_row(&app, Some(&reader), &student, &watcher).await
        ));
    }
    found.push(format!(
        "the student who filed{}",
        ticket_row(&app, Some(&student), &student, &watcher).await
    ));
    let parent = school.parent(&[&student]).await;
    found.push(format!(
        "a parent of the student{}",
        ticket_row(&app, Some(&parent), &student, &watcher).await
    ));
    let both = New {
        roles: &[Capacity::Parent, Capacity::Helper],
        children: &[&student],
        ..New::default()
    };
    let both = school.new_person(both).await;
    found.push(format!(
        "a helping parent of theirs{}",
        ticket_row(&app, Some(&both), &student, &watcher).await
    ));
    for (name, role) in [("helper", Capacity::Helper), ("director", Capacity::Director)] {
        let filer = school.person(&[role]).await;
        found.push(format!(
            "the {name} who filed{}",
            ticket_row(&app, Some(&filer), &filer, &watcher).await
        ));
    }
    assert_eq!(found, rows(TICKETS));
}

async fn each_role_of_another_school_is_refused_on_every_operation(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (watcher, student) = (
        school.person(&[Capacity::Helper]).await,
        school.student(Some("7А")).await,
    );
    for role in PEOPLE.iter().copied() {
        let reader = other.in_role(role).await;
        let row = ticket_row(&app, Some(&reader), &student, &watcher).await;
        assert!(row.split_whitespace().all(|cell| cell == "404"), "{role:?}{row}");
    }
}

async fn schedules_are_open_to_each_role_as_the_table_says(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let table = |hours: &str| format!("\tПн\nИванов И.И.\t{hours}\n");
    let body = |hours: &str| ScheduleBody {
        year: "2026-2027".parse().unwrap(),
        text: Some(table(hours)),
        file: None,
        links: Vec::new(),
        copy_of: None,
    };
    let published = director
        .ask::<SchedulesCreate>(school.path())
        .body(&body("8-9"))
        .done()
        .await
        .summary;
    let path = |schedule| podskazka_shared::schedules::SchedulePath {
        school: school.slug.clone(),
        schedule,
    };
    let whole = crate::schedules::find(&director, published.id).await;
    crate::schedules::issue(&director, &whole).await;

    let elsewhere = other.person(PEOPLE).await;
    let mut readers = vec![
        ("guest".to_owned(), None),
        ("another school's".to_owned(), Some(elsewhere)),
    ];
    for role in PEOPLE.iter().copied() {
        readers.push((role.code().to_owned(), Some(school.in_role(role).await)));
    }
    let mut found = Vec::new();
    let today = director.today();
    let hours = json!({"day": "mon", "range": {"from": "10:00", "to": "11:00"}});
    let order = json!({"order": {"number": "1", "date": today}});
    for (number, (name, reader)) in readers.iter().enumerate() {
        let draft = director
            .ask::<SchedulesCreate>(school.path())
            .body(&body(&format!("10-11.{:02}", number + 10)));
        let draft = draft.done().await.summary;
        let all = "/api/v1/schools/demo/schedules";
        let new = json!({"year": "2026-2027", "text": table(&format!("12-13.{:02}", number + 10))});
        let operations = [
            ("GET", format!("{all}/{}", draft.id), None),
            ("GET", format!("{all}/{}", published.id), None),
            (
                "POST",
                format!("{all}/preview"),
                Some(json!({"text": table("8-9")})),
            ),
            ("POST", all.to_owned(), Some(new)),
            ("GET", format!("{all}/{}/checks", draft.id), None),
            (
                "PUT",
                format!("{all}/{}/lines", draft.id),
                Some(json!({"lines": [{"name": name, "hours": [hours]}]})),
            ),
            ("POST", format!("{all}/{}/approve", draft.id), Some(order.clone())),
            ("POST", format!("{all}/{}/reopen", draft.id), Some(json!({}))),
            (
                "POST",
                format!("{all}/{}/publish", draft.id),
                Some(json!({"from": today})),
            ),
        ];
        let list = tried(&app, reader.as_ref(), "GET", all, 0, None).await;
        let mut row = match list.text().contains(&draft.id.to_string()) {
            true => format!("{name} draft"),
            false => format!("{name} {}", said(list.status)),
        };
        for (method, address, body) in operations {
            let now = director
                .ask::<podskazka_shared::schedules::SchedulesFind>(path(draft.id))
                .done()
                .await;
            let answer = tried(&app, reader.as_ref(), method, &address, now.summary.version, body).await;
            write!(row, " {}", said(answer.status)).unwrap();
        }
        found.push(row);
    }
    assert_eq!(found, rows(SCHEDULES));
}
