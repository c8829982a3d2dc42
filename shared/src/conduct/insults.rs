//! Whether a text holds insults or obscenity (F1): looked up in the browser, before it is sent. It reminds of the rules; it never
//! hinders, and never tells anybody.
//!
//! A word is looked at in one written form: small letters, ё as е, Latin letters and digits that stand for Cyrillic ones read as
//! such, a star as any letter, letters that repeat told once. It is an insult when it begins with one of the
//! stems below, unless it is one of the innocent words that begin alike.

/// Beginnings of Russian words. `=` before one: the whole word, or the word with an ending. `*` before one: with one of the verbal
/// prefixes or without.
const RUSSIAN: &[&str] = &[
    // Insults that are no obscenity.
    "дурак",
    "дурач",
    "=дура",
    "дурищ",
    "идиот",
    "кретин",
    "дебил",
    "=даун",
    "придур",
    "тупиц",
    "тупор",
    "=туп",
    "=тупо",
    "тупен",
    "тупар",
    "бестолоч",
    "болван",
    "балбес",
    "остолоп",
    "=олух",
    "=осел",
    "=осл",
    "=ослин",
    "=баран",
    "=козел",
    "=козл",
    "=коза",
    "=свинья",
    "=свиньи",
    "=скотин",
    "=скот",
    "мраз",
    "тварь",
    "твари",
    "тварью",
    "сволоч",
    "подонок",
    "подонк",
    "мерзав",
    "негодя",
    "подлец",
    "гнид",
    "гадин",
    "=гад",
    "паскуд",
    "ублюд",
    "выродо",
    "выродк",
    "недоум",
    "недоразвит",
    "слабоум",
    "безмозгл",
    "имбецил",
    "шизофрен",
    "шизик",
    "психопат",
    "=псих",
    "лохуш",
    "=лох",
    "лошар",
    "жирдя",
    "уродин",
    "уродк",
    "=урод",
    "чмош",
    "=чмо",
    "быдл",
    "холоп",
    "=хам",
    "=хамк",
    "хамло",
    "заткни",
    "=отвали",
    "=отвалит",
    "отцепис",
    "дрянь",
    "дряни",
    "=крыс",
    "стерв",
    "шавк",
    "=ведьм",
    "=карг",
    "сдохн",
    "подохн",
    "бездар",
    "никчем",
    "ничтожеств",
    "=чурк",
    "=хач",
    "нигер",
    "=жоп",
    "говн",
    "гавн",
    "дерьм",
    "засран",
    "=срань",
    "обосра",
    "насра",
    "=срать",
    "ссык",
    // Obscenity.
    "*хуй",
    "*хуе",
    "*хуя",
    "*хуи",
    "*хую",
    "=хер",
    "=херн",
    "херов",
    "херач",
    "*пизд",
    "*ебат",
    "*ебал",
    "*ебан",
    "*ебет",
    "*ебыв",
    "=ебло",
    "=ебля",
    "*ебну",
    "*ебуч",
    "=еб",
    "=ебут",
    "*ебись",
    "=ебен",
    "долбоеб",
    "=долбан",
    "мудак",
    "мудач",
    "мудил",
    "мудоз",
    "мудоеб",
    "бляд",
    "=бля",
    "блят",
    "=сук",
    "сучар",
    "=сучк",
    "=сучий",
    "шлюх",
    "шалав",
    "проститут",
    "потаскух",
    "пидор",
    "пидар",
    "=педик",
    "педераст",
    "гандон",
    "гондон",
    "залуп",
    "=манд",
    "мандавош",
    "дроч",
    "=шмар",
    "=курв",
];

/// What begins alike and insults nobody.
const INNOCENT: &[&str] = &["дурачок", "нигери", "стервят"];

/// Verbal prefixes before a stem that begins with `*`.
const PREFIXES: &[&str] = &[
    "", "а", "за", "на", "о", "об", "от", "отъ", "объ", "по", "под", "подъ", "пере", "при", "про", "раз",
    "разъ", "рас", "с", "съ", "у", "вы", "до", "из", "изъ", "ис", "в", "въ", "не", "ни", "недо",
];

/// Beginnings of English words; `=` before one: the whole word, or the word with a plural ending.
const ENGLISH: &[&str] = &[
    "idiot",
    "moron",
    "imbecil",
    "stupid",
    "=dumb",
    "dumbass",
    "dumbo",
    "=fool",
    "=fools",
    "foolish",
    "retard",
    "=jerk",
    "=loser",
    "bastard",
    "scum",
    "=pig",
    "=pigs",
    "=swine",
    "asshole",
    "arsehole",
    "=ass",
    "=arse",
    "jackass",
    "bitch",
    "=slut",
    "whore",
    "cunt",
    "=dick",
    "=dicks",
    "dickhead",
    "=prick",
    "=pricks",
    "=cock",
    "cocksuck",
    "pussy",
    "fuck",
    "motherfuck",
    "=shit",
    "shitty",
    "shithead",
    "bullshit",
    "=crap",
    "crappy",
    "faggot",
    "=fag",
    "nigger",
    "nigga",
    "wank",
    "twat",
    "douche",
    "=scumbag",
    "=shut up",
    "=piss",
    "pissed",
];

/// The Cyrillic letter that a character stands for in a Russian word.
fn cyrillic(letter: char) -> char {
    match letter {
        'ё' => 'е',
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'k' => 'к',
        'm' => 'м',
        'o' | '0' => 'о',
        'p' => 'р',
        't' => 'т',
        'u' | 'y' => 'у',
        'x' => 'х',
        '3' => 'з',
        '6' => 'б',
        '4' => 'ч',
        '1' | 'i' | 'l' => 'и',
        '@' => 'а',
        other => other,
    }
}

