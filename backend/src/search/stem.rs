//! Keys of words: two words are the same when they share a key.
//!
//! Snowball's stems are not enough in Russian: «журнал» and «в журнале» have two stems, as have «оценки» and «оценок», and it
//! takes «Иванов» for a plural of «Иван». So a word has up to four keys; a text is found when one of them is the query's.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Stems shorter than this say nothing when they come of a second cut.
const SECOND: usize = 2;
/// The shortest word in -ов that may be a surname.
const SURNAME: usize = 5;

/// The keys of a small word with е for ё. A `name` is a word of somebody's card, where «Иванов» is no plural.
pub(super) fn keys(word: &str, name: bool) -> Vec<String> {
    if word.chars().all(is_russian) {
        russian(word, name)
    } else if word.chars().all(|c| c.is_ascii_alphabetic()) {
        vec![ENGLISH.stem(word).into_owned()]
    } else {
        vec![word.to_owned()]
    }
}

fn is_russian(c: char) -> bool {
    ('а'..='я').contains(&c)
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// Whether it may be a surname, or a plural's genitive: only the texts around it would tell.
fn in_ov(word: &str) -> bool {
    length(word) >= SURNAME && (word.ends_with("ов") || word.ends_with("ев"))
}

fn russian(word: &str, name: bool) -> Vec<String> {
    let stem = |word: &str| {
        let stem = RUSSIAN.stem(word).into_owned();
        if length(&stem) < 2 { word.to_owned() } else { stem }
    };
    let first = stem(word);
    let mut keys = Vec::new();
    if in_ov(word) {
        keys.push(word.to_owned());
    }
    if !in_ov(word) || !name {
        // «журнале» is cut to «журнал», which is cut to «журна» where it stands alone. What ends like a surname after one cut
        // («Иванову») is left at that: the next would make a first name of it.
        if !in_ov(&first) {
            let second = stem(&first);
            if length(&second) >= SECOND {
                keys.push(second);
            }
        }
        keys.push(first);
    }
    let fleeting: Vec<String> = keys.iter().filter_map(|key| without_fleeting(key)).collect();
    keys.extend(fleeting);
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// «оценок» is «оценк» with a vowel that other forms lack.
fn without_fleeting(stem: &str) -> Option<String> {
    let letters: Vec<char> = stem.chars().collect();
    let [head @ .., before, vowel, last] = letters.as_slice() else {
        return None;
    };
    let fleeting = matches!(vowel, 'о' | 'е') && matches!(last, 'к' | 'ц' | 'н' | 'л' | 'р');
    let consonant = !matches!(before, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я');
    (fleeting && consonant && !head.is_empty()).then(|| head.iter().chain([before, last]).collect())
}

#[cfg(test)]
mod tests {
    use super::keys;

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (keys(one, false), keys(other, false));
        one.iter().any(|key| other.contains(key))
    }

    #[test]
    fn forms_of_a_word_are_the_same() {
        for forms in [
            "оценка оценки оценке оценку оценкой оценок оценкам оценками оценках",
            "журнал журнала журналу журналом журнале журналы журналов журналам журналами журналах",
            "отметка отметки отметку отметок отметкам",
            "пароль пароля паролю паролем пароли паролей паролям",
            "класс класса классу классом классе классы классов классам классах",
            "ученик ученика ученику учеником ученики учеников ученикам",
            "учитель учителя учителю учителем учителя учителей учителям",
            "урок урока уроку уроком уроке уроки уроков урокам уроках",
            "четверть четверти четвертью четвертей четвертям",
            "расписание расписания расписанию расписанием расписании расписаний",
            "работать работает работал работала работали работают",
            "ребенок ребенка ребенку ребенком ребенке",
            "телефон телефона телефону телефоном телефоны телефонов",
            "отец отца отцу отцом",
            "доступ доступа доступу доступом доступе",
            "замена замены замену замен заменам",
            "войти войдите",
            "mark marks marking marked",
            "password passwords",
        ] {
            let forms: Vec<&str> = forms.split(' ').collect();
            let missed: Vec<_> = forms
                .iter()
                .flat_map(|one| forms.iter().map(move |other| (one, other)))
                .filter(|(one, other)| !same(one, other))
                .collect();
            assert!(missed.len() <= usize::from(forms.len() == 2) * 2, "{missed:?}");
        }
    }

    #[test]
    fn names_match_their_cases_and_no_other_name() {
        for forms in [
            "иванов иванова иванову ивановым иванове ивановой ивановы ивановых",
            "петров петрова петрову петровым петровой петровы",
            "сергеев сергеева сергееву сергеевой",
            "никитин никитина никитину никитиным никитиной",
            "кузнецов кузнецова кузнецову кузнецовым кузнецовой",
            "достоевский достоевского достоевскому достоевским достоевская достоевской",
            "королев королева королеву королевой",
            "мария марии марию марией",
            "анна анны анне анну анной",
            "елена елены елене елену еленой",
            "павел павла павлу павлом",
            "ольга ольги ольге ольгу ольгой",
        ] {
            let forms: Vec<&str> = forms.split(' ').collect();
            for (one, other) in forms
                .iter()
                .flat_map(|one| forms.iter().map(move |other| (one, other)))
            {
                let card = keys(one, true);
                assert!(
                    keys(other, false).iter().any(|key| card.contains(key)),
                    "{one} {other}"
                );
                assert!(same(one, other), "{one} {other}");
            }
        }
        for (card, asked) in [
            ("иванов", "иван"),
            ("иванов", "ивана"),
            ("петров", "петр"),
            ("иван", "иванову"),
            ("иван", "ивановой"),
            ("петр", "петрова"),
        ] {
            let card_keys = keys(card, true);
            assert!(
                !keys(asked, false).iter().any(|key| card_keys.contains(key)),
                "{card} {asked}"
            );
        }
    }

    #[test]
    fn other_words_are_others() {
        for (one, other) in [
            ("оценка", "оценить"),
            ("журнал", "журавль"),
            ("класс", "классный"),
            ("пароль", "парад"),
            ("вход", "выход"),
            ("урок", "срок"),
            ("учитель", "ученик"),
            ("отметка", "отмена"),
            ("mark", "market"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
