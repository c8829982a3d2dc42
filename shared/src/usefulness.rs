//! Reference materials while somebody asks, and what they were good for (K1, T8).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::articles::{ArticlePath, ArticleSummary};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::ArticleId;
use crate::page::Page;
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::{TicketPath, Topic};

/// The most characters of a text that articles are suggested for.
pub const MAX_TYPED: u32 = 2_000;
/// The most characters of a search.
pub const MAX_SEARCH: u32 = 200;
/// The most characters of what was missing.
pub const MAX_MISSING: u32 = 500;
/// How many articles are suggested.
pub const SUGGESTED: usize = 3;
/// How many articles a search finds.
pub const FOUND: usize = 20;
/// How many days a search without a result is kept after somebody searched so last.
pub const SEARCH_DAYS: i64 = 180;

/// What somebody types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestBody {
    /// As far as it is typed; it is not kept.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub text: String,
    /// Articles of this topic come first where they fit as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
}

impl Check for SuggestBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/text", Some(&self.text), MAX_TYPED);
    }
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleSearchBody {
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub text: String,
}

impl Check for ArticleSearchBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_SEARCH);
    }
}

named! {
    /// What an article was good for.
    UseKind {
        /// Somebody opened it.
        Read "read" "прочитан" "read"
        /// It answered somebody who was about to file a request.
        Helped "helped" "помог вместо обращения" "helped instead of a request"
        /// Staff gave it in an answer.
        Given "given" "дан в ответе" "given in an answer"
    }
}

/// That an article was opened, or answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UseBody {
    /// `read` or `helped`; `given` is counted when an answer with its link is sent.
    pub kind: UseKind,
}

impl Check for UseBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.kind == UseKind::Given {
            errors.push(FieldError::new("/kind", FieldErrorKind::NotOpen));
        }
    }
}

/// Whether an article was useful to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleVote {
    /// Null where they have not said.
    pub useful: Option<bool>,
    /// What was missing, in the reader's words; those who write articles read it without the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub missing: Option<String>,
}

impl Check for ArticleVote {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/missing", self.missing.as_deref(), MAX_MISSING);
        if self.useful.is_none() {
            errors.push(FieldError::new("/useful", FieldErrorKind::Required));
        }
    }
}

/// What an article was good for, within the days asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleFigures {
    pub id: ArticleId,
    pub title: String,
    pub topic: Option<Topic>,
    /// How many people opened it, each counted once a day.
    pub read: i64,
    /// How many people it answered who were about to file a request, each once a day.
    pub helped: i64,
    /// In how many messages of staff it was given.
    pub given: i64,
    pub useful: i64,
    pub not_useful: i64,
    /// What was missing, the newest first, 20 at most; without names.
    pub missing: Vec<String>,
}

/// Words that somebody searched for and found nothing by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmptySearch {
    /// Small, in alphabetical order, without numbers, addresses and names.
    pub words: String,
    /// How often, in all.
    pub number: i64,
    /// The day when somebody searched so last.
    pub last_on: NaiveDate,
}

/// What the materials of a school were good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usefulness {
    /// Those that saved most requests first.
    pub articles: Vec<ArticleFigures>,
    /// Those that somebody did within the days asked for, the most frequent first, 100 at most.
    pub searches: Vec<EmptySearch>,
}

impl Check for Usefulness {}

/// Of which days of the school; all when absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct UsefulnessQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-09-01"))]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub to: Option<NaiveDate>,
}

impl Check for UsefulnessQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        use chrono::Datelike;
        for (pointer, day) in [("?from", self.from), ("?to", self.to)] {
            if day.is_some_and(|day| !(1970..=9000).contains(&day.year())) {
                errors.push(FieldError::new(pointer, FieldErrorKind::Malformed));
            }
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| to < from) {
            errors.push(FieldError::new("?to", FieldErrorKind::BeforeStart));
        }
    }
}

/// Something that was taken out of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenOut {
    pub was: String,
    /// The neutral words that stand there now, in brackets.
    pub now: String,
}

/// What an article may begin with: an answer, without what tells of people. Nothing is written by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleOffer {
    pub title: String,
    pub topic: Topic,
    pub text: String,
    /// What was taken out, each once: to be looked through before anything is saved.
    pub taken_out: Vec<TakenOut>,
}

