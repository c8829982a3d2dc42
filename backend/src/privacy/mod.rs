//! The rights of people over what is held about them (152-ФЗ): see, correct, withdraw the consent, have it erased.

mod data;
mod html;
mod labels;
mod school;

use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{CorrectionId, ErasureId, MemberId};
use podskazka_shared::privacy::{
    CardBody, Correction, CorrectionBody, CorrectionsAccept, CorrectionsFind, CorrectionsList,
    CorrectionsRefuse, Erasure, ErasuresApprove, ErasuresFind, ErasuresList, ErasuresRefuse,
    MeCorrectionsCreate, MeData, MeErasuresCreate, MePrivacy, MePrivacyUndo, MeWithdrawalsCreate, Privacy,
    RetentionFind, RetentionUpdate,
};
use podskazka_shared::problem::ProblemKind;

use crate::access::Person;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::privacy::{NewCorrection, Subject, correction, erasure};
use crate::store::{self, Audit, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.stream::<MeData, _, _>(data::send);
    api.serve::<MePrivacy, _, _>(privacy);
    api.serve::<MeCorrectionsCreate, _, _>(correct);
    api.serve::<MeErasuresCreate, _, _>(erase);
    api.serve::<MeWithdrawalsCreate, _, _>(withdraw);
    api.serve::<MePrivacyUndo, _, _>(undo);
    api.serve::<ErasuresList, _, _>(school::erasures);
    api.serve::<ErasuresFind, _, _>(school::erasure);
    api.serve::<ErasuresApprove, _, _>(school::approve);
    api.serve::<ErasuresRefuse, _, _>(school::refuse);
    api.serve::<CorrectionsList, _, _>(school::corrections);
    api.serve::<CorrectionsFind, _, _>(school::correction);
    api.serve::<CorrectionsAccept, _, _>(school::accept);
    api.serve::<CorrectionsRefuse, _, _>(school::decline);
    api.serve::<RetentionFind, _, _>(school::retention);
    api.serve::<RetentionUpdate, _, _>(school::set_retention);
}

async fn privacy(call: Call<MePrivacy>) -> Result<Done<Privacy>> {
    let cards = store::privacy::cards(&call.app.store, call.person()?).await?;
    Ok(Done::new(Privacy { cards }))
}

/// The card that a body names, if the person answers for it.
async fn subject(tx: &Tx, of: &Person, member: MemberId) -> Result<Subject> {
    let found = store::privacy::subject(tx, of, member).await?;
    found.ok_or_else(|| Error::field("/member", FieldErrorKind::NotFound))
}

async fn correct(call: Call<MeCorrectionsCreate>) -> Result<Done<Correction>> {
    let (of, once, at) = (call.person()?, call.once()?, call.at);
    let CorrectionBody {
        member,
        name,
        email,
        phone,
        note,
    } = &call.body;
    let done = call.app.store.write(async |tx| {
        let subject = subject(tx, of, *member).await?;
        let id: CorrectionId = new_id(at);
        if let Claim::Done(done) = idempotency::claim_for(tx, of.id, once, id.0, at).await? {
            return correction::own(tx, &subject, CorrectionId(done)).await;
        }
        let new = NewCorrection {
            id,
            name: name.as_deref(),
            email: email.as_deref(),
            phone: phone.as_deref(),
            note,
        };
        correction::ask(tx, &subject, new, at).await?;
        let line = Audit::own("correction_ask", of.id, at).in_school(subject.school);
        line.on(subject.member.0).write(tx).await?;
        correction::own(tx, &subject, id).await
    });
    Ok(Done::new(done.await?))
}

async fn erase(call: Call<MeErasuresCreate>) -> Result<Done<Erasure>> {
    let (of, once, at) = (call.person()?, call.once()?, call.at);
    let CardBody { member } = call.body;
    let done = call.app.store.write(async |tx| {
        let subject = subject(tx, of, member).await?;
        let id: ErasureId = new_id(at);
        if let Claim::Done(done) = idempotency::claim_for(tx, of.id, once, id.0, at).await? {
            return erasure::own(tx, &subject, ErasureId(done)).await;
        }
        if !erasure::ask(tx, &subject, id, false, at).await? {
            return Err(ProblemKind::WrongState.into());
        }
        let line = Audit::own("erasure_ask", of.id, at).in_school(subject.school);
        line.on(subject.member.0).write(tx).await?;
        erasure::own(tx, &subject, id).await
    });
    Ok(Done::new(done.await?))
}

/// The withdrawal counts from now; the erasure that it leads to is asked for with it, unless it was before.
async fn withdraw(call: Call<MeWithdrawalsCreate>) -> Result<Done<Erasure>> {
    let (of, once, at) = (call.person()?, call.once()?, call.at);
    let CardBody { member } = call.body;
    let done = call.app.store.write(async |tx| {
        let subject = subject(tx, of, member).await?;
        let mut id: ErasureId = new_id(at);
        if let Claim::Done(done) = idempotency::claim_for(tx, of.id, once, id.0, at).await? {
            return erasure::own(tx, &subject, ErasureId(done)).await;
        }
        if subject.represented {
            return Err(ProblemKind::Forbidden.into());
        }
        if !subject.by_consent || !erasure::withdraw(tx, &subject, at).await? {
            return Err(ProblemKind::WrongState.into());
        }
        if !erasure::ask(tx, &subject, id, true, at).await? {
            id = erasure::join_withdrawal(tx, &subject).await?;
            idempotency::point_for(tx, of.id, once, id.0).await?;
        }
        let line = Audit::own("consent_withdraw", of.id, at).in_school(subject.school);
        line.on(subject.member.0).write(tx).await?;
        erasure::own(tx, &subject, id).await
    });
    Ok(Done::new(done.await?))
}

async fn undo(call: Call<MePrivacyUndo>) -> Result<Done<()>> {
    let (of, at) = (call.person()?, call.at);
    let done = call.app.store.write(async |tx| {
        let subject = subject(tx, of, call.body.member).await?;
        let undone = erasure::undo(tx, &subject, at).await?;
        if undone.fields.is_empty() {
            return Err(match undone.foreign {
                true => ProblemKind::Forbidden.into(),
                false => ProblemKind::WrongState.into(),
            });
        }
        let line = Audit::own("privacy_undo", of.id, at).in_school(subject.school);
        line.on(subject.member.0).fields(&undone.fields).write(tx).await
    });
    Ok(Done::new(done.await?))
}
