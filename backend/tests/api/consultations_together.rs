//! Many at one moment, and the database itself: nothing is booked twice.

use podskazka_shared::access::Capacity;
use podskazka_shared::consultations::{BookingState, ConsultSettingsPatch};
use podskazka_shared::problem::ProblemKind;

use crate::consultations::desk;
use crate::support::client::Answer;
use crate::support::consult::{on, tuesday};
use crate::support::{School, TestApp, Who, together};

both![
    of_two_hundred_who_want_one_seat_on_two_processes_one_gets_it,
    a_group_fills_to_the_last_seat_and_no_further,
    a_crowd_that_moves_and_cancels_leaves_nothing_behind,
    the_database_refuses_a_second_booking_of_a_seat_a_helpers_time_and_a_persons,
];

async fn crowd(school: &School, many: usize) -> Vec<Who> {
    let mut all = Vec::new();
    for _ in 0..many {
        let who = school.person(&[Capacity::Teacher]).await;
        who.token().await;
        all.push(who);
    }
    all
}

async fn of_two_hundred_who_want_one_seat_on_two_processes_one_gets_it(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let beside = app.beside().await;
    // Forty people, five times each: on one process and on the other.
    let people = crowd(&school, 40).await;
    let asks = (0..200).map(|number| {
        let who = people[number % 40].at_server(if number % 2 == 0 { &app } else { &beside });
        let helper = helper.clone();
        async move { who.books(&helper, tuesday("14:00")).send().await }
    });
    let answers: Vec<Answer<_>> = together(asks).await;
    let statuses = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!(
        (statuses(201), statuses(409)),
        (1, 199),
        "{:?}",
        answers[0].text()
    );
    for answer in answers.iter().filter(|answer| answer.status == 409) {
        let problem = answer.problem();
        if problem.kind == ProblemKind::BookingOverlaps {
            // Who has it asked once more.
            continue;
        }
        assert_eq!(problem.kind, ProblemKind::SlotTaken);
        assert_eq!(problem.slots[0].starts_at, tuesday("14:20"));
    }
    assert_eq!(app.database().count("SELECT COUNT(*) FROM booking", []).await, 1);
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM busy_cell WHERE slot_id IS NOT NULL", [])
            .await,
        4
    );
}

async fn a_group_fills_to_the_last_seat_and_no_further(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let seats = ConsultSettingsPatch {
        seats: Some(7),
        ..ConsultSettingsPatch::default()
    };
    helper.sets(&helper, seats).await;
    let people = crowd(&school, 30).await;
    let asks = people.iter().cloned().map(|who| {
        let helper = helper.clone();
        async move { who.keeps(&helper, tuesday("14:00")).send().await.status }
    });
    let got = together(asks)
        .await
        .into_iter()
        .filter(|status| *status == 201)
        .count();
    assert_eq!(got, 7);
}

async fn a_crowd_that_moves_and_cancels_leaves_nothing_behind(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let people = crowd(&school, 12).await;
    let mut booked = Vec::new();
    for (place, slot) in people[0].free_slots(&helper).await.iter().enumerate().take(6) {
        booked.push((
            people[place].clone(),
            people[place].books(&helper, slot.starts_at).done().await,
        ));
    }
    // Everybody moves to where another stands, and to next week; half cancel at the same moment.
    let starts: Vec<_> = booked.iter().map(|(_, booking)| booking.starts_at).collect();
    let mut asks: Vec<std::pin::Pin<Box<dyn Future<Output = u16> + Send>>> = Vec::new();
    for (place, (who, booking)) in booked.iter().enumerate() {
        for to in [starts[(place + 1) % 6], on("2026-12-01", "14:00")] {
            let (who, booking, helper) = (who.clone(), booking.clone(), helper.clone());
            asks.push(Box::pin(async move {
                who.moves_to(&booking, &helper, to).send().await.status
            }));
        }
        if place % 2 == 0 {
            let (who, booking) = (who.clone(), booking.clone());
            asks.push(Box::pin(
                async move { who.gives_up(&booking).send().await.status },
            ));
        }
    }
    for status in together(asks).await {
        assert!(matches!(status, 200 | 409 | 412), "{status}");
    }
    crate::consultations_fuzz::invariants(&app).await;
    for (who, booking) in &booked {
        let now = who.looks_at(booking.id).await;
        if now.state == BookingState::Booked {
            who.gives_up(&now).done().await;
        }
    }
    let left = app.database().count("SELECT COUNT(*) FROM busy_cell", []).await;
    assert_eq!(left, 0);
}

async fn the_database_refuses_a_second_booking_of_a_seat_a_helpers_time_and_a_persons(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (one, two) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    one.books(&helper, tuesday("14:00")).done().await;
    two.keeps(&helper, tuesday("14:20")).done().await;
    let database = app.database();
    // Behind the server's back: the other's seat, a second slot over the first, a second time of one person, a second hold.
    let refused = [
        "UPDATE booking SET slot_id = (SELECT slot_id FROM booking WHERE state = 'booked') WHERE state = 'held'",
        "INSERT INTO busy_cell (who_id, cell, slot_id) SELECT who_id, cell, slot_id FROM busy_cell",
        "UPDATE busy_cell SET cell = cell + 1 WHERE slot_id IS NOT NULL",
        "INSERT INTO busy_cell (who_id, cell, booking_id) SELECT who_id, cell, booking_id FROM busy_cell",
        "UPDATE booking SET state = 'held', booked_by = (SELECT booked_by FROM booking WHERE state = 'held') WHERE state = 'booked'",
    ];
    for sql in refused {
        let done = database.execute(sql, []).await;
        let error = done.expect_err(sql).to_lowercase();
        assert!(error.contains("unique"), "{sql}: {error}");
    }
}
