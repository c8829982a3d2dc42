//! Search over requests: what is found is what the reader reads, on both databases; nothing else shows, whatever is typed.

use std::collections::{BTreeMap, BTreeSet};

use podskazka::search::words::{Origin, words};
use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::Page;
use podskazka_shared::people::cards::{CardPatch, PeopleFind, PeopleUpdate};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::search::{SearchOrder, TicketHit, TicketsSearch, TicketsSearchQuery, pieces};
use podskazka_shared::tickets::{
    Message, MessageKind, MessagesList, MessagesQuery, Ticket, TicketBody, TicketScope, TicketStatus,
    TicketsQuery, Topic,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::filing::fields;
use crate::privacy::{approves, asks};
use crate::support::desk::ticket;
use crate::support::{Kind, New, School, TestApp, Who, together};

fn query(q: &str) -> TicketsSearchQuery {
    TicketsSearchQuery::of(q)
}

impl Who {
    /// One page of what is found.
    pub async fn searches(&self, query: TicketsSearchQuery) -> Page<TicketHit> {
        self.ask::<TicketsSearch>(self.path()).query(query).done().await
    }

    /// All that is found, page by page of `limit`.
    async fn finds_by(&self, query: TicketsSearchQuery, limit: u16) -> Vec<TicketHit> {
        let mut query = TicketsSearchQuery {
            limit: Some(limit),
            ..query
        };
        let mut all = Vec::new();
        loop {
            let page = self.searches(query.clone()).await;
            assert!(page.items.len() <= usize::from(limit));
            all.extend(page.items);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return all,
            }
        }
    }

    pub async fn finds(&self, q: &str) -> Vec<TicketId> {
        self.finds_by(query(q), 3)
            .await
            .iter()
            .map(|hit| hit.ticket.id)
            .collect()
    }
}

/// The words that a hit shows as found.
fn marked(hit: &TicketHit) -> Vec<String> {
    let places = [
        (&hit.ticket.number, &hit.in_number),
        (&hit.ticket.title, &hit.in_title),
        (&hit.ticket.requester.name, &hit.in_requester),
    ];
    let texts = hit.snippets.iter().map(|snippet| (&snippet.text, &snippet.found));
    let all = places.into_iter().chain(texts);
    all.flat_map(|(text, found)| pieces(text, found))
        .filter_map(|(piece, found)| found.then_some(piece))
        .collect()
}

both![
    what_is_said_is_found_in_all_its_forms_and_shown,
    notes_are_found_by_those_who_read_them,
    nobody_finds_what_they_do_not_read,
    what_belongs_together_is_found_where_it_is_read,
    who_is_renamed_is_found_by_the_new_name,
    what_is_erased_is_not_found,
    filters_and_orders_hold,
    pages_lose_nothing_while_requests_come,
    whatever_is_typed_gets_a_clear_answer,
    the_last_word_is_found_by_its_beginning,
    what_many_say_at_one_moment_is_found,
    a_search_costs_the_same_statements_whatever_it_finds,
    requests_without_their_words_get_them,
    what_is_found_is_what_is_read,
];

async fn named(school: &School, name: &str, roles: &[Capacity]) -> Who {
    let new = New {
        name: Some(name),
        roles,
        ..New::default()
    };
    school.new_person(new).await
}

