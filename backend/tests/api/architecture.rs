//! Invariants of the code that no type keeps.

use std::path::{Path, PathBuf};

/// Every source file of the server by its path from `src`, with its text.
pub fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    assert!(files.len() > 30);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

#[test]
fn the_store_is_the_only_way_to_the_database() {
    for (name, text) in sources() {
        if name.starts_with("store/") || name == "problem.rs" {
            continue;
        }
        for word in [".connection()", "sea_orm::", "sqlx::"] {
            assert!(!text.contains(word), "{name} says {word}: SQL stands in store/");
        }
    }
}

/// Where somebody works without a permit of a signed-in person. The list may only shrink.
const SYSTEM: &[&str] = &[
    "access.rs",
    "auth/client.rs",
    "auth/keys.rs",
    "auth/why.rs",
    "call/program.rs",
    "consents/mod.rs",
    "invitations/mod.rs",
    "live/mod.rs",
    "my_class.rs",
    "outbox/mod.rs",
];

#[test]
fn handlers_act_with_the_permit_of_who_asks() {
    let without = |(name, text): (String, String)| {
        let tool = [
            "cli/",
            "cli.rs",
            "demo/",
            "demo.rs",
            "backup/",
            "backup.rs",
            "main.rs",
        ];
        let handler = !tool.iter().any(|tool| name.starts_with(tool));
        (handler && text.contains("System::because")).then_some(name)
    };
    let found: Vec<String> = sources().into_iter().filter_map(without).collect();
    assert_eq!(found, SYSTEM);
}
