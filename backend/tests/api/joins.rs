//! Merging, splitting and linking: no message, event, term or right is lost, whatever the order (T5, T10).

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::calendar::Target;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::join::{
    LinkKind, MergeBody, SplitBody, TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge,
};
use podskazka_shared::tickets::{EventKind, MessageKind, Ticket, TicketBody, TicketState, TicketsAsk, Topic};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::clocks::{explained, policy, publish, rule};
use crate::filing::fields;
use crate::support::desk::{step, ticket};
use crate::support::{School, TestApp, Who, together};

struct Desk {
    school: School,
    director: Who,
    teacher: Who,
    helper: Who,
    student: Who,
    parent: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let parent = school.parent(&[&student]).await;
    Desk {
        director: school.person(&[Capacity::Director]).await,
        teacher: school.person(&[Capacity::Teacher]).await,
        helper: school.person(&[Capacity::Helper]).await,
        student,
        parent,
        school,
    }
}

fn texts(ticket: &Ticket) -> Vec<&str> {
    ticket
        .messages
        .iter()
        .map(|message| message.text.as_str())
        .collect()
}

both![
    what_is_merged_goes_on_in_the_other_and_comes_back_whole,
    only_what_the_same_people_read_is_merged,
    a_message_becomes_a_request_with_the_term_it_had,
    a_link_is_seen_by_those_who_may_read_the_other,
    two_who_merge_crosswise_make_no_ring,
    whatever_the_order_nothing_is_lost,
    new_terms_wait_for_who_works_on_what_is_merged,
    one_conversation_tells_for_whom_one_waits,
    who_filed_for_somebody_reads_nothing_new_and_loses_nothing,
    what_is_merged_is_shared_as_the_other_is,
];

async fn one_conversation_tells_for_whom_one_waits(app: TestApp) {
    let desk = desk(&app).await;
    let promised = rule(
        Target::Calendar { minutes: 1440 },
        Some(Target::Calendar { minutes: 2880 }),
    );
    publish(&desk.director, policy(vec![promised]), 0).await;
    let into = desk.teacher.files("Одно").await.summary.id;
    let waits = desk.teacher.files("Другое").await.summary.id;
    desk.helper.asks(waits, "Где?").await;
    app.after(Duration::hours(5));
    // Nobody is asked in the other: its clock goes on.
    let merged = desk.helper.merges(waits, into).await.summary;
    assert!(!merged.paused && merged.answer_due_at.is_some());
    // Asked there, both stand still; answered there, both go on.
    desk.helper.asks(into, "И там где?").await;
    assert!(desk.teacher.sees(waits).await.summary.paused);
    app.after(Duration::hours(5));
    desk.teacher.says(into, "Везде").await;
    for id in [into, waits] {
        let row = desk.teacher.sees(id).await.summary;
        assert!(!row.paused);
        let told = explained(&desk.teacher, id).await.answered.unwrap();
        assert_eq!(told.deadline.due_at, row.answer_due_at);
    }
    // Merged into one that waits, it waits too.
    let late = desk.teacher.files("Третье").await.summary.id;
    desk.helper.asks(into, "Ещё?").await;
    assert!(desk.helper.merges(late, into).await.summary.paused);
}

async fn who_filed_for_somebody_reads_nothing_new_and_loses_nothing(app: TestApp) {
    let desk = desk(&app).await;
    let secretary = desk.school.person(&[Capacity::Secretary]).await;
    let own = desk.teacher.files("Сам").await.summary.id;
    let logged = TicketBody {
        requester: Some(desk.teacher.member),
        ..ticket("По телефону")
    };
    let by_secretary = secretary.files_body(&logged).await.summary.id;
    for (one, other) in [(own, by_secretary), (by_secretary, own)] {
        let merge = desk
            .helper
            .step::<TicketsMerge>(one)
            .await
            .body(&MergeBody { into: other });
        let refused = merge.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&refused), [("/into", FieldErrorKind::NotOpen)]);
    }
    // A helper reads both anyway.
    let by_helper = desk.helper.files_body(&logged).await.summary.id;
    desk.helper.merges(by_helper, own).await;
    // What is split off stays the filer's.
    let said = desk.teacher.says(by_secretary, "И ещё").await.id;
    let split = desk.helper.splits(by_secretary, said, Topic::Other).await.summary;
    assert_eq!(split.filed_by.unwrap().id, secretary.member);
    assert_eq!(secretary.sees(split.id).await.summary.id, split.id);
}

