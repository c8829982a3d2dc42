//! The app's files, embedded into the release binary, with the encodings that the bundler made.

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use podskazka_shared::problem::ProblemKind;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Error;

/// What `make` bundled. Debug builds read the folder at run time; missing is allowed while the app is being built.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// The address of a hashed file by its plain name, such as `app.css`.
pub fn address(name: &str) -> Option<String> {
    let bundle = Dist::get("bundle.json")?;
    let bundle: serde_json::Value = serde_json::from_slice(&bundle.data).ok()?;
    Some(format!("/{}", bundle.get("files")?.get(name)?.as_str()?))
}

/// Serves a file of the app; every other address that a person may open is the app's page.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    let lang = crate::call::language(&request);
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Error::from(ProblemKind::NotFound).response(lang);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Error::from(ProblemKind::MethodNotAllowed).response(lang);
    }
    let name = if path.is_empty() { "index.html" } else { path };
    if Dist::get(name).is_some() && name != "bundle.json" {
        return file(&request, name);
    }
    if path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Error::from(ProblemKind::NotFound).response(lang);
    }
    file(&request, "index.html")
}

fn file(request: &HttpRequest, name: &str) -> HttpResponse {
    let accepts = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let accepts = |encoding: &str| {
        accepts.split(',').any(|part| {
            let mut part = part.split(';');
            part.next().is_some_and(|name| name.trim() == encoding)
                && !part.any(|quality| matches!(quality.trim(), "q=0" | "q=0.0"))
        })
    };
    let encoded = |suffix: &str, encoding: &'static str| {
        let file = accepts(encoding)
            .then(|| Dist::get(&format!("{name}{suffix}")))
            .flatten()?;
        Some((file, Some(encoding)))
    };
    let found = encoded(".br", "br")
        .or_else(|| encoded(".gz", "gzip"))
        .or_else(|| Some((Dist::get(name)?, None)));
    let Some((file, encoding)) = found else {
        let text = "The app is not bundled yet: run `make run`, or `make dev`.";
        return HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body(text);
    };
    answer(request, name, &file, encoding)
}

fn answer(
    request: &HttpRequest,
    name: &str,
    file: &EmbeddedFile,
    encoding: Option<&'static str>,
) -> HttpResponse {
    let etag = format!(
        "\"{}\"",
        file.metadata
            .sha256_hash()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
    );
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = HttpResponse::build(if known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    let caching = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::ETAG, etag))
        .insert_header((header::VARY, HeaderValue::from_static("accept-encoding")));
    if known {
        return response.finish();
    }
    // An encoding of our own, or "identity", keeps the compressing middleware away.
    response.insert_header((header::CONTENT_ENCODING, encoding.unwrap_or("identity")));
    response.content_type(kind(name)).body(file.data.to_vec())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
