//! Who asked to be called back: the list that helpers work off.

use chrono::{DateTime, Duration, Utc};
use podskazka::access::Permit;
use podskazka::store;
use podskazka::store::callbacks::NewCallback;
use podskazka_shared::access::Capacity;
use podskazka_shared::callbacks::{
    Callback, CallbackBody, CallbackForm, CallbackPath, CallbackState, CallbacksCount, CallbacksDismiss,
    CallbacksFind, CallbacksList, CallbacksQuery, CallbacksRegister, CallbacksTake, CallbacksTry,
    DismissBody, KEPT_DAYS, PublicCallbacksForm, WAITING_DAYS,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::CallbackId;
use podskazka_shared::privacy::{DataFormat, DataQuery, MeData};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{TicketBody, Topic};

use crate::filing::fields;
use crate::privacy_mentions::erased;
use crate::support::client::Ask;
use crate::support::desk::ticket;
use crate::support::{New, School, TestApp, Who, together};

/// A form of a school that was opened ten seconds ago.
pub async fn form(app: &TestApp, school: &str) -> CallbackForm {
    let path = SchoolPath {
        school: school.to_owned(),
    };
    let form = app.guest::<PublicCallbacksForm>(path).done().await;
    app.after(Duration::seconds(10));
    form
}

/// What somebody typed into it.
pub fn asked(token: &str) -> CallbackBody {
    CallbackBody {
        token: token.to_owned(),
        name: "Орлова Анна".into(),
        class_name: Some("7А".into()),
        phone: "8 900 123-45-67".into(),
        text: "Не приходит письмо с паролем.".into(),
        consent: true,
    }
}

/// Somebody on a school's list who can be called from a moment on.
pub async fn plant_at(school: &School, body: &CallbackBody, call_from: DateTime<Utc>) -> CallbackPath {
    let (app, permit) = (school.app(), Permit::of_anybody(school.id));
    let (at, id) = (app.now(), podskazka::clock::new_id::<CallbackId>(app.now()));
    let new = NewCallback { id, body, call_from };
    let written = app
        .store()
        .write(async |tx| store::callbacks::insert(tx, &permit, new, at).await);
    written.await.unwrap();
    CallbackPath {
        school: school.slug.clone(),
        callback: id,
    }
}

/// Somebody on a school's list.
pub async fn plant(school: &School) -> CallbackPath {
    plant_at(school, &asked(""), school.app().now()).await
}

fn sees(who: &Who, at: &CallbackPath) -> Ask<CallbacksFind> {
    who.ask::<CallbacksFind>(at.clone())
}

fn tries(who: &Who, at: &CallbackPath, version: i64) -> Ask<CallbacksTry> {
    who.ask::<CallbacksTry>(at.clone()).version(version)
}

fn takes(who: &Who, at: &CallbackPath, version: i64) -> Ask<CallbacksTake> {
    who.ask::<CallbacksTake>(at.clone()).version(version)
}

fn dismisses(who: &Who, at: &CallbackPath, version: i64) -> Ask<CallbacksDismiss> {
    let reason = " Вход уже получился. ".to_owned();
    let ask = who.ask::<CallbacksDismiss>(at.clone()).version(version);
    ask.body(&DismissBody { reason })
}

fn registers(who: &Who, at: &CallbackPath, requester: &Who) -> Ask<CallbacksRegister> {
    let body = TicketBody {
        topic: Topic::Access,
        requester: Some(requester.member),
        ..ticket("Не приходит письмо с паролем.")
    };
    who.ask::<CallbacksRegister>(at.clone()).body(&body)
}

pub async fn listed(who: &Who, state: Option<CallbackState>) -> Vec<Callback> {
    let query = CallbacksQuery {
        state,
        limit: Some(2),
        after: None,
    };
    let mut all = Vec::new();
    let mut query = query;
    loop {
        let page = who.ask::<CallbacksList>(who.path()).query(query.clone());
        let page = page.done().await;
        all.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

both![
    who_can_be_called_first_comes_first,
    a_helper_takes_calls_and_dismisses,
    a_helper_registers_whom_they_reached,
    what_is_registered_twice_at_once_is_one_request,
    only_a_card_of_the_school_and_never_oneself_is_registered,
    another_school_sees_nothing,
    what_was_handled_is_kept_for_a_month_and_what_was_not_for_two,
    the_erased_go_from_the_list,
];

async fn who_can_be_called_first_comes_first(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let mut planted = Vec::new();
    for hours in [30, 2, 2, 50, 2] {
        let from = app.now() + Duration::hours(hours);
        // Numbers that are not of one moment.
        planted.push(plant_at(&school, &asked(""), from).await.callback);
        app.after(Duration::seconds(0));
    }
    let order = [1, 2, 4, 0, 3].map(|place| planted[place]);
    let ids = |all: Vec<Callback>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let mut first = order;
    first[..3].sort_unstable();
    assert_eq!(ids(listed(&helper, None).await), first);
    for (id, number) in planted.iter().zip(1..) {
        let at = CallbackPath {
            school: "demo".into(),
            callback: *id,
        };
        if number > 3 {
            dismisses(&helper, &at, 1).done().await;
        }
    }
    let dismissed = listed(&helper, Some(CallbackState::Dismissed)).await;
    assert_eq!(ids(dismissed), [planted[3], planted[4]], "the newest first");
    assert_eq!(listed(&helper, Some(CallbackState::Waiting)).await.len(), 3);
    let count = helper.ask::<CallbacksCount>(helper.path()).done().await;
    assert_eq!((count.waiting, count.dropped), (3, 0));
}

async fn a_helper_takes_calls_and_dismisses(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, admin) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    );
    let at = plant(&school).await;
    let taken = takes(&helper, &at, 1).done().await;
    assert_eq!(taken.taken_by.as_ref().unwrap().id, helper.member);
    app.after(Duration::minutes(5));
    let tried = tries(&admin, &at, taken.version).done().await;
    assert_eq!(tried.tries.len(), 1);
    assert_eq!(tried.tries[0].at, app.now());
    assert_eq!(tried.tries[0].by.as_ref().unwrap().id, admin.member);
    assert_eq!(
        tried.taken_by.unwrap().id,
        admin.member,
        "who calls takes care of it"
    );
    // Of two who note the same call one is told that the other did.
    let problem = tries(&helper, &at, taken.version)
        .refused(ProblemKind::Stale)
        .await;
    assert_eq!(problem.current.unwrap()["version"], 3);
    let mut version = tried.version;
    for _ in 1..20 {
        version = tries(&helper, &at, version).done().await.version;
    }
    tries(&helper, &at, version)
        .refused(ProblemKind::WrongState)
        .await;
    let dismissed = dismisses(&helper, &at, version).done().await;
    assert_eq!(dismissed.state, CallbackState::Dismissed);
    assert_eq!(dismissed.reason.as_deref(), Some("Вход уже получился."));
    assert_eq!(dismissed.decided_by.unwrap().id, helper.member);
    assert_eq!(
        (dismissed.decided_at, dismissed.tries.len()),
        (Some(app.now()), 20)
    );
    let over = dismissed.version;
    takes(&admin, &at, over).refused(ProblemKind::WrongState).await;
    tries(&admin, &at, over).refused(ProblemKind::WrongState).await;
    dismisses(&admin, &at, over)
        .refused(ProblemKind::WrongState)
        .await;
    registers(&admin, &at, &helper)
        .refused(ProblemKind::WrongState)
        .await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'callback_handle'";
    assert_eq!(app.database().count(lines, []).await, 22);
    let tickets = "SELECT COUNT(*) FROM ticket";
    assert_eq!(app.database().count(tickets, []).await, 0);
}

async fn a_helper_registers_whom_they_reached(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let at = plant(&school).await;
    app.after(Duration::minutes(1));
    let ask = registers(&helper, &at, &parent).key("key");
    let answer = ask.send().await;
    let registered = answer.done();
    let address = format!("/api/v1/schools/demo/callbacks/{}", at.callback);
    assert_eq!(answer.header("location"), Some(address.as_str()));
    assert_eq!(registered.state, CallbackState::Registered);
    assert_eq!(registered.decided_by.as_ref().unwrap().id, helper.member);
    let ticket = registered.ticket.as_ref().unwrap();
    let filed = helper.sees(ticket.id).await.summary;
    assert_eq!(filed.number, ticket.number);
    assert_eq!(filed.requester.id, parent.member);
    assert_eq!(filed.filed_by.unwrap().id, helper.member);
    assert_eq!(filed.class_name.as_deref(), Some("7А"));
    // A lost answer is no harm; another key finds it done.
    let again = registers(&helper, &at, &parent).key("key").done().await;
    assert_eq!(again, registered);
    registers(&helper, &at, &parent)
        .refused(ProblemKind::WrongState)
        .await;
    assert_eq!(parent.lists(Default::default()).await.len(), 1);
    assert_eq!(sees(&helper, &at).done().await, registered);
    let lines = "SELECT CAST(fields AS TEXT) FROM audit WHERE action = 'callback_handle'";
    let lines: Vec<String> = app.database().column(lines, []).await;
    assert_eq!(lines, ["[\"callback_registered\"]"]);
}

async fn what_is_registered_twice_at_once_is_one_request(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, admin) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    );
    let teacher = school.person(&[Capacity::Teacher]).await;
    let beside = app.beside().await;
    let admin = admin.at_server(&beside);
    for round in 1..=5 {
        let at = plant(&school).await;
        let asks = [&helper, &admin].map(|who| {
            let ask = registers(who, &at, &teacher);
            async move { ask.send().await.status }
        });
        let mut statuses = together(asks).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        let tickets = "SELECT COUNT(*) FROM ticket";
        assert_eq!(app.database().count(tickets, []).await, round);
    }
}

