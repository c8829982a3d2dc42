//! Coming in with a slip.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::consents::mine::{GiveBody, MeConsents, MeConsentsGive};
use podskazka_shared::consents::{ConsentsRecord, DocumentKind, DocumentsCreate, PaperBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::DocumentId;
use podskazka_shared::invitations::join::{Acts, JoinBody, JoinEmail, JoinEmailBody, JoinNew, JoinView};
use podskazka_shared::people::{Me, MeFind};
use podskazka_shared::problem::ProblemKind;

use crate::filing::fields;
use crate::support::cards::{NEW_PASSWORD, acts, body, comes_in, document, join, look};
use crate::support::client::Raw;
use crate::support::post::Post;
use crate::support::{TestApp, together};

both![
    a_parent_comes_in_with_both_acts_and_is_signed_in,
    neither_act_is_left_out_and_nothing_is_taken_for_granted,
    a_code_that_is_wrong_used_or_over_is_one_and_the_same_answer,
    one_of_many_wins_a_code,
    one_of_many_wins_a_sign_in_name,
    a_student_comes_in_after_a_parent_has_consented,
    a_paper_opens_a_students_account_and_its_withdrawal_closes_the_door,
    the_owner_of_an_account_joins_a_second_school,
    a_document_that_changed_meanwhile_is_read_again,
    an_address_counts_when_its_letter_was_read,
    a_code_of_a_letter_is_tried_five_times,
    guessing_from_one_address_is_slowed_and_good_codes_do_not_count,
    what_another_site_sends_makes_no_cookies,
    what_happens_leaves_lines_without_names,
];

async fn me(app: &TestApp, token: &str) -> Me {
    let request = app.request("GET", "/api/v1/me").bearer_auth(token);
    serde_json::from_value(Raw::of(request).await.json()).unwrap()
}

async fn a_parent_comes_in_with_both_acts_and_is_signed_in(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let child = school.student_card("7А").await;
    let card = school.parent_card(&[child]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code.to_lowercase()).done().await;
    // Of the person only what is needed to see that the slip is one's own.
    assert_eq!(
        (view.name.as_str(), view.school.as_str()),
        ("Павел О.", "Школа demo")
    );
    assert!(view.consent_due && view.regulation.is_some());
    assert_eq!(view.children[0].name, "Мария О.");
    let text = serde_json::to_string(&view).unwrap();
    assert!(!text.contains("Орлов") && !text.contains("Игоревич"));
    let tokens = join(&app, &slip.code, "Pavel.Orlov", &acts(&view)).done().await;
    let me = me(&app, &tokens.access_token.unwrap()).await;
    assert_eq!(me.login, "pavel.orlov");
    assert_eq!(me.memberships[0].id, card);
    assert_eq!(me.memberships[0].roles, [Role::Parent]);
    app.login("pavel.orlov", NEW_PASSWORD).await.done();
    // Both acts, the child's consent, who gave them and to which version.
    let given = "SELECT COUNT(*) FROM consent JOIN document ON document.id = document_id WHERE number = 1";
    assert_eq!(app.database().count(given, []).await, 3);
    let by_parent = "SELECT COUNT(*) FROM consent WHERE given_by IS NOT NULL AND kind = 'consent'";
    assert_eq!(app.database().count(by_parent, []).await, 1);
}

async fn neither_act_is_left_out_and_nothing_is_taken_for_granted(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let (child, stranger) = (school.student_card("7А").await, school.student_card("7А").await);
    let card = school.parent_card(&[child]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code).done().await;
    let all = acts(&view);
    for (acts, pointer, kind) in [
        (
            Acts {
                consent: None,
                ..all.clone()
            },
            "/acts/consent",
            Kind::Required,
        ),
        (
            Acts {
                regulation: None,
                ..all.clone()
            },
            "/acts/regulation",
            Kind::Required,
        ),
        (
            Acts {
                children: vec![stranger],
                ..all.clone()
            },
            "/acts/children",
            Kind::NotFound,
        ),
    ] {
        let problem = join(&app, &slip.code, "pavel.orlov", &acts)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [(pointer, kind)]);
    }
    let forged = Acts {
        consent: Some(DocumentId(card.0)),
        ..all.clone()
    };
    join(&app, &slip.code, "pavel.orlov", &forged)
        .refused(ProblemKind::DocumentChanged)
        .await;
    for (login, password, pointer) in [
        ("!", NEW_PASSWORD, "/login"),
        ("pavel.orlov", "короткий", "/password"),
        ("pavel.orlov", "pavel.orlov1", "/password"),
    ] {
        let body = JoinBody {
            password: password.into(),
            ..body(&slip.code, login, &all)
        };
        let problem = app
            .guest::<JoinNew>(Nothing {})
            .body(&body)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    assert_eq!(app.database().count("SELECT COUNT(*) FROM consent", []).await, 0);
    // Nothing for the child was ticked, so nothing was given for it.
    let alone = Acts {
        children: Vec::new(),
        ..all
    };
    join(&app, &slip.code, "pavel.orlov", &alone).done().await;
    let of_child = admin.slip(child).await;
    look(&app, &of_child.code)
        .refused(ProblemKind::ParentConsentNeeded)
        .await;
}

async fn a_code_that_is_wrong_used_or_over_is_one_and_the_same_answer(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let used = admin.slip(card).await;
    let view = look(&app, &used.code).done().await;
    comes_in(&app, &used.code, "pavel.orlov").await;
    let somebody = school.person(&[Capacity::Teacher]).await;
    let mut answers = Vec::new();
    for code in [used.code.as_str(), "ABCD-EFGH-JKMN-PQRS", "короткий", "K7QM"] {
        let (look, new, own) = (
            look(&app, code).send().await,
            join(&app, code, "new.name", &acts(&view)).send().await,
            somebody.joins(code, &acts(&view)).send().await,
        );
        answers.extend([look.text(), new.text(), own.text()]);
        look.refused(ProblemKind::CodeOver);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

async fn one_of_many_wins_a_code(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let all = acts(&look(&app, &slip.code).done().await);
    let tries = (0..8).map(|n| {
        let (app, code, all) = (app.clone(), slip.code.clone(), all.clone());
        async move { join(&app, &code, &format!("orlov{n}"), &all).send().await }
    });
    let answers = together(tries).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        lost.refused(ProblemKind::CodeOver);
    }
    // Of those who lost nothing stays: the admin and the winner.
    assert_eq!(app.database().count("SELECT COUNT(*) FROM person", []).await, 2);
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM sign_in_name", [])
            .await,
        2
    );
    assert_eq!(app.database().count("SELECT COUNT(*) FROM consent", []).await, 2);
}

async fn one_of_many_wins_a_sign_in_name(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let mut codes = Vec::new();
    for _ in 0..6 {
        let card = school.parent_card(&[]).await;
        codes.push(admin.slip(card).await.code);
    }
    let all = acts(&look(&app, &codes[0]).done().await);
    let tries = codes.iter().map(|code| join(&app, code, "orlov", &all).send());
    let answers = together(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(
            fields(&lost.refused(ProblemKind::Invalid)),
            [("/login", Kind::Taken)]
        );
    }
    // Their slips still work.
    let open = "SELECT COUNT(*) FROM invitation WHERE used_at IS NULL";
    assert_eq!(app.database().count(open, []).await, 5);
}

async fn a_student_comes_in_after_a_parent_has_consented(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let child = school.student_card("7А").await;
    let card = school.parent_card(&[child]).await;
    let slip = admin.slip(child).await;
    look(&app, &slip.code)
        .refused(ProblemKind::ParentConsentNeeded)
        .await;
    join(&app, &slip.code, "masha", &Acts::default())
        .refused(ProblemKind::ParentConsentNeeded)
        .await;
    let parent = admin.slip(card).await;
    comes_in(&app, &parent.code, "pavel.orlov").await;
    let view = look(&app, &slip.code).done().await;
    assert!(
        !view.consent_due && view.consent.is_none(),
        "a child consents to nothing"
    );
    let tokens = comes_in(&app, &slip.code, "masha").await;
    let me = me(&app, &tokens.access_token.unwrap()).await;
    assert_eq!(me.memberships[0].roles, [Role::Student]);
}

async fn a_paper_opens_a_students_account_and_its_withdrawal_closes_the_door(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let child = school.student_card("7А").await;
    let card = school.parent_card(&[child]).await;
    let slip = secretary.slip(child).await;
    let paper = PaperBody {
        member: child,
        kind: DocumentKind::Consent,
        date: "2026-11-20".parse().unwrap(),
        by: Some(card),
        representative: None,
    };
    let given = secretary
        .ask::<ConsentsRecord>(secretary.path())
        .body(&paper)
        .done()
        .await;
    assert_eq!(given.by.as_ref().map(|by| by.id), Some(card));
    look(&app, &slip.code).done().await;
    let path = podskazka_shared::consents::ConsentPath {
        school: "demo".into(),
        consent: given.id,
    };
    secretary
        .ask::<podskazka_shared::consents::ConsentsWithdraw>(path)
        .version(given.version)
        .done()
        .await;
    look(&app, &slip.code)
        .refused(ProblemKind::ParentConsentNeeded)
        .await;
}

async fn the_owner_of_an_account_joins_a_second_school(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let parent = school.person(&[Capacity::Parent]).await;
    let admin = other.person(&[Capacity::JournalAdmin]).await;
    let card = other.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code).done().await;
    parent
        .joins(&slip.code, &Acts::default())
        .refused(ProblemKind::Invalid)
        .await;
    parent.joins(&slip.code, &acts(&view)).done().await;
    let me = parent.ask::<MeFind>(Nothing {}).done().await;
    let mut schools: Vec<&str> = me.memberships.iter().map(|m| m.school.slug.as_str()).collect();
    schools.sort_unstable();
    assert_eq!(schools, ["demo", "other"]);
    parent
        .joins(&slip.code, &acts(&view))
        .refused(ProblemKind::CodeOver)
        .await;
}

