//! The seals over the trail: everything committed gets one, and whoever changes the database behind the server is found out.

use chrono::Duration;
use podskazka::store::Audit;
use podskazka::store::audit::{Fault, Head, Verified, head, seal, verify};
use podskazka_shared::access::Capacity;
use sea_orm::ConnectionTrait;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::support::database::connect;
use crate::support::{Kind, TEST, TestApp};

async fn sealed(app: &TestApp) -> u64 {
    seal(app.store(), TEST, app.now()).await.unwrap()
}

async fn verified(app: &TestApp, kept: Option<&Head>) -> Verified {
    verify(app.store(), TEST, kept).await.unwrap()
}

async fn faults(app: &TestApp) -> Vec<Fault> {
    verified(app, None).await.faults
}

/// Writes so many lines, each a second after the one before.
async fn lines(app: &TestApp, number: u32) {
    for _ in 0..number {
        app.after(Duration::seconds(1));
        let line = Audit::system(TEST, app.now()).fields(&["one", "two"]);
        app.store().write(async |tx| line.write(tx).await).await.unwrap();
    }
}

/// Runs SQL as somebody does who is master of the database: no trigger and no reference is asked.
async fn behind(app: &TestApp, sql: &str) {
    let raw = connect(&app.database().url).await;
    let before = match app.database().kind {
        Kind::Postgres => "SET session_replication_role = replica".to_owned(),
        Kind::Sqlite => {
            let drop = |(table, event)| format!("DROP TRIGGER IF EXISTS {table}_no_{event};");
            let events = ["update", "delete", "replace"];
            let all = ["audit", "audit_seal", "audit_sealed"]
                .into_iter()
                .flat_map(|table| events.map(|event| (table, event)));
            format!("PRAGMA foreign_keys = OFF; {}", all.map(drop).collect::<String>())
        }
    };
    raw.execute_unprepared(&before).await.unwrap();
    let done = raw.execute_unprepared(sql).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    raw.close().await.unwrap();
}

async fn ids(app: &TestApp) -> Vec<Uuid> {
    app.database()
        .column("SELECT id FROM audit ORDER BY at", [])
        .await
}

both![
    every_committed_line_is_sealed_once,
    the_worker_seals,
    a_line_that_commits_late_goes_into_a_later_seal,
    processes_that_seal_at_one_moment_make_one_chain,
    seals_are_append_only_too,
    a_changed_line_is_named,
    a_removed_line_is_named,
    a_line_that_was_slipped_in_is_named,
    a_removed_or_changed_seal_is_named,
    a_chain_made_anew_does_not_fit_the_head_that_was_kept,
    a_detail_may_be_erased_but_not_changed,
];

async fn every_committed_line_is_sealed_once(app: TestApp) {
    assert_eq!(head(app.store(), TEST).await.unwrap(), None);
    lines(&app, 3).await;
    let found = verified(&app, None).await;
    assert_eq!(
        (found.waiting, found.oldest),
        (3, Some(app.now() - Duration::seconds(2)))
    );
    assert_eq!((sealed(&app).await, sealed(&app).await), (3, 0));
    let first = head(app.store(), TEST).await.unwrap().unwrap();
    lines(&app, 502).await;
    let refused = app.store().write(async |tx| {
        Audit::system(TEST, app.now()).write(tx).await?;
        Err::<(), _>(podskazka_shared::problem::ProblemKind::WrongState.into())
    });
    refused.await.unwrap_err();
    assert_eq!(sealed(&app).await, 502);
    let found = verified(&app, Some(&first)).await;
    assert_eq!(
        (found.seals, found.lines, found.waiting, found.oldest),
        (3, 505, 0, None)
    );
    assert_eq!(found.faults, []);
    assert_eq!(found.head, head(app.store(), TEST).await.unwrap());
    let written = found.head.unwrap().to_string();
    assert_eq!(written.parse::<Head>().unwrap().to_string(), written);
    for bad in [
        "",
        "abc:1",
        &written.replace(':', ""),
        &format!("{written}x"),
        &written.replace(":3", ":0"),
    ] {
        assert!(bad.parse::<Head>().is_err(), "{bad}");
    }
}

