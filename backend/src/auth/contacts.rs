//! The sign-in names of a person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::contacts::{
    CODE_DIGITS, Contact, ContactsAdd, ContactsConfirm, ContactsRemove, MOST_NAMES, MeSecurity, Security,
    counted_before, proves,
};
use podskazka_shared::auth::name::{NameKind, SignInName};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{NameId, PersonId};
use podskazka_shared::problem::ProblemKind;

use super::letters::{self, Letter};
use super::throttle;
use super::why::CONTACTS;
use super::{Auth, proof};
use crate::api::Done;
use crate::app::App;
use crate::call::Call;
use crate::clock::{new_id, random};
use crate::problem::{Error, Result};
use crate::store::names::SentCode;
use crate::store::{self, Audit, Db, Tx};

/// How long a code may be on its way.
const CODE_LASTS: Duration = Duration::hours(1);
/// How often a code may be tried.
const CODE_TRIES: i32 = 5;

/// The first sign-in name of a person, to call them by; empty when there is none.
///
/// # Errors
/// Those of the database.
pub async fn first_name(db: &impl Db, of: PersonId) -> Result<String> {
    let names = store::names::list(db, CONTACTS, of).await?;
    let first = names.into_iter().find(|name| name.confirmed_at.is_some());
    Ok(first.map(|name| name.value).unwrap_or_default())
}

pub(super) async fn security(call: Call<MeSecurity>) -> Result<Done<Security>> {
    let (person, store) = (call.person()?, &call.app.store);
    let credentials = store::persons::credentials(store, CONTACTS, person.id).await?;
    let totp = store::totp::find(store, CONTACTS, person.id).await?;
    let left = store::totp::count_recovery(store, CONTACTS, person.id).await?;
    Ok(Done::new(Security {
        contacts: store::names::list(store, CONTACTS, person.id).await?,
        password_at: credentials.password_at,
        totp_since: totp.map(|totp| totp.since),
        recovery_codes: u32::try_from(left).unwrap_or_default(),
        totp_wanted: !store::totp::wanted_by(store, CONTACTS, person.id)
            .await?
            .is_empty(),
        mail: call.app.config.smtp_url.is_some() && !credentials.demo,
        slip_at: store::resets::since(store, CONTACTS, person.id).await?,
    }))
}

pub(super) async fn add(call: Call<ContactsAdd>) -> Result<Done<Contact>> {
    let (app, person) = (&call.app, call.person()?);
    let name = SignInName::parse(&call.body.value).map_err(|kind| Error::field("/value", kind))?;
    let proven = proof::of_password(app, person, &call.body.password, call.at).await?;
    // Counted, because a refusal may tell that somebody else has the name.
    let key = throttle::key(&app.auth.secret, "throttle-contacts", &person.id.to_string());
    throttle::count(app, &key, throttle::CONTACTS, call.at).await?;
    if name.kind() == NameKind::Email && (app.config.smtp_url.is_none() || proven.demo) {
        return Err(ProblemKind::MailOff.into());
    }
    let contact = app
        .store
        .write(async |tx| {
            let own = store::names::list(tx, CONTACTS, person.id).await?;
            let same = own.iter().find(|own| own.value == name.value());
            if let Some(there) = same.filter(|own| own.confirmed_at.is_some()) {
                let slip = store::resets::since(tx, CONTACTS, person.id).await?;
                if proves(there, slip) {
                    let (code, sent) = code(app, there.id, call.at);
                    store::names::ask_again(tx, CONTACTS, person.id, there.id, sent).await?;
                    letters::put(tx, app, &proven, name.value(), &Letter::Code { code }, call.at).await?;
                    audit(tx, person.id, there.id, "ask", call.at).await?;
                }
                return Ok(there.clone());
            }
            if same.is_none() && store::names::count(tx, CONTACTS, person.id).await? >= MOST_NAMES {
                return Err(Error::field("/value", FieldErrorKind::NotUsable));
            }
            let id: NameId = new_id(call.at);
            if name.kind() == NameKind::Email {
                let (code, sent) = code(app, id, call.at);
                store::names::claim(tx, CONTACTS, id, person.id, &name, sent, call.at).await?;
                letters::put(tx, app, &proven, name.value(), &Letter::Code { code }, call.at).await?;
            } else {
                if !store::names::take(tx, CONTACTS, id, person.id, &name, call.at).await? {
                    return Err(Error::field("/value", FieldErrorKind::NotUsable));
                }
                let added = Letter::added(name.kind(), name.value());
                letters::tell(tx, app, person.id, &added, call.at).await?;
            }
            audit(tx, person.id, id, "add", call.at).await?;
            Ok(Contact {
                id,
                kind: name.kind(),
                value: name.value().to_owned(),
                confirmed_at: (name.kind() != NameKind::Email).then_some(call.at),
            })
        })
        .await?;
    Ok(Done::new(contact))
}

