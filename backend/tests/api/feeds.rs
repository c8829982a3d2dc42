//! Feeds of calendars: of a school, of a helper, and one's own at an address that only its owner knows.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::consultations::ConsultSettingsPatch;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feeds::{MeFeed, MeFeedCreate, MeFeedEnd};

use podskazka_shared::duty::absences::AbsenceBody;
use podskazka_shared::schedules::{LineLink, ScheduleBody, SchedulesCreate};
use serde_json::json;

use crate::absences::{self, absence_of};
use crate::calendars;
use crate::consultations::desk;
use crate::extra_hours::{self, extra_of};
use crate::schedules::{TABLE, approve, body, drawn, issue, publish_from};
use crate::support::TestApp;
use crate::support::consult::tuesday;

/// What holds from February on.
const CORRECTED: &str =
    "\tПН\tСР\tСБ\nСоколова К.Д.\t9.00-10.30\t14.00-15.00\t10-12\nЛебедев А.П.\t\t23.00-24.00\t\n";

both![
    a_school_and_a_helper_have_a_feed,
    ones_own_feed_is_found_by_its_address_alone,
    ones_own_feed_holds_consultations_and_no_name_of_who_comes,
    a_whole_school_year_tells_the_same_hours,
];

/// What stands at a path, unfolded; none unless it is a calendar.
async fn calendar(app: &TestApp, path: &str) -> Option<String> {
    let answer = app.request("GET", path).send().await.unwrap();
    if answer.status() != 200 {
        assert_eq!(answer.status(), 404, "{path}");
        return None;
    }
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    Some(answer.text().await.unwrap().replace("\r\n ", ""))
}

async fn a_school_and_a_helper_have_a_feed(app: TestApp) {
    let head = app.school("demo").await.person(&[Capacity::Director]).await;
    let empty = calendar(&app, "/public/demo/calendar.ics").await.unwrap();
    assert!(empty.starts_with("BEGIN:VCALENDAR\r\n") && !empty.contains("VEVENT"));
    let draft = drawn(&head, "2026-2027", TABLE).await;
    issue(&head, &draft).await;
    let text = calendar(&app, "/public/demo/calendar.ics").await.unwrap();
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
    assert_eq!(text.matches("RRULE:FREQ=WEEKLY").count(), 12);
    assert!(
        text.contains("SUMMARY:Помощь с журналом: Соколова К.Д."),
        "{text}"
    );
    // What changes nothing is not sent again, and the same plan has the same text.
    app.after(Duration::minutes(5));
    assert_eq!(calendar(&app, "/public/demo/calendar.ics").await.unwrap(), text);
    let english = calendar(&app, "/public/demo/calendar.ics?lang=en").await.unwrap();
    assert!(english.contains("SUMMARY:Help with the journal: Соколова К.Д."));

    let page = app
        .request("GET", "/public/demo")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let (_, after) = page
        .split_once("/public/demo/helpers/")
        .expect("an address of a helper");
    let (key, _) = after.split_once(".ics").unwrap();
    let one = calendar(&app, &format!("/public/demo/helpers/{key}.ics"))
        .await
        .unwrap();
    assert_eq!(one.matches("RRULE").count(), 2);
    assert!(
        calendar(&app, "/public/demo/helpers/0123456789abcdef.ics")
            .await
            .is_none()
    );
    assert!(calendar(&app, "/public/elsewhere/calendar.ics").await.is_none());
}

async fn ones_own_feed_is_found_by_its_address_alone(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    assert_eq!(teacher.ask::<MeFeed>(Nothing {}).done().await.since, None);
    let first = teacher.ask::<MeFeedCreate>(Nothing {}).done().await.address;
    let path = |address: &str| {
        address
            .strip_prefix(crate::support::ORIGIN)
            .expect("our address")
            .to_owned()
    };
    assert!(calendar(&app, &path(&first)).await.is_some());
    assert!(teacher.ask::<MeFeed>(Nothing {}).done().await.since.is_some());
    // A new address ends the old one; an end ends both.
    let second = teacher.ask::<MeFeedCreate>(Nothing {}).done().await.address;
    assert_ne!(first, second);
    assert!(calendar(&app, &path(&first)).await.is_none());
    assert!(calendar(&app, &path(&second)).await.is_some());
    teacher.ask::<MeFeedEnd>(Nothing {}).done().await;
    assert!(calendar(&app, &path(&second)).await.is_none());
    assert!(calendar(&app, "/feeds/x.ics").await.is_none());
}

