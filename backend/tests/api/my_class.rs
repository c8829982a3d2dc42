//! The class teacher's page (P8, D7).

use chrono::Duration;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::ids::ClassId;
use podskazka_shared::invitations::InvitationState;
use podskazka_shared::my_class::{
    CardContactsPatch, ContactsChecked, ContactsFind, ContactsPath, ContactsUpdate, MyClass, MyClassFind,
    MyClassPath,
};
use podskazka_shared::problem::ProblemKind;

use crate::support::cards::comes_in;
use crate::support::client::Ask;
use crate::support::{New, TestApp, Who};

both![
    a_class_is_shown_with_parents_states_and_counts,
    contacts_are_checked_each_month_and_corrected,
    only_the_own_class_is_open,
    a_large_class_is_shown_whole,
];

fn page(who: &Who, class: ClassId) -> Ask<MyClassFind> {
    who.ask::<MyClassFind>(MyClassPath {
        school: who.school.clone(),
        class,
    })
}

async fn teacher(app: &TestApp) -> (crate::support::people::School, Who, ClassId) {
    let school = app.school("demo").await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let class = school.class("7А").await;
    (school, teacher, class)
}

async fn a_class_is_shown_with_parents_states_and_counts(app: TestApp) {
    let (school, teacher, class) = teacher(&app).await;
    let empty: MyClass = page(&teacher, class).done().await;
    assert!(empty.students.is_empty());
    let (b, a) = (
        school
            .card("Яковлев Пётр", &[Role::Student], Some("7А"), &[])
            .await,
        school
            .card("Авдеева Анна", &[Role::Student], Some("7А"), &[])
            .await,
    );
    let parent = school.parent_card(&[a, b]).await;
    school.student_card("7Б").await;
    let slip = teacher.slip(parent).await;
    let shown = page(&teacher, class).done().await;
    let names: Vec<&str> = shown
        .students
        .iter()
        .map(|pupil| pupil.card.contacts.member.name.as_str())
        .collect();
    assert_eq!(names, ["Авдеева Анна", "Яковлев Пётр"]);
    let of_parent = &shown.students[0].parents[0];
    assert_eq!(of_parent, &shown.students[1].parents[0]);
    assert_eq!(
        of_parent.invitation.as_ref().unwrap().state,
        InvitationState::Open
    );
    assert_eq!((shown.counts.people, shown.counts.accounts), (3, 0));
    comes_in(&app, &slip.code, "pavel.orlov").await;
    let counts = page(&teacher, class).done().await.counts;
    // The parent consented for all three, and read for one.
    assert_eq!(
        (
            counts.accounts,
            counts.consents,
            counts.acquaintances,
            counts.checked
        ),
        (1, 3, 1, 0)
    );
}

async fn contacts_are_checked_each_month_and_corrected(app: TestApp) {
    let (school, teacher, class) = teacher(&app).await;
    let card = school.student_card("7А").await;
    let path = || ContactsPath {
        school: "demo".into(),
        member: card,
    };
    let checked = teacher.ask::<ContactsChecked>(path()).version(1).done().await;
    assert_eq!((checked.version, checked.checked_at), (2, Some(app.now())));
    teacher
        .ask::<ContactsChecked>(path())
        .version(1)
        .refused(ProblemKind::Stale)
        .await;
    assert!(page(&teacher, class).done().await.students[0].card.checked);
    app.after(Duration::days(31));
    assert!(!page(&teacher, class).done().await.students[0].card.checked);
    let patch = |phone: &str| CardContactsPatch {
        email: None,
        phone: Some(phone.into()),
    };
    let update = |version, phone: &str| {
        teacher
            .ask::<ContactsUpdate>(path())
            .version(version)
            .body(&patch(phone))
    };
    let corrected = update(2, " +7 900 000-00-00 ").done().await;
    assert_eq!(
        (corrected.phone.as_str(), corrected.version),
        ("+7 900 000-00-00", 3)
    );
    assert!(page(&teacher, class).done().await.students[0].card.checked);
    update(3, &"1".repeat(61)).refused(ProblemKind::Invalid).await;
    let bad = CardContactsPatch {
        email: Some("не почта".into()),
        phone: None,
    };
    teacher
        .ask::<ContactsUpdate>(path())
        .version(3)
        .body(&bad)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(update(3, "").done().await.phone, "");
    let found = teacher.ask::<ContactsFind>(path()).done().await;
    assert_eq!(found.version, 4);
}

async fn only_the_own_class_is_open(app: TestApp) {
    let (school, teacher, class) = teacher(&app).await;
    let other = school.class("7Б").await;
    let (mine, stranger) = (school.student_card("7А").await, school.student_card("7Б").await);
    page(&teacher, other).refused(ProblemKind::NotFound).await;
    let contacts = |who: &Who, member| {
        who.ask::<ContactsFind>(ContactsPath {
            school: who.school.clone(),
            member,
        })
    };
    contacts(&teacher, stranger).refused(ProblemKind::NotFound).await;
    contacts(&teacher, mine).done().await;
    for role in [Capacity::Director, Capacity::JournalAdmin, Capacity::Secretary] {
        let who = school.person(&[role]).await;
        page(&who, class).done().await;
        page(&who, other).done().await;
    }
    for role in [
        Capacity::DeputyHead,
        Capacity::SystemAdmin,
        Capacity::Helper,
        Capacity::Teacher,
        Capacity::Staff,
        Capacity::Parent,
        Capacity::Student,
        Capacity::VendorAgent,
    ] {
        let who = school.in_role(role).await;
        page(&who, class).refused(ProblemKind::Forbidden).await;
        contacts(&who, mine).refused(ProblemKind::Forbidden).await;
    }
    let far = app.school("other").await.person(&[Capacity::Director]).await;
    page(&far, class).refused(ProblemKind::NotFound).await;
    contacts(&far, mine).refused(ProblemKind::NotFound).await;
    // Last year's class is closed with the year.
    app.database()
        .execute("UPDATE school SET year = 2027 WHERE slug = 'demo'", [])
        .await
        .unwrap();
    page(&teacher, class).refused(ProblemKind::NotFound).await;
}

async fn a_large_class_is_shown_whole(app: TestApp) {
    let (school, teacher, class) = teacher(&app).await;
    for _ in 0..40 {
        let child = school.student_card("7А").await;
        school.parent_card(&[child]).await;
    }
    let shown = page(&teacher, class).done().await;
    assert_eq!((shown.students.len(), shown.counts.people), (40, 80));
}
