//! Texts of signing in with a second step, of a forgotten password, and of "Sign-in and security".

use super::texts;

texts! { Door door {
    code_title: "Код из приложения", "A code of your app";
    code_lead: "Пароль верный. Осталось ввести код.", "The password fits. Now the code.";
    code: "Код", "Code";
    code_hint: "Шесть цифр из приложения на телефоне или один из запасных кодов.", "Six digits of the app on your phone, or one of your recovery codes.";
    back: "Ввести пароль заново", "Enter the password again";
    no_phone: "Нет ни телефона, ни запасных кодов? Скажите администратору журнала в школе: он передаст просьбу тем, кто может отключить код.", "Neither phone nor recovery codes? Tell your school's journal administrator, who will pass it on to those who can turn the code off.";
    forgot: "Забыли пароль?", "Forgot the password?";
    forgot_title: "Забыли пароль", "Forgot the password";
    forgot_lead: "Пришлём письмо со ссылкой, по которой можно задать новый.", "We will send a letter with a link that sets a new one.";
    forgot_send: "Прислать ссылку", "Send the link";
    sent_title: "Проверьте почту", "Check your mail";
    sent: "Если вы так входите и почта у вас подтверждена, через минуту-другую придёт письмо со ссылкой. Она действует час.", "If you sign in like this and your address is confirmed, a letter with a link comes in a minute or two. It works for an hour.";
    sent_hint: "Письма нет? Загляните в «Спам» и проверьте, та ли это почта. Если почту вы не указывали, попросите в школе листок для нового пароля: его печатает администратор журнала.", "No letter? Look into the spam folder, and whether it is that address. If you have given no address, ask your school for a slip for a new password: the journal administrator prints it.";
    to_login: "Ко входу", "To the sign-in";
    again: "Отправить ещё раз", "Send again";
    reset_title: "Новый пароль", "A new password";
    reset_lead: "Придумайте пароль, который нигде больше не используете.", "Choose one that you use nowhere else.";
    new_password: "Новый пароль", "New password";
    new_hint: "Не короче 10 знаков. Проще всего запомнить три-четыре слова подряд.", "At least 10 characters. Three or four words in a row are the easiest to remember.";
    set: "Сохранить пароль", "Save the password";
    set_done: "Пароль сохранён. Войдите с ним.", "The password is saved. Sign in with it.";
    no_link: "Ссылка открылась не целиком", "The link is not whole";
    no_link_hint: "Откройте её из письма ещё раз или попросите новую.", "Open it from the letter once more, or ask for a new one.";
} }

