//! Documents and consents: who may, about whom, and what stays.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::consents::mine::{GiveBody, MeConsents, MeConsentsGive, SchoolConsents};
use podskazka_shared::consents::{
    ConsentPath, ConsentsFind, ConsentsRecord, ConsentsVoid, ConsentsWithdraw, DocumentKind, DocumentPath,
    DocumentsCreate, DocumentsCurrent, DocumentsFind, PaperBody,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{DocumentId, MemberId};
use podskazka_shared::privacy::{
    CardBody, ErasureState, MeErasuresCreate, MePrivacyUndo, MeWithdrawalsCreate,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsList;

use crate::filing::fields;
use crate::privacy::cards;
use crate::support::cards::{comes_in, document, look};
use crate::support::client::Ask;
use crate::support::{New, TestApp, Who, together};

both![
    a_school_begins_with_documents_that_name_it,
    a_new_version_asks_to_read_again_and_keeps_the_consents,
    versions_at_the_same_moment_are_numbered_one_after_the_other,
    a_document_sent_again_is_one_version,
    only_those_who_may_edit_the_school_write_documents,
    a_parent_consents_for_themselves_and_each_child_and_takes_back,
    a_child_neither_consents_nor_takes_back,
    nobody_consents_or_reads_for_others,
    a_paper_is_recorded_once_within_reach,
    a_childs_consent_on_paper_names_who_signed_it,
    a_paper_recorded_by_mistake_is_struck_and_nothing_follows,
    who_is_only_staff_reads_the_rules_and_gives_no_consent,
    an_old_paper_does_not_end_a_withdrawal,
    a_wish_to_be_erased_outlives_a_consent_given_anew,
    one_parent_does_not_end_the_others_withdrawal,
    a_paper_ends_a_withdrawal_beside_the_other_parents_consent,
    coming_in_with_a_consent_ends_a_withdrawal_on_paper,
];

pub async fn mine(who: &Who) -> SchoolConsents {
    who.ask::<MeConsents>(Nothing {}).done().await.schools.remove(0)
}

pub fn give(who: &Who, member: MemberId, document: DocumentId) -> Ask<MeConsentsGive> {
    who.ask::<MeConsentsGive>(Nothing {})
        .body(&GiveBody { member, document })
}

fn paper(who: &Who, member: MemberId, by: Option<MemberId>) -> Ask<ConsentsRecord> {
    let body = PaperBody {
        member,
        kind: DocumentKind::Consent,
        date: "2026-11-20".parse().unwrap(),
        by,
        representative: None,
    };
    who.ask::<ConsentsRecord>(who.path()).body(&body)
}

async fn a_school_begins_with_documents_that_name_it(app: TestApp) {
    let school = app.school("demo").await;
    let parent = school.person(&[Capacity::Parent]).await;
    let documents = parent.ask::<DocumentsCurrent>(school.path()).done().await;
    assert!(documents.consent.text.contains("Школа demo"));
    assert!(documents.regulation.text.contains("Школа demo"));
    assert_eq!((documents.consent.number, documents.versions.len()), (1, 2));
}

async fn a_new_version_asks_to_read_again_and_keeps_the_consents(app: TestApp) {
    let school = app.school("demo").await;
    let (director, parent) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Parent]).await,
    );
    let first = mine(&parent).await;
    assert!(first.regulation_due());
    give(&parent, parent.member, first.regulation.id).done().await;
    let consent = give(&parent, parent.member, first.consent.id).done().await;
    assert!(!mine(&parent).await.regulation_due());
    for kind in DocumentKind::ALL {
        let body = document(*kind, "Новые слова");
        director
            .ask::<DocumentsCreate>(school.path())
            .body(&body)
            .done()
            .await;
    }
    let now = mine(&parent).await;
    assert!(now.regulation_due());
    assert_eq!(
        now.subjects[0].consent.as_ref(),
        Some(&consent),
        "the consent to version 1 stays"
    );
    give(&parent, parent.member, first.regulation.id)
        .refused(ProblemKind::DocumentChanged)
        .await;
    give(&parent, parent.member, now.regulation.id).done().await;
    assert!(!mine(&parent).await.regulation_due());
    // What was read can be read again.
    let path = DocumentPath {
        school: "demo".into(),
        document: first.consent.id,
    };
    assert_eq!(parent.ask::<DocumentsFind>(path).done().await, first.consent);
}

