//! The words of letters about one's sign-in: what happened, and what to do if it was not oneself.

use chrono::{DateTime, Utc};
use podskazka_shared::text::Lang;

use super::letters::Letter;

/// Subject and text.
pub(super) fn words(letter: &Letter, lang: Lang, origin: &str) -> (String, String) {
    let Parts { subject, text, alarm } = parts(letter, lang, origin);
    let alarm = alarm.map_or_else(String::new, |whom| match lang {
        Lang::Ru => format!(
            "\n\nЕсли это были не вы, сразу задайте новый пароль: {origin}/forgot\nи скажите {} вашей школы.",
            whom.label(lang)
        ),
        Lang::En => format!(
            "\n\nIf this was not you, set a new password at once: {origin}/forgot\nand tell your school's {}.",
            whom.label(lang)
        ),
    });
    let signed = lang.pick(
        "Подсказка, помощь с электронным журналом",
        "Podskazka, help with the electronic journal",
    );
    (subject, format!("{text}{alarm}\n\n{signed}\n{origin}\n"))
}

struct Parts {
    subject: String,
    text: String,
    /// Whom to tell when it was somebody else.
    alarm: Option<Whom>,
}

#[derive(Clone, Copy)]
enum Whom {
    Administrator,
    /// When the administrator may be the one.
    Head,
}

impl Whom {
    /// In the dative.
    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Administrator => lang.pick("администратору журнала", "journal administrator"),
            Self::Head => lang.pick("директору", "head"),
        }
    }
}

