//! Conduct in conversations: reporting, deciding, and the reminder to be courteous.

pub mod file;
pub mod list;
pub mod polite;
pub mod rules;
pub mod show;
pub mod statistics;
pub mod stop;
pub mod stopped;
pub mod told;

mod decide;

use podskazka_shared::conduct::ConductPath;
use podskazka_shared::ids::ConductId;

use crate::session::Here;

/// A report in the addresses of the API.
fn path(here: &Here, id: ConductId) -> ConductPath {
    ConductPath {
        school: here.slug.clone(),
        report: id,
    }
}
