//! Where a request comes from: its credential, its site, its address.

use actix_web::HttpRequest;
use actix_web::http::header;
use podskazka_shared::problem::ProblemKind;

use crate::config::Config;
use crate::problem::Result;

/// The cookie of the access token.
pub const ACCESS_COOKIE: &str = "podskazka_access";
/// The cookie of the refresh token.
pub const REFRESH_COOKIE: &str = "podskazka_refresh";

/// An access token, and how it came.
#[derive(Debug)]
pub struct Credential {
    pub token: String,
    pub by_cookie: bool,
}

impl Credential {
    /// The token of the `Authorization` header; without that header, of the cookie.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        if let Some(value) = request.headers().get(header::AUTHORIZATION) {
            let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
            let bearer = scheme.eq_ignore_ascii_case("bearer");
            return bearer.then(|| Self {
                token: token.trim().to_owned(),
                by_cookie: false,
            });
        }
        let cookie = request.cookie(ACCESS_COOKIE)?;
        Some(Self {
            token: cookie.value().to_owned(),
            by_cookie: true,
        })
    }
}

/// Refuses what another site sent: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`.
///
/// # Errors
/// `cross_site`, also when neither header is there.
pub fn check(request: &HttpRequest, config: &Config) -> Result<()> {
    let value = |name: &str| request.headers().get(name).map(|value| value.as_bytes());
    let ours = match value("sec-fetch-site") {
        Some(site) => site == b"same-origin",
        None => value("origin").is_some_and(|origin| origin == config.origin().as_bytes()),
    };
    if ours {
        Ok(())
    } else {
        Err(ProblemKind::CrossSite.into())
    }
}

/// Refuses demonstration accounts away from this computer, and behind a proxy, whose address says nothing of the sender's.
///
/// # Errors
/// `demo_only`.
pub fn check_demo(request: &HttpRequest, config: &Config) -> Result<()> {
    let forwarded = request.headers().keys().any(|name| {
        let name = name.as_str();
        matches!(name, "forwarded" | "via" | "x-real-ip") || name.starts_with("x-forwarded")
    });
    let here = request
        .peer_addr()
        .is_some_and(|address| address.ip().to_canonical().is_loopback());
    if config.allow_demo_anywhere || (here && !forwarded) {
        Ok(())
    } else {
        Err(ProblemKind::DemoOnly.into())
    }
}
