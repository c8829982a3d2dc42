//! Orders: who enters, approves and ends them, and what becomes of people and of their work (P3).

use chrono::Duration;
use podskazka::outbox::tidy;
use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::appointments::acting::{ActingCreate, ActingEnd, ActingFind, ActingList};
use podskazka_shared::appointments::order::{
    AppointmentBody, AppointmentsApprove, AppointmentsCorrect, AppointmentsCreate, AppointmentsEnd,
    AppointmentsFind, AppointmentsList, OrderAct, OrderState, OrdersQuery,
};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{ScheduleBody, SchedulesCreate};
use podskazka_shared::tickets::{TicketState, TicketsQuery, Topic};

use crate::filing::fields;
use crate::support::people::PEOPLE;
use crate::support::{School, TestApp, Who, together};

struct Office {
    school: School,
    director: Who,
    secretary: Who,
    teacher: Who,
}

async fn office(app: &TestApp) -> Office {
    let school = app.school("demo").await;
    Office {
        director: school.person(&[Capacity::Director]).await,
        secretary: school.person(&[Capacity::Secretary]).await,
        teacher: school.person(&[Capacity::Teacher]).await,
        school,
    }
}

async fn capacities(who: &Who) -> Vec<Capacity> {
    let me = who.ask::<MeFind>(Nothing {}).done().await;
    me.memberships.into_iter().flat_map(|m| m.capacities).collect()
}

async fn helps(who: &Who) -> bool {
    capacities(who).await.contains(&Capacity::Helper)
}

both![
    an_appointment_is_entered_by_the_office_approved_by_the_head_and_ended,
    each_role_does_with_an_appointment_what_the_policy_says,
    nobody_approves_their_own_appointment,
    only_staff_of_the_school_are_appointed,
    a_waiting_appointment_is_corrected_and_a_decided_one_is_not,
    an_appointment_is_in_force_from_its_first_to_its_last_day_of_the_school,
    an_appointment_is_entered_once_and_decided_once,
    the_end_of_an_appointment_gives_the_open_work_back,
    who_helps_in_another_way_keeps_the_work,
    a_lost_role_gives_the_work_back_within_the_minute,
    who_acts_for_the_head_is_the_head_until_the_last_day,
    who_acts_for_the_head_orders_nobody_and_ends_nothing,
    only_the_head_orders_who_acts,
    staff_see_their_own_orders_and_the_office_all,
];

async fn an_appointment_is_entered_by_the_office_approved_by_the_head_and_ended(app: TestApp) {
    let office = office(&app).await;
    let (director, secretary, teacher) = (&office.director, &office.secretary, &office.teacher);
    let entered = secretary.enters(teacher).await;
    assert_eq!(entered.state, OrderState::Waiting);
    assert_eq!(entered.may, [OrderAct::Correct, OrderAct::End]);
    assert_eq!(entered.entered_by.unwrap().id, secretary.member);
    assert!(!helps(teacher).await, "it waits for the head");
    let seen = director
        .ask::<AppointmentsFind>(director.appointment(entered.id))
        .done()
        .await;
    assert_eq!(seen.may, [OrderAct::Approve, OrderAct::End]);
    let approved = director.approves(&seen).await;
    assert_eq!(
        (approved.state, approved.approved_by.as_ref().unwrap().id),
        (OrderState::InForce, director.member)
    );
    assert!(helps(teacher).await, "from the next request on");
    let ended = secretary.ends(&approved).await;
    assert_eq!((ended.state, ended.may), (OrderState::Ended, Vec::new()));
    assert!(!helps(teacher).await);
    let trail = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action LIKE 'appointment%' ORDER BY at, id";
    assert_eq!(
        app.database().column::<String>(trail, []).await,
        [
            "appointment_enter []",
            "appointment_approve []",
            "appointment_end []"
        ]
    );
}

