//! The same data as a page to read and to print: made of the JSON, value by value, so that it cannot tell less.

use chrono::{DateTime, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use podskazka_shared::text::Lang;
use serde_json::Value;

use super::labels::{label, word};

/// The file is read without the server, so its style stands in it.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:50rem;padding:1rem;color:#1c2430}\
    h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem;border-bottom:2px solid #ccd}\
    article{border:1px solid #ccd;border-radius:8px;padding:.25rem 1rem;margin:.75rem 0;break-inside:avoid}\
    dl{display:grid;grid-template-columns:minmax(8rem,30%) 1fr;gap:.25rem 1rem;margin:.5rem 0}\
    dt{color:#556}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}\
    ul{margin:0;padding-left:1.1rem}dd>dl{margin:0}\
    @media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}";

pub(super) fn begin(lang: Lang, at: DateTime<Utc>) -> String {
    let title = lang.pick("Мои данные в «Подсказке»", "My data in Podskazka");
    let lead = lang.pick(
        "Всё, что эта установка хранит о вас. Время всемирное (UTC). Служебных заметок сотрудников здесь нет.",
        "Everything that this installation holds about you. Times are UTC. Internal notes of staff are not part of it.",
    );
    let head = html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
    };
    let top = html! {
        h1 { (title) }
        p { (lead) }
        p { (label("made_at", lang)) ": " (time(at)) }
    };
    let (doctype, head, top) = (DOCTYPE.into_string(), head.into_string(), top.into_string());
    format!("{doctype}<html lang=\"{}\">{head}<body><main>{top}", lang.code())
}

pub(super) fn part(lang: Lang, name: &str, value: &Value) -> String {
    html! { h2 { (label(name, lang)) } article { (shown("", value, lang)) } }.into_string()
}

pub(super) fn list(lang: Lang, name: &str) -> String {
    html! { h2 { (label(name, lang)) } }.into_string()
}

pub(super) fn item(lang: Lang, value: &Value) -> String {
    html! { article { (shown("", value, lang)) } }.into_string()
}

pub(super) fn end_list(lang: Lang, items: u64) -> String {
    match items {
        0 => html! { p { (lang.pick("Ничего нет.", "Nothing.")) } }.into_string(),
        _ => String::new(),
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%d.%m.%Y %H:%M").to_string()
}

/// Whether there is anything to show.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// Fields in which people wrote: they are shown as they are, even when a word in them looks like a code.
const WRITTEN: &[&str] = &[
    "article",
    "author",
    "class_name",
    "comment",
    "detail",
    "device",
    "email",
    "external_id",
    "homework",
    "name",
    "note",
    "number",
    "phone",
    "post",
    "posts",
    "question",
    "reason",
    "text",
    "title",
    "value",
];

fn shown(field: &str, value: &Value, lang: Lang) -> Markup {
    match value {
        Value::Null => html! {},
        Value::Bool(yes) => html! { (if *yes { lang.pick("да", "yes") } else { lang.pick("нет", "no") }) },
        Value::Number(number) => html! { (number) },
        Value::String(text) if WRITTEN.contains(&field) => html! { (text) },
        Value::String(text) => html! { (said(text, lang)) },
        Value::Array(all) => html! { ul { @for one in all { li { (shown(field, one, lang)) } } } },
        Value::Object(fields) => html! {
            dl {
                @for (name, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
                    dt { (label(name, lang)) }
                    dd { (shown(name, value, lang)) }
                }
            }
        },
    }
}

/// Times and codes as people say them; all else as it is.
fn said(text: &str, lang: Lang) -> String {
    if let Ok(at) = text.parse::<DateTime<Utc>>() {
        return time(at);
    }
    word(text, lang).map_or_else(|| text.to_owned(), str::to_owned)
}
