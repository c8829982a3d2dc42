//! Who is told that time runs out: each once, at the right minute, through thirty days with a thousand requests (T4).

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, Timelike, Utc, Weekday};
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::deadline::{deadline, warning};
use podskazka_shared::calendar::{Calendar, ClockEvent, ClockEventKind, Target};
use podskazka_shared::deadlines::policy::PolicyRule;
use podskazka_shared::ids::TicketId;
use podskazka_shared::people::cards::{MemberPath, PeopleUpdate};
use podskazka_shared::tickets::{EventKind, RequesterGroup};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::clocks::{moscow, policy, publish, rule};
use crate::support::TestApp;

const DAY: Target = Target::Calendar { minutes: 1440 };

async fn ring(app: &TestApp) {
    podskazka::deadlines::ring(app.app(), app.now()).await.unwrap();
}

/// The clock goes on to a moment, and never back.
fn to(app: &TestApp, moment: DateTime<Utc>) {
    app.after((moment - app.now()).max(Duration::zero()));
}

/// The kinds of notices that were written, with their addressees, oldest first; in no order within one moment.
async fn mails(app: &TestApp) -> Vec<(String, String)> {
    let sql = "SELECT CAST(payload AS TEXT) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%_soon%'
        OR CAST(payload AS TEXT) LIKE '%_late%' ORDER BY created_at, id";
    let rows: Vec<String> = app.database().column(sql, []).await;
    let mail = |row: &String| {
        let value: serde_json::Value = serde_json::from_str(row).unwrap();
        let text = |name: &str| value[name].as_str().unwrap().to_owned();
        (text("what"), text("to"))
    };
    rows.iter().map(mail).collect()
}

both![
    the_helper_is_warned_and_the_superior_told_once_in_working_time,
    while_nobody_works_on_it_the_journal_administrator_is_warned,
    what_stops_in_time_tells_nobody,
    what_is_kept_from_parents_is_not_told_to_them,
    a_new_term_is_told_of_anew,
    thirty_days_with_a_thousand_requests_tell_everything_once_at_the_right_minute,
];

async fn the_helper_is_warned_and_the_superior_told_once_in_working_time(app: TestApp) {
    let school = app.school("demo").await;
    let (director, deputy) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    // The helper's superior is the deputy head.
    let path = MemberPath {
        school: "demo".to_owned(),
        member: helper.member,
    };
    let card = director
        .ask::<podskazka_shared::people::cards::PeopleFind>(path.clone())
        .done()
        .await;
    let update = director.ask::<PeopleUpdate>(path).version(card.summary.version);
    update.json(&json!({"superior": deputy.member})).done().await;
    // Friday afternoon: 75 % of a day is Saturday, the end Saturday evening; told on Monday at nine.
    to(&app, moscow("2026-11-27T16:00"));
    let id = teacher.files("Вопрос").await.summary.id;
    helper.assigns(id, Some(&helper)).await;
    for moment in [
        "2026-11-28T11:00",
        "2026-11-28T17:00",
        "2026-11-29T12:00",
        "2026-11-30T08:59",
    ] {
        to(&app, moscow(moment));
        ring(&app).await;
    }
    assert_eq!(mails(&app).await, []);
    to(&app, moscow("2026-11-30T09:00"));
    ring(&app).await;
    ring(&app).await;
    let told = [
        ("consider_late".to_owned(), deputy.member.to_string()),
        ("consider_late".to_owned(), helper.member.to_string()),
    ];
    let sorted = async || {
        let mut mails = mails(&app).await;
        mails.sort();
        mails
    };
    // By then it was over, and that is what the helper is told.
    let mut told = told;
    told.sort();
    assert_eq!(sorted().await, told);
    let mut kinds: Vec<EventKind> = helper.history(id).await.iter().map(|event| event.event).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            EventKind::File,
            EventKind::Assign,
            EventKind::Warning,
            EventKind::Breach
        ]
    );
    // Not the requester's matter.
    let seen: Vec<EventKind> = teacher
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    assert_eq!(seen, [EventKind::File, EventKind::Assign]);
    app.after(Duration::days(3));
    ring(&app).await;
    assert_eq!(sorted().await, told);
}

