//! Within which time requests are considered: the school's policy, the terms that it gives, and how they are explained (T4).

use chrono::{DateTime, Duration, DurationRound, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::{ClockState, Reason, Target};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::deadlines::policy::{
    CurrentPolicy, DeadlinePolicy, ExplainedClock, PoliciesFind, PoliciesPublish, PoliciesVersions,
    PolicyPath, PolicyRule, TicketsDeadline,
};
use podskazka_shared::ids::TicketId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolPatch, SchoolsUpdate};
use podskazka_shared::tickets::{RequesterGroup, TicketBody, Topic};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::database::connect;
use crate::support::desk::ticket;
use crate::support::{School, TestApp, Who, together};

fn path(who: &Who) -> PolicyPath {
    PolicyPath {
        school: who.school.clone(),
    }
}

pub fn publish(who: &Who, rules: &[PolicyRule], version: i64) -> Ask<PoliciesPublish> {
    let policy = DeadlinePolicy {
        rules: rules.to_vec(),
        ..DeadlinePolicy::default()
    };
    who.ask::<PoliciesPublish>(path(who))
        .version(version)
        .body(&policy)
}

async fn current(who: &Who) -> CurrentPolicy {
    who.ask::<PoliciesFind>(path(who)).done().await
}

pub fn rule(group: Option<RequesterGroup>, topic: Option<Topic>, considered: Target) -> PolicyRule {
    PolicyRule {
        group,
        topic,
        channel: None,
        considered,
        answered: None,
    }
}

const NEXT_DAY: Target = Target::WorkingDays { days: 1 };
const EIGHT_HOURS: Target = Target::Working { minutes: 480 };

async fn explained(who: &Who, id: TicketId) -> ExplainedClock {
    who.ask::<TicketsDeadline>(who.at(id)).done().await.considered
}

fn moscow(text: &str) -> DateTime<Utc> {
    format!("{text}:00+03:00").parse().unwrap()
}

struct Desk {
    school: School,
    director: Who,
    teacher: Who,
    parent: Who,
    helper: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    // Monday morning: nothing of the weekend plays in.
    app.after(moscow("2026-11-23T10:00") - app.now());
    Desk {
        director: school.person(&[Capacity::Director]).await,
        teacher: school.person(&[Capacity::Teacher]).await,
        helper: school.person(&[Capacity::Helper]).await,
        parent,
        school,
    }
}

/// To the minute: each request is filed some seconds later than the one before.
fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(Duration::minutes(1)).unwrap()
}

async fn due(who: &Who, id: TicketId) -> DateTime<Utc> {
    minute(who.sees(id).await.summary.due_at)
}

both![
    without_a_policy_a_request_has_a_day,
    the_first_rule_that_fits_gives_the_term,
    a_new_policy_holds_for_what_nobody_has_considered,
    a_reopened_request_gets_the_term_of_now,
    another_calendar_or_zone_moves_running_terms,
    a_term_that_is_never_reached_is_refused,
    rules_that_do_not_fit_are_refused_where_they_are_wrong,
    of_two_who_publish_at_one_moment_one_does,
    whoever_files_while_a_policy_is_published_has_its_term,
    nobody_changes_a_policy_that_was_published,
    a_term_is_explained_to_those_who_read_the_request,
];

async fn without_a_policy_a_request_has_a_day(app: TestApp) {
    let desk = desk(&app).await;
    let found = current(&desk.director).await;
    assert_eq!((found.version, found.published_at), (0, None));
    assert!(found.policy.rules.is_empty());
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    assert_eq!(
        desk.teacher.sees(id).await.summary.due_at,
        app.now() + Duration::hours(24)
    );
    let told = explained(&desk.teacher, id).await;
    assert_eq!(told.target, Target::Calendar { minutes: 1440 });
    assert_eq!((told.policy_version, told.calendar_version), (0, 0));
    assert_eq!(told.deadline.due_at, Some(app.now() + Duration::hours(24)));
    assert_eq!(told.deadline.state, ClockState::Running);
}

