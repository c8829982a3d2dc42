//! Texts of putting down calls and visits, and of acting on several requests at once.

use super::texts;

texts! { Logging logging {
    title: "Записать звонок или визит", "Put down a call or a visit";
    link: "Записать звонок", "Put down a call";
    lead: "Человек увидит обращение как своё.", "The person will see the request as theirs.";
    who: "Кто обратился", "Who called or came";
    who_hint: "Две буквы фамилии, затем стрелки и Enter.", "Two letters of the surname, then arrows and Enter.";
    found_many: "Найдено:", "Found:";
    not_listed: "Нет в списке", "Not in the list";
    guest_hint: "записать имя и телефон", "put down name and telephone";
    guest: "Нет в списке школы", "Not on the school's list";
    guest_name: "Имя", "Name";
    guest_phone: "Телефон", "Telephone";
    channel: "Как обратились", "In which way";
    channel_hint: "Alt и цифра или стрелки.", "Alt and the digit, or arrows.";
    choose_topic: "Выберите тему", "Choose a topic";
    asked: "О чём спросили", "What was asked";
    answer: "Ответили сразу", "Answered at once";
    answer_hint: "Если ответа ещё нет, оставьте пустым: обращение встанет в очередь.", "Leave it empty when there is no answer yet: the request joins the queue.";
    save: "Записать", "Save";
    again: "Следующий звонок", "The next call";
    open: "Открыть обращение", "Open the request";
} }

texts! { Bulk bulk {
    choose: "Отметить обращение", "Mark the request";
    bar: "С отмеченными", "With the marked ones";
    assign: "Назначить", "Assign";
    topic: "Сменить тему", "Change the topic";
    answer: "Ответить", "Answer";
    ask: "Уточнить", "Ask back";
    drop: "Снять отметки", "Unmark all";
    whom: "Кому", "To whom";
    nobody: "никому: вернуть в очередь", "nobody: back to the queue";
    text: "Текст для каждого", "The text for each";
    topic_label: "Новая тема", "The new topic";
    send: "Сделать", "Do it";
    failed: "Не получилось, отметки остались:", "These were refused and stay marked:";
    too_many: "За один раз можно отметить не больше пятидесяти.", "Fifty at most can be marked at once.";
} }
