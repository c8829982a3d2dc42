//! The programs of a school: made, shown, given a new secret, ended.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::clients::{
    ClientBody, ClientSecret, ClientsCreate, ClientsEnd, ClientsFind, ClientsList, ClientsQuery,
    ClientsRotate, OldSecret, RotateBody, Scope,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsFind;
use serde_json::json;

use crate::support::client::Ask;
use crate::support::journal::{Journal, bearing};
use crate::support::people::PEOPLE;
use crate::support::{TestApp, Who, together};

fn body(scopes: &[Scope]) -> ClientBody {
    ClientBody {
        name: "Журнал".into(),
        scopes: scopes.to_vec(),
    }
}

fn rotate(who: &Who, journal: &Journal, old: OldSecret, version: i64) -> Ask<ClientsRotate> {
    who.ask::<ClientsRotate>(journal.path())
        .version(version)
        .body(&RotateBody { old })
}

async fn rotated(who: &Who, journal: &Journal, old: OldSecret, version: i64) -> Journal {
    let new: ClientSecret = rotate(who, journal, old, version).done().await;
    Journal {
        secret: new.secret.unwrap(),
        ..journal.clone()
    }
}

async fn gets_a_token(journal: &Journal) -> bool {
    let answer = journal.asks(&[("grant_type", "client_credentials")]).await;
    assert!(matches!(answer.status, 200 | 401), "{}", answer.text());
    answer.status == 200
}

async fn is_good(app: &TestApp, journal: &Journal, token: &str) -> bool {
    let path = podskazka_shared::schools::SchoolPath {
        school: journal.school.clone(),
    };
    let answer = bearing::<SchoolsFind>(app, token, path).send().await;
    if answer.status != 200 {
        answer.refused(ProblemKind::Unauthenticated);
    }
    answer.status == 200
}

both![
    the_head_and_the_journal_admin_keep_programs_and_nobody_else,
    a_secret_is_shown_once_and_stands_nowhere,
    a_repeated_create_makes_one_program_and_says_why_it_shows_no_secret,
    creates_at_one_moment_make_one_program_and_show_one_secret,
    only_scopes_that_make_sense_for_a_program_can_be_given,
    a_secret_replaced_in_peace_stays_good_for_a_day,
    a_secret_replaced_in_haste_ends_at_once_with_its_tokens,
    an_ended_program_is_out_with_the_next_request_and_stays_so,
    of_many_replacements_from_one_version_one_wins,
    another_schools_program_is_not_there,
    the_last_use_is_told_to_the_minute,
    programs_are_listed_in_pages_newest_first,
];

async fn the_head_and_the_journal_admin_keep_programs_and_nobody_else(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    for role in PEOPLE.iter().copied() {
        let who = school.person(&[role]).await;
        let may = matches!(role, Capacity::Director | Capacity::JournalAdmin);
        let create = who
            .ask::<ClientsCreate>(who.path())
            .body(&body(&[Scope::TicketFile]));
        let list = who.ask::<ClientsList>(who.path()).send().await;
        let find = who.ask::<ClientsFind>(journal.path()).send().await;
        let version = director.ask::<ClientsFind>(journal.path()).done().await.version;
        let turn = rotate(&who, &journal, OldSecret::Keep, version).send().await;
        if may {
            let made = create.done().await;
            assert_eq!((list.status, find.status, turn.status), (200, 200, 200), "{role}");
            let end = who.ask::<ClientsEnd>(
                Journal {
                    id: made.client.id,
                    ..journal.clone()
                }
                .path(),
            );
            assert!(end.version(1).done().await.ended_at.is_some(), "{role}");
        } else {
            create.refused(ProblemKind::Forbidden).await;
            list.refused(ProblemKind::Forbidden);
            find.refused(ProblemKind::Forbidden);
            turn.refused(ProblemKind::Forbidden);
            let end = who.ask::<ClientsEnd>(journal.path()).version(version);
            end.refused(ProblemKind::Forbidden).await;
        }
    }
    // A program with every scope keeps no programs either.
    let all = director.makes_client(Scope::ALL).await;
    for ask in [
        all.ask::<ClientsList>(school.path()).await,
        all.ask::<ClientsList>(school.path())
            .await
            .header("On-Behalf-Of", "head"),
    ] {
        director.is_called("head").await;
        ask.refused(ProblemKind::Forbidden).await;
    }
}