async fn what_is_merged_is_shared_as_the_other_is(app: TestApp) {
    let desk = desk(&app).await;
    let other_parent = desk.school.parent(&[&desk.student]).await;
    let shared = || TicketBody {
        shared: true,
        ..ticket("Вопрос")
    };
    let into = desk.parent.files_body(&shared()).await.summary.id;
    let merged = desk.parent.files_body(&shared()).await.summary.id;
    desk.helper.merges(merged, into).await;
    assert_eq!(other_parent.sees(into).await.messages.len(), 2);
    let body = podskazka_shared::tickets::ShareBody { shared: false };
    let share = desk
        .parent
        .step::<podskazka_shared::tickets::TicketsShare>(into)
        .await;
    share.body(&body).done().await;
    for id in [into, merged] {
        let gone = other_parent.ask::<podskazka_shared::tickets::TicketsFind>(other_parent.at(id));
        gone.refused(ProblemKind::NotFound).await;
    }
    let alone = desk
        .parent
        .step::<podskazka_shared::tickets::TicketsShare>(merged)
        .await;
    alone.body(&body).refused(ProblemKind::WrongState).await;
}

async fn what_is_merged_goes_on_in_the_other_and_comes_back_whole(app: TestApp) {
    let desk = desk(&app).await;
    let first = desk.teacher.files("Не открывается журнал").await.summary;
    app.after(Duration::hours(3));
    let second = desk.teacher.files("Всё ещё не открывается").await.summary;
    let merged = desk.helper.merges(second.id, first.id).await;
    assert_eq!(merged.summary.state, TicketState::Merged);
    assert_eq!(
        (merged.links[0].kind, merged.links[0].id),
        (LinkKind::MergedInto, first.id)
    );
    let whole = desk.teacher.sees(first.id).await;
    assert_eq!(texts(&whole), ["Не открывается журнал", "Всё ещё не открывается"]);
    assert_eq!(
        (whole.messages[0].of, whole.messages[1].of),
        (None, Some(second.id))
    );
    assert_eq!(whole.links[0].kind, LinkKind::MergedFrom);
    // One waits for one answer, not for two; the promise of each is kept by the same word.
    let open = desk
        .teacher
        .ask::<podskazka_shared::tickets::TicketsCount>(desk.teacher.path());
    assert_eq!(open.done().await.mine, 1);
    desk.helper.says(first.id, "Смотрим").await;
    let both = [first.id, second.id];
    for id in both {
        let seen = desk.teacher.sees(id).await.summary;
        assert_eq!(seen.considered_at, Some(app.now()), "{}", seen.number);
    }
    // In the merged one nothing more is written.
    let says = desk
        .teacher
        .ask::<podskazka_shared::tickets::MessagesCreate>(desk.teacher.at(second.id));
    says.json(&json!({"text": "Ещё"}))
        .refused(ProblemKind::WrongState)
        .await;
    let back = desk.helper.unmerges(second.id).await;
    assert_eq!(back.summary.state, TicketState::InProgress);
    assert_eq!(texts(&back), ["Всё ещё не открывается"]);
    assert_eq!(
        texts(&desk.teacher.sees(first.id).await),
        ["Не открывается журнал", "Смотрим"]
    );
    assert_eq!(
        (back.summary.filed_at, back.summary.due_at),
        (second.filed_at, second.due_at)
    );
    let kinds: Vec<EventKind> = desk
        .helper
        .history(second.id)
        .await
        .iter()
        .map(|e| e.event)
        .collect();
    assert_eq!(
        kinds,
        [
            EventKind::File,
            EventKind::Merge,
            EventKind::Message,
            EventKind::Unmerge
        ]
    );
    let kinds: Vec<EventKind> = desk
        .helper
        .history(first.id)
        .await
        .iter()
        .map(|e| e.event)
        .collect();
    assert_eq!(
        kinds,
        [
            EventKind::File,
            EventKind::Take,
            EventKind::Message,
            EventKind::LetGo
        ]
    );
    // Answered together, it comes back answered, and may be reopened if that did not help.
    desk.helper.merges(second.id, first.id).await;
    desk.helper.answers(first.id, "Обновите страницу").await;
    let back = desk.helper.unmerges(second.id).await.summary;
    assert_eq!(back.state, TicketState::Answered);
    let again = desk.teacher.reopens(second.id, "Не помогло").await.summary;
    assert_eq!(again.state, TicketState::InProgress);
}

