//! Texts of what one is told, and of the letters about it.

use podskazka_shared::notifications::NotificationGroup;

use super::{lang, texts};

texts! { Notifications notifications {
    title: "Уведомления", "Notifications";
    which: "Какие показать", "Which to show";
    all: "Все", "All";
    unread: "Непрочитанные", "Unread";
    is_unread: "не прочитано", "unread";
    read_all: "Отметить всё прочитанным", "Mark all as read";
    done: "Всё прочитано", "All is read";
    none: "Уведомлений пока нет", "No notifications yet";
    none_hint: "Здесь появится всё новое: ответы на обращения, консультации, сроки.", "What is new appears here: answers to requests, consultations, terms.";
    none_unread: "Всё прочитано", "All is read";
    kept: "Уведомления хранятся 90 дней.", "Notifications are kept for 90 days.";
    choose_short: "Выбрать", "Choose";
    choose: "Какие письма получать", "Which letters to get";
    mail_title: "Письма", "Letters";
    mail_lead: "Всё новое всегда видно в приложении, под колокольчиком. Здесь вы решаете, о чём присылать ещё и письмо. Выбор сохраняется сразу.", "What is new always stands in the app, under the bell. Here you choose of what to get a letter as well. A choice is kept at once.";
    daily_hint: "Письмо «раз в день» приходит около семи утра, если есть непрочитанное. Напоминание за час до консультации и освободившееся время приходят сразу.", "The letter “once a day” comes at about seven in the morning if something is unread. A reminder an hour before a consultation, and a time that became free, come at once.";
    sign_in_hint: "Письма о входе и пароле приходят всегда.", "Letters about signing in and the password always come.";
    no_address: "Писем не будет: у вас нет подтверждённой почты.", "No letters come: you have no confirmed e-mail address.";
    add_address: "Добавить почту", "Add an address";
    card_hint: "О чём присылать письма: сразу, раз в день или никогда", "Of what to get letters: at once, once a day, or never";
    saved: "Сохранено", "Saved";
    letters: "Недоставленные письма", "Letters given up";
    letters_hint: "Почтовый сервер отказался от них или три дня не отвечал. Кому они и что в них, здесь не видно. Хранятся 30 дней.", "The mail server refused them, or did not answer for three days. To whom they go and what stands in them is not shown here. They are kept for 30 days.";
    letters_none: "Все письма доставлены", "All letters were delivered";
    attempts: "попыток:", "tries:";
    retry: "Отправить снова", "Send again";
    retry_all: "Отправить снова все", "Send all again";
    remove: "Удалить", "Delete";
    retried: "Письмо снова в очереди", "The letter waits again";
    retried_all: "Письма снова в очереди", "The letters wait again";
    removed: "Письмо удалено", "The letter is deleted";
} }

/// `Уведомления, непрочитанных: 3`
pub fn bell(unread: i64) -> String {
    let t = notifications();
    match unread {
        0 => t.title.to_owned(),
        _ => format!(
            "{}, {}: {unread}",
            t.title,
            lang().pick("непрочитанных", "unread")
        ),
    }
}

/// What belongs to a group.
pub fn group_hint(group: NotificationGroup) -> &'static str {
    match group {
        NotificationGroup::Requests => lang().pick(
            "Ответ, вопрос, новое сообщение, решение",
            "An answer, a question, a new message, a decision",
        ),
        NotificationGroup::Work => lang().pick(
            "Вам передали обращение, его автор ответил, подходит срок, новое там, где вы следите",
            "A request was assigned to you, its author wrote, its time runs out, news where you follow",
        ),
        NotificationGroup::Consultations => lang().pick(
            "Запись, перенос, отмена, напоминания за день и за час",
            "Booked, moved, cancelled, reminders a day and an hour before",
        ),
        NotificationGroup::Desk => lang().pick(
            "К вам записались, перенесли или отменили; вы замещаете",
            "Somebody booked with you, moved or cancelled; you stand in",
        ),
    }
}
