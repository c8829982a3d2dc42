//! Who is signed in, the staff of a school, and the cards of all its people.

mod cards;
mod create;
mod imports;
mod roles;

use podskazka_shared::page::Page;
use podskazka_shared::people::{Me, MeFind, StaffList, StaffMember};

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store;

pub(crate) use cards::enrols;
pub use cards::view;
pub(crate) use create::all_found;
pub use imports::view as import;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<MeFind, _, _>(me);
    api.serve::<StaffList, _, _>(staff);
    cards::endpoints(api);
    create::endpoints(api);
    roles::endpoints(api);
    imports::endpoints(api);
}

async fn me(call: Call<MeFind>) -> Result<Done<Me>> {
    let person = call.person()?;
    let memberships = store::people::memberships(&call.app.store, person, call.at).await?;
    Ok(Done::new(Me {
        id: person.id,
        login: crate::auth::contacts::first_name(&call.app.store, person.id).await?,
        language: person.language,
        operator: person.operator,
        totp_missing_in: crate::auth::totp::missing_in(&call.app.store, person.id).await?,
        drafts: store::drafts::any(&call.app.store, person).await?,
        memberships,
    }))
}

async fn staff(call: Call<StaffList>) -> Result<Done<Page<StaffMember>>> {
    Ok(Done::new(
        store::people::staff(
            &call.app.store,
            &call.permit()?,
            &call.query,
            call.member()?.school.today(call.at),
        )
        .await?,
    ))
}
