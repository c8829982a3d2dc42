//! Who is signed in, and the staff of a school.

use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::page::Cursor;
use podskazka_shared::people::{MeFind, StaffList, StaffQuery};
use podskazka_shared::problem::ProblemKind;

use crate::support::people::PEOPLE;
use crate::support::{New, TestApp};

both![
    a_person_sees_what_they_are_in_each_school,
    the_staff_are_listed_by_name_in_pages,
    only_those_who_assign_see_the_staff,
];

async fn a_person_sees_what_they_are_in_each_school(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let child = school
        .new_person(New {
            name: Some("Орлова Мария"),
            roles: &[Capacity::Student],
            class_name: Some("7А"),
            ..New::default()
        })
        .await;
    let parent = New {
        name: Some("Орлов Павел"),
        roles: &[Capacity::Teacher, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let parent = school.new_person(parent).await;
    app.after(chrono::Duration::seconds(1));
    other.also(&parent, &[Capacity::Helper]).await;
    let me = parent.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!((me.id, me.login.as_str()), (parent.person, parent.login.as_str()));
    let [here, there] = me.memberships.as_slice() else {
        panic!("{me:?}")
    };
    assert_eq!(
        (here.school.slug.as_str(), here.name.as_str()),
        ("demo", "Орлов Павел")
    );
    assert_eq!(here.capacities, [Capacity::Teacher, Capacity::Parent]);
    assert_eq!(
        (
            here.children[0].name.as_str(),
            here.children[0]
                .class
                .as_ref()
                .map(ToString::to_string)
                .as_deref()
        ),
        ("Орлова Мария", Some("7А"))
    );
    assert_eq!(
        (
            there.school.slug.as_str(),
            there.capacities.as_slice(),
            there.children.len()
        ),
        ("other", &[Capacity::Helper, Capacity::Staff][..], 0)
    );
}

async fn the_staff_are_listed_by_name_in_pages(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    for (name, role) in [
        ("Громов", Capacity::Teacher),
        ("Белова", Capacity::Helper),
        ("Алёхин", Capacity::Staff),
        ("Белова", Capacity::Secretary),
    ] {
        school
            .new_person(New {
                name: Some(name),
                roles: &[role],
                ..New::default()
            })
            .await;
    }
    school.parent(&[&school.student(Some("7А")).await]).await;
    other.person(&[Capacity::Teacher]).await;
    let director = school
        .new_person(New {
            name: Some("Яшин"),
            roles: &[Capacity::Director],
            ..New::default()
        })
        .await;
    let page = async |helps, after: Option<Cursor>| {
        let query = StaffQuery {
            helps,
            limit: Some(2),
            after,
        };
        director.ask::<StaffList>(school.path()).query(query).done().await
    };
    let names = async |helps| {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let page = page(helps, after).await;
            names.extend(page.items.into_iter().map(|member| (member.name, member.helps)));
            after = page.next;
            if after.is_none() {
                return names;
            }
        }
    };
    let all: Vec<String> = names(None).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(all, ["Алёхин", "Белова", "Белова", "Громов", "Яшин"]);
    assert_eq!(
        names(Some(true)).await,
        [("Белова".to_owned(), true), ("Яшин".to_owned(), true)]
    );
    assert_eq!(names(Some(false)).await.len(), 3);
}

async fn only_those_who_assign_see_the_staff(app: TestApp) {
    let see = [
        Capacity::Director,
        Capacity::DeputyHead,
        Capacity::JournalAdmin,
        Capacity::Secretary,
        Capacity::Helper,
        Capacity::ClassTeacher,
    ];
    let school = app.school("demo").await;
    for role in PEOPLE.iter().copied() {
        let list = school.person(&[role]).await.ask::<StaffList>(school.path());
        if see.contains(&role) {
            list.done().await;
        } else {
            list.refused(ProblemKind::Forbidden).await;
        }
    }
}
