//! The command line: what it makes, and how it says what is wrong.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::server::{command, free_port, refused, start};

fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder, None, 1)
        .args(words)
        .stdout(Stdio::piped())
        .output()
        .unwrap()
}

#[test]
fn wrong_settings_are_one_clear_line_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let with = |name: &str, value: &str| {
        let mut command = command(folder, None, 1);
        command.arg("migrate").env(name, value);
        command
    };
    refused(with("PODSKAZKA_LISTNE", "127.0.0.1:1"), "listne");
    refused(with("PODSKAZKA_LISTEN", "nonsense"), "listen");
    refused(with("PODSKAZKA_PUBLIC_URL", "ftp://school"), "public_url");
    refused(
        with("PODSKAZKA_DATABASE_CONNECTIONS", "0"),
        "database_connections",
    );
    refused(
        with("PODSKAZKA_TRUSTED_PROXIES", "10.0.0.0/40"),
        "trusted_proxies",
    );
    refused(with("PODSKAZKA_REQUESTS_PER_MINUTE", "0"), "requests_per_minute");
    refused(with("PODSKAZKA_READ_TIMEOUT", "601"), "read_timeout");
    refused(
        with("PODSKAZKA_CONFIG", "/nowhere/podskazka.toml"),
        "/nowhere/podskazka.toml",
    );
    refused(
        with(
            "PODSKAZKA_DATABASE_URL",
            "postgres://somebody:hush@127.0.0.1:1/none",
        ),
        "cannot be reached",
    );
    refused(
        with("PODSKAZKA_DATABASE_URL", "mysql://127.0.0.1/none"),
        "cannot be reached",
    );
    // A list in the file, a line in the environment.
    let file = "trusted_proxies = [\"10.0.0.5\", \"fd00::/8\"]\nrequests_per_minute = 700\n";
    std::fs::write(folder.join("podskazka.toml"), file).unwrap();
    let mut good = with("PODSKAZKA_TRUSTED_PROXIES", "10.0.0.5, 10.1.0.0/16");
    assert!(good.status().unwrap().success());
    let mut good = command(folder, None, 1);
    assert!(good.arg("migrate").status().unwrap().success());
    std::fs::write(folder.join("podskazka.toml"), "trusted_proxies = [\"proxy\"]\n").unwrap();
    let mut bad = command(folder, None, 1);
    bad.arg("migrate");
    refused(bad, "trusted_proxies");
    std::fs::write(folder.join("podskazka.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let mut file = command(folder, None, 1);
    file.arg("migrate");
    refused(file, "lisen");
}

#[test]
fn names_of_people_and_schools_are_bounded_as_in_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let long = "я".repeat(201);
    let school = |name: &str| {
        let words = [
            "school",
            "create",
            "--slug",
            "gym-3",
            "--time-zone",
            "Asia/Omsk",
            "--name",
            name,
        ];
        let mut command = command(folder, None, 1);
        command.args(words);
        command
    };
    refused(school(&long), "200 characters at most");
    refused(school(" "), "--name: fill in this field");
    refused(
        school("a\u{7}b"),
        "--name: it holds characters that cannot be stored",
    );
    assert!(school("Гимназия № 3").status().unwrap().success());
    let person = |name: &str, login: &str, post: &str, class: &str| {
        let words = ["person", "create", "--school", "gym-3", "--role", "student"];
        let mut command = command(folder, None, 1);
        command.args(words);
        command.args(["--name", name, "--login", login, "--post", post, "--class", class]);
        command
    };
    refused(person(&long, "a@b.c", "", "7А"), "--name: too long: 200");
    refused(person("Имя", &"a".repeat(255), "", "7А"), "an e-mail address");
    refused(person("Имя", "a@b.c", &long, "7А"), "--post: too long: 200");
    refused(person("Имя", "a@b.c", "", &long), "class");
    assert!(
        person("Имя", "a@b.c", "", "7А")
            .stdin(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_regions_days_go_into_the_calendars_of_its_schools() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for slug in ["gym-3", "gym-4"] {
        let words = [
            "school",
            "create",
            "--time-zone",
            "Asia/Omsk",
            "--name",
            "Гимназия",
            "--slug",
            slug,
        ];
        assert!(run(folder, &words).status.success());
    }
    let file = folder.join("region.json");
    let file = file.to_str().unwrap();
    let set = |days: &str, rest: &[&str]| {
        std::fs::write(file, days).unwrap();
        run(folder, &[&["calendar", "region", file], rest].concat())
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let days = r#"[{"from": "08-30", "to": "08-30", "name": "День республики", "rule": {"kind": "off"}}]"#;
    let one = set(days, &["--school", "gym-4"]);
    assert_eq!(said(&one), "gym-4: version 1 is published\n");
    let all = set(days, &[]);
    assert_eq!(
        said(&all),
        "gym-3: version 1 is published\ngym-4: nothing changes\n"
    );
    for (wrong, word) in [
        ("[{\"from\"", "region.json"),
        (
            r#"[{"from": "08-30", "to": "08-30", "name": " ", "rule": {"kind": "off"}}]"#,
            "/0/name",
        ),
        (
            r#"[{"from": "08-30", "to": "08-30", "name": "Я", "rule": {"kind": "of"}}]"#,
            "unknown variant",
        ),
    ] {
        let output = set(wrong, &[]);
        assert!(!output.status.success());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(word), "{told}");
    }
    let nobody = set(days, &["--school", "gym-5"]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("there is no school"));
}

#[test]
fn a_password_in_a_database_address_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(
        folder.path(),
        Some("postgres://somebody:hush@127.0.0.1:1/none"),
        1,
    );
    let said = command.arg("migrate").output().unwrap().stderr;
    assert!(!String::from_utf8_lossy(&said).contains("hush"));
}

#[tokio::test]
async fn a_school_is_made_by_hand_and_its_page_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let school = [
        "school",
        "create",
        "--slug",
        "gym-3",
        "--name",
        "Гимназия № 3",
        "--time-zone",
        "Asia/Omsk",
    ];
    assert!(run(folder, &school).status.success());
    assert_eq!(
        run(folder, &school).status.code(),
        Some(2),
        "a second school of the slug"
    );
    for (wrong, value) in [("Demo", "Asia/Omsk"), ("ok-slug", "Mars/Olympus")] {
        let words = [
            "school",
            "create",
            "--slug",
            wrong,
            "--name",
            "Имя",
            "--time-zone",
            value,
        ];
        assert_eq!(run(folder, &words).status.code(), Some(2), "{wrong} {value}");
    }

    let table = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/fixtures/help-schedule.tsv"
    );
    let now = podskazka::clock::Clock::default().now().date_naive();
    let year = podskazka_shared::schedules::AcademicYear::of(now).to_string();
    let import = [
        "schedule",
        "import",
        "--school",
        "gym-3",
        "--year",
        &year,
        table,
        "--publish",
    ];
    assert_eq!(
        run(folder, &import).status.code(),
        Some(2),
        "published by no order"
    );
    let order = [
        "--order-number",
        "12",
        "--order-date",
        "2026-09-08",
        "--order-appendix",
        "1",
    ];
    let import = [&import[..], &order].concat();
    let said = String::from_utf8(run(folder, &import).stdout).unwrap();
    assert!(
        said.contains("6 helpers, 12 ranges; a new draft") && said.contains("Published"),
        "{said}"
    );
    let said = String::from_utf8(run(folder, &import).stdout).unwrap();
    assert!(said.contains("nothing changes"), "{said}");

    let broken = folder.join("broken.tsv");
    std::fs::write(&broken, "\tПН\nСоколова К.Д.\t25.00-26.00\n").unwrap();
    let broken = [
        "schedule",
        "import",
        "--school",
        "gym-3",
        "--year",
        &year,
        broken.to_str().unwrap(),
    ];
    let done = run(folder, &broken);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("25.00-26.00"));

    person(folder);
    let unknown = ["person", "password", "--login", "nobody@gym.test"];
    assert_eq!(run(folder, &unknown).status.code(), Some(2));
    let made = run(
        folder,
        &[
            "person",
            "password",
            "--login",
            "8 999 123-45-67",
            "--second-step-off",
        ],
    );
    let said = String::from_utf8(made.stdout).unwrap();
    let (_, password) = said.trim().split_once("It is: ").unwrap();
    let port = free_port();
    let mut server = start(folder, None, port).await;
    let url = format!("http://127.0.0.1:{port}/api/v1/public/gym-3/schedule");
    let public: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let helpers = public
        .pointer("/schedule/helpers")
        .and_then(Value::as_array)
        .unwrap();
    let ranges: usize = helpers
        .iter()
        .map(|helper| helper.get("hours").unwrap().as_array().unwrap().len())
        .sum();
    assert_eq!((helpers.len(), ranges), (6, 12));
    let answer = reqwest::Client::new()
        .post(format!("http://127.0.0.1:{port}/api/v1/auth/login"))
        .json(&serde_json::json!({"login": "Head@Gym.Test", "password": password}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Makes the director, with the password on standard input.
fn person(folder: &Path) {
    let words = [
        "person",
        "create",
        "--school",
        "gym-3",
        "--login",
        "head@gym.test",
        "--login",
        "8 (999) 123-45-67",
        "--name",
        "Имя",
        "--role",
        "director",
    ];
    let mut create = command(folder, None, 1)
        .args(words)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    create
        .stdin
        .take()
        .unwrap()
        .write_all(b"very long secret\n")
        .unwrap();
    assert!(create.wait().unwrap().success());
    assert_eq!(run(folder, &words).status.code(), Some(2), "the login is taken");
}
