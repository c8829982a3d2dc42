//! Every step of a request from every state by every role, through HTTP: done or refused as the policy and the table of steps
//! say (T3, T4, T6, T9, T10).

use podskazka_shared::access::{Action, Capacity, Reach, reaches};
use podskazka_shared::deadlines::policy::{DeadlinePolicy, PoliciesPublish, PolicyPath};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::feedback::TicketsRating;
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::join::{TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge};
use podskazka_shared::tickets::{
    Act, EventKind, MessageKind, MessagesCreate, Outcome, Side, TicketPath, TicketState, TicketsAnswer,
    TicketsAsk, TicketsAssign, TicketsClose, TicketsDecide, TicketsFollow, TicketsHandOver, TicketsObject,
    TicketsOutcome, TicketsRedirect, TicketsRefuse, TicketsReopen, TicketsShare, TicketsStop, TicketsTopic,
    Topic, state,
};
use serde_json::{Value, json};

use crate::support::client::Raw;
use crate::support::desk::{handover, step, ticket};
use crate::support::{School, TestApp, Who};

/// The steps whose lines in the trail `each_step_leaves_a_line` looks for.
pub const TRAILED: [&str; 15] = [
    "tickets_bulk",
    "tickets_decide",
    "tickets_follow",
    "tickets_hand_over",
    "tickets_link",
    "tickets_merge",
    "tickets_object",
    "tickets_outcome",
    "tickets_redirect",
    "tickets_reference",
    "tickets_refuse",
    "tickets_split",
    "tickets_stop",
    "tickets_topic",
    "tickets_unmerge",
];

struct Desk {
    student: Who,
    parent: Who,
    director: Who,
    deputy: Who,
    helper: Who,
    others: Vec<(Capacity, Who)>,
}

pub async fn allow_refusals(director: &Who) {
    let path = PolicyPath {
        school: director.school.clone(),
    };
    let policy = DeadlinePolicy {
        refusals: true,
        ..DeadlinePolicy::default()
    };
    let publish = director.ask::<PoliciesPublish>(path).version(0);
    publish.body(&policy).done().await;
}

async fn desk(school: &School) -> Desk {
    let student = school.student(Some("7А")).await;
    let parent = school.parent(&[&student]).await;
    let director = school.person(&[Capacity::Director]).await;
    allow_refusals(&director).await;
    let mut others = Vec::new();
    for capacity in [
        Capacity::JournalAdmin,
        Capacity::SystemAdmin,
        Capacity::Secretary,
        Capacity::Teacher,
        Capacity::Staff,
    ] {
        others.push((capacity, school.person(&[capacity]).await));
    }
    Desk {
        deputy: school.person(&[Capacity::DeputyHead]).await,
        helper: school.person(&[Capacity::Helper]).await,
        student,
        parent,
        director,
        others,
    }
}

/// A request in a state, a message of it that may be split off, and another request of the same person.
struct Case {
    id: TicketId,
    message: MessageId,
    other: TicketId,
}

impl Desk {
    async fn in_state(&self, state: TicketState) -> Case {
        let id = self.student.files("Не вижу оценок").await.summary.id;
        let other = self.student.files("И ещё расписание").await.summary.id;
        let message = self.student.says(id, "Ещё вопрос").await.id;
        match state {
            TicketState::New => {}
            TicketState::InProgress => drop(self.helper.assigns(id, Some(&self.helper)).await),
            TicketState::Waiting => drop(self.helper.asks(id, "Где?").await),
            TicketState::WithVendor => drop(self.helper.hands_over(id, "Пусто").await),
            TicketState::Answered => drop(self.helper.answers(id, "Вот").await),
            TicketState::Refused => drop(self.deputy.refuses(id, "Не наше").await),
            TicketState::Objected => {
                self.deputy.refuses(id, "Не наше").await;
                self.student.objects(id, "Ваше").await;
            }
            TicketState::Stopped => drop(self.helper.stops(id, "Грубость").await),
            TicketState::Merged => drop(self.helper.merges(id, other).await),
            TicketState::Closed => {
                self.helper.answers(id, "Вот").await;
                self.student.closes(id).await;
            }
        }
        let now = self.director.sees(id).await.summary.state;
        assert_eq!(now, state);
        Case { id, message, other }
    }

