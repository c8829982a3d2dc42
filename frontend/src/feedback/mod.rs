//! What people think of the help, and how the desk keeps its promises.

mod chart;
pub mod comments;
mod own;
pub mod report;
