//! Inputs with label, hint and error wired once. The id of an input is made of its pointer, so that the summary of
//! errors can lead to it.

use leptos::prelude::*;

use crate::browser;
use crate::i18n::{error_text, field_error, general};
use crate::live::{State, effect, flag, live, maybe};
use crate::sending::Sending;

/// What is the same for every kind of input.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// JSON pointer into the body, such as `/description`.
    pub pointer: &'static str,
    pub label: &'static str,
    /// Empty is none.
    pub hint: &'static str,
    pub sending: Sending,
}

/// The id of the input of this pointer.
pub fn id_of(form: &str, pointer: &str) -> String {
    format!("{form}{}", pointer.replace(['/', '?'], "-"))
}

struct Wiring {
    id: String,
    described: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
    foot: AnyView,
}

impl Field {
    fn wire(self) -> Wiring {
        let id = id_of(self.sending.form, self.pointer);
        let error = self.sending.field(self.pointer);
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let described = {
            let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
            Signal::derive(
                move || match (error.with(Option::is_some), self.hint.is_empty()) {
                    (true, true) => Some(error_id.clone()),
                    (true, false) => Some(format!("{error_id} {hint_id}")),
                    (false, false) => Some(hint_id.clone()),
                    (false, true) => None,
                },
            )
        };
        let hint = (!self.hint.is_empty()).then(|| view! { <small id=hint_id>{self.hint}</small> });
        let foot = view! {
            {hint}
            {maybe(move || error.get().map(|text| view! { <p class="error" id=error_id.clone()>{text}</p> }.into_any()))}
        };
        Wiring {
            id,
            described,
            invalid: Signal::derive(move || error.with(Option::is_some).then_some("true")),
            foot: foot.into_any(),
        }
    }
}

/// One line of text. `extra` stands at the end of the line, such as a button that shows a password.
pub fn text_field(
    field: Field,
    kind: Signal<&'static str>,
    autocomplete: &'static str,
    value: State<String>,
    extra: AnyView,
) -> AnyView {
    let Wiring {
        id,
        described,
        invalid,
        foot,
    } = field.wire();
    view! {
        <div class="field">
            <label for=id.clone()>{field.label}</label>
            <div class="line">
                <input
                    id=id
                    name=autocomplete
                    type=kind
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=value.signal()
                    aria-invalid=invalid
                    aria-describedby=described
                    on:input=move |ev| value.set(event_target_value(&ev))
                />
                {extra}
            </div>
            {foot}
        </div>
    }
    .into_any()
}

/// Several lines of text, growing with what is typed.
pub fn area_field(field: Field, placeholder: Signal<&'static str>, value: State<String>) -> AnyView {
    let Wiring {
        id,
        described,
        invalid,
        foot,
    } = field.wire();
    view! {
        <div class="field">
            <label for=id.clone()>{field.label}</label>
            <textarea
                id=id
                rows="4"
                placeholder=placeholder
                prop:value=value.signal()
                aria-invalid=invalid
                aria-describedby=described
                on:input=move |ev| value.set(event_target_value(&ev))
            ></textarea>
            {foot}
        </div>
    }
    .into_any()
}

/// One of a few: native radio buttons that look like chips.
pub fn choices(field: Field, options: Signal<Vec<(String, String)>>, value: State<String>) -> AnyView {
    let Wiring {
        id, described, foot, ..
    } = field.wire();
    let name = id.clone();
    let radios = move || {
        let name = name.clone();
        let radio = move |(code, label): (String, String)| {
            let (mine, set) = (code.clone(), code.clone());
            let chosen = flag(move || value.with(|value| *value == mine));
            view! {
                <label class="pick" class:on=chosen>
                    <input
                        type="radio"
                        name=name.clone()
                        value=code
                        prop:checked=chosen
                        on:change=move |_| value.set(set.clone())
                    />
                    {label}
                </label>
            }
            .into_any()
        };
        options
            .get()
            .into_iter()
            .map(radio)
            .collect::<Vec<_>>()
            .into_any()
    };
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=described>
            <legend>{field.label}</legend>
            <div class="picks">{live(radios)}</div>
            {foot}
        </fieldset>
    }
    .into_any()
}