async fn only_a_card_of_the_school_and_never_oneself_is_registered(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("elsewhere").await);
    let helper = school.person(&[Capacity::Helper]).await;
    let director = school.person(&[Capacity::Director]).await;
    let stranger = other.person(&[Capacity::Teacher]).await;
    let at = plant(&school).await;
    let problem = registers(&helper, &at, &stranger)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/requester", FieldErrorKind::NotFound)]);
    let problem = registers(&helper, &at, &helper)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/requester", FieldErrorKind::Required)]);
    let nobody = helper
        .ask::<CallbacksRegister>(at.clone())
        .body(&ticket("Не войти"));
    let problem = nobody.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/requester", FieldErrorKind::Required)]);
    // The head sees the list, and files for nobody else.
    registers(&director, &at, &helper)
        .refused(ProblemKind::Forbidden)
        .await;
    for capacity in [Capacity::Teacher, Capacity::Parent, Capacity::Secretary] {
        let who = school.person(&[capacity]).await;
        sees(&who, &at).refused(ProblemKind::Forbidden).await;
        registers(&who, &at, &helper)
            .refused(ProblemKind::Forbidden)
            .await;
    }
    let waiting = sees(&helper, &at).done().await;
    assert_eq!((waiting.state, waiting.version), (CallbackState::Waiting, 1));
}