async fn while_nobody_works_on_it_the_journal_administrator_is_warned(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let elsewhere = app.school("elsewhere").await;
    elsewhere
        .person(&[Capacity::Director, Capacity::JournalAdmin])
        .await;
    to(&app, moscow("2026-11-23T09:30"));
    publish(
        &director,
        policy(vec![rule(Target::Working { minutes: 240 }, None)]),
        0,
    )
    .await;
    teacher.files("Вопрос").await;
    // Three of four hours: 12:30; the end after lunch: 14:30.
    to(&app, moscow("2026-11-23T12:30"));
    ring(&app).await;
    assert_eq!(mails(&app).await, []);
    app.after(Duration::minutes(1));
    ring(&app).await;
    assert_eq!(
        mails(&app).await,
        [("consider_soon".to_owned(), admin.member.to_string())]
    );
    to(&app, moscow("2026-11-23T14:31"));
    ring(&app).await;
    assert_eq!(
        mails(&app).await[1..],
        [("consider_late".to_owned(), director.member.to_string())]
    );
}

async fn what_stops_in_time_tells_nobody(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    to(&app, moscow("2026-11-23T09:30"));
    publish(
        &director,
        policy(vec![rule(DAY, Some(Target::Working { minutes: 480 }))]),
        0,
    )
    .await;
    let considered = teacher.files("Раз").await.summary.id;
    let paused = teacher.files("Два").await.summary.id;
    let closed = teacher.files("Три").await.summary.id;
    helper.answers(considered, "Вот").await;
    helper.asks(paused, "Где?").await;
    teacher.closes(closed).await;
    for hours in 0..200 {
        to(&app, moscow("2026-11-23T10:00") + Duration::hours(hours));
        ring(&app).await;
    }
    assert_eq!(mails(&app).await, []);
    // It goes on where it stood: eight hours are left but for a minute.
    to(&app, moscow("2026-12-02T09:00"));
    teacher.says(paused, "Там").await;
    to(&app, moscow("2026-12-02T17:50"));
    ring(&app).await;
    assert_eq!(
        mails(&app).await,
        [("answer_soon".to_owned(), helper.member.to_string())]
    );
    to(&app, moscow("2026-12-02T17:59") + Duration::seconds(59));
    ring(&app).await;
    assert_eq!(
        mails(&app).await[1..],
        [("answer_late".to_owned(), director.member.to_string())]
    );
}

async fn what_is_kept_from_parents_is_not_told_to_them(app: TestApp) {
    let school = app.school("demo").await;
    let student = school.student(Some("10А")).await;
    let director = school.person(&[Capacity::Director]).await;
    let both = crate::support::New {
        roles: &[Capacity::JournalAdmin, Capacity::Parent],
        children: &[&student],
        ..crate::support::New::default()
    };
    let parent = school.new_person(both).await;
    let update = director.ask::<podskazka_shared::schools::SchoolsUpdate>(school.path());
    update
        .version(1)
        .json(&json!({"private_from_grade": 9}))
        .done()
        .await;
    to(&app, moscow("2026-11-23T09:30"));
    let body = podskazka_shared::tickets::TicketBody {
        private: true,
        ..crate::support::desk::ticket("Секрет")
    };
    student.files_body(&body).await;
    to(&app, moscow("2026-11-24T10:00"));
    ring(&app).await;
    let told = mails(&app).await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, to)| *to == director.member.to_string()));
    assert!(!told.iter().any(|(_, to)| *to == parent.member.to_string()));
}

async fn a_new_term_is_told_of_anew(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    to(&app, moscow("2026-11-23T09:30"));
    let id = teacher.files("Вопрос").await.summary.id;
    to(&app, moscow("2026-11-24T10:00"));
    ring(&app).await;
    helper.answers(id, "Вот").await;
    teacher.reopens(id, "Не помогло").await;
    to(&app, moscow("2026-11-25T11:00"));
    ring(&app).await;
    let heads = director.member.to_string();
    let late = ("consider_late".to_owned(), heads);
    let told = mails(&app).await;
    // Of the first term, on which nobody worked, the head was told as who helps, too.
    assert_eq!(told.iter().filter(|mail| **mail == late).count(), 3);
    assert_eq!(told.len(), 4);
}

/// A request of the simulation: what happened to it when, and what it promises.
struct Life {
    id: TicketId,
    considered: Target,
    answered: Option<Target>,
    filed: DateTime<Utc>,
    considered_at: Option<DateTime<Utc>>,
    /// Pauses, resumes and the stop.
    events: Vec<ClockEvent>,
}

/// Monday to Friday, 9 to 13 and 14 to 18 in Moscow, minute by minute: the simulation's own idea of working time. No holiday is
/// among its days.
fn open(at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&chrono_tz::Europe::Moscow);
    let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
    let hour = local.hour();
    !weekend && ((9..13).contains(&hour) || (14..18).contains(&hour))
}

