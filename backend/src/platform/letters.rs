//! Letters that were given up.

use podskazka_shared::ids::OutboxId;
use podskazka_shared::letters::{
    DeadLetter, PlatformLettersList, PlatformLettersRemove, PlatformLettersRetry, PlatformLettersRetryAll,
};
use podskazka_shared::page::Page;

use crate::access::Operator;
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::Result;
use crate::store::{self, Audit};

/// The endpoints of this feature.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<PlatformLettersList, _, _>(list);
    api.serve::<PlatformLettersRetry, _, _>(retry);
    api.serve::<PlatformLettersRetryAll, _, _>(retry_all);
    api.serve::<PlatformLettersRemove, _, _>(remove);
}

async fn list(call: Call<PlatformLettersList>) -> Result<Done<Page<DeadLetter>>> {
    let page = store::outbox::dead(&call.app.store, call.operator()?, &call.query);
    Ok(Done::new(page.await?))
}

async fn retry(call: Call<PlatformLettersRetry>) -> Result<Done<()>> {
    revive(&call.app, call.operator()?, Some(call.params.letter), call.at).await
}

async fn retry_all(call: Call<PlatformLettersRetryAll>) -> Result<Done<()>> {
    revive(&call.app, call.operator()?, None, call.at).await
}

async fn revive(
    app: &App,
    operator: Operator,
    which: Option<OutboxId>,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Done<()>> {
    app.store
        .write(async |tx| {
            store::outbox::revive(tx, operator, which, at).await?;
            let audit = Audit::system(operator.system(), at).by(operator.person());
            let audit = match which {
                Some(id) => audit.on(id.0),
                None => audit,
            };
            audit.fields(&["letter_retry"]).write(tx).await
        })
        .await?;
    Ok(Done::new(()))
}

async fn remove(call: Call<PlatformLettersRemove>) -> Result<Done<()>> {
    let (operator, at) = (call.operator()?, call.at);
    call.app
        .store
        .write(async |tx| {
            store::outbox::remove(tx, operator, call.params.letter).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .on(call.params.letter.0)
                .fields(&["letter_remove"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}
