//! The cards of a school's people: found, changed, ended, and never another school's.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::people::MeFind;
use podskazka_shared::people::cards::{
    Card, CardBody, CardStatus, MemberPath, PeopleCreate, PeopleEnd, PeopleFind, PeopleList, PeopleQuery,
    PeopleReopen, PeopleRoles, PeopleTies, PeopleUpdate,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{AssignBody, TicketsAssign, TicketsFind};
use serde_json::{Value, json};

use crate::filing::fields;
use crate::support::{New, TestApp, Who, together};

pub fn at(who: &Who, member: MemberId) -> MemberPath {
    MemberPath {
        school: who.school.clone(),
        member,
    }
}

pub async fn make(by: &Who, body: Value) -> Card {
    by.ask::<PeopleCreate>(by.path()).json(&body).done().await
}

pub async fn see(by: &Who, member: MemberId) -> Card {
    by.ask::<PeopleFind>(at(by, member)).done().await
}

async fn names(by: &Who, query: PeopleQuery) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let query = PeopleQuery {
            after,
            limit: Some(2),
            ..query.clone()
        };
        let page = by.ask::<PeopleList>(by.path()).query(query).done().await;
        names.extend(page.items.into_iter().map(|card| card.name));
        after = page.next;
        if after.is_none() {
            return names;
        }
    }
}

both![
    people_are_found_by_the_beginning_of_any_word_page_by_page,
    a_class_teacher_sees_the_own_class_and_its_parents_only,
    a_card_is_made_with_class_and_ties_and_once_only,
    what_is_anothers_is_not_found_in_any_field,
    forged_fields_are_refused,
    a_merge_patch_changes_the_card_and_nothing_of_the_sign_in,
    superiors_make_no_circle_and_nobody_chooses_their_own,
    nobody_says_of_themselves_who_they_are,
    who_is_ended_has_no_rights_and_the_work_goes_back,
    the_last_head_stays,
    a_head_who_never_came_in_is_no_other_head,
    who_acts_for_the_head_is_ended_by_a_head_only,
    a_reopened_head_is_head_no_more,
    a_role_that_is_taken_takes_its_rights_along,
    of_two_who_change_a_card_one_is_told,
    two_heads_who_end_each_other_leave_one,
    every_change_leaves_a_line_without_a_name,
];

async fn people_are_found_by_the_beginning_of_any_word_page_by_page(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    for name in [
        "Алёхина Анна",
        "Анисимов Пётр",
        "Петров Ан",
        "100% Имя_",
        "Орлов Павел",
        "Римская-Корсакова Вера",
    ] {
        school
            .new_person(New {
                name: Some(name),
                roles: &[Capacity::Teacher],
                ..New::default()
            })
            .await;
    }
    let foreign = New {
        name: Some("Алёхина Чужая"),
        roles: &[Capacity::Teacher],
        ..New::default()
    };
    other.new_person(foreign).await;
    let find = |search: &str| {
        names(
            &director,
            PeopleQuery {
                search: Some(search.to_owned()),
                ..PeopleQuery::default()
            },
        )
    };
    assert_eq!(find("ан").await, ["Алёхина Анна", "Анисимов Пётр", "Петров Ан"]);
    assert_eq!(find(" АННА алех ").await, ["Алёхина Анна"]);
    assert_eq!(find("петр ан").await, ["Анисимов Пётр", "Петров Ан"]);
    assert!(find("ихина").await.is_empty());
    for half in ["корсак", "римская-корс", "корсакова вера"] {
        assert_eq!(find(half).await, ["Римская-Корсакова Вера"], "{half}");
    }
    assert!(find("%").await.is_empty());
    assert_eq!(find("100%").await, ["100% Имя_"]);
    let students = PeopleQuery {
        role: Some(Role::Student),
        ..PeopleQuery::default()
    };
    assert!(names(&director, students).await.is_empty());
    let all = PeopleQuery {
        status: Some(CardStatus::All),
        ..PeopleQuery::default()
    };
    assert_eq!(names(&director, all).await.len(), 7);
}

