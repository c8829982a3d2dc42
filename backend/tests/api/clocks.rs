//! The clock of the answer: pauses, what keeps them, the queue that it orders, and how it is explained (T3, T4).

use chrono::{DateTime, Duration, DurationRound, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::{ClockState, Target};
use podskazka_shared::deadlines::policy::{
    DeadlinePolicy, PoliciesPublish, PolicyPath, PolicyRule, TicketDeadline, TicketsDeadline,
};
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::{
    Channel, EventKind, Outcome, RequesterGroup, TicketBody, TicketOrder, TicketStatus, TicketsQuery, Topic,
};

use crate::support::desk::ticket;
use crate::support::{School, TestApp, Who};

pub fn rule(considered: Target, answered: Option<Target>) -> PolicyRule {
    PolicyRule {
        group: None,
        topic: None,
        channel: None,
        considered,
        answered,
    }
}

pub async fn publish(director: &Who, policy: DeadlinePolicy, version: i64) {
    let path = PolicyPath {
        school: director.school.clone(),
    };
    let publish = director.ask::<PoliciesPublish>(path).version(version);
    publish.body(&policy).done().await;
}

pub fn policy(rules: Vec<PolicyRule>) -> DeadlinePolicy {
    DeadlinePolicy {
        rules,
        ..DeadlinePolicy::default()
    }
}

pub async fn explained(who: &Who, id: TicketId) -> TicketDeadline {
    who.ask::<TicketsDeadline>(who.at(id)).done().await
}

pub fn moscow(text: &str) -> DateTime<Utc> {
    format!("{text}:00+03:00").parse().unwrap()
}

const DAY: Target = Target::Calendar { minutes: 1440 };
const EIGHT_HOURS: Target = Target::Working { minutes: 480 };

struct Desk {
    school: School,
    director: Who,
    teacher: Who,
    helper: Who,
    parent: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let desk = Desk {
        director: school.person(&[Capacity::Director]).await,
        teacher: school.person(&[Capacity::Teacher]).await,
        helper: school.person(&[Capacity::Helper]).await,
        parent,
        school,
    };
    to(app, "2026-11-23T10:00");
    desk
}

/// The clock goes on to a moment.
fn to(app: &TestApp, moment: &str) {
    app.after(moscow(moment) - app.now());
}

/// To the minute: each step comes a second after the one before.
fn minute(at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    at.map(|at| at.duration_trunc(Duration::minutes(1)).unwrap())
}

async fn due(who: &Who, id: TicketId) -> Option<DateTime<Utc>> {
    let seen = who.sees(id).await.summary.answer_due_at;
    // What is stored is what the events come to.
    let told = explained(who, id).await.answered;
    assert_eq!(seen, told.and_then(|told| told.deadline.due_at));
    minute(seen)
}

both![
    a_question_back_stops_the_clock_until_the_requester_writes,
    pauses_survive_a_new_policy_topic_helper_and_calendar,
    the_vendor_stops_the_clock_where_the_policy_says_so,
    an_answer_stops_it_and_reopening_starts_another,
    a_rule_may_fit_one_way_of_coming_only,
    the_queue_begins_with_what_is_due_first,
    a_promise_of_an_answer_can_be_given_and_taken_back,
];

async fn a_question_back_stops_the_clock_until_the_requester_writes(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 0).await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    // Monday 10:00, eight hours of 9-13 and 14-18: Tuesday 10:00.
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-24T10:00")));
    to(&app, "2026-11-23T11:00");
    let asked = desk.helper.asks(id, "В каком браузере?").await.summary;
    assert!(asked.paused && asked.answer_due_at.is_none());
    let told = explained(&desk.teacher, id).await.answered.unwrap();
    assert_eq!(
        (told.deadline.state, told.deadline.due_at),
        (ClockState::Paused, None)
    );
    // A second question changes nothing.
    desk.helper.asks(id, "И какой версии?").await;
    to(&app, "2026-11-25T12:00");
    desk.teacher.says(id, "Во всех").await;
    // One hour was counted; seven are left: till 13, four after lunch, till 11 on Thursday.
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-26T11:00")));
    assert!(!desk.teacher.sees(id).await.summary.paused);
    // What was reached before a later pause stays reached.
    to(&app, "2026-11-26T12:00");
    desk.helper.asks(id, "Ещё вопрос").await;
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-26T11:00")));
    let told = explained(&desk.teacher, id).await.answered.unwrap();
    assert_eq!(told.deadline.state, ClockState::Breached);
    // Without a promise nothing is due, and nothing breaks.
    let plain = desk.school.person(&[Capacity::Teacher]).await;
    publish(&desk.director, policy(vec![rule(DAY, None)]), 1).await;
    let other = plain.files("Другое").await.summary.id;
    desk.helper.asks(other, "Что?").await;
    plain.says(other, "Это").await;
    assert_eq!(due(&plain, other).await, None);
    assert_eq!(explained(&plain, other).await.answered, None);
}

