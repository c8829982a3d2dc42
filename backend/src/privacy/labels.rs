//! What the names and codes of the data are called on the page.

use podskazka_shared::access::Role;
use podskazka_shared::appointments::Direction;
use podskazka_shared::auth::notices::NoticeKind;
use podskazka_shared::privacy::{CorrectionState, ErasureState};
use podskazka_shared::text::Lang;
use podskazka_shared::tickets::{Channel, Outcome, RequesterGroup, TicketState, Topic, VendorChannel};

/// Field, in Russian, in English.
const LABELS: &[(&str, &str, &str)] = &[
    ("absences", "отсутствие и замены", "absences and standing in"),
    ("consultations", "консультации", "consultations"),
    ("homework", "задание на дом", "for home"),
    ("article", "что прочитать", "to read"),
    ("question", "вопрос", "question"),
    ("starts_at", "начало", "begins"),
    ("account", "Учётная запись", "Account"),
    (
        "acting",
        "исполнял(а) обязанности директора",
        "acted for the head",
    ),
    ("action", "действие", "action"),
    ("answered_at", "ответили", "answered"),
    ("asked_at", "когда", "asked"),
    ("asked_by", "кто попросил", "asked by"),
    ("at", "когда", "when"),
    ("author", "автор", "author"),
    ("began_at", "начат", "began"),
    ("by_me", "сделано мной", "done by me"),
    ("card", "карточка", "card"),
    ("channel", "как поступило", "how it came"),
    ("cards", "Карточки в школах", "Cards in schools"),
    ("children", "дети", "children"),
    ("class_name", "класс", "class"),
    ("classes", "классы", "classes"),
    ("comment", "отзыв", "comment"),
    ("confirmed_at", "подтверждено", "confirmed"),
    ("considered_at", "рассмотрено", "considered"),
    ("contacts_checked_at", "контакты проверены", "contacts checked"),
    ("corrections", "просьбы об исправлении", "corrections"),
    ("created_at", "создано", "created"),
    ("date", "от", "dated"),
    ("decided_at", "решено", "decided"),
    ("deputy_field", "направление заместителя", "field of the deputy"),
    ("detail", "подробность", "detail"),
    ("device", "устройство", "device"),
    ("directions", "направления", "directions"),
    ("due_at", "решить до", "due"),
    ("email", "почта", "e-mail"),
    ("ended_at", "окончено", "ended"),
    ("erasures", "просьбы об удалении", "requests for erasure"),
    ("external_id", "номер в журнале", "id in the journal"),
    ("extra_hours", "дополнительные часы", "extra hours"),
    ("facts", "ещё известно", "also known"),
    ("fields", "поля", "fields"),
    ("files", "файлы", "files"),
    ("size", "байтов", "bytes"),
    ("address", "где взять", "where it is"),
    ("filed_at", "подано", "filed"),
    ("from", "с", "from"),
    ("group", "как кто", "as"),
    (
        "handovers",
        "передано разработчику журнала",
        "handed over to the journal's vendor",
    ),
    (
        "has_password",
        "пароль задан (хранится только его отпечаток)",
        "has a password (only its hash is kept)",
    ),
    ("id", "номер записи", "record"),
    ("kind", "вид", "kind"),
    ("language", "язык", "language"),
    ("last_used_at", "последний раз", "last used"),
    ("made_at", "Составлено", "Made"),
    ("may_decide", "решаю я", "mine to decide"),
    ("member", "участник", "member"),
    ("messages", "переписка", "thread"),
    ("name", "имя", "name"),
    ("names", "имена для входа", "sign-in names"),
    ("note", "пояснение", "note"),
    ("number", "номер", "number"),
    ("object", "объект", "object"),
    ("orders", "приказы", "orders"),
    ("outcome", "чем кончилось", "what became of it"),
    ("parents", "родители", "parents"),
    ("part", "часы", "hours"),
    ("phone", "телефон", "phone"),
    ("post", "должность", "post"),
    ("posts", "должности", "posts"),
    ("reason", "причина", "reason"),
    ("reasons", "почему такая оценка", "why this mark"),
    ("relation", "кем я в нём", "what I am in it"),
    ("requests", "Обращения", "Requests"),
    ("roles", "роли", "roles"),
    ("schedules", "в графиках помощи", "in help schedules"),
    ("school", "школа", "school"),
    ("sessions", "входы", "sessions"),
    ("side", "сторона", "side"),
    ("since", "с", "since"),
    ("slug", "адрес", "address"),
    ("stars", "оценка", "stars"),
    ("state", "состояние", "state"),
    ("substitute", "замещал(а)", "stood in"),
    ("superior", "руководитель", "superior"),
    ("teacher", "классный руководитель", "class teacher"),
    ("technical", "Технические записи", "Technical notes"),
    ("text", "текст", "text"),
    ("time_zone", "часовой пояс", "time zone"),
    ("title", "тема", "title"),
    ("to", "по", "to"),
    ("topic", "раздел", "topic"),
    ("trail", "Журнал действий", "Audit trail"),
    ("value", "значение", "value"),
    ("version", "версия", "version"),
    ("what", "что", "what"),
    ("withdrawal", "с отзывом согласия", "with a withdrawal"),
    ("withdrawals", "отзывы согласия", "withdrawals of the consent"),
    (
        "words",
        "Что я писал(а) в чужих обращениях",
        "What I wrote into requests of others",
    ),
    ("year", "учебный год", "academic year"),
];