texts! { SecurityTexts security {
    title: "Вход и безопасность", "Sign-in and security";
    lead: "Эти настройки только ваши: школа их не видит и не меняет.", "These settings are yours alone: a school neither sees nor changes them.";
    open: "Вход и безопасность", "Sign-in and security";
    names: "Чем вы входите", "What you sign in with";
    confirmed: "подтверждено", "confirmed";
    works: "действует", "works";
    waits: "ждёт кода из письма", "waits for the code";
    add: "Добавить", "Add";
    value: "Почта, телефон или логин", "E-mail, phone or login name";
    value_hint: "На почту придёт письмо с кодом. Телефон и логин заработают сразу, но забытый пароль по ним не восстановить: СМС мы не отправляем.", "An address gets a letter with a code. A phone number or a login name works at once, but cannot restore a forgotten password: we send no text messages.";
    no_mail: "Письма отсюда пока не уходят, поэтому подтвердить почту нельзя. Телефон или логин добавить можно.", "No letters are sent from here yet, so an address cannot be confirmed. A phone number or a login name can be added.";
    no_address: "Добавьте почту: без неё вы сами не восстановите забытый пароль.", "Add an address: without one you cannot restore a forgotten password yourself.";
    password_now: "Ваш пароль", "Your password";
    added: "Добавлено", "Added";
    code_sent: "Код отправлен на почту", "The code is on its way";
    code: "Код из письма", "The code of the letter";
    confirm: "Подтвердить", "Confirm";
    resend: "Выслать код ещё раз", "Send another code";
    again: "Подтвердить ещё раз", "Confirm again";
    send_code: "Выслать код", "Send the code";
    proven: "Почта подтверждена", "The address is confirmed";
    slip: "Новый пароль вы задали по листку из школы. Проверьте, что всё в этом списке ваше, незнакомое удалите. То, чем вы входили раньше, пока удалить нельзя.", "You set the new password by a slip of the school. Check that everything in this list is yours, and remove what you do not know. What you signed in with before cannot be removed for now.";
    slip_again: "Подтвердите прежнюю почту ещё раз: тогда будет ясно, что это вы.", "Confirm the earlier address again: it shows that it is you.";
    slip_new: "Если прежней почты больше нет, подтвердите новую: через две недели станет ясно, что это вы.", "If there is no earlier address, confirm a new one: after two weeks it shows that it is you.";
    remove: "Удалить", "Remove";
    removed: "Удалено", "Removed";
    password: "Пароль", "Password";
    change: "Сменить пароль", "Change the password";
    change_hint: "На других устройствах нужно будет войти заново.", "Other devices will have to sign in again.";
    changed: "Пароль изменён", "The password is changed";
    changed_at: "Изменён", "Changed";
    totp: "Второй шаг при входе", "A second step at sign-in";
    totp_why: "После пароля спросим код из приложения на вашем телефоне. Даже если пароль узнают, без телефона не войдут.", "After the password we ask for a code of an app on your phone. Even who learns the password does not get in without the phone.";
    totp_on: "Включён", "On";
    totp_off: "Выключен", "Off";
    totp_wanted: "Ваша школа просит сотрудников входить в два шага.", "Your school asks its staff to sign in with two steps.";
    turn_on: "Включить", "Turn on";
    turn_off: "Выключить", "Turn off";
    turned_off: "Второй шаг выключен", "The second step is off";
    new_phone: "Другой телефон", "Another phone";
    new_codes: "Новые запасные коды", "New recovery codes";
    own_code: "Код из приложения или запасной", "A code of the app, or a recovery code";
    scan: "Откройте приложение для кодов (подойдёт любое: Яндекс Ключ, Google Authenticator, Aegis) и наведите его на картинку.", "Open an app for codes (any will do: Google Authenticator, Aegis, Yandex Key) and point it at the picture.";
    scan_alt: "QR-код для приложения с кодами", "QR code for the app";
    by_hand: "Не получается навести? Введите этот ключ в приложении:", "Cannot scan? Type this key into the app:";
    on_phone: "Вы читаете это на том же телефоне:", "You are reading this on that very phone:";
    open_app: "открыть приложение", "open the app";
    first_code: "Код, который показало приложение", "The code that the app shows";
    finish: "Готово", "Done";
    codes_title: "Запасные коды", "Recovery codes";
    codes_why: "Если телефона не окажется под рукой, войти поможет любой из них. Каждый сработает один раз. Больше мы их не покажем: сохраните или распечатайте сейчас.", "When the phone is not at hand, any of these lets you in. Each works once. We will not show them again: save or print them now.";
    print: "Распечатать", "Print";
    kept: "Я сохранил коды", "I have saved the codes";
    sessions: "Где вы вошли", "Where you are signed in";
    here: "это устройство", "this device";
    began: "вход", "signed in";
    used: "последний раз", "last used";
    end: "Завершить", "End";
    ended: "Вход завершён", "Ended";
    end_others: "Выйти на других устройствах", "Sign out everywhere else";
    others_ended: "На других устройствах вы вышли", "Signed out everywhere else";
    only_here: "Больше нигде. Незнакомое устройство в этом списке — повод сменить пароль.", "Nowhere else. A device in this list that you do not know is a reason to change the password.";
    unknown_device: "Не узнаёте устройство? Завершите вход и смените пароль.", "A device that you do not know? End it and change the password.";
    require: "Сотрудники входят в два шага", "Staff sign in with two steps";
    require_hint: "Пока сотрудник не включит второй шаг, разделы школы ему закрыты. Родителей и учеников это не касается. Сначала включите его у себя.", "Until somebody of the staff turns it on, the school's pages are closed to them. Parents and students are not asked. Turn it on for yourself first.";
} }

/// `осталось кодов: 9`
pub fn codes_left(n: u32) -> String {
    super::lang()
        .pick("запасных кодов осталось: ", "recovery codes left: ")
        .to_owned()
        + &n.to_string()
}
