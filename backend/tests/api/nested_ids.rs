//! Ids of another school's objects in bodies and queries: they are answered like ids that nobody has, and touch nothing.

use std::collections::BTreeSet;

use podskazka_shared::access::Role;
use podskazka_shared::auth::contacts::MeSecurity;
use podskazka_shared::auth::notices::MeNotices;
use podskazka_shared::auth::sessions::SessionsList;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consents::DocumentsCurrent;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::notifications::{NotificationsFind, NotificationsList};
use serde_json::{Value, json};

use crate::articles::{article, writes};
use crate::guards::{World, consultations};
use crate::notifications::tell;
use crate::privacy::everything;
use crate::support::client::Raw;
use crate::support::people::{PASSWORD, PEOPLE};
use crate::support::spec::Operation;
use podskazka_shared::tickets::RequesterGroup;

use crate::support::{New, School, TestApp, Who};

/// Each field that holds an id: the operation, the place, whose id is put there, and the answer. `field` is 422 at the place,
/// `none` an empty list. The others, with the reason:
///
/// - `404`: what belongs to a sign-in is looked for among one's own.
/// - `changed`: 409, a document that is not the one in force, whichever it is.
/// - `each`: of several, each is answered by itself.
/// - `ignored`: notices are put away among one's own; what is not there is put away already.
const FIELDS: &str = "
    absences_create         /member                 member      field
    absences_create         /substitute             member      field
    absences_update         /substitute             member      field
    extra_hours_create      /member                 member      field
    acting_create           /member                 member      field
    appointments_create     /member                 member      field
    appointments_correct    /member                 member      field
    classes_students        /add/0                  member      field
    classes_students        /remove/0               member      field
    classes_teachers        /teachers/0             member      field
    consents_record         /member                 member      field
    consents_record         /by                     member      field
    invitations_create      /members/0              member      field
    invitations_create      /class                  class       field
    people_create           /superior               member      field
    people_create           /class                  class       field
    people_create           /children/0             member      field
    people_create           /parents/0              member      field
    people_update           /superior               member      field
    people_ties             /add/0                  member      field
    people_ties             /remove/0               member      field
    reset_slips_create      /member                 member      field
    schedules_create        /links/0/member         member      field
    schedules_create        /copy_of                schedule    field
    schedules_lines         /lines/0/member         member      field
    schedules_link          /line                   line        field
    schedules_link          /member                 member      field
    voices_create           /helper                 member      field
    callbacks_register      /requester              member      field
    callbacks_register      /child                  member      field
    consultations_book      /helper                 member      field
    consultations_book      /about                  member      field
    consultations_hold      /helper                 member      field
    consultations_hold      /about                  member      field
    consultations_move      /helper                 member      field
    consultations_result    /article                article     field
    consultations_walk_in   /visitor                member      field
    consultations_walk_in   /about                  member      field
    consultations_walk_in   /helper                 member      field
    waiting_create          /helper                 member      field
    waiting_create          /about                  member      field
    tickets_create          /requester              member      field
    tickets_create          /child                  member      field
    tickets_assign          /assignee               member      field
    tickets_bulk            /do/assignee            member      each
    tickets_bulk            /items/0/id             ticket      each
    callbacks_register      /files/0                file        field
    messages_create         /files/0                file        field
    tickets_create          /files/0                file        field
    tickets_ask             /files/0                file        field
    tickets_answer          /files/0                file        field
    tickets_reopen          /files/0                file        field
    tickets_redirect        /files/0                file        field
    tickets_refuse          /files/0                file        field
    tickets_object          /files/0                file        field
    tickets_decide          /files/0                file        field
    tickets_outcome         /files/0                file        field
    tickets_stop            /message                message     field
    conduct_create          /ticket                 ticket      field
    conduct_create          /booking                booking     field
    conduct_create          /message                message     field
    conduct_create          /helper                 member      field
    tickets_hand_over       /files/0                file        field
    tickets_link            /other                  ticket      field
    tickets_merge           /into                   ticket      field
    tickets_split           /message                message     field
    year_preview            /leaving_classes/0      class       field
    year_preview            /leaving_students/0     member      field
    year_preview            /repeating_students/0   member      field
    year_advance            /leaving_classes/0      class       field
    year_advance            /leaving_students/0     member      field
    year_advance            /repeating_students/0   member      field

    join_new                /acts/consent           document    changed
    join_new                /acts/regulation        document    changed
    join_new                /acts/children/0        member      field
    join_own                /acts/consent           document    changed
    join_own                /acts/regulation        document    changed
    join_own                /acts/children/0        member      field
    me_consents_give        /member                 member      field
    me_consents_give        /document               document    changed
    me_corrections_create   /member                 member      field
    me_erasures_create      /member                 member      field
    me_withdrawals_create   /member                 member      field
    me_privacy_undo         /member                 member      field
    contacts_confirm        /contact                contact     404
    contacts_remove         /contact                contact     404
    sessions_end            /session                session     404
    me_notices_seen         /notices/0              notice      ignored
    notifications_read      /notifications/0        told        ignored
    notifications_read      /ticket                 ticket      ignored
    notifications_read      /booking                booking     ignored

    absences_list           ?member                 member      none
    extra_hours_list        ?member                 member      none
    articles_preview        /article                article     ignored
    articles_list           ?booking                booking     none
    consultations_list      ?helper                 member      none
    slots_list              ?helper                 member      none
    slots_list              ?about                  member      none
    waiting_list            ?helper                 member      none
    acting_list             ?member                 member      none
    appointments_list       ?member                 member      none
    people_list             ?class                  class       none
    tickets_list            ?helper                 member      none
    audit_list              ?person                 person      none
    audit_list              ?object                 member      none
    audit_export            ?person                 person      none
    audit_export            ?object                 member      none
