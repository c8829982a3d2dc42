//! The server of Podskazka: the help desk that a school puts beside its electronic journal.
//!
//! A request runs `app` (routes) -> `call` (who, may, guard, body) -> a feature's handler -> `store` (SQL). See the README.

pub mod access;
pub mod api;
pub mod app;
mod assets;
pub mod auth;
pub mod call;
pub mod cli;
pub mod clock;
pub mod config;
mod demo;
pub mod feedback;
mod health;
pub mod locate;
pub mod log;
pub mod openapi;
pub mod outbox;
pub mod people;
pub mod problem;
mod public;
pub mod schedules;
pub mod schools;
pub mod store;
pub mod tickets;
