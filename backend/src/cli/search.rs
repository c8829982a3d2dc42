//! `search`: the index of the words of requests.

use crate::access::System;
use crate::store::{Store, search};

const WHY: System = System::because("search_rebuild");

/// Makes the index anew and tells how many requests it holds.
pub(super) async fn rebuild(store: &Store) -> Result<String, String> {
    let done = async {
        search::forget(store, WHY).await?;
        search::catch_up(store, WHY, u32::MAX).await
    };
    match done.await {
        Ok(number) => Ok(format!("The words of {number} requests are in the index.")),
        Err(error) => Err(format!("the index could not be made: {error}")),
    }
}