async fn a_class_teacher_sees_the_own_class_and_its_parents_only(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let director = school.person(&[Capacity::Director]).await;
    let (own, others) = (school.student(Some("7А")).await, school.student(Some("7Б")).await);
    let parent = school.parent(&[&own, &others]).await;
    let stranger = school.parent(&[&others]).await;
    let mut seen = names(&teacher, PeopleQuery::default()).await;
    seen.sort();
    let mut expected = [own.name.clone(), parent.name.clone()];
    expected.sort();
    assert_eq!(seen, expected);
    for hidden in [others.member, stranger.member, director.member] {
        let ask = teacher.ask::<PeopleFind>(at(&teacher, hidden));
        ask.refused(ProblemKind::NotFound).await;
    }
    let card = see(&teacher, own.member).await;
    assert!(card.summary.account);
    assert_eq!(card.parents.len(), 1);
    let text = serde_json::to_string(&card).unwrap();
    assert!(!text.contains(&own.login), "a sign-in is not the school's to see");
}

async fn a_card_is_made_with_class_and_ties_and_once_only(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let own = school.student(Some("7А")).await;
    let class = see(&secretary, own.member).await.summary.class.unwrap();
    let parent = make(
        &secretary,
        json!({"name": " Орлов   Павел ", "roles": ["parent"]}),
    )
    .await;
    assert_eq!(parent.summary.name, "Орлов Павел");
    let body = CardBody {
        name: "Орлова Мария".into(),
        roles: vec![Role::Student],
        external_id: Some("s-1".into()),
        class: Some(class.id),
        parents: vec![parent.summary.id],
        ..CardBody::default()
    };
    let ask = || {
        secretary
            .ask::<PeopleCreate>(secretary.path())
            .key("twice")
            .body(&body)
    };
    let (first, again) = (ask().done().await, ask().done().await);
    assert_eq!(first, again);
    assert_eq!(first.summary.class, Some(class));
    assert_eq!(first.parents.len(), 1);
    let parent = see(&secretary, parent.summary.id).await;
    assert_eq!((parent.children.len(), parent.summary.version), (1, 2));
    let taken = secretary.ask::<PeopleCreate>(secretary.path()).body(&body);
    let problem = taken.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/external_id", Kind::Taken)]);
}

async fn what_is_anothers_is_not_found_in_any_field(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let (student, parent) = (other.student(Some("7А")).await, other.parent(&[]).await);
    let teacher = other.person(&[Capacity::Teacher]).await;
    let head = other.person(&[Capacity::Director]).await;
    let class = see(&head, student.member).await.summary.class.unwrap().id;
    for (body, pointer) in [
        (
            json!({"name": "А", "roles": ["student"], "class": class}),
            "/class",
        ),
        (
            json!({"name": "А", "roles": ["student"], "parents": [parent.member]}),
            "/parents/0",
        ),
        (
            json!({"name": "А", "roles": ["parent"], "children": [student.member]}),
            "/children/0",
        ),
        (
            json!({"name": "А", "roles": ["staff"], "superior": teacher.member}),
            "/superior",
        ),
    ] {
        let ask = director.ask::<PeopleCreate>(director.path()).json(&body);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [(pointer, Kind::NotFound)], "{body}");
    }
    let mine = school.parent(&[]).await;
    let card = see(&director, mine.member).await;
    let tie = director
        .ask::<PeopleTies>(at(&director, mine.member))
        .version(card.summary.version);
    let problem = tie
        .json(&json!({"add": [student.member]}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/add/0", Kind::NotFound)]);
    let untie = director
        .ask::<PeopleTies>(at(&director, mine.member))
        .version(card.summary.version);
    let problem = untie
        .json(&json!({"remove": [student.member]}))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/remove/0", Kind::NotFound)]);
    let list = director.ask::<PeopleList>(director.path()).query(PeopleQuery {
        class: Some(class),
        ..PeopleQuery::default()
    });
    assert_eq!(list.done().await.items, []);
    director
        .ask::<PeopleFind>(at(&director, student.member))
        .refused(ProblemKind::NotFound)
        .await;
}

async fn forged_fields_are_refused(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let student = school.student(None).await;
    let version = see(&director, student.member).await.summary.version;
    for field in [
        "id",
        "school",
        "school_id",
        "person",
        "person_id",
        "account",
        "roles",
        "version",
        "ended_at",
        "contacts_checked_at",
        "login",
    ] {
        let patch = director
            .ask::<PeopleUpdate>(at(&director, student.member))
            .version(version);
        let problem = patch
            .json(&json!({"name": "Другое", field: 1}))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].kind, Kind::Unknown, "{field}");
        if field != "roles" {
            let body = json!({"name": "А", "roles": ["student"], field: 1});
            let ask = director.ask::<PeopleCreate>(director.path()).json(&body);
            let problem = ask.refused(ProblemKind::Invalid).await;
            assert_eq!(problem.errors[0].kind, Kind::Unknown, "{field}");
        }
    }
    assert_eq!(see(&director, student.member).await.summary.version, version);
}

