//! Views of the queue: each member's own, listing what the list lists, and counting what the member may read.

use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::privacy::{DataFormat, DataQuery, MeData};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    RequesterGroup, TicketBody, TicketOrder, TicketScope, TicketStatus, TicketsQuery, Topic,
};
use podskazka_shared::views::{
    MOST, View, ViewBody, ViewFilters, ViewPath, ViewsCreate, ViewsDelete, ViewsFind, ViewsList, ViewsReplace,
};

use crate::filing::fields;
use crate::privacy_mentions::erased;
use crate::support::client::Ask;
use crate::support::desk::ticket;
use crate::support::{New, TestApp, Who, together};

pub fn view() -> ViewBody {
    ViewBody {
        name: " Пароли ".into(),
        filters: ViewFilters {
            scope: Some(TicketScope::Work),
            status: Some(TicketStatus::Open),
            topic: Some(Topic::Access),
            group: None,
            channel: None,
            order: Some(TicketOrder::Due),
        },
    }
}

pub fn keeps(who: &Who, body: &ViewBody) -> Ask<ViewsCreate> {
    who.ask::<ViewsCreate>(who.path()).body(body)
}

fn at(who: &Who, view: &View) -> ViewPath {
    ViewPath {
        school: who.school.clone(),
        view: view.id,
    }
}

fn opens(who: &Who, view: &View) -> Ask<ViewsFind> {
    who.ask::<ViewsFind>(at(who, view))
}

fn rewrites(who: &Who, view: &View, body: &ViewBody) -> Ask<ViewsReplace> {
    who.ask::<ViewsReplace>(at(who, view))
        .version(view.version)
        .body(body)
}

fn deletes(who: &Who, view: &View) -> Ask<ViewsDelete> {
    who.ask::<ViewsDelete>(at(who, view)).version(view.version)
}

async fn all(who: &Who) -> Vec<View> {
    who.ask::<ViewsList>(who.path()).done().await.items
}

both![
    a_view_is_saved_renamed_and_deleted,
    a_view_is_its_owners_alone,
    a_view_counts_what_the_list_lists_and_its_owner_may_read,
    a_view_sent_again_is_saved_once,
    of_two_who_change_a_view_the_second_is_told,
    there_are_only_so_many,
    who_is_erased_leaves_no_views,
];

async fn a_view_is_saved_renamed_and_deleted(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let answer = keeps(&helper, &view()).send().await;
    let location = answer.header("location").unwrap().to_owned();
    let made = answer.done();
    assert!(location.ends_with(&format!("/views/{}", made.id)));
    assert_eq!(
        (made.name.as_str(), made.filters, made.count),
        ("Пароли", view().filters, 0)
    );
    helper.later();
    let second = ViewBody {
        name: "Всё".into(),
        filters: ViewFilters::default(),
    };
    keeps(&helper, &second).done().await;
    // In the order in which they were saved.
    let names = |views: Vec<View>| views.into_iter().map(|view| view.name).collect::<Vec<_>>();
    assert_eq!(names(all(&helper).await), ["Пароли", "Всё"]);
    let renamed = ViewBody {
        name: "Вход".into(),
        ..view()
    };
    let renamed = rewrites(&helper, &made, &renamed).done().await;
    assert_eq!((renamed.name.as_str(), renamed.version), ("Вход", 2));
    assert_eq!(
        (renamed.created_at, renamed.updated_at),
        (made.created_at, app.now())
    );
    deletes(&helper, &made).refused(ProblemKind::Stale).await;
    deletes(&helper, &renamed).done().await;
    opens(&helper, &made).refused(ProblemKind::NotFound).await;
    assert_eq!(names(all(&helper).await), ["Всё"]);
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'view_keep'";
    assert_eq!(app.database().count(lines, []).await, 4);
    let own = ViewBody {
        name: "Мои".into(),
        filters: ViewFilters {
            scope: Some(TicketScope::Mine),
            ..ViewFilters::default()
        },
    };
    let problem = keeps(&helper, &own).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/filters/scope", FieldErrorKind::NotOpen)]);
}

async fn a_view_is_its_owners_alone(app: TestApp) {
    let (school, elsewhere) = (app.school("demo").await, app.school("other").await);
    let helper = school.person(&[Capacity::Helper]).await;
    let kept = keeps(&helper, &view()).done().await;
    let others = [
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Director, Capacity::JournalAdmin]).await,
        elsewhere
            .person(&[Capacity::Director, Capacity::JournalAdmin])
            .await,
    ];
    for who in &others {
        assert!(all(who).await.is_empty());
        opens(who, &kept).refused(ProblemKind::NotFound).await;
        rewrites(who, &kept, &view()).refused(ProblemKind::NotFound).await;
        deletes(who, &kept).refused(ProblemKind::NotFound).await;
    }
    let in_demo = ViewPath {
        school: "demo".into(),
        view: kept.id,
    };
    others[2]
        .ask::<ViewsFind>(in_demo)
        .refused(ProblemKind::NotFound)
        .await;
    for role in [
        Capacity::Teacher,
        Capacity::Secretary,
        Capacity::Staff,
        Capacity::Parent,
    ] {
        let who = school.person(&[role]).await;
        who.ask::<ViewsList>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
        keeps(&who, &view()).refused(ProblemKind::Forbidden).await;
        opens(&who, &kept).refused(ProblemKind::Forbidden).await;
    }
    assert_eq!(opens(&helper, &kept).done().await, kept);
}

