//! Coming in: the page of a slip, the class's page, slips to print, consents, documents.

pub mod banner;
pub mod documents;
pub mod join;
mod join_account;
mod join_documents;
mod join_reset;
pub mod mine;
pub mod my_class;
mod my_class_row;
pub mod paper;
pub mod slips;
pub mod stack;
mod words;
