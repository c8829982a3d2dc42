//! Who is signed in, and the staff of a school.

use podskazka_shared::page::Page;
use podskazka_shared::people::{Me, MeFind, StaffList, StaffMember};

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<MeFind, _, _>(me);
    api.serve::<StaffList, _, _>(staff);
}

async fn me(call: Call<MeFind>) -> Result<Done<Me>> {
    let person = call.person()?;
    let memberships = store::people::memberships(&call.app.store, person).await?;
    Ok(Done::new(Me {
        id: person.id,
        login: person.login.clone(),
        language: person.language,
        memberships,
    }))
}

async fn staff(call: Call<StaffList>) -> Result<Done<Page<StaffMember>>> {
    Ok(Done::new(
        store::people::staff(&call.app.store, &call.permit()?, &call.query).await?,
    ))
}
