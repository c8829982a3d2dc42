//! The trail as a table that a spreadsheet opens.

use podskazka::store::Audit;
use podskazka_shared::access::Capacity;
use podskazka_shared::audit::{AuditExport, AuditQuery, MOST_EXPORTED};
use podskazka_shared::problem::ProblemKind;

use crate::support::{Kind, New, TEST, TestApp};

both![
    the_table_opens_in_a_spreadsheet_and_runs_nothing,
    a_long_trail_is_exported_whole,
    more_than_the_maximum_is_refused_and_not_cut_off,
];

async fn the_table_opens_in_a_spreadsheet_and_runs_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let staff = New {
        name: Some("=HYPERLINK(\"http://evil\";\"Орлов\")"),
        roles: &[Capacity::Staff],
        ..New::default()
    };
    let staff = school.new_person(staff).await;
    let id = staff.files("Вопрос").await.summary.id;
    let answer = director.ask::<AuditExport>(school.path()).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"audit-demo-2026-11-22.csv\"")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let name = "\"'=HYPERLINK(\"\"http://evil\"\";\"\"Орлов\"\")\"";
    let line = format!(
        "22.11.2026 12:00:01;{name};Подача обращения;;{id};ticket_file;{}",
        staff.person
    );
    let head = "\u{feff}Когда;Кто;Действие;Подробности;Объект;Код действия;Код человека";
    assert_eq!(answer.text(), format!("{head}\r\n{line}\r\n"));
    let english = director
        .ask::<AuditExport>(school.path())
        .header("Accept-Language", "en");
    let english = english.send().await.text();
    assert!(
        english.starts_with("\u{feff}When;Who;Action;Details;"),
        "{english}"
    );
    assert!(
        english.contains("Read this log;export;"),
        "the export before left its line: {english}"
    );
}

async fn a_long_trail_is_exported_whole(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let at = app.now();
    let written = app.store().write(async |tx| {
        for _ in 0..350 {
            Audit::system(TEST, at).in_school(school.id).write(tx).await?;
        }
        Ok(())
    });
    written.await.unwrap();
    app.after(chrono::Duration::seconds(1));
    let answer = director.ask::<AuditExport>(school.path()).send().await;
    assert_eq!(answer.text().lines().count(), 351);
    let query = AuditQuery {
        action: Some("audit_read".to_owned()),
        ..AuditQuery::default()
    };
    let answer = director
        .ask::<AuditExport>(school.path())
        .query(query)
        .send()
        .await;
    assert_eq!(
        answer.text().lines().count(),
        2,
        "the filters hold for the table too"
    );
}

async fn more_than_the_maximum_is_refused_and_not_cut_off(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (rows, id) = match app.database().kind {
        Kind::Postgres => (
            format!("generate_series(1, {MOST_EXPORTED})"),
            "gen_random_uuid()",
        ),
        Kind::Sqlite => (
            format!(
                "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MOST_EXPORTED}) SELECT i FROM n)"
            ),
            "randomblob(16)",
        ),
    };
    director.files("Вопрос").await;
    let fill = format!(
        "INSERT INTO audit SELECT {id}, a.at, a.school_id, a.person_id, a.client_id, a.action, a.object_id, a.fields, a.detail_digest
         FROM audit a CROSS JOIN {rows} r WHERE a.action = 'ticket_file'"
    );
    app.database().execute(&fill, []).await.unwrap();
    let export = director.ask::<AuditExport>(school.path());
    export.refused(ProblemKind::TooLarge).await;
}
