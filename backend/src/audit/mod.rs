//! The trail for those who answer for the school's data. Reading it leaves a line too.

mod export;

use podskazka_shared::access::action::AuditRead;
use podskazka_shared::audit::{AuditEntry, AuditExport, AuditList};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::page::Page;

use crate::api::{Api, Done};
use crate::call::Call;
use crate::locate::Locate;
use crate::problem::Result;
use crate::store::{self, Audit};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<AuditList, _, _>(list);
    api.serve::<AuditExport, _, _>(export::export);
}

async fn list(call: Call<AuditList>) -> Result<Done<Page<AuditEntry>>> {
    let zone = call.member()?.school.zone;
    let page = store::audit::list(&call.app.store, &call.permit()?, &call.query, zone, call.lang).await?;
    // Nothing is shown of which no line tells.
    leave_line(&call, &call.query.used()).await?;
    Ok(Done::new(page))
}

async fn leave_line<E>(call: &Call<E>, fields: &[&str]) -> Result<()>
where
    E: Endpoint<Action = AuditRead, Params: Locate>,
{
    let permit = call.permit()?;
    let line = Audit::of(&permit, call.at).fields(fields);
    call.app.store.write(async |tx| line.write(tx).await).await
}
