//! Filing a report: who is reported, and who decides on it.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ConductFile, ConsultationRead, TicketRead, TicketWork};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::{
    ConductBody, ConductCreate, ConductKind, ConductPath, ConductReport, DECIDE_DAYS, route,
};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::{BookingId, ConductId, MemberId, MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::Side;

use super::{answered, view};
use crate::access::{Member, Permit};
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::deadlines::Terms;
use crate::problem::{Error, Result};
use crate::store::conduct::NewConduct;
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db, Tx};

/// The other side of a conversation.
struct Other {
    kind: ConductKind,
    reported: MemberId,
    ticket: Option<TicketId>,
    booking: Option<BookingId>,
}

/// A report to be, of whose parts all is known.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'a> {
    pub kind: ConductKind,
    pub reported: MemberId,
    pub ticket: Option<TicketId>,
    pub booking: Option<BookingId>,
    pub message: Option<MessageId>,
    /// Whether the helper stops the conversation with it.
    pub stopped: bool,
    pub text: &'a str,
    pub wish: Option<&'a str>,
}

pub(super) async fn create(call: Call<ConductCreate>) -> Result<Done<ConductReport>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let (store, body) = (&call.app.store, &call.body);
    let other = other(store, member, &permit, body).await?;
    let fresh: ConductId = new_id(at);
    let id = store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(ConductId(done));
            }
            let filing = Filing {
                kind: other.kind,
                reported: other.reported,
                ticket: other.ticket,
                booking: other.booking,
                message: body.message,
                stopped: false,
                text: &body.text,
                wish: body.wish.as_deref(),
            };
            file(tx, member, fresh, filing, at).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let path = ConductPath { school, report: id };
    let location = address::<podskazka_shared::conduct::ConductFind>(&path, &Default::default());
    Ok(answered(view(&call.app, member, id, at).await?)?.location(location))
}

/// Files a report in the transaction of its cause, and tells whoever decides.
///
/// # Errors
/// `quota_exceeded`; `invalid` for a message that the other side did not write.
pub async fn file(
    tx: &Tx,
    member: &Member,
    id: ConductId,
    filing: Filing<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let permit: Permit<ConductFile> = member.permit()?;
    // A conversation is stopped at once, however many were before.
    if !filing.stopped {
        store::conduct::check_quota(tx, &permit, at).await?;
    }
    check_message(tx, &permit, filing).await?;
    let helper = match filing.kind {
        ConductKind::User => member.id,
        ConductKind::Helper => filing.reported,
    };
    let rules = store::conduct::rules(tx, &permit, filing.reported, at).await?;
    let superior = store::conduct::superior(tx, &permit, helper).await?;
    let parties = [member.id, filing.reported];
    let (route, decider) = route(rules.to, superior, rules.reported_leads, &rules.heads, parties);
    let due = Terms::current(tx, &permit).await?.working_days(DECIDE_DAYS, at);
    let new = NewConduct {
        id,
        kind: filing.kind,
        route,
        decider,
        reported: filing.reported,
        ticket: filing.ticket,
        booking: filing.booking,
        message: filing.message,
        stopped: filing.stopped,
        text: filing.text.trim(),
        wish: filing.wish.map(str::trim).filter(|wish| !wish.is_empty()),
        due_at: due.due_at,
        alarm_at: due.alarm_at,
    };
    store::conduct::insert(tx, &permit, new, at).await?;
    Audit::of(&permit, at)
        .on(id.0)
        .fields(&["conduct"])
        .write(tx)
        .await
}

/// A message that is meant stands in the request, and the one reported wrote it.
async fn check_message(tx: &Tx, permit: &Permit<ConductFile>, filing: Filing<'_>) -> Result<()> {
    let Some((ticket, message)) = filing.ticket.zip(filing.message) else {
        return Ok(());
    };
    let (side, reported) = match filing.kind {
        // Somebody may have filed it for them.
        ConductKind::User => (Side::Requester, None),
        ConductKind::Helper => (Side::Staff, Some(filing.reported)),
    };
    let author = store::conduct::is_said_by(tx, permit, (ticket, message), side).await?;
    match author.is_some_and(|author| reported.is_none_or(|reported| reported == author)) {
        true => Ok(()),
        false => Err(Error::field("/message", FieldErrorKind::NotFound)),
    }
}

fn is_missing<T>(found: Result<T>, pointer: &str) -> Result<T> {
    match found {
        Err(error) if error.kind() == ProblemKind::NotFound => {
            Err(Error::field(pointer, FieldErrorKind::NotFound))
        }
        found => found,
    }
}

/// Whom the member reports: who takes no part in a conversation reports nobody.
async fn other(
    db: &impl Db,
    member: &Member,
    permit: &Permit<ConductFile>,
    body: &ConductBody,
) -> Result<Other> {
    match (body.ticket, body.booking) {
        (Some(ticket), _) => of_ticket(db, member, permit, body, ticket).await,
        (None, Some(booking)) => of_booking(db, member, booking).await,
        (None, None) => Err(Error::field("/ticket", FieldErrorKind::Required)),
    }
}

async fn of_ticket(
    db: &impl Db,
    member: &Member,
    permit: &Permit<ConductFile>,
    body: &ConductBody,
    id: TicketId,
) -> Result<Other> {
    let read: Permit<TicketRead> = member.permit()?;
    let ticket = is_missing(store::tickets::find(db, &read, id).await, "/ticket")?.into_row();
    let of = |kind, reported| Other {
        kind,
        reported,
        ticket: Some(id),
        booking: None,
    };
    if ticket.requester() != member.id {
        let requester = ticket.requester();
        member.permit::<TicketWork>()?.grant(ticket)?;
        return match body.helper {
            None => Ok(of(ConductKind::User, requester)),
            Some(_) => Err(Error::field("/helper", FieldErrorKind::NotOpen)),
        };
    }
    let mut helpers = store::conduct::spoke(db, permit, id).await?;
    helpers.extend(ticket.assignee());
    helpers.retain(|helper| *helper != member.id);
    helpers.sort_unstable();
    helpers.dedup();
    let said_by = match body.message {
        Some(message) => store::conduct::is_said_by(db, permit, (id, message), Side::Staff).await?,
        None => None,
    };
    match (body.helper.or(said_by), helpers.as_slice()) {
        (Some(helper), helpers) if helpers.contains(&helper) => Ok(of(ConductKind::Helper, helper)),
        (Some(_), _) => Err(Error::field("/helper", FieldErrorKind::NotFound)),
        (None, [helper]) => Ok(of(ConductKind::Helper, *helper)),
        (None, _) => Err(Error::field("/helper", FieldErrorKind::Required)),
    }
}

async fn of_booking(db: &impl Db, member: &Member, id: BookingId) -> Result<Other> {
    let read: Permit<ConsultationRead> = member.permit()?;
    let booking = is_missing(store::consultations::find(db, &read, id).await, "/booking")?;
    let (came, about) = (booking.booked_by, booking.about_id);
    let (kind, reported) = if came == member.id || about == Some(member.id) {
        (ConductKind::Helper, booking.helper_id)
    } else if booking.helper_id == member.id {
        (ConductKind::User, came)
    } else {
        return Err(ProblemKind::Forbidden.into());
    };
    Ok(Other {
        kind,
        reported,
        ticket: None,
        booking: Some(id),
    })
}