/// One of many, from a list; `none` stands for nothing chosen.
pub fn select_field(
    field: Field,
    none: &'static str,
    options: Signal<Vec<(String, String)>>,
    value: State<String>,
) -> AnyView {
    let Wiring {
        id,
        described,
        invalid,
        foot,
    } = field.wire();
    let options = move || {
        let chosen = value.get_untracked();
        let option = |(code, label): (String, String)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{label}</option> }.into_any()
        };
        let none = (String::new(), none.to_owned());
        std::iter::once(none)
            .chain(options.get())
            .map(option)
            .collect::<Vec<_>>()
            .into_any()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{field.label}</label>
            <select
                id=id
                aria-invalid=invalid
                aria-describedby=described
                on:change=move |ev| value.set(event_target_value(&ev))
            >
                {live(options)}
            </select>
            {foot}
        </div>
    }
    .into_any()
}

/// Some of a few: native check boxes that look like chips.
pub fn several(field: Field, options: Signal<Vec<(String, String)>>, value: State<Vec<String>>) -> AnyView {
    let Wiring {
        id, described, foot, ..
    } = field.wire();
    let boxes = move || {
        let one = move |(code, label): (String, String)| {
            let (mine, set) = (code.clone(), code.clone());
            let chosen = flag(move || value.with(|value| value.contains(&mine)));
            let turn = move |_| {
                value.update(|value| match value.iter().position(|code| *code == set) {
                    Some(place) => drop(value.remove(place)),
                    None => value.push(set.clone()),
                });
            };
            view! {
                <label class="pick" class:on=chosen>
                    <input type="checkbox" value=code prop:checked=chosen on:change=turn />
                    {label}
                </label>
            }
            .into_any()
        };
        options.get().into_iter().map(one).collect::<Vec<_>>().into_any()
    };
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=described>
            <legend>{field.label}</legend>
            <div class="picks">{live(boxes)}</div>
            {foot}
        </fieldset>
    }
    .into_any()
}

/// Yes or no.
pub fn check_field(field: Field, value: State<bool>) -> AnyView {
    let Wiring {
        id,
        described,
        invalid,
        foot,
    } = field.wire();
    let target = id.clone();
    view! {
        <div class="field">
            <label class="check" for=target>
                <input
                    id=id
                    type="checkbox"
                    prop:checked=flag(move || value.get())
                    aria-invalid=invalid
                    aria-describedby=described
                    on:change=move |_| value.update(|value| *value = !*value)
                />
                <span>{field.label}</span>
            </label>
            {foot}
        </div>
    }
    .into_any()
}

/// The input of the pointer, or of the list whose entry it names.
fn nearest(form: &str, pointer: &str) -> String {
    let of_entry = id_of(form, pointer);
    let list = pointer.rsplit_once('/').map(|(list, _)| id_of(form, list));
    match list.filter(|_| browser::label_of(&of_entry).is_none()) {
        Some(list) if browser::label_of(&list).is_some() => list,
        _ => of_entry,
    }
}

/// What went wrong with a form, above its button: takes the focus when it appears, and leads to the fields.
pub fn error_summary(sending: Sending, id: &'static str) -> AnyView {
    effect(move |_| {
        if sending.failure.with(Option::is_some) {
            browser::focus_soon(id.to_owned());
        }
    });
    let link = |error: &podskazka_shared::check::FieldError| {
        let target = nearest(sending.form, &error.pointer);
        let name = browser::label_of(&target).map(|label| format!("{label}: "));
        let href = format!("#{target}");
        let go = move |ev: web_sys::MouseEvent| {
            ev.prevent_default();
            browser::focus_soon(target.clone());
        };
        view! { <li><a href=href on:click=go>{name}{field_error(error)}</a></li> }.into_any()
    };
    let content = move || {
        let error = sending.failure.get()?;
        let content = match error.fields() {
            [] => view! { <p>{error_text(&error)}</p> }.into_any(),
            fields => {
                let links: Vec<_> = fields.iter().map(link).collect();
                view! { <p>{general().check_fields}</p><ul>{links}</ul> }.into_any()
            }
        };
        Some(view! { <div class="card fault" id=id tabindex="-1" role="alert">{content}</div> }.into_any())
    };
    maybe(content)
}
