//! Pictures of reference materials: uploaded like every file, read by whoever reads the text that shows them (K1).

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{ArticleBody, ArticlesPreview, TextBody, Visibility};
use podskazka_shared::ids::{ArticleId, FileId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;

use crate::articles::{article, publishes, rewrites, stands, writes};
use crate::support::client::Raw;
use crate::support::content::png;
use crate::support::files::TEXT;
use crate::support::{TestApp, Who};

both![
    a_picture_is_seen_by_those_who_read_the_text_that_shows_it,
    only_ones_own_pictures_are_put_into_a_text,
    a_picture_of_an_article_stays_and_one_that_no_text_names_goes,
];

fn showing(image: FileId) -> ArticleBody {
    ArticleBody {
        text: Some(format!("Вот кнопка:\n\n![Кнопка входа](file:{image})")),
        ..article()
    }
}

async fn sees(who: &Who, article: ArticleId, image: FileId) -> u16 {
    let address = format!("/api/v1/schools/{}/articles/{article}/images/{image}", who.school);
    who.gets(&address, &[]).await.status
}

async fn a_picture_is_seen_by_those_who_read_the_text_that_shows_it(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let head = school.person(&[Capacity::Director]).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let foreign = other.person(&[Capacity::Director]).await;
    let image = head.brings("кнопка.png", &png(3, 2)).await.id;
    let preview = head
        .ask::<ArticlesPreview>(head.path())
        .body(&TextBody {
            text: showing(image).text.unwrap(),
            article: None,
        })
        .done()
        .await
        .html;
    assert!(
        preview.contains(&format!("/files/{image}?inline=true\" alt=\"Кнопка входа\"")),
        "{preview}"
    );
    let staff = ArticleBody {
        audiences: vec![Audience::Staff],
        ..showing(image)
    };
    let made = writes(&head, &staff).done().await;
    let id = made.summary.id;
    let html = made.draft_html.as_deref().unwrap();
    assert!(
        html.contains(&format!("/articles/{id}/images/{image}\"")),
        "{html}"
    );
    // A draft's picture is for those who write; then for those for whom the text is.
    for (who, status) in [
        (&head, 200),
        (&deputy, 200),
        (&teacher, 404),
        (&parent, 404),
        (&foreign, 404),
    ] {
        assert_eq!(sees(who, id, image).await, status);
    }
    let stood = publishes(&head, &made).done().await;
    for (who, status) in [(&teacher, 200), (&parent, 404), (&foreign, 404)] {
        assert_eq!(sees(who, id, image).await, status);
    }
    let address = format!("/api/v1/schools/demo/articles/{id}/images/{image}");
    let answer = teacher.gets(&address, &[]).await;
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert!(
        answer
            .header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    // What a later text does not show any more, readers do not see.
    let second = head.brings("другая.png", &png(2, 2)).await.id;
    let draft = rewrites(&head, &stood, &showing(second)).done().await;
    assert_eq!(
        (sees(&teacher, id, image).await, sees(&teacher, id, second).await),
        (200, 404)
    );
    publishes(&head, &draft).done().await;
    assert_eq!(
        (sees(&teacher, id, image).await, sees(&teacher, id, second).await),
        (404, 200)
    );
    assert_eq!(sees(&deputy, id, image).await, 200);
    // Without an account: of a public article only.
    let open = head.brings("общая.png", &png(2, 2)).await.id;
    let public = ArticleBody {
        visibility: Visibility::Public,
        ..showing(open)
    };
    let public = stands(&head, &public).await.summary.id;
    let page = Raw::of(app.request("GET", &format!("/public/demo/articles/{public}")))
        .await
        .text();
    let address = format!("/public/demo/articles/{public}/images/{open}");
    assert!(page.contains(&address), "{page}");
    let get = async |address: &str| Raw::of(app.request("GET", address)).await.status;
    assert_eq!(get(&address).await, 200);
    for wrong in [
        format!("/public/demo/articles/{id}/images/{second}"),
        format!("/public/demo/articles/{public}/images/{second}"),
        format!("/public/other/articles/{public}/images/{open}"),
        format!("/public/demo/articles/{public}/images/x"),
    ] {
        assert_eq!(get(&wrong).await, 404, "{wrong}");
    }
}

async fn only_ones_own_pictures_are_put_into_a_text(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let theirs = deputy.brings("a.png", &png(2, 2)).await.id;
    let text = head.brings("a.txt", TEXT).await.id;
    let nobody: FileId = "01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90".parse().unwrap();
    for wrong in [theirs, text, nobody] {
        writes(&head, &showing(wrong)).refused(ProblemKind::Invalid).await;
    }
    // Nothing was taken from anybody by that.
    let made = writes(&deputy, &showing(theirs)).done().await;
    // What is the article's, whoever writes it may keep; it is not put into another article.
    rewrites(&head, &made, &showing(theirs)).done().await;
    writes(&deputy, &showing(theirs))
        .refused(ProblemKind::Invalid)
        .await;
    let gone = format!("/api/v1/schools/demo/files/{theirs}");
    assert_eq!(deputy.gets(&gone, &[]).await.status, 404);
}

async fn a_picture_of_an_article_stays_and_one_that_no_text_names_goes(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let kept = head.brings("a.png", &png(2, 2)).await.id;
    let left = head.brings("b.png", &png(3, 3)).await.id;
    let made = writes(&head, &showing(kept)).done().await;
    app.after(Duration::hours(25));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(sees(&head, made.summary.id, kept).await, 200);
    let files = "SELECT COUNT(*) FROM file";
    assert_eq!(app.database().count(files, []).await, 1);
    writes(&head, &showing(left)).refused(ProblemKind::Invalid).await;
}
