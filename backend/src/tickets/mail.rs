//! Who hears of a step by mail: the requester of every public word of staff, who follows a request of every public word, who
//! works on it or stands above when its time runs out, and the head of an objection.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{Act, Side};
use serde_json::json;

use crate::access::{Granted, Member, SchoolCard};
use crate::problem::Result;
use crate::store::tickets::{Running, TicketRow};
use crate::store::{self, Tx};

/// Puts the notices of a step into its transaction. They name the request and no text: whoever reads it signs in.
pub(super) async fn tell<A: ActionType>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    act: Act,
    side: Side,
    member: &Member,
    at: DateTime<Utc>,
) -> Result<()> {
    let to_requester = match (act, side) {
        (Act::Answer | Act::Redirect, Side::Staff) => Some("answered"),
        (Act::Ask, Side::Staff) => Some("asked"),
        (Act::Refuse | Act::Uphold, Side::Staff) => Some("refused"),
        (Act::Stop, Side::Staff) => Some("stopped"),
        (Act::HandOver, Side::Staff) => Some("handed_over"),
        (Act::Message | Act::Outcome | Act::Overturn | Act::Reopen, Side::Staff) => Some("message"),
        (
            Act::Message
            | Act::Ask
            | Act::Answer
            | Act::HandOver
            | Act::Outcome
            | Act::Redirect
            | Act::Refuse
            | Act::Uphold
            | Act::Overturn
            | Act::Reopen
            | Act::Stop,
            Side::Requester,
        )
        | (
            Act::Note
            | Act::Assign
            | Act::Topic
            | Act::Object
            | Act::Merge
            | Act::Unmerge
            | Act::Split
            | Act::Link
            | Act::Follow
            | Act::Close
            | Act::Rate
            | Act::Share,
            _,
        ) => None,
    };
    let about = (ticket.id, ticket.number());
    if let Some(what) = to_requester {
        put(tx, what, ticket.requester(), about, &member.school, at).await?;
    }
    let by_requester =
        matches!(act, Act::Message | Act::Object | Act::Reopen | Act::Close) && side == Side::Requester;
    if to_requester.is_some() || by_requester {
        for follower in store::tickets::followers(tx, ticket, member.id).await? {
            put(tx, "followed", follower, about, &member.school, at).await?;
        }
    }
    if act == Act::Object {
        for head in store::people::heads_of(tx, ticket, at).await? {
            put(tx, "objected", head, about, &member.school, at).await?;
        }
    }
    Ok(())
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

/// Tells somebody that the time of a request runs out, or is over.
///
/// # Errors
/// Those of the database.
pub async fn alarm(
    tx: &Tx,
    to: MemberId,
    row: &Running,
    (clock, is_over): (TermClock, bool),
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<()> {
    let what = match (clock, is_over) {
        (TermClock::Considered, false) => "consider_soon",
        (TermClock::Considered, true) => "consider_late",
        (TermClock::Answered, false) => "answer_soon",
        (TermClock::Answered, true) => "answer_late",
    };
    put(tx, what, to, (row.id, &row.number), school, at).await
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
