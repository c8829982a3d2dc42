//! Deadlines tried out without a request.

use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::{ClockState, Deadline, Reason};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::deadlines::DeadlinesPreview;
use podskazka_shared::problem::{Problem, ProblemKind};
use serde_json::{Value, json};

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::{TestApp, Who};

fn ask(who: &Who, body: &Value) -> Ask<DeadlinesPreview> {
    who.ask::<DeadlinesPreview>(who.path()).json(body)
}

/// Monday to Friday, 9 to 13 and 14 to 18 in Moscow, New Year off.
fn body() -> Value {
    let day = json!([["09:00", "13:00"], ["14:00", "18:00"]]);
    json!({
        "calendar": {
            "time_zone": "Europe/Moscow",
            "week": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": [], "sun": []},
            "exceptions": [{"from": "12-31", "to": "01-08", "intervals": []}],
        },
        "target": {"clock": "working", "minutes": 480},
        "events": [{"at": "2026-11-23T09:00:00+03:00", "event": "start"}],
        "now": "2026-11-23T12:00:00+03:00",
    })
}

async fn told(who: &Who, change: impl Fn(&mut Value)) -> Deadline {
    let mut body = body();
    change(&mut body);
    ask(who, &body).done().await
}

async fn refused(who: &Who, change: impl Fn(&mut Value)) -> Problem {
    let mut body = body();
    change(&mut body);
    ask(who, &body).refused(ProblemKind::Invalid).await
}

both![
    a_deadline_is_computed_and_explained,
    without_a_calendar_the_schools_zone_and_the_production_calendar_hold,
    what_cannot_be_computed_is_told_by_field,
];

async fn a_deadline_is_computed_and_explained(app: TestApp) {
    let admin = app.school("demo").await.person(&[Capacity::JournalAdmin]).await;
    let found = told(&admin, |_| {}).await;
    assert_eq!(found.due_at, Some("2026-11-23T15:00:00Z".parse().unwrap()));
    assert_eq!(
        (found.state, found.elapsed_seconds),
        (ClockState::Running, 3 * 3600)
    );
    assert_eq!(found.remaining_seconds, Some(5 * 3600));
    let trail: Vec<_> = found
        .trail
        .iter()
        .map(|piece| (piece.reason, piece.counted_seconds))
        .collect();
    let hours = 3600;
    assert_eq!(
        trail,
        [
            (Reason::Working, 4 * hours),
            (Reason::OffHours, 0),
            (Reason::Working, 4 * hours)
        ]
    );
    let found = told(&admin, |body| {
        body["events"] = json!([
            {"at": "2026-12-30T17:00:00+03:00", "event": "start"},
            {"at": "2027-01-11T10:00:00+03:00", "event": "pause"},
        ]);
        body["now"] = json!("2027-01-12T09:00:00+03:00");
    })
    .await;
    assert_eq!((found.due_at, found.state), (None, ClockState::Paused));
    assert_eq!(found.elapsed_seconds, 2 * hours);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM ticket", []).await, 0);
}

async fn without_a_calendar_the_schools_zone_and_the_production_calendar_hold(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let zone: String = {
        let all: Vec<String> = app.database().column("SELECT time_zone FROM school", []).await;
        all[0].clone()
    };
    let zone: chrono_tz::Tz = zone.parse().unwrap();
    let found = told(&director, |body| {
        body.as_object_mut().unwrap().remove("calendar");
        // Friday before the shortened 3 November 2026 and the holiday after it.
        body["target"] = json!({"clock": "working_days", "days": 3});
        body["events"] = json!([{"at": "2026-10-30T09:00:00Z", "event": "start"}]);
        body["now"] = json!("2026-10-30T09:00:00Z");
    })
    .await;
    let due = found.due_at.unwrap().with_timezone(&zone).naive_local();
    assert_eq!(
        due.to_string(),
        "2026-11-05 18:00:00",
        "the 2nd, the 3rd, the 5th"
    );
    // Without a moment it is the present one.
    let now = app.clock().now();
    let found = told(&director, |body| {
        body["events"] = json!([{"at": now, "event": "start"}]);
        body.as_object_mut().unwrap().remove("now");
    })
    .await;
    assert_eq!(found.elapsed_seconds, 0);
}

async fn what_cannot_be_computed_is_told_by_field(app: TestApp) {
    let admin = app.school("demo").await.person(&[Capacity::JournalAdmin]).await;
    let start = "2026-11-23T06:00:00Z";
    let told = refused(&admin, |body| body["calendar"]["time_zone"] = json!("Moscow")).await;
    assert_eq!(fields(&told), [("/calendar/time_zone", Kind::NoTimeZone)]);
    let told = refused(&admin, |body| {
        body["events"] = json!([{"at": start, "event": "start"}, {"at": start, "event": "resume"}]);
    })
    .await;
    assert_eq!(fields(&told), [("/events/1/event", Kind::OutOfOrder)]);
    let told = refused(&admin, |body| body["now"] = json!("2026-11-23T05:59:59Z")).await;
    assert_eq!(fields(&told), [("/now", Kind::NotStarted)]);
    let told = refused(&admin, |body| {
        body["calendar"]["exceptions"] = json!([{"from": "2026-02-02", "to": "2026-02-01"}]);
        body["target"]["minutes"] = json!(0);
    })
    .await;
    assert_eq!(
        fields(&told),
        [
            ("/calendar/exceptions/0/to", Kind::BeforeStart),
            (
                "/target/minutes",
                Kind::OutOfRange {
                    min: 1,
                    max: 2_628_000
                }
            )
        ]
    );
    for (change, pointer) in [
        (json!([["18:00", "09:00"]]), "/calendar/week/mon"),
        (
            json!([["09:00", "13:00"], ["12:00", "18:00"]]),
            "/calendar/week/mon",
        ),
    ] {
        let told = refused(&admin, |body| body["calendar"]["week"]["mon"] = change.clone()).await;
        assert_eq!(fields(&told), [(pointer, Kind::Malformed)]);
    }
    let told = refused(&admin, |body| {
        let more = vec![json!({"from": "01-01", "to": "01-02"}); 501];
        body["calendar"]["exceptions"] = json!(more);
        let mut events = vec![json!({"at": start, "event": "start"})];
        for _ in 0..500 {
            events.push(json!({"at": start, "event": "pause"}));
            events.push(json!({"at": start, "event": "resume"}));
        }
        body["events"] = json!(events);
    })
    .await;
    assert_eq!(
        fields(&told),
        [
            ("/calendar/exceptions", Kind::OutOfRange { min: 0, max: 500 }),
            ("/events", Kind::OutOfRange { min: 1, max: 1000 })
        ]
    );
    let mut never = body();
    never["calendar"]["week"] = json!({});
    ask(&admin, &never)
        .refused(ProblemKind::DeadlineUnreachable)
        .await;
    // The farthest moments that can be written do no harm.
    for moment in [
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+262142-12-31T23:59:59Z",
    ] {
        let mut far = body();
        far["events"][0]["at"] = json!(moment);
        far["now"] = json!(moment);
        let status = ask(&admin, &far).send().await.status;
        assert!([200, 422].contains(&status), "{moment} {status}");
    }
}
