//! The password once more, before something changes that a sign-in rests on.

use chrono::{DateTime, Utc};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;

use super::throttle::{self, PROOF};
use super::why::PASSWORD;
use crate::access::Person;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::store::{self, persons::Credentials};

/// The credentials of somebody who is signed in and knows the password.
///
/// # Errors
/// `invalid` at `/password`, `too_many_requests`; `forbidden` for an account of a public demonstration, which nobody owns.
pub(super) async fn of_password(
    app: &App,
    person: &Person,
    password: &str,
    at: DateTime<Utc>,
) -> Result<Credentials> {
    let found = store::persons::credentials(&app.store, PASSWORD, person.id).await?;
    if found.demo && app.config.allow_demo_anywhere {
        return Err(ProblemKind::Forbidden.into());
    }
    let key = throttle::key(&app.auth.secret, "throttle-proof", &person.id.to_string());
    throttle::count(app, &key, PROOF, at).await?;
    let stored = Some(found.password_hash.clone());
    if !app.auth.passwords.fits(password.to_owned(), stored).await? {
        return Err(Error::field("/password", FieldErrorKind::WrongPassword));
    }
    app.store
        .write(async |tx| store::throttle::forget_tries(tx, PASSWORD, &key).await)
        .await?;
    Ok(found)
}
