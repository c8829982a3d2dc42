//! What stands before every handler, for every operation that the API describes: who, where, which, and the headers.

use podskazka::access::Permit;
use podskazka::store;
use podskazka::store::consultations::{NewBooking, NewWaiting};
use podskazka_shared::access::Capacity;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::articles::ArticleBody;
use podskazka_shared::clients::{ClientBody, ClientsCreate, Scope};
use podskazka_shared::consents::{ConsentsRecord, DocumentKind, DocumentsCurrent, PaperBody};
use podskazka_shared::consultations::BookingState;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{
    AbsenceId, ActingId, AppointmentId, ArticleId, BookingId, CallbackId, ClassId, ClientId, ConductId,
    ConsentId, CorrectionId, DocumentId, ErasureId, ExtraHoursId, FileId, FollowUpId, ImportId, InvitationId,
    MemberId, OutboxId, PersonId, PhraseId, ScheduleId, SchoolId, TicketId, ViewId, VoiceId, WaitingId,
};
use podskazka_shared::people::imports::{ImportBody, ImportsCreate};
use podskazka_shared::privacy::{CardBody, CorrectionBody, MeCorrectionsCreate, MeErasuresCreate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{ScheduleBody, SchedulesCreate};
use podskazka_shared::tickets::{RequesterGroup, TicketBody};
use serde_json::{Value, json};

use crate::absences::{absence_of, enter};
use crate::articles::{article, writes};
use crate::calendars::{publish, with};
use crate::extra_hours::{add, extra_of};
use crate::phrases::{adds, phrase};
use crate::support::client::{Raw, fresh_key};
use crate::support::content::png;
use crate::support::desk::ticket;
use crate::support::people::PEOPLE;
use crate::support::spec::{Guard, Operation};
use crate::support::{New, School, TEST, TestApp, Who};
use crate::views::{keeps, view};

/// A school with one object of each sort, and somebody who may do everything with one of them.
pub struct World {
    pub app: TestApp,
    slug: String,
    pub director: Who,
    pub own: TicketId,
    /// Answered by somebody else.
    answered: TicketId,
    pub others: TicketId,
    draft: ScheduleId,
    /// Of the director as a parent.
    family: TicketId,
    appointment: AppointmentId,
    acting: ActingId,
    school: SchoolId,
    operator: PersonId,
    import: ImportId,
    /// A student whom nobody has joined.
    pub card: MemberId,
    invitation: InvitationId,
    consent: ConsentId,
    document: DocumentId,
    class: ClassId,
    client: ClientId,
    erasure: ErasureId,
    correction: CorrectionId,
    absence: AbsenceId,
    extra: ExtraHoursId,
    pub article: ArticleId,
    image: FileId,
    phrase: PhraseId,
    view: ViewId,
    letter: OutboxId,
    callback: CallbackId,
    follow_up: FollowUpId,
    voice: VoiceId,
    /// Somebody who helps.
    pub helper: Who,
    /// Of the director's own request, and one that waits for its message.
    attached: FileId,
    upload: FileId,
    /// Of the director, with the helper.
    booking: BookingId,
    /// Of the helper, with the director.
    desk: BookingId,
    waiting: WaitingId,
    /// For the head to decide.
    report: ConductId,
    /// Of the head.
    filed: ConductId,
}

impl World {
    pub async fn of(app: &TestApp) -> Self {
        Self::in_school(app, "demo").await
    }

    /// The same in a school of this slug.
    pub async fn in_school(app: &TestApp, slug: &str) -> Self {
        let school = app.school(slug).await;
        let child = school.student(Some("7А")).await;
        let everything = New {
            roles: &[Capacity::Director, Capacity::JournalAdmin, Capacity::Parent],
            children: &[&child],
            ..New::default()
        };
        let director = school.new_person(everything).await;
        director.operates().await;
        let operator = school.person(&[Capacity::Staff]).await;
        operator.operates().await;
        let teacher = school.person(&[Capacity::Teacher]).await;
        let table = ScheduleBody {
            year: "2026-2027".parse().unwrap(),
            text: Some("\tПн\nИванов И.И.\t8-10\n".into()),
            file: None,
            links: Vec::new(),
            copy_of: None,
        };
        let draft = director
            .ask::<SchedulesCreate>(school.path())
            .body(&table)
            .done()
            .await;
        let appointment = director.enters(&teacher).await.id;
        let deputy = school.person(&[Capacity::DeputyHead]).await;
        let card = school.student_card("7А").await;
        let invitation = director.slip(card).await.id;
        let paper = PaperBody {
            member: card,
            kind: DocumentKind::Consent,
            date: "2026-11-20".parse().unwrap(),
            by: None,
            representative: Some("Орлова Анна".into()),
        };
        let consent = director
            .ask::<ConsentsRecord>(school.path())
            .body(&paper)
            .done()
            .await;
        let documents = director.ask::<DocumentsCurrent>(school.path()).done().await;
        let import = ImportBody {
            text: Some("ID;ФИО;Роль\n1;Новый Ученик;ученик\n".into()),
            file: None,
        };
        let import = director.ask::<ImportsCreate>(school.path()).body(&import);
        let journal = ClientBody {
            name: "Журнал".into(),
            scopes: vec![Scope::SchoolRead],
        };
        let journal = director
            .ask::<ClientsCreate>(school.path())
            .body(&journal)
            .done()
            .await;
        let of_teacher = CardBody {
            member: teacher.member,
        };
        let erasure = teacher
            .ask::<MeErasuresCreate>(Nothing {})
            .body(&of_teacher)
            .done()
            .await;
        let wish = CorrectionBody {
            member: teacher.member,
            name: None,
            email: None,
            phone: None,
            note: "опечатка".into(),
        };
        let correction = teacher
            .ask::<MeCorrectionsCreate>(Nothing {})
            .body(&wish)
            .done()
            .await;
        // Of which every version is one that was published.
        publish(&director, &with(&json!([])), 0).done().await;
        let extra = add(&director, &extra_of(&teacher)).done().await;
        let image = director.brings("a.png", &png(2, 2)).await.id;
        let illustrated = ArticleBody {
            text: Some(format!("![Кнопка](file:{image})")),
            ..article()
        };
        let article = writes(&director, &illustrated).done().await.summary.id;
        let phrase = adds(&director, &phrase(false)).done().await.id;
        let view = keeps(&director, &view()).done().await.id;
        let absence = enter(&director, &absence_of(&teacher)).done().await;
        let helper = school.person(&[Capacity::Helper]).await;
        let (booking, desk, waiting) = consultations(app, &school, &director, &helper).await;
        let (attached, upload) = (
            director.uploads("Вопрос.txt").await,
            director.uploads("Ещё.txt").await,
        );
        let badly = (&teacher, &helper);
        let voice = crate::voices::plant(&teacher, &director, Some(&helper)).await.id;
        let follow_up = crate::follow_ups::plant(&director, badly, "Долго").await.id;
        let others = teacher.files("Чужой вопрос").await.summary.id;
        let (report, filed) = (
            crate::conduct::plant(&helper, others).await,
            crate::conduct::plant(&director, others).await,
        );
        let answered = teacher.files("Ещё вопрос").await.summary.id;
        helper.answers(answered, "Ответ").await;
        Self {
            helper,
            answered,
            report,
            filed,
            booking,
            desk,
            waiting,
            card,
            invitation,
            consent: consent.id,
            document: documents.consent.id,
            class: school.class("7А").await,
            import: import.done().await.id,
            app: app.clone(),
            slug: slug.to_owned(),
            family: director
                .files_as(RequesterGroup::Parent, "О ребёнке")
                .await
                .summary
                .id,
            appointment,
            acting: director.orders(&deputy).await.id,
            school: school.id,
            operator: operator.person,
            own: with_file(&director, attached).await,
            attached,
            upload,
            client: journal.client.id,
            others,
            draft: draft.summary.id,
            erasure: erasure.id,
            correction: correction.id,
            absence: absence.id,
            extra: extra.id,
            article,
            image,
            phrase,
            view,
            callback: crate::callbacks::plant(&school).await.callback,
            follow_up,
            voice,
            letter: crate::notifications::given_up(app).await,
            director,
        }
    }

    /// The address of an object on which the director may do the operation.
    pub fn address(&self, operation: &Operation) -> String {
        operation.address(|name| match (name, operation.action.as_str()) {
            ("school", _) => self.slug.clone(),
            ("file", "ticket_read" | "signed_in") => self.attached.to_string(),
            ("file", _) => self.upload.to_string(),
            ("report", "conduct_file") => self.filed.to_string(),
            ("report", _) => self.report.to_string(),
            ("ticket", "ticket_work" | "ticket_refuse" | "ticket_decide") => self.others.to_string(),
            ("ticket", "article_write") => self.answered.to_string(),
            ("ticket", "ticket_share") => self.family.to_string(),
            ("ticket", _) => self.own.to_string(),
            ("appointment", _) => self.appointment.to_string(),
            ("acting", _) => self.acting.to_string(),
            ("id", _) => self.school.to_string(),
            ("person", _) => self.operator.to_string(),
            ("member", _) => self.card.to_string(),
            ("invitation", _) => self.invitation.to_string(),
            ("consent", _) => self.consent.to_string(),
            ("document", _) => self.document.to_string(),
            ("class", _) => self.class.to_string(),
            ("schedule", _) => self.draft.to_string(),
            ("import", _) => self.import.to_string(),
            ("client", _) => self.client.to_string(),
            ("erasure", _) => self.erasure.to_string(),
            ("extra", _) => self.extra.to_string(),
            ("article", _) => self.article.to_string(),
            ("number", _) => "1".to_owned(),
            ("image", _) => self.image.to_string(),
            ("phrase", _) => self.phrase.to_string(),
            ("view", _) => self.view.to_string(),
            ("voice", _) => self.voice.to_string(),
            ("follow_up", _) => self.follow_up.to_string(),
            ("callback", _) => self.callback.to_string(),
            ("absence", _) => self.absence.to_string(),
            ("letter", _) => self.letter.to_string(),
            ("correction", _) => self.correction.to_string(),
            ("booking", "consultation_work") => self.desk.to_string(),
            ("booking", _) => self.booking.to_string(),
            ("waiting", _) => self.waiting.to_string(),
            ("helper", _) => self.helper.member.to_string(),
            _ => panic!("{}: tell the tests what {{{name}}} is", operation.id),
        })
    }

    /// A request of the director, with the guarding header that is right now.
    pub async fn request(&self, operation: &Operation) -> reqwest::RequestBuilder {
        let address = self.address(operation);
        let request = self.app.request(&operation.method, &address);
        let request = request.bearer_auth(self.director.token().await);
        match operation.guard {
            Guard::Nothing => request,
            Guard::Key => request.header("Idempotency-Key", fresh_key()),
            Guard::Version => request.header(
                "If-Match",
                format!("\"{}\"", self.object(operation).await["version"]),
            ),
        }
    }

    /// The object that an operation changes: what its own address tells, or what stands where the path's last value ends.
    async fn object(&self, operation: &Operation) -> Value {
        let told = |o: &Operation| o.path == operation.path && o.method == "GET";
        let path = match Operation::known().iter().any(told) {
            true => operation.path.clone(),
            false => format!("{}}}", operation.path.rsplit_once('}').unwrap().0),
        };
        let object = Operation {
            path,
            ..operation.clone()
        };
        let request = self.app.request("GET", &self.address(&object));
        Raw::of(request.bearer_auth(self.director.token().await))
            .await
            .json()
    }
}

/// A request of somebody as staff, with a file.
async fn with_file(who: &Who, file: FileId) -> TicketId {
    let body = TicketBody {
        group: Some(RequesterGroup::Staff),
        files: vec![file],
        ..ticket("Мой вопрос")
    };
    who.files_body(&body).await.summary.id
}

/// What the director booked with the helper, the helper with the director, and for whom the director waits.
/// Consultations of the director and the helper with each other, and a place in a line.
pub async fn consultations(
    app: &TestApp,
    school: &School,
    director: &Who,
    helper: &Who,
) -> (BookingId, BookingId, WaitingId) {
    let (at, permit) = (app.now(), Permit::<ConsultationBook>::system(TEST, school.id));
    let booking = |helper: &Who, person: &Who| NewBooking {
        id: podskazka::clock::new_id(at),
        helper: helper.member,
        seat: None,
        booked_by: person.member,
        about: None,
        state: BookingState::Booked,
        held_until: None,
        from: at + chrono::Duration::days(2),
        to: at + chrono::Duration::days(2),
        place: None,
        mode: None,
        topic: None,
        question: None,
        note: None,
    };
    let (own, desk) = (booking(helper, director), booking(director, helper));
    let waiting = NewWaiting {
        id: podskazka::clock::new_id(at),
        helper: helper.member,
        booked_by: director.member,
        about: None,
        topic: podskazka_shared::tickets::Topic::Access,
        question: None,
    };
    let ids = (own.id, desk.id, waiting.id);
    let written = app.store().write(async |tx| {
        store::consultations::insert(tx, &permit, own, at).await?;
        store::consultations::insert(tx, &permit, desk, at).await?;
        store::consultations::insert_waiting(tx, &permit, waiting, at).await
    });
    written.await.unwrap();
    ids
}

/// The operations that need no account. The list may only shrink.
const GUEST: [&str; 18] = [
    "auth_keys",
    "auth_login",
    "auth_refresh",
    "auth_reset",
    "auth_reset_use",
    "auth_token",
    "auth_totp",
    "join_email",
    "join_look",
    "join_new",
    "join_reset",
    "public_callbacks_form",
    "public_callbacks_send",
    "public_days_list",
    "public_on_duty",
    "public_schedule_find",
    "public_voices_form",
    "public_voices_send",
];

#[test]
fn only_the_listed_operations_are_open_to_guests() {
    let all = Operation::all();
    let mut guest: Vec<&str> = all
        .iter()
        .filter(|o| o.is_guest())
        .map(|o| o.id.as_str())
        .collect();
    guest.sort_unstable();
    assert_eq!(guest, GUEST);
}

fn somewhere(operation: &Operation) -> String {
    operation.address(|name| match name {
        "school" => "demo".to_owned(),
        _ => podskazka::clock::new_id::<TicketId>("2026-11-22T00:00:00Z".parse().unwrap()).to_string(),
    })
}

both![
    a_guest_gets_401_before_anything_else_is_looked_at,
    an_unknown_school_and_a_foreign_one_are_the_same_404_before_the_body_is_read,
    an_object_that_is_not_there_is_404_before_the_headers_are_read,
    a_create_needs_a_key_and_a_change_a_version_before_the_body_is_read,
    a_stale_version_is_412_with_the_object_as_it_is,
    a_field_that_does_not_exist_is_refused,
    a_body_that_is_no_json_is_refused,
    the_methods_that_an_address_does_not_take_are_405,
];

async fn a_guest_gets_401_before_anything_else_is_looked_at(app: TestApp) {
    World::of(&app).await;
    for operation in Operation::all().iter().filter(|o| !o.is_guest()) {
        for address in [somewhere(operation), operation.address(|_| "%20%00".to_owned())] {
            let request = app.request(&operation.method, &format!("{address}?nonsense=1"));
            let request = request.header("Content-Type", "text/plain").body("{garbage");
            Raw::of(request).await.refused(ProblemKind::Unauthenticated);
        }
    }
}

async fn an_unknown_school_and_a_foreign_one_are_the_same_404_before_the_body_is_read(app: TestApp) {
    let world = World::of(&app).await;
    let elsewhere = app.school("elsewhere").await.person(PEOPLE).await;
    for operation in Operation::all()
        .iter()
        .filter(|o| o.has("school") && !o.is_guest())
    {
        let address = world.address(operation);
        for address in [address.clone(), address.replace("/demo", "/unknown")] {
            let request = app.request(&operation.method, &address).body("{garbage");
            let request = request.bearer_auth(elsewhere.token().await);
            Raw::of(request).await.refused(ProblemKind::NotFound);
        }
    }
}

async fn an_object_that_is_not_there_is_404_before_the_headers_are_read(app: TestApp) {
    let world = World::of(&app).await;
    let objects = |o: &&Operation| !o.is_guest() && o.parameters().iter().any(|name| name != "school");
    for operation in Operation::all().iter().filter(objects) {
        let no_id = operation.address(|name| if name == "school" { "demo" } else { "1" }.into());
        for address in [somewhere(operation), no_id] {
            let body = if operation.is_unsafe() { "{garbage" } else { "" };
            let request = app.request(&operation.method, &address).body(body);
            let request = request.bearer_auth(world.director.token().await);
            Raw::of(request).await.refused(ProblemKind::NotFound);
        }
    }
}

async fn a_create_needs_a_key_and_a_change_a_version_before_the_body_is_read(app: TestApp) {
    let world = World::of(&app).await;
    for operation in Operation::all() {
        let kind = match operation.guard {
            Guard::Nothing => continue,
            Guard::Key => ProblemKind::IdempotencyKeyRequired,
            Guard::Version => ProblemKind::PreconditionRequired,
        };
        let address = world.address(&operation);
        let request = || async {
            let request = app.request(&operation.method, &address);
            request.bearer_auth(world.director.token().await).body("{garbage")
        };
        Raw::of(request().await).await.refused(kind);
        if operation.guard == Guard::Key {
            for bad in [" ".to_owned(), "k".repeat(201)] {
                Raw::of(request().await.header("Idempotency-Key", bad))
                    .await
                    .refused(kind);
            }
        }
    }
}

async fn a_stale_version_is_412_with_the_object_as_it_is(app: TestApp) {
    let world = World::of(&app).await;
    for operation in Operation::all().iter().filter(|o| o.guard == Guard::Version) {
        let object = world.object(operation).await;
        for stale in ["\"0\"", "\"999\"", "\"nonsense\"", "*"] {
            // Of a calendar nothing is published yet, which is its version 0.
            if object["version"] == 0 && stale == "\"0\"" {
                continue;
            }
            let request = app.request(&operation.method, &world.address(operation));
            let request = request
                .bearer_auth(world.director.token().await)
                .header("If-Match", stale);
            let problem = Raw::of(request.body("{garbage"))
                .await
                .refused(ProblemKind::Stale);
            assert_eq!(
                problem.current.as_ref(),
                Some(&object),
                "{} {stale}",
                operation.id
            );
        }
    }
}

async fn a_field_that_does_not_exist_is_refused(app: TestApp) {
    let world = World::of(&app).await;
    // OAuth's form ignores what it does not know, as the RFC asks.
    for operation in Operation::all()
        .iter()
        .filter(|o| o.is_unsafe() && o.form.is_none() && !o.raw)
    {
        let (mut body, pointer) = match &operation.example {
            Some(example) => (example.clone(), "/nonsense"),
            None => (serde_json::json!({}), ""),
        };
        body["nonsense"] = 1.into();
        let request = world.request(operation).await.json(&body);
        let problem = Raw::of(request).await.refused(ProblemKind::Invalid);
        let pointers: Vec<&str> = problem
            .errors
            .iter()
            .map(|error| error.pointer.as_str())
            .collect();
        assert_eq!(pointers, [pointer], "{}", operation.id);
    }
    for operation in Operation::all().iter().filter(|o| !o.is_unsafe()) {
        let address = world.address(operation);
        let request = app.request("GET", &format!("{address}?nonsense=1"));
        let request = request.bearer_auth(world.director.token().await);
        let problem = Raw::of(request).await.refused(ProblemKind::Invalid);
        assert_eq!(problem.errors[0].pointer, "?nonsense", "{}", operation.id);
    }
}

async fn a_body_that_is_no_json_is_refused(app: TestApp) {
    let world = World::of(&app).await;
    for operation in Operation::all().iter().filter(|o| o.example.is_some()) {
        let json = serde_json::to_string(&operation.example).unwrap();
        let broken = [
            String::new(),
            "{".to_owned(),
            format!("{json} 1"),
            json.replacen('{', "{,", 1),
        ];
        for body in broken {
            let request = world
                .request(operation)
                .await
                .header("Content-Type", "application/json");
            Raw::of(request.body(body)).await.refused(ProblemKind::BadRequest);
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
        ] {
            let request = world
                .request(operation)
                .await
                .header("Content-Type", kind)
                .body(json.clone());
            Raw::of(request).await.refused(ProblemKind::UnsupportedMediaType);
        }
        let request = world.request(operation).await.body(json);
        Raw::of(request).await.refused(ProblemKind::UnsupportedMediaType);
    }
}

async fn the_methods_that_an_address_does_not_take_are_405(app: TestApp) {
    let world = World::of(&app).await;
    let all = Operation::all();
    for operation in &all {
        let taken = |method: &str| all.iter().any(|o| o.path == operation.path && o.method == method);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if !taken(method) {
                let request = app.request(method, &world.address(operation));
                Raw::of(request).await.refused(ProblemKind::MethodNotAllowed);
            }
        }
    }
    Raw::of(app.request("GET", "/api/v1/nowhere"))
        .await
        .refused(ProblemKind::NotFound);
}
