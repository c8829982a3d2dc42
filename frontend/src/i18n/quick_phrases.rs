//! Texts of phrases: those who manage them, and the box in which they are put into an answer.

use super::texts;

texts! { Phrases phrases {
    title: "Фразы", "Phrases";
    lead: "Готовые тексты для ответов и уточнений. Их вставляют в поле ответа и правят перед отправкой.", "Ready texts to answer and to ask back with. They are put into the answer, where you change them before sending.";
    add: "Добавить фразу", "Add a phrase";
    one: "Фраза", "Phrase";
    list: "Фразы школы и мои", "Phrases of the school and mine";
    empty: "Своих фраз пока нет", "No phrases yet";
    empty_hint: "Добавьте первую или возьмите готовую ниже.", "Add the first, or take a ready one below.";
    ready: "Готовые", "Ready ones";
    ready_hint: "Эти фразы есть всегда. Возьмите за основу и поправьте под себя.", "These are always there. Take one and make it yours.";
    take: "Взять за основу", "Begin with this";
    kind: "Для чего", "What for";
    name: "Название", "Title";
    text: "Текст", "Text";
    fields: "Поля в скобках заполнятся сами: {name} — имя и отчество, {number} — номер, {topic} — тема, {helper} — вы, {school} — школа, {due} — срок.", "Fields in braces fill themselves: {name}, {number}, {topic}, {helper} for you, {school}, and {due} for the term.";
    topic: "Тема", "Topic";
    any_topic: "Для любой темы", "Any topic";
    whose: "Чья", "Whose";
    mine: "Моя", "Mine";
    of_school: "Школьная", "The school's";
    of_program: "Готовая", "Ready";
    saved: "Фраза сохранена", "The phrase is saved";
    edit: "Изменить", "Edit";
    delete: "Удалить", "Delete";
    deleted: "Фраза удалена", "The phrase is deleted";
    bring_back: "Вернуть", "Bring it back";
    back: "Фраза снова на месте", "The phrase is back";
    changed: "Фразу изменили, пока вы писали. Сохраните ещё раз, и останется ваша.", "Somebody changed the phrase meanwhile. Save once more to keep yours.";
    insert: "Вставить фразу", "Insert a phrase";
    find: "Найти фразу", "Find a phrase";
    found: "Найденные фразы", "Phrases found";
    none: "Таких фраз нет", "No such phrases";
    keys: "↑ ↓ — выбрать, Enter — вставить, Esc — закрыть", "↑ ↓ to choose, Enter to insert, Esc to close";
    manage: "Все фразы", "All phrases";
    slash: "Клавиша / в пустом поле открывает фразы", "The key / in an empty field opens the phrases";
} }
