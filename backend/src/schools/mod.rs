//! The school's card.

mod sites;

use podskazka_shared::access::action::SchoolRead;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AgreementStep;
use podskazka_shared::schools::{School, SchoolsFind, SchoolsUpdate};
use podskazka_shared::tickets::EventKind;

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<SchoolsFind, _, _>(find);
    api.serve::<SchoolsUpdate, _, _>(update);
}

async fn find(call: Call<SchoolsFind>) -> Result<Done<School>> {
    let school = store::schools::find(&call.app.store, &call.permit()?).await?;
    let version = school.version;
    Ok(Done::new(school).version(version))
}

async fn update(call: Call<SchoolsUpdate>) -> Result<Done<School>> {
    let permit = call.permit()?;
    let read = call.member()?.permit::<SchoolRead>()?;
    let version = call.version()?;
    call.body.time_zone.as_deref().map(zone).transpose()?;
    let sites = match &call.body.embed_sites {
        None => None,
        Some(typed) => Some(sites::read(typed.as_deref().unwrap_or_default())?),
    };
    let school = call
        .app
        .store
        .write(async |tx| {
            let old = store::schools::find(tx, &read).await?;
            let patch = call.body.clone();
            let mut new = old.clone();
            new.name = patch.name.map_or(new.name, |name| name.trim().to_owned());
            new.time_zone = patch.time_zone.unwrap_or(new.time_zone);
            new.require_totp = patch.require_totp.unwrap_or(new.require_totp);
            // Whoever asks it of others has it, and is not locked out by the next click.
            if new.require_totp && !old.require_totp && !crate::auth::totp::has(tx, permit.person()).await? {
                return Err(ProblemKind::TotpFirst.into());
            }
            new.contacts = match patch.contacts {
                Some(contacts) => contacts.apply(new.contacts),
                None => new.contacts,
            };
            new.private_from_grade = patch.private_from_grade.unwrap_or(new.private_from_grade);
            if let Some(steps) = patch.agreement_steps {
                let tidied = |step: AgreementStep| AgreementStep {
                    title: step.title.trim().to_owned(),
                    ..step
                };
                new.agreement_steps = steps.into_iter().map(tidied).collect();
            }
            if let Some(conduct) = patch.conduct {
                new.conduct = conduct.apply(new.conduct);
            }
            new.embed_sites = sites.clone().unwrap_or(new.embed_sites);
            if !store::schools::update(tx, &permit, &new, version).await? {
                return Err(Error::stale(&store::schools::find(tx, &read).await?));
            }
            if old.time_zone != new.time_zone {
                let zones = (zone(&old.time_zone)?, zone(&new.time_zone)?);
                store::plans::change(tx, &permit, call.at).await?;
                crate::consultations::zone_changed(tx, &permit, zones, call.at).await?;
                crate::consultations::plan_changed(tx, &permit, call.at).await?;
                crate::deadlines::count_anew(tx, &permit, EventKind::Zone, call.at).await?;
            }
            let changed = changed(&old, &new);
            Audit::of(&permit, call.at)
                .on(new.id.0)
                .fields(&changed)
                .write(tx)
                .await?;
            new.version = version + 1;
            Ok(new)
        })
        .await?;
    let version = school.version;
    Ok(Done::new(school).version(version))
}

fn zone(name: &str) -> Result<chrono_tz::Tz> {
    name.parse()
        .map_err(|_| Error::field("/time_zone", FieldErrorKind::NotFound))
}

fn changed(old: &School, new: &School) -> Vec<&'static str> {
    let fields = [
        ("name", old.name != new.name),
        ("time_zone", old.time_zone != new.time_zone),
        ("contacts", old.contacts != new.contacts),
        (
            "private_from_grade",
            old.private_from_grade != new.private_from_grade,
        ),
        ("require_totp", old.require_totp != new.require_totp),
        ("agreement_steps", old.agreement_steps != new.agreement_steps),
        ("embed_sites", old.embed_sites != new.embed_sites),
        ("conduct", old.conduct != new.conduct),
    ];
    fields
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}