async fn versions_at_the_same_moment_are_numbered_one_after_the_other(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    director.token().await;
    let body = document(DocumentKind::Regulation, "Слова");
    let asks = (0..6).map(|_| {
        let ask = director.ask::<DocumentsCreate>(school.path()).body(&body);
        async move { ask.done().await.number }
    });
    let mut numbers = together(asks).await;
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7]);
}

async fn a_document_sent_again_is_one_version(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let ask = |text: &str| {
        let body = document(DocumentKind::Regulation, text);
        director
            .ask::<DocumentsCreate>(school.path())
            .key("key")
            .body(&body)
    };
    let first = ask("Слова").done().await;
    assert_eq!(ask("Слова").done().await, first);
    ask("Другие").refused(ProblemKind::IdempotencyKeyReused).await;
    let empty = document(DocumentKind::Consent, " ");
    let problem = director.ask::<DocumentsCreate>(school.path()).body(&empty);
    let problem = problem.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/text", Kind::Required)]);
}

async fn only_those_who_may_edit_the_school_write_documents(app: TestApp) {
    let school = app.school("demo").await;
    for role in crate::support::people::PEOPLE {
        let who = school.in_role(*role).await;
        let body = document(DocumentKind::Regulation, "Слова");
        let answer = who.ask::<DocumentsCreate>(who.path()).body(&body).send().await;
        let may = matches!(role, Capacity::Director | Capacity::JournalAdmin);
        assert_eq!(answer.status, if may { 201 } else { 403 }, "{role}");
        who.ask::<DocumentsCurrent>(who.path()).done().await;
    }
}

async fn a_parent_consents_for_themselves_and_each_child_and_takes_back(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (school.student_card("7А").await, school.student_card("5Б").await);
    let (a, b) = (school.student(Some("7А")).await, school.student(None).await);
    let parent = school.parent(&[&a, &b]).await;
    let first = mine(&parent).await;
    assert_eq!(first.subjects.len(), 3);
    assert!(first.subjects.iter().all(|subject| subject.may_consent));
    let of_child = give(&parent, a.member, first.consent.id).done().await;
    assert_eq!(of_child.by.as_ref().map(|by| by.id), Some(parent.member));
    let now = mine(&parent).await;
    let has: Vec<bool> = now
        .subjects
        .iter()
        .map(|subject| subject.consent.is_some())
        .collect();
    assert_eq!(has.iter().filter(|has| **has).count(), 1);
    // Nobody else's children.
    for stranger in [one, two] {
        let problem = give(&parent, stranger, first.consent.id)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    }
    let body = CardBody { member: a.member };
    let withdraw = || parent.ask::<MeWithdrawalsCreate>(Nothing {}).body(&body);
    assert!(withdraw().done().await.withdrawal);
    withdraw().refused(ProblemKind::WrongState).await;
    assert!(
        mine(&parent)
            .await
            .subjects
            .iter()
            .all(|subject| subject.consent.is_none())
    );
    a.ask::<TicketsList>(school.path())
        .refused(ProblemKind::Forbidden)
        .await;
    // Given anew, it stands beside the one that was taken back, and the withdrawal is over with the erasure that it asked for.
    give(&parent, a.member, first.consent.id).done().await;
    a.ask::<TicketsList>(school.path()).done().await;
    let open = "SELECT COUNT(*) FROM withdrawal WHERE ended_at IS NULL";
    assert_eq!(app.database().count(open, []).await, 0);
    let waits = "SELECT COUNT(*) FROM erasure WHERE state = 'asked'";
    assert_eq!(app.database().count(waits, []).await, 0);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM consent", []).await, 2);
}

