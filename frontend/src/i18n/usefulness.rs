//! Words of the suggestions, and of what materials are good for.

use super::texts;

texts! { UsefulnessTexts usefulness {
    suggested: "Возможно, ответ уже есть", "The answer may be here";
    waiting: "Пока вы пишете, здесь появятся материалы, в которых может быть ответ.", "While you type, materials that may answer you appear here.";
    none: "Подходящих материалов пока нет.", "No materials fit so far.";
    found_many: "Подходящих материалов:", "Materials that fit:";
    helped: "Это мне помогло", "This answered me";
    helped_hint: "Обращение не понадобится: написанное здесь удалится.", "No request is needed: what you typed here is deleted.";
    thanks: "Хорошо, что помогло. Спасибо!", "Glad that it helped. Thank you!";
    hide: "Свернуть", "Close";
    search: "Поиск по материалам", "Search the materials";
    search_button: "Найти", "Search";
    clear: "Показать все", "Show all";
    found: "Найденное", "Found";
    nothing: "Ничего не нашлось", "Nothing found";
    nothing_hint: "Попробуйте другие слова. Те, кто пишет материалы, увидят, чего не хватает, но не кто искал.", "Try other words. Those who write materials see what is missing, not who searched.";
    question: "Материал был полезен?", "Was this useful?";
    yes: "Да", "Yes";
    no: "Нет", "No";
    missing: "Чего не хватило", "What was missing";
    missing_hint: "По желанию. Прочтут те, кто пишет материалы, без вашего имени.", "If you like. Those who write materials read it, without your name.";
    said: "Спасибо, это учтено", "Thank you, noted";
    save: "Отправить", "Send";
    give: "Материал", "Material";
    give_title: "Вставить материал в ответ", "Put a material into the answer";
    give_search: "Найти материал", "Find a material";
    open: "открыть материал", "open the material";
    closed: "материал сейчас недоступен", "the material is not available now";
    title: "Какие материалы помогают", "Which materials help";
    lead: "Каждый человек считается раз в день. Кто читал и кто искал, не хранится.", "Each person counts once a day. Who read and who searched is not kept.";
    from: "С", "From";
    to: "По", "To";
    helped_number: "помог вместо обращения", "helped instead of a request";
    read_number: "прочитан", "read";
    given_number: "дан в ответах", "given in answers";
    useful_number: "полезен", "useful";
    not_useful_number: "не полезен", "not useful";
    missing_many: "Чего не хватило", "What was missing";
    searches: "Искали и не нашли", "Searched and not found";
    times: "раз", "times";
    last: "в последний раз", "last";
    none_yet: "Опубликованных материалов пока нет", "No published materials yet";
    make: "Сделать из ответа материал", "Make a material of this answer";
    made: "Текст взят из ответа. Имена, классы, телефоны, адреса и номера обращений заменены словами в скобках. Прочтите всё и поправьте: что-то могло остаться. Само ничего не публикуется.", "The text is taken from the answer. Names, classes, telephone numbers, addresses and numbers of requests are replaced by words in brackets. Read all of it and mend it: something may be left. Nothing is published by itself.";
    taken_out: "Заменено", "Replaced";
} }
