//! Texts of consultations: booking, one's own, the helper's day.

use podskazka_shared::consultations::BookingState;

use super::phrases::counted;
use super::{lang, texts};

texts! { Consultations consultations {
    title: "Консультации", "Consultations";
    book: "Записаться", "Book";
    book_title: "Запись на консультацию", "Book a consultation";
    book_lead: "Выберите время. Подтвердить запись можно будет на следующем шаге.", "Choose a time. You confirm the booking in the next step.";
    move_title: "Другое время", "Another time";
    move_lead: "Нажмите на новое время: тема и вопрос сохранятся.", "Press the new time: the topic and the question stay.";
    move_was: "Сейчас записано", "Booked now";
    whom: "К кому", "With whom";
    soonest: "Ближайшее время", "The soonest";
    times: "Свободное время", "Free times";
    instead_of: "вместо", "instead of";
    none: "Свободного времени сейчас нет", "There is no free time now";
    none_hint: "Встаньте в очередь: когда место освободится, оно на два часа будет вашим, и мы вам напишем.", "Join the line: when a place becomes free, it is yours for two hours, and we write to you.";
    none_nobody: "По записи пока никто не принимает", "Nobody takes bookings yet";
    none_nobody_hint: "Задать вопрос можно и сейчас: напишите обращение.", "You can ask right now: write a request.";
    wait: "Встать в очередь", "Join the line";
    waiting_joined: "Вы в очереди. Напишем, когда место освободится", "You are in the line. We will write when a place is free";
    ask: "Задать вопрос", "Ask a question";
    step: "Ваша запись", "Your booking";
    other_time: "Другое время", "Another time";
    about: "О ком", "About whom";
    about_me: "Обо мне", "About me";
    about_hint: "Ребёнок увидит, что вы записались, но не ваш вопрос.", "Your child will see that you booked, but not your question.";
    topic: "О чём поговорить", "What is it about";
    question: "Вопрос", "Question";
    question_hint: "Можно оставить пустым. Не пишите пароли.", "May stay empty. Never write passwords.";
    mode: "Как встретиться", "How to meet";
    hold_over: "Время больше не держится за вами. Записаться всё ещё можно, если его не заняли.", "The time is not kept for you any more. You may still book it if nobody took it.";
    hold_start: "Придерживаем это время за вами…", "Keeping this time for you…";
    taken: "Это время уже занято", "This time is taken";
    moving: "Переносим…", "Moving…";
    is_free: "Есть свободное время: ждать не нужно", "There is a free time: no need to wait";
    taken_hint: "Всё, что вы написали, на месте. Выберите другое время:", "All that you wrote is still here. Choose another time:";
    taken_none: "Всё, что вы написали, на месте. Посмотрите, что есть у других.", "All that you wrote is still here. See what others offer.";
    all_times: "Всё свободное время", "All free times";
    booked: "Вы записаны", "You are booked";
    moved: "Запись перенесена", "The booking is moved";
    filter: "Какие показать", "Which to show";
    coming: "Предстоящие", "To come";
    past: "Прошедшие", "Past";
    list: "Мои консультации", "My consultations";
    empty: "Записей пока нет", "No bookings yet";
    empty_hint: "Выберите время, и специалист будет вас ждать.", "Choose a time, and a helper will wait for you.";
    empty_past: "Прошедших консультаций нет", "No past consultations";
    empty_past_hint: "Здесь полгода видны записи и то, что вам задали на дом.", "Bookings of half a year and what you were asked to do stay here.";
    offer_hint: "Освободилось место, которого вы ждали.", "The place that you waited for is free.";
    accept: "Записаться", "Book it";
    decline: "Отказаться", "Decline";
    declined: "Место отдано следующему в очереди", "The place goes to the next in the line";
    freed_hint: "Школа отменила эту встречу: специалист в это время не принимает. Тема и вопрос сохранены.", "The school took this meeting back: the helper is not there at that time. The topic and the question are kept.";
    freed_choose: "Выбрать другое время", "Choose another time";
    freed_drop: "Больше не нужно", "Not needed any more";
    move_it: "Перенести", "Move";
    cancel: "Отменить запись", "Cancel the booking";
    cancel_ask: "Отменить эту запись?", "Cancel this booking?";
    cancel_yes: "Да, отменить", "Yes, cancel";
    cancel_no: "Оставить", "Keep it";
    cancelled: "Запись отменена", "The booking is cancelled";
    late: "Отменить или перенести уже поздно: если не сможете прийти, предупредите по телефону.", "It is too late to cancel or move: if you cannot come, please call.";
    ics: "В календарь", "To the calendar";
    homework: "Сделать дома", "To do at home";
    ticket: "Обращение по этой встрече", "The request made of it";
    by_parent: "Записал родитель", "Booked by a parent";
    waiting: "Вы в очереди", "You are in a line";
    leave: "Выйти из очереди", "Leave the line";
    left: "Вы вышли из очереди", "You left the line";
    one: "Консультация", "Consultation";
    back: "Мои консультации", "My consultations";
    nearest: "Ближайшее свободное время", "The nearest free times";
} }