async fn a_merge_patch_changes_the_card_and_nothing_of_the_sign_in(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let patch = async |version, body: Value| {
        let ask = admin.ask::<PeopleUpdate>(at(&admin, teacher.member));
        ask.version(version).json(&body).done().await
    };
    let first = patch(
        1,
        json!({"email": "card@school.test", "phone": "1", "post": "учитель", "external_id": "t-1"}),
    )
    .await;
    assert_eq!(
        (first.email.as_str(), first.summary.version),
        ("card@school.test", 2)
    );
    let second = patch(
        2,
        json!({"phone": null, "external_id": null, "deputy_field": "academic"}),
    )
    .await;
    assert_eq!(
        (second.phone.as_str(), second.summary.external_id.clone()),
        ("", None)
    );
    assert_eq!(
        (second.email.as_str(), second.summary.post.as_str()),
        ("card@school.test", "учитель")
    );
    assert!(second.deputy_field.is_some());
    let me = teacher
        .ask::<MeFind>(podskazka_shared::endpoint::Nothing {})
        .done()
        .await;
    let me = serde_json::to_string(&me).unwrap();
    assert!(
        !me.contains("card@school.test"),
        "the sign-in is the person's own"
    );
    teacher.sign_in().await;
}

async fn superiors_make_no_circle_and_nobody_chooses_their_own(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let (a, b) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let student = school.student(None).await;
    let set = async |of: MemberId, superior: Option<MemberId>| {
        let version = see(&admin, of).await.summary.version;
        let ask = admin.ask::<PeopleUpdate>(at(&admin, of)).version(version);
        ask.json(&json!({"superior": superior})).send().await
    };
    assert_eq!(
        set(a.member, Some(b.member)).await.done().superior.unwrap().id,
        b.member
    );
    for (of, wrong) in [
        (b.member, a.member),
        (a.member, a.member),
        (a.member, student.member),
    ] {
        let problem = set(of, Some(wrong)).await.refused(ProblemKind::Invalid);
        assert_eq!(fields(&problem), [("/superior", Kind::NotFound)]);
    }
    set(admin.member, Some(a.member))
        .await
        .refused(ProblemKind::Forbidden);
    assert_eq!(set(a.member, None).await.done().superior, None);
}

async fn nobody_says_of_themselves_who_they_are(app: TestApp) {
    let school = app.school("demo").await;
    for role in [Capacity::Director, Capacity::JournalAdmin, Capacity::Secretary] {
        let who = school.person(&[role]).await;
        let card = see(&who, who.member).await;
        let update = |body: Value| {
            let ask = who.ask::<PeopleUpdate>(at(&who, who.member));
            ask.version(card.summary.version).json(&body)
        };
        // By the journal's id programs act for somebody, and files find them.
        for body in [
            json!({"external_id": "parent-7"}),
            json!({"name": "Кто-то Другой"}),
            json!({"phone": "1", "name": "Кто-то Другой"}),
        ] {
            update(body).refused(ProblemKind::Forbidden).await;
        }
        assert_eq!(see(&who, who.member).await, card);
        // What stays as it is, is no change.
        let same = json!({"name": card.summary.name, "phone": "+7 900 000-00-01", "post": "приёмная"});
        assert_eq!(update(same).done().await.phone, "+7 900 000-00-01");
    }
}

