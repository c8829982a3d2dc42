//! Addresses of the web that people type: only `https`, with a host, and nothing that could end an attribute or a header.

/// The scheme that an address must have.
const HTTPS: &str = "https://";

/// Whether the text is a link that a page may carry: `https`, a host, no white space or quotes.
#[must_use]
pub fn is_https(text: &str) -> bool {
    let Some(rest) = strip_https(text) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\^`{|}".contains(c);
    !host.is_empty() && !host.contains('@') && host.starts_with(char::is_alphanumeric) && !rest.contains(odd)
}

/// What follows the scheme, in whatever letters that is typed.
fn strip_https(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(HTTPS.len())?;
    scheme.eq_ignore_ascii_case(HTTPS).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::is_https;

    #[test]
    fn links() {
        for good in [
            "https://a.test",
            "HTTPS://школа.рф/помощь?a=1&b=2#c",
            "https://a.test:8443/",
        ] {
            assert!(is_https(good), "{good}");
        }
        for bad in [
            "",
            "https",
            "https://",
            "https:///a",
            "https://?a",
            "http://a.test",
            "ftp://a.test",
            "javascript:alert(1)",
            "//a.test",
            "https://user:pass@a.test",
            "https://a.test/\"onclick=",
            "https://a.test/a b",
            "https://a.test/\nX: 1",
            "https://.test",
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }
}
