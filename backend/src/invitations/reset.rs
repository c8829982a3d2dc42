//! A new password by a slip from the school, for those who cannot get one by mail.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::AccountReset;
use podskazka_shared::auth::name::masked;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::invitations::join::{Hints, JoinReset};
use podskazka_shared::invitations::{Purpose, ResetSlipsCreate, Slip};
use podskazka_shared::problem::ProblemKind;

use super::{JOIN, SLIP_RESET, join, make};
use crate::access::Permit;
use crate::api::Done;
use crate::auth::letters::{self, Letter};
use crate::auth::reset::{Stays, check_password, set_password, take_away_since};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::cards::Card;
use crate::store::invitations::OpenSlip;
use crate::store::{self, Audit, Db};

pub(super) async fn make(call: Call<ResetSlipsCreate>) -> Result<Done<Slip>> {
    let (app, at) = (&call.app, call.at);
    let permit: Permit<AccountReset> = call.permit()?;
    let id = call.body.member;
    let school = call.member()?.school.name.clone();
    let slip = app
        .store
        .write(async |tx| {
            if id == permit.member() {
                return Err(ProblemKind::Forbidden.into());
            }
            let card = store::cards::find(tx, &permit, id).await;
            let card = card.map_err(|_| Error::field("/member", FieldErrorKind::NotFound))?;
            store::cards::lock(tx, JOIN, card.id).await?;
            // Without an account there is nothing to reset; why else it may not be is not told: it would tell what somebody
            // is elsewhere.
            let person = card.person.ok_or(ProblemKind::WrongState)?;
            if !store::resets::may_reset(tx, SLIP_RESET, person, card.school, card.id).await? {
                return Err(ProblemKind::ResetNotHere.into());
            }
            let told = Letter::ResetSlip {
                school: school.clone(),
            };
            letters::tell(tx, app, person, &told, at).await?;
            make::slip(tx, app, &permit, &card, Purpose::Reset, at).await
        })
        .await?;
    Ok(Done::new(slip))
}

/// Whether a slip may still set a new password: whoever printed it could print it now.
pub(super) async fn still(db: &impl Db, slip: OpenSlip, card: &Card, at: DateTime<Utc>) -> Result<bool> {
    let (Some(by), Some(person)) = (slip.by, card.person) else {
        return Ok(false);
    };
    let Some(printer) = store::people::inviter(db, SLIP_RESET, by, at).await? else {
        return Ok(false);
    };
    let reaches = printer
        .permit::<AccountReset>()
        .is_ok_and(|permit| permit.grant(card.clone()).is_ok());
    Ok(reaches && store::resets::may_reset(db, SLIP_RESET, person, slip.school, slip.member).await?)
}

pub(super) async fn set(call: Call<JoinReset>) -> Result<Done<Hints>> {
    let (app, at) = (&call.app, call.at);
    let (slip, card) = join::opened(app, &call.request, &call.body.code, at).await?;
    let person = match (slip.purpose, card.person) {
        (Purpose::Reset, Some(person)) => person,
        (Purpose::Reset, None) | (Purpose::Join, _) => return Err(ProblemKind::CodeOver.into()),
    };
    check_password(&app.store, SLIP_RESET, person, "/password", &call.body.password).await?;
    let hash = app.auth.passwords().hash(call.body.password.clone()).await?;
    let school = store::schools::public(&app.store, &slip.school.to_string()).await?;
    let (school, _) = school.ok_or(ProblemKind::CodeOver)?;
    let names = app
        .store
        .write(async |tx| {
            store::cards::lock(tx, JOIN, slip.member).await?;
            store::persons::lock(tx, SLIP_RESET, person).await?;
            // What allowed the slip must hold when it is used: meanwhile they may have joined another school.
            let card = store::cards::of_slip(tx, JOIN, slip.school, slip.member).await?;
            let card = card.filter(|card| card.person == Some(person));
            let card = card.ok_or(ProblemKind::CodeOver)?;
            if !still(tx, slip, &card, at).await?
                || !store::invitations::use_up(tx, SLIP_RESET, slip.id, at).await?
            {
                return Err(ProblemKind::CodeOver.into());
            }
            set_password(tx, SLIP_RESET, person, &hash, Stays::default(), at).await?;
            // Whoever used an earlier slip need not be the owner.
            if let Some(since) = store::resets::since(tx, SLIP_RESET, person).await? {
                take_away_since(tx, app, person, since, at).await?;
            }
            store::resets::note(tx, SLIP_RESET, person, at).await?;
            let told = Letter::PasswordBySlip { school: school.name };
            letters::tell(tx, app, person, &told, at).await?;
            Audit::system(SLIP_RESET, at)
                .by(person)
                .in_school(slip.school)
                .on(person.0)
                .fields(&["password"])
                .write(tx)
                .await?;
            store::names::list(tx, SLIP_RESET, person).await
        })
        .await?;
    let hint = |name: podskazka_shared::auth::contacts::Contact| {
        name.confirmed_at
            .is_some()
            .then(|| masked(name.kind, &name.value))
    };
    Ok(Done::new(Hints {
        logins: names.into_iter().filter_map(hint).collect(),
    }))
}
