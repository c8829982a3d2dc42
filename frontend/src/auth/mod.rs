//! Signing in.

pub mod forgot;
pub mod login;
pub mod notices;
pub mod password;
pub mod reset;
mod second_step;
