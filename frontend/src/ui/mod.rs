//! The few parts of which every screen is made.

pub mod bar;
pub mod copy;
pub mod field;
pub mod file;
pub mod icon;
pub mod page;
pub mod shell;
pub mod states;
pub mod toast;

pub use bar::{due_bar, due_chip, state_chip};
pub use copy::{copy, key_line};
pub use field::{area_field, check_field, choices, error_summary, select_field, several, text_field};
pub use file::{Saved, save_button, table_file};
pub use icon::{Icon, icon};
pub use page::page;
pub use shell::more;
pub use states::{button, close_to, empty, failure, more_button, opener, skeleton, submit, when};
pub use toast::Toasts;
