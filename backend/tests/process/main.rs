//! Tests of the program itself: started, asked, stopped and killed as an operator would.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is wrong"
)]

#[cfg(test)]
mod backup;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod server;
#[cfg(test)]
mod stop;
