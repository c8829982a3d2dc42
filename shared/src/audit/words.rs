//! What the codes of the trail are called.

use crate::text::Lang;

/// A code with its Russian and its English words.
type Words = (&'static str, &'static str, &'static str);

/// The actions of a school's trail: those of people as the policy names them, and what happens by itself.
pub const ACTIONS: &[Words] = &[
    ("ticket_file", "Подача обращения", "Filed a request"),
    ("ticket_write", "Сообщение в обращении", "Wrote into a request"),
    ("ticket_work", "Работа над обращением", "Worked on a request"),
    ("ticket_close", "Закрытие обращения", "Closed a request"),
    ("ticket_reopen", "Возобновление обращения", "Reopened a request"),
    ("ticket_rate", "Оценка ответа", "Rated an answer"),
    (
        "close_by_itself",
        "Закрылось само через две недели",
        "Closed by itself after two weeks",
    ),
    ("article_write", "Справочный материал", "A reference material"),
    (
        "consultation_book",
        "Запись на консультацию",
        "Booked a consultation",
    ),
    (
        "consultation_work",
        "Проведение консультации",
        "Worked on a consultation",
    ),
    (
        "consultation_settings",
        "Настройка записи к специалисту",
        "Set how a helper takes bookings",
    ),
    (
        "consultation_free",
        "Запись снята: время больше не по графику",
        "A booking was taken back: its time is in no schedule any more",
    ),
    ("schedule_draft", "Черновик графика", "Drew up a schedule"),
    ("schedule_agree", "Согласование графика", "Agreed to a schedule"),
    ("schedule_approve", "Утверждение графика", "Approved a schedule"),
    ("schedule_publish", "Публикация графика", "Published a schedule"),
    (
        "calendar_publish",
        "Публикация календаря школы",
        "Published the school's calendar",
    ),
    (
        "policy_publish",
        "Публикация сроков рассмотрения",
        "Published within which time requests are considered",
    ),
    (
        "duty_write",
        "Отсутствие, замена или дополнительные часы",
        "An absence, a substitute or extra hours",
    ),
    (
        "schedule_import",
        "Загрузка графика на сервере",
        "Schedule imported at the server",
    ),
    (
        "school_edit",
        "Изменение карточки школы",
        "Changed the school's card",
    ),
    ("school_create", "Создание школы", "Made the school"),
    (
        "person_create",
        "Добавление человека на сервере",
        "Person added at the server",
    ),
    (
        "people_edit",
        "Изменение карточки человека",
        "Changed somebody's card",
    ),
    ("contacts_check", "Проверка контактов", "Checked contacts"),
    ("role_grant", "Изменение ролей", "Changed roles"),
    ("class_edit", "Изменение класса", "Changed a class"),
    (
        "acting_order",
        "Приказ об исполняющем обязанности",
        "Ordered an acting head",
    ),
    (
        "appointment_enter",
        "Внесение приказа о назначении",
        "Entered an appointment",
    ),
    (
        "appointment_approve",
        "Утверждение назначения",
        "Approved an appointment",
    ),
    ("invite", "Приглашение", "Invited somebody"),
    ("consent_record", "Запись согласия", "Recorded a consent"),
    ("account_reset", "Сброс доступа", "Reset an account"),
    (
        "erasure_decide",
        "Решение об удалении данных",
        "Decided on an erasure",
    ),
    ("client_manage", "Управление ключами API", "Managed API clients"),
    (
        "correction_decide",
        "Решение об исправлении данных",
        "Decided on a correction",
    ),
    (
        "correction_ask",
        "Просьба об исправлении данных",
        "Asked for a correction",
    ),
    (
        "erasure_ask",
        "Просьба об удалении данных",
        "Asked for an erasure",
    ),
    ("consent_withdraw", "Отзыв согласия", "Withdrew the consent"),
    (
        "privacy_undo",
        "Отмена отзыва или просьбы",
        "Took a withdrawal or wish back",
    ),
    (
        "consents",
        "Согласие или ознакомление",
        "Gave a consent or read the regulation",
    ),
    ("join", "Вход по приглашению", "Came in by an invitation"),
    (
        "password_reset_slip",
        "Новый пароль по листку",
        "New password by a slip",
    ),
    (
        "appointment_end",
        "Прекращение назначения",
        "Ended an appointment",
    ),
    ("order_run_out", "Срок приказа истёк", "An order ran out"),
    (
        "ticket_share",
        "Доступ второго родителя",
        "Shared with the other parents",
    ),
    (
        "ticket_release",
        "Обращение вернулось в очередь",
        "A request went back to the queue",
    ),
    (
        "ticket_return",
        "Обращение передано помощникам",
        "A request was handed to the helpers",
    ),
    (
        "retention",
        "Удаление по сроку хранения",
        "Removed after its period",
    ),
    ("client_token", "Вход программы", "A program came in"),
    ("platform", "Действие оператора", "An operator's act"),
    ("audit_read", "Просмотр журнала действий", "Read this log"),
    ("demo", "Подготовка демонстрации", "Demonstration set up"),
];

/// Fields and steps. Those that say no more than their action have no words.
const FIELDS: &[Words] = &[
    ("about_child", "о ребёнке", "about the child"),
    ("held", "время придержано", "held for a while"),
    ("booked", "запись", "booked"),
    ("moved", "перенос", "moved"),
    ("cancelled", "отмена", "cancelled"),
    ("waiting", "в очередь", "joined the line"),
    ("left_line", "из очереди", "left the line"),
    ("walk_in", "без записи", "without a booking"),
    ("arrive", "пришёл(пришла)", "came"),
    ("no_show", "не пришёл(пришла)", "did not come"),
    ("result", "итог", "the result"),
    ("request", "стало обращением", "became a request"),
    ("lines", "строки", "rows"),
    ("step", "", ""),
    ("member", "карточка", "card"),
    (
        "agreement_steps",
        "кто согласует график",
        "who agrees to the schedule",
    ),
    ("state", "состояние", "state"),
    ("order", "приказ", "order"),
    ("assign", "назначение", "assigned"),
    ("ask", "уточнение", "asked back"),
    ("answer", "ответ", "answer"),
    ("message", "сообщение", "message"),
    ("note", "внутренняя заметка", "internal note"),
    ("close", "", ""),
    ("reopen", "", ""),
    ("language", "язык", "language"),
    ("name", "название", "name"),
    ("time_zone", "часовой пояс", "time zone"),
    ("contacts", "контакты", "contacts"),
    (
        "require_totp",
        "второй шаг при входе",
        "second step of signing in",
    ),
    (
        "embed_sites",
        "сайты, на которых можно показать график",
        "sites that may show the schedule",
    ),
    ("person", "отбор по человеку", "filtered by person"),
    ("object", "отбор по объекту", "filtered by object"),
    ("action", "отбор по действию", "filtered by action"),
    ("from", "отбор «с»", "filtered from"),
    ("to", "отбор «по»", "filtered to"),
    ("after", "следующая страница", "a further page"),
    ("account", "учётная запись", "sign-in"),
    ("acting", "исполняющий обязанности", "acting head"),
    (
        "addressed_class",
        "без классного руководителя",
        "nobody leads the class",
    ),
    ("applied", "загружено", "applied"),
    ("approve", "удовлетворено", "approved"),
    ("assignee", "исполнитель", "assignee"),
    ("card", "карточка", "card"),
    ("children", "дети", "children"),
    ("parents", "родители", "parents"),
    ("class", "класс", "class"),
    ("consent", "согласие", "consent"),
    (
        "regulation",
        "ознакомление с регламентом",
        "acquaintance with the regulation",
    ),
    ("correct", "исправление", "corrected"),
    ("created", "создание", "made"),
    ("deputy_field", "направление заместителя", "field of the deputy"),
    ("document", "документ", "document"),
    ("email", "почта", "e-mail"),
    ("end", "прекращение", "ended"),
    ("ended_at", "прекращение", "ended"),
    ("erasure", "удаление данных", "erasure"),
    (
        "erasure_taken_back",
        "просьба об удалении снята",
        "wish for erasure over",
    ),
    ("external_id", "номер в журнале", "id in the journal"),
    ("first_director", "первый директор", "first director"),
    ("for_somebody_else", "за другого человека", "for somebody else"),
    ("import", "файл", "a file"),
    ("invitation", "приглашение", "invitation"),
    ("operator_add", "оператор добавлен", "operator added"),
    ("operator_remove", "оператор удалён", "operator removed"),
    ("others", "остальные сеансы", "other sessions"),
    ("password", "пароль", "password"),
    ("phone", "телефон", "phone"),
    ("post", "должность", "post"),
    ("refuse", "отказ", "refused"),
    ("retention", "сроки хранения", "periods of keeping"),
    ("roles", "роли", "roles"),
    ("school", "школа", "school"),
    ("scopes", "права программы", "scopes"),
    ("secret", "секрет", "secret"),
    ("share", "доступ второго родителя", "shared"),
    ("students", "ученики", "students"),
    ("superior", "руководитель", "superior"),
    ("teachers", "классные руководители", "class teachers"),
    ("texts", "тексты", "texts"),
    ("withdrawal", "отзыв согласия", "withdrawal"),
    ("withdrawal_ended", "отзыв согласия прекращён", "withdrawal over"),
    ("week", "неделя", "week"),
    ("national", "производственный календарь", "production calendar"),
    ("days", "особые дни", "days that differ"),
    ("rules", "правила сроков", "rules of terms"),
    ("absence", "отсутствие", "absence"),
    ("extra_hours", "дополнительные часы", "extra hours"),
    ("article", "справочный материал", "reference material"),
    ("reason", "причина", "reason"),
    ("substitute", "замена", "substitute"),
    ("part", "часы отсутствия", "part of the day"),
    ("void", "вычеркнуто как ошибка", "struck as a mistake"),
    ("withdrawn", "отозвано", "withdrawn"),
    ("year", "учебный год", "academic year"),
    ("export", "выгрузка", "export"),
];

fn find(table: &'static [Words], code: &str, lang: Lang) -> Option<&'static str> {
    let (_, ru, en) = table.iter().find(|(known, ..)| *known == code)?;
    Some(lang.pick(ru, en))
}

/// An action in words; none for a code that this version does not know.
pub fn action_words(code: &str, lang: Lang) -> Option<&'static str> {
    find(ACTIONS, code, lang)
}

/// A field or a step in words; nothing where the action says it all, the name itself where this version knows no words.
pub fn field_words(code: &str, lang: Lang) -> &str {
    find(FIELDS, code, lang).unwrap_or(code)
}
