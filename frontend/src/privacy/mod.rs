//! People's rights over their data, and what the school decides about them.

mod cases;
pub mod consequences;
pub mod corrections;
pub mod data;
pub mod erasures;
pub mod retention;
mod wishes;

pub use consequences::consequences;
