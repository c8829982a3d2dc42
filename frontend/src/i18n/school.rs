//! Texts of schedules, of the report and of the school's card.

use super::texts;

texts! { Schedules schedules {
    title: "График помощи", "Help schedule";
    lead: "Кто и когда поможет с электронным журналом", "Who helps with the electronic journal, and when";
    helper: "Специалист", "Helper";
    week: "График на неделю", "The week";
    today: "сегодня", "today";
    no_duty: "Сейчас никто не принимает", "Nobody is helping right now";
    free_day: "приёма нет", "none";
    ask: "Задать вопрос", "Ask a question";
    book: "Записаться на консультацию", "Book a consultation";
    empty: "График ещё не опубликован", "No schedule has been published yet";
    empty_hint: "Спросить можно и сейчас: напишите обращение.", "You can ask right now: write a request.";
    empty_staff_hint: "Загрузите таблицу из приказа: из неё получится черновик графика.", "Load the table of the order: it becomes a draft.";
    public: "Страница для всех", "Public page";
    print: "Печать", "Print";
    contacts: "Ещё способы связаться", "Other ways";
    phone: "Телефон", "Phone";
    email: "Почта", "E-mail";
    room: "Кабинет", "Room";
    journal_mail: "В журнале", "In the journal";
    versions: "Версии графика", "Versions";
    versions_empty: "Версий пока нет.", "No versions yet.";
    load: "Загрузить таблицу", "Load a table";
    created: "создан", "made";
    published: "опубликован", "published";
    import_title: "Загрузка графика", "Load a schedule";
    import_lead: "Вставьте таблицу из приказа или выберите файл. Ничего не сохранится, пока вы не проверите.", "Paste the table of the order or choose a file. Nothing is saved until you have looked at it.";
    year: "Учебный год", "Academic year";
    year_hint: "Например, 2026-2027", "For example, 2026-2027";
    paste: "Таблица", "Table";
    paste_hint: "Скопируйте из Word, Excel или приказа целиком: лишний текст будет пропущен.", "Copy it from Word, Excel or the whole order: other text is left out.";
    paste_placeholder: "Специалист    Пн    Вт    Ср…", "Helper    Mon    Tue    Wed…";
    file: "Файл с таблицей", "A file with the table";
    file_hint: "CSV или текст, UTF-8 или Windows-1251, до 700 КБ.", "CSV or text, UTF-8 or Windows-1251, up to 700 KB.";
    file_drop: "Убрать файл", "Remove the file";
    file_too_large: "Файл больше 700 КБ. Оставьте в нём только таблицу.", "The file is larger than 700 KB. Keep only the table in it.";
    check: "Проверить", "Check";
    checking: "Проверяем…", "Checking…";
    preview: "Что получилось", "What was understood";
    preview_hint: "Проверьте часы и свяжите строки с сотрудниками школы.", "Check the hours and link the rows with the school's staff.";
    errors_title: "Таблицу не удалось прочитать целиком", "The table could not be read as a whole";
    errors_hint: "Исправьте эти места и проверьте ещё раз.", "Correct these places and check again.";
    no_link: "без привязки", "no link";
    ignored: "Пропущенный текст", "Text left out";
    save: "Сохранить черновик", "Save as a draft";
    draft_saved: "Черновик сохранён", "The draft has been saved";
    version_title: "График", "Schedule";
} }

texts! { Coming coming {
    title: "Изменения в ближайшие две недели", "Changes in the next two weeks";
    away: "отсутствует", "away";
    stands_in: "замещает:", "stands in for";
    extra: "дополнительно", "extra";
    over: "закончился", "over";
} }

