//! Words of the school's deadline policy.

use super::texts;

texts! { DeadlineTexts deadlines {
    title: "Сроки рассмотрения", "Terms";
    lead: "За какое время школа откликается на обращение. Действует первое правило, которое подходит.", "Within which time the school replies to a request. The first rule that fits holds.";
    group: "Кто обращается", "Who asks";
    everybody: "все", "everybody";
    topic: "О чём", "What about";
    everything: "любая тема", "anything";
    number: "Сколько", "How much";
    kind: "Чего", "Of what";
    working_days: "рабочих дней школы", "working days of the school";
    working_hours: "рабочих часов школы", "working hours of the school";
    plain_hours: "часов подряд, без перерывов", "hours on end";
    channel: "Как обратились", "In which way";
    any_channel: "любым путём", "in any way";
    answer_number: "Время на ответ", "Answered: how much";
    answer_kind: "Ответить в течение", "Answered: of what";
    no_promise: "без обещания", "no promise";
    answered: "ответ", "an answer";
    beyond: "Разработчик и отказы", "The vendor and refusals";
    vendor_number: "Время разработчика", "The vendor answers: how much";
    vendor_kind: "Срок ответа разработчика", "The vendor answers: of what";
    vendor_usual: "как обычно: один его день", "as usual: a day of its own";
    vendor_pauses: "Останавливать срок, пока обращение у разработчика", "The clock stands still while the vendor has the request";
    vendor_pauses_hint: "Срок ответа пойдёт дальше, когда внесут ответ разработчика.", "The clock of the answer runs on when the vendor's answer is entered.";
    refusals: "Школа может отказать (с возражением директору)", "The school may refuse (with an objection to the head)";
    refusals_hint: "Отказать может заместитель директора или директор, с причиной; обратившийся может один раз возразить.", "A deputy head or the head may refuse, with a reason; the requester may object once.";
    up: "Выше", "Up";
    down: "Ниже", "Down";
    remove: "Убрать", "Remove";
    add: "Добавить правило", "Add a rule";
    rest: "Всё остальное: 24 часа подряд.", "Everything else: 24 hours on end.";
    hint: "Правила сразу действуют и для обращений, которые ещё никто не рассмотрел. Рабочее время берётся из календаря школы.", "The rules hold at once, also for requests that nobody has considered yet. Working time comes from the school's calendar.";
    publish: "Опубликовать", "Publish";
    published: "Сроки опубликованы", "The terms are published";
    stale: "Пока вы работали, сроки опубликовал кто-то другой. Сейчас они такие; если опубликовать ещё раз, останутся ваши.", "Somebody else has published terms meanwhile. These hold now; publishing once more puts yours in their place.";
} }