/// Endings after a whole word: of cases, and of plural.
const ENDINGS: &[&str] = &[
    "", "а", "у", "ом", "ой", "ою", "е", "ы", "и", "я", "ю", "ей", "ам", "ами", "ах", "ов", "ям", "ями",
    "ях", "ый", "ая", "ое", "ые", "ого", "ую", "s", "es",
];

/// What is left of a word after a beginning; a star in the word stands for any letter.
fn after<'a>(word: &'a str, beginning: &str) -> Option<&'a str> {
    let mut letters = word.chars();
    for wanted in beginning.chars() {
        let letter = letters.next()?;
        if letter != wanted && letter != '*' {
            return None;
        }
    }
    Some(letters.as_str())
}

fn fits(word: &str, stem: &str) -> bool {
    if let Some(whole) = stem.strip_prefix('=') {
        return after(word, whole).is_some_and(|rest| ENDINGS.contains(&rest));
    }
    match stem.strip_prefix('*') {
        Some(root) => PREFIXES.iter().any(|prefix| {
            word.strip_prefix(prefix)
                .is_some_and(|rest| after(rest, root).is_some())
        }),
        None => after(word, stem).is_some(),
    }
}

fn told_once(word: &str) -> String {
    let mut once = String::new();
    for letter in word.chars() {
        if !once.ends_with(letter) {
            once.push(letter);
        }
    }
    once
}

/// Whether one word insults.
fn is_insult(word: &str) -> bool {
    let stars = word.chars().filter(|c| *c == '*').count();
    if stars * 2 > word.chars().count() {
        return false;
    }
    let is_cyrillic = word.chars().any(|c| ('а'..='я').contains(&c) || c == 'ё');
    let latin: String = word
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '*')
        .collect();
    if !is_cyrillic && latin.chars().any(|c| c.is_ascii_alphabetic()) {
        // As it stands: letters repeat in English words.
        return ENGLISH.iter().any(|stem| fits(&latin, stem));
    }
    let letters = word
        .chars()
        .map(cyrillic)
        .filter(|c| ('а'..='я').contains(c) || *c == '*');
    let word: String = letters.collect();
    [word.clone(), told_once(&word)].iter().any(|word| {
        !INNOCENT.iter().any(|innocent| word.starts_with(*innocent))
            && RUSSIAN.iter().any(|stem| fits(word, stem))
    })
}

/// Whether the text holds a word that insults.
///
/// ```
/// use podskazka_shared::conduct::insults::insults;
/// assert!(insults("Ну вы и дураки!") && !insults("Не вижу оценок за сентябрь."));
/// ```
pub fn insults(text: &str) -> bool {
    let lower = text.to_lowercase();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '*' | '@' | '_');
    lower
        .split(|c: char| !inside(c))
        .filter(|word| !word.is_empty())
        .any(is_insult)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insults_are_found_in_every_form() {
        for text in [
            "Вы дураки",
            "какой же ты дурак!",
            "ДУРА",
            "полный идиотизм",
            "Идиоту ясно",
            "тупая система",
            "тупица",
            "дебилы",
            "придурок",
            "сволочи",
            "мразь",
            "заткнитесь",
            "это говно не работает",
            "засранцы",
            "хуйня какая-то",
            "нахуй",
            "похую",
            "охуели",
            "пиздец",
            "распиздяи",
            "заебали",
            "ебаный журнал",
            "уебан",
            "долбоёб",
            "мудаки",
            "блядь",
            "бля",
            "сука",
            "суки",
            "шлюха",
            "х*й",
            "ДУРААААК",
            "идиoт",
            "дypa",
            "п*здец",
            "бл*ть",
            "f*ck you",
            "ублюдок",
            "You idiot",
            "what a stupid system",
            "fuck off",
            "assholes",
            "this is bullshit",
            "morons",
        ] {
            assert!(insults(text), "{text}");
        }
    }

    #[test]
    fn plain_words_are_left_alone() {
        for text in [
            "Употребляю, оскорбление, страхую, подстрахуйте, не требуется",
            "мандарины в команде",
            "рубля, сабля, колебание, хлебный",
            "Хулиганство на перемене",
            "психолог и психиатр",
            "ссылка не открывается",
            "сукно и барсук",
            "себе, тебе, небо, учеба, учёбы",
            "Баранова Анна, Козлова Мария, Дурнов Пётр",
            "тупик, ступай, вступление",
            "педикюр",
            "Херсон, херувим",
            "мебель, гребень, требует",
            "скотч и скатерть",
            "Ослабла",
            "хамелеон",
            "Не могу войти: пишет ошибку 403",
            "оценки за четверть, журнал, домашнее задание",
            "Хачатурян",
            "class, assessment, passing, assignment, classic",
            "Scunthorpe",
            "cockpit, peacock",
            "pigment",
            "therapist",
            "shift, ship",
            "Нигерия",
            "употребление",
            "команда",
            "застраховать",
            "дубляж",
            "углубляться",
            "корабля",
            "оскорблять",
            "истребитель",
            "ребенок",
            "потребуется",
            "сушка",
            "посуда",
            "судить",
            "рассудок",
            "психологу",
            "отвалилось",
            "даунлоад",
            "Бархатова",
            "духи",
        ] {
            for word in text.split(", ") {
                assert!(!insults(word), "{word}");
            }
        }
    }
}