async fn the_worker_seals(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    staff.files("Вопрос").await;
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let found = verified(&app, None).await;
    assert!(found.lines >= 2 && found.waiting == 0, "{found:?}");
}

async fn a_line_that_commits_late_goes_into_a_later_seal(app: TestApp) {
    if app.database().kind == Kind::Sqlite {
        // One writer: nothing commits out of order.
        return;
    }
    let (written, is_written) = oneshot::channel();
    let (go, gone) = oneshot::channel();
    let early = app.now();
    let late = app.store().write(async |tx| {
        Audit::system(TEST, early).write(tx).await?;
        written.send(()).unwrap();
        gone.await.unwrap();
        Ok(())
    });
    let meanwhile = async {
        is_written.await.unwrap();
        lines(&app, 2).await;
        assert_eq!(
            sealed(&app).await,
            2,
            "nobody waits for the one that is still running"
        );
        let found = verified(&app, None).await;
        assert_eq!((found.faults, found.waiting), (vec![], 0));
        go.send(()).unwrap();
    };
    let (late, ()) = tokio::join!(late, meanwhile);
    late.unwrap();
    assert_eq!(verified(&app, None).await.waiting, 1);
    assert_eq!(sealed(&app).await, 1);
    let found = verified(&app, None).await;
    assert_eq!((found.faults, found.lines, found.seals), (vec![], 3, 2));
}

async fn processes_that_seal_at_one_moment_make_one_chain(app: TestApp) {
    let other = app.beside().await;
    for _ in 0..5 {
        lines(&app, 5).await;
        let seal = |app: TestApp| async move { sealed(&app).await };
        let all = crate::support::together([&app, &other, &app, &other].map(|app| seal(app.clone()))).await;
        assert_eq!(all.iter().sum::<u64>(), 5, "{all:?}");
    }
    let found = verified(&app, None).await;
    assert_eq!((found.faults, found.lines, found.waiting), (vec![], 25, 0));
}