";

/// The places of a schema's ids.
fn ids(description: &Value, schema: &Value, place: &str, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        ids(
            description,
            &description["components"]["schemas"][name],
            place,
            found,
        );
    }
    if schema["format"] == "uuid" {
        found.insert(place.to_owned());
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        for part in schema[part].as_array().into_iter().flatten() {
            ids(description, part, place, found);
        }
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        ids(description, field, &format!("{place}/{name}"), found);
    }
    if !schema["items"].is_null() {
        ids(description, &schema["items"], &format!("{place}/0"), found);
    }
}

/// The places of ids that an operation is sent.
fn places(description: &Value, operation: &Operation) -> BTreeSet<String> {
    let body = &operation.json["requestBody"]["content"]["application/json"]["schema"];
    let mut found = BTreeSet::new();
    ids(description, body, "", &mut found);
    for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "query" {
            let place = format!("?{}", parameter["name"].as_str().unwrap());
            ids(description, &parameter["schema"], &place, &mut found);
        }
    }
    found
}

/// The lines of the table.
fn fields() -> Vec<[&'static str; 4]> {
    let lines = FIELDS.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.try_into().unwrap()
        })
        .collect()
}

#[test]
fn every_field_that_holds_an_id_has_a_line() {
    let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
    let listed: BTreeSet<(String, String)> = fields()
        .iter()
        .map(|[operation, place, ..]| ((*operation).to_owned(), (*place).to_owned()))
        .collect();
    let there: BTreeSet<(String, String)> = Operation::known()
        .iter()
        .flat_map(|operation| {
            let places = places(&description, operation).into_iter();
            places.map(|place| (operation.id.clone(), place))
        })
        .collect();
    let without: Vec<_> = there.difference(&listed).collect();
    assert!(without.is_empty(), "without a line: {without:#?}");
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(gone.is_empty(), "not there any more: {gone:#?}");
}

/// Another school's objects: somebody who is everything there, so that no check of roles stands before the check of schools.
struct Foreign {
    anybody: Who,
    class: String,
    document: String,
    session: String,
    contact: String,
    notice: String,
    told: String,
    unread: i64,
    schedule: String,
    line: String,
    article: String,
    booking: String,
    ticket: String,
    message: String,
    file: String,
}

impl Foreign {
    async fn of(app: &TestApp) -> Self {
        let school = app.school("elsewhere").await;
        let child = school.student(Some("7А")).await;
        let anybody = New {
            name: Some("Чужой Человек Здесь"),
            roles: PEOPLE,
            class_name: Some("7А"),
            children: &[&child],
            ..New::default()
        };
        let anybody = school.new_person(anybody).await;
        // From a second device, of which they are told.
        anybody.token().await;
        app.login(&anybody.login, PASSWORD).await.done();
        let sessions = anybody.ask::<SessionsList>(Nothing {}).done().await.items;
        let security = anybody.ask::<MeSecurity>(Nothing {}).done().await;
        let notices = anybody.ask::<MeNotices>(Nothing {}).done().await.items;
        let documents = anybody.ask::<DocumentsCurrent>(school.path()).done().await;
        let draft = crate::schedules::drawn(&anybody, "2026-2027", &crate::schedules::one_line("8-10")).await;
        let article = writes(&anybody, &article()).done().await;
        let filed = anybody.files_as(RequesterGroup::Staff, "Чужой вопрос").await;
        let (booking, ..) = consultations(app, &school, &anybody, &child).await;
        tell(app, (&school, &anybody), filed.summary.id, "2026-1").await;
        let told = anybody.ask::<NotificationsList>(anybody.path()).done().await;
        assert!(told.items.iter().all(|one| !one.read));
        Self {
            schedule: draft.summary.id.to_string(),
            line: draft.lines[0].id.to_string(),
            article: article.summary.id.to_string(),
            booking: booking.to_string(),
            ticket: filed.summary.id.to_string(),
            message: filed.messages[0].id.to_string(),
            file: anybody.uploads("Чужой.txt").await.to_string(),
            class: school.class("7А").await.to_string(),
            document: documents.regulation.id.to_string(),
            session: sessions[0].id.to_string(),
            contact: security.contacts[0].id.to_string(),
            notice: notices[0].id.to_string(),
            told: told.items[0].id.to_string(),
            unread: i64::try_from(told.items.len()).unwrap(),
            anybody,
        }
    }

