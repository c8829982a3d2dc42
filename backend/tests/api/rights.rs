//! Requests follow the rights: filing for others, the class teacher, who may take what, and internal notes (P2, P5, T10).

use chrono::Duration;
use podskazka::outbox::tidy;
use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::ids::TicketId;
use podskazka_shared::people::StaffMember;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets as t;
use podskazka_shared::tickets::requesters::{Requester, RequestersList, RequestersQuery};
use podskazka_shared::tickets::{
    Act, AssignBody, MessageBody, MessagesCreate, RequesterGroup, Side, TicketBody, TicketCounts,
    TicketScope, TicketsAssign, TicketsCount, TicketsCreate, TicketsFind, TicketsHelpers, TicketsQuery,
    Topic,
};

use crate::filing::fields;
use crate::support::desk::ticket;
use crate::support::{New, School, TestApp, Who};

/// A request for somebody else.
fn about(who: &Who) -> TicketBody {
    TicketBody {
        requester: Some(who.member),
        ..ticket("За другого")
    }
}

fn to_class_teacher() -> TicketBody {
    TicketBody {
        to_class_teacher: true,
        ..ticket("Классному руководителю")
    }
}

async fn class_teacher(school: &School, class: &str) -> Who {
    let new = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some(class),
        ..New::default()
    };
    school.new_person(new).await
}

async fn helper_of(school: &School, directions: &[Direction]) -> Who {
    let new = New {
        roles: &[Capacity::Helper],
        directions: Some(directions),
        ..New::default()
    };
    school.new_person(new).await
}

async fn refused(who: &Who, body: &TicketBody, pointer: &str, kind: Kind) {
    let ask = who.ask::<TicketsCreate>(who.path()).body(body);
    let problem = ask.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [(pointer, kind)], "{}", who.name);
}

async fn finds(who: &Who, id: TicketId) -> bool {
    who.ask::<TicketsFind>(who.at(id)).send().await.status == 200
}

async fn search(who: &Who, name: &str) -> Vec<Requester> {
    let query = RequestersQuery { name: name.into() };
    who.ask::<RequestersList>(who.path())
        .query(query)
        .done()
        .await
        .items
}

async fn scoped(who: &Who, scope: TicketScope) -> Vec<TicketId> {
    let query = TicketsQuery {
        scope: Some(scope),
        ..TicketsQuery::default()
    };
    who.lists(query).await.into_iter().map(|row| row.id).collect()
}

async fn counts(who: &Who) -> TicketCounts {
    who.ask::<TicketsCount>(who.path()).done().await
}

async fn candidates(who: &Who, id: TicketId) -> Vec<StaffMember> {
    who.ask::<TicketsHelpers>(who.at(id)).done().await.items
}

both![
    the_desk_files_for_anybody_of_the_school_and_others_for_nobody,
    a_class_teacher_files_for_the_own_class_only,
    what_is_filed_for_somebody_is_theirs,
    people_are_found_by_name_as_far_as_one_may_file_for_them,
    a_request_to_the_class_teacher_stands_with_them_and_not_with_the_helpers,
    without_a_class_teacher_nothing_is_sent_to_one,
    when_nobody_leads_the_class_any_more_the_helpers_get_it,
    a_request_is_assigned_to_those_whom_it_fits,
    a_helper_sees_and_counts_their_directions_and_what_is_assigned,
    a_note_is_read_by_the_schools_help_and_not_by_the_class_teacher,
];