async fn a_document_that_changed_meanwhile_is_read_again(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let card = school.parent_card(&[]).await;
    let slip = director.slip(card).await;
    let before = look(&app, &slip.code).done().await;
    let new = document(DocumentKind::Regulation, "Новые правила");
    let new = director
        .ask::<DocumentsCreate>(school.path())
        .body(&new)
        .done()
        .await;
    assert_eq!(new.number, 2);
    join(&app, &slip.code, "orlov", &acts(&before))
        .refused(ProblemKind::DocumentChanged)
        .await;
    let now: JoinView = look(&app, &slip.code).done().await;
    assert_eq!(now.regulation.as_ref().unwrap().text, "Новые правила");
    join(&app, &slip.code, "orlov", &acts(&now)).done().await;
    // What they did is told to them, and a repeated act stands once.
    let parent = app
        .login("orlov", NEW_PASSWORD)
        .await
        .done()
        .access_token
        .unwrap();
    let mine = app.request("GET", "/api/v1/me/consents").bearer_auth(&parent);
    let mine: podskazka_shared::consents::mine::MyConsents =
        serde_json::from_value(Raw::of(mine).await.json()).unwrap();
    assert!(!mine.schools[0].regulation_due());
    let subject = &mine.schools[0].subjects[0];
    assert_eq!(subject.acquaintance.as_ref().unwrap().number, 2);
    let again = GiveBody {
        member: card,
        document: new.id,
    };
    let request = app
        .request(
            "POST",
            <MeConsentsGive as podskazka_shared::endpoint::Endpoint>::PATH,
        )
        .bearer_auth(&parent)
        .json(&again);
    assert_eq!(
        Raw::of(request).await.json()["id"],
        subject.acquaintance.as_ref().unwrap().id.to_string()
    );
    assert_eq!(
        <MeConsents as podskazka_shared::endpoint::Endpoint>::PATH,
        "/api/v1/me/consents"
    );
}

