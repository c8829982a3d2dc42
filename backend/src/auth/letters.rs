//! Letters about one's sign-in. They wait in the outbox encrypted, because they carry codes, links and addresses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use podskazka_shared::auth::device::Device;
use podskazka_shared::auth::name::{self, NameKind};
use podskazka_shared::ids::{PersonId, SessionId};
use podskazka_shared::text::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::why::{LETTERS, RESET_ASKED};
use super::{Secret, letter_words, reset, throttle};
use crate::app::App;
use crate::outbox::{self, LETTER, Mailer, Undelivered};
use crate::problem::{Error, Result};
use crate::store::outbox::Waiting;
use crate::store::persons::{Credentials, ResetLink};
use crate::store::{self, Audit, Tx};

/// What a letter is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Letter {
    /// A code for a new address.
    Code {
        code: String,
    },
    /// A link for whoever has this sign-in name, if anybody has. With `enough` there were enough letters.
    Reset {
        name: String,
        token: String,
        until: DateTime<Utc>,
        enough: bool,
    },
    Added {
        kind: NameKind,
        masked: String,
    },
    Removed {
        kind: NameKind,
        masked: String,
    },
    PasswordChanged,
    PasswordReset,
    NewDevice {
        device: Device,
        at: DateTime<Utc>,
    },
    SecondStepOn,
    SecondStepOff,
    RecoveryUsed {
        left: u64,
    },
    /// A code for the address of an account to be.
    JoinCode {
        code: String,
    },
    /// The school printed a slip that sets a new password.
    ResetSlip {
        school: String,
    },
    /// Such a slip set it.
    PasswordBySlip {
        school: String,
    },
    /// The password fitted several times, the codes of the second step did not.
    SecondStepGuessed,
}

impl Letter {
    pub(super) fn added(kind: NameKind, value: &str) -> Self {
        let masked = name::masked(kind, value);
        Self::Added { kind, masked }
    }

