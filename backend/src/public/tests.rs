use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::calendar::Target;
use podskazka_shared::calendars::{DayRule, SchoolCalendar, SchoolDay};
use podskazka_shared::ids::{LineId, MemberId, SchoolId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::schedules::days::days;
use podskazka_shared::schedules::plan::{Away, Plan, Version};
use podskazka_shared::schedules::{
    AcademicYear, HelpHours, Order, PublicHelper, PublicSchedule, PublishedWeek, ScheduleLine, duty, table,
};
use podskazka_shared::schools::{Contacts, SchoolRef, Vendor};
use podskazka_shared::text::Lang;

use super::page;
use super::paper::Paper;
use super::view::View;

/// Tuesday 24 November 2026, 14:45 in Moscow.
const TUESDAY: &str = "2026-11-24T11:45:00Z";
const SCHEDULE: &str = include_str!("../../../shared/fixtures/help-schedule.tsv");

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

/// The plan of a week in a table, in force since September; every helper has a card.
fn plan(text: &str, zone: &str) -> Plan {
    let lines = table::parse(text).expect("a good table").lines;
    let line = |(number, line): (u128, table::TableLine)| ScheduleLine {
        id: LineId(uuid::Uuid::from_u128(number)),
        member: Some(MemberRef {
            id: MemberId(uuid::Uuid::from_u128(number)),
            name: line.name.clone(),
        }),
        name: line.name,
        posts: line.posts,
        directions: Vec::new(),
        hours: line.hours.into_iter().map(HelpHours::from).collect(),
    };
    Plan {
        zone: zone.parse().unwrap(),
        versions: vec![Version {
            from: "2026-09-01".parse().unwrap(),
            until: None,
            year: AcademicYear::beginning(2026),
            lines: (1..).zip(lines).map(line).collect(),
        }],
        calendar: SchoolCalendar::default(),
        away: Vec::new(),
        extra: Vec::new(),
    }
}

/// What the school of `text` publishes, seen at `moment`.
fn published(text: &str, moment: &str, zone: &str) -> PublicSchedule {
    shown(&plan(text, zone), moment)
}

/// What the school of a plan publishes, seen at `moment`.
fn shown(plan: &Plan, moment: &str) -> PublicSchedule {
    let now = at(moment);
    let today = now.with_timezone(&plan.zone).date_naive();
    let helpers = plan.versions[0]
        .lines
        .iter()
        .cloned()
        .map(PublicHelper::from)
        .collect();
    PublicSchedule {
        school: SchoolRef {
            id: SchoolId::from(uuid::Uuid::nil()),
            slug: "demo".into(),
            name: "МБОУ «Школа № 0»".into(),
            time_zone: plan.zone.name().into(),
        },
        considered: Some(Target::Calendar { minutes: 1440 }),
        contacts: Contacts {
            phone: "+7 495 000-00-00, доб. 12".into(),
            email: "pomosch@shkola.test".into(),
            room: "кабинет 214".into(),
            journal_mail: "получатель «Администратор журнала»".into(),
            vendor: Vendor {
                phone: "8 800 000-00-00".into(),
                group: "https://zhurnal.test/help/".into(),
                ..Vendor::default()
            },
        },
        on: at(moment).date_naive(),
        schedule: Some(PublishedWeek {
            year: AcademicYear::beginning(2026),
            order: Some(Order {
                number: "12/01-10".into(),
                date: NaiveDate::from_ymd_opt(2026, 9, 8).unwrap(),
                appendix: None,
            }),
            from: NaiveDate::from_ymd_opt(2026, 9, 8).unwrap(),
            until: None,
            published_at: at("2026-09-08T06:00:00Z"),
            helpers,
        }),
        duty: duty::find(plan, now),
        days: days(plan, today, today + chrono::Days::new(13)),
    }
}

fn html(data: &PublicSchedule, moment: &str, lang: Lang) -> String {
    let view = View::new(data, at(moment), lang, "https://help.example.org");
    page::page(&view).into_string().replace('\u{a0}', " ")
}

fn moscow(text: &str, moment: &str) -> String {
    html(&published(text, moment, "Europe/Moscow"), moment, Lang::Ru)
}

/// What a person reads of a piece of HTML.
fn words(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        let (_, after) = part.split_once('>').unwrap_or(("", part));
        text.push_str(after);
    }
    text
}

fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = html.split_once(from).expect("the beginning");
    rest.split_once(to).expect("the end").0
}

#[test]
fn the_twelve_ranges_of_the_order_stand_in_the_table_and_in_the_days() {
    let page = moscow(SCHEDULE, TUESDAY);
    let table = between(&page, "<table", "</table>");
    assert_eq!(table.matches("class=\"slot\"").count(), 12);
    assert_eq!(table.matches("scope=\"row\"").count(), 6);
    assert_eq!(table.matches("scope=\"col\"").count(), 6);
    let (_, days) = page.split_once("class=\"days\"").unwrap();
    assert_eq!(days.matches("class=\"slot\"").count(), 12);
    for range in ["14:30–16:00", "8:00–10:00", "8:00–11:00", "12:00–14:00"] {
        assert!(table.contains(range) && days.contains(range), "{range}");
    }
}

#[test]
fn now_and_next_are_told_in_the_schools_zone() {
    let two = "\tПн\tВт\tПт\nСоколова К.Д.\t\t14.30-16.00\t8-10\nБелов А.П.\t\t14.30-15.00\t\nГромов И.Н.\t9-10\t\t8-10\n";
    let late = "\tВт\nСоколова К.Д.\t22.00-24.00\n";
    for (text, moment, said) in [
        (
            SCHEDULE,
            TUESDAY,
            "Сейчас принимает Соколова К.Д., до 16:00администратор журнала, учитель информатики\
             Следующий приём: завтра в 8:00, Журавлёв И.О.Время школы: вторник, 24 ноября, 14:45",
        ),
        (
            two,
            TUESDAY,
            "Сейчас принимаютСКСоколова К.Д., до 16:00БАБелов А.П., до 15:00\
             Следующий приём: в пятницу, 27 ноября, в 8:00, Соколова К.Д. и Громов И.Н.",
        ),
        // An end is not duty any more.
        (
            two,
            "2026-11-24T13:00:00Z",
            "Сейчас никто не принимаетБлижайший приём: в пятницу, 27 ноября, в 8:00,",
        ),
        (
            two,
            "2026-11-24T05:00:00Z",
            "Сейчас никто не принимаетБлижайший приём: сегодня в 14:30, Соколова К.Д. и Белов А.П.",
        ),
        (
            late,
            "2026-11-24T20:00:00Z",
            "Сейчас принимает Соколова К.Д., до 24:00Следующий приём: во вторник, 1 декабря, в 22:00,",
        ),
    ] {
        let page = moscow(text, moment);
        let card = words(between(&page, "id=\"now\">", "</section>"));
        assert!(card.contains(said), "{card}");
    }
    let east = published(SCHEDULE, "2026-11-24T09:45:00Z", "Asia/Yekaterinburg");
    let page = html(&east, "2026-11-24T09:45:00Z", Lang::En);
    let card = words(between(&page, "id=\"now\">", "</section>"));
    assert!(
        card.starts_with("Helping now: Соколова К.Д., until 16:00"),
        "{card}"
    );
    assert!(card.contains("Next hours: tomorrow at 8:00, "), "{card}");
    assert!(
        card.contains("School time: Tuesday, 24 November, 14:45"),
        "{card}"
    );
}

#[test]
fn the_weekend_has_columns_only_when_somebody_helps_then() {
    let with_saturday = "\tПн\tСб\nСоколова К.Д.\t8-10\t9-10\n";
    assert!(!moscow(SCHEDULE, TUESDAY).contains("Суббота"));
    let page = moscow(with_saturday, TUESDAY);
    let table = between(&page, "<table", "</table>");
    assert!(table.contains("Суббота") && !table.contains("Воскресенье"));
    assert!(table.contains("Пятница"), "the school's week is whole");
}

