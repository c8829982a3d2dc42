//! Texts of the log of what was done.

use super::texts;

texts! { Audit audit {
    title: "Журнал действий", "Activity log";
    lead: "Кто, что и когда сделал. Текстов здесь нет, а каждый просмотр журнала тоже в него записывается.", "Who did what, and when. It holds no texts, and each reading of the log is written down in it too.";
    action: "Действие", "Action";
    any_action: "Любое", "Any";
    person: "Кто сделал", "Who did it";
    person_hint: "Начните вводить фамилию: найдутся и те, кто выбыл", "Begin to type the surname; those who left are found too";
    from: "С какого дня", "From";
    to: "По какой день", "To";
    reset: "Сбросить отбор", "Show everything";
    take_off: "Убрать отбор", "Take off the filter";
    one_person: "Один человек", "One person";
    one_object: "Один объект", "One object";
    only_person: "Показать только действия этого человека", "Show only what this person did";
    to_request: "Обращение", "Request";
    to_schedule: "График", "Schedule";
    by_itself: "само собой", "by itself";
    program: "программа", "program";
    of_program: "Или программа", "Or a program";
    no_program: "Не выбрана", "None chosen";
    only_program: "Показать только действия этой программы", "Show only what this program did";
    stranger: "не состоит в школе", "not of the school";
    export: "Скачать таблицей", "Save as a table";
    empty: "Записей пока нет", "Nothing has been done yet";
    empty_hint: "Они появятся, когда кто-нибудь подаст обращение или изменит график.", "Lines appear when somebody files a request or changes the schedule.";
    none_found: "Ничего не нашлось", "Nothing was found";
    none_found_hint: "Сбросьте отбор или выберите другие дни.", "Take off the filters, or choose other days.";
} }
