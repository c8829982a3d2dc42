//! The school's card.

pub mod agreement;
pub mod edit;
mod letters;
mod sites;
mod vendor;
