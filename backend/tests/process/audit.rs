//! `podskazka audit`: what it prints and with which code it ends.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};

use crate::server::command;

fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = command(folder, None, 1);
    let done = command
        .arg("audit")
        .args(words)
        .stdout(std::process::Stdio::piped())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

#[tokio::test]
async fn verification_ends_with_0_when_all_fits_1_when_not_2_when_it_cannot_tell() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (code, _, said) = run(folder, &["verify"]);
    assert_eq!(code, Some(2), "an empty database has no trail: {said}");
    assert_eq!(run(folder, &["head"]).0, Some(2), "and no head");
    assert!(command(folder, None, 1).arg("demo").status().unwrap().success());

    let (code, said, _) = run(folder, &["verify"]);
    assert_eq!(code, Some(0));
    assert!(
        said.contains("0 lines under 0 seals fit.")
            && said.contains("lines wait for their seal, the oldest since 20"),
        "{said}"
    );
    let (code, head, _) = run(folder, &["head"]);
    let head = head.trim();
    assert_eq!(code, Some(0));
    let (code, said, _) = run(folder, &["verify", "--head", head]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("No line waits for its seal.") && said.contains(&format!("head {head}")),
        "{said}"
    );
    assert_eq!(run(folder, &["seal"]).1, "0 lines sealed.\n");
    assert_eq!(run(folder, &["verify", "--head", "nonsense"]).0, Some(2));

    let other = format!("{}:1", "0".repeat(64));
    let (code, _, said) = run(folder, &["verify", "--head", &other]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("seal 1 is not the one whose head was kept elsewhere"),
        "{said}"
    );

    let url = format!("sqlite://{}", folder.join("podskazka.db").display());
    let behind = Database::connect(&url).await.unwrap();
    let change =
        "DROP TRIGGER audit_no_update; UPDATE audit SET action = 'x' WHERE id = (SELECT MIN(id) FROM audit)";
    behind.execute_unprepared(change).await.unwrap();
    behind.close().await.unwrap();
    let (code, _, said) = run(folder, &["verify"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("was changed after seal 1"), "{said}");
}
