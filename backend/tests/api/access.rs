//! Who sees which request, and what of it.

use podskazka_shared::access::Capacity;
use podskazka_shared::ids::TicketId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets as t;
use podskazka_shared::tickets::{Act, TicketScope, TicketStatus, TicketsAnswer, TicketsFind, TicketsQuery};

use crate::support::desk::step;
use crate::support::people::PEOPLE;
use crate::support::{School, TestApp, Who};

/// Members in each role, and in the pairs that people have.
async fn everybody(school: &School) -> Vec<Who> {
    let mut all = Vec::new();
    for role in PEOPLE
        .iter()
        .copied()
        .filter(|role| *role != Capacity::VendorAgent)
    {
        all.push(school.in_role(role).await);
    }
    let child = school.student(Some("5Б")).await;
    all.push(school.parent(&[&child]).await);
    let teacher_with_child = crate::support::New {
        roles: &[Capacity::Teacher, Capacity::Parent],
        children: &[&child],
        ..Default::default()
    };
    all.push(school.new_person(teacher_with_child).await);
    let helper_with_child = crate::support::New {
        roles: &[Capacity::Helper, Capacity::Parent],
        children: &[&child],
        ..Default::default()
    };
    all.push(school.new_person(helper_with_child).await);
    all.push(child);
    all
}

