//! Using an invitation: by somebody new, or by the owner of an account.

use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::Tokens;
use podskazka_shared::auth::name::{NameKind, SignInName};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::PersonId;
use podskazka_shared::invitations::Purpose;
use podskazka_shared::invitations::code::Code;
use podskazka_shared::invitations::join::{Acts, JoinLook, JoinNew, JoinOwn, JoinView};
use podskazka_shared::people::{MemberRef, veiled_name};
use podskazka_shared::problem::ProblemKind;

use super::{JOIN, acts, email, hash, make, reset};
use crate::api::Done;
use crate::app::App;
use crate::auth::throttle::{self, Limit, limit};
use crate::auth::{origin, sign_in};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::cards::Card;
use crate::store::invitations::OpenSlip;
use crate::store::persons::NewPerson;
use crate::store::{self, Audit, Tx};

/// Codes from one address that open nothing.
const WRONG_CODES: Limit = limit(100, Duration::minutes(10));
/// Sign-in names that are tried with one slip: each may tell that somebody has it.
const NAMES: Limit = limit(20, Duration::hours(1));

/// The slip that a code opens, with its card.
pub(super) async fn opened(
    app: &App,
    request: &HttpRequest,
    typed: &str,
    at: DateTime<Utc>,
) -> Result<(OpenSlip, Card)> {
    // Looked up before anything is counted: a whole parents' meeting may sit behind one address, and nobody there shall shut
    // out the others. A code of 80 random bits is not found by trying.
    if let Some(opened) = find(app, typed, at).await? {
        return Ok(opened);
    }
    let address = throttle::address_key(app, "throttle-join", request);
    throttle::count(app, &address, WRONG_CODES, at).await?;
    Err(ProblemKind::CodeOver.into())
}

async fn find(app: &App, typed: &str, at: DateTime<Utc>) -> Result<Option<(OpenSlip, Card)>> {
    let Some(code) = Code::read(typed) else {
        return Ok(None);
    };
    let Some(slip) = store::invitations::open(&app.store, JOIN, &hash(&code), at).await? else {
        return Ok(None);
    };
    let Some(card) = store::cards::of_slip(&app.store, JOIN, slip.school, slip.member).await? else {
        return Ok(None);
    };
    let still = match slip.purpose {
        Purpose::Join => make::still(&app.store, slip, &card, at).await?,
        Purpose::Reset => reset::still(&app.store, slip, &card, at).await?,
    };
    Ok(still.then_some((slip, card)))
}

/// The same for an invitation that still waits for somebody.
pub(super) async fn invited(
    app: &App,
    request: &HttpRequest,
    typed: &str,
    at: DateTime<Utc>,
) -> Result<(OpenSlip, Card)> {
    let (slip, card) = opened(app, request, typed, at).await?;
    match slip.purpose {
        Purpose::Join if card.person.is_none() => Ok((slip, card)),
        Purpose::Join | Purpose::Reset => Err(ProblemKind::CodeOver.into()),
    }
}

pub(super) async fn look(call: Call<JoinLook>) -> Result<Done<JoinView>> {
    let app = &call.app;
    let (slip, card) = opened(app, &call.request, &call.body.code, call.at).await?;
    let school = store::schools::public(&app.store, &slip.school.to_string()).await?;
    let (school, _) = school.ok_or(ProblemKind::CodeOver)?;
    let mut view = JoinView {
        purpose: slip.purpose,
        school: school.name,
        slug: school.slug,
        name: veiled_name(&card.name),
        mail: app.config.smtp_url.is_some(),
        consent_due: false,
        consent: None,
        regulation: None,
        children: Vec::new(),
    };
    match slip.purpose {
        Purpose::Reset => {}
        Purpose::Join if card.person.is_some() => return Err(ProblemKind::CodeOver.into()),
        Purpose::Join => {
            let due = acts::due(&app.store, &card).await?;
            view.consent_due = due.own_consent;
            view.consent = (due.own_consent || !due.children.is_empty()).then_some(due.consent);
            view.regulation = due.own_regulation.then_some(due.regulation);
            let child = |child: Card| MemberRef {
                id: child.id,
                name: veiled_name(&child.name),
            };
            view.children = due.children.into_iter().map(child).collect();
        }
    }
    Ok(Done::new(view))
}

