//! The operator: runs the installation, and is nothing in its schools.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::platform::{
    FirstDirectorBody, OperatorBody, OperatorPath, PlatformActingBody, PlatformActingCreate,
    PlatformDirectorsCreate, PlatformDirectorsSlip, PlatformHealthFind, PlatformOperatorsCreate,
    PlatformOperatorsList, PlatformOperatorsRemove, PlatformQuery, PlatformSchoolBody, PlatformSchoolPath,
    PlatformSchoolsCreate, PlatformSchoolsList,
};
use podskazka_shared::problem::ProblemKind;

use crate::filing::fields;
use crate::guards::World;
use crate::support::cards::{comes_in, look};
use crate::support::client::{Raw, fresh_key};
use crate::support::people::PEOPLE;
use crate::support::spec::Operation;
use crate::support::{Kind as Database, TestApp, Who, together};

/// Somebody who runs the installation and belongs to a school of no interest.
async fn operator(app: &TestApp, slug: &str) -> Who {
    let operator = app.school(slug).await.person(&[Capacity::Staff]).await;
    operator.operates().await;
    operator
}

fn body(slug: &str) -> PlatformSchoolBody {
    PlatformSchoolBody {
        slug: slug.into(),
        name: " Гимназия ".into(),
        time_zone: "Asia/Yekaterinburg".into(),
    }
}

both![
    the_platform_is_closed_to_everybody_in_every_role,
    an_operator_is_nobody_in_every_school,
    an_operator_makes_a_school_and_its_first_head_once,
    the_first_head_comes_in_by_the_operators_slip,
    two_operators_who_take_one_slug_or_one_headship_make_one,
    operators_are_added_and_removed_but_never_oneself_or_the_last,
    an_operator_enters_who_acts_for_a_head_by_the_full_name,
    health_counts_and_tells_no_content,
];

async fn the_platform_is_closed_to_everybody_in_every_role(app: TestApp) {
    let world = World::of(&app).await;
    let everything = app.school("other").await.person(PEOPLE).await;
    let me = everything.ask::<MeFind>(Nothing {}).done().await;
    assert!(!me.operator);
    let all = Operation::all();
    let platform: Vec<_> = all.iter().filter(|o| o.action == "platform").collect();
    assert_eq!(platform.len(), 13);
    for operation in platform {
        assert!(operation.path.starts_with("/api/v1/platform/"));
        let request = app.request(&operation.method, &world.address(operation));
        let request = request.bearer_auth(everything.token().await).body("{garbage");
        Raw::of(request).await.refused(ProblemKind::Forbidden);
    }
}

async fn an_operator_is_nobody_in_every_school(app: TestApp) {
    let world = World::of(&app).await;
    let operator = operator(&app, "home").await;
    assert!(operator.ask::<MeFind>(Nothing {}).done().await.operator);
    for operation in Operation::all() {
        if operation.is_guest() || !operation.has("school") {
            continue;
        }
        let request = app.request(&operation.method, &world.address(&operation));
        let request = request
            .bearer_auth(operator.token().await)
            .header("Idempotency-Key", fresh_key())
            .header("If-Match", "\"1\"");
        let request = match &operation.example {
            Some(example) => request.json(example),
            None => request,
        };
        Raw::of(request).await.refused(ProblemKind::NotFound);
    }
}

