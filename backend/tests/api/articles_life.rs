//! The life of reference materials: drafts, review, publishing by somebody else; their editions, listed and compared; who
//! finds what is published (K1).

use podskazka_shared::access::Capacity;
use podskazka_shared::articles::editions::{
    ArticlesCompare, ArticlesDiscard, ArticlesEdition, ArticlesEditions, ArticlesReturn, CompareQuery,
    Comparison, EditionPath, EditionsQuery, LineKind, ReturnBody,
};
use podskazka_shared::articles::{
    Article, ArticleBody, ArticleEdition, ArticlesQuery, EditionState, Visibility,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;

use crate::articles::{article, at, opens, publishes, rewrites, stands, submits, titles, withdraws, writes};
use crate::support::client::Ask;
use crate::support::{TestApp, Who, together};

both![
    an_article_is_written_reviewed_published_changed_and_withdrawn,
    nobody_but_the_head_publishes_what_they_wrote_last,
    what_is_returned_says_what_to_mend_and_is_sent_again,
    readers_keep_what_was_published_while_it_is_written_anew,
    a_dropped_draft_stays_among_the_editions,
    editions_are_compared_line_by_line_and_word_by_word,
    what_is_not_published_is_found_by_those_alone_who_write_articles,
    of_two_who_publish_one_does,
    each_finds_what_is_visible_to_them,
];

fn returns(who: &Who, article: &Article, remark: &str) -> Ask<ArticlesReturn> {
    who.ask::<ArticlesReturn>(at(who, article.summary.id))
        .version(article.summary.version)
        .body(&ReturnBody {
            remark: Some(remark.into()),
        })
}

fn discards(who: &Who, article: &Article) -> Ask<ArticlesDiscard> {
    who.ask::<ArticlesDiscard>(at(who, article.summary.id))
        .version(article.summary.version)
}

async fn editions(who: &Who, article: &Article) -> Vec<ArticleEdition> {
    let ask = who.ask::<ArticlesEditions>(at(who, article.summary.id));
    ask.done().await.items
}

fn compares(who: &Who, article: &Article, from: i32, to: i32) -> Ask<ArticlesCompare> {
    who.ask::<ArticlesCompare>(at(who, article.summary.id))
        .query(CompareQuery {
            from: Some(from),
            to: Some(to),
        })
}

fn reads_edition(who: &Who, article: &Article, number: i32) -> Ask<ArticlesEdition> {
    who.ask::<ArticlesEdition>(EditionPath {
        school: who.school.clone(),
        article: article.summary.id,
        number,
    })
}

fn drafts(state: EditionState) -> ArticlesQuery {
    ArticlesQuery {
        draft: Some(state),
        ..ArticlesQuery::default()
    }
}

fn saying(text: &str) -> ArticleBody {
    ArticleBody {
        text: Some(text.into()),
        ..article()
    }
}

async fn an_article_is_written_reviewed_published_changed_and_withdrawn(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, deputy, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::DeputyHead]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let answer = writes(&admin, &article()).send().await;
    let location = answer.header("location").unwrap().to_owned();
    let made = answer.done();
    let id = made.summary.id;
    assert!(location.ends_with(&format!("/articles/{id}")));
    assert_eq!(made.summary.title, "Как войти в журнал");
    assert_eq!(made.summary.created_by.as_ref().unwrap().id, admin.member);
    let draft = made.summary.draft.as_ref().unwrap();
    assert_eq!((draft.number, draft.state), (1, EditionState::Draft));
    assert_eq!(
        made.draft_body.as_ref().unwrap().link.as_deref(),
        Some("https://journal.example/help")
    );
    assert_eq!(made.summary.published_at, None);
    opens(&teacher, id).refused(ProblemKind::NotFound).await;
    // What nobody asks to publish is not published; what was sent is not sent twice.
    publishes(&deputy, &made).refused(ProblemKind::WrongState).await;
    let sent = submits(&admin, &made).done().await;
    assert_eq!(sent.summary.draft.as_ref().unwrap().state, EditionState::Review);
    submits(&admin, &sent).refused(ProblemKind::WrongState).await;
    opens(&teacher, id).refused(ProblemKind::NotFound).await;
    admin.later();
    let stood = publishes(&deputy, &sent).done().await;
    assert_eq!(
        (stood.summary.published_at, stood.summary.draft),
        (Some(app.now()), None)
    );
    publishes(&deputy, &opens(&deputy, id).done().await)
        .refused(ProblemKind::WrongState)
        .await;
    let read = opens(&teacher, id).done().await;
    assert_eq!(read.summary.title, "Как войти в журнал");
    let known = editions(&admin, &made).await;
    let last = &known[0];
    assert_eq!(
        (last.state, last.published_by.as_ref().unwrap().id, last.own),
        (EditionState::Published, deputy.member, false)
    );
    // Withdrawn, and there again.
    let current = opens(&admin, id).done().await;
    let ended = withdraws(&admin, &current).done().await;
    assert_eq!(ended.summary.ended_at, Some(app.now()));
    withdraws(&admin, &ended).refused(ProblemKind::WrongState).await;
    opens(&teacher, id).refused(ProblemKind::NotFound).await;
    let withdrawn = || ArticlesQuery {
        ended: Some(true),
        ..ArticlesQuery::default()
    };
    assert_eq!(titles(&admin, withdrawn()).await, ["Как войти в журнал"]);
    // The withdrawn ones are for nobody else, however they ask.
    assert!(titles(&teacher, withdrawn()).await.is_empty());
    let body = ArticleBody {
        title: "Вход в журнал".into(),
        link: None,
        ..saying("Откройте браузер.")
    };
    let again = rewrites(&admin, &ended, &body).done().await;
    opens(&teacher, id).refused(ProblemKind::NotFound).await;
    let again = submits(&admin, &again).done().await;
    let again = publishes(&deputy, &again).done().await;
    assert_eq!((again.summary.ended_at, again.summary.link), (None, None));
    assert_eq!(
        titles(&teacher, ArticlesQuery::default()).await,
        ["Вход в журнал"]
    );
    let lines = async |action: &str| {
        let lines = format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'");
        app.database().count(&lines, []).await
    };
    assert_eq!(
        (lines("article_write").await, lines("article_publish").await),
        (5, 2)
    );
}