#[test]
fn today_comes_first_even_when_nobody_helps() {
    let page = moscow("\tПн\tСр\nСоколова К.Д.\t8-10\t9-10\n", TUESDAY);
    let (_, days) = page.split_once("class=\"days\"").unwrap();
    let days = words(days);
    let order = [
        "Сегодня, вторник, 24 ноября",
        "Сегодня приёма нет.",
        "Завтра, среда, 25 ноября",
        "Понедельник, 30 ноября",
    ];
    let places: Vec<_> = order.iter().map(|text| days.find(text).expect(text)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn whatever_a_school_writes_stays_text() {
    let mut data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    let evil = "<script>alert(1)</script>\"'&";
    data.school.name = evil.into();
    for text in [
        &mut data.contacts.vendor.name,
        &mut data.contacts.vendor.phone,
        &mut data.contacts.vendor.email,
        &mut data.contacts.vendor.group,
    ] {
        *text = format!("https://{evil}");
    }
    data.contacts.email = format!("{evil}@shkola.test");
    let week = data.schedule.as_mut().unwrap();
    week.order.as_mut().unwrap().number = evil.into();
    week.helpers[0].name = evil.into();
    week.helpers[0].posts = vec![evil.into()];
    data.duty.now[0].name = evil.into();
    for lang in Lang::ALL {
        let page = html(&data, TUESDAY, lang);
        assert!(!page.contains("<script"));
        assert!(
            page.contains("content=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;:"),
            "{page}"
        );
    }
}

#[test]
fn the_english_page_has_no_russian_words() {
    let mut data = published(
        "\tПн\tВт\tСб\nSokolova K. (admin)\t8-10\t14.30-16\t9-10\nBelov A.\t\t14-15\t\n",
        TUESDAY,
        "Europe/Moscow",
    );
    data.school.name = "School 0".into();
    data.contacts = Contacts::default();
    let mut pages = vec![
        html(&data, TUESDAY, Lang::En),
        html(&data, "2026-11-28T07:10:00Z", Lang::En),
    ];
    data.schedule.as_mut().unwrap().order = None;
    pages.push(html(&data, TUESDAY, Lang::En));
    data.schedule = None;
    data.duty = duty::Duty::default();
    data.days = Vec::new();
    pages.push(html(&data, TUESDAY, Lang::En));
    for page in pages {
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\""));
        let page = page.replace(">Русский<", "><");
        let russian: String = page
            .chars()
            .filter(|c| matches!(c, 'а'..='я' | 'А'..='Я'))
            .collect();
        assert_eq!(russian, "");
    }
}