async fn what_is_said_is_found_in_all_its_forms_and_shown(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = named(&school, "Иванов Пётр Ильич", &[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let first = teacher
        .files("Не вижу оценок за четверть.\nТелефон 8 (912) 345-67-89, почта ivanov@mail.test")
        .await;
    let id = first.summary.id;
    helper.says(id, "Посмотрите в журнале на вкладке «Ёлочка».").await;
    let other = teacher.files("Как поменять пароль?").await.summary.id;
    let number = first.summary.number.clone();
    let short = number.replace("-000", "-");
    for (q, expected) in [
        ("оценки", vec![id]),
        ("ОЦЕНКА", vec![id]),
        ("журнал", vec![id]),
        ("журналы елочка", vec![id]),
        ("оценки журнал", vec![id]),
        ("оценки пароль", vec![]),
        ("пароля", vec![other]),
        ("иванову", vec![other, id]),
        ("ивановой паролей", vec![other]),
        ("Сидоров", vec![]),
        ("+79123456789", vec![id]),
        ("8 912 345 67 89", vec![id]),
        ("ivanov@mail.test", vec![id]),
        ("mail", vec![id]),
        (number.as_str(), vec![id]),
        (short.as_str(), vec![id]),
        ("не вижу ни оценок, ни журнала", vec![]),
    ] {
        assert_eq!(helper.finds(q).await, expected, "{q}");
        assert_eq!(teacher.finds(q).await, expected, "{q}");
    }
    let hits = helper.searches(query("иванову оценки журналы")).await.items;
    let [hit] = hits.as_slice() else {
        panic!("{hits:?}")
    };
    assert_eq!(hit.ticket, helper.sees(id).await.summary);
    assert_eq!(marked(hit), ["оценок", "Иванов", "журнале", "оценок"]);
    assert_eq!(hit.snippets[0].kind, MessageKind::Message);
    let hits = helper.searches(query(&number)).await.items;
    assert_eq!(marked(&hits[0]), [number]);
    assert_eq!(hits[0].snippets, []);
}

async fn notes_are_found_by_those_who_read_them(app: TestApp) {
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let parent = school.parent(&[&student]).await;
    let leads = New {
        roles: &[Capacity::ClassTeacher],
        class_name: Some("7А"),
        ..New::default()
    };
    let class_teacher = school.new_person(leads).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let operation = New {
        roles: &[Capacity::Helper],
        directions: Some(&[Direction::Operation]),
        ..New::default()
    };
    let elsewhere = school.new_person(operation).await;
    let director = school.person(&[Capacity::Director]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let for_parent = TicketBody {
        requester: Some(parent.member),
        topic: Topic::Reports,
        ..ticket("Не открывается дневник")
    };
    let id = secretary.files_body(&for_parent).await.summary.id;
    helper.notes(id, "Подозрение на взлом").await;
    let sent = TicketBody {
        to_class_teacher: true,
        ..ticket("Экскурсия")
    };
    let addressed = parent.files_body(&sent).await.summary.id;
    admin.notes(addressed, "Взлом здесь ни при чём").await;
    for (who, both, hidden) in [
        (&helper, vec![id], true),
        (&director, vec![addressed, id], true),
        (&admin, vec![addressed, id], true),
        (&elsewhere, vec![], false),
        (&parent, vec![], false),
        (&student, vec![], false),
        (&class_teacher, vec![], false),
        (&secretary, vec![], false),
    ] {
        assert_eq!(who.finds("взлом").await, both, "{}", who.name);
        // Together with a word that they do read the note shows just as little, and the public word is found all the same.
        let together = who.finds("взлома дневника").await;
        assert_eq!(together, if hidden { vec![id] } else { vec![] }, "{}", who.name);
        let typed = TicketsSearchQuery {
            typing: true,
            ..query("взло")
        };
        assert_eq!(
            who.searches(typed).await.items.is_empty(),
            !hidden,
            "{}",
            who.name
        );
    }
    let public = parent.searches(query("дневник")).await.items;
    assert!(
        public
            .iter()
            .all(|hit| hit.snippets.iter().all(|piece| piece.kind != MessageKind::Note))
    );
    let seen = helper.searches(query("взлом")).await.items;
    assert_eq!(seen[0].snippets[0].kind, MessageKind::Note);

    // Whoever asks oneself reads no notes on it, whatever else they are.
    let own = admin.files("Мой вопрос").await.summary.id;
    director.notes(own, "Тайна").await;
    assert_eq!(admin.finds("тайна").await, []);
    assert_eq!(admin.finds("вопрос").await, [own]);
    assert_eq!(director.finds("тайны").await, [own]);
    // A note that says nothing but what the request says adds nothing to it.
    director.notes(own, "Вопрос").await;
    assert_eq!(admin.finds("вопрос").await, [own]);
}

async fn nobody_finds_what_they_do_not_read(app: TestApp) {
    let school = app.school("demo").await;
    let neighbours = app.school("other").await;
    let (anna, boris) = (school.student(Some("7А")).await, school.student(Some("8Б")).await);
    let (mother, father) = (school.parent(&[&anna]).await, school.parent(&[&anna]).await);
    let stranger = school.parent(&[&boris]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let vendor = school.person(&[Capacity::SystemAdmin]).await;
    let head = neighbours.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let id = mother.files("Жирафы в столовой").await.summary.id;
    let childs = anna.files("Жирафы на уроке").await.summary.id;
    helper.answers(id, "Жирафов забрали").await;
    let theirs = head.files("Жирафы у соседей").await.summary.id;
    for (who, found) in [
        (&mother, vec![childs, id]),
        (&anna, vec![childs]),
        (&father, vec![childs]),
        (&helper, vec![childs, id]),
        (&stranger, vec![]),
        (&boris, vec![]),
        (&teacher, vec![]),
        (&vendor, vec![]),
        (&head, vec![theirs]),
    ] {
        assert_eq!(who.finds("жираф").await, found, "{}", who.name);
    }
    // The school in the path is another's.
    let answer = mother
        .ask::<TicketsSearch>(neighbours.path())
        .query(query("жираф"))
        .send()
        .await;
    assert_eq!(answer.status, 404);
    app.guest::<TicketsSearch>(school.path())
        .query(query("жираф"))
        .refused(ProblemKind::Unauthenticated)
        .await;
}

async fn what_belongs_together_is_found_where_it_is_read(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let one = teacher.files("Кактус").await.summary.id;
    let other = teacher.files("Пальма").await.summary.id;
    helper.notes(one, "Фикус").await;
    assert_eq!(helper.finds("кактус пальма").await, []);
    helper.merges(one, other).await;
    assert_eq!(helper.finds("кактус пальма").await, [other]);
    assert_eq!(teacher.finds("кактусы").await, [other, one]);
    assert_eq!(helper.finds("фикус пальма").await, [other]);
    assert_eq!(teacher.finds("фикус").await, []);
    let hit = teacher.searches(query("кактус пальма")).await.items.remove(0);
    let of: Vec<_> = hit.snippets.iter().map(|piece| piece.of).collect();
    assert_eq!(of, [Some(one)], "its own text is its title");
    teacher.says(other, "Алоэ").await;
    assert_eq!(teacher.finds("алоэ кактус").await, [other]);
    helper.unmerges(one).await;
    assert_eq!(helper.finds("кактус").await, [one]);
    assert_eq!(helper.finds("фикус пальма").await, []);
    assert_eq!(teacher.finds("алоэ").await, [other]);
    assert_eq!(teacher.finds("алоэ кактус").await, []);
    // What is split off is found there, and no more where it was.
    let message = teacher.says(other, "И ещё орхидея").await.id;
    let split = helper.splits(other, message, Topic::Other).await.summary.id;
    assert_eq!(teacher.finds("орхидеи").await, [split]);
    assert_eq!(teacher.finds("пальмы").await, [other]);
}

async fn who_is_renamed_is_found_by_the_new_name(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = named(&school, "Мухина Вера", &[Capacity::Teacher]).await;
    let id = teacher.files("Вопрос").await.summary.id;
    assert_eq!(admin.finds("мухиной").await, [id]);
    let path = podskazka_shared::people::cards::MemberPath {
        school: school.slug.clone(),
        member: teacher.member,
    };
    let card = admin.ask::<PeopleFind>(path.clone()).done().await;
    let patch = CardPatch {
        name: Some("Слонова Вера".to_owned()),
        ..CardPatch::default()
    };
    let update = admin.ask::<PeopleUpdate>(path).version(card.summary.version);
    update.body(&patch).done().await;
    assert_eq!(admin.finds("слоновой").await, [id]);
    assert_eq!(admin.finds("мухина").await, []);
}

async fn what_is_erased_is_not_found(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let parent = named(&school, "Берёзкина Аглая Серафимовна", &[Capacity::Parent]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let body = TicketBody {
        class_name: Some("7А".to_owned()),
        ..ticket("Секретный хоровод")
    };
    let own = parent.files_body(&body).await.summary.id;
    director.notes(own, "Тайный хоровод").await;
    let mentions = teacher
        .files("Звонила Берёзкина Аглая, просила хоровод")
        .await
        .summary
        .id;
    assert_eq!(director.finds("хоровод").await, [mentions, own]);
    assert_eq!(director.finds("берёзкиной").await, [mentions, own]);
    let erasure = asks(&parent, &parent).await;
    approves(&director, &erasure).await;
    assert_eq!(director.finds("хоровод").await, [mentions]);
    for gone in ["берёзкина", "аглая", "секретный", "тайный"] {
        assert_eq!(director.finds(gone).await, [], "{gone}");
    }
    let number = director.sees(own).await.summary.number;
    assert_eq!(director.finds(&number).await, [own]);
}

async fn filters_and_orders_hold(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let named = teacher.files("Отчёт о посещаемости").await.summary.id;
    let of_topic = TicketBody {
        topic: Topic::Reports,
        ..ticket("Не строится таблица")
    };
    let topic = teacher.files_body(&of_topic).await.summary.id;
    helper.answers(topic, "Отчёт починили").await;
    let mine = helper.files("Отчёт мой").await.summary.id;
    let found = async |query: TicketsSearchQuery| -> Vec<TicketId> {
        helper
            .finds_by(query, 2)
            .await
            .iter()
            .map(|hit| hit.ticket.id)
            .collect()
    };
    assert_eq!(found(query("отчеты")).await, [mine, topic, named]);
    let by = |change: fn(&mut TicketsSearchQuery)| {
        let mut query = query("отчёт");
        change(&mut query);
        query
    };
    assert_eq!(
        found(by(|query| query.topic = Some(Topic::Reports))).await,
        [topic]
    );
    assert_eq!(
        found(by(|query| query.status = Some(TicketStatus::Open))).await,
        [mine, named]
    );
    assert_eq!(
        found(by(|query| query.status = Some(TicketStatus::Done))).await,
        [topic]
    );
    assert_eq!(
        found(by(|query| query.scope = Some(TicketScope::Mine))).await,
        [mine]
    );
    assert_eq!(
        found(by(|query| query.scope = Some(TicketScope::Work))).await,
        [topic, named]
    );
    assert_eq!(
        found(by(|query| query.scope = Some(TicketScope::Assigned))).await,
        [topic]
    );
    let best = helper
        .searches(by(|query| query.order = Some(SearchOrder::Best)))
        .await;
    let order: Vec<TicketId> = best.items.iter().map(|hit| hit.ticket.id).collect();
    assert_eq!((order, best.next), (vec![mine, named, topic], None));
    let one = by(|query| {
        query.order = Some(SearchOrder::Best);
        query.limit = Some(1);
    });
    assert_eq!(helper.searches(one).await.items.len(), 1);
}

async fn pages_lose_nothing_while_requests_come(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let mut expected = Vec::new();
    for _ in 0..9 {
        expected.push(teacher.files("Кактус").await.summary.id);
        spread(&app, &school).await;
    }
    expected.reverse();
    let mut query = TicketsSearchQuery {
        limit: Some(2),
        ..query("кактусов")
    };
    let mut found = Vec::new();
    loop {
        let page = helper.searches(query.clone()).await;
        found.extend(page.items.iter().map(|hit| hit.ticket.id));
        // What comes meanwhile stands before the first page.
        teacher.files("Кактус").await;
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert_eq!(found, expected);
}

async fn whatever_is_typed_gets_a_clear_answer(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let id = teacher.files("Журнал \"в кавычках\" и 100% 🙂").await.summary.id;
    let long = "щ".repeat(10_000);
    let many: Vec<String> = (0..99).map(|n| format!("w{n}")).collect();
    let (few, many) = (many[..12].join(" "), many[..20].join(" "));
    for (q, expected) in [
        ("", Err(FieldErrorKind::Required)),
        ("   ", Err(FieldErrorKind::Required)),
        ("…", Err(FieldErrorKind::NoWords)),
        ("%", Err(FieldErrorKind::NoWords)),
        ("🙂", Err(FieldErrorKind::NoWords)),
        ("\"", Err(FieldErrorKind::NoWords)),
        ("и", Err(FieldErrorKind::NoWords)),
        ("не в и на", Err(FieldErrorKind::NoWords)),
        ("журнал\0", Err(FieldErrorKind::Unprintable)),
        (long.as_str(), Err(FieldErrorKind::TooLong { max: 200 })),
        (many.as_str(), Err(FieldErrorKind::TooMany { max: 12 })),
        (few.as_str(), Ok(false)),
        ("\"журнал\"", Ok(true)),
        ("журнал*", Ok(true)),
        ("жур*", Ok(false)),
        ("журнал OR пароль", Ok(false)),
        ("журнал NOT кавычки", Ok(true)),
        ("журнал -кавычки", Ok(true)),
        ("журнал & кавычки", Ok(true)),
        ("журнал | пароль", Ok(false)),
        ("!журнал", Ok(true)),
        ("(журнал", Ok(true)),
        ("журнал:*", Ok(true)),
        ("stems:журнал", Ok(false)),
        ("{stems}: журнал", Ok(false)),
        ("^журнал", Ok(true)),
        ("NEAR(журнал кавычках, 2)", Ok(false)),
        ("'журнал' <-> 'кавычках'", Ok(true)),
        ("журнал\\' кавычки", Ok(true)),
        ("журнал~кавычки", Ok(true)),
        ("100", Ok(true)),
        ("100%", Ok(true)),
        ("_урнал", Ok(false)),
        ("'; DROP TABLE search_doc; --", Ok(false)),
        ("ﷺ ǅ ß ½ ① ٣", Ok(false)),
        ("e\u{301}\u{301} журнал", Ok(false)),
        ("журнал\u{200d}", Ok(true)),
        ("\u{feff}журнал", Ok(true)),
        ("журна́л", Ok(true)),
        ("0001.журналистика", Ok(false)),
    ] {
        for typing in [false, true] {
            let typed = TicketsSearchQuery { typing, ..query(q) };
            let answer = teacher
                .ask::<TicketsSearch>(teacher.path())
                .query(typed)
                .send()
                .await;
            match &expected {
                Err(kind) => {
                    let problem = answer.refused(ProblemKind::Invalid);
                    assert_eq!(fields(&problem), [("?q", kind.clone())], "{q:?}");
                }
                Ok(found) => {
                    let items = answer.done().items;
                    assert_eq!(
                        items.iter().any(|hit| hit.ticket.id == id),
                        *found,
                        "{q:?} {typing}"
                    );
                }
            }
        }
    }
    let alien = TicketsSearchQuery {
        after: Some(podskazka_shared::page::Cursor("WyJhIl0".into())),
        ..query("журнал")
    };
    let problem = teacher
        .ask::<TicketsSearch>(teacher.path())
        .query(alien)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("?after", FieldErrorKind::Malformed)]);
}

async fn the_last_word_is_found_by_its_beginning(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let id = teacher.files("Восстановление доступа к журналу").await.summary.id;
    for (q, typing, found) in [
        ("вос", true, true),
        ("восстанов", true, true),
        ("восстановлени", true, true),
        ("доступ вос", true, true),
        ("вос доступ", true, false),
        ("жур", true, true),
        ("жур", false, false),
        ("жу", true, false),
        ("жур ", true, false),
        ("пар", true, false),
        ("при", true, false),
        ("для", true, false),
    ] {
        for who in [&teacher, &helper] {
            let typed = TicketsSearchQuery { typing, ..query(q) };
            let items = who.searches(typed).await.items;
            assert_eq!(items.iter().any(|hit| hit.ticket.id == id), found, "{q} {typing}");
        }
    }
    let typed = TicketsSearchQuery {
        typing: true,
        ..query("вос")
    };
    assert!(marked(&helper.searches(typed).await.items[0]).contains(&"Восстановление".to_owned()));
}

async fn what_many_say_at_one_moment_is_found(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let id = teacher.files("Вопрос").await.summary.id;
    let all = (0..12).map(|n| {
        let who = [&teacher, &helper, &admin][n % 3].clone();
        async move {
            match n % 4 {
                0 => drop(who.files(&format!("Слово{n}")).await),
                1 if n % 3 != 0 => drop(who.notes(id, &format!("Заметка{n}")).await),
                _ => drop(who.says(id, &format!("Слово{n}")).await),
            }
        }
    });
    together(all).await;
    for n in 0..12 {
        let word = if n % 4 == 1 && n % 3 != 0 {
            "Заметка"
        } else {
            "Слово"
        };
        assert_eq!(admin.finds(&format!("{word}{n}")).await.len(), 1, "{n}");
    }
}

async fn a_search_costs_the_same_statements_whatever_it_finds(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let director = school.person(&[Capacity::Director]).await;
    let cost = async |who: &Who, q: &str| {
        who.finds_by(query(q), 100).await;
        let before = app.store().statements();
        who.finds_by(query(q), 100).await;
        app.store().statements() - before
    };
    teacher.files("Кактус").await;
    let mut costs = BTreeMap::new();
    for _ in 0..3 {
        for who in [&teacher, &helper, &director] {
            let now = cost(who, "кактусы").await;
            assert!(now < 12, "{now}");
            assert_eq!(*costs.entry(who.member).or_insert(now), now, "{}", who.name);
        }
        for _ in 0..5 {
            let id = teacher.files("Кактус и кактусы").await.summary.id;
            helper.notes(id, "Кактусу").await;
        }
    }
}

async fn requests_without_their_words_get_them(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let first = teacher.files("Кактус").await.summary.id;
    let second = teacher.files("Кактус").await.summary.id;
    // As after a version that cuts words in another way, and as after a restore of a part.
    let database = app.database();
    database.execute("DELETE FROM search_stem", []).await.unwrap();
    database
        .execute("UPDATE search_doc SET version = 0", [])
        .await
        .unwrap();
    assert_eq!(teacher.finds("кактус").await, []);
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(teacher.finds("кактус").await, [second, first]);
    database.execute("DELETE FROM search_stem", []).await.unwrap();
    database.execute("DELETE FROM search_doc", []).await.unwrap();
    database.execute("DELETE FROM search_school", []).await.unwrap();
    podskazka::store::search::forget(app.store(), crate::support::TEST)
        .await
        .unwrap();
    assert_eq!(teacher.finds("кактус").await, [second, first]);
    // What is said meanwhile is found at once.
    teacher.says(first, "Пальма").await;
    assert_eq!(teacher.finds("пальмы").await, [first]);
}

/// Lets the next number be in another block of documents.
async fn spread(app: &TestApp, school: &School) {
    let sql = match app.database().kind {
        Kind::Sqlite => "UPDATE ticket_counter SET last = last + 5000 WHERE school_id = ?",
        Kind::Postgres => "UPDATE ticket_counter SET last = last + 5000 WHERE school_id = $1",
    };
    app.database().execute(sql, [school.id.0.into()]).await.unwrap();
}

/// What a reader may find a request by, from what they read.
struct Model {
    /// Newest first, each with the keys of its words.
    tickets: Vec<(TicketId, BTreeSet<String>)>,
}

impl Model {
    async fn of(who: &Who, children: &BTreeMap<TicketId, String>) -> Self {
        let mut tickets = Vec::new();
        for summary in who.lists(TicketsQuery::default()).await {
            let mut keys = BTreeSet::new();
            let mut add = |text: &str, origin| {
                keys.extend(
                    words(text, origin)
                        .into_iter()
                        .filter(|word| !word.small)
                        .flat_map(|word| word.keys),
                )
            };
            for text in [&summary.number, &summary.title] {
                add(text, Origin::Text);
            }
            add(summary.class_name.as_deref().unwrap_or_default(), Origin::Text);
            add(&summary.requester.name, Origin::Name);
            add(
                children.get(&summary.id).map(String::as_str).unwrap_or_default(),
                Origin::Name,
            );
            for message in thread(who, summary.id).await {
                add(&message.text, Origin::Text);
            }
            tickets.push((summary.id, keys));
        }
        Self { tickets }
    }

    fn finds(&self, q: &str) -> Vec<TicketId> {
        let asked: Vec<Vec<String>> = words(q, Origin::Text)
            .into_iter()
            .filter(|word| !word.part && !word.small)
            .map(|word| word.keys)
            .collect();
        let has =
            |keys: &BTreeSet<String>| asked.iter().all(|word| word.iter().any(|key| keys.contains(key)));
        self.tickets
            .iter()
            .filter(|(_, keys)| has(keys))
            .map(|(id, _)| *id)
            .collect()
    }
}

async fn thread(who: &Who, id: TicketId) -> Vec<Message> {
    let query = MessagesQuery {
        limit: Some(100),
        after: None,
    };
    who.ask::<MessagesList>(who.at(id))
        .query(query)
        .done()
        .await
        .items
}

const VOCABULARY: [&str; 24] = [
    "оценки",
    "оценок",
    "журнал",
    "журнале",
    "пароль",
    "паролю",
    "Иванов",
    "Иванову",
    "Ивановой",
    "Анна",
    "Анне",
    "ёлка",
    "елку",
    "урок",
    "уроков",
    "7А",
    "класс",
    "классов",
    "2026-000002",
    "8 (912) 345-67-89",
    "anna@mail.test",
    "marks",
    "marked",
    "и",
];

fn phrase(random: &mut StdRng) -> String {
    let length = random.random_range(1..=3);
    let words: Vec<&str> = (0..length).map(|_| *VOCABULARY.choose(random).unwrap()).collect();
    words.join(" ")
}

/// Random people do random things; then everybody looks for everything, and finds what they read.
async fn what_is_found_is_what_is_read(app: TestApp) {
    let mut random = StdRng::seed_from_u64(20_261_128);
    let school = app.school("demo").await;
    let student = school.student(Some("7А")).await;
    let new = |name, roles, children| New {
        name: Some(name),
        roles,
        children,
        ..New::default()
    };
    let children = [&student];
    let parent = school
        .new_person(new("Иванова Анна", &[Capacity::Parent], &children))
        .await;
    let other = school.parent(&children).await;
    let teacher = school
        .new_person(new("Петров Иван", &[Capacity::Teacher], &[]))
        .await;
    let helper = school.person(&[Capacity::Helper]).await;
    let narrow = New {
        roles: &[Capacity::Helper],
        directions: Some(&[Direction::Operation]),
        ..New::default()
    };
    let narrow = school.new_person(narrow).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let director = school.person(&[Capacity::Director]).await;
    let secretary = school.person(&[Capacity::Secretary]).await;
    let leads = New {
        roles: &[Capacity::ClassTeacher, Capacity::Parent],
        class_name: Some("7А"),
        ..New::default()
    };
    let class_teacher = school.new_person(leads).await;
    let requesters = [&student, &parent, &other, &teacher, &helper, &admin];
    let mut tickets: Vec<Ticket> = Vec::new();
    let mut of_children = BTreeMap::new();
    for _ in 0..60 {
        let requester = requesters.choose(&mut random).unwrap();
        let text = phrase(&mut random);
        let chosen = tickets.choose(&mut random).map(|ticket| ticket.summary.clone());
        match (random.random_range(0..10), chosen) {
            (0..=3, _) | (_, None) => {
                let family = [student.member, parent.member, other.member].contains(&requester.member);
                let mut body = TicketBody {
                    topic: *[Topic::Timetable, Topic::Access].choose(&mut random).unwrap(),
                    shared: family && requester.member != student.member && random.random_bool(0.5),
                    to_class_teacher: family && random.random_bool(0.2),
                    ..ticket(&text)
                };
                let files = random.random_bool(0.2);
                if files {
                    body.requester = Some(requester.member);
                    (body.shared, body.to_class_teacher) = (false, false);
                }
                let who = if files { &secretary } else { requester };
                let made = who.files_body(&body).await;
                if family && requester.member != student.member {
                    of_children.insert(made.summary.id, student.name.clone());
                }
                tickets.push(made);
                if random.random_bool(0.2) {
                    spread(&app, &school).await;
                }
            }
            (4..=5, Some(chosen)) if chosen.requester.id != admin.member => {
                drop(admin.notes(chosen.id, &text).await)
            }
            (6, Some(chosen)) if chosen.requester.id != admin.member && !chosen.to_class_teacher => {
                let helps = [&helper, &narrow].choose(&mut random).copied().unwrap();
                let fits = helps.member == helper.member || chosen.topic == Topic::Access;
                if fits
                    && helps.member != chosen.requester.id
                    && admin.sees(chosen.id).await.summary.state.is_open()
                {
                    admin.assigns(chosen.id, Some(helps)).await;
                }
            }
            (7, Some(chosen)) => {
                let same = tickets.iter().find(|one| {
                    one.summary.id != chosen.id
                        && one.summary.requester == chosen.requester
                        && one.summary.group == chosen.group
                });
                if let Some(same) = same {
                    let now = admin.sees(chosen.id).await;
                    let may = now.may.contains(&podskazka_shared::tickets::Act::Merge);
                    if may {
                        let body = podskazka_shared::tickets::join::MergeBody {
                            into: same.summary.id,
                        };
                        let ask = admin
                            .step::<podskazka_shared::tickets::join::TicketsMerge>(chosen.id)
                            .await;
                        ask.body(&body).send().await;
                    }
                }
            }
            (_, Some(chosen)) => {
                let who = requesters
                    .iter()
                    .find(|who| who.member == chosen.requester.id)
                    .unwrap();
                who.says(chosen.id, &text).await;
            }
        }
    }
    let everybody = [
        &student,
        &parent,
        &other,
        &teacher,
        &helper,
        &narrow,
        &admin,
        &director,
        &secretary,
        &class_teacher,
    ];
    let mut found = 0;
    for who in everybody {
        let model = Model::of(who, &of_children).await;
        let words = VOCABULARY.iter().map(|word| (*word).to_owned());
        let phrases = (0..7).map(|_| phrase(&mut random)).collect::<Vec<_>>();
        for q in words.chain(phrases) {
            if q.trim_matches(['и', ' ']).is_empty() {
                continue;
            }
            let expected = model.finds(&q);
            let limit = random.random_range(1..=7);
            let hits = who.finds_by(query(&q), limit).await;
            let got: Vec<TicketId> = hits.iter().map(|hit| hit.ticket.id).collect();
            assert_eq!(got, expected, "{} looks for {q}", who.name);
            found += got.len();
            assert!(hits.iter().all(|hit| hit.snippets.len() <= 3));
        }
    }
    assert!(found > 300, "{found}");
}
