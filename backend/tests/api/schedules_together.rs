//! Schedules of several people, years and moments.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    LineLink, PreviewBody, ScheduleBody, SchedulesCreate, SchedulesList, SchedulesPreview, SchedulesQuery,
};

use crate::schedules::{TABLE, approve, assert_week, body, drawn, find, issue, one_line, public, publish};
use crate::support::{New, TestApp, Who, together};

both![
    publishing_replaces_the_schedule_of_the_same_year_only,
    of_drafts_drawn_up_at_one_moment_one_stands,
    of_two_who_publish_at_one_moment_one_does,
    rows_are_linked_to_staff_of_this_school_only,
    schedules_are_listed_in_pages_without_drafts_for_most,
];

async fn publishing_replaces_the_schedule_of_the_same_year_only(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let this_year = issue(&director, &drawn(&director, "2026-2027", TABLE).await).await;
    let next_year = issue(&director, &drawn(&director, "2027-2028", &one_line("9-10")).await).await;
    let ends = find(&director, this_year.summary.id).await;
    assert_eq!(
        (ends.summary.state, ends.summary.until),
        (this_year.summary.state, next_year.summary.from)
    );
    assert_eq!(ends.lines, this_year.lines);
    assert_week(&public(&app).await);
    app.after(chrono::Duration::days(300));
    assert_eq!(
        public(&app).await.schedule.unwrap().year,
        next_year.summary.year,
        "in September 2027"
    );
}

async fn of_drafts_drawn_up_at_one_moment_one_stands(app: TestApp) {
    let school = app.school("demo").await;
    let (director, deputy) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let deputy = deputy.at_server(&app.beside().await);
    let all = (0..10).map(|n| {
        let who = if n % 2 == 0 { &director } else { &deputy };
        who.ask::<SchedulesCreate>(who.path())
            .body(&body("2026-2027", &one_line(&format!("8-10.{}", n + 10))))
            .send()
    });
    for answer in together(all).await {
        if answer.status != 201 {
            answer.refused(ProblemKind::WrongState);
        }
    }
    let list = director.ask::<SchedulesList>(school.path()).done().await.items;
    assert_eq!(list.len(), 1);
    assert_eq!(find(&director, list[0].id).await.lines.len(), 1);
}

async fn of_two_who_publish_at_one_moment_one_does(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director]).await,
    );
    let two = two.at_server(&app.beside().await);
    issue(&one, &drawn(&one, "2026-2027", TABLE).await).await;
    let draft = drawn(&one, "2026-2027", &one_line("8-10")).await;
    let approved = approve(&one, &draft).done().await;
    let answers = together([&one, &two].map(|who| publish(who, &approved).send())).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let lost = answers
        .iter()
        .find(|answer| answer.status == 412)
        .unwrap()
        .problem();
    assert_eq!(lost.current.unwrap()["state"], "published");
    assert_eq!(public(&app).await.schedule.unwrap().helpers.len(), 1);
}

async fn rows_are_linked_to_staff_of_this_school_only(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let named = |name, roles| New {
        name: Some(name),
        roles,
        ..New::default()
    };
    let staff = school
        .new_person(named("Иванов Иван Ильич", &[Capacity::Teacher]))
        .await;
    school
        .new_person(named("Иванова Анна Павловна", &[Capacity::Teacher]))
        .await;
    let parent = school
        .new_person(named("Иванов Игорь Ильич", &[Capacity::Parent]))
        .await;
    let foreign = app
        .school("other")
        .await
        .new_person(named("Иванов Илья Игоревич", &[Capacity::Teacher]))
        .await;
    let preview = PreviewBody {
        text: Some(one_line("8-10")),
        file: None,
    };
    let preview = director
        .ask::<SchedulesPreview>(school.path())
        .body(&preview)
        .done()
        .await;
    let offered: Vec<_> = preview.lines[0].matches.iter().map(|member| member.id).collect();
    assert_eq!((preview.lines[0].row, offered), (2, vec![staff.member]));

    let draw = |links: &[(u32, &Who)]| {
        let links = links
            .iter()
            .map(|(row, who)| LineLink {
                row: *row,
                member: who.member,
            })
            .collect();
        let body = ScheduleBody {
            links,
            ..body("2026-2027", &one_line("8-10"))
        };
        director.ask::<SchedulesCreate>(school.path()).body(&body)
    };
    for (links, pointer) in [
        (vec![(2, &foreign)], "/links/0/member"),
        (vec![(2, &parent)], "/links/0/member"),
        (vec![(9, &staff)], "/links/0/row"),
        (vec![(2, &staff), (2, &director)], "/links/1/row"),
    ] {
        let problem = draw(&links).refused(ProblemKind::Invalid).await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            (pointer, &FieldErrorKind::NotFound)
        );
    }
    assert!(
        director
            .ask::<SchedulesList>(school.path())
            .done()
            .await
            .items
            .is_empty()
    );
    let unlinked = draw(&[]).done().await;
    assert_eq!(unlinked.lines[0].member, None);
    let linked = draw(&[(2, &staff)]).done().await;
    assert_eq!(
        (
            linked.summary.version,
            linked.lines[0].member.as_ref().unwrap().id
        ),
        (2, staff.member)
    );
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM person", []).await,
        5,
        "no account is made"
    );
}

async fn schedules_are_listed_in_pages_without_drafts_for_most(app: TestApp) {
    let school = app.school("demo").await;
    let (director, parent) = (
        school.person(&[Capacity::Director]).await,
        school.parent(&[]).await,
    );
    for hours in ["8-9", "8-10", "8-11"] {
        app.after(chrono::Duration::seconds(1));
        issue(&director, &drawn(&director, "2026-2027", &one_line(hours)).await).await;
    }
    app.after(chrono::Duration::seconds(1));
    let draft = drawn(&director, "2026-2027", &one_line("8-12")).await.summary.id;
    for (who, number) in [(&director, 4), (&parent, 3)] {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let query = SchedulesQuery {
                limit: Some(1),
                after,
            };
            let page = who.ask::<SchedulesList>(school.path()).query(query).done().await;
            all.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(all.len(), number);
        assert!(
            all.is_sorted_by(|a, b| a.created_at > b.created_at),
            "newest first"
        );
        assert_eq!(all.iter().any(|schedule| schedule.id == draft), number == 4);
    }
}
