//! What the school lets everybody read, on pages without script; and texts as HTML (K1).

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{ArticleBody, ArticlesPreview, TextBody, Visibility};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;

use crate::articles::{article, opens, rewrites, stands, withdraws, writes};
use crate::support::TestApp;
use crate::support::client::Raw;

both![
    everybody_reads_what_is_public_and_nothing_else,
    the_public_list_goes_by_topic_and_page_by_page,
    a_text_is_formatted_and_cleaned_wherever_it_is_read,
];

async fn page(app: &TestApp, address: &str) -> Raw {
    Raw::of(app.request("GET", address)).await
}

fn public(title: &str) -> ArticleBody {
    ArticleBody {
        title: title.into(),
        visibility: Visibility::Public,
        ..article()
    }
}

async fn everybody_reads_what_is_public_and_nothing_else(app: TestApp) {
    let school = app.school("demo").await;
    app.school("other").await;
    let head = school.person(&[Capacity::Director]).await;
    let open = ArticleBody {
        text: Some("1. Откройте **журнал**.\n\n<script>alert(1)</script>".into()),
        licence: Some("С разрешения автора".into()),
        valid_until: Some(head.today() + Duration::days(1)),
        ..public("Вход <b>всем</b>")
    };
    let open = stands(&head, &open).await;
    let mut hidden = Vec::new();
    for visibility in [Visibility::Audiences, Visibility::Staff, Visibility::Helpers] {
        let body = ArticleBody {
            visibility,
            ..public("Не всем")
        };
        hidden.push(stands(&head, &body).await.summary.id);
    }
    hidden.push(writes(&head, &public("Не всем")).done().await.summary.id);
    let ended = stands(&head, &public("Не всем")).await;
    hidden.push(withdraws(&head, &ended).done().await.summary.id);
    let list = page(&app, "/public/demo/articles").await;
    assert_eq!(list.status, 200);
    let text = list.text();
    assert!(
        text.contains("Вход &lt;b&gt;всем&lt;/b&gt;") && !text.contains("Не всем"),
        "{text}"
    );
    assert!(!text.contains("<script"));
    for id in hidden {
        assert_eq!(
            page(&app, &format!("/public/demo/articles/{id}")).await.status,
            404
        );
    }
    let address = format!("/public/demo/articles/{}", open.summary.id);
    let one = page(&app, &address).await;
    let text = one.text();
    assert!(
        text.contains("<li>Откройте <strong>журнал</strong>.</li>"),
        "{text}"
    );
    assert!(
        text.contains("&lt;script&gt;") && !text.contains("<script"),
        "{text}"
    );
    assert!(text.contains("С разрешения автора") && !text.contains("истёк"));
    assert!(
        one.header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
    let english = page(&app, &format!("{address}?lang=en")).await.text();
    assert!(english.contains("Terms of use"), "{english}");
    // A draft beside it changes nothing for readers.
    rewrites(&head, &open, &public("Тайное")).done().await;
    assert!(!page(&app, &address).await.text().contains("Тайное"));
    assert!(
        !page(&app, "/public/demo/articles")
            .await
            .text()
            .contains("Тайное")
    );
    // Under another school's address, without an id, in no school.
    let id = open.summary.id;
    for wrong in [
        format!("/public/other/articles/{id}"),
        "/public/demo/articles/x".to_owned(),
        format!("/public/nowhere/articles/{id}"),
        "/public/nowhere/articles".to_owned(),
    ] {
        assert_eq!(page(&app, &wrong).await.status, 404, "{wrong}");
    }
    app.after(Duration::days(3));
    assert!(page(&app, &address).await.text().contains("истёк"));
    // The school's own page leads there.
    assert!(
        page(&app, "/public/demo")
            .await
            .text()
            .contains("/public/demo/articles")
    );
}

async fn the_public_list_goes_by_topic_and_page_by_page(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    for n in 0..52 {
        let body = ArticleBody {
            topic: (n == 0).then_some(Topic::Timetable),
            ..public(&format!("Памятка № {n}."))
        };
        stands(&head, &body).await;
        head.later();
    }
    let first = page(&app, "/public/demo/articles").await.text();
    assert!(first.contains("Памятка № 51.") && !first.contains("Памятка № 1."));
    let next = first
        .split("href=\"")
        .find(|part| part.starts_with("/public/demo/articles?after="));
    let next = next.unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let second = page(&app, &next).await.text();
    assert!(second.contains("Памятка № 1.") && !second.contains("Памятка № 51."));
    let topic = page(&app, "/public/demo/articles?topic=timetable").await.text();
    assert!(topic.contains("Памятка № 0.") && !topic.contains("Памятка № 1."));
    // What cannot be read is the first page of all.
    for odd in ["after=x", "after=%00", "topic=x", "topic=%F0", "after="] {
        let odd = page(&app, &format!("/public/demo/articles?{odd}")).await;
        assert_eq!(odd.status, 200);
        assert!(odd.text().contains("Памятка № 51."));
    }
}

async fn a_text_is_formatted_and_cleaned_wherever_it_is_read(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let reader = school.person(&[Capacity::Parent]).await;
    let text = "## Шаги\n\n- [журнал](https://journal.example)\n- [нет](javascript:alert(1))\n\n<img src=x onerror=alert(1)>";
    let preview = head
        .ask::<ArticlesPreview>(head.path())
        .body(&TextBody {
            text: text.into(),
            article: None,
        })
        .done()
        .await
        .html;
    assert!(preview.contains("<h2>Шаги</h2>"), "{preview}");
    assert!(preview.contains("rel=\"external noopener noreferrer\""));
    assert!(
        !preview.contains("javascript") && !preview.contains("<img"),
        "{preview}"
    );
    let body = ArticleBody {
        text: Some(text.into()),
        ..article()
    };
    let made = writes(&head, &body).done().await;
    assert_eq!(
        (made.draft_html.as_ref(), made.html.as_ref()),
        (Some(&preview), Some(&preview))
    );
    let stood = stands(&head, &body).await;
    assert_eq!((stood.html.as_ref(), stood.draft_html), (Some(&preview), None));
    let read = opens(&reader, stood.summary.id).done().await;
    assert_eq!(
        (read.html.as_ref(), read.text.as_deref()),
        (Some(&preview), Some(text))
    );
    let long = TextBody {
        text: "я".repeat(20_001),
        article: None,
    };
    head.ask::<ArticlesPreview>(head.path())
        .body(&long)
        .refused(ProblemKind::Invalid)
        .await;
}
