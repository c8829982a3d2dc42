//! Texts of people, classes, imports and the next academic year.

use podskazka_shared::text::Lang;

use super::{lang, texts};

texts! { People people {
    title: "Люди", "People";
    lead: "Ученики, родители и сотрудники школы", "Students, parents and staff of the school";
    search: "Поиск по имени", "Search by name";
    search_hint: "Начало фамилии, имени или отчества", "The beginning of any part of the name";
    role: "Роль", "Role";
    all_roles: "Все роли", "All roles";
    class: "Класс", "Class";
    all_classes: "Все классы", "All classes";
    no_class: "Без класса", "Without a class";
    status: "Кто показан", "Who is shown";
    active: "Сейчас в школе", "In the school now";
    ended: "Выбыли", "Have left";
    list: "Список людей", "List of people";
    empty: "Никого не нашлось", "Nobody found";
    empty_hint: "Проверьте поиск и отборы или добавьте человека.", "Check the search and the filters, or add somebody.";
    add: "Добавить", "Add";
    import: "Загрузить список", "Load a list";
    slips: "Листки для входа", "Slips to come in";
    account: "Есть вход", "Signs in";
    no_account: "Входа нет", "No sign-in";
    back: "Люди", "People";
    new_title: "Новая карточка", "A new card";
    new_hint: "Карточка принадлежит школе. Входить по ней можно после приглашения.", "The card is the school's. Its owner can sign in after an invitation.";
    name: "Фамилия, имя и отчество", "Full name";
    post: "Должность", "Post";
    email: "Почта в карточке", "E-mail on the card";
    contact_hint: "Запись школы: вход человека от неё не меняется.", "The school's note: it changes nothing about how the person signs in.";
    phone: "Телефон в карточке", "Phone on the card";
    external: "Номер в журнале", "Id in the journal";
    own_card: "Имя и номер в журнале на вашей карточке меняет другой сотрудник. Исправление можно попросить в «Моих данных».", "The name and the id in the journal on your own card are changed by somebody else. Ask for a correction under “My data”.";
    external_hint: "По этому номеру человека узнаёт загрузка списка", "By it a loaded list knows people";
    make: "Создать карточку", "Make the card";
    card: "Карточка", "Card";
    unchanged: "Ничего не изменилось", "Nothing has changed";
    stale: "Карточку изменили, пока она была открыта. Показано то, что есть сейчас; ваши правки на месте, проверьте и сохраните.", "The card changed while it was open. You see it as it is now; what you typed is still here, check and save.";
    roles: "Роли", "Roles";
    roles_hint: "Права меняются сразу. Свои роли меняет кто-то другой.", "Rights change at once. Somebody else changes your own roles.";
    roles_several: "Можно отметить несколько", "Several may be ticked";
    save_roles: "Сохранить роли", "Save the roles";
    superior: "Руководитель", "Superior";
    superior_default: "Директор (по умолчанию)", "The head (by default)";
    superior_reset: "Вернуть директора", "Back to the head";
    deputy: "Направление", "Field";
    deputy_none: "Не указано", "Not told";
    children: "Дети", "Children";
    parents: "Родители", "Parents";
    no_children: "Дети не указаны: родитель не увидит их обращений.", "No children are tied: the parent does not see their requests.";
    child_left: "выбыл", "has left";
    no_parents: "Родители не указаны.", "No parents are tied.";
    add_child: "Связать с учеником", "Tie to a student";
    add_parent: "Связать с родителем", "Tie to a parent";
    remove: "Убрать", "Remove";
    leads: "Классное руководство", "Class teacher of";
    end: "Закончить членство", "End the membership";
    end_hint: "Права пропадут сразу, открытые обращения вернутся в очередь. Историю это не стирает, членство можно вернуть.", "The rights end at once, open requests go back to the queue. History stays, and the membership can be reopened.";
    reopen: "Вернуть в школу", "Reopen the membership";
    ended_note: "Членство закончено", "The membership has ended";
    done_end: "Членство закончено", "The membership has ended";
    done_reopen: "Членство возвращено", "The membership is open again";
    pick_none: "Никого не нашлось.", "Nobody found.";
    pick_hint: "Начните вводить имя", "Begin to type the name";
    import_title: "Загрузка списка", "Load a list";
    import_lead: "Ученики, родители и сотрудники одним файлом. Ничего не сохранится, пока вы не посмотрите, что получится.", "Students, parents and staff in one file. Nothing is saved until you have seen what it does.";
    columns: "Какие нужны столбцы", "Which columns are needed";
    columns_text: "Обязательны: номер в журнале (ID), ФИО, роль. По желанию: класс, родители или дети (их номера в журнале через запятую), должность, почта, телефон, классное руководство. Повторная загрузка узнаёт людей по номеру в журнале.", "Needed: id in the journal (ID), name, role. Optional: class, parents or children (their ids in the journal, separated by commas), post, e-mail, phone, class teacher of. Loaded again, people are known by their id in the journal.";
    paste: "Таблица", "Table";
    paste_hint: "Скопируйте таблицу вместе с заголовками.", "Copy the table with its headings.";
    paste_placeholder: "ID    ФИО    Роль    Класс…", "ID    Name    Role    Class…";
    file_hint: "CSV или текст, UTF-8 или Windows-1251, до 4 МБ.", "CSV or text, UTF-8 or Windows-1251, up to 4 MB.";
    file_too_large: "Файл больше 4 МБ. Разделите его.", "The file is larger than 4 MB. Split it.";
    look: "Посмотреть", "Look";
    looking: "Читаем…", "Reading…";
    outcome: "Что получится", "What it does";
    create: "Новых", "New";
    change: "Изменятся", "Changed";
    same: "Без изменений", "Unchanged";
    missing: "Нет в файле", "Not in the file";
    losing: "Теряют связи", "Lose ties";
    lost_ties: "Больше не связаны:", "Tied no more:";
    lost_classes: "Больше не ведут:", "Lead no more:";
    new_classes: "Появятся классы:", "New classes:";
    ignored: "Пропущены столбцы:", "Columns left out:";
    rows: "Показать строки", "Rows";
    rows_empty: "Таких строк нет.", "No such rows.";
    apply: "Применить", "Apply";
    applying: "Применяем…", "Applying…";
    progress: "Ход загрузки", "Progress";
    applied: "Список загружен", "The list has been loaded";
    nothing: "В файле ничего нового: применять нечего.", "The file says nothing new.";
    again: "Загрузить ещё", "Load another";
    changed_since: "Пока вы смотрели, в школе что-то изменилось. Посмотрите ещё раз: числа обновлены.", "Something changed in the school meanwhile. Look again: the numbers are new.";
} }

