//! What members are told: in the app as far as they may read, by mail as they chose.

use chrono::{DateTime, Duration, Utc};
use podskazka::outbox::{LETTER, Mailer, deliver, tidy};
use podskazka::store::notifications::News;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{LanguageBody, MeLanguage};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{OutboxId, TicketId};
use podskazka_shared::letters::{
    DeadLetter, LetterKind, LetterPath, LettersList, PlatformLettersList, PlatformLettersRemove,
    PlatformLettersRetry, PlatformLettersRetryAll,
};
use podskazka_shared::notifications::{
    KEPT_DAYS, MailChoice, MailChoicesBody, MeMail, MeMailReplace, Notification, NotificationAbout,
    NotificationKind as Kind, NotificationsFind, NotificationsList, NotificationsQuery, NotificationsRead,
    NotificationsReadBody,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use crate::support::post::read;
use crate::support::smtp::MailServer;
use crate::support::{School, TestApp, Who};

/// Delivers what is due now; tells how many effects.
pub async fn delivers(app: &TestApp, mailer: &Mailer) -> usize {
    let mut delivered = 0;
    loop {
        match deliver(app.app(), Some(mailer), app.now()).await.unwrap() {
            0 => return delivered,
            number => delivered += number,
        }
    }
}

/// A letter that was given up.
pub async fn given_up(app: &TestApp) -> OutboxId {
    let payload = serde_json::json!({"person": null, "sealed": "?"});
    let at = app.now();
    let put = app
        .store()
        .write(async |tx| podskazka::store::outbox::put(tx, LETTER, payload, at).await);
    put.await.unwrap();
    let newest = "SELECT id FROM outbox WHERE kind = 'letter' ORDER BY created_at DESC, id DESC";
    let id = app.database().column::<uuid::Uuid>(newest, []).await[0];
    let dies = "UPDATE outbox SET state = 'dead', last_error = 'no' WHERE id = $1";
    app.database().execute(dies, [id.into()]).await.unwrap();
    id.into()
}

/// Tells somebody of a request under this number.
pub async fn tell(app: &TestApp, (school, to): (&School, &Who), id: TicketId, number: &str) {
    let news = News {
        kind: Kind::Followed,
        about: NotificationAbout::Ticket { id },
        number: Some(number.to_owned()),
        starts_at: None,
    };
    let (to, at) = (to.member, app.now());
    let told = app
        .store()
        .write(async |tx| podskazka::store::notifications::put(tx, school.id, to, &news, at).await);
    told.await.unwrap();
}

impl Who {
    async fn is_told(&self) -> Vec<Notification> {
        self.ask::<NotificationsList>(self.path()).done().await.items
    }

    async fn unread(&self) -> i64 {
        let told = self.ask::<NotificationsFind>(self.path()).done().await;
        told.unread
    }

    async fn reads_of(&self, body: NotificationsReadBody) -> i64 {
        let read = self.ask::<NotificationsRead>(self.path()).body(&body);
        read.done().await.unread
    }

    async fn wants(&self, choice: MailChoice) {
        let body = MailChoicesBody {
            requests: choice,
            work: choice,
            consultations: choice,
            desk: choice,
        };
        let kept = self.ask::<MeMailReplace>(Nothing {}).body(&body).done().await;
        assert_eq!(kept.choices, body);
        assert_eq!(self.ask::<MeMail>(Nothing {}).done().await, kept);
    }
}

fn kinds(told: &[Notification]) -> Vec<Kind> {
    told.iter().map(|one| one.kind).collect()
}

async fn people(app: &TestApp) -> (School, Who, Who) {
    let school = app.school("demo").await;
    (
        school.clone(),
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    )
}

fn words(mail: &str) -> String {
    read(mail).text
}

both![
    both_sides_are_told_what_concerns_them_until_they_read_it,
    of_what_one_may_read_no_more_nothing_is_told,
    what_is_read_is_ones_own,
    pages_hold_everything_once_whatever_its_moment,
    who_wants_no_letters_gets_none_and_reads_all_in_the_app,
    what_waits_for_the_letter_of_the_day_comes_once_in_the_morning,
    a_letter_of_the_day_that_was_given_up_loses_nothing,
    a_letter_has_the_same_words_twice_and_says_where_to_choose,
    what_a_server_refuses_for_good_stands_before_operator_and_school,
    what_was_told_long_ago_is_forgotten,
];

async fn both_sides_are_told_what_concerns_them_until_they_read_it(app: TestApp) {
    let (school, staff, helper) = people(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    let ticket = staff.files("Не вижу журнал").await.summary;
    assert_eq!((staff.unread().await, helper.unread().await), (0, 0));
    director.assigns(ticket.id, Some(&helper)).await;
    assert_eq!(kinds(&helper.is_told().await), [Kind::Assigned]);
    // Who takes it themselves knows.
    helper.assigns(ticket.id, Some(&helper)).await;
    app.after(Duration::seconds(1));
    staff.says(ticket.id, "Ещё вопрос").await;
    app.after(Duration::seconds(1));
    helper.notes(ticket.id, "Подумаю").await;
    helper.asks(ticket.id, "Какой класс?").await;
    app.after(Duration::seconds(1));
    helper.answers(ticket.id, "Готово").await;
    assert_eq!(kinds(&helper.is_told().await), [Kind::Replied, Kind::Assigned]);
    let told = staff.is_told().await;
    assert_eq!(kinds(&told), [Kind::Answered, Kind::Asked]);
    assert_eq!(told[0].about, NotificationAbout::Ticket { id: ticket.id });
    assert_eq!(told[0].number.as_deref(), Some(ticket.number.as_str()));
    assert_eq!((told[0].read, staff.unread().await), (false, 2));
    let one = NotificationsReadBody {
        notifications: vec![told[1].id],
        ..NotificationsReadBody::default()
    };
    assert_eq!(staff.reads_of(one.clone()).await, 1);
    assert_eq!(staff.reads_of(one).await, 1, "again changes nothing");
    let unread = staff
        .ask::<NotificationsList>(staff.path())
        .query(NotificationsQuery {
            unread: Some(true),
            ..NotificationsQuery::default()
        });
    assert_eq!(kinds(&unread.done().await.items), [Kind::Answered]);
    assert_eq!(
        staff.reads_of(NotificationsReadBody::of_ticket(ticket.id)).await,
        0
    );
    let read = staff.is_told().await;
    assert!(read.len() == 2 && read.iter().all(|one| one.read));
    // In the reader's language.
    let english = staff
        .ask::<NotificationsList>(staff.path())
        .header("Accept-Language", "en");
    assert_eq!(english.done().await.items[0].title, "Your request is answered");
    let nothing = staff
        .ask::<NotificationsRead>(staff.path())
        .body(&NotificationsReadBody::default());
    nothing.refused(ProblemKind::Invalid).await;
}

async fn of_what_one_may_read_no_more_nothing_is_told(app: TestApp) {
    let (school, staff, helper) = people(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    let other = school.person(&[Capacity::Helper]).await;
    let server = MailServer::start().await;
    let ticket = staff.files("Не вижу журнал").await.summary;
    director.assigns(ticket.id, Some(&helper)).await;
    assert_eq!(helper.unread().await, 1);
    // Another topic, another helper: the first one's directions do not reach it.
    director.assigns(ticket.id, Some(&other)).await;
    let ends = "UPDATE appointment SET ended_at = created_at WHERE member_id = $1";
    app.database()
        .execute(ends, [helper.member.0.into()])
        .await
        .unwrap();
    assert_eq!((helper.unread().await, helper.is_told().await), (0, vec![]));
    assert_eq!(other.unread().await, 1);
    delivers(&app, &server.mailer(&app)).await;
    let to: Vec<bool> = server
        .taken()
        .iter()
        .map(|mail| mail.contains(&format!("To: {}", other.login)))
        .collect();
    assert_eq!(to, [true], "only who may read it gets a letter");
}

async fn what_is_read_is_ones_own(app: TestApp) {
    let (school, staff, helper) = people(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let elsewhere = app.school("elsewhere").await;
    for who in [&staff, &teacher] {
        let id = who.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
    }
    let theirs = teacher.is_told().await.remove(0);
    let NotificationAbout::Ticket { id } = theirs.about else {
        panic!("{theirs:?}")
    };
    let body = NotificationsReadBody {
        notifications: vec![theirs.id],
        ticket: Some(id),
        ..NotificationsReadBody::default()
    };
    assert_eq!(staff.reads_of(body.clone()).await, 1);
    let stranger = elsewhere.person(&[Capacity::Director]).await;
    assert_eq!(stranger.reads_of(body).await, 0);
    let all = NotificationsReadBody {
        until: Some(app.now()),
        ..NotificationsReadBody::default()
    };
    assert_eq!(staff.reads_of(all).await, 0);
    assert_eq!(teacher.unread().await, 1);
}

async fn pages_hold_everything_once_whatever_its_moment(app: TestApp) {
    let (_, staff, helper) = people(&app).await;
    for _ in 0..7 {
        let id = staff.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
    }
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let query = NotificationsQuery {
            limit: Some(2),
            after,
            unread: None,
        };
        let page = staff
            .ask::<NotificationsList>(staff.path())
            .query(query)
            .done()
            .await;
        all.extend(page.items.into_iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let once: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!((all.len(), once.len()), (7, 7));
}

async fn who_wants_no_letters_gets_none_and_reads_all_in_the_app(app: TestApp) {
    let (_, staff, helper) = people(&app).await;
    let server = MailServer::start().await;
    assert!(staff.ask::<MeMail>(Nothing {}).done().await.address);
    staff.wants(MailChoice::Never).await;
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    assert_eq!(delivers(&app, &server.mailer(&app)).await, 1);
    app.after(Duration::days(2));
    assert_eq!(delivers(&app, &server.mailer(&app)).await, 0);
    assert!(server.taken().is_empty());
    assert_eq!(staff.unread().await, 1);
}

/// The next seven o'clock of the schools of the tests.
fn morning(app: &TestApp, zone: chrono_tz::Tz) -> DateTime<Utc> {
    let local = app.now().with_timezone(&zone);
    let at_seven = |day| podskazka_shared::zone::instant(day, 7 * 60, zone);
    let today = at_seven(local.date_naive());
    match today > app.now() {
        true => today,
        false => at_seven(local.date_naive().succ_opt().unwrap()),
    }
}

async fn what_waits_for_the_letter_of_the_day_comes_once_in_the_morning(app: TestApp) {
    let (school, staff, helper) = people(&app).await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    staff.wants(MailChoice::Daily).await;
    let zone = "SELECT time_zone FROM school WHERE slug = 'demo'";
    let zone: chrono_tz::Tz = app.database().column::<String>(zone, []).await[0]
        .parse()
        .unwrap();
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let ticket = staff.files("Вопрос").await.summary;
        helper.answers(ticket.id, "тайный ответ").await;
        // Else there would be something to remind of.
        staff.rates(ticket.id, 5, None).await;
        numbers.push(ticket.number);
        app.after(Duration::minutes(10));
        delivers(&app, &mailer).await;
    }
    assert!(server.taken().is_empty());
    // What was read in the app meanwhile is no news.
    let read = staff.is_told().await.pop().unwrap();
    let body = NotificationsReadBody {
        notifications: vec![read.id],
        ..NotificationsReadBody::default()
    };
    staff.reads_of(body).await;
    let due = morning(&app, zone);
    app.after(due - app.now() - Duration::seconds(1));
    assert_eq!(delivers(&app, &mailer).await, 0);
    app.after(Duration::seconds(1));
    assert_eq!(delivers(&app, &mailer).await, 1);
    let letters = server.taken();
    assert_eq!(letters.len(), 1);
    let said = words(&letters[0]);
    let told: Vec<bool> = numbers
        .iter()
        .map(|number| said.contains(number.as_str()))
        .collect();
    assert_eq!(told, [false, true, true], "{said}");
    assert!(!said.contains("тайн"), "{said}");
    // Nothing new, no letter; something new, another one, with that alone.
    app.after(Duration::days(2));
    assert_eq!(delivers(&app, &mailer).await, 0);
    let ticket = staff.files("Вопрос").await.summary;
    helper.answers(ticket.id, "Ответ").await;
    delivers(&app, &mailer).await;
    app.after(Duration::days(1));
    delivers(&app, &mailer).await;
    let letters = server.taken();
    assert_eq!(letters.len(), 2);
    let said = words(&letters[1]);
    assert!(said.contains(ticket.number.as_str()) && !said.contains(numbers[1].as_str()));
    // All read: the morning passes in silence.
    let ticket = staff.files("Вопрос").await.summary;
    helper.answers(ticket.id, "Ответ").await;
    delivers(&app, &mailer).await;
    staff.reads_of(NotificationsReadBody::of_ticket(ticket.id)).await;
    app.after(Duration::days(1));
    assert_eq!(delivers(&app, &mailer).await, 1);
    assert_eq!(server.taken().len(), 2);
    drop(school);
}

async fn a_letter_of_the_day_that_was_given_up_loses_nothing(app: TestApp) {
    let (_, staff, helper) = people(&app).await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    staff.wants(MailChoice::Daily).await;
    let first = staff.files("Вопрос").await.summary;
    helper.answers(first.id, "Ответ").await;
    delivers(&app, &mailer).await;
    server.refuse_for_good();
    app.after(Duration::days(1));
    assert_eq!(delivers(&app, &mailer).await, 1);
    server.refuse(false);
    let second = staff.files("Вопрос").await.summary;
    helper.answers(second.id, "Ответ").await;
    delivers(&app, &mailer).await;
    app.after(Duration::days(1));
    delivers(&app, &mailer).await;
    let letters = server.taken();
    assert_eq!(letters.len(), 1);
    let said = words(&letters[0]);
    assert!(said.contains(first.number.as_str()) && said.contains(second.number.as_str()));
}

async fn a_letter_has_the_same_words_twice_and_says_where_to_choose(app: TestApp) {
    let (_, staff, helper) = people(&app).await;
    let server = MailServer::start().await;
    let body = LanguageBody { language: Lang::En };
    staff.ask::<MeLanguage>(Nothing {}).body(&body).done().await;
    let ticket = staff.files("secret question").await.summary;
    helper.answers(ticket.id, "secret answer").await;
    delivers(&app, &server.mailer(&app)).await;
    let mail = server.taken().remove(0);
    for head in [
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain",
        "Content-Type: text/html",
        "Auto-Submitted: auto-generated",
        "Message-ID: <",
    ] {
        assert!(mail.contains(head), "{head} in {mail}");
    }
    let whole = mail.replace("=\n", "").replace("=3D", "=");
    let link = format!("http://podskazka.test/s/demo/tickets/{}", ticket.id);
    assert!(whole.contains(&format!("Open: {link}")), "{whole}");
    assert!(
        whole.contains(&format!(r#"Open: <a href="{link}">{link}</a>"#)),
        "{whole}"
    );
    assert_eq!(whole.matches("http://podskazka.test/profile/mail").count(), 3);
    assert!(whole.contains(r#"<html lang="en">"#));
    assert!(!whole.contains("secret"));
}

async fn what_a_server_refuses_for_good_stands_before_operator_and_school(app: TestApp) {
    let (school, staff, helper) = people(&app).await;
    let operator = school.person(&[Capacity::Staff]).await;
    operator.operates().await;
    let server = MailServer::start().await;
    let mailer = server.mailer(&app);
    server.refuse_for_good();
    for _ in 0..2 {
        let id = staff.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
    }
    assert_eq!(delivers(&app, &mailer).await, 2);
    let letters =
        async || -> Vec<DeadLetter> { operator.ask::<PlatformLettersList>(Nothing {}).done().await.items };
    let dead = letters().await;
    assert_eq!(dead.len(), 2);
    assert_eq!((dead[0].kind, dead[0].attempts), (LetterKind::Notification, 1));
    assert!(dead[0].school.is_some());
    assert!(dead[0].error.contains("550"), "{}", dead[0].error);
    assert!(!dead[0].error.contains("secret.name"), "{}", dead[0].error);
    // The school learns whom it did not reach, another school nothing.
    let head = school.person(&[Capacity::Director]).await;
    let missed = head.ask::<LettersList>(head.path()).done().await.items;
    let whom: Vec<_> = missed
        .iter()
        .map(|letter| (letter.id, letter.member.id))
        .collect();
    assert_eq!(
        whom,
        dead.iter()
            .map(|letter| (letter.id, staff.member))
            .collect::<Vec<_>>()
    );
    assert!(missed[0].error.contains("550") && !missed[0].error.contains("secret.name"));
    let other = app.school("other-letters").await;
    let stranger = other.person(&[Capacity::Director]).await;
    assert_eq!(
        stranger.ask::<LettersList>(stranger.path()).done().await.items,
        []
    );
    let path = LetterPath { letter: dead[0].id };
    operator.ask::<PlatformLettersRetry>(path.clone()).done().await;
    assert_eq!(delivers(&app, &mailer).await, 1);
    assert_eq!(letters().await.len(), 2, "refused again");
    server.refuse(false);
    operator.ask::<PlatformLettersRetryAll>(Nothing {}).done().await;
    assert_eq!(letters().await, []);
    let again = operator.ask::<PlatformLettersRetry>(path.clone());
    again.refused(ProblemKind::NotFound).await;
    assert_eq!(delivers(&app, &mailer).await, 2);
    assert_eq!(server.taken().len(), 2);
    let letter = given_up(&app).await;
    let dead = letters().await;
    assert_eq!((dead[0].id, dead[0].kind), (letter, LetterKind::Letter));
    assert_eq!(dead[0].school, None);
    let path = LetterPath { letter };
    operator.ask::<PlatformLettersRemove>(path.clone()).done().await;
    assert_eq!(letters().await, []);
    let again = operator.ask::<PlatformLettersRemove>(path);
    again.refused(ProblemKind::NotFound).await;
    let audit = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'platform' ORDER BY at, id";
    let trail: Vec<String> = app.database().column(audit, []).await;
    let of_letters: Vec<&String> = trail.iter().filter(|line| line.contains("letter")).collect();
    assert_eq!(of_letters.len(), 3, "{trail:?}");
}

async fn what_was_told_long_ago_is_forgotten(app: TestApp) {
    let (_, staff, helper) = people(&app).await;
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    let there = async || {
        app.database()
            .count("SELECT COUNT(*) FROM notification", [])
            .await
    };
    app.after(Duration::days(KEPT_DAYS) - Duration::seconds(1));
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 1);
    app.after(Duration::seconds(2));
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 0);
}
