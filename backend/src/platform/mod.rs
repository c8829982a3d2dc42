//! The operator's side: schools, their first heads, operators, health.

mod letters;
mod schools;

use podskazka_shared::auth::name::SignInName;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::PersonId;
use podskazka_shared::page::Page;
use podskazka_shared::platform::{
    Operator, PlatformHealth, PlatformHealthFind, PlatformOperatorsCreate, PlatformOperatorsList,
    PlatformOperatorsRemove,
};

use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    schools::endpoints(api);
    letters::endpoints(api);
    api.serve::<PlatformOperatorsList, _, _>(operators);
    api.serve::<PlatformOperatorsCreate, _, _>(add);
    api.serve::<PlatformOperatorsRemove, _, _>(remove);
    api.serve::<PlatformHealthFind, _, _>(health);
}

async fn operators(call: Call<PlatformOperatorsList>) -> Result<Done<Page<Operator>>> {
    Ok(Done::new(
        store::platform::operators(&call.app.store, call.operator()?, &call.query).await?,
    ))
}

async fn add(call: Call<PlatformOperatorsCreate>) -> Result<Done<Operator>> {
    let (operator, once, at) = (call.operator()?, call.once()?, call.at);
    let nobody = || Error::field("/login", FieldErrorKind::NotFound);
    let login = SignInName::parse(&call.body.login).map_err(|_| nobody())?;
    let id = call
        .app
        .store
        .write(async |tx| {
            let why = operator.system();
            let person = store::names::owner(tx, why, login.value())
                .await?
                .ok_or_else(nobody)?;
            match idempotency::claim_for(tx, operator.person(), once, person.0, at).await? {
                Claim::Done(done) => Ok(PersonId(done)),
                Claim::New => {
                    store::platform::make_operator(tx, why, person, at).await?;
                    Audit::system(why, at)
                        .by(operator.person())
                        .on(person.0)
                        .fields(&["operator_add"])
                        .write(tx)
                        .await?;
                    Ok(person)
                }
            }
        })
        .await?;
    Ok(Done::new(
        store::platform::operator(&call.app.store, operator, id).await?,
    ))
}

async fn remove(call: Call<PlatformOperatorsRemove>) -> Result<Done<()>> {
    let (operator, at) = (call.operator()?, call.at);
    call.app
        .store
        .write(async |tx| {
            store::platform::remove_operator(tx, operator, call.params.person).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .on(call.params.person.0)
                .fields(&["operator_remove"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

async fn health(call: Call<PlatformHealthFind>) -> Result<Done<PlatformHealth>> {
    Ok(Done::new(
        store::platform::health(&call.app.store, call.operator()?).await?,
    ))
}
