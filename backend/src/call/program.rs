//! Who a program is that sends a request, and for whom it acts.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use podskazka_shared::clients::{ON_BEHALF_OF, Scope};
use podskazka_shared::ids::{ClientId, SchoolId, SecretId};
use podskazka_shared::problem::ProblemKind;

use crate::access::{Member, System};
use crate::app::App;
use crate::problem::Result;
use crate::store;

/// The longest external id.
const MAX_EXTERNAL_ID: usize = 200;

/// What a program is in its own school, or the member of it for whom it acts.
///
/// # Errors
/// `unauthenticated` when the program or its secret has ended, `forbidden` outside a school, `not_found` for another
/// school, `on_behalf_unreadable` and `on_behalf_not_found` for the header.
pub(super) async fn authenticate(
    request: &HttpRequest,
    app: &App,
    (client, secret): (ClientId, SecretId),
    scopes: &[Scope],
    school: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Member> {
    let header = on_behalf_of(request);
    let external_id = header.as_ref().ok().and_then(Option::as_deref);
    let bearer = store::clients::bearer(&app.store, client, secret, scopes, external_id, at).await?;
    let bearer = bearer.ok_or(ProblemKind::Unauthenticated)?;
    if bearer
        .last_used_at
        .is_none_or(|used| used + store::clients::USE_NOTED <= at)
    {
        note_use(app, client, at).await;
    }
    // What is about a person alone is not for programs.
    let school = school.ok_or(ProblemKind::Forbidden)?;
    let own = match school.parse::<SchoolId>() {
        Ok(id) => id == bearer.school,
        Err(_) => school == bearer.slug,
    };
    if !own {
        return Err(ProblemKind::NotFound.into());
    }
    header?;
    bearer.member.ok_or_else(|| ProblemKind::OnBehalfNotFound.into())
}

/// Once a minute at most, and no request fails for it.
async fn note_use(app: &App, client: ClientId, at: DateTime<Utc>) {
    const WHY: System = System::because("client_use");
    let noted = app
        .store
        .write(async |tx| store::clients::note_use(tx, WHY, client, at).await);
    if let Err(error) = noted.await {
        tracing::warn!(%error, "the use of a program could not be noted");
    }
}

/// The external id in the header; UTF-8, because a journal may have Cyrillic ones.
fn on_behalf_of(request: &HttpRequest) -> Result<Option<String>> {
    let mut values = request.headers().get_all(ON_BEHALF_OF);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes()).map(str::trim);
    match text {
        Ok(text) if values.next().is_none() && (1..=MAX_EXTERNAL_ID).contains(&text.len()) => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(ProblemKind::OnBehalfUnreadable.into()),
    }
}
