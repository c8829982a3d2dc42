//! Phrases: the school's are written by those who look after the journal and read by those who help; one's own are nobody
//! else's.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::PhraseId;
use podskazka_shared::phrases::{
    MOST_OF_SCHOOL, MOST_OWN, Phrase, PhraseBody, PhraseKind, PhrasePath, PhrasesCreate, PhrasesDelete,
    PhrasesFind, PhrasesList, PhrasesQuery, PhrasesReplace,
};
use podskazka_shared::privacy::{DataFormat, DataQuery, MeData};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;

use crate::filing::fields;
use crate::privacy_mentions::erased;
use crate::support::client::Ask;
use crate::support::{New, TestApp, Who, together};

pub fn phrase(mine: bool) -> PhraseBody {
    PhraseBody {
        kind: PhraseKind::Question,
        title: " С какого устройства ".into(),
        text: "Здравствуйте, {name}! С какого устройства вы входите?".into(),
        topic: Some(Topic::Access),
        mine,
    }
}

pub fn adds(who: &Who, body: &PhraseBody) -> Ask<PhrasesCreate> {
    who.ask::<PhrasesCreate>(who.path()).body(body)
}

fn at(who: &Who, phrase: PhraseId) -> PhrasePath {
    PhrasePath {
        school: who.school.clone(),
        phrase,
    }
}

fn opens(who: &Who, phrase: &Phrase) -> Ask<PhrasesFind> {
    who.ask::<PhrasesFind>(at(who, phrase.id))
}

fn rewrites(who: &Who, phrase: &Phrase, body: &PhraseBody) -> Ask<PhrasesReplace> {
    let ask = who.ask::<PhrasesReplace>(at(who, phrase.id));
    ask.version(phrase.version).body(body)
}

fn deletes(who: &Who, phrase: &Phrase) -> Ask<PhrasesDelete> {
    who.ask::<PhrasesDelete>(at(who, phrase.id))
        .version(phrase.version)
}

async fn titles(who: &Who, query: PhrasesQuery) -> Vec<String> {
    let page = who.ask::<PhrasesList>(who.path()).query(query).done().await;
    page.items.into_iter().map(|item| item.title).collect()
}

async fn all(who: &Who) -> Vec<String> {
    titles(who, PhrasesQuery::default()).await
}

both![
    a_phrase_is_written_changed_and_deleted,
    ones_own_are_nobody_elses,
    phrases_are_listed_by_kind_and_page_by_page,
    a_phrase_sent_again_is_added_once,
    of_two_who_change_a_phrase_the_second_is_told,
    fields_that_are_not_there_are_refused,
    there_are_only_so_many,
    who_is_erased_leaves_no_phrases_and_stands_in_none,
];

async fn a_phrase_is_written_changed_and_deleted(app: TestApp) {
    let school = app.school("demo").await;
    let [admin, helper] = [Capacity::JournalAdmin, Capacity::Helper].map(|role| [role]);
    let (admin, helper) = (school.person(&admin).await, school.person(&helper).await);
    let answer = adds(&admin, &phrase(false)).send().await;
    let location = answer.header("location").unwrap().to_owned();
    let made = answer.done();
    assert!(location.ends_with(&format!("/phrases/{}", made.id)));
    assert_eq!(made.title, "С какого устройства");
    assert!(!made.mine && made.may_change);
    let seen = opens(&helper, &made).done().await;
    let as_seen = Phrase {
        may_change: false,
        ..made.clone()
    };
    assert_eq!(seen, as_seen);
    let body = PhraseBody {
        kind: PhraseKind::Reply,
        text: "Готово, {name}.".into(),
        topic: None,
        ..phrase(false)
    };
    // Who only helps reads what is the school's.
    rewrites(&helper, &made, &body)
        .refused(ProblemKind::Forbidden)
        .await;
    deletes(&helper, &made).refused(ProblemKind::Forbidden).await;
    adds(&helper, &phrase(false))
        .refused(ProblemKind::Forbidden)
        .await;
    admin.later();
    let changed = rewrites(&admin, &made, &body).done().await;
    assert_eq!(
        (changed.kind, changed.topic, changed.version),
        (PhraseKind::Reply, None, 2)
    );
    assert_eq!(
        (changed.created_at, changed.updated_at),
        (made.created_at, app.now())
    );
    deletes(&admin, &made).refused(ProblemKind::Stale).await;
    deletes(&admin, &changed).done().await;
    opens(&helper, &made).refused(ProblemKind::NotFound).await;
    assert!(all(&admin).await.is_empty());
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'phrase_write'";
    assert_eq!(app.database().count(lines, []).await, 3);
}