async fn a_child_neither_consents_nor_takes_back(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let documents = mine(&child).await;
    assert!(!documents.subjects[0].may_consent);
    give(&child, child.member, documents.consent.id)
        .refused(ProblemKind::Forbidden)
        .await;
    give(&child, child.member, documents.regulation.id).done().await;
    give(&parent, child.member, documents.consent.id).done().await;
    let own = CardBody { member: child.member };
    child
        .ask::<MeWithdrawalsCreate>(Nothing {})
        .body(&own)
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn nobody_consents_or_reads_for_others(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let child = school.student(Some("7А")).await;
    let (parent, stranger) = (school.parent(&[&child]).await, school.parent(&[]).await);
    let far = other.person(&[Capacity::Director]).await;
    let documents = mine(&parent).await;
    give(&parent, child.member, documents.consent.id).done().await;
    // A parent reads for themselves only.
    let problem = give(&parent, child.member, documents.regulation.id)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    for who in [&stranger, &far] {
        let problem = give(who, child.member, documents.consent.id)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
        let body = CardBody { member: child.member };
        let problem = who.ask::<MeWithdrawalsCreate>(Nothing {}).body(&body);
        let problem = problem.refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    }
    // Another school's document is none of this one's.
    let foreign = mine(&far).await.consent.id;
    give(&parent, parent.member, foreign)
        .refused(ProblemKind::DocumentChanged)
        .await;
    let path = DocumentPath {
        school: "demo".into(),
        document: foreign,
    };
    parent
        .ask::<DocumentsFind>(path)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn a_paper_is_recorded_once_within_reach(app: TestApp) {
    let school = app.school("demo").await;
    let (mine, other) = (school.student_card("7А").await, school.student_card("7Б").await);
    let parent = school.parent_card(&[mine]).await;
    let teacher = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let teacher = school.new_person(teacher).await;
    let given = paper(&teacher, mine, Some(parent)).done().await;
    assert!(given.paper_date.is_some());
    // Another try, with a key of its own, finds what is there.
    assert_eq!(paper(&teacher, mine, Some(parent)).done().await, given);
    let problem = paper(&teacher, other, None).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/member", Kind::NotFound)]);
    let stranger = school
        .card("Чужой Родитель", &[Role::Parent], None, &[other])
        .await;
    let problem = paper(&teacher, mine, Some(stranger))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/by", Kind::NotFound)]);
    let tomorrow = PaperBody {
        member: mine,
        kind: DocumentKind::Regulation,
        date: app.now().date_naive() + chrono::Duration::days(2),
        by: None,
        representative: None,
    };
    let problem = teacher.ask::<ConsentsRecord>(teacher.path()).body(&tomorrow);
    let problem = problem.refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/date", Kind::Malformed)]);
    let path = |school: &str| ConsentPath {
        school: school.into(),
        consent: given.id,
    };
    assert_eq!(teacher.ask::<ConsentsFind>(path("demo")).done().await, given);
    let next_door = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7Б"),
        ..New::default()
    };
    let next_door = school.new_person(next_door).await;
    next_door
        .ask::<ConsentsFind>(path("demo"))
        .refused(ProblemKind::NotFound)
        .await;
    next_door
        .ask::<ConsentsWithdraw>(path("demo"))
        .version(1)
        .refused(ProblemKind::NotFound)
        .await;
    let far = app.school("other").await.person(&[Capacity::Director]).await;
    far.ask::<ConsentsFind>(path("other"))
        .refused(ProblemKind::NotFound)
        .await;
    for role in [
        Capacity::DeputyHead,
        Capacity::Teacher,
        Capacity::Helper,
        Capacity::Parent,
    ] {
        let who = school.person(&[role]).await;
        paper(&who, mine, None).refused(ProblemKind::Forbidden).await;
    }
    // What closes the school to a family is the office's to record.
    teacher
        .ask::<ConsentsWithdraw>(path("demo"))
        .version(1)
        .refused(ProblemKind::Forbidden)
        .await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let withdrawn = secretary
        .ask::<ConsentsWithdraw>(path("demo"))
        .version(1)
        .done()
        .await;
    assert!(withdrawn.withdrawn_at.is_some());
    secretary
        .ask::<ConsentsWithdraw>(path("demo"))
        .version(2)
        .refused(ProblemKind::WrongState)
        .await;
}

async fn a_childs_consent_on_paper_names_who_signed_it(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let (child, orphan) = (school.student_card("7А").await, school.student_card("7А").await);
    let parent = school.parent_card(&[child]).await;
    let body = |member, by, representative: Option<&str>| PaperBody {
        member,
        kind: DocumentKind::Consent,
        date: "2026-11-20".parse().unwrap(),
        by,
        representative: representative.map(str::to_owned),
    };
    let ask = |body: &PaperBody| secretary.ask::<ConsentsRecord>(school.path()).body(body);
    for (body, pointer, kind) in [
        (body(child, None, None), "/by", Kind::Required),
        (body(child, None, Some("Орлова Анна")), "/by", Kind::Required),
        (body(child, Some(child), None), "/by", Kind::NotFound),
        (body(orphan, None, None), "/representative", Kind::Required),
        (body(orphan, None, Some(" ")), "/representative", Kind::Required),
        (body(orphan, Some(parent), None), "/by", Kind::NotFound),
        (
            body(child, Some(parent), Some("Орлова Анна")),
            "/representative",
            Kind::Unknown,
        ),
        (
            body(parent, None, Some("Орлова Анна")),
            "/representative",
            Kind::Unknown,
        ),
    ] {
        let problem = ask(&body).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [(pointer, kind)], "{body:?}");
    }
    let given = ask(&body(child, Some(parent), None)).done().await;
    assert_eq!(given.by.map(|by| by.id), Some(parent));
    let given = ask(&body(orphan, None, Some(" Орлова Анна "))).done().await;
    assert_eq!(given.representative.as_deref(), Some("Орлова Анна"));
    // A grown-up signs for themselves, and so does a child who has read the rules.
    ask(&body(parent, None, None)).done().await;
    let read = PaperBody {
        kind: DocumentKind::Regulation,
        ..body(child, None, None)
    };
    ask(&read).done().await;
}

