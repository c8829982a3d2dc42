//! What comes at the same moment as an erasure leaves nothing behind it.

use std::pin::Pin;

use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::privacy::{CorrectionBody, ErasuresApprove, MeCorrectionsCreate};
use podskazka_shared::tickets::{TicketBody, TicketsAnswer, TicketsCreate};

use crate::privacy::{asks, at, everything};
use crate::support::desk::{step, ticket};
use crate::support::{TestApp, Who, together};

both![
    a_request_filed_during_an_erasure_leaves_nothing,
    an_answer_during_an_erasure_leaves_nothing,
    a_correction_asked_for_during_an_erasure_leaves_nothing,
    a_sign_in_that_two_schools_erase_at_once_is_gone,
];

type One = Pin<Box<dyn Future<Output = u16> + Send>>;

/// The approval of what somebody asked for about a card.
async fn approval(by: &Who, asker: &Who, whom: &Who) -> One {
    let erasure = asks(asker, whom).await;
    by.token().await;
    let (by, path) = (by.clone(), at(by, &erasure));
    Box::pin(async move { by.ask::<ErasuresApprove>(path).version(1).send().await.status })
}

/// Runs both, in both orders of beginning; the approval is done, and nothing is a fault of the server's.
async fn both_at_once(approve: One, other: One, round: usize) -> u16 {
    let (first, second) = match round % 2 {
        0 => (approve, other),
        _ => (other, approve),
    };
    let mut statuses = together([first, second]).await;
    if round % 2 == 1 {
        statuses.reverse();
    }
    assert_eq!(statuses[0], 200, "round {round}: {statuses:?}");
    assert!(statuses[1] < 500, "round {round}: {statuses:?}");
    statuses[1]
}

async fn a_request_filed_during_an_erasure_leaves_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    for round in 0..12 {
        let child = school.student(Some("7А")).await;
        let parent = school.parent(&[&child]).await;
        // By the parent about the child; by the parent themselves; by somebody else for the parent.
        let (whom, by) = match round % 3 {
            0 => (&child, parent.clone()),
            1 => (&parent, parent.clone()),
            _ => (&parent, secretary.clone()),
        };
        let approve = approval(&director, &parent, whom).await;
        by.token().await;
        let body = TicketBody {
            requester: (round % 3 == 2).then_some(parent.member),
            child: Some(child.member),
            ..ticket(&format!("тайный вопрос {round}"))
        };
        let file: One = Box::pin(async move {
            let ask = by.ask::<TicketsCreate>(by.path()).body(&body);
            ask.send().await.status
        });
        both_at_once(approve, file, round).await;
        assert!(!everything(&app).await.contains("тайный вопрос"), "round {round}");
        let of_erased =
            "SELECT COUNT(*) FROM ticket t JOIN member m ON m.id = t.child_id WHERE m.erased_at IS NOT NULL";
        assert_eq!(app.database().count(of_erased, []).await, 0, "round {round}");
    }
}

async fn an_answer_during_an_erasure_leaves_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    for round in 0..8 {
        let parent = school.parent(&[]).await;
        let body = TicketBody {
            class_name: Some("7А".to_owned()),
            ..ticket("вопрос")
        };
        let ticket = parent.files_body(&body).await.summary;
        let approve = approval(&director, &parent, &parent).await;
        helper.token().await;
        let (helper, path) = (helper.clone(), helper.at(ticket.id));
        let answer: One = Box::pin(async move {
            let ask = helper.ask::<TicketsAnswer>(path).version(ticket.version);
            ask.body(&step("тайный ответ")).send().await.status
        });
        both_at_once(approve, answer, round).await;
        assert!(!everything(&app).await.contains("тайный ответ"), "round {round}");
    }
}

async fn a_correction_asked_for_during_an_erasure_leaves_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for round in 0..8 {
        let child = school.student(Some("7А")).await;
        let parent = school.parent(&[&child]).await;
        // The child goes, or the parent who asks about the child.
        let whom = if round % 4 < 2 { &child } else { &parent };
        let approve = approval(&director, &parent, whom).await;
        parent.token().await;
        let body = CorrectionBody {
            member: child.member,
            name: Some("Тайное Имя".to_owned()),
            email: None,
            phone: None,
            note: String::new(),
        };
        let correct: One = Box::pin(async move {
            let ask = parent.ask::<MeCorrectionsCreate>(Nothing {}).body(&body);
            ask.send().await.status
        });
        both_at_once(approve, correct, round).await;
        assert!(!everything(&app).await.contains("Тайное Имя"), "round {round}");
    }
}

async fn a_sign_in_that_two_schools_erase_at_once_is_gone(app: TestApp) {
    let (here, there) = (app.school("here").await, app.school("there").await);
    let (one, two) = (
        here.person(&[Capacity::Director]).await,
        there.person(&[Capacity::Director]).await,
    );
    for round in 0..8 {
        let parent = here.parent(&[]).await;
        let also = there.also(&parent, &[Capacity::Parent]).await;
        let first = approval(&one, &parent, &parent).await;
        let second = approval(&two, &also, &also).await;
        assert_eq!(both_at_once(first, second, round).await, 200);
        let left = "SELECT COUNT(*) FROM person WHERE id = $1";
        let left = app.database().count(left, [parent.person.0.into()]).await;
        assert_eq!(left, 0, "round {round}");
    }
}
