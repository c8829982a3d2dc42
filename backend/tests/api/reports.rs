//! The report: its periods, whose figures it tells to whom, and what it refuses.

use chrono::{Duration, NaiveDate};
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::reports::{Behind, PeriodKind, Report, ReportFind, ReportQuery};
use podskazka_shared::tickets::{HelperWork, Kept, TicketsQuery};

use crate::support::client::Ask;
use crate::support::{TestApp, Who};

pub fn ask(who: &Who, period: PeriodKind, from: Option<&str>) -> Ask<ReportFind> {
    let query = ReportQuery {
        period: Some(period),
        from: from.map(|day| day.parse().unwrap()),
    };
    who.ask::<ReportFind>(who.path()).query(query)
}

/// The report of this month.
pub async fn month(who: &Who) -> Report {
    ask(who, PeriodKind::Month, None).done().await
}

both![
    the_figures_are_those_of_the_desk,
    a_period_is_of_the_schools_days,
    what_has_not_come_or_is_absurd_is_refused,
    a_helper_sees_the_figures_of_their_own_work,
    what_a_child_keeps_private_is_not_counted_for_its_parent,
    filters_of_the_list_are_checked,
    the_report_is_a_table_and_a_workbook,
];

async fn the_figures_are_those_of_the_desk(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    other
        .person(&[Capacity::Staff])
        .await
        .files("Из другой школы")
        .await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(staff.files("Вопрос").await.summary.id);
    }
    let counts = async |who: &Who| {
        let counts = month(who).await.figures.considered;
        (counts.in_time, counts.late, counts.running, counts.withdrawn)
    };
    assert_eq!(counts(&director).await, (0, 0, 5, 0));
    helper.answers(ids[0], "В срок").await;
    helper.says(ids[1], "В срок").await;
    staff.closes(ids[2]).await;
    assert_eq!(counts(&director).await, (2, 0, 2, 1));
    app.after(Duration::hours(25));
    helper.answers(ids[3], "Поздно").await;
    staff.reopens(ids[0], "Снова").await;

    let found = month(&director).await;
    assert_eq!((found.open, found.overdue, found.figures.filed), (3, 1, 5));
    assert_eq!(
        counts(&director).await,
        (2, 2, 0, 1),
        "a reopened one was considered in time all the same"
    );
    assert_eq!(found.figures.repeats.reopened, 1);
    // Four asked about the same within the month.
    assert_eq!(found.figures.repeats.again, 4);
    assert_eq!(
        (found.from.to_string(), found.to.to_string(), found.at),
        ("2026-11-01".to_owned(), "2026-11-30".to_owned(), app.now())
    );
    assert_eq!(found.parts.len(), 30);
    assert_eq!(found.before.figures.filed, 0);
    assert_eq!(found.figures.ratings.as_ref().unwrap().average, None);
    let load = &found.helpers[0];
    assert_eq!(
        (load.helper.id, load.answered, load.spoke, load.assigned),
        (helper.member, 2, 3, 2)
    );
    let journal = school.person(&[Capacity::JournalAdmin]).await;
    assert_eq!(
        month(&journal).await.figures.ratings,
        None,
        "who may not read feedback sees none"
    );
}

async fn a_period_is_of_the_schools_days(app: TestApp) {
    let school = app.school_in("demo", "Asia/Kamchatka").await;
    let (director, staff) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Staff]).await,
    );
    // 23:00 on Sunday 22 November in Kamchatka, and two hours later.
    app.after(Duration::hours(2));
    staff.files("Вечером").await;
    app.after(Duration::hours(2));
    staff.files("Ночью").await;
    let week = async |from: &str| {
        let found = ask(&director, PeriodKind::Week, Some(from)).done().await;
        let part = |day: &str| {
            let day: NaiveDate = day.parse().unwrap();
            let part = found.parts.iter().find(|part| part.from == day);
            part.map(|part| part.considered.total())
        };
        (
            found.figures.filed,
            found.before.figures.filed,
            part("2026-11-22"),
            part("2026-11-23"),
        )
    };
    assert_eq!(week("2026-11-22").await, (1, 0, Some(1), None));
    assert_eq!(week("2026-11-16").await, (1, 0, Some(1), None));
    assert_eq!(week("2026-11-23").await, (1, 1, None, Some(1)));
    let hours = month(&director).await.hours;
    let hours: Vec<_> = hours.iter().map(|one| (one.hour, one.filed)).collect();
    assert_eq!(hours, [(1, 1), (23, 1)]);
    // Without a day it is the period of today, which is Monday there and Sunday in Moscow.
    let today = ask(&director, PeriodKind::Week, None).done().await;
    assert_eq!(today.from.to_string(), "2026-11-23");
    for (kind, from, to) in [
        (PeriodKind::Quarter, "2026-11-01", "2026-12-31"),
        (PeriodKind::HalfYear, "2026-09-01", "2026-12-31"),
        (PeriodKind::Year, "2026-09-01", "2027-08-31"),
    ] {
        let found = ask(&director, kind, None).done().await;
        assert_eq!(
            (found.from.to_string().as_str(), found.to.to_string().as_str()),
            (from, to)
        );
        assert_eq!(
            (found.figures.filed, found.before.to),
            (2, found.from.pred_opt().unwrap())
        );
    }
}

