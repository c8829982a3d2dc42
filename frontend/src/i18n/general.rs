//! Texts that every screen shares, of signing in, of the ways around and of the profile.

use super::texts;

texts! { General general {
    product: "Подсказка", "Podskazka";
    today: "сегодня", "today";
    tomorrow: "завтра", "tomorrow";
    yesterday: "вчера", "yesterday";
    till: "до", "until";
    of: "из", "of";
    you: "вы", "you";
    send: "Отправить", "Send";
    sending: "Отправляем…", "Sending…";
    retry: "Повторить", "Try again";
    cancel: "Отмена", "Cancel";
    undo: "Отменить", "Undo";
    close_dialog: "Закрыть окно", "Close";
    save: "Сохранить", "Save";
    saved: "Сохранено", "Saved";
    copy: "Скопировать", "Copy";
    copied: "Скопировано", "Copied";
    copy_by_hand: "Браузер не дал скопировать: выделите текст и скопируйте вручную.", "The browser did not let us copy: mark the text and copy it by hand.";
    history: "История", "History";
    in_audit: "В журнале действий", "In the activity log";
    more: "Показать ещё", "Show more";
    loading: "Загружаем…", "Loading…";
    skip: "К содержанию", "Skip to content";
    check_fields: "Проверьте, пожалуйста:", "Please check:";
    network: "Нет связи. То, что вы написали, сохранено: проверьте интернет и повторите.", "No connection. What you wrote is kept: check the network and try again.";
    offline: "Нет связи. То, что вы пишете, сохраняется на этом устройстве.", "You are offline. What you type is kept on this device.";
    unreadable: "Страница не поняла ответа. Обновите её: возможно, Подсказка изменилась.", "The page did not understand the answer. Reload it: Podskazka may have changed.";
    already_sent: "Похоже, в прошлый раз текст всё же дошёл. Обновите страницу и проверьте, прежде чем отправлять снова.", "It seems that your text did arrive the last time. Reload the page and look before you send again.";
    trace: "Номер для поддержки:", "Reference:";
    not_fresh: "Не удалось обновить: показано то, что было раньше.", "Could not be read anew: this is how it was before.";
    failed: "Не получилось загрузить", "This could not be loaded";
    not_found: "Такой страницы нет", "There is no such page";
    not_found_hint: "Адрес мог измениться, или страница вам недоступна.", "The address may have changed, or the page is not open to you.";
    go_home: "На главную", "To the start";
    wall_title: "Нужен второй шаг при входе", "A second step is needed";
    wall: "Школа просит сотрудников входить в два шага: после пароля — код из приложения на телефоне. Это займёт пару минут.", "The school asks its staff to sign in with two steps: after the password a code of an app on the phone. It takes a couple of minutes.";
    wall_go: "Включить второй шаг", "Turn the second step on";
    no_school: "Вас пока нет ни в одной школе", "You do not belong to a school yet";
    no_school_hint: "Попросите администратора журнала вашей школы добавить вас.", "Ask your school's journal administrator to add you.";
    forbidden: "Этот раздел для других ролей", "This part is for other roles";
    forbidden_hint: "Если он вам нужен, обратитесь к администратору журнала.", "If you need it, ask the journal administrator.";
    closed: "Разделы школы закрыты", "The school's screens are closed";
    closed_hint: "Согласие на обработку данных отозвано, или школа сняла ваши роли. Свои данные можно посмотреть и скачать, отзыв согласия можно отменить.", "The consent is withdrawn, or the school took your roles. You may still see and download your data, and take the withdrawal back.";
    my_data: "Мои данные", "My data";
} }

texts! { Auth auth {
    title: "Вход", "Sign in";
    lead: "Помощь с электронным журналом вашей школы", "Help with your school's electronic journal";
    login: "Почта, телефон или логин", "E-mail, phone or login name";
    password: "Пароль", "Password";
    show: "Показать", "Show";
    hide: "Скрыть", "Hide";
    show_password: "Показать пароль", "Show the password";
    submit: "Войти", "Sign in";
    submitting: "Входим…", "Signing in…";
    call_me: "Не получается войти? Попросите школу перезвонить", "Cannot sign in? Ask the school to call you";
    late: "Прошло слишком много времени. Введите пароль ещё раз.", "Too much time has passed. Enter the password again.";
    ended: "Нужно войти ещё раз. То, что вы писали, сохранено.", "Please sign in again. What you wrote is kept.";
} }

texts! { Nav nav {
    label: "Разделы", "Sections";
    queue: "Очередь", "Queue";
    tickets: "Обращения", "Requests";
    my_tickets: "Мои обращения", "My requests";
    mine_short: "Мои", "Mine";
    consultations: "Консультации", "Consultations";
    booking: "Запись", "Booking";
    desk: "Приём", "My day";
    schedule: "График", "Schedule";
    report: "Отчёт", "Report";
    articles: "Материалы", "Materials";
    conduct: "Правила общения", "Rules of conduct";
    phrases: "Фразы", "Phrases";
    callbacks: "Звонки", "Call-backs";
    voices: "Спасибо и предложения", "Thanks and suggestions";
    follow_ups: "Низкие оценки", "Low marks";
    my_class: "Мой класс", "My class";
    my_class_short: "Класс", "Class";
    helpers: "Помощники", "Helpers";
    duty: "Отсутствия и замены", "Absences";
    calendar: "Календарь", "Calendar";
    deadlines: "Сроки", "Terms";
    platform: "Площадка", "Platform";
    school: "Школа", "School";
    audit: "Журнал действий", "Activity log";
    people: "Люди", "People";
    classes: "Классы", "Classes";
    programs: "Программы", "Programs";
    corrections: "Исправления", "Corrections";
    erasures: "Запросы на удаление", "Requests for erasure";
    profile: "Профиль", "Profile";
} }

texts! { Profile profile {
    title: "Профиль", "Profile";
    children: "Дети", "Children";
    class_name: "Класс", "Class";
    switch: "Перейти", "Switch";
    language: "Язык", "Language";
    russian: "Русский", "Русский";
    english: "English", "English";
    security_hint: "Почта и телефон для входа, пароль, устройства", "E-mail and phone for signing in, password, devices";
    open: "Открыть", "Open";
    sign_out: "Выйти", "Sign out";
    sign_out_hint: "Неотправленное уйдёт с этого устройства и вернётся, когда вы войдёте снова, хотя бы и на другом.", "What you have not sent leaves this device, and comes back when you sign in again, also on another one.";
    sign_out_anyway: "Выйти и удалить черновики", "Sign out and delete drafts";
    signed_out: "Вы вышли", "You are signed out";
} }

texts! { NoticeTexts notices {
    title: "С вашим входом произошло:", "What happened to your sign-in:";
    mine: "Это я, убрать", "It was me, put it away";
    not_mine: "Не вы? Проверьте вход и смените пароль", "Not you? Check your sign-in and change the password";
    list: "Что происходило с вашим входом", "What happened to your sign-in";
    none: "За последние три месяца ничего.", "Nothing in the last three months.";
} }
