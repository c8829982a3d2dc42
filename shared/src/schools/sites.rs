//! The sites that may frame the school's schedule (S3): their origins, as a browser compares them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::check::{FieldError, FieldErrorKind};
use crate::codes::UnknownCode;
use crate::link;

/// The most sites that a school may name.
pub const MAX_SITES: usize = 20;

/// The most letters of what is typed for one.
const MAX_LENGTH: usize = 300;

/// An origin: `https://`, a host in small ASCII letters (names in other letters in their coded form), and the port
/// unless it is 443.
///
/// Nothing else can be one, so it may stand in a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "https://shkola.test"))]
pub struct Site(String);

impl FromStr for Site {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let authority = text.strip_prefix("https://").ok_or(UnknownCode)?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.starts_with(letter)
                && label.ends_with(letter)
                && label.chars().all(|c| letter(c) || c == '-')
        };
        let port_fits = port.is_none_or(|port| {
            let number = port
                .parse::<u16>()
                .is_ok_and(|number| number != 443 && number != 0);
            number && port.starts_with(|c: char| matches!(c, '1'..='9'))
        });
        if host.len() <= 253 && host.split('.').all(label) && port_fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(UnknownCode)
        }
    }
}

impl TryFrom<String> for Site {
    type Error = UnknownCode;

    fn try_from(text: String) -> Result<Self, UnknownCode> {
        text.parse()
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.0
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with the site that stands at this place, from 0.
#[must_use]
pub fn not_a_site(index: usize) -> FieldError {
    let number = u32::try_from(index.saturating_add(1)).unwrap_or(u32::MAX);
    FieldError::new(
        format!("/embed_sites/{index}"),
        FieldErrorKind::NotASite { number },
    )
}

/// Checks the shape of what is typed; the server also reads the host.
pub(super) fn check(errors: &mut Vec<FieldError>, typed: &[String]) {
    if typed.len() > MAX_SITES {
        let max = u32::try_from(MAX_SITES).unwrap_or(u32::MAX);
        return errors.push(FieldError::new("/embed_sites", FieldErrorKind::TooMany { max }));
    }
    for (index, text) in typed.iter().enumerate() {
        let text = text.trim();
        let host = text.splitn(3, '/').nth(2).unwrap_or_default();
        let bare = !host.trim_end_matches('/').contains(['/', '?', '#']);
        if !link::is_https(text) || !bare || text.chars().count() > MAX_LENGTH {
            errors.push(not_a_site(index));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_host_in_small_ascii_letters_and_perhaps_a_port() {
        for good in [
            "https://shkola.test",
            "https://xn--80atdl2c.xn--p1ai",
            "https://a.b-c.test:8443",
            "https://10.0.0.5",
        ] {
            assert_eq!(
                good.parse::<Site>().map(|site| site.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "",
            "https://",
            "http://shkola.test",
            "https://Shkola.test",
            "https://школа.рф",
            "https://shkola.test/",
            "https://shkola.test:443",
            "https://shkola.test:0",
            "https://shkola.test:080",
            "https://shkola.test:+80",
            "https://shkola.test:99999",
            "https://*.shkola.test",
            "https://shkola..test",
            "https://-shkola.test",
            "https://shkola.test.",
            "https://a.test b.test",
            "https://a.test;",
            "https://a.test,https://b.test",
            "https://a.test\r\nSet-Cookie: a=b",
            "https://user@a.test",
            "https://[::1]",
            "'self'",
            "*",
        ] {
            assert_eq!(bad.parse::<Site>(), Err(UnknownCode), "{bad}");
            assert!(serde_json::from_value::<Site>(serde_json::json!(bad)).is_err());
        }
    }

    #[test]
    fn what_is_typed_is_a_site_without_a_page_and_not_too_many() {
        let wrong = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|text| (*text).to_owned()).collect();
            let mut errors = Vec::new();
            check(&mut errors, &typed);
            errors
        };
        assert_eq!(wrong(&["https://shkola.test", " HTTPS://Школа.РФ/ "]), []);
        let bad = [
            "https://a.test/page",
            "https://a.test?b",
            "https://a.test#c",
            "a.test",
            "",
        ];
        let found = wrong(&bad);
        assert_eq!(found, (0..bad.len()).map(not_a_site).collect::<Vec<_>>());
        let many = vec!["https://a.test"; MAX_SITES + 1];
        assert_eq!(wrong(&many)[0].kind, FieldErrorKind::TooMany { max: 20 });
    }
}
