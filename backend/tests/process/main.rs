//! Tests of the program itself: started, asked, stopped and killed as an operator would.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is wrong"
)]

mod backup;
mod commands;
mod kill;
mod server;
mod stop;