async fn nobody_but_the_head_publishes_what_they_wrote_last(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, deputy, head) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::DeputyHead]).await,
        school.person(&[Capacity::Director]).await,
    );
    let sent = submits(&admin, &writes(&admin, &article()).done().await)
        .done()
        .await;
    publishes(&admin, &sent).refused(ProblemKind::Forbidden).await;
    // Who mends it in passing is its last author then, and sends it to review anew.
    let mended = rewrites(&deputy, &sent, &saying("Поправлено.")).done().await;
    assert_eq!(mended.summary.draft.as_ref().unwrap().state, EditionState::Draft);
    let sent = submits(&deputy, &mended).done().await;
    publishes(&deputy, &sent).refused(ProblemKind::Forbidden).await;
    publishes(&admin, &sent).done().await;
    // The head needs nobody, and the edition says that nobody else looked.
    let own = stands(&head, &article()).await;
    let known = editions(&deputy, &own).await;
    assert!(known[0].own && known[0].published_by == known[0].written_by);
    let lines = "SELECT COUNT(*) FROM audit WHERE CAST(fields AS TEXT) LIKE '%own%'";
    assert_eq!(app.database().count(lines, []).await, 1);
    // What the head did not write is published once it is sent.
    let draft = writes(&admin, &article()).done().await;
    publishes(&head, &draft).refused(ProblemKind::WrongState).await;
}

async fn what_is_returned_says_what_to_mend_and_is_sent_again(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, deputy) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let made = writes(&admin, &article()).done().await;
    returns(&deputy, &made, "Рано")
        .refused(ProblemKind::WrongState)
        .await;
    let sent = submits(&admin, &made).done().await;
    let back = returns(&deputy, &sent, " Нет шагов ").done().await;
    let draft = back.summary.draft.clone().unwrap();
    assert_eq!(
        (draft.state, draft.remark.as_deref()),
        (EditionState::Draft, Some("Нет шагов"))
    );
    // Somebody who returns it did not write it.
    assert_eq!(draft.written_by.unwrap().id, admin.member);
    let mended = rewrites(&admin, &back, &saying("1. Откройте журнал."))
        .done()
        .await;
    assert_eq!(
        mended.summary.draft.clone().unwrap().remark.as_deref(),
        Some("Нет шагов")
    );
    let sent = submits(&admin, &mended).done().await;
    assert_eq!(sent.summary.draft.clone().unwrap().remark, None);
    let long = "я".repeat(1001);
    returns(&deputy, &sent, &long).refused(ProblemKind::Invalid).await;
    publishes(&deputy, &sent).done().await;
}

