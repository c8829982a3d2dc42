//! The sign-in names of a person: how they are written, proven, announced and removed.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::contacts::{
    ConfirmBody, Contact, ContactsAdd, ContactsConfirm, ContactsRemove, MeSecurity, NewContactBody,
    RemoveContactBody,
};
use podskazka_shared::auth::name::NameKind;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::NameId;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{New, TestApp, Who, together};

pub fn add(who: &Who, value: &str) -> Ask<ContactsAdd> {
    let body = NewContactBody {
        value: value.to_owned(),
        password: PASSWORD.to_owned(),
    };
    who.ask::<ContactsAdd>(Nothing {}).body(&body)
}

pub fn confirm(who: &Who, contact: NameId, code: &str) -> Ask<ContactsConfirm> {
    let body = ConfirmBody {
        contact,
        code: code.to_owned(),
    };
    who.ask::<ContactsConfirm>(Nothing {}).body(&body)
}

fn remove(who: &Who, contact: NameId) -> Ask<ContactsRemove> {
    let body = RemoveContactBody {
        contact,
        password: PASSWORD.to_owned(),
    };
    who.ask::<ContactsRemove>(Nothing {}).body(&body)
}

async fn names(who: &Who) -> Vec<Contact> {
    who.ask::<MeSecurity>(Nothing {}).done().await.contacts
}

async fn two(app: &TestApp) -> (Who, Who) {
    let school = app.school("demo").await;
    let two = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    // What is added later is the younger name.
    app.after(Duration::seconds(1));
    two
}

both![
    one_signs_in_by_address_phone_or_name_however_they_are_written,
    an_address_counts_when_its_code_comes_back_and_the_old_one_hears_of_it,
    a_claim_neither_blocks_nor_shows_anything_to_others,
    of_two_who_prove_the_same_address_the_first_has_it,
    a_code_is_tried_five_times_and_lasts_an_hour,
    a_new_code_replaces_the_old_one,
    a_name_of_somebody_else_is_refused_without_a_reason_and_seldom,
    a_removed_name_signs_in_no_more_and_its_address_hears_of_it,
    the_last_name_stays_also_when_two_are_removed_at_once,
    nothing_changes_without_the_password,
    the_names_of_others_are_not_there,
    a_demonstration_account_writes_no_letters,
    codes_and_addresses_wait_encrypted,
    each_change_leaves_a_line_in_the_trail,
];

async fn one_signs_in_by_address_phone_or_name_however_they_are_written(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let phone = add(&teacher, "8 (999) 123-45-67").done().await;
    assert_eq!(
        (phone.kind, phone.value.as_str(), phone.confirmed_at),
        (NameKind::Phone, "+79991234567", Some(app.now()))
    );
    let again = add(&teacher, "+7 999 123 45 67").done().await;
    assert_eq!(again, phone, "the same once more is no second one");
    add(&teacher, "Ivanova.M").done().await;
    for login in [
        "+7 999 123-45-67",
        "89991234567",
        "9991234567",
        " ivanova.m ",
        "IVANOVA.M",
        &teacher.login.to_uppercase(),
    ] {
        app.login(login, PASSWORD).await.done();
    }
    assert_eq!(names(&teacher).await.len(), 3);
    let me = teacher.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.login, teacher.login, "the first name is what one is called");
}

