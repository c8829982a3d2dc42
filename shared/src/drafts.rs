//! What somebody was typing when they signed out: the server keeps it for them, since a school's computer belongs to everybody.

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};

/// The most that is kept for a person.
pub const MOST_DRAFTS: usize = 100;
/// The most characters of one.
pub const MAX_DRAFT: u32 = 200_000;
/// For how many days it is kept.
pub const DRAFT_DAYS: i64 = 30;

/// A text that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptDraft {
    /// Of which form, as the app names it.
    #[cfg_attr(feature = "openapi", schema(max_length = 300, example = "demo/new"))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 200_000))]
    pub text: String,
}

/// All that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptDrafts {
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub drafts: Vec<KeptDraft>,
}

impl Check for KeptDrafts {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let count = i64::try_from(self.drafts.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_DRAFTS).unwrap_or(i64::MAX);
        check::range(errors, "/drafts", count, 0, most);
        for (at, draft) in self.drafts.iter().enumerate() {
            check::text(errors, &format!("/drafts/{at}/name"), &draft.name, 300);
            check::text(errors, &format!("/drafts/{at}/text"), &draft.text, MAX_DRAFT);
        }
    }
}

endpoints! {
    /// Reads what was kept when one signed out.
    MeDrafts "me_drafts" Get Read "/api/v1/me/drafts" 200
        SignedIn Nothing, Nothing, () => KeptDrafts;
    /// Keeps what was not sent, for 30 days, in place of all that was kept before; nothing, once it is back where it was typed.
    MeDraftsKeep "me_drafts_keep" Put Act "/api/v1/me/drafts" 204
        SignedIn Nothing, Nothing, KeptDrafts => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{KeptDraft, KeptDrafts};
    use crate::endpoint::Example;

    impl Example for KeptDrafts {
        fn example() -> Self {
            Self {
                drafts: vec![KeptDraft {
                    name: "demo/new".into(),
                    text: "Не вижу оценки за".into(),
                }],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::FieldErrorKind;

    #[test]
    fn each_has_a_name_and_a_text_and_there_are_not_too_many() {
        let draft = |name: &str, text: &str| KeptDraft {
            name: name.into(),
            text: text.into(),
        };
        let wrong = |drafts: Vec<KeptDraft>| {
            let mut errors = Vec::new();
            KeptDrafts { drafts }.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert_eq!(wrong(vec![]), Vec::<String>::new());
        assert_eq!(wrong(vec![draft("a", "б"); MOST_DRAFTS]), Vec::<String>::new());
        assert_eq!(wrong(vec![draft("a", "б"); MOST_DRAFTS + 1]), ["/drafts"]);
        assert_eq!(wrong(vec![draft("", " ")]), ["/drafts/0/name", "/drafts/0/text"]);
        let mut errors = Vec::new();
        let long = "я".repeat(200_001);
        KeptDrafts {
            drafts: vec![draft("a", &long)],
        }
        .check(&mut errors);
        assert_eq!(errors[0].kind, FieldErrorKind::TooLong { max: MAX_DRAFT });
    }
}
