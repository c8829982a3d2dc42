//! A low mark is followed up by the superior of whoever answered, within days of the school's calendar (F3). Who is meant
//! learns nothing of it: neither from a list nor from a notice, nor from the request, nor from the trail.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{FeedbackRead, TicketRate, TicketRead};
use podskazka_shared::feedback::Rating;
use podskazka_shared::follow_ups::{
    FollowUp, FollowUpState, FollowUpsClose, FollowUpsFind, FollowUpsList, WORKING_DAYS, is_low,
};
use podskazka_shared::ids::{FollowUpId, SchoolId, TicketId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Granted, Member, Permit, System};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::clock::secret_id;
use crate::deadlines::Terms;
use crate::problem::{Error, Result};
use crate::store::notifications::News;
use crate::store::tickets::TicketRow;
use crate::store::{self, Audit, Db, Tx};

const WHY: System = System::FOLLOW_UP;
/// How many are looked at in one transaction.
const BATCH: u64 = 50;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<FollowUpsList, _, _>(list);
    api.serve::<FollowUpsFind, _, _>(find);
    api.serve::<FollowUpsClose, _, _>(close);
}

/// A follow-up as this reader may see it.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(db: &impl Db, member: &Member, id: FollowUpId) -> Result<FollowUp> {
    let (permit, read): (Permit<FeedbackRead>, Permit<TicketRead>) = (member.permit()?, member.permit()?);
    store::follow_ups::whole(db, store::follow_ups::find(db, &permit, &read, id).await?).await
}

fn answered(found: FollowUp) -> Done<FollowUp> {
    let version = found.version;
    Done::new(found).version(version)
}

async fn list(call: Call<FollowUpsList>) -> Result<Done<Page<FollowUp>>> {
    let read = call.member()?.permit()?;
    let page = store::follow_ups::list(&call.app.store, &call.permit()?, &read, &call.query).await?;
    Ok(Done::new(page))
}

async fn find(call: Call<FollowUpsFind>) -> Result<Done<FollowUp>> {
    let found = view(&call.app.store, call.member()?, call.params.follow_up).await?;
    Ok(answered(found))
}

async fn close(call: Call<FollowUpsClose>) -> Result<Done<FollowUp>> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let (may, read): (Permit<FeedbackRead>, Permit<TicketRead>) = (member.permit()?, member.permit()?);
    let (id, at) = (call.params.follow_up, call.at);
    call.app
        .store
        .write(async |tx| {
            let row = store::follow_ups::hold(tx, &may, &read, id).await?;
            if row.version != version {
                return Err(Error::stale(&store::follow_ups::whole(tx, row).await?));
            }
            let row = permit.grant(row.into_row())?;
            if row.state != FollowUpState::Open {
                return Err(ProblemKind::WrongState.into());
            }
            store::follow_ups::close(tx, &permit, &row, &call.body.outcome, at).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["follow_up_done"])
                .write(tx)
                .await
        })
        .await?;
    Ok(answered(view(&call.app.store, member, id).await?))
}

/// What a new mark means, in its transaction, which holds the school's plan: a low one opens a follow-up, also of what was
/// closed before the mark became low again; one that is not low withdraws it.
///
/// # Errors
/// Those of the database.
pub async fn rated(
    tx: &Tx,
    ticket: &Granted<TicketRate, TicketRow>,
    (before, stars): (Option<Rating>, u8),
    at: DateTime<Utc>,
) -> Result<()> {
    if !is_low(stars) {
        return store::follow_ups::withdraw(tx, WHY, ticket.id).await;
    }
    let opens = match store::follow_ups::of_ticket(tx, WHY, ticket.id).await? {
        None | Some((FollowUpState::Withdrawn, _)) => true,
        Some((FollowUpState::Open, _)) => false,
        // The same mark in other words is dealt with; one that was better meanwhile, or of a new answer, is not.
        Some((FollowUpState::Closed, closed)) => {
            let anew = ticket.answered_at > closed;
            anew || before.is_none_or(|before| !is_low(before.stars))
        }
    };
    if !opens {
        return Ok(());
    }
    let school = ticket_school(ticket);
    let permit: Permit<TicketRead> = Permit::system(WHY, school);
    let terms = Terms::current(tx, &permit).await?;
    let due = terms.working_days(WORKING_DAYS, at);
    store::follow_ups::open(tx, WHY, (school, ticket.id), secret_id(), due, at).await?;
    let about = (ticket.id, ticket.number());
    tell(tx, NotificationKind::FollowUp, school, about, at).await
}

fn ticket_school(ticket: &Granted<TicketRate, TicketRow>) -> SchoolId {
    crate::access::Reached::school(&**ticket)
}

/// Tells whoever follows up a mark.
async fn tell(
    tx: &Tx,
    kind: NotificationKind,
    school: SchoolId,
    (id, number): (TicketId, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    let meant = store::follow_ups::meant(tx, WHY, id).await?;
    for to in store::people::who_follows_up(tx, WHY, (id, &meant), at).await? {
        let news = News {
            kind,
            about: NotificationAbout::Ticket { id },
            number: Some(number.to_owned()),
            starts_at: None,
        };
        store::notifications::put(tx, school, to, &news, at).await?;
    }
    Ok(())
}

/// Whether there still is something to tell this reader: the follow-up is open, and not about them.
///
/// # Errors
/// Those of the database.
pub async fn is_theirs(app: &App, member: &Member, ticket: TicketId) -> Result<bool> {
    let open = store::follow_ups::of_ticket(&app.store, WHY, ticket).await?;
    if !matches!(open, Some((FollowUpState::Open, _))) || member.permit::<FeedbackRead>().is_err() {
        return Ok(false);
    }
    let meant = store::follow_ups::meant(&app.store, WHY, ticket).await?;
    Ok(!meant.contains(&member.id))
}

/// Counts the open ones of a school anew: its calendar or its zone changed.
///
/// # Errors
/// Those of the database.
pub async fn count_anew<A: ActionType>(tx: &Tx, permit: &Permit<A>, terms: &Terms) -> Result<()> {
    let mut after = None;
    loop {
        let page = store::follow_ups::running(tx, permit, after, BATCH).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (id, opened) in page {
            let due = terms.working_days(WORKING_DAYS, opened);
            store::follow_ups::recount(tx, id, &due).await?;
        }
    }
}

/// Tells once, in working time, that nothing was done in time.
///
/// # Errors
/// Those of the database.
pub async fn ring(app: &App, at: DateTime<Utc>) -> Result<()> {
    loop {
        let looked = app
            .store
            .write(async |tx| {
                let rows = store::follow_ups::ringing(tx, WHY, BATCH, at).await?;
                for row in &rows {
                    if store::follow_ups::told(tx, WHY, row.id, at).await? {
                        let about = (row.ticket, row.number.as_str());
                        tell(tx, NotificationKind::FollowUpLate, row.school, about, at).await?;
                    }
                }
                Ok(rows.len())
            })
            .await?;
        if u64::try_from(looked).unwrap_or(u64::MAX) < BATCH {
            return Ok(());
        }
    }
}
