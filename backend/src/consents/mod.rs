//! The school's documents, and papers that were signed.

mod mine;

use podskazka_shared::access::action::{ConsentRecord, ConsentWithdraw, SchoolRead};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::consents::mine::{MeConsents, MeConsentsGive};
use podskazka_shared::consents::{
    ConsentPath, ConsentsFind, ConsentsRecord, ConsentsVoid, ConsentsWithdraw, DocumentKind, DocumentPath,
    DocumentText, Documents, DocumentsCreate, DocumentsCurrent, DocumentsFind, Given, PaperBody,
};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::{ConsentId, DocumentId, ErasureId};
use podskazka_shared::problem::ProblemKind;

use crate::access::{Permit, System};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::cards::Card;
use crate::store::consents::Act;
use crate::store::idempotency::{Claim, claim, point};
use crate::store::{self, Audit, Tx};

/// Documents and consents of cards that a right has found already.
const CONSENTS: System = System::because("consents");

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<DocumentsCurrent, _, _>(current);
    api.serve::<DocumentsFind, _, _>(find);
    api.serve::<DocumentsCreate, _, _>(create);
    api.serve::<ConsentsRecord, _, _>(record);
    api.serve::<ConsentsFind, _, _>(find_given);
    api.serve::<ConsentsWithdraw, _, _>(withdraw);
    api.serve::<ConsentsVoid, _, _>(void);
    api.serve::<MeConsents, _, _>(mine::list);
    api.serve::<MeConsentsGive, _, _>(mine::give);
}

async fn current(call: Call<DocumentsCurrent>) -> Result<Done<Documents>> {
    Ok(Done::new(
        store::documents::current(&call.app.store, &call.permit()?).await?,
    ))
}

async fn find(call: Call<DocumentsFind>) -> Result<Done<DocumentText>> {
    Ok(Done::new(
        store::documents::find(&call.app.store, &call.permit()?, call.params.document).await?,
    ))
}

async fn create(call: Call<DocumentsCreate>) -> Result<Done<DocumentText>> {
    let (permit, once, at) = (call.permit()?, call.once()?, call.at);
    let read: Permit<SchoolRead> = call.member()?.permit()?;
    let document = call
        .app
        .store
        .write(async |tx| {
            let id: DocumentId = new_id(at);
            let id = match claim(tx, &permit, once, id.0, at).await? {
                Claim::Done(id) => id.into(),
                Claim::New => {
                    store::documents::insert(tx, &permit, id, &call.body, at).await?;
                    Audit::of(&permit, at)
                        .on(id.0)
                        .fields(&["document"])
                        .write(tx)
                        .await?;
                    id
                }
            };
            store::documents::find(tx, &read, id).await
        })
        .await?;
    let path = DocumentPath {
        school: call.params.school.clone(),
        document: document.id,
    };
    Ok(Done::new(document).location(address::<DocumentsFind>(&path, &Default::default())))
}

async fn record(call: Call<ConsentsRecord>) -> Result<Done<Given>> {
    let (permit, once, at, body) = (call.permit()?, call.once()?, call.at, &call.body);
    let school = &call.member()?.school;
    if body.date > school.today(at) {
        return Err(Error::field("/date", FieldErrorKind::Malformed));
    }
    let given = call
        .app
        .store
        .write(async |tx| {
            let card = store::cards::find(tx, &permit, body.member).await;
            let card = card.map_err(|_| Error::field("/member", FieldErrorKind::NotFound))?;
            signed(tx, &card, body).await?;
            let (consent, regulation) = store::documents::both(tx, CONSENTS, card.school).await?;
            let document = match body.kind {
                DocumentKind::Consent => consent,
                DocumentKind::Regulation => regulation,
            };
            let id: ConsentId = new_id(at);
            if let Claim::Done(id) = claim(tx, &permit, once, id.0, at).await? {
                return store::consents::find(tx, &permit, id.into()).await;
            }
            // What was signed before the withdrawal went with it, whenever somebody records it.
            let withdrawn = match body.kind {
                DocumentKind::Consent => {
                    store::privacy::erasure::withdrawn_since(tx, &permit, card.id).await?
                }
                DocumentKind::Regulation => None,
            };
            if withdrawn.is_some_and(|since| body.date <= school.today(since)) {
                return Err(Error::field("/date", FieldErrorKind::Malformed));
            }
            let act = Act {
                id,
                by: body.by,
                representative: body.representative.as_deref().map(|name| name.trim().to_owned()),
                paper: Some((body.date, permit.member())),
                at,
            };
            let taken = store::consents::record(tx, CONSENTS, &card, &document, act).await?;
            let fields = taken.fields(body.kind);
            if !fields.is_empty() {
                Audit::of(&permit, at)
                    .on(card.id.0)
                    .fields(&fields)
                    .write(tx)
                    .await?;
            }
            if !taken.new {
                // It stands already: the same answer, and nothing new.
                let there = store::consents::given(tx, CONSENTS, card.id, &document).await?;
                point(tx, &permit, once, there.id.0).await?;
                return Ok(there);
            }
            store::consents::find(tx, &permit, id).await
        })
        .await?;
    let path = ConsentPath {
        school: call.params.school.clone(),
        consent: given.id,
    };
    let location = address::<ConsentsFind>(&path, &Default::default());
    Ok(shown(given).location(location))
}

