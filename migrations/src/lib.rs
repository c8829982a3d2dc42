//! One history of the schema for SQLite and PostgreSQL. Where the two differ, a `match` stands inside the migration,
//! and raw SQL stands nowhere else but in fragments of `store` that have no other words: full text, and what has settled.

mod build;
mod m0001_people;
mod m0002_frozen;
mod m0002_schedules;
mod m0003_tickets;
mod m0004_trails;
mod m0005_sign_in;
mod m0006_audit_seals;
mod m0007_orders;
mod m0008_imports;
mod m0009_invitations;
mod m0010_clients;
mod m0011_privacy;
mod m0012_articles;
mod m0012_days;
mod m0013_consultations;
mod m0014_feeds;
mod m0014_phrases;
mod m0015_callbacks;
mod m0016_files;
mod m0017_search;
mod m0018_live;
mod m0019_notifications;
mod m0020_drafts;
mod m0021_article_editions;
mod m0021_conduct;
mod m0021_follow_ups;
mod m0021_reports;
mod m0022_usefulness;
mod m0022_voices;

use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_schedules::Migration),
            Box::new(m0003_tickets::Migration),
            Box::new(m0004_trails::Migration),
            Box::new(m0005_sign_in::Migration),
            Box::new(m0006_audit_seals::Migration),
            Box::new(m0007_orders::Migration),
            Box::new(m0008_imports::Migration),
            Box::new(m0009_invitations::Migration),
            Box::new(m0010_clients::Migration),
            Box::new(m0011_privacy::Migration),
            Box::new(m0012_days::Migration),
            Box::new(m0012_articles::Migration),
            Box::new(m0014_feeds::Migration),
            Box::new(m0013_consultations::Migration),
            Box::new(m0014_phrases::Migration),
            Box::new(m0015_callbacks::Migration),
            Box::new(m0016_files::Migration),
            Box::new(m0017_search::Migration),
            Box::new(m0018_live::Migration),
            Box::new(m0021_conduct::Migration),
            Box::new(m0019_notifications::Migration),
            Box::new(m0020_drafts::Migration),
            Box::new(m0021_reports::Migration),
            Box::new(m0021_follow_ups::Migration),
            Box::new(m0022_voices::Migration),
            Box::new(m0021_article_editions::Migration),
            Box::new(m0022_usefulness::Migration),
        ]
    }
}
