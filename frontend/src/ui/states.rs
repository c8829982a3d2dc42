//! Waiting, nothing there, and failing; and the buttons that go with them.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{error_text, general};
use crate::live::{Derived, State, derived, live, maybe, words, yes_no};
use crate::reading::Reading;

/// Grey shapes where text will be.
pub fn skeleton(rows: u8) -> AnyView {
    let rows: Vec<_> = (0..rows)
        .map(|_| view! { <div class="card bones"><i></i><i></i></div> }.into_any())
        .collect();
    view! {
        <div class="col" aria-busy="true">
            <span class="sr">{general().loading}</span>
            {rows}
        </div>
    }
    .into_any()
}

/// Nothing there, and what to do about it.
pub fn empty(title: &'static str, hint: &'static str, action: AnyView) -> AnyView {
    view! {
        <div class="empty">
            {icon(Icon::Empty)}
            {(!title.is_empty()).then(|| view! { <h2>{title}</h2> })}
            <p class="dim">{hint}</p>
            {action}
        </div>
    }
    .into_any()
}

/// What happened, what to do, and a button that does it.
pub fn failure(error: &ApiError, retry: impl Fn() + 'static) -> AnyView {
    fault(error, Box::new(retry))
}

fn fault(error: &ApiError, retry: Box<dyn Fn()>) -> AnyView {
    view! {
        <div class="card fault" role="alert">
            {icon(Icon::Alert)}
            <div class="grow">
                <b>{general().failed}</b>
                <p>{error_text(error)}</p>
            </div>
            <button type="button" class="btn" on:click=move |_| retry()>{general().retry}</button>
        </div>
    }
    .into_any()
}

/// Shows a reading: bones, then its value, or the failure. A value that cannot be read anew stays, and it is said that it is
/// not fresh.
pub fn when<T: Clone + Send + Sync + 'static>(
    reading: Reading<T>,
    bones: u8,
    show: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let there = derived(move || reading.value.with(Option::is_some));
    let again = move || {
        reading.failure.set(None);
        reading.again();
    };
    settle(there, reading.failure, Arc::new(again), bones, Box::new(show))
}

fn settle(
    there: Derived<bool>,
    failed: State<Option<ApiError>>,
    again: Arc<dyn Fn() + Send + Sync>,
    bones: u8,
    show: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let error = derived(move || if there.get() { None } else { failed.get() });
    let stale = derived(move || there.get() && failed.with(Option::is_some));
    let retry = again.clone();
    let notice = maybe(move || stale.get().then(|| not_fresh(retry.clone())));
    let shown = live(move || match (there.get(), error.get()) {
        (true, _) => show(),
        (false, Some(error)) => {
            let again = again.clone();
            failure(&error, move || again())
        }
        (false, None) => skeleton(bones),
    });
    [notice, shown].into_any()
}

fn not_fresh(again: Arc<dyn Fn() + Send + Sync>) -> AnyView {
    let t = general();
    view! {
        <div class="note row wrap between tight" role="status">
            <span>{t.not_fresh}</span>
            {button("btn small", t.retry.into_any(), move || again())}
        </div>
    }
    .into_any()
}

/// The button that opens a form in its place; [`close_to`] shuts the form and gives the focus back to it.
pub fn opener(id: &'static str, class: &'static str, content: AnyView, open: State<bool>) -> AnyView {
    view! { <div><button type="button" class=class id=id on:click=move |_| open.set(true)>{content}</button></div> }
        .into_any()
}

/// Shuts the form that [`opener`] opened.
pub fn close_to(id: &'static str, open: State<bool>) {
    open.set(false);
    browser::focus_soon(id.to_owned());
}

/// A plain button.
pub fn button(class: &'static str, content: AnyView, act: impl Fn() + 'static) -> AnyView {
    press(class, content, Box::new(act))
}

fn press(class: &'static str, content: AnyView, act: Box<dyn Fn()>) -> AnyView {
    view! { <button type="button" class=class on:click=move |_| act()>{content}</button> }.into_any()
}

/// The button that sends a form; while it is on its way it says so and takes no second press.
pub fn submit(busy: State<bool>, label: Signal<&'static str>, label_busy: &'static str) -> AnyView {
    view! {
        <button type="submit" class="btn main" aria-disabled=yes_no(move || busy.get())>
            {words(move || if busy.get() { label_busy } else { label.get() })}
        </button>
    }
    .into_any()
}

/// The button under a list that goes on.
pub fn more_button(busy: State<bool>, act: impl Fn() + 'static) -> AnyView {
    press_more(busy, Box::new(act))
}

fn press_more(busy: State<bool>, act: Box<dyn Fn()>) -> AnyView {
    view! {
        <div class="more">
            <button type="button" class="btn" aria-disabled=yes_no(move || busy.get()) on:click=move |_| act()>
                {words(move || if busy.get() { general().loading } else { general().more })}
            </button>
        </div>
    }
    .into_any()
}