async fn ones_own_feed_holds_consultations_and_no_name_of_who_comes(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let two = ConsultSettingsPatch {
        seats: Some(2),
        ..ConsultSettingsPatch::default()
    };
    helper.sets(&helper, two).await;
    let (teacher, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    other.books(&helper, tuesday("14:00")).done().await;
    teacher.keeps(&helper, tuesday("14:20")).done().await;
    let path = async |who: &crate::support::Who| {
        let address = who.ask::<MeFeedCreate>(Nothing {}).done().await.address;
        address.strip_prefix(crate::support::ORIGIN).unwrap().to_owned()
    };
    let (own, at_desk) = (path(&teacher).await, path(&helper).await);
    let theirs = calendar(&app, &own).await.unwrap();
    // Nobody's hours, one consultation, and not what is only kept.
    assert_eq!(theirs.matches("BEGIN:VEVENT").count(), 1, "{theirs}");
    for line in [
        &format!("UID:{}@podskazka.test\r\n", booked.id),
        "DTSTART:20261124T110000Z\r\n",
        &format!("SUMMARY:Консультация: {}\r\n", booked.helper.name),
    ] {
        assert!(theirs.contains(line), "{line} {theirs}");
    }
    let seen = calendar(&app, &at_desk).await.unwrap();
    assert!(
        seen.contains("SUMMARY:Консультация у вас\\, записались: 2\r\n"),
        "{seen}"
    );
    assert_eq!(seen.matches("DTSTART:20261124T110000Z").count(), 1);
    for name in [&booked.person.name, "дневник"] {
        assert!(!seen.contains(name), "{seen}");
    }
    // Nothing of it stands in what everybody may follow.
    let public = calendar(&app, "/public/demo/calendar.ics").await.unwrap();
    assert!(!public.contains("Консультация"), "{public}");
    teacher.gives_up(&booked).done().await;
    assert!(!calendar(&app, &own).await.unwrap().contains("VEVENT"));
    let seen = calendar(&app, &at_desk).await.unwrap();
    assert!(seen.contains("SUMMARY:Консультация у вас\r\n"), "{seen}");
}

/// Writes a school year with holidays, breaks, moved days, absences, a correction and hours on top as a feed and as the API
/// tells it. `make test` expands the feed with a library that shares nothing with ours, and compares.
async fn a_whole_school_year_tells_the_same_hours(app: TestApp) {
    // Before the year begins; afterwards in a zone with summer time.
    app.after(Duration::days(-90));
    for (slug, zone) in [("demo", "Europe/Moscow"), ("summer", "Europe/Berlin")] {
        let school = app.school_in(slug, zone).await;
        let head = school.person(&[Capacity::Director]).await;
        let helper = school.person(&[Capacity::Teacher]).await;
        let other = school.person(&[Capacity::Teacher]).await;
        // A helper of the table is the one who is away; the correction comes into force in the second half of the year.
        for (text, from) in [(TABLE, "2026-09-01"), (CORRECTED, "2027-02-01")] {
            let links = vec![LineLink {
                row: 2,
                member: helper.member,
            }];
            let table = ScheduleBody {
                links,
                ..body("2026-2027", text)
            };
            let draft = head.ask::<SchedulesCreate>(head.path()).body(&table).done().await;
            let approved = approve(&head, &draft).done().await;
            publish_from(&head, &approved, from).done().await;
        }
        let days = json!([
            {"from": "2026-10-26", "to": "2026-11-03", "name": "Осенние каникулы", "rule": {"kind": "break", "hours": [["09:00", "14:45"]]}},
            {"from": "2027-03-24", "to": "2027-03-31", "name": "Весенние каникулы", "rule": {"kind": "break", "hours": []}},
            {"from": "2026-12-12", "to": "2026-12-12", "name": "Рабочая суббота", "rule": {"kind": "working", "like": "thu"}},
            {"from": "2026-12-25", "to": "2026-12-25", "name": "Короткий день", "rule": {"kind": "short", "hours": [["08:00", "09:10"]]}},
        ]);
        calendars::publish(&head, &calendars::with(&days), 0).done().await;
        for (from, to, substitute) in [
            ("2026-09-10", "2026-09-17", true),
            ("2027-01-18", "2027-01-22", false),
        ] {
            let body = AbsenceBody {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
                part: None,
                substitute: substitute.then_some(other.member),
                ..absence_of(&helper)
            };
            absences::enter(&head, &body).done().await;
        }
        let mut extra = extra_of(&helper);
        extra.date = "2027-01-05".parse().unwrap();
        extra_hours::add(&head, &extra).done().await;

        let feed = app
            .request("GET", &format!("/public/{slug}/calendar.ics"))
            .send()
            .await
            .unwrap();
        let feed = feed.text().await.unwrap();
        let query = "from=2026-09-01&to=2027-08-31";
        let told = app
            .request("GET", &format!("/api/v1/public/{slug}/days?{query}"))
            .send()
            .await
            .unwrap();
        let told = told.text().await.unwrap();
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("feeds");
        std::fs::create_dir_all(&folder).unwrap();
        let name = format!("{slug}-{:?}", app.database().kind);
        std::fs::write(folder.join(format!("{name}.ics")), feed).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), told).unwrap();
    }
}
