//! The pictures of articles: uploaded like every file, given to the article that names them, read by whoever reads it.

use actix_web::{HttpRequest, HttpResponse};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ArticleRead, ArticleWrite};
use podskazka_shared::articles::{
    ArticleBody, ArticleImagePath, ArticlesImage, ArticlesPreview, TextPreview,
};
use podskazka_shared::endpoint::{Nothing, address};
use podskazka_shared::files::{FileQuery, FilesFind, UploadPath};
use podskazka_shared::ids::{ArticleId, FileId};
use podskazka_shared::problem::ProblemKind;

use super::{markdown, shelf};
use crate::access::{Granted, Permit};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::files::{Disk, send};
use crate::problem::Result;
use crate::store::articles::{ArticleRow, Shelf};
use crate::store::{self, Db, Tx};

/// The endpoints of this part.
pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ArticlesPreview, _, _>(preview);
    api.stream::<ArticlesImage, _, _>(image);
}

/// Where a text is read, and so where its pictures stand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    School(&'a str),
    /// Without an account.
    Public(&'a str),
}

impl Place<'_> {
    fn address(self, article: ArticleId, image: FileId) -> String {
        match self {
            Self::School(slug) => {
                let path = ArticleImagePath {
                    school: slug.to_owned(),
                    article,
                    image,
                };
                address::<ArticlesImage>(&path, &Nothing {})
            }
            Self::Public(slug) => format!("/public/{slug}/articles/{article}/images/{image}"),
        }
    }
}

/// A text of the article as HTML, with its pictures.
///
/// # Errors
/// Those of the database.
pub(crate) async fn shown(
    db: &impl Db,
    row: &ArticleRow,
    text: Option<&str>,
    place: Place<'_>,
) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let there = store::articles::pictures(db, row, &markdown::pictures(text)).await?;
    let there = there.into_iter().map(|id| (id, place.address(row.id, id)));
    Ok(Some(markdown::html(text, &there.collect())))
}

/// Makes the pictures that a text names the article's.
///
/// # Errors
/// `invalid` at `/text` when it names what is no picture of the writer's or the article's.
pub(super) async fn claim(
    tx: &Tx,
    permit: &Permit<ArticleWrite>,
    article: ArticleId,
    body: &ArticleBody,
) -> Result<()> {
    let named = markdown::pictures(body.text.as_deref().unwrap_or_default());
    store::files::illustrate(tx, permit, article, &named).await
}

/// A picture for a reader: of the text that they read, or any of the article for who writes it.
async fn file<A: ActionType>(
    db: &impl Db,
    row: &Granted<A, ArticleRow>,
    shelf: &Shelf,
    id: FileId,
) -> Result<store::files::FileRow> {
    let text = row.dto().text.unwrap_or_default();
    if *shelf != Shelf::All && !markdown::pictures(&text).contains(&id) {
        return Err(ProblemKind::NotFound.into());
    }
    store::files::of_article(db, row, id).await
}

async fn image(call: Call<ArticlesImage>) -> Result<HttpResponse> {
    let (member, db) = (call.member()?, &call.app.store);
    let (shelf, permit): (Shelf, Permit<ArticleRead>) = (shelf(member), call.permit()?);
    let row = store::articles::find(db, &permit, &shelf, call.params.article).await?;
    let row = file(db, &row, &shelf, call.params.image).await?;
    send::send(&call.request, &Disk::of(&call.app.config), &row, true).await
}

/// A picture of what everybody reads.
///
/// # Errors
/// `not_found` when there is none for everybody.
pub(crate) async fn public<A: ActionType>(
    (app, request): (&App, &HttpRequest),
    row: &Granted<A, ArticleRow>,
    id: FileId,
) -> Result<HttpResponse> {
    let row = file(&app.store, row, &Shelf::Public, id).await?;
    send::send(request, &Disk::of(&app.config), &row, true).await
}

/// A text as it will look: with the pictures of the article that is written anew, and with the writer's own uploads.
async fn preview(call: Call<ArticlesPreview>) -> Result<Done<TextPreview>> {
    let (member, permit, db) = (call.member()?, call.permit()?, &call.app.store);
    let (text, school) = (&call.body.text, &member.school.slug);
    let named = markdown::pictures(text);
    let mut there = markdown::Pictures::new();
    for image in store::files::mine(db, &permit, &named).await? {
        let path = UploadPath {
            school: school.clone(),
            file: image,
        };
        let query = FileQuery { inline: Some(true) };
        there.insert(image, address::<FilesFind>(&path, &query));
    }
    if let Some(id) = call.body.article {
        let read: Permit<ArticleRead> = member.permit()?;
        match store::articles::find(db, &read, &shelf(member), id).await {
            Ok(row) => {
                for image in store::articles::pictures(db, &row, &named).await? {
                    there.insert(image, Place::School(school).address(id, image));
                }
            }
            Err(error) if error.kind() == ProblemKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Done::new(TextPreview {
        html: markdown::html(text, &there),
    }))
}
