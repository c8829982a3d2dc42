//! The days of a school as everybody sees them, who is on duty, and the feeds of calendars.

use chrono::NaiveDate;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::days::{DaysQuery, PublicDays, PublicDaysList, PublicOnDuty};
use podskazka_shared::schools::SchoolPath;

use crate::filing::fields;
use crate::schedules::{TABLE, drawn, issue};
use crate::support::TestApp;

both![
    the_days_follow_the_schedule_and_the_production_calendar,
    who_is_on_duty_is_told_to_everybody,
    days_are_bounded_and_schools_are_known,
];

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn path(school: &str) -> SchoolPath {
    SchoolPath {
        school: school.into(),
    }
}

pub async fn days(app: &TestApp, from: &str, to: &str) -> PublicDays {
    let query = DaysQuery {
        from: date(from),
        to: date(to),
    };
    app.guest::<PublicDaysList>(path("demo"))
        .query(query)
        .done()
        .await
}

async fn the_days_follow_the_schedule_and_the_production_calendar(app: TestApp) {
    let head = app.school("demo").await.person(&[Capacity::Director]).await;
    let none = days(&app, "2026-12-29", "2027-01-12").await;
    assert!(
        none.days.iter().all(|day| day.turns.is_empty()),
        "nothing is published yet"
    );
    let draft = drawn(&head, "2026-2027", TABLE).await;
    issue(&head, &draft).await;
    let found = days(&app, "2026-12-29", "2027-01-12").await;
    assert_eq!(found.days.len(), 15);
    let turns: Vec<(String, usize)> = found
        .days
        .iter()
        .filter(|day| !day.turns.is_empty())
        .map(|day| (day.date.to_string(), day.turns.len()))
        .collect();
    // 31 December is a day off that was moved there; the holidays of January end on the 8th.
    let expected = [
        ("2026-12-29", 3),
        ("2026-12-30", 2),
        ("2027-01-11", 2),
        ("2027-01-12", 3),
    ];
    assert_eq!(turns, expected.map(|(day, turns)| (day.to_owned(), turns)));
    let last = found.days.last().unwrap();
    assert_eq!(last.turns[0].name, "Лебедев А.П.");
    assert_eq!(last.turns[0].from.to_rfc3339(), "2027-01-12T05:00:00+00:00");
    let holiday = serde_json::to_value(&found.days[3].note).unwrap();
    assert_eq!(holiday["kind"], "holiday");
}

async fn who_is_on_duty_is_told_to_everybody(app: TestApp) {
    let head = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&head, "2026-2027", TABLE).await;
    issue(&head, &draft).await;
    let found = app.guest::<PublicOnDuty>(path("demo")).done().await;
    assert_eq!(found.school.slug, "demo");
    let next = found.duty.next.first().expect("somebody is next");
    assert!(next.from > app.now() && next.to > next.from);
}

async fn days_are_bounded_and_schools_are_known(app: TestApp) {
    app.school("demo").await;
    for (from, to, error) in [
        ("2026-12-02", "2026-12-01", Kind::BeforeStart),
        ("2026-01-01", "2027-12-01", Kind::OutOfRange { min: 1, max: 400 }),
    ] {
        let query = DaysQuery {
            from: date(from),
            to: date(to),
        };
        let ask = app.guest::<PublicDaysList>(path("demo")).query(query);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("?to", error)]);
    }
    app.guest::<PublicOnDuty>(path("elsewhere"))
        .refused(ProblemKind::NotFound)
        .await;
}
