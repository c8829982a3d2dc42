//! Tables as people have them, whole and broken: what is broken is told by row and column, and nothing is saved.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    PreviewBody, ScheduleBody, SchedulesCreate, SchedulesFind, SchedulesPreview,
};

use crate::schedules::{ORDER, TABLE, body, drawn};
use crate::support::TestApp;

/// A broken copy of the table: what is replaced by what, and the code, the row and the column of the error.
type Broken = (&'static str, &'static str, &'static str, Option<u32>, Option<u32>);

const BROKEN: [Broken; 8] = [
    ("СР", "ЫЫ", "unknown_weekday", Some(1), Some(4)),
    (
        "14.30-16.00\t\t8.00-10.00\t\n",
        "25.00-26.00\t\t8.00-10.00\t\n",
        "hour_out_of_day",
        Some(2),
        Some(3),
    ),
    ("8.00-11.00", "11.00-8.00", "ends_before_start", Some(4), Some(2)),
    ("8.00-11.00", "8.00-11.00, 10-12", "overlap", Some(4), Some(2)),
    ("Ершова М.Н.", "Лебедев А.П.", "helper_twice", Some(4), Some(1)),
    ("8.00-11.00", "8.75-11.00", "minute_out_of_hour", Some(4), Some(2)),
    ("8.00-11.00", "утром", "not_a_range", Some(4), Some(2)),
    (
        "Воробьёва Е.Л. (заместитель директора по ВР)",
        "",
        "no_name",
        Some(7),
        Some(1),
    ),
];

fn file(bytes: &[u8]) -> ScheduleBody {
    ScheduleBody {
        text: None,
        file: Some(STANDARD.encode(bytes)),
        ..body("2026-2027", "")
    }
}

both![
    broken_copies_are_told_by_row_and_column_and_save_nothing,
    what_is_no_table_is_told_for_the_whole_and_saves_nothing,
    files_in_every_encoding_say_the_same_as_the_text,
];

async fn broken_copies_are_told_by_row_and_column_and_save_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let saved = drawn(&director, "2026-2027", TABLE).await;
    for (good, bad, code, row, column) in BROKEN {
        assert!(TABLE.contains(good), "{good}");
        let broken = TABLE.replacen(good, bad, 1);
        let create = director
            .ask::<SchedulesCreate>(school.path())
            .body(&body("2026-2027", &broken));
        let refused = create.refused(ProblemKind::Invalid).await;
        let preview = PreviewBody {
            text: Some(broken),
            file: None,
        };
        let preview = director
            .ask::<SchedulesPreview>(school.path())
            .body(&preview)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(refused.errors, preview.errors);
        let error = &refused.errors[0];
        assert_eq!(
            (error.pointer.as_str(), error.row, error.column),
            ("/text", row, column),
            "{code} {refused:?}"
        );
        assert_eq!(error.kind, FieldErrorKind::Table { code: code.into() });
        assert!(
            error.detail.chars().any(|c| matches!(c, 'а'..='я')),
            "{}",
            error.detail
        );
    }
    let path = podskazka_shared::schedules::SchedulePath {
        school: "demo".into(),
        schedule: saved.summary.id,
    };
    assert_eq!(director.ask::<SchedulesFind>(path).done().await, saved);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM schedule", []).await, 1);
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM schedule_hours", [])
            .await,
        12
    );
}

async fn what_is_no_table_is_told_for_the_whole_and_saves_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let picture = [
        0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, 0xff, 0xfe,
    ];
    for (body, pointer, code) in [
        (body("2026-2027", ""), "/text", "empty"),
        (body("2026-2027", " \n\t\n"), "/text", "empty"),
        (body("2026-2027", "просто слова"), "/text", "no_header"),
        (body("2026-2027", "\tПн\tВт\n"), "/text", "no_rows"),
        (file(b""), "/file", "empty"),
        (file(&picture), "/file", "binary"),
        (
            file(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"),
            "/file",
            "binary",
        ),
    ] {
        let problem = director
            .ask::<SchedulesCreate>(school.path())
            .body(&body)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
        assert_eq!(
            problem.errors[0].kind,
            FieldErrorKind::Table { code: code.into() }
        );
    }
    for (json, pointer) in [
        (
            serde_json::json!({"year": "2026-2027", "text": TABLE, "file": STANDARD.encode(TABLE)}),
            "/file",
        ),
        (
            serde_json::json!({"year": "2026-2027", "file": "это не base64"}),
            "/file",
        ),
        (serde_json::json!({"year": "2026-2028", "text": TABLE}), "/year"),
        (serde_json::json!({"text": TABLE}), "/year"),
    ] {
        let problem = director
            .ask::<SchedulesCreate>(school.path())
            .json(&json)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer, "{json}");
    }
    assert_eq!(app.database().count("SELECT COUNT(*) FROM schedule", []).await, 0);
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM idempotency", []).await,
        0
    );
}

async fn files_in_every_encoding_say_the_same_as_the_text(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let said = drawn(&director, "2026-2027", TABLE).await;
    let windows = |text: &str| {
        encoding_rs::WINDOWS_1251
            .encode(&text.replace('\n', "\r\n"))
            .0
            .into_owned()
    };
    let marked = [b"\xef\xbb\xbf".as_slice(), TABLE.as_bytes()].concat();
    let csv = TABLE
        .replace(", ", "; ")
        .lines()
        .map(semicolons)
        .collect::<Vec<_>>()
        .join("\r\n");
    for bytes in [
        windows(TABLE),
        windows(ORDER),
        windows(&csv),
        marked,
        TABLE.as_bytes().to_vec(),
    ] {
        let same = director
            .ask::<SchedulesCreate>(school.path())
            .body(&file(&bytes))
            .done()
            .await;
        assert_eq!(same, said);
    }
}

/// A row of the table as a spreadsheet writes it in Russia.
fn semicolons(line: &str) -> String {
    let cells = line.split('\t').map(|cell| cell.replace("; ", ", "));
    cells.collect::<Vec<_>>().join(";")
}
