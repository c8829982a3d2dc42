//! Phrases: the school's, written by those who look after the journal, and those that each helper keeps for themselves (T3).

use podskazka_shared::access::action::{PhraseRead, PhraseWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::PhraseId;
use podskazka_shared::page::Page;
use podskazka_shared::phrases::{
    MOST_OF_SCHOOL, MOST_OWN, Phrase, PhrasePath, PhrasesCreate, PhrasesDelete, PhrasesFind, PhrasesList,
    PhrasesReplace,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim};
use crate::store::phrases::PhraseRow;
use crate::store::{self, Audit, Db, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<PhrasesList, _, _>(list);
    api.serve::<PhrasesFind, _, _>(find);
    api.serve::<PhrasesCreate, _, _>(create);
    api.serve::<PhrasesReplace, _, _>(replace);
    api.serve::<PhrasesDelete, _, _>(delete);
}

/// A phrase as this reader may see it.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(db: &impl Db, member: &Member, id: PhraseId) -> Result<Phrase> {
    let permit: Permit<PhraseRead> = member.permit()?;
    Ok(shown(
        member,
        store::phrases::find(db, &permit, id).await?.into_row(),
    ))
}

/// The version of a phrase, for who may do this with it.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn version<A: ActionType>(db: &impl Db, member: &Member, id: PhraseId) -> Result<i64> {
    let permit: Permit<PhraseRead> = member.permit()?;
    let row = store::phrases::find(db, &permit, id).await?.into_row();
    Ok(member.permit::<A>()?.grant(row)?.version)
}

fn shown(member: &Member, row: PhraseRow) -> Phrase {
    let permit: Result<Permit<PhraseWrite>> = member.permit();
    let may_change = permit.is_ok_and(|permit| permit.grant(row.clone()).is_ok());
    row.dto(may_change)
}

fn answered(phrase: Phrase) -> Result<Done<Phrase>> {
    let version = phrase.version;
    Ok(Done::new(phrase).version(version))
}

async fn list(call: Call<PhrasesList>) -> Result<Done<Page<Phrase>>> {
    let member = call.member()?;
    let page = store::phrases::list(&call.app.store, &call.permit()?, &call.query).await?;
    let items = page.items.into_iter().map(|row| shown(member, row));
    Ok(Done::new(Page {
        items: items.collect(),
        next: page.next,
    }))
}

async fn find(call: Call<PhrasesFind>) -> Result<Done<Phrase>> {
    answered(view(&call.app.store, call.member()?, call.params.phrase).await?)
}

async fn create(call: Call<PhrasesCreate>) -> Result<Done<Phrase>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let mine = call.body.mine;
    if !mine && !permit.reaches().contains(&Reach::School) {
        return Err(ProblemKind::Forbidden.into());
    }
    let fresh: PhraseId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(PhraseId(done));
            }
            // One after the other, or two at once would go beyond the limit.
            store::plans::alone(tx, &permit).await?;
            let max = if mine { MOST_OWN } else { MOST_OF_SCHOOL };
            if store::phrases::count(tx, &permit, mine).await? >= max.into() {
                return Err(Error::field("/title", FieldErrorKind::TooMany { max }));
            }
            store::phrases::insert(tx, &permit, fresh, &call.body, at).await?;
            audit(tx, &permit, fresh, &["phrase"], at).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<PhrasesFind>(&PhrasePath { school, phrase: id }, &Default::default());
    Ok(answered(view(&call.app.store, member, id).await?)?.location(location))
}

async fn audit(
    tx: &Tx,
    permit: &Permit<PhraseWrite>,
    id: PhraseId,
    fields: &[&str],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    Audit::of(permit, at).on(id.0).fields(fields).write(tx).await
}

async fn replace(call: Call<PhrasesReplace>) -> Result<Done<Phrase>> {
    let write = async |tx: &Tx, row: &Granted<PhraseWrite, PhraseRow>| {
        if row.is_own() != call.body.mine {
            return Err(Error::field("/mine", FieldErrorKind::NotOpen));
        }
        store::phrases::replace(tx, row, &call.body, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["phrase"], call.at).await
    };
    change(&call, write).await?;
    answered(view(&call.app.store, call.member()?, call.params.phrase).await?)
}

async fn delete(call: Call<PhrasesDelete>) -> Result<Done<()>> {
    let write = async |tx: &Tx, row: &Granted<PhraseWrite, PhraseRow>| {
        store::phrases::delete(tx, row).await?;
        audit(tx, &call.permit()?, row.id, &["phrase", "delete"], call.at).await
    };
    change(&call, write).await?;
    Ok(Done::new(()))
}

/// Changes a phrase that nobody else changed meanwhile.
async fn change<E: Endpoint<Params = PhrasePath, Action = PhraseWrite>>(
    call: &Call<E>,
    write: impl AsyncFn(&Tx, &Granted<PhraseWrite, PhraseRow>) -> Result<()>,
) -> Result<()> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let (read, id): (Permit<PhraseRead>, _) = (member.permit()?, call.params.phrase);
    call.app
        .store
        .write(async |tx| {
            let row = permit.grant(store::phrases::hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&row.dto(true)));
            }
            write(tx, &row).await
        })
        .await
}
