//! Consultations and the people: who has left, who withdrew, who stands in, whose hours they are, and who is at two desks.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consultations::{
    BookBody, BookingAct, BookingScope, BookingState, BookingsQuery, ConsultSettingsPatch,
    ConsultationsArrive, ConsultationsBook, ConsultationsFind, ConsultationsList, SlotsList, SlotsQuery,
    WaitBody, WaitingCreate,
};
use podskazka_shared::duty::absences::AbsenceBody;
use podskazka_shared::duty::extra::ExtraHoursBody;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feeds::MeFeedCreate;
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::TimeRange;
use podskazka_shared::tickets::Topic;

use crate::absences::{absence_of, enter};
use crate::consents;
use crate::consultations::desk;
use crate::consultations_plan::waiting;
use crate::extra_hours::{add, extra_of};
use crate::filing::fields;
use crate::support::cards::{acts, look};
use crate::support::consult::{booking, tuesday};
use crate::support::post::Post;
use crate::support::{New, School, TestApp, Who};

both![
    nobody_is_asked_to_come_to_who_has_left,
    nobody_is_asked_to_come_with_a_child_who_has_left,
    who_stands_in_has_a_desk_without_an_order,
    who_stands_in_is_offered_first_whatever_the_times,
    a_reminder_comes_once_after_a_move_to_the_same_time,
    about_a_child_the_hours_for_parents_are_shown,
    a_withdrawn_consent_gives_the_time_back_and_closes_the_calendar,
    nobody_is_at_two_desks_at_once,
    nobody_is_in_two_schools_at_once,
    what_a_card_has_booked_stands_when_its_person_comes_in,
    another_schools_seat_at_the_same_time_is_none_here,
    hours_on_top_lie_beside_ones_own,
];

async fn leaves(app: &TestApp, who: &Who) {
    let sql = "UPDATE member SET ended_at = created_at WHERE id = $1";
    app.database().execute(sql, [who.member.0.into()]).await.unwrap();
}

async fn letters(app: &TestApp) -> i64 {
    let sql = "SELECT COUNT(*) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%booking%'";
    app.database().count(sql, []).await
}

async fn nobody_is_asked_to_come_to_who_has_left(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let mut last = None;
    for slot in helper_slots(&school, &helper).await {
        let who = school.person(&[Capacity::Teacher]).await;
        who.books(&helper, slot).done().await;
        last = Some(who);
    }
    let waits = school.person(&[Capacity::Teacher]).await;
    waits.waits_for(&helper).done().await;
    leaves(&app, &helper).await;
    app.tidies_after(Duration::minutes(1)).await;
    assert!(waiting(&waits).await.is_empty(), "the line is over");
    let told = letters(&app).await;
    for _ in 0..3 {
        app.tidies_after(Duration::minutes(1)).await;
    }
    assert_eq!(letters(&app).await, told);
    // Nor does anybody find a time with who has left.
    assert!(last.unwrap().free_slots(&helper).await.is_empty());
    crate::consultations_fuzz::invariants(&app).await;
}

async fn helper_slots(school: &School, helper: &Who) -> Vec<chrono::DateTime<chrono::Utc>> {
    let slots = school.person(&[Capacity::Teacher]).await.free_slots(helper).await;
    slots.iter().map(|slot| slot.starts_at).collect()
}

async fn nobody_is_asked_to_come_with_a_child_who_has_left(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let (gone, stays) = (school.student(Some("7А")).await, school.student(Some("7А")).await);
    let parent = school.parent(&[&gone, &stays]).await;
    let mut booked = Vec::new();
    for slot in helper_slots(&school, &helper).await {
        let who = school.person(&[Capacity::Teacher]).await;
        booked.push((who.books(&helper, slot).done().await, who));
    }
    let body = WaitBody {
        helper: helper.member,
        about: Some(gone.member),
        topic: Topic::Access,
        question: None,
    };
    parent
        .ask::<WaitingCreate>(parent.path())
        .body(&body)
        .done()
        .await;
    leaves(&app, &gone).await;
    app.tidies_after(Duration::minutes(1)).await;
    assert!(waiting(&parent).await.is_empty());
    let (booking, who) = &booked[0];
    who.gives_up(booking).done().await;
    let told = letters(&app).await;
    for _ in 0..3 {
        app.tidies_after(Duration::minutes(1)).await;
    }
    assert_eq!(letters(&app).await, told);
}