async fn the_desk_files_for_anybody_of_the_school_and_others_for_nobody(app: TestApp) {
    let school = app.school("demo").await;
    let elsewhere = app.school("other").await.person(&[Capacity::Staff]).await;
    let (student, teacher) = (
        school.student(Some("7А")).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let vendor = school.person(&[Capacity::VendorAgent]).await;
    let ended = school.person(&[Capacity::Staff]).await;
    app.database()
        .execute(
            &format!(
                "UPDATE member SET ended_at = created_at WHERE name = '{}'",
                ended.name
            ),
            [],
        )
        .await
        .unwrap();
    for capacity in [
        Capacity::DeputyHead,
        Capacity::JournalAdmin,
        Capacity::Secretary,
        Capacity::Helper,
    ] {
        let who = school.person(&[capacity]).await;
        for other in [&student, &teacher] {
            assert_eq!(
                who.files_body(&about(other)).await.summary.requester.id,
                other.member
            );
        }
        for nobody in [&elsewhere, &vendor, &ended] {
            refused(&who, &about(nobody), "/requester", Kind::NotFound).await;
        }
        let own = who.files_body(&about(&who)).await.summary;
        assert!(own.mine && own.filed_by.is_none(), "for oneself is as ever");
    }
    for capacity in [
        Capacity::Director,
        Capacity::SystemAdmin,
        Capacity::Teacher,
        Capacity::ClassTeacher,
        Capacity::Staff,
    ] {
        let who = school.person(&[capacity]).await;
        for other in [&student, &teacher, &elsewhere] {
            refused(&who, &about(other), "/requester", Kind::NotFound).await;
        }
    }
    let parent = school.parent(&[&student]).await;
    refused(&parent, &about(&student), "/requester", Kind::NotFound).await;
    refused(&student, &about(&parent), "/requester", Kind::NotFound).await;
}

async fn a_class_teacher_files_for_the_own_class_only(app: TestApp) {
    let school = app.school("demo").await;
    let leader = class_teacher(&school, "7А").await;
    let (mine, foreign) = (school.student(Some("7А")).await, school.student(Some("7Б")).await);
    let (parent, stranger) = (
        school.parent(&[&mine, &foreign]).await,
        school.parent(&[&foreign]).await,
    );
    leader.files_body(&about(&mine)).await;
    let filed = leader.files_body(&about(&parent)).await.summary;
    assert_eq!(
        filed.class_name.as_deref(),
        Some("7А"),
        "of the parent's children only that of the own class is there"
    );
    let of_other = TicketBody {
        child: Some(foreign.member),
        ..about(&parent)
    };
    refused(&leader, &of_other, "/child", Kind::NotFound).await;
    let colleague = school.person(&[Capacity::Teacher]).await;
    for nobody in [&foreign, &stranger, &colleague] {
        refused(&leader, &about(nobody), "/requester", Kind::NotFound).await;
    }
    // The right ends with the class.
    app.database()
        .execute("DELETE FROM class_teacher", [])
        .await
        .unwrap();
    refused(&leader, &about(&mine), "/requester", Kind::NotFound).await;
}

async fn what_is_filed_for_somebody_is_theirs(app: TestApp) {
    let school = app.school("demo").await;
    let (secretary, helper) = (
        school.person(&[Capacity::Secretary]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let filed = secretary.files_body(&about(&parent)).await;
    let id = filed.summary.id;
    assert_eq!(
        (filed.summary.group, filed.summary.class_name.as_deref()),
        (RequesterGroup::Parent, Some("7А")),
        "as the parent's card has it"
    );
    assert_eq!((filed.summary.mine, filed.may), (false, vec![Act::Message]));
    assert_eq!(filed.summary.filed_by.unwrap().id, secretary.member);
    let of_parent = parent.sees(id).await;
    assert!(of_parent.summary.mine);
    assert_eq!(of_parent.summary.filed_by.unwrap().id, secretary.member);
    assert_eq!(of_parent.may, [Act::Message, Act::Close, Act::Share]);
    assert_eq!(scoped(&parent, TicketScope::Mine).await, [id]);
    assert_eq!(scoped(&secretary, TicketScope::Filed).await, [id]);
    assert_eq!(scoped(&secretary, TicketScope::Mine).await, []);
    // The office speaks for the requester: it neither considers nor takes the request.
    assert_eq!(secretary.says(id, "Родитель уточнил").await.side, Side::Requester);
    let now = parent.sees(id).await.summary;
    assert_eq!((now.considered_at, now.assignee), (None, None));
    let answer = secretary.step::<t::TicketsAnswer>(id).await;
    answer
        .body(&crate::support::desk::step("Ответ"))
        .refused(ProblemKind::Forbidden)
        .await;
    let close = secretary.step::<t::TicketsClose>(id).await;
    close.refused(ProblemKind::Forbidden).await;
    helper.answers(id, "Готово").await;
    parent.rates(id, 5, None).await;
    assert!(finds(&secretary, id).await, "who filed it keeps reading it");
    assert_eq!(secretary.sees(id).await.rating, None);
    // What a helper files for somebody they may work on, and answer at once.
    let teacher = school.person(&[Capacity::Teacher]).await;
    let by_phone = helper.files_body(&about(&teacher)).await;
    assert!(by_phone.may.contains(&Act::Answer));
    let notices = "SELECT CAST(payload AS TEXT) FROM outbox ORDER BY created_at, id";
    let notices: Vec<String> = app.database().column(notices, []).await;
    let filed: Vec<_> = notices.iter().filter(|notice| notice.contains("filed")).collect();
    assert_eq!(filed.len(), 2);
    assert!(filed[0].contains(&parent.member.to_string()));
}

async fn people_are_found_by_name_as_far_as_one_may_file_for_them(app: TestApp) {
    let school = app.school("demo").await;
    let other = app.school("other").await;
    let named = async |school: &School, name, roles, class_name, children: &[&Who]| {
        let new = New {
            name: Some(name),
            roles,
            class_name,
            children,
            ..New::default()
        };
        school.new_person(new).await
    };
    let student = &[Capacity::Student];
    let mine = named(&school, "Орлова Мария Павловна", student, Some("7А"), &[]).await;
    let theirs = named(&school, "Орлов Семён Павлович", student, Some("7Б"), &[]).await;
    let parent = named(
        &school,
        "Орлов Павел Игоревич",
        &[Capacity::Parent],
        None,
        &[&mine, &theirs],
    )
    .await;
    named(&school, "Орлов 100%_\\", &[Capacity::Staff], None, &[]).await;
    named(&school, "Орлов Внешний", &[Capacity::VendorAgent], None, &[]).await;
    named(&other, "Орлов Чужой", student, Some("7А"), &[]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let names = async |who: &Who, name: &str| {
        let found = search(who, name).await;
        found.into_iter().map(|found| found.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names(&secretary, "орл").await,
        [
            "Орлов 100%_\\",
            "Орлов Павел Игоревич",
            "Орлов Семён Павлович",
            "Орлова Мария Павловна"
        ]
    );
    assert_eq!(
        names(&secretary, " ПАВЕЛ  орлов ").await,
        ["Орлов Павел Игоревич"]
    );
    assert_eq!(names(&secretary, "семен").await, ["Орлов Семён Павлович"]);
    assert_eq!(
        names(&secretary, "влов").await,
        Vec::<String>::new(),
        "words' beginnings only"
    );
    assert_eq!(names(&secretary, "100%").await, ["Орлов 100%_\\"]);
    assert_eq!(
        names(&secretary, "00%_").await,
        Vec::<String>::new(),
        "no pattern of one's own"
    );
    let found = search(&secretary, "Орлов Павел").await;
    let children: Vec<_> = found[0].children.iter().map(|child| child.id).collect();
    assert_eq!(
        (children.len(), found[0].groups.clone()),
        (2, vec![RequesterGroup::Parent])
    );
    // A class teacher: the own class and its parents, and of their children only those.
    let leader = class_teacher(&school, "7А").await;
    assert_eq!(
        names(&leader, "орл").await,
        ["Орлов Павел Игоревич", "Орлова Мария Павловна"]
    );
    let found = search(&leader, "Орлов Павел").await;
    let children: Vec<_> = found[0].children.iter().map(|child| child.id).collect();
    assert_eq!(children, [mine.member]);
    for short in ["", "о", " % "] {
        let query = RequestersQuery { name: short.into() };
        let ask = secretary.ask::<RequestersList>(secretary.path()).query(query);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("?name", Kind::Required)]);
    }
    for who in [&parent, &mine, &school.person(&[Capacity::Teacher]).await] {
        let query = RequestersQuery {
            name: "орлов".into()
        };
        let ask = who.ask::<RequestersList>(who.path()).query(query);
        ask.refused(ProblemKind::Forbidden).await;
    }
}

async fn a_request_to_the_class_teacher_stands_with_them_and_not_with_the_helpers(app: TestApp) {
    let school = app.school("demo").await;
    let (leader, neighbour) = (
        class_teacher(&school, "7А").await,
        class_teacher(&school, "7Б").await,
    );
    let (helper, admin) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    );
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    for who in [&child, &parent] {
        let filed = who.files_body(&to_class_teacher()).await.summary;
        let id = filed.id;
        assert!(filed.to_class_teacher);
        assert!(finds(&leader, id).await && finds(&admin, id).await);
        assert!(!finds(&neighbour, id).await && !finds(&helper, id).await);
        assert!(scoped(&leader, TicketScope::Addressed).await.contains(&id));
        assert!(scoped(&leader, TicketScope::Work).await.contains(&id));
        assert_eq!(scoped(&helper, TicketScope::Work).await, []);
        assert_eq!(counts(&leader).await.addressed, 1);
        assert_eq!(leader.says(id, "Посмотрю").await.side, Side::Staff);
        assert_eq!(leader.sees(id).await.summary.assignee.unwrap().id, leader.member);
        leader.answers(id, "Готово").await;
        assert_eq!(counts(&leader).await.addressed, 0);
    }
    // The class teacher hands over to a helper, who then sees it.
    let id = child.files_body(&to_class_teacher()).await.summary.id;
    leader.assigns(id, Some(&helper)).await;
    assert!(finds(&helper, id).await && finds(&leader, id).await);
    helper.answers(id, "Готово").await;
    // Staff have no class teacher; and one's own request one does not work on.
    let teacher = school.person(&[Capacity::Teacher]).await;
    refused(&teacher, &to_class_teacher(), "/to_class_teacher", Kind::NotOpen).await;
    let own = New {
        roles: &[Capacity::ClassTeacher, Capacity::Parent],
        class_name: Some("8А"),
        children: &[&school.student(Some("8А")).await],
        ..New::default()
    };
    let own = school.new_person(own).await;
    let body = TicketBody {
        group: Some(RequesterGroup::Parent),
        ..to_class_teacher()
    };
    refused(&own, &body, "/to_class_teacher", Kind::NoClassTeacher).await;
}

async fn without_a_class_teacher_nothing_is_sent_to_one(app: TestApp) {
    let school = app.school("demo").await;
    let (alone, homeless) = (school.student(Some("9В")).await, school.student(None).await);
    refused(
        &alone,
        &to_class_teacher(),
        "/to_class_teacher",
        Kind::NoClassTeacher,
    )
    .await;
    let body = TicketBody {
        class_name: Some("7А".into()),
        ..to_class_teacher()
    };
    class_teacher(&school, "7А").await;
    refused(&homeless, &body, "/to_class_teacher", Kind::NoClassTeacher).await;
    // One whose role is gone leads nobody.
    let led = school.student(Some("7А")).await;
    app.database()
        .execute(
            "UPDATE member_role SET role = 'teacher' WHERE role = 'class_teacher'",
            [],
        )
        .await
        .unwrap();
    refused(
        &led,
        &to_class_teacher(),
        "/to_class_teacher",
        Kind::NoClassTeacher,
    )
    .await;
}

async fn when_nobody_leads_the_class_any_more_the_helpers_get_it(app: TestApp) {
    let school = app.school("demo").await;
    let leader = class_teacher(&school, "7А").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let child = school.student(Some("7А")).await;
    let id = child.files_body(&to_class_teacher()).await.summary.id;
    leader.says(id, "Посмотрю").await;
    tidy(app.app(), app.now()).await.unwrap();
    assert!(!finds(&helper, id).await, "it is led");
    app.database()
        .execute("DELETE FROM class_teacher", [])
        .await
        .unwrap();
    assert!(!finds(&leader, id).await, "at once");
    tidy(app.app(), app.now()).await.unwrap();
    let now = helper.sees(id).await.summary;
    assert_eq!((now.to_class_teacher, now.assignee), (false, None));
    assert_eq!(scoped(&helper, TicketScope::Unassigned).await, [id]);
}

async fn a_request_is_assigned_to_those_whom_it_fits(app: TestApp) {
    let school = app.school("demo").await;
    let operation = helper_of(&school, &[Direction::Operation]).await;
    let methodical = helper_of(&school, &[Direction::Methodical]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let elsewhere = app.school("other").await.person(&[Capacity::JournalAdmin]).await;
    let body = TicketBody {
        topic: Topic::Access,
        ..ticket("Не войти")
    };
    let id = admin.files_body(&body).await.summary.id;
    let names = async |who: &Who| {
        let found = candidates(who, id).await;
        found.into_iter().map(|found| found.id).collect::<Vec<_>>()
    };
    let mut fitting = vec![operation.member, deputy.member];
    fitting.sort();
    let mut offered = names(&operation).await;
    offered.sort();
    assert_eq!(offered, fitting, "whom it fits, and never the requester");
    let to = |who: &Who| AssignBody {
        assignee: Some(who.member),
    };
    for nobody in [&methodical, &admin, &teacher, &elsewhere] {
        let assign = operation.step::<TicketsAssign>(id).await.body(&to(nobody));
        let problem = assign.refused(ProblemKind::Invalid).await;
        assert_eq!(
            fields(&problem),
            [("/assignee", Kind::NotFound)],
            "{}",
            nobody.name
        );
    }
    assert!(!finds(&methodical, id).await);
    // A helper hands over within what they may work on.
    operation.assigns(id, Some(&deputy)).await;
    deputy.assigns(id, Some(&operation)).await;
    let helpers = teacher.ask::<TicketsHelpers>(teacher.at(id));
    helpers.refused(ProblemKind::Forbidden).await;
    let own = admin.ask::<TicketsHelpers>(admin.at(id));
    own.refused(ProblemKind::Forbidden).await;
    let found = operation
        .ask::<TicketsHelpers>(operation.at(id))
        .query(t::MessagesQuery {
            limit: Some(1),
            after: None,
        });
    let first = found.done().await;
    let second = operation
        .ask::<TicketsHelpers>(operation.at(id))
        .query(t::MessagesQuery {
            limit: Some(1),
            after: first.next.clone(),
        });
    let second = second.done().await;
    assert_eq!((first.items.len(), second.items.len(), second.next), (1, 1, None));
    assert_ne!(first.items, second.items);
}

async fn a_helper_sees_and_counts_their_directions_and_what_is_assigned(app: TestApp) {
    let school = app.school("demo").await;
    let operation = helper_of(&school, &[Direction::Operation]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let on = |topic| TicketBody {
        topic,
        ..ticket("Вопрос")
    };
    let access = teacher.files_body(&on(Topic::Access)).await.summary.id;
    let lessons = teacher.files_body(&on(Topic::LessonPlanning)).await.summary.id;
    let own = operation.files_body(&on(Topic::Access)).await.summary.id;
    let queue = async |who: &Who| {
        let mut all = scoped(who, TicketScope::Work).await;
        all.sort();
        all
    };
    assert_eq!(queue(&operation).await, [access]);
    assert_eq!(queue(&admin).await, [access, lessons, own]);
    assert_eq!(queue(&teacher).await, []);
    assert!(finds(&operation, own).await && !finds(&operation, lessons).await);
    let assign = admin.step::<TicketsAssign>(lessons).await.body(&AssignBody {
        assignee: Some(operation.member),
    });
    assign.refused(ProblemKind::Invalid).await;
    operation.assigns(access, Some(&operation)).await;
    app.after(Duration::hours(25));
    assert_eq!(
        counts(&operation).await,
        TicketCounts {
            mine: 1,
            work: 1,
            assigned: 1,
            unassigned: 0,
            addressed: 0,
            overdue: 1
        }
    );
    let all = counts(&admin).await;
    assert_eq!((all.mine, all.work, all.unassigned, all.overdue), (0, 3, 2, 3));
    let none = counts(&teacher).await;
    assert_eq!((none.mine, none.work, none.overdue), (2, 0, 0));
}

async fn a_note_is_read_by_the_schools_help_and_not_by_the_class_teacher(app: TestApp) {
    let school = app.school("demo").await;
    let (leader, secretary) = (
        class_teacher(&school, "7А").await,
        school.person(&[Capacity::Secretary]).await,
    );
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let body = TicketBody {
        to_class_teacher: true,
        ..about(&child)
    };
    let id = secretary.files_body(&body).await.summary.id;
    leader.assigns(id, Some(&helper)).await;
    let before = child.sees(id).await.summary;
    app.after(Duration::minutes(5));
    admin.notes(id, "Между нами").await;
    helper.notes(id, "И я так думаю").await;
    let notes = async |who: &Who| {
        let shown = who.sees(id).await.messages;
        let listed = who.ask::<t::MessagesList>(who.at(id)).done().await.items;
        let count = |all: &[t::Message]| {
            all.iter()
                .filter(|message| message.kind == t::MessageKind::Note)
                .count()
        };
        assert_eq!(count(&shown), count(&listed));
        count(&shown)
    };
    assert_eq!((notes(&admin).await, notes(&helper).await), (2, 2));
    // The class teacher works on the request, and reads no notes all the same.
    let may = leader.sees(id).await.may;
    assert!(may.contains(&t::Act::Answer) && !may.contains(&t::Act::Note));
    for reader in [&child, &parent, &secretary, &leader] {
        assert_eq!(notes(reader).await, 0, "{}", reader.name);
        let page = reader
            .ask::<t::MessagesList>(reader.at(id))
            .query(t::MessagesQuery {
                limit: Some(1),
                after: None,
            });
        assert_eq!(page.done().await.next, None, "nor the place where notes stand");
    }
    assert_eq!(child.sees(id).await.summary.updated_at, before.updated_at);
    let notices = "SELECT CAST(payload AS TEXT) FROM outbox";
    let notices: Vec<String> = app.database().column(notices, []).await;
    assert!(
        notices
            .iter()
            .all(|notice| notice.contains("filed") || notice.contains("assigned")),
        "{notices:?}"
    );
    let write = |text: &str| MessageBody {
        text: text.into(),
        internal: true,
        files: Vec::new(),
    };
    for writer in [&secretary, &leader] {
        let ask = writer.ask::<MessagesCreate>(writer.at(id)).body(&write("Тоже"));
        ask.refused(ProblemKind::Forbidden).await;
    }
    // A note sent again by who may not work on it any more is not given back.
    let again = || {
        helper
            .ask::<MessagesCreate>(helper.at(id))
            .key("note")
            .body(&write("Ещё"))
    };
    again().done().await;
    app.database()
        .execute("DELETE FROM appointment", [])
        .await
        .unwrap();
    again().refused(ProblemKind::NotFound).await;
}
