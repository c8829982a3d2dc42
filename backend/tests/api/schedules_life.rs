//! The schedule as a document: agreed, approved by an order, published from a day, never changed (S1, S2).

use chrono::{Duration, NaiveDate};
use podskazka_shared::access::{Action, Capacity, reaches};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::life::{ActKind, Protocol, StepKind};
use podskazka_shared::schedules::{
    AgreeBody, AgreementStep, ApproveBody, HelpHours, InForce, LineBody, LinesBody, LinkBody, OnQuery, Order,
    PublicSchedule, PublicScheduleFind, Schedule, ScheduleState, SchedulesAgree, SchedulesInForce,
    SchedulesLines, SchedulesLink, SchedulesList, SchedulesReopen,
};
use podskazka_shared::schools::{SchoolPatch, SchoolPath, SchoolsFind, SchoolsUpdate};

use crate::schedules::{
    ORDER, TABLE, approve, assert_week, at, body, drawn, find, issue, one_line, order, publish, publish_from,
};
use crate::support::client::Ask;
use crate::support::people::PEOPLE;
use crate::support::{Kind, TestApp, Who, together};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The acts of a document, in order.
fn acts(schedule: &Schedule) -> Vec<ActKind> {
    schedule.acts.iter().map(|act| act.act).collect()
}

fn reopen(who: &Who, schedule: &Schedule) -> Ask<SchedulesReopen> {
    let reopen = who.ask::<SchedulesReopen>(at(who, schedule.summary.id));
    reopen.version(schedule.summary.version)
}

pub fn lines(who: &Who, schedule: &Schedule, lines: Vec<LineBody>) -> Ask<SchedulesLines> {
    let put = who.ask::<SchedulesLines>(at(who, schedule.summary.id));
    put.version(schedule.summary.version).body(&LinesBody { lines })
}

/// A line with these hours on Monday.
pub fn line(name: &str, hours: &[(&str, &str)]) -> LineBody {
    let hours = hours.iter().map(|(from, to)| {
        let json = serde_json::json!({"day": "mon", "range": {"from": from, "to": to}});
        serde_json::from_value::<HelpHours>(json).unwrap()
    });
    LineBody {
        name: name.into(),
        posts: Vec::new(),
        directions: Vec::new(),
        hours: hours.collect(),
        member: None,
    }
}

fn link(who: &Who, schedule: &Schedule, to: &Who) -> Ask<SchedulesLink> {
    let link = who.ask::<SchedulesLink>(at(who, schedule.summary.id));
    link.version(schedule.summary.version).body(&LinkBody {
        line: schedule.lines[0].id,
        member: to.member,
    })
}

fn step(kind: StepKind, title: &str) -> AgreementStep {
    AgreementStep {
        kind,
        title: title.into(),
    }
}

/// What the school asks for before an approval.
async fn asks_for(director: &Who, steps: &[AgreementStep]) {
    let school = director.ask::<SchoolsFind>(director.path()).done().await;
    let patch = SchoolPatch {
        agreement_steps: Some(steps.to_vec()),
        ..SchoolPatch::default()
    };
    let update = director
        .ask::<SchoolsUpdate>(director.path())
        .version(school.version);
    assert_eq!(update.body(&patch).done().await.agreement_steps, steps);
}

fn agree(
    who: &Who,
    schedule: &Schedule,
    step: &AgreementStep,
    protocol: Option<&str>,
) -> Ask<SchedulesAgree> {
    let agree = who.ask::<SchedulesAgree>(at(who, schedule.summary.id));
    agree.version(schedule.summary.version).body(&AgreeBody {
        step: step.clone(),
        protocol: protocol.map(|number| Protocol {
            number: number.into(),
            date: day("2026-08-28"),
        }),
    })
}

/// What everybody sees of a day.
async fn public_on(app: &TestApp, on: &str) -> PublicSchedule {
    let path = SchoolPath {
        school: "demo".into(),
    };
    let query = OnQuery { on: Some(day(on)) };
    app.guest::<PublicScheduleFind>(path).query(query).done().await
}

