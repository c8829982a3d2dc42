//! The two acts of coming in: the consent, and the acquaintance with the regulation (D2).

use chrono::{DateTime, Utc};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consents::DocumentText;
use podskazka_shared::ids::{ConsentId, DocumentId, MemberId, PersonId};
use podskazka_shared::invitations::join::Acts;
use podskazka_shared::problem::ProblemKind;

use super::JOIN;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::cards::Card;
use crate::store::consents::Act;
use crate::store::{self, Audit, Db, Tx};

/// What is still to be done for a card.
pub(super) struct Due {
    pub(super) consent: DocumentText,
    pub(super) regulation: DocumentText,
    pub(super) own_consent: bool,
    pub(super) own_regulation: bool,
    /// Children without a consent.
    pub(super) children: Vec<Card>,
}

/// What whoever holds the card has to do.
///
/// # Errors
/// `parent_consent_needed` for a student for whom nobody has consented.
pub(super) async fn due(db: &impl Db, card: &Card) -> Result<Due> {
    let (consent, regulation) = store::documents::both(db, JOIN, card.school).await?;
    let all = card.children.iter().copied().chain([card.id]);
    let standing = store::consents::standing(db, JOIN, all).await?;
    let own = standing.get(&card.id).cloned().unwrap_or_default();
    if card.is_student() && own.consent.is_none() {
        return Err(ProblemKind::ParentConsentNeeded.into());
    }
    let read = own
        .acquaintance
        .is_some_and(|given| given.number >= regulation.number);
    let mut children = store::cards::related(db, JOIN, card.school, card.children.clone()).await?;
    children.retain(|child| standing.get(&child.id).is_none_or(|of| of.consent.is_none()));
    Ok(Due {
        consent,
        regulation,
        own_consent: card.by_consent() && own.consent.is_none(),
        own_regulation: !read,
        children,
    })
}

/// Checks that what was due was done, on the versions in force.
///
/// # Errors
/// `invalid` for an act that is missing; `document_changed` when there is a newer version than the one that was read.
pub(super) fn check(due: &Due, card: &Card, acts: &Acts) -> Result<()> {
    let seen = |sent: Option<DocumentId>, document: &DocumentText, pointer: &str| match sent {
        None => Err(Error::field(pointer, FieldErrorKind::Required)),
        Some(id) if id == document.id => Ok(()),
        Some(_) => Err(ProblemKind::DocumentChanged.into()),
    };
    if due.own_consent || !acts.children.is_empty() {
        seen(acts.consent, &due.consent, "/acts/consent")?;
    }
    if due.own_regulation {
        seen(acts.regulation, &due.regulation, "/acts/regulation")?;
    }
    if acts.children.iter().any(|child| !card.children.contains(child)) {
        return Err(Error::field("/acts/children", FieldErrorKind::NotFound));
    }
    Ok(())
}

/// Writes the acts down.
///
/// # Errors
/// Those of the database.
pub(super) async fn write(
    tx: &Tx,
    due: &Due,
    card: &Card,
    person: PersonId,
    acts: &Acts,
    at: DateTime<Utc>,
) -> Result<()> {
    let act = |by| Act {
        id: new_id::<ConsentId>(at),
        by,
        representative: None,
        paper: None,
        at,
    };
    let give = async |member: MemberId, document: &DocumentText, by| {
        let taken = store::consents::give(tx, JOIN, card.school, member, document, act(by)).await?;
        if taken.ended.is_empty() {
            return Ok(());
        }
        // That they came in is told apart; this is what their consent ended.
        Audit::system(JOIN, at)
            .by(person)
            .in_school(card.school)
            .on(member.0)
            .fields(&taken.ended)
            .write(tx)
            .await
    };
    if due.own_consent {
        give(card.id, &due.consent, None).await?;
    }
    if due.own_regulation {
        give(card.id, &due.regulation, None).await?;
    }
    for child in due
        .children
        .iter()
        .filter(|child| acts.children.contains(&child.id))
    {
        give(child.id, &due.consent, Some(card.id)).await?;
    }
    Ok(())
}
