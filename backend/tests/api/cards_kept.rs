//! What a card keeps to itself and what does not come back to it.

use chrono::Duration;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::my_class::{ContactsPath, ContactsUpdate};
use podskazka_shared::people::MeFind;
use podskazka_shared::people::cards::{
    CardStatus, PeopleEnd, PeopleFind, PeopleList, PeopleQuery, PeopleReopen, PeopleRoles, PeopleTies,
    PeopleUpdate,
};
use podskazka_shared::problem::ProblemKind;
use serde_json::json;

use crate::cards::{at, make, see};
use crate::filing::fields;
use crate::imports::{applied, people};
use crate::privacy::{approves, asks};
use crate::support::client::Ask;
use crate::support::{New, TestApp, Who};

both![
    who_acts_for_the_head_loses_roles_by_a_head_only,
    an_order_does_not_come_back_with_a_role,
    an_erased_card_is_not_filled_again,
    a_class_teacher_sees_no_child_of_another_class_and_nobody_who_left,
    new_contacts_are_not_checked_ones,
    a_child_who_left_stands_on_the_parents_card_until_untied,
];

fn changes(by: &Who, whom: &Who, version: i64) -> Ask<PeopleRoles> {
    by.ask::<PeopleRoles>(at(by, whom.member)).version(version)
}

async fn capacities(who: &Who) -> Vec<Capacity> {
    let me = who.ask::<MeFind>(Nothing {}).done().await;
    me.memberships.into_iter().next().unwrap().capacities
}

async fn who_acts_for_the_head_loses_roles_by_a_head_only(app: TestApp) {
    let school = app.school("demo").await;
    let (director, admin) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    );
    let acting = school.person(&[Capacity::Teacher]).await;
    acting.is_called("t1").await;
    director.orders(&acting).await;
    let swap = json!({"give": ["parent"], "take": ["teacher"]});
    changes(&admin, &acting, 1)
        .json(&swap)
        .refused(ProblemKind::Forbidden)
        .await;
    let given = changes(&admin, &acting, 1).json(&json!({"give": ["staff"]}));
    given.done().await;
    // Nor by a file.
    let file = format!(
        "ID;ФИО;Роль\nt1;{};родитель\nt2;Новый;учитель, сотрудник\n",
        acting.name
    );
    applied(&admin, &file).await;
    let card = see(&director, acting.member).await.summary;
    assert_eq!(card.roles, [Role::Teacher, Role::Staff, Role::Parent]);
    assert!(capacities(&acting).await.contains(&Capacity::Director));
    let taken = changes(&director, &acting, card.version);
    let taken = taken.json(&json!({"take": ["teacher", "staff"]})).done().await;
    assert_eq!(taken.summary.roles, [Role::Parent]);
    assert_eq!(capacities(&acting).await, [Capacity::Parent]);
}

async fn an_order_does_not_come_back_with_a_role(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher, Capacity::Parent]).await;
    let acting = director.orders(&teacher).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let helping = admin.enters(&teacher).await;
    director.approves(&helping).await;
    assert!(capacities(&teacher).await.contains(&Capacity::Helper));
    let taken = changes(&director, &teacher, 1).json(&json!({"take": ["teacher"]}));
    let taken = taken.done().await;
    let back = changes(&director, &teacher, taken.summary.version);
    back.json(&json!({"give": ["teacher"]})).done().await;
    assert_eq!(capacities(&teacher).await, [Capacity::Teacher, Capacity::Parent]);
    for (id, action) in [(acting.id.0, "acting_order"), (helping.id.0, "appointment_end")] {
        let lines = "SELECT CAST(fields AS TEXT) FROM audit WHERE object_id = $1 AND action = $2";
        let lines: Vec<String> = app.database().column(lines, [id.into(), action.into()]).await;
        let ended = lines
            .iter()
            .any(|line| action == "appointment_end" || line.contains("end"));
        assert!(ended, "what ended along has its own line: {action} {lines:?}");
    }
}

async fn an_erased_card_is_not_filled_again(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let child = school.student(None).await;
    let parent = school.parent(&[&child]).await;
    parent.is_called("p1").await;
    let erasure = asks(&parent, &parent).await;
    approves(&director, &erasure).await;
    let version = see(&director, parent.member).await.summary.version;
    let path = || at(&director, parent.member);
    for body in [json!({"name": "Кто-то Другой"}), json!({"external_id": "p1"})] {
        let ask = director.ask::<PeopleUpdate>(path()).version(version).json(&body);
        ask.refused(ProblemKind::WrongState).await;
    }
    let ask = director.ask::<PeopleRoles>(path()).version(version);
    let ask = ask.json(&json!({"give": ["staff"]}));
    ask.refused(ProblemKind::WrongState).await;
    let ask = director.ask::<PeopleTies>(path()).version(version);
    let ask = ask.json(&json!({"add": [child.member]}));
    ask.refused(ProblemKind::WrongState).await;
    let ask = director.ask::<PeopleReopen>(path()).version(version);
    ask.refused(ProblemKind::WrongState).await;
    let ask = director.ask::<PeopleEnd>(path()).version(version);
    ask.refused(ProblemKind::WrongState).await;
    // Even if the id of the journal stood on it still, a file would make a new card.
    let before = see(&director, parent.member).await;
    let import = applied(&director, "ID;ФИО;Роль\np1;Новая Мать;мать\n").await;
    assert_eq!(import.counts.create, 1);
    assert_eq!(see(&director, parent.member).await, before);
    let new = people(&director).await;
    assert_eq!((new.len(), new[0].name.as_str()), (1, "Новая Мать"));
    assert_ne!(new[0].id, parent.member);
}