async fn readers_keep_what_was_published_while_it_is_written_anew(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let stood = stands(&head, &saying("Старое.")).await;
    let before = opens(&teacher, stood.summary.id).done().await;
    let new = ArticleBody {
        title: "Новое имя".into(),
        audiences: vec![Audience::Parents],
        ..saying("Новое.")
    };
    let written = rewrites(&head, &stood, &new).done().await;
    assert_eq!(written.text.as_deref(), Some("Старое."));
    assert_eq!(written.draft_body.as_ref(), Some(&new));
    let draft = written.summary.draft.as_ref().unwrap();
    assert_eq!((draft.number, draft.title.as_str()), (2, "Новое имя"));
    // Nothing of it is told to readers.
    let read = opens(&teacher, stood.summary.id).done().await;
    assert_eq!(
        (read.text, &read.summary.title),
        (before.text, &before.summary.title)
    );
    assert_eq!((read.summary.draft, read.draft_body), (None, None));
    let listed = titles(&teacher, ArticlesQuery::default()).await;
    assert_eq!(listed, ["Как войти в журнал"]);
    let published = publishes(&head, &written).done().await;
    assert_eq!(published.text.as_deref(), Some("Новое."));
    assert_eq!(
        opens(&teacher, stood.summary.id).done().await.summary.title,
        "Новое имя"
    );
    let numbers: Vec<i32> = editions(&head, &stood)
        .await
        .iter()
        .map(|one| one.number)
        .collect();
    assert_eq!(numbers, [2, 1]);
    let first = reads_edition(&head, &stood, 1).done().await;
    assert_eq!(first.body.text.as_deref(), Some("Старое."));
    reads_edition(&head, &stood, 3)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn a_dropped_draft_stays_among_the_editions(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let alone = writes(&head, &article()).done().await;
    // With nothing published beside it, it is withdrawn.
    discards(&head, &alone).refused(ProblemKind::WrongState).await;
    let ended = withdraws(&head, &alone).done().await;
    assert_eq!((ended.summary.draft, ended.draft_body), (None, None));
    let stood = stands(&head, &saying("Старое.")).await;
    discards(&head, &stood).refused(ProblemKind::WrongState).await;
    let written = rewrites(&head, &stood, &saying("Новое.")).done().await;
    let left = discards(&head, &written).done().await;
    assert_eq!(
        (left.text.as_deref(), left.summary.draft),
        (Some("Старое."), None)
    );
    let states: Vec<_> = editions(&head, &stood)
        .await
        .into_iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [EditionState::Dropped, EditionState::Published]);
    let next = rewrites(
        &head,
        &opens(&head, stood.summary.id).done().await,
        &saying("Ещё."),
    )
    .done()
    .await;
    assert_eq!(next.summary.draft.unwrap().number, 3);
    // Page by page.
    let page = head
        .ask::<ArticlesEditions>(at(&head, stood.summary.id))
        .query(EditionsQuery {
            limit: Some(2),
            after: None,
        })
        .done()
        .await;
    assert_eq!(page.items.len(), 2);
    let rest = head
        .ask::<ArticlesEditions>(at(&head, stood.summary.id))
        .query(EditionsQuery {
            limit: Some(2),
            after: page.next,
        })
        .done()
        .await;
    assert_eq!((rest.items[0].number, rest.next), (1, None));
}

fn told(comparison: &Comparison) -> Vec<String> {
    let line = |line: &podskazka_shared::articles::editions::DiffLine| {
        let sign = match line.kind {
            LineKind::Same => ' ',
            LineKind::Removed => '-',
            LineKind::Added => '+',
        };
        let parts = line.parts.iter().map(|part| match part.changed {
            true => format!("[{}]", part.text),
            false => part.text.clone(),
        });
        format!("{sign}{}", parts.collect::<String>())
    };
    comparison.lines.iter().map(line).collect()
}

async fn editions_are_compared_line_by_line_and_word_by_word(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let stood = stands(&head, &saying("Откройте сайт журнала.\nВойдите.")).await;
    let new = ArticleBody {
        topic: None,
        ..saying("Откройте приложение журнала.\nВойдите.\nГотово.")
    };
    let written = rewrites(&head, &stood, &new).done().await;
    let compared = compares(&head, &written, 1, 2).done().await;
    assert_eq!(
        told(&compared),
        [
            "-Откройте [сайт] журнала.",
            "+Откройте [приложение] журнала.",
            " Войдите.",
            "+Готово."
        ]
    );
    // Without a wish the newest with the one before it.
    let ask = head.ask::<ArticlesCompare>(at(&head, written.summary.id));
    assert_eq!(ask.done().await, compared);
    assert!(compared.from.body.topic.is_some() && compared.to.body.topic.is_none());
    assert_eq!(told(&compares(&head, &written, 2, 2).done().await).len(), 3);
    for (from, to) in [(0, 1), (1, 9), (-1, 1)] {
        compares(&head, &written, from, to)
            .refused(ProblemKind::NotFound)
            .await;
    }
}