texts! { ConsultDesk consult_desk {
    title: "Приём", "My day";
    today: "Сегодня", "Today";
    day: "День", "Day";
    before: "Предыдущий день", "The day before";
    after: "Следующий день", "The next day";
    whose: "Чьи записи", "Whose";
    own: "Мои", "Mine";
    school: "Всей школы", "The school's";
    list: "Записи по времени", "Bookings by time";
    empty: "Записей на этот день нет", "No bookings on this day";
    empty_hint: "Кто придёт без записи, того можно отметить кнопкой выше.", "Note who comes without a booking with the button above.";
    arrived: "Пришли", "They came";
    no_show: "Не пришли", "They did not come";
    noted: "Отмечено", "Noted";
    result: "Итог и задание", "Result and homework";
    note: "Заметка", "Note";
    note_hint: "Видят только те, кто помогает.", "Only those who help see it.";
    homework: "Что сделать дома", "To do at home";
    homework_hint: "Увидит тот, кто приходил: текст или ссылка.", "The visitor sees it: a text or a link.";
    saved: "Итог сохранён", "The result is saved";
    request: "Сделать обращение", "Make a request";
    request_topic: "Тема", "Topic";
    request_text: "Что нужно сделать", "What is to be done";
    request_send: "Создать обращение", "Make the request";
    requested: "Обращение создано", "The request is made";
    ticket: "Открыть обращение", "Open the request";
    walk_in: "Пришли без записи", "Somebody came";
    walk_in_title: "Пришли без записи", "Without a booking";
    walk_in_topic: "О чём", "What about";
    walk_in_minutes: "Сколько заняло", "How long it took";
    walk_in_save: "Записать", "Note it";
    walk_in_saved: "Записано", "Noted";
    waiting: "Очередь ожидания", "Waiting line";
    settings: "Как я принимаю", "How I take bookings";
} }

texts! { ConsultRuleTexts consult_rules {
    whose: "Чьи правила", "Whose rules";
    title: "Как я принимаю", "How I take bookings";
    lead: "Часы приёма по записи берутся из графика помощи. Здесь решается, как они делятся. Уже сделанные записи не изменятся.", "The hours come from the help schedule. Here you say how they are divided. What is booked already stays as it is.";
    length: "Встреча длится", "A meeting takes";
    buffer: "Перерыв после встречи", "The pause after a meeting";
    buffer_none: "без перерыва", "no pause";
    lead_time: "Записаться можно не позже чем", "Booked at the latest";
    lead_none: "до самого начала", "until it begins";
    horizon: "Запись открыта вперёд на", "Booked ahead for";
    seats: "На одно время записывается", "At one time come";
    seat_one: "один человек", "one person";
    cancel: "Отменить или перенести можно не позже чем", "Cancelled or moved at the latest";
    save: "Сохранить", "Save";
    saved: "Сохранено", "Saved";
} }