async fn seals_are_append_only_too(app: TestApp) {
    lines(&app, 1).await;
    sealed(&app).await;
    for table in ["audit_seal", "audit_sealed"] {
        let mut refused = vec![
            format!("UPDATE {table} SET hash = hash"),
            format!("DELETE FROM {table}"),
        ];
        refused.push(match app.database().kind {
            Kind::Postgres => format!("TRUNCATE {table} CASCADE"),
            Kind::Sqlite => format!("REPLACE INTO {table} SELECT * FROM {table}"),
        });
        for sql in refused {
            let error = app.database().execute(&sql, []).await.unwrap_err();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
    }
    assert_eq!(faults(&app).await, []);
}

async fn a_changed_line_is_named(app: TestApp) {
    lines(&app, 4).await;
    sealed(&app).await;
    let ids = ids(&app).await;
    for (n, change) in [
        "action = 'x'",
        "fields = '[\"one\"]'",
        "person_id = id",
        "at = (SELECT MAX(at) FROM audit)",
    ]
    .into_iter()
    .enumerate()
    {
        let at = "(SELECT MIN(at) FROM audit";
        let nth = (0..n).fold(format!("{at})"), |inner, _| format!("{at} WHERE at > {inner})"));
        behind(&app, &format!("UPDATE audit SET {change} WHERE at = {nth}")).await;
        if n < 3 {
            let found = faults(&app).await;
            assert_eq!(
                found.last(),
                Some(&Fault::LineChanged(ids[n].into(), 1)),
                "{change}"
            );
            assert_eq!(found.len(), n + 1, "only what was changed is named: {found:?}");
        }
    }
    // Who changes the kept hash with the line is found by the seal.
    behind(
        &app,
        "UPDATE audit_sealed SET hash = (SELECT hash FROM audit_seal WHERE seq = 1) WHERE position = 3",
    )
    .await;
    assert!(faults(&app).await.contains(&Fault::SealChanged(1)));
}

async fn a_removed_line_is_named(app: TestApp) {
    lines(&app, 2).await;
    sealed(&app).await;
    lines(&app, 1).await;
    let ids = ids(&app).await;
    behind(&app, "DELETE FROM audit WHERE at = (SELECT MAX(at) FROM audit)").await;
    assert_eq!(faults(&app).await, [Fault::WaitingMissing(ids[2].into())]);
    behind(&app, "DELETE FROM audit WHERE at = (SELECT MIN(at) FROM audit)").await;
    let found = faults(&app).await;
    assert_eq!(
        found,
        [
            Fault::LineMissing(ids[0].into(), 1),
            Fault::WaitingMissing(ids[2].into())
        ]
    );
    behind(&app, "DELETE FROM audit_sealed WHERE position = 0").await;
    assert_eq!(
        faults(&app).await,
        [Fault::SealChanged(1), Fault::WaitingMissing(ids[2].into())]
    );
}

async fn a_line_that_was_slipped_in_is_named(app: TestApp) {
    lines(&app, 2).await;
    sealed(&app).await;
    let id = Uuid::from_u128(7);
    let slip = match app.database().kind {
        Kind::Postgres => format!("'{id}'"),
        Kind::Sqlite => format!("x'{}'", id.simple()),
    };
    behind(
        &app,
        &format!("INSERT INTO audit SELECT {slip}, at, school_id, person_id, client_id, action, object_id, fields, detail_digest FROM audit LIMIT 1"),
    )
    .await;
    assert_eq!(faults(&app).await, [Fault::LineUnknown(id.into())]);
    sealed(&app).await;
    assert_eq!(
        faults(&app).await,
        [Fault::LineUnknown(id.into())],
        "no seal makes it good"
    );
}

async fn a_removed_or_changed_seal_is_named(app: TestApp) {
    for _ in 0..5 {
        lines(&app, 2).await;
        sealed(&app).await;
    }
    let kept = head(app.store(), TEST).await.unwrap().unwrap();
    assert_eq!(verified(&app, Some(&kept)).await.faults, []);
    behind(
        &app,
        "UPDATE audit_seal SET at = (SELECT MAX(at) FROM audit_seal) WHERE seq = 2",
    )
    .await;
    assert_eq!(faults(&app).await, [Fault::SealChanged(2)]);
    behind(&app, "DELETE FROM audit_seal WHERE seq = 3").await;
    let found = faults(&app).await;
    assert!(found.contains(&Fault::SealsMissing(3, 3)), "{found:?}");
    behind(&app, "DELETE FROM audit_seal WHERE seq = 5").await;
    let found = verified(&app, Some(&kept)).await.faults;
    assert!(found.contains(&Fault::SealsMissing(5, 5)), "{found:?}");
    assert!(found.contains(&Fault::HeadMissing(5)), "{found:?}");
}

async fn a_chain_made_anew_does_not_fit_the_head_that_was_kept(app: TestApp) {
    lines(&app, 3).await;
    sealed(&app).await;
    let kept = head(app.store(), TEST).await.unwrap().unwrap();
    // All traces of the seals are removed, a line is changed, and the server seals again as if nothing had been.
    behind(&app, "UPDATE audit SET action = 'x'").await;
    behind(&app, "INSERT INTO audit_unsealed SELECT id FROM audit").await;
    behind(&app, "DELETE FROM audit_sealed").await;
    behind(&app, "DELETE FROM audit_seal").await;
    sealed(&app).await;
    assert_eq!(faults(&app).await, [], "the database alone cannot tell");
    assert_eq!(verified(&app, Some(&kept)).await.faults, [Fault::HeadDiffers(1)]);
}

async fn a_detail_may_be_erased_but_not_changed(app: TestApp) {
    for _ in 0..2 {
        app.after(Duration::seconds(1));
        let line = Audit::system(TEST, app.now()).detail("Орлова Мария".to_owned());
        app.store().write(async |tx| line.write(tx).await).await.unwrap();
    }
    sealed(&app).await;
    assert_eq!(faults(&app).await, []);
    let ids = ids(&app).await;
    let oldest = "(SELECT id FROM audit ORDER BY at LIMIT 1)";
    behind(
        &app,
        &format!("UPDATE audit_detail SET detail = 'Другое имя' WHERE audit_id = {oldest}"),
    )
    .await;
    assert_eq!(faults(&app).await, [Fault::DetailChanged(ids[0].into())]);
    // Erasing needs no trick: the side table is there to be erased.
    let erased = app.database().execute("DELETE FROM audit_detail", []).await;
    assert_eq!(erased, Ok(2));
    assert_eq!(faults(&app).await, []);
}