async fn ones_own_are_nobody_elses(app: TestApp) {
    let (school, elsewhere) = (app.school("demo").await, app.school("other").await);
    let helper = school.person(&[Capacity::Helper]).await;
    let others = [
        school.person(&[Capacity::Helper]).await,
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::JournalAdmin]).await,
    ];
    let stranger = elsewhere
        .person(&[Capacity::Director, Capacity::JournalAdmin])
        .await;
    let own = adds(&helper, &phrase(true)).done().await;
    assert!(own.mine && own.may_change);
    assert_eq!(all(&helper).await, ["С какого устройства"]);
    for who in others.iter().chain([&stranger]) {
        assert!(all(who).await.is_empty());
        opens(who, &own).refused(ProblemKind::NotFound).await;
        rewrites(who, &own, &phrase(true))
            .refused(ProblemKind::NotFound)
            .await;
        deletes(who, &own).refused(ProblemKind::NotFound).await;
    }
    // It is not handed over to the school, nor is the school's taken.
    let problem = rewrites(&helper, &own, &phrase(false))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/mine", FieldErrorKind::NotOpen)]);
    let of_school = adds(&others[1], &phrase(false)).done().await;
    let problem = rewrites(&others[1], &of_school, &phrase(true))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/mine", FieldErrorKind::NotOpen)]);
    opens(&stranger, &of_school).refused(ProblemKind::NotFound).await;
    // Who does not help has none, and reads none.
    for role in [
        Capacity::Teacher,
        Capacity::Secretary,
        Capacity::SystemAdmin,
        Capacity::Parent,
    ] {
        let who = school.person(&[role]).await;
        who.ask::<PhrasesList>(who.path())
            .refused(ProblemKind::Forbidden)
            .await;
        adds(&who, &phrase(true)).refused(ProblemKind::Forbidden).await;
        opens(&who, &of_school).refused(ProblemKind::Forbidden).await;
    }
}

async fn phrases_are_listed_by_kind_and_page_by_page(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for (title, kind, mine) in [
        ("раз", PhraseKind::Reply, false),
        ("два", PhraseKind::Question, true),
        ("три", PhraseKind::Question, false),
        ("четыре", PhraseKind::Reply, true),
    ] {
        director.later();
        let body = PhraseBody {
            title: title.into(),
            kind,
            ..phrase(mine)
        };
        adds(&director, &body).done().await;
    }
    let of = |kind, mine| PhrasesQuery {
        kind,
        mine,
        ..PhrasesQuery::default()
    };
    assert_eq!(all(&director).await, ["четыре", "три", "два", "раз"]);
    assert_eq!(
        titles(&director, of(Some(PhraseKind::Question), None)).await,
        ["три", "два"]
    );
    assert_eq!(titles(&director, of(None, Some(true))).await, ["четыре", "два"]);
    assert_eq!(
        titles(&director, of(Some(PhraseKind::Reply), Some(false))).await,
        ["раз"]
    );
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = PhrasesQuery {
            limit: Some(3),
            after,
            ..PhrasesQuery::default()
        };
        let page = director
            .ask::<PhrasesList>(director.path())
            .query(query)
            .done()
            .await;
        seen.extend(page.items.into_iter().map(|item| item.title));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["четыре", "три", "два", "раз"]);
}