async fn an_address_counts_when_its_letter_was_read(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let ask = |login: &str| {
        let body = JoinEmailBody {
            code: slip.code.clone(),
            login: login.into(),
        };
        app.guest::<JoinEmail>(Nothing {}).body(&body)
    };
    let view = look(&app, &slip.code).done().await;
    if !view.mail {
        ask("orlov@mail.test").refused(ProblemKind::MailOff).await;
        let problem = join(&app, &slip.code, "orlov@mail.test", &acts(&view))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/email_code", Kind::WrongCode)]);
        return;
    }
    let mut post = Post::of(&app).await;
    ask("orlov").refused(ProblemKind::Invalid).await;
    let proof = ask("Orlov@Mail.Test").done().await.email_proof;
    let mail = post.one().await;
    assert_eq!(mail.to, "orlov@mail.test");
    let with = |login: &str, code: &str| JoinBody {
        email_code: Some(code.into()),
        email_proof: Some(proof.clone()),
        ..body(&slip.code, login, &acts(&view))
    };
    let wrong = if mail.code() == "000000" {
        "000001"
    } else {
        "000000"
    };
    for body in [
        with("orlov@mail.test", wrong),
        with("other@mail.test", &mail.code()),
    ] {
        let problem = app
            .guest::<JoinNew>(Nothing {})
            .body(&body)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/email_code", Kind::WrongCode)]);
    }
    let body = with("orlov@mail.test", &mail.code());
    app.guest::<JoinNew>(Nothing {}).body(&body).done().await;
    app.login("orlov@mail.test", NEW_PASSWORD).await.done();
}

async fn a_code_of_a_letter_is_tried_five_times(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code).done().await;
    if !view.mail {
        return;
    }
    let mut post = Post::of(&app).await;
    let ask = || {
        let body = JoinEmailBody {
            code: slip.code.clone(),
            login: "orlov@mail.test".into(),
        };
        app.guest::<JoinEmail>(Nothing {}).body(&body)
    };
    let with = |proof: &str, code: String| {
        let body = JoinBody {
            email_code: Some(code),
            email_proof: Some(proof.to_owned()),
            ..body(&slip.code, "orlov@mail.test", &acts(&view))
        };
        app.guest::<JoinNew>(Nothing {}).body(&body)
    };
    let proof = ask().done().await.email_proof;
    let code = post.one().await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let problem = with(&proof, wrong.into()).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/email_code", Kind::WrongCode)]);
    }
    // The right one comes too late, however the proof is written; a new letter brings a new one.
    for proof in [proof.clone(), format!("+{proof}"), format!("0{proof}")] {
        let problem = with(&proof, code.clone()).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/email_code", Kind::WrongCode)]);
    }
    app.after(chrono::Duration::seconds(1));
    let proof = ask().done().await.email_proof;
    let code = post.one().await.code();
    with(&proof, code).done().await;
}

