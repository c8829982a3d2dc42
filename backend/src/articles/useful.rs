//! Articles for who is typing, and what they were good for.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use podskazka_shared::access::action::ArticleRead;
use podskazka_shared::articles::ArticleSummary;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{MessageKind, Topic};
use podskazka_shared::usefulness::{
    ArticleOffer, ArticleVote, ArticlesOffer, ArticlesSearch, ArticlesSuggest, ArticlesUse,
    ArticlesUsefulness, ArticlesVote, ArticlesVoteFind, FOUND, SUGGESTED, Usefulness,
};

use super::engine::normal;
use super::{clear, shelf};
use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::articles::ArticleRow;
use crate::store::{self, Db};

/// The endpoints of this part.
pub fn endpoints(api: &mut Api) {
    api.serve::<ArticlesSuggest, _, _>(suggest);
    api.serve::<ArticlesSearch, _, _>(search);
    api.serve::<ArticlesUse, _, _>(count);
    api.serve::<ArticlesVoteFind, _, _>(vote);
    api.serve::<ArticlesVote, _, _>(set_vote);
    api.serve::<ArticlesUsefulness, _, _>(figures);
    api.serve::<ArticlesOffer, _, _>(offer);
}

/// What may answer a text, of what the reader may read.
async fn found(
    app: &App,
    member: &Member,
    text: &str,
    topic: Option<Topic>,
    most: usize,
) -> Result<Page<ArticleSummary>> {
    let permit: Permit<ArticleRead> = member.permit()?;
    let ranked = app.shelves.of(&app.store, &permit).await?.rank(text, topic);
    let rows = store::articles::first_of(&app.store, &permit, &shelf(member), &ranked, most).await?;
    Ok(Page {
        items: rows.iter().map(ArticleRow::summary).collect(),
        next: None,
    })
}

async fn suggest(call: Call<ArticlesSuggest>) -> Result<Done<Page<ArticleSummary>>> {
    let (text, topic) = (&call.body.text, call.body.topic);
    Ok(Done::new(
        found(&call.app, call.member()?, text, topic, SUGGESTED).await?,
    ))
}

async fn search(call: Call<ArticlesSearch>) -> Result<Done<Page<ArticleSummary>>> {
    let (member, permit) = (call.member()?, call.permit()?);
    let page = found(&call.app, member, &call.body.text, None, FOUND).await?;
    if page.items.is_empty() {
        let names = store::usefulness::names(&call.app.store, &permit).await?;
        if let Some(words) = normal(&call.body.text, &names) {
            let day = member.school.today(call.at);
            call.app
                .store
                .write(async |tx| store::usefulness::miss(tx, &permit, &words, day).await)
                .await?;
        }
    }
    Ok(Done::new(page))
}

/// The article as the reader may see it.
async fn held(db: &impl Db, member: &Member, id: ArticleId) -> Result<Granted<ArticleRead, ArticleRow>> {
    let permit: Permit<ArticleRead> = member.permit()?;
    store::articles::find(db, &permit, &shelf(member), id).await
}

async fn count(call: Call<ArticlesUse>) -> Result<Done<()>> {
    let (member, permit) = (call.member()?, call.permit()?);
    let day = member.school.today(call.at);
    call.app
        .store
        .write(async |tx| {
            let row = held(tx, member, call.params.article).await?;
            store::usefulness::count(tx, &permit, &row, call.body.kind, day).await
        })
        .await?;
    Ok(Done::new(()))
}

async fn vote(call: Call<ArticlesVoteFind>) -> Result<Done<ArticleVote>> {
    let row = held(&call.app.store, call.member()?, call.params.article).await?;
    Ok(Done::new(
        store::usefulness::vote(&call.app.store, &call.permit()?, &row).await?,
    ))
}

async fn set_vote(call: Call<ArticlesVote>) -> Result<Done<ArticleVote>> {
    let (member, permit, at) = (call.member()?, call.permit()?, call.at);
    let said = call
        .app
        .store
        .write(async |tx| {
            let row = held(tx, member, call.params.article).await?;
            store::usefulness::set_vote(tx, &permit, &row, new_id(at), &call.body, at).await?;
            store::usefulness::vote(tx, &permit, &row).await
        })
        .await?;
    Ok(Done::new(said))
}

async fn figures(call: Call<ArticlesUsefulness>) -> Result<Done<Usefulness>> {
    let (zone, query) = (call.member()?.school.zone, &call.query);
    let begin = |day: NaiveDate| -> Option<DateTime<Utc>> {
        let midnight = zone
            .from_local_datetime(&day.and_time(NaiveTime::MIN))
            .earliest()?;
        Some(midnight.with_timezone(&Utc))
    };
    let begins = query.from.and_then(begin);
    let ends = query.to.and_then(|day| day.succ_opt()).and_then(begin);
    let told = store::usefulness::figures(&call.app.store, &call.permit()?, query, (begins, ends)).await?;
    Ok(Done::new(told))
}

async fn offer(call: Call<ArticlesOffer>) -> Result<Done<ArticleOffer>> {
    let (member, permit, db) = (call.member()?, call.permit()?, &call.app.store);
    let ticket = crate::tickets::view(db, member, call.params.ticket, call.at).await?;
    let answers = |kind| kind == MessageKind::Answer;
    let answer = ticket.messages.iter().rev().find(|message| answers(message.kind));
    let Some(answer) = answer else {
        return Err(ProblemKind::WrongState.into());
    };
    let summary = &ticket.summary;
    let authors = ticket.messages.iter().map(|message| &message.author);
    let people: Vec<String> = [
        Some(&summary.requester),
        summary.assignee.as_ref(),
        summary.filed_by.as_ref(),
    ]
    .into_iter()
    .flatten()
    .chain(authors)
    .map(|one| one.name.clone())
    .collect();
    let school = store::usefulness::names(db, &permit).await?;
    let clear = clear::Clear::of(&people, &school, call.lang);
    let mut taken_out = Vec::new();
    let title = clear.text(&summary.title, &mut taken_out);
    let text = clear.text(&answer.text, &mut taken_out);
    Ok(Done::new(ArticleOffer {
        title,
        topic: summary.topic,
        text,
        taken_out,
    }))
}

/// The articles that a text names by their addresses, each once.
pub fn named(text: &str) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = text
        .split("/articles/")
        .skip(1)
        .filter_map(|rest| {
            let id: String = rest
                .chars()
                .take_while(|c| c.is_ascii_hexdigit() || *c == '-')
                .collect();
            id.parse().ok()
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(20);
    ids
}
