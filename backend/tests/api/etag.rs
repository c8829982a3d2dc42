//! Two people who change the same thing: one wins, the other is told, and nothing is lost.

use podskazka_shared::access::Capacity;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{ContactsPatch, School, SchoolPatch, SchoolsFind, SchoolsUpdate};
use podskazka_shared::tickets::{
    AssignBody, Ticket, TicketState, TicketsAnswer, TicketsAssign, TicketsClose, TicketsFind,
};

use crate::support::client::{Answer, Ask};
use crate::support::desk::step;
use crate::support::{TestApp, Who, together};

/// Whether it was done, and else the object as it is now.
fn outcome<E: podskazka_shared::endpoint::Endpoint<Reply = T>, T>(
    answer: &Answer<E>,
) -> Result<T, serde_json::Value> {
    match answer.status {
        412 => Err(answer.refused(ProblemKind::Stale).current.unwrap()),
        _ => Ok(answer.done()),
    }
}

both![
    of_an_answer_and_an_assignment_from_one_version_one_wins,
    of_many_changes_of_the_card_from_one_version_one_wins,
    a_message_raises_the_version_and_needs_none,
    messages_at_one_moment_are_all_kept,
    the_object_in_a_412_holds_only_what_its_reader_may_see,
    a_weak_or_an_unquoted_tag_is_read_too,
];

async fn of_an_answer_and_an_assignment_from_one_version_one_wins(app: TestApp) {
    let school = app.school("demo").await;
    let beside = app.beside().await;
    let staff = school.person(&[Capacity::Staff]).await;
    let (one, two) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let (one, two) = (one.clone(), two.at_server(&beside));
    for _ in 0..6 {
        let ticket = staff.files("Вопрос").await.summary;
        let answer = one
            .ask::<TicketsAnswer>(one.at(ticket.id))
            .version(ticket.version)
            .body(&step("Ответ"));
        let body = AssignBody {
            assignee: Some(two.member),
        };
        let assign = two
            .ask::<TicketsAssign>(two.at(ticket.id))
            .version(ticket.version)
            .body(&body);
        let (answer, assign) = tokio::join!(answer.send(), assign.send());
        let now = staff.sees(ticket.id).await;
        assert_eq!(now.summary.version, 2);
        let (won, lost) = match (outcome(&answer), outcome(&assign)) {
            (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
            other => panic!("one of the two wins: {other:?}"),
        };
        let current: Ticket = serde_json::from_value(lost).unwrap();
        assert_eq!(
            current.summary,
            podskazka_shared::tickets::TicketSummary {
                mine: false,
                ..now.summary.clone()
            }
        );
        assert_eq!(won.summary.state, now.summary.state);
        let answered = now.summary.state == TicketState::Answered;
        assert_eq!(
            (now.messages.len() == 2, answer.status == 200),
            (answered, answered),
            "all of it or nothing"
        );
    }
}

async fn of_many_changes_of_the_card_from_one_version_one_wins(app: TestApp) {
    let school = app.school("demo").await;
    let beside = app.beside().await;
    let director = school.person(&[Capacity::Director]).await;
    let change = |who: &Who, phone: String| -> Ask<SchoolsUpdate> {
        let contacts = ContactsPatch {
            phone: Some(Some(phone)),
            ..Default::default()
        };
        let body = SchoolPatch {
            contacts: Some(contacts),
            ..Default::default()
        };
        who.ask::<SchoolsUpdate>(who.path()).version(1).body(&body)
    };
    let there = director.at_server(&beside);
    let all = (0..12).map(|n| change(if n % 2 == 0 { &director } else { &there }, n.to_string()).send());
    let answers = together(all).await;
    let now = director.ask::<SchoolsFind>(school.path()).done().await;
    assert_eq!(now.version, 2);
    let won: Vec<School> = answers.iter().filter_map(|answer| outcome(answer).ok()).collect();
    assert_eq!(won, std::slice::from_ref(&now));
    for lost in answers.iter().filter_map(|answer| outcome(answer).err()) {
        assert_eq!(lost, serde_json::to_value(&now).unwrap());
    }
}

async fn a_message_raises_the_version_and_needs_none(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let seen = staff.files("Вопрос").await.summary;
    helper.says(seen.id, "Смотрим").await;
    let answer = helper
        .ask::<TicketsAnswer>(helper.at(seen.id))
        .version(seen.version)
        .body(&step("Ответ"));
    let problem = answer.refused(ProblemKind::Stale).await;
    let current: Ticket = serde_json::from_value(problem.current.unwrap()).unwrap();
    assert_eq!(
        (current.summary.version, current.messages[1].text.as_str()),
        (2, "Смотрим")
    );
    helper.notes(seen.id, "Заметка").await;
    assert_eq!(helper.sees(seen.id).await.summary.version, 3);
}

async fn messages_at_one_moment_are_all_kept(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    together((0..12).map(|n| {
        let who = if n % 2 == 0 { staff.clone() } else { helper.clone() };
        async move { who.says(id, &n.to_string()).await }
    }))
    .await;
    let ticket = staff.sees(id).await;
    assert_eq!((ticket.messages.len(), ticket.summary.version), (13, 13));
}

async fn the_object_in_a_412_holds_only_what_its_reader_may_see(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let seen = staff.files("Вопрос").await.summary;
    helper.notes(seen.id, "тайная заметка").await;
    let close = staff
        .ask::<TicketsClose>(staff.at(seen.id))
        .version(seen.version)
        .send()
        .await;
    close.refused(ProblemKind::Stale);
    assert!(!close.text().contains("тайная"), "{}", close.text());
}

async fn a_weak_or_an_unquoted_tag_is_read_too(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    for tag in ["\"1\"", "W/\"1\"", "1"] {
        let ticket = staff.files("Вопрос").await.summary.id;
        let answer = helper
            .ask::<TicketsAnswer>(helper.at(ticket))
            .header("If-Match", tag)
            .body(&step("Ответ"));
        let answer = answer.send().await;
        let found = helper.ask::<TicketsFind>(helper.at(ticket)).send().await;
        assert_eq!(
            (answer.header("etag"), found.header("etag")),
            (Some("\"2\""), Some("\"2\""))
        );
        assert_eq!(answer.done(), found.done());
    }
}
