//! `/public/{school}/articles` and one of them: what the school lets everybody read, without an account and without script (K1).

mod page;
mod words;

use actix_web::{HttpRequest, HttpResponse, web};
use podskazka_shared::access::action::Guest;
use podskazka_shared::articles::{Article, ArticleSummary, ArticlesQuery};
use podskazka_shared::ids::{ArticleId, FileId};
use podskazka_shared::page::{Cursor, Page};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use super::{answer, asked, language, refusal};
use crate::access::{Granted, Permit, SchoolCard};
use crate::app::{App, CONTENT_SECURITY_POLICY};
use crate::articles::images::{self, Place};
use crate::problem::Result;
use crate::store;
use crate::store::articles::{ArticleRow, Shelf};
use page::Shown;

/// The list and the articles.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    let list = web::resource("/public/{school:[^/]+}/articles")
        .route(web::get().to(list))
        .route(web::head().to(list));
    let one = web::resource("/public/{school:[^/]+}/articles/{article:[^/]+}")
        .route(web::get().to(one))
        .route(web::head().to(one));
    let image = web::resource("/public/{school:[^/]+}/articles/{article:[^/]+}/images/{image:[^/]+}")
        .route(web::get().to(image))
        .route(web::head().to(image));
    routes.service(list).service(one).service(image);
}

/// Where a school's list stands.
pub(super) fn address(slug: &str, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("/public/{slug}/articles"),
        Lang::En => format!("/public/{slug}/articles?lang={}", lang.code()),
    }
}

async fn list(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    match listed(&app, &path, &request, lang).await {
        Ok(page) => answer(&request, lang, CONTENT_SECURITY_POLICY, &page),
        Err(error) => refusal(error, lang),
    }
}

async fn listed(app: &App, school: &str, request: &HttpRequest, lang: Lang) -> Result<String> {
    let card = crate::callbacks::school(app, school).await?;
    let mut query = ArticlesQuery {
        // What is no topic asks for all of them.
        topic: asked(request, "topic").and_then(|code| code.parse().ok()),
        after: asked(request, "after").map(Cursor),
        ..ArticlesQuery::default()
    };
    let (permit, today) = (Permit::<Guest>::of_anybody(card.id), card.today(app.clock.now()));
    let page = store::articles::list(&app.store, &permit, &Shelf::Public, &query, today).await;
    let page = match page {
        Err(error) if error.kind() == ProblemKind::Invalid => {
            query.after = None;
            store::articles::list(&app.store, &permit, &Shelf::Public, &query, today).await?
        }
        page => page?,
    };
    let page: Page<ArticleSummary> = Page {
        items: page.items.iter().map(ArticleRow::summary).collect(),
        next: page.next,
    };
    Ok(shown(app, &card, lang).list(&page, &query).into_string())
}

async fn one(app: web::Data<App>, path: web::Path<(String, String)>, request: HttpRequest) -> HttpResponse {
    let lang = language(&request);
    match found(&app, &path, lang).await {
        Ok(page) => answer(&request, lang, CONTENT_SECURITY_POLICY, &page),
        Err(error) if error.kind() == ProblemKind::NotFound => page::unknown(lang),
        Err(error) => refusal(error, lang),
    }
}

async fn image(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    match picture(&app, &path, &request).await {
        Ok(answer) => answer,
        Err(error) => error.response(language(&request)),
    }
}

async fn picture(
    app: &App,
    (school, id, image): &(String, String, String),
    request: &HttpRequest,
) -> Result<HttpResponse> {
    let row = readable(app, &crate::callbacks::school(app, school).await?, id).await?;
    let image: FileId = image.parse().map_err(|_| ProblemKind::NotFound)?;
    images::public((app, request), &row, image).await
}

/// An article that everybody reads.
async fn readable(app: &App, card: &SchoolCard, id: &str) -> Result<Granted<Guest, ArticleRow>> {
    let id: ArticleId = id.parse().map_err(|_| ProblemKind::NotFound)?;
    let permit = Permit::of_anybody(card.id);
    store::articles::find(&app.store, &permit, &Shelf::Public, id).await
}

async fn found(app: &App, (school, id): &(String, String), lang: Lang) -> Result<String> {
    let card = crate::callbacks::school(app, school).await?;
    let row = readable(app, &card, id).await?;
    let article: Article = row.dto();
    let place = Place::Public(&card.slug);
    let text = images::shown(&app.store, &row, article.text.as_deref(), place).await?;
    Ok(shown(app, &card, lang)
        .article(&article.summary, text)
        .into_string())
}

fn shown<'a>(app: &App, card: &'a SchoolCard, lang: Lang) -> Shown<'a> {
    Shown {
        school: card,
        lang,
        today: card.today(app.clock.now()),
        origin: app.config.origin(),
    }
}