async fn each_role_does_with_an_appointment_what_the_policy_says(app: TestApp) {
    let office = office(&app).await;
    let elsewhere = app.school("other").await;
    // enter, see, correct, approve, end
    let table = |capacity: Capacity| match capacity {
        Capacity::Director => "403 200 403 200 200",
        Capacity::DeputyHead => "403 200 403 403 403",
        Capacity::JournalAdmin | Capacity::Secretary => "201 200 200 403 200",
        Capacity::Helper
        | Capacity::SystemAdmin
        | Capacity::Teacher
        | Capacity::ClassTeacher
        | Capacity::Staff => "403 404 404 404 404",
        Capacity::Parent | Capacity::Student | Capacity::VendorAgent | Capacity::Client => {
            "403 403 403 403 403"
        }
    };
    for capacity in PEOPLE.iter().copied() {
        for (who, expected) in [
            (office.school.in_role(capacity).await, table(capacity)),
            (elsewhere.in_role(capacity).await, "404 404 404 404 404"),
        ] {
            let mut at = office
                .secretary
                .appointment(office.secretary.enters(&office.teacher).await.id);
            at.school = "demo".into();
            let body = office.secretary.order_of(&office.teacher);
            let mut found = Vec::new();
            let path = office.school.path();
            found.push(
                who.ask::<AppointmentsCreate>(path)
                    .body(&body)
                    .send()
                    .await
                    .status,
            );
            found.push(who.ask::<AppointmentsFind>(at.clone()).send().await.status);
            let version = async || {
                let find = office.director.ask::<AppointmentsFind>(at.clone());
                find.done().await.version
            };
            let correct = who
                .ask::<AppointmentsCorrect>(at.clone())
                .version(version().await);
            found.push(correct.body(&body).send().await.status);
            let approve = who
                .ask::<AppointmentsApprove>(at.clone())
                .version(version().await);
            found.push(approve.send().await.status);
            let end = who.ask::<AppointmentsEnd>(at.clone()).version(version().await);
            found.push(end.send().await.status);
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found.join(" "), expected, "{capacity} {}", who.school);
        }
    }
}

async fn nobody_approves_their_own_appointment(app: TestApp) {
    let office = office(&app).await;
    let deputy = office.school.person(&[Capacity::DeputyHead]).await;
    for (who, other) in [(&office.director, None), (&deputy, Some(&office.director))] {
        let entered = office.secretary.enters(who).await;
        if other.is_some() {
            office.director.orders(&deputy).await;
        }
        let own = who.ask::<AppointmentsApprove>(who.appointment(entered.id));
        own.version(entered.version).refused(ProblemKind::Forbidden).await;
        if let Some(other) = other {
            assert_eq!(other.approves(&entered).await.state, OrderState::InForce);
        } else {
            // Who acts for the head approves the head's own.
            office.director.orders(&deputy).await;
            assert_eq!(deputy.approves(&entered).await.state, OrderState::InForce);
        }
    }
}

async fn only_staff_of_the_school_are_appointed(app: TestApp) {
    let office = office(&app).await;
    let elsewhere = app.school("other").await.person(&[Capacity::Teacher]).await;
    let child = office.school.student(Some("7А")).await;
    for nobody in [
        elsewhere,
        office.school.parent(&[&child]).await,
        office.school.person(&[Capacity::VendorAgent]).await,
        child,
    ] {
        let body = office.secretary.order_of(&nobody);
        let ask = office
            .secretary
            .ask::<AppointmentsCreate>(office.secretary.path())
            .body(&body);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    }
}

async fn a_waiting_appointment_is_corrected_and_a_decided_one_is_not(app: TestApp) {
    let office = office(&app).await;
    let (secretary, director) = (&office.secretary, &office.director);
    let entered = secretary.enters(&office.teacher).await;
    let body = AppointmentBody {
        order_number: " 13-од ".into(),
        directions: vec![Direction::Methodical, Direction::Technical],
        topics: vec![Topic::Attendance],
        ..secretary.order_of(&office.teacher)
    };
    let correct = |version| {
        secretary
            .ask::<AppointmentsCorrect>(secretary.appointment(entered.id))
            .version(version)
            .body(&body)
    };
    let corrected = correct(entered.version).done().await;
    assert_eq!(corrected.order_number, "13-од");
    assert_eq!(corrected.topics, [Topic::Attendance]);
    correct(entered.version).refused(ProblemKind::Stale).await;
    // The head approves what they saw, not what it became since.
    let old = director
        .ask::<AppointmentsApprove>(director.appointment(entered.id))
        .version(entered.version);
    old.refused(ProblemKind::Stale).await;
    let approved = director.approves(&corrected).await;
    correct(approved.version).refused(ProblemKind::WrongState).await;
    let again = director
        .ask::<AppointmentsApprove>(director.appointment(entered.id))
        .version(approved.version);
    again.refused(ProblemKind::WrongState).await;
    let ended = director.ends(&approved).await;
    let again = director
        .ask::<AppointmentsEnd>(director.appointment(entered.id))
        .version(ended.version);
    again.refused(ProblemKind::WrongState).await;
}