async fn only_what_the_same_people_read_is_merged(app: TestApp) {
    let desk = desk(&app).await;
    let own = desk.student.files("Вопрос").await.summary.id;
    let others = desk.teacher.files("Чужой").await.summary.id;
    let parents = desk.parent.files("О ребёнке").await.summary.id;
    let shared = TicketBody {
        shared: true,
        ..ticket("С другим родителем")
    };
    let shared = desk.parent.files_body(&shared).await.summary.id;
    let done = desk.student.files("Решено").await.summary.id;
    desk.helper.answers(done, "Вот").await;
    for (one, other) in [(own, others), (own, parents), (shared, parents), (own, done)] {
        let merge = desk
            .helper
            .step::<TicketsMerge>(one)
            .await
            .body(&MergeBody { into: other });
        let refused = merge.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&refused), [("/into", FieldErrorKind::NotOpen)]);
    }
    // What one does not see is like what is not there.
    let foreign = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    let foreign = foreign.files("Вопрос").await.summary.id;
    for into in [foreign, own] {
        let merge = desk
            .helper
            .step::<TicketsMerge>(own)
            .await
            .body(&MergeBody { into });
        let refused = merge.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&refused), [("/into", FieldErrorKind::NotFound)]);
    }
    // No chains: what holds others is not merged itself.
    let (two, three) = (
        desk.student.files("Два").await.summary.id,
        desk.student.files("Три").await.summary.id,
    );
    desk.helper.merges(two, own).await;
    let chain = desk
        .helper
        .step::<TicketsMerge>(own)
        .await
        .body(&MergeBody { into: three });
    chain.refused(ProblemKind::WrongState).await;
    let unmerge = desk.helper.step::<TicketsUnmerge>(three).await;
    unmerge.refused(ProblemKind::WrongState).await;
}

async fn a_message_becomes_a_request_with_the_term_it_had(app: TestApp) {
    let desk = desk(&app).await;
    let id = desk.teacher.files("Не открывается журнал").await.summary.id;
    desk.helper.says(id, "Смотрим").await;
    app.after(Duration::hours(1));
    let said = desk.teacher.says(id, "И ещё не приходит код").await;
    app.after(Duration::hours(5));
    let split = desk.helper.splits(id, said.id, Topic::Access).await;
    let row = &split.summary;
    assert_eq!(
        (row.title.as_str(), row.topic),
        ("И ещё не приходит код", Topic::Access)
    );
    assert_eq!(
        (row.state, row.requester.id),
        (TicketState::New, desk.teacher.member)
    );
    assert_eq!(
        (row.term_from, row.due_at),
        (said.at, said.at + Duration::hours(24))
    );
    assert_eq!(split.messages[0].id, said.id);
    assert_eq!(split.messages[0].kind, MessageKind::Request);
    assert_eq!(
        texts(&desk.teacher.sees(id).await),
        ["Не открывается журнал", "Смотрим"]
    );
    assert_eq!(desk.teacher.sees(id).await.links[0].kind, LinkKind::SplitOff);
    assert!(desk.teacher.sees(row.id).await.summary.mine);
    // Neither the first message, nor a word of staff, nor another request's.
    let elsewhere = desk.teacher.files("Другое").await;
    let begun = desk.teacher.sees(id).await.messages;
    for message in [begun[0].id, begun[1].id, elsewhere.messages[0].id, said.id] {
        let body = SplitBody {
            message,
            topic: Topic::Other,
        };
        let refused = desk.helper.ask::<TicketsSplit>(desk.helper.at(id)).body(&body);
        let refused = refused.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&refused), [("/message", FieldErrorKind::NotFound)]);
    }
    // Back where it came from.
    desk.helper.merges(row.id, id).await;
    assert_eq!(
        texts(&desk.teacher.sees(id).await),
        ["Не открывается журнал", "Смотрим", "И ещё не приходит код"]
    );
    // The same key makes it once.
    let more = desk.teacher.says(id, "И третье").await.id;
    let body = SplitBody {
        message: more,
        topic: Topic::Other,
    };
    let key = crate::support::client::fresh_key();
    let split = async || {
        let ask = desk.helper.ask::<TicketsSplit>(desk.helper.at(id)).body(&body);
        ask.key(&key).done().await.summary.id
    };
    assert_eq!(split().await, split().await);
}

async fn a_link_is_seen_by_those_who_may_read_the_other(app: TestApp) {
    let desk = desk(&app).await;
    let own = desk.student.files("Вопрос").await.summary.id;
    let others = desk.teacher.files("О том же").await.summary.id;
    let linked = desk.helper.links(own, others, true).await;
    assert_eq!(
        (linked.links[0].kind, linked.links[0].id),
        (LinkKind::Related, others)
    );
    desk.helper.links(others, own, true).await;
    assert_eq!(desk.helper.sees(others).await.links.len(), 1);
    assert_eq!(desk.student.sees(own).await.links, []);
    assert_eq!(desk.teacher.sees(others).await.links, []);
    assert_eq!(desk.director.sees(own).await.links.len(), 1);
    let foreign = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    let foreign = foreign.files("Вопрос").await.summary.id;
    let link = desk.helper.step::<TicketsLink>(own).await;
    let refused = link.json(&json!({"other": foreign, "linked": true}));
    let refused = refused.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&refused), [("/other", FieldErrorKind::NotFound)]);
    desk.helper.links(others, own, false).await;
    assert_eq!(desk.helper.sees(own).await.links, []);
}

