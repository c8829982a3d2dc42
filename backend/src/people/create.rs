//! Making a card by hand, with its class and ties.

use podskazka_shared::access::Role;
use podskazka_shared::access::action::PeopleEdit;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::people::cards::{Card, CardBody, MemberPath, PeopleCreate, PeopleFind};
use podskazka_shared::problem::ProblemKind;

use super::cards::{check_superior, enrols, shown, tidy, view};
use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::people::cards::{self, NewCard};
use crate::store::people::end;
use crate::store::{Audit, Tx, classes};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<PeopleCreate, _, _>(create);
}

async fn create(call: Call<PeopleCreate>) -> Result<Done<Card>> {
    let (member, permit, once) = (call.member()?, call.permit()?, call.once()?);
    let id = call
        .app
        .store
        .write(async |tx| {
            let id: MemberId = new_id(call.at);
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, id.0, call.at).await? {
                return Ok(MemberId(done));
            }
            end::hold_school(tx, &permit).await?;
            insert(tx, &permit, member, id, &call.body, call.at).await?;
            Ok(id)
        })
        .await?;
    let card = view(&call.app.store, member, id).await?;
    let path = MemberPath {
        school: call.params.school.clone(),
        member: id,
    };
    Ok(shown(card).location(address::<PeopleFind>(&path, &Default::default())))
}

async fn insert(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    member: &Member,
    id: MemberId,
    body: &CardBody,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let mut roles = body.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    if !roles.iter().all(|role| enrols(member, *role)) || body.children.contains(&id) {
        return Err(ProblemKind::Forbidden.into());
    }
    let external_id = body
        .external_id
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty());
    if let Some(external_id) = external_id
        && cards::external_id_taken(tx, permit, external_id, None).await?
    {
        return Err(Error::field("/external_id", FieldErrorKind::Taken));
    }
    if let Some(superior) = body.superior {
        check_superior(tx, permit, id, superior).await?;
    }
    let class = match body.class {
        Some(class) => Some(check_class(tx, member, &roles, class).await?),
        None => None,
    };
    check_role(&roles, Role::Parent, "/children", &body.children)?;
    check_role(&roles, Role::Student, "/parents", &body.parents)?;
    // A tie opens the child's requests: nobody makes one for themselves.
    if body.parents.contains(&member.id) {
        return Err(ProblemKind::Forbidden.into());
    }
    let children = cards::present(tx, permit, &body.children, Some(Role::Student)).await?;
    all_found("/children", &body.children, &children)?;
    let parents = cards::present(tx, permit, &body.parents, Some(Role::Parent)).await?;
    all_found("/parents", &body.parents, &parents)?;
    let new = NewCard {
        id,
        name: &tidy(&body.name),
        post: &tidy(&body.post),
        deputy_field: body.deputy_field,
        email: &tidy(&body.email),
        phone: &tidy(&body.phone),
        external_id,
        superior: body.superior,
        roles: &roles,
    };
    cards::insert(tx, permit, new, at).await?;
    let mut ties: Vec<(MemberId, MemberId)> = children.iter().map(|child| (id, *child)).collect();
    ties.extend(parents.iter().map(|parent| (*parent, id)));
    cards::tie(tx, permit, &ties).await?;
    let relatives: Vec<MemberId> = children.into_iter().chain(parents).collect();
    cards::touch(tx, permit, &relatives).await?;
    if let Some(class) = class {
        classes::place(tx, permit, &[(class, id)], at).await?;
        classes::touch(tx, permit, &[class]).await?;
    }
    Audit::of(permit, at)
        .on(id.0)
        .fields(&["created"])
        .write(tx)
        .await
}

/// A class of the school's present year, for a student.
async fn check_class(tx: &Tx, member: &Member, roles: &[Role], class: ClassId) -> Result<ClassId> {
    let wrong = || Error::field("/class", FieldErrorKind::NotFound);
    if !roles.contains(&Role::Student) {
        return Err(Error::field("/class", FieldErrorKind::Malformed));
    }
    let row = classes::find(tx, &member.permit()?, class)
        .await
        .map_err(|_| wrong())?;
    if row.is_present() { Ok(class) } else { Err(wrong()) }
}

fn check_role(roles: &[Role], role: Role, pointer: &str, ids: &[MemberId]) -> Result<()> {
    if ids.is_empty() || roles.contains(&role) {
        Ok(())
    } else {
        Err(Error::field(pointer, FieldErrorKind::Malformed))
    }
}

/// Each id was found.
///
/// # Errors
/// `invalid` at every one that was not.
pub(crate) fn all_found(pointer: &str, asked: &[MemberId], found: &[MemberId]) -> Result<()> {
    let errors: Vec<FieldError> = asked
        .iter()
        .enumerate()
        .filter(|(_, id)| !found.contains(id))
        .map(|(index, _)| FieldError::new(format!("{pointer}/{index}"), FieldErrorKind::NotFound))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(errors))
    }
}
