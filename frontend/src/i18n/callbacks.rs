//! Words of calling back those who cannot sign in.

use super::texts;

texts! { CallbackTexts callbacks {
    title: "Обратные звонки", "Call-backs";
    one: "Обратный звонок", "A call-back";
    lead: "Те, кто не смог войти и попросил перезвонить. Кто это на самом деле, пока никто не проверил.", "Those who could not sign in and asked to be called. Nobody has verified yet who they are.";
    status: "Какие показать", "Which to show";
    waiting: "Ждут звонка", "Waiting";
    registered: "Зарегистрированы", "Registered";
    dismissed: "Сняты", "Dismissed";
    list: "Обратные звонки", "Call-backs";
    empty: "Никто не ждёт звонка", "Nobody waits for a call";
    empty_hint: "Здесь появятся просьбы перезвонить с публичной страницы школы.", "Those who ask on the school's public page will appear here.";
    empty_registered: "Обращений из звонков пока нет", "No requests from calls yet";
    empty_dismissed: "Снятых нет", "None dismissed";
    form: "Форма на странице школы", "The form on the school's page";
    came: "Пришло:", "Came:";
    call_from: "Звонить не раньше:", "Call from:";
    tries: "Не дозвонились", "Nobody was reached";
    taken_by: "Занимается", "Taken by";
    decided_by: "Решение", "Decided by";
    reason: "Почему сняли", "Why it was dismissed";
    ticket: "Обращение", "Request";
    call: "Позвонить:", "Call:";
    phone: "Телефон:", "Telephone:";
    take: "Взять себе", "Take it";
    taken: "Теперь этим занимаетесь вы", "You take care of it now";
    no_answer: "Не дозвонились", "Nobody answered";
    noted: "Попытка записана", "The try is noted";
    dismiss: "Снять без обращения", "Dismiss";
    dismiss_reason: "Почему", "Why";
    dismiss_hint: "Например: вход уже получился, ошиблись номером.", "Such as: signed in already, a wrong number.";
    dismissed_now: "Снято", "Dismissed";
    register_title: "Зарегистрировать обращение", "Register a request";
    register_hint: "Сначала убедитесь, с кем вы говорите: спросите то, что записано в карточке. Потом найдите карточку по имени.", "First make sure whom you talk to: ask for what stands on the card. Then find the card by name.";
    register: "Зарегистрировать", "Register";
    registered_now: "Обращение зарегистрировано", "The request is registered";
    not_yours: "Обращение за другого человека может зарегистрировать специалист.", "A helper can register a request for somebody else.";
    changed: "Пока вы смотрели, запись изменили. Сейчас она такая.", "Somebody changed it meanwhile. This is how it is now.";
} }
