//! Who hears of a step by mail: the requester, of every public word of staff.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::{MemberId, TicketId};
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
    side: Side,
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<()> {
    let what = match (act, side) {
        (Act::Answer, Side::Staff) => "answered",
        (Act::Ask, Side::Staff) => "asked",
        (Act::Message, Side::Staff) => "message",
        (Act::Message | Act::Ask | Act::Answer, Side::Requester)
        | (Act::Note | Act::Assign | Act::Close | Act::Reopen | Act::Rate | Act::Share, _) => return Ok(()),
    };
    put(
        tx,
        what,
        ticket.requester(),
        (ticket.id, ticket.number()),
        school,
        at,
    )
    .await
}

/// Tells somebody that a request was filed for them.
pub(super) async fn filed(
    tx: &Tx,
    requester: MemberId,
    id: TicketId,
    number: &str,
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<()> {
    put(tx, "filed", requester, (id, number), school, at).await
}

async fn put(
    tx: &Tx,
    what: &str,
    to: MemberId,
    (ticket, number): (TicketId, &str),
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<()> {
    let payload = json!({
        "what": what,
        "to": to,
        "number": number,
        "ticket": ticket,
        "school": school.slug,
        "school_name": school.name,
    });
    store::outbox::put(tx, crate::outbox::MAIL, payload, at).await
}
