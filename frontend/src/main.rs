//! Podskazka in the browser.
//!
//! Everything that is read comes through [`api`], everything that is typed is kept by [`drafts`] until the server has
//! it, every word stands in [`i18n`]. The folders are named after the features of `podskazka-shared`.

mod api;
mod app;
mod articles;
mod audit;
mod auth;
mod browser;
mod calendars;
mod callbacks;
mod classes;
mod clients;
mod conduct;
mod consultations;
mod deadlines;
mod drafts;
mod duty;
mod feedback;
mod files;
mod follow_ups;
mod home;
mod i18n;
mod joining;
mod live;
mod news;
mod notifications;
mod orders;
mod parts;
mod people;
mod phrases;
mod platform;
mod privacy;
mod reading;
mod reports;
mod schedules;
mod schools;
mod sending;
mod session;
mod tickets;
mod ui;
mod views;
mod voices;

fn main() {
    browser::watch_for_panics();
    i18n::start();
    if let Some(root) = browser::element("app") {
        // What the page shows until now is a plain skeleton.
        root.set_inner_html("");
        leptos::mount::mount_to(root, app::App).forget();
    }
    browser::register_worker();
}