async fn the_first_rule_that_fits_gives_the_term(app: TestApp) {
    let desk = desk(&app).await;
    let rules = [
        rule(Some(RequesterGroup::Parent), Some(Topic::Access), EIGHT_HOURS),
        rule(Some(RequesterGroup::Parent), None, NEXT_DAY),
    ];
    let published = publish(&desk.director, &rules, 0).done().await;
    assert_eq!((published.version, published.published_at), (1, Some(app.now())));
    let files = async |who: &Who, topic| {
        let body = TicketBody {
            topic,
            ..ticket("Не открывается дневник")
        };
        minute(who.files_body(&body).await.summary.due_at)
    };
    // Monday 10:00: three hours till lunch, four after it, one on Tuesday.
    assert_eq!(
        files(&desk.parent, Topic::Access).await,
        moscow("2026-11-24T10:00")
    );
    assert_eq!(
        files(&desk.parent, Topic::Attendance).await,
        moscow("2026-11-24T18:00")
    );
    assert_eq!(
        files(&desk.teacher, Topic::Access).await,
        moscow("2026-11-24T10:00")
    );
    let versions = desk.director.ask::<PoliciesVersions>(path(&desk.director));
    let versions = versions.done().await.items;
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].policy.rules, rules);
    assert_eq!(
        versions[0].published_by.as_ref().unwrap().id,
        desk.director.member
    );
    // Nothing of it reaches the neighbours.
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Director]).await;
    assert_eq!(current(&elsewhere).await.version, 0);
}

async fn a_new_policy_holds_for_what_nobody_has_considered(app: TestApp) {
    let desk = desk(&app).await;
    let waits = desk.teacher.files("Ждёт").await.summary.id;
    let considered = desk.teacher.files("Рассмотрено").await.summary.id;
    let closed = desk.teacher.files("Закрыто").await.summary.id;
    desk.teacher.later();
    desk.helper.says(considered, "Смотрим").await;
    desk.teacher.closes(closed).await;
    let before = [considered, closed];
    let seen = desk.teacher.sees(waits).await.summary.version;
    let all = [rule(None, None, NEXT_DAY)];
    publish(&desk.director, &all, 0).done().await;
    assert_eq!(due(&desk.teacher, waits).await, moscow("2026-11-24T18:00"));
    assert_eq!(desk.teacher.sees(waits).await.summary.version, seen + 1);
    let told = explained(&desk.teacher, waits).await;
    assert_eq!((told.target, told.policy_version), (NEXT_DAY, 1));
    assert_eq!(told.deadline.due_at, Some(moscow("2026-11-24T18:00")));
    for id in before {
        assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-24T10:00"));
        let told = explained(&desk.teacher, id).await;
        assert_eq!((told.policy_version, told.deadline.state), (0, ClockState::Met));
    }
    // The history of the request says why its time is another.
    let events = "SELECT COUNT(*) FROM ticket_event WHERE event = 'policy'";
    assert_eq!(app.database().count(events, []).await, 1);
    // The same rules once more move nothing, and no event says that they did.
    publish(&desk.director, &all, 1).done().await;
    assert_eq!(app.database().count(events, []).await, 1);
    assert_eq!(explained(&desk.teacher, waits).await.policy_version, 2);
}

async fn a_reopened_request_gets_the_term_of_now(app: TestApp) {
    let desk = desk(&app).await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    desk.helper.answers(id, "Готово").await;
    publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0)
        .done()
        .await;
    assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-24T10:00"));
    app.after(Duration::hours(1));
    desk.teacher.reopens(id, "Не помогло").await;
    assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-24T18:00"));
    let told = explained(&desk.teacher, id).await;
    assert_eq!(told.policy_version, 1);
    assert_eq!(told.deadline.trail[0].from, app.now());
}

async fn another_calendar_or_zone_moves_running_terms(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0)
        .done()
        .await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    let plain = desk.teacher.files("И ещё").await.summary.id;
    desk.helper.says(plain, "Смотрим").await;
    let off =
        json!([{"from": "2026-11-24", "to": "2026-11-24", "name": "День школы", "rule": {"kind": "off"}}]);
    crate::calendars::publish(&desk.director, &crate::calendars::with(&off), 0)
        .done()
        .await;
    assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-25T18:00"));
    assert_eq!(explained(&desk.teacher, id).await.calendar_version, 1);
    // What was considered keeps the calendar of then.
    let told = explained(&desk.teacher, plain).await;
    assert_eq!(
        (told.calendar_version, told.deadline.due_at),
        (0, Some(moscow("2026-11-24T18:00")))
    );
    let patch = SchoolPatch {
        time_zone: Some("Asia/Yekaterinburg".into()),
        ..SchoolPatch::default()
    };
    let update = desk.director.ask::<SchoolsUpdate>(desk.school.path());
    update.version(1).body(&patch).done().await;
    // Six in the evening comes two hours earlier there.
    assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-25T16:00"));
    assert_eq!(due(&desk.teacher, plain).await, moscow("2026-11-24T18:00"));
    let told = explained(&desk.teacher, plain).await;
    assert_eq!(told.deadline.due_at, Some(moscow("2026-11-24T18:00")));
    let events = "SELECT event FROM ticket_event WHERE event IN ('calendar', 'zone') ORDER BY at, id";
    let mut events = app.database().column::<String>(events, []).await;
    events.sort();
    assert_eq!(events, ["calendar", "zone"]);
}

