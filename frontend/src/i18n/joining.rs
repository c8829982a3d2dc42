//! Texts of coming in, of the class's page, of slips and of consents.

use podskazka_shared::text::Lang;

use super::texts;

texts! { Joining joining {
    title: "Приглашение школы", "An invitation of the school";
    step: "Шаг", "Step";
    of: "из", "of";
    code: "Код с листа", "The code on the paper";
    code_hint: "16 букв и цифр, например K7QM-2XPD-9TRA-5HWN. Прописные или строчные, неважно.", "16 letters and digits, such as K7QM-2XPD-9TRA-5HWN. Capitals do not matter.";
    code_lead: "Введите код с листа, который вам дали в школе, или наведите камеру телефона на квадрат.", "Type the code on the paper from the school, or point your phone's camera at the square.";
    next: "Дальше", "Next";
    back: "Назад", "Back";
    for_whom: "Приглашение для", "The invitation is for";
    not_me: "Это не вы? Закройте страницу и верните лист классному руководителю.", "Not you? Close the page and give the paper back to the class teacher.";
    its_me: "Да, это я", "Yes, it is me";
    documents: "Согласие и правила", "Consent and rules";
    documents_lead: "Прочитайте и отметьте. Ничего не отмечено заранее.", "Read and tick. Nothing is ticked beforehand.";
    read_text: "Прочитать текст", "Read the text";
    open_link: "Открыть документ", "Open the document";
    consent: "Я согласен на обработку моих персональных данных", "I consent to the processing of my personal data";
    consent_child: "Согласие и за ребёнка:", "Also for my child:";
    consent_child_hint: "Без отметки у ребёнка своего входа не будет. Отметить можно и позже, в профиле.", "Without the tick the child gets no sign-in. You can do it later in your profile.";
    regulation: "Я ознакомлен с правилами помощи", "I have read the rules of the help desk";
    consent_needed: "Без этого согласия школа не может открыть вам вход. Помощь можно получить лично или по телефону.", "Without this consent the school cannot open a sign-in for you. You can get help in person or by phone.";
    regulation_needed: "Прочитайте правила и отметьте, что прочитали.", "Read the rules and tick that you did.";
    account: "Как вы будете входить", "How you will sign in";
    login: "Телефон или логин", "Phone or login name";
    login_mail: "Почта, телефон или логин", "E-mail, phone or login name";
    login_hint: "Логин придумайте сами, например orlova.m. Школа его не увидит.", "Make up a login name, such as orlova.m. The school will not see it.";
    password: "Придумайте пароль", "Make up a password";
    password_hint: "Не короче 10 знаков: проще всего три-четыре слова.", "At least 10 characters: three or four words are easiest.";
    email_code: "Код из письма", "The code of the letter";
    email_sent: "Мы отправили код на этот адрес. Введите его здесь.", "We sent a code to this address. Enter it here.";
    email_again: "Отправить код ещё раз", "Send the code again";
    finish: "Войти в школу", "Come in";
    have_account: "У меня уже есть вход в Подсказку", "I can sign in to Podskazka already";
    join_own: "Добавить школу к моему входу", "Add the school to my sign-in";
    join_own_lead: "Вы вошли как", "You are signed in as";
    join_own_other: "Это не вы? Выйдите в профиле и откройте приглашение снова.", "Not you? Sign out in the profile and open the invitation again.";
    done: "Добро пожаловать! Вход открыт.", "Welcome! You are in.";
    reset_title: "Новый пароль", "A new password";
    reset_done: "Пароль изменён. Войдите с новым паролем.", "The password is changed. Sign in with the new one.";
    reset_login: "Ваш логин:", "Your login:";
    go_login: "Войти", "Sign in";
} }