/// The version in force on a day, for somebody of the school.
async fn in_force(who: &Who, on: &str) -> InForce {
    let query = OnQuery { on: Some(day(on)) };
    who.ask::<SchedulesInForce>(who.path()).query(query).done().await
}

fn move_to(app: &TestApp, at: &str) {
    app.after(at.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - app.now());
}

/// Each step once, for the trail.
pub async fn everything(app: &TestApp, director: &Who) -> Vec<&'static str> {
    let pause = || app.after(Duration::seconds(1));
    pause();
    let draft = drawn(director, "2026-2027", &one_line("8-10")).await;
    pause();
    let draft = lines(director, &draft, vec![line("Тайна Т. Т.", &[("08:00", "09:00")])])
        .done()
        .await;
    pause();
    let council = step(StepKind::Body, "Совет");
    asks_for(director, std::slice::from_ref(&council)).await;
    pause();
    let agreed = agree(director, &draft, &council, Some("3")).done().await;
    pause();
    let approved = approve(director, &agreed).done().await;
    pause();
    let reopened = reopen(director, &approved).done().await;
    pause();
    let approved = approve(director, &reopened).done().await;
    pause();
    let published = publish(director, &approved).done().await;
    pause();
    link(director, &published, director).done().await;
    pause();
    vec![
        "schedules_create",
        "schedules_lines",
        "schedules_agree",
        "schedules_approve",
        "schedules_reopen",
        "schedules_publish",
        "schedules_link",
    ]
}

both![
    a_schools_order_is_entered_approved_and_published_and_reads_like_the_table,
    a_published_version_reads_the_same_a_year_later,
    each_day_has_the_version_that_was_in_force,
    a_day_that_is_over_or_of_another_year_begins_nothing,
    a_schedule_waits_for_whom_the_school_asks,
    nobody_agrees_for_another,
    a_change_voids_what_was_agreed,
    what_is_approved_is_frozen_until_the_head_takes_it_back,
    hours_that_one_person_cannot_keep_are_not_approved,
    each_step_of_the_head_is_refused_to_everybody_else,
    the_database_itself_keeps_what_is_approved,
    a_line_is_linked_later_and_says_the_same,
    versions_published_at_one_moment_follow_each_other,
    acts_carry_the_name_of_their_day_until_it_is_erased,
];

async fn a_schools_order_is_entered_approved_and_published_and_reads_like_the_table(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let director = school.person(&[Capacity::Director]).await;
    // The consultant draws up, the head approves.
    let draft = drawn(&admin, "2026-2027", ORDER).await;
    let wanted = Order {
        appendix: Some("2".into()),
        ..order("654/01-10")
    };
    let approved = approve(&director, &draft)
        .body(&ApproveBody {
            order: wanted.clone(),
        })
        .done()
        .await;
    let published = publish(&director, &approved).done().await;
    assert_eq!(published.summary.order, Some(wanted.clone()));
    assert_eq!(published.summary.from, Some(director.today()));
    assert_eq!(
        acts(&published),
        [ActKind::Drafted, ActKind::Approved, ActKind::Published]
    );
    let by = |number: usize| published.acts[number].by.as_ref().unwrap();
    assert_eq!(by(0).name, admin.name);
    assert_eq!(
        (by(1).name.as_str(), by(1).post.as_str()),
        (director.name.as_str(), "директор")
    );
    assert_eq!(published.acts[1].paper, Some(wanted.clone()));
    assert_eq!(published.acts[2].from, Some(director.today()));
    let page = crate::schedules::public(&app).await;
    assert_week(&page);
    let week = page.schedule.unwrap();
    assert_eq!(
        (week.order, week.from, week.until),
        (Some(wanted), director.today(), None)
    );
    // Families see what belongs to the document, and not who drew it up.
    let parent = school.parent(&[]).await;
    assert_eq!(
        acts(&find(&parent, draft.summary.id).await),
        [ActKind::Approved, ActKind::Published]
    );
}