async fn a_term_that_is_never_reached_is_refused(app: TestApp) {
    let desk = desk(&app).await;
    let mut closed = crate::calendars::with(&json!([]));
    closed["week"] = json!({});
    crate::calendars::publish(&desk.director, &closed, 0).done().await;
    publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0)
        .refused(ProblemKind::DeadlineUnreachable)
        .await;
    assert_eq!(current(&desk.director).await.version, 0);
    // A calendar that closes for good later leaves nobody without a term.
    let mut open = crate::calendars::with(&json!([]));
    open["national"] = json!(false);
    crate::calendars::publish(&desk.director, &open, 1).done().await;
    publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0)
        .done()
        .await;
    crate::calendars::publish(&desk.director, &closed, 2).done().await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    assert_eq!(due(&desk.teacher, id).await, moscow("2026-11-24T10:00"));
    let told = explained(&desk.teacher, id).await.deadline.due_at;
    assert_eq!(told.map(minute), Some(moscow("2026-11-24T10:00")));
}

async fn rules_that_do_not_fit_are_refused_where_they_are_wrong(app: TestApp) {
    let desk = desk(&app).await;
    let parent = Some(RequesterGroup::Parent);
    for (rules, place, kind) in [
        (
            vec![
                rule(parent, None, NEXT_DAY),
                rule(parent, Some(Topic::Access), NEXT_DAY),
            ],
            "/rules/1",
            FieldErrorKind::Taken,
        ),
        (
            vec![rule(None, None, Target::Working { minutes: 0 })],
            "/rules/0/considered/minutes",
            FieldErrorKind::OutOfRange {
                min: 1,
                max: 2_628_000,
            },
        ),
    ] {
        let problem = publish(&desk.director, &rules, 0)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [(place, kind)]);
    }
}

async fn of_two_who_publish_at_one_moment_one_does(app: TestApp) {
    let desk = desk(&app).await;
    let asks = (1..=6).map(|days| {
        let ask = publish(
            &desk.director,
            &[rule(None, None, Target::WorkingDays { days })],
            0,
        );
        async move { ask.send().await.status }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
}

async fn whoever_files_while_a_policy_is_published_has_its_term(app: TestApp) {
    let desk = desk(&app).await;
    let mut asks: Vec<std::pin::Pin<Box<dyn Future<Output = ()> + Send>>> = Vec::new();
    for n in 0..12 {
        let who = desk.school.person(&[Capacity::Teacher]).await;
        asks.push(Box::pin(async move {
            who.files(&format!("Вопрос {n}")).await;
        }));
    }
    let ask = publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0);
    asks.insert(
        6,
        Box::pin(async move {
            ask.done().await;
        }),
    );
    together(asks).await;
    let other = "SELECT COUNT(*) FROM ticket_term WHERE policy_version <> 1";
    assert_eq!(app.database().count(other, []).await, 0);
    let dues = "SELECT COUNT(DISTINCT due_at) FROM ticket";
    assert_eq!(app.database().count(dues, []).await, 1);
}

async fn nobody_changes_a_policy_that_was_published(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, &[rule(None, None, NEXT_DAY)], 0)
        .done()
        .await;
    let raw = connect(&app.database().url).await;
    for change in [
        "UPDATE deadline_policy SET version = 2",
        "UPDATE deadline_policy SET content = '{}'",
        "DELETE FROM deadline_policy",
    ] {
        let refused = raw.execute_unprepared(change).await.unwrap_err().to_string();
        assert!(refused.contains("a published policy stays as it is"), "{refused}");
    }
    raw.close().await.unwrap();
}

async fn a_term_is_explained_to_those_who_read_the_request(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, &[rule(None, None, EIGHT_HOURS)], 0)
        .done()
        .await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    for who in [&desk.teacher, &desk.helper, &desk.director] {
        let told = explained(who, id).await.deadline;
        let pieces: Vec<_> = told
            .trail
            .iter()
            .map(|piece| (piece.reason, piece.counted_seconds))
            .collect();
        assert_eq!(
            pieces,
            [
                // It was filed a second past ten.
                (Reason::Working, 3 * 3600 - 1),
                (Reason::OffHours, 0),
                (Reason::Working, 4 * 3600),
                (Reason::OffHours, 0),
                (Reason::Working, 3600 + 1),
            ]
        );
    }
    let stranger = desk.school.person(&[Capacity::Teacher]).await;
    stranger
        .ask::<TicketsDeadline>(stranger.at(id))
        .refused(ProblemKind::NotFound)
        .await;
    app.after(Duration::hours(30));
    assert_eq!(
        explained(&desk.teacher, id).await.deadline.state,
        ClockState::Breached
    );
}
