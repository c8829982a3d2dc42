//! The help schedule: the week in force, its versions, a new one out of a table.

pub mod check;
pub mod grid;
pub mod import;
pub mod show;
mod vendor;
pub mod week;
