//! What a family sees of each other's requests: private ones of a child, shared ones of a parent (P5).

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feedback::FeedbackList;
use podskazka_shared::ids::TicketId;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolPatch, SchoolsFind, SchoolsUpdate};
use podskazka_shared::tickets::{
    Act, MessageBody, MessagesCreate, RequesterGroup, ShareBody, TicketBody, TicketScope, TicketsAssign,
    TicketsCount, TicketsCreate, TicketsFind, TicketsHelpers, TicketsQuery, TicketsShare,
};

use crate::filing::fields;
use crate::support::desk::ticket;
use crate::support::{New, School, TestApp, Who};

async fn allow_from(school: &School, grade: Option<i16>) {
    let director = school.person(&[Capacity::Director]).await;
    let now = director.ask::<SchoolsFind>(school.path()).done().await;
    let patch = SchoolPatch {
        private_from_grade: Some(grade),
        ..SchoolPatch::default()
    };
    let update = director.ask::<SchoolsUpdate>(school.path()).version(now.version);
    assert_eq!(update.body(&patch).done().await.private_from_grade, grade);
}

fn private() -> TicketBody {
    TicketBody {
        private: true,
        ..ticket("Только между нами")
    }
}

fn shared() -> TicketBody {
    TicketBody {
        shared: true,
        ..ticket("Нам обоим")
    }
}

async fn refused(who: &Who, body: &TicketBody, pointer: &str, kind: Kind) {
    let ask = who.ask::<TicketsCreate>(who.path()).body(body);
    let problem = ask.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [(pointer, kind)], "{}", who.name);
}

async fn sees(who: &Who, id: TicketId) -> bool {
    let listed = who.lists(TicketsQuery::default()).await;
    let mine = TicketsQuery {
        scope: Some(TicketScope::Mine),
        ..TicketsQuery::default()
    };
    let mine = who.lists(mine).await;
    let found = who.ask::<TicketsFind>(who.at(id)).send().await.status == 200;
    assert_eq!(listed.iter().any(|row| row.id == id), found);
    assert!(found || !mine.iter().any(|row| row.id == id));
    found
}

both![
    a_child_keeps_a_request_private_from_the_class_on_that_the_school_set,
    a_private_request_is_not_there_for_a_parent_in_whatever_they_act,
    a_parent_shares_with_the_other_parents_of_the_child,
];

async fn a_child_keeps_a_request_private_from_the_class_on_that_the_school_set(app: TestApp) {
    let school = app.school("demo").await;
    let (young, old, homeless) = (
        school.student(Some("8А")).await,
        school.student(Some("9А")).await,
        school.student(None).await,
    );
    let parent = school.parent(&[&young, &old]).await;
    let may = async |who: &Who| {
        let me = who.ask::<MeFind>(Nothing {}).done().await;
        me.memberships[0].may_keep_private
    };
    refused(&old, &private(), "/private", Kind::NotOpen).await;
    assert!(!may(&old).await, "off by default");
    allow_from(&school, Some(9)).await;
    assert_eq!(
        (may(&young).await, may(&old).await, may(&parent).await),
        (false, true, false)
    );
    refused(&young, &private(), "/private", Kind::NotOpen).await;
    let typed = TicketBody {
        class_name: Some("11А".into()),
        ..private()
    };
    refused(&homeless, &typed, "/private", Kind::NotOpen).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    refused(&teacher, &private(), "/private", Kind::NotOpen).await;
    let of_parent = TicketBody {
        child: Some(old.member),
        ..private()
    };
    refused(&parent, &of_parent, "/private", Kind::NotOpen).await;
    let (open, kept) = (
        old.files("Открыто").await.summary.id,
        old.files_body(&private()).await.summary,
    );
    assert!(kept.private);
    assert!(sees(&parent, open).await && !sees(&parent, kept.id).await);
    assert!(sees(&old, kept.id).await);
    let count = parent.ask::<TicketsCount>(parent.path()).done().await;
    assert_eq!(count.mine, 1);
    let path = parent.at(kept.id);
    let thread = parent.ask::<podskazka_shared::tickets::MessagesList>(path);
    thread.refused(ProblemKind::NotFound).await;
    // What was promised stays, when the school lets no further one be private.
    allow_from(&school, None).await;
    refused(&old, &private(), "/private", Kind::NotOpen).await;
    assert!(!sees(&parent, kept.id).await);
    for grade in [0, 12] {
        let director = school.person(&[Capacity::Director]).await;
        let now = director.ask::<SchoolsFind>(school.path()).done().await;
        let patch = SchoolPatch {
            private_from_grade: Some(Some(grade)),
            ..SchoolPatch::default()
        };
        let update = director.ask::<SchoolsUpdate>(school.path()).version(now.version);
        let problem = update.body(&patch).refused(ProblemKind::Invalid).await;
        assert_eq!(problem.errors[0].pointer, "/private_from_grade");
    }
}

