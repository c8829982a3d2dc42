//! Who stands in for somebody away is told so, and told when it changes; never why somebody is away.

use podskazka_shared::access::Capacity;
use podskazka_shared::duty::absences::{AbsenceBody, AbsencePath, AbsencesEnd, AbsencesUpdate};

use crate::absences::{absence_of, enter};
use crate::support::TestApp;
use crate::support::post::{Mail, Post};

both![who_stands_in_is_told_now_and_when_it_changes];

async fn who_stands_in_is_told_now_and_when_it_changes(app: TestApp) {
    let school = app.school("demo").await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let (first, second) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let body = AbsenceBody {
        substitute: Some(first.member),
        reason: Some("Больничный".into()),
        ..absence_of(&helper)
    };
    let absence = enter(&secretary, &body).done().await;
    let says = |mail: &Mail, words: &str| {
        assert!(mail.text.contains(words), "{mail:?}");
        assert!(!mail.text.contains("Больничный"), "{mail:?}");
    };
    let letter = post.one().await;
    says(&letter, "Вы замещаете");
    says(
        &letter,
        "24\u{a0}ноября 2026\u{a0}г. – 26\u{a0}ноября 2026\u{a0}г.",
    );
    says(&letter, "/s/demo/duty");

    let path = || AbsencePath {
        school: school.slug.clone(),
        absence: absence.id,
    };
    let changes = async |patch: serde_json::Value, version: i64| {
        let update = secretary.ask::<AbsencesUpdate>(path()).version(version);
        update.json(&patch).done().await
    };
    // The reason concerns nobody.
    let absence = changes(serde_json::json!({"reason": "Больничный, продлён"}), 1).await;
    assert!(post.fresh().await.is_empty());
    let patch = serde_json::json!({"substitute": second.member});
    let absence = changes(patch, absence.version).await;
    let letters = post.fresh().await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    let to = |mail: &&Mail, words: &str| mail.text.contains(words);
    let over = letters.iter().find(|mail| to(mail, "больше не нужно")).unwrap();
    let begins = letters.iter().find(|mail| to(mail, "Вы замещаете")).unwrap();
    assert_eq!(over.to, letter.to);
    assert_ne!(begins.to, letter.to);

    let end = secretary.ask::<AbsencesEnd>(path()).version(absence.version);
    end.done().await;
    let last = post.one().await;
    assert_eq!(last.to, begins.to);
    says(&last, "больше не нужно");
}