async fn a_published_version_reads_the_same_a_year_later(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let first = issue(&director, &drawn(&director, "2026-2027", TABLE).await).await;
    let page = public_on(&app, "2026-11-23").await;
    // A correction, the next year's schedule, and a long time.
    app.after(Duration::days(20));
    issue(&director, &drawn(&director, "2026-2027", &one_line("8-10")).await).await;
    app.after(Duration::days(345));
    issue(&director, &drawn(&director, "2027-2028", &one_line("9-10")).await).await;
    let later = find(&director, first.summary.id).await;
    assert_eq!(later.lines, first.lines);
    assert_eq!(later.acts[..3], first.acts[..]);
    assert_eq!(acts(&later)[3..], [ActKind::Replaced]);
    assert_eq!(later.summary.state, ScheduleState::Replaced);
    assert_eq!(later.summary.order, first.summary.order);
    assert_eq!(
        (later.summary.from, later.summary.published_at),
        (first.summary.from, first.summary.published_at)
    );
    let again = public_on(&app, "2026-11-23").await;
    assert_week(&again);
    let (week, again) = (page.schedule.unwrap(), again.schedule.unwrap());
    assert_eq!((week.helpers, week.order), (again.helpers, again.order));
    assert_eq!(again.until, Some(day("2026-12-12")));
}

async fn each_day_has_the_version_that_was_in_force(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    assert_eq!(in_force(&director, "2026-11-22").await.schedule, None);
    let a = issue(&director, &drawn(&director, "2026-2027", &one_line("8-9")).await)
        .await
        .summary
        .id;
    // One that is to come is overtaken by an earlier one, before it ever held.
    let later = approve(&director, &drawn(&director, "2026-2027", &one_line("8-10")).await)
        .done()
        .await;
    let b = publish_from(&director, &later, "2027-01-11")
        .done()
        .await
        .summary
        .id;
    let seen = async |on: &str| {
        let inside = in_force(&director, on)
            .await
            .schedule
            .map(|schedule| schedule.summary.id);
        let outside = public_on(&app, on)
            .await
            .schedule
            .map(|week| week.helpers[0].hours[0].range);
        assert_eq!(inside.is_some(), outside.is_some(), "{on}");
        inside
    };
    assert_eq!(
        (seen("2027-01-10").await, seen("2027-01-11").await),
        (Some(a), Some(b))
    );
    let sooner = approve(&director, &drawn(&director, "2026-2027", &one_line("8-11")).await)
        .done()
        .await;
    let c = publish_from(&director, &sooner, "2026-12-01")
        .done()
        .await
        .summary
        .id;
    for (on, expected) in [
        ("2026-11-21", None),
        ("2026-11-22", Some(a)),
        ("2026-11-30", Some(a)),
        ("2026-12-01", Some(c)),
        ("2027-01-11", Some(c)),
        // After a year without a schedule of its own the last one goes on.
        ("2027-09-01", Some(c)),
    ] {
        assert_eq!(seen(on).await, expected, "{on}");
    }
    let state = async |id| find(&director, id).await.summary.state;
    assert_eq!(
        state(b).await,
        ScheduleState::Replaced,
        "it never came into force"
    );
    assert_eq!(
        state(a).await,
        ScheduleState::Published,
        "it holds until November ends"
    );
    // The day is the school's: in Moscow December begins three hours before it does in UTC.
    move_to(&app, "2026-11-30T20:59:00Z");
    assert_eq!(
        (state(a).await, seen("2026-12-01").await),
        (ScheduleState::Published, Some(c))
    );
    move_to(&app, "2026-11-30T21:00:00Z");
    assert_eq!(state(a).await, ScheduleState::Replaced);
    let today = director.ask::<SchedulesInForce>(director.path()).done().await;
    assert_eq!(
        (today.on, today.schedule.map(|s| s.summary.id)),
        (day("2026-12-01"), Some(c))
    );
}

