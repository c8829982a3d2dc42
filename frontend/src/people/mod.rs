//! People: their names and the profile.

pub mod name;
pub mod profile;
