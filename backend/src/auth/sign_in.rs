//! Signing in: the password, and where there is one the second step.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::auth::{AuthLogin, AuthTotp, Tokens};
use podskazka_shared::ids::{DeviceId, PersonId, SessionId};
use podskazka_shared::problem::ProblemKind;

use super::letters::{self, Letter};
use super::throttle::{self, GUESSED};
use super::tokens::{self, Issue};
use super::tries::{Tries, Verdict};
use super::{SESSION, Secret, device, origin, totp, why::SIGN_IN};
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::{new_id, secret_id};
use crate::problem::{Error, Result};
use crate::store::persons::Credentials;
use crate::store::{self, Audit};

/// How long after the password the second step may come.
const CHALLENGE: Duration = Duration::minutes(5);

/// The written form of what was typed. What cannot be a name belongs to nobody, but costs the same work.
pub(super) fn written(typed: &str) -> String {
    match SignInName::parse(typed) {
        Ok(name) => name.value().to_owned(),
        Err(_) => typed.trim().to_lowercase(),
    }
}

pub(super) async fn login(call: Call<AuthLogin>) -> Result<Done<Tokens>> {
    let app = &call.app;
    let body = &call.body;
    if body.cookies {
        origin::check(&call.request, &app.config)?;
    }
    let name = written(&body.login);
    let found = store::persons::by_name(&app.store, SIGN_IN, &name).await?;
    let device = device::of(
        &app.auth.secret,
        &call.request,
        body.cookies,
        body.device.as_deref(),
    );
    let known = known(app, device, found.as_ref().map(|found| found.person)).await?;
    let tries = Tries::of_password(app, &name, found.as_ref(), known, &call.request);
    let found = match tries.count(app, call.at).await? {
        Verdict::Fair => found,
        Verdict::Nobody => None,
        Verdict::Refused { wait, .. } => return Err(Error::too_many(wait)),
    };
    let stored = found.as_ref().map(|found| found.password_hash.clone());
    let fits = app.auth.passwords.fits(body.password.clone(), stored).await?;
    let Some(found) = found.filter(|_| fits) else {
        return Err(ProblemKind::WrongCredentials.into());
    };
    if found.demo {
        origin::check_demo(&call.request, &app.config)?;
    }
    if store::totp::find(&app.store, SIGN_IN, found.person)
        .await?
        .is_some()
    {
        app.store.write(async |tx| tries.forget(tx).await).await?;
        return Err(Error::totp_required(write_challenge(
            &app.auth.secret,
            &found,
            call.at,
        )));
    }
    let door = Door {
        device,
        known: known.is_some(),
        cookies: body.cookies,
        tries: Some(tries),
    };
    begin(app, &call.request, &found, door, call.at).await
}

pub(super) async fn second_step(call: Call<AuthTotp>) -> Result<Done<Tokens>> {
    let app = &call.app;
    let body = &call.body;
    if body.cookies {
        origin::check(&call.request, &app.config)?;
    }
    let challenge = read_challenge(&app.auth.secret, &body.challenge, call.at);
    let (person, password_at) = challenge.ok_or(ProblemKind::ChallengeOver)?;
    let device = device::of(
        &app.auth.secret,
        &call.request,
        body.cookies,
        body.device.as_deref(),
    );
    let known = known(app, device, Some(person)).await?;
    let found = store::persons::credentials(&app.store, SIGN_IN, person).await?;
    let tries = Tries::of_code(app, &found, totp::is_of_app(&body.code), known, &call.request);
    if let Verdict::Refused { wait, of_person } = tries.count(app, call.at).await? {
        if of_person && known.is_none() {
            tell_of_guessing(app, person, call.at).await?;
        }
        return Err(Error::too_many(wait));
    }
    // Another password since then, or no second step any more: the first step is to be done anew.
    let same = found.password_at.timestamp_micros() == password_at;
    if !same || store::totp::find(&app.store, SIGN_IN, person).await?.is_none() {
        return Err(ProblemKind::ChallengeOver.into());
    }
    if found.demo {
        origin::check_demo(&call.request, &app.config)?;
    }
    let used = app
        .store
        .write(async |tx| totp::use_code(tx, app, person, &body.code, call.at).await)
        .await?;
    if !used {
        return Err(ProblemKind::WrongCode.into());
    }
    let door = Door {
        device,
        known: known.is_some(),
        cookies: body.cookies,
        tries: Some(tries),
    };
    begin(app, &call.request, &found, door, call.at).await
}

