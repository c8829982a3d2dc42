//! The phrases that the program brings, written for it: to make a question clear (T3), and to answer.

use super::PhraseKind::{self, Question, Reply};
use super::offer::{Offer, Whose};
use crate::text::Lang;
use crate::tickets::Topic;

/// What it is for, about what, the title and the text in Russian and in English.
type Ready = (PhraseKind, Option<Topic>, [&'static str; 2], [&'static str; 2]);

/// All of them.
const ALL: &[Ready] = &[
    (
        Question,
        None,
        ["Что вы делали", "What did you do"],
        [
            "Здравствуйте, {name}! Расскажите, пожалуйста, по шагам: что вы открыли и что нажимали, прежде чем это случилось?",
            "Hello, {name}! Please tell step by step: what did you open and press before it happened?",
        ],
    ),
    (
        Question,
        None,
        ["Что должно было получиться", "What did you expect"],
        [
            "Здравствуйте, {name}! Что вы ожидали увидеть? Так мы поймём, чего не хватает.",
            "Hello, {name}! What did you expect to see? Then we know what is missing.",
        ],
    ),
    (
        Question,
        None,
        ["Что вы увидели", "What did you see"],
        [
            "Здравствуйте, {name}! Что появилось на экране? Если было сообщение об ошибке, перепишите его, пожалуйста, слово в слово.",
            "Hello, {name}! What appeared on the screen? If there was an error message, please copy it word for word.",
        ],
    ),
    (
        Question,
        None,
        ["На какой странице", "On which page"],
        [
            "Здравствуйте, {name}! На какой странице или в каком разделе журнала это видно? Можно прислать адрес страницы из строки браузера.",
            "Hello, {name}! On which page or in which part of the journal do you see it? You may send the address of the page.",
        ],
    ),
    (
        Question,
        None,
        ["Какой класс, предмет и день", "Which class, subject and day"],
        [
            "Здравствуйте, {name}! Уточните, пожалуйста, класс, предмет и число урока, о котором идёт речь.",
            "Hello, {name}! Please tell the class, the subject and the day of the lesson.",
        ],
    ),
    (
        Question,
        None,
        ["Снимок экрана без чужих данных", "A picture without others' data"],
        [
            "Здравствуйте, {name}! Покажите, пожалуйста, снимок экрана на приёме или пришлите его в почте журнала. Закройте на нём \
             фамилии и отметки других детей и не показывайте пароли.",
            "Hello, {name}! Please show a picture of the screen when you come, or send it by the journal's mail. Cover the names \
             and marks of other children, and never show passwords.",
        ],
    ),
    (
        Question,
        None,
        ["Какое устройство и браузер", "Which device and browser"],
        [
            "Здравствуйте, {name}! С какого устройства вы входите (компьютер, телефон, планшет) и в каком браузере или приложении?",
            "Hello, {name}! Which device do you use (computer, phone, tablet), and which browser or app?",
        ],
    ),
    (
        Question,
        None,
        ["С какого времени", "Since when"],
        [
            "Здравствуйте, {name}! С какого дня это так? До этого всё работало, или вы пробуете впервые?",
            "Hello, {name}! Since which day is it so? Did it work before, or do you try it for the first time?",
        ],
    ),
    (
        Question,
        None,
        ["У всех или только у вас", "Only you or everybody"],
        [
            "Здравствуйте, {name}! Это видите только вы или другие тоже? Повторяется ли это с другого устройства?",
            "Hello, {name}! Is it only you, or do others see it too? Does it happen on another device?",
        ],
    ),
    (
        Question,
        Some(Topic::Access),
        ["Что пишет страница входа", "What the sign-in page says"],
        [
            "Здравствуйте, {name}! Что написано на странице входа после нажатия кнопки? Пароль присылать не нужно: мы его никогда не спрашиваем.",
            "Hello, {name}! What does the sign-in page say after you press the button? Do not send the password: we never ask for it.",
        ],
    ),
    (
        Reply,
        None,
        ["Готово, проверьте", "Done, please check"],
        [
            "Здравствуйте, {name}! Исправили. Обновите страницу журнала и проверьте, пожалуйста. Если что-то не так, продолжите это обращение.",
            "Hello, {name}! It is corrected. Please reload the journal and check. If something is wrong still, continue this request.",
        ],
    ),
    (
        Reply,
        None,
        ["Взяли в работу", "We are on it"],
        [
            "Здравствуйте, {name}! Обращение {number} у меня, разбираюсь. Напишу здесь, как только станет ясно. {helper}",
            "Hello, {name}! I have your request {number} and am looking into it. I will write here as soon as I know. {helper}",
        ],
    ),
    (
        Reply,
        Some(Topic::Access),
        ["Новый пароль выдают лично", "A new password is given in person"],
        [
            "Здравствуйте, {name}! Новый пароль выдаём лично, чтобы он не попал к другим. Приходите в часы приёма с документом: {school}.",
            "Hello, {name}! A new password is given in person, so that nobody else gets it. Please come in the hours of help with a document: {school}.",
        ],
    ),
    (
        Reply,
        Some(Topic::CurrentMarks),
        ["Отметки выставляет учитель", "Marks are given by the teacher"],
        [
            "Здравствуйте, {name}! Отметки выставляет и меняет учитель предмета. Мы передали ему вопрос; ответ придёт сюда же.",
            "Hello, {name}! Marks are given and changed by the teacher of the subject. We have passed your question on; the answer will come here.",
        ],
    ),
    (
        Reply,
        None,
        ["Обновите страницу и войдите снова", "Reload and sign in again"],
        [
            "Здравствуйте, {name}! Закройте журнал во всех вкладках, откройте его снова и войдите. Если не поможет, попробуйте другой \
             браузер и напишите, что получилось.",
            "Hello, {name}! Close the journal in all tabs, open it again and sign in. If it does not help, try another browser and \
             tell us what happened.",
        ],
    ),
    (
        Reply,
        None,
        ["Сбой у поставщика журнала", "The vendor has a failure"],
        [
            "Здравствуйте, {name}! Это сбой на стороне поставщика журнала, мы сообщили о нём. Ваши данные не пропали. Напишем, когда заработает.",
            "Hello, {name}! The failure is on the side of the journal's vendor, and we have told them. Your data is not lost. We write when it works.",
        ],
    ),
    (
        Reply,
        None,
        ["Приходите на консультацию", "Come for a consultation"],
        [
            "Здравствуйте, {name}! Это проще показать. Запишитесь, пожалуйста, на консультацию в разделе «Консультации»: разберём вместе.",
            "Hello, {name}! It is easier to show. Please book a consultation under “Consultations”: we will go through it together.",
        ],
    ),
];