    fn id(&self, kind: &str) -> String {
        match kind {
            "member" => self.anybody.member.to_string(),
            "person" => self.anybody.person.to_string(),
            "class" => self.class.clone(),
            "document" => self.document.clone(),
            "session" => self.session.clone(),
            "contact" => self.contact.clone(),
            "notice" => self.notice.clone(),
            "told" => self.told.clone(),
            "schedule" => self.schedule.clone(),
            "line" => self.line.clone(),
            "article" => self.article.clone(),
            "booking" => self.booking.clone(),
            "ticket" => self.ticket.clone(),
            "message" => self.message.clone(),
            "file" => self.file.clone(),
            _ => panic!("{kind}"),
        }
    }
}

/// An id that nobody has.
const NOBODY: &str = "01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90";

/// The body around the id: right but for the id.
async fn around(world: &World, operation: &Operation, place: &str, slip: &str) -> Value {
    let mut body = operation.example.clone().unwrap();
    let director = world.director.member;
    match operation.id.as_str() {
        "absences_create" if place != "/member" => body["member"] = json!(director),
        "classes_students" | "people_ties" | "invitations_create" => body = json!({}),
        "consents_record" => body["member"] = json!(world.card),
        "people_create" => {
            let role = match place {
                "/superior" => "teacher",
                "/children/0" => "parent",
                _ => "student",
            };
            body = json!({"name": "Новый Человек", "roles": [role]});
        }
        "people_update" | "absences_update" => body = json!({}),
        "consultations_book" | "consultations_hold" | "waiting_create" => {
            body["helper"] = json!(world.helper.member);
        }
        "consultations_walk_in" => {
            body["visitor"] = json!(world.helper.member);
        }
        "tickets_create" => {
            body["group"] = json!("parent");
        }
        "tickets_bulk" => {
            body = json!({"items": [{"id": world.others, "version": 1}], "do": {"act": "assign"}});
        }
        "conduct_create" => {
            let ticket = match place {
                "/helper" => Some(world.own),
                "/message" => Some(world.others),
                _ => None,
            };
            body = json!({"text": "Грубость", "ticket": ticket});
        }
        "callbacks_register" => body["requester"] = json!(world.helper.member),
        "year_preview" => body = json!({}),
        "year_advance" => {
            body = json!({"to": "2027-2028", "digest": body["digest"]});
        }
        "join_new" | "join_own" => {
            body["code"] = json!(slip);
            let own = world
                .director
                .ask::<DocumentsCurrent>(world.director.path())
                .done()
                .await;
            body["acts"] = json!({"consent": own.consent.id, "regulation": own.regulation.id});
        }
        "me_consents_give" => {
            let own = world
                .director
                .ask::<DocumentsCurrent>(world.director.path())
                .done()
                .await;
            body = json!({"member": director, "document": own.regulation.id});
        }
        "schedules_create" if place == "/copy_of" => body = json!({"year": body["year"]}),
        "schedules_link" => body["member"] = json!(director),
        "contacts_remove" => body["password"] = json!(PASSWORD),
        _ => {}
    }
    body
}

/// Puts a value at a pointer, through objects and lists that are not there yet.
fn put(body: &mut Value, place: &str, id: &str) {
    let mut here = body;
    let mut parts = place.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let next = match parts.peek() {
            None => json!(id),
            Some(&"0") => json!([null]),
            Some(_) => json!({}),
        };
        let slot = match part {
            "0" => &mut here[0],
            _ => &mut here[part],
        };
        let there = slot.is_object() || slot.is_array();
        if parts.peek().is_none() || !there {
            *slot = next;
        }
        here = slot;
    }
}