async fn what_has_not_come_or_is_absurd_is_refused(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    for (kind, from, why) in [
        (PeriodKind::Week, "2026-11-23", FieldErrorKind::Future),
        (PeriodKind::Month, "2026-12-01", FieldErrorKind::Future),
        (PeriodKind::Year, "2027-09-01", FieldErrorKind::Future),
        (PeriodKind::Week, "2100-01-01", FieldErrorKind::Future),
        (PeriodKind::Year, "1999-12-31", FieldErrorKind::LongAgo),
        (PeriodKind::Week, "0001-01-01", FieldErrorKind::LongAgo),
    ] {
        let problem = ask(&director, kind, Some(from))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            ("?from", &why),
            "{from}"
        );
    }
    // A day that has not come, of a period that has begun, names that period; and nothing was there long ago.
    let week = ask(&director, PeriodKind::Month, Some("2026-11-30")).done().await;
    assert_eq!(week.from.to_string(), "2026-11-01");
    let first = ask(&director, PeriodKind::Year, Some("2000-01-01")).done().await;
    assert_eq!(
        (first.from.to_string().as_str(), first.figures.filed),
        ("1999-09-01", 0)
    );
    for address in [
        "?period=decade",
        "?from=2026-02-30",
        "?from=soon",
        "?days=30",
        "?from=-262143-01-01",
    ] {
        let path = format!("/api/v1/schools/demo/report{address}");
        let token = director.token().await;
        let answer = crate::support::client::Raw::of(app.request("GET", &path).bearer_auth(token)).await;
        answer.refused(ProblemKind::Invalid);
    }
}

async fn a_helper_sees_the_figures_of_their_own_work(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, deputy) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let (one, other) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(staff.files("Вопрос").await.summary.id);
    }
    one.answers(ids[0], "Ответ").await;
    other.says(ids[1], "Слово").await;
    one.notes(ids[2], "Заметка").await;
    deputy.assigns(ids[3], Some(&one)).await;
    // A note is no answer, somebody else's request is somebody else's, and nobody took the last one.
    let found = month(&one).await;
    assert_eq!(found.own_work.as_ref().map(|member| member.id), Some(one.member));
    assert_eq!((found.figures.filed, found.open, found.overdue), (2, 1, 0));
    assert_eq!(
        (found.figures.considered.in_time, found.figures.considered.late),
        (1, 0)
    );
    assert_eq!(found.figures.ratings, None);
    let loads: Vec<_> = found.helpers.iter().map(|load| load.helper.id).collect();
    assert_eq!(loads, [one.member], "nothing of a colleague's load");
    assert_eq!(month(&other).await.figures.filed, 1);
    app.after(Duration::hours(25));
    assert_eq!(month(&one).await.overdue, 1);
    // Who helps and leads sees the school.
    let both = school.person(&[Capacity::Helper, Capacity::DeputyHead]).await;
    let whole = month(&both).await;
    assert!(whole.own_work.is_none() && whole.figures.filed == 5);
    assert_eq!(whole.helpers.len(), 2);
    // What is given back is not one's own any more.
    deputy.assigns(ids[3], None).await;
    assert_eq!(month(&one).await.figures.filed, 1);
}

