//! Absences of helpers: entered, changed until they are over, taken back; who stands in; nobody is away twice.

use chrono::{Duration, NaiveDate};
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::duty::absences::{
    Absence, AbsenceBody, AbsencePath, AbsencesCreate, AbsencesEnd, AbsencesFind, AbsencesList,
    AbsencesQuery, AbsencesUpdate,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::privacy::MeData;
use podskazka_shared::problem::ProblemKind;
use serde_json::{Value, json};

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::{School, TestApp, Who, together};

struct Desk {
    school: School,
    secretary: Who,
    helper: Who,
    colleague: Who,
}

async fn desk(app: &TestApp) -> Desk {
    let school = app.school("demo").await;
    Desk {
        secretary: school.person(&[Capacity::Secretary]).await,
        helper: school.person(&[Capacity::Helper]).await,
        colleague: school.person(&[Capacity::Helper]).await,
        school,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// From Tuesday to Thursday of the week after the test's Sunday.
pub fn absence_of(who: &Who) -> AbsenceBody {
    AbsenceBody {
        member: who.member,
        from: day("2026-11-24"),
        to: day("2026-11-26"),
        part: None,
        substitute: None,
        reason: None,
    }
}

fn at(who: &Who, absence: &Absence) -> AbsencePath {
    AbsencePath {
        school: who.school.clone(),
        absence: absence.id,
    }
}

pub fn enter(who: &Who, body: &AbsenceBody) -> Ask<AbsencesCreate> {
    who.ask::<AbsencesCreate>(who.path()).body(body)
}

fn patch(who: &Who, absence: &Absence, patch: &Value) -> Ask<AbsencesUpdate> {
    let ask = who.ask::<AbsencesUpdate>(at(who, absence));
    ask.version(absence.version).json(patch)
}

fn end(who: &Who, absence: &Absence) -> Ask<AbsencesEnd> {
    who.ask::<AbsencesEnd>(at(who, absence)).version(absence.version)
}

both![
    an_absence_is_entered_changed_and_taken_back,
    nobody_is_away_twice_at_one_minute,
    of_many_absences_at_one_moment_one_is_entered,
    who_stands_in_is_staff_of_the_school_and_there,
    a_helper_enters_their_own_absence_and_sees_no_other,
    what_is_over_or_taken_back_stays_as_it_is,
    an_absence_sent_again_is_entered_once,
    an_absence_that_does_not_fit_is_refused_at_its_field,
    absences_are_listed_by_helper_and_days,
    the_reason_goes_with_the_card_and_is_shown_to_its_owner,
    each_change_of_who_helps_is_a_new_plan,
];

async fn an_absence_is_entered_changed_and_taken_back(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper, colleague) = (&desk.secretary, &desk.helper, &desk.colleague);
    let body = AbsenceBody {
        reason: Some(" курсы ".into()),
        substitute: Some(colleague.member),
        ..absence_of(helper)
    };
    let entered = enter(secretary, &body).send().await;
    let location = entered.header("location").unwrap().to_owned();
    let entered = entered.done();
    assert!(location.ends_with(&format!("/absences/{}", entered.id)));
    assert_eq!(entered.member.id, helper.member);
    assert_eq!(entered.substitute.as_ref().unwrap().id, colleague.member);
    assert_eq!(entered.reason.as_deref(), Some("курсы"));
    assert_eq!(entered.created_by.as_ref().unwrap().id, secretary.member);
    assert!(entered.may_change && entered.ended_at.is_none());
    assert_eq!(entered.version, 1);

    secretary.later();
    let change = json!({
        "to": "2026-11-25",
        "part": {"from": "09:00", "to": "12:00"},
        "substitute": null,
        "reason": null,
    });
    let changed = patch(secretary, &entered, &change).done().await;
    assert_eq!(changed.to, day("2026-11-25"));
    assert_eq!(changed.from, day("2026-11-24"));
    assert_eq!(changed.part.unwrap().to_string(), "9:00–12:00");
    assert_eq!((changed.substitute.clone(), changed.reason.clone()), (None, None));
    assert_eq!(changed.version, 2);
    let stale = patch(secretary, &entered, &json!({"to": "2026-11-30"}));
    let current = stale.refused(ProblemKind::Stale).await.current.unwrap();
    assert_eq!(current["version"], 2);

    secretary.later();
    let ended = end(secretary, &changed).done().await;
    assert_eq!(ended.ended_at, Some(app.now()));
    assert!(!ended.may_change);
    let found = secretary.ask::<AbsencesFind>(at(secretary, &ended)).done().await;
    assert_eq!(found, ended);
    let trail = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'duty_write' ORDER BY at, id";
    let trail = app.database().column::<String>(trail, []).await;
    let trail: Vec<_> = trail.iter().map(|fields| fields.replace(' ', "")).collect();
    assert_eq!(
        trail,
        [
            "[\"absence\"]",
            "[\"days\",\"part\",\"substitute\",\"reason\"]",
            "[\"absence\",\"end\"]"
        ]
    );
}

async fn nobody_is_away_twice_at_one_minute(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper) = (&desk.secretary, &desk.helper);
    let part = |from: &str, to: &str| serde_json::from_value(json!({"from": from, "to": to})).unwrap();
    let morning = AbsenceBody {
        part: Some(part("09:00", "12:00")),
        ..absence_of(helper)
    };
    let first = enter(secretary, &morning).done().await;
    for (from, to, hours, expected) in [
        ("2026-11-26", "2026-11-30", None, false),
        ("2026-11-27", "2026-11-30", None, true),
        ("2026-11-24", "2026-11-24", Some(("11:59", "13:00")), false),
        ("2026-11-24", "2026-11-24", Some(("12:00", "13:00")), true),
        ("2026-11-01", "2026-12-31", None, false),
    ] {
        let body = AbsenceBody {
            from: day(from),
            to: day(to),
            part: hours.map(|(from, to)| part(from, to)),
            ..absence_of(helper)
        };
        let answer = enter(secretary, &body).send().await;
        if expected {
            answer.done();
        } else {
            let problem = answer.refused(ProblemKind::Invalid);
            assert_eq!(fields(&problem), [("/from", Kind::Overlaps)], "{from} {to}");
        }
    }
    // Nor by a change; but an absence is not in its own way.
    let problem = patch(secretary, &first, &json!({"part": null}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/from", Kind::Overlaps)]);
    let moved = patch(secretary, &first, &json!({"to": "2026-11-25"}))
        .done()
        .await;
    // Others are away when they like, and what was taken back is in nobody's way.
    enter(secretary, &absence_of(&desk.colleague)).done().await;
    end(secretary, &moved).done().await;
    enter(
        secretary,
        &AbsenceBody {
            to: day("2026-11-24"),
            ..morning
        },
    )
    .done()
    .await;
}

async fn of_many_absences_at_one_moment_one_is_entered(app: TestApp) {
    let desk = desk(&app).await;
    let beside = app.beside().await;
    let all = (0..8).map(|number| {
        let who = match number % 2 {
            0 => desk.secretary.clone(),
            _ => desk.secretary.at_server(&beside),
        };
        let mut body = absence_of(&desk.helper);
        body.to += Duration::days(number);
        async move { enter(&who, &body).send().await.status }
    });
    let mut statuses = together(all).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
}

async fn who_stands_in_is_staff_of_the_school_and_there(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper, colleague) = (&desk.secretary, &desk.helper, &desk.colleague);
    let student = desk.school.student(Some("7А")).await;
    let stranger = app.school("elsewhere").await.person(&[Capacity::Helper]).await;
    let with = |substitute: &Who| AbsenceBody {
        substitute: Some(substitute.member),
        ..absence_of(helper)
    };
    for (substitute, kind) in [
        (helper, Kind::NotOpen),
        (&student, Kind::NotFound),
        (&stranger, Kind::NotFound),
    ] {
        let problem = enter(secretary, &with(substitute))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/substitute", kind)]);
    }
    let away = enter(secretary, &absence_of(colleague)).done().await;
    let problem = enter(secretary, &with(colleague))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/substitute", Kind::Overlaps)]);
    let entered = enter(secretary, &absence_of(helper)).done().await;
    let later = json!({"substitute": colleague.member});
    patch(secretary, &entered, &later)
        .refused(ProblemKind::Invalid)
        .await;
    end(secretary, &away).done().await;
    let changed = patch(secretary, &entered, &later).done().await;
    assert_eq!(changed.substitute.unwrap().id, colleague.member);
}

async fn a_helper_enters_their_own_absence_and_sees_no_other(app: TestApp) {
    let desk = desk(&app).await;
    let (secretary, helper, colleague) = (&desk.secretary, &desk.helper, &desk.colleague);
    let own = enter(helper, &absence_of(helper)).done().await;
    assert!(own.may_change);
    let problem = enter(helper, &absence_of(colleague))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    let theirs = enter(secretary, &absence_of(colleague)).done().await;
    let find = helper.ask::<AbsencesFind>(at(helper, &theirs));
    find.refused(ProblemKind::NotFound).await;
    end(helper, &theirs).refused(ProblemKind::NotFound).await;
    let list = helper.ask::<AbsencesList>(helper.path()).done().await;
    assert_eq!(list.items.iter().map(|one| one.id).collect::<Vec<_>>(), [own.id]);
    let all = secretary.ask::<AbsencesList>(secretary.path()).done().await;
    assert_eq!(all.items.len(), 2);
    end(helper, &own).done().await;
    let teacher = desk.school.person(&[Capacity::Teacher]).await;
    enter(&teacher, &absence_of(&teacher))
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn what_is_over_or_taken_back_stays_as_it_is(app: TestApp) {
    let desk = desk(&app).await;
    let secretary = &desk.secretary;
    let entered = enter(secretary, &absence_of(&desk.helper)).done().await;
    // Moscow's Thursday ends at 21:00 in UTC.
    app.after(day("2026-11-26").and_hms_opt(20, 59, 0).unwrap().and_utc() - app.now());
    let longer = patch(secretary, &entered, &json!({"reason": "болезнь"}))
        .done()
        .await;
    app.after(Duration::minutes(1));
    let find = secretary.ask::<AbsencesFind>(at(secretary, &longer)).done().await;
    assert!(!find.may_change);
    patch(secretary, &longer, &json!({"to": "2026-11-30"}))
        .refused(ProblemKind::WrongState)
        .await;
    end(secretary, &longer).refused(ProblemKind::WrongState).await;
    let body = AbsenceBody {
        from: day("2026-11-27"),
        to: day("2026-11-27"),
        ..absence_of(&desk.helper)
    };
    let ended = end(secretary, &enter(secretary, &body).done().await).done().await;
    end(secretary, &ended).refused(ProblemKind::WrongState).await;
    patch(secretary, &ended, &json!({"reason": "x"}))
        .refused(ProblemKind::WrongState)
        .await;
}

async fn an_absence_sent_again_is_entered_once(app: TestApp) {
    let desk = desk(&app).await;
    let twins = (0..8).map(|_| {
        let ask = enter(&desk.secretary, &absence_of(&desk.helper)).key("key");
        async move { ask.done().await.id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let other = enter(&desk.secretary, &absence_of(&desk.colleague)).key("key");
    other.refused(ProblemKind::IdempotencyKeyReused).await;
}

async fn an_absence_that_does_not_fit_is_refused_at_its_field(app: TestApp) {
    let desk = desk(&app).await;
    let good = serde_json::to_value(absence_of(&desk.helper)).unwrap();
    for (name, value, expected) in [
        ("to", json!("2026-11-23"), ("/to", Kind::BeforeStart)),
        ("from", json!("0001-01-01"), ("/from", Kind::Malformed)),
        (
            "reason",
            json!("я".repeat(301)),
            ("/reason", Kind::TooLong { max: 300 }),
        ),
        (
            "part",
            json!({"from": "12:00", "to": "09:00"}),
            ("/part", Kind::Malformed),
        ),
    ] {
        let mut body = good.clone();
        body[name] = value;
        let ask = desk
            .secretary
            .ask::<AbsencesCreate>(desk.secretary.path())
            .json(&body);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [expected]);
    }
    // What a patch would make of it is looked at too.
    let entered = enter(&desk.secretary, &absence_of(&desk.helper)).done().await;
    let problem = patch(&desk.secretary, &entered, &json!({"from": "2026-11-27"}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/to", Kind::BeforeStart)]);
}

async fn absences_are_listed_by_helper_and_days(app: TestApp) {
    let desk = desk(&app).await;
    let secretary = &desk.secretary;
    let mut ids = Vec::new();
    for (who, from, to) in [
        (&desk.helper, "2026-11-24", "2026-11-26"),
        (&desk.colleague, "2026-11-26", "2026-11-30"),
        (&desk.helper, "2026-12-01", "2026-12-01"),
    ] {
        secretary.later();
        let body = AbsenceBody {
            from: day(from),
            to: day(to),
            ..absence_of(who)
        };
        ids.push(enter(secretary, &body).done().await);
    }
    end(secretary, &ids[2]).done().await;
    let list = async |query: AbsencesQuery| {
        let mut found = Vec::new();
        let mut query = AbsencesQuery {
            limit: Some(1),
            ..query
        };
        loop {
            let ask = secretary
                .ask::<AbsencesList>(secretary.path())
                .query(query.clone());
            let page = ask.done().await;
            let place = |absence: &Absence| ids.iter().position(|known| known.id == absence.id).unwrap();
            found.extend(page.items.iter().map(place));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return found,
            }
        }
    };
    let all = AbsencesQuery::default;
    assert_eq!(list(all()).await, [2, 1, 0]);
    let of = AbsencesQuery {
        member: Some(desk.helper.member),
        ..all()
    };
    assert_eq!(list(of).await, [2, 0]);
    let from = AbsencesQuery {
        from: Some(day("2026-11-27")),
        ended: Some(false),
        ..all()
    };
    assert_eq!(list(from).await, [1]);
    let to = AbsencesQuery {
        to: Some(day("2026-11-25")),
        ..all()
    };
    assert_eq!(list(to).await, [0]);
    let ended = AbsencesQuery {
        ended: Some(true),
        ..all()
    };
    assert_eq!(list(ended).await, [2]);
}

async fn the_reason_goes_with_the_card_and_is_shown_to_its_owner(app: TestApp) {
    let desk = desk(&app).await;
    let body = AbsenceBody {
        reason: Some("болезнь".into()),
        substitute: Some(desk.colleague.member),
        ..absence_of(&desk.helper)
    };
    enter(&desk.secretary, &body).done().await;
    let own = desk.helper.ask::<MeData>(Nothing {}).done().await;
    let told = &own.cards[0].absences[0];
    assert_eq!(
        (told.substitute, told.reason.as_deref()),
        (false, Some("болезнь"))
    );
    let theirs = desk.colleague.ask::<MeData>(Nothing {}).done().await;
    let told = &theirs.cards[0].absences[0];
    assert_eq!((told.substitute, told.reason.as_deref()), (true, None));
}

/// Feeds and pages go by the number of the plan, so each change raises it, and nothing else does.
async fn each_change_of_who_helps_is_a_new_plan(app: TestApp) {
    let desk = desk(&app).await;
    let director = desk.school.person(&[Capacity::Director]).await;
    let plan = async || {
        let all = "SELECT plan_revision FROM school WHERE slug = 'demo'";
        app.database().column::<i64>(all, []).await[0]
    };
    let mut before = plan().await;
    let mut rises = async |rises: bool| {
        let now = plan().await;
        assert_eq!(now > before, rises);
        before = now;
    };
    let secretary = &desk.secretary;
    let away = enter(secretary, &absence_of(&desk.helper)).done().await;
    rises(true).await;
    enter(secretary, &absence_of(&desk.helper))
        .refused(ProblemKind::Invalid)
        .await;
    rises(false).await;
    let away = patch(secretary, &away, &json!({"to": "2026-11-24"})).done().await;
    rises(true).await;
    end(secretary, &away).done().await;
    rises(true).await;
    let extra = crate::extra_hours::add(secretary, &crate::extra_hours::extra_of(&desk.helper))
        .done()
        .await;
    rises(true).await;
    crate::extra_hours::end(secretary, &extra).done().await;
    rises(true).await;
    let calendar = crate::calendars::with(&json!([]));
    crate::calendars::publish(&director, &calendar, 0).done().await;
    rises(true).await;
    crate::calendars::publish(&director, &calendar, 0)
        .refused(ProblemKind::Stale)
        .await;
    rises(false).await;
}
