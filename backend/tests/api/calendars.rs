//! The school's calendar: published in versions, read by everybody, and followed by deadlines.

use podskazka::calendars::set_region;
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::{ClockState, Deadline};
use podskazka_shared::calendars::publishing::{
    CalendarPath, CalendarVersion, CalendarsFind, CalendarsPublish, CalendarsVersions, CurrentCalendar,
    VersionsQuery,
};
use podskazka_shared::calendars::{SchoolCalendar, SchoolDay};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::deadlines::DeadlinesPreview;
use podskazka_shared::problem::ProblemKind;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::consult::tuesday;
use crate::support::database::connect;
use crate::support::people::PEOPLE;
use crate::support::{TEST, TestApp, Who, together};

fn path(who: &Who) -> CalendarPath {
    CalendarPath {
        school: who.school.clone(),
    }
}

/// The usual week, and these days on top.
pub fn with(days: &Value) -> Value {
    let mut calendar = serde_json::to_value(SchoolCalendar::default()).unwrap();
    calendar["days"] = days.clone();
    calendar
}

fn off(day: &str, name: &str) -> Value {
    json!([{"from": day, "to": day, "name": name, "rule": {"kind": "off"}}])
}

pub fn publish(who: &Who, calendar: &Value, version: i64) -> Ask<CalendarsPublish> {
    who.ask::<CalendarsPublish>(path(who))
        .json(calendar)
        .version(version)
}

async fn current(who: &Who) -> CurrentCalendar {
    who.ask::<CalendarsFind>(path(who)).done().await
}

async fn versions(who: &Who) -> Vec<CalendarVersion> {
    who.ask::<CalendarsVersions>(path(who)).done().await.items
}

both![
    a_school_has_the_usual_week_until_it_publishes_a_calendar,
    each_calendar_is_a_version_and_the_ones_before_stay,
    of_two_who_publish_at_one_moment_one_does,
    everybody_of_the_school_reads_it_and_two_publish_it,
    a_calendar_that_does_not_fit_is_refused_where_it_is_wrong,
    nobody_changes_what_was_published,
    a_regions_days_stand_below_the_schools_own,
    a_day_off_of_the_region_gives_bookings_back,
    deadlines_follow_the_schools_calendar,
    versions_are_paged,
];

async fn a_school_has_the_usual_week_until_it_publishes_a_calendar(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let answer = director.ask::<CalendarsFind>(path(&director)).send().await;
    assert_eq!(answer.header("etag"), Some("\"0\""));
    let found = answer.done();
    assert_eq!(found.calendar, SchoolCalendar::default());
    assert_eq!((found.version, found.published_at), (0, None));
    assert!(versions(&director).await.is_empty());

    let published = publish(&director, &with(&off("2026-12-01", " День школы ")), 0)
        .done()
        .await;
    assert_eq!(published.version, 1);
    assert_eq!(published.published_at, Some(app.now()));
    assert_eq!(published.calendar.days[0].name, "День школы");
    assert_eq!(current(&director).await, published);
    // Nothing of it reaches the neighbours.
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Director]).await;
    assert_eq!(current(&elsewhere).await.version, 0);
    let trail = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'calendar_publish'";
    assert_eq!(app.database().column::<String>(trail, []).await, ["[\"days\"]"]);
}

