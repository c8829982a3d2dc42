//! What changes the hours of help for some days: absences with substitutes, extra hours (S2, P3).

mod absences;
mod extra;
mod letters;

use podskazka_shared::access::ActionType;
use podskazka_shared::access::Reach;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::MemberId;

pub use absences::view as absence;
pub use extra::view as extra_hours;
pub(crate) use letters::letter;

use crate::access::Permit;
use crate::api::Api;
use crate::problem::{Error, Result};
use crate::store::{self, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    absences::endpoints(api);
    extra::endpoints(api);
}

/// Only staff of the school help in it; anybody else is nobody here. Whose reach is their own writes of themselves only.
async fn may_help<A: ActionType>(tx: &Tx, permit: &Permit<A>, id: MemberId) -> Result<()> {
    let reached = permit.reaches().contains(&Reach::School) || id == permit.member();
    match reached && store::people::is_staff(tx, permit, id).await? {
        true => Ok(()),
        false => Err(Error::field("/member", FieldErrorKind::NotFound)),
    }
}
