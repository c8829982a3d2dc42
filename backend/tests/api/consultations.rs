//! Consultations: booked once, moved, cancelled, never beyond what the published hours say.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consultations::{
    BookBody, BookingAct, BookingScope, BookingState, BookingsQuery, ConsultSettingsFind,
    ConsultSettingsPatch, ConsultSettingsUpdate, ConsultationsBook, ConsultationsList, SlotsList, SlotsQuery,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Mode;
use podskazka_shared::tickets::Topic;

use crate::support::consult::{booking, on, reason, tuesday};
use crate::support::{School, TestApp, Who};

/// A school with a helper on Tuesdays from 14 to 16, by booking.
pub async fn desk(app: &TestApp) -> (School, Who) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    school.offers(&[(&helper, "14-16")]).await;
    (school, helper)
}

both![
    a_time_is_booked_once_and_who_comes_second_learns_what_is_free,
    a_repeated_booking_is_one_booking,
    slots_are_those_of_the_published_hours_within_lead_and_horizon,
    a_hold_keeps_a_time_for_five_minutes_and_a_new_one_lets_it_go,
    a_hold_that_ran_out_is_taken_over,
    a_hold_that_ran_out_and_nobody_took_is_booked_all_the_same,
    nobody_is_in_two_places_at_one_time,
    a_parent_books_for_their_own_child_and_the_child_sees_when,
    nobody_books_with_themselves_or_for_somebody_elses_child,
    a_booking_moves_and_is_cancelled_until_its_limit,
    a_move_to_a_taken_time_leaves_everything_as_it_was,
    a_group_has_as_many_seats_as_the_helper_says_and_taken_ones_stay,
    another_length_or_pause_never_lays_one_slot_over_another,
    hours_for_some_are_booked_by_those_alone,
    one_meets_as_the_hours_offer,
    a_person_has_ten_consultations_ahead_at_most,
    settings_are_bounded_and_guarded,
    lists_show_ones_own_and_ones_desk_by_day,
];

async fn a_time_is_booked_once_and_who_comes_second_learns_what_is_free(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (first, second) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Parent]).await,
    );
    let booked = first.books(&helper, tuesday("14:20")).done().await;
    assert_eq!((booked.state, booked.version), (BookingState::Booked, 1));
    assert_eq!(booked.ends_at, tuesday("14:40"));
    assert_eq!(booked.may, [BookingAct::Move, BookingAct::Cancel]);
    let problem = second
        .books(&helper, tuesday("14:20"))
        .refused(ProblemKind::SlotTaken)
        .await;
    let next: Vec<_> = problem.slots.iter().map(|slot| slot.starts_at).collect();
    assert_eq!(next[..2], [tuesday("14:00"), tuesday("14:40")]);
    assert!(problem.slots.iter().all(|slot| slot.helper.id == helper.member));
    second.books(&helper, problem.slots[0].starts_at).done().await;
    assert_eq!(
        app.told_of(booked.id).await,
        ["booked", "day_before", "hour_before"]
    );
}

async fn a_repeated_booking_is_one_booking(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let key = crate::support::client::fresh_key();
    let ask = || teacher.books(&helper, tuesday("14:00")).key(&key);
    let (one, two) = (ask().done().await, ask().done().await);
    assert_eq!(one, two);
    let other = teacher.books(&helper, tuesday("15:00")).key(&key);
    other.refused(ProblemKind::IdempotencyKeyReused).await;
    assert_eq!(app.database().count("SELECT COUNT(*) FROM booking", []).await, 1);
}

