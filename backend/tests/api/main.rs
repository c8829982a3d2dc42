//! The API over real HTTP, on SQLite and on PostgreSQL, with a database for each test.
//!
//! Tests are written once and named in [`both!`]; the modules are `cfg(test)` so that the lints know them for tests.

#[cfg(test)]
#[macro_use]
mod support;

#[cfg(test)]
mod access;
#[cfg(test)]
mod access_table;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod database;
#[cfg(test)]
mod etag;
#[cfg(test)]
mod feedback;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod filing;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod guards_cross_site;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod people;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod schedule_tables;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod schedules_together;
#[cfg(test)]
mod schools;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod threads;
#[cfg(test)]
mod tickets;