async fn a_phrase_sent_again_is_added_once(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let twins = (0..8).map(|_| {
        let ask = adds(&helper, &phrase(true)).key("key");
        async move { ask.done().await.id }
    });
    let mut ids = together(twins).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(all(&helper).await.len(), 1);
}

async fn of_two_who_change_a_phrase_the_second_is_told(app: TestApp) {
    let school = app.school("demo").await;
    let deputy = school.person(&[Capacity::DeputyHead]).await;
    let made = adds(&deputy, &phrase(false)).done().await;
    let asks = (0..6).map(|n| {
        let body = PhraseBody {
            title: format!("Правка {n}"),
            ..phrase(false)
        };
        let ask = rewrites(&deputy, &made, &body);
        async move { ask.send().await.status }
    });
    let mut statuses = together(asks).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
    let problem = deletes(&deputy, &made).refused(ProblemKind::Stale).await;
    assert_eq!(problem.current.unwrap()["version"], 2);
}

async fn fields_that_are_not_there_are_refused(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let body = PhraseBody {
        text: "Здравствуйте, {fio}! {number}".into(),
        ..phrase(true)
    };
    let problem = adds(&helper, &body).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/text", FieldErrorKind::Unknown)]);
    let body = PhraseBody {
        text: "{name} {number} {topic} {helper} {school} {due}, а {\"это\": 1} не поле".into(),
        ..phrase(true)
    };
    assert_eq!(adds(&helper, &body).done().await.text, body.text);
}

/// Puts phrases into the database until there are as many as may be, less those to be added.
async fn filled(app: &TestApp, who: &Who, owner: Option<uuid::Uuid>, until: u32) {
    let insert =
        "INSERT INTO phrase (id, school_id, owner_id, kind, title, text, created_at, updated_at, version)
        SELECT $1, school_id, $2, 'reply', 'много', 'текст', $3, $3, 1 FROM member WHERE id = $4";
    for _ in 0..until {
        let id: uuid::Uuid = podskazka::clock::new_id(app.now());
        let values = [id.into(), owner.into(), app.now().into(), who.member.0.into()];
        app.database().execute(insert, values).await.unwrap();
    }
}

async fn there_are_only_so_many(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    for (mine, most) in [(true, MOST_OWN), (false, MOST_OF_SCHOOL)] {
        let owner = mine.then_some(admin.member.0);
        filled(&app, &admin, owner, most - 1).await;
        // Together they do not go beyond it either.
        let asks = (0..3).map(|_| {
            let ask = adds(&admin, &phrase(mine));
            async move { ask.send().await.status }
        });
        let mut statuses = together(asks).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422], "{mine}");
        let problem = adds(&admin, &phrase(mine)).refused(ProblemKind::Invalid).await;
        assert_eq!(
            fields(&problem),
            [("/title", FieldErrorKind::TooMany { max: most })]
        );
    }
}

async fn who_is_erased_leaves_no_phrases_and_stands_in_none(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let new = New {
        name: Some("Сидорова Елена Владимировна"),
        roles: &[Capacity::Helper],
        ..New::default()
    };
    let gone = school.new_person(new).await;
    let own = adds(&gone, &phrase(true)).done().await;
    let body = PhraseBody {
        title: "К кому: Сидорова Е.В.".into(),
        text: "Вам поможет Сидорова Елена Владимировна.".into(),
        ..phrase(false)
    };
    let left = adds(&director, &body).done().await;
    // It is part of what one may take along.
    let query = DataQuery {
        format: Some(DataFormat::Json),
    };
    let data = gone.ask::<MeData>(Nothing {}).query(query).send().await;
    assert!(data.text().contains(&own.text), "{}", data.text());
    erased(&director, &gone).await;
    let left = opens(&director, &left).done().await;
    assert_eq!(left.title, "К кому: [удалено]");
    assert_eq!(left.text, "Вам поможет [удалено].");
    assert_eq!(app.database().count("SELECT COUNT(*) FROM phrase", []).await, 1);
}