both![
    an_id_of_another_school_in_a_body_is_answered_like_one_that_nobody_has,
    an_id_of_another_school_in_a_query_finds_nothing,
];

async fn an_id_of_another_school_in_a_body_is_answered_like_one_that_nobody_has(app: TestApp) {
    let world = World::of(&app).await;
    let foreign = Foreign::of(&app).await;
    // Whoever comes in is a parent, so that all acts are due.
    let school = School::found(&app, "demo").await;
    let parent = school
        .card("Орлов Павел", &[Role::Parent], None, &[world.card])
        .await;
    let slip = world.director.slip(parent).await.code;
    let before = everything(&app).await;
    let mut wrong = Vec::new();
    for [id, place, kind, expected] in fields() {
        if place.starts_with('?') || expected == "ignored" {
            continue;
        }
        let operation = Operation::known().iter().find(|o| o.id == id).unwrap();
        let mut answers = Vec::new();
        for sent in [foreign.id(kind), NOBODY.to_owned()] {
            let mut body = around(&world, operation, place, &slip).await;
            put(&mut body, place, &sent);
            let request = match id {
                // Ties hang on a parent's card.
                "people_ties" => {
                    let address = format!("/api/v1/schools/demo/people/{parent}/children");
                    let request = app.request("POST", &address).header("If-Match", "\"1\"");
                    request.bearer_auth(world.director.token().await)
                }
                _ => world.request(operation).await,
            };
            answers.push(Raw::of(request.json(&body)).await);
        }
        let (theirs, nobodys) = (&answers[0], &answers[1]);
        // What was sent comes back where each of several is answered.
        let plain = |answer: &Raw, sent: &str| answer.text().replace(sent, "");
        assert_eq!(
            (theirs.status, plain(theirs, &foreign.id(kind))),
            (nobodys.status, plain(nobodys, NOBODY)),
            "{id} {place}"
        );
        let fits = match expected {
            "field" => {
                let at = place.trim_end_matches("/0");
                let told = |error: &FieldError| {
                    error.pointer.starts_with(at) && error.kind == FieldErrorKind::NotFound
                };
                theirs.status == 422 && theirs.problem().errors.iter().any(told)
            }
            "404" => theirs.status == 404,
            "each" => {
                let problem = theirs.json()["results"][0]["problem"].clone();
                theirs.status == 200 && (problem == "not_found" || problem == "invalid")
            }
            "changed" => theirs.status == 409,
            _ => panic!("{expected}"),
        };
        if !fits {
            wrong.push(format!("{id} {place}: {} {}", theirs.status, theirs.text()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let after = everything(&app).await;
    let lines: BTreeSet<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().filter(|line| !lines.contains(line)).collect();
    assert!(after == before, "something was written: {new:#?}");
    for [id, place, kind, _] in fields().into_iter().filter(|field| field[3] == "ignored") {
        let operation = Operation::known().iter().find(|o| o.id == id).unwrap();
        let mut body = operation.example.clone().unwrap();
        put(&mut body, place, &foreign.id(kind));
        let answer = Raw::of(world.request(operation).await.json(&body)).await;
        assert!(matches!(answer.status, 200 | 204), "{id} {}", answer.text());
    }
    let notices = foreign.anybody.ask::<MeNotices>(Nothing {}).done().await.items;
    assert_eq!(notices[0].id.to_string(), foreign.notice);
    let told = foreign
        .anybody
        .ask::<NotificationsFind>(foreign.anybody.path())
        .done()
        .await;
    assert_eq!(told.unread, foreign.unread);
}

async fn an_id_of_another_school_in_a_query_finds_nothing(app: TestApp) {
    let world = World::of(&app).await;
    let foreign = Foreign::of(&app).await;
    for [id, place, kind, expected] in fields() {
        let Some(name) = place.strip_prefix('?') else {
            continue;
        };
        assert_eq!(expected, "none");
        let operation = Operation::known().iter().find(|o| o.id == id).unwrap();
        for sent in [foreign.id(kind), NOBODY.to_owned()] {
            let address = format!("{}?{name}={sent}", world.address(operation));
            let request = app.request("GET", &address);
            let answer = Raw::of(request.bearer_auth(world.director.token().await)).await;
            assert_eq!(answer.status, 200, "{id} {}", answer.text());
            match answer.header("content-type") {
                Some(kind) if kind.starts_with("text/csv") => {
                    assert_eq!(answer.text().lines().count(), 1, "{id}: {}", answer.text());
                }
                _ => assert_eq!(answer.json()["items"], json!([]), "{id}"),
            }
        }
    }
}
