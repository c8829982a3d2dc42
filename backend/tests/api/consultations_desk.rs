//! The helper's desk: who came, how it went, what became of it.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::consultations::{
    Booking, BookingAct, BookingPath, BookingState, ConsultSettingsPatch, ConsultationsArrive,
    ConsultationsNoShow, ConsultationsRequest, ConsultationsResult, ConsultationsWalkIn, RequestBody,
    ResultBody, WaitingLeave, WaitingPath, WalkInBody,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;

use crate::consultations::desk;
use crate::support::consult::{booking, tuesday};
use crate::support::{TestApp, Who};

/// What is done with consultations: a test here looks for the lines.
pub const TRAILED: [&str; 13] = [
    "consult_settings_update",
    "consultations_arrive",
    "consultations_book",
    "consultations_cancel",
    "consultations_confirm",
    "consultations_hold",
    "consultations_move",
    "consultations_no_show",
    "consultations_request",
    "consultations_result",
    "consultations_walk_in",
    "waiting_create",
    "waiting_leave",
];

both![
    everything_that_is_done_with_consultations_leaves_a_line,
    what_is_sent_again_is_made_once,
    the_helper_notes_who_came_and_who_did_not,
    a_result_is_for_the_helper_and_the_task_for_the_person,
    a_consultation_becomes_one_request_of_its_person,
    a_consultation_about_a_child_becomes_a_request_about_the_child,
    somebody_without_a_booking_is_noted_in_one_step,
    nobody_works_at_anothers_desk_or_on_their_own_booking,
];

fn result(note: &str, homework: &str) -> ResultBody {
    ResultBody {
        note: Some(note.to_owned()),
        homework: Some(homework.to_owned()),
        article: None,
    }
}

fn visit(who: &Who) -> WalkInBody {
    WalkInBody {
        visitor: who.member,
        about: None,
        helper: None,
        topic: Topic::Access,
        note: Some("Показали, где пароль".into()),
        minutes: Some(10),
    }
}