async fn a_paper_recorded_by_mistake_is_struck_and_nothing_follows(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let path = |consent| ConsentPath {
        school: "demo".into(),
        consent,
    };
    let given = paper(&secretary, parent.member, None).done().await;
    let void = |version| secretary.ask::<ConsentsVoid>(path(given.id)).version(version);
    void(7).refused(ProblemKind::Stale).await;
    assert!(void(1).done().await.withdrawn_at.is_some());
    void(2).refused(ProblemKind::WrongState).await;
    let lines = "SELECT COUNT(*) FROM audit WHERE object_id = $1 AND CAST(fields AS TEXT) LIKE '%\"void\"%'";
    let lines = app.database().count(lines, [parent.member.0.into()]).await;
    assert_eq!(lines, 1);
    assert_eq!(open_withdrawals(&app).await, 0);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM erasure", []).await, 0);
    parent.ask::<TicketsList>(school.path()).done().await;
    assert!(mine(&parent).await.subjects[0].consent.is_none());
    // What somebody gave in the app is theirs to take back.
    let consent = mine(&parent).await.consent.id;
    let own = give(&parent, parent.member, consent).done().await;
    let ask = secretary.ask::<ConsentsVoid>(path(own.id)).version(1);
    ask.refused(ProblemKind::WrongState).await;
}

