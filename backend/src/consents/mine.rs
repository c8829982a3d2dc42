//! What somebody consents to and reads, for themselves and for their children.

use std::collections::BTreeMap;

use podskazka_shared::access::Role;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consents::mine::{MeConsents, MeConsentsGive, MyConsents, SchoolConsents, Subject};
use podskazka_shared::consents::{DocumentKind, Given, by_consent};
use podskazka_shared::ids::{ConsentId, MemberId};
use podskazka_shared::people::{MemberRef, Membership};
use podskazka_shared::problem::ProblemKind;

use super::CONSENTS;
use crate::api::Done;
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::consents::{Act, Standing};
use crate::store::{self, Audit};

/// A child's own card: a parent consents for it.
fn is_child(member: &Membership) -> bool {
    !member.roles.is_empty() && member.roles.iter().all(|role| *role == Role::Student)
}

/// What staff do rests on labour law: a consent of theirs could not be taken back.
fn may_consent(member: &Membership) -> bool {
    !is_child(member) && by_consent(&member.roles)
}

fn subjects(member: &Membership, standing: &mut BTreeMap<MemberId, Standing>) -> Vec<Subject> {
    let mut of = |id| standing.remove(&id).unwrap_or_default();
    let own = of(member.id);
    let me = Subject {
        member: MemberRef {
            id: member.id,
            name: member.name.clone(),
        },
        own: true,
        may_consent: may_consent(member),
        by_consent: by_consent(&member.roles),
        consent: own.consent,
        acquaintance: own.acquaintance,
    };
    let child = |child: &podskazka_shared::people::Child| Subject {
        member: MemberRef {
            id: child.id,
            name: child.name.clone(),
        },
        own: false,
        may_consent: true,
        by_consent: true,
        consent: of(child.id).consent,
        acquaintance: None,
    };
    let children: Vec<Subject> = member.children.iter().map(child).collect();
    std::iter::once(me).chain(children).collect()
}

pub(super) async fn list(call: Call<MeConsents>) -> Result<Done<MyConsents>> {
    let store = &call.app.store;
    let memberships = store::people::memberships(store, call.person()?, call.at).await?;
    let ids = memberships
        .iter()
        .flat_map(|member| std::iter::once(member.id).chain(member.children.iter().map(|child| child.id)));
    let mut standing = store::consents::standing(store, CONSENTS, ids).await?;
    let mut schools = Vec::with_capacity(memberships.len());
    for member in memberships {
        let (consent, regulation) = store::documents::both(store, CONSENTS, member.school.id).await?;
        schools.push(SchoolConsents {
            subjects: subjects(&member, &mut standing),
            school: member.school,
            consent,
            regulation,
        });
    }
    Ok(Done::new(MyConsents { schools }))
}

pub(super) async fn give(call: Call<MeConsentsGive>) -> Result<Done<Given>> {
    let (person, at, body) = (call.person()?, call.at, &call.body);
    let given = call
        .app
        .store
        .write(async |tx| {
            let not_found = || Error::field("/member", FieldErrorKind::NotFound);
            let memberships = store::people::memberships(tx, person, at).await?;
            let mut own_or_child = memberships.iter().filter_map(|member| {
                let child = member.children.iter().any(|child| child.id == body.member);
                (member.id == body.member || child).then_some((member, child))
            });
            let (member, child) = own_or_child.next().ok_or_else(not_found)?;
            let (consent, regulation) = store::documents::both(tx, CONSENTS, member.school.id).await?;
            let document = if body.document == consent.id {
                consent
            } else if body.document == regulation.id {
                regulation
            } else {
                return Err(ProblemKind::DocumentChanged.into());
            };
            match document.kind {
                // Nobody reads for somebody else; a child does not consent, nor does who is only staff.
                DocumentKind::Regulation if child => return Err(not_found()),
                DocumentKind::Consent if !child && !may_consent(member) => {
                    return Err(ProblemKind::Forbidden.into());
                }
                DocumentKind::Consent | DocumentKind::Regulation => {}
            }
            let act = Act {
                id: new_id::<ConsentId>(at),
                by: child.then_some(member.id),
                representative: None,
                paper: None,
                at,
            };
            let taken =
                store::consents::give(tx, CONSENTS, member.school.id, body.member, &document, act).await?;
            let fields = taken.fields(document.kind);
            if !fields.is_empty() {
                Audit::system(CONSENTS, at)
                    .by(person.id)
                    .in_school(member.school.id)
                    .on(body.member.0)
                    .fields(&fields)
                    .write(tx)
                    .await?;
            }
            store::consents::given(tx, CONSENTS, body.member, &document).await
        })
        .await?;
    Ok(Done::new(given))
}
