//! Who is told of a step: the requester of every public word of staff, who follows a request of every public word, who works on
//! it of every word of the requester, of its being given to them, and when its time runs out, and the head of an objection.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::TicketWork;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind as Kind};
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{Act, Side};

use crate::access::{Granted, Member, Permit};
use crate::problem::Result;
use crate::store::notifications::News;
use crate::store::tickets::{Running, TicketRow};
use crate::store::{self, Tx};

/// Tells of a step in its transaction; `assignee` is who works on the request after it.
pub(super) async fn tell<A: ActionType>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    act: Act,
    side: Side,
    (member, assignee): (&Member, Option<MemberId>),
    at: DateTime<Utc>,
) -> Result<()> {
    let to_requester = match (act, side) {
        (Act::Answer | Act::Redirect, Side::Staff) => Some(Kind::Answered),
        (Act::Ask, Side::Staff) => Some(Kind::Asked),
        (Act::Refuse | Act::Uphold, Side::Staff) => Some(Kind::Refused),
        (Act::Stop, Side::Staff) => Some(Kind::Stopped),
        (Act::HandOver, Side::Staff) => Some(Kind::HandedOver),
        (Act::Message | Act::Outcome | Act::Overturn | Act::Reopen, Side::Staff) => Some(Kind::Message),
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
    let (school, about) = (member.school.id, (ticket.id, ticket.number()));
    if let Some(kind) = to_requester {
        put(tx, kind, (school, ticket.requester()), about, at).await?;
        if kind == Kind::Answered {
            crate::feedback::reminder::put(tx, ticket.requester(), ticket.id, at).await?;
        }
    }
    let by_requester =
        matches!(act, Act::Message | Act::Object | Act::Reopen | Act::Close) && side == Side::Requester;
    let assignee = assignee.filter(|assignee| *assignee != member.id);
    let to_assignee = match act == Act::Assign {
        true => Some(Kind::Assigned),
        false => (by_requester && act != Act::Close).then_some(Kind::Replied),
    };
    let told = assignee.zip(to_assignee);
    if let Some((assignee, kind)) = told {
        put(tx, kind, (school, assignee), about, at).await?;
    }
    if to_requester.is_some() || by_requester {
        for follower in store::tickets::followers(tx, ticket, member.id).await? {
            if told.is_none_or(|(assignee, _)| assignee != follower) {
                put(tx, Kind::Followed, (school, follower), about, at).await?;
            }
        }
    }
    if act == Act::Object {
        for head in store::people::heads_of(tx, ticket, at).await? {
            put(tx, Kind::Objected, (school, head), about, at).await?;
        }
    }
    Ok(())
}

/// Offers a request whose conversation was stopped to those who may go on with it (T10).
pub(super) async fn offer<A: ActionType>(
    tx: &Tx,
    member: &Member,
    ticket: &Granted<A, TicketRow>,
    at: DateTime<Utc>,
) -> Result<()> {
    let work: Permit<TicketWork> = member.permit()?;
    let granted = work.grant((**ticket).clone())?;
    let helpers = store::people::helpers(tx, &work, &granted, at).await?;
    for helper in helpers.iter().filter(|helper| helper.id != member.id) {
        let about = (ticket.id, ticket.number());
        put(tx, Kind::TakeOver, (member.school.id, helper.id), about, at).await?;
    }
    Ok(())
}

/// Tells somebody that a request was filed for them.
pub(super) async fn filed(
    tx: &Tx,
    to: (SchoolId, MemberId),
    about: (TicketId, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    put(tx, Kind::Filed, to, about, at).await
}

/// Tells somebody that the time of a request runs out, or is over.
///
/// # Errors
/// Those of the database.
pub async fn alarm(
    tx: &Tx,
    to: (SchoolId, MemberId),
    row: &Running,
    (clock, is_over): (TermClock, bool),
    at: DateTime<Utc>,
) -> Result<()> {
    let kind = match (clock, is_over) {
        (TermClock::Considered, false) => Kind::ConsiderSoon,
        (TermClock::Considered, true) => Kind::ConsiderLate,
        (TermClock::Answered, false) => Kind::AnswerSoon,
        (TermClock::Answered, true) => Kind::AnswerLate,
    };
    put(tx, kind, to, (row.id, &row.number), at).await
}

async fn put(
    tx: &Tx,
    kind: Kind,
    (school, to): (SchoolId, MemberId),
    (id, number): (TicketId, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    let news = News {
        kind,
        about: NotificationAbout::Ticket { id },
        number: Some(number.to_owned()),
        starts_at: None,
    };
    store::notifications::put(tx, school, to, &news, at).await
}
