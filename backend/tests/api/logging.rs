//! What came by telephone, at the door, by letter or through the journal, logged as a request (T1, T2, D6).

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::clients::Scope;
use podskazka_shared::people::cards::{MemberPath, PeopleFind};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::email::{EmailBody, TicketsEmail};
use podskazka_shared::tickets::requesters::{RequestersList, RequestersQuery};
use podskazka_shared::tickets::{
    Channel, GuestBody, MessageKind, RequesterGroup, TicketBody, TicketState, TicketsCreate, TicketsQuery,
    Topic,
};

use crate::filing::fields;
use crate::support::desk::ticket;
use crate::support::{TestApp, Who};

async fn refused(who: &Who, body: &TicketBody, pointer: &str, kind: FieldErrorKind) {
    let ask = who.ask::<TicketsCreate>(who.path()).body(body);
    let problem = ask.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [(pointer, kind)], "{body:?}");
}

fn guest(name: &str, group: RequesterGroup, class: Option<&str>) -> TicketBody {
    TicketBody {
        guest: Some(GuestBody {
            name: name.to_owned(),
            phone: Some("+7 900 000-00-00".to_owned()),
        }),
        group: Some(group),
        class_name: class.map(str::to_owned),
        channel: Some(Channel::InPerson),
        ..ticket("Не знаю, как войти")
    }
}

both![
    the_way_by_which_it_came_is_told_by_who_may_know_it,
    somebody_without_a_card_gets_one_that_opens_nothing,
    what_was_answered_at_once_stands_in_the_thread,
    a_program_tells_which_of_the_journals_ways,
    a_letter_is_read_and_its_sender_is_only_a_hint,
];

async fn the_way_by_which_it_came_is_told_by_who_may_know_it(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let closed = FieldErrorKind::NotOpen;
    for channel in Channel::ALL
        .into_iter()
        .filter(|channel| *channel != Channel::Web)
    {
        let own = TicketBody {
            channel: Some(channel),
            ..ticket("Вопрос")
        };
        refused(&teacher, &own, "/channel", closed.clone()).await;
    }
    for channel in Channel::OF_PROGRAMS {
        let body = TicketBody {
            requester: Some(teacher.member),
            channel: Some(channel),
            ..ticket("Вопрос")
        };
        refused(&helper, &body, "/channel", closed.clone()).await;
    }
    for channel in Channel::LOGGED {
        let body = TicketBody {
            requester: Some(teacher.member),
            channel: Some(channel),
            ..ticket("Вопрос")
        };
        let filed = helper.files_body(&body).await.summary;
        assert_eq!((filed.channel, filed.requester.id), (channel, teacher.member));
    }
    assert_eq!(
        teacher.lists(TicketsQuery::default()).await.len(),
        Channel::LOGGED.len()
    );
}

async fn somebody_without_a_card_gets_one_that_opens_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, secretary, director) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Secretary]).await,
        school.person(&[Capacity::Director]).await,
    );
    let filed = helper
        .files_body(&guest("  Новикова Анна  ", RequesterGroup::Parent, Some("3Б")))
        .await
        .summary;
    assert_eq!(
        (
            filed.requester.name.as_str(),
            filed.group,
            filed.class_name.as_deref()
        ),
        ("Новикова Анна", RequesterGroup::Parent, Some("3Б"))
    );
    let path = MemberPath {
        school: "demo".to_owned(),
        member: filed.requester.id,
    };
    let card = director.ask::<PeopleFind>(path).done().await;
    assert_eq!(
        (card.summary.roles, card.phone.as_str()),
        (vec![], "+7 900 000-00-00")
    );
    // The school sees whom it served; as a requester found by name they do not come up again, for they have no role.
    let query = RequestersQuery {
        name: "новик".to_owned(),
    };
    let found = helper
        .ask::<RequestersList>(helper.path())
        .query(query)
        .done()
        .await
        .items;
    assert_eq!(found, []);
    // The class, as the regulation asks of parents; nothing that only a card could give.
    refused(
        &secretary,
        &guest("Новиков", RequesterGroup::Parent, None),
        "/class_name",
        FieldErrorKind::Required,
    )
    .await;
    let staff = guest("Новый учитель", RequesterGroup::Staff, None);
    assert_eq!(secretary.files_body(&staff).await.summary.class_name, None);
    let mut odd = guest("Новиков", RequesterGroup::Student, Some("3Б"));
    odd.private = true;
    refused(&helper, &odd, "/private", FieldErrorKind::NotOpen).await;
    let mut both = guest("Новиков", RequesterGroup::Student, Some("3Б"));
    both.requester = Some(secretary.member);
    refused(&helper, &both, "/guest", FieldErrorKind::NotOpen).await;
    // Who files for oneself, or for the own class only, makes no cards.
    let teacher = school.person(&[Capacity::Teacher]).await;
    let class_teacher = school.person(&[Capacity::ClassTeacher]).await;
    for who in [&teacher, &class_teacher] {
        let body = guest("Новиков", RequesterGroup::Student, Some("3Б"));
        refused(who, &body, "/guest", FieldErrorKind::NotOpen).await;
    }
    // Sent twice with one key, it is one request and one card.
    let before = app.database().count("SELECT COUNT(*) FROM member", []).await;
    let body = guest("Дважды", RequesterGroup::Student, Some("3Б"));
    let key = crate::support::client::fresh_key();
    for _ in 0..2 {
        let ask = helper.ask::<TicketsCreate>(helper.path()).body(&body);
        ask.key(&key).done().await;
    }
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM member", []).await,
        before + 1
    );
}

