//! Classes, and the step into the next academic year.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::classes::{
    Class, ClassPath, ClassesCreate, ClassesFind, ClassesList, ClassesQuery, ClassesStudents,
    ClassesTeachers, ClassesUpdate, YearAdvance, YearPath, YearPlan, YearPreview, YearsList,
};
use podskazka_shared::clients::Scope;
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::people::cards::{CardStatus, PeopleEnd, PeopleList, PeopleQuery};
use podskazka_shared::problem::ProblemKind;
use serde_json::{Value, json};

use crate::cards::{at, see};
use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::{New, TestApp, Who, together};

fn path(who: &Who, class: ClassId) -> ClassPath {
    ClassPath {
        school: who.school.clone(),
        class,
    }
}

fn year(who: &Who) -> YearPath {
    YearPath {
        school: who.school.clone(),
    }
}

async fn previewed(by: &Who) -> YearPlan {
    by.ask::<YearPreview>(year(by)).json(&json!({})).done().await
}

/// The step that the preview told.
fn begins(by: &Who, plan: &YearPlan) -> Ask<YearAdvance> {
    let ask = by.ask::<YearAdvance>(year(by)).version(plan.version);
    ask.json(&json!({"to": plan.to, "digest": plan.digest}))
}

async fn make(by: &Who, name: &str) -> Class {
    let ask = by.ask::<ClassesCreate>(by.path());
    ask.json(&json!({"name": name})).done().await
}

async fn find(by: &Who, class: ClassId) -> Class {
    by.ask::<ClassesFind>(path(by, class)).done().await
}

async fn move_in(by: &Who, class: ClassId, body: Value) -> Class {
    let version = find(by, class).await.version;
    let ask = by.ask::<ClassesStudents>(path(by, class)).version(version);
    ask.json(&body).done().await
}

/// The classes of a year, by name, with the number of their students.
async fn classes(by: &Who, first: i32) -> Vec<(String, u32)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let query = ClassesQuery {
            year: Some(podskazka_shared::schedules::AcademicYear::beginning(first)),
            limit: Some(1),
            after,
        };
        let page = by.ask::<ClassesList>(by.path()).query(query).done().await;
        all.extend(
            page.items
                .into_iter()
                .map(|class| (class.name.to_string(), class.students)),
        );
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn students(by: &Who, class: ClassId) -> Vec<MemberId> {
    let query = PeopleQuery {
        class: Some(class),
        status: Some(CardStatus::All),
        ..PeopleQuery::default()
    };
    let page = by.ask::<PeopleList>(by.path()).query(query).done().await;
    page.items.into_iter().map(|card| card.id).collect()
}

both![
    a_class_is_made_once_renamed_and_never_doubled,
    students_move_and_are_in_one_class,
    class_teachers_are_set_by_somebody_else,
    another_schools_people_and_classes_are_not_found,
    classes_advance_leavers_end_and_history_stays,
    who_repeats_the_year_stays_without_a_class,
    a_program_that_may_only_edit_classes_begins_no_year,
    a_year_is_begun_once_however_many_press,
    no_year_is_begun_more_than_one_ahead,
    a_preview_that_is_not_true_any_more_is_not_applied,
];

async fn a_class_is_made_once_renamed_and_never_doubled(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let class = make(&admin, "7 «а»").await;
    assert_eq!(
        (class.name.to_string().as_str(), class.year.first()),
        ("7А", 2026)
    );
    let other = make(&admin, "7Б").await;
    let twin = admin
        .ask::<ClassesCreate>(admin.path())
        .json(&json!({"name": "7A"}));
    assert_eq!(
        fields(&twin.refused(ProblemKind::Invalid).await),
        [("/name", Kind::Taken)]
    );
    for wrong in ["", "А", "12А"] {
        let ask = admin
            .ask::<ClassesCreate>(admin.path())
            .json(&json!({"name": wrong}));
        assert_eq!(
            fields(&ask.refused(ProblemKind::Invalid).await),
            [("/name", Kind::Malformed)]
        );
    }
    let rename = |name: &str, version| {
        let ask = admin
            .ask::<ClassesUpdate>(path(&admin, other.id))
            .version(version);
        ask.json(&json!({"name": name}))
    };
    assert_eq!(
        fields(&rename("7А", 1).refused(ProblemKind::Invalid).await),
        [("/name", Kind::Taken)]
    );
    assert_eq!(rename("8В", 1).done().await.name.to_string(), "8В");
    rename("8Г", 1).refused(ProblemKind::Stale).await;
    assert_eq!(
        classes(&admin, 2026).await,
        [("7А".to_owned(), 0), ("8В".to_owned(), 0)]
    );
}

