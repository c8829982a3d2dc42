//! One history of the schema for SQLite and PostgreSQL. Where the two differ, a `match` stands inside the migration,
//! and raw SQL stands nowhere else in the product.

mod build;
mod m0001_people;
mod m0002_schedules;
mod m0003_tickets;
mod m0004_trails;

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
        ]
    }
}