impl Check for ArticleOffer {}

endpoints! {
    /// Suggests articles that the reader may read and that may answer what they are typing, the best first. Nothing of it is kept.
    ArticlesSuggest "articles_suggest" Post Act "/api/v1/schools/{school}/article-suggestions" 200
        ArticleRead SchoolPath, Nothing, SuggestBody => Page<ArticleSummary>;
    /// Searches the articles that the reader may read, the best first. Of a search that finds nothing the words are kept, and not who searched.
    ArticlesSearch "articles_search" Post Act "/api/v1/schools/{school}/article-search" 200
        ArticleRead SchoolPath, Nothing, ArticleSearchBody => Page<ArticleSummary>;
    /// Counts that an article was opened, or answered the reader so that they file no request: once a person and day.
    ArticlesUse "articles_use" Post Act "/api/v1/schools/{school}/articles/{article}/uses" 204
        ArticleRead ArticlePath, Nothing, UseBody => ();
    /// Tells what the reader said of an article.
    ArticlesVoteFind "articles_vote_find" Get Read "/api/v1/schools/{school}/articles/{article}/vote" 200
        ArticleRead ArticlePath, Nothing, () => ArticleVote;
    /// Says whether an article was useful, in place of what the reader said before.
    ArticlesVote "articles_vote" Put Act "/api/v1/schools/{school}/articles/{article}/vote" 200
        ArticleRead ArticlePath, Nothing, ArticleVote => ArticleVote;
    /// Tells those who write articles what each was good for, and what nobody found.
    ArticlesUsefulness "articles_usefulness" Get Read "/api/v1/schools/{school}/article-usefulness" 200
        ArticleWrite SchoolPath, UsefulnessQuery, () => Usefulness;
    /// Makes an article to begin with out of the last answer of a request, without names, classes, telephone numbers, addresses and numbers of
    /// requests. Nothing is saved by it.
    ArticlesOffer "articles_offer" Get Read "/api/v1/schools/{school}/tickets/{ticket}/article" 200
        ArticleWrite TicketPath, Nothing, () => ArticleOffer;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        ArticleFigures, ArticleOffer, ArticleSearchBody, ArticleVote, EmptySearch, SuggestBody, TakenOut,
        UseBody, UseKind, Usefulness,
    };
    use crate::articles::ArticleSummary;
    use crate::endpoint::Example;
    use crate::tickets::Topic;

    impl Example for SuggestBody {
        fn example() -> Self {
            Self {
                text: "не могу зайти в дневник, забыл пароль".into(),
                topic: Some(Topic::Access),
            }
        }
    }

    impl Example for ArticleSearchBody {
        fn example() -> Self {
            Self {
                text: "забыл пароль".into(),
            }
        }
    }

    impl Example for UseBody {
        fn example() -> Self {
            Self {
                kind: UseKind::Helped,
            }
        }
    }

    impl Example for ArticleVote {
        fn example() -> Self {
            Self {
                useful: Some(false),
                missing: Some("Где эта кнопка на телефоне?".into()),
            }
        }
    }

    impl Example for Usefulness {
        fn example() -> Self {
            let article = ArticleSummary::example();
            Self {
                articles: vec![ArticleFigures {
                    id: article.id,
                    title: article.title,
                    topic: article.topic,
                    read: 120,
                    helped: 34,
                    given: 6,
                    useful: 41,
                    not_useful: 3,
                    missing: ArticleVote::example().missing.into_iter().collect(),
                }],
                searches: vec![EmptySearch {
                    words: "бассейн пропуск".into(),
                    number: 4,
                    last_on: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default(),
                }],
            }
        }
    }

    impl Example for ArticleOffer {
        fn example() -> Self {
            Self {
                title: "Не виден второй ребёнок".into(),
                topic: Topic::Access,
                text: "[имя], карточку ребёнка из [класс] связали с вашей. Выйдите и войдите снова.".into(),
                taken_out: vec![TakenOut {
                    was: "Марина Сергеевна".into(),
                    now: "[имя]".into(),
                }],
            }
        }
    }
}
