//! The words of the form: two complete tables.

use podskazka_shared::text::Lang;

/// Every word in one language.
pub(super) struct Words {
    pub title: &'static str,
    pub lead: &'static str,
    pub errors: &'static str,
    pub error: &'static str,
    pub kind: &'static str,
    pub thanks: &'static str,
    pub suggestion: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub contact: &'static str,
    pub contact_hint: &'static str,
    pub consent: &'static str,
    pub privacy: &'static str,
    pub consent_missing: &'static str,
    pub trap: &'static str,
    pub send: &'static str,
    pub back: &'static str,
    pub sent_title: &'static str,
    pub sent_text: &'static str,
}

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Words = Words {
    title: "Спасибо и предложения",
    lead: "Скажите спасибо за помощь с журналом или предложите, что сделать удобнее. Входить для этого не нужно, имя можно не называть.",
    errors: "Проверьте, пожалуйста:",
    error: "Ошибка",
    kind: "Что вы хотите написать",
    thanks: "Спасибо",
    suggestion: "Предложение",
    text: "Ваш текст",
    text_hint: "Его прочитают директор и заместители. Если нужна помощь, лучше оставить обращение: здесь не отвечают на вопросы.",
    contact: "Как вам ответить",
    contact_hint: "Телефон или почта, если хотите ответа. Можно не заполнять.",
    consent: "Согласен, чтобы школа хранила мой контакт для ответа",
    privacy: "Согласие нужно, только если вы оставили контакт (Федеральный закон № 152-ФЗ «О персональных данных»). Всё, что вы написали, удаляется через год; раньше – по просьбе в школу.",
    consent_missing: "Отметьте согласие или уберите контакт: без согласия мы не можем его хранить.",
    trap: "Это поле для программ. Оставьте его пустым.",
    send: "Отправить",
    back: "График помощи и контакты",
    sent_title: "Спасибо, мы прочитаем",
    sent_text: "Ваши слова увидят директор и заместители.",
};

static EN: Words = Words {
    title: "Thanks and suggestions",
    lead: "Say thanks for help with the journal, or suggest what could be better. No sign-in is needed, and no name.",
    errors: "Please check:",
    error: "Error",
    kind: "What would you like to write",
    thanks: "Thanks",
    suggestion: "A suggestion",
    text: "Your text",
    text_hint: "The head and the deputies will read it. If you need help, better leave a request: questions are not answered here.",
    contact: "How to answer you",
    contact_hint: "A telephone number or e-mail, if you want an answer. You may leave it empty.",
    consent: "I agree that the school keeps my contact to answer me",
    privacy: "The consent is needed only if you left a contact (Federal Law 152-FZ). All that you wrote is deleted after a year; earlier if you ask the school.",
    consent_missing: "Tick the consent or remove the contact: without it we may not keep it.",
    trap: "This field is for programs. Leave it empty.",
    send: "Send",
    back: "Help hours and contacts",
    sent_title: "Thank you, we will read it",
    sent_text: "The head and the deputies will see your words.",
};