async fn what_a_child_keeps_private_is_not_counted_for_its_parent(app: TestApp) {
    let school = app.school("demo").await;
    let student = school.student(Some("10А")).await;
    let director = school.person(&[Capacity::Director]).await;
    let new = crate::support::New {
        roles: &[Capacity::DeputyHead, Capacity::Parent],
        children: &[&student],
        ..Default::default()
    };
    let parent = school.new_person(new).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let private = student.files("Это личное").await.summary.id;
    let open = student.files("А это нет").await.summary.id;
    app.database()
        .execute(
            "UPDATE ticket SET private = true WHERE id = $1",
            [private.0.into()],
        )
        .await
        .unwrap();
    helper.answers(private, "Ответ").await;
    helper.answers(open, "Ответ").await;
    student.rates(private, 1, Some("Личное")).await;
    student.rates(open, 5, None).await;
    let figures = async |who: &Who| {
        let found = month(who).await;
        let ratings: u64 = found.figures.ratings.as_ref().unwrap().counts.iter().sum();
        let load = (found.helpers[0].answered, found.helpers[0].spoke);
        (found.figures.filed, found.figures.repeats.again, ratings, load)
    };
    assert_eq!(figures(&director).await, (2, 0, 2, (2, 2)));
    // The second one would tell that there was a first.
    assert_eq!(figures(&parent).await, (1, 0, 1, (1, 1)));
    let found = month(&parent).await;
    for figure in [
        Behind::Filed,
        Behind::Considered(Kept::InTime),
        Behind::Helper(helper.member, HelperWork::Answered),
    ] {
        let list = parent.lists(found.behind(figure)).await;
        assert_eq!(list.len(), 1, "{figure:?}");
    }
}

async fn filters_of_the_list_are_checked(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (director, staff) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let foreign = other.person(&[Capacity::Helper]).await;
    staff.files("Вопрос").await;
    let get = async |who: &Who, query: &str| {
        let path = format!("/api/v1/schools/demo/tickets?{query}");
        let token = who.token().await;
        crate::support::client::Raw::of(app.request("GET", &path).bearer_auth(token)).await
    };
    for (query, pointer) in [
        ("hour=24", "?hour"),
        ("filed_from=1999-12-31", "?filed_from"),
        ("filed_to=2100-01-01", "?filed_to"),
        ("filed_from=2026-11-22&filed_to=2026-11-21", "?filed_to"),
    ] {
        let problem = get(&director, query).await.refused(ProblemKind::Invalid);
        assert_eq!(problem.errors[0].pointer, pointer, "{query}");
    }
    for query in [
        "weekday=someday",
        "considered=never",
        "repeat=often",
        "work=hard",
        "helper=me",
    ] {
        get(&director, query).await.refused(ProblemKind::Invalid);
    }
    // An hour of a weekday is the school's, in whatever year.
    for (query, found) in [
        ("weekday=sun&hour=12", 1),
        ("weekday=sun&hour=9", 0),
        ("weekday=mon", 0),
        ("considered=running", 1),
        ("considered=late", 0),
        ("answered=running", 0),
        ("repeat=any", 0),
        ("filed_from=2026-11-22&filed_to=2026-11-22", 1),
        ("filed_to=2026-11-21", 0),
    ] {
        let items = get(&director, query).await.json()["items"]
            .as_array()
            .unwrap()
            .len();
        assert_eq!(items, found, "{query}");
    }
    let of_foreign = TicketsQuery {
        helper: Some(foreign.member),
        ..TicketsQuery::default()
    };
    assert!(director.lists(of_foreign).await.is_empty());
    // Filters open nothing that one may not read.
    let stranger = school.person(&[Capacity::Teacher]).await;
    let all = TicketsQuery {
        considered: Some(Kept::Running),
        ..TicketsQuery::default()
    };
    assert!(stranger.lists(all.clone()).await.is_empty());
    assert_eq!(staff.lists(all).await.len(), 1);
}

/// What a workbook's parts say, by an unpacker and a reader of our own.
fn parts_of(book: &[u8]) -> std::collections::BTreeMap<String, String> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// What stands between `<name …>` and `</name>`, each time.
fn all<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    text.split(&open)
        .skip(1)
        .filter(|piece| piece.starts_with([' ', '>']))
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, rest)| rest.split(&close).next().unwrap())
        .collect()
}

