//! The API over real HTTP, on SQLite and on PostgreSQL, with a database for each test.
//!
//! Tests are written once and named in [`both!`]; the modules are `cfg(test)` so that the lints know them for tests.

#[cfg(test)]
#[macro_use]
mod support;

#[cfg(test)]
mod absences;
#[cfg(test)]
mod access;
#[cfg(test)]
mod access_table;
#[cfg(test)]
mod alarms;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod articles;
#[cfg(test)]
mod articles_expiry;
#[cfg(test)]
mod articles_images;
#[cfg(test)]
mod articles_life;
#[cfg(test)]
mod articles_public;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod audit_export;
#[cfg(test)]
mod audit_page;
#[cfg(test)]
mod audit_seals;
#[cfg(test)]
mod audit_words;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod callbacks_flood;
#[cfg(test)]
mod callbacks_form;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod cards_kept;
#[cfg(test)]
mod classes;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod clients_acting;
#[cfg(test)]
mod clients_tokens;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod conduct;
#[cfg(test)]
mod conduct_silence;
#[cfg(test)]
mod consents;
#[cfg(test)]
mod consultations;
#[cfg(test)]
mod consultations_desk;
#[cfg(test)]
mod consultations_fuzz;
#[cfg(test)]
mod consultations_people;
#[cfg(test)]
mod consultations_plan;
#[cfg(test)]
mod consultations_together;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod database;
#[cfg(test)]
mod days;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod embed;
#[cfg(test)]
mod etag;
#[cfg(test)]
mod extra_hours;
#[cfg(test)]
mod feedback;
#[cfg(test)]
mod feedback_links;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod files;
#[cfg(test)]
mod files_kept;
#[cfg(test)]
mod files_kinds;
#[cfg(test)]
mod filing;
#[cfg(test)]
mod follow_ups;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod guards_cross_site;
#[cfg(test)]
mod guards_foreign;
#[cfg(test)]
mod guessing;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod invitations;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod joins;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod live;
#[cfg(test)]
mod logging;
#[cfg(test)]
mod mass_assignment;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod my_class;
#[cfg(test)]
mod nested_ids;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod people;
#[cfg(test)]
mod personal_data;
#[cfg(test)]
mod phrases;
#[cfg(test)]
mod platform;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod privacy_erasing;
#[cfg(test)]
mod privacy_mentions;
#[cfg(test)]
mod privacy_together;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod quota;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod reports_figures;
#[cfg(test)]
mod reset_slips;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod rights_family;
#[cfg(test)]
mod schedule_tables;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod schedules_life;
#[cfg(test)]
mod schedules_lines;
#[cfg(test)]
mod schedules_together;
#[cfg(test)]
mod schools;
#[cfg(test)]
mod search;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod standing_in;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod steps_taken;
#[cfg(test)]
mod takeovers;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod threads;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod totp;
#[cfg(test)]
mod usefulness;
#[cfg(test)]
mod views;
#[cfg(test)]
mod voices;