async fn an_operator_makes_a_school_and_its_first_head_once(app: TestApp) {
    let operator = operator(&app, "home").await;
    let create = |slug: &str| {
        operator
            .ask::<PlatformSchoolsCreate>(Nothing {})
            .body(&body(slug))
    };
    let school = create("gymnasium-3").key("one").done().await;
    assert_eq!(
        (school.name.as_str(), school.people, school.has_director),
        ("Гимназия", 0, false)
    );
    let again = create("gymnasium-3").key("one").done().await;
    assert_eq!(again, school);
    let taken = create("gymnasium-3").refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&taken), [("/slug", Kind::Taken)]);
    for (wrong, pointer, kind) in [
        (body("Гимназия"), "/slug", Kind::Malformed),
        (
            PlatformSchoolBody {
                time_zone: "Mars/Base".into(),
                ..body("mars")
            },
            "/time_zone",
            Kind::NotFound,
        ),
    ] {
        let ask = operator.ask::<PlatformSchoolsCreate>(Nothing {}).body(&wrong);
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [(pointer, kind)]);
    }
    let path = PlatformSchoolPath { id: school.id };
    let first = |name: &str| {
        let body = FirstDirectorBody { name: name.into() };
        operator.ask::<PlatformDirectorsCreate>(path.clone()).body(&body)
    };
    let head = first(" Громов Андрей Львович ").key("head").done().await;
    assert_eq!(head.member.name, "Громов Андрей Львович");
    let again = first(" Громов Андрей Львович ").key("head").done().await;
    // The code is told once.
    assert_eq!((again.member, again.slip), (head.member, None));
    first("Второй Директор").refused(ProblemKind::WrongState).await;
    let query = PlatformQuery {
        limit: Some(1),
        after: None,
    };
    let page = operator
        .ask::<PlatformSchoolsList>(Nothing {})
        .query(query)
        .done()
        .await;
    assert_eq!((page.items[0].people, page.items[0].has_director), (1, true));
    let query = PlatformQuery {
        limit: None,
        after: page.next,
    };
    let rest = operator
        .ask::<PlatformSchoolsList>(Nothing {})
        .query(query)
        .done()
        .await;
    assert_eq!(
        rest.items
            .iter()
            .map(|school| school.slug.as_str())
            .collect::<Vec<_>>(),
        ["home"]
    );
    // The card has no sign-in, and the school is as closed to the operator as any.
    let people = "SELECT COUNT(*) FROM member WHERE person_id IS NULL";
    assert_eq!(app.database().count(people, []).await, 1);
}

async fn the_first_head_comes_in_by_the_operators_slip(app: TestApp) {
    let operator = operator(&app, "home").await;
    let school = app.school("gymnasium-3").await;
    let path = PlatformSchoolPath { id: school.id };
    let slip = || operator.ask::<PlatformDirectorsSlip>(path.clone());
    slip().refused(ProblemKind::WrongState).await;
    let nowhere = PlatformSchoolPath {
        id: podskazka::clock::new_id(app.now()),
    };
    let ask = operator.ask::<PlatformDirectorsSlip>(nowhere);
    ask.refused(ProblemKind::NotFound).await;
    let name = FirstDirectorBody {
        name: "Громов Андрей Львович".into(),
    };
    let first = operator.ask::<PlatformDirectorsCreate>(path.clone()).body(&name);
    let first = first.done().await;
    let lost = first.slip.unwrap();
    assert_eq!(lost.member, first.member);
    look(&app, &lost.code).done().await;
    let fresh = slip().done().await;
    look(&app, &lost.code).refused(ProblemKind::CodeOver).await;
    assert_eq!(fresh.member, first.member);
    let came_in = || async {
        let schools = operator.ask::<PlatformSchoolsList>(Nothing {}).done().await.items;
        let found = schools.into_iter().find(|one| one.id == school.id).unwrap();
        (found.has_director, found.director_came_in)
    };
    assert_eq!(came_in().await, (true, false));
    comes_in(&app, &fresh.code, "gromov").await;
    assert_eq!(came_in().await, (true, true));
    // From now on the school prints its slips itself.
    slip().refused(ProblemKind::WrongState).await;
    let lines = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'platform' ORDER BY at, id";
    let mut told: Vec<String> = app.database().column(lines, []).await;
    told.sort_unstable();
    let told: Vec<String> = told.iter().map(|line| line.replace(", ", ",")).collect();
    assert_eq!(told, ["[\"first_director\",\"invitation\"]", "[\"invitation\"]"]);
    // A slip of the operator's opens no second headship beside a head who came in.
    let other = app.school("school-5").await;
    let path = PlatformSchoolPath { id: other.id };
    let first = operator
        .ask::<PlatformDirectorsCreate>(path)
        .body(&name)
        .done()
        .await;
    other.person(&[Capacity::Director]).await;
    let code = first.slip.unwrap().code;
    look(&app, &code).refused(ProblemKind::CodeOver).await;
}

