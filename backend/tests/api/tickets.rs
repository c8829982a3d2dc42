//! The life of a request, and the time by which it must be considered (T3, T4).

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::TicketId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    Act, AssignBody, MessageBody, MessageKind, MessagesCreate, Side, TicketPath, TicketState, TicketStatus,
    TicketsAnswer, TicketsAsk, TicketsAssign, TicketsClose, TicketsCreate, TicketsQuery, TicketsReopen,
};

use crate::support::client::Ask;
use crate::support::desk::{step, ticket};
use crate::support::{School, TestApp, Who, together};

/// What a helper may do with a request that is worked on.
const WORKED: [Act; 13] = [
    Act::Message,
    Act::Note,
    Act::Assign,
    Act::Topic,
    Act::Ask,
    Act::Answer,
    Act::HandOver,
    Act::Redirect,
    Act::Stop,
    Act::Merge,
    Act::Split,
    Act::Link,
    Act::Follow,
];

async fn desk(app: &TestApp) -> (School, Who, Who) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    (school, parent, helper)
}

async fn wrong_state<E>(who: &Who, ticket: TicketId, body: impl Fn(Ask<E>) -> Ask<E>)
where
    E: Endpoint<Params = TicketPath, Query = Nothing>,
{
    body(who.step::<E>(ticket).await)
        .refused(ProblemKind::WrongState)
        .await;
}

both![
    a_request_is_filed_taken_asked_about_answered_rated_closed_and_reopened,
    the_first_public_word_of_staff_considers_and_takes_what_nobody_has,
    a_request_is_overdue_after_24_hours_until_it_is_considered,
    an_answered_request_closes_itself_after_14_days,
    steps_that_the_state_does_not_allow_are_409,
    a_request_is_assigned_to_those_who_help_here_and_not_to_who_filed_it,
    numbers_are_unique_and_grow_in_each_school,
    a_number_has_the_year_of_the_schools_own_clock,
];

async fn a_request_is_filed_taken_asked_about_answered_rated_closed_and_reopened(app: TestApp) {
    let (_, parent, helper) = desk(&app).await;
    let filed = parent.files("  Не вижу   оценок\nза вторник  ").await;
    let row = &filed.summary;
    let id = row.id;
    assert_eq!(
        (row.number.as_str(), row.title.as_str()),
        ("2026-000001", "Не вижу оценок")
    );
    assert_eq!((row.state, row.version, row.mine), (TicketState::New, 1, true));
    assert_eq!(
        (row.filed_at, row.term_from, row.due_at),
        (app.now(), app.now(), app.now() + Duration::hours(24))
    );
    assert_eq!(
        (
            row.class_name.as_deref(),
            row.considered_at,
            row.assignee.as_ref()
        ),
        (Some("7А"), None, None)
    );
    assert_eq!(filed.may, [Act::Message, Act::Close, Act::Share]);
    assert_eq!(filed.messages[0].kind, MessageKind::Request);
    assert_eq!(filed.messages[0].text, "Не вижу   оценок\nза вторник");

    let taken = helper.assigns(id, Some(&helper)).await;
    assert_eq!(
        (taken.summary.state, taken.summary.considered_at),
        (TicketState::InProgress, None)
    );
    assert_eq!(taken.summary.assignee.unwrap().id, helper.member);
    assert_eq!(taken.may, WORKED);

    let asked = helper.asks(id, "В каком классе?").await;
    let considered = app.now();
    assert_eq!(
        (asked.summary.state, asked.summary.considered_at),
        (TicketState::Waiting, Some(considered))
    );

    assert_eq!(parent.says(id, "В седьмом").await.side, Side::Requester);
    assert_eq!(parent.sees(id).await.summary.state, TicketState::InProgress);

    let answered = helper.answers(id, "Откройте дневник").await.summary;
    assert_eq!(
        (answered.state, answered.answered_at),
        (TicketState::Answered, Some(app.now()))
    );
    assert_eq!((answered.considered_at, answered.version), (Some(considered), 5));

    let seen = parent.sees(id).await;
    assert_eq!(seen.may, [Act::Close, Act::Reopen, Act::Rate, Act::Share]);
    let kinds: Vec<MessageKind> = seen.messages.iter().map(|message| message.kind).collect();
    let said = [
        MessageKind::Request,
        MessageKind::Question,
        MessageKind::Message,
        MessageKind::Answer,
    ];
    assert_eq!(kinds, said);
    parent.rates(id, 4, None).await;
    assert_eq!(parent.closes(id).await.summary.state, TicketState::Closed);

    app.after(Duration::days(2));
    let again = parent.reopens(id, "Снова не вижу").await.summary;
    assert_eq!(
        (again.state, again.filed_at),
        (TicketState::InProgress, row.filed_at)
    );
    assert_eq!(
        (again.term_from, again.due_at),
        (app.now(), app.now() + Duration::hours(24))
    );
    assert_eq!((again.considered_at, again.answered_at), (None, None));

    let last = helper.answers(id, "Теперь видно").await.summary;
    assert_eq!(
        (last.considered_at, last.answered_at),
        (Some(app.now()), Some(app.now()))
    );
    let terms = "SELECT COUNT(*) FROM ticket_term WHERE considered_at IS NOT NULL AND ended_at IS NOT NULL";
    assert_eq!(app.database().count(terms, []).await, 2);
    let events = "SELECT event FROM ticket_event ORDER BY id";
    let events: Vec<String> = app.database().column(events, []).await;
    assert_eq!(
        events,
        [
            "file", "assign", "ask", "message", "answer", "rate", "close", "reopen", "answer"
        ]
    );
}