async fn the_report_is_a_table_and_a_workbook(app: TestApp) {
    use podskazka_shared::reports::{ReportCsv, ReportXlsx};
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let new = crate::support::New {
        roles: &[Capacity::Helper],
        name: Some("=cmd|' /C calc'!A0"),
        ..Default::default()
    };
    let helper = school.new_person(new).await;
    let staff = school.person(&[Capacity::Staff]).await;
    for _ in 0..3 {
        let id = staff.files("Вопрос").await.summary.id;
        helper.answers(id, "Ответ").await;
        staff.rates(id, 4, None).await;
    }
    let query = ReportQuery {
        period: Some(PeriodKind::Month),
        from: None,
    };
    let table = director.ask::<ReportCsv>(director.path()).query(query.clone());
    let table = table.header("Accept-Language", "ru").send().await;
    assert_eq!(table.status, 200, "{}", table.text());
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let name = table.header("content-disposition").unwrap();
    assert!(name.contains("report-demo-month-2026-11-01.csv"), "{name}");
    let text = table.text();
    assert!(text.starts_with('\u{feff}'));
    for line in [
        "С;01.11.2026;01.10.2026",
        "Подано обращений;3;0",
        "Рассмотрены: в срок;3;0",
        "Средняя оценка;\"4,00\";",
        "'=cmd|' /C calc'!A0;3;3;0",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let runs = |line: &str| line.split(';').any(|cell| cell.starts_with(['=', '+', '-', '@']));
    assert!(!text.lines().any(runs), "{text}");

    let book = director.ask::<ReportXlsx>(director.path()).query(query.clone());
    let book = book.header("Accept-Language", "en").send().await;
    assert_eq!(book.status, 200);
    assert_eq!(
        book.header("content-type"),
        Some(podskazka_shared::endpoint::Xlsx::MEDIA)
    );
    let parts = parts_of(&book.body);
    let names = parts["xl/workbook.xml"].split("<sheet name=\"").skip(1);
    let names: Vec<_> = names.map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(
        names,
        [
            "Summary", "Course", "Staff", "Topics", "Channels", "Hours", "Ratings", "Conduct"
        ]
    );
    let strings: Vec<_> = all(&parts["xl/sharedStrings.xml"], "t");
    assert!(strings.contains(&"Requests filed") && strings.iter().any(|text| text.starts_with("'=cmd")));
    let rows = |sheet: u32| -> Vec<Vec<String>> {
        let xml = &parts[&format!("xl/worksheets/sheet{sheet}.xml")];
        assert!(!xml.contains("<f>"), "no formula");
        let cells = |row: &str| {
            let cells = row.split("<c ").skip(1).map(|cell| {
                let value = all(cell, "v").first().copied().unwrap_or_default().to_owned();
                match cell.split('>').next().unwrap().contains("t=\"s\"") {
                    true => strings[value.parse::<usize>().unwrap()].to_owned(),
                    false => value,
                }
            });
            cells.collect()
        };
        all(xml, "row").into_iter().map(cells).collect()
    };
    let summary = rows(1);
    let line = |name: &str| summary.iter().find(|row| row[0] == name).unwrap()[1..].to_vec();
    assert_eq!(line("Requests filed"), ["3", "0"]);
    // Dates are the days since 1900 that spreadsheets count.
    assert_eq!(line("From"), ["46327", "46296"]);
    assert_eq!(line("Average rating")[0], "4");
    let staff_rows = rows(3);
    assert_eq!(staff_rows[1][1..], ["3", "3", "0"]);
    assert_eq!(rows(2).len(), 31);
    assert_eq!(rows(8)[1], ["about who asked: confirmed", "0"]);

    // Rights are the report's, and so is what is refused.
    let stranger = school.person(&[Capacity::Teacher]).await;
    for who in [&stranger, &staff] {
        who.ask::<ReportCsv>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
        who.ask::<ReportXlsx>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
    }
    let own = helper.ask::<ReportCsv>(helper.path()).send().await;
    let own = own.text();
    assert!(own.contains("Только работа") && !own.contains("Средняя оценка") && !own.contains("о поведении"));
    let future = ReportQuery {
        from: Some("2027-01-01".parse().unwrap()),
        ..query
    };
    let future = director.ask::<ReportXlsx>(director.path()).query(future);
    future.refused(ProblemKind::Invalid).await;
}
