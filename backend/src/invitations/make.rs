//! Printing slips.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::Invite;
use podskazka_shared::access::{ActionType, Capacity, Role, reaches};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{InvitationId, MemberId, SchoolId};
use podskazka_shared::invitations::code::{BYTES, Code};
use podskazka_shared::invitations::{
    InvitationsCreate, InviteBody, LeftOut, MOST_AT_ONCE, Omission, Purpose, Slip, Slips, may_invite,
};

use super::{JOIN, hash};
use crate::access::{Granted, Member, Operator, Permit};
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::{new_id, random};
use crate::problem::{Error, Result};
use crate::qr;
use crate::store::cards::Card;
use crate::store::invitations::{NewSlip, OpenSlip};
use crate::store::{self, Audit, Db, Tx};

/// Makes a slip that replaces the card's earlier one; the code leaves the server this once.
pub(super) async fn slip<A: ActionType>(
    tx: &Tx,
    app: &App,
    permit: &Permit<A>,
    card: &Granted<A, Card>,
    purpose: Purpose,
    at: DateTime<Utc>,
) -> Result<Slip> {
    Audit::of(permit, at)
        .on(card.id.0)
        .fields(&["invitation"])
        .write(tx)
        .await?;
    paper(tx, app, permit, card, purpose, at).await
}

/// The operator's slip for the card of a school's first head: nobody in the school could print it. The caller writes the
/// trail.
///
/// # Errors
/// Those of the database.
pub async fn first_head(
    tx: &Tx,
    app: &App,
    operator: Operator,
    (school, head): (SchoolId, MemberId),
    at: DateTime<Utc>,
) -> Result<Slip> {
    let permit: Permit<Invite> = Permit::system(operator.system(), school);
    let card = store::cards::find(tx, &permit, head).await?;
    paper(tx, app, &permit, &card, Purpose::Join, at).await
}

async fn paper<A: ActionType>(
    tx: &Tx,
    app: &App,
    permit: &Permit<A>,
    card: &Granted<A, Card>,
    purpose: Purpose,
    at: DateTime<Utc>,
) -> Result<Slip> {
    let code = Code::of(random::<BYTES>());
    let id: InvitationId = new_id(at);
    let expires_at = at + Duration::days(purpose.good_for_days());
    let new = NewSlip {
        id,
        purpose,
        code_hash: hash(&code),
        until: expires_at,
    };
    store::invitations::make(tx, permit, card, new, at).await?;
    let code = code.grouped();
    let link = format!("{}/join#{code}", app.config.origin());
    let (path, qr_size) = qr::draw(&link)?;
    Ok(Slip {
        id,
        purpose,
        member: card.reference(),
        class: card.class.as_ref().map(|class| class.name.clone()),
        code,
        link,
        qr: path,
        qr_size,
        expires_at,
    })
}

pub(super) async fn create(call: Call<InvitationsCreate>) -> Result<Done<Slips>> {
    let (app, member, at) = (&call.app, call.member()?, call.at);
    let permit: Permit<Invite> = call.permit()?;
    let slips = app
        .store
        .write(async |tx| {
            let (cards, rest) = asked(tx, &permit, &call.body, at).await?;
            // In one order, so that two who invite the same class do not wait for each other.
            let mut order: Vec<MemberId> = cards.iter().map(|card| card.id).collect();
            order.sort_unstable();
            for id in order {
                store::cards::lock(tx, JOIN, id).await?;
            }
            let (open, used) = store::invitations::invited(tx, &cards, at).await?;
            let mut done = Slips {
                slips: Vec::new(),
                left_out: Vec::new(),
                rest,
            };
            for card in &cards {
                let why = if card.person.is_some() {
                    Some(LeftOut::HasAccount)
                } else if !may(member, card, used.contains(&card.id)) {
                    Some(LeftOut::NotYours)
                } else if open.contains(&card.id) && !call.body.again {
                    Some(LeftOut::HasOpen)
                } else {
                    None
                };
                match why {
                    Some(why) => done.left_out.push(Omission {
                        member: card.reference(),
                        why,
                    }),
                    None => done
                        .slips
                        .push(slip(tx, app, &permit, card, Purpose::Join, at).await?),
                }
            }
            Ok(done)
        })
        .await?;
    Ok(Done::new(slips))
}

