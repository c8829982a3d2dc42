//! The last day of reference materials: who wrote them is told before it and on it, once each (K1).

use chrono::{Days, Duration, NaiveDate};
use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{Article, ArticleBody, ArticlesQuery};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind, NotificationsList};

use crate::articles::{article, publishes, rewrites, stands, submits, titles, withdraws, writes};
use crate::support::{TestApp, Who};

both![
    who_wrote_it_is_told_before_the_last_day_and_on_it_once_each,
    of_what_changed_or_went_nobody_is_told,
    those_who_write_find_what_is_past_its_last_day,
];

fn until(day: NaiveDate) -> ArticleBody {
    ArticleBody {
        valid_until: Some(day),
        ..article()
    }
}

async fn told(who: &Who) -> Vec<NotificationKind> {
    let page = who.ask::<NotificationsList>(who.path()).done().await;
    let about = |one: &podskazka_shared::notifications::Notification| {
        matches!(one.about, NotificationAbout::Article { .. })
    };
    let items = page.items.into_iter().filter(about);
    items.map(|one| one.kind).collect()
}

async fn delivers(app: &TestApp) {
    while podskazka::outbox::deliver(app.app(), None, app.now())
        .await
        .unwrap()
        > 0
    {}
}

async fn published_by_another(writer: &Who, other: &Who, body: &ArticleBody) -> Article {
    let made = writes(writer, body).done().await;
    let sent = submits(writer, &made).done().await;
    publishes(other, &sent).done().await
}

async fn who_wrote_it_is_told_before_the_last_day_and_on_it_once_each(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let head = school.person(&[Capacity::Director]).await;
    let last = head.today() + Days::new(20);
    let stood = published_by_another(&admin, &head, &until(last)).await;
    // Published again with the same day by the same writer: still once each.
    let again = rewrites(&admin, &stood, &until(last)).done().await;
    let again = submits(&admin, &again).done().await;
    publishes(&head, &again).done().await;
    app.after(Duration::days(10));
    delivers(&app).await;
    assert!(told(&admin).await.is_empty());
    app.after(Duration::days(4));
    delivers(&app).await;
    assert_eq!(told(&admin).await, [NotificationKind::ArticleSoon]);
    app.after(Duration::days(7));
    delivers(&app).await;
    delivers(&app).await;
    assert_eq!(
        told(&admin).await,
        [NotificationKind::ArticleLast, NotificationKind::ArticleSoon]
    );
    assert!(told(&head).await.is_empty());
}

async fn of_what_changed_or_went_nobody_is_told(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let last = head.today() + Days::new(20);
    let longer = stands(&head, &until(last)).await;
    let draft = rewrites(&head, &longer, &until(last + Days::new(100)))
        .done()
        .await;
    publishes(&head, &draft).done().await;
    let gone = stands(&head, &until(last)).await;
    withdraws(&head, &gone).done().await;
    // A draft has no readers, and what is past already is told by no reminder.
    writes(&head, &until(last)).done().await;
    stands(&head, &until(head.today() - Days::new(1))).await;
    app.after(Duration::days(30));
    delivers(&app).await;
    assert!(told(&head).await.is_empty());
}

async fn those_who_write_find_what_is_past_its_last_day(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    for (title, day) in [
        ("вчера", Some(head.today() - Days::new(1))),
        ("сегодня", Some(head.today())),
        ("всегда", None),
    ] {
        let body = ArticleBody {
            title: title.into(),
            valid_until: day,
            ..article()
        };
        stands(&head, &body).await;
        head.later();
    }
    let over = || ArticlesQuery {
        over: Some(true),
        ..ArticlesQuery::default()
    };
    assert_eq!(titles(&head, over()).await, ["вчера"]);
    assert!(titles(&teacher, over()).await.is_empty());
    // Readers find it all the same, with a note.
    let all = titles(&teacher, ArticlesQuery::default()).await;
    assert_eq!(all, ["всегда", "сегодня", "вчера"]);
}
