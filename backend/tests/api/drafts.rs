//! What was being typed at signing out: the person's own, and nobody else's.

use chrono::Duration;
use podskazka::outbox::tidy;
use podskazka_shared::access::Capacity;
use podskazka_shared::drafts::{DRAFT_DAYS, KeptDraft, KeptDrafts, MeDrafts, MeDraftsKeep};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;

use crate::support::{TestApp, Who};

both![
    what_was_not_sent_waits_for_its_author_alone,
    what_nobody_comes_back_for_goes,
];

fn kept(drafts: &[(&str, &str)]) -> KeptDrafts {
    let draft = |(name, text): &(&str, &str)| KeptDraft {
        name: (*name).into(),
        text: (*text).into(),
    };
    KeptDrafts {
        drafts: drafts.iter().map(draft).collect(),
    }
}

async fn keeps(who: &Who, drafts: &[(&str, &str)]) {
    who.ask::<MeDraftsKeep>(Nothing {})
        .body(&kept(drafts))
        .done()
        .await;
}

async fn finds(who: &Who) -> KeptDrafts {
    let found = who.ask::<MeDrafts>(Nothing {}).done().await;
    let me = who.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.drafts, !found.drafts.is_empty());
    found
}

async fn what_was_not_sent_waits_for_its_author_alone(app: TestApp) {
    let school = app.school("demo").await;
    let (author, other) = (
        school.person(&[Capacity::Parent]).await,
        school.person(&[Capacity::Director]).await,
    );
    assert_eq!(finds(&author).await, KeptDrafts::default());
    keeps(
        &author,
        &[("demo/new", "Не вижу оценки"), ("demo/ticket/1", "И ещё")],
    )
    .await;
    assert_eq!(finds(&other).await, KeptDrafts::default());
    keeps(&other, &[("demo/new", "Своё")]).await;
    let all = [("demo/new", "Не вижу оценки"), ("demo/ticket/1", "И ещё")];
    assert_eq!(finds(&author).await, kept(&all));
    // The last of one name stays; what is not told again goes.
    keeps(&author, &[("demo/new", "раз"), ("demo/new", "два")]).await;
    assert_eq!(finds(&author).await, kept(&[("demo/new", "два")]));
    keeps(&author, &[]).await;
    assert_eq!(finds(&author).await, KeptDrafts::default());
    assert_eq!(finds(&other).await, kept(&[("demo/new", "Своё")]));
}

async fn what_nobody_comes_back_for_goes(app: TestApp) {
    let author = app.school("demo").await.person(&[Capacity::Parent]).await;
    keeps(&author, &[("demo/new", "Не вижу оценки")]).await;
    let there = async || app.database().count("SELECT COUNT(*) FROM draft", []).await;
    app.after(Duration::days(DRAFT_DAYS) - Duration::seconds(1));
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 1);
    app.after(Duration::seconds(2));
    tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(there().await, 0);
}