fn minute_after(at: DateTime<Utc>) -> DateTime<Utc> {
    let whole = at.with_second(0).unwrap().with_nanosecond(0).unwrap();
    if whole < at {
        whole + Duration::minutes(1)
    } else {
        whole
    }
}

fn open_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let mut minute = minute_after(at);
    while !open(minute) {
        minute += Duration::minutes(1);
    }
    minute
}

impl Life {
    /// When who should be told of a clock: the first open minute at which that is so, unless the clock stops before.
    fn expected(
        &self,
        target: Target,
        events: &[ClockEvent],
        end: DateTime<Utc>,
    ) -> [Option<DateTime<Utc>>; 2] {
        let calendar = Calendar::of_russia("Europe/Moscow");
        let zone = chrono_tz::Europe::Moscow;
        let mut told = [None, None];
        for place in 0..events.len() {
            let so_far = &events[..=place];
            let from = events[place].at;
            let until = events.get(place + 1).map_or(end, |next| next.at);
            if so_far.iter().any(|event| event.event == ClockEventKind::Stop) {
                break;
            }
            let warn = warning(&calendar, zone, target, so_far, from);
            let due = deadline(&calendar, zone, target, so_far, from).unwrap().due_at;
            // While it stands still, only what was due before is told.
            let paused = so_far.last().unwrap().event == ClockEventKind::Pause;
            for (kind, when) in [warn, due].into_iter().enumerate() {
                let Some(when) = when.filter(|_| told[kind].is_none()) else {
                    continue;
                };
                if paused && due.is_none() {
                    continue;
                }
                let minute = open_minute(when.max(from));
                if minute <= until && minute <= end {
                    told[kind] = Some(minute);
                }
            }
        }
        told
    }
}

