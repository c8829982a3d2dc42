//! `person password`: the way back in when nothing else is left, such as for a head whose school sends no mail.

use clap::Args;
use podskazka_shared::auth::name::SignInName;

use super::create::{password_of_input, sign_in_name};
use crate::access::System;
use crate::auth::password;
use crate::auth::reset::{Stays, set_password};
use crate::clock::Clock;
use crate::store::{self, Audit, Store};

/// Whose password to set.
#[derive(Debug, Args)]
pub(super) struct PasswordArgs {
    /// One of the person's sign-in names.
    #[arg(long)]
    login: String,
    /// Turn the second step off too: the phone and the recovery codes are lost.
    #[arg(long)]
    second_step_off: bool,
}

/// Sets a new password; all sessions of the person end.
pub(super) async fn set(store: &Store, args: &PasswordArgs) -> Result<String, String> {
    let failed = |error: crate::problem::Error| error.to_string();
    let why = System::because("person_password");
    let name = sign_in_name(&args.login)?;
    let found = store::names::owner(store, why, name.value()).await;
    let person = found
        .map_err(failed)?
        .ok_or_else(|| format!("nobody signs in with {:?}", name.value()))?;
    let names = store::names::list(store, why, person).await.map_err(failed)?;
    let names: Vec<SignInName> = names
        .iter()
        .filter_map(|name| SignInName::parse(&name.value).ok())
        .collect();
    let (password, made) = password_of_input(&names)?;
    let hash = password::hash(&password).map_err(failed)?;
    let now = Clock::default().now();
    let fields: &[&str] = match args.second_step_off {
        true => &["password", "second_step"],
        false => &["password"],
    };
    store
        .write(async |tx| {
            set_password(tx, why, person, &hash, Stays::default(), now).await?;
            if args.second_step_off {
                store::totp::turn_off(tx, why, person).await?;
            }
            Audit::system(why, now)
                .on(person.0)
                .fields(fields)
                .write(tx)
                .await
        })
        .await
        .map_err(failed)?;
    let made = if made {
        format!(" It is: {password}")
    } else {
        String::new()
    };
    Ok(format!(
        "The password of {} is set; they have to sign in again.{made}",
        name.value()
    ))
}