pub(super) async fn confirm(call: Call<ContactsConfirm>) -> Result<Done<Contact>> {
    let (app, person) = (&call.app, call.person()?);
    let id = call.body.contact;
    let found = store::names::find(&app.store, CONTACTS, person.id, id).await?;
    let mut contact = found.ok_or(ProblemKind::NotFound)?;
    let again = contact.confirmed_at.is_some();
    if again
        && !proves(
            &contact,
            store::resets::since(&app.store, CONTACTS, person.id).await?,
        )
    {
        return Ok(Done::new(contact));
    }
    // Counted in a transaction of its own: a wrong code does not undo the count.
    let sent = app
        .store
        .write(async |tx| store::names::try_code(tx, CONTACTS, person.id, id, CODE_TRIES, call.at).await)
        .await?;
    let code: String = call.body.code.chars().filter(char::is_ascii_digit).collect();
    let text = claim_text(id, &code);
    let wrong = || Error::field("/code", FieldErrorKind::WrongCode);
    let fits = |sent: &Vec<u8>| app.auth.secret.signed("contact-code", text.as_bytes(), sent);
    let sent = sent.filter(fits).ok_or_else(wrong)?;
    if again {
        app.store
            .write(async |tx| {
                if !store::names::use_code(tx, CONTACTS, person.id, id, sent).await? {
                    return Err(wrong());
                }
                store::resets::proven(tx, CONTACTS, person.id).await?;
                audit(tx, person.id, id, "confirm", call.at).await
            })
            .await?;
        return Ok(Done::new(contact));
    }
    app.store
        .write(async |tx| {
            let others = store::names::addresses(tx, CONTACTS, person.id).await?;
            if !store::names::confirm(tx, CONTACTS, person.id, id, call.at).await? {
                return Err(Error::field("/code", FieldErrorKind::NotUsable));
            }
            let added = Letter::added(contact.kind, &contact.value);
            let of = store::persons::credentials(tx, CONTACTS, person.id).await?;
            letters::note(tx, &of, &added, None, call.at).await?;
            for address in others {
                letters::put(tx, app, &of, &address, &added, call.at).await?;
            }
            audit(tx, person.id, id, "confirm", call.at).await
        })
        .await?;
    contact.confirmed_at = Some(call.at);
    Ok(Done::new(contact))
}

pub(super) async fn remove(call: Call<ContactsRemove>) -> Result<Done<()>> {
    let (app, person) = (&call.app, call.person()?);
    let id = call.body.contact;
    let of = proof::of_password(app, person, &call.body.password, call.at).await?;
    app.store
        .write(async |tx| {
            // Two removals at the same moment must not leave nothing.
            store::persons::lock(tx, CONTACTS, person.id).await?;
            let own = store::names::list(tx, CONTACTS, person.id).await?;
            let contact = own.iter().find(|own| own.id == id).ok_or(ProblemKind::NotFound)?;
            let counts = |own: &&Contact| own.confirmed_at.is_some();
            if contact.confirmed_at.is_some() && own.iter().filter(counts).count() == 1 {
                return Err(ProblemKind::LastName.into());
            }
            let slip = store::resets::since(tx, CONTACTS, person.id).await?;
            if counted_before(contact, slip) {
                return Err(ProblemKind::NameKept.into());
            }
            if contact.confirmed_at.is_some() {
                // To the removed address too: it is not in the list any more when the letter leaves.
                let removed = Letter::removed(contact.kind, &contact.value);
                letters::tell(tx, app, person.id, &removed, call.at).await?;
                store::persons::end_resets(tx, CONTACTS, of.person).await?;
            }
            store::names::remove(tx, CONTACTS, person.id, id).await?;
            audit(tx, person.id, id, "remove", call.at).await
        })
        .await?;
    Ok(Done::new(()))
}

async fn audit(tx: &Tx, person: PersonId, name: NameId, what: &str, at: DateTime<Utc>) -> Result<()> {
    Audit::system(CONTACTS, at)
        .by(person)
        .on(name.0)
        .fields(&[what])
        .write(tx)
        .await
}

/// Digits that are easily typed from a phone's letter, and what is kept of them.
fn code(app: &App, of: NameId, at: DateTime<Utc>) -> (String, SentCode) {
    let number = u64::from_be_bytes(random()) % 1_000_000;
    let code = format!("{number:0CODE_DIGITS$}");
    let sent = SentCode {
        mac: mac(&app.auth, of, &code).to_vec(),
        until: at + CODE_LASTS,
    };
    (code, sent)
}

fn claim_text(id: NameId, code: &str) -> String {
    format!("{}.{code}", URL_SAFE_NO_PAD.encode(id.0.as_bytes()))
}

/// A code has few digits: without the installation's secret nobody can try them on a stolen database.
fn mac(auth: &Auth, id: NameId, code: &str) -> [u8; 32] {
    auth.secret.sign("contact-code", claim_text(id, code).as_bytes())
}
