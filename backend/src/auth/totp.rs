//! The second step: codes of an app (RFC 6238), recovery codes.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::totp::{
    Enrolment, ProofBody, RECOVERY_CODES, RecoveryCodes, TotpBegin, TotpCodes, TotpConfirm, TotpOff,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{PersonId, SchoolId};
use podskazka_shared::problem::ProblemKind;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use totp_rs::{Builder, Totp};

use super::letters::{self, Letter};
use super::throttle::{self, PROOF};
use super::why::{RECOVERY, SECOND_STEP};
use super::{Secret, contacts, proof};
use crate::access::Person;
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::random;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Db, Tx};

/// How long a secret waits for its first code.
const PENDING: Duration = Duration::minutes(30);
/// The name under which the app on the phone lists us.
const ISSUER: &str = "Podskazka";
/// Letters and digits that nobody mistakes for one another, one for each value of five bits.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Whether the person has a second step.
///
/// # Errors
/// Those of the database.
pub async fn has(db: &impl Db, person: Option<PersonId>) -> Result<bool> {
    match person {
        Some(person) => Ok(store::totp::find(db, SECOND_STEP, person).await?.is_some()),
        None => Ok(false),
    }
}

/// The schools that want a second step which the person does not have.
///
/// # Errors
/// Those of the database.
pub async fn missing_in(db: &impl Db, person: PersonId) -> Result<Vec<SchoolId>> {
    match has(db, Some(person)).await? {
        true => Ok(Vec::new()),
        false => store::totp::wanted_by(db, SECOND_STEP, person).await,
    }
}

/// The codes of a secret: six digits, 30 seconds, one step of grace to each side.
fn codes(secret: Vec<u8>) -> Result<Totp> {
    let built = Builder::new().with_secret(secret).with_skew(1).build();
    built.map_err(|error| Error::internal(error.to_string()))
}

