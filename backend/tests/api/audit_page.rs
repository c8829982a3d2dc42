//! The trail for those who answer for the school: what they see, how they filter, and the line that they leave.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::audit::{AuditEntry, AuditExport, AuditList, AuditQuery, When};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsUpdate;

use crate::support::{New, TestApp, Who};

/// All that the filters find, page by page.
async fn trail(reader: &Who, query: AuditQuery) -> Vec<AuditEntry> {
    let (mut all, mut query) = (Vec::new(), query);
    loop {
        let page = reader
            .ask::<AuditList>(reader.path())
            .query(query.clone())
            .done()
            .await;
        all.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

fn titles(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.title.as_str()).collect()
}

both![
    head_and_journal_administrator_read_and_nobody_else,
    lines_tell_who_did_what_in_words_newest_first,
    filters_hold_together,
    pages_together_are_the_whole_trail_while_more_comes,
    each_reading_leaves_a_line_and_a_refused_one_none,
    wrong_filters_are_refused,
];

async fn head_and_journal_administrator_read_and_nobody_else(app: TestApp) {
    let school = app.school("demo").await;
    for role in Capacity::ALL {
        let who = school.in_role(*role).await;
        let (list, export) = (
            who.ask::<AuditList>(school.path()),
            who.ask::<AuditExport>(school.path()),
        );
        if matches!(role, Capacity::Director | Capacity::JournalAdmin) {
            list.done().await;
            assert_eq!(export.send().await.status, 200);
        } else {
            list.refused(ProblemKind::Forbidden).await;
            export.refused(ProblemKind::Forbidden).await;
        }
    }
}

async fn lines_tell_who_did_what_in_words_newest_first(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let helper = school
        .new_person(New {
            name: Some("Соколова К.Д."),
            roles: &[Capacity::Helper],
            ..New::default()
        })
        .await;
    let elsewhere = other.also(&helper, &[Capacity::Staff]).await;
    let staff = school.person(&[Capacity::Staff]).await;
    let id = staff.files("тайна вопроса").await.summary.id;
    elsewhere.files("В другой школе").await;
    helper.answers(id, "тайна ответа").await;
    app.after(Duration::days(15));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    app.after(Duration::seconds(1));
    let found = trail(&director, AuditQuery::default()).await;
    assert_eq!(
        titles(&found),
        [
            "Закрылось само через две недели",
            "Работа над обращением",
            "Подача обращения"
        ]
    );
    let [closed, answered, filed] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((closed.person, &closed.member), (None, &None));
    let member = answered.member.as_ref().unwrap();
    assert_eq!(
        (member.id, member.name.as_str()),
        (helper.member, "Соколова К.Д.")
    );
    assert_eq!(answered.fields, ["answer"]);
    assert!(found.iter().all(|entry| entry.object == Some(id.0)));
    assert_eq!(filed.person, Some(staff.person));
    app.after(Duration::seconds(1));
    let english = director
        .ask::<AuditList>(school.path())
        .header("Accept-Language", "en")
        .send()
        .await;
    assert!(!english.text().contains("тайна"));
    let english = english.done().items;
    assert_eq!(
        titles(&english),
        [
            "Read this log",
            "Closed by itself after two weeks",
            "Worked on a request",
            "Filed a request"
        ]
    );
}

async fn filters_hold_together(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let (staff, teacher) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let stranger = other.person(&[Capacity::Staff]).await;
    stranger.files("Чужое").await;
    let first = staff.files("Один").await.summary.id;
    staff.says(first, "Слово").await;
    teacher.files("Два").await;
    let noon = app.now();
    // Sunday 12:00 in Moscow: Monday begins in twelve hours.
    app.after(Duration::hours(12));
    staff.files("В понедельник").await;
    let found = async |query: AuditQuery| {
        let mine = |entry: &AuditEntry| entry.action != "audit_read";
        let found = trail(&director, query).await;
        found.into_iter().filter(mine).collect::<Vec<_>>().len()
    };
    let all = AuditQuery::default();
    assert_eq!(found(all.clone()).await, 4);
    for (person, number) in [
        (staff.member.0, 3),
        (staff.person.0, 3),
        (teacher.member.0, 1),
        (stranger.member.0, 0),
        (stranger.person.0, 0),
    ] {
        let query = AuditQuery {
            person: Some(person),
            ..all.clone()
        };
        assert_eq!(found(query).await, number);
    }
    let of_first = AuditQuery {
        object: Some(first.0),
        ..all.clone()
    };
    assert_eq!(found(of_first.clone()).await, 2);
    let filed = Some("ticket_file".to_owned());
    assert_eq!(
        found(AuditQuery {
            action: filed.clone(),
            ..of_first
        })
        .await,
        1
    );
    let sunday = When::Day("2026-11-22".parse().unwrap());
    let monday = When::Day("2026-11-23".parse().unwrap());
    for (from, to, number) in [
        (Some(sunday), Some(sunday), 3),
        (Some(monday), None, 1),
        (None, Some(monday), 4),
        (Some(monday), Some(sunday), 0),
        (Some(When::Moment(noon)), None, 2),
        (Some(When::Moment(noon)), Some(When::Moment(noon)), 1),
        (None, Some(When::Moment(noon)), 3),
    ] {
        let query = AuditQuery {
            from,
            to,
            ..all.clone()
        };
        assert_eq!(found(query).await, number, "{from:?} {to:?}");
    }
}

async fn pages_together_are_the_whole_trail_while_more_comes(app: TestApp) {
    let school = app.school("demo").await;
    let (director, staff) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let mut filed = Vec::new();
    for _ in 0..7 {
        filed.push(staff.files("Вопрос").await.summary.id.0);
    }
    // Lines of one moment are told apart by their ids.
    let file = || staff.ask::<podskazka_shared::tickets::TicketsCreate>(staff.path());
    let body = crate::support::desk::ticket("Вместе");
    let together = crate::support::together((0..6).map(|_| file().body(&body).done())).await;
    filed.extend(together.into_iter().map(|ticket| ticket.summary.id.0));
    app.after(Duration::seconds(1));
    let query = AuditQuery {
        limit: Some(2),
        ..AuditQuery::default()
    };
    // Each page leaves a line, which stands before the first page and so in none of them.
    let found = trail(&director, query).await;
    assert!(found.is_sorted_by(|a, b| (a.at, a.id) > (b.at, b.id)));
    let mut objects: Vec<_> = found.into_iter().filter_map(|entry| entry.object).collect();
    objects.sort_unstable();
    filed.sort_unstable();
    assert_eq!(objects, filed);
}

async fn each_reading_leaves_a_line_and_a_refused_one_none(app: TestApp) {
    let school = app.school("demo").await;
    let (director, helper) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Helper]).await,
    );
    helper
        .ask::<AuditList>(school.path())
        .refused(ProblemKind::Forbidden)
        .await;
    let query = AuditQuery {
        person: Some(helper.member.0),
        action: Some("ticket_work".to_owned()),
        ..AuditQuery::default()
    };
    director.ask::<AuditList>(school.path()).query(query).done().await;
    app.after(Duration::seconds(1));
    director.ask::<AuditExport>(school.path()).send().await;
    app.after(Duration::seconds(1));
    let found = trail(&director, AuditQuery::default()).await;
    assert_eq!(titles(&found), ["Просмотр журнала действий"; 2]);
    assert_eq!(found[0].fields, ["export"]);
    assert_eq!(found[1].fields, ["person", "action"]);
    assert!(found.iter().all(|entry| entry.person == Some(director.person)));
}

async fn wrong_filters_are_refused(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for query in [
        "person=x",
        "object=1",
        "from=yesterday",
        "to=2026-13-01",
        "from=%2B262142-12-31",
        "limit=0",
        "limit=101",
        "after=x",
        "action=%00",
        "nonsense=1",
    ] {
        for path in ["audit", "audit/export"] {
            if path == "audit/export" && query == "after=x" {
                continue;
            }
            let request = app.request("GET", &format!("/api/v1/schools/demo/{path}?{query}"));
            let answer = crate::support::client::Raw::of(request.bearer_auth(director.token().await)).await;
            answer.refused(ProblemKind::Invalid);
        }
    }
    // The card of the school is changed by the journal administrator: its fields have words.
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let body = serde_json::json!({"name": "Имя", "contacts": {"room": "5"}});
    admin
        .ask::<SchoolsUpdate>(school.path())
        .version(1)
        .json(&body)
        .done()
        .await;
    let found = trail(&director, AuditQuery::default()).await;
    for field in &found[0].fields {
        assert_ne!(
            podskazka_shared::audit::field_words(field, podskazka_shared::text::Lang::Ru),
            field
        );
    }
}