async fn who_is_ended_has_no_rights_and_the_work_goes_back(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let under = school.person(&[Capacity::Teacher]).await;
    let version = see(&director, under.member).await.summary.version;
    let patch = director
        .ask::<PeopleUpdate>(at(&director, under.member))
        .version(version);
    patch.json(&json!({"superior": helper.member})).done().await;
    let ticket = under.files("Вопрос").await.summary;
    let body = AssignBody {
        assignee: Some(helper.member),
    };
    let assign = helper
        .ask::<TicketsAssign>(helper.at(ticket.id))
        .version(ticket.version);
    let assigned = assign.body(&body).done().await.summary;
    assert_eq!(assigned.assignee.map(|a| a.id), Some(helper.member));
    let card = see(&director, helper.member).await;
    let end = director.ask::<PeopleEnd>(at(&director, helper.member));
    let ended = end.version(card.summary.version).done().await;
    assert!(ended.summary.ended_at.is_some());
    helper
        .ask::<TicketsFind>(helper.at(ticket.id))
        .refused(ProblemKind::NotFound)
        .await;
    let back = director.sees(ticket.id).await.summary;
    assert_eq!((back.assignee, back.version > assigned.version), (None, true));
    assert_eq!(
        see(&director, under.member).await.superior,
        None,
        "the head is superior again"
    );
    let twice = director.ask::<PeopleEnd>(at(&director, helper.member));
    twice
        .version(ended.summary.version)
        .refused(ProblemKind::WrongState)
        .await;
    let reopen = director.ask::<PeopleReopen>(at(&director, helper.member));
    let reopened = reopen.version(ended.summary.version).done().await;
    assert_eq!(reopened.summary.ended_at, None);
    let me = helper
        .ask::<MeFind>(podskazka_shared::endpoint::Nothing {})
        .done()
        .await;
    assert_eq!(
        me.memberships[0].capacities,
        [Capacity::Staff],
        "the order does not come back"
    );
}

async fn the_last_head_stays(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director, Capacity::Teacher]).await,
    );
    let end = async |by: &Who, whom: &Who| {
        let version = see(by, whom.member).await.summary.version;
        by.ask::<PeopleEnd>(at(by, whom.member))
            .version(version)
            .send()
            .await
    };
    end(&one, &one).await.refused(ProblemKind::Forbidden);
    end(&one, &two).await.done();
    let acting = school.person(&[Capacity::JournalAdmin]).await;
    end(&acting, &one).await.refused(ProblemKind::Forbidden);
    let version = see(&acting, one.member).await.summary.version;
    for body in [json!({"take": ["director"]}), json!({"give": ["deputy_head"]})] {
        let ask = acting
            .ask::<PeopleRoles>(at(&acting, one.member))
            .version(version);
        ask.json(&body).refused(ProblemKind::Forbidden).await;
    }
}

async fn a_head_who_never_came_in_is_no_other_head(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school
            .card("Директор Без Входа", &[Role::Director], None, &[])
            .await,
    );
    // Another head ends this one: only a head who came in may be the one who is left.
    let ends = |by: &Who, whom: MemberId| by.ask::<PeopleEnd>(at(by, whom)).version(1);
    let acting = school.person(&[Capacity::DeputyHead]).await;
    one.orders(&acting).await;
    ends(&acting, one.member).refused(ProblemKind::WrongState).await;
    // The card that nobody came in with goes.
    ends(&one, two).done().await;
}

