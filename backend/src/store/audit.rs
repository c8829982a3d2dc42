//! The audit trail: append-only, written in the transaction of what it tells.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::{PersonId, SchoolId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entities::{audit, audit_detail};
use super::{Tx, private::Connection};
use crate::access::{Permit, System};
use crate::clock::{new_id, random};
use crate::problem::Result;

/// One line of the trail: who did what to which object, and which fields changed. Never names, texts or addresses.
#[derive(Debug)]
pub struct Audit<'a> {
    at: DateTime<Utc>,
    school: Option<SchoolId>,
    person: Option<PersonId>,
    action: &'a str,
    object: Option<Uuid>,
    fields: &'a [&'a str],
    detail: Option<String>,
}

impl<'a> Audit<'a> {
    /// What the holder of a permit does.
    pub fn of<A: ActionType>(permit: &'a Permit<A>, at: DateTime<Utc>) -> Self {
        Self {
            at,
            school: Some(permit.school()),
            person: permit.person(),
            action: permit.action(),
            object: None,
            fields: &[],
            detail: None,
        }
    }

    /// What the system does by itself.
    pub fn system(system: System, at: DateTime<Utc>) -> Self {
        Self {
            at,
            school: None,
            person: None,
            action: system.reason(),
            object: None,
            fields: &[],
            detail: None,
        }
    }

    /// What a person does outside a school, such as signing in.
    #[must_use]
    pub fn by(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }

    #[must_use]
    pub fn in_school(mut self, school: SchoolId) -> Self {
        self.school = Some(school);
        self
    }

    /// The object.
    #[must_use]
    pub fn on(mut self, object: Uuid) -> Self {
        self.object = Some(object);
        self
    }

    /// The names of the fields that changed.
    #[must_use]
    pub fn fields(mut self, fields: &'a [&'a str]) -> Self {
        self.fields = fields;
        self
    }

    /// Personal detail: stands in the erasable side table, only its salted digest stays in the trail.
    #[must_use]
    pub fn detail(mut self, detail: String) -> Self {
        self.detail = Some(detail);
        self
    }

    /// Appends the line.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write(self, tx: &Tx) -> Result<()> {
        let id = new_id(self.at);
        let detail = self.detail.map(|detail| {
            let salt: [u8; 16] = random();
            let digest = Sha256::new()
                .chain_update(salt)
                .chain_update(&detail)
                .finalize()
                .to_vec();
            (salt.to_vec(), detail, digest)
        });
        let line = audit::ActiveModel {
            id: Set(id),
            at: Set(self.at),
            school_id: Set(self.school),
            person_id: Set(self.person),
            action: Set(self.action.to_owned()),
            object_id: Set(self.object),
            fields: Set(json!(self.fields)),
            detail_digest: Set(detail.as_ref().map(|(_, _, digest)| digest.clone())),
        };
        audit::Entity::insert(line)
            .exec_without_returning(tx.connection())
            .await?;
        if let Some((salt, detail, _)) = detail {
            let detail = audit_detail::ActiveModel {
                audit_id: Set(id),
                salt: Set(salt),
                detail: Set(detail),
            };
            audit_detail::Entity::insert(detail)
                .exec_without_returning(tx.connection())
                .await?;
        }
        Ok(())
    }
}
