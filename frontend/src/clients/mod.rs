//! The school's programs.

mod card;
pub mod list;
mod new;
pub mod secret;