async fn slots_are_those_of_the_published_hours_within_lead_and_horizon(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let starts = async || -> Vec<_> {
        let slots = teacher.free_slots(&helper).await;
        slots.into_iter().map(|slot| slot.starts_at).collect()
    };
    // Two Tuesdays of six slots within 14 days of Sunday 22 November.
    let all = starts().await;
    assert_eq!(all.len(), 12);
    assert_eq!(
        (all[0], all[5], all[6]),
        (tuesday("14:00"), tuesday("15:40"), on("2026-12-01", "14:00"))
    );
    // Two hours before 15:00 nothing before it is booked.
    app.after(tuesday("13:00") - app.now());
    assert_eq!(starts().await[0], tuesday("15:00"));
    teacher
        .books(&helper, tuesday("14:40"))
        .refused(ProblemKind::SlotTaken)
        .await;
    for nowhere in [
        tuesday("15:01"),
        on("2026-11-25", "14:00"),
        on("2027-11-23", "14:00"),
        on("2026-11-17", "14:00"),
        on("9999-12-28", "14:00"),
    ] {
        teacher
            .books(&helper, nowhere)
            .refused(ProblemKind::SlotTaken)
            .await;
    }
    let query = SlotsQuery {
        from: "2026-12-01".parse().ok(),
        to: "2026-12-01".parse().ok(),
        limit: Some(2),
        ..SlotsQuery::default()
    };
    let page = teacher
        .ask::<SlotsList>(teacher.path())
        .query(query.clone())
        .done()
        .await;
    assert_eq!(page.items.len(), 2);
    let rest = SlotsQuery {
        after: page.next,
        limit: Some(100),
        ..query
    };
    let rest = teacher.ask::<SlotsList>(teacher.path()).query(rest).done().await;
    assert_eq!(rest.items.len(), 4);
}