async fn each_calendar_is_a_version_and_the_ones_before_stay(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    publish(&director, &with(&off("2026-12-01", "Первый")), 0)
        .done()
        .await;
    director.later();
    let stale = publish(&admin, &with(&off("2026-12-02", "Второй")), 0)
        .refused(ProblemKind::Stale)
        .await;
    assert_eq!(stale.current.unwrap()["version"], 1);
    publish(&admin, &with(&off("2026-12-02", "Второй")), 1)
        .done()
        .await;
    let unguarded = admin
        .ask::<CalendarsPublish>(path(&admin))
        .json(&with(&json!([])));
    unguarded.refused(ProblemKind::PreconditionRequired).await;
    let told: Vec<_> = versions(&director)
        .await
        .into_iter()
        .map(|one| {
            (
                one.version,
                one.published_by.unwrap().id,
                one.calendar.days[0].name.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (2, admin.member, "Второй".to_owned()),
            (1, director.member, "Первый".to_owned())
        ]
    );
}

async fn of_two_who_publish_at_one_moment_one_does(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let beside = app.beside().await;
    let all = (0..8).map(|number| {
        let who = if number % 2 == 0 {
            director.clone()
        } else {
            director.at_server(&beside)
        };
        async move {
            let calendar = with(&off("2026-12-01", &format!("Вариант {number}")));
            publish(&who, &calendar, 0).send().await.status
        }
    });
    let mut statuses = together(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert_eq!(versions(&director).await.len(), 1);
}

async fn everybody_of_the_school_reads_it_and_two_publish_it(app: TestApp) {
    let school = app.school("demo").await;
    let elsewhere = app.school("elsewhere").await;
    for capacity in PEOPLE.iter().copied() {
        let who = school.in_role(capacity).await;
        let version = current(&who).await.version;
        let status = publish(&who, &with(&json!([])), version).send().await.status;
        let may = matches!(capacity, Capacity::Director | Capacity::JournalAdmin);
        assert_eq!(status, if may { 200 } else { 403 }, "{capacity}");
        let mut stranger = elsewhere.in_role(capacity).await;
        stranger.school = "demo".into();
        let ask = stranger.ask::<CalendarsFind>(path(&stranger));
        ask.refused(ProblemKind::NotFound).await;
    }
}

async fn a_calendar_that_does_not_fit_is_refused_where_it_is_wrong(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let day = |rule: Value| json!([{"from": "2026-12-01", "to": "2026-12-01", "name": "x", "rule": rule}]);
    let many = vec![json!({"from": "01-01", "to": "01-01", "name": "x", "rule": {"kind": "off"}}); 501];
    for (days, expected) in [
        (
            json!([{"from": "2026-12-02", "to": "2026-12-01", "name": "", "rule": {"kind": "off"}}]),
            vec![
                ("/days/0/name", Kind::Required),
                ("/days/0/to", Kind::BeforeStart),
            ],
        ),
        (
            json!(many),
            vec![("/days", Kind::OutOfRange { min: 0, max: 500 })],
        ),
        (
            day(json!({"kind": "short", "hours": []})),
            vec![("/days/0/rule/hours", Kind::Required)],
        ),
        (
            json!([{"from": "2026-02-30", "to": "2026-12-01", "name": "x", "rule": {"kind": "off"}}]),
            vec![("/days/0/from", Kind::Malformed)],
        ),
    ] {
        let problem = publish(&director, &with(&days), 0)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), expected);
    }
    for rule in [
        json!({"kind": "sleep"}),
        json!({"kind": "off", "hours": []}),
        json!({"kind": "short", "hours": [["12:00", "09:00"]]}),
        json!({"kind": "working", "like": "someday"}),
    ] {
        let ask = publish(&director, &with(&day(rule)), 0);
        ask.refused(ProblemKind::Invalid).await;
    }
    assert_eq!(current(&director).await.version, 0);
}

async fn nobody_changes_what_was_published(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    publish(&director, &with(&off("2026-12-01", "Первый")), 0)
        .done()
        .await;
    let raw = connect(&app.database().url).await;
    for change in [
        "UPDATE school_calendar SET version = 2",
        "UPDATE school_calendar SET content = '{}'",
        "DELETE FROM school_calendar",
    ] {
        let refused = raw.execute_unprepared(change).await.unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("a published calendar stays as it is"),
            "{refused}"
        );
    }
    raw.close().await.unwrap();
    assert_eq!(current(&director).await.calendar.days[0].name, "Первый");
}

async fn deadlines_follow_the_schools_calendar(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let preview = async |days: u32| -> Deadline {
        let body = json!({
            "target": {"clock": "working_days", "days": days},
            "events": [{"at": "2026-11-27T09:00:00+03:00", "event": "start"}],
            "now": "2026-11-27T09:00:00+03:00",
        });
        let ask = director.ask::<DeadlinesPreview>(director.path()).json(&body);
        ask.done().await
    };
    let due = async |days| preview(days).await.due_at.unwrap().to_rfc3339();
    assert_eq!(due(1).await, "2026-11-30T15:00:00+00:00");
    // Monday is off, Saturday is worked in its place until noon, and a break over the weekend opens no Sunday.
    let days = json!([
        {"from": "2026-11-29", "to": "2026-12-02", "name": "Каникулы", "rule": {"kind": "break", "hours": [["10:00", "12:00"]]}},
        {"from": "2026-11-30", "to": "2026-11-30", "name": "Отдых", "rule": {"kind": "off"}},
        {"from": "2026-11-28", "to": "2026-11-28", "name": "За понедельник", "rule": {"kind": "working", "like": "mon"}},
    ]);
    publish(&director, &with(&days), 0).done().await;
    assert_eq!(due(1).await, "2026-11-28T15:00:00+00:00");
    assert_eq!(due(2).await, "2026-12-01T09:00:00+00:00");
    assert_eq!(preview(2).await.state, ClockState::Running);
    // Without the country's calendar 31 December is a working day.
    let mut plain = with(&json!([]));
    plain["national"] = json!(false);
    publish(&director, &plain, 1).done().await;
    assert_eq!(due(24).await, "2026-12-31T15:00:00+00:00");
}