async fn a_secret_is_shown_once_and_stands_nowhere(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let answer = director
        .ask::<ClientsCreate>(director.path())
        .body(&body(&[Scope::SchoolRead]))
        .send()
        .await;
    let made = answer.done();
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let location = format!("/api/v1/schools/demo/clients/{}", made.client.id);
    assert_eq!(answer.header("location"), Some(location.as_str()));
    let secret = made.secret.unwrap();
    assert!(
        secret.strip_prefix("psk_").is_some_and(|rest| rest.len() == 43),
        "256 bits"
    );
    let other = director.makes_client(&[Scope::SchoolRead]).await;
    assert_ne!(secret, other.secret);
    let path = || podskazka_shared::clients::ClientPath {
        school: "demo".into(),
        client: made.client.id,
    };
    let find = director.ask::<ClientsFind>(path()).send().await;
    let list = director.ask::<ClientsList>(director.path()).send().await;
    for text in [find.text(), list.text()] {
        assert!(!text.contains("psk_") && !text.contains("secret\""), "{text}");
    }
    let codes: Vec<Vec<u8>> = app.database().column("SELECT code FROM api_secret", []).await;
    assert_eq!(codes.len(), 2);
    for code in codes {
        assert_eq!(code.len(), 32);
        assert!(!secret.as_bytes().windows(32).any(|part| part == code));
    }
    let lines: Vec<String> = app
        .database()
        .column(
            "SELECT action || CAST(fields AS TEXT) FROM audit WHERE action <> 'sign_in'",
            [],
        )
        .await;
    assert_eq!(lines.len(), 2);
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("client_manage") && !line.contains("psk_"))
    );
}

async fn a_repeated_create_makes_one_program_and_says_why_it_shows_no_secret(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let ask = || {
        director
            .ask::<ClientsCreate>(director.path())
            .key("key")
            .body(&body(&[Scope::SchoolRead]))
    };
    let first = ask().done().await;
    assert!(first.secret.is_some() && first.note.is_none());
    let again = ask().done().await;
    assert_eq!((again.client, again.secret), (first.client, None));
    assert!(again.note.unwrap().contains("замените секрет"));
    let english = ask().header("Accept-Language", "en").done().await;
    assert!(english.note.unwrap().contains("replace the secret"));
    let other = director
        .ask::<ClientsCreate>(director.path())
        .key("key")
        .body(&body(&[Scope::PeopleRead]));
    other.refused(ProblemKind::IdempotencyKeyReused).await;
    let all = director.ask::<ClientsList>(director.path()).done().await;
    assert_eq!(all.items.len(), 1);
}

async fn creates_at_one_moment_make_one_program_and_show_one_secret(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    director.token().await;
    let twins = (0..8).map(|_| {
        director
            .ask::<ClientsCreate>(director.path())
            .key("key")
            .body(&body(&[Scope::SchoolRead]))
            .done()
    });
    let made = together(twins).await;
    let shown = made.iter().filter(|made| made.secret.is_some()).count();
    assert_eq!(shown, 1);
    assert!(made.iter().all(|one| one.client == made[0].client));
}

async fn only_scopes_that_make_sense_for_a_program_can_be_given(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let ask = |scopes: serde_json::Value| {
        let body = json!({"name": "Журнал", "scopes": scopes});
        director.ask::<ClientsCreate>(director.path()).json(&body)
    };
    for denied in [
        "client_manage",
        "role_grant",
        "ticket_work",
        "account_reset",
        "audit_read",
        "school_edit",
        "feedback_read",
        "report_read",
        "signed_in",
        "platform",
        "guest",
        "*",
        "",
    ] {
        let problem = ask(json!(["school_read", denied]))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, "/scopes/1", "{denied}");
    }
    let none = ask(json!([])).refused(ProblemKind::Invalid).await;
    assert_eq!(none.errors[0].kind, FieldErrorKind::Required);
    let many = vec!["school_read"; 100];
    ask(json!(many)).refused(ProblemKind::Invalid).await;
    let blank = json!({"name": " ", "scopes": ["school_read"]});
    let blank = director.ask::<ClientsCreate>(director.path()).json(&blank);
    assert_eq!(
        blank.refused(ProblemKind::Invalid).await.errors[0].pointer,
        "/name"
    );
    let made = ask(json!(["ticket_file", "ticket_file"])).done().await;
    assert_eq!(made.client.scopes, [Scope::TicketRead, Scope::TicketFile]);
    let all = ask(json!(Scope::ALL)).done().await;
    assert_eq!(all.client.scopes, Scope::ALL);
}

async fn a_secret_replaced_in_peace_stays_good_for_a_day(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let old = director.makes_client(&[Scope::SchoolRead]).await;
    let token = old.token().await;
    let new = rotated(&director, &old, OldSecret::Keep, 1).await;
    let seen = director.ask::<ClientsFind>(old.path()).done().await;
    let until = app.now() + Duration::hours(24);
    assert_eq!(
        (seen.version, seen.secret_since, seen.old_secret_until),
        (2, app.now(), Some(until))
    );
    assert!(gets_a_token(&old).await && gets_a_token(&new).await);
    assert!(is_good(&app, &old, &token).await);
    app.after(Duration::hours(24) - Duration::minutes(5));
    let late = old.token().await;
    app.after(Duration::minutes(5));
    assert!(!gets_a_token(&old).await && gets_a_token(&new).await);
    assert!(!is_good(&app, &old, &late).await, "its tokens end with it");
    let seen = director.ask::<ClientsFind>(old.path()).done().await;
    assert_eq!(seen.old_secret_until, None);
    // Replaced again, the expired one is not there any more.
    rotated(&director, &new, OldSecret::Keep, 2).await;
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM api_secret", []).await,
        2
    );
}

