//! What the form of a request asks for, topic by topic, so that the question is clear from the start (T3).

use super::{RequesterGroup, Topic};
use crate::text::Lang;

/// A part of a clear question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What the person did.
    Did,
    /// What they expected.
    Expected,
    /// What they saw instead.
    Saw,
    /// Where: which page, class, subject, day.
    Place,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Did, Self::Expected, Self::Saw, Self::Place];

    /// In ids and drafts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Did => "did",
            Self::Expected => "expected",
            Self::Saw => "saw",
            Self::Place => "place",
        }
    }

    /// What it is called: the label of its field, and its heading in the description.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Did => lang.pick("Что я делал(а)", "What I did"),
            Self::Expected => lang.pick("Чего ожидал(а)", "What I expected"),
            Self::Saw => lang.pick("Что увидел(а)", "What I saw"),
            Self::Place => lang.pick("Где это", "Where it is"),
        }
    }
}

/// What to write in one part, for a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prompt {
    pub part: Part,
    /// An example in the reader's language.
    pub hint: &'static str,
}

/// The four hints of a topic, in the order of [`Part::ALL`].
const fn hints(topic: Topic, group: RequesterGroup, lang: Lang) -> [&'static str; 4] {
    let staff = matches!(group, RequesterGroup::Staff);
    match (topic, staff) {
        (Topic::Access, _) => [
            lang.pick(
                "входил(а) по логину с листа, сбрасывал(а) пароль",
                "signed in with the login of the slip, reset the password",
            ),
            lang.pick("открыть журнал", "to open the journal"),
            lang.pick(
                "что написано на странице входа, без пароля",
                "what the sign-in page says, without the password",
            ),
            lang.pick(
                "телефон или компьютер, какой браузер",
                "phone or computer, which browser",
            ),
        ],
        (Topic::CurrentMarks, true) => [
            lang.pick(
                "выставлял(а), менял(а) или удалял(а) отметку",
                "gave, changed or deleted a mark",
            ),
            lang.pick("какая отметка должна стоять", "which mark should stand there"),
            lang.pick(
                "что стоит в журнале или что пишет журнал",
                "what stands in the journal, or what it says",
            ),
            lang.pick("класс, предмет, число урока", "class, subject, day of the lesson"),
        ],
        (Topic::CurrentMarks, false) => [
            lang.pick("открыл(а) дневник", "opened the diary"),
            lang.pick(
                "какая отметка должна быть и за что",
                "which mark should be there, and for what",
            ),
            lang.pick(
                "отметки нет, другая или не за тот урок",
                "no mark, another one, or at another lesson",
            ),
            lang.pick("предмет и число урока", "subject and day of the lesson"),
        ],
        (Topic::FinalMarks, true) => [
            lang.pick(
                "выставлял(а) итоговые, закрывал(а) период",
                "gave final marks, closed the period",
            ),
            lang.pick("какая отметка и за какой период", "which mark, for which period"),
            lang.pick(
                "что посчитал журнал или что он пишет",
                "what the journal computed, or what it says",
            ),
            lang.pick("класс, предмет, четверть или полугодие", "class, subject, term"),
        ],
        (Topic::FinalMarks, false) => [
            lang.pick("открыл(а) итоговые отметки", "opened the final marks"),
            lang.pick("какая отметка должна быть", "which mark should be there"),
            lang.pick("отметки нет или она другая", "no mark, or another one"),
            lang.pick("предмет, четверть или полугодие", "subject and term"),
        ],
        (Topic::Attendance, true) => [
            lang.pick("отмечал(а) пропуск или причину", "noted an absence or its reason"),
            lang.pick("какая отметка о пропуске нужна", "what should be noted"),
            lang.pick("что стоит в журнале", "what stands in the journal"),
            lang.pick("класс, предмет, число", "class, subject, day"),
        ],
        (Topic::Attendance, false) => [
            lang.pick(
                "передал(а) справку или предупредил(а)",
                "handed in a note, or told the school",
            ),
            lang.pick(
                "чтобы день был отмечен по уважительной причине",
                "the day to be noted as excused",
            ),
            lang.pick(
                "стоит пропуск без причины или лишний пропуск",
                "an absence without a reason, or one too many",
            ),
            lang.pick("число и уроки", "day and lessons"),
        ],
        (Topic::Timetable, true) => [
            lang.pick(
                "открывал(а) расписание, менял(а) урок",
                "opened the timetable, changed a lesson",
            ),
            lang.pick("какой урок должен стоять", "which lesson should stand there"),
            lang.pick("что стоит сейчас", "what stands there now"),
            lang.pick(
                "класс, день недели, номер урока",
                "class, weekday, number of the lesson",
            ),
        ],
        (Topic::Timetable, false) => [
            lang.pick(
                "открыл(а) расписание в дневнике",
                "opened the timetable in the diary",
            ),
            lang.pick("какой урок должен быть", "which lesson should be there"),
            lang.pick(
                "урока нет, другой предмет или время",
                "no lesson, another subject or time",
            ),
            lang.pick("день и номер урока", "day and number of the lesson"),
        ],
        (Topic::LessonPlanning, _) => [
            lang.pick(
                "загружал(а) план, правил(а) темы",
                "loaded a plan, changed its topics",
            ),
            lang.pick(
                "сколько часов и какие темы должны быть",
                "how many hours and which topics there should be",
            ),
            lang.pick(
                "что загрузилось или что пишет журнал",
                "what was loaded, or what the journal says",
            ),
            lang.pick(
                "класс, предмет, файл какого вида",
                "class, subject, kind of the file",
            ),
        ],
        (Topic::ConductingLessons, _) => [
            lang.pick(
                "заполнял(а) урок: тему, задание, отметки",
                "filled in a lesson: topic, homework, marks",
            ),
            lang.pick("что должно сохраниться", "what should be saved"),
            lang.pick(
                "что пропало или что пишет журнал",
                "what is gone, or what the journal says",
            ),
            lang.pick("класс, предмет, число урока", "class, subject, day of the lesson"),
        ],
        (Topic::Reports, _) => [
            lang.pick(
                "какой отчёт строил(а) и с какими условиями",
                "which report I made, and with what settings",
            ),
            lang.pick("какие цифры должны быть", "which figures there should be"),
            lang.pick(
                "какие цифры вышли или что пишет журнал",
                "which figures came out, or what the journal says",
            ),
            lang.pick(
                "название отчёта, класс, период",
                "name of the report, class, period",
            ),
        ],
        (Topic::Other, _) => [
            lang.pick(
                "что открыл(а) и нажал(а), по шагам",
                "what I opened and pressed, step by step",
            ),
            lang.pick("что должно было получиться", "what should have happened"),
            lang.pick("что появилось на экране", "what appeared on the screen"),
            lang.pick("страница или раздел журнала", "the page or part of the journal"),
        ],
    }
}

