//! An e-mail address becomes the sign-in name of a new account only when a code from its mailbox comes back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::name::{NameKind, SignInName};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::InvitationId;
use podskazka_shared::invitations::join::{EmailProof, JoinEmail};
use podskazka_shared::problem::ProblemKind;

use super::join;
use crate::api::Done;
use crate::app::App;
use crate::auth::letters::{self, Letter};
use crate::auth::throttle::{self, Limit, limit};
use crate::call::Call;
use crate::clock::random;
use crate::problem::{Error, Result};

/// Letters for one slip.
const LETTERS: Limit = limit(5, Duration::hours(1));
/// How long a code may be on its way.
const LASTS: Duration = Duration::hours(1);
/// Tries of one code: after them a new one is needed.
const TRIES: Limit = limit(5, LASTS);

pub(super) async fn send(call: Call<JoinEmail>) -> Result<Done<EmailProof>> {
    let (app, at) = (&call.app, call.at);
    let (slip, _) = join::invited(app, &call.request, &call.body.code, at).await?;
    let name = SignInName::parse(&call.body.login).map_err(|kind| Error::field("/login", kind))?;
    if name.kind() != NameKind::Email {
        return Err(Error::field("/login", FieldErrorKind::Malformed));
    }
    if app.config.smtp_url.is_none() {
        return Err(ProblemKind::MailOff.into());
    }
    let key = throttle::key(app.auth.secret(), "throttle-join-letters", &slip.id.to_string());
    throttle::count(app, &key, LETTERS, at).await?;
    let code = format!("{:06}", u64::from_be_bytes(random()) % 1_000_000);
    let until = (at + LASTS).timestamp();
    let mac = app
        .auth
        .secret()
        .sign("join-email", text(slip.id, &name, until, &code).as_bytes());
    let letter = Letter::JoinCode { code };
    app.store
        .write(async |tx| letters::put_to_nobody(tx, app, name.value(), &letter, call.lang, at).await)
        .await?;
    // It proves nothing without the code, and the code cannot be found from it without the installation's secret.
    let email_proof = format!("{until}.{}", URL_SAFE_NO_PAD.encode(mac));
    Ok(Done::new(EmailProof { email_proof }))
}

fn text(slip: InvitationId, name: &SignInName, until: i64, code: &str) -> String {
    format!("{slip}.{until}.{code}.{}", name.value())
}

/// Refuses an address whose code did not come back. A code that was tried too often is over, and says so like any other.
pub(super) async fn check(
    app: &App,
    slip: InvitationId,
    name: &SignInName,
    code: &str,
    proof: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let wrong = || Error::field("/email_code", FieldErrorKind::WrongCode);
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let (until, mac) = proof.split_once('.').ok_or_else(wrong)?;
    let until: i64 = until.parse().map_err(|_| wrong())?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| wrong())?;
    // By what was signed, not by how it is written.
    let letter = format!("{slip}.{until}");
    let tries = throttle::key(app.auth.secret(), "throttle-join-code", &letter);
    if throttle::over(app, &tries, TRIES, at).await?.is_some() {
        return Err(wrong());
    }
    let text = text(slip, name, until, &code);
    let signed = app.auth.secret().signed("join-email", text.as_bytes(), &mac);
    match signed && until > at.timestamp() {
        true => Ok(()),
        false => Err(wrong()),
    }
}