async fn students_move_and_are_in_one_class(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let (a, b) = (make(&secretary, "7А").await, make(&secretary, "7Б").await);
    let (one, two) = (school.student(None).await, school.student(None).await);
    let unclassed = PeopleQuery {
        unclassed: Some(true),
        ..PeopleQuery::default()
    };
    let without = async || {
        let list = secretary
            .ask::<PeopleList>(secretary.path())
            .query(unclassed.clone());
        list.done().await.items.len()
    };
    assert_eq!(without().await, 2);
    let filled = move_in(&secretary, a.id, json!({"add": [one.member, two.member]})).await;
    assert_eq!((filled.students, filled.version, without().await), (2, 2, 0));
    app.after(chrono::Duration::seconds(1));
    move_in(&secretary, b.id, json!({"add": [one.member]})).await;
    let left = find(&secretary, a.id).await;
    assert_eq!(
        (left.students, left.version),
        (1, 3),
        "the other class changed too"
    );
    assert_eq!(students(&secretary, b.id).await, [one.member]);
    app.after(chrono::Duration::seconds(1));
    move_in(
        &secretary,
        a.id,
        json!({"add": [one.member], "remove": [two.member]}),
    )
    .await;
    assert_eq!(students(&secretary, a.id).await, [one.member]);
    assert_eq!(without().await, 1);
    let version = find(&secretary, a.id).await.version;
    let teacher = school.person(&[Capacity::Teacher]).await;
    for (body, pointer) in [
        (json!({"add": [teacher.member]}), "/add/0"),
        (json!({"remove": [two.member]}), "/remove/0"),
    ] {
        let ask = secretary
            .ask::<ClassesStudents>(path(&secretary, a.id))
            .version(version);
        let problem = ask.json(&body).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [(pointer, Kind::NotFound)]);
    }
}

async fn class_teachers_are_set_by_somebody_else(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school
        .person(&[Capacity::JournalAdmin, Capacity::ClassTeacher])
        .await;
    let teacher = school.person(&[Capacity::ClassTeacher]).await;
    let plain = school.person(&[Capacity::Teacher]).await;
    let class = make(&admin, "7А").await;
    let set = |ids: &[MemberId], version| {
        let ask = admin
            .ask::<ClassesTeachers>(path(&admin, class.id))
            .version(version);
        ask.json(&json!({"teachers": ids}))
    };
    set(&[admin.member], 1).refused(ProblemKind::Forbidden).await;
    let problem = set(&[plain.member], 1).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/teachers/0", Kind::NotFound)]);
    let led = set(&[teacher.member], 1).done().await;
    assert_eq!(led.teachers[0].id, teacher.member);
    assert_eq!(find(&teacher, class.id).await.id, class.id);
    set(&[], led.version).done().await;
    teacher
        .ask::<ClassesFind>(path(&teacher, class.id))
        .refused(ProblemKind::NotFound)
        .await;
}

