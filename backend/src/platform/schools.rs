//! Schools of the installation, their first heads, and orders that came to the operator.

use podskazka_shared::access::Role;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::{ActingId, MemberId, SchoolId};
use podskazka_shared::invitations::Slip;
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::platform::{
    FirstDirector, PlatformActing, PlatformActingCreate, PlatformDirectorsCreate, PlatformDirectorsSlip,
    PlatformSchool, PlatformSchoolsCreate, PlatformSchoolsList,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{Contacts, School};

use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::invitations;
use crate::problem::{Error, Result};
use crate::store::acting::NewActing;
use crate::store::idempotency::{self, Claim};
use crate::store::people::NewMember;
use crate::store::{self, Audit};

/// Said of a name that the school's staff does not have, or has twice.
const NOBODY: (&str, &str) = (
    "В школе нет сотрудника с таким именем, или их несколько. Проверьте, как имя написано на карточке.",
    "The school has no member of staff of this name, or several. Check how the card has it.",
);

/// The endpoints of this feature.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<PlatformSchoolsList, _, _>(list);
    api.serve::<PlatformSchoolsCreate, _, _>(create);
    api.serve::<PlatformDirectorsCreate, _, _>(first_director);
    api.serve::<PlatformDirectorsSlip, _, _>(slip);
    api.serve::<PlatformActingCreate, _, _>(acting);
}

async fn list(call: Call<PlatformSchoolsList>) -> Result<Done<Page<PlatformSchool>>> {
    Ok(Done::new(
        store::platform::schools(&call.app.store, call.operator()?, &call.query).await?,
    ))
}

async fn create(call: Call<PlatformSchoolsCreate>) -> Result<Done<PlatformSchool>> {
    let (operator, once, at) = (call.operator()?, call.once()?, call.at);
    let zone = call.body.time_zone.trim();
    zone.parse::<chrono_tz::Tz>()
        .map_err(|_| Error::field("/time_zone", FieldErrorKind::NotFound))?;
    let school = School {
        id: new_id(at),
        slug: call.body.slug.clone(),
        name: call.body.name.trim().to_owned(),
        time_zone: zone.to_owned(),
        contacts: Contacts::default(),
        private_from_grade: None,
        require_totp: false,
        agreement_steps: Vec::new(),
        embed_sites: Vec::new(),
        conduct: podskazka_shared::conduct::ConductRules::default(),
        version: 1,
    };
    let id = call
        .app
        .store
        .write(async |tx| {
            let claim = idempotency::claim_for(tx, operator.person(), once, school.id.0, at).await?;
            if let Claim::Done(done) = claim {
                return Ok(SchoolId(done));
            }
            if store::platform::slug_taken(tx, operator, &school.slug).await? {
                return Err(Error::field("/slug", FieldErrorKind::Taken));
            }
            store::schools::insert(tx, operator.system(), &school, at).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .in_school(school.id)
                .on(school.id.0)
                .fields(&["school"])
                .write(tx)
                .await?;
            Ok(school.id)
        })
        .await;
    let id = match id {
        // Another one took the slug in between: the database refused the row.
        Err(error) if error.kind() == ProblemKind::Internal => {
            let taken = store::schools::public(&call.app.store, &school.slug)
                .await?
                .is_some();
            return Err(match taken {
                true => Error::field("/slug", FieldErrorKind::Taken),
                false => error,
            });
        }
        id => id?,
    };
    Ok(Done::new(
        store::platform::school(&call.app.store, operator, id).await?,
    ))
}

/// The card of the first head, with the slip by which they come in: nobody in the school could print one.
async fn first_director(call: Call<PlatformDirectorsCreate>) -> Result<Done<FirstDirector>> {
    let (operator, once, at) = (call.operator()?, call.once()?, call.at);
    let (school, fresh): (SchoolId, MemberId) = (call.params.id, new_id(at));
    let name = call.body.name.trim();
    let (id, slip) = call
        .app
        .store
        .write(async |tx| {
            let claim = idempotency::claim_for(tx, operator.person(), once, fresh.0, at).await?;
            if let Claim::Done(done) = claim {
                return Ok((MemberId(done), None));
            }
            if store::platform::hold_head(tx, operator, school).await? {
                return Err(ProblemKind::WrongState.into());
            }
            let new = NewMember {
                id: fresh,
                school,
                person: None,
                external_id: None,
                name,
                post: "",
                roles: &[Role::Director],
                children: &[],
            };
            store::people::insert_member(tx, operator.system(), new, at).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .in_school(school)
                .on(fresh.0)
                .fields(&["first_director", "invitation"])
                .write(tx)
                .await?;
            let slip = invitations::first_head(tx, &call.app, operator, (school, fresh), at).await?;
            Ok((fresh, Some(slip)))
        })
        .await?;
    // The same body, or the key would have been refused: so this is the name.
    let member = MemberRef {
        id,
        name: name.to_owned(),
    };
    Ok(Done::new(FirstDirector { member, slip }))
}

/// A slip that is lost is printed anew, as long as no head came in.
async fn slip(call: Call<PlatformDirectorsSlip>) -> Result<Done<Slip>> {
    let (operator, school, at) = (call.operator()?, call.params.id, call.at);
    let slip = call
        .app
        .store
        .write(async |tx| {
            let head = store::platform::waiting_head(tx, operator, school).await?;
            let head = head.ok_or(ProblemKind::WrongState)?;
            store::cards::lock(tx, operator.system(), head).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .in_school(school)
                .on(head.0)
                .fields(&["invitation"])
                .write(tx)
                .await?;
            invitations::first_head(tx, &call.app, operator, (school, head), at).await
        })
        .await?;
    Ok(Done::new(slip))
}

async fn acting(call: Call<PlatformActingCreate>) -> Result<Done<PlatformActing>> {
    let (operator, once, at) = (call.operator()?, call.once()?, call.at);
    let (school, body) = (call.params.id, &call.body);
    let fresh: ActingId = new_id(at);
    let done = call
        .app
        .store
        .write(async |tx| {
            let claim = idempotency::claim_for(tx, operator.person(), once, fresh.0, at).await?;
            if let Claim::Done(done) = claim {
                let id = ActingId(done);
                let member = store::acting::of_operator(tx, operator, id).await?;
                let member = member.ok_or(ProblemKind::NotFound)?;
                return Ok(PlatformActing { id, member });
            }
            // Nobody, or several of one name: the paper alone does not tell whom it means.
            let named = store::people::named_staff(tx, operator, school, &body.name).await?;
            let [staff] = named.as_slice() else {
                let mut nobody = FieldError::new("/name", FieldErrorKind::NotFound);
                nobody.detail = call.lang.pick(NOBODY.0, NOBODY.1).to_owned();
                return Err(Error::invalid(vec![nobody]));
            };
            let new = NewActing {
                id: fresh,
                school,
                member: staff.id,
                order_number: &body.order_number,
                order_date: body.order_date,
                from: body.from,
                to: body.to,
            };
            store::acting::insert_by_operator(tx, operator, new, at).await?;
            Audit::system(operator.system(), at)
                .by(operator.person())
                .in_school(school)
                .on(fresh.0)
                .fields(&["acting"])
                .write(tx)
                .await?;
            Ok(PlatformActing {
                id: fresh,
                member: staff.id,
            })
        })
        .await?;
    Ok(Done::new(done))
}
