//! Whether the process lives, and whether it can serve.

use actix_web::{HttpResponse, web};

use crate::app::App;

/// `/health/live` and `/health/ready`.
pub fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route(
            "/health/live",
            web::get().to(async || HttpResponse::Ok().body("live")),
        )
        .route("/health/ready", web::get().to(ready));
}

async fn ready(app: web::Data<App>) -> HttpResponse {
    match app.store.ping().await {
        Ok(()) => HttpResponse::Ok().body("ready"),
        Err(_) => HttpResponse::ServiceUnavailable().body("the database does not answer"),
    }
}
