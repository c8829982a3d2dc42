//! Messages, ratings and schedules that are sent again.

use podskazka_shared::access::Capacity;
use podskazka_shared::feedback::{RatingBody, TicketsRating};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{SchedulesCreate, SchedulesList};
use podskazka_shared::tickets::MessagesCreate;

use crate::idempotency::message;
use crate::schedules::{body, one_line};
use crate::support::{TestApp, together};

both![
    a_message_sent_again_stands_once_in_the_thread,
    a_rating_sent_again_counts_once,
    a_schedule_sent_again_is_drawn_up_once,
];

async fn a_message_sent_again_stands_once_in_the_thread(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    let twins = (0..16).map(|_| {
        helper
            .ask::<MessagesCreate>(helper.at(id))
            .key("key")
            .body(&message("Смотрим"))
            .done()
    });
    let mut said = together(twins).await;
    said.dedup();
    assert_eq!(said.len(), 1);
    let other = helper
        .ask::<MessagesCreate>(helper.at(id))
        .key("key")
        .body(&message("Другое"));
    other.refused(ProblemKind::IdempotencyKeyReused).await;
    let ticket = staff.sees(id).await;
    assert_eq!((ticket.messages.len(), ticket.summary.version), (2, 2));
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM outbox", []).await,
        1,
        "one notice"
    );
    // Also when no message is possible any more.
    helper.answers(id, "Ответ").await;
    staff.closes(id).await;
    let again = helper
        .ask::<MessagesCreate>(helper.at(id))
        .key("key")
        .body(&message("Смотрим"));
    assert_eq!(again.done().await, said[0]);
}

async fn a_rating_sent_again_counts_once(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = staff.files("Вопрос").await.summary.id;
    helper.answers(id, "Ответ").await;
    let rate = |key: &str, stars| {
        let body = RatingBody {
            stars,
            reasons: Vec::new(),
            comment: None,
        };
        staff.ask::<TicketsRating>(staff.at(id)).key(key).body(&body)
    };
    let mut rated = together((0..16).map(|_| rate("key", 4).done())).await;
    rated.dedup();
    assert_eq!(rated.len(), 1);
    assert_eq!(staff.sees(id).await.summary.version, 3);
    rate("key", 5).refused(ProblemKind::IdempotencyKeyReused).await;
    assert_eq!(rate("other", 2).done().await.stars, 2);
    assert_eq!(
        rate("key", 4).done().await.stars,
        2,
        "a replay shows what is there now"
    );
    assert_eq!(app.database().count("SELECT COUNT(*) FROM rating", []).await, 1);
}

async fn a_schedule_sent_again_is_drawn_up_once(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draw = |key: &str, hours: &str| {
        director
            .ask::<SchedulesCreate>(director.path())
            .key(key)
            .body(&body("2026-2027", &one_line(hours)))
    };
    let mut drawn = together((0..16).map(|_| draw("key", "8-10").done())).await;
    drawn.dedup();
    assert_eq!(drawn.len(), 1);
    let replaced = draw("other", "9-10").done().await.summary;
    assert_eq!((replaced.id, replaced.version), (drawn[0].summary.id, 2));
    let again = draw("key", "8-10").done().await;
    assert_eq!(
        (again.summary.version, again.lines[0].hours[0].range.from().hour()),
        (2, 9),
        "no second time"
    );
    draw("key", "9-10")
        .refused(ProblemKind::IdempotencyKeyReused)
        .await;
    assert_eq!(
        director
            .ask::<SchedulesList>(director.path())
            .done()
            .await
            .items
            .len(),
        1
    );
}