async fn who_stands_in_has_a_desk_without_an_order(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    let (guest, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let booked = guest.books(&helper, tuesday("14:00")).done().await;
    let absence = AbsenceBody {
        substitute: Some(other.member),
        ..absence_of(&helper)
    };
    enter(&director, &absence).done().await;
    let freed = guest.looks_at(booked.id).await;
    guest.moves_to(&freed, &other, tuesday("14:00")).done().await;
    app.after(tuesday("14:00") - app.now());
    let query = BookingsQuery {
        scope: Some(BookingScope::Desk),
        ..BookingsQuery::default()
    };
    let list = other.ask::<ConsultationsList>(other.path()).query(query);
    let row = list.done().await.items.remove(0);
    assert_eq!(row.id, booked.id);
    assert!(row.may.contains(&BookingAct::Arrive), "{:?}", row.may);
    let arrive = other.ask::<ConsultationsArrive>(other.at_booking(row.id));
    arrive.version(row.version).done().await;
    // Of others' desks they know nothing.
    let stranger = school.person(&[Capacity::Teacher]).await;
    let look = stranger.ask::<ConsultationsFind>(stranger.at_booking(row.id));
    look.refused(ProblemKind::NotFound).await;
}

async fn who_stands_in_is_offered_first_whatever_the_times(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    let (guest, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Helper]).await,
    );
    // Slots of half an hour at who stands in, of twenty minutes at who is away.
    let half = ConsultSettingsPatch {
        length_minutes: Some(30),
        ..ConsultSettingsPatch::default()
    };
    other.sets(&other, half).await;
    let booked = guest.books(&helper, tuesday("15:20")).done().await;
    let absence = AbsenceBody {
        substitute: Some(other.member),
        ..absence_of(&helper)
    };
    enter(&director, &absence).done().await;
    let next = guest.looks_at(booked.id).await.next;
    let first: Vec<_> = next
        .iter()
        .take(2)
        .map(|slot| (slot.helper.id, slot.starts_at))
        .collect();
    assert_eq!(
        first,
        [(other.member, tuesday("15:30")), (other.member, tuesday("15:00"))]
    );
}