async fn a_class_teacher_sees_no_child_of_another_class_and_nobody_who_left(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let director = school.person(&[Capacity::Director]).await;
    let (own, other) = (school.student(Some("7А")).await, school.student(Some("7Б")).await);
    let parent = school.parent(&[&own, &other]).await;
    let children = async |by: &Who| {
        let card = see(by, parent.member).await;
        let mut ids: Vec<_> = card.children.into_iter().map(|child| child.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(children(&teacher).await, [own.member]);
    let mut both = [own.member, other.member];
    both.sort_unstable();
    assert_eq!(children(&director).await, both);
    let end = director.ask::<PeopleEnd>(at(&director, parent.member));
    end.version(1).done().await;
    let gone = teacher.ask::<PeopleFind>(at(&teacher, parent.member));
    gone.refused(ProblemKind::NotFound).await;
    for status in [CardStatus::Ended, CardStatus::All] {
        let query = PeopleQuery {
            status: Some(status),
            ..PeopleQuery::default()
        };
        let list = teacher
            .ask::<PeopleList>(teacher.path())
            .query(query)
            .done()
            .await;
        assert!(list.items.iter().all(|card| card.id == own.member), "{status:?}");
    }
}

async fn new_contacts_are_not_checked_ones(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let body = json!({"name": "Орлова Мария", "roles": ["student"], "external_id": "s1", "phone": "1"});
    let id = make(&admin, body).await.summary.id;
    let check = async || {
        let version = see(&admin, id).await.summary.version;
        let path = ContactsPath {
            school: admin.school.clone(),
            member: id,
        };
        let ask = admin.ask::<ContactsUpdate>(path).version(version);
        ask.json(&json!({})).done().await;
        assert!(see(&admin, id).await.contacts_checked_at.is_some());
    };
    let patch = async |body| {
        let version = see(&admin, id).await.summary.version;
        let ask = admin.ask::<PeopleUpdate>(at(&admin, id)).version(version);
        ask.json(&body).done().await.contacts_checked_at.is_some()
    };
    check().await;
    assert!(
        patch(json!({"post": "староста", "phone": "1"})).await,
        "the same number"
    );
    assert!(!patch(json!({"phone": "2"})).await);
    check().await;
    assert!(!patch(json!({"email": "maria@orlov.test"})).await);
    check().await;
    let file = |phone: u8| format!("ID;ФИО;Роль;Телефон\ns1;Орлова Мария Павловна;ученица;{phone}\n");
    applied(&admin, &file(2)).await;
    assert!(see(&admin, id).await.contacts_checked_at.is_some());
    applied(&admin, &file(3)).await;
    assert!(see(&admin, id).await.contacts_checked_at.is_none());
}

async fn a_child_who_left_stands_on_the_parents_card_until_untied(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let (stays, child) = (school.student(Some("7А")).await, school.student(Some("7А")).await);
    let stranger = school.student(None).await;
    let parent = school.parent(&[&stays, &child]).await;
    app.after(Duration::seconds(1));
    let end = admin.ask::<PeopleEnd>(at(&admin, child.member));
    end.version(1).done().await;
    let tied = async |by: &Who| {
        let card = see(by, parent.member).await;
        let children: Vec<_> = card.children.iter().map(|one| one.id).collect();
        let left: Vec<_> = card.left_children.iter().map(|one| one.id).collect();
        (children, left)
    };
    assert_eq!(tied(&admin).await, (vec![stays.member], vec![child.member]));
    // Whom a class teacher does not see, they do not see here.
    assert_eq!(tied(&teacher).await, (vec![stays.member], vec![]));
    let untie = |id| {
        let ask = admin.ask::<PeopleTies>(at(&admin, parent.member)).version(1);
        ask.json(&json!({"remove": [id]}))
    };
    let problem = untie(stranger.member).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/remove/0", Kind::NotFound)]);
    let card = untie(child.member).done().await;
    assert_eq!((card.children.len(), card.left_children), (1, vec![]));
    assert_eq!(app.database().count("SELECT COUNT(*) FROM guardian", []).await, 1);
}
