//! A table becomes a draft, a draft becomes the school's page (S1, S3).

use podskazka_shared::access::Capacity;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    ApproveBody, Order, Preview, PreviewBody, PublicSchedule, PublicScheduleFind, PublishBody, Schedule,
    ScheduleBody, SchedulePath, ScheduleState, SchedulesApprove, SchedulesCreate, SchedulesFind,
    SchedulesList, SchedulesPreview, SchedulesPublish, Weekday,
};

use crate::support::client::Ask;
use crate::support::{TestApp, Who};

pub const TABLE: &str = include_str!("../../../shared/fixtures/help-schedule.tsv");
pub const ORDER: &str = include_str!("../../../shared/fixtures/help-order.txt");

/// Helper, number of posts, hours.
type Line = (
    &'static str,
    usize,
    [(&'static str, &'static str, &'static str); 2],
);

/// What the table says, written by hand.
const WEEK: [Line; 6] = [
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
        text: Some(text.to_owned()),
        ..ScheduleBody::empty(year.parse().unwrap())
    }
}

pub fn one_line(hours: &str) -> String {
    format!("\tПн\nИванов И.И.\t{hours}\n")
}

pub fn at(who: &Who, schedule: ScheduleId) -> SchedulePath {
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

pub fn order(number: &str) -> Order {
    Order {
        number: number.into(),
        date: "2026-09-02".parse().unwrap(),
        appendix: None,
    }
}

pub fn approve(who: &Who, schedule: &Schedule) -> Ask<SchedulesApprove> {
    let approve = who
        .ask::<SchedulesApprove>(at(who, schedule.summary.id))
        .version(schedule.summary.version);
    approve.body(&ApproveBody {
        order: order("77-о")
    })
}

/// From today; or from the first of September of a year to come.
pub fn publish(who: &Who, schedule: &Schedule) -> Ask<SchedulesPublish> {
    let begins = chrono::NaiveDate::from_ymd_opt(schedule.summary.year.first(), 9, 1).unwrap();
    publish_from(who, schedule, &who.today().max(begins).to_string())
}

pub fn publish_from(who: &Who, schedule: &Schedule, from: &str) -> Ask<SchedulesPublish> {
    let publish = who
        .ask::<SchedulesPublish>(at(who, schedule.summary.id))
        .version(schedule.summary.version);
    publish.body(&PublishBody {
        from: from.parse().unwrap(),
    })
}

/// Approves a draft and publishes it.
pub async fn issue(who: &Who, draft: &Schedule) -> Schedule {
    let approved = approve(who, draft).done().await;
    publish(who, &approved).done().await
}

pub async fn find(who: &Who, id: ScheduleId) -> Schedule {
    who.ask::<SchedulesFind>(at(who, id)).done().await
}

pub async fn public(app: &TestApp) -> PublicSchedule {
    let path = podskazka_shared::schools::SchoolPath {
        school: "demo".into(),
    };
    app.guest::<PublicScheduleFind>(path).done().await
}

/// The public week as the hand-written table has it.
pub fn assert_week(public: &PublicSchedule) {
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
        let hours = hours.map(|(day, from, to)| {
            serde_json::json!({"day": day, "range": {"from": from, "to": to},
                "place": null, "modes": ["in_person"], "audiences": [], "entry": "walk_in"})
        });
        assert_eq!(helper["hours"], serde_json::json!(hours), "{name}");
    }
}

both![
    the_schools_table_goes_onto_its_page_whole,
    a_whole_order_can_be_pasted,
    the_same_table_again_changes_nothing,
    another_table_replaces_the_draft_and_not_what_is_published,
    saturday_and_several_ranges_of_a_day_are_kept,
];

async fn the_schools_table_goes_onto_its_page_whole(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    assert_eq!(public(&app).await.schedule, None);
    let preview = PreviewBody {
        text: Some(TABLE.into()),
        file: None,
    };
    let preview: Preview = director
        .ask::<SchedulesPreview>(school.path())
        .body(&preview)
        .done()
        .await;
    assert_eq!((preview.lines.len(), preview.ignored.len()), (6, 0));
    assert!(
        director
            .ask::<SchedulesList>(school.path())
            .done()
            .await
            .items
            .is_empty(),
        "nothing is saved"
    );

    let answer = director
        .ask::<SchedulesCreate>(school.path())
        .body(&body("2026-2027", TABLE))
        .send()
        .await;
    let draft = answer.done();
    assert_eq!(
        answer.header("location"),
        Some(format!("/api/v1/schools/demo/schedules/{}", draft.summary.id).as_str())
    );
    assert_eq!(
        (draft.summary.state, draft.summary.version),
        (ScheduleState::Draft, 1)
    );
    assert_eq!(
        draft.lines[0].posts,
        ["администратор журнала", "учитель информатики"]
    );
    assert_eq!(public(&app).await.schedule, None, "a draft is nobody's business");

    let order = Order {
        number: " 77-о ".into(),
        appendix: Some(" 2 ".into()),
        ..order("")
    };
    let approve = approve(&director, &draft).body(&ApproveBody { order });
    let approved = approve.done().await;
    assert_eq!(
        (approved.summary.state, approved.summary.version),
        (ScheduleState::Approved, 2)
    );
    assert_eq!(public(&app).await.schedule, None, "not before it is published");
    let published = publish(&director, &approved).done().await;
    assert_eq!(
        (published.summary.state, published.summary.version),
        (ScheduleState::Published, 3)
    );
    assert_eq!(published.lines, draft.lines);
    let page = public(&app).await;
    assert_week(&page);
    let week = page.schedule.unwrap();
    let order = week.order.unwrap();
    assert_eq!(
        (order.number.as_str(), order.appendix.as_deref()),
        ("77-о", Some("2"))
    );
    assert_eq!(
        (week.from, week.until, week.published_at),
        (director.today(), None, app.now())
    );
    // Sunday: nobody helps now; on Monday at 8 the next one does.
    assert_eq!(page.duty.now, []);
    assert_eq!(page.duty.next[0].name, "Ершова М.Н.");
    assert_eq!(
        page.duty.next[0].from,
        "2026-11-23T05:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
}

async fn a_whole_order_can_be_pasted(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let preview = PreviewBody {
        text: Some(ORDER.into()),
        file: None,
    };
    let preview = director
        .ask::<SchedulesPreview>(school.path())
        .body(&preview)
        .done()
        .await;
    let (first, last) = (preview.ignored.first().unwrap(), preview.ignored.last().unwrap());
    assert!(
        first.to_row < preview.lines[0].row && last.from_row > preview.lines[5].row,
        "what is left out is named"
    );
    let draft = drawn(&director, "2026-2027", ORDER).await;
    issue(&director, &draft).await;
    assert_week(&public(&app).await);
}

async fn the_same_table_again_changes_nothing(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", TABLE).await;
    assert_eq!(drawn(&director, "2026-2027", TABLE).await, draft);
    assert_eq!(
        drawn(&director, "2026-2027", ORDER).await,
        draft,
        "the same table in other clothes"
    );
    let approved = approve(&director, &draft).done().await;
    assert_eq!(drawn(&director, "2026-2027", TABLE).await, approved);
    let published = publish(&director, &approved).done().await;
    assert_eq!(drawn(&director, "2026-2027", TABLE).await, published);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM schedule", []).await, 1);
    let audited = "SELECT COUNT(*) FROM audit WHERE action LIKE 'schedule%'";
    assert_eq!(app.database().count(audited, []).await, 3);
}

async fn another_table_replaces_the_draft_and_not_what_is_published(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let first = issue(&director, &drawn(&director, "2026-2027", TABLE).await).await;
    let draft = drawn(&director, "2026-2027", &one_line("8-10")).await;
    let changed = drawn(&director, "2026-2027", &one_line("8-11")).await;
    assert_eq!(
        (changed.summary.id, changed.summary.version),
        (draft.summary.id, 2)
    );
    assert_eq!(changed.lines.len(), 1);
    assert_week(&public(&app).await);
    approve(&director, &draft).refused(ProblemKind::Stale).await;
    issue(&director, &changed).await;
    assert_eq!(public(&app).await.schedule.unwrap().helpers.len(), 1);
    let replaced = find(&director, first.summary.id).await;
    assert_eq!(
        (replaced.summary.state, replaced.summary.version),
        (ScheduleState::Replaced, 4)
    );
    assert_eq!(replaced.lines, first.lines, "what was in force stays readable");
    publish(&director, &replaced)
        .refused(ProblemKind::WrongState)
        .await;
}

async fn saturday_and_several_ranges_of_a_day_are_kept(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = drawn(
        &director,
        "2026-2027",
        "\tПн\tСб\nИванов И.И.\t8.00-10.00, 15-16\t9-24\n",
    )
    .await;
    let hours: Vec<(Weekday, String)> = draft.lines[0]
        .hours
        .iter()
        .map(|h| (h.day, h.range.to_string()))
        .collect();
    let expected = [
        (Weekday::Mon, "8:00–10:00"),
        (Weekday::Mon, "15:00–16:00"),
        (Weekday::Sat, "9:00–24:00"),
    ];
    assert_eq!(hours, expected.map(|(day, range)| (day, range.to_owned())));
}