async fn thirty_days_with_a_thousand_requests_tell_everything_once_at_the_right_minute(app: TestApp) {
    const REQUESTS: usize = 1000;
    const SEED: u64 = 20_261_127;
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let child = school.student(Some("7А")).await;
    let (teacher, parent) = (
        school.person(&[Capacity::Teacher]).await,
        school.parent(&[&child]).await,
    );
    to(&app, moscow("2026-11-09T00:00"));
    let (hours, days) = (Target::Working { minutes: 480 }, Target::WorkingDays { days: 2 });
    let staff = PolicyRule {
        group: Some(RequesterGroup::Staff),
        ..rule(hours, Some(days))
    };
    publish(
        &director,
        policy(vec![staff, rule(DAY, Some(Target::Calendar { minutes: 2880 }))]),
        0,
    )
    .await;
    let app = app.beside_with(|config| config.tickets_per_day = 2000).await;
    let (teacher, parent, helper) = (
        teacher.at_server(&app),
        parent.at_server(&app),
        helper.at_server(&app),
    );
    let mut random = StdRng::seed_from_u64(SEED);
    let start = moscow("2026-11-09T00:00");
    let end = start + Duration::days(30);
    // What happens when: half a minute past, so that nothing falls on a tick.
    enum Happens {
        File(bool),
        Consider(usize),
        Ask(usize),
        Reply(usize),
        Answer(usize),
    }
    let mut plan: BTreeMap<(DateTime<Utc>, u64), Happens> = BTreeMap::new();
    let mut number = 0;
    let mut at = |minutes: i64, what: Happens, plan: &mut BTreeMap<_, _>| {
        number += 1;
        plan.insert(
            (start + Duration::minutes(minutes) + Duration::seconds(30), number),
            what,
        );
    };
    for _ in 0..REQUESTS {
        at(
            random.random_range(0..28 * 1440),
            Happens::File(random.random_bool(0.5)),
            &mut plan,
        );
    }
    let mut lives: Vec<Life> = Vec::new();
    let mut now = start;
    while now < end {
        // Everything that happens before the next tick.
        while let Some(entry) = plan.first_entry().filter(|entry| entry.key().0 < now) {
            let ((moment, _), what) = entry.remove_entry();
            to(&app, moment);
            let passed = |moment: DateTime<Utc>| (moment - start).num_minutes();
            match what {
                Happens::File(by_staff) => {
                    let who = if by_staff { &teacher } else { &parent };
                    let filed = who.files("Вопрос").await.summary;
                    let place = lives.len();
                    let (considered, answered) = match by_staff {
                        true => (hours, days),
                        false => (DAY, Target::Calendar { minutes: 2880 }),
                    };
                    lives.push(Life {
                        id: filed.id,
                        considered,
                        answered: Some(answered),
                        filed: filed.filed_at,
                        considered_at: None,
                        events: Vec::new(),
                    });
                    let next = passed(moment) + random.random_range(1..4000);
                    match random.random_range(0..4) {
                        0 => at(next, Happens::Ask(place), &mut plan),
                        1 => at(next, Happens::Answer(place), &mut plan),
                        2 => at(next, Happens::Consider(place), &mut plan),
                        _ => {}
                    }
                }
                Happens::Consider(place) => {
                    let life = &mut lives[place];
                    helper.says(life.id, "Смотрим").await;
                    life.considered_at.get_or_insert(app.now());
                    at(
                        passed(moment) + random.random_range(1..5000),
                        Happens::Answer(place),
                        &mut plan,
                    );
                }
                Happens::Ask(place) => {
                    let life = &mut lives[place];
                    helper.asks(life.id, "Где?").await;
                    life.considered_at.get_or_insert(app.now());
                    life.events.push(ClockEvent {
                        at: app.now(),
                        event: ClockEventKind::Pause,
                    });
                    at(
                        passed(moment) + random.random_range(1..3000),
                        Happens::Reply(place),
                        &mut plan,
                    );
                }
                Happens::Reply(place) => {
                    let life = &mut lives[place];
                    let who = if life.considered == hours {
                        &teacher
                    } else {
                        &parent
                    };
                    who.says(life.id, "Там").await;
                    life.events.push(ClockEvent {
                        at: app.now(),
                        event: ClockEventKind::Resume,
                    });
                    let what = match random.random_range(0..3) {
                        0 => Happens::Ask(place),
                        _ => Happens::Answer(place),
                    };
                    at(passed(moment) + random.random_range(1..5000), what, &mut plan);
                }
                Happens::Answer(place) => {
                    let life = &mut lives[place];
                    helper.answers(life.id, "Вот").await;
                    life.considered_at.get_or_insert(app.now());
                    life.events.push(ClockEvent {
                        at: app.now(),
                        event: ClockEventKind::Stop,
                    });
                }
            }
        }
        to(&app, now);
        ring(&app).await;
        now += Duration::minutes(1);
    }
    let last = end - Duration::minutes(1);
    let mut expected = Vec::new();
    for life in &lives {
        let begun = ClockEvent {
            at: life.filed,
            event: ClockEventKind::Start,
        };
        let stop = life.considered_at.map(|at| ClockEvent {
            at,
            event: ClockEventKind::Stop,
        });
        let considered: Vec<ClockEvent> = [begun].into_iter().chain(stop).collect();
        let answered: Vec<ClockEvent> = [begun].into_iter().chain(life.events.iter().copied()).collect();
        let clocks = [
            ("considered", Some(life.considered), considered),
            ("answered", life.answered, answered),
        ];
        for (clock, target, events) in clocks {
            let told = life.expected(target.unwrap(), &events, last);
            for (kind, at) in ["warning", "breach"].into_iter().zip(told) {
                if let Some(at) = at {
                    expected.push((life.id.to_string(), clock.to_owned(), kind.to_owned(), at));
                }
            }
        }
    }
    expected.sort();
    let mut told = told(&app).await;
    told.sort();
    assert_eq!(told.len(), expected.len());
    for (told, expected) in told.iter().zip(&expected) {
        assert_eq!(told, expected);
    }
    assert!(told.len() > 1000, "{}", told.len());
    // A letter for each, to one person each: the helper or the head.
    assert_eq!(mails(&app).await.len(), told.len());
    let events = "SELECT COUNT(*) FROM ticket_event WHERE event IN ('warning', 'breach')";
    assert_eq!(
        usize::try_from(app.database().count(events, []).await).unwrap(),
        told.len()
    );
}

async fn told(app: &TestApp) -> Vec<(String, String, String, DateTime<Utc>)> {
    use sea_orm::{ConnectionTrait, Statement};
    let db = crate::support::database::connect(&app.database().url).await;
    let sql = "SELECT ticket_id, clock, kind, at FROM ticket_told";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let id: TicketId = row.try_get("", "ticket_id").unwrap();
            (
                id.to_string(),
                row.try_get("", "clock").unwrap(),
                row.try_get("", "kind").unwrap(),
                row.try_get("", "at").unwrap(),
            )
        })
        .collect()
}