async fn versions_are_paged(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    for number in 0..5 {
        director.later();
        let calendar = with(&off("2026-12-01", &format!("Вариант {number}")));
        publish(&director, &calendar, number).done().await;
    }
    let mut told = Vec::new();
    let mut after = None;
    loop {
        let query = VersionsQuery {
            limit: Some(2),
            after,
        };
        let ask = director.ask::<CalendarsVersions>(path(&director)).query(query);
        let page = ask.done().await;
        told.extend(page.items.iter().map(|one| one.version));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(told, [5, 4, 3, 2, 1]);
    let query = VersionsQuery {
        limit: Some(0),
        after: None,
    };
    let ask = director.ask::<CalendarsVersions>(path(&director)).query(query);
    ask.refused(ProblemKind::Invalid).await;
}

fn days(days: &Value) -> Vec<SchoolDay> {
    serde_json::from_value(days.clone()).unwrap()
}

async fn a_regions_days_stand_below_the_schools_own(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    publish(&director, &with(&off("2026-11-26", "День школы")), 0)
        .done()
        .await;
    let region = days(&json!([
        {"from": "08-30", "to": "08-30", "name": "День республики", "rule": {"kind": "off"}},
        {"from": "2026-11-26", "to": "2026-11-27", "name": "Конкурс", "rule": {"kind": "working", "like": "fri"}},
    ]));
    let set = async |days: &[SchoolDay]| {
        set_region(app.store(), TEST, school.id, days, app.now())
            .await
            .unwrap()
    };
    assert_eq!(set(&region).await, Some(2));
    let revisions = "SELECT plan_revision FROM school";
    let before = app.database().column::<i64>(revisions, []).await;
    assert_eq!(set(&region).await, None);
    // What follows the plan, such as the feeds, is not to notice.
    assert_eq!(app.database().column::<i64>(revisions, []).await, before);
    let calendar = current(&director).await.calendar;
    let told: Vec<_> = calendar
        .days
        .iter()
        .map(|day| (day.name.as_str(), day.region))
        .collect();
    let expected = [
        ("День республики", true),
        ("Конкурс", true),
        ("День школы", false),
    ];
    assert_eq!(told, expected);
    // The school's own word is the last: closed, whatever the region says of the day.
    assert!(calendar.day("2026-11-26".parse().unwrap()).is_closed());
    assert!(!calendar.day("2026-11-27".parse().unwrap()).is_closed());
    // Who published it: nobody of the school.
    assert_eq!(versions(&director).await[0].published_by, None);
    let trail =
        "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'calendar_publish' AND person_id IS NULL";
    assert_eq!(app.database().column::<String>(trail, []).await, ["[\"days\"]"]);
    // Taken away again, the school's own stay.
    assert_eq!(set(&[]).await, Some(3));
    let names: Vec<_> = current(&director).await.calendar.days;
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].name, "День школы");
    // More than a calendar holds is refused, and nothing changes.
    let many = vec![region[0].clone(); 500];
    assert!(
        set_region(app.store(), TEST, school.id, &many, app.now())
            .await
            .is_err()
    );
    assert_eq!(current(&director).await.version, 3);
}

async fn a_day_off_of_the_region_gives_bookings_back(app: TestApp) {
    let (school, helper) = crate::consultations::desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let off = days(&off("2026-11-24", "День региона"));
    set_region(app.store(), TEST, school.id, &off, app.now())
        .await
        .unwrap();
    assert_eq!(teacher.looks_at(booked.id).await.state, BookingState::Freed);
    assert!(app.told_of(booked.id).await.contains(&"freed".to_owned()));
}
