//! People: their names, the profile, and how they sign in.

pub mod card;
mod card_acts;
mod card_entry;
mod feed;
pub mod import;
mod import_rows;
pub mod list;
pub mod name;
pub mod new;
pub mod paged;
pub mod pick;
pub mod profile;
pub mod security;
mod security_contacts;
mod security_password;
mod security_sessions;
mod security_totp;