/// The device, if the person has signed in from it. Asked also when there is no such person.
async fn known(app: &App, device: Option<DeviceId>, person: Option<PersonId>) -> Result<Option<DeviceId>> {
    let Some(device) = device else { return Ok(None) };
    let person = person.unwrap_or(PersonId(uuid::Uuid::nil()));
    let known = store::devices::known(&app.store, SIGN_IN, device, person).await?;
    Ok(known.then_some(device))
}

/// Whoever guesses at codes knows the password: its owner hears of it, once a day.
async fn tell_of_guessing(app: &App, person: PersonId, at: DateTime<Utc>) -> Result<()> {
    let key = throttle::key(&app.auth.secret, "throttle-code-told", &person.to_string());
    if throttle::over(app, &key, GUESSED, at).await?.is_some() {
        return Ok(());
    }
    app.store
        .write(async |tx| letters::tell(tx, app, person, &Letter::SecondStepGuessed, at).await)
        .await
}

/// How somebody came in.
struct Door {
    device: Option<DeviceId>,
    known: bool,
    cookies: bool,
    /// None when no password was tried.
    tries: Option<Tries>,
}

/// Signs in somebody who made their account in this very request.
pub(crate) async fn begin_first(
    app: &App,
    request: &HttpRequest,
    person: PersonId,
    cookies: bool,
    at: DateTime<Utc>,
) -> Result<Done<Tokens>> {
    let of = store::persons::credentials(&app.store, SIGN_IN, person).await?;
    let door = Door {
        device: device::of(&app.auth.secret, request, cookies, None),
        known: false,
        cookies,
        tries: None,
    };
    begin(app, request, &of, door, at).await
}

/// Begins a session, and tells the person when the device is new to them.
async fn begin(
    app: &App,
    request: &HttpRequest,
    of: &Credentials,
    door: Door,
    at: DateTime<Utc>,
) -> Result<Done<Tokens>> {
    let session: SessionId = new_id(at);
    let id = door.device.unwrap_or_else(secret_id);
    let named = device::named(request);
    app.store
        .write(async |tx| {
            if let Some(tries) = &door.tries {
                tries.forget(tx).await?;
            }
            store::sessions::begin(tx, SIGN_IN, session, of.person, &named, at, at + SESSION).await?;
            store::devices::remember(tx, SIGN_IN, id, of.person, at).await?;
            match of.first_sign_in_at {
                None => store::persons::note_first_sign_in(tx, SIGN_IN, of.person, at).await?,
                Some(_) if !door.known => {
                    let letter = Letter::NewDevice {
                        device: named.clone(),
                        at,
                    };
                    letters::tell_of(tx, app, of.person, &letter, Some(session), at).await?;
                }
                Some(_) => {}
            }
            Audit::system(SIGN_IN, at)
                .by(of.person)
                .on(session.0)
                .write(tx)
                .await
        })
        .await?;
    let issue = Issue {
        person: of.person,
        session,
        generation: 1,
        device: Some(id),
        cookies: door.cookies,
    };
    tokens::answer(app, issue, at)
}

/// Proof that the password fitted: `person.until.password.code`. It opens nothing without the second step.
fn write_challenge(secret: &Secret, of: &Credentials, at: DateTime<Utc>) -> String {
    let until = (at + CHALLENGE).timestamp();
    let text = format!(
        "{}.{until}.{}",
        of.person.0.simple(),
        of.password_at.timestamp_micros()
    );
    let code = secret.sign("second-step", text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(code))
}

/// The person of a challenge of ours that is not over, and which password it was.
fn read_challenge(secret: &Secret, text: &str, at: DateTime<Utc>) -> Option<(PersonId, i64)> {
    let (text, code) = text.rsplit_once('.')?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?;
    if !secret.signed("second-step", text.as_bytes(), &code) {
        return None;
    }
    let mut parts = text.split('.');
    let (person, until, password) = (parts.next()?, parts.next()?, parts.next()?);
    let until: i64 = until.parse().ok()?;
    (until > at.timestamp()).then_some((person.parse().ok()?, password.parse().ok()?))
}
