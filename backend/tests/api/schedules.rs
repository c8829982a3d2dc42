//! A table becomes a draft, a draft becomes the school's page (S1, S3).

use podskazka_shared::access::Role;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    LineLink, Order, Preview, PreviewBody, PublicSchedule, PublicScheduleFind, PublishBody, Schedule,
    ScheduleBody, SchedulePath, ScheduleState, SchedulesCreate, SchedulesFind, SchedulesList,
    SchedulesPreview, SchedulesPublish, SchedulesQuery, Weekday,
};

use crate::support::client::Ask;
use crate::support::{New, TestApp, Who, together};

pub const TABLE: &str = include_str!("../../../shared/fixtures/help-schedule.tsv");
pub const ORDER: &str = include_str!("../../../shared/fixtures/help-order.txt");

/// What the table says, written by hand: helper, number of posts, hours.
const WEEK: [(&str, usize, [(&str, &str, &str); 2]); 6] = [
    (
        "Соколова К.Д.",
        2,
        [("tue", "14:30", "16:00"), ("thu", "08:00", "10:00")],
    ),
    (
        "Лебедев А.П.",
        1,
        [("tue", "08:00", "10:00"), ("thu", "14:00", "16:00")],
    ),
    (
        "Ершова М.Н.",
        1,
        [("mon", "08:00", "11:00"), ("wed", "13:00", "15:00")],
    ),
    (
        "Журавлёв И.О.",
        1,
        [("wed", "08:00", "10:00"), ("fri", "14:00", "16:00")],
    ),
    (
        "Синицына Т.В.",
        2,
        [("mon", "14:30", "16:00"), ("thu", "08:00", "10:00")],
    ),
    (
        "Воробьёва Е.Л.",
        1,
        [("tue", "12:00", "14:00"), ("fri", "08:00", "10:00")],
    ),
];

pub fn body(year: &str, text: &str) -> ScheduleBody {
    ScheduleBody {
        year: year.parse().unwrap(),
        text: Some(text.to_owned()),
        file: None,
        links: Vec::new(),
    }
}

pub fn one_line(hours: &str) -> String {
    format!("\tПн\nИванов И.И.\t{hours}\n")
}

fn at(who: &Who, schedule: ScheduleId) -> SchedulePath {
    SchedulePath {
        school: who.school.clone(),
        schedule,
    }
}

pub async fn drawn(who: &Who, year: &str, text: &str) -> Schedule {
    who.ask::<SchedulesCreate>(who.path())
        .body(&body(year, text))
        .done()
        .await
}

fn publish(who: &Who, schedule: &Schedule) -> Ask<SchedulesPublish> {
    let publish = who
        .ask::<SchedulesPublish>(at(who, schedule.summary.id))
        .version(schedule.summary.version);
    publish.body(&PublishBody::default())
}

async fn find(who: &Who, id: ScheduleId) -> Schedule {
    who.ask::<SchedulesFind>(at(who, id)).done().await
}

pub async fn public(app: &TestApp) -> PublicSchedule {
    let path = podskazka_shared::schools::SchoolPath {
        school: "demo".into(),
    };
    app.guest::<PublicScheduleFind>(path).done().await
}

/// The public week as the hand-written table has it.
fn assert_week(public: &PublicSchedule) {
    let helpers = &public.schedule.as_ref().unwrap().helpers;
    let json = serde_json::to_value(helpers).unwrap();
    let found = json.as_array().unwrap();
    assert_eq!(found.len(), 6);
    assert_eq!(helpers.iter().map(|helper| helper.hours.len()).sum::<usize>(), 12);
    for (helper, (name, posts, hours)) in found.iter().zip(WEEK) {
        assert_eq!(
            (helper["name"].as_str(), helper["posts"].as_array().map(Vec::len)),
            (Some(name), Some(posts))
        );
        let hours =
            hours.map(|(day, from, to)| serde_json::json!({"day": day, "range": {"from": from, "to": to}}));
        assert_eq!(helper["hours"], serde_json::json!(hours), "{name}");
    }
}

