//! The sites that may frame the schedule: out of what is typed into origins, as browsers compare them.

use podskazka_shared::link;
use podskazka_shared::schools::Site;
use podskazka_shared::schools::sites::not_a_site;
use url::Url;

use crate::problem::{Error, Result};

/// The sites, each once, in the order in which they were typed.
///
/// # Errors
/// `invalid`, with each that is none.
pub(super) fn read(typed: &[String]) -> Result<Vec<Site>> {
    let mut sites: Vec<Site> = Vec::new();
    let mut errors = Vec::new();
    for (index, text) in typed.iter().enumerate() {
        match site(text.trim()) {
            Some(site) if sites.contains(&site) => {}
            Some(site) => sites.push(site),
            None => errors.push(not_a_site(index)),
        }
    }
    if errors.is_empty() {
        Ok(sites)
    } else {
        Err(Error::invalid(errors))
    }
}

/// `HTTPS://Школа.РФ:443/` is `https://xn--80atdl2c.xn--p1ai`.
fn site(text: &str) -> Option<Site> {
    // What a browser would forgive, such as a line break inside, is a slip here.
    let url = Url::parse(text).ok().filter(|_| link::is_https(text))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    bare.then(|| url.origin().ascii_serialization().parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_read_as_browsers_read_them_and_each_stands_once() {
        let read = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|text| (*text).to_owned()).collect();
            read(&typed)
        };
        let sites = read(&[
            "https://shkola.test",
            " HTTPS://Школа.РФ:443/ ",
            "https://SHKOLA.test/",
            "https://school.test:8443",
        ]);
        let sites: Vec<String> = sites.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(
            sites,
            [
                "https://shkola.test",
                "https://xn--80atdl2c.xn--p1ai",
                "https://school.test:8443"
            ]
        );
        for bad in [
            "http://a.test",
            "https://a.test/page",
            "https://a.test/?",
            "https://a.test/#",
            "https://user@a.test",
            "https://*.a.test",
            "https://*",
            "https://[::1]",
            "https://a.test b.test",
            "https://a.test;script-src",
            "https://a.test,https://b.test",
            "https://a\n.test",
            "https://a.test\r\nSet-Cookie: a=b",
            "https://a%0d%0a.test",
            "https://a.test:99999",
            "'self'",
            "*",
        ] {
            assert!(read(&[bad]).is_err(), "{bad}");
        }
    }
}