    /// Everybody who tries, with what they are.
    fn everybody(&self) -> Vec<(Capacity, &Who)> {
        let named = [
            (Capacity::Student, &self.student),
            (Capacity::Parent, &self.parent),
            (Capacity::Director, &self.director),
            (Capacity::DeputyHead, &self.deputy),
            (Capacity::Helper, &self.helper),
        ];
        let others = self.others.iter().map(|(capacity, who)| (*capacity, who));
        named.into_iter().chain(others).collect()
    }
}

/// The action that a step needs.
fn action(act: Act) -> Action {
    match act {
        Act::Message => Action::TicketWrite,
        Act::Note => Action::TicketNote,
        Act::Assign
        | Act::Topic
        | Act::Ask
        | Act::Answer
        | Act::HandOver
        | Act::Outcome
        | Act::Redirect
        | Act::Stop
        | Act::Merge
        | Act::Unmerge
        | Act::Split
        | Act::Link
        | Act::Follow => Action::TicketWork,
        Act::Refuse => Action::TicketRefuse,
        Act::Object => Action::TicketObject,
        Act::Uphold | Act::Overturn => Action::TicketDecide,
        Act::Close => Action::TicketClose,
        Act::Reopen => Action::TicketReopen,
        Act::Rate => Action::TicketRate,
        Act::Share => Action::TicketShare,
    }
}

/// Whether the reach covers the student's request, by what the tester is.
fn covers(reach: Reach, who: Capacity, assigned: bool) -> bool {
    let own = who == Capacity::Student;
    match reach {
        Reach::Own => own,
        Reach::OwnChild => who == Capacity::Parent,
        Reach::Others => !own,
        Reach::School => true,
        Reach::Direction => who == Capacity::Helper,
        Reach::Assigned => who == Capacity::Helper && assigned,
        Reach::Filed | Reach::Addressed | Reach::OwnClass => false,
    }
}

fn may(action: Action, who: Capacity, assigned: bool) -> bool {
    reaches(action, who)
        .iter()
        .any(|reach| covers(*reach, who, assigned))
}

async fn send<E>(who: &Who, case: &Case, body: Value) -> Raw
where
    E: Endpoint<Params = TicketPath, Query = Nothing>,
{
    // Whoever does not see it knows no version either.
    let version = match who
        .ask::<podskazka_shared::tickets::TicketsFind>(who.at(case.id))
        .send()
        .await
    {
        found if found.status == 200 => found.json()["version"].as_i64().unwrap(),
        _ => 1,
    };
    let ask = who.ask::<E>(who.at(case.id)).json(&body);
    match E::EFFECT {
        podskazka_shared::endpoint::Effect::Change => ask.version(version).send().await.raw(),
        podskazka_shared::endpoint::Effect::Create
        | podskazka_shared::endpoint::Effect::Read
        | podskazka_shared::endpoint::Effect::Act => ask.send().await.raw(),
    }
}

async fn try_it(who: &Who, case: &Case, act: Act) -> Raw {
    let text = || json!(step("Слово"));
    who.later();
    match act {
        Act::Message => send::<MessagesCreate>(who, case, text()).await,
        Act::Note => send::<MessagesCreate>(who, case, json!({"text": "Слово", "internal": true})).await,
        Act::Assign => send::<TicketsAssign>(who, case, json!({"assignee": null})).await,
        Act::Topic => send::<TicketsTopic>(who, case, json!({"topic": Topic::Access})).await,
        Act::Ask => send::<TicketsAsk>(who, case, text()).await,
        Act::Answer => send::<TicketsAnswer>(who, case, text()).await,
        Act::HandOver => send::<TicketsHandOver>(who, case, json!(handover("Слово"))).await,
        Act::Outcome => {
            let body = json!({"outcome": Outcome::BadlyPut, "text": "Слово"});
            send::<TicketsOutcome>(who, case, body).await
        }
        Act::Redirect => send::<TicketsRedirect>(who, case, text()).await,
        Act::Refuse => send::<TicketsRefuse>(who, case, text()).await,
        Act::Object => send::<TicketsObject>(who, case, text()).await,
        Act::Uphold => send::<TicketsDecide>(who, case, json!({"upheld": true, "text": "Слово"})).await,
        Act::Overturn => send::<TicketsDecide>(who, case, json!({"upheld": false, "text": "Слово"})).await,
        Act::Stop => send::<TicketsStop>(who, case, text()).await,
        Act::Merge => send::<TicketsMerge>(who, case, json!({"into": case.other})).await,
        Act::Unmerge => send::<TicketsUnmerge>(who, case, json!({})).await,
        Act::Split => {
            let body = json!({"message": case.message, "topic": Topic::Other});
            send::<TicketsSplit>(who, case, body).await
        }
        Act::Link => send::<TicketsLink>(who, case, json!({"other": case.other, "linked": true})).await,
        Act::Follow => send::<TicketsFollow>(who, case, json!({"followed": true})).await,
        Act::Close => send::<TicketsClose>(who, case, json!({})).await,
        Act::Reopen => send::<TicketsReopen>(who, case, text()).await,
        Act::Rate => send::<TicketsRating>(who, case, json!({"stars": 5})).await,
        Act::Share => send::<TicketsShare>(who, case, json!({"shared": true})).await,
    }
}

