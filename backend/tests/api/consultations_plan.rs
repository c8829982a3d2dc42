//! Bookings follow the plan, free seats go to those who wait, and everybody is told in the school's time.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::calendars::publishing::{CalendarPath, CalendarsPublish};
use podskazka_shared::calendars::{DayRule, SchoolCalendar, SchoolDay};
use podskazka_shared::consultations::{
    Booking, BookingAct, BookingScope, BookingState, BookingsQuery, ConsultSettingsPatch,
    ConsultationsCalendar, ConsultationsList, WaitingLeave, WaitingList, WaitingPath, WaitingQuery,
};
use podskazka_shared::duty::absences::{AbsenceBody, AbsencePath, AbsencesEnd};
use podskazka_shared::ids::WaitingId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsUpdate;

use crate::absences::{absence_of, enter};
use crate::consultations::desk;
use crate::support::consult::{on, tuesday};
use crate::support::post::Post;
use crate::support::{TestApp, Who};

both![
    hours_that_are_gone_free_what_was_booked_and_everybody_is_told_once,
    a_freed_booking_moves_in_one_step_with_all_that_was_written,
    an_absence_frees_and_who_stands_in_is_one_step_away,
    a_day_off_frees_what_was_booked_on_it,
    another_zone_keeps_the_schools_clock,
    a_time_that_is_over_by_the_new_clock_is_taken_back,
    helpers_are_told_what_changes_at_their_desks,
    who_leaves_the_school_leaves_their_bookings,
    a_seat_that_becomes_free_is_kept_for_who_waits_longest,
    an_offer_that_is_refused_or_runs_out_goes_on_to_the_next,
    nobody_waits_where_a_time_is_free,
    reminders_go_out_a_day_and_an_hour_before_and_never_for_what_is_cancelled,
    letters_tell_the_time_of_the_school_and_no_word_of_the_question,
    a_booking_is_an_event_for_the_calendar_that_changes_with_it,
];

async fn hours_that_are_gone_free_what_was_booked_and_everybody_is_told_once(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (early, late, typing) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let gone = early.books(&helper, tuesday("14:00")).done().await;
    let kept = late.books(&helper, tuesday("15:00")).done().await;
    let held = typing.keeps(&helper, tuesday("14:20")).done().await;
    school.offers(&[(&helper, "15-16.30")]).await;
    let now = early.looks_at(gone.id).await;
    assert_eq!(now.state, BookingState::Freed);
    assert_eq!(now.may, [BookingAct::Move, BookingAct::Cancel]);
    assert_eq!(now.next[0].starts_at, tuesday("15:20"));
    assert_eq!(late.looks_at(kept.id).await.state, BookingState::Booked);
    assert_eq!(typing.looks_at(held.id).await.state, BookingState::Expired);
    let freed = |told: Vec<String>| told.iter().filter(|what| *what == "freed").count();
    assert_eq!(freed(app.told_of(gone.id).await), 1);
    assert_eq!(freed(app.told_of(kept.id).await), 0);
    assert_eq!(freed(app.told_of(held.id).await), 0);
    crate::consultations_fuzz::invariants(&app).await;
    // The same hours once more change nothing.
    school.offers(&[(&helper, "15-16.40")]).await;
    assert_eq!(freed(app.told_of(gone.id).await), 1);
}

async fn a_freed_booking_moves_in_one_step_with_all_that_was_written(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    school.offers(&[(&helper, "15-16")]).await;
    // Even when its time is over: there is no limit for what the school took back.
    app.after(tuesday("13:30") - app.now());
    let freed = teacher.looks_at(booked.id).await;
    let to = freed.next[0].clone();
    let moved = teacher.moves_to(&freed, &helper, to.starts_at).done().await;
    assert_eq!(
        (moved.id, moved.state, moved.starts_at),
        (booked.id, BookingState::Booked, to.starts_at)
    );
    assert_eq!((&moved.question, moved.topic), (&booked.question, booked.topic));
    assert!(app.told_of(booked.id).await.contains(&"moved".to_owned()));
}