async fn a_day_that_is_over_or_of_another_year_begins_nothing(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    let approved = approve(&director, &draft).done().await;
    for (from, kind) in [
        ("2026-11-21", FieldErrorKind::Over),
        ("2026-09-01", FieldErrorKind::Over),
        ("2027-09-01", FieldErrorKind::OtherYear),
        ("2126-09-01", FieldErrorKind::Malformed),
    ] {
        let problem = publish_from(&director, &approved, from)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            ("/from", &kind),
            "{from}"
        );
    }
    for on in ["1999-12-31", "завтра"] {
        let path = format!("/api/v1/public/demo/schedule?on={on}");
        let answer = crate::support::client::Raw::of(app.request("GET", &path)).await;
        assert_eq!(answer.status, 422, "{on}");
    }
    publish_from(&director, &approved, "2027-08-31").done().await;
}

async fn a_schedule_waits_for_whom_the_school_asks(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (admin, deputy) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let steps = [
        step(StepKind::Consultant, "Технический консультант"),
        step(StepKind::Deputy, "Заместитель по УВР"),
        step(StepKind::Body, "Управляющий совет"),
    ];
    asks_for(&director, &steps).await;
    let mut draft = drawn(&director, "2026-2027", TABLE).await;
    assert_eq!(
        draft.agreements.iter().filter(|step| step.done.is_none()).count(),
        3
    );
    for (number, (who, protocol)) in [(&admin, None), (&deputy, None), (&deputy, Some("7"))]
        .into_iter()
        .enumerate()
    {
        approve(&director, &draft).refused(ProblemKind::WrongState).await;
        assert_eq!(draft.summary.state, ScheduleState::Draft);
        draft = agree(who, &draft, &steps[number], protocol).done().await;
        agree(who, &draft, &steps[number], protocol)
            .refused(ProblemKind::WrongState)
            .await;
    }
    assert_eq!(draft.summary.state, ScheduleState::Agreed);
    let listed = director.ask::<SchedulesList>(director.path()).done().await.items;
    assert_eq!(listed[0].state, ScheduleState::Agreed);
    let told = draft.agreements[2].done.clone().unwrap();
    assert_eq!(told.by.unwrap().name, deputy.name);
    assert_eq!(
        told.paper.map(|paper| (paper.number, paper.date)),
        Some(("7".into(), day("2026-08-28")))
    );
    let published = issue(&director, &draft).await;
    assert_eq!(
        published.agreements,
        [],
        "what the school asks of drafts says nothing of what is published"
    );
    let agreed = published.acts.iter().filter(|act| act.act == ActKind::Agreed);
    assert!(agreed.map(|act| act.step.clone().unwrap()).eq(steps));
}

async fn nobody_agrees_for_another(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let kinds = [StepKind::Consultant, StepKind::Deputy, StepKind::Body];
    let steps = kinds.map(|kind| step(kind, "Шаг"));
    asks_for(&director, &steps).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    for capacity in PEOPLE.iter().copied() {
        let who = school.in_role(capacity).await;
        let draws = !reaches(Action::ScheduleDraft, capacity).is_empty();
        for step in &steps {
            let may = match step.kind {
                StepKind::Consultant => capacity == Capacity::JournalAdmin,
                StepKind::Deputy => capacity == Capacity::DeputyHead,
                StepKind::Body => draws,
            };
            if !may {
                let protocol = (step.kind == StepKind::Body).then_some("1");
                let refusal = if draws {
                    ProblemKind::Forbidden
                } else {
                    ProblemKind::NotFound
                };
                agree(&who, &draft, step, protocol).refused(refusal).await;
            }
        }
    }
    // A step that nobody asks for, a body without its protocol, a person with one.
    let other = step(StepKind::Body, "Другой совет");
    let problem = agree(&director, &draft, &other, Some("1"))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/step");
    for (step, protocol) in [(&steps[2], None), (&steps[1], Some("1"))] {
        let problem = agree(&director, &draft, step, protocol)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, "/protocol");
    }
    assert_eq!(find(&director, draft.summary.id).await, draft);
}