type Words = (&'static str, &'static str, &'static str);

/// `ещё 4 минуты`
pub fn hold_left(minutes: u32) -> String {
    let words = counted(
        minutes,
        ("минуту", "минуты", "минут"),
        ("minute", "minutes", "minutes"),
    );
    match lang() {
        podskazka_shared::text::Lang::Ru => format!("Держим это время за вами: ещё {words}."),
        podskazka_shared::text::Lang::En => format!("This time is kept for you: {words} more."),
    }
}

/// `Держим за вами сегодня до 15:20`
pub fn offer_until(when: &str) -> String {
    format!("{} {when}.", lang().pick("Держим за вами:", "Kept for you:"))
}

/// `Отменить или перенести можно: завтра до 14:20`
pub fn cancel_until(when: &str) -> String {
    format!(
        "{} {when}.",
        lang().pick("Отменить или перенести можно", "Can be cancelled or moved")
    )
}

/// `ещё 3 места`
pub fn seats_left(n: u16) -> String {
    let words = counted(
        n.into(),
        ("место", "места", "мест"),
        ("place", "places", "places"),
    );
    match lang() {
        podskazka_shared::text::Lang::Ru => format!("группа, ещё {words}"),
        podskazka_shared::text::Lang::En => format!("group, {words} left"),
    }
}

/// `20 минут`, `2 часа`, `3 дня`: a length of whole minutes.
pub fn minutes_words(minutes: u16) -> String {
    const M: (Words, Words) = (("минута", "минуты", "минут"), ("minute", "minutes", "minutes"));
    const H: (Words, Words) = (("час", "часа", "часов"), ("hour", "hours", "hours"));
    let (n, words) = match minutes {
        m if m >= 60 && m % 60 == 0 => (m / 60, H),
        m => (m, M),
    };
    counted(n.into(), words.0, words.1)
}

/// `за 2 часа до начала`
pub fn before_start(minutes: u16) -> String {
    const M: (Words, Words) = (("минуту", "минуты", "минут"), ("minute", "minutes", "minutes"));
    const H: (Words, Words) = (("час", "часа", "часов"), ("hour", "hours", "hours"));
    let (n, words) = match minutes {
        m if m >= 60 && m % 60 == 0 => (m / 60, H),
        m => (m, M),
    };
    let words = counted(n.into(), words.0, words.1);
    match lang() {
        podskazka_shared::text::Lang::Ru => format!("за {words} до начала"),
        podskazka_shared::text::Lang::En => format!("{words} before it begins"),
    }
}

pub fn days_words(n: u16) -> String {
    counted(n.into(), ("день", "дня", "дней"), ("day", "days", "days"))
}

pub fn people_words(n: u16) -> String {
    match n {
        1 => consult_rules().seat_one.to_owned(),
        n => counted(
            n.into(),
            ("человек", "человека", "человек"),
            ("person", "people", "people"),
        ),
    }
}

/// `3 человека`
pub fn waiting_count(n: u32) -> String {
    counted(
        n,
        ("человек", "человека", "человек"),
        ("person", "people", "people"),
    )
}

pub fn booking_state(state: BookingState) -> &'static str {
    let lang = lang();
    match state {
        BookingState::Held => lang.pick("не подтверждена", "not confirmed"),
        BookingState::Offered => lang.pick("место для вас", "a place for you"),
        BookingState::Booked => lang.pick("записано", "booked"),
        BookingState::Arrived => lang.pick("состоялась", "took place"),
        BookingState::NoShow => lang.pick("не пришли", "nobody came"),
        BookingState::Cancelled => lang.pick("отменена", "cancelled"),
        BookingState::Freed => lang.pick("отменена школой", "taken back"),
        BookingState::Expired => lang.pick("время вышло", "ran out"),
    }
}

texts! { Feed feed {
    title: "Календарь телефона", "Calendar of the phone";
    hint: "Ваши консультации, а если вы помогаете другим, то и ваши часы помощи, появятся в календаре телефона и будут обновляться сами.", "Your consultations, and your hours if you help others, show in your phone's calendar and stay up to date by themselves.";
    create: "Получить адрес", "Get an address";
    address: "Адрес календаря", "Address of the calendar";
    once: "Адрес показан один раз. Кто его знает, видит ваши часы: не пересылайте его.", "The address is shown once. Whoever knows it sees your hours: pass it to nobody.";
    subscribe: "Подписаться", "Subscribe";
    since: "Адрес выдан", "The address was given";
    unseen: "Второй раз он не показывается.", "It is not shown again.";
    again: "Новый адрес", "A new address";
    again_hint: "После нового адреса или отключения прежний перестаёт работать.", "After a new address, or after switching off, the old one works no more.";
    end: "Отключить", "Switch off";
    ended: "Адрес отключён", "The address is switched off";
} }