texts! { MyClass my_class {
    of_office: "Листки и контакты", "Slips and contacts";
    link: "Листки для входа и контакты класса", "Slips and contacts of the class";
    lead: "Раз в месяц проверьте телефоны и почту. Здесь же видно, кто уже вошёл.", "Check phones and e-mails once a month. You also see who has come in.";
    no_class: "У вас нет класса в этом учебном году", "You have no class this academic year";
    no_class_hint: "Класс назначает администратор журнала или секретарь.", "The journal administrator or the secretary gives you one.";
    empty: "В классе пока никого нет", "Nobody is in the class yet";
    empty_hint: "Учеников добавляет администратор журнала или секретарь.", "The journal administrator or the secretary adds the students.";
    people: "Всего", "People";
    checked: "Проверено в этом месяце", "Checked this month";
    accounts: "Вошли", "Have come in";
    consents: "Согласие есть", "Consented";
    acquaintances: "Ознакомлены", "Have read the rules";
    student: "ученик", "student";
    parent: "родитель", "parent";
    no_contacts: "контактов нет", "no contacts";
    has_account: "вошёл", "came in";
    no_account: "ещё не вошёл", "not in yet";
    has_consent: "согласие", "consent";
    no_consent: "нет согласия", "no consent";
    has_read: "ознакомлен", "read the rules";
    invited: "приглашение до", "invited until";
    invite_over: "приглашение истекло", "invitation expired";
    check: "Контакты верны", "Contacts are right";
    check_done: "Проверено", "Checked";
    edit: "Исправить", "Correct";
    invite: "Пригласить", "Invite";
    invite_again: "Новый код", "New code";
    reset: "Новый пароль", "New password";
    withdraw: "Отозвать", "Take back";
    withdrawn: "Приглашение отозвано", "The invitation is taken back";
    invite_all: "Пригласить всех, кто ещё не вошёл", "Invite everybody who is not in yet";
    nobody_left: "Приглашать некого: у всех есть вход или приглашение", "Nobody to invite: everybody is in or has an invitation";
    phone: "Телефон", "Phone";
    email: "Почта", "E-mail";
    contacts_hint: "Это контакты для школы. Войти по ним нельзя.", "These are for the school. Nobody can sign in with them.";
    no_parents: "родители не указаны", "no parents noted";
} }

texts! { Slips slips {
    title: "Листы с приглашениями", "Slips";
    lead: "Коды видны только сейчас: распечатайте листы, разрежьте и раздайте лично. Потерянный код замените новым.", "The codes are visible only now: print the slips, cut them and hand them over yourself. A lost code is replaced by a new one.";
    print: "Печать", "Print";
    close: "Убрать с экрана", "Close";
    left_out: "Без листа остались:", "No slip for:";
    scan: "Наведите камеру телефона или откройте", "Point your phone's camera, or open";
    code: "Код", "Code";
    until: "Действует до", "Good until";
    secret: "Код только для вас. Не показывайте его никому.", "The code is for you only. Show it to nobody.";
    invitation: "Вход в Подсказку: помощь с электронным журналом", "Your way into Podskazka: help with the electronic journal";
    reset: "Новый пароль для входа в Подсказку", "A new password for Podskazka";
    qr: "QR-код приглашения", "QR code of the invitation";
    stack_title: "Листки для входа", "Slips to come in";
    stack_lead: "Листок с кодом получает каждый, кто ещё не входил: учитель, сотрудник, родитель, ученик.", "Everybody who has not come in yet gets a slip with a code: teachers, staff, parents, students.";
    make: "Напечатать стопкой", "Print a stack";
    whom: "Кому", "For whom";
    whom_hint: "Всем с этой ролью, у кого нет ни входа, ни листка. За один раз не больше 200.", "Everybody in this role who has neither a sign-in nor a slip. At most 200 at a time.";
    choose: "Выберите роль", "Choose a role";
    make_send: "Сделать листки", "Make the slips";
    by_class: "Учеников с родителями удобнее звать по классам", "Students and parents are easier to invite by class";
    nobody: "Звать некого: у всех с этой ролью есть вход или листок", "Nobody to invite: everybody in this role has a sign-in or a slip";
    open: "Листки, которые ждут", "Slips that wait";
    none_open: "Все листки использованы, отозваны или истекли.", "All slips are used, taken back or over.";
    printed_by: "напечатал(а)", "printed by";
    take_back: "Отозвать", "Take back";
    taken_back: "Листок больше не действует", "The slip works no more";
} }