async fn a_change_voids_what_was_agreed(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let council = step(StepKind::Body, "Совет");
    asks_for(&director, std::slice::from_ref(&council)).await;
    let draft = drawn(&director, "2026-2027", &one_line("8-10")).await;
    let agreed = agree(&director, &draft, &council, Some("1")).done().await;
    // What changes nothing voids nothing.
    let same = lines(
        &director,
        &agreed,
        vec![line("Иванов И.И.", &[("08:00", "10:00")])],
    )
    .done()
    .await;
    assert_eq!(same, agreed);
    assert_eq!(drawn(&director, "2026-2027", &one_line("8-10")).await, agreed);
    let changed = lines(
        &director,
        &agreed,
        vec![line("Иванов И.И.", &[("08:00", "11:00")])],
    )
    .done()
    .await;
    assert_eq!(changed.summary.state, ScheduleState::Draft);
    assert_eq!(
        acts(&changed),
        [ActKind::Drafted, ActKind::Agreed, ActKind::Changed]
    );
    approve(&director, &changed)
        .refused(ProblemKind::WrongState)
        .await;
    let again = agree(&director, &changed, &council, Some("2")).done().await;
    // A table, too, is a change.
    let table = drawn(&director, "2026-2027", &one_line("8-12")).await;
    assert_eq!(
        (again.summary.state, table.summary.state),
        (ScheduleState::Agreed, ScheduleState::Draft)
    );
    // An approval that is taken back leaves the content and what was agreed to it.
    let last = agree(&director, &table, &council, Some("3")).done().await;
    let approved = approve(&director, &last).done().await;
    let reopened = reopen(&director, &approved).done().await;
    assert_eq!(
        (reopened.summary.state, reopened.summary.order),
        (ScheduleState::Agreed, None)
    );
}

async fn what_is_approved_is_frozen_until_the_head_takes_it_back(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    publish(&director, &draft).refused(ProblemKind::WrongState).await;
    reopen(&director, &draft).refused(ProblemKind::WrongState).await;
    let approved = approve(&director, &draft).done().await;
    let other = || vec![line("Иванов И.И.", &[("08:00", "10:00")])];
    lines(&director, &approved, other())
        .refused(ProblemKind::WrongState)
        .await;
    approve(&director, &approved)
        .refused(ProblemKind::WrongState)
        .await;
    let create = director.ask::<podskazka_shared::schedules::SchedulesCreate>(director.path());
    create
        .body(&body("2026-2027", &one_line("8-10")))
        .refused(ProblemKind::WrongState)
        .await;
    let reopened = reopen(&director, &approved).done().await;
    assert_eq!(
        (reopened.summary.state, reopened.summary.order.clone()),
        (ScheduleState::Draft, None)
    );
    let changed = lines(&director, &reopened, other()).done().await;
    let published = issue(&director, &changed).await;
    use ActKind::{Approved, Changed, Drafted, Published, Reopened};
    assert_eq!(
        acts(&published),
        [Drafted, Approved, Reopened, Changed, Approved, Published]
    );
    let papers = published.acts.iter().filter(|act| act.paper.is_some()).count();
    assert_eq!(papers, 2, "each order stays on the document");
    for refused in [
        lines(&director, &published, other()).send().await.problem(),
        approve(&director, &published).send().await.problem(),
        reopen(&director, &published).send().await.problem(),
        publish(&director, &published).send().await.problem(),
    ] {
        assert_eq!(refused.kind, ProblemKind::WrongState);
    }
    assert_eq!(find(&director, published.summary.id).await, published);
}

async fn hours_that_one_person_cannot_keep_are_not_approved(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    let overlap = [("08:00", "10:00"), ("09:59", "11:00")];
    let draft = lines(
        &director,
        &draft,
        vec![line("А", &[("08:00", "09:00")]), line("Б", &overlap)],
    )
    .done()
    .await;
    let problem = approve(&director, &draft).refused(ProblemKind::Invalid).await;
    assert_eq!(
        (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
        ("/lines/1/hours/1", &FieldErrorKind::Overlaps)
    );
    let told = &problem.errors[0].detail;
    assert!(told.starts_with("Б, ") && told.contains("9:59–11:00: "), "{told}");
    assert_eq!(
        find(&director, draft.summary.id).await,
        draft,
        "nothing is half done"
    );
    let empty = lines(&director, &draft, Vec::new()).done().await;
    let problem = approve(&director, &empty).refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].pointer, "/lines");
    let apart = lines(
        &director,
        &empty,
        vec![line("Б", &[("08:00", "10:00"), ("10:00", "11:00")])],
    )
    .done()
    .await;
    for (number, date, pointer) in [
        ("", "2026-09-01", "/order/number"),
        ("1", "1026-09-01", "/order/date"),
    ] {
        let order = Order {
            number: number.into(),
            date: day(date),
            appendix: None,
        };
        let problem = approve(&director, &apart)
            .body(&ApproveBody { order })
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    approve(&director, &apart).done().await;
}

