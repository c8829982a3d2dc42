//! Programs at work: for themselves within their scopes, and for a member only on what is that member's.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::classes::{ClassPath, ClassesTeachers};
use podskazka_shared::clients::Scope;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{ClientId, MemberId, PersonId, TicketId};
use podskazka_shared::people::StaffList;
use podskazka_shared::people::cards::{MemberPath, PeopleTies, PeopleUpdate};
use podskazka_shared::people::imports::ImportsCreate;
use podskazka_shared::privacy::{CardBody, ErasurePath, ErasuresApprove, MeErasuresCreate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::SchedulesList;
use podskazka_shared::schools::SchoolsFind;
use podskazka_shared::tickets::{
    MessageKind, MessagesCreate, MessagesList, TicketPath, TicketState, TicketsClose, TicketsCreate,
    TicketsFind, TicketsList,
};
use serde_json::json;

use crate::guards::World;
use crate::idempotency::message;
use crate::support::client::{Raw, fresh_key};
use crate::support::desk::ticket;
use crate::support::journal::{Journal, bearing};
use crate::support::people::PEOPLE;
use crate::support::spec::Operation;
use crate::support::{New, School, TestApp, Who};

/// A school whose journal may do everything that a program may.
async fn desk(app: &TestApp) -> (School, Who, Journal) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    director.is_called("head").await;
    let journal = director.makes_client(Scope::ALL).await;
    (school, director, journal)
}

fn at(school: &School, ticket: TicketId) -> TicketPath {
    TicketPath {
        school: school.slug.clone(),
        ticket,
    }
}

async fn files(journal: &Journal, school: &School, for_whom: &str, text: &str) -> TicketId {
    journal.app.after(Duration::seconds(1));
    let ask = journal.ask_for::<TicketsCreate>(for_whom, school.path()).await;
    ask.body(&ticket(text)).done().await.summary.id
}

async fn lists(journal: &Journal, school: &School, for_whom: &str) -> Vec<TicketId> {
    let ask = journal.ask_for::<TicketsList>(for_whom, school.path()).await;
    let page = ask.done().await;
    page.items.into_iter().map(|ticket| ticket.id).collect()
}

both![
    for_itself_a_program_does_what_its_scopes_say_and_touches_no_request,
    every_operation_is_open_to_programs_by_its_scope_alone,
    for_a_member_a_program_files_reads_writes_and_closes,
    the_trail_and_the_events_name_the_program_and_in_whose_name,
    for_whomever_it_acts_a_program_gets_to_what_is_theirs_only,
    a_parents_program_sees_what_their_child_asked_and_not_what_it_keeps_private,
    nobody_changes_their_own_rights_through_their_program,
    keys_of_a_program_are_its_own_and_of_one_member,
    whoever_is_not_in_the_school_cannot_be_acted_for,
    a_header_that_cannot_be_read_is_told_so,
    somebody_without_an_account_is_served_too,
    a_right_that_a_member_loses_their_program_loses_with_the_next_request,
    what_a_program_sent_for_somebody_is_forgotten_with_them,
];

async fn for_itself_a_program_does_what_its_scopes_say_and_touches_no_request(app: TestApp) {
    let (school, director, all) = desk(&app).await;
    let id = director.files("Вопрос").await.summary.id;
    let narrow = director.makes_client(&[Scope::ScheduleRead]).await;
    all.ask::<SchoolsFind>(school.path()).await.done().await;
    all.ask::<SchedulesList>(school.path()).await.done().await;
    narrow.ask::<SchedulesList>(school.path()).await.done().await;
    narrow
        .ask::<SchoolsFind>(school.path())
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    // Requests are somebody's: without a name there is nobody's to touch.
    all.ask::<TicketsList>(school.path())
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    all.ask::<TicketsFind>(at(&school, id))
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    let file = all.ask::<TicketsCreate>(school.path()).await;
    file.body(&ticket("Вопрос")).refused(ProblemKind::Forbidden).await;
    all.ask::<StaffList>(school.path())
        .await
        .refused(ProblemKind::Forbidden)
        .await;
    // By id as by slug; in another school it is nothing.
    let other = app.school("other").await;
    let by_id = podskazka_shared::schools::SchoolPath {
        school: school.id.to_string(),
    };
    all.ask::<SchoolsFind>(by_id).await.done().await;
    all.ask::<SchoolsFind>(other.path())
        .await
        .refused(ProblemKind::NotFound)
        .await;
    let foreign = other.person(&[Capacity::Director]).await;
    foreign.is_called("head").await;
    all.ask_for::<TicketsList>("head", other.path())
        .await
        .refused(ProblemKind::NotFound)
        .await;
}