both![
    every_step_by_every_role_from_every_state,
    a_refusal_takes_one_objection_and_another_decides,
    refusals_are_off_until_the_school_allows_them,
    the_vendor_has_a_clock_and_three_reasons,
    who_is_sent_to_the_vendor_gets_its_contacts,
    a_stopped_conversation_goes_on_with_another_helper,
    followers_hear_as_long_as_they_may_read,
    the_history_tells_everything_and_hides_what_is_internal,
    several_at_once_are_each_done_or_refused,
    each_step_leaves_a_line,
];

async fn each_step_leaves_a_line(app: TestApp) {
    use podskazka_shared::tickets::join::{BulkAct, BulkBody, TicketsBulk, Versioned};
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let (one, two) = (
        desk.student.files("Раз").await.summary.id,
        desk.student.files("Два").await.summary.id,
    );
    let said = desk.student.says(one, "И ещё").await.id;
    // Everybody has signed in by then.
    desk.director.sees(one).await;
    desk.deputy.sees(one).await;
    desk.helper.sees(one).await;
    let before = app
        .database()
        .count("SELECT COUNT(*) FROM audit WHERE action <> 'sign_in'", [])
        .await;
    let helper = &desk.helper;
    helper.retopics(one, Topic::Access).await;
    helper.follows(one, true).await;
    helper.follows(one, false).await;
    helper.links(one, two, true).await;
    helper.links(one, two, false).await;
    helper.merges(two, one).await;
    helper.unmerges(two).await;
    helper.splits(one, said, Topic::Other).await;
    helper.hands_over(one, "Тайный текст").await;
    let reference = helper
        .step::<podskazka_shared::tickets::TicketsReference>(one)
        .await;
    reference.json(&json!({"reference": "SD-1"})).done().await;
    helper.reports(one, Outcome::TooLate, "Тайный ответ").await;
    desk.deputy.refuses(one, "Тайная причина").await;
    desk.student.objects(one, "Тайное возражение").await;
    desk.director.decides(one, true, "Тайное решение").await;
    let redirect = helper.step::<TicketsRedirect>(two).await;
    redirect.body(&step("Тайный совет")).done().await;
    helper.stops(two, "Тайный повод").await;
    let three = desk.student.files("Три").await.summary;
    let body = BulkBody {
        items: vec![Versioned {
            id: three.id,
            version: three.version,
        }],
        act: BulkAct::Topic { topic: Topic::Access },
    };
    helper.later();
    helper.later();
    helper.ask::<TicketsBulk>(helper.path()).body(&body).done().await;
    let lines =
        "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action <> 'sign_in' ORDER BY at, id";
    let lines: Vec<String> = app.database().column(lines, []).await;
    let told: Vec<&str> = lines
        .iter()
        .skip(usize::try_from(before).unwrap())
        .map(String::as_str)
        .collect();
    assert_eq!(
        told,
        [
            "ticket_work [\"topic\"]",
            "ticket_work [\"follow\"]",
            "ticket_work [\"unfollow\"]",
            "ticket_work [\"link\"]",
            "ticket_work [\"unlink\"]",
            "ticket_work [\"merge\"]",
            "ticket_work [\"unmerge\"]",
            "ticket_work [\"split\"]",
            "ticket_work [\"hand_over\"]",
            "ticket_work [\"reference\"]",
            "ticket_work [\"outcome\"]",
            "ticket_refuse [\"refuse\"]",
            "ticket_object [\"object\"]",
            "ticket_decide [\"uphold\"]",
            "ticket_work [\"redirect\"]",
            "ticket_work [\"stop\"]",
            "ticket_file []",
            "ticket_work [\"topic\"]",
        ]
    );
}