    pub(super) fn removed(kind: NameKind, value: &str) -> Self {
        let masked = name::masked(kind, value);
        Self::Removed { kind, masked }
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    /// None: whoever it is for is found when it leaves.
    to: Option<String>,
    lang: Lang,
    letter: Letter,
}

impl Envelope {
    /// The sign-in name that it is for.
    fn whom(&self) -> Option<&str> {
        match (&self.to, &self.letter) {
            (Some(to), _) => Some(to),
            (None, Letter::Reset { name, .. }) => Some(name),
            (None, _) => None,
        }
    }
}

/// The mark of a letter that belongs to no person: by it an erasure finds those to an address, and nobody else finds any.
pub(crate) fn mark(secret: &Secret, name: &str) -> String {
    throttle::key(secret, "letter-mark", name)
}

async fn post(
    tx: &Tx,
    app: &App,
    person: Option<PersonId>,
    envelope: &Envelope,
    at: DateTime<Utc>,
) -> Result<()> {
    let plain = serde_json::to_vec(envelope).map_err(Error::internal)?;
    let sealed = app.auth.secret.seal(&plain);
    let sealed = sealed.ok_or_else(|| Error::internal("a letter could not be encrypted"))?;
    let sealed = STANDARD.encode(sealed);
    let whom = envelope.whom().filter(|_| person.is_none());
    let payload = match whom.map(|whom| mark(&app.auth.secret, whom)) {
        Some(mark) => json!({"person": person, "sealed": sealed, "mark": mark}),
        None => json!({"person": person, "sealed": sealed}),
    };
    store::outbox::put(tx, LETTER, payload, at).await
}

/// Puts a letter to one address into the transaction of its cause. Nobody writes to the people of a demonstration.
pub(super) async fn put(
    tx: &Tx,
    app: &App,
    of: &Credentials,
    to: &str,
    letter: &Letter,
    at: DateTime<Utc>,
) -> Result<()> {
    if of.demo {
        return Ok(());
    }
    let envelope = Envelope {
        to: Some(to.to_owned()),
        lang: of.language,
        letter: letter.clone(),
    };
    post(tx, app, Some(of.person), &envelope, at).await
}

/// Puts a letter to an address that belongs to nobody yet.
pub(crate) async fn put_to_nobody(
    tx: &Tx,
    app: &App,
    to: &str,
    letter: &Letter,
    lang: Lang,
    at: DateTime<Utc>,
) -> Result<()> {
    let envelope = Envelope {
        to: Some(to.to_owned()),
        lang,
        letter: letter.clone(),
    };
    post(tx, app, None, &envelope, at).await
}

/// Tells a person in the app and at all of their confirmed addresses.
///
/// # Errors
/// Those of the database.
pub(crate) async fn tell(
    tx: &Tx,
    app: &App,
    person: PersonId,
    letter: &Letter,
    at: DateTime<Utc>,
) -> Result<()> {
    tell_of(tx, app, person, letter, None, at).await
}

/// Tells a person in the app alone. Nobody tells the people of a demonstration, who are everybody.
pub(super) async fn note(
    tx: &Tx,
    of: &Credentials,
    letter: &Letter,
    session: Option<SessionId>,
    at: DateTime<Utc>,
) -> Result<()> {
    match letter.notice().filter(|_| !of.demo) {
        Some(kind) => store::notices::note(tx, LETTERS, of.person, kind, session, at).await,
        None => Ok(()),
    }
}

/// The same about what a session did, which is told to all but that session.
pub(super) async fn tell_of(
    tx: &Tx,
    app: &App,
    person: PersonId,
    letter: &Letter,
    session: Option<SessionId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let of = store::persons::credentials(tx, LETTERS, person).await?;
    note(tx, &of, letter, session, at).await?;
    for address in store::names::addresses(tx, LETTERS, person).await? {
        put(tx, app, &of, &address, letter, at).await?;
    }
    Ok(())
}

/// Puts a letter whose reader is found only when it leaves.
pub(super) async fn put_to_be_found(
    tx: &Tx,
    app: &App,
    letter: &Letter,
    lang: Lang,
    at: DateTime<Utc>,
) -> Result<()> {
    let envelope = Envelope {
        to: None,
        lang,
        letter: letter.clone(),
    };
    post(tx, app, None, &envelope, at).await
}

/// Sends a letter. Without a mail server, or when nobody is there to read it, there is nothing to send.
///
/// # Errors
/// What the mail server says; a letter that does not open.
pub(crate) async fn deliver(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> Result<(), Undelivered> {
    let Some(mailer) = mailer else { return Ok(()) };
    let sealed = effect
        .payload
        .get("sealed")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let opened = STANDARD
        .decode(sealed)
        .ok()
        .and_then(|sealed| app.auth.secret.open(&sealed));
    let other =
        || Undelivered::Never("the letter does not open: it was encrypted with another secret".to_owned());
    let opened = opened.ok_or_else(other)?;
    let mut envelope: Envelope = serde_json::from_slice(&opened).map_err(|e| e.to_string())?;
    if envelope.to.is_none() {
        let found = find_reader(app, &envelope.letter, at).await?;
        let Some((to, lang)) = found else { return Ok(()) };
        envelope = Envelope {
            to: Some(to),
            lang,
            ..envelope
        };
    }
    let (subject, text) = letter_words::words(&envelope.letter, envelope.lang, &app.config.origin());
    let letter = outbox::Letter { subject, text };
    let to = envelope.to.unwrap_or_default();
    mailer.send(effect.id, &to, &letter, envelope.lang).await
}

/// Who forgot the password, and with it the link's hash: only from now on the link opens something.
async fn find_reader(app: &App, letter: &Letter, at: DateTime<Utc>) -> Result<Option<(String, Lang)>> {
    let Letter::Reset {
        name,
        token,
        until,
        enough,
    } = letter
    else {
        return Ok(None);
    };
    if *enough || *until <= at {
        return Ok(None);
    }
    let Some(of) = store::persons::by_name(&app.store, RESET_ASKED, name).await? else {
        return Ok(None);
    };
    // A password that is younger than the wish fulfils it.
    if of.demo || of.password_at > *until - reset::LINK_LASTS {
        return Ok(None);
    }
    let names = store::names::list(&app.store, RESET_ASKED, of.person).await?;
    let mut addresses = names
        .iter()
        .filter(|own| own.kind == NameKind::Email)
        .filter_map(|own| Some((&own.value, own.confirmed_at?)));
    let first = addresses.clone().next();
    let Some((to, since)) = addresses.find(|(value, _)| *value == name).or(first) else {
        return Ok(None);
    };
    let link = ResetLink {
        hash: reset::hash(token),
        until: *until,
        address_since: since,
    };
    // The letter may be tried again when its link was used or ended long ago.
    let works = app
        .store
        .write(async |tx| {
            if !store::persons::keep_reset(tx, RESET_ASKED, of.person, link).await? {
                return Ok(false);
            }
            Audit::system(RESET_ASKED, at)
                .by(of.person)
                .on(of.person.0)
                .write(tx)
                .await?;
            Ok(true)
        })
        .await?;
    Ok(works.then(|| (to.clone(), of.language)))
}
