//! The words of the form: two complete tables.

use podskazka_shared::text::Lang;

/// Every word in one language.
pub(super) struct Words {
    pub title: &'static str,
    /// Names the request.
    pub lead: fn(&str) -> String,
    pub stars: &'static str,
    /// What each mark means.
    pub marks: [&'static str; 5],
    pub stars_missing: &'static str,
    pub praise: &'static str,
    pub blame: &'static str,
    pub comment: &'static str,
    pub comment_hint: &'static str,
    pub comment_long: &'static str,
    pub who_sees: &'static str,
    pub send: &'static str,
    pub error: &'static str,
    pub thanks: &'static str,
    pub thanks_text: &'static str,
    pub open: &'static str,
    pub spent: &'static str,
    pub spent_text: &'static str,
    pub over: &'static str,
    pub over_text: &'static str,
    pub unknown: &'static str,
    pub unknown_text: &'static str,
    pub back: &'static str,
}

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Words = Words {
    title: "Оцените ответ",
    lead: |number| format!("Обращение {number}"),
    stars: "Ваша оценка",
    marks: ["плохо", "так себе", "удовлетворительно", "хорошо", "отлично"],
    stars_missing: "Выберите оценку от 1 до 5.",
    praise: "Что понравилось",
    blame: "Что было не так",
    comment: "Комментарий",
    comment_hint: "По желанию. Без фамилий и телефонов.",
    comment_long: "Не больше 2000 знаков.",
    who_sees: "Оценку видит руководство школы. Специалисту, который отвечал, она не показывается.",
    send: "Отправить оценку",
    error: "Ошибка",
    thanks: "Спасибо за оценку!",
    thanks_text: "Она сохранена. Изменить её можно в приложении в течение 14 дней после ответа.",
    open: "Открыть обращение",
    spent: "Оценка уже есть",
    spent_text: "Этот ответ уже оценён, и ссылка больше не действует. Изменить оценку можно в приложении в течение 14 дней после ответа.",
    over: "Ссылка больше не действует",
    over_text: "Ответ можно оценить в течение 14 дней. Если обращение открыли снова, на новый ответ придёт новая ссылка.",
    unknown: "Такой ссылки нет",
    unknown_text: "Проверьте, что адрес из письма открылся целиком. Оценить ответ можно и в приложении, в самом обращении.",
    back: "График помощи школы",
};

static EN: Words = Words {
    title: "Rate the answer",
    lead: |number| format!("Request {number}"),
    stars: "Your mark",
    marks: ["bad", "poor", "fair", "good", "excellent"],
    stars_missing: "Choose a mark from 1 to 5.",
    praise: "What was good",
    blame: "What was wrong",
    comment: "Comment",
    comment_hint: "If you like. Without names and telephone numbers.",
    comment_long: "At most 2000 characters.",
    who_sees: "The school's management sees the mark. The helper who answered is not shown it.",
    send: "Send the mark",
    error: "Error",
    thanks: "Thank you!",
    thanks_text: "Your mark is kept. It can be changed in the app within 14 days of the answer.",
    open: "Open the request",
    spent: "There is a mark already",
    spent_text: "This answer has been rated, and the link works no more. The mark can be changed in the app within 14 days of the answer.",
    over: "The link works no more",
    over_text: "An answer can be rated within 14 days. If the request was opened again, the new answer comes with a new link.",
    unknown: "There is no such link",
    unknown_text: "See whether the whole address of the letter was opened. An answer can be rated in the app too, in the request itself.",
    back: "The school's help schedule",
};