async fn what_was_answered_at_once_stands_in_the_thread(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, secretary, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Secretary]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let body = TicketBody {
        requester: Some(teacher.member),
        channel: Some(Channel::Telephone),
        answer: Some(" Нажмите «Обновить». ".to_owned()),
        topic: Topic::Access,
        ..ticket("Не видно журнала")
    };
    let filed = helper.files_body(&body).await;
    assert_eq!(filed.summary.state, TicketState::Answered);
    assert_eq!(filed.summary.assignee.unwrap().id, helper.member);
    let said: Vec<(MessageKind, &str)> = filed.messages.iter().map(|m| (m.kind, m.text.as_str())).collect();
    assert_eq!(
        said,
        [
            (MessageKind::Request, "Не видно журнала"),
            (MessageKind::Answer, "Нажмите «Обновить».")
        ]
    );
    assert!(
        teacher
            .sees(filed.summary.id)
            .await
            .summary
            .considered_at
            .is_some()
    );
    // Who files for others and does not work on requests answers nothing, and nothing is filed.
    let ask = secretary.ask::<TicketsCreate>(secretary.path()).body(&body);
    ask.refused(ProblemKind::Forbidden).await;
    let own = TicketBody {
        answer: Some("Сам".to_owned()),
        ..ticket("Вопрос")
    };
    refused(&teacher, &own, "/answer", FieldErrorKind::NotOpen).await;
    assert_eq!(teacher.lists(TicketsQuery::default()).await.len(), 1);
}

async fn a_program_tells_which_of_the_journals_ways(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let journal = director
        .makes_client(&[Scope::TicketFile, Scope::TicketRead])
        .await;
    teacher.is_called("teacher-1").await;
    for (said, expected) in [
        (None, Some(Channel::JournalOnline)),
        (Some(Channel::JournalMail), Some(Channel::JournalMail)),
        (Some(Channel::Telephone), None),
        (Some(Channel::Web), None),
    ] {
        let body = TicketBody {
            channel: said,
            ..ticket("Из журнала")
        };
        let ask = journal
            .ask_for::<TicketsCreate>("teacher-1", teacher.path())
            .await
            .body(&body);
        match expected {
            Some(channel) => assert_eq!(ask.done().await.summary.channel, channel),
            None => {
                let problem = ask.refused(ProblemKind::Invalid).await;
                assert_eq!(fields(&problem), [("/channel", FieldErrorKind::NotOpen)]);
            }
        }
    }
}

async fn a_letter_is_read_and_its_sender_is_only_a_hint(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, teacher, director) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Director]).await,
    );
    let elsewhere = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    let path = |who: &Who, school: &str| MemberPath {
        school: school.to_owned(),
        member: who.member,
    };
    let card = director.ask::<PeopleFind>(path(&teacher, "demo")).done().await;
    let update = director.ask::<podskazka_shared::people::cards::PeopleUpdate>(path(&teacher, "demo"));
    let contacts = serde_json::json!({"email": "ivanova@school.test"});
    update.version(card.summary.version).json(&contacts).done().await;
    let reads = async |who: &Who, eml: &str| {
        let body = EmailBody {
            eml: eml.to_owned(),
            base64: false,
        };
        who.ask::<TicketsEmail>(who.path()).body(&body).send().await
    };
    let eml = "From: Somebody Else <IVANOVA@school.test>\r\nSubject: Help\r\n\r\nNothing opens.\r\n";
    let read = reads(&helper, eml).await.done();
    assert_eq!(
        (read.subject.as_str(), read.text.as_str()),
        ("Help", "Nothing opens.")
    );
    assert_eq!(
        read.requesters.iter().map(|one| one.id).collect::<Vec<_>>(),
        [teacher.member]
    );
    // Nothing is filed by it, and no other school is looked into.
    assert_eq!(director.lists(TicketsQuery::default()).await, []);
    let other = reads(&elsewhere, eml).await;
    assert_eq!(other.status, 403, "{}", other.text());
    assert_eq!(reads(&teacher, eml).await.status, 403);
    for broken in ["", "   ", "ни письмо, ни вопрос"] {
        assert_eq!(reads(&helper, broken).await.status, 422, "{broken:?}");
    }
    let huge = format!("From: a@b.test\r\nSubject: x\r\n\r\n{}", "слово ".repeat(400_000));
    assert!([413, 422].contains(&reads(&helper, &huge).await.status));
}
