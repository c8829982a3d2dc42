//! The databases themselves: durable, migrated there and back, and of one shape.

use std::collections::BTreeSet;

use podskazka::store::{Settings, Store};
use podskazka_shared::access::Capacity;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::support::database::connect;
use crate::support::{Database, Kind, TEST, TestApp};

async fn rows(raw: &DatabaseConnection, sql: String) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    raw.query_all_raw(statement).await.unwrap()
}

async fn texts(raw: &DatabaseConnection, sql: &str) -> Vec<String> {
    let text = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
    rows(raw, sql.to_owned()).await.iter().map(text).collect()
}

/// Columns with their nullability, unique keys and references, one a line. The index of words is each database's own.
async fn shape_of_sqlite(raw: &DatabaseConnection) -> BTreeSet<String> {
    let mut shape = BTreeSet::new();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'
        AND name NOT LIKE 'search_stem%'";
    for table in texts(raw, tables).await {
        let columns = format!(
            "SELECT name || CASE WHEN \"notnull\" OR pk THEN '' ELSE ' null' END FROM pragma_table_info('{table}')"
        );
        shape.extend(
            texts(raw, &columns)
                .await
                .into_iter()
                .map(|column| format!("{table}.{column}")),
        );
        let unique = format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\"");
        for index in texts(raw, &unique).await {
            let columns = texts(
                raw,
                &format!("SELECT name FROM pragma_index_info('{index}') ORDER BY seqno"),
            )
            .await;
            let partial =
                format!("SELECT name FROM pragma_index_list('{table}') WHERE name = '{index}' AND partial");
            let partial = if texts(raw, &partial).await.is_empty() {
                ""
            } else {
                " partial"
            };
            shape.insert(format!("{table} unique {}{partial}", columns.join(",")));
        }
        // A key of one whole number is the row's own number, which needs no index.
        let number = format!(
            "SELECT name FROM pragma_table_info('{table}') WHERE pk AND UPPER(type) = 'INTEGER'
                AND (SELECT COUNT(*) FROM pragma_table_info('{table}') WHERE pk) = 1"
        );
        for column in texts(raw, &number).await {
            shape.insert(format!("{table} unique {column}"));
        }
        let references = format!(
            "SELECT \"from\" || ' -> ' || \"table\" || '.' || \"to\" || ' ' || on_delete FROM pragma_foreign_key_list('{table}')"
        );
        shape.extend(
            texts(raw, &references)
                .await
                .into_iter()
                .map(|reference| format!("{table}.{reference}")),
        );
    }
    shape
}

async fn shape_of_postgres(raw: &DatabaseConnection) -> BTreeSet<String> {
    let columns =
        "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'NO' THEN '' ELSE ' null' END
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN ('seaql_migrations', 'search_stem')";
    let unique = "SELECT c.relname || ' unique ' || string_agg(a.attname, ',' ORDER BY k.n)
            || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, n)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indisunique AND s.nspname = 'public' AND c.relname NOT IN ('seaql_migrations', 'search_stem')
        GROUP BY c.relname, i.indexrelid, i.indpred IS NULL";
    let references = "SELECT c.relname || '.' || a.attname || ' -> ' || t.relname || '.' || b.attname || ' '
            || CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'a' THEN 'NO ACTION' ELSE f.confdeltype::text END
        FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
        JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = f.confkey[1] WHERE f.contype = 'f'";
    let mut shape = BTreeSet::new();
    for sql in [columns, unique, references] {
        shape.extend(texts(raw, sql).await);
    }
    shape
}

async fn shape(database: &Database) -> BTreeSet<String> {
    let raw = connect(&database.url).await;
    let shape = match database.kind {
        Kind::Sqlite => shape_of_sqlite(&raw).await,
        Kind::Postgres => shape_of_postgres(&raw).await,
    };
    raw.close().await.unwrap();
    shape
}

#[tokio::test]
async fn the_two_databases_have_one_shape() {
    let (sqlite, postgres) = (
        Database::fresh(Kind::Sqlite).await,
        Database::fresh(Kind::Postgres).await,
    );
    let (of_sqlite, of_postgres) = (shape(&sqlite).await, shape(&postgres).await);
    postgres.remove().await;
    assert!(of_sqlite.len() > 100, "{of_sqlite:#?}");
    assert!(of_sqlite.contains("ticket.requester_id -> member.id NO ACTION"));
    assert!(of_sqlite.contains("schedule unique school_id,year partial"));
    assert!(of_sqlite.contains("ticket.considered_at null") && of_sqlite.contains("ticket.due_at"));
    let differs: Vec<&String> = of_sqlite.symmetric_difference(&of_postgres).collect();
    assert!(differs.is_empty(), "{differs:#?}");
}

both![
    what_is_written_survives_a_loss_of_power,
    migrations_go_down_and_up_again_and_leave_nothing,
    processes_that_migrate_at_one_moment_do_not_disturb_each_other,
    one_connection_is_enough_to_migrate,
    a_row_that_others_name_cannot_be_deleted,
];

async fn what_is_written_survives_a_loss_of_power(app: TestApp) {
    let settings = app.store().settings(TEST).await.unwrap();
    let (synchronous, foreign_keys, busy_timeout) = match app.database().kind {
        Kind::Sqlite => ("2", "1", "10000"),
        Kind::Postgres => ("on", "origin", "10s"),
    };
    assert_eq!(
        settings,
        Settings {
            journal_mode: "wal".into(),
            synchronous: synchronous.into(),
            foreign_keys: foreign_keys.into(),
            busy_timeout: busy_timeout.into(),
        }
    );
}

async fn migrations_go_down_and_up_again_and_leave_nothing(app: TestApp) {
    let before = shape(app.database()).await;
    assert!(!app.store().is_behind(TEST).await.unwrap());
    app.store().unmigrate(TEST).await.unwrap();
    assert!(app.store().is_behind(TEST).await.unwrap());
    assert_eq!(shape(app.database()).await, BTreeSet::new());
    let left = match app.database().kind {
        Kind::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type IN ('trigger', 'view')",
        Kind::Postgres => {
            "SELECT COUNT(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
        }
    };
    assert_eq!(app.database().count(left, []).await, 0);
    app.store().migrate(TEST).await.unwrap();
    assert_eq!(shape(app.database()).await, before);
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let app = app.restarted().await;
    staff.at_server(&app).files("Вопрос").await;
}

async fn processes_that_migrate_at_one_moment_do_not_disturb_each_other(app: TestApp) {
    app.store().unmigrate(TEST).await.unwrap();
    let url = app.database().url.clone();
    let migrate = (0..4).map(|_| {
        let url = url.clone();
        async move {
            let store = Store::open(&url, 2).await.unwrap();
            let done = store.migrate(TEST).await.map_err(|error| error.to_string());
            store.close().await;
            done
        }
    });
    for done in crate::support::together(migrate).await {
        assert_eq!(done, Ok(()));
    }
    assert!(!app.store().is_behind(TEST).await.unwrap());
}

async fn one_connection_is_enough_to_migrate(app: TestApp) {
    app.store().unmigrate(TEST).await.unwrap();
    let store = Store::open(&app.database().url, 1).await.unwrap();
    store.migrate(TEST).await.unwrap();
    store.close().await;
}

async fn a_row_that_others_name_cannot_be_deleted(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    staff.files("Вопрос").await;
    for table in ["member", "school", "ticket"] {
        assert!(
            app.database()
                .execute(&format!("DELETE FROM {table}"), [])
                .await
                .is_err(),
            "{table}"
        );
    }
}
