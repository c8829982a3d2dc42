use std::collections::HashMap;

use podskazka_shared::access::Role;
use podskazka_shared::articles::{ArticleBody, audiences_of};
use podskazka_shared::ids::ArticleId;
use podskazka_shared::schedules::Audience;
use podskazka_shared::text::Lang;
use uuid::Uuid;

use super::{Index, Source, normal};
use crate::articles::starter;

fn shelf(lang: Lang) -> (Index, Vec<(String, ArticleBody)>) {
    let set = starter::set(lang).unwrap();
    let sources: Vec<Source> = set
        .iter()
        .enumerate()
        .map(|(n, (_, body))| Source {
            id: ArticleId(Uuid::from_u128(u128::try_from(n).unwrap())),
            topic: body.topic,
            title: body.title.clone(),
            text: body.text.clone(),
        })
        .collect();
    (Index::of(&sources), set)
}

fn names<'a>(
    index: &Index,
    set: &'a [(String, ArticleBody)],
    text: &str,
    audience: Option<Audience>,
) -> Vec<&'a str> {
    let reads = |body: &ArticleBody| match audience {
        None | Some(Audience::Staff) => true,
        Some(one) => body.audiences.is_empty() || body.audiences.contains(&one),
    };
    index
        .rank(text, None)
        .iter()
        .map(|id| &set[usize::try_from(id.0.as_u128()).unwrap()])
        .filter(|(_, body)| reads(body))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Prints where the right article stands for each question, and how many stand among the first three. `PODSKAZKA_QUESTIONS` names another file of
/// questions, in the same form: the question, the article of the starter set, and who asks, parted by tabs. `PODSKAZKA_HALF` is 1 or 2: the questions
/// that were looked at while this was written are the odd lines, the even ones were held out.
#[test]
fn the_right_article_is_among_the_first_three() {
    let files = match std::env::var("PODSKAZKA_QUESTIONS") {
        Ok(file) => vec![(Lang::Ru, std::fs::read_to_string(file).unwrap())],
        Err(_) => vec![
            (
                Lang::Ru,
                include_str!("../../../tests/data/questions.ru.tsv").to_owned(),
            ),
            (
                Lang::En,
                include_str!("../../../tests/data/questions.en.tsv").to_owned(),
            ),
        ],
    };
    let half: Option<usize> = std::env::var("PODSKAZKA_HALF")
        .ok()
        .map(|half| half.parse().unwrap());
    for (lang, questions) in files {
        let (index, set) = shelf(lang);
        let mut right: HashMap<usize, (usize, usize)> = HashMap::new();
        for (number, line) in questions.lines().enumerate() {
            let of = number % 2 + 1;
            if half.is_some_and(|half| half != of) {
                continue;
            }
            let [question, name, who] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}: a question, an article and who asks, parted by tabs");
            };
            assert!(set.iter().any(|(there, _)| there == name), "no article {name}");
            let role: Role = who.parse().unwrap();
            let found = names(&index, &set, question, audiences_of([role]).first().copied());
            let rank = found
                .iter()
                .position(|there| *there == name)
                .map(|place| place + 1);
            let (good, all) = right.entry(of).or_default();
            *all += 1;
            let among = rank.is_some_and(|rank| rank <= 3);
            *good += usize::from(among);
            let sign = if among { ' ' } else { '!' };
            let told = rank.map_or("-".to_owned(), |rank| rank.to_string());
            println!("{sign} {told:>3}  {name:32} {question}");
            if !among {
                println!("         {:?}", &found[..found.len().min(4)]);
            }
        }
        let (good, all) = right
            .values()
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        println!(
            "{}: right article in the first three: {good} of {all}",
            lang.code()
        );
        for (half, (good, all)) in [1, 2].iter().filter_map(|half| Some((half, right.get(half)?))) {
            let named = ["looked at", "held out"][half - 1];
            println!("    {named}: {good} of {all}");
        }
        if std::env::var("PODSKAZKA_QUESTIONS").is_err() {
            assert!(good * 6 >= all * 5, "{good} of {all}");
        }
    }
}

#[test]
fn mistyped_words_find_what_is_meant() {
    let (index, set) = shelf(Lang::Ru);
    for (typed, name) in [
        ("забыл пороль", "forgotten-password"),
        ("збыл парль", "forgotten-password"),
        ("pf,sk gfhjkm", "forgotten-password"),
        ("ЗАБЫЛ ПАРОЛЬ", "forgotten-password"),
        ("зaбыл пapoль", "forgotten-password"),
        ("не видно домашки", "homework-not-visible"),
        ("выгрузить КТП", "export-and-adjust-lesson-plan"),
        ("ребёнок перешел", "moved-to-another-class"),
        ("ребенок перешёл", "moved-to-another-class"),
        ("замещ", "substitute-for-a-colleague"),
    ] {
        let found = names(&index, &set, typed, None);
        assert!(
            found.iter().take(3).any(|there| *there == name),
            "{typed}: {found:?}"
        );
    }
}

#[test]
fn what_has_nothing_to_do_with_it_finds_nothing() {
    let (index, _) = shelf(Lang::Ru);
    for text in [
        "",
        " ",
        "!!! 🙂",
        "здравствуйте, подскажите пожалуйста",
        "\u{0}",
        "хомячок",
        "qqqqqqqqqq",
    ] {
        assert_eq!(index.rank(text, None), [], "{text}");
    }
    assert_eq!(Index::of(&[]).rank("пароль", None), []);
    let long = "пароль журнал оценка ".repeat(2_000);
    assert!(!index.rank(&long, None).is_empty());
}

#[test]
fn a_search_without_result_is_kept_without_what_tells_somebody() {
    for (typed, kept) in [
        ("Пропуск в бассейн", Some("бассейн пропуск")),
        ("ivanova@mail.test бассейн", Some("бассейн")),
        ("8 (912) 345-67-89 бассейн 7А 2026-000123", Some("бассейн")),
        ("Берёзкиной Аглае бассейн", Some("бассейн")),
        ("123 45", None),
        ("а у вас", None),
    ] {
        let names = ["Берёзкина Аглая".to_owned()];
        assert_eq!(normal(typed, &names).as_deref(), kept, "{typed}");
    }
}