async fn an_appointment_is_in_force_from_its_first_to_its_last_day_of_the_school(app: TestApp) {
    // In Kamchatka it is tomorrow already from noon UTC on.
    let school = app.school_in("far", "Asia/Kamchatka").await;
    let (director, admin, teacher) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let tomorrow = admin.today() + Duration::days(1);
    let body = AppointmentBody {
        from: tomorrow,
        to: Some(tomorrow),
        ..admin.order_of(&teacher)
    };
    let entered = admin
        .ask::<AppointmentsCreate>(admin.path())
        .body(&body)
        .done()
        .await;
    let approved = director.approves(&entered).await;
    assert_eq!(approved.state, OrderState::Planned);
    assert!(!helps(&teacher).await);
    app.after(Duration::hours(4));
    assert!(
        helps(&teacher).await,
        "13:00 UTC is the first hour of the day there"
    );
    let topics = teacher.lists(TicketsQuery::default()).await;
    assert_eq!(topics, []);
    app.after(Duration::hours(24));
    assert!(!helps(&teacher).await, "and a day later it is over");
    let seen = admin
        .ask::<AppointmentsFind>(admin.appointment(entered.id))
        .done()
        .await;
    assert_eq!((seen.state, seen.ended_at), (OrderState::Ended, None));
    tidy(app.app(), app.now()).await.unwrap();
    let seen = admin
        .ask::<AppointmentsFind>(admin.appointment(entered.id))
        .done()
        .await;
    assert_eq!(seen.ended_at, Some(app.now()));
    let trail = "SELECT action FROM audit WHERE action = 'order_run_out'";
    assert_eq!(app.database().column::<String>(trail, []).await.len(), 1);
}

async fn an_appointment_is_entered_once_and_decided_once(app: TestApp) {
    let office = office(&app).await;
    let body = office.secretary.order_of(&office.teacher);
    let ask = || {
        let ask = office
            .secretary
            .ask::<AppointmentsCreate>(office.secretary.path());
        ask.key("one order").body(&body)
    };
    let (one, two) = tokio::join!(ask().send(), ask().send());
    let (one, two) = (one.done(), two.done());
    assert_eq!(one.id, two.id);
    let director = office.director.clone();
    let deciders = (0..4).map(|_| {
        let (director, at) = (director.clone(), director.appointment(one.id));
        let version = one.version;
        async move {
            director
                .ask::<AppointmentsApprove>(at)
                .version(version)
                .send()
                .await
                .status
        }
    });
    let mut decided = together(deciders).await;
    decided.sort_unstable();
    assert_eq!(decided[0], 200);
    assert!(decided[1..].iter().all(|status| *status == 412), "{decided:?}");
}

/// A helper by an appointment for operation, with one request of theirs and one that they answered.
async fn at_work(
    office: &Office,
) -> (
    podskazka_shared::appointments::order::Appointment,
    [podskazka_shared::ids::TicketId; 2],
) {
    let entered = office.secretary.enters(&office.teacher).await;
    let approved = office.director.approves(&entered).await;
    let asker = office.school.person(&[Capacity::Staff]).await;
    let (open, done) = (asker.files("Не войти").await, asker.files("Вошёл").await);
    for ticket in [&open, &done] {
        office
            .director
            .assigns(ticket.summary.id, Some(&office.teacher))
            .await;
    }
    office.teacher.asks(open.summary.id, "Как именно?").await;
    office.teacher.answers(done.summary.id, "Готово").await;
    (approved, [open.summary.id, done.summary.id])
}

