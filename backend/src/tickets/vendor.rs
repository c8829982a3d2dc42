//! The vendor's support: its clock, its number, and the way to it (T6, S6).

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{SchoolRead, TicketRead};
use podskazka_shared::calendar::deadline::deadline;
use podskazka_shared::calendar::{Calendar, ClockEvent, ClockEventKind, Hours, Target, WorkingWeek};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{EventKind, Ticket, TicketsReference};

use super::{shown, view};
use crate::access::{Member, Permit};
use crate::api::Done;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::tickets::Change;
use crate::store::{self, Audit, Db};

/// By when the vendor is to answer what it gets now, by its own hours: every day the same (C9.2). None when that never comes.
pub(super) async fn due(
    db: &impl Db,
    member: &Member,
    target: Target,
    at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let permit: Permit<SchoolRead> = member.permit()?;
    let school = store::schools::find(db, &permit).await?;
    let hours = Hours::new(vec![school.contacts.vendor.handled]).map_err(Error::internal)?;
    let zone = store::zone(&school.time_zone)?;
    let calendar = Calendar {
        time_zone: school.time_zone,
        week: WorkingWeek::every_day(&hours),
        exceptions: Vec::new(),
    };
    let start = ClockEvent {
        at,
        event: ClockEventKind::Start,
    };
    let found = deadline(&calendar, zone, target, &[start], at).ok();
    Ok(found.and_then(|found| found.due_at))
}

/// A text with the ways to the vendor's support below it, one a line.
pub(super) async fn with_contacts(db: &impl Db, member: &Member, text: &str) -> Result<String> {
    let permit: Permit<SchoolRead> = member.permit()?;
    let vendor = store::schools::find(db, &permit).await?.contacts.vendor;
    let ways = [&vendor.name, &vendor.phone, &vendor.email, &vendor.group];
    let ways = ways
        .into_iter()
        .map(|way| way.trim())
        .filter(|way| !way.is_empty());
    let lines: Vec<&str> = [text.trim(), ""].into_iter().chain(ways).collect();
    Ok(lines.join("\n").trim().to_owned())
}

/// Enters the vendor's number of the open hand-over.
pub(super) async fn reference(call: Call<TicketsReference>) -> Result<Done<Ticket>> {
    let (member, permit, version, at) = (call.member()?, call.permit()?, call.version()?, call.at);
    let (read, id): (Permit<TicketRead>, _) = (member.permit()?, call.params.ticket);
    call.app
        .store
        .write(async |tx| {
            let ticket = permit.grant(store::tickets::hold(tx, &read, id).await?.into_row())?;
            if ticket.version != version {
                return Err(Error::stale(&view(tx, member, id, at).await?));
            }
            if !store::tickets::refer(tx, &ticket, call.body.reference.trim()).await? {
                return Err(ProblemKind::WrongState.into());
            }
            let change = Change {
                actor: Some(member.id),
                ..Change::of(EventKind::Reference)
            };
            store::tickets::change(tx, &ticket, &change, at).await?;
            let audit = Audit::of(&permit, at).on(id.0).fields(&["reference"]);
            audit.write(tx).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id, at).await?))
}