/// The ready phrases in a language.
pub fn ready(lang: Lang) -> Vec<Offer> {
    let offer = |(number, (kind, topic, title, text)): (usize, &Ready)| {
        let said = |[ru, en]: &[&'static str; 2]| lang.pick(ru, en).to_owned();
        Offer {
            id: format!("ready-{number}"),
            kind: *kind,
            topic: *topic,
            title: said(title),
            text: said(text),
            whose: Whose::Ready,
        }
    };
    ALL.iter().enumerate().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::PhraseBody;
    use super::*;
    use crate::check::Check;

    #[test]
    fn the_ready_phrases_could_be_saved_and_are_enough() {
        for lang in [Lang::Ru, Lang::En] {
            let all = ready(lang);
            let of = |kind| all.iter().filter(|one| one.kind == kind).count();
            assert!(of(Question) >= 8 && of(Reply) >= 6);
            let titles: HashSet<&str> = all.iter().map(|one| one.title.as_str()).collect();
            assert_eq!(titles.len(), all.len());
            for one in &all {
                let body = PhraseBody {
                    kind: one.kind,
                    title: one.title.clone(),
                    text: one.text.clone(),
                    topic: one.topic,
                    mine: false,
                };
                let mut errors = Vec::new();
                body.check(&mut errors);
                assert_eq!(errors, [], "{}", one.title);
                assert!(!one.text.contains("  "), "{}", one.text);
            }
        }
        let (ru, en) = (ready(Lang::Ru), ready(Lang::En));
        assert!(
            ru.iter()
                .zip(&en)
                .all(|(ru, en)| ru.title != en.title && ru.text != en.text)
        );
    }
}
