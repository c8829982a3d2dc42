//! Notices: promised in the transaction of what they tell, delivered after it.

use chrono::Duration;
use podskazka::outbox::{deliver, tidy};
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{LanguageBody, MeLanguage};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::TicketId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsAnswer;

use crate::support::desk::step;
use crate::support::smtp::MailServer;
use crate::support::{School, TestApp, Who};

async fn desk(app: &TestApp) -> (School, Who, Who) {
    let school = app.school("demo").await;
    (
        school.clone(),
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    )
}

/// Answers, without the reminder that comes days later: one effect is looked at here.
async fn answers_alone(app: &TestApp, helper: &Who, id: TicketId, text: &str) {
    helper.answers(id, text).await;
    let later = "DELETE FROM outbox WHERE kind = 'rating'";
    app.database().execute(later, []).await.unwrap();
}

/// State, attempts and error of the only effect.
async fn effect(app: &TestApp) -> (String, i64, Option<String>) {
    let column = async |name: &str| {
        let sql = format!("SELECT CAST({name} AS TEXT) FROM outbox");
        app.database().column::<Option<String>>(&sql, []).await
    };
    let attempts = column("attempts").await[0].as_ref().unwrap().parse().unwrap();
    (
        column("state").await[0].clone().unwrap(),
        attempts,
        column("last_error").await[0].clone(),
    )
}

/// A quoted-printable or base64 mail in words is not needed: what matters stands in the headers and the link.
fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    mail.lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap()
        .trim()
}

both![
    every_public_word_of_staff_promises_one_notice_and_nothing_else_does,
    what_is_refused_promises_nothing,
    a_notice_goes_out_once_with_a_link_and_without_a_word_of_the_request,
    two_workers_deliver_a_notice_once,
    a_refused_notice_is_tried_later_and_given_up_after_twelve_tries,
    a_notice_goes_out_when_the_mail_server_is_back,
    a_worker_that_dies_delays_a_notice_and_does_not_lose_it,
    without_a_mail_server_notices_do_not_pile_up,
];

