//! `school create` and `person create`.

use std::io::{IsTerminal, Read};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use podskazka_shared::access::Role;
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::auth::password::check_new;
use podskazka_shared::check;
use podskazka_shared::classes::ClassName;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::schools::{Contacts, School, check_slug};
use podskazka_shared::text::Lang;

use super::role;
use crate::access::System;
use crate::auth::password;
use crate::clock::{Clock, new_id, random};
use crate::store::people::NewMember;
use crate::store::persons::NewPerson;
use crate::store::{self, Audit, Store};

/// Whom to make.
#[derive(Debug, Args)]
pub(super) struct PersonArgs {
    /// The school's slug.
    #[arg(long)]
    school: String,
    /// The e-mail address, phone number or login name to sign in with; may be repeated.
    #[arg(long = "login", required = true)]
    logins: Vec<String>,
    /// Full name: surname, first name, patronymic.
    #[arg(long)]
    name: String,
    /// What they are in the school; may be repeated.
    #[arg(long = "role", required = true, value_parser = role)]
    roles: Vec<Role>,
    /// Their post in the school's words.
    #[arg(long, default_value = "")]
    post: String,
    /// A student's class, such as 7А.
    #[arg(long)]
    class: Option<String>,
    /// The login of a parent's child; may be repeated.
    #[arg(long = "child")]
    children: Vec<String>,
}

pub(super) async fn school(store: &Store, slug: &str, name: &str, time_zone: &str) -> Result<String, String> {
    check_slug(slug).map_err(|_| {
        format!("slug {slug:?}: 2 to 40 small Latin letters, digits and hyphens, a letter first")
    })?;
    bounded(&[("--name", name, 200)], &[])?;
    time_zone
        .parse::<chrono_tz::Tz>()
        .map_err(|_| format!("time zone {time_zone:?} is unknown; Europe/Moscow is one"))?;
    let failed = |error: crate::problem::Error| error.to_string();
    if store::schools::public(store, slug)
        .await
        .map_err(failed)?
        .is_some()
    {
        return Err(format!("the school {slug:?} is there already"));
    }
    let now = Clock::default().now();
    let why = System::because("school_create");
    let school = School {
        id: new_id::<SchoolId>(now),
        slug: slug.to_owned(),
        name: name.trim().to_owned(),
        time_zone: time_zone.to_owned(),
        contacts: Contacts::default(),
        private_from_grade: None,
        require_totp: false,
        agreement_steps: Vec::new(),
        embed_sites: Vec::new(),
        conduct: podskazka_shared::conduct::ConductRules::default(),
        version: 1,
    };
    store
        .write(async |tx| {
            store::schools::insert(tx, why, &school, now).await?;
            Audit::system(why, now)
                .in_school(school.id)
                .on(school.id.0)
                .write(tx)
                .await
        })
        .await
        .map_err(failed)?;
    Ok(format!("The school {slug} is made."))
}