/// The step of a code that fits now.
fn step(secret: Vec<u8>, code: &str, at: DateTime<Utc>) -> Result<Option<i64>> {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let step = codes(secret)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn open(secret: &Secret, sealed: &[u8]) -> Result<Vec<u8>> {
    let opened = secret.open(sealed);
    opened.ok_or_else(|| Error::internal("a second step was encrypted with another secret"))
}

/// What was typed, without spaces, hyphens and capitals.
fn plain(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Whether it is a code of the app; else it can only be a recovery code.
pub(super) fn is_of_app(typed: &str) -> bool {
    let code = plain(typed);
    code.len() == 6 && code.chars().all(|c| c.is_ascii_digit())
}

fn recovery_mac(secret: &Secret, person: PersonId, code: &str) -> Vec<u8> {
    secret
        .sign("recovery-code", format!("{person}.{code}").as_bytes())
        .to_vec()
}

/// Uses up a code of the app, or a recovery code; false when it does not fit or was used before.
///
/// # Errors
/// Those of the database.
pub(super) async fn use_code(
    tx: &Tx,
    app: &App,
    person: PersonId,
    typed: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    let code = plain(typed);
    if is_of_app(typed) {
        let Some(totp) = store::totp::find(tx, SECOND_STEP, person).await? else {
            return Ok(false);
        };
        return match step(open(&app.auth.secret, &totp.secret)?, &code, at)? {
            Some(step) => store::totp::use_step(tx, SECOND_STEP, person, step).await,
            None => Ok(false),
        };
    }
    let mac = recovery_mac(&app.auth.secret, person, &code);
    let used = store::totp::use_recovery(tx, RECOVERY, person, mac).await?;
    if used {
        let left = store::totp::count_recovery(tx, RECOVERY, person).await?;
        letters::tell(tx, app, person, &Letter::RecoveryUsed { left }, at).await?;
        Audit::system(RECOVERY, at)
            .by(person)
            .on(person.0)
            .write(tx)
            .await?;
    }
    Ok(used)
}

/// The password, and where a second step is on also its code.
async fn prove(app: &App, person: &Person, body: &ProofBody, at: DateTime<Utc>) -> Result<()> {
    proof::of_password(app, person, &body.password, at).await?;
    if !has(&app.store, Some(person.id)).await? {
        return Ok(());
    }
    let Some(code) = body.code.as_deref().filter(|code| !code.trim().is_empty()) else {
        return Err(Error::field("/code", FieldErrorKind::Required));
    };
    let key = count(app, person, at).await?;
    let used = app
        .store
        .write(async |tx| {
            let used = use_code(tx, app, person.id, code, at).await?;
            if used {
                store::throttle::forget_tries(tx, SECOND_STEP, &key).await?;
            }
            Ok(used)
        })
        .await?;
    match used {
        true => Ok(()),
        false => Err(Error::field("/code", FieldErrorKind::WrongCode)),
    }
}

/// Counts a code of somebody who is signed in.
async fn count(app: &App, person: &Person, at: DateTime<Utc>) -> Result<String> {
    let key = throttle::key(&app.auth.secret, "throttle-own-code", &person.id.to_string());
    throttle::count(app, &key, PROOF, at).await?;
    Ok(key)
}

pub(super) async fn begin(call: Call<TotpBegin>) -> Result<Done<Enrolment>> {
    let (app, person) = (&call.app, call.person()?);
    prove(app, person, &call.body, call.at).await?;
    let secret: [u8; 20] = random();
    let sealed = app.auth.secret.seal(&secret);
    let sealed = sealed.ok_or_else(|| Error::internal("a second step could not be encrypted"))?;
    let until = call.at + PENDING;
    app.store
        .write(async |tx| {
            store::totp::begin(tx, SECOND_STEP, person.id, sealed, until).await?;
            audit(tx, person, "begin", call.at).await
        })
        .await?;
    let account = contacts::first_name(&app.store, person.id).await?;
    let secret = codes(secret.to_vec())?.secret().to_base32();
    let uri = uri(&account, &secret)?;
    let qr = QrCode::with_error_correction_level(&uri, EcLevel::M).map_err(Error::internal)?;
    let qr_svg = qr.render::<svg::Color<'_>>().min_dimensions(224, 224).build();
    Ok(Done::new(Enrolment { secret, uri, qr_svg }))
}

/// What apps for codes read (the key URI format).
fn uri(account: &str, secret: &str) -> Result<String> {
    let mut uri = url::Url::parse("otpauth://totp").map_err(Error::internal)?;
    if let Ok(mut path) = uri.path_segments_mut() {
        path.push(&format!("{ISSUER}:{account}"));
    }
    uri.query_pairs_mut()
        .append_pair("secret", secret)
        .append_pair("issuer", ISSUER);
    Ok(uri.into())
}

pub(super) async fn confirm(call: Call<TotpConfirm>) -> Result<Done<RecoveryCodes>> {
    let (app, person) = (&call.app, call.person()?);
    let sealed = store::totp::pending(&app.store, SECOND_STEP, person.id, call.at).await?;
    let sealed = sealed.ok_or(ProblemKind::WrongState)?;
    let key = count(app, person, call.at).await?;
    let fits = step(open(&app.auth.secret, &sealed)?, &plain(&call.body.code), call.at)?;
    let step = fits.ok_or_else(|| Error::field("/code", FieldErrorKind::WrongCode))?;
    let (codes, macs) = recovery(&app.auth.secret, person.id);
    app.store
        .write(async |tx| {
            store::throttle::forget_tries(tx, SECOND_STEP, &key).await?;
            if !store::totp::turn_on(tx, SECOND_STEP, person.id, &sealed, step, call.at).await? {
                return Err(ProblemKind::WrongState.into());
            }
            store::totp::set_recovery(tx, SECOND_STEP, person.id, macs).await?;
            letters::tell(tx, app, person.id, &Letter::SecondStepOn, call.at).await?;
            audit(tx, person, "on", call.at).await
        })
        .await?;
    Ok(Done::new(RecoveryCodes { codes }))
}

pub(super) async fn recovery_codes(call: Call<TotpCodes>) -> Result<Done<RecoveryCodes>> {
    let (app, person) = (&call.app, call.person()?);
    prove(app, person, &call.body, call.at).await?;
    if !has(&app.store, Some(person.id)).await? {
        return Err(ProblemKind::WrongState.into());
    }
    let (codes, macs) = recovery(&app.auth.secret, person.id);
    app.store
        .write(async |tx| {
            store::totp::set_recovery(tx, SECOND_STEP, person.id, macs).await?;
            audit(tx, person, "codes", call.at).await
        })
        .await?;
    Ok(Done::new(RecoveryCodes { codes }))
}

pub(super) async fn off(call: Call<TotpOff>) -> Result<Done<()>> {
    let (app, person) = (&call.app, call.person()?);
    prove(app, person, &call.body, call.at).await?;
    app.store
        .write(async |tx| {
            if !has(tx, Some(person.id)).await? {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::totp::wanted_by(tx, SECOND_STEP, person.id)
                .await?
                .is_empty()
            {
                return Err(ProblemKind::TotpKept.into());
            }
            store::totp::turn_off(tx, SECOND_STEP, person.id).await?;
            letters::tell(tx, app, person.id, &Letter::SecondStepOff, call.at).await?;
            audit(tx, person, "off", call.at).await
        })
        .await?;
    Ok(Done::new(()))
}

async fn audit(tx: &Tx, person: &Person, what: &str, at: DateTime<Utc>) -> Result<()> {
    Audit::system(SECOND_STEP, at)
        .by(person.id)
        .on(person.id.0)
        .fields(&[what])
        .write(tx)
        .await
}

/// New recovery codes, such as `k7mf-2q9x-vb4t`, and what is kept of them. Each holds 60 random bits.
fn recovery(secret: &Secret, person: PersonId) -> (Vec<String>, Vec<Vec<u8>>) {
    let code = || -> String {
        let letters = random::<12>().map(|byte| {
            let letter = LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'a');
            char::from(letter)
        });
        letters.iter().collect()
    };
    let plain: Vec<String> = (0..RECOVERY_CODES).map(|_| code()).collect();
    let macs = plain
        .iter()
        .map(|code| recovery_mac(secret, person, code))
        .collect();
    let shown = plain.iter().map(|code| {
        let letters: Vec<char> = code.chars().collect();
        let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
        parts.join("-")
    });
    (shown.collect(), macs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of its eight digits.
        let secret = b"12345678901234567890".to_vec();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(step(secret.clone(), code, at).unwrap(), Some(seconds / 30));
            let later = at + Duration::seconds(60);
            assert_eq!(step(secret.clone(), code, later).unwrap(), None, "{code}");
        }
    }

    #[test]
    fn a_uri_names_us_and_the_account() {
        assert_eq!(
            uri("mama@школа.рф", "ABC").unwrap(),
            "otpauth://totp/Podskazka:mama@%D1%88%D0%BA%D0%BE%D0%BB%D0%B0.%D1%80%D1%84?secret=ABC&issuer=Podskazka"
        );
    }
}
