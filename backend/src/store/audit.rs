//! The audit trail: append-only, written in the transaction of what it tells.
//!
//! A line is written together with a row of `audit_unsealed`, so that the sealer finds what it has not seen yet, however
//! late its transaction commits; see [`seal`].

mod list;
mod seal;
mod verify;

use chrono::{DateTime, Utc};
use podskazka_shared::access::{Action, ActionType};
use podskazka_shared::ids::{AuditId, ClientId, PersonId, SchoolId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entities::{audit, audit_detail, audit_unsealed};
use super::{Tx, private::Connection};
use crate::access::{Permit, System};
use crate::clock::{new_id, random};
use crate::problem::Result;

pub use list::{count, list};
pub use seal::{Head, head, seal};
pub use verify::{Fault, Verified, verify};

/// One line of the trail: who did what to which object, and which fields changed. Never names, texts or addresses.
#[derive(Debug)]
pub struct Audit<'a> {
    at: DateTime<Utc>,
    school: Option<SchoolId>,
    person: Option<PersonId>,
    client: Option<ClientId>,
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
            client: permit.client(),
            action: permit.action(),
            object: None,
            fields: &[],
            detail: None,
        }
    }

    /// What a deed brought with it, told as the action that does it alone.
    pub fn along<A: ActionType>(permit: &'a Permit<A>, action: Action, at: DateTime<Utc>) -> Self {
        Self {
            action: action.code(),
            ..Self::of(permit, at)
        }
    }

    /// What the system does by itself.
    pub fn system(system: System, at: DateTime<Utc>) -> Self {
        Self {
            at,
            school: None,
            person: None,
            client: None,
            action: system.reason(),
            object: None,
            fields: &[],
            detail: None,
        }
    }

    /// What a person does about themselves, by a right that hangs on no role.
    pub fn own(action: &'a str, person: PersonId, at: DateTime<Utc>) -> Self {
        Self {
            at,
            school: None,
            person: Some(person),
            client: None,
            action,
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

    /// What a program does outside of any request on a school, such as getting a token.
    #[must_use]
    pub fn by_client(mut self, client: ClientId) -> Self {
        self.client = Some(client);
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

    /// Appends many lines of one deed: the objects with the names of their fields.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write_all<A: ActionType>(
        tx: &Tx,
        permit: &Permit<A>,
        lines: &[(Uuid, Vec<&str>)],
        at: DateTime<Utc>,
    ) -> Result<()> {
        for lines in lines.chunks(500) {
            let ids: Vec<AuditId> = lines.iter().map(|_| new_id(at)).collect();
            let rows = lines.iter().zip(&ids).map(|((object, fields), id)| {
                let line = Audit::of(permit, at).on(*object);
                line.fields(fields).row(*id, None)
            });
            append(tx, rows, &ids).await?;
        }
        Ok(())
    }

    /// Appends the line.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn write(self, tx: &Tx) -> Result<()> {
        let id = new_id(self.at);
        let detail = self.detail.clone().map(|detail| {
            let salt: [u8; 16] = random();
            let digest = digest(&salt, &detail);
            (salt.to_vec(), detail, digest)
        });
        let digest = detail.as_ref().map(|(_, _, digest)| digest.clone());
        append(tx, [self.row(id, digest)], &[id]).await?;
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

    fn row(&self, id: AuditId, detail_digest: Option<Vec<u8>>) -> audit::ActiveModel {
        audit::ActiveModel {
            id: Set(id),
            at: Set(self.at),
            school_id: Set(self.school),
            person_id: Set(self.person),
            client_id: Set(self.client),
            action: Set(self.action.to_owned()),
            object_id: Set(self.object),
            fields: Set(json!(self.fields)),
            detail_digest: Set(detail_digest),
        }
    }
}

/// Lines never come without the rows by which the sealer finds them.
async fn append(tx: &Tx, lines: impl IntoIterator<Item = audit::ActiveModel>, ids: &[AuditId]) -> Result<()> {
    audit::Entity::insert_many(lines)
        .exec_without_returning(tx.connection())
        .await?;
    let unsealed = ids
        .iter()
        .map(|id| audit_unsealed::ActiveModel { audit_id: Set(*id) });
    audit_unsealed::Entity::insert_many(unsealed)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// What stays of a detail in the trail: it proves the detail while that is there, and tells nothing without its salt.
fn digest(salt: &[u8], detail: &str) -> Vec<u8> {
    Sha256::new()
        .chain_update(salt)
        .chain_update(detail)
        .finalize()
        .to_vec()
}