async fn another_school_sees_nothing(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("elsewhere").await);
    let (helper, stranger) = (
        school.person(&[Capacity::Helper]).await,
        other.person(&[Capacity::Director, Capacity::JournalAdmin]).await,
    );
    let at = plant(&school).await;
    sees(&stranger, &at).refused(ProblemKind::NotFound).await;
    // Nor by the address of one's own school.
    let there = CallbackPath {
        school: "elsewhere".into(),
        ..at.clone()
    };
    sees(&stranger, &there).refused(ProblemKind::NotFound).await;
    dismisses(&stranger, &there, 1)
        .refused(ProblemKind::NotFound)
        .await;
    let own = other.person(&[Capacity::Teacher]).await;
    registers(&stranger, &there, &own)
        .refused(ProblemKind::NotFound)
        .await;
    assert!(listed(&stranger, None).await.is_empty());
    let count = stranger.ask::<CallbacksCount>(stranger.path()).done().await;
    assert_eq!(count.waiting, 0);
    assert_eq!(listed(&helper, None).await.len(), 1);
}

async fn what_was_handled_is_kept_for_a_month_and_what_was_not_for_two(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let [dismissed, registered, waiting] = [plant(&school).await, plant(&school).await, plant(&school).await];
    dismisses(&helper, &dismissed, 1).done().await;
    registers(&helper, &registered, &teacher).done().await;
    tries(&helper, &waiting, 1).done().await;
    let left = async || {
        podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
        let (entries, tries) = (
            "SELECT COUNT(*) FROM callback",
            "SELECT COUNT(*) FROM callback_try",
        );
        (
            app.database().count(entries, []).await,
            app.database().count(tries, []).await,
        )
    };
    app.after(Duration::days(KEPT_DAYS) - Duration::minutes(1));
    assert_eq!(left().await, (3, 1));
    app.after(Duration::minutes(1));
    assert_eq!(left().await, (1, 1));
    app.after(Duration::days(WAITING_DAYS - KEPT_DAYS));
    assert_eq!(left().await, (0, 0));
    // The request stays.
    assert_eq!(teacher.lists(Default::default()).await.len(), 1);
}

async fn the_erased_go_from_the_list(app: TestApp) {
    let school = app.school("demo").await;
    let (director, helper) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let gone = New {
        name: Some("Сидорова Елена Владимировна"),
        roles: &[Capacity::Teacher],
        ..New::default()
    };
    let gone = school.new_person(gone).await;
    let body = CallbackBody {
        name: "Сидорова Е.В.".into(),
        text: "Сидорова Елена не может войти.".into(),
        ..asked("")
    };
    let registered = plant_at(&school, &body, app.now()).await;
    registers(&helper, &registered, &gone).done().await;
    let waiting = plant_at(&school, &body, app.now()).await;
    let query = DataQuery {
        format: Some(DataFormat::Json),
    };
    let told = gone.ask::<MeData>(Nothing {}).query(query).done().await;
    let typed: Vec<_> = told.cards[0]
        .facts
        .iter()
        .filter(|fact| fact.what == "called_back")
        .collect();
    assert_eq!(typed.len(), 1, "what is tied to nobody yet is nobody's");
    assert!(typed[0].value.contains("8 900 123-45-67"));
    erased(&director, &gone).await;
    sees(&helper, &registered).refused(ProblemKind::NotFound).await;
    let left = sees(&helper, &waiting).done().await;
    assert_eq!(left.name, "[удалено]");
    assert_eq!(left.text, "[удалено] не может войти.");
}
