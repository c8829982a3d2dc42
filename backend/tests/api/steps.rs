//! Every step of a request from every state by every role, through HTTP: done or refused as the policy and the table of steps
//! say (T3, T4, T6, T9, T10).

use podskazka_shared::access::{Action, Capacity, Reach, reaches};
use podskazka_shared::deadlines::policy::{DeadlinePolicy, PoliciesPublish, PolicyPath};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::feedback::TicketsRating;
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::tickets::join::{TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge};
use podskazka_shared::tickets::{
    Act, MessagesCreate, Outcome, Side, TicketPath, TicketState, TicketsAnswer, TicketsAsk, TicketsAssign,
    TicketsClose, TicketsDecide, TicketsFollow, TicketsHandOver, TicketsObject, TicketsOutcome,
    TicketsRedirect, TicketsRefuse, TicketsReopen, TicketsShare, TicketsStop, TicketsTopic, Topic, state,
};
use serde_json::{Value, json};

use crate::support::client::Raw;
use crate::support::desk::{handover, step};
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

pub struct Desk {
    pub student: Who,
    pub parent: Who,
    pub director: Who,
    pub deputy: Who,
    pub helper: Who,
    pub others: Vec<(Capacity, Who)>,
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

pub async fn desk(school: &School) -> Desk {
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
        Act::Stop => send::<TicketsStop>(who, case, json!({"text": "Слово", "report": "Слово"})).await,
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

both![every_step_by_every_role_from_every_state,];

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
                let stopper = who.member == desk.helper.member && !state::is_inside(act);
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
                    // Who stopped it works on it no more, and nobody leaves it to nobody.
                    (true, true, true) if from == TicketState::Stopped && (stopper || act == Act::Assign) => {
                        vec![409]
                    }
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
