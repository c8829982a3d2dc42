//! The link in a letter by which a request is rated without signing in.
//!
//! Opening it changes nothing, since mail scanners follow links; the page's button rates. It is good for one answer, for as long
//! as that can be rated, and it is spent once the answer has a rating, however that was given. Nothing of it is stored: it is
//! signed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRate, TicketRead};
use podskazka_shared::feedback::RatingBody;
use podskazka_shared::ids::{RatingId, TicketId};
use podskazka_shared::notifications::NotificationsReadBody;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Granted, Member, System};
use crate::app::App;
use crate::auth::Secret;
use crate::clock::secret_id;
use crate::problem::Result;
use crate::store::tickets::TicketRow;
use crate::store::{self, Db};

const WHY: System = System::RATING;
const PURPOSE: &str = "rating-link";
/// The request's id, and the microsecond of its answer.
const HEAD: usize = 16 + 8;

fn write(secret: &Secret, ticket: TicketId, answered_at: DateTime<Utc>) -> String {
    let micros = answered_at.timestamp_micros().to_be_bytes();
    let mut bytes = [ticket.0.as_bytes().as_slice(), &micros].concat();
    let code = secret.sign(PURPOSE, &bytes);
    bytes.extend(code);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(secret: &Secret, token: &str) -> Option<(TicketId, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (head, code) = bytes.split_at_checked(HEAD)?;
    if !secret.signed(PURPOSE, head, code) {
        return None;
    }
    let (ticket, micros) = head.split_at_checked(16)?;
    let ticket = uuid::Uuid::from_slice(ticket).ok()?;
    Some((ticket.into(), i64::from_be_bytes(micros.try_into().ok()?)))
}

/// The address at which this member rates the answer of a request; none when it is not theirs to rate, or rated.
///
/// # Errors
/// Those of the database.
pub async fn address(
    app: &App,
    member: &Member,
    ticket: &TicketRow,
    at: DateTime<Utc>,
) -> Result<Option<String>> {
    let Some(answered_at) = ticket.answered_at.filter(|_| super::may_rate(member, ticket, at)) else {
        return Ok(None);
    };
    let Ok(ticket) = member.permit::<TicketRate>()?.grant(ticket.clone()) else {
        return Ok(None);
    };
    if is_rated(&app.store, &ticket, answered_at).await? {
        return Ok(None);
    }
    let token = write(app.auth.secret(), ticket.id, answered_at);
    let (origin, school) = (app.config.origin(), &member.school.slug);
    Ok(Some(format!("{origin}/public/{school}/rate/{token}")))
}

/// Whether the answer of that moment has a rating.
async fn is_rated(
    db: &impl Db,
    ticket: &Granted<TicketRate, TicketRow>,
    answered_at: DateTime<Utc>,
) -> Result<bool> {
    let rating = store::feedback::own(db, ticket).await?;
    Ok(rating.is_some_and(|rating| rating.rated_at >= answered_at))
}

/// What a link that we wrote leads to.
#[derive(Debug)]
pub enum Link {
    /// A request that can be rated, by its number.
    Open(Member, String),
    /// The answer is rated already.
    Spent(Member, TicketId),
    /// Its time is over, or the request was answered anew.
    Over(Member),
}

/// Whose request a link rates.
async fn whose(app: &App, school: &str, token: &str, at: DateTime<Utc>) -> Result<(Member, TicketId, i64)> {
    let (ticket, micros) = read(app.auth.secret(), token).ok_or(ProblemKind::NotFound)?;
    let requester = store::feedback::requester(&app.store, WHY, ticket).await?;
    let requester = requester.ok_or(ProblemKind::NotFound)?;
    let member = store::people::inviter(&app.store, WHY, requester, at).await?;
    let member = member.filter(|member| member.school.slug == school);
    Ok((member.ok_or(ProblemKind::NotFound)?, ticket, micros))
}

/// What stands behind a link to this request at this moment.
async fn look(
    db: &impl Db,
    member: Member,
    (row, micros): (TicketRow, i64),
    at: DateTime<Utc>,
) -> Result<Link> {
    let meant = row
        .answered_at
        .filter(|answered| answered.timestamp_micros() == micros);
    let Some(answered_at) = meant.filter(|_| super::may_rate(&member, &row, at)) else {
        return Ok(Link::Over(member));
    };
    let (ticket, number) = (row.id, row.number().to_owned());
    let row = member.permit::<TicketRate>()?.grant(row)?;
    match is_rated(db, &row, answered_at).await? {
        true => Ok(Link::Spent(member, ticket)),
        false => Ok(Link::Open(member, number)),
    }
}

/// What a link leads to; nothing is changed by looking.
///
/// # Errors
/// `not_found` for a link that we did not write, of another school, and of somebody who is there no more.
pub async fn open(app: &App, school: &str, token: &str, at: DateTime<Utc>) -> Result<Link> {
    let (member, ticket, micros) = whose(app, school, token, at).await?;
    let row = store::tickets::find(&app.store, &member.permit::<TicketRead>()?, ticket).await?;
    look(&app.store, member, (row.into_row(), micros), at).await
}

/// Rates by a link, if it is still open; tells what it was.
///
/// # Errors
/// As [`open`].
pub async fn rate(
    app: &App,
    school: &str,
    token: &str,
    body: &RatingBody,
    at: DateTime<Utc>,
) -> Result<(Link, TicketId)> {
    let (member, ticket, micros) = whose(app, school, token, at).await?;
    let link = app
        .store
        .write(async |tx| {
            store::plans::hold(tx, &member.permit::<TicketRead>()?).await?;
            let held = store::tickets::hold(tx, &member.permit::<TicketRead>()?, ticket).await?;
            let held = held.into_row();
            let link = look(tx, member.clone(), (held.clone(), micros), at).await?;
            if matches!(link, Link::Open(..)) {
                let permit = member.permit::<TicketRate>()?;
                let held = permit.grant(held)?;
                let id: RatingId = secret_id();
                super::give(tx, &permit, &held, (id, body, &["by_link"]), at).await?;
                // Nothing more is to be told of it under the bell.
                let read = NotificationsReadBody::of_ticket(ticket);
                store::notifications::mark_read(tx, &member.permit()?, &read, at).await?;
            }
            Ok(link)
        })
        .await?;
    Ok((link, ticket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    #[test]
    fn a_link_tells_what_was_signed_and_nothing_else_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let secret = Secret::in_folder(folder.path()).unwrap();
        let at: DateTime<Utc> = "2026-11-20T08:00:00.123456Z".parse().unwrap();
        let ticket: TicketId = new_id(at);
        let token = write(&secret, ticket, at);
        assert_eq!(read(&secret, &token), Some((ticket, at.timestamp_micros())));
        // Each letter counts: of the last one two bits are nothing, and are refused when they are set.
        for place in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                read(&secret, &String::from_utf8(altered).unwrap()),
                None,
                "{place}"
            );
        }
        let short: String = token.chars().skip(1).collect();
        for other in ["", "A", &short, &format!("{token}A")] {
            assert_eq!(read(&secret, other), None, "{other}");
        }
    }
}