async fn what_is_not_published_is_found_by_those_alone_who_write_articles(app: TestApp) {
    let school = app.school("demo").await;
    let other = app.school("other").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let foreign = other.person(&[Capacity::Director]).await;
    let made = writes(&admin, &article()).done().await;
    let sent = submits(&admin, &writes(&admin, &saying("Второй")).done().await)
        .done()
        .await;
    assert_eq!(titles(&deputy, drafts(EditionState::Draft)).await.len(), 1);
    assert_eq!(titles(&deputy, drafts(EditionState::Review)).await.len(), 1);
    assert!(titles(&deputy, drafts(EditionState::Published)).await.is_empty());
    assert!(titles(&deputy, ArticlesQuery::default()).await.is_empty());
    for who in [&helper, &teacher, &parent] {
        for state in [EditionState::Draft, EditionState::Review] {
            assert!(titles(who, drafts(state)).await.is_empty());
        }
        opens(who, made.summary.id).refused(ProblemKind::NotFound).await;
        submits(who, &made).refused(ProblemKind::NotFound).await;
        publishes(who, &sent).refused(ProblemKind::NotFound).await;
        let ask = who.ask::<ArticlesEditions>(at(who, made.summary.id));
        ask.refused(ProblemKind::Forbidden).await;
        compares(who, &made, 1, 1).refused(ProblemKind::Forbidden).await;
        reads_edition(who, &made, 1).refused(ProblemKind::Forbidden).await;
    }
    // Not those of another school either.
    let there = foreign.ask::<ArticlesEditions>(at(&foreign, made.summary.id));
    there.refused(ProblemKind::NotFound).await;
    reads_edition(&foreign, &made, 1)
        .refused(ProblemKind::NotFound)
        .await;
    publishes(&foreign, &sent).refused(ProblemKind::NotFound).await;
}

async fn of_two_who_publish_one_does(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let head = school.person(&[Capacity::Director]).await;
    let sent = submits(&admin, &writes(&admin, &article()).done().await)
        .done()
        .await;
    let asks = (0..4).map(|n| {
        let publish = publishes(&head, &sent);
        let change = rewrites(&admin, &sent, &saying("Ещё правка"));
        async move {
            match n % 2 {
                0 => publish.send().await.status,
                _ => change.send().await.status,
            }
        }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
}

async fn each_finds_what_is_visible_to_them(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    for (title, visibility) in [
        ("всем", Visibility::Public),
        ("школе", Visibility::Audiences),
        ("сотрудникам", Visibility::Staff),
        ("помощникам", Visibility::Helpers),
    ] {
        head.later();
        let body = ArticleBody {
            title: title.into(),
            visibility,
            ..article()
        };
        let stood = stands(&head, &body).await;
        assert_eq!(
            (stood.summary.visibility, stood.summary.audiences.len()),
            (visibility, 0)
        );
    }
    let (helper, deputy, teacher, parent, vendor) = (
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::DeputyHead]).await,
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Parent]).await,
        school.person(&[Capacity::VendorAgent]).await,
    );
    let all = ["помощникам", "сотрудникам", "школе", "всем"];
    for (who, hidden) in [
        (&helper, 0),
        (&deputy, 0),
        (&teacher, 1),
        (&parent, 2),
        (&vendor, 2),
    ] {
        assert_eq!(
            titles(who, ArticlesQuery::default()).await,
            all[hidden..],
            "{}",
            who.name
        );
        let everything = ArticlesQuery {
            limit: Some(100),
            ..ArticlesQuery::default()
        };
        for item in head
            .ask::<podskazka_shared::articles::ArticlesList>(head.path())
            .query(everything)
            .done()
            .await
            .items
        {
            let expected = if all[hidden..].contains(&item.title.as_str()) {
                200
            } else {
                404
            };
            assert_eq!(
                opens(who, item.id).send().await.status,
                expected,
                "{}",
                item.title
            );
        }
    }
    let wrong = ArticleBody {
        visibility: Visibility::Staff,
        audiences: vec![Audience::Parents],
        ..article()
    };
    writes(&head, &wrong).refused(ProblemKind::Invalid).await;
}
