//! Lists in pages: nothing twice, nothing left out, whatever comes in between.

use podskazka_shared::access::Capacity;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::Cursor;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    RequesterGroup, TicketBody, TicketOrder, TicketScope, TicketStatus, TicketsCreate, TicketsList,
    TicketsQuery, Topic,
};

use crate::support::desk::ticket;
use crate::support::{TestApp, Who};

/// Pages through the list, while something new is filed after each page.
async fn paged(who: &Who, order: TicketOrder, filer: &Who) -> Vec<TicketId> {
    let mut ids = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let query = TicketsQuery {
            order: Some(order),
            limit: Some(4),
            after,
            ..Default::default()
        };
        let page = who.ask::<TicketsList>(who.path()).query(query).done().await;
        assert!(page.items.len() == 4 || page.next.is_none());
        ids.extend(page.items.iter().map(|row| row.id));
        match page.next {
            Some(next) => after = Some(next),
            None => return ids,
        }
        if ids.len() < 40 {
            filer.files("Пока листают").await;
        }
    }
}

both![
    pages_together_are_the_whole_list_in_both_orders_while_more_comes,
    requests_filed_at_one_moment_are_paged_whole,
    filters_hold_together,
    a_limit_out_of_bounds_and_a_foreign_cursor_are_refused,
];

async fn pages_together_are_the_whole_list_in_both_orders_while_more_comes(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let mut filed = Vec::new();
    for number in 0..18 {
        filed.push(staff.files(&format!("Вопрос {number}")).await.summary.id);
    }
    for id in filed.iter().step_by(3) {
        helper.says(*id, "Смотрим").await;
    }
    for id in filed.iter().step_by(5) {
        helper.answers(*id, "Ответ").await;
    }
    let newest = paged(&helper, TicketOrder::Newest, &staff).await;
    filed.reverse();
    assert_eq!(newest, filed, "what came in between stands before the first page");

    let mut due = paged(&helper, TicketOrder::Due, &staff).await;
    let whole = helper
        .lists(TicketsQuery {
            order: Some(TicketOrder::Due),
            ..Default::default()
        })
        .await;
    let rank = |row: &podskazka_shared::tickets::TicketSummary| {
        (
            !row.state.is_open(),
            row.state.is_open() && row.considered_at.is_some(),
            row.due_at,
        )
    };
    assert!(
        whole.is_sorted_by_key(rank),
        "to be considered first, then considered, then done"
    );
    due.sort();
    let number = due.len();
    due.dedup();
    assert_eq!(due.len(), number, "nothing twice");
    assert!(filed.iter().all(|id| due.contains(id)), "nothing left out");
}

async fn requests_filed_at_one_moment_are_paged_whole(app: TestApp) {
    let school = app.school("demo").await;
    let staff = school.person(&[Capacity::Staff]).await;
    let file = || {
        staff
            .ask::<TicketsCreate>(staff.path())
            .body(&ticket("Вопрос"))
            .done()
    };
    crate::support::together((0..9).map(|_| file())).await;
    for order in [TicketOrder::Newest, TicketOrder::Due] {
        let query = TicketsQuery {
            order: Some(order),
            limit: Some(2),
            ..Default::default()
        };
        let mut ids: Vec<TicketId> = staff.lists(query).await.iter().map(|row| row.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 9);
    }
}

async fn filters_hold_together(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let parent = school.parent(&[&school.student(Some("7А")).await]).await;
    let about = TicketBody {
        topic: Topic::Attendance,
        ..ticket("Пропуск")
    };
    let attendance = staff
        .ask::<TicketsCreate>(staff.path())
        .body(&about)
        .done()
        .await
        .summary
        .id;
    let of_parent = parent.files("Вопрос родителя").await.summary.id;
    let of_helper = helper.files("Вопрос помощника").await.summary.id;
    helper.assigns(attendance, Some(&helper)).await;
    helper.answers(of_parent, "Ответ").await;
    let found = async |query: TicketsQuery| {
        helper
            .lists(query)
            .await
            .into_iter()
            .map(|row| row.id)
            .collect::<Vec<_>>()
    };
    let all = TicketsQuery::default();
    assert_eq!(
        found(TicketsQuery {
            topic: Some(Topic::Attendance),
            ..all.clone()
        })
        .await,
        [attendance]
    );
    assert_eq!(
        found(TicketsQuery {
            group: Some(RequesterGroup::Parent),
            ..all.clone()
        })
        .await,
        [of_parent]
    );
    assert_eq!(
        found(TicketsQuery {
            scope: Some(TicketScope::Mine),
            ..all.clone()
        })
        .await,
        [of_helper]
    );
    let assigned = TicketsQuery {
        scope: Some(TicketScope::Assigned),
        ..all.clone()
    };
    assert_eq!(found(assigned.clone()).await, [of_parent, attendance]);
    assert_eq!(
        found(TicketsQuery {
            status: Some(TicketStatus::Open),
            ..assigned.clone()
        })
        .await,
        [attendance]
    );
    assert_eq!(
        found(TicketsQuery {
            status: Some(TicketStatus::Done),
            ..assigned
        })
        .await,
        [of_parent]
    );
    assert_eq!(
        found(TicketsQuery {
            scope: Some(TicketScope::Unassigned),
            ..all
        })
        .await,
        [of_helper]
    );
}

async fn a_limit_out_of_bounds_and_a_foreign_cursor_are_refused(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    for n in 0..3 {
        helper.files(&n.to_string()).await;
    }
    let refused = async |query: TicketsQuery, pointer: &str| {
        let problem = helper
            .ask::<TicketsList>(school.path())
            .query(query)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
    };
    for limit in [0, 101, 65_535] {
        refused(
            TicketsQuery {
                limit: Some(limit),
                ..Default::default()
            },
            "?limit",
        )
        .await;
    }
    let first = TicketsQuery {
        limit: Some(1),
        ..Default::default()
    };
    let newest = helper
        .ask::<TicketsList>(school.path())
        .query(first.clone())
        .done()
        .await
        .next;
    let due = TicketsQuery {
        order: Some(TicketOrder::Due),
        ..first
    };
    let due = helper
        .ask::<TicketsList>(school.path())
        .query(due)
        .done()
        .await
        .next;
    refused(
        TicketsQuery {
            after: due,
            ..Default::default()
        },
        "?after",
    )
    .await;
    refused(
        TicketsQuery {
            after: newest,
            order: Some(TicketOrder::Due),
            ..Default::default()
        },
        "?after",
    )
    .await;
    refused(
        TicketsQuery {
            after: Some(Cursor("%".into())),
            ..Default::default()
        },
        "?after",
    )
    .await;
    for query in ["limit=-1", "limit=x", "order=random", "status="] {
        let request = app.request("GET", &format!("/api/v1/schools/demo/tickets?{query}"));
        let answer = crate::support::client::Raw::of(request.bearer_auth(helper.token().await)).await;
        answer.refused(ProblemKind::Invalid);
    }
}
