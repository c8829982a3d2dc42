//! Materials for who is typing: suggested, searched, counted where they help, judged by readers, made of answers.

use std::collections::HashMap;

use podskazka_shared::access::Capacity;
use podskazka_shared::articles::{ArticleBody, ArticlesStarter};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::{TicketBody, Topic};
use podskazka_shared::usefulness::{
    ArticleFigures, ArticleSearchBody, ArticleVote, ArticlesOffer, ArticlesSearch, ArticlesSuggest,
    ArticlesUse, ArticlesUsefulness, ArticlesVote, ArticlesVoteFind, SuggestBody, UseBody, UseKind,
    Usefulness, UsefulnessQuery,
};
use serde_json::json;

use crate::articles::{at, publishes, rewrites, stands, withdraws, writes};
use crate::privacy::{approves, asks};
use crate::support::client::Ask;
use crate::support::desk::ticket;
use crate::support::people::School;
use crate::support::{New, TestApp, Who, together};

fn titled(title: &str) -> ArticleBody {
    ArticleBody {
        title: title.to_owned(),
        text: Some("По шагам.".to_owned()),
        ..ArticleBody::default()
    }
}

fn suggests(who: &Who, text: &str, topic: Option<Topic>) -> Ask<ArticlesSuggest> {
    let text = text.to_owned();
    who.ask::<ArticlesSuggest>(who.path())
        .body(&SuggestBody { text, topic })
}

async fn suggested(who: &Who, text: &str) -> Vec<String> {
    let page = suggests(who, text, None).done().await;
    page.items.into_iter().map(|item| item.title).collect()
}

async fn searched(who: &Who, text: &str) -> Vec<String> {
    let body = ArticleSearchBody {
        text: text.to_owned(),
    };
    let page = who.ask::<ArticlesSearch>(who.path()).body(&body).done().await;
    page.items.into_iter().map(|item| item.title).collect()
}

fn uses(who: &Who, id: ArticleId, kind: UseKind) -> Ask<ArticlesUse> {
    who.ask::<ArticlesUse>(at(who, id)).body(&UseBody { kind })
}

fn says(who: &Who, id: ArticleId, useful: bool, missing: Option<&str>) -> Ask<ArticlesVote> {
    who.ask::<ArticlesVote>(at(who, id)).body(&ArticleVote {
        useful: Some(useful),
        missing: missing.map(str::to_owned),
    })
}

async fn usefulness(who: &Who, query: UsefulnessQuery) -> Usefulness {
    who.ask::<ArticlesUsefulness>(who.path())
        .query(query)
        .done()
        .await
}

async fn figures(who: &Who, id: ArticleId) -> ArticleFigures {
    let all = usefulness(who, UsefulnessQuery::default()).await;
    all.articles.into_iter().find(|one| one.id == id).unwrap()
}

async fn named(school: &School) -> Who {
    let new = New {
        name: Some("Берёзкина Аглая Серафимовна"),
        roles: &[Capacity::Parent],
        ..New::default()
    };
    school.new_person(new).await
}

both![
    the_right_article_is_suggested_for_most_questions_in_peoples_own_words,
    what_is_suggested_is_what_the_reader_may_read_now,
    what_is_typed_is_bounded_and_not_kept,
    an_article_helps_once_a_person_and_day,
    a_reader_says_whether_an_article_was_useful_and_may_say_otherwise,
    an_article_given_in_an_answer_is_counted,
    searches_without_a_result_are_kept_as_words_alone,
    the_figures_of_days_are_of_those_days,
    an_answer_becomes_an_article_without_names,
    an_erasure_takes_what_was_said_of_articles,
];

