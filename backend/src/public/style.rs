//! The pages' own style sheets: the app's colours and base, then what only these pages have. They work without the bundle.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

/// Of the page: a screen and, when it is printed, paper.
pub(super) const PAGE: &str = concat!(
    include_str!("../../../frontend/assets/app.css/1-base.css"),
    include_str!("public.css"),
    "@media print, (min-width: 960px) {\n",
    include_str!("table.css"),
    "}\n@media print {\n",
    include_str!("print.css"),
    "}\n"
);

/// Of the sheet for the stand: paper, also on a screen.
pub(super) const SHEET: &str = concat!(
    include_str!("../../../frontend/assets/app.css/1-base.css"),
    include_str!("public.css"),
    include_str!("table.css"),
    include_str!("print.css"),
    include_str!("sheet.css")
);

static PAGE_ADDRESS: LazyLock<String> = LazyLock::new(|| address("page", PAGE));
static SHEET_ADDRESS: LazyLock<String> = LazyLock::new(|| address("sheet", SHEET));

/// The address changes with the content. No slug is "-", so it hides no school.
fn address(name: &str, text: &str) -> String {
    let hash = Sha256::digest(text);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("/public/-/{name}-{hash}.css")
}

/// Where the page's stands.
pub fn page() -> &'static str {
    &PAGE_ADDRESS
}

/// Where the sheet's stands.
pub fn sheet() -> &'static str {
    &SHEET_ADDRESS
}

/// Both.
pub fn routes(routes: &mut web::ServiceConfig) {
    for (address, text) in [(page(), PAGE), (sheet(), SHEET)] {
        routes.route(address, web::get().to(async move || serve(text)));
    }
}

/// For a year.
fn serve(text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(text)
}
