//! Who asked to be called back: entries, tries of calling, and how much was dropped.

mod list;
mod write;

use chrono::{DateTime, Utc};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::callbacks::{Callback, CallbackState, CallbackTicket, CallbackTry};
use podskazka_shared::ids::{CallbackId, MemberId, SchoolId, TicketId};
use sea_orm::FromQueryResult;

use super::rows;
use crate::access::{Holder, Permit, Reached};

pub use list::{count, find, hold, list, whole};
pub use write::{NewCallback, add_dropped, dismiss, forget, insert, note_try, register, take};

/// An entry as it stands, without its tries.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CallbackRow {
    pub id: CallbackId,
    school_id: SchoolId,
    pub state: CallbackState,
    name: String,
    class_name: Option<String>,
    phone: String,
    text: String,
    created_at: DateTime<Utc>,
    call_from: DateTime<Utc>,
    taken_by: Option<MemberId>,
    taken_name: Option<String>,
    decided_by: Option<MemberId>,
    decided_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    ticket_id: Option<TicketId>,
    ticket_number: Option<String>,
    pub version: i64,
}

impl Reached for CallbackRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, _: &Holder) -> bool {
        reach == Reach::School
    }
}

impl CallbackRow {
    /// As it travels.
    fn dto(self, tries: Vec<CallbackTry>) -> Callback {
        let number = self.ticket_number;
        Callback {
            id: self.id,
            state: self.state,
            name: self.name,
            class_name: self.class_name,
            phone: self.phone,
            text: self.text,
            created_at: self.created_at,
            call_from: self.call_from,
            tries,
            taken_by: rows::named(self.taken_by, self.taken_name.as_ref()),
            decided_by: rows::named(self.decided_by, self.decided_name.as_ref()),
            decided_at: self.decided_at,
            reason: self.reason,
            ticket: self
                .ticket_id
                .zip(number)
                .map(|(id, number)| CallbackTicket { id, number }),
            version: self.version,
        }
    }
}

/// Who holds a permit, as a row names them.
fn by<A: ActionType>(permit: &Permit<A>) -> Option<MemberId> {
    permit.person().map(|_| permit.member())
}
