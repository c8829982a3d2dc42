//! Changing the password, and setting a new one by a link when it is forgotten.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::name::NameKind;
use podskazka_shared::auth::reset::{AuthReset, AuthResetUse, PasswordChange};
use podskazka_shared::ids::{DeviceId, PersonId, SessionId};
use podskazka_shared::problem::ProblemKind;
use sha2::{Digest, Sha256};

use super::letters::{self, Letter};
use super::origin::DEVICE_COOKIE;
use super::throttle::{self, RESET_USES, RESETS, RESETS_OF_NAME};
use super::why::{PASSWORD, RESET};
use super::{device, proof, sign_in};
use crate::access::System;
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::random;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Db, Tx};

/// How long a link works.
pub(super) const LINK_LASTS: Duration = Duration::hours(1);

/// What is found in the database of a link's token.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Who stays signed in when a password changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stays {
    pub session: Option<SessionId>,
    pub device: Option<DeviceId>,
}

/// Sets a person's password: ends their sessions, links and slips, and forgets their devices, but for what stays.
///
/// # Errors
/// Those of the database.
pub async fn set_password(
    tx: &Tx,
    why: System,
    person: PersonId,
    hash: &str,
    stays: Stays,
    at: DateTime<Utc>,
) -> Result<()> {
    store::persons::set_password(tx, why, person, hash, at).await?;
    store::resets::withdraw(tx, why, person, at).await?;
    store::sessions::end_of(tx, why, person, stays.session, at).await?;
    store::devices::forget(tx, why, person, stays.device).await
}

/// Takes the addresses and the second step away that came since a school's slip set the person's password. Whoever comes with another
/// slip, or by a link to an older address, need not know of them: somebody else may have added them, to set the next password.
pub(crate) async fn take_away_since(
    tx: &Tx,
    app: &App,
    person: PersonId,
    since: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    let of = store::persons::credentials(tx, RESET, person).await?;
    for address in store::names::remove_addresses(tx, RESET, person, since).await? {
        let removed = Letter::removed(NameKind::Email, &address);
        letters::note(tx, &of, &removed, None, at).await?;
        letters::put(tx, app, &of, &address, &removed, at).await?;
    }
    let step = store::totp::find(tx, RESET, person).await?;
    if step.is_some_and(|step| step.since >= since) {
        store::totp::turn_off(tx, RESET, person).await?;
        letters::tell(tx, app, person, &Letter::SecondStepOff, at).await?;
    }
    Ok(())
}

/// Refuses a new password that is short, well known or nearly a sign-in name of its owner.
///
/// # Errors
/// `invalid` at `pointer`.
pub async fn check_password(
    db: &impl Db,
    why: System,
    of: PersonId,
    pointer: &str,
    password: &str,
) -> Result<()> {
    let names = store::names::list(db, why, of).await?;
    let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    let mut errors = Vec::new();
    podskazka_shared::auth::password::check_new(&mut errors, pointer, password, &names);
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(errors)),
    }
}

pub(super) async fn change(call: Call<PasswordChange>) -> Result<Done<()>> {
    let (app, person) = (&call.app, call.person()?);
    proof::of_password(app, person, &call.body.password, call.at).await?;
    check_password(&app.store, PASSWORD, person.id, "/new", &call.body.new).await?;
    let hash = app.auth.passwords.hash(call.body.new.clone()).await?;
    let cookie = call.request.cookie(DEVICE_COOKIE);
    let stays = Stays {
        session: Some(person.session),
        device: cookie.and_then(|cookie| device::read(&app.auth.secret, cookie.value())),
    };
    app.store
        .write(async |tx| {
            set_password(tx, PASSWORD, person.id, &hash, stays, call.at).await?;
            letters::tell(tx, app, person.id, &Letter::PasswordChanged, call.at).await?;
            Audit::system(PASSWORD, call.at)
                .by(person.id)
                .on(person.id.0)
                .fields(&["password"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

/// The same work for every name: whose it is, and whether it is anybody's, is found out after the answer, by the worker
/// that writes the letter.
pub(super) async fn ask(call: Call<AuthReset>) -> Result<Done<()>> {
    let app = &call.app;
    let address = throttle::address_key(app, "throttle-reset-address", &call.request);
    throttle::count(app, &address, RESETS, call.at).await?;
    let name = sign_in::written(&call.body.login);
    let key = throttle::key(&app.auth.secret, "throttle-reset", &name);
    // Too many letters for one name are not sent; the answer stays the same, and the earlier links work.
    let enough = throttle::over(app, &key, RESETS_OF_NAME, call.at)
        .await?
        .is_some();
    let letter = Letter::Reset {
        name,
        token: URL_SAFE_NO_PAD.encode(random::<32>()),
        until: call.at + LINK_LASTS,
        enough,
    };
    app.store
        .write(async |tx| letters::put_to_be_found(tx, app, &letter, call.lang, call.at).await)
        .await?;
    Ok(Done::new(()))
}

pub(super) async fn set(call: Call<AuthResetUse>) -> Result<Done<()>> {
    let app = &call.app;
    let address = throttle::address_key(app, "throttle-reset-use", &call.request);
    throttle::count(app, &address, RESET_USES, call.at).await?;
    let token = hash(&call.body.token);
    let found = store::persons::find_reset(&app.store, RESET, &token, call.at).await?;
    let (person, address_since) = found.ok_or(ProblemKind::LinkOver)?;
    check_password(&app.store, RESET, person, "/password", &call.body.password).await?;
    let hash = app.auth.passwords.hash(call.body.password.clone()).await?;
    app.store
        .write(async |tx| {
            if !store::persons::use_reset(tx, RESET, &token).await? {
                return Err(ProblemKind::LinkOver.into());
            }
            set_password(tx, RESET, person, &hash, Stays::default(), call.at).await?;
            let slip = store::resets::since(tx, RESET, person).await?;
            if let Some(since) = slip.filter(|since| address_since < *since) {
                take_away_since(tx, app, person, since, call.at).await?;
                store::resets::proven(tx, RESET, person).await?;
            }
            letters::tell(tx, app, person, &Letter::PasswordReset, call.at).await?;
            Audit::system(RESET, call.at)
                .by(person)
                .on(person.0)
                .fields(&["password"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}