async fn booked(app: &TestApp) -> (crate::support::School, Who, Who, Booking) {
    let (school, helper) = desk(app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booking = teacher.books(&helper, tuesday("14:00")).done().await;
    (school, helper, teacher, booking)
}

fn at(booking: &Booking, who: &Who) -> BookingPath {
    who.at_booking(booking.id)
}

async fn the_helper_notes_who_came_and_who_did_not(app: TestApp) {
    let (_, helper, teacher, booking) = booked(&app).await;
    let arrive = |version| {
        helper
            .ask::<ConsultationsArrive>(at(&booking, &helper))
            .version(version)
    };
    let no_show = |version| {
        helper
            .ask::<ConsultationsNoShow>(at(&booking, &helper))
            .version(version)
    };
    arrive(1).refused(ProblemKind::TooEarly).await;
    app.after(tuesday("13:30") - app.now());
    no_show(1).refused(ProblemKind::TooEarly).await;
    let seen = helper.looks_at(booking.id).await;
    assert_eq!(
        seen.may,
        [BookingAct::Arrive, BookingAct::Result, BookingAct::Request]
    );
    assert_eq!(arrive(1).done().await.state, BookingState::Arrived);
    arrive(2).refused(ProblemKind::WrongState).await;
    app.after(Duration::hours(1));
    assert_eq!(no_show(2).done().await.state, BookingState::NoShow);
    no_show(2).refused(ProblemKind::Stale).await;
    assert_eq!(arrive(3).done().await.state, BookingState::Arrived);
    teacher
        .gives_up(&teacher.looks_at(booking.id).await)
        .refused(ProblemKind::WrongState)
        .await;
}

async fn a_result_is_for_the_helper_and_the_task_for_the_person(app: TestApp) {
    let (_, helper, teacher, booking) = booked(&app).await;
    let ask = helper
        .ask::<ConsultationsResult>(at(&booking, &helper))
        .version(1)
        .body(&result("Забыл пароль", "Сменить пароль дома"));
    let noted = ask.done().await;
    assert_eq!(noted.note.as_deref(), Some("Забыл пароль"));
    let seen = teacher.looks_at(booking.id).await;
    assert_eq!(
        (seen.note, seen.homework.as_deref()),
        (None, Some("Сменить пароль дома"))
    );
    let ask = helper
        .ask::<ConsultationsResult>(at(&booking, &helper))
        .version(2)
        .body(&ResultBody {
            note: Some("  ".into()),
            homework: None,
            article: None,
        });
    let noted = ask.done().await;
    assert_eq!((noted.note, noted.homework.is_some()), (None, true));
}

async fn a_consultation_becomes_one_request_of_its_person(app: TestApp) {
    let (school, helper, teacher, booking) = booked(&app).await;
    let body = RequestBody {
        topic: Topic::Access,
        description: "Пароль не приходит".into(),
    };
    let key = crate::support::client::fresh_key();
    let ask = || {
        helper
            .ask::<ConsultationsRequest>(at(&booking, &helper))
            .body(&body)
    };
    let made = ask().key(&key).done().await;
    let ticket = teacher.sees(made.ticket.unwrap()).await;
    assert_eq!(ticket.summary.requester.id, teacher.member);
    assert_eq!(ticket.summary.filed_by.unwrap().id, helper.member);
    assert_eq!(ask().key(&key).done().await.ticket, made.ticket);
    ask().refused(ProblemKind::WrongState).await;
    assert_eq!(app.database().count("SELECT COUNT(*) FROM ticket", []).await, 1);
    assert_eq!(teacher.looks_at(booking.id).await.ticket, made.ticket);
    let director = school.person(&[Capacity::Director]).await;
    director
        .ask::<ConsultationsRequest>(at(&booking, &director))
        .body(&body)
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn a_consultation_about_a_child_becomes_a_request_about_the_child(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (child, second) = (school.student(Some("7А")).await, school.student(Some("8Б")).await);
    let parent = school.parent(&[&child, &second]).await;
    let body = podskazka_shared::consultations::BookBody {
        about: Some(second.member),
        ..booking(&helper, tuesday("14:00"))
    };
    let booking = parent
        .ask::<podskazka_shared::consultations::ConsultationsBook>(parent.path())
        .body(&body)
        .done()
        .await;
    let body = RequestBody {
        topic: Topic::Access,
        description: "Пароль не приходит".into(),
    };
    let made = helper
        .ask::<ConsultationsRequest>(at(&booking, &helper))
        .body(&body)
        .done()
        .await;
    let ticket = parent.sees(made.ticket.unwrap()).await;
    assert_eq!(ticket.summary.class_name.as_deref(), Some("8Б"));
}

async fn somebody_without_a_booking_is_noted_in_one_step(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let ask = |body: &WalkInBody| helper.ask::<ConsultationsWalkIn>(helper.path()).body(body);
    let noted = ask(&visit(&parent)).done().await;
    assert_eq!(noted.state, BookingState::Arrived);
    assert_eq!(noted.ends_at - noted.starts_at, Duration::minutes(10));
    let about = WalkInBody {
        about: Some(child.member),
        ..visit(&parent)
    };
    ask(&about).done().await;
    let seen = parent.looks_at(noted.id).await;
    assert_eq!((seen.note, seen.topic), (None, Some(Topic::Access)));
    let stranger = app.school("elsewhere").await.person(&[Capacity::Teacher]).await;
    for (field, body) in [
        ("/visitor", visit(&stranger)),
        ("/visitor", visit(&helper)),
        (
            "/about",
            WalkInBody {
                about: Some(parent.member),
                ..visit(&child)
            },
        ),
        (
            "/helper",
            WalkInBody {
                helper: Some(stranger.member),
                ..visit(&parent)
            },
        ),
    ] {
        let problem = ask(&body).refused(ProblemKind::Invalid).await;
        assert_eq!(problem.errors[0].pointer, field);
    }
}

async fn nobody_works_at_anothers_desk_or_on_their_own_booking(app: TestApp) {
    let (school, helper, teacher, booking) = booked(&app).await;
    app.after(tuesday("14:00") - app.now());
    let other = school.person(&[Capacity::Helper]).await;
    let ask = |who: &Who| who.ask::<ConsultationsArrive>(at(&booking, who)).version(1);
    ask(&other).refused(ProblemKind::NotFound).await;
    ask(&teacher).refused(ProblemKind::Forbidden).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let own = admin
        .books(&helper, first_free(&admin, &helper).await)
        .done()
        .await;
    app.after(own.starts_at - app.now());
    admin
        .ask::<ConsultationsArrive>(at(&own, &admin))
        .version(1)
        .refused(ProblemKind::Forbidden)
        .await;
    ask(&admin).done().await;
}

async fn first_free(who: &Who, helper: &Who) -> chrono::DateTime<chrono::Utc> {
    who.free_slots(helper).await[0].starts_at
}

async fn everything_that_is_done_with_consultations_leaves_a_line(app: TestApp) {
    let (school, helper, teacher, booking) = booked(&app).await;
    let idle = school.person(&[Capacity::Helper]).await;
    teacher.later();
    let moved = teacher.moves_to(&booking, &helper, tuesday("14:20")).done().await;
    teacher.later();
    let held = teacher.keeps(&helper, tuesday("15:00")).done().await;
    teacher.later();
    let other = teacher.confirms(&held).done().await;
    teacher.later();
    teacher.gives_up(&other).done().await;
    teacher.later();
    let place = teacher.waits_for(&idle).done().await;
    teacher.later();
    let path = WaitingPath {
        school: school.slug.clone(),
        waiting: place.id,
    };
    teacher.ask::<WaitingLeave>(path).version(1).done().await;
    helper.later();
    helper.sets(&helper, ConsultSettingsPatch::default()).await;
    helper.later();
    helper
        .ask::<ConsultationsWalkIn>(helper.path())
        .body(&visit(&teacher))
        .done()
        .await;
    app.after(tuesday("14:20") - app.now());
    let path = || helper.at_booking(moved.id);
    helper
        .ask::<ConsultationsArrive>(path())
        .version(moved.version)
        .done()
        .await;
    helper.later();
    helper
        .ask::<ConsultationsNoShow>(path())
        .version(moved.version + 1)
        .done()
        .await;
    helper.later();
    let ask = helper
        .ask::<ConsultationsResult>(path())
        .version(moved.version + 2);
    ask.body(&result("Слово", "")).done().await;
    helper.later();
    let body = RequestBody {
        topic: Topic::Access,
        description: "Пароль не приходит".into(),
    };
    helper
        .ask::<ConsultationsRequest>(path())
        .body(&body)
        .done()
        .await;
    let sql = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action LIKE 'consultation%' ORDER BY at, id";
    let lines = app.database().column::<String>(sql, []).await;
    assert_eq!(
        lines,
        [
            "consultation_book []",
            "consultation_book [\"moved\"]",
            "consultation_book [\"held\"]",
            "consultation_book [\"booked\"]",
            "consultation_book [\"cancelled\"]",
            "consultation_book [\"waiting\"]",
            "consultation_book [\"left_line\"]",
            "consultation_settings []",
            "consultation_work [\"walk_in\"]",
            "consultation_work [\"arrive\"]",
            "consultation_work [\"no_show\"]",
            "consultation_work [\"result\"]",
            "consultation_work [\"request\"]",
        ]
    );
}

async fn what_is_sent_again_is_made_once(app: TestApp) {
    let (school, helper, teacher, _) = booked(&app).await;
    let idle = school.person(&[Capacity::Helper]).await;
    let hold = || teacher.keeps(&helper, tuesday("15:00")).key("key");
    assert_eq!(hold().done().await, hold().done().await);
    let wait = || teacher.waits_for(&idle).key("key");
    assert_eq!(wait().done().await, wait().done().await);
    let visits = visit(&teacher);
    let walk_in = || {
        helper
            .ask::<ConsultationsWalkIn>(helper.path())
            .key("key")
            .body(&visits)
    };
    assert_eq!(walk_in().done().await, walk_in().done().await);
    let other = WalkInBody {
        minutes: Some(11),
        ..visit(&teacher)
    };
    walk_in()
        .body(&other)
        .refused(ProblemKind::IdempotencyKeyReused)
        .await;
    // One booked, one held, one noted.
    assert_eq!(app.database().count("SELECT COUNT(*) FROM booking", []).await, 3);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM waiting", []).await, 1);
}