async fn who_is_only_staff_reads_the_rules_and_gives_no_consent(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.card("Орлов Павел", &[Role::Teacher], None, &[]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code).done().await;
    assert!(!view.consent_due && view.consent.is_none() && view.regulation.is_some());
    comes_in(&app, &slip.code, "teacher.orlov").await;
    let given: Vec<String> = app.database().column("SELECT kind FROM consent", []).await;
    assert_eq!(given, ["regulation"]);
    let teacher = school.person(&[Capacity::Teacher]).await;
    let state = mine(&teacher).await;
    assert!(!state.subjects[0].by_consent && !state.subjects[0].may_consent);
    give(&teacher, teacher.member, state.consent.id)
        .refused(ProblemKind::Forbidden)
        .await;
    // Who is a parent as well consents as a parent, and may take it back as one.
    let both = school
        .card("Ильина Анна", &[Role::Teacher, Role::Parent], None, &[])
        .await;
    let slip = admin.slip(both).await;
    assert!(look(&app, &slip.code).done().await.consent_due);
    let both = school.person(&[Capacity::Teacher, Capacity::Parent]).await;
    let subject = mine(&both).await.subjects.remove(0);
    assert!(subject.by_consent && subject.may_consent);
}

pub async fn withdraws(parent: &Who, child: &Who) {
    let body = CardBody { member: child.member };
    let ask = parent.ask::<MeWithdrawalsCreate>(Nothing {}).body(&body);
    assert!(ask.done().await.withdrawal);
}

fn paper_of(who: &Who, child: &Who, by: &Who, date: chrono::NaiveDate) -> Ask<ConsentsRecord> {
    let body = PaperBody {
        member: child.member,
        kind: DocumentKind::Consent,
        date,
        by: Some(by.member),
        representative: None,
    };
    who.ask::<ConsentsRecord>(who.path()).body(&body)
}

async fn open_withdrawals(app: &TestApp) -> i64 {
    let open = "SELECT COUNT(*) FROM withdrawal WHERE ended_at IS NULL";
    app.database().count(open, []).await
}

/// The fields of the last line with this action.
async fn last_line(app: &TestApp, action: &str) -> String {
    let lines = "SELECT REPLACE(CAST(fields AS TEXT), ' ', '') FROM audit WHERE action = $1 ORDER BY at DESC, id DESC";
    let lines: Vec<String> = app.database().column(lines, [action.into()]).await;
    lines.first().cloned().unwrap_or_default()
}

async fn an_old_paper_does_not_end_a_withdrawal(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let consent = mine(&parent).await.consent.id;
    give(&parent, child.member, consent).done().await;
    withdraws(&parent, &child).await;
    let today = parent.today();
    app.after(chrono::Duration::days(1));
    for date in [today - chrono::Duration::days(30), today] {
        let problem = paper_of(&secretary, &child, &parent, date)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/date", Kind::Malformed)]);
    }
    assert_eq!(open_withdrawals(&app).await, 1);
    child
        .ask::<TicketsList>(school.path())
        .refused(ProblemKind::Forbidden)
        .await;
    // What was read is no consent: its date is free.
    let read = PaperBody {
        member: child.member,
        kind: DocumentKind::Regulation,
        date: today,
        by: None,
        representative: None,
    };
    let ask = secretary.ask::<ConsentsRecord>(school.path()).body(&read);
    ask.done().await;
    assert_eq!(open_withdrawals(&app).await, 1);
    app.after(chrono::Duration::seconds(1));
    let new = today + chrono::Duration::days(1);
    paper_of(&secretary, &child, &parent, new).done().await;
    assert_eq!(open_withdrawals(&app).await, 0);
    child.ask::<TicketsList>(school.path()).done().await;
    assert_eq!(
        last_line(&app, "consent_record").await,
        r#"["consent","withdrawal_ended","erasure_taken_back"]"#
    );
}

async fn a_wish_to_be_erased_outlives_a_consent_given_anew(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let consent = mine(&parent).await.consent.id;
    give(&parent, child.member, consent).done().await;
    let body = CardBody { member: child.member };
    let ask = parent.ask::<MeErasuresCreate>(Nothing {}).body(&body);
    let asked = ask.done().await;
    withdraws(&parent, &child).await;
    app.after(chrono::Duration::seconds(1));
    give(&parent, child.member, consent).done().await;
    child.ask::<TicketsList>(school.path()).done().await;
    let now = cards(&parent).await[1].erasure.clone().unwrap();
    assert_eq!(
        (now.id, now.state, now.withdrawal),
        (asked.id, ErasureState::Asked, false)
    );
    assert_eq!(
        last_line(&app, "consents").await,
        r#"["consent","withdrawal_ended"]"#
    );
}