async fn an_address_counts_when_its_code_comes_back_and_the_old_one_hears_of_it(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let mut post = Post::of(&app).await;
    let claim = add(&teacher, "New.Address@School.Test").done().await;
    assert_eq!(claim.confirmed_at, None);
    app.login("new.address@school.test", PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    let letter = post.one().await;
    assert_eq!(letter.to, "new.address@school.test");
    let code = letter.code();
    let (one, two) = code.split_at(3);
    let typed = format!("{one} {two}");
    let confirmed = confirm(&teacher, claim.id, &typed).done().await;
    assert_eq!(confirmed.confirmed_at, Some(app.now()));
    app.login("new.address@school.test", PASSWORD).await.done();
    let told = post.fresh().await;
    let news = told
        .iter()
        .find(|mail| mail.to == teacher.login && mail.text.contains("n…@school.test"));
    assert!(
        news.is_some_and(|mail| !mail.text.contains("new.address")),
        "{told:?}"
    );
}

async fn a_claim_neither_blocks_nor_shows_anything_to_others(app: TestApp) {
    let (owner, other) = two(&app).await;
    let mut post = Post::of(&app).await;
    // Whether the address has an owner or not: the same answer, and the same letter.
    let taken = add(&other, &owner.login).send().await;
    let free = add(&other, "nobody@school.test").send().await;
    assert_eq!((taken.status, free.status), (200, 200));
    assert_eq!(taken.done().confirmed_at, free.done().confirmed_at);
    assert_eq!(post.fresh().await.len(), 2);
    // The owner's sign-in is as it was, and the claim opens nothing.
    owner.sign_in().await;
    assert_eq!(
        app.login(&owner.login, PASSWORD).await.done().token_type,
        "Bearer"
    );
    assert_eq!(owner.ask::<MeFind>(Nothing {}).done().await.id, owner.person);
    // A claim does not keep the true owner from the address.
    add(&owner, "nobody@school.test").done().await;
    let code = post
        .fresh()
        .await
        .into_iter()
        .find(|mail| mail.to == "nobody@school.test");
    let mine = names(&owner)
        .await
        .into_iter()
        .find(|name| name.value == "nobody@school.test");
    confirm(&owner, mine.unwrap().id, &code.unwrap().code())
        .done()
        .await;
    assert!(
        names(&other)
            .await
            .iter()
            .all(|name| name.confirmed_at.is_some() == (name.value == other.login))
    );
}

async fn of_two_who_prove_the_same_address_the_first_has_it(app: TestApp) {
    let (one, two) = two(&app).await;
    let mut post = Post::of(&app).await;
    let mut claims = Vec::new();
    for who in [&one, &two] {
        let claim = add(who, "shared@school.test").done().await;
        claims.push((who.clone(), claim.id, post.one().await.code()));
    }
    let tries = claims.into_iter().map(|(who, id, code)| async move {
        let answer = confirm(&who, id, &code).send().await;
        answer.status
    });
    let mut statuses = together(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    let owners =
        "SELECT COUNT(*) FROM sign_in_name WHERE value = 'shared@school.test' AND confirmed_at IS NOT NULL";
    assert_eq!(app.database().count(owners, []).await, 1);
}

async fn a_code_is_tried_five_times_and_lasts_an_hour(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let mut post = Post::of(&app).await;
    let claim = add(&teacher, "a@school.test").done().await;
    let code = post.one().await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let problem = confirm(&teacher, claim.id, wrong)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/code", Kind::WrongCode)]);
    }
    confirm(&teacher, claim.id, &code).done().await;

    let claim = add(&teacher, "b@school.test").done().await;
    let code = post
        .fresh()
        .await
        .iter()
        .find(|mail| mail.to == "b@school.test")
        .unwrap()
        .code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        confirm(&teacher, claim.id, wrong)
            .refused(ProblemKind::Invalid)
            .await;
    }
    confirm(&teacher, claim.id, &code)
        .refused(ProblemKind::Invalid)
        .await;

    let claim = add(&teacher, "c@school.test").done().await;
    let code = post.one().await.code();
    app.after(Duration::hours(1));
    confirm(&teacher, claim.id, &code)
        .refused(ProblemKind::Invalid)
        .await;
    app.after(Duration::hours(25));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(
        names(&teacher).await.len(),
        2,
        "old claims are forgotten, names are not"
    );
}

async fn a_new_code_replaces_the_old_one(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let mut post = Post::of(&app).await;
    let first = add(&teacher, "a@school.test").done().await;
    let old = post.one().await.code();
    let second = add(&teacher, "a@school.test").done().await;
    let new = post.one().await.code();
    assert_eq!(names(&teacher).await.len(), 2);
    confirm(&teacher, first.id, &old)
        .refused(ProblemKind::NotFound)
        .await;
    confirm(&teacher, second.id, &new).done().await;
}

async fn a_name_of_somebody_else_is_refused_without_a_reason_and_seldom(app: TestApp) {
    let (owner, other) = two(&app).await;
    add(&owner, "ivanova").done().await;
    add(&owner, "+7 999 123-45-67").done().await;
    for value in ["Ivanova", "8 999 123-45-67"] {
        let problem = add(&other, value).refused(ProblemKind::Invalid).await;
        assert_eq!(fields(&problem), [("/value", Kind::NotUsable)]);
    }
    for _ in 2..10 {
        add(&other, "ivanova").refused(ProblemKind::Invalid).await;
    }
    add(&other, "petrova").refused(ProblemKind::TooManyRequests).await;
    app.after(Duration::hours(1));
    add(&other, "petrova").done().await;
    let most = ["pa", "pb", "pc", "pd", "pe", "pf", "pg", "ph"];
    for name in most {
        add(&other, &format!("{name}-name")).done().await;
    }
    app.after(Duration::hours(1));
    let problem = add(&other, "one-too-many").refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/value", Kind::NotUsable)]);
}

