//! The words of the public page: two complete tables.

use podskazka_shared::text::Lang;

/// Every word of the page in one language. What has a gap is a function.
#[derive(Debug)]
pub struct Texts {
    pub heading: &'static str,
    pub title: fn(school: &str) -> String,
    pub description: fn(school: &str) -> String,
    /// Both calendar years as people write them: `2026/27`.
    pub year: fn(years: &str) -> String,
    pub approved: fn(number: &str, date: &str) -> String,
    pub published: fn(date: &str) -> String,
    pub as_of: fn(date: &str) -> String,
    pub other_language: &'static str,

    pub now_one: &'static str,
    pub now_many: &'static str,
    pub now_nobody: &'static str,
    pub until: fn(time: &str) -> String,
    /// Before the next hours: when somebody helps now, and when nobody does.
    pub next: &'static str,
    pub nearest: &'static str,
    pub and: &'static str,
    pub no_hours: &'static str,
    pub school_time: fn(day: &str, time: &str) -> String,

    pub today: &'static str,
    pub tomorrow: &'static str,
    pub at: fn(day: &str, time: &str) -> String,

    pub week: &'static str,
    pub caption: fn(years: &str) -> String,
    pub helper: &'static str,
    pub now: &'static str,
    pub over: &'static str,
    pub nobody_today: &'static str,
    /// Before the reason: `Приёма нет: праздничный день.`
    pub no_help: &'static str,

    pub changes: &'static str,
    pub away: &'static str,
    pub stands_in: &'static str,
    pub extra: &'static str,
    /// The helper who is away, behind who stands in.
    pub instead_of: fn(name: &str) -> String,

    pub subscribe: &'static str,
    pub subscribe_hint: &'static str,
    pub whole_school: &'static str,

    pub empty: fn(years: &str) -> String,
    pub empty_hint: &'static str,

    pub ask: &'static str,
    pub my_requests: &'static str,
    pub how: &'static str,
    pub promise: &'static str,
    pub promise_differs: &'static str,
    pub any_time: &'static str,
    pub families: &'static str,
    pub families_need: &'static str,
    pub staff: &'static str,
    pub staff_need: &'static str,
    pub details: &'static str,
    pub sign_in: &'static str,
    pub call_me: &'static str,
    pub feedback: &'static str,
    pub materials: &'static str,
    pub on_paper: &'static str,

    pub contacts: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub room: &'static str,
    pub journal_mail: &'static str,
    pub no_contacts: &'static str,
    pub vendor: &'static str,
    pub vendor_hint: &'static str,
    pub vendor_group: &'static str,
    /// Registered around the clock, handled between two times.
    pub vendor_registers: fn(&str, &str) -> String,
    /// Registered and handled between two times.
    pub vendor_hours: fn(&str, &str) -> String,
    pub vendor_always: &'static str,
    pub for_stand: &'static str,
    pub sheet: &'static str,
    /// Names the paper.
    pub print_this: fn(&str) -> String,
    /// Each names a day.
    pub was_on: fn(&str) -> String,
    pub will_be_on: fn(&str) -> String,
    pub none_on: fn(&str) -> String,
    pub schedule_today: &'static str,
    pub another_day: &'static str,
    pub day: &'static str,
    pub show: &'static str,
    pub no_such_day: &'static str,
    pub write_day: &'static str,
    pub code: &'static str,
    pub code_of: &'static str,
    pub code_hint: &'static str,
    pub code_file: &'static str,
    pub whole_page: &'static str,

    pub unknown_title: &'static str,
    pub unknown_text: &'static str,
    pub home: &'static str,
    pub down_title: &'static str,
    pub down_text: &'static str,
}

