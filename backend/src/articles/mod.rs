//! Reference materials: found by those for whom they are, written by those who look after the journal, published by another
//! of them (K1).

mod clear;
mod compare;
mod editions;
mod engine;
pub(crate) mod expiry;
pub(crate) mod images;
mod life;
pub(crate) mod markdown;
mod shelves;
mod starter;
mod useful;

pub use engine::Source;
pub use shelves::Shelves;
pub use useful::named;

use podskazka_shared::access::action::{ArticleRead, ArticleWrite, ConsultationRead, ConsultationWork};
use podskazka_shared::access::{ActionType, Capacity};
use podskazka_shared::articles::{
    Article, ArticlePath, ArticleSummary, ArticlesCreate, ArticlesFind, ArticlesList, ArticlesStarter,
    StarterAdded, audiences_of,
};
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::{ArticleId, BookingId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use self::images::Place;
use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::articles::write::New;
use crate::store::articles::{ArticleRow, Shelf};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit, Db, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ArticlesList, _, _>(list);
    api.serve::<ArticlesFind, _, _>(find);
    api.serve::<ArticlesCreate, _, _>(create);
    api.serve::<ArticlesStarter, _, _>(start);
    images::endpoints(api);
    life::endpoints(api);
    editions::endpoints(api);
    useful::endpoints(api);
}

/// Which articles a member finds. Staff find what families read too: they explain it, and give it to read at home; helpers
/// also what is for them alone.
fn shelf(member: &Member) -> Shelf {
    if member.permit::<ArticleWrite>().is_ok() {
        return Shelf::All;
    }
    if member.capacities.contains(&Capacity::Helper) {
        return Shelf::Helpers;
    }
    Shelf::of(audiences_of(member.roles.iter().copied()))
}

/// What the person of a booking may be given to read, for who works on it; for others nothing.
async fn to_give(db: &impl Db, member: &Member, id: BookingId) -> Result<Option<Shelf>> {
    let (Ok(read), Ok(work)) = (
        member.permit::<ConsultationRead>(),
        member.permit::<ConsultationWork>(),
    ) else {
        return Ok(None);
    };
    let row = match store::consultations::find(db, &read, id).await {
        Ok(row) => row.into_row(),
        Err(error) if error.kind() == ProblemKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match work.grant(row) {
        Ok(row) => Ok(Some(Shelf::of(
            crate::consultations::audiences(db, &work, &row).await?,
        ))),
        Err(_) => Ok(None),
    }
}

/// An article as this reader may see it: who writes articles sees what is being written too.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(db: &impl Db, member: &Member, id: ArticleId) -> Result<Article> {
    let permit: Permit<ArticleRead> = member.permit()?;
    let row = store::articles::find(db, &permit, &shelf(member), id)
        .await?
        .into_row();
    let (whole, own) = (row.dto(), row.clone());
    let draft_body = match member.permit::<ArticleWrite>() {
        Ok(write) => store::articles::editions::open(db, &write.grant(row)?).await?,
        Err(_) => None,
    };
    let place = Place::School(&member.school.slug);
    let draft = draft_body.as_ref().and_then(|body| body.text.as_deref());
    Ok(Article {
        html: images::shown(db, &own, whole.text.as_deref(), place).await?,
        draft_html: images::shown(db, &own, draft, place).await?,
        draft_body,
        ..whole
    })
}

/// The version of an article, for who may do this with it.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn version<A: ActionType>(db: &impl Db, member: &Member, id: ArticleId) -> Result<i64> {
    let permit: Permit<ArticleRead> = member.permit()?;
    let row = store::articles::find(db, &permit, &shelf(member), id).await?;
    Ok(member.permit::<A>()?.grant(row.into_row())?.version)
}

fn answered(article: Article) -> Result<Done<Article>> {
    let version = article.summary.version;
    Ok(Done::new(article).version(version))
}

async fn list(call: Call<ArticlesList>) -> Result<Done<Page<ArticleSummary>>> {
    let (member, permit, store) = (call.member()?, call.permit()?, &call.app.store);
    let shelf = match call.query.booking {
        Some(booking) => to_give(store, member, booking).await?,
        None => Some(shelf(member)),
    };
    let Some(shelf) = shelf else {
        return Ok(Done::new(Page {
            items: Vec::new(),
            next: None,
        }));
    };
    let page =
        store::articles::list(store, &permit, &shelf, &call.query, member.school.today(call.at)).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(ArticleRow::summary).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<ArticlesFind>) -> Result<Done<Article>> {
    answered(view(&call.app.store, call.member()?, call.params.article).await?)
}

async fn create(call: Call<ArticlesCreate>) -> Result<Done<Article>> {
    let (member, permit, once, at) = (call.member()?, call.permit()?, call.once()?, call.at);
    let fresh: ArticleId = new_id(at);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, fresh.0, at).await? {
                return Ok(ArticleId(done));
            }
            let new = New {
                id: fresh,
                edition: new_id(at),
                body: &call.body,
                at,
                starter: None,
                published: false,
            };
            store::articles::write::insert(tx, &permit, new).await?;
            images::claim(tx, &permit, fresh, &call.body).await?;
            audit(tx, &permit, fresh, &["article"], at).await?;
            Ok(fresh)
        })
        .await?;
    let SchoolPath { school } = call.params.clone();
    let path = ArticlePath { school, article: id };
    let location = address::<ArticlesFind>(&path, &Default::default());
    Ok(answered(view(&call.app.store, member, id).await?)?.location(location))
}

async fn audit<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    id: ArticleId,
    fields: &[&str],
    at: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    Audit::of(permit, at).on(id.0).fields(fields).write(tx).await
}

async fn start(call: Call<ArticlesStarter>) -> Result<Done<StarterAdded>> {
    let (permit, at, set) = (call.permit()?, call.at, starter::set(call.lang)?);
    let added = call
        .app
        .store
        .write(async |tx| {
            let mut added = 0;
            for (name, body) in &set {
                let id: ArticleId = new_id(at);
                let new = New {
                    id,
                    edition: new_id(at),
                    body,
                    at,
                    starter: Some(name),
                    published: true,
                };
                if store::articles::write::insert(tx, &permit, new).await? {
                    audit(tx, &permit, id, &["article", "starter"], at).await?;
                    added += 1;
                }
            }
            Ok(added)
        })
        .await?;
    Ok(Done::new(StarterAdded { added }))
}