async fn every_step_by_every_role_from_every_state(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let mut wrong = Vec::new();
    for from in TicketState::ALL {
        let mut case = desk.in_state(from).await;
        for (capacity, who) in desk.everybody() {
            for act in Act::ALL {
                let ticket = desk.director.sees(case.id).await.summary;
                let assigned = ticket
                    .assignee
                    .as_ref()
                    .is_some_and(|own| own.id == desk.helper.member);
                let staff = may(Action::TicketWork, capacity, assigned);
                let side = if staff { Side::Staff } else { Side::Requester };
                let next = state::next(from, act, side);
                let reads = may(Action::TicketRead, capacity, assigned);
                let ever = !reaches(action(act), capacity).is_empty();
                let allowed = may(action(act), capacity, assigned);
                // A note comes through the door of messages.
                let door = match act == Act::Note {
                    true => !reaches(Action::TicketWrite, capacity).is_empty(),
                    false => ever,
                };
                let expected = match (reads, door, allowed) {
                    (false, _, _) => vec![404, 403],
                    (true, false, _) | (true, true, false) => vec![403],
                    // Only a parent's request about a child is shared.
                    (true, true, true) if act == Act::Share => vec![409],
                    (true, true, true) if next.is_none() => vec![409],
                    (true, true, true) => vec![200, 201],
                };
                let answer = try_it(who, &case, act).await;
                if !expected.contains(&answer.status) {
                    let told = answer.text();
                    wrong.push(format!(
                        "{from} {act:?} by {capacity:?}: {} {told}",
                        answer.status
                    ));
                }
                let now = desk.director.sees(case.id).await.summary;
                match (answer.status, next) {
                    (200 | 201, Some(to)) => {
                        // What is taken out of a merge goes on as its clock tells.
                        if act != Act::Unmerge && now.state != to {
                            wrong.push(format!("{from} {act:?} by {capacity:?}: now {}", now.state));
                        }
                        case = desk.in_state(from).await;
                    }
                    _ => assert_eq!(now.version, ticket.version, "{from} {act:?} by {capacity:?}"),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn a_refusal_takes_one_objection_and_another_decides(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Поставьте пятёрку").await.summary.id;
    let refused = desk.deputy.refuses(id, "Отметки ставит учитель").await;
    assert_eq!(refused.summary.state, TicketState::Refused);
    assert!(refused.summary.considered_at.is_some());
    let seen = desk.student.sees(id).await;
    assert_eq!(seen.messages.last().unwrap().kind, MessageKind::Refusal);
    assert!(seen.may.contains(&Act::Object) && !seen.may.contains(&Act::Reopen));
    let objected = desk
        .student
        .objects(id, "Отметка уже стоит в журнале")
        .await
        .summary;
    // A new term: the head has as long as anybody.
    assert_eq!(
        (objected.state, objected.considered_at, objected.due_at),
        (
            TicketState::Objected,
            None,
            objected.term_from + chrono::Duration::hours(24)
        )
    );
    assert!(!desk.deputy.sees(id).await.may.contains(&Act::Overturn));
    assert!(desk.director.sees(id).await.may.contains(&Act::Overturn));
    let upheld = desk
        .director
        .decides(id, true, "Обратитесь к учителю")
        .await
        .summary;
    assert_eq!(upheld.state, TicketState::Refused);
    // Once.
    assert!(!desk.student.sees(id).await.may.contains(&Act::Object));
    let again = desk
        .student
        .step::<TicketsObject>(id)
        .await
        .body(&step("Ещё раз"));
    again.refused(ProblemKind::WrongState).await;

    let other = desk.student.files("Не открывается").await.summary.id;
    desk.deputy.refuses(other, "Не наше").await;
    desk.student.objects(other, "Ваше").await;
    let overturned = desk.director.decides(other, false, "Поможем").await.summary;
    assert_eq!(overturned.state, TicketState::InProgress);
    assert!(overturned.considered_at.is_some());

    // Nobody stands above the head in the school.
    let heads = desk.student.files("Вопрос").await.summary.id;
    desk.director.refuses(heads, "Нет").await;
    assert!(!desk.student.sees(heads).await.may.contains(&Act::Object));
    let objects = desk.student.step::<TicketsObject>(heads).await.body(&step("Да"));
    objects.refused(ProblemKind::WrongState).await;
}

async fn refusals_are_off_until_the_school_allows_them(app: TestApp) {
    let school = app.school("demo").await;
    let (director, teacher) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = teacher.files("Вопрос").await.summary.id;
    assert!(!director.sees(id).await.may.contains(&Act::Refuse));
    let refuse = director.step::<TicketsRefuse>(id).await.body(&step("Нет"));
    refuse.refused(ProblemKind::WrongState).await;
    allow_refusals(&director).await;
    assert!(director.sees(id).await.may.contains(&Act::Refuse));
    director.refuses(id, "Нет").await;
}

async fn the_vendor_has_a_clock_and_three_reasons(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Пустой раздел").await.summary.id;
    let handed = desk.helper.hands_over(id, "У 7А пуст раздел").await;
    assert_eq!(handed.summary.state, TicketState::WithVendor);
    assert!(handed.summary.considered_at.is_some());
    let open = &handed.handovers[0];
    assert_eq!((open.outcome, open.pauses), (None, false));
    assert_eq!(open.text.as_deref(), Some("У 7А пуст раздел"));
    // Nine hours of its days from 9 to 18: the same moment of the next day, or the end of this one.
    let due = open.due_at.unwrap();
    assert!(
        due > open.at && due <= open.at + chrono::Duration::hours(24),
        "{due}"
    );
    // What was sent is for those who work on it; that it was sent is not hidden.
    let seen = desk.student.sees(id).await;
    assert_eq!((seen.handovers.len(), &seen.handovers[0].text), (1, &None));
    let body = json!({"reference": " SD-10482 "});
    let entered = desk
        .helper
        .step::<podskazka_shared::tickets::TicketsReference>(id)
        .await;
    let entered = entered.json(&body).done().await;
    assert_eq!(entered.handovers[0].reference.as_deref(), Some("SD-10482"));
    for reason in [
        Outcome::NotEnough,
        Outcome::BadlyPut,
        Outcome::TooLate,
        Outcome::Answered,
    ] {
        let told = desk.helper.reports(id, reason, "Вот что сказали").await;
        assert_eq!(told.summary.state, TicketState::InProgress);
        assert_eq!(told.handovers[0].outcome, Some(reason));
        assert_eq!(told.messages.last().unwrap().kind, MessageKind::Vendor);
        let nothing = desk.helper.step::<TicketsOutcome>(id).await;
        let body = json!({"outcome": reason, "text": "Слово"});
        nothing.json(&body).refused(ProblemKind::WrongState).await;
        desk.helper.hands_over(id, "Ещё раз").await;
    }
    // Whoever closes it leaves nothing open.
    let closed = desk.student.closes(id).await;
    assert_eq!(closed.handovers[0].outcome, Some(Outcome::Withdrawn));
    assert_eq!(closed.handovers.len(), 5);
}

async fn who_is_sent_to_the_vendor_gets_its_contacts(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let vendor = json!({"contacts": {"vendor": {"name": "Поддержка", "phone": "8 800 000-00-00"}}});
    let director = &desk.director;
    let update = director.ask::<podskazka_shared::schools::SchoolsUpdate>(school.path());
    update.version(1).json(&vendor).done().await;
    let redirected = desk.student.files("Вопрос").await.summary.id;
    let ask = desk.helper.step::<TicketsRedirect>(redirected).await;
    let told = ask.body(&step("Это решает разработчик.")).done().await;
    assert_eq!(told.summary.state, TicketState::Answered);
    let last = told.messages.last().unwrap();
    assert_eq!(
        (last.kind, last.text.as_str()),
        (
            MessageKind::Answer,
            "Это решает разработчик.\n\nПоддержка\n8 800 000-00-00"
        )
    );
    let handed = desk.student.files("Ещё").await.summary.id;
    desk.helper.hands_over(handed, "Текст").await;
    let told = desk
        .helper
        .reports(handed, Outcome::AskYourself, "Просят обратиться самим.")
        .await;
    assert_eq!(told.summary.state, TicketState::Answered);
    assert_eq!(told.handovers[0].outcome, Some(Outcome::AskYourself));
    assert!(told.messages.last().unwrap().text.ends_with("8 800 000-00-00"));
}

async fn a_stopped_conversation_goes_on_with_another_helper(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("…").await.summary.id;
    let stopped = desk
        .helper
        .stops(id, "Оскорбления недопустимы: пункт 5 положения.")
        .await;
    assert_eq!(stopped.summary.state, TicketState::Stopped);
    let seen = desk.student.sees(id).await;
    assert!(seen.messages.last().unwrap().text.contains("пункт 5"));
    assert_eq!(seen.may, []);
    let taken = desk.deputy.reopens(id, "Давайте разберёмся спокойно").await;
    assert_eq!(taken.summary.state, TicketState::InProgress);
    assert_eq!(desk.student.says(id, "Хорошо").await.side, Side::Requester);
}

async fn followers_hear_as_long_as_they_may_read(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Вопрос").await.summary.id;
    assert!(desk.deputy.follows(id, true).await.followed);
    desk.deputy.follows(id, true).await;
    assert!(!desk.helper.sees(id).await.followed);
    desk.helper.says(id, "Смотрим").await;
    desk.helper.notes(id, "Заметка").await;
    desk.student.says(id, "Спасибо").await;
    desk.helper.answers(id, "Готово").await;
    let mails = "SELECT COUNT(*) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%followed%'";
    assert_eq!(app.database().count(mails, []).await, 3);
    assert!(!desk.deputy.follows(id, false).await.followed);
    desk.student.reopens(id, "Не помогло").await;
    assert_eq!(app.database().count(mails, []).await, 3);
    // Nothing of it is told to the requester.
    let kinds: Vec<EventKind> = desk
        .student
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    assert!(!kinds.contains(&EventKind::Follow) && !kinds.contains(&EventKind::Unfollow));
}

async fn the_history_tells_everything_and_hides_what_is_internal(app: TestApp) {
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let id = desk.student.files("Вопрос").await.summary.id;
    desk.helper.assigns(id, Some(&desk.helper)).await;
    desk.helper.notes(id, "Заметка").await;
    desk.helper.asks(id, "Где?").await;
    desk.student.says(id, "Там").await;
    desk.helper.retopics(id, Topic::Access).await;
    desk.helper.answers(id, "Вот").await;
    let told = desk.helper.history(id).await;
    let kinds: Vec<EventKind> = told.iter().map(|event| event.event).collect();
    let all = [
        EventKind::File,
        EventKind::Assign,
        EventKind::Note,
        EventKind::Ask,
        EventKind::Message,
        EventKind::Topic,
        EventKind::Answer,
    ];
    assert_eq!(kinds, all);
    assert_eq!(told[1].to.as_ref().unwrap().id, desk.helper.member);
    let clocks: Vec<_> = told.iter().filter_map(|event| event.clock).collect();
    use podskazka_shared::calendar::ClockEventKind::{Pause, Resume, Start, Stop};
    assert_eq!(clocks, [Start, Pause, Resume, Stop]);
    let seen: Vec<EventKind> = desk
        .student
        .history(id)
        .await
        .iter()
        .map(|event| event.event)
        .collect();
    let public: Vec<EventKind> = all.into_iter().filter(|kind| *kind != EventKind::Note).collect();
    assert_eq!(seen, public);
}

async fn several_at_once_are_each_done_or_refused(app: TestApp) {
    use podskazka_shared::tickets::join::{BulkAct, BulkBody, TicketsBulk, Versioned};
    let school = app.school("demo").await;
    let desk = desk(&school).await;
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    let foreign = elsewhere.files("Чужой").await.summary.id;
    let own = desk.helper.files_body(&ticket("Свой")).await.summary.id;
    let (one, two, three) = (
        desk.student.files("Раз").await.summary,
        desk.student.files("Два").await.summary,
        desk.student.files("Три").await.summary,
    );
    desk.student.closes(three.id).await;
    let item = |id, version| Versioned { id, version };
    let items = vec![
        item(one.id, one.version),
        item(two.id, 7),
        item(three.id, 2),
        item(foreign, 1),
        item(own, 1),
    ];
    let body = BulkBody {
        items,
        act: BulkAct::Assign {
            assignee: Some(desk.helper.member),
        },
    };
    let results = desk
        .helper
        .ask::<TicketsBulk>(desk.helper.path())
        .body(&body)
        .done()
        .await
        .results;
    let told: Vec<_> = results
        .iter()
        .map(|result| (result.version, result.problem))
        .collect();
    assert_eq!(
        told,
        [
            (Some(2), None),
            (None, Some(ProblemKind::Stale)),
            (None, Some(ProblemKind::WrongState)),
            (None, Some(ProblemKind::NotFound)),
            (None, Some(ProblemKind::Forbidden)),
        ]
    );
    let twice = BulkBody {
        items: vec![item(one.id, 2), item(one.id, 2)],
        act: BulkAct::Topic { topic: Topic::Access },
    };
    let ask = desk.helper.ask::<TicketsBulk>(desk.helper.path()).body(&twice);
    ask.refused(ProblemKind::Invalid).await;
}