async fn pauses_survive_a_new_policy_topic_helper_and_calendar(app: TestApp) {
    let desk = desk(&app).await;
    let sixteen = Target::Working { minutes: 960 };
    let access = PolicyRule {
        topic: Some(Topic::Access),
        ..rule(DAY, Some(sixteen))
    };
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 0).await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    to(&app, "2026-11-23T11:00");
    desk.helper.asks(id, "Где?").await;
    to(&app, "2026-11-24T11:00");
    desk.teacher.says(id, "Везде").await;
    let after_pause = Some(moscow("2026-11-25T10:00"));
    assert_eq!(due(&desk.teacher, id).await, after_pause);
    // The same for all, twice as long for access.
    publish(
        &desk.director,
        policy(vec![access, rule(DAY, Some(EIGHT_HOURS))]),
        1,
    )
    .await;
    assert_eq!(due(&desk.teacher, id).await, after_pause);
    let moved = desk.helper.retopics(id, Topic::Access).await.summary;
    // 15 of 16 hours are left on Tuesday 11:00: six that day, eight on Wednesday, one on Thursday.
    assert_eq!(minute(moved.answer_due_at), Some(moscow("2026-11-26T10:00")));
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-26T10:00")));
    let deputy = desk.school.person(&[Capacity::DeputyHead]).await;
    deputy.assigns(id, Some(&deputy)).await;
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-26T10:00")));
    // Wednesday is a day off now.
    let day_off = serde_json::json!([
        {"from": "2026-11-25", "to": "2026-11-25", "name": "Праздник", "rule": {"kind": "off"}}
    ]);
    let calendar = crate::calendars::with(&day_off);
    crate::calendars::publish(&desk.director, &calendar, 0)
        .done()
        .await;
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-27T10:00")));
    // What was considered keeps what it was counted by; what runs has the new versions.
    let told = explained(&desk.teacher, id).await;
    assert_eq!(
        (told.considered.policy_version, told.considered.calendar_version),
        (1, 0)
    );
    let answered = told.answered.unwrap();
    assert_eq!((answered.policy_version, answered.calendar_version), (2, 1));
    let kinds: Vec<EventKind> = desk
        .teacher
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    assert!(kinds.contains(&EventKind::Calendar) && kinds.contains(&EventKind::Topic));
    // The topic moved it out of a quarter of an hour: a pause in progress stays one, too.
    desk.helper.asks(id, "Когда?").await;
    publish(&desk.director, policy(vec![rule(DAY, Some(sixteen))]), 2).await;
    assert_eq!(due(&desk.teacher, id).await, None);
    assert!(desk.teacher.sees(id).await.summary.paused);
}

async fn the_vendor_stops_the_clock_where_the_policy_says_so(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 0).await;
    let runs = desk.teacher.files("Раз").await.summary.id;
    assert!(!desk.helper.hands_over(runs, "Текст").await.summary.paused);
    assert_eq!(due(&desk.teacher, runs).await, Some(moscow("2026-11-24T10:00")));
    let pausing = DeadlinePolicy {
        vendor_pauses: true,
        vendor: Some(Target::Working { minutes: 120 }),
        ..policy(vec![rule(DAY, Some(EIGHT_HOURS))])
    };
    publish(&desk.director, pausing, 1).await;
    // Handed over by the rules of then.
    assert!(!desk.teacher.sees(runs).await.summary.paused);
    let id = desk.teacher.files("Два").await.summary.id;
    to(&app, "2026-11-23T17:00");
    let handed = desk.helper.hands_over(id, "Текст").await;
    assert!(handed.summary.paused && handed.handovers[0].pauses);
    // The vendor works daily from 9 to 18: an hour today, another tomorrow.
    assert_eq!(
        minute(handed.handovers[0].due_at),
        Some(moscow("2026-11-24T10:00"))
    );
    // The requester's word does not bring it back from the vendor.
    desk.teacher.says(id, "Ну как?").await;
    assert!(desk.teacher.sees(id).await.summary.paused);
    to(&app, "2026-11-24T17:00");
    desk.helper.reports(id, Outcome::Answered, "Исправили").await;
    // From 10 to 17 without lunch six hours ran; two are left.
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-25T10:00")));
}

async fn an_answer_stops_it_and_reopening_starts_another(app: TestApp) {
    let desk = desk(&app).await;
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 0).await;
    let id = desk.teacher.files("Вопрос").await.summary.id;
    to(&app, "2026-11-23T12:00");
    desk.helper.asks(id, "Где?").await;
    to(&app, "2026-11-23T16:00");
    // Answered while it stood still: told as if it had run on from then.
    desk.helper.answers(id, "Догадались сами").await;
    let told = explained(&desk.teacher, id).await.answered.unwrap();
    assert_eq!(told.deadline.state, ClockState::Met);
    assert_eq!(minute(told.deadline.due_at), Some(moscow("2026-11-24T14:00")));
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-24T14:00")));
    // A new policy does not touch it.
    publish(&desk.director, policy(vec![rule(DAY, None)]), 1).await;
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-24T14:00")));
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 2).await;
    to(&app, "2026-11-25T09:00");
    let again = desk.teacher.reopens(id, "Не помогло").await.summary;
    assert!(again.considered_at.is_none() && !again.paused);
    // Eight hours and a second after nine: the next morning.
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-26T09:00")));
    // The old clock stays in the history.
    let old = "SELECT COUNT(*) FROM ticket_term WHERE clock = 'answered' AND ended_at IS NOT NULL";
    assert_eq!(app.database().count(old, []).await, 1);
    // The pause of the first term is no pause of the second.
    desk.helper.says(id, "Смотрим").await;
    desk.helper.asks(id, "Что видите?").await;
    desk.teacher.says(id, "Ничего").await;
    let told = explained(&desk.teacher, id).await.answered.unwrap();
    assert_eq!(told.deadline.state, ClockState::Running);
    assert!(told.deadline.elapsed_seconds < 60);
}