/// The cards that the body asks for, and how many more there are of the role.
async fn asked(
    tx: &Tx,
    permit: &Permit<Invite>,
    body: &InviteBody,
    at: DateTime<Utc>,
) -> Result<(Vec<Granted<Invite, Card>>, u32)> {
    let too_many = |pointer| {
        let max = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
        Error::field(pointer, FieldErrorKind::OutOfRange { min: 1, max })
    };
    if let Some(class) = body.class {
        let of = store::cards::class(tx, permit, class).await;
        of.map_err(|_| Error::field("/class", FieldErrorKind::NotFound))?;
        let cards = store::cards::of_class(tx, permit, class).await?;
        return match cards.len() > MOST_AT_ONCE {
            true => Err(too_many("/class")),
            false => Ok((cards, 0)),
        };
    }
    let Some(role) = body.role else {
        return Ok((wanted(tx, permit, &body.members).await?, 0));
    };
    let (first, all) = store::invitations::waiting(tx, permit, role, body.again, MOST_AT_ONCE, at).await?;
    let rest = u32::try_from(all).unwrap_or(u32::MAX);
    let rest = rest.saturating_sub(u32::try_from(first.len()).unwrap_or(u32::MAX));
    // Again and again the same people would come first.
    if body.again && rest > 0 {
        return Err(too_many("/role"));
    }
    Ok((store::cards::some(tx, permit, first).await?, rest))
}

/// The cards that were named; one that is out of reach is an error at its place.
async fn wanted(
    db: &impl Db,
    permit: &Permit<Invite>,
    ids: &[MemberId],
) -> Result<Vec<Granted<Invite, Card>>> {
    let cards = store::cards::some(db, permit, ids.to_vec()).await?;
    let missing = |(place, id): (usize, &MemberId)| {
        let there = cards.iter().any(|card| card.id == *id);
        (!there).then(|| FieldError::new(format!("/members/{place}"), FieldErrorKind::NotFound))
    };
    let errors: Vec<FieldError> = ids.iter().enumerate().filter_map(missing).collect();
    match errors.is_empty() {
        true => Ok(cards),
        false => Err(Error::invalid(errors)),
    }
}

/// Whether one of the member's capacities reaches the card and may let in all that it may do. What an order gives, now or
/// on a day to come, a head lets in only. Only the office invites somebody anew who came in before.
pub(super) fn may(member: &Member, card: &Card, came_in_before: bool) -> bool {
    let fits = |capacity: &&Capacity| {
        !reaches(Invite::ACTION, **capacity).is_empty()
            && card.roles.iter().all(|role| may_invite(**capacity, *role))
            && (!card.ordered || may_invite(**capacity, Role::Director))
            && (**capacity != Capacity::ClassTeacher || !came_in_before)
    };
    member.capacities.iter().any(|capacity| fits(&capacity))
}

/// Whether a slip may still let its card in: whoever printed it could print it now, for the card as it is now. Else a slip
/// for a teacher would open what a deputy head may do, once the teacher is one.
pub(super) async fn still(db: &impl Db, slip: OpenSlip, card: &Card, at: DateTime<Utc>) -> Result<bool> {
    let Some(by) = slip.by else {
        // The operator's: good for a first head only.
        let first = !store::platform::led(db, JOIN, slip.school).await?;
        return Ok(first && card.roles.contains(&Role::Director));
    };
    let Some(inviter) = store::people::inviter(db, JOIN, by, at).await? else {
        return Ok(false);
    };
    let Ok(permit) = inviter.permit::<Invite>() else {
        return Ok(false);
    };
    let before = store::invitations::came_in_before(db, JOIN, card.id).await?;
    Ok(permit.grant(card.clone()).is_ok() && may(&inviter, card, before))
}
