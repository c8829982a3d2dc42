//! The two languages, and the name that each word of the domain has in them.

use serde::{Deserialize, Serialize};

use crate::codes::coded;

/// A language that the product speaks. Russian comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Lang {
    #[default]
    Ru,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// `ru` or `en`, as in `Accept-Language`, `lang="…"` and the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The text of this language out of the pair.
    pub const fn pick(self, ru: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }

    /// The first language of an `Accept-Language` header that we speak; Russian when there is none.
    ///
    /// Quality values are honoured, so `de, en;q=0.8, ru;q=0.2` is English.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let lang = match tag.split('-').next() {
                Some("ru") => Self::Ru,
                Some("en") => Self::En,
                _ => continue,
            };
            if quality > 0.0 && best.is_none_or(|(q, _)| quality > q) {
                best = Some((quality, lang));
            }
        }
        best.map_or(Self::Ru, |(_, lang)| lang)
    }
}

coded!(Lang);

/// The address to go on to, if it is a path of this site; the first page otherwise. Browsers read `\` as `/` and drop
/// tabs and line ends, so `/\evil` and `/<tab>/evil` are other sites too.
pub fn local_path(next: Option<String>) -> String {
    let fits = |next: &String| {
        next.starts_with('/')
            && !next.starts_with("//")
            && !next.contains(|c: char| c == '\\' || c.is_control())
    };
    next.filter(fits).unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Lang, local_path};

    #[test]
    fn only_a_path_of_this_site_is_gone_to() {
        for (next, gone) in [
            (None, "/"),
            (Some(""), "/"),
            (Some("/s/demo/queue?status=open#x"), "/s/demo/queue?status=open#x"),
            (Some("//evil"), "/"),
            (Some("///evil"), "/"),
            (Some("https:evil"), "/"),
            (Some("https://evil"), "/"),
            (Some("javascript:alert(1)"), "/"),
            (Some("\\\\evil"), "/"),
            (Some("/\\evil"), "/"),
            (Some("/\t/evil"), "/"),
            (Some("/\n/evil"), "/"),
            (Some("evil"), "/"),
            (Some(" //evil"), "/"),
        ] {
            assert_eq!(local_path(next.map(str::to_owned)), gone, "{next:?}");
        }
    }

    #[test]
    fn accept_language_picks_the_best_that_we_speak() {
        for (header, lang) in [
            ("", Lang::Ru),
            ("de", Lang::Ru),
            ("en", Lang::En),
            ("en-GB,en;q=0.9", Lang::En),
            ("de, en;q=0.8, ru;q=0.2", Lang::En),
            ("ru-RU,ru;q=0.9,en;q=0.8", Lang::Ru),
            ("en;q=0, ru;q=0.1", Lang::Ru),
            (";;,q=,en;q=x", Lang::Ru),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }
}