async fn a_rule_may_fit_one_way_of_coming_only(app: TestApp) {
    let desk = desk(&app).await;
    let called = PolicyRule {
        channel: Some(Channel::Telephone),
        ..rule(
            Target::Calendar { minutes: 60 },
            Some(Target::Calendar { minutes: 120 }),
        )
    };
    publish(&desk.director, policy(vec![called, rule(DAY, None)]), 0).await;
    let written = desk.teacher.files("Письменно").await.summary;
    assert_eq!(
        (
            written.channel,
            written.due_at - written.filed_at,
            written.answer_due_at
        ),
        (Channel::Web, Duration::hours(24), None)
    );
    let body = TicketBody {
        requester: Some(desk.parent.member),
        channel: Some(Channel::Telephone),
        ..ticket("По телефону")
    };
    let logged = desk.helper.files_body(&body).await.summary;
    assert_eq!(
        (
            logged.channel,
            logged.due_at - logged.filed_at,
            logged.answer_due_at.map(|due| due - logged.filed_at)
        ),
        (Channel::Telephone, Duration::hours(1), Some(Duration::hours(2)))
    );
    let query = TicketsQuery {
        channel: Some(Channel::Telephone),
        ..TicketsQuery::default()
    };
    let found = desk.director.lists(query).await;
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [logged.id]);
}

async fn the_queue_begins_with_what_is_due_first(app: TestApp) {
    let desk = desk(&app).await;
    let soon = PolicyRule {
        group: Some(RequesterGroup::Staff),
        ..rule(DAY, Some(Target::Calendar { minutes: 300 }))
    };
    let none = PolicyRule {
        group: Some(RequesterGroup::Parent),
        ..rule(Target::Calendar { minutes: 600 }, None)
    };
    publish(&desk.director, policy(vec![soon, none]), 0).await;
    let done = desk.parent.files("Готово").await.summary.id;
    let no_time = desk.parent.files("Рассмотрено, срока нет").await.summary.id;
    let consider = desk.parent.files("Рассмотреть").await.summary.id;
    let answer = desk.teacher.files("Ответить").await.summary.id;
    let waits = desk.teacher.files("Ждём").await.summary.id;
    desk.helper.answers(done, "Вот").await;
    desk.helper.says(no_time, "Смотрим").await;
    desk.helper.asks(waits, "Где?").await;
    let query = TicketsQuery {
        order: Some(TicketOrder::Due),
        limit: Some(2),
        ..TicketsQuery::default()
    };
    let queue = async || -> Vec<TicketId> {
        let rows = desk.director.lists(query.clone()).await;
        rows.into_iter().map(|row| row.id).collect()
    };
    // 300 minutes, 600 minutes, no time (oldest first), done.
    assert_eq!(queue().await, [answer, consider, no_time, waits, done]);
    desk.teacher.says(waits, "Там").await;
    desk.helper.says(answer, "Смотрим").await;
    assert_eq!(queue().await, [answer, waits, consider, no_time, done]);
    let overdue = TicketsQuery {
        status: Some(TicketStatus::Overdue),
        ..TicketsQuery::default()
    };
    app.after(Duration::minutes(302));
    let late = desk.director.lists(overdue).await;
    let mut late: Vec<TicketId> = late.into_iter().map(|row| row.id).collect();
    late.sort();
    assert_eq!(late, [answer, waits]);
}

async fn a_promise_of_an_answer_can_be_given_and_taken_back(app: TestApp) {
    let desk = desk(&app).await;
    let id = desk.teacher.files("Вопрос").await.summary.id;
    desk.helper.asks(id, "Где?").await;
    to(&app, "2026-11-23T12:00");
    desk.teacher.says(id, "Там").await;
    assert_eq!(due(&desk.teacher, id).await, None);
    // Promised later, it counts from the beginning, without the two hours that it waited.
    publish(&desk.director, policy(vec![rule(DAY, Some(EIGHT_HOURS))]), 0).await;
    assert_eq!(due(&desk.teacher, id).await, Some(moscow("2026-11-24T12:00")));
    publish(&desk.director, policy(vec![rule(DAY, None)]), 1).await;
    assert_eq!(due(&desk.teacher, id).await, None);
}