/// The table of a language.
pub fn of(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Texts = Texts {
    heading: "Кто поможет с электронным журналом",
    title: |school| format!("Кто поможет с электронным журналом · {school}"),
    description: |school| {
        format!(
            "{school}: кто и когда помогает с электронным журналом и дневником, контакты, как задать вопрос и когда ждать ответа."
        )
    },
    year: |years| format!("{years} учебный год"),
    approved: |number, date| format!("Утверждено приказом №\u{a0}{number} от\u{a0}{date}"),
    published: |date| format!("Опубликовано {date}"),
    as_of: |date| format!("По состоянию на {date}"),
    other_language: "English",

    now_one: "Сейчас принимает",
    now_many: "Сейчас принимают",
    now_nobody: "Сейчас никто не принимает",
    until: |time| format!("до\u{a0}{time}"),
    next: "Следующий приём:",
    nearest: "Ближайший приём:",
    and: "и",
    no_hours: "Часов приёма в графике пока нет.",
    school_time: |day, time| format!("Время школы: {day}, {time}"),

    today: "сегодня",
    tomorrow: "завтра",
    at: |day, time| format!("{day} в\u{a0}{time}"),

    week: "График приёма",
    caption: |years| format!("График приёма на неделю, {years} учебный год"),
    helper: "Кто помогает",
    now: "сейчас",
    over: "закончился",
    nobody_today: "Сегодня приёма нет.",
    no_help: "Приёма нет",

    changes: "Изменения в ближайшие две недели",
    away: "отсутствует",
    stands_in: "замещает:",
    extra: "дополнительно",
    instead_of: |name| format!("замещает: {name}"),

    subscribe: "График в календаре телефона",
    subscribe_hint: "Скопируйте адрес в приложение «Календарь»: часы приёма и изменения появятся там сами.",
    whole_school: "Вся школа",

    empty: |years| format!("График приёма на {years} учебный год ещё не опубликован"),
    empty_hint: "Он появится здесь сразу после утверждения. А помочь можем уже сейчас: задайте вопрос или свяжитесь со школой.",

    ask: "Задать вопрос",
    my_requests: "Мои обращения",
    how: "Как задать вопрос",
    promise: "Рассмотрим",
    promise_differs: "Срок, в который его рассмотрят, вы увидите, когда напишете.",
    any_time: "Отправить обращение можно в любой день и час.",
    families: "Родителям и ученикам понадобятся",
    families_need: "фамилия, имя и отчество, класс, описание вопроса",
    staff: "Сотрудникам понадобятся",
    staff_need: "фамилия, имя и отчество, описание вопроса",
    details: "Лучше сразу написать, что вы делали, что увидели на экране и чего ждали: так ответ придёт быстрее.",
    sign_in: "Сайт попросит войти: логин и пароль выдаёт школа. После входа имя и класс подставятся сами.",
    materials: "Инструкции и памятки по журналу",
    call_me: "Не получается войти? Попросите перезвонить",
    feedback: "Спасибо и предложения",
    on_paper: "Эта страница в интернете:",

    contacts: "Связаться со школой",
    phone: "Телефон",
    email: "Электронная почта",
    room: "Прийти лично",
    journal_mail: "Почта журнала",
    no_contacts: "Школа пока не указала телефон и почту. Задайте вопрос здесь.",
    vendor: "Поддержка журнала",
    vendor_hint: "Служба разработчика журнала. Она не относится к школе и отвечает в свои часы.",
    vendor_group: "Страница или группа",
    vendor_registers: |from, to| {
        format!("Обращения принимают круглосуточно, отвечают ежедневно с\u{a0}{from} до\u{a0}{to}.")
    },
    vendor_hours: |from, to| {
        format!("Обращения принимают и отвечают на\u{a0}них ежедневно с\u{a0}{from} до\u{a0}{to}.")
    },
    vendor_always: "Обращения принимают и отвечают на\u{a0}них круглосуточно.",
    for_stand: "Для стенда:",
    sheet: "Лист",
    print_this: |paper| {
        format!("Напечатайте этот лист: Ctrl+P, бумага\u{a0}{paper}, без изменения масштаба.")
    },
    was_on: |day| format!("График, который действовал {day}"),
    will_be_on: |day| format!("График, который будет действовать {day}"),
    none_on: |day| format!("На {day} графика нет"),
    schedule_today: "Показать сегодняшний график",
    another_day: "График на другой день",
    day: "День",
    show: "Показать",
    no_such_day: "Такого дня нет",
    write_day: "Напишите в адресе год, месяц и число, например on=2026-10-01.",
    code: "QR-код этой страницы",
    code_of: "QR-код адреса",
    code_hint: "Наведите камеру телефона, и страница откроется.",
    code_file: "Скачать картинку",

    whole_page: "Контакты и вся страница помощи",

    unknown_title: "Такой школы здесь нет",
    unknown_text: "Возможно, в адресе потерялась буква. Проверьте его или откройте страницу помощи по ссылке с сайта вашей школы.",
    home: "На главную",
    down_title: "Страница сейчас не открывается",
    down_text: "Мы уже знаем об этом. Обновите страницу через минуту, а если вопрос срочный, позвоните в школу.",
};

static EN: Texts = Texts {
    heading: "Who helps with the electronic journal",
    title: |school| format!("Who helps with the electronic journal · {school}"),
    description: |school| {
        format!(
            "{school}: who helps with the electronic journal and when, how to reach them, how to ask and when to expect an answer."
        )
    },
    year: |years| format!("{years} academic year"),
    approved: |number, date| format!("Approved by order No.\u{a0}{number} of\u{a0}{date}"),
    published: |date| format!("Published on {date}"),
    as_of: |date| format!("As of {date}"),
    other_language: "Русский",

    now_one: "Helping now:",
    now_many: "Helping now",
    now_nobody: "Nobody is on duty now",
    until: |time| format!("until\u{a0}{time}"),
    next: "Next hours:",
    nearest: "Next hours:",
    and: "and",
    no_hours: "The schedule has no hours yet.",
    school_time: |day, time| format!("School time: {day}, {time}"),

    today: "today",
    tomorrow: "tomorrow",
    at: |day, time| format!("{day} at\u{a0}{time}"),

    week: "Help hours",
    caption: |years| format!("Help hours of the week, {years} academic year"),
    helper: "Who helps",
    now: "now",
    over: "over",
    nobody_today: "No help hours today.",
    no_help: "No help hours",

    changes: "Changes in the next two weeks",
    away: "away",
    stands_in: "stands in for",
    extra: "extra",
    instead_of: |name| format!("stands in for {name}"),

    subscribe: "The hours in your phone's calendar",
    subscribe_hint: "Copy the address into your calendar app: hours and changes then appear there by themselves.",
    whole_school: "The whole school",

    empty: |years| format!("The {years} help hours are not published yet"),
    empty_hint: "They will appear here once they are approved. You can already ask a question or contact the school.",

    ask: "Ask a question",
    my_requests: "My requests",
    how: "How to ask",
    promise: "We will look into it",
    promise_differs: "You see by when it is considered as you write.",
    any_time: "You can send a request on any day, at any hour.",
    families: "Parents and students will need",
    families_need: "full name, class, a description of the question",
    staff: "Staff will need",
    staff_need: "full name, a description of the question",
    details: "Say what you did, what you saw on the screen and what you expected: the answer will come sooner.",
    sign_in: "You will be asked to sign in: the school gives out logins. Your name and class are then filled in for you.",
    materials: "Guides to the journal",
    call_me: "Cannot sign in? Ask to be called back",
    feedback: "Thanks and suggestions",
    on_paper: "This page on the web:",

    contacts: "Contact the school",
    phone: "Telephone",
    email: "E-mail",
    room: "In person",
    journal_mail: "Journal mail",
    no_contacts: "The school has not given a telephone or an e-mail address yet. Ask your question here.",
    vendor: "Journal support",
    vendor_hint: "The service of the journal's developer. It is not part of the school and keeps its own hours.",
    vendor_group: "Page or group",
    vendor_registers: |from, to| {
        format!(
            "Requests are registered around the clock and answered every day from\u{a0}{from} to\u{a0}{to}."
        )
    },
    vendor_hours: |from, to| {
        format!("Requests are registered and answered every day from\u{a0}{from} to\u{a0}{to}.")
    },
    vendor_always: "Requests are registered and answered around the clock.",
    for_stand: "For the notice board:",
    sheet: "Sheet",
    print_this: |paper| format!("Print this sheet: Ctrl+P, paper {paper}, without scaling."),
    was_on: |day| format!("The schedule that was in force on {day}"),
    will_be_on: |day| format!("The schedule that will be in force on {day}"),
    none_on: |day| format!("There is no schedule for {day}"),
    schedule_today: "Show today's schedule",
    another_day: "The schedule of another day",
    day: "Day",
    show: "Show",
    no_such_day: "There is no such day",
    write_day: "Write year, month and day in the address, such as on=2026-10-01.",
    code: "QR code of this page",
    code_of: "QR code of the address",
    code_hint: "Point a phone's camera at it, and the page opens.",
    code_file: "Download the picture",

    whole_page: "Contacts and the whole help page",

    unknown_title: "There is no such school here",
    unknown_text: "The address may have lost a letter. Check it, or open the help page from your school's site.",
    home: "To the start page",
    down_title: "This page does not open right now",
    down_text: "We know about it. Reload in a minute; if it is urgent, please phone the school.",
};
