//! The page's plain address as a QR code, for stands, letters and doors.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{PreEscaped, html};
use podskazka_shared::problem::ProblemKind;

use crate::app::App;
use crate::problem::Result;
use crate::{qr, store};

/// Serves the code of a school's page.
pub async fn serve(app: web::Data<App>, path: web::Path<String>, request: HttpRequest) -> HttpResponse {
    match drawn(&app, &path).await {
        Ok(image) => HttpResponse::Ok()
            .content_type("image/svg+xml")
            .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
            .body(image),
        Err(error) => super::refusal(error, super::language(&request)),
    }
}

async fn drawn(app: &App, school: &str) -> Result<String> {
    let found = store::schools::public(&app.store, school).await?;
    let (card, _) = found.ok_or(ProblemKind::NotFound)?;
    let address = format!("{}/public/{}", app.config.origin(), card.slug);
    let (path, size) = qr::draw(&address)?;
    // Black on white, whatever the page around it is like: that is what cameras read.
    let image = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (size) " " (size) } width="600" height="600" {
            title { (address) }
            rect width=(size) height=(size) fill="#fff" {}
            path d=(path) fill="#000" shape-rendering="crispEdges" {}
        }
    };
    let declaration = PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    Ok(html! { (declaration) (image) }.into_string())
}