#[test]
fn the_approving_order_the_contacts_and_the_address_are_there() {
    let data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    let page = html(&data, TUESDAY, Lang::Ru);
    for part in [
        "<html lang=\"ru\"",
        "2026/27 учебный год",
        "Утверждено приказом № 12/01-10 от 8 сентября 2026 г.",
        "По состоянию на 24 ноября 2026 г.",
        "href=\"tel:+74950000000\"",
        "href=\"mailto:pomosch@shkola.test\"",
        "href=\"tel:88000000000\"",
        "href=\"/s/demo/tickets/new\"",
        "Рассмотрим в течение 24 часов.",
        "<link rel=\"canonical\" href=\"https://help.example.org/public/demo\">",
        "hreflang=\"en\" href=\"https://help.example.org/public/demo?lang=en\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
}

#[test]
fn the_vendors_service_has_a_card_of_its_own_with_its_hours() {
    let mut data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    let card = |data: &PublicSchedule, lang| {
        let page = html(data, TUESDAY, lang);
        let card = page.split_once("id=\"vendor\">").map(|(_, rest)| rest);
        card.map(|card| card.split_once("</section>").unwrap().0.to_owned())
    };
    let shown = card(&data, Lang::Ru).unwrap();
    for part in [
        "href=\"tel:88000000000\"",
        "<a href=\"https://zhurnal.test/help/\" target=\"_blank\" rel=\"noopener\">zhurnal.test/help</a>",
        "Обращения принимают круглосуточно, отвечают ежедневно с 9:00 до 18:00.",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let range = |from: &str, to: &str| {
        podskazka_shared::schedules::TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    };
    let vendor = &mut data.contacts.vendor;
    (vendor.around_the_clock, vendor.handled) = (false, range("8:00", "17:30"));
    let said = "Обращения принимают и отвечают на них ежедневно с 8:00 до 17:30.";
    assert!(card(&data, Lang::Ru).unwrap().contains(said));
    let said = "Requests are registered and answered every day from 8:00 to 17:30.";
    assert!(card(&data, Lang::En).unwrap().contains(said));
    data.contacts.vendor.handled = range("0:00", "24:00");
    assert!(
        card(&data, Lang::Ru)
            .unwrap()
            .contains("отвечают на них круглосуточно.")
    );
    data.contacts.vendor = Vendor {
        name: "Служба".into(),
        ..Vendor::default()
    };
    assert_eq!(card(&data, Lang::Ru), None, "nowhere to turn to");
}

#[test]
fn a_school_without_a_schedule_still_tells_how_to_ask() {
    let mut data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    data.schedule = None;
    data.duty = duty::Duty::default();
    let page = html(&data, TUESDAY, Lang::Ru);
    assert!(page.contains("График приёма на 2026/27 учебный год ещё не опубликован"));
    assert!(page.contains("tel:+74950000000") && page.contains("/s/demo/tickets/new"));
    assert!(!page.contains("<table"));
}

#[test]
fn the_style_sheet_brings_the_apps_colours() {
    for css in [super::style::PAGE, super::style::SHEET] {
        assert!(css.contains("--accent:") && css.contains("@page"));
        assert!(!css.contains("{{"), "a place that only the bundler fills");
    }
}

#[test]
fn the_sheet_is_the_page_on_paper_with_its_code() {
    let data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    for (lang, paper, said, other) in [
        (
            Lang::Ru,
            Paper::A4,
            "Напечатайте этот лист: Ctrl+P, бумага A4",
            "?sheet=a3",
        ),
        (
            Lang::En,
            Paper::A3,
            "Print this sheet: Ctrl+P, paper A3",
            "?sheet=a4&amp;lang=en",
        ),
    ] {
        let view = View::new(&data, at(TUESDAY), lang, "https://help.example.org");
        let sheet = super::paper::sheet(&view, paper)
            .into_string()
            .replace('\u{a0}', " ");
        for part in [
            format!("class=\"sheet {}\"", paper.code()),
            said.to_owned(),
            format!("href=\"{other}\""),
            "src=\"/public/demo/qr.svg\"".to_owned(),
            "https://help.example.org/public/demo</p>".to_owned(),
        ] {
            assert!(sheet.contains(&part), "{part}: {sheet}");
        }
    }
}

#[test]
fn another_day_shows_its_week_and_nobody_on_duty() {
    let mut data = published(SCHEDULE, TUESDAY, "Europe/Moscow");
    let shown = |data: &PublicSchedule, day: &str, lang| {
        let view = View::new(data, at(TUESDAY), lang, "https://help.example.org");
        let view = view.on(Some(day.parse().unwrap()));
        page::page(&view).into_string().replace('\u{a0}', " ")
    };
    let page = shown(&data, "2026-10-01", Lang::Ru);
    for part in [
        "График, который действовал 1 октября 2026 г.",
        "По состоянию на 1 октября 2026 г.",
        "<meta name=\"robots\" content=\"noindex\">",
        "rel=\"canonical\" href=\"https://help.example.org/public/demo\"",
        "href=\"?sheet=a3&amp;on=2026-10-01\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for other in [
        "id=\"now\"",
        "сегодня</span>",
        "class=\"chip\"",
        "calendar.ics",
        "id=\"changes\"",
    ] {
        assert!(!page.contains(other), "{other}");
    }
    assert_eq!(
        between(&page, "<table", "</table>")
            .matches("class=\"slot\"")
            .count(),
        12
    );
    let (_, days) = page.split_once("class=\"days\"").unwrap();
    assert_eq!(days.matches("class=\"slot\"").count(), 12);
    assert!(
        shown(&data, "2026-12-01", Lang::En)
            .contains("The schedule that will be in force on 1 December 2026")
    );
    assert!(
        shown(&data, "2026-11-24", Lang::Ru).contains("id=\"now\""),
        "today is no other day"
    );
    data.schedule = None;
    let page = shown(&data, "2025-10-01", Lang::Ru);
    assert!(page.contains("На 1 октября 2025 г. графика нет") && !page.contains("<table"));
    assert!(page.contains("2025/26 учебный год"));
}

#[test]
fn the_sheet_is_set_tighter_the_more_it_carries() {
    fn set(data: &PublicSchedule) -> Option<&'static str> {
        let view = View::new(data, at(TUESDAY), Lang::Ru, "https://help.example.org");
        super::sheet::class(&view)
    }
    let class = |rows: usize, row: &str| {
        let rows = (10..10 + rows).map(|n| row.replace('#', &n.to_string()));
        let text = format!("\tПн\tВт\n{}", rows.collect::<String>());
        set(&published(&text, TUESDAY, "Europe/Moscow"))
    };
    let usual = set(&published(SCHEDULE, TUESDAY, "Europe/Moscow"));
    assert_eq!(usual, None, "six helpers are set in full size");
    // Printed with Chromium, each of these is one page.
    let short = "Белов#.П. (завуч)\t8-10\t\n";
    for (rows, set) in [
        (6, None),
        (9, Some("snug")),
        (16, Some("close")),
        (20, Some("dense")),
        (30, Some("denser")),
        (40, Some("densest")),
    ] {
        assert_eq!(class(rows, short), set, "{rows}");
    }
    assert_eq!(class(5, "Белов#.П.\t8-9, 10-11, 12-13, 14-15\t\n"), Some("close"));
}

#[test]
fn who_is_away_who_stands_in_and_days_that_differ_are_told_and_no_reason() {
    let mut plan = plan(SCHEDULE, "Europe/Moscow");
    let helpers: Vec<MemberRef> = plan.versions[0]
        .lines
        .iter()
        .filter_map(|line| line.member.clone())
        .collect();
    let away = |who: &MemberRef, substitute| Away {
        member: who.id,
        from: "2026-11-24".parse().unwrap(),
        to: "2026-11-26".parse().unwrap(),
        part: None,
        substitute,
    };
    plan.away = helpers
        .iter()
        .skip(1)
        .map(|who| away(who, Some(helpers[0].clone())))
        .collect();
    plan.away.push(away(&helpers[0], None));
    plan.calendar.days = vec![SchoolDay {
        from: "2026-11-30".parse().unwrap(),
        to: "2026-11-30".parse().unwrap(),
        name: "День здоровья".into(),
        rule: DayRule::Off {},
        region: false,
    }];
    let page = html(&shown(&plan, TUESDAY), TUESDAY, Lang::Ru);
    let changes = words(between(&page, "id=\"changes\">", "</section>"));
    assert!(changes.contains("отсутствует"), "{changes}");
    assert!(
        changes.contains("Понедельник, 30 ноябряДень здоровья"),
        "{changes}"
    );
    let (_, days) = page.split_once("class=\"days\"").unwrap();
    assert!(
        words(days).contains("Приёма нет: День здоровья."),
        "{}",
        words(days)
    );
    assert!(words(between(&page, "id=\"now\">", "</section>")).contains("Сейчас никто не принимает"));

    plan.away = vec![away(&helpers[0], Some(helpers[1].clone()))];
    let page = html(&shown(&plan, TUESDAY), TUESDAY, Lang::Ru);
    let card = words(between(&page, "id=\"now\">", "</section>"));
    assert!(
        card.starts_with(&format!("Сейчас принимает {}", helpers[1].name)),
        "{card}"
    );
    assert!(card.contains(&format!("замещает: {}", helpers[0].name)), "{card}");
}
