//! The school's card.

pub mod edit;
mod sites;
mod vendor;