async fn a_reminder_comes_once_after_a_move_to_the_same_time(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let director = school.person(&[Capacity::Director]).await;
    let (guest, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let booked = guest.books(&helper, tuesday("14:00")).done().await;
    let absence = AbsenceBody {
        substitute: Some(other.member),
        ..absence_of(&helper)
    };
    enter(&director, &absence).done().await;
    let freed = guest.looks_at(booked.id).await;
    guest.moves_to(&freed, &other, tuesday("14:00")).done().await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    for before in [Duration::hours(24), Duration::hours(1)] {
        app.after(tuesday("14:00") - before - app.now());
        let letters = post.fresh().await;
        let mine = letters.iter().filter(|mail| mail.to == guest.login);
        assert_eq!(mine.count(), 1, "{letters:?}");
    }
}

async fn about_a_child_the_hours_for_parents_are_shown(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let both = New {
        roles: &[Capacity::Teacher, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let both = school.new_person(both).await;
    school.only_for(&helper, "staff").await;
    let shown = async |about| {
        let query = SlotsQuery {
            helper: Some(helper.member),
            about,
            ..SlotsQuery::default()
        };
        let slots = both.ask::<SlotsList>(both.path()).query(query).done().await;
        slots.items.len()
    };
    assert!(shown(None).await > 0);
    assert_eq!(shown(Some(child.member)).await, 0);
    let about = BookBody {
        about: Some(child.member),
        ..booking(&helper, tuesday("14:00"))
    };
    let refusal = both.ask::<ConsultationsBook>(both.path());
    let problem = refusal.body(&about).refused(ProblemKind::SlotTaken).await;
    assert!(problem.slots.is_empty(), "nothing that may not be booked either");
    // So one may wait for a time with the child.
    let body = WaitBody {
        helper: helper.member,
        about: Some(child.member),
        topic: Topic::Access,
        question: None,
    };
    both.ask::<WaitingCreate>(both.path()).body(&body).done().await;
}

async fn a_withdrawn_consent_gives_the_time_back_and_closes_the_calendar(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let director = school.person(&[Capacity::Director]).await;
    let booked = parent.books(&helper, tuesday("14:00")).done().await;
    let address = child.ask::<MeFeedCreate>(Nothing {}).done().await.address;
    let about = BookBody {
        about: Some(child.member),
        ..booking(&helper, tuesday("14:40"))
    };
    let theirs = parent.ask::<ConsultationsBook>(parent.path());
    let theirs = theirs.body(&about).done().await;
    let feed = async || {
        let path = address.strip_prefix(crate::support::ORIGIN).unwrap();
        let answer = app.request("GET", path).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        answer.text().await.unwrap()
    };
    assert!(feed().await.contains("VEVENT"));
    let consent = consents::mine(&parent).await.consent.id;
    consents::give(&parent, child.member, consent).done().await;
    consents::withdraws(&parent, &child).await;
    app.tidies_after(Duration::minutes(1)).await;
    assert_eq!(director.looks_at(theirs.id).await.state, BookingState::Freed);
    assert_eq!(director.looks_at(booked.id).await.state, BookingState::Booked);
    assert!(!feed().await.contains("VEVENT"));
}

async fn nobody_is_at_two_desks_at_once(app: TestApp) {
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    school.offers(&[(&one, "14-16"), (&other, "14-16")]).await;
    let guest = school.person(&[Capacity::Teacher]).await;
    guest.books(&one, tuesday("14:00")).done().await;
    one.books(&other, tuesday("14:00"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    // And who goes to a colleague receives nobody then; nobody is offered it.
    one.books(&other, tuesday("15:00")).done().await;
    let slots = guest.free_slots(&one).await;
    assert!(slots.iter().all(|slot| slot.starts_at != tuesday("15:00")));
    guest
        .books(&one, tuesday("15:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    crate::consultations_fuzz::invariants(&app).await;
}

async fn nobody_is_in_two_schools_at_once(app: TestApp) {
    let (here, there) = (app.school("demo").await, app.school("other").await);
    let (one, other) = (
        here.person(&[Capacity::Helper]).await,
        there.person(&[Capacity::Helper]).await,
    );
    here.offers(&[(&one, "14-16")]).await;
    there.offers(&[(&other, "14-16")]).await;
    let guest = here.person(&[Capacity::Teacher]).await;
    let elsewhere = there.also(&guest, &[Capacity::Teacher]).await;
    let booked = guest.books(&one, tuesday("14:00")).done().await;
    elsewhere
        .books(&other, tuesday("14:00"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    elsewhere.books(&other, tuesday("15:00")).done().await;
    guest
        .moves_to(&booked, &one, tuesday("15:00"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    // Nor do they get a guest here while they are there.
    let helps_too = there.also(&one, &[Capacity::Teacher]).await;
    helps_too
        .books(&other, tuesday("14:00"))
        .refused(ProblemKind::BookingOverlaps)
        .await;
    helps_too.books(&other, tuesday("15:20")).done().await;
    let teacher = here.person(&[Capacity::Teacher]).await;
    let free = teacher.free_slots(&one).await;
    assert!(free.iter().all(|slot| slot.starts_at != tuesday("15:20")));
    assert!(free.iter().any(|slot| slot.starts_at == tuesday("15:40")));
    teacher
        .books(&one, tuesday("15:20"))
        .refused(ProblemKind::SlotTaken)
        .await;
    // What is given up there is free here.
    guest.gives_up(&booked).done().await;
    elsewhere.books(&other, tuesday("14:20")).done().await;
}

/// Somebody of another school comes in with a card of this one.
async fn comes_in_too(school: &School, who: &Who, card: MemberId) -> Who {
    let app = school.app();
    let slip = school.in_role(Capacity::Director).await.slip(card).await;
    let view = look(app, &slip.code).done().await;
    who.joins(&slip.code, &acts(&view)).done().await;
    let mut here = who.clone();
    (here.member, here.school) = (card, school.slug.clone());
    here
}

async fn what_a_card_has_booked_stands_when_its_person_comes_in(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let other = school.person(&[Capacity::Helper]).await;
    school.offers(&[(&helper, "14-16"), (&other, "14-16")]).await;
    let elsewhere = app.school("other").await;
    let child = school.student_card("7А").await;
    let mother = elsewhere.person(&[Capacity::Teacher]).await;
    let mother = comes_in_too(&school, &mother, school.parent_card(&[child]).await).await;
    let about = BookBody {
        about: Some(child),
        ..booking(&helper, tuesday("14:00"))
    };
    let book = mother.ask::<ConsultationsBook>(mother.path()).body(&about);
    let booked = book.done().await;
    let child = comes_in_too(&school, &elsewhere.student(Some("7А")).await, child).await;
    let at_once = child.books(&other, tuesday("14:00"));
    at_once.refused(ProblemKind::BookingOverlaps).await;
    mother.gives_up(&booked).done().await;
    child.books(&other, tuesday("14:00")).done().await;
}

async fn another_schools_seat_at_the_same_time_is_none_here(app: TestApp) {
    let (here, there) = (app.school("demo").await, app.school("other").await);
    let one = here.person(&[Capacity::Helper]).await;
    let helps_too = there.also(&one, &[Capacity::Helper]).await;
    here.offers(&[(&one, "14-16")]).await;
    there.offers(&[(&helps_too, "14-16")]).await;
    let seats = ConsultSettingsPatch {
        seats: Some(3),
        ..ConsultSettingsPatch::default()
    };
    helps_too.sets(&helps_too, seats).await;
    let guest = here.person(&[Capacity::Teacher]).await;
    guest.books(&one, tuesday("14:00")).done().await;
    let stranger = there.person(&[Capacity::Teacher]).await;
    let booked = stranger.books(&helps_too, tuesday("15:00")).done().await;
    stranger
        .moves_to(&booked, &helps_too, tuesday("14:00"))
        .refused(ProblemKind::SlotTaken)
        .await;
    assert_eq!(stranger.looks_at(booked.id).await.starts_at, tuesday("15:00"));
}

async fn hours_on_top_lie_beside_ones_own(app: TestApp) {
    let (_, helper) = desk(&app).await;
    let hours = |from: &str, to: &str| ExtraHoursBody {
        date: "2026-11-24".parse().unwrap(),
        range: TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap(),
        ..extra_of(&helper)
    };
    let problem = add(&helper, &hours("15:00", "17:00"))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/range", FieldErrorKind::Overlaps)]);
    add(&helper, &hours("16:00", "17:00")).done().await;
}