async fn another_schools_people_and_classes_are_not_found(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let (admin, stranger) = (
        school.person(&[Capacity::JournalAdmin]).await,
        other.person(&[Capacity::JournalAdmin]).await,
    );
    let (mine, theirs) = (make(&admin, "7А").await, make(&stranger, "7А").await);
    let student = other.student(Some("8А")).await;
    let leader = other.person(&[Capacity::ClassTeacher]).await;
    admin
        .ask::<ClassesFind>(path(&admin, theirs.id))
        .refused(ProblemKind::NotFound)
        .await;
    let ask = admin.ask::<ClassesStudents>(path(&admin, mine.id)).version(1);
    let problem = ask
        .json(&json!({"add": [student.member]}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/add/0", Kind::NotFound)]);
    let ask = admin.ask::<ClassesTeachers>(path(&admin, mine.id)).version(1);
    let problem = ask
        .json(&json!({"teachers": [leader.member]}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/teachers/0", Kind::NotFound)]);
    let preview = admin
        .ask::<YearPreview>(year(&admin))
        .json(&json!({"leaving_classes": [theirs.id], "leaving_students": [student.member]}));
    assert_eq!(
        fields(&preview.refused(ProblemKind::Invalid).await),
        [
            ("/leaving_classes/0", Kind::NotFound),
            ("/leaving_students/0", Kind::NotFound)
        ]
    );
}

async fn classes_advance_leavers_end_and_history_stays(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let leads = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let leader = school.new_person(leads).await;
    let stays = school.student(Some("7А")).await;
    let goes = school.student(Some("7А")).await;
    let oldest = school.student(Some("11Б")).await;
    let sibling = school.student(Some("8А")).await;
    school.student(None).await;
    let (with_sibling, alone) = (
        school.parent(&[&oldest, &sibling]).await,
        school.parent(&[&oldest, &goes]).await,
    );
    let both = New {
        roles: &[Capacity::Parent, Capacity::Teacher],
        children: &[&oldest],
        ..New::default()
    };
    let both = school.new_person(both).await;
    let working = New {
        roles: &[Capacity::Student, Capacity::Staff],
        class_name: Some("11Б"),
        ..New::default()
    };
    let working = school.new_person(working).await;
    let old = see(&admin, stays.member).await.summary.class.unwrap();
    let leavers = json!({"leaving_students": [goes.member]});
    let preview = || admin.ask::<YearPreview>(year(&admin)).json(&leavers);
    app.after(chrono::Duration::days(200));
    let plan = preview().done().await;
    let told: Vec<_> = plan
        .classes
        .iter()
        .map(|class| {
            let next = class.next.as_ref().map(ToString::to_string);
            (class.name.to_string(), next, class.staying, class.leaving)
        })
        .collect();
    let row =
        |name: &str, next: Option<&str>, stay, leave| (name.to_owned(), next.map(str::to_owned), stay, leave);
    assert_eq!(
        told,
        [
            row("7А", Some("8А"), 1, 1),
            row("8А", Some("9А"), 1, 0),
            row("11Б", None, 0, 2)
        ]
    );
    let ids = |refs: &[podskazka_shared::people::MemberRef]| {
        let mut ids: Vec<MemberId> = refs.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    };
    let mut gone = vec![goes.member, oldest.member];
    gone.sort_unstable();
    assert_eq!(ids(&plan.leavers), gone, "who works here too stays");
    assert_eq!(ids(&plan.students_no_more), [working.member]);
    assert_eq!((ids(&plan.parents), plan.unclassed), (vec![alone.member], 1));
    let body = json!({"to": "2027-2028", "leaving_students": [goes.member], "digest": plan.digest});
    let advance = admin.ask::<YearAdvance>(year(&admin)).version(plan.version);
    let begun = advance.json(&body).done().await;
    assert_eq!((begun.year.first(), begun.classes, begun.ended), (2027, 2, 3));
    // What is now.
    assert_eq!(
        classes(&admin, 2027).await,
        [("8А".to_owned(), 1), ("9А".to_owned(), 1)]
    );
    let card = see(&admin, stays.member).await.summary;
    let new = card.class.unwrap();
    assert_eq!(new.name.to_string(), "8А");
    assert_eq!(see(&leader, stays.member).await.summary.id, stays.member);
    assert_eq!(see(&admin, leader.member).await.summary.classes[0].id, new.id);
    for (who, ended) in [
        (&goes, true),
        (&alone, true),
        (&with_sibling, false),
        (&both, false),
    ] {
        assert_eq!(see(&admin, who.member).await.summary.ended_at.is_some(), ended);
    }
    alone
        .ask::<podskazka_shared::people::cards::PeopleFind>(at(&alone, alone.member))
        .refused(ProblemKind::NotFound)
        .await;
    assert_eq!(see(&admin, working.member).await.summary.roles, [Role::Staff]);
    let lines = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE object_id = $1";
    let lines: Vec<String> = app.database().column(lines, [working.member.0.into()]).await;
    let lines: Vec<String> = lines.iter().map(|line| line.replace(", ", ",")).collect();
    assert_eq!(lines, ["class_edit [\"roles\",\"class\",\"parents\"]"]);
    // What was.
    assert_eq!(
        classes(&admin, 2026).await,
        [("7А".to_owned(), 2), ("8А".to_owned(), 1), ("11Б".to_owned(), 2)]
    );
    let mut was = students(&admin, old.id).await;
    was.sort_unstable();
    let mut expected = vec![stays.member, goes.member];
    expected.sort_unstable();
    assert_eq!(was, expected);
    let years = async |by: &Who| {
        let years = by.ask::<YearsList>(by.path()).done().await;
        let first: Vec<i32> = years.years.iter().map(|year| year.first()).collect();
        (years.present.first(), first)
    };
    assert_eq!(years(&admin).await, (2027, vec![2027, 2026]));
    assert_eq!(years(&leader).await, (2027, vec![2027]), "the own class only");
    let past = find(&admin, old.id).await;
    assert!(!past.present && find(&admin, new.id).await.present);
    let rename = admin.ask::<ClassesUpdate>(path(&admin, old.id)).version(1);
    rename
        .json(&json!({"name": "7Я"}))
        .refused(ProblemKind::WrongState)
        .await;
}

async fn who_repeats_the_year_stays_without_a_class(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let goes_on = school.student(Some("7А")).await;
    let younger = school.student(Some("7А")).await;
    let (oldest, leaves) = (
        school.student(Some("11Б")).await,
        school.student(Some("11Б")).await,
    );
    let parent = school.parent(&[&oldest]).await;
    let elsewhere = app.school("other").await.student(Some("7А")).await;
    app.after(chrono::Duration::days(200));
    let preview = |body| admin.ask::<YearPreview>(year(&admin)).json(&body);
    let wrong = json!({
        "leaving_students": [goes_on.member],
        "repeating_students": [elsewhere.member, goes_on.member, parent.member],
    });
    let problem = preview(wrong).refused(ProblemKind::Invalid).await;
    assert_eq!(
        fields(&problem),
        [
            ("/repeating_students/0", Kind::NotFound),
            ("/repeating_students/2", Kind::NotFound),
            ("/repeating_students/1", Kind::Taken),
        ]
    );
    let repeating = json!([younger.member, oldest.member]);
    let plan = preview(json!({"repeating_students": repeating})).done().await;
    let told: Vec<_> = plan
        .classes
        .iter()
        .map(|class| (class.staying, class.leaving, class.repeating))
        .collect();
    assert_eq!(told, [(1, 0, 1), (0, 1, 1)]);
    let named: Vec<MemberId> = plan.repeating.iter().map(|one| one.id).collect();
    assert_eq!(named, [younger.member, oldest.member]);
    assert_eq!(plan.leavers[0].id, leaves.member);
    assert!(plan.parents.is_empty(), "the child is still here");
    // Who was not shown to repeat does not.
    let advance = |students: Value| {
        let body = json!({"to": "2027-2028", "repeating_students": students, "digest": plan.digest});
        let ask = admin.ask::<YearAdvance>(year(&admin)).version(plan.version);
        ask.json(&body)
    };
    advance(json!([oldest.member]))
        .refused(ProblemKind::WrongState)
        .await;
    advance(repeating).done().await;
    for (who, class) in [(&goes_on, Some("8А")), (&younger, None), (&oldest, None)] {
        let card = see(&admin, who.member).await.summary;
        assert_eq!(card.ended_at, None);
        assert_eq!(card.roles, [Role::Student]);
        assert_eq!(card.class.map(|class| class.name.to_string()).as_deref(), class);
    }
    assert!(see(&admin, leaves.member).await.summary.ended_at.is_some());
    assert_eq!(see(&admin, parent.member).await.summary.ended_at, None);
    // They are placed like anybody without a class.
    let class = make(&admin, "11Б").await;
    move_in(&admin, class.id, json!({"add": [oldest.member]})).await;
    let placed = see(&admin, oldest.member).await.summary.class.unwrap();
    assert_eq!(placed.id, class.id);
}

async fn a_program_that_may_only_edit_classes_begins_no_year(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let oldest = school.student(Some("11Б")).await;
    let plan = previewed(&director).await;
    let begin = json!({"to": "2027-2028", "digest": plan.digest});
    let scopes = [Scope::SchoolRead, Scope::ClassRead, Scope::ClassEdit];
    let journal = director.makes_client(&scopes).await;
    let preview = journal.ask::<YearPreview>(year(&director)).await;
    preview.json(&json!({})).refused(ProblemKind::Forbidden).await;
    let advance = journal.ask::<YearAdvance>(year(&director)).await;
    let advance = advance.version(1).json(&begin);
    advance.refused(ProblemKind::Forbidden).await;
    assert!(see(&director, oldest.member).await.summary.ended_at.is_none());
    let journal = director
        .makes_client(&[scopes.as_slice(), &[Scope::PeopleEdit]].concat())
        .await;
    let preview = journal.ask::<YearPreview>(year(&director)).await;
    assert_eq!(preview.json(&json!({})).done().await.leavers.len(), 1);
    let advance = journal.ask::<YearAdvance>(year(&director)).await;
    advance.version(1).json(&begin).done().await;
    assert!(see(&director, oldest.member).await.summary.ended_at.is_some());
}

async fn a_year_is_begun_once_however_many_press(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    admin.token().await;
    school.student(Some("7А")).await;
    let plan = previewed(&admin).await;
    let press = |_| {
        let (admin, plan) = (admin.clone(), plan.clone());
        async move { begins(&admin, &plan).send().await.status }
    };
    let mut told = together((0..4).map(press)).await;
    told.sort_unstable();
    assert_eq!(told, [200, 412, 412, 412]);
    assert_eq!(classes(&admin, 2027).await, [("8А".to_owned(), 1)]);
    assert_eq!(classes(&admin, 2028).await, []);
}

async fn no_year_is_begun_more_than_one_ahead(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    school.student(Some("7А")).await;
    let plan = previewed(&admin).await;
    let begun = begins(&admin, &plan).done().await;
    // The year that is ahead is the present one until its September.
    let ahead = || admin.ask::<YearPreview>(year(&admin)).json(&json!({}));
    ahead().refused(ProblemKind::YearAhead).await;
    for to in ["2027-2028", "2028-2029"] {
        let ask = admin.ask::<YearAdvance>(year(&admin)).version(begun.version);
        let ask = ask.json(&json!({"to": to, "digest": plan.digest}));
        ask.refused(ProblemKind::YearAhead).await;
    }
    // 31 August 2027, 23:00 in Moscow, and two hours later.
    let eve: chrono::DateTime<chrono::Utc> = "2027-08-31T20:00:00Z".parse().unwrap();
    app.after(eve - app.now());
    ahead().refused(ProblemKind::YearAhead).await;
    app.after(chrono::Duration::hours(2));
    let plan = ahead().done().await;
    assert_eq!(plan.to.first(), 2028);
    begins(&admin, &plan).done().await;
    assert_eq!(classes(&admin, 2028).await, [("9А".to_owned(), 1)]);
}

async fn a_preview_that_is_not_true_any_more_is_not_applied(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let goes = school.student(Some("11А")).await;
    let plan = previewed(&admin).await;
    assert_eq!(plan.leavers.len(), 1);
    // As many, but somebody else.
    let card = see(&admin, goes.member).await.summary;
    let end = admin.ask::<PeopleEnd>(at(&admin, goes.member));
    end.version(card.version).done().await;
    school.student(Some("11А")).await;
    begins(&admin, &plan).refused(ProblemKind::WrongState).await;
    let plan = previewed(&admin).await;
    // Who is something else too is counted nowhere, and loses the class all the same.
    let working = New {
        roles: &[Capacity::Student, Capacity::Staff],
        class_name: Some("11А"),
        ..New::default()
    };
    school.new_person(working).await;
    let ends = plan.leavers.len() + plan.parents.len();
    begins(&admin, &plan).refused(ProblemKind::WrongState).await;
    assert_eq!(classes(&admin, 2027).await, []);
    let plan = previewed(&admin).await;
    assert_eq!(plan.leavers.len() + plan.parents.len(), ends);
    begins(&admin, &plan).done().await;
}
