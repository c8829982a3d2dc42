//! A file of people: understood as a whole or not at all, applied as a whole or not at all, as often as one likes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::ImportId;
use podskazka_shared::people::cards::{CardStatus, CardSummary, PeopleList, PeopleQuery, PeopleUpdate};
use podskazka_shared::people::imports::{
    Import, ImportCounts, ImportPath, ImportRowsQuery, ImportState, ImportsApply, ImportsCreate, ImportsFind,
    ImportsRows, RowKind,
};
use podskazka_shared::problem::{Problem, ProblemKind};
use serde_json::json;

use crate::cards::{at, make, see};
use crate::support::client::Answer;
use crate::support::{TestApp, Who, together};

fn path(who: &Who, import: ImportId) -> ImportPath {
    ImportPath {
        school: who.school.clone(),
        import,
    }
}

async fn sent(by: &Who, text: &str) -> Answer<ImportsCreate> {
    by.ask::<ImportsCreate>(by.path())
        .json(&json!({"text": text}))
        .send()
        .await
}

pub async fn applied(by: &Who, text: &str) -> Import {
    let import = sent(by, text).await.done();
    let ask = by
        .ask::<ImportsApply>(path(by, import.id))
        .version(import.version);
    ask.json(&json!({})).done().await
}

fn counts(create: u32, change: u32, unchanged: u32, missing: u32) -> ImportCounts {
    ImportCounts {
        create,
        change,
        unchanged,
        missing,
        losing: 0,
    }
}

/// Everybody with an id of the journal, by name.
pub async fn people(by: &Who) -> Vec<CardSummary> {
    let query = PeopleQuery {
        status: Some(CardStatus::All),
        limit: Some(100),
        ..PeopleQuery::default()
    };
    let page = by.ask::<PeopleList>(by.path()).query(query).done().await;
    page.items
        .into_iter()
        .filter(|card| card.external_id.is_some())
        .collect()
}

/// Row, column and code of each error.
fn places(problem: &Problem) -> Vec<(u32, u32, String)> {
    let place = |error: &podskazka_shared::check::FieldError| {
        let Kind::Table { code } = &error.kind else {
            panic!("{error:?}")
        };
        assert!(!error.detail.is_empty());
        (
            error.row.unwrap_or_default(),
            error.column.unwrap_or_default(),
            code.clone(),
        )
    };
    problem.errors.iter().map(place).collect()
}

const FILE: &str = "ID;ФИО;Роль;Класс;Родители;Должность;Почта\n\
    s1;Орлова Мария;ученица;7А;p1;;\n\
    s2;Орлов Пётр;ученик;5Б;p1;;\n\
    p1;Орлов Павел;отец;;;;orlov@semya.test\n\
    t1;Громова Анна;учитель, классный руководитель;7А;;учитель физики;\n";

both![
    a_file_makes_cards_classes_and_ties_and_again_changes_nothing,
    changed_rows_change_and_missing_ones_end_on_demand_only,
    three_bad_rows_save_nothing_and_are_all_named,
    a_file_gives_nobody_more_than_its_sender_may,
    a_file_takes_no_role_that_it_is_not_about,
    another_encoding_and_formulas_are_harmless,
    a_file_never_tells_of_other_schools_and_makes_no_account,
    an_import_is_its_senders_for_an_hour_and_applied_once,
    a_preview_that_is_not_true_any_more_is_told_anew,
    a_preview_is_paged_without_the_file,
    who_acts_for_the_head_is_not_ended_by_a_file,
    who_came_back_is_reopened_without_old_powers,
    five_thousand_people_are_imported_with_progress,
];

