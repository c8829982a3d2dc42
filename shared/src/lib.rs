//! The words of Podskazka: what travels between server, app and journal, and the rules that need no database.
//!
//! Nothing here reads a clock, a file or a socket. The server adds storage, the app adds screens; both take names,
//! rights, states and checks from here, so that neither can say something the other does not know.
//!
//! Features: `openapi` (schemas for the description), `db` (values for the database), `calendar` (time zones).

pub mod access;
pub mod appointments;
pub mod articles;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod calendars;
pub mod callbacks;
pub mod check;
pub mod classes;
pub mod clients;
pub mod codes;
pub mod conduct;
pub mod consents;
pub mod consultations;
pub mod csv;
pub mod deadlines;
pub mod drafts;
pub mod duty;
pub mod endpoint;
pub mod feedback;
pub mod feeds;
pub mod files;
pub mod follow_ups;
pub mod ids;
pub mod invitations;
pub mod letters;
pub mod link;
pub mod live;
pub mod my_class;
pub mod notifications;
pub mod page;
pub mod people;
pub mod phrases;
pub mod platform;
pub mod privacy;
pub mod problem;
pub mod reports;
pub mod schedules;
pub mod schools;
pub mod text;
pub mod tickets;
pub mod usefulness;
pub mod views;
pub mod voices;
#[cfg(feature = "calendar")]
pub mod zone;
