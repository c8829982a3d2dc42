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
