//! Classes of the academic year, and the step into the next one.

pub mod list;
pub mod show;
pub mod year;
mod year_class;