async fn who_acts_for_the_head_is_ended_by_a_head_only(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let acting = school.person(&[Capacity::Teacher]).await;
    let order = director.orders(&acting).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let helping = admin.enters(&acting).await;
    for may_else in [Capacity::JournalAdmin, Capacity::Secretary] {
        let who = school.person(&[may_else]).await;
        let end = who.ask::<PeopleEnd>(at(&who, acting.member)).version(1);
        end.refused(ProblemKind::Forbidden).await;
    }
    let end = director.ask::<PeopleEnd>(at(&director, acting.member)).version(1);
    end.done().await;
    // What ended along has its own line.
    let line = async |id: uuid::Uuid| -> Vec<String> {
        let lines =
            "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE object_id = $1 ORDER BY at, id";
        app.database().column(lines, [id.into()]).await
    };
    let lines = line(order.id.0).await;
    assert!(lines.contains(&"acting_order [\"end\"]".to_owned()), "{lines:?}");
    let lines = line(helping.id.0).await;
    assert!(lines.contains(&"appointment_end []".to_owned()), "{lines:?}");
}

async fn a_reopened_head_is_head_no_more(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director]).await,
    );
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let version = see(&one, two.member).await.summary.version;
    let ended = one
        .ask::<PeopleEnd>(at(&one, two.member))
        .version(version)
        .done()
        .await;
    let reopen = |by: &Who| {
        by.ask::<PeopleReopen>(at(by, two.member))
            .version(ended.summary.version)
    };
    reopen(&admin).refused(ProblemKind::Forbidden).await;
    // Lines of one moment have no order.
    app.after(chrono::Duration::seconds(1));
    assert!(reopen(&one).done().await.summary.roles.is_empty());
    let lines = "SELECT CAST(fields AS TEXT) FROM audit WHERE object_id = $1 AND action = 'people_edit' ORDER BY at, id";
    let lines: Vec<String> = app.database().column(lines, [two.member.0.into()]).await;
    let line = lines.last().unwrap().replace(", ", ",");
    assert_eq!(line, "[\"ended_at\",\"roles\"]", "{lines:?}");
    two.ask::<PeopleList>(two.path())
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn a_role_that_is_taken_takes_its_rights_along(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let child = school.student(Some("7А")).await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher, Capacity::Parent],
        class_name: Some("7А"),
        children: &[&child],
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    teacher.ask::<PeopleFind>(at(&teacher, child.member)).done().await;
    let take = async |roles: Value, version| {
        let ask = director.ask::<PeopleRoles>(at(&director, teacher.member));
        ask.version(version).json(&roles).send().await
    };
    let card = take(json!({"take": ["class_teacher"]}), 1).await.done();
    assert_eq!((card.summary.classes.len(), card.children.len()), (0, 1));
    let refused = teacher.ask::<PeopleFind>(at(&teacher, child.member));
    refused.refused(ProblemKind::Forbidden).await;
    let version = card.summary.version;
    let last = take(json!({"take": ["parent"]}), version)
        .await
        .refused(ProblemKind::Invalid);
    assert_eq!(fields(&last), [("/take", Kind::Required)]);
    let card = take(json!({"give": ["staff"], "take": ["parent"]}), version)
        .await
        .done();
    assert_eq!((card.summary.roles, card.children), (vec![Role::Staff], vec![]));
}

async fn of_two_who_change_a_card_one_is_told(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    director.token().await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let ask = |phone: u32| {
        let (director, member) = (director.clone(), teacher.member);
        async move {
            let ask = director.ask::<PeopleUpdate>(at(&director, member)).version(1);
            ask.json(&json!({"phone": phone.to_string()})).send().await.status
        }
    };
    let mut told = together((0..5).map(ask)).await;
    told.sort_unstable();
    assert_eq!(told, [200, 412, 412, 412, 412]);
    assert_eq!(see(&director, teacher.member).await.summary.version, 2);
}

async fn two_heads_who_end_each_other_leave_one(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director]).await,
    );
    one.token().await;
    two.token().await;
    let ends = |by: Who, whom: MemberId| async move {
        by.ask::<PeopleEnd>(at(&by, whom)).version(1).send().await.status
    };
    let told = together([ends(one.clone(), two.member), ends(two.clone(), one.member)]).await;
    assert_eq!(
        told.iter().filter(|status| **status == 200).count(),
        1,
        "{told:?}"
    );
}