async fn the_first_public_word_of_staff_considers_and_takes_what_nobody_has(app: TestApp) {
    let (school, parent, helper) = desk(&app).await;
    let other = school.person(&[Capacity::DeputyHead]).await;
    let id = parent.files("Вопрос").await.summary.id;
    parent.says(id, "Добавлю").await;
    helper.notes(id, "Знаю такое").await;
    helper.assigns(id, Some(&other)).await;
    helper.assigns(id, None).await;
    let still = helper.sees(id).await.summary;
    assert_eq!(
        (still.considered_at, still.assignee),
        (None, None),
        "none of that considers"
    );
    helper.says(id, "Смотрим").await;
    let considered = app.now();
    other.says(id, "И я смотрю").await;
    let row = helper.sees(id).await.summary;
    assert_eq!(
        (row.considered_at, row.state),
        (Some(considered), TicketState::InProgress)
    );
    assert_eq!(row.assignee.unwrap().id, helper.member);
}

async fn a_request_is_overdue_after_24_hours_until_it_is_considered(app: TestApp) {
    let (_, parent, helper) = desk(&app).await;
    let id = parent.files("Вопрос").await.summary.id;
    let overdue = || {
        helper.lists(TicketsQuery {
            status: Some(TicketStatus::Overdue),
            ..Default::default()
        })
    };
    app.after(Duration::hours(24));
    assert_eq!(overdue().await, []);
    app.after(Duration::seconds(1));
    assert_eq!(overdue().await.len(), 1);
    helper.says(id, "Смотрим").await;
    assert_eq!(overdue().await, []);
}

async fn an_answered_request_closes_itself_after_14_days(app: TestApp) {
    let (_, parent, helper) = desk(&app).await;
    let (quick, slow) = (
        parent.files("Первый").await.summary.id,
        parent.files("Второй").await.summary.id,
    );
    helper.answers(quick, "Ответ").await;
    app.after(Duration::days(14) - Duration::seconds(1));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(parent.sees(quick).await.summary.state, TicketState::Answered);
    app.after(Duration::seconds(1));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let closed = parent.sees(quick).await;
    assert_eq!(
        (closed.summary.state, closed.summary.updated_at),
        (TicketState::Closed, app.now())
    );
    assert_eq!(closed.may, [Act::Reopen, Act::Rate, Act::Share]);
    app.after(Duration::seconds(1));
    assert_eq!(parent.sees(quick).await.may, [Act::Reopen, Act::Share]);
    assert_eq!(parent.sees(slow).await.summary.state, TicketState::New);
    parent.reopens(quick, "Не помогло").await;
}

