//! Guessing at passwords: it does not open, does not lock the owner out, and does not slow others.

use std::net::Ipv4Addr;
use std::sync::Arc;

use podskazka_shared::access::Capacity;
use podskazka_shared::auth::reset::{AuthReset, ResetBody};
use podskazka_shared::auth::{AuthLogin, LoginBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::contacts::add;
use crate::support::client::Ask;
use crate::support::people::PASSWORD;
use crate::support::{TestApp, Who, together};

/// A client at an address of its own: the whole of 127.0.0.0/8 is this computer.
fn client(number: u8) -> reqwest::Client {
    let address = Ipv4Addr::new(127, 0, 1, number);
    reqwest::Client::builder()
        .local_address(std::net::IpAddr::from(address))
        .build()
        .unwrap()
}

async fn guess(
    client: &reqwest::Client,
    app: &TestApp,
    login: &str,
    password: &str,
    device: Option<&str>,
) -> u16 {
    let mut body = json!({"login": login, "password": password});
    if let Some(device) = device {
        body["device"] = device.into();
    }
    let request = client
        .post(format!("{}/api/v1/auth/login", app.base()))
        .json(&body);
    request.send().await.unwrap().status().as_u16()
}

fn from_device(app: &TestApp, who: &Who, password: &str, device: &str) -> Ask<AuthLogin> {
    let body = LoginBody {
        login: who.login.clone(),
        password: password.to_owned(),
        cookies: false,
        device: Some(device.to_owned()),
    };
    app.guest::<AuthLogin>(Nothing {}).body(&body)
}

both![
    a_thousand_wrong_passwords_open_nothing_lock_nobody_out_and_slow_nobody,
    a_known_device_has_a_counter_of_its_own_which_also_ends,
    a_device_helps_only_the_person_who_signed_in_from_it,
    a_name_that_nobody_has_is_counted_like_any_other,
    many_names_of_one_person_bring_no_more_guesses_and_tell_nothing,
    a_try_that_is_refused_writes_nothing,
    addresses_of_one_network_count_as_one,
];

async fn a_thousand_wrong_passwords_open_nothing_lock_nobody_out_and_slow_nobody(app: TestApp) {
    let school = app.school("demo").await;
    let (owner, other) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let device = owner.device().await;
    // From twenty addresses, fifty from each, at the same time.
    let guessed = Arc::new(Semaphore::new(0));
    let attackers = (1..=20).map(|number| {
        let (app, login, guessed) = (app.clone(), owner.login.clone(), Arc::clone(&guessed));
        async move {
            let client = client(number);
            let mut statuses = Vec::new();
            for round in 0..50 {
                statuses.push(guess(&client, &app, &login, &format!("guess {number} {round}"), None).await);
                guessed.add_permits(1);
            }
            statuses
        }
    });
    // Meanwhile somebody else comes in twenty times, always at the first try, now and then from an address that attacks.
    let others = {
        let (app, login, guessed) = (app.clone(), other.login.clone(), Arc::clone(&guessed));
        tokio::spawn(async move {
            let mut statuses = Vec::new();
            for number in 1..=20 {
                guessed.acquire_many(45).await.unwrap().forget();
                let client = client(if number % 2 == 0 { 98 } else { number });
                statuses.push(guess(&client, &app, &login, PASSWORD, None).await);
            }
            statuses
        })
    };
    let statuses: Vec<u16> = together(attackers).await.into_iter().flatten().collect();
    assert_eq!(others.await.unwrap(), [200; 20]);
    let of = |status: u16| statuses.iter().filter(|one| **one == status).count();
    // Only ten were looked at; the others cost no hash, which is what would slow everybody.
    assert_eq!((statuses.len(), of(401), of(429)), (1000, 10, 990));

    // Not even the right password opens from elsewhere now; the owner's own device does, also after a restart.
    assert_eq!(guess(&client(99), &app, &owner.login, PASSWORD, None).await, 429);
    from_device(&app, &owner, PASSWORD, &device).done().await;
    let app = app.restarted().await;
    from_device(&app, &owner, PASSWORD, &device).done().await;
    assert_eq!(guess(&client(99), &app, &owner.login, PASSWORD, None).await, 429);
    // Others come in at the first try, also from an address that attacks.
    assert_eq!(guess(&client(1), &app, &other.login, PASSWORD, None).await, 200);
    app.login(&other.login, PASSWORD).await.done();
    // And all of it is over by itself.
    app.after(chrono::Duration::minutes(5));
    assert_eq!(guess(&client(99), &app, &owner.login, PASSWORD, None).await, 200);
}

async fn a_known_device_has_a_counter_of_its_own_which_also_ends(app: TestApp) {
    let owner = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let device = owner.device().await;
    for _ in 0..10 {
        from_device(&app, &owner, "typo", &device)
            .refused(ProblemKind::WrongCredentials)
            .await;
    }
    from_device(&app, &owner, PASSWORD, &device)
        .refused(ProblemKind::TooManyRequests)
        .await;
    app.login(&owner.login, PASSWORD).await.done();
}

async fn a_device_helps_only_the_person_who_signed_in_from_it(app: TestApp) {
    let school = app.school("demo").await;
    let (owner, thief) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Student]).await,
    );
    let device = thief.device().await;
    for _ in 0..10 {
        from_device(&app, &owner, "guess", &device)
            .refused(ProblemKind::WrongCredentials)
            .await;
    }
    from_device(&app, &owner, "guess", &device)
        .refused(ProblemKind::TooManyRequests)
        .await;
}