async fn a_file_makes_cards_classes_and_ties_and_again_changes_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let import = sent(&secretary, FILE).await.done();
    assert_eq!(
        (import.state, import.counts),
        (ImportState::Ready, counts(4, 0, 0, 0))
    );
    assert_eq!(import.new_classes.len(), 2);
    assert_eq!(people(&secretary).await, [], "a preview saves nobody");
    let rows = secretary
        .ask::<ImportsRows>(path(&secretary, import.id))
        .done()
        .await;
    assert!(rows.items.iter().all(|row| row.kind == RowKind::Create));
    let done = secretary
        .ask::<ImportsApply>(path(&secretary, import.id))
        .version(import.version)
        .json(&json!({}))
        .done()
        .await;
    assert_eq!(done.state, ImportState::Done);
    let all = people(&secretary).await;
    let by = |id: &str| {
        let found = all.iter().find(|card| card.external_id.as_deref() == Some(id));
        found.unwrap().id
    };
    let parent = see(&secretary, by("p1")).await;
    assert_eq!(
        (parent.children.len(), parent.email.as_str()),
        (2, "orlov@semya.test")
    );
    let teacher = see(&secretary, by("t1")).await;
    assert_eq!(teacher.summary.classes[0].name.to_string(), "7А");
    assert_eq!(teacher.summary.roles, [Role::Teacher, Role::ClassTeacher]);
    assert_eq!(
        see(&secretary, by("s2"))
            .await
            .summary
            .class
            .unwrap()
            .name
            .to_string(),
        "5Б"
    );
    let again = applied(&secretary, FILE).await;
    assert_eq!(again.counts, counts(0, 0, 4, 0));
    assert_eq!(people(&secretary).await, all);
}

