//! Phrases: ready texts of those who help, to answer quickly and to ask what makes a question clear (T3).

pub mod fields;
pub mod offer;
pub mod ready;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::PhraseId;
use crate::page::{Cursor, Page};
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::Topic;
pub use fields::{Fields, fill};

/// The most characters of a title.
pub const MAX_TITLE: u32 = 80;
/// The most characters of a text.
pub const MAX_TEXT: u32 = 4_000;
/// How many phrases a school may have.
pub const MOST_OF_SCHOOL: u32 = 200;
/// How many phrases of their own somebody may have.
pub const MOST_OWN: u32 = 100;

/// For what a phrase is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum PhraseKind {
    /// To answer, or to write a message.
    Reply,
    /// To ask what makes the question clear (T3).
    Question,
}

coded!(PhraseKind);

impl PhraseKind {
    pub const ALL: [Self; 2] = [Self::Reply, Self::Question];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Question => "question",
        }
    }

    /// The kind's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Reply => lang.pick("Ответ", "Reply"),
            Self::Question => lang.pick("Уточнение", "Question back"),
        }
    }
}

/// A phrase of the school, or the reader's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phrase {
    pub id: PhraseId,
    pub kind: PhraseKind,
    pub title: String,
    /// With fields in braces, such as `{name}`; the app fills them when the text is put into an answer.
    pub text: String,
    /// Offered first for requests about it.
    pub topic: Option<Topic>,
    /// Whether it is the reader's own, which nobody else sees; else the school's.
    pub mine: bool,
    /// Whether the reader may change it.
    pub may_change: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Check for Phrase {}

/// A phrase as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhraseBody {
    pub kind: PhraseKind,
    #[cfg_attr(feature = "openapi", schema(max_length = 80))]
    pub title: String,
    /// May hold `{name}`, `{number}`, `{topic}`, `{helper}`, `{school}` and `{due}`.
    #[cfg_attr(feature = "openapi", schema(max_length = 4_000))]
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// One's own rather than the school's. What is one's own stays so: a change cannot hand it over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
}

impl Check for PhraseBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/title", &self.title, MAX_TITLE);
        check::text(errors, "/text", &self.text, MAX_TEXT);
        if fields::unknown(&self.text).is_some() {
            errors.push(FieldError::new("/text", FieldErrorKind::Unknown));
        }
    }
}

/// A phrase in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct PhrasePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub phrase: PhraseId,
}

/// Which phrases to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PhrasesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub kind: Option<PhraseKind>,
    /// Only one's own, or only the school's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for PhrasesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists the school's phrases and the reader's own, the newest first.
    PhrasesList "phrases_list" Get Read "/api/v1/schools/{school}/phrases" 200
        PhraseRead SchoolPath, PhrasesQuery, () => Page<Phrase>;
    /// Reads a phrase.
    PhrasesFind "phrases_find" Get Read "/api/v1/schools/{school}/phrases/{phrase}" 200
        PhraseRead PhrasePath, Nothing, () => Phrase;
    /// Adds a phrase: of one's own, or of the school by those who look after the journal.
    PhrasesCreate "phrases_create" Post Create "/api/v1/schools/{school}/phrases" 201
        PhraseWrite SchoolPath, Nothing, PhraseBody => Phrase;
    /// Writes a phrase anew.
    PhrasesReplace "phrases_replace" Put Change "/api/v1/schools/{school}/phrases/{phrase}" 200
        PhraseWrite PhrasePath, Nothing, PhraseBody => Phrase;
    /// Deletes a phrase. What was written with it stays.
    PhrasesDelete "phrases_delete" Post Change "/api/v1/schools/{school}/phrases/{phrase}/delete" 204
        PhraseWrite PhrasePath, Nothing, () => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Phrase, PhraseBody, PhraseKind};
    use crate::endpoint::Example;
    use crate::tickets::{Topic, example_time};

    impl Example for PhraseBody {
        fn example() -> Self {
            Self {
                kind: PhraseKind::Question,
                title: "С какого устройства".into(),
                text: "Здравствуйте, {name}! Подскажите, с какого устройства и в каком браузере вы входите?"
                    .into(),
                topic: Some(Topic::Access),
                mine: true,
            }
        }
    }

    impl Example for Phrase {
        fn example() -> Self {
            let body = PhraseBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000091").into(),
                kind: body.kind,
                title: body.title,
                text: body.text,
                topic: body.topic,
                mine: body.mine,
                may_change: true,
                created_at: example_time(0),
                updated_at: example_time(0),
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(change: &serde_json::Value) -> Vec<(String, FieldErrorKind)> {
        let mut body = json!({"kind": "reply", "title": "Готово", "text": "Здравствуйте, {name}!"});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let body: PhraseBody = serde_json::from_value(body).unwrap();
        let mut errors = Vec::new();
        body.check(&mut errors);
        errors
            .into_iter()
            .map(|error| (error.pointer, error.kind))
            .collect()
    }

    #[test]
    fn a_phrase_has_a_title_and_a_text_with_known_fields() {
        assert_eq!(wrong(&json!({})), []);
        let one = |place: &str, kind| vec![(place.to_owned(), kind)];
        assert_eq!(
            wrong(&json!({"title": " "})),
            one("/title", FieldErrorKind::Required)
        );
        assert_eq!(
            wrong(&json!({"text": "\n"})),
            one("/text", FieldErrorKind::Required)
        );
        let long = FieldErrorKind::TooLong { max: MAX_TITLE };
        assert_eq!(wrong(&json!({"title": "я".repeat(81)})), one("/title", long));
        let long = FieldErrorKind::TooLong { max: MAX_TEXT };
        assert_eq!(wrong(&json!({"text": "я".repeat(4_001)})), one("/text", long));
        let unknown = one("/text", FieldErrorKind::Unknown);
        assert_eq!(wrong(&json!({"text": "{имя}, добрый день"})), unknown);
        assert_eq!(wrong(&json!({"text": "{ name }"})), unknown);
    }

    #[test]
    fn codes_are_what_serde_says() {
        for kind in PhraseKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