/// What to write about a topic, for who asks.
pub fn prompts(topic: Topic, group: RequesterGroup, lang: Lang) -> Vec<Prompt> {
    let hints = hints(topic, group, lang);
    let prompt = |(part, hint)| Prompt { part, hint };
    Part::ALL.into_iter().zip(hints).map(prompt).collect()
}

/// The parts put together, each under its heading; empty ones are left out.
pub fn join(parts: &[String; 4], lang: Lang) -> String {
    let written = Part::ALL.into_iter().zip(parts);
    let written = written.filter(|(_, text)| !text.trim().is_empty());
    let written = written.map(|(part, text)| format!("{}:\n{}", part.label(lang), text.trim()));
    written.collect::<Vec<_>>().join("\n\n")
}

/// The part whose heading a line is, in either language.
fn headed(line: &str) -> Option<Part> {
    let heading = line.trim().strip_suffix(':')?;
    let is = |part: &Part| {
        [Lang::Ru, Lang::En]
            .iter()
            .any(|lang| part.label(*lang) == heading)
    };
    Part::ALL.into_iter().find(is)
}

/// Whether a line is only the heading of a part, and so no title.
pub fn is_heading(line: &str) -> bool {
    headed(line).is_some()
}

/// The parts of a description. What stands under no heading is what the person saw; nothing is left out.
pub fn split(description: &str) -> [String; 4] {
    let mut parts: [Vec<&str>; 4] = Default::default();
    let mut current = Part::Saw;
    for line in description.lines() {
        match headed(line) {
            Some(part) => current = part,
            None => {
                let own = Part::ALL.into_iter().zip(&mut parts);
                own.filter(|(part, _)| *part == current)
                    .for_each(|(_, lines)| lines.push(line));
            }
        }
    }
    parts.map(|lines| lines.join("\n").trim().to_owned())
}

