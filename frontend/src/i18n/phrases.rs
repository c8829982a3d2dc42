//! Phrases with numbers and names in them.

use chrono::Duration;
use js_sys::{Function, Reflect};
use podskazka_shared::schedules::{AcademicYear, ScheduleState, Weekday};
use podskazka_shared::text::Lang;
use wasm_bindgen::{JsCast, JsValue};

use super::lang;

/// The forms of a counted word: 1 час, 2 часа, 5 часов.
struct Forms(&'static str, &'static str, &'static str);

/// The number with the word in its right form, by the browser's `Intl.PluralRules`.
fn count(n: i64, ru: &Forms, en: &Forms) -> String {
    let forms = match lang() {
        Lang::Ru => ru,
        Lang::En => en,
    };
    let word = match category(n).as_deref() {
        Some("one") => forms.0,
        Some("few") => forms.1,
        _ => forms.2,
    };
    format!("{n}\u{a0}{word}")
}

/// A number with a word in one of its three forms.
pub(super) fn counted(
    n: u32,
    (ru_one, ru_few, ru_many): (&'static str, &'static str, &'static str),
    (en_one, en_few, en_many): (&'static str, &'static str, &'static str),
) -> String {
    count(
        n.into(),
        &Forms(ru_one, ru_few, ru_many),
        &Forms(en_one, en_few, en_many),
    )
}

fn category(n: i64) -> Option<String> {
    let n = f64::from(i32::try_from(n).ok()?);
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"PluralRules".into()).ok()?.dyn_into().ok()?;
    let rules = Reflect::construct(&class, &js_sys::Array::of1(&lang().code().into())).ok()?;
    let select: Function = Reflect::get(&rules, &"select".into()).ok()?.dyn_into().ok()?;
    select.call1(&rules, &JsValue::from_f64(n)).ok()?.as_string()
}

fn days(n: i64) -> String {
    count(n, &Forms("день", "дня", "дней"), &Forms("day", "days", "days"))
}

fn hours(n: i64) -> String {
    count(
        n,
        &Forms("час", "часа", "часов"),
        &Forms("hour", "hours", "hours"),
    )
}

fn minutes(n: i64) -> String {
    count(
        n,
        &Forms("минуту", "минуты", "минут"),
        &Forms("minute", "minutes", "minutes"),
    )
}

/// A length in words: `13 часов`, `2 дня`.
pub fn length(length: Duration) -> String {
    match (length.num_days(), length.num_hours(), length.num_minutes()) {
        (2.., _, _) => days(length.num_days()),
        (_, 1.., _) => hours(length.num_hours()),
        (_, _, 1..) => minutes(length.num_minutes()),
        // "За минуту", also when it was quicker.
        _ => lang().pick("минуту", "a minute").to_owned(),
    }
}

/// A length in a chip, where only its size matters: `1 ч`, `2 дн`.
pub fn coarse_length(length: Duration) -> String {
    match length.num_hours() {
        hours @ 1..=47 => short_length(Duration::hours(hours)),
        _ => short_length(length),
    }
}

/// `2026/27`, as schools write it.
pub fn school_year(year: AcademicYear) -> String {
    format!("{}/{:02}", year.first(), (year.first() + 1) % 100)
}

/// A length at a glance: `1 ч 10 мин`, `2 дн`.
pub fn short_length(length: Duration) -> String {
    let (d, h, min) = match lang() {
        Lang::Ru => ("дн", "ч", "мин"),
        Lang::En => ("d", "h", "min"),
    };
    let (days, hours, minutes) = (length.num_days(), length.num_hours(), length.num_minutes());
    if days >= 2 {
        format!("{days}\u{a0}{d}")
    } else if hours >= 6 || (hours >= 1 && minutes % 60 == 0) {
        format!("{hours}\u{a0}{h}")
    } else if hours >= 1 {
        format!("{hours}\u{a0}{h} {}\u{a0}{min}", minutes % 60)
    } else {
        format!("{}\u{a0}{min}", minutes.max(1))
    }
}

macro_rules! phrase {
    ($(#[$doc:meta])* $name:ident($($arg:ident),*) $ru:literal, $en:literal) => {
        $(#[$doc])*
        pub fn $name($($arg: &str),*) -> String {
            match lang() {
                Lang::Ru => format!($ru),
                Lang::En => format!($en),
            }
        }
    };
}

phrase!(overdue_by(length) "просрочено {length}", "{length} late");
phrase!(remaining(length) "осталось {length}", "{length} left");
phrase!(considered_in(length) "Рассмотрено за {length}", "Considered within {length}");
phrase!(considered_late(length) "Рассмотрено через {length}, позже срока", "Considered after {length}, late");
phrase!(consider_till(when) "Рассмотреть {when}", "To be considered {when}");
phrase!(promised(when) "Рассмотрим {when}", "We will look at it {when}");
phrase!(answer_till(when) "Ответить {when}", "To be answered {when}");
phrase!(answer_promised(when) "Ответим {when}", "We will answer {when}");
phrase!(answered_in(length) "Отвечено за {length}", "Answered within {length}");
phrase!(answered_late(length) "Отвечено через {length}, позже срока", "Answered after {length}, late");
phrase!(answer_due_at(when) "Ответить нужно: {when}.", "To be answered by: {when}.");
phrase!(counted_so_far(counted) "Засчитано {counted}", "{counted} counted");
phrase!(answering(names) "Сейчас отвечают: {names}", "Answering now: {names}");
phrase!(only_stood(stood) "Пока ничего не засчитано, срок стоял {stood}", "Nothing is counted yet, the clock stood still for {stood}");
phrase!(counted_and_stood(counted, stood) "Засчитано {counted}, срок стоял {stood}", "{counted} counted, the clock stood still for {stood}");
phrase!(vendor_until(when) "Разработчик должен ответить {when}", "The vendor is to answer {when}");
phrase!(vendor_late(length) "Разработчик опаздывает на {length}", "The vendor is {length} late");
phrase!(handed_over(channel, when) "Передано разработчику: {channel}, {when}", "Handed over to the vendor: {channel}, {when}");
phrase!(vendor_number(number) "Номер у разработчика: {number}", "The vendor's number: {number}");
phrase!(assigned_to(name) "Исполнитель: {name}", "Assigned to {name}");
phrase!(call_saved(number) "Записано: {number}", "Saved: {number}");
phrase!(bulk_chosen(n) "Выбрано: {n}", "{n} chosen");
phrase!(bulk_done(n) "Готово: {n}", "Done: {n}");
phrase!(term_passed(passed) "Прошло {passed} % срока", "{passed}% of the term have passed");
phrase!(reopened_at(when) "Срок идёт заново: {when}.", "The term runs anew: {when}.");
phrase!(filed_at(when) "Подано: {when}.", "Filed: {when}.");
phrase!(due_at(when) "Рассмотреть нужно: {when}.", "To be considered by: {when}.");
phrase!(considered_at(when) "Сотрудник впервые откликнулся: {when}.", "Staff first replied: {when}.");
phrase!(order(number, date) "Приказ № {number} от {date}", "Order no. {number} of {date}");
phrase!(appendix(order, number) "{order}, приложение {number}", "{order}, appendix {number}");
phrase!(protocol(number, date) "протокол № {number} от {date}", "minutes no. {number} of {date}");
phrase!(from_day(date) "с {date}", "from {date}");
phrase!(until_day(date) "до {date}", "until {date}");
phrase!(order_number(number) "Приказ № {number}", "Order no. {number}");
phrase!(year(years) "{years} учебный год", "academic year {years}");
phrase!(now_helps(name) "Сейчас принимает {name}", "{name} is helping now");
phrase!(next_helps(when, name) "Следующий приём: {when}, {name}", "Next: {when}, {name}");
phrase!(callbacks_waiting(n) "Ждут звонка: {n}", "Waiting for a call: {n}");
phrase!(row_column(row, column) "Строка {row}, столбец {column}", "Row {row}, column {column}");
phrase!(row_only(row) "Строка {row}", "Row {row}");
phrase!(rows(from, to) "Строки {from}–{to}", "Rows {from}–{to}");
phrase!(rated_until(when) "Оценку можно изменить {when}.", "You can change it {when}.");
phrase!(stars_of(n) "Оценка {n} из 5", "{n} of 5");
phrase!(share_considered(share, total) "{share} из {total} в срок", "{share} of {total} in time");
phrase!(busiest(day, hour, filed) "По дням недели и часам. Больше всего: {day}, {hour}:00, обращений {filed}", "By weekday and hour. Most: {day}, {hour}:00, {filed} requests");
phrase!(chart_label(filed, late) "Подано: {filed}, рассмотрено позже срока: {late}", "Filed: {filed}, considered late: {late}");

/// `12 обращений`
pub fn tickets_count(n: i64) -> String {
    count(
        n,
        &Forms("обращение", "обращения", "обращений"),
        &Forms("request", "requests", "requests"),
    )
}

/// `9 сообщений`
pub fn messages_count(n: i64) -> String {
    count(
        n,
        &Forms("сообщение", "сообщения", "сообщений"),
        &Forms("message", "messages", "messages"),
    )
}

/// `27 оценок`
pub fn ratings_count(n: i64) -> String {
    count(
        n,
        &Forms("оценка", "оценки", "оценок"),
        &Forms("rating", "ratings", "ratings"),
    )
}

/// `Найдено 5 строк` of a table.
pub fn lines_found(n: i64) -> String {
    let rows = count(
        n,
        &Forms("строка", "строки", "строк"),
        &Forms("row", "rows", "rows"),
    );
    match lang() {
        Lang::Ru => format!("Прочитано: {rows}"),
        Lang::En => format!("Understood: {rows}"),
    }
}

pub fn day_name(day: Weekday) -> &'static str {
    let lang = lang();
    match day {
        Weekday::Mon => lang.pick("Понедельник", "Monday"),
        Weekday::Tue => lang.pick("Вторник", "Tuesday"),
        Weekday::Wed => lang.pick("Среда", "Wednesday"),
        Weekday::Thu => lang.pick("Четверг", "Thursday"),
        Weekday::Fri => lang.pick("Пятница", "Friday"),
        Weekday::Sat => lang.pick("Суббота", "Saturday"),
        Weekday::Sun => lang.pick("Воскресенье", "Sunday"),
    }
}

pub fn day_short(day: Weekday) -> &'static str {
    let lang = lang();
    match day {
        Weekday::Mon => lang.pick("Пн", "Mon"),
        Weekday::Tue => lang.pick("Вт", "Tue"),
        Weekday::Wed => lang.pick("Ср", "Wed"),
        Weekday::Thu => lang.pick("Чт", "Thu"),
        Weekday::Fri => lang.pick("Пт", "Fri"),
        Weekday::Sat => lang.pick("Сб", "Sat"),
        Weekday::Sun => lang.pick("Вс", "Sun"),
    }
}

pub fn schedule_state(state: ScheduleState) -> &'static str {
    let lang = lang();
    match state {
        ScheduleState::Draft => lang.pick("Черновик", "Draft"),
        ScheduleState::Agreed => lang.pick("Согласован", "Agreed to"),
        ScheduleState::Approved => lang.pick("Утверждён", "Approved"),
        ScheduleState::Published => lang.pick("Опубликован", "Published"),
        ScheduleState::Replaced => lang.pick("Заменён", "Replaced"),
    }
}

/// `4,4`: one digit after the point, written by the browser.
pub fn decimal(number: f64) -> String {
    let text = js_sys::Number::from(number)
        .to_fixed(1)
        .map(String::from)
        .unwrap_or_default();
    text.replace('.', lang().pick(",", "."))
}