async fn every_change_leaves_a_line_without_a_name(app: TestApp) {
    use podskazka_shared::classes::{
        ClassPath, ClassesCreate, ClassesStudents, ClassesTeachers, ClassesUpdate, YearAdvance, YearPath,
    };
    use podskazka_shared::people::imports::{ImportPath, ImportsApply, ImportsCreate};
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let leader = school.person(&[Capacity::ClassTeacher]).await;
    director.token().await;
    let before = app.database().count("SELECT COUNT(*) FROM audit", []).await;
    let card = make(&director, json!({"name": "Тайный Ученик", "roles": ["student"]})).await;
    let parent = make(&director, json!({"name": "Тайная Мать", "roles": ["parent"]})).await;
    let (student, path) = (card.summary.id, at(&director, card.summary.id));
    let update = director.ask::<PeopleUpdate>(path.clone()).version(1);
    update.json(&json!({"phone": "тайный номер"})).done().await;
    let roles = director
        .ask::<PeopleRoles>(at(&director, parent.summary.id))
        .version(1);
    roles.json(&json!({"give": ["staff"]})).done().await;
    let ties = director
        .ask::<PeopleTies>(at(&director, parent.summary.id))
        .version(2);
    ties.json(&json!({"add": [student]})).done().await;
    director.ask::<PeopleEnd>(path.clone()).version(3).done().await;
    director.ask::<PeopleReopen>(path).version(4).done().await;
    let class = director.ask::<ClassesCreate>(director.path());
    let class = class.json(&json!({"name": "7А"})).done().await;
    let path = || ClassPath {
        school: director.school.clone(),
        class: class.id,
    };
    let rename = director.ask::<ClassesUpdate>(path()).version(1);
    rename.json(&json!({"name": "7Б"})).done().await;
    let add = director.ask::<ClassesStudents>(path()).version(2);
    add.json(&json!({"add": [student]})).done().await;
    let lead = director.ask::<ClassesTeachers>(path()).version(3);
    lead.json(&json!({"teachers": [leader.member]})).done().await;
    let import = director.ask::<ImportsCreate>(director.path());
    let import = import
        .json(&json!({"text": "ID;ФИО;Роль\n1;Тайный Из-Списка;ученик\n"}))
        .done()
        .await;
    let apply = director.ask::<ImportsApply>(ImportPath {
        school: director.school.clone(),
        import: import.id,
    });
    apply.version(1).json(&json!({})).done().await;
    let year = director.ask::<YearAdvance>(YearPath {
        school: director.school.clone(),
    });
    let preview = director.ask::<podskazka_shared::classes::YearPreview>(YearPath {
        school: director.school.clone(),
    });
    let digest = preview.json(&json!({})).done().await.digest;
    let body = json!({"to": "2027-2028", "digest": digest});
    year.version(1).json(&body).done().await;
    let lines = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit";
    let told: Vec<String> = app.database().column(lines, []).await;
    let told: Vec<String> = told.into_iter().skip(usize::try_from(before).unwrap()).collect();
    for line in [
        "people_edit [\"created\"]",
        "people_edit [\"phone\"]",
        "role_grant [\"roles\"]",
        "people_edit [\"children\"]",
        "people_edit [\"parents\"]",
        "people_edit [\"ended_at\"]",
        "class_edit [\"created\"]",
        "class_edit [\"name\"]",
        "class_edit [\"students\"]",
        "class_edit [\"class\"]",
        "class_edit [\"teachers\"]",
        "class_edit [\"classes\"]",
        "people_edit [\"import\"]",
        "people_edit [\"applied\"]",
        "class_edit [\"year\"]",
    ] {
        assert!(told.iter().any(|one| one == line), "{line} in {told:#?}");
    }
    let ended = told.iter().filter(|line| line.contains("ended_at")).count();
    assert_eq!(ended, 2, "the end and the return");
    assert!(!told.join(" ").to_lowercase().contains("тайн"));
}