/// What stands before what is cited, in either language.
const CITED: [&str; 2] = ["См. также: ", "See also: "];

/// An earlier request, as a description names it.
pub fn request(number: &str) -> String {
    format!("№ {number}")
}

/// A reference material, as a description names it (K1).
pub fn material(title: &str, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("материал «{title}»"),
        Lang::En => format!("the material “{title}”"),
    }
}

/// The description with [`request`] or [`material`] cited in a line of its own at the end, in the place of what was cited
/// before; without a source nothing is (T3).
pub fn cite(description: &str, source: Option<&str>, lang: Lang) -> String {
    let is_cited = |line: &str| CITED.iter().any(|cited| line.starts_with(cited));
    let kept: Vec<&str> = description.lines().filter(|line| !is_cited(line)).collect();
    let kept = kept.join("\n");
    match source {
        None => kept.trim_end().to_owned(),
        Some(source) => {
            let line = format!("{}{source}", lang.pick(CITED[0], CITED[1]));
            let kept = kept.trim_end();
            match kept.is_empty() {
                true => line,
                false => format!("{kept}\n\n{line}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_topic_has_prompts_for_everybody_to_whom_it_is_open() {
        for group in RequesterGroup::ALL {
            let mut all = HashSet::new();
            for topic in Topic::of(group) {
                for lang in [Lang::Ru, Lang::En] {
                    let prompts = prompts(topic, group, lang);
                    assert!((2..=4).contains(&prompts.len()), "{topic}");
                    assert!(prompts.iter().all(|prompt| !prompt.hint.trim().is_empty()));
                    // Each topic asks in its own words.
                    let hints: Vec<_> = prompts.iter().map(|prompt| prompt.hint).collect();
                    assert!(all.insert(hints), "{topic} {group}");
                }
            }
        }
    }

    #[test]
    fn parts_and_description_are_the_same_words() {
        let [did, expected, saw, place] = ["Открыл", " ", "Пусто\n\nсовсем ", "8А"].map(str::to_owned);
        let parts = [did, expected, saw, place];
        let joined = join(&parts, Lang::Ru);
        assert_eq!(
            joined,
            "Что я делал(а):\nОткрыл\n\nЧто увидел(а):\nПусто\n\nсовсем\n\nГде это:\n8А"
        );
        let trimmed = parts.map(|part| part.trim().to_owned());
        assert_eq!(split(&joined), trimmed);
        assert_eq!(split(&join(&trimmed, Lang::En)), trimmed);
        // What was written without headings stays whole.
        let plain = split("Не вижу отметок\nвообще: никаких");
        assert_eq!(plain[2], "Не вижу отметок\nвообще: никаких");
        assert_eq!(split(&join(&plain, Lang::Ru)), plain);
        let twice = split("Где это:\nтут\nЧто увидел(а):\nа\nГде это:\nтам");
        assert_eq!((twice[2].as_str(), twice[3].as_str()), ("а", "тут\nтам"));
        assert_eq!(join(&split(""), Lang::Ru), "");
        assert!(is_heading(" Где это: ") && !is_heading("Где это") && !is_heading("Где это: тут"));
    }

    #[test]
    fn a_request_or_a_material_is_cited_once() {
        let earlier = request("2026-000123");
        let with = cite("Не вижу отметок\n", Some(&earlier), Lang::Ru);
        assert_eq!(with, "Не вижу отметок\n\nСм. также: № 2026-000123");
        let read = material("Marks: how to", Lang::En);
        assert_eq!(
            cite(&with, Some(&read), Lang::En),
            "Не вижу отметок\n\nSee also: the material “Marks: how to”"
        );
        assert_eq!(cite(&with, None, Lang::Ru), "Не вижу отметок");
        assert_eq!(
            cite("", Some(&material("Как войти", Lang::Ru)), Lang::Ru),
            "См. также: материал «Как войти»"
        );
        assert_eq!(cite("", None, Lang::Ru), "");
    }
}