async fn steps_that_the_state_does_not_allow_are_409(app: TestApp) {
    let (_, parent, helper) = desk(&app).await;
    let id = parent.files("Вопрос").await.summary.id;
    let say = |ask: Ask<TicketsReopen>| ask.body(&step("Снова"));
    wrong_state(&parent, id, say).await;
    helper.answers(id, "Ответ").await;
    wrong_state::<TicketsAnswer>(&helper, id, |ask| ask.body(&step("Ещё"))).await;
    wrong_state::<TicketsAsk>(&helper, id, |ask| ask.body(&step("Ещё"))).await;
    wrong_state::<TicketsAssign>(&helper, id, |ask| ask.body(&AssignBody { assignee: None })).await;
    let message = MessageBody {
        text: "Спасибо".into(),
        internal: false,
        files: Vec::new(),
    };
    let message = || parent.ask::<MessagesCreate>(parent.at(id)).body(&message);
    message().refused(ProblemKind::WrongState).await;
    parent.closes(id).await;
    wrong_state::<TicketsClose>(&parent, id, |ask| ask).await;
    message().refused(ProblemKind::WrongState).await;
    helper.notes(id, "Заметка и потом").await;
}

async fn a_request_is_assigned_to_those_who_help_here_and_not_to_who_filed_it(app: TestApp) {
    let (school, parent, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let foreign = app.school("other").await.person(&[Capacity::Helper]).await;
    let of_parent = parent.files("Вопрос").await.summary.id;
    let of_helper = helper.files("Вопрос помощника").await.summary.id;
    let director = school.person(&[Capacity::Director]).await;
    for (id, to) in [
        (of_parent, &teacher),
        (of_parent, &parent),
        (of_parent, &foreign),
        (of_helper, &helper),
    ] {
        let body = AssignBody {
            assignee: Some(to.member),
        };
        let problem = director
            .step::<TicketsAssign>(id)
            .await
            .body(&body)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            ("/assignee", &FieldErrorKind::NotFound)
        );
    }
    assert_eq!(director.sees(of_parent).await.summary.version, 1);
    director.assigns(of_helper, Some(&director)).await;
}

async fn numbers_are_unique_and_grow_in_each_school(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (one, elsewhere) = (
        school.person(&[Capacity::Staff]).await,
        other.person(&[Capacity::Staff]).await,
    );
    let file = |who: &Who| {
        who.ask::<TicketsCreate>(who.path())
            .body(&ticket("Вопрос"))
            .done()
    };
    let first = one.files("Первый").await.summary.number;
    let mut together = together((0..24).map(|n| file(if n % 3 == 0 { &elsewhere } else { &one }))).await;
    let last = one.files("Последний").await.summary.number;
    together.retain(|ticket| ticket.summary.requester.id == one.member);
    let mut numbers: Vec<String> = together.into_iter().map(|ticket| ticket.summary.number).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 16);
    assert!(
        numbers.iter().all(|number| first < *number && *number < last),
        "{first} {numbers:?} {last}"
    );
    assert_eq!(
        elsewhere.files("Ещё").await.summary.number,
        "2026-000009",
        "schools do not share a counter"
    );
}

async fn a_number_has_the_year_of_the_schools_own_clock(app: TestApp) {
    let (east, west) = (
        app.school_in("east", "Asia/Kamchatka").await,
        app.school_in("west", "Europe/Kaliningrad").await,
    );
    let (east, west) = (
        east.person(&[Capacity::Staff]).await,
        west.person(&[Capacity::Staff]).await,
    );
    let eve: DateTime<Utc> = "2026-12-31T21:30:00Z".parse().unwrap();
    app.after(eve - app.now());
    assert_eq!(east.files("Вопрос").await.summary.number, "2027-000001");
    assert_eq!(west.files("Вопрос").await.summary.number, "2026-000001");
    app.after(Duration::hours(1));
    assert_eq!(west.files("Вопрос").await.summary.number, "2027-000001");
}
