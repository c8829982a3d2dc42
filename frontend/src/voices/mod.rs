//! Thanks and suggestions: sending them, and reading them.

pub mod inbox;
mod mine;
pub mod write;
