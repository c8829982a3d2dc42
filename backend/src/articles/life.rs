//! The life of an article: written anew, sent to review, given back, published, dropped, withdrawn.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ArticleRead, ArticleWrite};
use podskazka_shared::articles::editions::{
    ArticlesDiscard, ArticlesPublish, ArticlesReturn, ArticlesSubmit, may_publish,
};
use podskazka_shared::articles::{Article, ArticlePath, ArticlesEnd, ArticlesReplace, EditionState};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::problem::ProblemKind;

use super::{answered, audit, view};
use crate::access::{Granted, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::Tx;
use crate::store::articles::{ArticleRow, hold, write};

/// The endpoints of this part.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ArticlesReplace, _, _>(replace);
    api.serve::<ArticlesEnd, _, _>(end);
    api.serve::<ArticlesSubmit, _, _>(submit);
    api.serve::<ArticlesReturn, _, _>(give_back);
    api.serve::<ArticlesPublish, _, _>(publish);
    api.serve::<ArticlesDiscard, _, _>(discard);
}

type Written = Granted<ArticleWrite, ArticleRow>;

async fn replace(call: Call<ArticlesReplace>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Written| {
        let permit = call.permit()?;
        write::replace(tx, &permit, row, (new_id(call.at), &call.body), call.at).await?;
        super::images::claim(tx, &permit, row.id, &call.body).await?;
        audit(tx, &permit, row.id, &["article"], call.at).await
    };
    changed(&call, change).await
}

async fn end(call: Call<ArticlesEnd>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Written| {
        if row.ended_at.is_some() {
            return Err(ProblemKind::WrongState.into());
        }
        write::end(tx, row, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["article", "end"], call.at).await
    };
    changed(&call, change).await
}

async fn submit(call: Call<ArticlesSubmit>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Written| {
        if row.draft() != Some(EditionState::Draft) {
            return Err(ProblemKind::WrongState.into());
        }
        write::step(tx, row, EditionState::Review, None, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["article", "submit"], call.at).await
    };
    changed(&call, change).await
}

async fn give_back(call: Call<ArticlesReturn>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Written| {
        if row.draft() != Some(EditionState::Review) {
            return Err(ProblemKind::WrongState.into());
        }
        let remark = call.body.remark.as_deref();
        write::step(tx, row, EditionState::Draft, remark, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["article", "return"], call.at).await
    };
    changed(&call, change).await
}

/// Without a published article beside it, dropping the draft would leave nothing to see: that is withdrawing.
async fn discard(call: Call<ArticlesDiscard>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Written| {
        if row.draft().is_none() || row.published_at.is_none() {
            return Err(ProblemKind::WrongState.into());
        }
        write::step(tx, row, EditionState::Dropped, None, call.at).await?;
        audit(tx, &call.permit()?, row.id, &["article", "discard"], call.at).await
    };
    changed(&call, change).await
}

async fn publish(call: Call<ArticlesPublish>) -> Result<Done<Article>> {
    let change = async |tx: &Tx, row: &Granted<_, ArticleRow>| {
        let permit = call.permit()?;
        let own = row.wrote(permit.member());
        if !row.draft().is_some_and(|state| may_publish(state, own)) {
            return Err(ProblemKind::WrongState.into());
        }
        write::publish(tx, &permit, row, call.at).await?;
        super::expiry::put(tx, call.member()?, row.id, call.at).await?;
        // That nobody else looked at it is told.
        let fields: &[&str] = if own { &["article", "own"] } else { &["article"] };
        audit(tx, &permit, row.id, fields, call.at).await
    };
    changed(&call, change).await
}

/// Changes an article that nobody else changed meanwhile.
async fn changed<E: Endpoint<Params = ArticlePath, Action: ActionType>>(
    call: &Call<E>,
    change: impl AsyncFn(&Tx, &Granted<E::Action, ArticleRow>) -> Result<()>,
) -> Result<Done<Article>> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let (read, id): (Permit<ArticleRead>, _) = (member.permit()?, call.params.article);
    call.app
        .store
        .write(async |tx| {
            let row = permit.grant(hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            change(tx, &row).await
        })
        .await?;
    answered(view(&call.app.store, member, id).await?)
}