async fn a_private_request_is_not_there_for_a_parent_in_whatever_they_act(app: TestApp) {
    let school = app.school("demo").await;
    allow_from(&school, Some(7)).await;
    let child = school.student(Some("7А")).await;
    let leader = New {
        roles: &[Capacity::ClassTeacher, Capacity::Parent],
        class_name: Some("7А"),
        children: &[&child],
        ..New::default()
    };
    let leader = school.new_person(leader).await;
    let to_leader = TicketBody {
        to_class_teacher: true,
        ..private()
    };
    refused(&child, &to_leader, "/to_class_teacher", Kind::NoClassTeacher).await;
    let mut family = vec![leader];
    for capacity in [Capacity::Helper, Capacity::JournalAdmin, Capacity::Director] {
        let both = New {
            roles: &[capacity, Capacity::Parent],
            children: &[&child],
            ..New::default()
        };
        family.push(school.new_person(both).await);
    }
    let helper = school.person(&[Capacity::Helper]).await;
    let id = child.files_body(&private()).await.summary.id;
    let work = TicketsQuery {
        scope: Some(TicketScope::Work),
        ..TicketsQuery::default()
    };
    for parent in &family {
        assert!(!sees(parent, id).await, "{}", parent.name);
        assert_eq!(parent.lists(work.clone()).await, []);
        let count = parent.ask::<TicketsCount>(parent.path()).done().await;
        assert_eq!((count.mine, count.work), (0, 0));
        let body = podskazka_shared::tickets::AssignBody {
            assignee: Some(parent.member),
        };
        let assign = helper.step::<TicketsAssign>(id).await.body(&body);
        assign.refused(ProblemKind::Invalid).await;
    }
    let offered = helper.ask::<TicketsHelpers>(helper.at(id)).done().await.items;
    let offered: Vec<_> = offered.into_iter().map(|found| found.id).collect();
    assert!(family.iter().all(|parent| !offered.contains(&parent.member)));
    assert!(offered.contains(&helper.member));
    // Nor what the child thinks of the answer.
    helper.answers(id, "Ответ").await;
    child.rates(id, 1, Some("Тайна")).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let comments = async |who: &Who| who.ask::<FeedbackList>(who.path()).done().await.items.len();
    let director = family.last().unwrap();
    assert_eq!((comments(&deputy).await, comments(director).await), (1, 0));
}

async fn a_parent_shares_with_the_other_parents_of_the_child(app: TestApp) {
    let school = app.school("demo").await;
    let (child, sibling) = (school.student(Some("7А")).await, school.student(Some("5Б")).await);
    let (mother, father, stranger) = (
        school.parent(&[&child, &sibling]).await,
        school.parent(&[&child]).await,
        school.parent(&[&sibling]).await,
    );
    let about = |body: TicketBody| TicketBody {
        child: Some(child.member),
        ..body
    };
    let kept = mother.files_body(&about(ticket("Только моё"))).await.summary.id;
    assert!(!sees(&father, kept).await, "never another parent's unless shared");
    let given = mother.files_body(&about(shared())).await;
    assert!(given.summary.shared && given.may.contains(&Act::Share));
    let id = given.summary.id;
    let seen = father.sees(id).await;
    assert_eq!(
        (seen.summary.mine, seen.may),
        (false, Vec::new()),
        "reads, and no more"
    );
    assert!(sees(&father, id).await);
    assert!(!sees(&stranger, id).await && !sees(&child, id).await);
    let body = MessageBody {
        text: "И я".into(),
        internal: false,
        files: Vec::new(),
    };
    let write = father.ask::<MessagesCreate>(father.at(id)).body(&body);
    write.refused(ProblemKind::Forbidden).await;
    let share = async |who: &Who, id, shared| who.step::<TicketsShare>(id).await.body(&ShareBody { shared });
    share(&father, id, false)
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    let taken = share(&mother, id, false).await.done().await;
    assert!(!taken.summary.shared && !sees(&father, id).await);
    share(&mother, kept, true).await.done().await;
    assert!(sees(&father, kept).await);
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    share(&admin, kept, false)
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    // Only a parent's request about a child can be shared.
    let teacher = New {
        roles: &[Capacity::Teacher, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let as_staff = TicketBody {
        group: Some(RequesterGroup::Staff),
        ..shared()
    };
    refused(&teacher, &as_staff, "/shared", Kind::NotOpen).await;
    refused(&child, &shared(), "/shared", Kind::NotOpen).await;
    let childless = school.parent(&[]).await;
    let typed = TicketBody {
        class_name: Some("1А".into()),
        ..shared()
    };
    refused(&childless, &typed, "/shared", Kind::NotOpen).await;
    let own = teacher.files_as(RequesterGroup::Staff, "Рабочее").await;
    assert!(!own.may.contains(&Act::Share));
    let step = share(&teacher, own.summary.id, true).await;
    step.refused(ProblemKind::WrongState).await;
    let own = child.files("Моё").await.summary.id;
    share(&child, own, true)
        .await
        .refused(ProblemKind::Forbidden)
        .await;
}