fn parts(letter: &Letter, lang: Lang, origin: &str) -> Parts {
    let plain = |subject: &str, text: String| Parts {
        subject: subject.to_owned(),
        text,
        alarm: None,
    };
    let alarm = |subject: &str, text: String| Parts {
        subject: subject.to_owned(),
        text,
        alarm: Some(Whom::Administrator),
    };
    let to_head = |subject: &str, text: String| Parts {
        subject: subject.to_owned(),
        text,
        alarm: Some(Whom::Head),
    };
    match (letter, lang) {
        (Letter::Code { code }, Lang::Ru) => plain(
            &format!("{code} — код для входа по этой почте"),
            format!(
                "Код: {code}\n\nВведите его в профиле, в разделе «Вход и безопасность». Код действует час.\n\
                 Если вы ничего не добавляли, просто удалите это письмо: без кода ничего не изменится. Никому не говорите код."
            ),
        ),
        (Letter::Code { code }, Lang::En) => plain(
            &format!("{code} is the code for this address"),
            format!(
                "The code: {code}\n\nEnter it in your profile, under “Sign-in and security”. It works for an hour.\n\
                 If you added nothing, just delete this letter: without the code nothing changes. Tell nobody the code."
            ),
        ),
        (Letter::JoinCode { code }, Lang::Ru) => plain(
            &format!("{code} — код для входа по этой почте"),
            format!(
                "Код: {code}\n\nВведите его на странице, где вы принимаете приглашение школы. Код действует час.\n\
                 Если вы ничего не начинали, просто удалите это письмо: без кода ничего не изменится. Никому не говорите код."
            ),
        ),
        (Letter::JoinCode { code }, Lang::En) => plain(
            &format!("{code} is the code for this address"),
            format!(
                "The code: {code}\n\nEnter it on the page where you accept the school's invitation. It works for an hour.\n\
                 If you began nothing, just delete this letter: without the code nothing changes. Tell nobody the code."
            ),
        ),
        (Letter::ResetSlip { school }, Lang::Ru) => to_head(
            "Школа напечатала для вас код для нового пароля",
            format!(
                "Администратор журнала ({school}) напечатал бумагу с одноразовым кодом: по нему в течение трёх дней можно задать \
                 новый пароль для вашего входа. Пока код не использован, прежний пароль действует. Если сменить пароль самому, \
                 код перестанет работать."
            ),
        ),
        (Letter::ResetSlip { school }, Lang::En) => to_head(
            "Your school printed a slip for a new password",
            format!(
                "The journal administrator ({school}) printed a paper with a one-time code that sets a new password for your \
                 sign-in, within three days. Until the code is used, the old password works. A password that you change yourself \
                 ends the code."
            ),
        ),
        (Letter::PasswordBySlip { school }, Lang::Ru) => to_head(
            "Задан новый пароль по коду от школы",
            format!(
                "По бумаге с одноразовым кодом, которую напечатала школа ({school}), задан новый пароль для вашего входа. \
                 На всех устройствах нужно войти заново. Если это были вы, войдите и подтвердите эту почту ещё раз в профиле, \
                 в разделе «Вход и безопасность»."
            ),
        ),
        (Letter::PasswordBySlip { school }, Lang::En) => to_head(
            "A new password was set by your school's slip",
            format!(
                "A paper with a one-time code that your school ({school}) printed has set a new password for your sign-in. All \
                 devices must sign in again. If it was you, sign in and confirm this address again in your profile, under \
                 “Sign-in and security”."
            ),
        ),
        (Letter::SecondStepGuessed, Lang::Ru) => alarm(
            "Кто-то знает ваш пароль",
            "Кто-то правильно ввёл ваш пароль с незнакомого устройства, а затем несколько раз подряд неверный код второго шага. \
             Войти не удалось: второй шаг защитил вас."
                .to_owned(),
        ),
        (Letter::SecondStepGuessed, Lang::En) => alarm(
            "Somebody knows your password",
            "Somebody gave your right password on a device that we do not know, and then several wrong codes of the second step. \
             They did not get in: the second step has kept them out."
                .to_owned(),
        ),
        (Letter::Reset { token, .. }, Lang::Ru) => plain(
            "Новый пароль",
            format!(
                "Вы просили задать новый пароль. Откройте ссылку и придумайте его:\n\n{origin}/reset#{token}\n\n\
                 Ссылка действует час и сработает один раз. Если вы ничего не просили, удалите это письмо: пароль остался прежним."
            ),
        ),
        (Letter::Reset { token, .. }, Lang::En) => plain(
            "A new password",
            format!(
                "You asked to set a new password. Open the link and choose one:\n\n{origin}/reset#{token}\n\n\
                 The link works for an hour, and once. If you asked for nothing, delete this letter: your password is as it was."
            ),
        ),
        (Letter::Added { kind, masked }, Lang::Ru) => alarm(
            "Новый способ входа",
            format!(
                "К вашей учётной записи добавлен способ входа: {} {masked}.",
                kind.label(lang)
            ),
        ),
        (Letter::Added { kind, masked }, Lang::En) => alarm(
            "A new way to sign in",
            format!(
                "A way to sign in was added to your account: {} {masked}.",
                kind.label(lang)
            ),
        ),
        (Letter::Removed { kind, masked }, Lang::Ru) => alarm(
            "Способ входа удалён",
            format!("Больше нельзя войти так: {} {masked}.", kind.label(lang)),
        ),
        (Letter::Removed { kind, masked }, Lang::En) => alarm(
            "A way to sign in was removed",
            format!("This does not sign in any more: {} {masked}.", kind.label(lang)),
        ),
        (Letter::PasswordChanged, Lang::Ru) => alarm(
            "Пароль изменён",
            "Пароль изменён. На других устройствах нужно войти заново.".to_owned(),
        ),
        (Letter::PasswordChanged, Lang::En) => alarm(
            "Your password was changed",
            "Your password was changed. Other devices must sign in again.".to_owned(),
        ),
        (Letter::PasswordReset, Lang::Ru) => alarm(
            "Задан новый пароль",
            "По ссылке из письма задан новый пароль. На всех устройствах нужно войти заново.".to_owned(),
        ),
        (Letter::PasswordReset, Lang::En) => alarm(
            "A new password was set",
            "A new password was set by the link of our letter. All devices must sign in again.".to_owned(),
        ),
        (Letter::NewDevice { device, at }, Lang::Ru) => alarm(
            "Вход с нового устройства",
            format!(
                "Вошли с устройства, которого мы ещё не видели: {}, {}.",
                device.label(lang),
                moment(*at)
            ),
        ),
        (Letter::NewDevice { device, at }, Lang::En) => alarm(
            "Signed in from a new device",
            format!(
                "Somebody signed in from a device that we had not seen: {}, {}.",
                device.label(lang),
                moment(*at)
            ),
        ),
        (Letter::SecondStepOn, Lang::Ru) => alarm(
            "Вход в два шага включён",
            "Теперь после пароля нужен код из приложения.".to_owned(),
        ),
        (Letter::SecondStepOn, Lang::En) => alarm(
            "Two-step sign-in is on",
            "From now on a code of your app is asked for after the password.".to_owned(),
        ),
        (Letter::SecondStepOff, Lang::Ru) => alarm(
            "Вход в два шага выключен",
            "Теперь для входа достаточно пароля.".to_owned(),
        ),
        (Letter::SecondStepOff, Lang::En) => alarm(
            "Two-step sign-in is off",
            "From now on the password alone signs in.".to_owned(),
        ),
        (Letter::RecoveryUsed { left }, Lang::Ru) => alarm(
            "Использован запасной код",
            format!("Запасной код использован, осталось: {left}. Новые коды можно получить в профиле."),
        ),
        (Letter::RecoveryUsed { left }, Lang::En) => alarm(
            "A recovery code was used",
            format!("A recovery code was used; left: {left}. Your profile makes new ones."),
        ),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y %H:%M UTC").to_string()
}