async fn guessing_from_one_address_is_slowed_and_good_codes_do_not_count(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    for _ in 0..100 {
        look(&app, "ABCD-EFGH-JKMN-PQRS")
            .refused(ProblemKind::CodeOver)
            .await;
    }
    let answer = look(&app, "ABCD-EFGH-JKMN-PQRS").send().await;
    answer.refused(ProblemKind::TooManyRequests);
    assert!(answer.header("retry-after").is_some());
    // Who sits beside the one who guesses comes in all the same.
    comes_in(&app, &slip.code, "pavel.orlov").await;
    look(&app, &slip.code).refused(ProblemKind::TooManyRequests).await;
    app.after(chrono::Duration::minutes(10));
    look(&app, &slip.code).refused(ProblemKind::CodeOver).await;
}

async fn what_another_site_sends_makes_no_cookies(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.parent_card(&[]).await;
    let slip = admin.slip(card).await;
    let view = look(&app, &slip.code).done().await;
    let body = JoinBody {
        cookies: true,
        ..body(&slip.code, "orlov", &acts(&view))
    };
    let ask = |site: &str| {
        app.guest::<JoinNew>(Nothing {})
            .body(&body)
            .header("Sec-Fetch-Site", site)
    };
    ask("cross-site").refused(ProblemKind::CrossSite).await;
    let answer = ask("same-origin").send().await;
    assert!(answer.done().access_token.is_none());
    assert!(answer.headers.get_all("set-cookie").iter().count() >= 2);
}

async fn what_happens_leaves_lines_without_names(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin, Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let child = school.student_card("7А").await;
    let (card, other) = (school.parent_card(&[child]).await, school.parent_card(&[]).await);
    let paper = PaperBody {
        member: child,
        kind: DocumentKind::Regulation,
        date: "2026-11-20".parse().unwrap(),
        by: None,
        representative: None,
    };
    let given = admin
        .ask::<ConsentsRecord>(school.path())
        .body(&paper)
        .done()
        .await;
    let path = podskazka_shared::consents::ConsentPath {
        school: "demo".into(),
        consent: given.id,
    };
    admin
        .ask::<podskazka_shared::consents::ConsentsWithdraw>(path)
        .version(1)
        .done()
        .await;
    let text = document(DocumentKind::Regulation, "Слова");
    admin
        .ask::<DocumentsCreate>(school.path())
        .body(&text)
        .done()
        .await;
    comes_in(&app, &admin.slip(card).await.code, "pavel.orlov").await;
    let slip = admin.slip(other).await;
    let path = podskazka_shared::invitations::InvitationPath {
        school: "demo".into(),
        invitation: slip.id,
    };
    admin
        .ask::<podskazka_shared::invitations::InvitationsWithdraw>(path)
        .version(1)
        .done()
        .await;
    let contacts = podskazka_shared::my_class::ContactsPath {
        school: "demo".into(),
        member: child,
    };
    admin
        .ask::<podskazka_shared::my_class::ContactsChecked>(contacts)
        .version(1)
        .done()
        .await;
    let reset = podskazka_shared::invitations::ResetSlipBody {
        member: teacher.member,
    };
    let reset = admin
        .ask::<podskazka_shared::invitations::ResetSlipsCreate>(school.path())
        .body(&reset)
        .done()
        .await;
    let new = podskazka_shared::invitations::join::JoinResetBody {
        code: reset.code,
        password: NEW_PASSWORD.into(),
    };
    app.guest::<podskazka_shared::invitations::join::JoinReset>(Nothing {})
        .body(&new)
        .done()
        .await;
    let mut lines: Vec<String> = app
        .database()
        .column("SELECT action FROM audit WHERE action <> 'sign_in'", [])
        .await;
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "account_reset",
            "consent_record",
            "consent_withdraw",
            "contacts_check",
            "invite",
            "invite",
            "invite",
            "join",
            "password_reset_slip",
            "school_edit",
        ]
    );
    let fields: Vec<String> = app
        .database()
        .column("SELECT CAST(fields AS TEXT) FROM audit", [])
        .await;
    assert!(!fields.concat().contains("Орлов"));
}
