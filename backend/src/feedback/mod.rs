//! Ratings.

pub mod link;
pub(crate) mod reminder;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::{TicketRate, TicketRead};
use podskazka_shared::feedback::{
    FeedbackItem, FeedbackList, FeedbackOwn, OWN_DAYS, OwnFeedback, OwnRatings, Rating, RatingBody,
    RatingSummary, Reason, ReasonCount, TOGETHER, TicketsRating,
};
use podskazka_shared::ids::{RatingId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{Act, EventKind, state};

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::secret_id;
use crate::problem::{Error, Result};
use crate::store::feedback::{OwnRow, changeable_until};
use crate::store::idempotency::{self, Claim};
use crate::store::tickets::{Change, TicketRow};
use crate::store::{self, Audit, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<TicketsRating, _, _>(rate);
    api.serve::<FeedbackList, _, _>(list);
    api.serve::<FeedbackOwn, _, _>(own);
}

async fn rate(call: Call<TicketsRating>) -> Result<Done<Rating>> {
    let permit = call.permit()?;
    let member = call.member()?;
    let read = member.permit::<TicketRead>()?;
    let once = call.once()?;
    let rating = call
        .app
        .store
        .write(async |tx| {
            // Before the request, as everywhere: a low mark begins a term.
            store::plans::hold(tx, &read).await?;
            let held = store::tickets::hold(tx, &read, call.params.ticket)
                .await?
                .into_row();
            // An id of this moment would tell which request was rated.
            let (id, at): (RatingId, _) = (secret_id(), call.at);
            let may = may_rate(member, &held, at);
            let ticket = permit.grant(held)?;
            if let Claim::New = idempotency::claim(tx, &permit, once, id.0, at).await? {
                if !may {
                    return Err(ProblemKind::WrongState.into());
                }
                give(tx, &permit, &ticket, (id, &call.body, &[]), at).await?;
            }
            store::feedback::own(tx, &ticket).await
        })
        .await?;
    Ok(Done::new(rating.ok_or_else(|| {
        Error::internal("a rating that was just given is gone")
    })?))
}

/// Whether the request has an answer that its requester can rate now.
fn may_rate(member: &Member, ticket: &TicketRow, at: DateTime<Utc>) -> bool {
    let side = crate::tickets::side(member, ticket);
    let in_time = |answered| at <= changeable_until(answered);
    state::next(ticket.state, Act::Rate, side).is_some() && ticket.answered_at.is_some_and(in_time)
}

/// Keeps a rating, and what it changes.
async fn give(
    tx: &Tx,
    permit: &Permit<TicketRate>,
    ticket: &Granted<TicketRate, TicketRow>,
    (id, body, how): (RatingId, &RatingBody, &[&str]),
    at: DateTime<Utc>,
) -> Result<()> {
    let before = store::feedback::own(tx, ticket).await?;
    store::feedback::rate(tx, ticket, id, body, at).await?;
    let change = Change {
        actor: Some(permit.member()),
        silent: true,
        ..Change::of(EventKind::Rate)
    };
    store::tickets::change(tx, ticket, &change, at).await?;
    crate::follow_ups::rated(tx, ticket, (before, body.stars), at).await?;
    Audit::of(permit, at).on(ticket.id.0).fields(how).write(tx).await
}

async fn list(call: Call<FeedbackList>) -> Result<Done<Page<FeedbackItem>>> {
    let member = call.member()?;
    let (permit, read) = (call.permit()?, member.permit::<TicketRead>()?);
    let zone = member.school.zone;
    let page = store::feedback::list(&call.app.store, &permit, &read, &call.query, zone).await?;
    Ok(Done::new(page))
}

async fn own(call: Call<FeedbackOwn>) -> Result<Done<OwnFeedback>> {
    let since = call.at - Duration::days(OWN_DAYS);
    let (rows, reasons) = store::feedback::about_own(&call.app.store, &call.permit()?, since).await?;
    Ok(Done::new(OwnFeedback {
        ratings: together(rows, &reasons),
    }))
}

/// What is told of these ratings, the oldest first: whole fives of them, so that nobody finds one out by waiting for it.
fn together(mut rows: Vec<OwnRow>, reasons: &HashMap<TicketId, Vec<Reason>>) -> Option<OwnRatings> {
    rows.truncate(rows.len() / TOGETHER * TOGETHER);
    if rows.is_empty() {
        return None;
    }
    // Their ids are of chance.
    rows.sort_unstable_by_key(|row| row.id);
    let of = |mark: i16| count(rows.iter().filter(|row| row.stars == mark));
    let mut ticked: BTreeMap<Reason, u64> = BTreeMap::new();
    for reason in rows
        .iter()
        .filter_map(|row| reasons.get(&row.ticket_id))
        .flatten()
    {
        *ticked.entry(*reason).or_default() += 1;
    }
    let mut ticked: Vec<ReasonCount> = ticked
        .into_iter()
        .map(|(reason, ratings)| ReasonCount { reason, ratings })
        .collect();
    ReasonCount::most_frequent_first(&mut ticked);
    Some(OwnRatings {
        summary: summary((1..=5).map(of).collect(), ticked),
        comments: rows.into_iter().filter_map(|row| row.comment).collect(),
    })
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// Marks and reasons with their mean.
pub(crate) fn summary(counts: Vec<u64>, reasons: Vec<ReasonCount>) -> RatingSummary {
    let number: u64 = counts.iter().sum();
    let stars: u64 = counts.iter().zip(1..).map(|(count, mark)| count * mark).sum();
    // Far below 2^32, where every whole number is exact.
    let exact = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let average = (number > 0).then(|| (exact(stars) / exact(number) * 100.0).round() / 100.0);
    RatingSummary {
        counts,
        average,
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_needs_ratings() {
        assert_eq!(summary(vec![0; 5], Vec::new()).average, None);
        assert_eq!(summary(vec![1, 0, 0, 0, 2], Vec::new()).average, Some(3.67));
    }
}
