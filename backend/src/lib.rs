//! The server of Podskazka.

pub mod access;
pub mod clock;
pub mod config;
pub mod problem;
pub mod store;