async fn every_public_word_of_staff_promises_one_notice_and_nothing_else_does(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let promised = || {
        app.database().column::<String>(
            "SELECT CAST(payload AS TEXT) FROM outbox WHERE kind <> 'rating' ORDER BY id",
            [],
        )
    };
    let id = staff.files("тайна вопроса").await.summary.id;
    helper.assigns(id, Some(&helper)).await;
    helper.notes(id, "тайная заметка").await;
    staff.says(id, "Добавлю").await;
    let replied = promised().await;
    assert_eq!(replied.len(), 1);
    assert!(replied[0].contains(&helper.member.to_string()));
    helper.says(id, "тайное слово").await;
    helper.asks(id, "тайный вопрос").await;
    helper.answers(id, "тайный ответ").await;
    staff.rates(id, 5, None).await;
    staff.closes(id).await;
    let payloads = promised().await;
    let what: Vec<serde_json::Value> = payloads
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    let kinds: Vec<&str> = what
        .iter()
        .map(|payload| payload["what"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["replied", "message", "asked", "answered"]);
    assert!(
        what.iter()
            .skip(1)
            .all(|payload| payload["to"] == serde_json::json!(staff.member))
    );
    assert!(!payloads.concat().contains("тайн"), "a notice carries no text");
    let reminders = "SELECT COUNT(*) FROM outbox WHERE kind = 'rating' AND state = 'pending'";
    assert_eq!(
        app.database().count(reminders, []).await,
        1,
        "one may be reminded to rate"
    );
}

async fn what_is_refused_promises_nothing(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let id = staff.files("Вопрос").await.summary.id;
    helper
        .ask::<TicketsAnswer>(helper.at(id))
        .version(9)
        .body(&step("Ответ"))
        .refused(ProblemKind::Stale)
        .await;
    staff.closes(id).await;
    let answer = helper.step::<TicketsAnswer>(id).await.body(&step("Ответ"));
    answer.refused(ProblemKind::WrongState).await;
    assert_eq!(app.database().count("SELECT COUNT(*) FROM outbox", []).await, 0);
}

async fn a_notice_goes_out_once_with_a_link_and_without_a_word_of_the_request(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    staff
        .ask::<MeLanguage>(Nothing {})
        .body(&LanguageBody {
            language: podskazka_shared::text::Lang::En,
        })
        .done()
        .await;
    let ticket = staff.files("secret question").await.summary;
    answers_alone(&app, &helper, ticket.id, "secret answer").await;
    assert_eq!(deliver(app.app(), Some(&mailer), app.now()).await.unwrap(), 1);
    for _ in 0..3 {
        app.after(Duration::hours(1));
        assert_eq!(deliver(app.app(), Some(&mailer), app.now()).await.unwrap(), 0);
    }
    assert_eq!(effect(&app).await, ("done".into(), 1, None));
    let mails = server.taken();
    assert_eq!(mails.len(), 1);
    assert_eq!(header(&mails[0], "To:"), staff.login);
    assert_eq!(
        header(&mails[0], "Subject:"),
        format!("Your request is answered: {}", ticket.number)
    );
    assert!(!mails[0].contains("secret"));
    let body = mails[0].replace("=\n", "").replace("=3D", "=");
    assert!(
        body.contains(&format!("http://podskazka.test/s/demo/tickets/{}", ticket.id)),
        "{body}"
    );
}

async fn two_workers_deliver_a_notice_once(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let server = MailServer::start().await;
    let beside = app.beside().await;
    for _ in 0..8 {
        let id = staff.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
    }
    let (one, two) = (server.mailer(&app), server.mailer(&beside));
    let all = async |app: &TestApp, mailer| {
        let mut delivered = 0;
        loop {
            match deliver(app.app(), Some(mailer), app.now()).await.unwrap() {
                0 => return delivered,
                number => delivered += number,
            }
        }
    };
    let (by_one, by_two) = tokio::join!(all(&app, &one), all(&beside, &two));
    assert_eq!(by_one + by_two, 8);
    assert_eq!(server.taken().len(), 8);
}

async fn a_refused_notice_is_tried_later_and_given_up_after_twelve_tries(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    server.refuse(true);
    let id = staff.files("Вопрос").await.summary.id;
    answers_alone(&app, &helper, id, "Ответ").await;
    for tried in 1..=12 {
        assert_eq!(
            deliver(app.app(), Some(&mailer), app.now()).await.unwrap(),
            1,
            "try {tried}"
        );
        let (state, attempts, error) = effect(&app).await;
        assert_eq!(
            (state.as_str(), attempts),
            (if tried < 12 { "pending" } else { "dead" }, tried)
        );
        assert!(error.unwrap().contains("not now"));
        assert_eq!(
            deliver(app.app(), Some(&mailer), app.now()).await.unwrap(),
            0,
            "not at once"
        );
        app.after(Duration::days(2));
    }
    assert_eq!(
        deliver(app.app(), Some(&mailer), app.now()).await.unwrap(),
        0,
        "dead"
    );
    assert!(server.taken().is_empty());
    // It stays for somebody to see, and not for ever.
    let there = async || app.database().count("SELECT COUNT(*) FROM outbox", []).await;
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 1);
    app.after(Duration::days(30));
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 0);
}

async fn a_notice_goes_out_when_the_mail_server_is_back(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    let id = staff.files("Вопрос").await.summary.id;
    answers_alone(&app, &helper, id, "Ответ").await;
    server.refuse(true);
    deliver(app.app(), Some(&mailer), app.now()).await.unwrap();
    server.refuse(false);
    app.after(Duration::minutes(2));
    assert_eq!(deliver(app.app(), Some(&mailer), app.now()).await.unwrap(), 1);
    assert_eq!(effect(&app).await, ("done".into(), 2, None));
    assert_eq!(server.taken().len(), 1);
}

async fn a_worker_that_dies_delays_a_notice_and_does_not_lose_it(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let server = MailServer::start().await;
    let id = staff.files("Вопрос").await.summary.id;
    answers_alone(&app, &helper, id, "Ответ").await;
    let take = app.store().write(async |tx| {
        podskazka::store::outbox::take(tx, crate::support::TEST, 20, Duration::minutes(5), app.now()).await
    });
    assert_eq!(take.await.unwrap().len(), 1);
    let mailer = server.mailer(&app);
    assert_eq!(deliver(app.app(), Some(&mailer), app.now()).await.unwrap(), 0);
    app.after(Duration::minutes(5));
    assert_eq!(deliver(app.app(), Some(&mailer), app.now()).await.unwrap(), 1);
    assert_eq!(server.taken().len(), 1);
}

async fn without_a_mail_server_notices_do_not_pile_up(app: TestApp) {
    let (_, staff, helper) = desk(&app).await;
    let id = staff.files("Вопрос").await.summary.id;
    answers_alone(&app, &helper, id, "Ответ").await;
    assert_eq!(deliver(app.app(), None, app.now()).await.unwrap(), 1);
    assert_eq!(effect(&app).await.0, "done");
}