texts! { ScheduleLife schedule_life {
    agreements: "Согласование", "Agreement";
    missing: "ещё не согласовано", "not agreed yet";
    agree: "Согласовать", "Agree";
    agree_wait: "Утвердить график можно, когда его согласуют все.", "The schedule can be approved when everybody has agreed.";
    protocol_number: "Номер протокола", "Number of the minutes";
    protocol_date: "Дата протокола", "Date of the minutes";
    done_agree: "График согласован", "You have agreed to the schedule";
    approve: "Утвердить", "Approve";
    approve_title: "Утверждение графика", "Approve the schedule";
    approve_hint: "Внесите реквизиты приказа. После этого содержание графика не меняется.", "Enter the order. From then on the content of the schedule does not change.";
    approve_wait: "Утверждает график директор.", "The head approves the schedule.";
    order_number: "Номер приказа", "Number of the order";
    order_date: "Дата приказа", "Date of the order";
    order_appendix: "Приложение", "Appendix";
    order_appendix_hint: "Номер приложения к приказу, если есть", "The number of the appendix, if there is one";
    done_approve: "График утверждён", "The schedule has been approved";
    publish: "Опубликовать", "Publish";
    publish_title: "Публикация графика", "Publish the schedule";
    publish_hint: "С этого дня график действует и его видят все. Прежний останется в списке версий.", "From this day on the schedule is in force and everybody sees it. The previous one stays in the list.";
    publish_wait: "График утверждён, публикует его директор.", "The schedule is approved; the head publishes it.";
    from: "С какого дня", "From which day";
    from_hint: "Сегодня или позже, в учебном году графика", "Today or later, in the schedule's academic year";
    done_publish: "График опубликован", "The schedule has been published";
    reopen: "Вернуть в работу", "Take back to change";
    done_reopen: "График снова черновик", "The schedule is a draft again";
    acts: "Что было с графиком", "What was done";
} }

texts! { Schools schools {
    title: "Школа", "School";
    letters: "Письма не дошли", "Letters that did not arrive";
    letters_hint: "Почтовый сервер отказался от них или три дня не отвечал. Проверьте почту на карточке или скажите человеку сами: в приложении уведомление у него есть. Хранятся 30 дней.", "The mail server refused them, or did not answer for three days. Check the address on the card, or tell the person yourself: in the app they have the notice. They are kept for 30 days.";
    lead: "Как школа называется и как с ней связаться. Это видят все на странице графика.", "What the school is called and how to reach it. Everybody sees this on the schedule's page.";
    name: "Название", "Name";
    zone: "Часовой пояс", "Time zone";
    zone_hint: "По нему считаются часы приёма, например Europe/Moscow.", "Hours are meant in it, such as Europe/Moscow.";
    contacts: "Как обратиться", "How to reach us";
    phone: "Телефон", "Phone";
    email: "Электронная почта", "E-mail";
    room: "Кабинет", "Room";
    room_hint: "Куда можно прийти", "Where to come";
    journal_mail: "Сообщение в журнале", "A message in the journal";
    journal_hint: "Кому писать во внутренней почте журнала", "Whom to write to in the journal's own mail";
    private_from: "С какого класса ученик может не показывать обращение родителям", "From which class on a student may keep a request from the parents";
    private_from_hint: "Такое обращение видят только ученик и те, кто ему помогает.", "Only the student and those who help see such a request.";
    private_never: "не разрешать", "never";
    steps: "Согласование графика помощи", "Agreement to the help schedule";
    steps_hint: "Кто согласует график до утверждения директором. Если никто, директор утверждает его сразу.", "Who agrees to the schedule before the head approves it. When nobody does, the head approves it at once.";
    steps_lines: "По одному в строке, как в приказе", "One a line, as the order words it";
    step_consultant: "Технический консультант (администратор журнала)", "Technical consultant (journal administrator)";
    step_deputies: "Заместители директора", "Deputy heads";
    step_bodies: "Советы и другие органы: вносится их протокол", "Councils and other bodies: their minutes are entered";
    stale: "Карточку школы изменили, пока вы её правили. Ваши правки на месте: проверьте и сохраните ещё раз.", "The card was changed while you edited it. Your edits are still here: check them and save again.";
    unchanged: "Изменений нет", "Nothing to save";
} }