/// Generated over the description: no scope, no way in, whoever the program acts for; and without exactly its scope neither.
async fn every_operation_is_open_to_programs_by_its_scope_alone(app: TestApp) {
    let world = World::of(&app).await;
    world.director.is_called("head").await;
    let all = world.director.makes_client(Scope::ALL).await;
    let mut open = Vec::new();
    for operation in Operation::all().iter().filter(|o| !o.is_guest()) {
        let own = Scope::ALL.iter().find(|scope| scope.code() == operation.action);
        let security = operation.json["security"].as_array().unwrap();
        let told = security
            .iter()
            .find_map(|way| Some(way.get("client")?[0].as_str()?.to_owned()));
        assert_eq!(told.as_deref(), own.map(|scope| scope.code()), "{}", operation.id);
        let others: Vec<Scope> = match own {
            None => Scope::ALL.to_vec(),
            Some(own) => Scope::ALL
                .iter()
                .copied()
                // Whatever is done to requests brings reading with it.
                .filter(|scope| scope != own && (*own != Scope::TicketRead || !scope.is_of_tickets()))
                .collect(),
        };
        let without = match others.len() == Scope::ALL.len() {
            true => all.clone(),
            false => world.director.makes_client(&others).await,
        };
        let token = without.token().await;
        for name in [None, Some("head")] {
            let mut request = app
                .request(&operation.method, &world.address(operation))
                .bearer_auth(&token)
                .header("Idempotency-Key", fresh_key())
                .header("If-Match", "\"1\"");
            if let Some(name) = name {
                request = request.header("On-Behalf-Of", name);
            }
            let answer = Raw::of(request.json(&operation.example)).await;
            // What the program cannot even read is not there for it.
            assert!(
                matches!(
                    answer.problem().kind,
                    ProblemKind::Forbidden | ProblemKind::NotFound
                ),
                "{} {name:?}: {}",
                operation.id,
                answer.text()
            );
        }
        if own.is_some() {
            open.push(operation.id.clone());
        }
    }
    open.sort_unstable();
    assert!(open.contains(&"tickets_create".to_owned()), "{open:?}");
}

async fn for_a_member_a_program_files_reads_writes_and_closes(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let (parent, helper) = (school.parent(&[]).await, school.person(&[Capacity::Helper]).await);
    parent.is_called("родитель-7").await;
    let body = podskazka_shared::tickets::TicketBody {
        class_name: Some("7А".into()),
        ..ticket("Не вижу оценок")
    };
    let ask = journal
        .ask_for::<TicketsCreate>("родитель-7", school.path())
        .await;
    let answer = ask.body(&body).send().await;
    let filed = answer.done();
    assert_eq!(filed.summary.requester.id, parent.member);
    assert!(filed.summary.mine);
    let id = filed.summary.id;
    assert_eq!(parent.sees(id).await, filed, "as the parent sees it");
    helper.asks(id, "Какой класс?").await;
    helper.notes(id, "тайная заметка").await;
    app.after(Duration::seconds(1));
    let say = journal
        .ask_for::<MessagesCreate>("родитель-7", at(&school, id))
        .await;
    let said = say.body(&message("Седьмой")).done().await;
    assert_eq!(said.kind, MessageKind::Message);
    let thread = journal
        .ask_for::<MessagesList>("родитель-7", at(&school, id))
        .await
        .send()
        .await;
    assert_eq!(thread.done().items.len(), 3);
    assert!(!thread.text().contains("тайная"));
    let note = journal
        .ask_for::<MessagesCreate>("родитель-7", at(&school, id))
        .await;
    note.json(&json!({"text": "заметка", "internal": true}))
        .refused(ProblemKind::Forbidden)
        .await;
    let version = parent.sees(id).await.summary.version;
    app.after(Duration::seconds(1));
    let close = journal
        .ask_for::<TicketsClose>("родитель-7", at(&school, id))
        .await;
    let closed = close.version(version).done().await;
    assert_eq!(closed.summary.state, TicketState::Closed);
    assert_eq!(lists(&journal, &school, "родитель-7").await, [id]);
}

