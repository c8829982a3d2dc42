//! The page's own style sheet: the app's colours and base, then what only this page has. It works without the bundle.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;
use sha2::{Digest, Sha256};

pub(super) const TEXT: &str = concat!(
    include_str!("../../../frontend/assets/app.css/1-base.css"),
    include_str!("public.css")
);

static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let hash = Sha256::digest(TEXT);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("/public/-/public-{hash}.css")
});

/// Where it stands: the address changes with the content. No slug is "-", so it hides no school.
pub fn address() -> &'static str {
    &ADDRESS
}

/// Serves it for a year.
pub async fn serve() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(TEXT)
}
