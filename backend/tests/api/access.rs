//! Who sees which request, and what of it.

use podskazka_shared::access::Role;
use podskazka_shared::ids::TicketId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets as t;
use podskazka_shared::tickets::{Act, TicketScope, TicketStatus, TicketsAnswer, TicketsFind, TicketsQuery};

use crate::support::desk::step;
use crate::support::{School, TestApp, Who};

/// Members in each role, and in the pairs that people have.
async fn everybody(school: &School) -> Vec<Who> {
    let mut all = Vec::new();
    for role in Role::ALL {
        all.push(school.in_role(role).await);
    }
    let child = school.student(Some("5Б")).await;
    all.push(school.parent(&[&child]).await);
    let teacher_with_child = crate::support::New {
        roles: &[Role::Teacher, Role::Parent],
        children: &[&child],
        ..Default::default()
    };
    all.push(school.new_person(teacher_with_child).await);
    let helper_with_child = crate::support::New {
        roles: &[Role::Helper, Role::Parent],
        children: &[&child],
        ..Default::default()
    };
    all.push(school.new_person(helper_with_child).await);
    all.push(child);
    all
}

async fn one_of_each(all: &[Who]) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    for who in all {
        let mut body = crate::support::desk::ticket("Вопрос");
        let me = who
            .ask::<podskazka_shared::people::MeFind>(podskazka_shared::endpoint::Nothing {})
            .done()
            .await;
        let roles = &me.memberships[0].roles;
        if roles.iter().any(|role| role.is_staff()) {
            body.group = Some(t::RequesterGroup::Staff);
        } else if roles == &[Role::Parent] && me.memberships[0].children.is_empty() {
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
    let foreign = other
        .person(&[Role::Staff])
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
    // Director, teacher, a parent of one child, a helper with a child, the child.
    assert_eq!(seen(&all[0]).await, all.len());
    assert_eq!(seen(&all[6]).await, 1);
    assert_eq!(seen(&all[11]).await, 2);
    assert_eq!(seen(&all[13]).await, all.len());
    assert_eq!(seen(&all[14]).await, 1);
}

async fn a_foreign_request_is_in_no_list_whatever_is_asked_for(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let parent = school.parent(&[&school.student(Some("7А")).await]).await;
    let helper = school.person(&[Role::Helper]).await;
    let ticket = parent.files("Чужой вопрос").await.summary.id;
    helper.assigns(ticket, Some(&helper)).await;
    let strangers = [
        school.parent(&[&school.student(Some("7А")).await]).await,
        school
            .person(&[
                Role::Teacher,
                Role::ClassTeacher,
                Role::Secretary,
                Role::SystemAdmin,
                Role::Staff,
            ])
            .await,
        other.person(&[Role::Director, Role::Helper]).await,
        other
            .also(&school.student(Some("7А")).await, &[Role::Director])
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
        .person(&[Role::Staff])
        .await
        .files("Вопрос")
        .await
        .summary
        .id;
    let teacher = school.person(&[Role::Teacher]).await;
    let director_there = other.also(&teacher, &[Role::Director]).await;
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
    for role in [Role::Helper, Role::Director, Role::DeputyHead, Role::JournalAdmin] {
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
