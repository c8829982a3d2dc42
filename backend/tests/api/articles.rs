//! Reference materials: written, changed and withdrawn by those who look after the journal, read by those for whom they are,
//! given to read at home after a consultation.

use podskazka_shared::access::Capacity;
use podskazka_shared::articles::editions::{ArticlesPublish, ArticlesSubmit};
use podskazka_shared::articles::{
    Article, ArticleBody, ArticlePath, ArticlesCreate, ArticlesEnd, ArticlesFind, ArticlesList,
    ArticlesQuery, ArticlesReplace, ArticlesStarter, EditionState,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consultations::{Booking, ConsultationsResult, ResultBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::privacy::{DataFormat, DataQuery, MeData};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::Topic;

use crate::consultations::desk;
use crate::filing::fields;
use crate::support::client::{Ask, Raw};
use crate::support::consult::tuesday;
use crate::support::{TestApp, Who, together};

pub fn article() -> ArticleBody {
    ArticleBody {
        title: " Как войти в журнал ".into(),
        topic: Some(Topic::Access),
        link: Some("https://journal.example/help".into()),
        source: Some("Поддержка журнала".into()),
        ..ArticleBody::default()
    }
}

pub fn writes(who: &Who, body: &ArticleBody) -> Ask<ArticlesCreate> {
    who.ask::<ArticlesCreate>(who.path()).body(body)
}

/// Written and published by the head, who may do both.
pub async fn stands(head: &Who, body: &ArticleBody) -> Article {
    let made = writes(head, body).done().await;
    publishes(head, &made).done().await
}

pub fn publishes(who: &Who, article: &Article) -> Ask<ArticlesPublish> {
    who.ask::<ArticlesPublish>(at(who, article.summary.id))
        .version(article.summary.version)
}

pub fn submits(who: &Who, article: &Article) -> Ask<ArticlesSubmit> {
    who.ask::<ArticlesSubmit>(at(who, article.summary.id))
        .version(article.summary.version)
}

pub fn at(who: &Who, article: ArticleId) -> ArticlePath {
    ArticlePath {
        school: who.school.clone(),
        article,
    }
}

pub fn withdraws(who: &Who, article: &Article) -> Ask<ArticlesEnd> {
    who.ask::<ArticlesEnd>(at(who, article.summary.id))
        .version(article.summary.version)
}

pub fn rewrites(who: &Who, article: &Article, body: &ArticleBody) -> Ask<ArticlesReplace> {
    let ask = who.ask::<ArticlesReplace>(at(who, article.summary.id));
    ask.version(article.summary.version).body(body)
}

pub fn opens(who: &Who, article: ArticleId) -> Ask<ArticlesFind> {
    who.ask::<ArticlesFind>(at(who, article))
}

pub async fn titles(who: &Who, query: ArticlesQuery) -> Vec<String> {
    let page = who.ask::<ArticlesList>(who.path()).query(query).done().await;
    page.items.into_iter().map(|item| item.title).collect()
}

both![
    of_two_who_change_an_article_the_second_is_told,
    an_article_sent_again_is_added_once,
    the_starter_set_is_added_once_whatever_became_of_it,
    everybody_reads_what_is_for_them,
    articles_are_found_by_topic_and_page_by_page,
    an_article_is_given_to_read_at_home,
    a_withdrawn_article_keeps_its_name_in_what_was_given,
];

async fn of_two_who_change_an_article_the_second_is_told(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let made = writes(&admin, &article()).done().await;
    let asks = (0..6).map(|n| {
        let body = ArticleBody {
            title: format!("Правка {n}"),
            ..article()
        };
        let ask = rewrites(&admin, &made, &body);
        async move { ask.send().await.status }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
    let problem = withdraws(&admin, &made).refused(ProblemKind::Stale).await;
    let current = problem.current.unwrap();
    assert_eq!(current["version"], 2);
    // The second is shown what the first wrote.
    let title = current["draft_body"]["title"].as_str().unwrap();
    assert!(title.starts_with("Правка "), "{title}");
}

async fn an_article_sent_again_is_added_once(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let twins = (0..8).map(|_| {
        let ask = writes(&admin, &article()).key("key");
        async move { ask.done().await.summary.id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let drafts = ArticlesQuery {
        draft: Some(EditionState::Draft),
        ..ArticlesQuery::default()
    };
    assert_eq!(titles(&admin, drafts).await.len(), 1);
}

async fn the_starter_set_is_added_once_whatever_became_of_it(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    let start = async |who: &Who, lang: &str| {
        let ask = who
            .ask::<ArticlesStarter>(who.path())
            .header("Accept-Language", lang);
        ask.done().await.added
    };
    let added = start(&admin, "ru").await;
    assert!(added >= 15, "{added}");
    let all = async |who: &Who| {
        let query = ArticlesQuery {
            limit: Some(100),
            ..ArticlesQuery::default()
        };
        who.ask::<ArticlesList>(who.path())
            .query(query)
            .done()
            .await
            .items
    };
    let there = all(&admin).await;
    assert_eq!(there.len(), usize::try_from(added).unwrap());
    assert!(
        there
            .iter()
            .all(|one| one.created_by.as_ref().map(|by| by.id) == Some(admin.member))
    );
    // What is for staff alone is not a parent's.
    let families = all(&parent).await;
    assert!(!families.is_empty() && families.len() < there.len());
    assert!(families.iter().all(|one| one.audiences != [Audience::Staff]));
    // Changed, withdrawn or in another language: it is not added again.
    let first = opens(&admin, there[0].id).done().await;
    let first = rewrites(&admin, &first, &article()).done().await;
    submits(&admin, &first).done().await;
    let second = opens(&admin, there[1].id).done().await;
    withdraws(&admin, &second).done().await;
    assert_eq!((start(&admin, "en").await, start(&admin, "ru").await), (0, 0));
    assert_eq!(all(&admin).await.len(), there.len() - 1);
    let lines = "SELECT COUNT(*) FROM audit WHERE CAST(fields AS TEXT) LIKE '%starter%'";
    let lines = app.database().count(lines, []).await;
    assert_eq!(lines, i64::from(added), "a line for each, by who took them over");
    // Another school has its own.
    let foreign = other.person(&[Capacity::Director]).await;
    assert_eq!(all(&foreign).await, []);
    assert_eq!(start(&foreign, "en").await, added);
    let together = [(); 3].map(|()| start(&admin, "ru"));
    assert_eq!(futures_util::future::join_all(together).await, [0, 0, 0]);
}

async fn everybody_reads_what_is_for_them(app: TestApp) {
    let school = app.school("demo").await;
    let elsewhere = app.school("other").await;
    let deputy = school.person(&[Capacity::Director]).await;
    let mut made = Vec::new();
    for (title, audiences) in [
        ("всем", vec![]),
        ("сотрудникам", vec![Audience::Staff]),
        ("семьям", vec![Audience::Parents, Audience::Students]),
        ("родителям", vec![Audience::Parents]),
        (
            "каждому",
            vec![Audience::Staff, Audience::Parents, Audience::Students],
        ),
    ] {
        deputy.later();
        let body = ArticleBody {
            title: title.into(),
            audiences,
            ..article()
        };
        made.push(stands(&deputy, &body).await);
    }
    // For all three is for everybody.
    assert_eq!(made[4].summary.audiences, []);
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let both = school.person(&[Capacity::Teacher, Capacity::Parent]).await;
    let vendor = school.person(&[Capacity::VendorAgent]).await;
    let stranger = elsewhere.person(&[Capacity::Director]).await;
    for (who, expected) in [
        (
            &deputy,
            vec!["каждому", "родителям", "семьям", "сотрудникам", "всем"],
        ),
        // Who explains it to families reads what they read.
        (
            &teacher,
            vec!["каждому", "родителям", "семьям", "сотрудникам", "всем"],
        ),
        (&parent, vec!["каждому", "родителям", "семьям", "всем"]),
        (&child, vec!["каждому", "семьям", "всем"]),
        (
            &both,
            vec!["каждому", "родителям", "семьям", "сотрудникам", "всем"],
        ),
        (&vendor, vec!["каждому", "всем"]),
        (&stranger, vec![]),
    ] {
        assert_eq!(titles(who, ArticlesQuery::default()).await, expected);
        for article in &made {
            let answer = opens(who, article.summary.id).send().await;
            let open = expected.contains(&article.summary.title.as_str());
            assert_eq!(
                answer.status,
                if open { 200 } else { 404 },
                "{}",
                article.summary.title
            );
        }
    }
    let there = ArticlePath {
        school: "demo".into(),
        article: made[0].summary.id,
    };
    stranger
        .ask::<ArticlesFind>(there)
        .refused(ProblemKind::NotFound)
        .await;
}

async fn articles_are_found_by_topic_and_page_by_page(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for (n, topic) in [
        Some(Topic::Access),
        Some(Topic::Timetable),
        None,
        Some(Topic::Access),
    ]
    .into_iter()
    .enumerate()
    {
        director.later();
        let body = ArticleBody {
            title: format!("{n}"),
            topic,
            ..article()
        };
        stands(&director, &body).await;
    }
    let access = ArticlesQuery {
        topic: Some(Topic::Access),
        ..ArticlesQuery::default()
    };
    assert_eq!(titles(&director, access).await, ["3", "0"]);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = ArticlesQuery {
            limit: Some(3),
            after,
            ..ArticlesQuery::default()
        };
        let page = director
            .ask::<ArticlesList>(director.path())
            .query(query)
            .done()
            .await;
        seen.extend(page.items.into_iter().map(|item| item.title));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["3", "2", "1", "0"]);
}

fn gives(who: &Who, booking: &Booking, article: Option<ArticleId>) -> Ask<ConsultationsResult> {
    let body = ResultBody {
        article: Some(article),
        ..ResultBody::default()
    };
    who.ask::<ConsultationsResult>(who.at_booking(booking.id))
        .version(booking.version)
        .body(&body)
}

async fn an_article_is_given_to_read_at_home(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let admin = school.person(&[Capacity::JournalAdmin, Capacity::Director]).await;
    let for_families = ArticleBody {
        title: "Памятка семье".into(),
        audiences: vec![Audience::Parents],
        ..article()
    };
    let family = stands(&admin, &for_families).await;
    admin.later();
    stands(&admin, &article()).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = parent.books(&helper, tuesday("14:00")).done().await;
    let colleague = teacher.books(&helper, tuesday("14:20")).done().await;
    app.after(tuesday("14:05") - app.now());
    let with = gives(&helper, &booked, Some(family.summary.id)).done().await;
    let given = with.article.clone().unwrap();
    assert_eq!(
        (given.id, given.title.as_str(), given.link, given.open),
        (
            family.summary.id,
            "Памятка семье",
            family.summary.link.clone(),
            true
        )
    );
    assert_eq!(
        parent.looks_at(booked.id).await.article.unwrap().id,
        family.summary.id
    );
    // Staff read what families read; a family is not given what is for staff.
    gives(&helper, &colleague, Some(family.summary.id)).done().await;
    let for_staff = ArticleBody {
        title: "Только сотрудникам".into(),
        audiences: vec![Audience::Staff],
        ..article()
    };
    admin.later();
    let staff = stands(&admin, &for_staff).await;
    let problem = gives(&helper, &with, Some(staff.summary.id))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/article", FieldErrorKind::NotOpen)]);
    // The list of what may be given tells the same.
    let of = |booking: &Booking| ArticlesQuery {
        booking: Some(booking.id),
        ..ArticlesQuery::default()
    };
    assert_eq!(
        titles(&helper, of(&booked)).await,
        ["Как войти в журнал", "Памятка семье"]
    );
    assert_eq!(
        titles(&helper, of(&colleague)).await,
        ["Только сотрудникам", "Как войти в журнал", "Памятка семье"]
    );
    // Whoever does not work on the booking is told nothing by it.
    for who in [&child, &parent, &admin] {
        let told = titles(who, of(&booked)).await;
        assert_eq!(told.is_empty(), who.member != admin.member, "{told:?}");
    }
    assert!(titles(&parent, of(&colleague)).await.is_empty());
    // A text alone leaves it, null takes it away.
    let body = ResultBody {
        note: Some("Разобрались".into()),
        ..ResultBody::default()
    };
    let noted = helper
        .ask::<ConsultationsResult>(helper.at_booking(booked.id))
        .version(with.version)
        .body(&body)
        .done()
        .await;
    assert_eq!(noted.article.as_ref().unwrap().id, family.summary.id);
    // It is part of what the parent may take along.
    let query = DataQuery {
        format: Some(DataFormat::Json),
    };
    let data = parent.ask::<MeData>(Nothing {}).query(query).send().await;
    assert!(data.text().contains("Памятка семье"), "{}", data.text());
    // Written anew for others, it leads the parent nowhere any more.
    let again = rewrites(&admin, &family, &for_staff).done().await;
    // As long as that is a draft, the family reads what was published.
    let still = parent.looks_at(booked.id).await.article.unwrap();
    assert!(still.open && still.title == "Памятка семье");
    publishes(&admin, &again).done().await;
    let closed = parent.looks_at(booked.id).await.article.unwrap();
    assert_eq!((closed.open, closed.link), (false, None));
    assert!(helper.looks_at(booked.id).await.article.unwrap().open);
    let without = gives(&helper, &noted, None).done().await;
    assert_eq!(without.article, None);
}

async fn a_withdrawn_article_keeps_its_name_in_what_was_given(app: TestApp) {
    let (school, helper) = desk(&app).await;
    let admin = school.person(&[Capacity::Director]).await;
    let all = stands(&admin, &article()).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let booked = teacher.books(&helper, tuesday("14:00")).done().await;
    let other = teacher.books(&helper, tuesday("14:20")).done().await;
    app.after(tuesday("14:05") - app.now());
    let with = gives(&helper, &booked, Some(all.summary.id)).done().await;
    withdraws(&admin, &all).done().await;
    let given = teacher.looks_at(booked.id).await.article.unwrap();
    assert_eq!(
        (given.title.as_str(), given.link, given.open),
        ("Как войти в журнал", None, false)
    );
    // What was given stays when the note is saved once more; nobody else gets it.
    gives(&helper, &with, Some(all.summary.id)).done().await;
    let problem = gives(&helper, &other, Some(all.summary.id))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/article", FieldErrorKind::NotOpen)]);
    let address = format!("/api/v1/schools/demo/articles/{}", all.summary.id);
    let request = app.request("GET", &address).bearer_auth(teacher.token().await);
    assert_eq!(Raw::of(request).await.status, 404);
}