async fn a_view_counts_what_the_list_lists_and_its_owner_may_read(app: TestApp) {
    let school = app.school("demo").await;
    let new = |directions: &'static [Direction]| New {
        roles: &[Capacity::Helper],
        directions: Some(directions),
        ..New::default()
    };
    let technical = school.new_person(new(&[Direction::Technical])).await;
    let methodical = school.new_person(new(&[Direction::Methodical])).await;
    let director = school.person(&[Capacity::Director]).await;
    let child = school.student(Some("7А")).await;
    let (parent, teacher) = (
        school.parent(&[&child]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let mut filed = Vec::new();
    for (who, topic) in [
        (&parent, Topic::Access),
        (&teacher, Topic::Access),
        (&teacher, Topic::LessonPlanning),
        (&teacher, Topic::Access),
        (&director, Topic::Access),
    ] {
        let body = TicketBody {
            topic,
            ..ticket("Вопрос")
        };
        filed.push(who.files_body(&body).await.summary.id);
    }
    technical.assigns(filed[1], Some(&technical)).await;
    technical.answers(filed[3], "Готово").await;
    let every = [
        ViewFilters::default(),
        view().filters,
        ViewFilters {
            scope: Some(TicketScope::Assigned),
            ..ViewFilters::default()
        },
        ViewFilters {
            scope: Some(TicketScope::Unassigned),
            group: Some(RequesterGroup::Staff),
            ..ViewFilters::default()
        },
        ViewFilters {
            group: Some(RequesterGroup::Parent),
            ..ViewFilters::default()
        },
        ViewFilters {
            status: Some(TicketStatus::Overdue),
            ..ViewFilters::default()
        },
        ViewFilters {
            status: Some(TicketStatus::Done),
            ..ViewFilters::default()
        },
    ];
    for who in [&technical, &methodical, &director] {
        for filters in every {
            let body = ViewBody {
                name: "Вид".into(),
                filters,
            };
            who.later();
            keeps(who, &body).done().await;
        }
    }
    for _ in 0..2 {
        for who in [&technical, &methodical, &director] {
            let views = all(who).await;
            assert_eq!(views.len(), every.len());
            for view in views {
                let query = TicketsQuery {
                    limit: Some(100),
                    ..view.filters.query()
                };
                let listed = who.lists(query).await;
                let open = listed.iter().filter(|ticket| ticket.answered_at.is_none());
                let open = i64::try_from(open.count()).unwrap();
                assert_eq!(view.count, open, "{:?}", view.filters);
            }
        }
        // Overdue by now.
        app.after(chrono::Duration::days(3));
    }
    let counts = |views: Vec<View>| views.iter().map(|view| view.count).collect::<Vec<_>>();
    assert_eq!(counts(all(&technical).await)[1], 3);
    assert_eq!(counts(all(&methodical).await)[1], 0);
    // One's own is nothing to work on.
    assert_eq!(counts(all(&director).await)[1], 2);
}

async fn a_view_sent_again_is_saved_once(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let twins = (0..8).map(|_| {
        let ask = keeps(&helper, &view()).key("key");
        async move { ask.done().await.id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(all(&helper).await.len(), 1);
}

async fn of_two_who_change_a_view_the_second_is_told(app: TestApp) {
    let school = app.school("demo").await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let kept = keeps(&deputy, &view()).done().await;
    let asks = (0..6).map(|n| {
        let body = ViewBody {
            name: format!("Имя {n}"),
            ..view()
        };
        let ask = rewrites(&deputy, &kept, &body);
        async move { ask.send().await.status }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
    let problem = deletes(&deputy, &kept).refused(ProblemKind::Stale).await;
    assert_eq!(problem.current.unwrap()["version"], 2);
}

async fn there_are_only_so_many(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, other) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    for _ in 0..MOST - 1 {
        helper.later();
        keeps(&helper, &view()).done().await;
    }
    let asks = (0..3).map(|_| {
        let ask = keeps(&helper, &view());
        async move { ask.send().await.status }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422]);
    let problem = keeps(&helper, &view()).refused(ProblemKind::Invalid).await;
    assert_eq!(
        fields(&problem),
        [("/name", FieldErrorKind::TooMany { max: MOST })]
    );
    assert_eq!(all(&helper).await.len(), usize::try_from(MOST).unwrap());
    keeps(&other, &view()).done().await;
}

async fn who_is_erased_leaves_no_views(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let new = New {
        name: Some("Сидорова Елена Владимировна"),
        roles: &[Capacity::Helper],
        ..New::default()
    };
    let gone = school.new_person(new).await;
    let named = ViewBody {
        name: "Моё личное".into(),
        ..view()
    };
    keeps(&gone, &named).done().await;
    let about = ViewBody {
        name: "Вопросы: Сидорова Елена".into(),
        ..view()
    };
    let left = keeps(&director, &about).done().await;
    let query = DataQuery {
        format: Some(DataFormat::Json),
    };
    let data = gone.ask::<MeData>(Nothing {}).query(query).send().await;
    assert!(data.text().contains("Моё личное"), "{}", data.text());
    erased(&director, &gone).await;
    assert_eq!(opens(&director, &left).done().await.name, "Вопросы: [удалено]");
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM queue_view", []).await,
        1
    );
}
