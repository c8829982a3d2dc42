//! The list of columns that hold personal data, compared with the database: what is new must say what becomes of it.

use std::collections::{BTreeMap, BTreeSet};

use podskazka_shared::endpoint::Example;
use podskazka_shared::privacy::MyData;
use serde_json::Value;

use crate::support::{Kind, TestApp};

const LIST: &str = include_str!("../../../shared/fixtures/personal-data.txt");

/// The lines of the list by column: fate, where it is shown, why it stays.
fn list() -> BTreeMap<&'static str, (&'static str, &'static str, &'static str)> {
    let mut all = BTreeMap::new();
    for line in LIST.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = line.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (column, fate, shown, why) = (word(), word(), word(), word());
        let sound = match fate {
            "none" => shown.is_empty(),
            "erased" => !shown.is_empty() && why.is_empty(),
            "stays" => !shown.is_empty() && why.len() > 5,
            _ => false,
        };
        assert!(sound, "{line}");
        assert!(all.insert(column, (fate, shown, why)).is_none(), "{column} twice");
    }
    all
}

/// The index of words is each database's own; FTS5 keeps it in tables beside the one that it shows.
async fn columns(app: &TestApp) -> BTreeSet<String> {
    let sql = match app.database().kind {
        Kind::Sqlite => {
            "SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'seaql_migrations'
            AND t.name NOT LIKE 'search_stem_%'
            UNION SELECT 'search_stem.doc'"
        }
        Kind::Postgres => {
            "SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'"
        }
    };
    app.database()
        .column::<String>(sql, [])
        .await
        .into_iter()
        .collect()
}

both![every_column_says_what_becomes_of_it];

async fn every_column_says_what_becomes_of_it(app: TestApp) {
    let listed: BTreeSet<String> = list().keys().map(|&column| column.to_owned()).collect();
    let there = columns(&app).await;
    assert!(there.len() > 200);
    let unsaid: Vec<&String> = there.difference(&listed).collect();
    assert!(
        unsaid.is_empty(),
        "shared/fixtures/personal-data.txt does not say what becomes of {unsaid:#?}"
    );
    let gone: Vec<&String> = listed.difference(&there).collect();
    assert!(
        gone.is_empty(),
        "shared/fixtures/personal-data.txt tells of what is not there: {gone:#?}"
    );
}

#[test]
fn what_the_list_shows_is_a_part_of_the_persons_data() {
    let data = serde_json::to_value(MyData::example()).unwrap();
    for (column, (_, shown, _)) in list() {
        if shown.is_empty() || shown == "-" {
            continue;
        }
        let mut value: &Value = &data;
        for part in shown.split('.') {
            if let Value::Array(items) = value {
                value = items.first().unwrap();
            }
            value = value
                .get(part)
                .unwrap_or_else(|| panic!("{column}: no {shown} in me_data"));
        }
    }
}