texts! { Entry entry {
    title: "Вход и документы", "Sign-in and documents";
    has_account: "Вход есть", "Signs in";
    no_account: "Ещё не входил(а)", "Has not come in yet";
    invite: "Пригласить", "Invite";
    invite_again: "Новый код приглашения", "A new invitation code";
    not_yours: "Пригласить может директор или администратор журнала.", "The head or the journal administrator invites them.";
    reset: "Новый пароль", "New password";
    reset_hint: "Листок с кодом. Владелец узнает о нём, прежний пароль действует, пока листок не использован.", "A slip with a code. Its owner is told; the old password works until the slip is used.";
    consent: "Согласие на обработку данных", "Consent to personal data processing";
    acquaintance: "Ознакомление с правилами", "Acquaintance with the rules";
    no_consent: "нет", "none";
    not_read: "нет", "none";
    no_consent_needed: "Согласие не нужно: данные сотрудников школа обрабатывает по трудовому закону.", "No consent is needed: staff are processed by labour law.";
    given: "есть,", "given,";
    on_paper: "на бумаге", "on paper";
    paper_consent: "Согласие на бумаге", "Consent on paper";
    paper_read: "Ознакомлен(а) на бумаге", "Has read on paper";
    paper_date: "Дата на бумаге", "The date on the paper";
    paper_done: "Записано", "Recorded";
    signed_by: "Кто подписал", "Who signed";
    signed_hint: "Согласие за ученика подписывает родитель.", "A parent signs for a student.";
    signed_name: "Кто подписал: имя законного представителя", "Who signed: the legal representative's name";
    signed_name_hint: "У ученика нет связанных родителей. Если карточка родителя есть, сначала свяжите их.", "The student has no tied parents. If a parent has a card, tie them first.";
    choose: "Выберите", "Choose";
    void: "Записано по ошибке", "Recorded by mistake";
    voided: "Запись вычеркнута", "The record is struck";
    withdraw: "Отозвано на бумаге", "Withdrawn on paper";
    withdraw_hint: "Доступ семьи закроется сразу, директор получит просьбу удалить данные. Ошибку в записи исправляют кнопкой «Записано по ошибке».", "The family's access closes at once, and the head gets a request to erase the data. A wrong record is struck with “Recorded by mistake”.";
    withdraw_send: "Записать отзыв согласия", "Record the withdrawal";
    withdrawn: "Отзыв записан", "The withdrawal is recorded";
} }

/// `Ещё 12 человек без листка: …`
pub fn slips_rest(n: u32) -> String {
    let people = super::phrases::counted(
        n,
        ("человек", "человека", "человек"),
        ("person", "people", "people"),
    );
    match super::lang() {
        Lang::Ru => format!("Без листка ещё {people}. Распечатайте эту стопку и сделайте следующую."),
        Lang::En => format!("{people} still without a slip. Print this stack, then make the next one."),
    }
}

texts! { Consents consents {
    title: "Согласия и правила", "Consents and rules";
    lead: "Что вы разрешили школе и что прочитали", "What you allowed the school and what you have read";
    own: "Мои данные", "My data";
    given: "Согласие дано", "Consent given";
    paper: "на бумаге", "on paper";
    not_given: "Согласия нет", "No consent";
    give: "Дать согласие", "Give the consent";
    withdraw: "Отозвать", "Take back";
    given_now: "Согласие записано", "Your consent is recorded";
    by_law: "Данные сотрудников школа обрабатывает по трудовому закону.", "Staff are processed by labour law.";
    by_parent: "Согласие даёт один из родителей.", "One of your parents gives the consent.";
    read: "Прочитано", "Read";
    due: "Правила обновились: прочитайте их и отметьте.", "The rules are new: read them and tick.";
    acquaint: "Я ознакомлен с правилами", "I have read the rules";
    acquainted: "Спасибо, записали", "Thank you, noted";
    banner: "Ознакомьтесь с правилами помощи школы.", "Please read the rules of the help desk.";
    banner_link: "Прочитать", "Read them";
} }

texts! { Documents documents {
    title: "Документы школы", "The school's documents";
    lead: "Текст согласия и правила, которые видит каждый, кто входит впервые. Новая редакция правил покажется всем; данные согласия останутся.", "The consent and the rules that everybody sees when they come in. New rules are shown to all; consents that were given stay.";
    link_to: "Согласие и правила", "Consent and rules";
    version: "Редакция", "Version";
    from: "от", "of";
    order: "Приказ №", "Order No.";
    edit: "Новая редакция", "New version";
    heading: "Название", "Title";
    text: "Текст", "Text";
    link: "Ссылка на документ", "Link to the document";
    link_hint: "Если документ лежит на сайте школы. Для согласия нужен и сам текст.", "If the document stands on the school's site. A consent needs its text as well.";
    order_number: "Номер приказа", "Number of the order";
    order_date: "Дата приказа", "Date of the order";
    save: "Ввести в действие", "Put in force";
    saved: "Новая редакция действует", "The new version is in force";
    versions: "Прежние редакции", "Earlier versions";
} }