async fn the_right_article_is_suggested_for_most_questions_in_peoples_own_words(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let whos: HashMap<&str, Who> = HashMap::from([
        ("parent", school.person(&[Capacity::Parent]).await),
        ("student", school.person(&[Capacity::Student]).await),
        ("teacher", school.person(&[Capacity::Teacher]).await),
    ]);
    head.ask::<ArticlesStarter>(head.path())
        .header("Accept-Language", "ru")
        .done()
        .await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/articles/starter");
    let title = |name: &str| {
        let text = std::fs::read_to_string(format!("{folder}/{name}.ru.md")).unwrap();
        text.lines().next().unwrap().trim_start_matches("# ").to_owned()
    };
    let questions = include_str!("../data/questions.ru.tsv");
    let (mut right, mut all) = (0, 0);
    for line in questions.lines() {
        let [question, name, who] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        all += 1;
        let found = suggested(&whos[who], question).await;
        assert!(found.len() <= 3);
        right += usize::from(found.contains(&title(name)));
    }
    assert_eq!(all, 80);
    assert!(right * 6 >= all * 5, "{right} of {all}");
}

async fn what_is_suggested_is_what_the_reader_may_read_now(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let head = school.person(&[Capacity::Director]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let stranger = other.person(&[Capacity::Parent]).await;
    let staff = ArticleBody {
        audiences: vec![Audience::Staff],
        ..titled("Пароль учителя")
    };
    stands(&head, &staff).await;
    let first = stands(&head, &titled("Пароль родителя")).await;
    writes(&head, &titled("Пароль: черновик")).done().await;
    assert_eq!(suggested(&parent, "забыл пароль").await, ["Пароль родителя"]);
    assert_eq!(suggested(&teacher, "забыл пароль").await.len(), 2);
    assert_eq!(searched(&parent, "пароль").await, ["Пароль родителя"]);
    assert!(suggested(&stranger, "забыл пароль").await.is_empty());
    // Written anew, it is found by its new words once they are published; another process sees it too.
    let beside = app.beside().await;
    let elsewhere = parent.at_server(&beside);
    assert_eq!(suggested(&elsewhere, "пароль").await, ["Пароль родителя"]);
    let draft = rewrites(&head, &first, &titled("Расписание звонков"))
        .done()
        .await;
    assert!(suggested(&parent, "звонки").await.is_empty());
    publishes(&head, &draft).done().await;
    for who in [&parent, &elsewhere] {
        assert_eq!(suggested(who, "звонки").await, ["Расписание звонков"]);
        assert!(suggested(who, "пароль").await.is_empty());
    }
    let current = crate::articles::opens(&head, first.summary.id).done().await;
    withdraws(&head, &current).done().await;
    assert!(suggested(&parent, "звонки").await.is_empty());
    assert!(suggested(&head, "звонки").await.is_empty());
    // The topic decides between those that fit as well.
    for (title, topic) in [
        ("Отметка в отчёте", Topic::Reports),
        ("Отметка в дневнике", Topic::CurrentMarks),
    ] {
        let body = ArticleBody {
            topic: Some(topic),
            ..titled(title)
        };
        stands(&head, &body).await;
    }
    for (topic, title) in [
        (Topic::Reports, "Отметка в отчёте"),
        (Topic::CurrentMarks, "Отметка в дневнике"),
    ] {
        let page = suggests(&teacher, "отметка", Some(topic)).done().await;
        assert_eq!(page.items[0].title, title);
    }
}

async fn what_is_typed_is_bounded_and_not_kept(app: TestApp) {
    let school = app.school("demo").await;
    let parent = school.person(&[Capacity::Parent]).await;
    assert!(suggested(&parent, "").await.is_empty());
    assert!(suggested(&parent, &"жираф ".repeat(330)).await.is_empty());
    let problem = suggests(&parent, &"ж".repeat(2001), None)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(problem.errors[0].pointer, "/text");
    let kept = "SELECT COUNT(*) FROM article_search";
    assert_eq!(app.database().count(kept, []).await, 0);
    let ask = parent.ask::<ArticlesSearch>(parent.path());
    ask.json(&json!({"text": " "}))
        .refused(ProblemKind::Invalid)
        .await;
}

async fn an_article_helps_once_a_person_and_day(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let (parent, teacher) = (
        school.person(&[Capacity::Parent]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = stands(&head, &titled("Вход")).await.summary.id;
    let again = (0..6).map(|_| {
        let ask = uses(&parent, id, UseKind::Helped);
        async move { ask.send().await.status }
    });
    assert_eq!(together(again).await, [204; 6]);
    uses(&teacher, id, UseKind::Helped).done().await;
    uses(&teacher, id, UseKind::Read).done().await;
    let told = figures(&head, id).await;
    assert_eq!((told.helped, told.read, told.given), (2, 1, 0));
    app.after(chrono::Duration::days(1));
    uses(&parent, id, UseKind::Helped).done().await;
    assert_eq!(figures(&head, id).await.helped, 3);
    // Nobody says by themselves that it was given in an answer, nor counts what they may not read.
    uses(&parent, id, UseKind::Given)
        .refused(ProblemKind::Invalid)
        .await;
    let body = ArticleBody {
        audiences: vec![Audience::Staff],
        ..titled("Для сотрудников")
    };
    let hidden = stands(&head, &body).await.summary.id;
    uses(&parent, hidden, UseKind::Helped)
        .refused(ProblemKind::NotFound)
        .await;
    says(&parent, hidden, true, None)
        .refused(ProblemKind::NotFound)
        .await;
    // Who it was is forgotten, how often stays.
    app.after(chrono::Duration::days(4));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let marks = "SELECT COUNT(*) FROM article_mark";
    assert_eq!(app.database().count(marks, []).await, 0);
    assert_eq!(figures(&head, id).await.helped, 3);
}

async fn a_reader_says_whether_an_article_was_useful_and_may_say_otherwise(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let (parent, teacher) = (
        school.person(&[Capacity::Parent]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let id = stands(&head, &titled("Вход")).await.summary.id;
    let said = async |who: &Who| who.ask::<ArticlesVoteFind>(at(who, id)).done().await;
    assert_eq!(said(&parent).await.useful, None);
    says(&parent, id, false, Some(" Где кнопка? ")).done().await;
    says(&teacher, id, true, None).done().await;
    let told = figures(&head, id).await;
    assert_eq!((told.useful, told.not_useful), (1, 1));
    assert_eq!(told.missing, ["Где кнопка?"]);
    assert_eq!(said(&parent).await.missing.as_deref(), Some("Где кнопка?"));
    says(&parent, id, true, None).done().await;
    let told = figures(&head, id).await;
    assert_eq!((told.useful, told.not_useful, told.missing.len()), (2, 0, 0));
    let long = says(&parent, id, false, Some(&"ж".repeat(501)))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(long.errors[0].kind, FieldErrorKind::TooLong { max: 500 });
    let none = parent
        .ask::<ArticlesVote>(at(&parent, id))
        .json(&json!({"useful": null}));
    none.refused(ProblemKind::Invalid).await;
}

async fn an_article_given_in_an_answer_is_counted(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let head = school.person(&[Capacity::Director]).await;
    let stranger = other.person(&[Capacity::Director]).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let id = stands(&head, &titled("Вход")).await.summary.id;
    let theirs = stands(&stranger, &titled("Вход")).await.summary.id;
    let ticket = parent.files("Не войти").await.summary.id;
    let link = |id: ArticleId| format!("https://help.example/s/demo/articles/{id}");
    // What the requester writes, and what staff note among themselves, gives nothing.
    parent.says(ticket, &link(id)).await;
    head.notes(ticket, &link(id)).await;
    assert_eq!(figures(&head, id).await.given, 0);
    let text = format!(
        "Вход: {0}\nЕщё раз: {0}, чужое: {1}, нет: {2}",
        link(id),
        link(theirs),
        link(ticket.0.into())
    );
    head.answers(ticket, &text).await;
    assert_eq!(figures(&head, id).await.given, 1);
    assert_eq!(figures(&stranger, theirs).await.given, 0);
}

async fn searches_without_a_result_are_kept_as_words_alone(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let parent = named(&school).await;
    stands(&head, &titled("Вход в журнал")).await;
    assert_eq!(searched(&parent, "журнал").await.len(), 1);
    for typed in [
        "Пропуск в бассейн",
        "бассейн  ПРОПУСК",
        "бассейн пропуск берёзкиной аглаи 8 912 345-67-89 a@b.test 123456",
        "Берёзкина",
        "12345",
    ] {
        assert!(searched(&parent, typed).await.is_empty(), "{typed}");
    }
    let told = usefulness(&head, UsefulnessQuery::default()).await.searches;
    let told: Vec<_> = told.iter().map(|one| (one.words.as_str(), one.number)).collect();
    assert_eq!(told, [("бассейн пропуск", 3)]);
    app.after(chrono::Duration::days(182));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let kept = "SELECT COUNT(*) FROM article_search";
    assert_eq!(app.database().count(kept, []).await, 0);
}

async fn the_figures_of_days_are_of_those_days(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let id = stands(&head, &titled("Вход")).await.summary.id;
    let first = parent.today();
    uses(&parent, id, UseKind::Helped).done().await;
    says(&parent, id, true, None).done().await;
    app.after(chrono::Duration::days(3));
    uses(&parent, id, UseKind::Helped).done().await;
    let of = async |from, to| {
        let all = usefulness(&head, UsefulnessQuery { from, to }).await;
        (all.articles[0].helped, all.articles[0].useful)
    };
    assert_eq!(of(None, None).await, (2, 1));
    assert_eq!(of(None, Some(first)).await, (1, 1));
    assert_eq!(of(Some(parent.today()), None).await, (1, 0));
    let turned = UsefulnessQuery {
        from: Some(parent.today()),
        to: Some(first),
    };
    let ask = head.ask::<ArticlesUsefulness>(head.path()).query(turned);
    ask.refused(ProblemKind::Invalid).await;
}

async fn an_answer_becomes_an_article_without_names(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let parent = named(&school).await;
    let body = TicketBody {
        class_name: Some("7А".to_owned()),
        ..ticket("У Берёзкиной не виден второй ребёнок")
    };
    let ticket = parent.files_body(&body).await.summary.id;
    let offers = |who: &Who| who.ask::<ArticlesOffer>(who.at(ticket));
    offers(&head).refused(ProblemKind::WrongState).await;
    helper
        .answers(
            ticket,
            "Аглая Серафимовна, карточку из 7А связали. Звоните 8 912 345-67-89.",
        )
        .await;
    let offer = offers(&head).done().await;
    assert_eq!(offer.title, "У [имя] не виден второй ребёнок");
    assert_eq!(
        offer.text,
        "[имя], карточку из [класс] связали. Звоните [телефон]."
    );
    assert!(offer.taken_out.iter().any(|out| out.was == "Аглая Серафимовна"));
    // Nothing is written by it, and who writes no articles gets none.
    assert_eq!(app.database().count("SELECT COUNT(*) FROM article", []).await, 0);
    offers(&helper).refused(ProblemKind::Forbidden).await;
    offers(&parent).refused(ProblemKind::Forbidden).await;
}

async fn an_erasure_takes_what_was_said_of_articles(app: TestApp) {
    let school = app.school("demo").await;
    let head = school.person(&[Capacity::Director]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let id = stands(&head, &titled("Вход")).await.summary.id;
    uses(&parent, id, UseKind::Helped).done().await;
    says(&parent, id, false, Some("Мало")).done().await;
    let kept = "SELECT COUNT(*) FROM article_vote WHERE missing = 'Мало'";
    assert_eq!(app.database().count(kept, []).await, 1);
    let erasure = asks(&parent, &parent).await;
    approves(&head, &erasure).await;
    for table in ["article_vote", "article_mark"] {
        let left = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(app.database().count(&left, []).await, 0, "{table}");
    }
    // How often it helped is the school's.
    assert_eq!(figures(&head, id).await.helped, 1);
}
