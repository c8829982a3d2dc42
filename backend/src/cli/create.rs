//! `school create` and `person create`.

use std::io::{IsTerminal, Read};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use podskazka_shared::access::Role;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::schools::{Contacts, School, check_slug};

use super::role;
use crate::access::System;
use crate::auth::password;
use crate::clock::{Clock, new_id, random};
use crate::store::people::{NewMember, NewPerson};
use crate::store::{self, Audit, Store};

/// Whom to make.
#[derive(Debug, Args)]
pub(super) struct PersonArgs {
    /// The school's slug.
    #[arg(long)]
    school: String,
    /// The e-mail address or login name to sign in with.
    #[arg(long)]
    login: String,
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
    if name.trim().is_empty() {
        return Err("the name is empty".to_owned());
    }
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
    let why = System::because("person_create");
    let card = store::schools::public(store, &args.school)
        .await
        .map_err(failed)?;
    let (card, _) = card.ok_or_else(|| format!("there is no school {:?}", args.school))?;
    let login = args.login.trim().to_lowercase();
    if login.is_empty() || args.name.trim().is_empty() {
        return Err("login and name must not be empty".to_owned());
    }
    if store::people::login_taken(store, why, &login)
        .await
        .map_err(failed)?
    {
        return Err(format!("the login {login:?} is taken"));
    }
    let mut children: Vec<MemberId> = Vec::new();
    for child in &args.children {
        let found = store::people::member_by_login(store, why, &card, &child.to_lowercase())
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
    let (password, made) = password_of_input()?;
    let hash = password::hash(&password).map_err(failed)?;
    let now = Clock::default().now();
    let (person, member): (PersonId, MemberId) = (new_id(now), new_id(now));
    store
        .write(async |tx| {
            let new = NewPerson {
                id: person,
                login: &login,
                password_hash: &hash,
                demo: false,
            };
            store::people::insert_person(tx, why, new, now).await?;
            let new = NewMember {
                id: member,
                school: card.id,
                person: Some(person),
                name: args.name.trim(),
                post: args.post.trim(),
                class_name: args.class.as_deref().map(str::trim),
                roles: &args.roles,
                children: &children,
            };
            store::people::insert_member(tx, why, new, now).await?;
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
    Ok(format!("{login} is a member of {}.{made}", card.slug))
}

/// The password on standard input, or a made one when a person sits at it.
fn password_of_input() -> Result<(String, bool), String> {
    let mut stdin = std::io::stdin();
    let mut typed = String::new();
    if !stdin.is_terminal() {
        stdin
            .read_to_string(&mut typed)
            .map_err(|error| error.to_string())?;
    }
    match typed.trim() {
        "" => Ok((URL_SAFE_NO_PAD.encode(random::<12>()), true)),
        short if short.chars().count() < 8 => Err("the password has less than 8 characters".to_owned()),
        password => Ok((password.to_owned(), false)),
    }
}