texts! { Classes classes {
    title: "Классы", "Classes";
    empty: "Классов пока нет", "No classes yet";
    empty_hint: "Добавьте класс здесь или загрузите список людей: классы появятся сами.", "Add a class here, or load a list of people: classes come with it.";
    empty_year: "В этом году классов не было", "There were no classes in that year";
    years: "Учебный год", "Academic year";
    add: "Добавить класс", "Add a class";
    name: "Название класса", "Name of the class";
    name_hint: "Например, 7А", "For example, 7А";
    made: "Класс создан", "The class has been made";
    list: "Список классов", "List of classes";
    next_year: "Новый учебный год", "The next academic year";
    back: "Классы", "Classes";
    one: "Класс", "The class";
    students: "Ученики", "Students";
    no_students: "В классе пока никого.", "Nobody is in the class yet.";
    add_student: "Добавить ученика", "Add a student";
    add_student_hint: "Ученик из другого класса переведётся сюда.", "A student of another class moves here.";
    new_student: "Новый ученик", "A new student";
    remove: "Убрать из класса", "Take out of the class";
    teachers: "Классные руководители", "Class teachers";
    no_teachers: "Не назначены.", "None yet.";
    add_teacher: "Назначить руководителя", "Set a class teacher";
    add_teacher_hint: "Показаны люди с ролью классного руководителя: её дают на карточке.", "People with the role of class teacher; it is given on the card.";
    rename: "Переименовать", "Rename";
    year_lead: "Классы перейдут на год старше, выпускники закончат, прошлый год останется как есть.", "Classes go up by one, leavers end, the past year stays as it is.";
    leaves: "Выпускается", "Leaves";
    becomes: "Станет", "Becomes";
    leavers: "Ученики, которые закончат", "Students who leave";
    parents: "Родители, которые закончат вместе с ними", "Parents who leave with them";
    nobody: "Никто.", "Nobody.";
    unclassed: "Учеников без класса: они останутся без класса.", "Students without a class: they stay without one.";
    understood: "Всё верно, отменить это нельзя", "All this is right, and it cannot be undone";
    advance: "Начать новый год", "Begin the new year";
    advanced: "Новый учебный год начат", "The new academic year has begun";
    year_changed: "Пока вы смотрели, что-то изменилось. Проверьте список ещё раз.", "Something changed meanwhile. Look at the list again.";
    early: "Текущий учебный год ещё идёт. Обычно новый начинают летом.", "The present year still runs. A new one is usually begun in summer.";
    year_begun: "Новый учебный год уже начат", "The new academic year has begun already";
    some: "Отметить отдельных учеников", "Tick single students";
    goes_on: "Переходит дальше", "Goes on";
    repeats: "Остаётся на второй год", "Repeats the year";
    some_repeat: "остаются на второй год:", "repeat the year:";
    repeating: "Остаются на второй год", "Repeat the year";
    repeating_hint: "Они останутся в школе без класса: впишите их в классы после перехода.", "They stay in the school without a class: put them into classes afterwards.";
    some_leave: "из них закончат:", "of them leave:";
    students_no_more: "Закончат учиться, но останутся в школе", "Students no more, but still at the school";
    students_no_more_hint: "У них есть и другая роль. Роль ученика, класс и связь с родителями закончатся.", "They have another role too. The role of a student, the class and the ties to parents end.";
    year_empty: "Переводить некого", "There is nothing to advance";
    tick: "Выпускается весь класс", "The whole class leaves";
} }

/// `Закончить членство тех, кого нет в файле: 3`
pub fn end_missing(n: u32) -> String {
    match lang() {
        Lang::Ru => format!("Закончить членство тех, кого нет в файле: {n}"),
        Lang::En => format!("End the memberships of those not in the file: {n}"),
    }
}

/// `Пропадут связи с детьми и родителями или классное руководство: 3 …`
pub fn losing(n: u32) -> String {
    match lang() {
        Lang::Ru => format!(
            "Потеряют связь с детьми или родителями или классное руководство: {n}. Кто и что, показано в строках «Теряют связи»."
        ),
        Lang::En => format!(
            "Lose ties to children or parents, or classes that they lead: {n}. Who and what, the rows “Lose ties” show."
        ),
    }
}

/// `Показаны первые 200 мест из 3417.`
pub fn first_errors(first: u32, total: u32) -> String {
    match lang() {
        Lang::Ru => format!("Показаны первые {first} ошибок из {total}. Возможно, перепутаны столбцы."),
        Lang::En => format!("The first {first} of {total} errors. Perhaps the columns are mixed up."),
    }
}

/// `25 учеников` next to a class.
pub fn students_count(n: u32) -> String {
    super::phrases::counted(
        n,
        ("ученик", "ученика", "учеников"),
        ("student", "students", "students"),
    )
}
