//! What people think of the help.

pub mod comments;
pub mod own;