async fn changed_rows_change_and_missing_ones_end_on_demand_only(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    applied(&admin, FILE).await;
    app.after(Duration::days(1));
    let less = "ID;ФИО;Роль;Класс;Родители\n\
        s1;Орлова Мария;ученица;8А;p2\n\
        p2;Орлова Ольга;мать;;\n";
    let import = sent(&admin, less).await.done();
    assert_eq!(
        import.counts,
        counts(1, 1, 0, 2),
        "s2 and p1; the file is not about teachers"
    );
    let query = podskazka_shared::people::imports::ImportRowsQuery {
        kind: Some(RowKind::Missing),
        limit: Some(1),
        ..ImportRowsQuery::default()
    };
    let page = admin
        .ask::<ImportsRows>(path(&admin, import.id))
        .query(query.clone())
        .done()
        .await;
    let next = podskazka_shared::people::imports::ImportRowsQuery {
        after: page.next,
        ..query
    };
    let rest = admin
        .ask::<ImportsRows>(path(&admin, import.id))
        .query(next)
        .done()
        .await;
    assert_eq!((page.items.len(), rest.items.len(), rest.next), (1, 1, None));
    let apply = |import: &Import, body| {
        let ask = admin
            .ask::<ImportsApply>(path(&admin, import.id))
            .version(import.version);
        ask.json(&body)
    };
    let wrong = apply(&import, json!({"end_missing": 3}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(wrong.errors[0].pointer, "/end_missing");
    apply(&import, json!({})).done().await;
    let ended = async || {
        let all = people(&admin).await;
        all.iter().filter(|card| card.ended_at.is_some()).count()
    };
    assert_eq!(ended().await, 0, "nobody ends unasked");
    let import = sent(&admin, less).await.done();
    assert_eq!(import.counts, counts(0, 0, 2, 2));
    apply(&import, json!({"end_missing": 2})).done().await;
    assert_eq!(ended().await, 2);
    let mary = people(&admin)
        .await
        .into_iter()
        .find(|card| card.name == "Орлова Мария");
    assert_eq!(mary.unwrap().class.unwrap().name.to_string(), "8А");
    // Who is named again is there again.
    let back = applied(&admin, "ID;ФИО;Роль\ns2;Орлов Пётр;ученик\n").await;
    assert_eq!(back.counts, counts(0, 1, 0, 1));
    assert_eq!(ended().await, 1);
}

async fn three_bad_rows_save_nothing_and_are_all_named(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let named = |expected: &[(u32, u32, &str)]| -> Vec<(u32, u32, String)> {
        let owned = |(row, column, code): &(u32, u32, &str)| (*row, *column, (*code).to_owned());
        expected.iter().map(owned).collect()
    };
    // One cannot be read, one asks for more than the sender may, one names nobody; all that in one answer.
    let text = "ID;ФИО;Роль;Класс;Родители\n\
        s1;Орлова Мария;ученица;7А;p9\n\
        s2;;ученик;5Б;\n\
        s3;Третий;завуч;;\n\
        s4;Хороший;ученик;5Б;p1\n\
        p1;Хорошая;мать;двадцатый;\n";
    let problem = sent(&secretary, text).await.refused(ProblemKind::Invalid);
    let expected = [
        (2, 5, "unknown_id"),
        (3, 2, "required"),
        (4, 3, "role_not_yours"),
        (6, 4, "class_not_expected"),
    ];
    assert_eq!(
        places(&problem),
        named(&expected),
        "whose row is unreadable is not unknown"
    );
    let text = "ID;ФИО;Роль\ns1;Первый;ученик\ns1;Второй;ученик\n";
    let problem = sent(&secretary, text).await.refused(ProblemKind::Invalid);
    assert_eq!(places(&problem), named(&[(3, 1, "duplicate_id")]));
    let three = "ID;ФИО;Роль;Класс;Родители\n\
        s1;Первый;ученик;7А;p9\n\
        s2;Второй;директор;;\n\
        s3;Третий;ученик;7А;s1\n\
        s4;Хороший;ученик;5Б;\n";
    let problem = sent(&secretary, three).await.refused(ProblemKind::Invalid);
    let expected = [
        (2, 5, "unknown_id"),
        (3, 3, "role_not_yours"),
        (4, 5, "wrong_tie"),
    ];
    assert_eq!(places(&problem), named(&expected));
    assert_eq!(people(&secretary).await, []);
    let english = secretary
        .ask::<ImportsCreate>(secretary.path())
        .header("Accept-Language", "en")
        .json(&json!({"text": "PK\u{0}"}));
    let problem = english.refused(ProblemKind::Invalid).await;
    assert!(problem.errors[0].detail.contains("CSV"));
    // Columns that are mixed up are no answer of megabytes.
    let rows: String = (0..1000).map(|n| format!("{n};ученик;Имя\n")).collect();
    let text = format!("ID;ФИО;Роль\n{rows}");
    let problem = sent(&secretary, &text).await.refused(ProblemKind::Invalid);
    assert_eq!((problem.errors.len(), problem.errors_total), (200, Some(1000)));
}

async fn a_file_gives_nobody_more_than_its_sender_may(app: TestApp) {
    let school = app.school("demo").await;
    let (director, secretary) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    let deputy = make(
        &director,
        json!({"name": "Завуч", "roles": ["deputy_head", "teacher"], "external_id": "d1"}),
    )
    .await;
    for role in [
        "завуч",
        "администратор журнала",
        "секретарь",
        "сисадмин",
        "директор",
    ] {
        let text = format!("ID;ФИО;Роль\nx1;Новый;{role}\n");
        let problem = sent(&secretary, &text).await.refused(ProblemKind::Invalid);
        assert_eq!(places(&problem), [(2, 3, "role_not_yours".to_owned())], "{role}");
    }
    applied(&secretary, "ID;ФИО;Роль\nd1;Завуч;сотрудник\n").await;
    assert_eq!(
        see(&director, deputy.summary.id).await.summary.roles,
        [Role::DeputyHead, Role::Teacher, Role::Staff]
    );
    applied(&director, "ID;ФИО;Роль\nx1;Новый;администратор журнала\n").await;
    // Nor to oneself.
    let own = see(&director, secretary.member).await.summary;
    let patch = director
        .ask::<PeopleUpdate>(at(&director, own.id))
        .version(own.version);
    patch.json(&json!({"external_id": "me"})).done().await;
    let problem = sent(&secretary, "ID;ФИО;Роль\nme;Я;секретарь, учитель\n")
        .await
        .refused(ProblemKind::Invalid);
    assert_eq!(places(&problem), [(2, 3, "own".to_owned())]);
}

async fn a_file_takes_no_role_that_it_is_not_about(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let both = "ID;ФИО;Роль;Класс;Родители\n\
        t1;Громова Анна;учитель, классный руководитель, мать;7А;\n\
        s1;Громов Пётр;ученик;5Б;t1\n";
    applied(&secretary, both).await;
    let of = async |id: &str| {
        let all = people(&secretary).await;
        let found = all
            .into_iter()
            .find(|card| card.external_id.as_deref() == Some(id));
        see(&secretary, found.unwrap().id).await
    };
    // Of staff alone; of families alone, from which nobody of the staff is missing.
    let staff = applied(&secretary, "ID;ФИО;Роль\nt1;Громова Анна;учитель\n").await;
    assert_eq!(staff.counts, counts(0, 0, 1, 0));
    let families = sent(&secretary, "ID;ФИО;Роль\ns1;Громов Пётр;ученик\np1;Новая;мать\n").await;
    assert_eq!(families.done().counts, counts(1, 0, 1, 0));
    let kept = of("t1").await;
    assert_eq!(
        (
            kept.summary.roles.len(),
            kept.children.len(),
            kept.summary.classes.len()
        ),
        (3, 1, 1)
    );
    // Of everybody: what goes is named before it goes.
    let all = "ID;ФИО;Роль;Класс;Родители\n\
        t1;Громова Анна;учитель;;\n\
        t2;Новый;классный руководитель;7Б;\n\
        s1;Громов Пётр;ученик;5Б;p1\n\
        p1;Новая;мать;;\n";
    let import = sent(&secretary, all).await.done();
    assert_eq!(
        import.counts,
        ImportCounts {
            losing: 1,
            ..counts(2, 2, 0, 0)
        }
    );
    let query = ImportRowsQuery {
        losing: Some(true),
        ..ImportRowsQuery::default()
    };
    let rows = secretary.ask::<ImportsRows>(path(&secretary, import.id));
    let rows = rows.query(query).done().await.items;
    assert_eq!(rows.len(), 1);
    let lost: Vec<&str> = rows[0].lost_ties.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((rows[0].row, lost), (Some(2), vec!["Громов Пётр"]));
    assert_eq!(rows[0].lost_classes[0].to_string(), "7А");
    assert_eq!(rows[0].fields, ["children", "classes", "roles"]);
    let apply = secretary.ask::<ImportsApply>(path(&secretary, import.id));
    apply.version(1).json(&json!({})).done().await;
    let left = of("t1").await;
    assert_eq!(
        (
            left.summary.roles,
            left.children.len(),
            left.summary.classes.len()
        ),
        (vec![Role::Teacher], 0, 0)
    );
    assert_eq!(of("s1").await.parents[0].name, "Новая");
}

async fn another_encoding_and_formulas_are_harmless(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let text = "Внешний id,ФИО,Роль,Телефон\r\n1,\"=HYPERLINK(\"\"http://x\"\")\",ученик,+7 900\r\n";
    let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(text);
    let file = STANDARD.encode(windows);
    let import = secretary
        .ask::<ImportsCreate>(secretary.path())
        .json(&json!({"file": file}))
        .done()
        .await;
    let apply = secretary
        .ask::<ImportsApply>(path(&secretary, import.id))
        .version(1);
    apply.json(&json!({})).done().await;
    let card = people(&secretary).await.remove(0);
    assert_eq!(card.name, "=HYPERLINK(\"http://x\")");
    assert_eq!(see(&secretary, card.id).await.phone, "+7 900");
}

async fn a_file_never_tells_of_other_schools_and_makes_no_account(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (mine, theirs) = (
        school.person(&[Capacity::Secretary]).await,
        other.person(&[Capacity::Secretary]).await,
    );
    applied(&theirs, FILE).await;
    let before = people(&theirs).await;
    let import = applied(&mine, FILE).await;
    assert_eq!(import.counts, counts(4, 0, 0, 0), "as if nobody were anywhere");
    assert!(people(&mine).await.iter().all(|card| !card.account));
    assert_eq!(people(&theirs).await, before);
    let foreign = "ID;ФИО;Роль;Родители\nz1;Чужой;ученик;zz\n";
    applied(&theirs, "ID;ФИО;Роль\nzz;Чужая;мать\n").await;
    let problem = sent(&mine, foreign).await.refused(ProblemKind::Invalid);
    assert_eq!(places(&problem), [(2, 4, "unknown_id".to_owned())]);
}

async fn an_import_is_its_senders_for_an_hour_and_applied_once(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Secretary]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    one.token().await;
    let import = sent(&one, FILE).await.done();
    two.ask::<ImportsFind>(path(&two, import.id))
        .refused(ProblemKind::NotFound)
        .await;
    let press = |_| {
        let (one, id) = (one.clone(), import.id);
        async move {
            let ask = one.ask::<ImportsApply>(path(&one, id)).version(1);
            ask.json(&json!({})).send().await.status
        }
    };
    let mut told = together((0..3).map(press)).await;
    told.sort_unstable();
    assert_eq!(told[0], 200, "{told:?}");
    assert!(
        told[1..].iter().all(|status| matches!(status, 409 | 412)),
        "{told:?}"
    );
    assert_eq!(people(&one).await.len(), 4);
    let done = one.ask::<ImportsFind>(path(&one, import.id)).done().await;
    assert_eq!((done.state, done.version), (ImportState::Done, 2));
    let left = app
        .database()
        .count("SELECT COUNT(*) FROM people_import WHERE content <> ''", [])
        .await;
    assert_eq!(left, 0, "the rows are gone once they are applied");
    let rows = "SELECT COUNT(*) FROM people_import_row";
    assert_eq!(app.database().count(rows, []).await, 0);
    let late = sent(&one, FILE).await.done();
    app.after(Duration::minutes(61));
    let apply = one.ask::<ImportsApply>(path(&one, late.id)).version(1);
    apply.json(&json!({})).refused(ProblemKind::NotFound).await;
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let left = app
        .database()
        .count("SELECT COUNT(*) FROM people_import", [])
        .await;
    assert_eq!(left, 0);
    assert_eq!(app.database().count(rows, []).await, 0);
}

async fn a_preview_that_is_not_true_any_more_is_told_anew(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let import = sent(&secretary, FILE).await.done();
    make(
        &secretary,
        json!({"name": "Орлова Мария", "roles": ["student"], "external_id": "s1"}),
    )
    .await;
    let apply = |version| {
        let ask = secretary.ask::<ImportsApply>(path(&secretary, import.id));
        ask.version(version).json(&json!({}))
    };
    let problem = apply(1).refused(ProblemKind::Stale).await;
    let current: Import = serde_json::from_value(problem.current.unwrap()).unwrap();
    assert_eq!((current.counts, current.version), (counts(3, 1, 0, 0), 2));
    assert_eq!(people(&secretary).await.len(), 1);
    apply(2).done().await;
    assert_eq!(people(&secretary).await.len(), 4);
    // Who is missing matters only to those who end them.
    let text = "ID;ФИО;Роль\ns9;Новый;ученик\n";
    let import = sent(&secretary, text).await.done();
    assert_eq!(import.counts, counts(1, 0, 0, 2));
    let more = json!({"name": "Ещё Один", "roles": ["student"], "external_id": "s8"});
    make(&secretary, more).await;
    let apply = |body| {
        let ask = secretary.ask::<ImportsApply>(path(&secretary, import.id));
        ask.version(1).json(&body)
    };
    apply(json!({"end_missing": 2})).refused(ProblemKind::Stale).await;
    let now = secretary
        .ask::<ImportsFind>(path(&secretary, import.id))
        .done()
        .await;
    assert_eq!(now.counts.missing, 3);
    let fresh = sent(&secretary, "ID;ФИО;Роль\ns10;Новый;ученик\n").await.done();
    let more = json!({"name": "И Ещё", "roles": ["student"], "external_id": "s7"});
    make(&secretary, more).await;
    let ask = secretary.ask::<ImportsApply>(path(&secretary, fresh.id));
    ask.version(1).json(&json!({})).done().await;
}

async fn a_preview_is_paged_without_the_file(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    applied(
        &secretary,
        "ID;ФИО;Роль\ns1;Орлова Мария;ученица\ns7;Старый Ученик;ученик\n",
    )
    .await;
    let text = "ID;ФИО;Роль\ns1;Орлова Мария;ученица\ns2;Орлов Пётр;ученик\ns3;Орлов Павел;ученик\n";
    let import = sent(&secretary, text).await.done();
    // The file itself is not looked at: neither for a page nor for what the preview told.
    app.database()
        .execute("UPDATE people_import SET content = 'broken'", [])
        .await
        .unwrap();
    let page = |kind, after| {
        let query = ImportRowsQuery {
            kind,
            limit: Some(1),
            after,
            ..ImportRowsQuery::default()
        };
        let ask = secretary.ask::<ImportsRows>(path(&secretary, import.id));
        ask.query(query)
    };
    let (mut told, mut after) = (Vec::new(), None);
    loop {
        let rows = page(None, after).done().await;
        told.extend(
            rows.items
                .into_iter()
                .map(|row| (row.kind, row.row, row.external_id, row.name)),
        );
        after = rows.next;
        if after.is_none() {
            break;
        }
    }
    let row = |kind, row, id: &str, name: &str| (kind, row, id.to_owned(), name.to_owned());
    assert_eq!(
        told,
        [
            row(RowKind::Create, Some(3), "s2", "Орлов Пётр"),
            row(RowKind::Create, Some(4), "s3", "Орлов Павел"),
            row(RowKind::Missing, None, "s7", "Старый Ученик"),
        ]
    );
    let same = page(Some(RowKind::Unchanged), None).done().await;
    assert_eq!((same.items.len(), same.next), (1, None));
    let found = secretary.ask::<ImportsFind>(path(&secretary, import.id));
    assert_eq!(found.done().await.counts, counts(2, 0, 1, 1));
    // The name of who is missing stands on the card only.
    let kept = "SELECT COUNT(*) FROM people_import_row WHERE name = 'Старый Ученик'";
    assert_eq!(app.database().count(kept, []).await, 0);
}

async fn who_acts_for_the_head_is_not_ended_by_a_file(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let (acting, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    acting.is_called("t1").await;
    other.is_called("t2").await;
    director.orders(&acting).await;
    let import = sent(&secretary, "ID;ФИО;Роль\nt3;Новый;учитель\n").await.done();
    assert_eq!(import.counts, counts(1, 0, 0, 1));
    let apply = secretary.ask::<ImportsApply>(path(&secretary, import.id));
    apply.version(1).json(&json!({"end_missing": 1})).done().await;
    for (who, ended) in [(&acting, false), (&other, true)] {
        let card = see(&director, who.member).await.summary;
        assert_eq!(card.ended_at.is_some(), ended);
    }
}

async fn who_came_back_is_reopened_without_old_powers(app: TestApp) {
    let school = app.school("demo").await;
    let (director, secretary) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    let deputy = make(
        &director,
        json!({"name": "Завуч", "roles": ["deputy_head"], "external_id": "d1"}),
    )
    .await;
    let end = director.ask::<podskazka_shared::people::cards::PeopleEnd>(at(&director, deputy.summary.id));
    end.version(1).done().await;
    let problem = sent(&secretary, "ID;ФИО;Роль\nd1;Завуч;завуч\n")
        .await
        .refused(ProblemKind::Invalid);
    assert_eq!(places(&problem), [(2, 3, "role_not_yours".to_owned())]);
    applied(&secretary, "ID;ФИО;Роль\nd1;Завуч;учитель\n").await;
    let card = see(&director, deputy.summary.id).await.summary;
    assert_eq!((card.roles, card.ended_at), (vec![Role::Teacher], None));
}

async fn five_thousand_people_are_imported_with_progress(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let file = |tail: &str| {
        let mut text = "ID;ФИО;Роль;Класс;Родители;Телефон\n".to_owned();
        for n in 0..2500 {
            let class = format!("{}{}", n % 11 + 1, ['А', 'Б', 'В', 'Г'][n / 11 % 4]);
            text += &format!("s{n};Ученик Номер{n}{tail};ученик;{class};p{n};\n");
            text += &format!("p{n};Родитель Номер{n}{tail};родитель;;;+7 900 {n}\n");
        }
        text
    };
    for (tail, expected) in [("", counts(5000, 0, 0, 0)), (" Второй", counts(0, 5000, 0, 0))] {
        let began = std::time::Instant::now();
        let import = sent(&secretary, &file(tail)).await.done();
        assert_eq!(import.counts, expected);
        let looked = began.elapsed();
        let (paging, mut pages, mut listed, mut after) = (std::time::Instant::now(), 0, 0, None);
        loop {
            let query = ImportRowsQuery {
                limit: Some(100),
                after,
                ..ImportRowsQuery::default()
            };
            let ask = secretary.ask::<ImportsRows>(path(&secretary, import.id));
            let page = ask.query(query).done().await;
            pages += 1;
            listed += page.items.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let paged = paging.elapsed();
        assert_eq!((pages, listed), (50, 5000));
        let watch = secretary.clone();
        let id = import.id;
        let applying = {
            let secretary = secretary.clone();
            tokio::spawn(async move {
                let ask = secretary.ask::<ImportsApply>(path(&secretary, id)).version(1);
                ask.json(&json!({})).done().await
            })
        };
        let mut progress = 0;
        while !applying.is_finished() {
            let now = watch.ask::<ImportsFind>(path(&watch, id)).done().await;
            if let Some(step) = now.progress {
                assert!(step.done >= progress && step.done <= step.total);
                progress = step.done;
            }
        }
        assert_eq!(applying.await.unwrap().state, ImportState::Done);
        println!(
            "{:?}: 5,000 people{tail}: read in {looked:?}, {pages} pages in {paged:?}, all in {:?}, progress seen up to {progress}",
            app.database().kind,
            began.elapsed()
        );
    }
    let cards = app
        .database()
        .count("SELECT COUNT(*) FROM member WHERE external_id IS NOT NULL", [])
        .await;
    let ties = app.database().count("SELECT COUNT(*) FROM guardian", []).await;
    let places = app
        .database()
        .count("SELECT COUNT(*) FROM class_student WHERE ended_at IS NULL", [])
        .await;
    assert_eq!((cards, ties, places), (5000, 2500, 2500));
}
