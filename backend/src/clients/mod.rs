//! API clients: the programs of a school, made, given a new secret and ended by who answers for the journal.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ClientManage;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::clients::{
    Client, ClientPath, ClientSecret, ClientsCreate, ClientsEnd, ClientsFind, ClientsList, ClientsRotate,
    Scope, secret_was_shown,
};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ClientId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::clients::NewSecret;
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ClientsList, _, _>(list);
    api.serve::<ClientsCreate, _, _>(create);
    api.serve::<ClientsFind, _, _>(find);
    api.serve::<ClientsRotate, _, _>(rotate);
    api.serve::<ClientsEnd, _, _>(end);
}

async fn list(call: Call<ClientsList>) -> Result<Done<Page<Client>>> {
    Ok(Done::new(
        store::clients::list(&call.app.store, &call.permit()?, &call.query, call.at).await?,
    ))
}

async fn find(call: Call<ClientsFind>) -> Result<Done<Client>> {
    let found = store::clients::find(&call.app.store, &call.permit()?, call.params.client, call.at).await?;
    Ok(shown(found.into_row().client))
}

async fn create(call: Call<ClientsCreate>) -> Result<Done<ClientSecret>> {
    let (permit, once, at) = (call.permit()?, call.once()?, call.at);
    check_given(call.member()?, &call.body.scopes)?;
    let secret = call.app.auth.new_client_secret();
    let new = Client {
        id: new_id(at),
        name: call.body.name.trim().to_owned(),
        scopes: Scope::complete(&call.body.scopes),
        created_at: at,
        secret_since: at,
        old_secret_until: None,
        last_used_at: None,
        ended_at: None,
        version: 1,
    };
    let made = call
        .app
        .store
        .write(async |tx| {
            match idempotency::claim(tx, &permit, once, new.id.0, at).await? {
                Claim::New => {
                    let stored = NewSecret {
                        id: new_id(at),
                        code: secret.code,
                    };
                    store::clients::insert(tx, &permit, &new, stored).await?;
                    Audit::of(&permit, at)
                        .on(new.id.0)
                        .fields(&["name", "scopes", "secret"])
                        .write(tx)
                        .await?;
                    Ok(ClientSecret {
                        client: new,
                        secret: Some(secret.text),
                        note: None,
                    })
                }
                // Only the hash of the secret is there: nothing can show it again.
                Claim::Done(id) => Ok(ClientSecret {
                    client: store::clients::find(tx, &permit, ClientId(id), at)
                        .await?
                        .into_row()
                        .client,
                    secret: None,
                    note: Some(secret_was_shown(call.lang).to_owned()),
                }),
            }
        })
        .await?;
    let path = ClientPath {
        school: call.params.school.clone(),
        client: made.client.id,
    };
    let version = made.client.version;
    Ok(Done::new(made)
        .version(version)
        .location(address::<ClientsFind>(&path, &Default::default())))
}

/// Nobody gives a program what they may not do themselves.
fn check_given(member: &Member, scopes: &[Scope]) -> Result<()> {
    let wrong: Vec<FieldError> = scopes
        .iter()
        .enumerate()
        .filter(|(_, scope)| !scope.given_by(&member.capacities))
        .map(|(index, _)| FieldError::new(format!("/scopes/{index}"), FieldErrorKind::NotFound))
        .collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(wrong)),
    }
}

async fn rotate(call: Call<ClientsRotate>) -> Result<Done<ClientSecret>> {
    let (permit, version, at) = (call.permit()?, call.version()?, call.at);
    let secret = call.app.auth.new_client_secret();
    let client = call
        .app
        .store
        .write(async |tx| {
            let row = store::clients::find(tx, &permit, call.params.client, at).await?;
            if row.client.ended_at.is_some() {
                return Err(ProblemKind::WrongState.into());
            }
            let stored = NewSecret {
                id: new_id(at),
                code: secret.code,
            };
            if row.client.version != version
                || !store::clients::rotate(tx, &row, stored, call.body.old, at).await?
            {
                return Err(changed(tx, &permit, call.params.client, at).await);
            }
            Audit::of(&permit, at)
                .on(row.client.id.0)
                .fields(&["secret"])
                .write(tx)
                .await?;
            let row = store::clients::find(tx, &permit, call.params.client, at).await?;
            Ok(row.into_row().client)
        })
        .await?;
    let version = client.version;
    let reply = ClientSecret {
        client,
        secret: Some(secret.text),
        note: None,
    };
    Ok(Done::new(reply).version(version))
}

async fn end(call: Call<ClientsEnd>) -> Result<Done<Client>> {
    let (permit, version, at) = (call.permit()?, call.version()?, call.at);
    let client = call
        .app
        .store
        .write(async |tx| {
            let row = store::clients::find(tx, &permit, call.params.client, at).await?;
            if row.client.ended_at.is_some() {
                return Err(ProblemKind::WrongState.into());
            }
            if row.client.version != version || !store::clients::end(tx, &row, at).await? {
                return Err(changed(tx, &permit, call.params.client, at).await);
            }
            Audit::of(&permit, at)
                .on(row.client.id.0)
                .fields(&["ended_at"])
                .write(tx)
                .await?;
            let row = store::clients::find(tx, &permit, call.params.client, at).await?;
            Ok(row.into_row().client)
        })
        .await?;
    Ok(shown(client))
}

/// Somebody was quicker: what the program is now, read anew.
async fn changed(tx: &Tx, permit: &Permit<ClientManage>, id: ClientId, at: DateTime<Utc>) -> Error {
    match store::clients::find(tx, permit, id, at).await {
        Ok(row) => Error::stale(&row.client),
        Err(error) => error,
    }
}

fn shown(client: Client) -> Done<Client> {
    let version = client.version;
    Done::new(client).version(version)
}