async fn a_hold_keeps_a_time_for_five_minutes_and_a_new_one_lets_it_go(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (typing, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let held = typing.keeps(&helper, tuesday("14:00")).done().await;
    assert_eq!(held.state, BookingState::Held);
    assert_eq!(held.held_until, Some(app.now() + Duration::minutes(5)));
    other
        .books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    let again = typing.keeps(&helper, tuesday("14:20")).done().await;
    let gone = typing.looks_at(held.id).await;
    assert_eq!(gone.state, BookingState::Expired);
    other.books(&helper, tuesday("14:00")).done().await;
    let booked = typing.confirms(&again).done().await;
    assert_eq!((booked.state, booked.held_until), (BookingState::Booked, None));
    assert_eq!(booked.topic, Some(Topic::Access));
    // A hold is nobody's news; a booking is.
    assert_eq!(app.told_of(held.id).await, Vec::<String>::new());
    assert_eq!(app.told_of(booked.id).await[0], "booked");
    typing.confirms(&again).refused(ProblemKind::Stale).await;
    typing.confirms(&booked).refused(ProblemKind::WrongState).await;
}

async fn a_hold_that_ran_out_is_taken_over(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (typing, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let held = typing.keeps(&helper, tuesday("14:00")).done().await;
    app.after(Duration::minutes(5));
    other.books(&helper, tuesday("14:00")).done().await;
    let late = typing.looks_at(held.id).await;
    let problem = typing.confirms(&late).refused(ProblemKind::SlotTaken).await;
    assert_eq!(problem.slots[0].starts_at, tuesday("14:20"));
}

async fn a_hold_that_ran_out_and_nobody_took_is_booked_all_the_same(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let typing = school.person(&[Capacity::Teacher]).await;
    let held = typing.keeps(&helper, tuesday("14:00")).done().await;
    app.after(Duration::minutes(9));
    typing.confirms(&held).done().await;
    let held = typing.keeps(&helper, tuesday("14:20")).done().await;
    app.tidies_after(Duration::minutes(9)).await;
    assert_eq!(typing.looks_at(held.id).await.state, BookingState::Expired);
    assert!(
        typing
            .free_slots(&helper)
            .await
            .iter()
            .any(|slot| slot.starts_at == tuesday("14:20"))
    );
}

async fn nobody_is_in_two_places_at_one_time(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    school.offers(&[(&one, "14-16"), (&two, "14.10-16")]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&one, tuesday("14:20")).done().await;
    // 14:10 to 14:30 lies across it, 14:50 to 15:10 does not.
    teacher
        .books(&two, tuesday("14:10"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    let other = teacher.books(&two, tuesday("14:50")).done().await;
    teacher
        .moves_to(&other, &two, tuesday("14:30"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    // Moved beside itself, it is not in its own way.
    teacher.moves_to(&booked, &one, tuesday("14:00")).done().await;
    teacher.moves_to(&other, &two, tuesday("14:30")).done().await;
}

async fn a_parent_books_for_their_own_child_and_the_child_sees_when(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let body = BookBody {
        about: Some(child.member),
        ..booking(&helper, tuesday("14:00"))
    };
    let booked = parent
        .ask::<ConsultationsBook>(parent.path())
        .body(&body)
        .done()
        .await;
    assert_eq!(booked.about.as_ref().map(|about| about.id), Some(child.member));
    let seen = child.looks_at(booked.id).await;
    assert_eq!(
        (seen.starts_at, seen.question, seen.mine),
        (tuesday("14:00"), None, false)
    );
    assert!(seen.may.is_empty());
    child.gives_up(&booked).refused(ProblemKind::Forbidden).await;
    // The child's time is taken too.
    let two = school.person(&[Capacity::Helper]).await;
    school.offers(&[(&helper, "14-16"), (&two, "14-16")]).await;
    child
        .books(&two, tuesday("14:00"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    // The other parent does not see it.
    let other = school.parent(&[&child]).await;
    let path = other.at_booking(booked.id);
    other
        .ask::<podskazka_shared::consultations::ConsultationsFind>(path)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn nobody_books_with_themselves_or_for_somebody_elses_child(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (child, stranger) = (school.student(Some("7А")).await, school.student(Some("7А")).await);
    let parent = school.parent(&[&child]).await;
    let foreign = app.school("elsewhere").await.student(Some("7А")).await;
    for about in [stranger.member, foreign.member, helper.member] {
        let body = BookBody {
            about: Some(about),
            ..booking(&helper, tuesday("14:00"))
        };
        let problem = parent
            .ask::<ConsultationsBook>(parent.path())
            .body(&body)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, "/about");
    }
    let problem = helper
        .books(&helper, tuesday("14:00"))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].kind, FieldErrorKind::NotOpen);
    for nobody in [&child, &foreign] {
        let problem = parent
            .books(nobody, tuesday("14:00"))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, "/helper");
    }
    assert_eq!(app.database().count("SELECT COUNT(*) FROM booking", []).await, 0);
}

async fn a_booking_moves_and_is_cancelled_until_its_limit(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let moved = teacher.moves_to(&booked, &helper, tuesday("15:40")).done().await;
    assert_eq!(
        (moved.id, moved.starts_at, moved.version),
        (booked.id, tuesday("15:40"), 2)
    );
    assert_eq!(moved.question, booked.question);
    teacher.gives_up(&booked).refused(ProblemKind::Stale).await;
    let again = school.person(&[Capacity::Teacher]).await;
    let second = again.books(&helper, tuesday("14:00")).done().await;
    assert_eq!(moved.cancel_until, tuesday("14:40"));
    app.after(tuesday("14:40") + Duration::seconds(1) - app.now());
    let late = teacher.looks_at(moved.id).await;
    assert!(late.may.is_empty());
    teacher
        .gives_up(&moved)
        .refused(ProblemKind::TooLateToCancel)
        .await;
    teacher
        .moves_to(&moved, &helper, on("2026-12-01", "14:00"))
        .refused(ProblemKind::TooLateToCancel)
        .await;
    again
        .gives_up(&second)
        .refused(ProblemKind::TooLateToCancel)
        .await;
    let later = again.books(&helper, on("2026-12-01", "14:00")).done().await;
    let gone = again.gives_up(&later).done().await;
    assert_eq!(gone.state, BookingState::Cancelled);
    again.gives_up(&gone).refused(ProblemKind::WrongState).await;
    teacher.books(&helper, on("2026-12-01", "14:00")).done().await;
}

async fn a_move_to_a_taken_time_leaves_everything_as_it_was(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (one, two) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let booked = one.books(&helper, tuesday("14:00")).done().await;
    two.books(&helper, tuesday("14:20")).done().await;
    let problem = one
        .moves_to(&booked, &helper, tuesday("14:20"))
        .refused(ProblemKind::SlotTaken)
        .await;
    assert_eq!(problem.slots[0].starts_at, tuesday("14:40"));
    assert_eq!(one.looks_at(booked.id).await, booked);
    two.books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
}

async fn a_group_has_as_many_seats_as_the_helper_says_and_taken_ones_stay(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let seats = |seats| ConsultSettingsPatch {
        seats: Some(seats),
        ..ConsultSettingsPatch::default()
    };
    helper.sets(&helper, seats(3)).await;
    let mut group = Vec::new();
    for place in 0..3 {
        let who = school.person(&[Capacity::Teacher]).await;
        let free = who.free_slots(&helper).await;
        assert_eq!((free[0].free, free[0].seats), (3 - place, 3));
        let booked = who.books(&helper, tuesday("14:00")).done().await;
        group.push((who, booked));
    }
    let late = school.person(&[Capacity::Teacher]).await;
    late.books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    helper.sets(&helper, seats(2)).await;
    let (who, booked) = &group[0];
    who.gives_up(booked).done().await;
    // Two are there, and two may be.
    late.books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    let (who, booked) = &group[1];
    who.gives_up(booked).done().await;
    late.books(&helper, tuesday("14:00")).done().await;
    helper.sets(&helper, seats(4)).await;
    who.books(&helper, tuesday("14:00")).done().await;
    let seats = "SELECT CAST(seat AS BIGINT) FROM booking WHERE seat IS NOT NULL ORDER BY seat";
    assert_eq!(app.database().column::<i64>(seats, []).await, [1, 2, 3]);
}

async fn another_length_or_pause_never_lays_one_slot_over_another(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (one, two) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    one.books(&helper, tuesday("14:20")).done().await;
    let longer = ConsultSettingsPatch {
        length_minutes: Some(30),
        buffer_minutes: Some(10),
        ..ConsultSettingsPatch::default()
    };
    helper.sets(&helper, longer).await;
    // 14:00 to 14:30 with its pause to 14:40 lies over 14:20; 14:40 does not.
    let free: Vec<_> = two
        .free_slots(&helper)
        .await
        .iter()
        .map(|slot| slot.starts_at)
        .collect();
    assert_eq!(free[..2], [tuesday("14:40"), tuesday("15:20")]);
    two.books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    two.books(&helper, tuesday("14:20"))
        .refused(ProblemKind::SlotTaken)
        .await;
    two.books(&helper, tuesday("14:40")).done().await;
}

async fn hours_for_some_are_booked_by_those_alone(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    school.only_for(&helper, "parents").await;
    assert!(child.free_slots(&helper).await.is_empty());
    child
        .books(&helper, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    assert_eq!(parent.free_slots(&helper).await.len(), 12);
    parent.books(&helper, tuesday("14:00")).done().await;
    let guest = school.person(&[Capacity::VendorAgent]).await;
    guest
        .books(&helper, tuesday("15:00"))
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn one_meets_as_the_hours_offer(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    assert_eq!(booked.mode, Some(Mode::InPerson));
    let online = BookBody {
        mode: Some(Mode::Online),
        ..booking(&helper, tuesday("14:20"))
    };
    let ask = || teacher.ask::<ConsultationsBook>(teacher.path()).body(&online);
    let problem = ask().refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].pointer, "/mode");
    let long = BookBody {
        question: Some("щ".repeat(2_001)),
        ..booking(&helper, tuesday("14:20"))
    };
    let problem = teacher
        .ask::<ConsultationsBook>(teacher.path())
        .body(&long)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/question");
    let held = teacher.keeps(&helper, tuesday("14:20")).done().await;
    let wrong = podskazka_shared::consultations::ReasonBody {
        mode: Some(Mode::Phone),
        ..reason()
    };
    teacher
        .confirms(&held)
        .body(&wrong)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(teacher.confirms(&held).done().await.mode, Some(Mode::InPerson));
}

async fn a_person_has_ten_consultations_ahead_at_most(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let slots = teacher.free_slots(&helper).await;
    assert_eq!(slots.len(), 12);
    for slot in &slots[..10] {
        teacher.books(&helper, slot.starts_at).done().await;
    }
    let more = teacher.books(&helper, slots[10].starts_at);
    more.refused(ProblemKind::TooManyBookings).await;
    let held = teacher.keeps(&helper, slots[10].starts_at).done().await;
    teacher
        .confirms(&held)
        .refused(ProblemKind::TooManyBookings)
        .await;
}

async fn settings_are_bounded_and_guarded(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let other = school.person(&[Capacity::Helper]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let path = || helper.at_helper(helper.member);
    let usual = helper.ask::<ConsultSettingsFind>(path()).done().await;
    assert_eq!((usual.version, usual.rules.length_minutes), (0, 20));
    let patch = |minutes| ConsultSettingsPatch {
        length_minutes: Some(minutes),
        ..ConsultSettingsPatch::default()
    };
    let ask = |by: &Who, version, minutes| {
        by.ask::<ConsultSettingsUpdate>(path())
            .version(version)
            .body(&patch(minutes))
    };
    let problem = ask(&helper, 0, 7).refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].kind, FieldErrorKind::NotMultiple { of: 5 });
    let set = ask(&helper, 0, 25).done().await;
    assert_eq!((set.version, set.rules.length_minutes), (1, 25));
    ask(&helper, 0, 30).refused(ProblemKind::Stale).await;
    ask(&other, 1, 30).refused(ProblemKind::NotFound).await;
    assert_eq!(ask(&admin, 1, 30).done().await.version, 2);
    let nobody = admin.at_helper(school.student(None).await.member);
    admin
        .ask::<ConsultSettingsFind>(nobody)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn lists_show_ones_own_and_ones_desk_by_day(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (one, two) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    one.books(&helper, tuesday("14:20")).done().await;
    two.books(&helper, tuesday("14:00")).done().await;
    two.books(&helper, on("2026-12-01", "14:00")).done().await;
    two.keeps(&helper, tuesday("15:00")).done().await;
    let list = async |by: &Who, query: BookingsQuery| -> Vec<_> {
        let page = by.ask::<ConsultationsList>(by.path()).query(query).done().await;
        page.items
    };
    let day = BookingsQuery {
        scope: Some(BookingScope::Desk),
        from: "2026-11-24".parse().ok(),
        to: "2026-11-24".parse().ok(),
        ..BookingsQuery::default()
    };
    let desk = list(&helper, day.clone()).await;
    let people: Vec<_> = desk.iter().map(|one| one.person.id).collect();
    assert_eq!(people, [two.member, one.member], "by start, and no hold");
    assert!(desk.iter().all(|one| one.question.is_some()));
    assert_eq!(list(&two, BookingsQuery::default()).await.len(), 2);
    assert_eq!(list(&one, day.clone()).await.len(), 0);
    let everybody = school.person(&[Capacity::Director]).await;
    assert_eq!(list(&everybody, BookingsQuery::default()).await.len(), 3);
    let first = BookingsQuery {
        limit: Some(1),
        ..BookingsQuery::default()
    };
    let page = everybody
        .ask::<ConsultationsList>(everybody.path())
        .query(first.clone())
        .done()
        .await;
    let rest = BookingsQuery {
        after: page.next,
        limit: None,
        ..first
    };
    assert_eq!(list(&everybody, rest).await.len(), 2);
}
