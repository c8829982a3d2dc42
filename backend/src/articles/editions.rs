//! The editions of an article, for those who write articles.

use podskazka_shared::access::action::{ArticleRead, ArticleWrite};
use podskazka_shared::articles::editions::{
    ArticleEdition, ArticlesCompare, ArticlesEdition, ArticlesEditions, Comparison, EditionText,
};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::page::Page;

use super::compare::compared;
use super::shelf;
use crate::access::{Granted, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::locate::Locate;
use crate::problem::{Error, Result};
use crate::store::articles::ArticleRow;
use crate::store::{self, articles::editions};

/// The endpoints of this part.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ArticlesEditions, _, _>(list);
    api.serve::<ArticlesEdition, _, _>(find);
    api.serve::<ArticlesCompare, _, _>(compare);
}

/// The article whose editions are asked for.
async fn article<E: Endpoint<Params: Locate, Action = ArticleWrite>>(
    call: &Call<E>,
    id: ArticleId,
) -> Result<Granted<ArticleWrite, ArticleRow>> {
    let member = call.member()?;
    let read: Permit<ArticleRead> = member.permit()?;
    let row = store::articles::find(&call.app.store, &read, &shelf(member), id).await?;
    call.permit()?.grant(row.into_row())
}

async fn list(call: Call<ArticlesEditions>) -> Result<Done<Page<ArticleEdition>>> {
    let row = article(&call, call.params.article).await?;
    Ok(Done::new(
        editions::list(&call.app.store, &row, &call.query).await?,
    ))
}

async fn find(call: Call<ArticlesEdition>) -> Result<Done<EditionText>> {
    let row = article(&call, call.params.article).await?;
    let found = editions::find(&call.app.store, &row, call.params.number).await?;
    Ok(Done::new(found))
}

async fn compare(call: Call<ArticlesCompare>) -> Result<Done<Comparison>> {
    let (row, store) = (article(&call, call.params.article).await?, &call.app.store);
    let to = match call.query.to {
        Some(number) => number,
        None => editions::newest(store, &row).await?,
    };
    let from = call.query.from.unwrap_or(to.saturating_sub(1).max(1));
    let to = editions::find(store, &row, to).await?;
    let from = editions::find(store, &row, from).await?;
    let text = |edition: &EditionText| edition.body.text.clone().unwrap_or_default();
    let (before, after) = (text(&from), text(&to));
    let lines = tokio::task::spawn_blocking(move || compared(&before, &after));
    let lines = lines.await.map_err(Error::internal)?;
    Ok(Done::new(Comparison { from, to, lines }))
}