async fn a_secret_replaced_in_haste_ends_at_once_with_its_tokens(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let first = director.makes_client(&[Scope::SchoolRead]).await;
    let second = rotated(&director, &first, OldSecret::Keep, 1).await;
    let (of_first, of_second) = (first.token().await, second.token().await);
    let third = rotated(&director, &second, OldSecret::End, 2).await;
    for (journal, token) in [(&first, &of_first), (&second, &of_second)] {
        assert!(!gets_a_token(journal).await);
        assert!(!is_good(&app, journal, token).await);
    }
    let token = third.token().await;
    assert!(is_good(&app, &third, &token).await);
}

async fn an_ended_program_is_out_with_the_next_request_and_stays_so(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    let token = journal.token().await;
    assert!(is_good(&app, &journal, &token).await);
    let end = || director.ask::<ClientsEnd>(journal.path());
    end().version(7).refused(ProblemKind::Stale).await;
    let ended = end().version(1).done().await;
    assert_eq!((ended.ended_at, ended.version), (Some(app.now()), 2));
    assert!(!is_good(&app, &journal, &token).await);
    assert!(!gets_a_token(&journal).await);
    end().version(2).refused(ProblemKind::WrongState).await;
    rotate(&director, &journal, OldSecret::Keep, 2)
        .refused(ProblemKind::WrongState)
        .await;
    let list = director.ask::<ClientsList>(director.path()).done().await;
    assert_eq!(list.items, [ended]);
    let beside = app.beside().await;
    assert!(!is_good(&beside, &journal, &token).await, "at every process");
}

async fn of_many_replacements_from_one_version_one_wins(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    let turns = (0..6).map(|_| rotate(&director, &journal, OldSecret::Keep, 1).send());
    let answers = together(turns).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        let problem = lost.refused(ProblemKind::Stale);
        assert_eq!(problem.current.unwrap()["version"], 2);
    }
    let new = Journal {
        secret: won[0].done().secret.unwrap(),
        ..journal.clone()
    };
    assert!(gets_a_token(&new).await);
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM api_secret", []).await,
        2
    );
}

async fn another_schools_program_is_not_there(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let foreign = other.person(&[Capacity::Director]).await;
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    let path = podskazka_shared::clients::ClientPath {
        school: "other".into(),
        client: journal.id,
    };
    foreign
        .ask::<ClientsFind>(path.clone())
        .refused(ProblemKind::NotFound)
        .await;
    let turn = foreign.ask::<ClientsRotate>(path.clone()).version(1);
    turn.body(&RotateBody { old: OldSecret::End })
        .refused(ProblemKind::NotFound)
        .await;
    let end = foreign.ask::<ClientsEnd>(path).version(1);
    end.refused(ProblemKind::NotFound).await;
    assert!(
        foreign
            .ask::<ClientsList>(foreign.path())
            .done()
            .await
            .items
            .is_empty()
    );
    assert!(gets_a_token(&journal).await);
}

async fn the_last_use_is_told_to_the_minute(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let journal = director.makes_client(&[Scope::SchoolRead]).await;
    let used = || async {
        let seen = director.ask::<ClientsFind>(journal.path()).done().await;
        seen.last_used_at
    };
    assert_eq!(used().await, None);
    let (token, first) = (journal.token().await, app.now());
    assert_eq!(used().await, Some(first));
    app.after(Duration::seconds(59));
    assert!(is_good(&app, &journal, &token).await);
    assert_eq!(used().await, Some(first), "not with each request");
    app.after(Duration::seconds(1));
    assert!(is_good(&app, &journal, &token).await);
    assert_eq!(used().await, Some(app.now()));
    assert_eq!(
        director.ask::<ClientsFind>(journal.path()).done().await.version,
        1,
        "being used is no change"
    );
}

async fn programs_are_listed_in_pages_newest_first(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        app.after(Duration::seconds(1));
        made.insert(0, director.makes_client(&[Scope::SchoolRead]).await.id);
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let query = ClientsQuery {
            limit: Some(2),
            after,
        };
        let page = director
            .ask::<ClientsList>(director.path())
            .query(query)
            .done()
            .await;
        found.extend(page.items.iter().map(|client| client.id));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(found, made);
}
