//! The school's card.

pub mod edit;