/// Codes of the data that have no name of their own elsewhere.
const WORDS: &[(&str, &str, &str)] = &[
    ("held", "время придержано", "held"),
    ("offered", "время предложено", "offered"),
    ("booked", "есть запись", "booked"),
    ("arrived", "был(а) на консультации", "came"),
    ("no_show", "не пришёл(пришла)", "did not come"),
    ("cancelled", "запись отменена", "cancelled"),
    ("freed", "школа отменила", "taken back by the school"),
    ("expired", "время вышло", "ran out"),
    ("request", "обращение", "request"),
    ("message", "сообщение", "message"),
    ("question", "уточнение", "question"),
    ("answer", "ответ", "answer"),
    ("note", "служебная заметка", "internal note"),
    ("requester", "заявитель", "requester"),
    ("refusal", "решение школы", "the school's decision"),
    ("vendor", "от разработчика журнала", "from the journal's vendor"),
    ("filed", "подал(а) за другого", "filed it for somebody"),
    ("about", "обращение обо мне", "it is about me"),
    ("staff", "сотрудник", "staff"),
    ("ru", "русский", "Russian"),
    ("en", "английский", "English"),
    (
        "idempotency_key",
        "защита от повторной отправки",
        "guard against sending twice",
    ),
    ("letter", "письмо", "letter"),
    ("kept", "хранится", "kept"),
    ("pending", "ждёт отправки", "waits"),
    ("done", "отправлено", "sent"),
    ("dead", "не удалось отправить", "could not be sent"),
    ("password_set", "пароль задан", "password set"),
    ("first_sign_in", "первый вход", "first sign-in"),
    (
        "follow_up",
        "что сделано по низкой оценке",
        "what was done about a low mark",
    ),
    ("voice", "спасибо или предложение", "thanks or a suggestion"),
    (
        "passed_thanks",
        "переданное вам спасибо",
        "thanks that were passed on to you",
    ),
    ("own_phrase", "своя фраза", "a phrase of one's own"),
    (
        "queue_view",
        "сохранённый вид очереди",
        "a saved view of the queue",
    ),
    ("conduct_report", "сообщение о поведении", "report of conduct"),
    (
        "conduct_decided",
        "решение по вашему сообщению",
        "decision on your report",
    ),
    (
        "conduct_told",
        "решение, о котором вам сообщили",
        "decision that you were told",
    ),
    (
        "conduct_word",
        "слово в сообщении о поведении",
        "word in a report of conduct",
    ),
    ("article_vote", "отзыв о материале", "said of a material"),
    ("feed", "личный адрес календаря", "own calendar address"),
    ("device_seen", "знакомое устройство", "known device"),
    ("schedule_drafted", "составлен график", "drew up a schedule"),
    ("schedule_changed", "изменён график", "changed a schedule"),
    ("schedule_agreed", "согласован график", "agreed to a schedule"),
    ("schedule_approved", "утверждён график", "approved a schedule"),
    (
        "schedule_reopened",
        "график возвращён в работу",
        "took an approval back",
    ),
    ("schedule_published", "опубликован график", "published a schedule"),
    ("schedule_replaced", "заменён график", "replaced a schedule"),
    (
        "schedule_linked",
        "строка графика связана с карточкой",
        "linked a line of a schedule",
    ),
    (
        "second_step_since",
        "второй шаг входа включён",
        "second step of signing in",
    ),
    (
        "recovery_code",
        "запасной код (хранится только отпечаток)",
        "recovery code (only its hash is kept)",
    ),
];

fn of(table: &[(&str, &'static str, &'static str)], code: &str, lang: Lang) -> Option<&'static str> {
    let (_, ru, en) = table.iter().find(|(known, ..)| *known == code)?;
    Some(lang.pick(ru, en))
}

/// What a field is called; its own name when it has no other.
pub(super) fn label(field: &str, lang: Lang) -> String {
    of(LABELS, field, lang).unwrap_or(field).to_owned()
}

/// What a code is called; none when the text is no code.
pub(super) fn word(code: &str, lang: Lang) -> Option<&'static str> {
    of(WORDS, code, lang)
        .or_else(|| Some(code.parse::<Role>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<Topic>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<TicketState>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<Channel>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<VendorChannel>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<Outcome>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<RequesterGroup>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<Direction>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<ErasureState>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<CorrectionState>().ok()?.label(lang)))
        .or_else(|| Some(code.parse::<NoticeKind>().ok()?.label(lang)))
}

#[cfg(test)]
mod tests {
    use podskazka_shared::endpoint::Example;
    use podskazka_shared::privacy::MyData;
    use serde_json::Value;

    use super::*;

    fn fields(value: &Value, all: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    all.push(name.clone());
                    fields(value, all);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| fields(item, all)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_field_of_the_data_has_a_label_in_both_languages() {
        let mut all = Vec::new();
        fields(&serde_json::to_value(MyData::example()).unwrap(), &mut all);
        let missing: Vec<&String> = all
            .iter()
            .filter(|field| of(LABELS, field, Lang::Ru).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
