//! One person cannot flood the desk: so many requests a day, and no more.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::people::imports::ImportsCreate;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsCreate;
use serde_json::json;

use crate::support::desk::ticket;
use crate::support::{TestApp, Who};

fn file(who: &Who) -> crate::support::client::Ask<TicketsCreate> {
    who.ask::<TicketsCreate>(who.path()).body(&ticket("Вопрос"))
}

both![
    the_requests_of_a_day_are_counted_and_the_next_one_told_when,
    creates_sent_at_one_moment_do_not_slip_through_together,
    the_files_of_an_hour_are_counted_by_sender,
    files_sent_at_one_moment_do_not_slip_through_together,
];

async fn the_requests_of_a_day_are_counted_and_the_next_one_told_when(app: TestApp) {
    let app = app.beside_with(|config| config.tickets_per_day = 3).await;
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    for _ in 0..2 {
        one.files("Вопрос").await;
        app.after(Duration::hours(1));
    }
    let third = file(&one).key("third").done().await;
    let refused = file(&one).send().await;
    refused.refused(ProblemKind::QuotaExceeded);
    // The first was filed two hours and a second ago, all but a day remains.
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!(
        (Duration::hours(21).num_seconds()..=Duration::hours(22).num_seconds() + 1).contains(&wait),
        "{wait}"
    );
    let again = file(&one).key("third").done().await;
    assert_eq!(
        again.summary.id, third.summary.id,
        "what was made is answered again"
    );
    // A refusal uses up no number of the school.
    let number = |ticket: podskazka_shared::tickets::Ticket| {
        ticket
            .summary
            .number
            .rsplit('-')
            .next()
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    assert_eq!(number(other.files("Другой человек").await), number(third) + 1);
    app.after(Duration::seconds(wait));
    file(&one).done().await;
    file(&one).refused(ProblemKind::QuotaExceeded).await;
}

async fn creates_sent_at_one_moment_do_not_slip_through_together(app: TestApp) {
    let app = app.beside_with(|config| config.tickets_per_day = 3).await;
    let who = app.school("demo").await.person(&[Capacity::Staff]).await;
    who.token().await;
    let send = |who: Who| async move { file(&who).send().await.status };
    let mut all = crate::support::together((0..8).map(|_| send(who.clone()))).await;
    all.sort_unstable();
    assert_eq!(all, [201, 201, 201, 429, 429, 429, 429, 429]);
}

fn upload(who: &Who) -> crate::support::client::Ask<ImportsCreate> {
    let text = "ID;ФИО;Роль\n1;Новый Ученик;ученик\n";
    who.ask::<ImportsCreate>(who.path()).json(&json!({"text": text}))
}

async fn the_files_of_an_hour_are_counted_by_sender(app: TestApp) {
    let app = app.beside_with(|config| config.uploads_per_hour = 2).await;
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Secretary]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    );
    upload(&one).done().await;
    app.after(Duration::minutes(20));
    let second = upload(&one).key("second").done().await;
    let refused = upload(&one).send().await;
    refused.refused(ProblemKind::UploadsExceeded);
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((39 * 60..=40 * 60 + 1).contains(&wait), "{wait}");
    // What was kept is answered again, and nobody else pays for it.
    assert_eq!(upload(&one).key("second").done().await.id, second.id);
    upload(&other).done().await;
    app.after(Duration::seconds(wait));
    upload(&one).done().await;
    upload(&one).refused(ProblemKind::UploadsExceeded).await;
}

async fn files_sent_at_one_moment_do_not_slip_through_together(app: TestApp) {
    let app = app.beside_with(|config| config.uploads_per_hour = 2).await;
    let who = app.school("demo").await.person(&[Capacity::Secretary]).await;
    who.token().await;
    let send = |who: Who| async move { upload(&who).send().await.status };
    let mut all = crate::support::together((0..6).map(|_| send(who.clone()))).await;
    all.sort_unstable();
    assert_eq!(all, [201, 201, 429, 429, 429, 429]);
}