/// People whose reaches need more than a role, and requests that only such a reach covers: a helper of one direction, class
/// teachers, who filed for somebody, and families with private and shared requests.
async fn every_reach(school: &School) -> (Vec<Who>, Vec<TicketId>) {
    use crate::support::New;
    use podskazka_shared::appointments::Direction;
    let director = school.person(&[Capacity::Director]).await;
    let version = director
        .ask::<podskazka_shared::schools::SchoolsFind>(school.path())
        .done()
        .await
        .version;
    let patch = podskazka_shared::schools::SchoolPatch {
        private_from_grade: Some(Some(5)),
        ..Default::default()
    };
    let update = director.ask::<podskazka_shared::schools::SchoolsUpdate>(school.path());
    update.version(version).body(&patch).done().await;
    let helper = New {
        roles: &[Capacity::Helper],
        directions: Some(&[Direction::Operation]),
        ..New::default()
    };
    let helper = school.new_person(helper).await;
    let leader = |class| New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some(class),
        ..New::default()
    };
    let (leader, neighbour) = (
        school.new_person(leader("9А")).await,
        school.new_person(leader("9Б")).await,
    );
    let secretary = school.person(&[Capacity::Secretary]).await;
    let child = school.student(Some("9А")).await;
    let (mother, father) = (school.parent(&[&child]).await, school.parent(&[&child]).await);
    let helping_father = New {
        roles: &[Capacity::Helper, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let helping_father = school.new_person(helping_father).await;
    let body = || t::TicketBody {
        topic: t::Topic::Attendance,
        ..crate::support::desk::ticket("Вопрос")
    };
    let addressed = |body| t::TicketBody {
        to_class_teacher: true,
        ..body
    };
    let about = |who: &Who| t::TicketBody {
        requester: Some(who.member),
        ..body()
    };
    let private = t::TicketBody {
        private: true,
        ..body()
    };
    let shared = t::TicketBody {
        shared: true,
        ..body()
    };
    let to_teacher = child.files_body(&addressed(body())).await.summary.id;
    let given = child.files_body(&addressed(body())).await.summary.id;
    let tickets = vec![
        to_teacher,
        given,
        child.files_body(&private).await.summary.id,
        mother.files_body(&shared).await.summary.id,
        mother.files_body(&body()).await.summary.id,
        secretary.files_body(&about(&father)).await.summary.id,
        leader.files_body(&about(&child)).await.summary.id,
    ];
    let attendance = New {
        roles: &[Capacity::Helper],
        directions: Some(&[Direction::Methodical]),
        ..New::default()
    };
    let assigned = school.new_person(attendance).await;
    leader.assigns(given, Some(&assigned)).await;
    let seen = async |who: &Who| {
        let mut seen = Vec::new();
        for (place, ticket) in tickets.iter().enumerate() {
            if finds(who, *ticket).await {
                seen.push(place);
            }
        }
        seen
    };
    assert!(seen(&helper).await.is_empty(), "of another direction");
    assert_eq!(seen(&assigned).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(seen(&leader).await, [0, 1, 6]);
    assert!(seen(&neighbour).await.is_empty());
    assert_eq!(seen(&secretary).await, [5]);
    assert_eq!(seen(&child).await, [0, 1, 2, 6]);
    assert_eq!(seen(&mother).await, [0, 1, 3, 4, 6]);
    assert_eq!(seen(&father).await, [0, 1, 3, 5, 6]);
    assert_eq!(
        seen(&helping_father).await,
        [0, 1, 3, 4, 5, 6],
        "all but what the own child keeps private"
    );
    let all = vec![
        helper,
        leader,
        neighbour,
        secretary,
        child,
        mother,
        father,
        helping_father,
        assigned,
    ];
    (all, tickets)
}

async fn one_of_each(all: &[Who]) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    for who in all {
        let mut body = crate::support::desk::ticket("Вопрос");
        let me = who
            .ask::<podskazka_shared::people::MeFind>(podskazka_shared::endpoint::Nothing {})
            .done()
            .await;
        let roles = &me.memberships[0].capacities;
        if roles.iter().any(|role| role.is_staff()) {
            body.group = Some(t::RequesterGroup::Staff);
        } else if roles == &[Capacity::Parent] && me.memberships[0].children.is_empty() {
            body.class_name = Some("1А".to_owned());
        }
        tickets.push(
            who.ask::<t::TicketsCreate>(who.path())
                .body(&body)
                .done()
                .await
                .summary
                .id,
        );
    }
    tickets
}

async fn finds(who: &Who, ticket: TicketId) -> bool {
    let answer = who.ask::<TicketsFind>(who.at(ticket)).send().await;
    if answer.status == 200 {
        return true;
    }
    answer.refused(ProblemKind::NotFound);
    false
}

both![
    what_a_list_shows_is_what_can_be_found_for_everybody,
    a_foreign_request_is_in_no_list_whatever_is_asked_for,
    what_one_is_elsewhere_gives_no_right_here,
    a_parent_sees_what_a_child_asked_and_writes_nothing_into_it,
    nobody_decides_in_their_own_case,
];

async fn what_a_list_shows_is_what_can_be_found_for_everybody(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let all = everybody(&school).await;
    let tickets = one_of_each(&all).await;
    let mut all = all;
    let mut tickets = tickets;
    let (more, theirs) = every_reach(&school).await;
    all.extend(more);
    tickets.extend(theirs);
    let foreign = other
        .person(&[Capacity::Staff])
        .await
        .files("Из другой школы")
        .await
        .summary
        .id;
    for who in &all {
        let listed: Vec<TicketId> = who
            .lists(TicketsQuery::default())
            .await
            .iter()
            .map(|row| row.id)
            .collect();
        for ticket in tickets.iter().chain([&foreign]) {
            assert_eq!(
                listed.contains(ticket),
                finds(who, *ticket).await,
                "{} {ticket}",
                who.name
            );
        }
        assert!(!listed.contains(&foreign));
    }
    let seen = async |who: &Who| who.lists(TicketsQuery::default()).await.len();
    // Director, teacher, a parent of one child, the child.
    assert_eq!(seen(&all[0]).await, tickets.len());
    assert_eq!(seen(&all[6]).await, 1);
    assert_eq!(seen(&all[11]).await, 2);
    assert_eq!(seen(&all[14]).await, 1);
    // A helper with a child sees all that was not sent to the class teacher.
    assert_eq!(seen(&all[13]).await, tickets.len() - 2);
}

async fn a_foreign_request_is_in_no_list_whatever_is_asked_for(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let parent = school.parent(&[&school.student(Some("7А")).await]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let ticket = parent.files("Чужой вопрос").await.summary.id;
    helper.assigns(ticket, Some(&helper)).await;
    let strangers = [
        school.parent(&[&school.student(Some("7А")).await]).await,
        school
            .person(&[
                Capacity::Teacher,
                Capacity::ClassTeacher,
                Capacity::Secretary,
                Capacity::SystemAdmin,
                Capacity::Staff,
            ])
            .await,
        other.person(&[Capacity::Director, Capacity::Helper]).await,
        other
            .also(&school.student(Some("7А")).await, &[Capacity::Director])
            .await,
    ];
    app.after(chrono::Duration::hours(30));
    let scopes = [
        None,
        Some(TicketScope::Mine),
        Some(TicketScope::Assigned),
        Some(TicketScope::Unassigned),
    ];
    let statuses = [
        None,
        Some(TicketStatus::Open),
        Some(TicketStatus::Done),
        Some(TicketStatus::Overdue),
    ];
    for stranger in &strangers {
        for (scope, status) in scopes
            .iter()
            .flat_map(|scope| statuses.map(|status| (*scope, status)))
        {
            for order in [t::TicketOrder::Newest, t::TicketOrder::Due] {
                let query = TicketsQuery {
                    scope,
                    status,
                    order: Some(order),
                    ..Default::default()
                };
                assert_eq!(stranger.lists(query).await, [], "{}", stranger.name);
            }
        }
    }
}

async fn what_one_is_elsewhere_gives_no_right_here(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let ticket = school
        .person(&[Capacity::Staff])
        .await
        .files("Вопрос")
        .await
        .summary
        .id;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let director_there = other.also(&teacher, &[Capacity::Director]).await;
    assert!(!finds(&teacher, ticket).await);
    assert!(
        !finds(&director_there, ticket).await,
        "the other school's address leads to its own requests only"
    );
}

async fn a_parent_sees_what_a_child_asked_and_writes_nothing_into_it(app: TestApp) {
    let school = app.school("demo").await;
    let (child, sibling) = (school.student(Some("7А")).await, school.student(Some("5Б")).await);
    let parent = school.parent(&[&child]).await;
    let ticket = child.files("Не вижу оценок").await.summary.id;
    let seen = parent.sees(ticket).await;
    assert_eq!((seen.may, seen.summary.mine), (Vec::new(), false));
    assert_eq!(seen.messages.len(), 1);
    let body = t::MessageBody {
        text: "За ребёнка".into(),
        internal: false,
        files: Vec::new(),
    };
    parent
        .ask::<t::MessagesCreate>(parent.at(ticket))
        .body(&body)
        .refused(ProblemKind::Forbidden)
        .await;
    assert_eq!(
        parent
            .lists(TicketsQuery {
                scope: Some(TicketScope::Mine),
                ..Default::default()
            })
            .await
            .len(),
        1
    );
    assert!(!finds(&sibling, ticket).await, "brothers and sisters do not");
    let of_parent = parent.files("Вопрос родителя").await.summary.id;
    assert!(
        !finds(&child, of_parent).await,
        "nor a child what the parent asked"
    );
}

async fn nobody_decides_in_their_own_case(app: TestApp) {
    let school = app.school("demo").await;
    for role in [
        Capacity::Helper,
        Capacity::Director,
        Capacity::DeputyHead,
        Capacity::JournalAdmin,
    ] {
        let helper = school.person(&[role]).await;
        let ticket = helper.files("Вопрос помощника").await;
        assert_eq!(ticket.may, [Act::Message, Act::Close], "{role:?}");
        let answer = helper
            .step::<TicketsAnswer>(ticket.summary.id)
            .await
            .body(&step("Отвечаю себе"));
        answer.refused(ProblemKind::Forbidden).await;
        assert_eq!(
            helper.says(ticket.summary.id, "Добавлю").await.side,
            t::Side::Requester
        );
        assert_eq!(helper.sees(ticket.summary.id).await.summary.considered_at, None);
    }
}