async fn the_trail_and_the_events_name_the_program_and_in_whose_name(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let staff = school.person(&[Capacity::Staff]).await;
    staff.is_called("s1").await;
    let id = files(&journal, &school, "s1", "Вопрос").await;
    app.after(Duration::seconds(1));
    let say = journal.ask_for::<MessagesCreate>("s1", at(&school, id)).await;
    say.body(&message("Слово")).done().await;
    staff.says(id, "Сам").await;
    let whose = |sql: &'static str| {
        let app = app.clone();
        async move { app.database().column::<Option<ClientId>>(sql, []).await }
    };
    let of_events = whose("SELECT client_id FROM ticket_event ORDER BY at, id").await;
    assert_eq!(of_events, [Some(journal.id), Some(journal.id), None]);
    let actors: Vec<MemberId> = app
        .database()
        .column("SELECT actor_id FROM ticket_event", [])
        .await;
    assert_eq!(actors, [staff.member; 3]);
    let of_trail =
        whose("SELECT client_id FROM audit WHERE action IN ('ticket_file', 'ticket_write') ORDER BY at, id")
            .await;
    assert_eq!(of_trail, [Some(journal.id), Some(journal.id), None]);
    let people: Vec<Option<PersonId>> = app
        .database()
        .column(
            "SELECT person_id FROM audit WHERE action IN ('ticket_file', 'ticket_write')",
            [],
        )
        .await;
    assert_eq!(people, [Some(staff.person); 3]);
}

async fn for_whomever_it_acts_a_program_gets_to_what_is_theirs_only(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let child = school.student(Some("7А")).await;
    let strange = child.files("Чужой вопрос").await.summary.id;
    let helper = school.person(&[Capacity::Helper]).await;
    helper.assigns(strange, Some(&helper)).await;
    helper.is_called("assigned").await;
    for role in PEOPLE.iter().copied() {
        if role == Capacity::VendorAgent {
            continue;
        }
        let member = school.in_role(role).await;
        member.is_called(role.code()).await;
        let name = role.code();
        let body = podskazka_shared::tickets::TicketBody {
            class_name: (role == Capacity::Parent).then(|| "7А".into()),
            ..ticket("Свой вопрос")
        };
        app.after(Duration::seconds(1));
        let file = journal.ask_for::<TicketsCreate>(name, school.path()).await;
        let own = file.body(&body).done().await;
        assert!(own.messages.len() == 1 && !own.may.is_empty(), "{role}");
        assert_eq!(lists(&journal, &school, name).await, [own.summary.id], "{role}");
        refused_on(&journal, &school, name, strange).await;
    }
    refused_on(&journal, &school, "assigned", strange).await;
    // Who is in the school by their office is open to the head, and not to a program in the head's name.
    let staff = journal.ask_for::<StaffList>("director", school.path()).await;
    staff.refused(ProblemKind::Forbidden).await;
    let vendor = school.person(&[Capacity::VendorAgent]).await;
    vendor.is_called("vendor").await;
    let list = journal.ask_for::<TicketsList>("vendor", school.path()).await;
    list.refused(ProblemKind::Forbidden).await;
}

/// Somebody else's request is not there for a program in this name, whatever it tries.
async fn refused_on(journal: &Journal, school: &School, name: &str, ticket: TicketId) {
    let token = journal.token().await;
    let of_tickets = |o: &&Operation| o.has("ticket");
    for operation in Operation::all().iter().filter(of_tickets) {
        let address = operation.address(|parameter| match parameter {
            "school" => school.slug.clone(),
            "ticket" => ticket.to_string(),
            _ => fresh_key(),
        });
        let request = journal
            .app
            .request(&operation.method, &address)
            .bearer_auth(&token)
            .header("On-Behalf-Of", name)
            .header("If-Match", "\"1\"")
            .header("Idempotency-Key", fresh_key());
        let problem = Raw::of(request.json(&operation.example)).await.problem();
        // What is only read asks for the right first, and none of these programs ever works on requests or writes articles.
        let expected = match operation.is_unsafe()
            || !matches!(operation.action.as_str(), "ticket_work" | "article_write")
        {
            true => ProblemKind::NotFound,
            false => ProblemKind::Forbidden,
        };
        assert_eq!(problem.kind, expected, "{}", operation.id);
    }
}

async fn a_parents_program_sees_what_their_child_asked_and_not_what_it_keeps_private(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let (child, stranger) = (school.student(Some("7А")).await, school.student(Some("7А")).await);
    let parent = school.parent(&[&child]).await;
    parent.is_called("parent").await;
    let (open, private) = (
        child.files("Вопрос").await.summary.id,
        child.files("Тайна").await.summary.id,
    );
    stranger.files("Чужое").await;
    app.database()
        .execute(
            "UPDATE ticket SET private = TRUE WHERE id = $1",
            [private.0.into()],
        )
        .await
        .unwrap();
    assert_eq!(lists(&journal, &school, "parent").await, [open]);
    let read = journal.ask_for::<TicketsFind>("parent", at(&school, open)).await;
    assert!(!read.done().await.summary.mine);
    let say = journal
        .ask_for::<MessagesCreate>("parent", at(&school, open))
        .await;
    say.body(&message("Слово")).refused(ProblemKind::Forbidden).await;
}