async fn a_removed_name_signs_in_no_more_and_its_address_hears_of_it(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let mut post = Post::of(&app).await;
    let name = add(&teacher, "ivanova").done().await;
    let address = names(&teacher).await[0].id;
    post.fresh().await;
    remove(&teacher, address).done().await;
    let told = post.one().await;
    assert_eq!(told.to, teacher.login);
    app.login(&teacher.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    app.login("ivanova", PASSWORD).await.done();
    remove(&teacher, name.id).refused(ProblemKind::LastName).await;
    remove(&teacher, address).refused(ProblemKind::NotFound).await;
    // Free again, for anybody.
    let claim = add(&teacher, &teacher.login).done().await;
    remove(&teacher, claim.id).done().await;
}

async fn the_last_name_stays_also_when_two_are_removed_at_once(app: TestApp) {
    let (teacher, _) = two(&app).await;
    for round in 0..3 {
        add(&teacher, &format!("name-{round}")).done().await;
        let all = names(&teacher).await;
        assert_eq!(all.len(), 2);
        let tries = all.into_iter().map(|name| {
            let teacher = teacher.clone();
            async move { remove(&teacher, name.id).send().await.status }
        });
        let mut statuses = together(tries).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
    }
}

async fn nothing_changes_without_the_password(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let id = names(&teacher).await[0].id;
    let added = NewContactBody {
        value: "ivanova".into(),
        password: "not the password".into(),
    };
    let removed = RemoveContactBody {
        contact: id,
        password: "not the password".into(),
    };
    for _ in 0..5 {
        let problem = teacher.ask::<ContactsAdd>(Nothing {}).body(&added);
        assert_eq!(
            fields(&problem.refused(ProblemKind::Invalid).await),
            [("/password", Kind::WrongPassword)]
        );
        let problem = teacher.ask::<ContactsRemove>(Nothing {}).body(&removed);
        problem.refused(ProblemKind::Invalid).await;
    }
    // Guessing goes on no better than at the door.
    add(&teacher, "ivanova")
        .refused(ProblemKind::TooManyRequests)
        .await;
    app.after(Duration::minutes(15));
    add(&teacher, "ivanova").done().await;
    assert_eq!(names(&teacher).await.len(), 2);
}

async fn the_names_of_others_are_not_there(app: TestApp) {
    let (one, other) = two(&app).await;
    let theirs = names(&one).await[0].id;
    add(&other, "ivanova").done().await;
    remove(&other, theirs).refused(ProblemKind::NotFound).await;
    confirm(&other, theirs, "123456")
        .refused(ProblemKind::NotFound)
        .await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let claim = add(&one, "a@school.test").done().await;
    let code = post.one().await.code();
    confirm(&other, claim.id, &code)
        .refused(ProblemKind::NotFound)
        .await;
    assert_eq!(names(&one).await.len(), 2);
}

async fn a_demonstration_account_writes_no_letters(app: TestApp) {
    let demo = New {
        roles: &[Capacity::Teacher],
        demo: true,
        ..New::default()
    };
    let demo = app.school("demo").await.new_person(demo).await;
    add(&demo, "a@school.test").refused(ProblemKind::MailOff).await;
    add(&demo, "ivanova").done().await;
    assert!(!demo.ask::<MeSecurity>(Nothing {}).done().await.mail);
    assert_eq!(app.database().count("SELECT COUNT(*) FROM outbox", []).await, 0);
}

async fn codes_and_addresses_wait_encrypted(app: TestApp) {
    let (teacher, _) = two(&app).await;
    add(&teacher, "tayna@school.test").done().await;
    let waiting: Vec<String> = app
        .database()
        .column("SELECT CAST(payload AS TEXT) FROM outbox", [])
        .await;
    assert_eq!(waiting.len(), 1);
    assert!(!waiting[0].contains("tayna"), "{}", waiting[0]);
    let code = Post::of(&app).await.one().await.code();
    assert!(!waiting[0].contains(&code));
}

async fn each_change_leaves_a_line_in_the_trail(app: TestApp) {
    let (teacher, _) = two(&app).await;
    let mut post = Post::of(&app).await;
    let claim = add(&teacher, "a@school.test").done().await;
    confirm(&teacher, claim.id, &post.one().await.code()).done().await;
    remove(&teacher, claim.id).done().await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'contacts' AND person_id = $1 AND object_id = $2";
    let values = [teacher.person.0.into(), claim.id.0.into()];
    assert_eq!(app.database().count(lines, values).await, 3);
}