async fn each_step_of_the_head_is_refused_to_everybody_else(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let strangers = other.person(PEOPLE).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    let mut there = strangers.clone();
    there.school = "demo".into();
    let mut others = vec![(there, ProblemKind::NotFound)];
    for capacity in PEOPLE
        .iter()
        .copied()
        .filter(|capacity| *capacity != Capacity::Director)
    {
        let draws = !reaches(Action::ScheduleDraft, capacity).is_empty();
        let refusal = if draws {
            ProblemKind::Forbidden
        } else {
            ProblemKind::NotFound
        };
        others.push((school.in_role(capacity).await, refusal));
    }
    for (who, refusal) in &others {
        approve(who, &draft).refused(*refusal).await;
    }
    let approved = approve(&director, &draft).done().await;
    for (who, refusal) in &others {
        reopen(who, &approved).refused(*refusal).await;
        publish(who, &approved).refused(*refusal).await;
    }
    assert_eq!(find(&director, draft.summary.id).await, approved);
    let published = publish(&director, &approved).done().await;
    for (who, refusal) in &others {
        // Everybody of the school reads what is published.
        let refusal = match who.member == strangers.member {
            true => *refusal,
            false => ProblemKind::Forbidden,
        };
        for problem in [
            approve(who, &published).send().await.problem(),
            reopen(who, &published).send().await.problem(),
            publish(who, &published).send().await.problem(),
        ] {
            assert_eq!(problem.kind, refusal);
        }
    }
    assert_eq!(find(&director, draft.summary.id).await, published);
}

async fn the_database_itself_keeps_what_is_approved(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    app.database()
        .execute("UPDATE schedule_line SET name = name", [])
        .await
        .unwrap();
    approve(&director, &draft).done().await;
    let tries = async |published: bool| {
        let mut tries = vec![
            "UPDATE schedule_line SET name = 'Другой'",
            "UPDATE schedule_line SET position = position + 100",
            "UPDATE schedule_line SET directions = '[\"technical\"]'",
            "UPDATE schedule_line SET name = 'Удалённый участник'",
            "DELETE FROM schedule_line",
            "UPDATE schedule_hours SET to_minute = to_minute + 1",
            "UPDATE schedule_hours SET place = 'подвал'",
            "DELETE FROM schedule_hours",
            "INSERT INTO schedule_hours SELECT line_id, 50, weekday, from_minute, to_minute, place, modes, audiences, entry FROM schedule_hours WHERE position = 0",
            "DELETE FROM schedule",
            "UPDATE schedule_act SET at = created_at FROM schedule",
            "UPDATE schedule_act SET name = 'Другой'",
            "DELETE FROM schedule_act",
        ];
        if published {
            tries.extend([
                "UPDATE schedule SET state = 'draft'",
                "UPDATE schedule SET order_number = '1'",
                "UPDATE schedule SET from_date = '2026-09-01'",
                "UPDATE schedule SET year = 2025",
            ]);
        }
        match app.database().kind {
            Kind::Sqlite => tries.push("REPLACE INTO schedule_act SELECT * FROM schedule_act"),
            Kind::Postgres => tries.push("TRUNCATE schedule_hours"),
        }
        for sql in tries {
            let error = app.database().execute(sql, []).await.unwrap_err();
            assert!(
                error.contains("an approved schedule does not change"),
                "{sql}: {error}"
            );
        }
    };
    tries(false).await;
    let approved = find(&director, draft.summary.id).await;
    let published = publish(&director, &approved).done().await;
    tries(true).await;
    assert_eq!(find(&director, draft.summary.id).await, published);
    // Two that hold from one day, whoever writes them.
    let second = "INSERT INTO schedule (id, school_id, year, state, order_number, order_date, from_date, created_at, published_at, version)
        SELECT $1, school_id, year, state, order_number, order_date, from_date, created_at, published_at, version FROM schedule";
    let id: uuid::Uuid = podskazka::clock::new_id(app.now());
    let error = app.database().execute(second, [id.into()]).await.unwrap_err();
    assert!(error.to_lowercase().contains("unique"), "{error}");
}