async fn two_operators_who_take_one_slug_or_one_headship_make_one(app: TestApp) {
    let (one, two) = (operator(&app, "home").await, operator(&app, "house").await);
    let beside = app.beside().await;
    let two = two.at_server(&beside);
    let both = [one.clone(), two.clone(), one.clone(), two.clone()];
    let tries = both.clone().into_iter().map(|who| async move {
        let ask = who.ask::<PlatformSchoolsCreate>(Nothing {}).body(&body("same"));
        ask.send().await.status
    });
    let mut made = together(tries).await;
    made.sort_unstable();
    assert_eq!(made, [201, 422, 422, 422]);
    let schools = one.ask::<PlatformSchoolsList>(Nothing {}).done().await.items;
    let id = schools.iter().find(|school| school.slug == "same").unwrap().id;
    let tries = both.into_iter().map(|who| async move {
        let body = FirstDirectorBody {
            name: "Громов Андрей Львович".into(),
        };
        let ask = who
            .ask::<PlatformDirectorsCreate>(PlatformSchoolPath { id })
            .body(&body);
        ask.send().await.status
    });
    let mut made = together(tries).await;
    made.sort_unstable();
    assert_eq!(made, [201, 409, 409, 409]);
}

async fn operators_are_added_and_removed_but_never_oneself_or_the_last(app: TestApp) {
    let first = operator(&app, "home").await;
    let second = app.school("demo").await.person(&[Capacity::Staff]).await;
    let add = |login: &str| {
        let body = OperatorBody { login: login.into() };
        first.ask::<PlatformOperatorsCreate>(Nothing {}).body(&body)
    };
    let nobody = add("nobody@school.test").refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&nobody), [("/login", Kind::NotFound)]);
    let added = add(&format!(" {} ", second.login.to_uppercase())).done().await;
    assert_eq!((added.id, added.me), (second.person, false));
    add(&second.login).key("once").done().await;
    let listed = first.ask::<PlatformOperatorsList>(Nothing {}).done().await.items;
    assert_eq!(listed.len(), 2);
    let remove =
        |by: &Who, whom: &Who| by.ask::<PlatformOperatorsRemove>(OperatorPath { person: whom.person });
    remove(&first, &first).refused(ProblemKind::Forbidden).await;
    remove(&first, &second).done().await;
    // A lost answer's repeat does not bring back what was taken away meanwhile.
    add(&second.login)
        .key("once")
        .refused(ProblemKind::NotFound)
        .await;
    let listed = first.ask::<PlatformOperatorsList>(Nothing {}).done().await.items;
    assert_eq!(listed.len(), 1);
    remove(&first, &second).refused(ProblemKind::NotFound).await;
    let health = second.ask::<PlatformHealthFind>(Nothing {});
    health.refused(ProblemKind::Forbidden).await;
    remove(&second, &first).refused(ProblemKind::Forbidden).await;
    // Two who remove each other at one moment: one stays.
    for _ in 0..4 {
        second.operates().await;
        first.operates().await;
        let (a, b) = tokio::join!(remove(&first, &second).send(), remove(&second, &first).send());
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 204, "{statuses:?}");
        assert_eq!(app.database().count("SELECT COUNT(*) FROM operator", []).await, 1);
    }
}