async fn two_who_merge_crosswise_make_no_ring(app: TestApp) {
    let desk = desk(&app).await;
    for _ in 0..5 {
        let one = desk.student.files("Раз").await.summary.id;
        let two = desk.student.files("Два").await.summary.id;
        let asks = [(one, two), (two, one)].map(|(id, into)| {
            let helper = desk.helper.clone();
            async move {
                let ask = helper.ask::<TicketsMerge>(helper.at(id)).version(1);
                ask.body(&MergeBody { into }).send().await.status
            }
        });
        let mut answers = together(asks).await;
        answers.sort_unstable();
        assert!(answers[0] == 200 && answers[1] != 200, "{answers:?}");
        let merged =
            [one, two].map(async |id| desk.helper.sees(id).await.summary.state == TicketState::Merged);
        let [first, second] = merged;
        assert_ne!(first.await, second.await);
    }
}

/// New terms raise the version between reading and doing: then once more, as a person would.
async fn tried(act: impl AsyncFn() -> u16) {
    loop {
        match act().await {
            412 => {}
            status => return assert_eq!(status, 200),
        }
    }
}

async fn new_terms_wait_for_who_works_on_what_is_merged(app: TestApp) {
    let desk = desk(&app).await;
    let promised = |minutes| {
        let answered = Some(Target::Calendar { minutes });
        policy(vec![rule(Target::Calendar { minutes: 1440 }, answered)])
    };
    publish(&desk.director, promised(2880), 0).await;
    // Into the later and into the earlier one: the order of the ids is another.
    let mut pairs = Vec::new();
    for _ in 0..3 {
        let one = desk.teacher.files("Раз").await.summary.id;
        app.after(Duration::minutes(1));
        let two = desk.teacher.files("Два").await.summary.id;
        pairs.extend([(one, two)]);
        let three = desk.teacher.files("Три").await.summary.id;
        app.after(Duration::minutes(1));
        let four = desk.teacher.files("Четыре").await.summary.id;
        pairs.extend([(four, three)]);
    }
    let publishes = async {
        for version in 1..15 {
            publish(
                &desk.director,
                promised(2880 + u32::try_from(version).unwrap()),
                version,
            )
            .await;
        }
    };
    let works = async |(one, two): (TicketId, TicketId)| {
        for _ in 0..3 {
            let helper = &desk.helper;
            tried(async || {
                helper
                    .step::<TicketsMerge>(one)
                    .await
                    .body(&MergeBody { into: two })
                    .send()
                    .await
                    .status
            })
            .await;
            tried(async || {
                helper
                    .step::<TicketsAsk>(two)
                    .await
                    .body(&step("Где?"))
                    .send()
                    .await
                    .status
            })
            .await;
            desk.teacher.says(two, "Там").await;
            tried(async || helper.step::<TicketsUnmerge>(one).await.send().await.status).await;
        }
    };
    let ((), _) = tokio::join!(
        publishes,
        futures_util::future::join_all(pairs.into_iter().map(works))
    );
}

/// What every sequence must leave true.
async fn check(
    desk: &Desk,
    ids: &BTreeSet<TicketId>,
    said: &BTreeMap<MessageId, String>,
    events: &mut BTreeMap<TicketId, usize>,
) {
    let mut found: BTreeMap<MessageId, String> = BTreeMap::new();
    for id in ids {
        let seen = desk.student.sees(*id).await;
        // Each message stands in one request, and is read in it and where it was merged into.
        for message in seen.messages.iter().filter(|message| message.of.is_none()) {
            assert!(found.insert(message.id, message.text.clone()).is_none(), "twice");
        }
        // The child's own, so the parent reads it, and the teacher does not.
        assert_eq!(desk.parent.sees(*id).await.summary.version, seen.summary.version);
        let stranger = desk
            .teacher
            .ask::<podskazka_shared::tickets::TicketsFind>(desk.teacher.at(*id));
        stranger.refused(ProblemKind::NotFound).await;
        // No event goes.
        let now = desk.director.history(*id).await.len();
        let before = events.insert(*id, now).unwrap_or_default();
        assert!(now >= before, "{now} events, {before} before");
        // What is stored is what the events come to.
        let told = explained(&desk.student, *id).await;
        let row = &seen.summary;
        assert_eq!(
            told.considered.deadline.due_at,
            Some(row.due_at),
            "{} {}",
            row.number,
            row.state
        );
        let answered = told.answered.unwrap();
        assert_eq!(
            answered.deadline.due_at, row.answer_due_at,
            "{} {}",
            row.number, row.state
        );
        // Whatever is open and not considered is promised a time, and stands in the queue by it.
        if row.state.is_open() && row.considered_at.is_none() {
            assert!(row.due_at > row.term_from);
        }
    }
    assert_eq!(&found, said);
}

