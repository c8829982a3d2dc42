//! Ratings, and how the desk keeps its promises.

pub mod link;
pub(crate) mod reminder;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{FeedbackRead, TicketRate, TicketRead};
use podskazka_shared::feedback::{
    FeedbackItem, FeedbackList, FeedbackOwn, OWN_DAYS, OwnFeedback, OwnRatings, Rating, RatingBody,
    RatingSummary, Reason, ReasonCount, Report, ReportDay, ReportFind, TOGETHER, TicketsRating,
};
use podskazka_shared::ids::{RatingId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{Act, EventKind, state};
use podskazka_shared::zone::instant;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::secret_id;
use crate::problem::{Error, Result};
use crate::store::feedback::{OwnRow, Term, changeable_until};
use crate::store::idempotency::{self, Claim};
use crate::store::tickets::{Change, TicketRow};
use crate::store::{self, Audit, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<TicketsRating, _, _>(rate);
    api.serve::<FeedbackList, _, _>(list);
    api.serve::<FeedbackOwn, _, _>(own);
    api.serve::<ReportFind, _, _>(report);
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
    let (permit, read) = (call.permit()?, call.member()?.permit::<TicketRead>()?);
    let page = store::feedback::list(&call.app.store, &permit, &read, &call.query).await?;
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

async fn report(call: Call<ReportFind>) -> Result<Done<Report>> {
    let (member, permit, store) = (call.member()?, call.permit()?, &call.app.store);
    let zone = member.school.zone;
    let today = call.at.with_timezone(&zone).date_naive();
    let days = i64::from(call.query.days.unwrap_or(30));
    let first = today - Duration::days(days - 1);
    let since = instant(first, 0, zone);
    let open = store::feedback::open(store, &permit, call.at).await?;
    let terms = store::feedback::terms(store, &permit, since).await?;
    let ratings = match member.permit::<FeedbackRead>() {
        Ok(permit) => Some(summary(
            store::feedback::counts(store, &permit, since).await?,
            store::feedback::ticked(store, &permit, since).await?,
        )),
        Err(_) => None,
    };
    let by_day = by_day(&terms, first, today, zone, call.at);
    Ok(Done::new(Report {
        since,
        until: call.at,
        own_work: !permit.reaches().contains(&Reach::School),
        open: open.open,
        overdue: open.overdue,
        filed: count(terms.iter().filter(|term| term.filed)),
        considered_in_time: by_day.iter().map(|day| day.in_time).sum(),
        considered_late: by_day.iter().map(|day| day.late).sum(),
        days: by_day,
        ratings,
    }))
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// What became of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    InTime,
    Late,
    Running,
    /// The requester closed it before anybody had to consider it.
    Withdrawn,
}

fn outcome(term: &Term, now: DateTime<Utc>) -> Outcome {
    match (term.considered_at, term.ended_at) {
        (Some(at), _) if at <= term.due_at => Outcome::InTime,
        (Some(_), _) => Outcome::Late,
        (None, Some(at)) if at <= term.due_at => Outcome::Withdrawn,
        (None, Some(_)) => Outcome::Late,
        (None, None) if now > term.due_at => Outcome::Late,
        (None, None) => Outcome::Running,
    }
}

/// The terms by the school's day on which they began; days without any are there too.
fn by_day(
    terms: &[Term],
    first: NaiveDate,
    last: NaiveDate,
    zone: chrono_tz::Tz,
    now: DateTime<Utc>,
) -> Vec<ReportDay> {
    let empty = |day| ReportDay {
        day,
        in_time: 0,
        late: 0,
        running: 0,
    };
    let mut days: BTreeMap<NaiveDate, ReportDay> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| (day, empty(day)))
        .collect();
    for term in terms {
        let day = term.started_at.with_timezone(&zone).date_naive();
        let Some(day) = days.get_mut(&day) else { continue };
        match outcome(term, now) {
            Outcome::InTime => day.in_time += 1,
            Outcome::Late => day.late += 1,
            Outcome::Running => day.running += 1,
            Outcome::Withdrawn => {}
        }
    }
    days.into_values().collect()
}

fn summary(counts: Vec<u64>, reasons: Vec<ReasonCount>) -> RatingSummary {
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
    use crate::clock::new_id;

    fn term(considered: Option<i64>, ended: Option<i64>) -> Term {
        let start: DateTime<Utc> = "2026-11-20T08:00:00Z".parse().unwrap();
        let after = |hours: i64| start + Duration::hours(hours);
        Term {
            ticket_id: new_id(start),
            started_at: start,
            due_at: after(24),
            considered_at: considered.map(after),
            ended_at: ended.map(after),
            filed: true,
        }
    }

    #[test]
    fn a_term_is_met_missed_running_or_withdrawn() {
        let now = |hours: i64| term(None, None).started_at + Duration::hours(hours);
        for (term, at, expected) in [
            (term(Some(24), None), 30, Outcome::InTime),
            (term(Some(25), None), 30, Outcome::Late),
            (term(None, None), 24, Outcome::Running),
            (term(None, None), 25, Outcome::Late),
            (term(None, Some(2)), 30, Outcome::Withdrawn),
            (term(None, Some(25)), 30, Outcome::Late),
        ] {
            assert_eq!(outcome(&term, now(at)), expected, "{term:?} at {at}");
        }
    }

    #[test]
    fn an_average_needs_ratings() {
        assert_eq!(summary(vec![0; 5], Vec::new()).average, None);
        assert_eq!(summary(vec![1, 0, 0, 0, 2], Vec::new()).average, Some(3.67));
    }
}