async fn nobody_changes_their_own_rights_through_their_program(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let admin = New {
        roles: &[Capacity::JournalAdmin, Capacity::Parent, Capacity::ClassTeacher],
        ..New::default()
    };
    let admin = school.new_person(admin).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    admin.is_called("me").await;
    child.is_called("s1").await;
    let journal = admin.makes_client(Scope::ALL).await;
    let card = |who: &Who| MemberPath {
        school: school.slug.clone(),
        member: who.member,
    };
    // By a file: a role, a tie, a class.
    for text in [
        "ID;ФИО;Роль\nme;Я;администратор журнала, родитель, классный руководитель, учитель\n",
        "ID;ФИО;Роль;Дети\nme;Я;администратор журнала, родитель, классный руководитель;s1\n",
        "ID;ФИО;Роль;Классное руководство\nme;Я;администратор журнала, родитель, классный руководитель;7А\n",
    ] {
        let ask = journal.ask::<ImportsCreate>(school.path()).await;
        let ask = ask.json(&json!({ "text": text }));
        let problem = ask.refused(ProblemKind::Invalid).await;
        assert!(!problem.errors.is_empty(), "{text}");
    }
    // On the card, and on the class.
    let update = journal.ask::<PeopleUpdate>(card(&admin)).await.version(1);
    let update = update.json(&json!({ "superior": teacher.member }));
    update.refused(ProblemKind::Forbidden).await;
    let ties = journal.ask::<PeopleTies>(card(&admin)).await.version(1);
    let ties = ties.json(&json!({ "add": [child.member] }));
    ties.refused(ProblemKind::Forbidden).await;
    let class = ClassPath {
        school: school.slug.clone(),
        class: school.class("7А").await,
    };
    let teachers = journal.ask::<ClassesTeachers>(class).await.version(1);
    let teachers = teachers.json(&json!({ "teachers": [admin.member] }));
    teachers.refused(ProblemKind::Forbidden).await;
    // What is not the office's is the program's to keep.
    let post = journal.ask::<PeopleUpdate>(card(&teacher)).await.version(1);
    post.json(&json!({ "post": "учитель физики" })).done().await;
}

async fn keys_of_a_program_are_its_own_and_of_one_member(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    let (one, two) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    one.is_called("one").await;
    two.is_called("two").await;
    let own = one
        .ask::<TicketsCreate>(one.path())
        .key("key")
        .body(&ticket("Вопрос"))
        .done()
        .await;
    let file = |journal: Journal, name: &'static str| {
        let path = school.path();
        async move {
            let ask = journal.ask_for::<TicketsCreate>(name, path).await;
            ask.key("key").body(&ticket("Вопрос")).send().await
        }
    };
    let filed = file(journal.clone(), "one").await.done();
    assert_ne!(
        filed.summary.id, own.summary.id,
        "the program's key is not the person's"
    );
    let again = file(journal.clone(), "one").await.done();
    assert_eq!(again.summary.id, filed.summary.id);
    file(journal.clone(), "two")
        .await
        .refused(ProblemKind::IdempotencyKeyReused);
    let other = director.makes_client(&[Scope::TicketFile]).await;
    let by_other = file(other, "one").await.done();
    assert_ne!(by_other.summary.id, filed.summary.id);
    assert_eq!(one.lists(Default::default()).await.len(), 3);
    assert_eq!(two.lists(Default::default()).await.len(), 0);
}

