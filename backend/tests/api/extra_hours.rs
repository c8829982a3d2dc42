//! Extra hours: added on a date, seen, taken back until the day is over.

use chrono::{Duration, NaiveDate};
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::duty::absences::AbsenceBody;
use podskazka_shared::duty::extra::{
    ExtraHours, ExtraHoursBody, ExtraHoursCreate, ExtraHoursEnd, ExtraHoursFind, ExtraHoursList,
    ExtraHoursPath, ExtraHoursQuery,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{Audience, Entry, Mode, TimeRange};
use serde_json::json;

use crate::absences::{absence_of, enter};
use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::{School, TestApp, Who, together};

struct Desk {
    school: School,
    secretary: Who,
    helper: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    Desk {
        secretary: school.person(&[Capacity::Secretary]).await,
        helper: school.person(&[Capacity::Helper]).await,
        school,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range(from: &str, to: &str) -> TimeRange {
    TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

/// On the Saturday after the test's Sunday.
pub fn extra_of(who: &Who) -> ExtraHoursBody {
    ExtraHoursBody {
        member: who.member,
        date: day("2026-11-28"),
        range: range("10:00", "12:00"),
        place: None,
        modes: vec![Mode::InPerson],
        audiences: Vec::new(),
        entry: Entry::WalkIn,
    }
}

pub fn add(who: &Who, body: &ExtraHoursBody) -> Ask<ExtraHoursCreate> {
    who.ask::<ExtraHoursCreate>(who.path()).body(body)
}

fn at(who: &Who, hours: &ExtraHours) -> ExtraHoursPath {
    ExtraHoursPath {
        school: who.school.clone(),
        extra: hours.id,
    }
}

pub fn end(who: &Who, hours: &ExtraHours) -> Ask<ExtraHoursEnd> {
    who.ask::<ExtraHoursEnd>(at(who, hours)).version(hours.version)
}

both![
    extra_hours_are_added_and_taken_back,
    nobody_helps_twice_at_once_or_while_they_are_away,
    of_many_extra_hours_at_one_moment_one_is_added,
    a_helper_adds_their_own_hours_and_sees_no_other,
    hours_of_a_day_that_is_over_are_neither_added_nor_taken_back,
    extra_hours_sent_again_are_added_once,
    extra_hours_are_listed_by_helper_and_day,
];

async fn extra_hours_are_added_and_taken_back(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper) = (&desk.secretary, &desk.helper);
    let body = ExtraHoursBody {
        place: Some(" кабинет 214 ".into()),
        modes: vec![Mode::InPerson, Mode::Phone],
        audiences: vec![Audience::Parents],
        entry: Entry::Booking,
        ..extra_of(helper)
    };
    let answer = add(secretary, &body).send().await;
    let location = answer.header("location").unwrap().to_owned();
    let added = answer.done();
    assert!(location.ends_with(&format!("/extra-hours/{}", added.id)));
    assert_eq!(added.member.id, helper.member);
    assert_eq!(
        (added.date, added.range, added.place.as_deref()),
        (body.date, body.range, Some("кабинет 214"))
    );
    assert_eq!((&added.modes, &added.audiences), (&body.modes, &body.audiences));
    assert_eq!(added.created_by.as_ref().unwrap().id, secretary.member);
    assert!(added.may_end);
    secretary.later();
    let ended = end(secretary, &added).done().await;
    assert_eq!((ended.ended_at, ended.may_end), (Some(app.now()), false));
    end(secretary, &added).refused(ProblemKind::Stale).await;
    end(secretary, &ended).refused(ProblemKind::WrongState).await;
    let trail = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'duty_write' ORDER BY at, id";
    let trail = app.database().column::<String>(trail, []).await;
    let trail: Vec<_> = trail.iter().map(|fields| fields.replace(' ', "")).collect();
    assert_eq!(trail, ["[\"extra_hours\"]", "[\"extra_hours\",\"end\"]"]);
}

async fn nobody_helps_twice_at_once_or_while_they_are_away(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper) = (&desk.secretary, &desk.helper);
    let first = add(secretary, &extra_of(helper)).done().await;
    let at = |from: &str, to: &str| ExtraHoursBody {
        range: range(from, to),
        ..extra_of(helper)
    };
    for (from, to) in [("11:59", "13:00"), ("09:00", "10:01"), ("10:30", "11:00")] {
        let problem = add(secretary, &at(from, to)).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/range", Kind::Overlaps)], "{from} {to}");
    }
    add(secretary, &at("12:00", "13:00")).done().await;
    end(secretary, &first).done().await;
    add(secretary, &extra_of(helper)).done().await;
    let away = AbsenceBody {
        from: day("2026-11-30"),
        to: day("2026-11-30"),
        part: Some(range("09:00", "11:00")),
        ..absence_of(helper)
    };
    enter(secretary, &away).done().await;
    let monday = |from: &str, to: &str| ExtraHoursBody {
        date: day("2026-11-30"),
        ..at(from, to)
    };
    add(secretary, &monday("10:00", "12:00"))
        .refused(ProblemKind::Invalid)
        .await;
    add(secretary, &monday("11:00", "12:00")).done().await;
}

async fn of_many_extra_hours_at_one_moment_one_is_added(app: TestApp) {
    let desk = desk(&app).await;
    let beside = app.beside().await;
    let all = (0..8).map(|number| {
        let who = match number % 2 {
            0 => desk.secretary.clone(),
            _ => desk.secretary.at_server(&beside),
        };
        let mut body = extra_of(&desk.helper);
        body.range = range("10:00", &format!("1{}:00", 1 + number % 8));
        async move { add(&who, &body).send().await.status }
    });
    let mut statuses = together(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
}

async fn a_helper_adds_their_own_hours_and_sees_no_other(app: TestApp) {
    let desk = desk(&app).await;
    let helper = &desk.helper;
    let colleague = desk.school.person(&[Capacity::Helper]).await;
    let own = add(helper, &extra_of(helper)).done().await;
    let problem = add(helper, &extra_of(&colleague))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    let theirs = add(&desk.secretary, &extra_of(&colleague)).done().await;
    let find = helper.ask::<ExtraHoursFind>(at(helper, &theirs));
    find.refused(ProblemKind::NotFound).await;
    let list = helper.ask::<ExtraHoursList>(helper.path()).done().await;
    assert_eq!(list.items.iter().map(|one| one.id).collect::<Vec<_>>(), [own.id]);
    end(helper, &own).done().await;
    let student = desk.school.student(Some("7А")).await;
    let problem = add(&desk.secretary, &extra_of(&student))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
}

async fn hours_of_a_day_that_is_over_are_neither_added_nor_taken_back(app: TestApp) {
    let desk = desk(&app).await;
    let secretary = &desk.secretary;
    let yesterday = ExtraHoursBody {
        date: day("2026-11-21"),
        ..extra_of(&desk.helper)
    };
    let problem = add(secretary, &yesterday).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/date", Kind::Over)]);
    let today = ExtraHoursBody {
        date: day("2026-11-22"),
        ..extra_of(&desk.helper)
    };
    let added = add(secretary, &today).done().await;
    app.after(Duration::days(1));
    end(secretary, &added).refused(ProblemKind::WrongState).await;
    let wrong = json!({"member": desk.helper.member, "date": "2026-12-01",
        "range": {"from": "12:00", "to": "10:00"}, "modes": ["in_person"], "entry": "walk_in"});
    let ask = secretary.ask::<ExtraHoursCreate>(secretary.path()).json(&wrong);
    let problem = ask.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/range", Kind::Malformed)]);
}

async fn extra_hours_sent_again_are_added_once(app: TestApp) {
    let desk = desk(&app).await;
    let twins = (0..8).map(|_| {
        let ask = add(&desk.secretary, &extra_of(&desk.helper)).key("key");
        async move { ask.done().await.id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

async fn extra_hours_are_listed_by_helper_and_day(app: TestApp) {
    let desk = desk(&app).await;
    let secretary = &desk.secretary;
    let colleague = desk.school.person(&[Capacity::Helper]).await;
    let mut ids = Vec::new();
    for (who, date) in [
        (&desk.helper, "2026-11-28"),
        (&colleague, "2026-11-29"),
        (&desk.helper, "2026-12-05"),
    ] {
        secretary.later();
        let body = ExtraHoursBody {
            date: day(date),
            ..extra_of(who)
        };
        ids.push(add(secretary, &body).done().await);
    }
    end(secretary, &ids[2]).done().await;
    let list = async |query: ExtraHoursQuery| {
        let ask = secretary.ask::<ExtraHoursList>(secretary.path()).query(query);
        let items = ask.done().await.items;
        let place = |one: &ExtraHours| ids.iter().position(|known| known.id == one.id).unwrap();
        items.iter().map(place).collect::<Vec<_>>()
    };
    let all = ExtraHoursQuery::default;
    assert_eq!(list(all()).await, [2, 1, 0]);
    let of = ExtraHoursQuery {
        member: Some(desk.helper.member),
        ended: Some(false),
        ..all()
    };
    assert_eq!(list(of).await, [0]);
    let days = ExtraHoursQuery {
        from: Some(day("2026-11-29")),
        to: Some(day("2026-12-04")),
        ..all()
    };
    assert_eq!(list(days).await, [1]);
}