async fn the_end_of_an_appointment_gives_the_open_work_back(app: TestApp) {
    let office = office(&app).await;
    let (appointment, [open, done]) = at_work(&office).await;
    let before = office.director.sees(open).await.summary;
    app.after(Duration::seconds(1));
    office.secretary.ends(&appointment).await;
    let after = office.director.sees(open).await.summary;
    assert_eq!((after.assignee, after.state), (None, TicketState::Waiting));
    assert_eq!(after.version, before.version + 1);
    let kept = office.director.sees(done).await.summary.assignee.unwrap();
    assert_eq!(kept.id, office.teacher.member, "who answered stays known");
    let find = office
        .teacher
        .ask::<podskazka_shared::tickets::TicketsFind>(office.teacher.at(open));
    find.refused(ProblemKind::NotFound).await;
    let events = "SELECT event FROM ticket_event WHERE actor_id IS NULL";
    assert_eq!(app.database().column::<String>(events, []).await, ["release"]);
    let trail = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'ticket_release'";
    assert_eq!(
        app.database().column::<String>(trail, []).await,
        [r#"["assignee"]"#]
    );
}

async fn who_helps_in_another_way_keeps_the_work(app: TestApp) {
    let office = office(&app).await;
    let (appointment, [open, _]) = at_work(&office).await;
    let second = office
        .director
        .approves(&office.secretary.enters(&office.teacher).await)
        .await;
    office.secretary.ends(&appointment).await;
    let kept = office.director.sees(open).await.summary.assignee;
    assert_eq!(
        kept.unwrap().id,
        office.teacher.member,
        "a second appointment covers it"
    );
    // Acting for the head they may work on everything.
    let acting = office.director.orders(&office.teacher).await;
    office.secretary.ends(&second).await;
    assert!(office.director.sees(open).await.summary.assignee.is_some());
    office.director.ends_acting(&acting).await;
    assert_eq!(office.director.sees(open).await.summary.assignee, None);
}

async fn a_lost_role_gives_the_work_back_within_the_minute(app: TestApp) {
    let office = office(&app).await;
    let (_, [open, done]) = at_work(&office).await;
    tidy(app.app(), app.now()).await.unwrap();
    assert!(
        office.director.sees(open).await.summary.assignee.is_some(),
        "nothing is lost yet"
    );
    app.database()
        .execute(
            "UPDATE member_role SET role = 'parent' WHERE role = 'teacher'",
            [],
        )
        .await
        .unwrap();
    assert!(
        !helps(&office.teacher).await,
        "an order says nothing of who is staff no more"
    );
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(office.director.sees(open).await.summary.assignee, None);
    assert!(office.director.sees(done).await.summary.assignee.is_some());
}

async fn who_acts_for_the_head_is_the_head_until_the_last_day(app: TestApp) {
    let office = office(&app).await;
    let deputy = office.school.person(&[Capacity::DeputyHead]).await;
    let body = ScheduleBody {
        year: "2026-2027".parse().unwrap(),
        text: Some("\tПн\nИванов И.И.\t8-10\n".into()),
        file: None,
        links: Vec::new(),
        copy_of: None,
    };
    let draft = deputy
        .ask::<SchedulesCreate>(deputy.path())
        .body(&body)
        .done()
        .await;
    let approves = async || crate::schedules::approve(&deputy, &draft).send().await;
    approves().await.refused(ProblemKind::Forbidden);
    let order = office.director.orders(&deputy).await;
    assert_eq!((order.state, order.may_end), (OrderState::InForce, true));
    assert!(capacities(&deputy).await.contains(&Capacity::Director));
    app.after(Duration::days(10));
    approves().await.refused(ProblemKind::Forbidden);
    assert!(!capacities(&deputy).await.contains(&Capacity::Director));
    tidy(app.app(), app.now()).await.unwrap();
    let seen = office
        .director
        .ask::<ActingFind>(office.director.acting(order.id))
        .done()
        .await;
    assert_eq!((seen.state, seen.may_end), (OrderState::Ended, false));
    // And again, ended by hand on the way.
    let order = office.director.orders(&deputy).await;
    approves().await.done();
    office.director.ends_acting(&order).await;
    assert!(!capacities(&deputy).await.contains(&Capacity::Director));
}

async fn who_acts_for_the_head_orders_nobody_and_ends_nothing(app: TestApp) {
    let office = office(&app).await;
    let deputy = office.school.person(&[Capacity::DeputyHead]).await;
    let order = office.director.orders(&deputy).await;
    for whom in [&office.teacher, &deputy, &office.director] {
        let body = deputy.acting_of(whom);
        let ask = deputy.ask::<ActingCreate>(deputy.path()).body(&body);
        ask.refused(ProblemKind::Forbidden).await;
    }
    let end = deputy
        .ask::<ActingEnd>(deputy.acting(order.id))
        .version(order.version);
    end.refused(ProblemKind::Forbidden).await;
}

async fn only_the_head_orders_who_acts(app: TestApp) {
    let office = office(&app).await;
    for capacity in PEOPLE.iter().copied().filter(|c| *c != Capacity::Director) {
        let who = office.school.in_role(capacity).await;
        let ask = who
            .ask::<ActingCreate>(who.path())
            .body(&who.acting_of(&office.teacher));
        ask.refused(ProblemKind::Forbidden).await;
    }
    let elsewhere = app.school("other").await.person(&[Capacity::Director]).await;
    let ask = elsewhere
        .ask::<ActingCreate>(office.school.path())
        .body(&elsewhere.acting_of(&office.teacher));
    ask.refused(ProblemKind::NotFound).await;
    let child = office.school.student(Some("7А")).await;
    let second_head = office.school.person(&[Capacity::Director]).await;
    for (whom, kind) in [
        (&office.director, Kind::NotOpen),
        (&second_head, Kind::NotOpen),
        (&elsewhere, Kind::NotFound),
        (&child, Kind::NotFound),
    ] {
        let body = office.director.acting_of(whom);
        let ask = office
            .director
            .ask::<ActingCreate>(office.director.path())
            .body(&body);
        assert_eq!(
            fields(&ask.refused(ProblemKind::Invalid).await),
            [("/member", kind)]
        );
    }
}

async fn staff_see_their_own_orders_and_the_office_all(app: TestApp) {
    let office = office(&app).await;
    let colleague = office.school.person(&[Capacity::Staff]).await;
    let deputy = office.school.person(&[Capacity::DeputyHead]).await;
    let own = office.secretary.enters(&office.teacher).await;
    office.secretary.enters(&colleague).await;
    let acting = office.director.orders(&deputy).await;
    let seen = async |who: &Who, query: OrdersQuery| {
        let page = who.ask::<AppointmentsList>(who.path()).query(query).done().await;
        page.items.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(seen(&office.teacher, OrdersQuery::default()).await, [own.id]);
    let others = OrdersQuery {
        member: Some(colleague.member),
        ..OrdersQuery::default()
    };
    assert_eq!(seen(&office.teacher, others).await, []);
    assert_eq!(seen(&deputy, OrdersQuery::default()).await.len(), 2);
    let waiting = |state| OrdersQuery {
        state: Some(state),
        ..OrdersQuery::default()
    };
    assert_eq!(
        seen(&office.secretary, waiting(OrderState::Waiting)).await.len(),
        2
    );
    office.director.approves(&own).await;
    assert_eq!(
        seen(&office.secretary, waiting(OrderState::InForce)).await,
        [own.id]
    );
    assert_eq!(seen(&office.secretary, waiting(OrderState::Ended)).await, []);
    let page = OrdersQuery {
        limit: Some(1),
        ..OrdersQuery::default()
    };
    let first = office
        .secretary
        .ask::<AppointmentsList>(office.secretary.path())
        .query(page.clone());
    let first = first.done().await;
    let second = OrdersQuery {
        after: first.next,
        ..page
    };
    assert_eq!(seen(&office.secretary, second).await, [own.id]);
    let of = async |who: &Who| {
        let page = who.ask::<ActingList>(who.path()).done().await;
        page.items.len()
    };
    assert_eq!((of(&office.teacher).await, of(&deputy).await), (0, 1));
    let find = office.teacher.ask::<ActingFind>(office.teacher.acting(acting.id));
    find.refused(ProblemKind::NotFound).await;
}

/// Does each thing of this feature once, for the trail; tells the operations.
pub async fn everything(school: &School, director: &Who, staff: &Who) -> Vec<&'static str> {
    let secretary = school.person(&[Capacity::Secretary]).await;
    let entered = secretary.enters(staff).await;
    secretary.later();
    let correct = secretary
        .ask::<AppointmentsCorrect>(secretary.appointment(entered.id))
        .version(entered.version);
    let corrected = correct.body(&secretary.order_of(staff)).done().await;
    let approved = director.approves(&corrected).await;
    director.ends(&approved).await;
    let acting = director.orders(staff).await;
    director.ends_acting(&acting).await;
    let parent = school.parent(&[&school.student(Some("7А")).await]).await;
    let ticket = parent.files("О ребёнке").await.summary.id;
    let share = parent
        .step::<podskazka_shared::tickets::TicketsShare>(ticket)
        .await;
    share
        .body(&podskazka_shared::tickets::ShareBody { shared: true })
        .done()
        .await;
    let body = podskazka_shared::tickets::TicketBody {
        requester: Some(staff.member),
        ..crate::support::desk::ticket("По телефону")
    };
    secretary.files_body(&body).await;
    vec![
        "appointments_create",
        "appointments_correct",
        "appointments_approve",
        "appointments_end",
        "acting_create",
        "acting_end",
        "tickets_share",
    ]
}
