//! The server of Podskazka: the help desk that a school puts beside its electronic journal.
//!
//! A request runs `app` (routes) -> `call` (who, may, guard, body) -> a feature's handler -> `store` (SQL). See the README.

pub mod access;
pub mod api;
pub mod app;
pub mod appointments;
pub mod articles;
mod assets;
pub mod audit;
pub mod auth;
pub mod calendars;
pub mod call;
pub mod classes;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod consents;
pub mod consultations;
pub mod deadlines;
mod demo;
pub mod duty;
pub mod feedback;
mod feeds;
mod health;
pub mod invitations;
pub mod limits;
pub mod locate;
pub mod log;
pub mod my_class;
pub mod openapi;
pub mod outbox;
pub mod people;
mod plans;
pub mod platform;
pub mod privacy;
pub mod problem;
mod public;
mod qr;
pub mod schedules;
pub mod schools;
pub mod store;
pub mod tickets;
mod tls;
mod unread;
