//! Filters live in the address, so that a link or the way back shows the same list.

use crate::live::{when_true, words};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use serde::de::DeserializeOwned;

/// One value of the query, read with the codes of the API.
pub fn code<T: DeserializeOwned>(value: Option<&str>) -> Option<T> {
    crate::api::read(serde_json::Value::String(value?.to_owned()))
}

/// The query of the screen's address.
#[derive(Clone)]
pub struct Filters {
    query: Memo<leptos_router::params::ParamsMap>,
    path: Memo<String>,
}

impl Filters {
    pub fn new() -> Self {
        Self {
            query: use_query_map(),
            path: use_location().pathname,
        }
    }

    pub fn get(&self, name: &str) -> Option<String> {
        self.query
            .with(|query| query.get(name))
            .filter(|value| !value.is_empty())
    }

    /// The address with one value changed; the rest stays.
    pub fn with(&self, name: &'static str, value: &str) -> String {
        let mut query = self.query.get();
        if value.is_empty() {
            query.remove(name);
        } else {
            query.replace(name, value.to_owned());
        }
        self.path.get_untracked() + &query.to_query_string()
    }

    /// The address without these values; the rest stays.
    pub fn without(&self, names: &[&str]) -> String {
        let mut query = self.query.get_untracked();
        for name in names {
            query.remove(name);
        }
        self.path.get_untracked() + &query.to_query_string()
    }

    /// A function that changes one value and keeps the place in the page.
    pub fn setter(&self) -> impl Fn(&'static str, &str) + Clone + 'static {
        let (filters, navigate) = (self.clone(), use_navigate());
        move |name, value| {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&untrack(|| filters.with(name, value)), options);
        }
    }

    /// Links that act as a switch: name, then code and label of each.
    pub fn tabs(
        &self,
        label: &'static str,
        name: &'static str,
        options: Vec<(&'static str, &'static str)>,
    ) -> AnyView {
        let options = options
            .into_iter()
            .map(|(code, text)| (code.to_owned(), text.to_owned()))
            .collect();
        self.named_tabs(label, name, options)
    }

    /// The same with labels made at run time.
    pub fn named_tabs(
        &self,
        label: &'static str,
        name: &'static str,
        options: Vec<(String, String)>,
    ) -> AnyView {
        let links: Vec<_> = options
            .into_iter()
            .map(|(code, text)| {
                let (a, b) = (self.clone(), self.clone());
                let mine = code.clone();
                let current = when_true("true", move || b.get(name).unwrap_or_default() == mine);
                view! { <a class="pill" href=words(move || a.with(name, &code)) aria-current=current>{text}</a> }
                    .into_any()
            })
            .collect();
        view! { <nav class="pills" aria-label=label>{links}</nav> }.into_any()
    }
}
