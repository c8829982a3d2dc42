//! Who hears of a step by mail: the requester, of every public word of staff.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::tickets::{Act, Side};
use serde_json::json;

use crate::access::{Granted, SchoolCard};
use crate::problem::Result;
use crate::store::tickets::TicketRow;
use crate::store::{self, Tx};

/// Puts the notice of a step into its transaction. It names the request and no text: whoever reads it signs in.
pub(super) async fn tell<A: ActionType>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    act: Act,
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<()> {
    let what = match (act, ticket.side()) {
        (Act::Answer, Side::Staff) => "answered",
        (Act::Ask, Side::Staff) => "asked",
        (Act::Message, Side::Staff) => "message",
        (Act::Message | Act::Ask | Act::Answer, Side::Requester)
        | (Act::Note | Act::Assign | Act::Close | Act::Reopen | Act::Rate, _) => return Ok(()),
    };
    let payload = json!({
        "what": what,
        "to": ticket.requester(),
        "number": ticket.number(),
        "ticket": ticket.id,
        "school": school.slug,
        "school_name": school.name,
    });
    store::outbox::put(tx, crate::outbox::MAIL, payload, at).await
}
