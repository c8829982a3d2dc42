//! The school's card.

pub mod agreement;
pub mod edit;
mod sites;
mod vendor;
