//! Sessions after the sign-in: refreshed, listed, ended.

use podskazka_shared::auth::sessions::{SessionView, SessionsEnd, SessionsEndOthers, SessionsList};
use podskazka_shared::auth::{AuthKeys, AuthLogout, AuthRefresh, KeySet, MeLanguage, Tokens};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use super::origin::{self, REFRESH_COOKIE};
use super::tokens::{self, Issue, read_refresh};
use super::why::{LANGUAGE, REUSE, SESSIONS, SIGN_IN, SIGN_OUT};
use super::{GRACE, SESSION};
use crate::api::Done;
use crate::call::Call;
use crate::problem::Result;
use crate::store::{self, Audit};

pub(super) async fn refresh(call: Call<AuthRefresh>) -> Result<Done<Tokens>> {
    let app = &call.app;
    let (token, cookies) = match call.body.refresh_token {
        Some(token) => (token, false),
        None => {
            let cookie = call
                .request
                .cookie(REFRESH_COOKIE)
                .ok_or(ProblemKind::Unauthenticated)?;
            origin::check(&call.request, &app.config)?;
            (cookie.value().to_owned(), true)
        }
    };
    let (session, generation) = read_refresh(&app.auth.secret, &token).ok_or(ProblemKind::Unauthenticated)?;
    let outcome = app
        .store
        .write(async |tx| {
            let found = store::sessions::find(tx, SIGN_IN, session, call.at).await?;
            let Some(found) = found else { return Ok(None) };
            if found.demo {
                origin::check_demo(&call.request, &app.config)?;
            }
            if generation == found.generation {
                let until = call.at + SESSION;
                // When another tab is quicker by a hair, both get the same next token.
                store::sessions::rotate(tx, SIGN_IN, session, generation, call.at, until).await?;
                return Ok(Some((found.person, generation + 1)));
            }
            if generation + 1 == found.generation && call.at - found.rotated_at <= GRACE {
                return Ok(Some((found.person, found.generation)));
            }
            store::sessions::end(tx, SIGN_IN, session, call.at).await?;
            Audit::system(REUSE, call.at)
                .by(found.person)
                .on(session.0)
                .write(tx)
                .await?;
            Ok(None)
        })
        .await?;
    let (person, generation) = outcome.ok_or(ProblemKind::Unauthenticated)?;
    let issue = Issue {
        person,
        session,
        generation,
        device: None,
        cookies,
    };
    tokens::answer(app, issue, call.at)
}

pub(super) async fn logout(call: Call<AuthLogout>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| {
            store::sessions::end(tx, SIGN_OUT, person.session, call.at).await?;
            Audit::system(SIGN_OUT, call.at)
                .by(person.id)
                .on(person.session.0)
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()).cookies(tokens::gone(&call.app.config)))
}

pub(super) async fn list(call: Call<SessionsList>) -> Result<Done<Page<SessionView>>> {
    let person = call.person()?;
    Ok(Done::new(
        store::sessions::list(&call.app.store, person, &call.query, call.at).await?,
    ))
}

pub(super) async fn end(call: Call<SessionsEnd>) -> Result<Done<()>> {
    let person = call.person()?;
    let session = call.body.session;
    call.app
        .store
        .write(async |tx| {
            if !store::sessions::end_own(tx, person, session, call.at).await? {
                return Err(ProblemKind::NotFound.into());
            }
            Audit::system(SESSIONS, call.at)
                .by(person.id)
                .on(session.0)
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

pub(super) async fn end_others(call: Call<SessionsEndOthers>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| {
            store::sessions::end_of(tx, SESSIONS, person.id, Some(person.session), call.at).await?;
            Audit::system(SESSIONS, call.at)
                .by(person.id)
                .on(person.id.0)
                .fields(&["others"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

pub(super) async fn language(call: Call<MeLanguage>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| {
            store::persons::set_language(tx, person, call.body.language).await?;
            Audit::system(LANGUAGE, call.at)
                .by(person.id)
                .on(person.id.0)
                .fields(&["language"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

pub(super) async fn keys(call: Call<AuthKeys>) -> Result<Done<KeySet>> {
    Ok(Done::new(KeySet {
        keys: call.app.auth.keys.public(),
    }))
}
