//! The chain of seals over the audit trail.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::build::{create, drop, index, primary, raw, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What waits for its seal. A line may commit long after younger ones, so that no id or time could tell.
        let unsealed = table("audit_unsealed")
            .col(uuid("audit_id").primary_key())
            .foreign_key(&mut reference("audit_id", "audit"))
            .to_owned();
        // Each seal holds the hash of the one before. `lines` is how many lines it covers.
        let seal = table("audit_seal")
            .col(big_integer("seq"))
            .col(integer("lines"))
            .col(binary("previous"))
            .col(binary("hash"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(&mut primary(&["seq"]))
            .to_owned();
        // Which lines a seal covers, in which order, and the hash of each, so that a changed one can be named.
        let sealed = table("audit_sealed")
            .col(uuid("audit_id").primary_key())
            .col(big_integer("seal"))
            .col(integer("position"))
            .col(binary("hash"))
            .foreign_key(&mut reference("audit_id", "audit"))
            .foreign_key(ForeignKey::create().from_col("seal").to("audit_seal", "seq"))
            .to_owned();
        let indexes = vec![index("audit_sealed", &["seal", "position"]).unique().to_owned()];
        create(manager, vec![unsealed, seal, sealed], indexes).await?;
        raw(manager, &["INSERT INTO audit_unsealed SELECT id FROM audit"]).await?;
        let append_only: &[&str] = match manager.get_database_backend() == DbBackend::Sqlite {
            true => &[
                "CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_seal_no_replace BEFORE INSERT ON audit_seal
                 WHEN EXISTS (SELECT 1 FROM audit_seal WHERE seq = NEW.seq)
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_sealed_no_update BEFORE UPDATE ON audit_sealed
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_sealed_no_delete BEFORE DELETE ON audit_sealed
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
                "CREATE TRIGGER audit_sealed_no_replace BEFORE INSERT ON audit_sealed
                 WHEN EXISTS (SELECT 1 FROM audit_sealed WHERE audit_id = NEW.audit_id
                    OR (seal = NEW.seal AND position = NEW.position))
                 BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
            ],
            false => &[
                "CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal
                 FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
                "CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
                 FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
                "CREATE TRIGGER audit_sealed_no_change BEFORE UPDATE OR DELETE ON audit_sealed
                 FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
                "CREATE TRIGGER audit_sealed_no_truncate BEFORE TRUNCATE ON audit_sealed
                 FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
            ],
        };
        raw(manager, append_only).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["audit_sealed", "audit_seal", "audit_unsealed"]).await
    }
}