pub(super) async fn new(call: Call<JoinNew>) -> Result<Done<Tokens>> {
    let (app, body, at) = (&call.app, &call.body, call.at);
    if body.cookies {
        origin::check(&call.request, &app.config)?;
    }
    let (slip, card) = invited(app, &call.request, &body.code, at).await?;
    acts::check(&acts::due(&app.store, &card).await?, &card, &body.acts)?;
    let name = SignInName::parse(&body.login).map_err(|kind| Error::field("/login", kind))?;
    let tries = throttle::key(app.auth.secret(), "throttle-join-name", &slip.id.to_string());
    throttle::count(app, &tries, NAMES, at).await?;
    if name.kind() == NameKind::Email {
        let code = body.email_code.as_deref().unwrap_or_default();
        let proof = body.email_proof.as_deref().unwrap_or_default();
        email::check(app, slip.id, &name, code, proof, at).await?;
    }
    let taken = || Error::field("/login", FieldErrorKind::Taken);
    // Looked at before the costly hash; the unique key decides in the end.
    if store::names::owner(&app.store, JOIN, name.value())
        .await?
        .is_some()
    {
        return Err(taken());
    }
    let password_hash = app.auth.passwords().hash(body.password.clone()).await?;
    let person: PersonId = new_id(at);
    app.store
        .write(async |tx| {
            let person_row = NewPerson {
                id: person,
                names: &[],
                password_hash: &password_hash,
                demo: false,
            };
            store::cards::lock(tx, JOIN, slip.member).await?;
            store::persons::insert(tx, JOIN, person_row, at).await?;
            if !store::names::take(tx, JOIN, new_id(at), person, &name, at).await? {
                return Err(taken());
            }
            come_in(tx, slip, person, &body.acts, at).await
        })
        .await?;
    sign_in::begin_first(app, &call.request, person, body.cookies, at).await
}

pub(super) async fn own(call: Call<JoinOwn>) -> Result<Done<()>> {
    let (app, person, at) = (&call.app, call.person()?, call.at);
    let (slip, card) = invited(app, &call.request, &call.body.code, at).await?;
    acts::check(&acts::due(&app.store, &card).await?, &card, &call.body.acts)?;
    app.store
        .write(async |tx| {
            store::cards::lock(tx, JOIN, slip.member).await?;
            store::persons::lock(tx, JOIN, person.id).await?;
            // Whoever used another school's slip may know the password: with it they would be in this school too.
            if store::resets::since(tx, JOIN, person.id).await?.is_some() {
                return Err(ProblemKind::ResetUnproven.into());
            }
            come_in(tx, slip, person.id, &call.body.acts, at).await
        })
        .await?;
    Ok(Done::new(()))
}

/// Uses the slip up for a person, once; all that was looked at before is looked at again under the card's lock.
async fn come_in(tx: &Tx, slip: OpenSlip, person: PersonId, done: &Acts, at: DateTime<Utc>) -> Result<()> {
    let card = store::cards::of_slip(tx, JOIN, slip.school, slip.member).await?;
    let card = card.ok_or(ProblemKind::CodeOver)?;
    if !make::still(tx, slip, &card, at).await? || !store::invitations::use_up(tx, JOIN, slip.id, at).await? {
        return Err(ProblemKind::CodeOver.into());
    }
    let due = acts::due(tx, &card).await?;
    acts::check(&due, &card, done)?;
    if !store::cards::join(tx, JOIN, &card, person).await? {
        return Err(ProblemKind::CodeOver.into());
    }
    acts::write(tx, &due, &card, person, done, at).await?;
    Audit::system(JOIN, at)
        .by(person)
        .in_school(slip.school)
        .on(card.id.0)
        .fields(&["account"])
        .write(tx)
        .await
}