/// Checks who signed: a child's consent is a parent's, told by the card, or by name where no parent has one (152-ФЗ, 9.6).
async fn signed(tx: &Tx, card: &Card, body: &PaperBody) -> Result<()> {
    let error = |pointer: &str, kind| Err(Error::field(pointer, kind));
    let parents = store::cards::parents(tx, CONSENTS, card.school, card.id).await?;
    let childs = body.kind == DocumentKind::Consent && card.is_student();
    match (body.by, &body.representative) {
        (Some(by), _) if !parents.iter().any(|parent| parent.id == by) => {
            error("/by", FieldErrorKind::NotFound)
        }
        (None, Some(_)) if !childs => error("/representative", FieldErrorKind::Unknown),
        (None, _) if childs && !parents.is_empty() => error("/by", FieldErrorKind::Required),
        (None, None) if childs => error("/representative", FieldErrorKind::Required),
        (Some(_) | None, _) => Ok(()),
    }
}

fn shown(given: Given) -> Done<Given> {
    let version = given.version;
    Done::new(given).version(version)
}

async fn find_given(call: Call<ConsentsFind>) -> Result<Done<Given>> {
    Ok(shown(
        store::consents::find(&call.app.store, &call.permit()?, call.params.consent).await?,
    ))
}

async fn withdraw(call: Call<ConsentsWithdraw>) -> Result<Done<Given>> {
    let (version, at, id) = (call.version()?, call.at, call.params.consent);
    let withdraw: Permit<ConsentWithdraw> = call.permit()?;
    let permit: Permit<ConsentRecord> = call.member()?.permit()?;
    let given = call
        .app
        .store
        .write(async |tx| {
            let given = store::consents::find(tx, &permit, id).await?;
            if given.version != version {
                return Err(Error::stale(&given));
            }
            if given.withdrawn_at.is_some() {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::consents::withdraw(tx, CONSENTS, &given, version, at).await? {
                return Err(Error::stale(&store::consents::find(tx, &permit, id).await?));
            }
            if given.kind == DocumentKind::Consent {
                let erasure: ErasureId = new_id(at);
                store::privacy::erasure::withdraw_on_paper(tx, &withdraw, &given, erasure, at).await?;
            }
            Audit::of(&withdraw, at)
                .on(given.member.id.0)
                .fields(&[given.kind.code(), "withdrawn"])
                .write(tx)
                .await?;
            store::consents::find(tx, &permit, id).await
        })
        .await?;
    Ok(shown(given))
}

async fn void(call: Call<ConsentsVoid>) -> Result<Done<Given>> {
    let (version, at, id) = (call.version()?, call.at, call.params.consent);
    let permit: Permit<ConsentRecord> = call.permit()?;
    let given = call
        .app
        .store
        .write(async |tx| {
            let given = store::consents::find(tx, &permit, id).await?;
            if given.version != version {
                return Err(Error::stale(&given));
            }
            // What somebody gave in the app is no mistake of the school's.
            if given.withdrawn_at.is_some() || given.paper_date.is_none() {
                return Err(ProblemKind::WrongState.into());
            }
            if !store::consents::void(tx, CONSENTS, &given, version, at).await? {
                return Err(Error::stale(&store::consents::find(tx, &permit, id).await?));
            }
            Audit::of(&permit, at)
                .on(given.member.id.0)
                .fields(&[given.kind.code(), "void"])
                .write(tx)
                .await?;
            store::consents::find(tx, &permit, id).await
        })
        .await?;
    Ok(shown(given))
}