async fn whatever_the_order_nothing_is_lost(app: TestApp) {
    let desk = desk(&app).await;
    let _ = &desk.school;
    let terms = rule(
        Target::Working { minutes: 480 },
        Some(Target::WorkingDays { days: 2 }),
    );
    publish(&desk.director, policy(vec![terms]), 0).await;
    let mut random = StdRng::seed_from_u64(5);
    for _ in 0..3 {
        let mut ids: BTreeSet<TicketId> = BTreeSet::new();
        let mut said: BTreeMap<MessageId, String> = BTreeMap::new();
        let mut events: BTreeMap<TicketId, usize> = BTreeMap::new();
        for number in 0..3 {
            let filed = desk.student.files(&format!("Вопрос {number}")).await;
            ids.insert(filed.summary.id);
            said.insert(filed.messages[0].id, filed.messages[0].text.clone());
        }
        for step in 0..40 {
            app.after(Duration::minutes(random.random_range(1..300)));
            let all: Vec<TicketId> = ids.iter().copied().collect();
            let id = all[random.random_range(0..all.len())];
            let other = all[random.random_range(0..all.len())];
            let helper = &desk.helper;
            helper.later();
            let version = helper.sees(id).await.summary.version;
            let at = helper.at(id);
            let text = format!("Слово {step}");
            let body = json!({"text": text});
            use podskazka_shared::tickets as t;
            // Whatever the state allows is done; whatever it does not is refused, and nothing changes.
            let (answer, by) = match random.random_range(0..11) {
                0 | 1 => (
                    helper
                        .ask::<TicketsMerge>(at)
                        .version(version)
                        .body(&MergeBody { into: other })
                        .send()
                        .await
                        .raw(),
                    None,
                ),
                2 | 3 => (
                    helper
                        .ask::<TicketsUnmerge>(at)
                        .version(version)
                        .send()
                        .await
                        .raw(),
                    None,
                ),
                4 => {
                    let own = desk.student.sees(id).await.messages;
                    let own: Vec<MessageId> = own
                        .iter()
                        .filter(|message| message.kind == MessageKind::Message && message.of.is_none())
                        .map(|message| message.id)
                        .collect();
                    if own.is_empty() {
                        continue;
                    }
                    let body = SplitBody {
                        message: own[random.random_range(0..own.len())],
                        topic: Topic::Other,
                    };
                    let answer = helper.ask::<TicketsSplit>(at).body(&body).send().await;
                    if answer.status == 201 {
                        let new: Ticket = serde_json::from_value(answer.json()).unwrap();
                        ids.insert(new.summary.id);
                    }
                    (answer.raw(), None)
                }
                5 => (
                    helper
                        .ask::<t::TicketsAsk>(at)
                        .version(version)
                        .json(&body)
                        .send()
                        .await
                        .raw(),
                    Some(text),
                ),
                6 => (
                    helper
                        .ask::<t::TicketsAnswer>(at)
                        .version(version)
                        .json(&body)
                        .send()
                        .await
                        .raw(),
                    Some(text),
                ),
                7 => {
                    let ask = desk
                        .student
                        .ask::<t::TicketsReopen>(desk.student.at(id))
                        .version(version);
                    (ask.json(&body).send().await.raw(), Some(text))
                }
                8 | 9 => {
                    let ask = desk.student.ask::<t::MessagesCreate>(desk.student.at(id));
                    (ask.json(&body).send().await.raw(), Some(text))
                }
                _ => (
                    helper.ask::<t::MessagesCreate>(at).json(&body).send().await.raw(),
                    Some(text),
                ),
            };
            assert!([200, 201, 409, 422].contains(&answer.status), "{}", answer.text());
            if let Some(text) = by.filter(|_| answer.status < 300) {
                let seen = desk.student.sees(id).await;
                let last = seen.messages.iter().find(|message| message.text == text).unwrap();
                said.insert(last.id, text);
            }
            if step % 4 == 3 {
                check(&desk, &ids, &said, &mut events).await;
            }
        }
    }
}
