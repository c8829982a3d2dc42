//! What people were typing when they signed out.

use podskazka_shared::drafts::{KeptDrafts, MeDrafts, MeDraftsKeep};

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<MeDrafts, _, _>(list);
    api.serve::<MeDraftsKeep, _, _>(keep);
}

async fn list(call: Call<MeDrafts>) -> Result<Done<KeptDrafts>> {
    let kept = store::drafts::list(&call.app.store, call.person()?).await?;
    Ok(Done::new(kept))
}

async fn keep(call: Call<MeDraftsKeep>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| store::drafts::keep(tx, person, &call.body, call.at).await)
        .await?;
    Ok(Done::new(()))
}
