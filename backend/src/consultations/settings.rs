//! How a helper takes bookings.

use podskazka_shared::access::action::ConsultationSettings;
use podskazka_shared::consultations::{ConsultSettings, ConsultSettingsFind, ConsultSettingsUpdate};
use podskazka_shared::ids::MemberId;

use crate::access::Member;
use crate::api::Done;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Db};

/// The settings of a helper as this reader may see them.
///
/// # Errors
/// `not_found` when there is no such helper, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, helper: MemberId) -> Result<ConsultSettings> {
    let permit = member.permit::<ConsultationSettings>()?;
    let row = store::consultations::settings(db, &permit, helper).await?;
    Ok(row.into_row().settings)
}

pub(super) async fn find(call: Call<ConsultSettingsFind>) -> Result<Done<ConsultSettings>> {
    let settings = view(&call.app.store, call.member()?, call.params.helper).await?;
    let version = settings.version;
    Ok(Done::new(settings).version(version))
}

pub(super) async fn update(call: Call<ConsultSettingsUpdate>) -> Result<Done<ConsultSettings>> {
    let (permit, version, helper) = (call.permit()?, call.version()?, call.params.helper);
    let settings = call
        .app
        .store
        .write(async |tx| {
            store::plans::hold(tx, &permit).await?;
            store::consultations::lock(tx, &permit, [helper]).await?;
            let row = store::consultations::settings(tx, &permit, helper).await?;
            if row.settings.version != version {
                return Err(Error::stale(&row.settings));
            }
            let rules = call.body.apply(row.settings.rules);
            store::consultations::update(tx, &row, rules).await?;
            Audit::of(&permit, call.at).on(helper.0).write(tx).await?;
            Ok(store::consultations::settings(tx, &permit, helper)
                .await?
                .into_row()
                .settings)
        })
        .await?;
    let version = settings.version;
    Ok(Done::new(settings).version(version))
}
