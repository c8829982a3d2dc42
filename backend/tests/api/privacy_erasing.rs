//! How far an erasure goes and no farther, what comes at the same moment, and what goes when its time is over.

use chrono::Duration;
use podskazka::store;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::reset::{AuthReset, ResetBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::TicketId;
use podskazka_shared::people::cards::{MemberPath, PeopleEnd, PeopleReopen};
use podskazka_shared::privacy::{
    ERASED_NAME, ERASED_TITLE, ErasureState, ErasuresApprove, ErasuresFind, ErasuresRefuse, MeErasuresCreate,
    MePrivacyUndo, MeWithdrawalsCreate, RefuseBody, RetentionBody, RetentionPath, RetentionUpdate,
};
use podskazka_shared::problem::ProblemKind;
use serde_json::{Value, json};

use crate::privacy::{approves, asks, at, card, cards, everything};
use crate::support::{New, School, TestApp, Who, together};

both![
    only_whole_words_of_the_card_are_quotes,
    letters_go_by_whose_they_are,
    the_open_requests_of_an_erased_helper_go_back_to_the_queue,
    a_head_does_not_decide_about_their_own_child,
    a_student_takes_back_only_their_own_wish,
    two_heads_do_not_erase_each_other,
    a_wish_taken_back_while_it_is_decided_is_one_of_both,
    what_is_called_like_erased_is_tidied_all_the_same,
    a_note_on_a_tidied_request_is_tidied_in_its_time,
    a_card_whose_time_is_over_settles_its_case,
    an_erased_card_is_not_erased_again,
];

const NAME: &str = "Берёзкина Аглая Серафимовна";

async fn named(school: &School, name: &str, role: Capacity) -> Who {
    let new = New {
        name: Some(name),
        roles: &[role],
        ..New::default()
    };
    school.new_person(new).await
}

async fn sign_in_name(app: &TestApp, of: &Who, kind: &str, value: &str, confirmed: bool) {
    let id: uuid::Uuid = podskazka::clock::new_id(app.now());
    let confirmed = confirmed.then(|| app.now());
    let insert = "INSERT INTO sign_in_name (id, person_id, kind, value, confirmed_at, code_tries, created_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6)";
    let values = [
        id.into(),
        of.person.0.into(),
        kind.into(),
        value.into(),
        confirmed.into(),
        app.now().into(),
    ];
    app.database().execute(insert, values).await.unwrap();
}

async fn detail(app: &TestApp, of: &Who, text: &str) {
    let insert = "INSERT INTO audit_detail SELECT id, $2, $3 FROM audit
        WHERE person_id = $1 AND action = 'ticket_file'";
    let values = [of.person.0.into(), vec![1_u8].into(), text.into()];
    assert_eq!(app.database().execute(insert, values).await.unwrap(), 1);
}

async fn only_whole_words_of_the_card_are_quotes(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let parent = named(&school, NAME, Capacity::Parent).await;
    let director = school.person(&[Capacity::Director]).await;
    let contacts = "UPDATE member SET email = 'aglaya@berezkina.test', phone = '+7 901 234-56-78',
        external_id = 'обращение' WHERE id = $1";
    app.database()
        .execute(contacts, [parent.member.0.into()])
        .await
        .unwrap();
    sign_in_name(&app, &parent, "name", "журнал", true).await;
    sign_in_name(&app, &parent, "email", "school@school.test", false).await;
    sign_in_name(&app, &parent, "email", "own@berezkina.test", true).await;
    let kept = [
        "журнал не открывается",
        "обращение по школе",
        "пишите на school@school.test",
        "Берёзкина Аглая-Мария приходила",
        "Берёзкина Аглаяна приходила",
        "пишите на maria.aglaya@berezkina.test",
        "звоните +7 901 234-56-789",
    ];
    let gone = [
        "приходила Берёзкина Аглая, мама",
        "приходила Берёзкина А.С.",
        "пишите на aglaya@berezkina.test.",
        "звоните +7 901 234-56-78!",
        "пишите на own@berezkina.test",
    ];
    let teacher = school.person(&[Capacity::Teacher]).await;
    let id = teacher.files("вопрос").await.summary.id;
    for text in kept.iter().chain(&gone) {
        teacher.says(id, text).await;
    }
    detail(&app, &teacher, "о ней: Берёзкина Аглая, здесь").await;
    let stranger = other.person(&[Capacity::Teacher]).await;
    stranger.files("там тоже Берёзкина Аглая").await;
    detail(&app, &stranger, "о ней: Берёзкина Аглая, там").await;

    approves(&director, &asks(&parent, &parent).await).await;
    let thread = director.sees(id).await.messages;
    let texts: Vec<&str> = thread.iter().map(|message| message.text.as_str()).collect();
    let mut expected = vec!["вопрос"];
    expected.extend(kept);
    expected.extend([
        "приходила [удалено], мама",
        "приходила [удалено]",
        "пишите на [удалено].",
        "звоните [удалено]!",
        "пишите на [удалено]",
    ]);
    assert_eq!(texts, expected);
    let after = everything(&app).await;
    assert!(!after.contains("Берёзкина Аглая, здесь"));
    assert!(
        after.contains("Берёзкина Аглая, там") && after.contains("там тоже Берёзкина Аглая"),
        "another school's"
    );
}

async fn letter(app: &TestApp, kind: &str, payload: Value) {
    let now = app.now();
    let put = app
        .store()
        .write(async |tx| store::outbox::put(tx, kind, payload, now).await);
    put.await.unwrap();
}

fn notice(to: &Who, about: TicketId, number: &str) -> Value {
    json!({"what": "message", "to": to.member, "number": number, "ticket": about,
        "school": to.school, "school_name": "Школа"})
}

async fn letters_go_by_whose_they_are(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let director = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let far = other.person(&[Capacity::Teacher]).await;
    let hers = parent.files("вопрос").await.summary.id;
    let not_hers = teacher.files("вопрос").await.summary.id;
    // Words that stand in every letter.
    for word in ["person", "school", "sealed", "message"] {
        sign_in_name(&app, &parent, "name", word, true).await;
    }
    letter(&app, "mail", notice(&parent, not_hers, "to-her")).await;
    letter(&app, "mail", notice(&teacher, hers, "about-hers")).await;
    letter(&app, "mail", notice(&teacher, not_hers, "kept-here")).await;
    letter(&app, "mail", notice(&far, not_hers, "kept-there")).await;
    letter(
        &app,
        "letter",
        json!({"person": parent.person, "sealed": "her-letter"}),
    )
    .await;
    letter(
        &app,
        "letter",
        json!({"person": far.person, "sealed": "far-letter"}),
    )
    .await;
    letter(&app, "letter", json!({"person": null, "sealed": "nobodys"})).await;
    letter(&app, "letter", json!({"person": null, "sealed": "refused"})).await;
    // To an address that is looked up when the letter leaves.
    for login in [&parent.login, &teacher.login] {
        let body = ResetBody { login: login.clone() };
        app.guest::<AuthReset>(Nothing {}).body(&body).done().await;
    }
    let marked = "SELECT COUNT(*) FROM outbox WHERE CAST(payload AS TEXT) LIKE '%mark%'";
    assert_eq!(app.database().count(marked, []).await, 2);
    let (address, refused) = (
        parent.login.clone(),
        "UPDATE outbox SET last_error = $1 WHERE CAST(payload AS TEXT) LIKE '%refused%'",
    );
    let error = format!("550 <{address}>: unknown");
    app.database().execute(refused, [error.into()]).await.unwrap();

    approves(&director, &asks(&parent, &parent).await).await;
    let left: Vec<String> = app
        .database()
        .column("SELECT CAST(payload AS TEXT) FROM outbox", [])
        .await;
    let left = left.concat();
    for kept in ["kept-here", "kept-there", "far-letter", "nobodys"] {
        assert!(left.contains(kept), "{kept}");
    }
    for gone in ["to-her", "about-hers", "her-letter", "refused"] {
        assert!(!left.contains(gone), "{gone}");
    }
    assert_eq!(app.database().count(marked, []).await, 1, "the teacher's");
}

async fn the_open_requests_of_an_erased_helper_go_back_to_the_queue(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = teacher.files("вопрос").await.summary.id;
    helper.assigns(id, Some(&helper)).await;
    approves(&director, &asks(&helper, &helper).await).await;
    let released = "SELECT COUNT(*) FROM ticket_event WHERE ticket_id = $1 AND event = 'release'";
    assert_eq!(app.database().count(released, [id.0.into()]).await, 1);
    let line = "SELECT COUNT(*) FROM audit WHERE object_id = $1 AND action = 'ticket_release'";
    assert_eq!(app.database().count(line, [id.0.into()]).await, 1);
    let nobodys = "SELECT COUNT(*) FROM ticket WHERE id = $1 AND assignee_id IS NULL";
    assert_eq!(app.database().count(nobodys, [id.0.into()]).await, 1);
}

async fn a_head_does_not_decide_about_their_own_child(app: TestApp) {
    let school = app.school("demo").await;
    let reason = RefuseBody {
        reason: "нет".into()
    };
    for by_child in [false, true] {
        let child = school.student(Some("7А")).await;
        let new = New {
            roles: &[Capacity::Director, Capacity::Parent],
            children: &[&child],
            ..New::default()
        };
        let director = school.new_person(new).await;
        let other = school.parent(&[&child]).await;
        let second = school.person(&[Capacity::Director]).await;
        let erasure = match by_child {
            true => asks(&child, &child).await,
            false => asks(&other, &child).await,
        };
        let path = || at(&director, &erasure);
        let view = director.ask::<ErasuresFind>(path()).done().await;
        assert!(!view.may_decide);
        let approve = director.ask::<ErasuresApprove>(path()).version(1);
        approve.refused(ProblemKind::Forbidden).await;
        let refuse = director.ask::<ErasuresRefuse>(path()).version(1).body(&reason);
        refuse.refused(ProblemKind::Forbidden).await;
        let view = second.ask::<ErasuresFind>(path()).done().await;
        assert!(view.may_decide);
        approves(&second, &erasure).await;
    }
}

async fn a_student_takes_back_only_their_own_wish(app: TestApp) {
    let school = app.school("demo").await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let later = || app.after(Duration::seconds(1));
    let undo = |who: &Who| who.ask::<MePrivacyUndo>(Nothing {}).body(&card(&child));
    let withdraw = || parent.ask::<MeWithdrawalsCreate>(Nothing {}).body(&card(&child));
    undo(&child).refused(ProblemKind::WrongState).await;
    asks(&child, &child).await;
    undo(&child).done().await;
    // What parents ask for is theirs.
    later();
    asks(&parent, &child).await;
    undo(&child).refused(ProblemKind::Forbidden).await;
    undo(&parent).done().await;
    later();
    withdraw().done().await;
    undo(&child).refused(ProblemKind::Forbidden).await;
    let now = cards(&child).await.remove(0);
    assert!(now.withdrawn_at.is_some());
    assert_eq!(now.erasure.unwrap().state, ErasureState::Asked);
    undo(&parent).done().await;
    // A wish of the child that a withdrawal has joined is the parents' too.
    later();
    let own = asks(&child, &child).await;
    assert_eq!(withdraw().done().await.id, own.id);
    undo(&child).refused(ProblemKind::Forbidden).await;
    assert!(cards(&child).await[0].withdrawn_at.is_some());
}

/// How many heads a school has now.
async fn heads(app: &TestApp, school: &School) -> i64 {
    let heads = "SELECT COUNT(*) FROM member m JOIN member_role r ON r.member_id = m.id
        WHERE m.school_id = $1 AND m.ended_at IS NULL AND r.role = 'director'";
    app.database().count(heads, [school.id.0.into()]).await
}

async fn two_heads_do_not_erase_each_other(app: TestApp) {
    for round in 0..6 {
        let school = app.school(&format!("school{round}")).await;
        let one = school.person(&[Capacity::Director]).await;
        let two = school.person(&[Capacity::Director]).await;
        let of_two = asks(&two, &two).await;
        let of_one = asks(&one, &one).await;
        let ends = round % 2 == 1;
        one.token().await;
        two.token().await;
        let deciding =
            [(one.clone(), of_two, &two), (two.clone(), of_one, &one)].map(|(by, erasure, whom)| {
                let path = at(&by, &erasure);
                let member = MemberPath {
                    school: school.slug.clone(),
                    member: whom.member,
                };
                let ends = ends && by.member == one.member;
                async move {
                    match ends {
                        true => by.ask::<PeopleEnd>(member).version(1).send().await.status,
                        false => by.ask::<ErasuresApprove>(path).version(1).send().await.status,
                    }
                }
            });
        let statuses = together(deciding).await;
        assert_eq!(heads(&app, &school).await, 1, "round {round}: {statuses:?}");
        assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
    }
}

async fn a_wish_taken_back_while_it_is_decided_is_one_of_both(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for round in 0..8 {
        let parent = school.parent(&[]).await;
        let erasure = asks(&parent, &parent).await;
        director.token().await;
        let (by, path, body) = (director.clone(), at(&director, &erasure), card(&parent));
        let approve = async move { by.ask::<ErasuresApprove>(path).version(1).send().await.status };
        let undo = async move {
            let ask = parent.ask::<MePrivacyUndo>(Nothing {}).body(&body);
            ask.send().await.status
        };
        type One = std::pin::Pin<Box<dyn Future<Output = u16> + Send>>;
        let both: [One; 2] = [Box::pin(approve), Box::pin(undo)];
        let statuses = together(both).await;
        let done = statuses.iter().filter(|status| **status < 300).count();
        assert_eq!(done, 1, "round {round}: {statuses:?}");
        assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
    }
}

async fn keeps(director: &Who, requests: Option<i16>, cards: Option<i16>) {
    let body = RetentionBody {
        closed_requests_years: requests,
        ended_cards_years: cards,
    };
    let path = RetentionPath {
        school: director.school.clone(),
    };
    let ask = director.ask::<RetentionUpdate>(path).version(1).body(&body);
    ask.done().await;
}

async fn tidy(app: &TestApp) {
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
}

async fn ends(app: &TestApp, who: &Who) {
    let end = "UPDATE member SET ended_at = $2 WHERE id = $1";
    let values = [who.member.0.into(), app.now().into()];
    app.database().execute(end, values).await.unwrap();
}

async fn what_is_called_like_erased_is_tidied_all_the_same(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let parent = named(&school, NAME, Capacity::Parent).await;
    let leaver = named(&school, ERASED_NAME, Capacity::Teacher).await;
    // One has such a title from the beginning, one loses it with the erasure of somebody whom it names.
    for (title, answer) in [
        (ERASED_TITLE, "первый ответ"),
        ("Звонила Берёзкина А.С.", "второй ответ"),
    ] {
        let id = teacher.files(title).await.summary.id;
        helper.answers(id, answer).await;
        teacher.closes(id).await;
    }
    approves(&director, &asks(&parent, &parent).await).await;
    ends(&app, &leaver).await;
    keeps(&director, Some(1), Some(1)).await;
    let before = everything(&app).await;
    assert!(before.contains("первый ответ") && before.contains("второй ответ"));
    app.after(Duration::days(367));
    tidy(&app).await;
    let after = everything(&app).await;
    for gone in ["первый ответ", "второй ответ", &leaver.login] {
        assert!(!after.contains(gone), "{gone}");
    }
}

async fn a_note_on_a_tidied_request_is_tidied_in_its_time(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = teacher.files("старый вопрос").await.summary.id;
    helper.answers(id, "старый ответ").await;
    teacher.closes(id).await;
    keeps(&director, Some(1), None).await;
    app.after(Duration::days(367));
    tidy(&app).await;
    assert!(!everything(&app).await.contains("старый ответ"));
    helper.notes(id, "поздняя заметка").await;
    let changed = teacher.sees(id).await.summary.updated_at;
    app.after(Duration::days(300));
    tidy(&app).await;
    assert!(
        everything(&app).await.contains("поздняя заметка"),
        "its year is not over"
    );
    app.after(Duration::days(67));
    tidy(&app).await;
    assert!(!everything(&app).await.contains("поздняя заметка"));
    assert_eq!(teacher.sees(id).await.summary.updated_at, changed);
    let version = teacher.sees(id).await.summary.version;
    app.after(Duration::days(2));
    tidy(&app).await;
    assert_eq!(teacher.sees(id).await.summary.version, version, "once is enough");
}

async fn a_card_whose_time_is_over_settles_its_case(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let leaver = named(&school, NAME, Capacity::Teacher).await;
    let erasure = asks(&leaver, &leaver).await;
    ends(&app, &leaver).await;
    keeps(&director, None, Some(1)).await;
    app.after(Duration::days(367));
    tidy(&app).await;
    assert!(!everything(&app).await.contains("Берёзкина"));
    let view = director.ask::<ErasuresFind>(at(&director, &erasure)).done().await;
    assert_eq!((view.erasure.state, view.may_decide), (ErasureState::Done, false));
    assert!(view.erasure.decided_at.is_some());
    let path = MemberPath {
        school: "demo".into(),
        member: leaver.member,
    };
    let version = "SELECT version FROM member WHERE id = $1";
    let version: Vec<i64> = app.database().column(version, [leaver.member.0.into()]).await;
    let reopen = director.ask::<PeopleReopen>(path).version(version[0]);
    reopen.refused(ProblemKind::WrongState).await;
}

async fn an_erased_card_is_not_erased_again(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let leaver = named(&school, NAME, Capacity::Teacher).await;
    let text = format!("в списке стоит {ERASED_NAME}, что это?");
    teacher.files(&text).await;
    let erasure = asks(&leaver, &leaver).await;
    let ask = leaver.ask::<MeErasuresCreate>(Nothing {}).body(&card(&leaver));
    ask.refused(ProblemKind::WrongState).await;
    let done = approves(&director, &erasure).await;
    // As a case looked that retention left open on a card that it erased.
    let open = "UPDATE erasure SET state = 'asked' WHERE id = $1";
    app.database().execute(open, [erasure.id.0.into()]).await.unwrap();
    let again = director.ask::<ErasuresApprove>(at(&director, &erasure));
    let again = again.version(done.erasure.version).done().await;
    assert_eq!(again.erasure.state, ErasureState::Done);
    assert!(everything(&app).await.contains(&text));
}