async fn whoever_is_not_in_the_school_cannot_be_acted_for(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let other = app.school("other").await;
    let (gone, foreign, here) = (
        school.person(&[Capacity::Staff]).await,
        other.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    gone.is_called("gone").await;
    foreign.is_called("foreign").await;
    here.is_called("here").await;
    files(&journal, &school, "gone", "Вопрос").await;
    app.database()
        .execute(
            "UPDATE member SET ended_at = created_at WHERE id = $1",
            [gone.member.0.into()],
        )
        .await
        .unwrap();
    let by_member = here.member.to_string();
    for name in [
        "gone", "foreign", "nobody", "HERE", "he%72e", "here'--", &by_member, "*",
    ] {
        let list = journal.ask_for::<TicketsList>(name, school.path()).await;
        list.refused(ProblemKind::OnBehalfNotFound).await;
        let file = journal.ask_for::<TicketsCreate>(name, school.path()).await;
        file.body(&ticket("Вопрос"))
            .refused(ProblemKind::OnBehalfNotFound)
            .await;
        // Nor what the program may do for itself: it must not seem to be done for somebody.
        let school = journal.ask_for::<SchoolsFind>(name, school.path()).await;
        school.refused(ProblemKind::OnBehalfNotFound).await;
    }
    assert!(lists(&journal, &school, " here ").await.is_empty());
}

async fn a_header_that_cannot_be_read_is_told_so(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let address = "/api/v1/schools/demo/tickets";
    let token = journal.token().await;
    let ask = || app.request("GET", address).bearer_auth(&token);
    let long = "x".repeat(201);
    for value in ["", " ", long.as_str()] {
        Raw::of(ask().header("On-Behalf-Of", value))
            .await
            .refused(ProblemKind::OnBehalfUnreadable);
    }
    Raw::of(ask().header("On-Behalf-Of", b"\xff\xfe".as_slice()))
        .await
        .refused(ProblemKind::OnBehalfUnreadable);
    let twice = ask().header("On-Behalf-Of", "head").header("On-Behalf-Of", "s1");
    Raw::of(twice).await.refused(ProblemKind::OnBehalfUnreadable);
    let other = app.school("other").await;
    let elsewhere = app
        .request("GET", &format!("/api/v1/schools/{}/tickets", other.slug))
        .bearer_auth(&token);
    Raw::of(elsewhere.header("On-Behalf-Of", ""))
        .await
        .refused(ProblemKind::NotFound);
    assert!(lists(&journal, &school, "head").await.is_empty());
}

async fn somebody_without_an_account_is_served_too(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let child = school.student(Some("2Б")).await;
    child.is_called("child").await;
    app.database()
        .execute(
            "UPDATE member SET person_id = NULL WHERE id = $1",
            [child.member.0.into()],
        )
        .await
        .unwrap();
    let helper = school.person(&[Capacity::Helper]).await;
    let id = files(&journal, &school, "child", "Вопрос").await;
    helper.answers(id, "Ответ").await;
    let read = journal.ask_for::<TicketsFind>("child", at(&school, id)).await;
    assert_eq!(read.done().await.summary.class_name.as_deref(), Some("2Б"));
    let lines: Vec<Option<PersonId>> = app
        .database()
        .column("SELECT person_id FROM audit WHERE action = 'ticket_file'", [])
        .await;
    assert_eq!(lines, [None]);
}

async fn a_right_that_a_member_loses_their_program_loses_with_the_next_request(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let staff = school.person(&[Capacity::Staff]).await;
    staff.is_called("s1").await;
    let id = files(&journal, &school, "s1", "Вопрос").await;
    let token = journal.token().await;
    let find = || bearing::<TicketsFind>(&app, &token, at(&school, id)).header("On-Behalf-Of", "s1");
    find().done().await;
    app.database()
        .execute(
            "DELETE FROM member_role WHERE member_id = $1",
            [staff.member.0.into()],
        )
        .await
        .unwrap();
    find().refused(ProblemKind::Forbidden).await;
    // A scope that the school takes back ends the same way.
    app.database()
        .execute(
            "UPDATE api_client SET scopes = '[\"school_read\"]' WHERE id = $1",
            [journal.id.0.into()],
        )
        .await
        .unwrap();
    find().refused(ProblemKind::Forbidden).await;
    bearing::<SchoolsFind>(&app, &token, school.path()).done().await;
    bearing::<SchedulesList>(&app, &token, school.path())
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn what_a_program_sent_for_somebody_is_forgotten_with_them(app: TestApp) {
    let (school, head, journal) = desk(&app).await;
    let staff = school.person(&[Capacity::Staff]).await;
    staff.is_called("s1").await;
    files(&journal, &school, "s1", "Вопрос").await;
    files(&journal, &school, "head", "Вопрос").await;
    staff.files("Вопрос").await;
    let keys = || app.database().count("SELECT COUNT(*) FROM idempotency", []);
    // The head's own: the program was made with a key, too.
    assert_eq!(keys().await, 4);
    let card = CardBody { member: staff.member };
    let asked = staff.ask::<MeErasuresCreate>(Nothing {}).body(&card).done().await;
    let path = ErasurePath {
        school: school.slug.clone(),
        erasure: asked.id,
    };
    head.ask::<ErasuresApprove>(path).version(1).done().await;
    assert_eq!(keys().await, 2);
}