async fn an_operator_enters_who_acts_for_a_head_by_the_full_name(app: TestApp) {
    let operator = operator(&app, "home").await;
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let named = |name| crate::support::New {
        name: Some(name),
        roles: &[Capacity::DeputyHead],
        ..Default::default()
    };
    let deputy = school.new_person(named("Соколова Ксения Дмитриевна")).await;
    school.new_person(named("Двойник Иван Иванович")).await;
    school.new_person(named("Двойник Иван Иванович")).await;
    other.new_person(named("Чужой Пётр Петрович")).await;
    let enter = |name: &str| {
        let order = operator.acting_of(&deputy);
        let body = PlatformActingBody {
            name: name.into(),
            order_number: order.order_number,
            order_date: order.order_date,
            from: order.from,
            to: order.to,
        };
        let path = PlatformSchoolPath { id: school.id };
        operator.ask::<PlatformActingCreate>(path).body(&body)
    };
    for nobody in ["Никто Никем", "Двойник Иван Иванович", "Чужой Петр Петрович"]
    {
        let problem = enter(nobody).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/name", Kind::NotFound)]);
    }
    let entered = enter("соколова  ксения дмитриевна").key("order").done().await;
    assert_eq!(entered.member, deputy.member);
    assert_eq!(
        enter("соколова  ксения дмитриевна").key("order").done().await,
        entered
    );
    let me = deputy.ask::<MeFind>(Nothing {}).done().await;
    assert!(me.memberships[0].capacities.contains(&Capacity::Director));
    let trail = "SELECT action || ' ' || CAST(fields AS TEXT) FROM audit WHERE action = 'platform'";
    assert_eq!(
        app.database().column::<String>(trail, []).await,
        [r#"platform ["acting"]"#]
    );
}

async fn health_counts_and_tells_no_content(app: TestApp) {
    let operator = operator(&app, "home").await;
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    teacher.files("Совершенно тайный вопрос").await;
    let answer = operator.ask::<PlatformHealthFind>(Nothing {}).send().await;
    let health = answer.done();
    let database = match app.database().kind {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgresql",
    };
    assert_eq!(health.database, database);
    assert_eq!((health.schools, health.people, health.requests), (2, 2, 1));
    assert!(health.migrations >= 5 && !health.behind);
    assert!(!answer.text().contains("тайный"));
}

/// Does each thing of the operator once, for the trail; tells the operations.
pub async fn everything(operator: &Who, other: &Who) -> Vec<&'static str> {
    operator.operates().await;
    operator.later();
    let school = operator
        .ask::<PlatformSchoolsCreate>(Nothing {})
        .body(&body("trail"))
        .done()
        .await;
    operator.later();
    let path = PlatformSchoolPath { id: school.id };
    let head = FirstDirectorBody {
        name: "Громов Андрей Львович".into(),
    };
    let first = operator.ask::<PlatformDirectorsCreate>(path.clone()).body(&head);
    first.done().await;
    operator.later();
    operator.ask::<PlatformDirectorsSlip>(path).done().await;
    operator.later();
    let login = OperatorBody {
        login: other.login.clone(),
    };
    operator
        .ask::<PlatformOperatorsCreate>(Nothing {})
        .body(&login)
        .done()
        .await;
    operator.later();
    let path = OperatorPath { person: other.person };
    operator.ask::<PlatformOperatorsRemove>(path).done().await;
    operator.later();
    let schools = operator.ask::<PlatformSchoolsList>(Nothing {}).done().await.items;
    let id = schools.iter().find(|school| school.slug == "demo").unwrap().id;
    let order = operator.acting_of(other);
    let acting = PlatformActingBody {
        name: other.name.clone(),
        order_number: order.order_number,
        order_date: order.order_date,
        from: order.from,
        to: order.to,
    };
    let path = PlatformSchoolPath { id };
    operator
        .ask::<PlatformActingCreate>(path)
        .body(&acting)
        .done()
        .await;
    vec![
        "platform_schools_create",
        "platform_directors_create",
        "platform_directors_slip",
        "platform_operators_create",
        "platform_operators_remove",
        "platform_acting_create",
    ]
}
