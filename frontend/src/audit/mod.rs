//! Who did what in the school.

mod export;
mod filters;
pub mod log;
mod whom;
