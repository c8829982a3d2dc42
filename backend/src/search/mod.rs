//! Search over requests: what counts as a word, what a query asks for, and where in a text it was found.
//!
//! The server alone does this: databases are given keys that mean nothing to them, the app is given ranges.

mod find;
mod hit;
mod mark;
pub mod query;
mod stem;
pub mod words;

pub use find::endpoints;
pub use mark::{Excerpt, excerpt, spans};
pub use query::Asked;

/// The version of all that makes keys out of texts. Whoever changes what keys a text gets raises it: the worker then makes the
/// keys of all requests anew.
pub const VERSION: i16 = 1;