async fn a_name_that_nobody_has_is_counted_like_any_other(app: TestApp) {
    let owner = app.school("demo").await.person(&[Capacity::Teacher]).await;
    for login in [owner.login.as_str(), "nobody@school.test", "what is this?"] {
        for _ in 0..10 {
            app.login(login, "guess")
                .await
                .refused(ProblemKind::WrongCredentials);
        }
        let refused = app.login(login, "guess").await;
        refused.refused(ProblemKind::TooManyRequests);
        assert_eq!(refused.header("retry-after"), Some("300"), "{login}");
    }
}

async fn many_names_of_one_person_bring_no_more_guesses_and_tell_nothing(app: TestApp) {
    let owner = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let device = owner.device().await;
    add(&owner, "ivanova").done().await;
    for _ in 0..10 {
        app.login(&owner.login, "guess")
            .await
            .refused(ProblemKind::WrongCredentials);
    }
    // Not even the right password opens now, and the answers are those that nobody's name gets.
    let mut answers = Vec::new();
    for login in ["ivanova", "nobody"] {
        for _ in 0..11 {
            answers.push((login, app.login(login, PASSWORD).await));
        }
    }
    let (own, nobodys) = answers.split_at(11);
    for ((_, one), (_, other)) in own.iter().zip(nobodys) {
        assert_eq!((one.status, one.text()), (other.status, other.text()));
    }
    own[0].1.refused(ProblemKind::WrongCredentials);
    own[10].1.refused(ProblemKind::TooManyRequests);
    // The owner's device comes in; so do they from elsewhere, when it is over.
    from_device(&app, &owner, PASSWORD, &device).done().await;
    app.after(chrono::Duration::minutes(5));
    app.login("ivanova", PASSWORD).await.done();
}

/// All counters: key, tries, until when.
async fn counters(app: &TestApp) -> Vec<String> {
    let all = "SELECT key || ' ' || failures || ' ' || CAST(until AS TEXT) FROM throttle ORDER BY key";
    app.database().column(all, []).await
}

async fn a_try_that_is_refused_writes_nothing(app: TestApp) {
    let owner = app.school("demo").await.person(&[Capacity::Teacher]).await;
    for _ in 0..11 {
        app.login(&owner.login, "guess").await;
    }
    let before = counters(&app).await;
    for _ in 0..3 {
        app.login(&owner.login, "guess")
            .await
            .refused(ProblemKind::TooManyRequests);
    }
    assert_eq!(counters(&app).await, before);
    for _ in 0..20 {
        forgot(&app, "nobody@school.test").done().await;
    }
    forgot(&app, "nobody@school.test")
        .refused(ProblemKind::TooManyRequests)
        .await;
    let before = counters(&app).await;
    forgot(&app, "nobody@school.test")
        .refused(ProblemKind::TooManyRequests)
        .await;
    assert_eq!(counters(&app).await, before);
}

fn forgot(app: &TestApp, login: &str) -> Ask<AuthReset> {
    app.guest::<AuthReset>(Nothing {}).body(&ResetBody {
        login: login.to_owned(),
    })
}

async fn addresses_of_one_network_count_as_one(app: TestApp) {
    let app = app
        .beside_with(|config| config.trusted_proxies = "127.0.0.0/8".parse().unwrap())
        .await;
    let from = |address: String| forgot(&app, "nobody@school.test").header("X-Forwarded-For", &address);
    for host in 0..20 {
        from(format!("2001:db8:1:2::{host:x}:1")).done().await;
    }
    from("2001:db8:1:2:ffff::1".into())
        .refused(ProblemKind::TooManyRequests)
        .await;
    from("2001:db8:1:3::1".into()).done().await;
    from("198.51.100.7".into()).done().await;
}
