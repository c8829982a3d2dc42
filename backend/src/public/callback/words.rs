//! The words of the form: two complete tables.

use podskazka_shared::text::Lang;

/// Every word in one language.
pub(super) struct Words {
    pub title: &'static str,
    pub lead: &'static str,
    pub not_before: &'static str,
    pub now: &'static str,
    pub school_time: &'static str,
    pub errors: &'static str,
    pub error: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub class: &'static str,
    pub class_hint: &'static str,
    pub phone: &'static str,
    pub phone_hint: &'static str,
    pub phone_wrong: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub consent: &'static str,
    /// What is done with it; names the school.
    pub privacy: fn(&str) -> String,
    pub consent_missing: &'static str,
    pub trap: &'static str,
    pub send: &'static str,
    pub back: &'static str,
    pub sent_title: &'static str,
    pub sent_text: &'static str,
    pub once_more: &'static str,
}

pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Words = Words {
    title: "Попросить перезвонить",
    lead: "Если войти не получается, оставьте телефон: перезвоним, разберёмся и запишем обращение. Входить для этого не нужно.",
    not_before: "Нам можно будет перезвонить вам не раньше:",
    now: "Сейчас часы приёма: перезвоним, как только освободимся.",
    school_time: "по времени школы",
    errors: "Проверьте, пожалуйста:",
    error: "Ошибка",
    name: "Фамилия, имя и отчество",
    name_hint: "",
    class: "Класс",
    class_hint: "Если вы родитель или ученик. Сотрудникам не нужно.",
    phone: "Телефон",
    phone_hint: "С кодом города или оператора. Можно добавить, когда удобнее звонить.",
    phone_wrong: "Нужен номер телефона, например +7 900 123-45-67.",
    text: "Что случилось",
    text_hint: "Что вы делали и что увидели на экране. Пароли не пишите: мы их не спрашиваем.",
    consent: "Согласен, чтобы школа использовала эти сведения для звонка",
    privacy: |school| {
        format!(
            "Имя, класс, телефон и текст увидят только специалисты школы ({school}), которые помогают с журналом. \
             Они нужны, чтобы перезвонить и записать обращение; запись удаляется через 30 дней после звонка, а если \
             дозвониться не удалось, через 60 дней. Отозвать согласие можно раньше: скажите об этом школе \
             (Федеральный закон № 152-ФЗ «О персональных данных»)."
        )
    },
    consent_missing: "Отметьте согласие: без него мы не можем записать ваш телефон.",
    trap: "Это поле для программ. Оставьте его пустым.",
    send: "Перезвоните мне",
    back: "График помощи и контакты",
    sent_title: "Принято, перезвоним",
    sent_text: "Специалист спросит, кто вы, поможет и запишет обращение. Паролей и кодов он не спрашивает.",
    once_more: "Ошиблись в телефоне? Отправить ещё раз",
};

static EN: Words = Words {
    title: "Ask to be called back",
    lead: "If you cannot sign in, leave your telephone number: we call, help and file your request. No sign-in is needed for that.",
    not_before: "The earliest that we can call:",
    now: "These are help hours: we call as soon as we are free.",
    school_time: "school time",
    errors: "Please check:",
    error: "Error",
    name: "Full name",
    name_hint: "",
    class: "Class",
    class_hint: "If you are a parent or a student. Staff need none.",
    phone: "Telephone",
    phone_hint: "With the area code. You may add when it suits you.",
    phone_wrong: "A telephone number is needed, such as +7 900 123-45-67.",
    text: "What is wrong",
    text_hint: "What you did and what you saw on the screen. No passwords, please: we never ask for them.",
    consent: "I agree that the school uses this to call me",
    privacy: |school| {
        format!(
            "Name, class, telephone and text are seen only by those at the school ({school}) who help with the journal. They \
             serve to call you and to file your request; they are deleted 30 days after the call, or after 60 days if nobody \
             could be reached. You may withdraw the consent earlier: tell the school (Federal Law 152-FZ)."
        )
    },
    consent_missing: "Tick the consent: without it we may not keep your number.",
    trap: "This field is for programs. Leave it empty.",
    send: "Call me back",
    back: "Help hours and contacts",
    sent_title: "Taken: we will call",
    sent_text: "A helper will ask who you are, help, and file your request. They never ask for passwords or codes.",
    once_more: "A slip in the number? Send it once more",
};