pub(super) async fn person(store: &Store, args: &PersonArgs) -> Result<String, String> {
    let failed = |error: crate::problem::Error| error.to_string();
    let now = Clock::default().now();
    let why = System::because("person_create");
    let card = store::schools::public(store, &args.school)
        .await
        .map_err(failed)?;
    let (card, _) = card.ok_or_else(|| format!("there is no school {:?}", args.school))?;
    bounded(
        &[("--name", &args.name, 200)],
        &[("--post", Some(&args.post), 200)],
    )?;
    let mut names: Vec<SignInName> = Vec::new();
    for login in &args.logins {
        let name = sign_in_name(login)?;
        let owner = store::names::owner(store, why, name.value()).await;
        if owner.map_err(failed)?.is_some() {
            return Err(format!("the login {:?} is taken", name.value()));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut children: Vec<MemberId> = Vec::new();
    for child in &args.children {
        let name = sign_in_name(child)?;
        let found = store::people::member_by_login(store, why, &card, name.value(), now)
            .await
            .map_err(failed)?;
        let found = found.ok_or_else(|| format!("there is no {child:?} in the school {}", card.slug))?;
        if !found.roles.contains(&Role::Student) {
            return Err(format!("{child:?} is not a student"));
        }
        children.push(found.id);
    }
    if !children.is_empty() && !args.roles.contains(&Role::Parent) {
        return Err("only a parent has children here: add --role parent".to_owned());
    }
    let class = args.class.as_deref().map(str::parse::<ClassName>).transpose();
    let class = class.map_err(|error| error.to_string())?;
    if class.is_some() && !args.roles.contains(&Role::Student) {
        return Err("only a student is in a class here: add --role student".to_owned());
    }
    let (password, made) = password_of_input(&names)?;
    let hash = password::hash(&password).map_err(failed)?;
    let (person, member): (PersonId, MemberId) = (new_id(now), new_id(now));
    store
        .write(async |tx| {
            let new = NewPerson {
                id: person,
                names: &names,
                password_hash: &hash,
                demo: false,
            };
            store::persons::insert(tx, why, new, now).await?;
            let new = NewMember {
                id: member,
                school: card.id,
                person: Some(person),
                name: args.name.trim(),
                post: args.post.trim(),
                external_id: None,
                roles: &args.roles,
                children: &children,
            };
            store::people::insert_member(tx, why, new, now).await?;
            if let Some(name) = &class {
                let class = store::classes::ensure(tx, why, card.id, card.year, name, now).await?;
                store::classes::enrol(tx, why, class, member, now).await?;
            }
            Audit::system(why, now)
                .in_school(card.id)
                .on(member.0)
                .write(tx)
                .await
        })
        .await
        .map_err(failed)?;
    let made = if made {
        format!(" The password: {password}")
    } else {
        String::new()
    };
    let login = names.first().map(SignInName::value).unwrap_or_default();
    Ok(format!("{login} is a member of {}.{made}", card.slug))
}

/// The checks of the API for texts that must be there, and for those that may be missing.
fn bounded(texts: &[(&str, &str, u32)], optional: &[(&str, Option<&str>, u32)]) -> Result<(), String> {
    let mut errors = Vec::new();
    for (name, value, most) in texts {
        check::text(&mut errors, name, value, *most);
    }
    for (name, value, most) in optional {
        check::optional_text(&mut errors, name, *value, *most);
    }
    match errors.first() {
        None => Ok(()),
        Some(error) => Err(format!("{}: {}", error.pointer, error.kind.text(Lang::En))),
    }
}

pub(super) async fn operator(store: &Store, login: &str) -> Result<String, String> {
    let now = Clock::default().now();
    let why = System::because("operator_add");
    let name = sign_in_name(login)?;
    let added = store
        .write(async |tx| {
            let added = store::platform::add_operator(tx, why, &name, now).await?;
            if let Some(person) = added {
                Audit::system(why, now).on(person.0).write(tx).await?;
            }
            Ok(added)
        })
        .await
        .map_err(|error| error.to_string())?;
    match added {
        Some(_) => Ok(format!("{login} is an operator.")),
        None => Err(format!("nobody signs in as {login:?}: make the person first")),
    }
}

pub(super) fn sign_in_name(typed: &str) -> Result<SignInName, String> {
    SignInName::parse(typed).map_err(|_| {
        format!(
            "login {typed:?}: an e-mail address, a phone number, or 3 to 40 letters of one alphabet, digits, dots and hyphens"
        )
    })
}

/// The password on standard input, or a made one when a person sits at it.
pub(super) fn password_of_input(names: &[SignInName]) -> Result<(String, bool), String> {
    let mut stdin = std::io::stdin();
    let mut typed = String::new();
    if !stdin.is_terminal() {
        stdin
            .read_to_string(&mut typed)
            .map_err(|error| error.to_string())?;
    }
    let password = typed.trim();
    if password.is_empty() {
        return Ok((URL_SAFE_NO_PAD.encode(random::<12>()), true));
    }
    let names: Vec<&str> = names.iter().map(SignInName::value).collect();
    let mut errors = Vec::new();
    check_new(&mut errors, "", password, &names);
    match errors.first() {
        Some(error) => Err(format!("the password: {}", error.kind.text(Lang::En))),
        None => Ok((password.to_owned(), false)),
    }
}