async fn one_parent_does_not_end_the_others_withdrawal(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let (one, other) = (school.parent(&[&child]).await, school.parent(&[&child]).await);
    let consent = mine(&one).await.consent.id;
    give(&one, child.member, consent).done().await;
    let undo = |who: &Who| {
        let body = CardBody { member: child.member };
        who.ask::<MePrivacyUndo>(Nothing {}).body(&body)
    };
    let closed = async || {
        child
            .ask::<TicketsList>(school.path())
            .refused(ProblemKind::Forbidden)
            .await;
        assert_eq!(open_withdrawals(&app).await, 1);
        let erasure = cards(&one).await[1].erasure.clone().unwrap();
        assert_eq!((erasure.state, erasure.withdrawal), (ErasureState::Asked, true));
    };
    withdraws(&one, &child).await;
    // Recorded, and without effect on the withdrawal.
    let given = give(&other, child.member, consent).done().await;
    assert_eq!(given.by.map(|by| by.id), Some(other.member));
    closed().await;
    undo(&other).refused(ProblemKind::Forbidden).await;
    closed().await;
    // Who withdrew takes it back, beside the consent that the other gave meanwhile.
    undo(&one).done().await;
    assert_eq!(open_withdrawals(&app).await, 0);
    child.ask::<TicketsList>(school.path()).done().await;
    let standing = "SELECT COUNT(*) FROM consent WHERE withdrawn_at IS NULL";
    assert_eq!(app.database().count(standing, []).await, 1);
    // Or consents anew, though the other's consent stands already.
    app.after(chrono::Duration::seconds(1));
    withdraws(&one, &child).await;
    give(&other, child.member, consent).done().await;
    closed().await;
    app.after(chrono::Duration::seconds(1));
    give(&one, child.member, consent).done().await;
    assert_eq!(open_withdrawals(&app).await, 0);
    child.ask::<TicketsList>(school.path()).done().await;
    assert_eq!(
        last_line(&app, "consents").await,
        r#"["withdrawal_ended","erasure_taken_back"]"#
    );
}

async fn a_paper_ends_a_withdrawal_beside_the_other_parents_consent(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let (one, other) = (school.parent(&[&child]).await, school.parent(&[&child]).await);
    let secretary = school.person(&[Capacity::Secretary]).await;
    let consent = mine(&one).await.consent.id;
    withdraws(&one, &child).await;
    let given = give(&other, child.member, consent).done().await;
    app.after(chrono::Duration::days(1));
    let recorded = paper_of(&secretary, &child, &one, secretary.today()).done().await;
    assert_eq!(
        (recorded.id, recorded.paper_date),
        (given.id, Some(secretary.today()))
    );
    assert_eq!(open_withdrawals(&app).await, 0);
    child.ask::<TicketsList>(school.path()).done().await;
}

async fn coming_in_with_a_consent_ends_a_withdrawal_on_paper(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let parent = school.parent_card(&[]).await;
    let given = paper(&director, parent, None).done().await;
    let path = ConsentPath {
        school: "demo".into(),
        consent: given.id,
    };
    let withdraw = director.ask::<ConsentsWithdraw>(path).version(1);
    withdraw.done().await;
    assert_eq!(open_withdrawals(&app).await, 1);
    let slip = director.slip(parent).await;
    app.after(chrono::Duration::seconds(1));
    comes_in(&app, &slip.code, "mother.b").await;
    assert_eq!(open_withdrawals(&app).await, 0);
    let lines = "SELECT REPLACE(CAST(fields AS TEXT), ' ', '') FROM audit WHERE action = 'join'";
    let lines: Vec<String> = app.database().column(lines, []).await;
    let ended = r#"["withdrawal_ended","erasure_taken_back"]"#;
    assert!(lines.iter().any(|fields| fields == ended), "{lines:?}");
}