async fn a_line_is_linked_later_and_says_the_same(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let (teacher, parent) = (
        school.person(&[Capacity::Teacher]).await,
        school.parent(&[]).await,
    );
    let foreign = other.person(&[Capacity::Teacher]).await;
    let published = issue(&director, &drawn(&director, "2026-2027", &one_line("8-10")).await).await;
    for (who, pointer) in [(&foreign, "/member"), (&parent, "/member")] {
        let problem = link(&director, &published, who)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    link(&teacher, &published, &teacher)
        .refused(ProblemKind::Forbidden)
        .await;
    let linked = link(&director, &published, &teacher).done().await;
    assert_eq!(linked.lines[0].member.as_ref().unwrap().id, teacher.member);
    assert_eq!(linked.lines[0].name, published.lines[0].name);
    assert_eq!(linked.lines[0].hours, published.lines[0].hours);
    assert_eq!(acts(&linked).last(), Some(&ActKind::Linked));
    // Once tied it stays tied.
    link(&director, &linked, &director)
        .refused(ProblemKind::WrongState)
        .await;
    link(&director, &published, &director)
        .refused(ProblemKind::Stale)
        .await;
}

async fn versions_published_at_one_moment_follow_each_other(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director]).await,
    );
    let two = two.at_server(&app.beside().await);
    let years = ["2026-2027", "2027-2028", "2028-2029", "2029-2030"];
    let mut approved = Vec::new();
    for year in years {
        approved.push(
            approve(&one, &drawn(&one, year, &one_line("8-10")).await)
                .done()
                .await,
        );
    }
    let publishing = approved.iter().enumerate().map(|(number, schedule)| {
        let who = if number % 2 == 0 { &one } else { &two };
        publish(who, schedule).send()
    });
    for answer in together(publishing).await {
        answer.done();
    }
    let (mut ranges, mut ends) = (Vec::new(), Vec::new());
    for schedule in &approved {
        let summary = find(&one, schedule.summary.id).await.summary;
        ranges.push(summary.from.unwrap());
        ends.push(summary.until);
    }
    let next: Vec<Option<NaiveDate>> = ranges[1..].iter().copied().map(Some).chain([None]).collect();
    assert_eq!(ends, next, "each ends where the next begins");
}

async fn acts_carry_the_name_of_their_day_until_it_is_erased(app: TestApp) {
    let school = app.school("demo").await;
    let (director, deputy) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let named = deputy.name.clone();
    let published = issue(&director, &drawn(&deputy, "2026-2027", TABLE).await).await;
    assert_eq!(published.acts[0].by.as_ref().unwrap().name, named);
    // Who acts for the head is told so.
    let acting = school.person(&[Capacity::DeputyHead]).await;
    director.orders(&acting).await;
    let draft = drawn(&acting, "2026-2027", &one_line("8-10")).await;
    let approve = approve(&acting, &draft).done().await;
    let by = approve.acts.last().unwrap().by.clone().unwrap();
    assert_eq!(
        (by.name, by.post.as_str()),
        (acting.name.clone(), "исполняющий обязанности директора")
    );
    crate::privacy_mentions::erased(&director, &deputy).await;
    let later = find(&director, published.summary.id).await;
    let by = later.acts[0].by.clone().unwrap();
    assert_eq!((by.name.as_str(), by.post.as_str()), ("Удалённый участник", ""));
    assert_eq!(later.lines, published.lines);
}
