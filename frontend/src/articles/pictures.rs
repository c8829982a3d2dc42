//! Pictures for a text: sent at once like every file, put into the text with what they show.

use leptos::prelude::*;
use podskazka_shared::articles::PICTURE;
use podskazka_shared::files::StoredFile;

use crate::files::{Attached, Item};
use crate::i18n::articles as texts;
use crate::live::{State, live};
use crate::ui::button;

/// Choosing pictures, and a line for each that is there.
pub(super) fn pictures(attached: Attached, text: State<String>) -> AnyView {
    let t = texts();
    let there = crate::live::derived(move || {
        attached
            .items
            .with(|items| items.iter().filter_map(Item::done).cloned().collect::<Vec<_>>())
    });
    let lines = live(move || {
        let pictures = there.get().into_iter().filter(|file| file.kind.is_picture());
        pictures
            .map(|file| line(&file, text))
            .collect::<Vec<_>>()
            .into_any()
    });
    view! {
        <section class="col tight" aria-labelledby="pictures-title">
            <h2 id="pictures-title" class="label">{t.pictures}</h2>
            <small>{t.pictures_hint}</small>
            {attached.view()}
            {lines}
        </section>
    }
    .into_any()
}

/// What a picture shows, and the button that puts it at the end of the text.
fn line(file: &StoredFile, text: State<String>) -> AnyView {
    let t = texts();
    let (id, said) = (format!("picture-{}", file.id), State::new(String::new()));
    let wrong = State::new(false);
    let (file_id, field) = (file.id, id.clone());
    let put = move || {
        // Brackets would end what is said too early.
        let shows = said.with_untracked(|said| said.replace(['[', ']', '\\', '\n'], " ").trim().to_owned());
        wrong.set(shows.is_empty());
        if shows.is_empty() {
            return crate::browser::focus_soon(field.clone());
        }
        text.update(|text| {
            let gap = match text.is_empty() || text.ends_with("\n\n") {
                true => "",
                false => "\n\n",
            };
            text.push_str(&format!("{gap}![{shows}]({PICTURE}{file_id})\n"));
        });
    };
    let hint = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id.clone()>{t.picture_shows}": "{file.name.clone()}</label>
            <div class="row wrap tight">
                <input
                    id=id
                    type="text"
                    class="grow"
                    maxlength="200"
                    aria-describedby=hint.clone()
                    aria-invalid=crate::live::yes_no(move || wrong.get())
                    prop:value=said.signal()
                    on:input=move |ev| said.set(event_target_value(&ev))
                />
                {button("btn", t.picture_put.into_any(), put)}
            </div>
            <small id=hint>{t.picture_hint}</small>
        </div>
    }
    .into_any()
}