both! {
    async fn the_schools_table_goes_onto_its_page_whole(app: TestApp) {
        let school = app.school("demo").await;
        let director = school.person(&[Role::Director]).await;
        assert_eq!(public(&app).await.schedule, None);
        let preview = PreviewBody { text: Some(TABLE.into()), file: None };
        let preview: Preview = director.ask::<SchedulesPreview>(school.path()).body(&preview).done().await;
        assert_eq!((preview.lines.len(), preview.ignored.len()), (6, 0));
        assert!(director.ask::<SchedulesList>(school.path()).done().await.items.is_empty(), "nothing is saved");

        let answer = director.ask::<SchedulesCreate>(school.path()).body(&body("2026-2027", TABLE)).send().await;
        let draft = answer.done();
        assert_eq!(answer.header("location"), Some(format!("/api/v1/schools/demo/schedules/{}", draft.summary.id).as_str()));
        assert_eq!((draft.summary.state, draft.summary.version), (ScheduleState::Draft, 1));
        assert_eq!(draft.lines[0].posts, ["администратор журнала", "учитель информатики"]);
        assert_eq!(public(&app).await.schedule, None, "a draft is nobody's business");

        let order = Order { number: " 77-о ".into(), date: "2026-09-02".parse().unwrap() };
        let published = publish(&director, &draft).body(&PublishBody { order: Some(order) }).done().await;
        assert_eq!((published.summary.state, published.summary.version), (ScheduleState::Published, 2));
        assert_eq!(published.lines, draft.lines);
        let page = public(&app).await;
        assert_week(&page);
        let week = page.schedule.unwrap();
        assert_eq!((week.order.unwrap().number.as_str(), week.published_at), ("77-о", app.now()));
        // Sunday: nobody helps now; on Monday at 8 the next one does.
        assert_eq!(page.duty.now, []);
        assert_eq!(page.duty.next[0].name, "Ершова М.Н.");
        assert_eq!(page.duty.next[0].from, "2026-11-23T05:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    }

    async fn a_whole_order_can_be_pasted(app: TestApp) {
        let school = app.school("demo").await;
        let director = school.person(&[Role::Director]).await;
        let preview = PreviewBody { text: Some(ORDER.into()), file: None };
        let preview = director.ask::<SchedulesPreview>(school.path()).body(&preview).done().await;
        let (first, last) = (preview.ignored.first().unwrap(), preview.ignored.last().unwrap());
        assert!(first.to_row < preview.lines[0].row && last.from_row > preview.lines[5].row, "what is left out is named");
        let draft = drawn(&director, "2026-2027", ORDER).await;
        publish(&director, &draft).done().await;
        assert_week(&public(&app).await);
    }

    async fn the_same_table_again_changes_nothing(app: TestApp) {
        let director = app.school("demo").await.person(&[Role::Director]).await;
        let draft = drawn(&director, "2026-2027", TABLE).await;
        assert_eq!(drawn(&director, "2026-2027", TABLE).await, draft);
        assert_eq!(drawn(&director, "2026-2027", ORDER).await, draft, "the same table in other clothes");
        let published = publish(&director, &draft).done().await;
        assert_eq!(drawn(&director, "2026-2027", TABLE).await, published);
        assert_eq!(app.database().count("SELECT COUNT(*) FROM schedule", []).await, 1);
        let audited = "SELECT COUNT(*) FROM audit WHERE action LIKE 'schedule%'";
        assert_eq!(app.database().count(audited, []).await, 2);
    }

    async fn another_table_replaces_the_draft_and_not_what_is_published(app: TestApp) {
        let director = app.school("demo").await.person(&[Role::Director]).await;
        let first = publish(&director, &drawn(&director, "2026-2027", TABLE).await).done().await;
        let draft = drawn(&director, "2026-2027", &one_line("8-10")).await;
        let changed = drawn(&director, "2026-2027", &one_line("8-11")).await;
        assert_eq!((changed.summary.id, changed.summary.version), (draft.summary.id, 2));
        assert_eq!(changed.lines.len(), 1);
        assert_week(&public(&app).await);
        publish(&director, &draft).refused(ProblemKind::Stale).await;
        publish(&director, &changed).done().await;
        assert_eq!(public(&app).await.schedule.unwrap().helpers.len(), 1);
        let replaced = find(&director, first.summary.id).await;
        assert_eq!((replaced.summary.state, replaced.summary.version), (ScheduleState::Replaced, 3));
        assert_eq!(replaced.lines, first.lines, "what was in force stays readable");
        publish(&director, &replaced).refused(ProblemKind::WrongState).await;
    }

    async fn publishing_replaces_the_schedule_of_the_same_year_only(app: TestApp) {
        let director = app.school("demo").await.person(&[Role::Director]).await;
        let this_year = publish(&director, &drawn(&director, "2026-2027", TABLE).await).done().await;
        let next_year = publish(&director, &drawn(&director, "2027-2028", &one_line("9-10")).await).done().await;
        assert_eq!(find(&director, this_year.summary.id).await, this_year);
        assert_week(&public(&app).await);
        app.after(chrono::Duration::days(300));
        assert_eq!(public(&app).await.schedule.unwrap().year, next_year.summary.year, "in September 2027");
    }

    async fn of_drafts_drawn_up_at_one_moment_one_stands(app: TestApp) {
        let school = app.school("demo").await;
        let (director, deputy) = (school.person(&[Role::Director]).await, school.person(&[Role::DeputyHead]).await);
        let deputy = deputy.at_server(&app.beside().await);
        let all = (0..10).map(|n| {
            let who = if n % 2 == 0 { &director } else { &deputy };
            who.ask::<SchedulesCreate>(who.path()).body(&body("2026-2027", &one_line(&format!("8-10.{}", n + 10)))).send()
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
        let (one, two) = (school.person(&[Role::Director]).await, school.person(&[Role::Director]).await);
        let two = two.at_server(&app.beside().await);
        publish(&one, &drawn(&one, "2026-2027", TABLE).await).done().await;
        let draft = drawn(&one, "2026-2027", &one_line("8-10")).await;
        let answers = together([&one, &two].map(|who| publish(who, &draft).send())).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let lost = answers.iter().find(|answer| answer.status == 412).unwrap().problem();
        assert_eq!(lost.current.unwrap()["state"], "published");
        assert_eq!(public(&app).await.schedule.unwrap().helpers.len(), 1);
    }

    async fn rows_are_linked_to_staff_of_this_school_only(app: TestApp) {
        let school = app.school("demo").await;
        let director = school.person(&[Role::Director]).await;
        let named = |name, roles| New { name: Some(name), roles, ..New::default() };
        let staff = school.new_person(named("Иванов Иван Ильич", &[Role::Teacher])).await;
        school.new_person(named("Иванова Анна Павловна", &[Role::Teacher])).await;
        let parent = school.new_person(named("Иванов Игорь Ильич", &[Role::Parent])).await;
        let foreign = app.school("other").await.new_person(named("Иванов Илья Игоревич", &[Role::Teacher])).await;
        let preview = PreviewBody { text: Some(one_line("8-10")), file: None };
        let preview = director.ask::<SchedulesPreview>(school.path()).body(&preview).done().await;
        let offered: Vec<_> = preview.lines[0].matches.iter().map(|member| member.id).collect();
        assert_eq!((preview.lines[0].row, offered), (2, vec![staff.member]));

        let draw = |links: &[(u32, &Who)]| {
            let links = links.iter().map(|(row, who)| LineLink { row: *row, member: who.member }).collect();
            let body = ScheduleBody { links, ..body("2026-2027", &one_line("8-10")) };
            director.ask::<SchedulesCreate>(school.path()).body(&body)
        };
        for (links, pointer) in [
            (vec![(2, &foreign)], "/links/0/member"),
            (vec![(2, &parent)], "/links/0/member"),
            (vec![(9, &staff)], "/links/0/row"),
            (vec![(2, &staff), (2, &director)], "/links/1/row"),
        ] {
            let problem = draw(&links).refused(ProblemKind::Invalid).await;
            assert_eq!((problem.errors[0].pointer.as_str(), &problem.errors[0].kind), (pointer, &FieldErrorKind::NotFound));
        }
        assert!(director.ask::<SchedulesList>(school.path()).done().await.items.is_empty());
        let unlinked = draw(&[]).done().await;
        assert_eq!(unlinked.lines[0].member, None);
        let linked = draw(&[(2, &staff)]).done().await;
        assert_eq!((linked.summary.version, linked.lines[0].member.as_ref().unwrap().id), (2, staff.member));
        assert_eq!(app.database().count("SELECT COUNT(*) FROM person", []).await, 5, "no account is made");
    }

    async fn schedules_are_listed_in_pages_without_drafts_for_most(app: TestApp) {
        let school = app.school("demo").await;
        let (director, parent) = (school.person(&[Role::Director]).await, school.parent(&[]).await);
        for hours in ["8-9", "8-10", "8-11"] {
            app.after(chrono::Duration::seconds(1));
            publish(&director, &drawn(&director, "2026-2027", &one_line(hours)).await).done().await;
        }
        app.after(chrono::Duration::seconds(1));
        let draft = drawn(&director, "2026-2027", &one_line("8-12")).await.summary.id;
        for (who, number) in [(&director, 4), (&parent, 3)] {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let query = SchedulesQuery { limit: Some(1), after };
                let page = who.ask::<SchedulesList>(school.path()).query(query).done().await;
                all.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(all.len(), number);
            assert!(all.is_sorted_by(|a, b| a.created_at > b.created_at), "newest first");
            assert_eq!(all.iter().any(|schedule| schedule.id == draft), number == 4);
        }
    }

    async fn saturday_and_several_ranges_of_a_day_are_kept(app: TestApp) {
        let director = app.school("demo").await.person(&[Role::Director]).await;
        let draft = drawn(&director, "2026-2027", "\tПн\tСб\nИванов И.И.\t8.00-10.00, 15-16\t9-24\n").await;
        let hours: Vec<(Weekday, String)> = draft.lines[0].hours.iter().map(|h| (h.day, h.range.to_string())).collect();
        let expected = [(Weekday::Mon, "8:00–10:00"), (Weekday::Mon, "15:00–16:00"), (Weekday::Sat, "9:00–24:00")];
        assert_eq!(hours, expected.map(|(day, range)| (day, range.to_owned())));
    }
}