async fn who_leaves_the_school_leaves_their_bookings(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (teacher, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let sql = "UPDATE member SET ended_at = created_at WHERE id = $1";
    let id = teacher.member.0.into();
    app.database().execute(sql, [id]).await.unwrap();
    app.tidies_after(Duration::seconds(1)).await;
    let director = school.person(&[Capacity::Director]).await;
    assert_eq!(director.looks_at(booked.id).await.state, BookingState::Freed);
    let booked = other.books(&helper, tuesday("14:00")).done().await;
    let id = helper.member.0.into();
    app.database().execute(sql, [id]).await.unwrap();
    app.tidies_after(Duration::seconds(1)).await;
    assert_eq!(other.looks_at(booked.id).await.state, BookingState::Freed);
    other
        .books(&helper, tuesday("14:20"))
        .refused(ProblemKind::Invalid)
        .await;
}

/// Six people who fill the Tuesday and the next one.
async fn full(helper: &Who, school: &crate::support::School) -> Vec<(Who, Booking)> {
    let mut booked = Vec::new();
    let slots = school.person(&[Capacity::Teacher]).await.free_slots(helper).await;
    for slot in slots {
        let who = school.person(&[Capacity::Teacher]).await;
        let booking = who.books(helper, slot.starts_at).done().await;
        booked.push((who, booking));
    }
    booked
}

/// What is kept for somebody.
async fn offer(who: &Who) -> Option<Booking> {
    let query = BookingsQuery {
        scope: Some(BookingScope::Mine),
        state: Some(BookingState::Offered),
        ..BookingsQuery::default()
    };
    let page = who.ask::<ConsultationsList>(who.path()).query(query).done().await;
    page.items.into_iter().next()
}

pub async fn waiting(who: &Who) -> Vec<WaitingId> {
    let query = WaitingQuery::default();
    let page = who.ask::<WaitingList>(who.path()).query(query).done().await;
    page.items.iter().map(|place| place.id).collect()
}

async fn a_seat_that_becomes_free_is_kept_for_who_waits_longest(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let booked = full(&helper, &school).await;
    let (first, second, third) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    for who in [&first, &second] {
        who.later();
        who.waits_for(&helper).done().await;
        who.waits_for(&helper).refused(ProblemKind::WrongState).await;
    }
    let (who, booking) = &booked[2];
    who.gives_up(booking).done().await;
    let offered = offer(&first).await.unwrap();
    assert_eq!(offered.starts_at, booking.starts_at);
    assert_eq!(offered.held_until, Some(app.now() + Duration::hours(2)));
    assert_eq!(app.told_of(offered.id).await, ["offered"]);
    assert!(offer(&second).await.is_none());
    third
        .books(&helper, booking.starts_at)
        .refused(ProblemKind::SlotTaken)
        .await;
    let taken = first.confirms(&offered).done().await;
    assert_eq!(taken.state, BookingState::Booked);
    assert!(waiting(&first).await.is_empty(), "who has booked waits no more");
    assert_eq!(waiting(&second).await.len(), 1);
    crate::consultations_fuzz::invariants(&app).await;
}

async fn an_offer_that_is_refused_or_runs_out_goes_on_to_the_next(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let booked = full(&helper, &school).await;
    let mut line = Vec::new();
    for _ in 0..3 {
        let who = school.person(&[Capacity::Teacher]).await;
        who.later();
        who.waits_for(&helper).done().await;
        line.push(who);
    }
    let (who, booking) = &booked[5];
    who.gives_up(booking).done().await;
    let first = offer(&line[0]).await.unwrap();
    line[0].gives_up(&first).done().await;
    let second = offer(&line[1]).await.unwrap();
    app.tidies_after(Duration::hours(2)).await;
    assert_eq!(line[1].looks_at(second.id).await.state, BookingState::Expired);
    assert!(
        offer(&line[0]).await.is_none(),
        "nobody is asked twice about one time"
    );
    let third = offer(&line[2]).await.unwrap();
    // They stay in the line for another time.
    assert_eq!(waiting(&line[0]).await.len(), 1);
    let place = WaitingPath {
        school: school.slug.clone(),
        waiting: waiting(&line[0]).await[0],
    };
    let leave = line[0].ask::<WaitingLeave>(place).version(1);
    leave.done().await;
    assert!(waiting(&line[0]).await.is_empty());
    let (who, booking) = &booked[7];
    who.gives_up(booking).done().await;
    assert!(offer(&line[0]).await.is_none());
    assert_eq!(offer(&line[1]).await.unwrap().starts_at, booking.starts_at);
    // The last offer ends before the time of booking is over.
    assert!(third.held_until.unwrap() <= third.starts_at - Duration::hours(2));
    crate::consultations_fuzz::invariants(&app).await;
}

async fn nobody_waits_where_a_time_is_free(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let problem = teacher.waits_for(&helper).refused(ProblemKind::SlotsFree).await;
    assert_eq!(problem.slots[0].starts_at, tuesday("14:00"));
    // Hours that come later go to those who waited before.
    let away = school.person(&[Capacity::Helper]).await;
    teacher.waits_for(&away).done().await;
    school.offers(&[(&helper, "14-16"), (&away, "14-15")]).await;
    app.tidies_after(Duration::minutes(1)).await;
    assert_eq!(offer(&teacher).await.unwrap().starts_at, tuesday("14:00"));
}

async fn reminders_go_out_a_day_and_an_hour_before_and_never_for_what_is_cancelled(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (stays, leaves, moves) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    stays.books(&helper, tuesday("14:00")).done().await;
    let gone = leaves.books(&helper, tuesday("14:20")).done().await;
    let moved = moves.books(&helper, tuesday("14:40")).done().await;
    leaves.gives_up(&gone).done().await;
    moves
        .moves_to(&moved, &helper, on("2026-12-01", "14:00"))
        .done()
        .await;
    let mut post = Post::of(&app).await;
    let mut told = async || -> Vec<String> {
        let letters = post.fresh().await.into_iter();
        letters
            .filter(|mail| mail.text.contains("консультаци"))
            .map(|mail| mail.to)
            .collect()
    };
    told().await;
    app.after(tuesday("14:00") - Duration::hours(24) - app.now());
    assert_eq!(told().await, std::slice::from_ref(&stays.login));
    app.after(Duration::hours(23));
    assert_eq!(told().await, std::slice::from_ref(&stays.login));
    app.after(Duration::hours(2));
    assert!(told().await.is_empty());
}

async fn letters_tell_the_time_of_the_school_and_no_word_of_the_question(app: TestApp) {
    let school = app.school_in("kamchatka", "Asia/Kamchatka").await;
    let helper = school.person(&[Capacity::Helper]).await;
    school.offers(&[(&helper, "14-16")]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    // 14:00 in Kamchatka, UTC+12.
    let start = "2026-11-24T02:00:00Z".parse().unwrap();
    teacher.books(&helper, start).done().await;
    let letters = Post::of(&app).await.fresh().await;
    let text = &letters
        .iter()
        .find(|mail| mail.text.contains("консультаци"))
        .unwrap()
        .text;
    assert!(text.contains("24\u{a0}ноября в 14:00"), "{text}");
    assert!(!text.contains("дневник"), "{text}");
}

async fn an_absence_frees_and_who_stands_in_is_one_step_away(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (teacher, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let later = teacher.books(&helper, on("2026-12-01", "14:00")).done().await;
    let absence = AbsenceBody {
        substitute: Some(other.member),
        ..absence_of(&helper)
    };
    let absence = enter(&director, &absence).done().await;
    assert_eq!(teacher.looks_at(later.id).await.state, BookingState::Booked);
    let freed = teacher.looks_at(booked.id).await;
    assert_eq!(freed.state, BookingState::Freed);
    let instead = &freed.next[0];
    assert_eq!(
        (instead.helper.id, instead.starts_at),
        (other.member, tuesday("14:00"))
    );
    assert!(instead.instead_of.is_some());
    teacher
        .books(&helper, tuesday("14:20"))
        .refused(ProblemKind::SlotTaken)
        .await;
    let moved = teacher.moves_to(&freed, &other, tuesday("14:00")).done().await;
    assert_eq!((moved.id, moved.helper.id), (booked.id, other.member));
    crate::consultations_fuzz::invariants(&app).await;
    // The helper is back: nobody stands in any more.
    let path = AbsencePath {
        school: school.slug.clone(),
        absence: absence.id,
    };
    director
        .ask::<AbsencesEnd>(path)
        .version(absence.version)
        .done()
        .await;
    let freed = teacher.looks_at(booked.id).await;
    assert_eq!(
        (freed.state, freed.next[0].helper.id),
        (BookingState::Freed, helper.member)
    );
    assert_eq!(
        app.told_of(booked.id)
            .await
            .iter()
            .filter(|what| *what == "freed")
            .count(),
        2
    );
}

async fn a_day_off_frees_what_was_booked_on_it(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let director = school.person(&[Capacity::Director]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let day = "2026-11-24".parse().unwrap();
    let off = SchoolDay {
        from: day,
        to: day,
        name: "Карантин".into(),
        rule: DayRule::Off {},
        region: false,
    };
    let calendar = SchoolCalendar {
        days: vec![off],
        ..SchoolCalendar::default()
    };
    let path = CalendarPath {
        school: school.slug.clone(),
    };
    let publish = director.ask::<CalendarsPublish>(path).version(0).body(&calendar);
    publish.done().await;
    let freed = teacher.looks_at(booked.id).await;
    assert_eq!(freed.state, BookingState::Freed);
    assert_eq!(freed.next[0].starts_at, on("2026-12-01", "14:00"));
}

async fn another_zone_keeps_the_schools_clock(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let two = ConsultSettingsPatch {
        seats: Some(2),
        ..ConsultSettingsPatch::default()
    };
    helper.sets(&helper, two).await;
    let (early, too, late, typing) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let director = school.person(&[Capacity::Director]).await;
    let first = early.books(&helper, tuesday("14:00")).done().await;
    let beside = too.books(&helper, tuesday("14:00")).done().await;
    let last = late.books(&helper, tuesday("15:40")).done().await;
    let held = typing.keeps(&helper, tuesday("15:00")).done().await;
    let to = async |zone: &str, version: i64| {
        let body = serde_json::json!({"time_zone": zone});
        let update = director.ask::<SchoolsUpdate>(school.path()).version(version);
        update.json(&body).done().await;
    };
    let stands = async |hours: i64| {
        let earlier = Duration::hours(hours);
        for (who, booking) in [(&early, &first), (&too, &beside), (&late, &last)] {
            let now = who.looks_at(booking.id).await;
            let expected = (booking.starts_at - earlier, booking.ends_at - earlier);
            assert_eq!(now.state, BookingState::Booked);
            assert_eq!((now.starts_at, now.ends_at), expected, "the clock stays");
        }
        let now = typing.looks_at(held.id).await;
        assert_eq!(
            (now.state, now.starts_at),
            (BookingState::Held, held.starts_at - earlier)
        );
        crate::consultations_fuzz::invariants(&app).await;
    };
    // In Samara the same hour of the clock comes an hour sooner: the second slot where the first one was, and so on.
    to("Europe/Samara", 1).await;
    stands(1).await;
    let told = app.told_of(last.id).await;
    assert_eq!(told.iter().filter(|what| *what == "clock").count(), 1, "{told:?}");
    // The old reminders are for a moment that is none any more.
    assert_eq!(told.iter().filter(|what| *what == "hour_before").count(), 2);
    // Both seats are taken still, at the new moment.
    let third = school.person(&[Capacity::Teacher]).await;
    let full = tuesday("14:00") - Duration::hours(1);
    third.books(&helper, full).refused(ProblemKind::SlotTaken).await;
    to("Europe/Moscow", 2).await;
    stands(0).await;
}

async fn a_time_that_is_over_by_the_new_clock_is_taken_back(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let director = school.person(&[Capacity::Director]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    app.after(tuesday("12:00") - app.now());
    let body = serde_json::json!({"time_zone": "Asia/Vladivostok"});
    let update = director.ask::<SchoolsUpdate>(school.path()).version(1);
    update.json(&body).done().await;
    let now = teacher.looks_at(booked.id).await;
    assert_eq!(now.state, BookingState::Freed);
    assert!(app.told_of(booked.id).await.contains(&"freed".to_owned()));
    crate::consultations_fuzz::invariants(&app).await;
}

async fn helpers_are_told_what_changes_at_their_desks(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let typed = teacher.keeps(&helper, tuesday("14:00")).done().await;
    assert_eq!(app.told_at_desks(typed.id).await, Vec::<String>::new());
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    assert_eq!(app.told_at_desks(booked.id).await, ["desk_booked"]);
    let moved = teacher.moves_to(&booked, &helper, tuesday("14:40")).done().await;
    assert_eq!(app.told_at_desks(booked.id).await, ["desk_booked", "desk_moved"]);
    teacher.gives_up(&moved).done().await;
    assert_eq!(
        app.told_at_desks(booked.id).await,
        ["desk_booked", "desk_cancelled", "desk_moved"]
    );
}

async fn a_booking_is_an_event_for_the_calendar_that_changes_with_it(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let event = async || {
        let path = teacher.at_booking(booked.id);
        let answer = teacher.ask::<ConsultationsCalendar>(path).send().await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("content-type"),
            Some("text/calendar; charset=utf-8")
        );
        // Long lines are folded.
        answer.text().replace("\r\n ", "")
    };
    let first = event().await;
    for line in [
        "DTSTART:20261124T110000Z\r\n",
        "DTEND:20261124T112000Z\r\n",
        "STATUS:CONFIRMED\r\n",
        "SEQUENCE:0\r\n",
        &format!("UID:{}@podskazka.test\r\n", booked.id),
    ] {
        assert!(first.contains(line), "{line} {first}");
    }
    assert!(!first.contains("дневник"));
    let moved = teacher.moves_to(&booked, &helper, tuesday("15:00")).done().await;
    let second = event().await;
    assert!(
        second.contains("DTSTART:20261124T120000Z\r\n") && second.contains("SEQUENCE:1\r\n"),
        "{second}"
    );
    teacher.gives_up(&moved).done().await;
    assert!(event().await.contains("STATUS:CANCELLED\r\n"));
}
