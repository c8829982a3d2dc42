//! Where a request comes from: its credential, its site, its address.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header;
use podskazka_shared::problem::ProblemKind;

use crate::config::Config;
use crate::problem::Result;

/// The cookie of the access token.
pub const ACCESS_COOKIE: &str = "podskazka_access";
/// The cookie of the refresh token.
pub const REFRESH_COOKIE: &str = "podskazka_refresh";
/// The cookie of a device that somebody signed in from.
pub const DEVICE_COOKIE: &str = "podskazka_device";

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
    let here = address(request, config).is_some_and(|address| address.is_loopback());
    if config.allow_demo_anywhere || (here && !forwarded) {
        Ok(())
    } else {
        Err(ProblemKind::DemoOnly.into())
    }
}

/// The client's address. Behind trusted proxies it is the last one in `X-Forwarded-For` that is no such proxy: what stands
/// further left was written by somebody whom nobody vouches for.
pub fn address(request: &HttpRequest, config: &Config) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let forwarded = request.headers().get_all("x-forwarded-for");
    let forwarded: Vec<&str> = forwarded.filter_map(|value| value.to_str().ok()).collect();
    Some(client(peer, &forwarded.join(","), config))
}

fn client(peer: IpAddr, forwarded: &str, config: &Config) -> IpAddr {
    let mut address = peer;
    let mut before = forwarded
        .rsplit(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    while config.trusted_proxies.trusts(address) {
        // What is no address tells nothing: then the last one that does is as near as we come.
        let Some(next) = before.next().and_then(read_address) else {
            break;
        };
        address = next;
    }
    address
}

/// Some proxies write a port, and brackets around IPv6.
fn read_address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    let address = address.or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    Some(address.ok()?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_believed_as_far_as_trusted_proxies_vouch_for_it() {
        let config = Config {
            trusted_proxies: "10.0.0.0/8, ::1".parse().unwrap(),
            ..Config::default()
        };
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "", "203.0.113.9"),
            ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
            ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
            ("10.0.0.1", "[2001:db8::7]", "2001:db8::7"),
            ("10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
            ("10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"),
            ("::1", "1.2.3.4, , ", "1.2.3.4"),
        ] {
            let found = client(peer.parse().unwrap(), forwarded, &config);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded}");
        }
    }
}
