//! Somebody who waits for a call of the demonstration school.

use chrono::{DateTime, Days, Duration, Utc};
use podskazka_shared::access::action::CallbackRead;
use podskazka_shared::callbacks::{CallbackBody, CallbackState, CallbacksQuery, opening};
use podskazka_shared::ids::CallbackId;
use podskazka_shared::schedules::duty::DAYS_AHEAD;

use super::WHY;
use crate::access::{Permit, SchoolCard};
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::callbacks::NewCallback;
use crate::store::{self, Store};

/// As long as nobody has asked, whatever became of it.
pub(super) async fn make(store: &Store, school: &SchoolCard, now: DateTime<Utc>) -> Result<()> {
    let read: Permit<CallbackRead> = Permit::system(WHY, school.id);
    for state in CallbackState::ALL {
        let query = CallbacksQuery {
            state: Some(*state),
            ..CallbacksQuery::default()
        };
        if !store::callbacks::list(store, &read, &query)
            .await?
            .items
            .is_empty()
        {
            return Ok(());
        }
    }
    let body = CallbackBody {
        token: String::new(),
        name: "Панфилова Ольга Игоревна".to_owned(),
        class_name: Some("7А".to_owned()),
        phone: "+7 900 000-00-17, после 17:00".to_owned(),
        text: "Потеряла листок с паролем, ссылка из письма не открывается.".to_owned(),
        consent: true,
    };
    let (at, anybody) = (now - Duration::hours(3), Permit::of_anybody(school.id));
    let today = school.today(at);
    let last = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    let plan = store::plans::load(store, &anybody, today, last).await?.plan;
    let new = NewCallback {
        id: new_id::<CallbackId>(at),
        body: &body,
        call_from: opening(&plan, at),
    };
    store
        .write(async |tx| store::callbacks::insert(tx, &anybody, new, at).await)
        .await
}
