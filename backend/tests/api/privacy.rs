//! What people may do with what is held about them: see, correct, withdraw, have erased.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::my_class::{ContactsPath, ContactsUpdate};
use podskazka_shared::people::MeFind;
use podskazka_shared::privacy::{
    CardBody, CasesQuery, Correction, CorrectionBody, CorrectionPath, CorrectionState, CorrectionsAccept,
    CorrectionsFind, CorrectionsList, CorrectionsRefuse, DECIDE_DAYS, DataFormat, DataQuery, DataRelation,
    ERASED_NAME, ERASED_TEXT, ERASED_TITLE, Erasure, ErasurePath, ErasureState, ErasureView, ErasuresApprove,
    ErasuresFind, ErasuresList, ErasuresRefuse, MeCorrectionsCreate, MeData, MeErasuresCreate, MePrivacy,
    MePrivacyUndo, MeWithdrawalsCreate, MyData, PrivacyCard, RefuseBody, RetentionBody, RetentionFind,
    RetentionPath, RetentionUpdate,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsList;

use crate::support::client::fresh_key;
use crate::support::people::PASSWORD;
use crate::support::{Kind, New, TestApp, Who, together};

/// What is done here leaves a line in the audit trail; tried below.
pub const TRAILED: [&str; 9] = [
    "corrections_accept",
    "corrections_refuse",
    "erasures_approve",
    "erasures_refuse",
    "me_corrections_create",
    "me_erasures_create",
    "me_privacy_undo",
    "me_withdrawals_create",
    "retention_update",
];

const NAME: &str = "Берёзкина Аглая Серафимовна";

async fn data(who: &Who) -> MyData {
    who.ask::<MeData>(Nothing {}).done().await
}

pub async fn cards(who: &Who) -> Vec<PrivacyCard> {
    who.ask::<MePrivacy>(Nothing {}).done().await.cards
}

pub fn card(member: &Who) -> CardBody {
    CardBody {
        member: member.member,
    }
}

pub async fn asks(who: &Who, whose: &Who) -> Erasure {
    who.ask::<MeErasuresCreate>(Nothing {})
        .body(&card(whose))
        .done()
        .await
}

pub fn at(who: &Who, erasure: &Erasure) -> ErasurePath {
    ErasurePath {
        school: who.school.clone(),
        erasure: erasure.id,
    }
}

pub async fn approves(who: &Who, erasure: &Erasure) -> ErasureView {
    let ask = who.ask::<ErasuresApprove>(at(who, erasure));
    ask.version(erasure.version).done().await
}

async fn correction(who: &Who, whose: &Who, name: Option<&str>, phone: Option<&str>) -> Correction {
    let body = CorrectionBody {
        member: whose.member,
        name: name.map(str::to_owned),
        email: None,
        phone: phone.map(str::to_owned),
        note: "прошу исправить".to_owned(),
    };
    who.ask::<MeCorrectionsCreate>(Nothing {})
        .body(&body)
        .done()
        .await
}

fn of(who: &Who, correction: &Correction) -> CorrectionPath {
    CorrectionPath {
        school: who.school.clone(),
        correction: correction.id,
    }
}

/// Everything in the database as one text.
pub async fn everything(app: &TestApp) -> String {
    let tables: Vec<String> = match app.database().kind {
        Kind::Sqlite => {
            let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            app.database().column(sql, []).await
        }
        Kind::Postgres => {
            let sql = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
            app.database().column(sql, []).await
        }
    };
    let mut all = String::new();
    for table in tables {
        let sql = match app.database().kind {
            Kind::Sqlite => {
                let columns: Vec<String> = app
                    .database()
                    .column(&format!("SELECT name FROM pragma_table_info('{table}')"), [])
                    .await;
                let texts: Vec<String> = columns
                    .iter()
                    .map(|name| format!("COALESCE(CAST(\"{name}\" AS TEXT), '')"))
                    .collect();
                format!(
                    "SELECT CAST({} AS BLOB) FROM \"{table}\"",
                    texts.join(" || ' ' || ")
                )
            }
            Kind::Postgres => format!("SELECT convert_to(t::text, 'UTF8') FROM \"{table}\" t"),
        };
        for row in app.database().column::<Vec<u8>>(&sql, []).await {
            all += &String::from_utf8_lossy(&row);
            all.push('\n');
        }
    }
    all
}

both![
    a_person_gets_everything_about_themselves_and_nothing_of_others,
    the_page_says_what_the_json_says,
    a_long_history_comes_whole,
    an_erasure_leaves_nothing_that_tells_who_it_was,
    a_sign_in_that_serves_another_school_stays,
    a_parent_asks_for_the_child_and_for_no_other,
    nobody_decides_in_their_own_case,
    a_school_keeps_a_head,
    an_erasure_is_asked_for_once_and_can_be_taken_back,
    an_erasure_is_refused_with_a_reason_and_asked_for_anew,
    two_decisions_at_one_moment_are_one,
    a_withdrawn_consent_opens_nothing_until_it_is_taken_back,
    staff_have_no_consent_to_withdraw_and_parents_among_them_have,
    a_correction_is_asked_for_and_written_into_the_card,
    nobody_accepts_a_correction_of_their_own,
    contacts_that_were_corrected_are_to_be_checked,
    cases_of_another_school_are_not_there,
    texts_and_cards_go_when_their_time_is_over,
    periods_are_set_by_those_who_may,
    every_act_leaves_a_line_without_a_word_of_it,
];

async fn a_person_gets_everything_about_themselves_and_nothing_of_others(app: TestApp) {
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let parent = school.parent(&[&student]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let other = school.person(&[Capacity::Teacher]).await;
    let id = parent.files("мой вопрос").await.summary.id;
    helper.notes(id, "служебная заметка").await;
    helper.answers(id, "ответ специалиста").await;
    parent.rates(id, 4, Some("мой отзыв")).await;
    other.files("чужой вопрос").await;
    correction(&parent, &parent, None, Some("+7 900 111")).await;

    let mine = data(&parent).await;
    assert_eq!(mine.account.id, parent.person);
    assert_eq!(mine.account.names[0].value, parent.login);
    assert_eq!(mine.account.sessions.len(), 1);
    assert_eq!(mine.cards.len(), 1);
    assert_eq!(mine.cards[0].children.concat(), student.name);
    assert_eq!(mine.cards[0].corrections.len(), 1);
    let request = &mine.requests[0];
    assert_eq!(
        (mine.requests.len(), request.relation),
        (1, DataRelation::Requester)
    );
    let said: Vec<&str> = request.messages.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(said, ["мой вопрос", "ответ специалиста"]);
    assert_eq!(
        (request.stars, request.comment.as_deref()),
        (Some(4), Some("мой отзыв"))
    );
    assert!(
        mine.trail
            .iter()
            .any(|line| line.action == "ticket_file" && line.by_me)
    );
    assert!(mine.technical.iter().any(|note| note.name == "tickets_create"));
    let text = serde_json::to_string(&mine).unwrap();
    for foreign in ["служебная", "чужой", &student.login, &helper.login] {
        assert!(!text.contains(foreign), "{foreign}");
    }

    // The child learns that there is a request about them, and no word of it.
    let about = data(&student).await;
    assert_eq!(about.cards[0].parents.concat(), parent.name);
    assert_eq!(about.cards[0].classes[0].name, "7А");
    assert_eq!(about.requests[0].relation, DataRelation::About);
    let text = serde_json::to_string(&about).unwrap();
    assert!(!text.contains("мой вопрос") && !text.contains("мой отзыв"));

    // The helper gets their own public words, no note and no thread.
    let theirs = data(&helper).await;
    let words: Vec<&str> = theirs.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(words, ["ответ специалиста"]);
    assert!(theirs.requests.is_empty());
    assert_eq!(theirs.cards[0].orders.len(), 1);
    let text = serde_json::to_string(&theirs).unwrap();
    for foreign in ["мой вопрос", "служебная", &parent.name] {
        assert!(!text.contains(foreign), "{foreign}");
    }
}

async fn the_page_says_what_the_json_says(app: TestApp) {
    let school = app.school("demo").await;
    let new = New {
        name: Some("<b>Тег</b> & Ко"),
        roles: &[Capacity::Teacher],
        ..New::default()
    };
    let teacher = school.new_person(new).await;
    teacher.files("<script>alert(1)</script> other").await;
    let query = DataQuery {
        format: Some(DataFormat::Html),
    };
    let page = teacher.ask::<MeData>(Nothing {}).query(query).send().await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(
        page.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    let text = page.text();
    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>"));
    assert!(!text.contains("<script>") && !text.contains("<b>Тег"));
    assert!(
        text.contains("&lt;script&gt;alert(1)&lt;/script&gt; other"),
        "what was written is not translated"
    );
    assert!(text.contains(&teacher.login) && text.contains("учитель"));
    let refused = teacher
        .ask::<MeData>(Nothing {})
        .header("x-nothing", "1")
        .query(DataQuery::default());
    assert_eq!(refused.send().await.header("cache-control"), Some("no-store"));
}

async fn a_long_history_comes_whole(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    for number in 0..45 {
        teacher.files(&format!("вопрос {number}")).await;
    }
    let mine = data(&teacher).await;
    assert_eq!(mine.requests.len(), 45);
    assert_eq!(mine.requests[44].messages[0].text, "вопрос 44");
}

/// A parent of whom everything tells.
async fn known(app: &TestApp) -> (Who, Who, Vec<String>) {
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let new = New {
        name: Some(NAME),
        roles: &[Capacity::Parent],
        children: &[&student],
        ..New::default()
    };
    let parent = school.new_person(new).await;
    let card = "UPDATE member SET email = 'aglaya@berezkina.test', phone = '+7 901 234-56-78', post = 'инженер верфи',
        external_id = 'ext-berezkina' WHERE id = $1";
    app.database()
        .execute(card, [parent.member.0.into()])
        .await
        .unwrap();
    let helper = school.person(&[Capacity::Helper]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let id = parent.files("секретный вопрос").await.summary.id;
    helper.notes(id, "тайная заметка о ней").await;
    helper.answers(id, "подробный ответ ей").await;
    parent.rates(id, 5, Some("сердечный отзыв")).await;
    parent.files("второй секрет").await;
    // Others speak of her in a request of their own.
    let of_teacher = teacher
        .files("Звонила Берёзкина А.С., просила перезвонить")
        .await
        .summary
        .id;
    helper
        .answers(of_teacher, "Ответил по адресу aglaya@berezkina.test")
        .await;
    let spoken = teacher.files("просто вопрос").await.summary.id;
    teacher.says(spoken, "не о ней").await;
    correction(&parent, &parent, Some("Берёзкина-Дубова Аглая"), None).await;
    let detail = "INSERT INTO audit_detail SELECT id, $2, 'адрес прежний: старый@berezkina.test' FROM audit
        WHERE object_id = $1 AND action = 'correction_ask'";
    app.database()
        .execute(detail, [parent.member.0.into(), vec![1_u8, 2].into()])
        .await
        .unwrap();
    let needles = [
        "Берёзкина",
        "березкина",
        "Аглая",
        "aglaya@berezkina",
        "901 234",
        "верфи",
        "ext-berezkina",
        "секретный вопрос",
        "второй секрет",
        "тайная заметка",
        "подробный ответ",
        "сердечный отзыв",
        "старый@berezkina",
        &parent.login,
    ];
    let needles = needles.iter().map(|needle| (*needle).to_owned()).collect();
    (parent, teacher, needles)
}

async fn an_erasure_leaves_nothing_that_tells_who_it_was(app: TestApp) {
    let (parent, teacher, needles) = known(&app).await;
    let director = app_director(&app, &parent).await;
    let before = everything(&app).await;
    for needle in &needles {
        assert!(before.contains(needle.as_str()), "{needle} was never there");
    }
    let erasure = asks(&parent, &parent).await;
    assert_eq!(erasure.due_at - erasure.asked_at, Duration::days(DECIDE_DAYS));
    let seen = director.ask::<ErasuresFind>(at(&director, &erasure)).done().await;
    assert_eq!(
        (seen.plan.requests, seen.plan.open_requests, seen.plan.messages),
        (2, 2, 4)
    );
    assert!(seen.plan.account && seen.may_decide && seen.plan.ties == 1);
    let done = approves(&director, &erasure).await;
    assert_eq!(done.erasure.state, ErasureState::Done);
    assert_eq!(done.erasure.member.name, ERASED_NAME);

    let after = everything(&app).await;
    for needle in &needles {
        assert!(!after.contains(needle.as_str()), "{needle} is still there");
    }
    for kept in ["не о ней", "просто вопрос"] {
        assert!(after.contains(kept), "{kept} is of others");
    }
    // The sign-in is gone, and so is the session.
    app.login(&parent.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    parent
        .ask::<MeFind>(Nothing {})
        .refused(ProblemKind::Unauthenticated)
        .await;
    // Number, topic and times stay; the request is closed and nobody's.
    let all = director.ask::<TicketsList>(director.path()).done().await.items;
    assert_eq!(all.len(), 4);
    let hers: Vec<_> = all.iter().filter(|t| t.requester.name == ERASED_NAME).collect();
    assert_eq!(hers.len(), 2);
    assert!(
        hers.iter()
            .all(|t| t.title == ERASED_TITLE && !t.state.is_open() && t.class_name.is_none())
    );
    let thread = director.sees(hers[0].id).await.messages;
    assert!(thread.iter().all(|m| m.text == ERASED_TEXT));
    assert_eq!(teacher.lists(Default::default()).await.len(), 2);
    let open = "SELECT COUNT(*) FROM ticket_term t JOIN ticket k ON k.id = t.ticket_id
        WHERE t.ended_at IS NULL AND k.state = 'closed'";
    assert_eq!(app.database().count(open, []).await, 0);
    // Once more is refused, not repeated.
    let again = director.ask::<ErasuresApprove>(at(&director, &erasure));
    again
        .version(done.erasure.version)
        .refused(ProblemKind::WrongState)
        .await;
}

/// A director of the same school.
async fn app_director(app: &TestApp, of: &Who) -> Who {
    let school = crate::support::School::found(app, &of.school).await;
    school.person(&[Capacity::Director]).await
}

async fn a_sign_in_that_serves_another_school_stays(app: TestApp) {
    let (here, there) = (app.school("here").await, app.school("there").await);
    let parent = here.parent(&[]).await;
    let elsewhere = there.also(&parent, &[Capacity::Teacher]).await;
    elsewhere.files("вопрос в другой школе").await;
    let director = here.person(&[Capacity::Director]).await;
    let erasure = asks(&parent, &parent).await;
    let view = approves(&director, &erasure).await;
    assert!(!view.plan.account);
    let me = elsewhere.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.memberships.len(), 1);
    assert_eq!(me.memberships[0].name, parent.name);
    assert_eq!(
        elsewhere.lists(Default::default()).await[0].title,
        "вопрос в другой школе"
    );
    // The other school decides about its own part.
    asks(&elsewhere, &elsewhere).await;
    let list = director.ask::<ErasuresList>(director.path()).done().await;
    assert_eq!(list.items.len(), 1);
}

async fn a_parent_asks_for_the_child_and_for_no_other(app: TestApp) {
    let school = app.school("demo").await;
    let (mine, foreign) = (school.student(Some("7А")).await, school.student(Some("7А")).await);
    let parent = school.parent(&[&mine]).await;
    let theirs: Vec<_> = cards(&parent)
        .await
        .iter()
        .map(|card| (card.member, card.child))
        .collect();
    assert_eq!(theirs, [(parent.member, false), (mine.member, true)]);
    for (who, whose) in [(&parent, &foreign), (&mine, &parent), (&mine, &foreign)] {
        let ask = who.ask::<MeErasuresCreate>(Nothing {}).body(&card(whose));
        ask.refused(ProblemKind::Invalid).await;
        let ask = who.ask::<MeWithdrawalsCreate>(Nothing {}).body(&card(whose));
        ask.refused(ProblemKind::Invalid).await;
        let ask = who.ask::<MePrivacyUndo>(Nothing {}).body(&card(whose));
        ask.refused(ProblemKind::Invalid).await;
    }
    mine.files("вопрос ребёнка").await;
    let erasure = asks(&parent, &mine).await;
    assert_eq!(
        (erasure.member.id, erasure.asked_by.id),
        (mine.member, parent.member)
    );
    let director = school.person(&[Capacity::Director]).await;
    approves(&director, &erasure).await;
    app.login(&mine.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    let left = cards(&parent).await;
    assert_eq!(left.len(), 1, "the tie is gone, the parent stays");
    assert!(!everything(&app).await.contains("вопрос ребёнка"));
}

async fn nobody_decides_in_their_own_case(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let new = New {
        roles: &[Capacity::Director, Capacity::Parent],
        children: &[&child],
        ..New::default()
    };
    let director = school.new_person(new).await;
    let second = school.person(&[Capacity::Director]).await;
    // The child first: after the erasure of their own card nobody asks for anything.
    for whose in [&child, &director] {
        let erasure = asks(&director, whose).await;
        let view = director.ask::<ErasuresFind>(at(&director, &erasure)).done().await;
        assert!(!view.may_decide);
        let ask = director
            .ask::<ErasuresApprove>(at(&director, &erasure))
            .version(1);
        ask.refused(ProblemKind::Forbidden).await;
        let reason = RefuseBody {
            reason: "нет".into()
        };
        let ask = director.ask::<ErasuresRefuse>(at(&director, &erasure)).version(1);
        ask.body(&reason).refused(ProblemKind::Forbidden).await;
        approves(&second, &erasure).await;
    }
    for role in [
        Capacity::DeputyHead,
        Capacity::JournalAdmin,
        Capacity::Secretary,
        Capacity::Parent,
    ] {
        let somebody = school.person(&[role]).await;
        let erasure = asks(&somebody, &somebody).await;
        let path = at(&second, &erasure);
        somebody
            .ask::<ErasuresFind>(path.clone())
            .refused(ProblemKind::Forbidden)
            .await;
        somebody
            .ask::<ErasuresList>(school.path())
            .refused(ProblemKind::Forbidden)
            .await;
        let ask = somebody.ask::<ErasuresApprove>(path).version(1);
        ask.refused(ProblemKind::Forbidden).await;
    }
}

async fn a_school_keeps_a_head(app: TestApp) {
    let school = app.school("demo").await;
    let (first, second) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Director]).await,
    );
    let (of_first, of_second) = (asks(&first, &first).await, asks(&second, &second).await);
    approves(&second, &of_first).await;
    let third = school.person(&[Capacity::Teacher]).await;
    let today = "2026-11-22";
    let acts = "INSERT INTO acting (id, school_id, member_id, order_number, order_date, from_date, created_at, version)
        VALUES ($1, $2, $3, '7', $4, $4, $5, 1)";
    let day: chrono::NaiveDate = today.parse().unwrap();
    let id: uuid::Uuid = podskazka::clock::new_id(app.now());
    app.database()
        .execute(
            acts,
            [
                id.into(),
                school.id.0.into(),
                third.member.0.into(),
                day.into(),
                app.now().into(),
            ],
        )
        .await
        .unwrap();
    let view = third.ask::<ErasuresFind>(at(&third, &of_second)).done().await;
    assert!(view.plan.last_director && view.may_decide);
    let ask = third.ask::<ErasuresApprove>(at(&third, &of_second)).version(1);
    ask.refused(ProblemKind::WrongState).await;
    school.person(&[Capacity::Director]).await;
    approves(&third, &of_second).await;
}

async fn an_erasure_is_asked_for_once_and_can_be_taken_back(app: TestApp) {
    let school = app.school("demo").await;
    let (parent, director) = (
        school.parent(&[]).await,
        school.person(&[Capacity::Director]).await,
    );
    let key = fresh_key();
    let ask = || {
        let ask = parent.ask::<MeErasuresCreate>(Nothing {}).key(&key);
        ask.body(&card(&parent))
    };
    let first = ask().done().await;
    assert_eq!(ask().done().await, first, "the same key is the same request");
    let again = parent.ask::<MeErasuresCreate>(Nothing {}).body(&card(&parent));
    again.refused(ProblemKind::WrongState).await;
    let undo = || parent.ask::<MePrivacyUndo>(Nothing {}).body(&card(&parent));
    undo().done().await;
    undo().refused(ProblemKind::WrongState).await;
    let taken = cards(&parent).await[0].erasure.clone().unwrap();
    assert_eq!(taken.state, ErasureState::TakenBack);
    let stale = director.ask::<ErasuresApprove>(at(&director, &first)).version(1);
    stale.refused(ProblemKind::Stale).await;
    let late = director
        .ask::<ErasuresApprove>(at(&director, &first))
        .version(taken.version);
    late.refused(ProblemKind::WrongState).await;
    let many = together((0..6).map(|_| {
        let parent = parent.clone();
        async move {
            let ask = parent.ask::<MeErasuresCreate>(Nothing {}).body(&card(&parent));
            ask.send().await.status
        }
    }));
    let mut many = many.await;
    many.sort_unstable();
    assert_eq!(many, [201, 409, 409, 409, 409, 409]);
}

async fn an_erasure_is_refused_with_a_reason_and_asked_for_anew(app: TestApp) {
    let school = app.school("demo").await;
    let (parent, director) = (
        school.parent(&[]).await,
        school.person(&[Capacity::Director]).await,
    );
    let erasure = asks(&parent, &parent).await;
    let refuse = |reason: &str| {
        let body = RefuseBody {
            reason: reason.to_owned(),
        };
        director
            .ask::<ErasuresRefuse>(at(&director, &erasure))
            .version(1)
            .body(&body)
    };
    refuse("  ").refused(ProblemKind::Invalid).await;
    let refused = refuse("ребёнок учится у нас").done().await;
    assert_eq!(refused.erasure.state, ErasureState::Refused);
    let seen = cards(&parent).await[0].erasure.clone().unwrap();
    assert_eq!(seen.reason.as_deref(), Some("ребёнок учится у нас"));
    app.after(Duration::seconds(1));
    asks(&parent, &parent).await;
    let open = CasesQuery {
        open: Some(true),
        ..CasesQuery::default()
    };
    let open = director
        .ask::<ErasuresList>(school.path())
        .query(open)
        .done()
        .await;
    assert_eq!(open.items.len(), 1);
    let path = at(&director, &open.items[0].erasure);
    let alone = director.ask::<ErasuresFind>(path).done().await;
    assert!(alone.may_decide);
    assert_eq!(open.items, [alone], "the list tells what the case tells");
    let page = CasesQuery {
        limit: Some(1),
        ..CasesQuery::default()
    };
    let first = director
        .ask::<ErasuresList>(school.path())
        .query(page.clone())
        .done()
        .await;
    let page = CasesQuery {
        after: first.next.clone(),
        ..page
    };
    let second = director
        .ask::<ErasuresList>(school.path())
        .query(page)
        .done()
        .await;
    assert_eq!((second.items.len(), second.next), (1, None));
    assert_eq!(second.items[0].erasure.id, erasure.id);
}

async fn two_decisions_at_one_moment_are_one(app: TestApp) {
    let school = app.school("demo").await;
    let parent = school.parent(&[]).await;
    let erasure = asks(&parent, &parent).await;
    let mut deciding = Vec::new();
    for _ in 0..4 {
        deciding.push(school.person(&[Capacity::Director]).await);
    }
    let statuses = together(deciding.into_iter().map(|director| {
        let path = at(&director, &erasure);
        async move {
            director
                .ask::<ErasuresApprove>(path)
                .version(1)
                .send()
                .await
                .status
        }
    }));
    let mut statuses = statuses.await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
}

async fn a_withdrawn_consent_opens_nothing_until_it_is_taken_back(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    parent.ask::<TicketsList>(parent.path()).done().await;
    let withdraw = |whose: &Who| parent.ask::<MeWithdrawalsCreate>(Nothing {}).body(&card(whose));
    let erasure = withdraw(&parent).done().await;
    assert!(erasure.withdrawal && erasure.state == ErasureState::Asked);
    withdraw(&parent).refused(ProblemKind::WrongState).await;
    parent
        .ask::<TicketsList>(parent.path())
        .refused(ProblemKind::Forbidden)
        .await;
    assert!(
        parent.ask::<MeFind>(Nothing {}).done().await.memberships[0]
            .capacities
            .is_empty()
    );
    assert_eq!(data(&parent).await.cards[0].withdrawals.len(), 1);
    assert!(cards(&parent).await[0].withdrawn_at.is_some());
    // A refusal leaves the withdrawal in force: the school may keep what it must, and do nothing more with it.
    let director = school.person(&[Capacity::Director]).await;
    let body = RefuseBody {
        reason: "договор действует".into(),
    };
    let refuse = director.ask::<ErasuresRefuse>(at(&director, &erasure)).version(1);
    refuse.body(&body).done().await;
    parent
        .ask::<TicketsList>(parent.path())
        .refused(ProblemKind::Forbidden)
        .await;
    let undo = parent.ask::<MePrivacyUndo>(Nothing {}).body(&card(&parent));
    undo.done().await;
    parent.ask::<TicketsList>(parent.path()).done().await;
    // For the child; an erasure that waits already takes the withdrawal in.
    let waiting = asks(&parent, &child).await;
    let joined = withdraw(&child).done().await;
    assert_eq!((joined.id, joined.withdrawal), (waiting.id, true));
    child
        .ask::<TicketsList>(child.path())
        .refused(ProblemKind::Forbidden)
        .await;
    parent.ask::<TicketsList>(parent.path()).done().await;
}

async fn staff_have_no_consent_to_withdraw_and_parents_among_them_have(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    assert!(!cards(&teacher).await[0].by_consent);
    let ask = teacher
        .ask::<MeWithdrawalsCreate>(Nothing {})
        .body(&card(&teacher));
    ask.refused(ProblemKind::WrongState).await;
    teacher.ask::<TicketsList>(teacher.path()).done().await;
    // What they do as a parent rests on their consent, what they do as staff does not.
    let both = school.person(&[Capacity::Teacher, Capacity::Parent]).await;
    assert!(cards(&both).await[0].by_consent);
    let ask = both.ask::<MeWithdrawalsCreate>(Nothing {}).body(&card(&both));
    ask.done().await;
    both.ask::<TicketsList>(both.path()).done().await;
    let me = both.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.memberships[0].capacities, [Capacity::Teacher]);
}

async fn a_correction_is_asked_for_and_written_into_the_card(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let first = correction(&parent, &parent, Some("Опечатка"), None).await;
    app.after(Duration::seconds(1));
    let asked = correction(&parent, &parent, Some("Новая Фамилия"), Some("+7 900 000-00-00")).await;
    for role in [Capacity::Secretary, Capacity::JournalAdmin, Capacity::Director] {
        let reader = school.person(&[role]).await;
        let list = reader.ask::<CorrectionsList>(school.path()).done().await.items;
        let states: Vec<_> = list.iter().map(|c| (c.state, c.may_decide)).collect();
        assert_eq!(
            states,
            [(CorrectionState::Asked, true), (CorrectionState::Replaced, false)]
        );
    }
    for role in [
        Capacity::Teacher,
        Capacity::Helper,
        Capacity::DeputyHead,
        Capacity::Parent,
    ] {
        let reader = school.person(&[role]).await;
        reader
            .ask::<CorrectionsFind>(of(&reader, &asked))
            .refused(ProblemKind::Forbidden)
            .await;
        let ask = reader.ask::<CorrectionsAccept>(of(&reader, &asked)).version(1);
        ask.refused(ProblemKind::Forbidden).await;
    }
    let secretary = school.person(&[Capacity::Secretary]).await;
    let replaced = secretary
        .ask::<CorrectionsAccept>(of(&secretary, &first))
        .version(2);
    replaced.refused(ProblemKind::WrongState).await;
    let ask = secretary
        .ask::<CorrectionsAccept>(of(&secretary, &asked))
        .version(7);
    ask.refused(ProblemKind::Stale).await;
    let ask = secretary
        .ask::<CorrectionsAccept>(of(&secretary, &asked))
        .version(1);
    let done = ask.done().await;
    assert_eq!(
        (done.state, done.card.name.as_str()),
        (CorrectionState::Accepted, "Новая Фамилия")
    );
    let mine = cards(&parent).await;
    assert_eq!(mine[0].card.phone, "+7 900 000-00-00");
    let search: Vec<String> = app
        .database()
        .column(
            "SELECT search_name FROM member WHERE id = $1",
            [parent.member.0.into()],
        )
        .await;
    assert_eq!(search, ["новая фамилия"]);
    let of_child = correction(&parent, &child, None, Some("")).await;
    let body = RefuseBody {
        reason: "нужен документ".into(),
    };
    let ask = secretary
        .ask::<CorrectionsRefuse>(of(&secretary, &of_child))
        .version(1);
    ask.body(&body).done().await;
    let refused = cards(&parent).await[1].correction.clone().unwrap();
    assert_eq!(refused.reason.as_deref(), Some("нужен документ"));
    // Names and phones are no matter of the trail.
    let trail: Vec<String> = app
        .database()
        .column("SELECT CAST(fields AS TEXT) FROM audit", [])
        .await;
    assert!(!trail.concat().contains("900") && trail.concat().contains("phone"));
}

async fn contacts_that_were_corrected_are_to_be_checked(app: TestApp) {
    let school = app.school("demo").await;
    let (parent, secretary) = (
        school.parent(&[]).await,
        school.person(&[Capacity::Secretary]).await,
    );
    let see = async || crate::cards::see(&secretary, parent.member).await;
    let path = ContactsPath {
        school: secretary.school.clone(),
        member: parent.member,
    };
    let check = secretary
        .ask::<ContactsUpdate>(path)
        .version(see().await.summary.version);
    check.json(&serde_json::json!({})).done().await;
    for (name, phone, checked) in [
        (Some("Орлова Анна"), None, true),
        (None, Some("+7 900 000-00-02"), false),
    ] {
        let asked = correction(&parent, &parent, name, phone).await;
        let accept = secretary.ask::<CorrectionsAccept>(of(&secretary, &asked));
        accept.version(1).done().await;
        assert_eq!(see().await.contacts_checked_at.is_some(), checked);
    }
}

async fn nobody_accepts_a_correction_of_their_own(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let asked = correction(&secretary, &secretary, Some("Княгиня"), None).await;
    let seen = secretary
        .ask::<CorrectionsFind>(of(&secretary, &asked))
        .done()
        .await;
    assert!(!seen.may_decide);
    let ask = secretary
        .ask::<CorrectionsAccept>(of(&secretary, &asked))
        .version(1);
    ask.refused(ProblemKind::Forbidden).await;
}

async fn cases_of_another_school_are_not_there(app: TestApp) {
    let (here, there) = (app.school("here").await, app.school("there").await);
    let parent = here.parent(&[]).await;
    let director = there.person(&[Capacity::Director]).await;
    let erasure = asks(&parent, &parent).await;
    let asked = correction(&parent, &parent, Some("Имя"), None).await;
    let mut path = at(&director, &erasure);
    for school in ["there", "here"] {
        path.school = school.to_owned();
        director
            .ask::<ErasuresFind>(path.clone())
            .refused(ProblemKind::NotFound)
            .await;
        let ask = director.ask::<ErasuresApprove>(path.clone()).version(1);
        ask.refused(ProblemKind::NotFound).await;
    }
    director
        .ask::<CorrectionsFind>(of(&director, &asked))
        .refused(ProblemKind::NotFound)
        .await;
    let ask = director
        .ask::<CorrectionsAccept>(of(&director, &asked))
        .version(1);
    ask.refused(ProblemKind::NotFound).await;
    assert!(
        director
            .ask::<ErasuresList>(director.path())
            .done()
            .await
            .items
            .is_empty()
    );
}

async fn texts_and_cards_go_when_their_time_is_over(app: TestApp) {
    let school = app.school("demo").await;
    let (director, helper) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let (teacher, leaver) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let (open, closed) = (
        teacher.files("открытый вопрос").await.summary.id,
        teacher.files("старый вопрос").await.summary.id,
    );
    helper.answers(closed, "старый ответ").await;
    teacher.rates(closed, 5, Some("старый отзыв")).await;
    teacher.closes(closed).await;
    let end = "UPDATE member SET ended_at = $2 WHERE id = $1";
    app.database()
        .execute(end, [leaver.member.0.into(), app.now().into()])
        .await
        .unwrap();
    let tidy = async || podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    app.after(Duration::days(366 * 3));
    tidy().await;
    assert!(
        everything(&app).await.contains("старый ответ"),
        "off until the school says so"
    );
    let body = RetentionBody {
        closed_requests_years: Some(4),
        ended_cards_years: Some(3),
    };
    let path = RetentionPath {
        school: "demo".into(),
    };
    let set = director
        .ask::<RetentionUpdate>(path.clone())
        .version(1)
        .body(&body);
    set.done().await;
    tidy().await;
    let after = everything(&app).await;
    assert!(
        after.contains("старый ответ") && !after.contains(&leaver.name) && !after.contains(&leaver.login)
    );
    app.after(Duration::days(366));
    tidy().await;
    let after = everything(&app).await;
    for gone in ["старый вопрос", "старый ответ", "старый отзыв"] {
        assert!(!after.contains(gone), "{gone}");
    }
    assert!(after.contains("открытый вопрос") && after.contains(&teacher.name));
    assert_eq!(director.sees(closed).await.summary.title, ERASED_TITLE);
    assert_eq!(director.sees(open).await.summary.title, "открытый вопрос");
    let version = director.sees(closed).await.summary.version;
    tidy().await;
    assert_eq!(
        director.sees(closed).await.summary.version,
        version,
        "once is enough"
    );
}

async fn periods_are_set_by_those_who_may(app: TestApp) {
    let school = app.school("demo").await;
    let path = || RetentionPath {
        school: "demo".into(),
    };
    let body = |years| RetentionBody {
        closed_requests_years: Some(years),
        ended_cards_years: None,
    };
    for role in [Capacity::Director, Capacity::JournalAdmin] {
        let who = school.person(&[role]).await;
        let found = who.ask::<RetentionFind>(path()).done().await;
        let set = who
            .ask::<RetentionUpdate>(path())
            .version(found.version)
            .body(&body(5));
        let set = set.done().await;
        assert_eq!(
            (set.closed_requests_years, set.version),
            (Some(5), found.version + 1)
        );
        let ask = who
            .ask::<RetentionUpdate>(path())
            .version(found.version)
            .body(&body(6));
        ask.refused(ProblemKind::Stale).await;
        for wrong in [0, 76, -1] {
            let ask = who
                .ask::<RetentionUpdate>(path())
                .version(set.version)
                .body(&body(wrong));
            ask.refused(ProblemKind::Invalid).await;
        }
    }
    for role in [
        Capacity::DeputyHead,
        Capacity::Secretary,
        Capacity::Helper,
        Capacity::Parent,
    ] {
        let who = school.person(&[role]).await;
        who.ask::<RetentionFind>(path())
            .refused(ProblemKind::Forbidden)
            .await;
        let ask = who.ask::<RetentionUpdate>(path()).version(1).body(&body(5));
        ask.refused(ProblemKind::Forbidden).await;
    }
}

async fn every_act_leaves_a_line_without_a_word_of_it(app: TestApp) {
    let school = app.school("demo").await;
    let (parent, director) = (
        school.parent(&[]).await,
        school.person(&[Capacity::Director]).await,
    );
    let later = || app.after(Duration::seconds(1));
    let reason = RefuseBody {
        reason: "тайная причина".into(),
    };
    for accept in [true, false] {
        let asked = correction(&parent, &parent, Some("Тайное Имя"), Some("+7 тайна")).await;
        later();
        let path = of(&director, &asked);
        match accept {
            true => director.ask::<CorrectionsAccept>(path).version(1).done().await,
            false => {
                director
                    .ask::<CorrectionsRefuse>(path)
                    .version(1)
                    .body(&reason)
                    .done()
                    .await
            }
        };
        later();
    }
    let withdraw = parent.ask::<MeWithdrawalsCreate>(Nothing {}).body(&card(&parent));
    withdraw.done().await;
    later();
    parent
        .ask::<MePrivacyUndo>(Nothing {})
        .body(&card(&parent))
        .done()
        .await;
    later();
    for approve in [false, true] {
        let erasure = asks(&parent, &parent).await;
        later();
        let path = at(&director, &erasure);
        match approve {
            true => director.ask::<ErasuresApprove>(path).version(1).done().await,
            false => {
                director
                    .ask::<ErasuresRefuse>(path)
                    .version(1)
                    .body(&reason)
                    .done()
                    .await
            }
        };
        later();
    }
    let body = RetentionBody {
        closed_requests_years: Some(5),
        ended_cards_years: None,
    };
    let path = RetentionPath {
        school: "demo".into(),
    };
    director
        .ask::<RetentionUpdate>(path)
        .version(1)
        .body(&body)
        .done()
        .await;
    let lines = "SELECT action || ' ' || REPLACE(CAST(fields AS TEXT), ' ', '') FROM audit
        WHERE action NOT IN ('sign_in', 'known_device') ORDER BY at, id";
    let lines: Vec<String> = app.database().column(lines, []).await;
    assert_eq!(
        lines,
        [
            "correction_ask []",
            "correction_decide [\"name\",\"phone\"]",
            "correction_ask []",
            "correction_decide [\"refuse\"]",
            "consent_withdraw []",
            "privacy_undo [\"erasure\",\"withdrawal\"]",
            "erasure_ask []",
            "erasure_decide [\"refuse\"]",
            "erasure_ask []",
            "erasure_decide [\"approve\"]",
            "school_edit [\"retention\"]",
        ]
    );
    let whole =
        "SELECT COUNT(*) FROM audit WHERE person_id IS NULL OR (school_id IS NULL AND action <> 'sign_in')";
    assert_eq!(app.database().count(whole, []).await, 0);
}
