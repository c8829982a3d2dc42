//! What of a request stays hidden from whom: notes, ratings.

use podskazka_shared::access::Capacity;
use podskazka_shared::feedback::{FeedbackList, RatingBody, TicketsRating};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    MessageBody, MessageKind, MessagesCreate, MessagesList, TicketsFind, TicketsList,
};

use crate::support::TestApp;

both![
    internal_notes_are_for_those_who_work_on_the_request,
    only_its_author_sees_whose_rating_it_is,
];

async fn internal_notes_are_for_those_who_work_on_the_request(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let (parent, helper, asking_helper) = (
        school.parent(&[&child]).await,
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    for (requester, others) in [(&child, vec![&parent]), (&asking_helper, vec![])] {
        let ticket = requester.files("Вопрос").await.summary.id;
        helper.notes(ticket, "тайная заметка").await;
        helper.says(ticket, "Смотрим").await;
        assert_eq!(helper.sees(ticket).await.messages.len(), 3);
        for reader in others.into_iter().chain([requester]) {
            let found = reader.ask::<TicketsFind>(reader.at(ticket)).send().await;
            let thread = reader.ask::<MessagesList>(reader.at(ticket)).send().await;
            let list = reader.ask::<TicketsList>(reader.path()).send().await;
            for text in [found.text(), thread.text(), list.text()] {
                assert!(!text.contains("тайная"), "{text}");
            }
            let kinds: Vec<MessageKind> = thread.done().items.iter().map(|message| message.kind).collect();
            assert_eq!(kinds, [MessageKind::Message, MessageKind::Request]);
        }
        let note = MessageBody {
            text: "заметка".into(),
            internal: true,
            files: Vec::new(),
        };
        let note = requester.ask::<MessagesCreate>(requester.at(ticket)).body(&note);
        note.refused(ProblemKind::Forbidden).await;
    }
}

async fn only_its_author_sees_whose_rating_it_is(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let (parent, helper) = (
        school.parent(&[&child]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let ticket = child.files("Вопрос").await.summary.id;
    helper.answers(ticket, "Ответ").await;
    child.rates(ticket, 1, Some("недоволен ответом")).await;
    assert_eq!(child.sees(ticket).await.rating.unwrap().stars, 1);
    for reader in [&helper, &parent, &director] {
        let found = reader.ask::<TicketsFind>(reader.at(ticket)).send().await;
        assert_eq!(found.done().rating, None);
        assert!(!found.text().contains("недоволен"));
        let rating = reader.ask::<TicketsRating>(reader.at(ticket)).body(&RatingBody {
            stars: 5,
            reasons: Vec::new(),
            comment: None,
        });
        rating.refused(ProblemKind::Forbidden).await;
    }
    helper
        .ask::<FeedbackList>(school.path())
        .refused(ProblemKind::Forbidden)
        .await;
}
