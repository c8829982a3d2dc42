//! The life of an article: written as a draft, sent to review, published by somebody else; its editions are kept and compared (K1).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Article, ArticleBody, ArticlePath};
use crate::access::named;
use crate::check::{self, Check, FieldError};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::ArticleId;
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::text::Lang;

/// The most characters of what is to be mended.
pub const MAX_REMARK: u32 = 1000;

named! {
    /// What became of an edition.
    EditionState {
        /// It is being written.
        Draft "draft" "черновик" "draft"
        /// Its writer asks for it to be published.
        Review "review" "на проверке" "in review"
        /// It is, or was, what readers see.
        Published "published" "опубликована" "published"
        /// It was never published, and will not be.
        Dropped "dropped" "отброшена" "dropped"
    }
}

impl EditionState {
    /// Whether something may still come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Review)
    }
}

/// Whether who wrote an edition last, or somebody else, may publish it in this state: what others write is published once
/// they send it to review; one's own (the head's, by the policy) needs nobody to send it to.
pub const fn may_publish(state: EditionState, own: bool) -> bool {
    match state {
        EditionState::Review => true,
        EditionState::Draft => own,
        EditionState::Published | EditionState::Dropped => false,
    }
}

/// An edition of an article without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleEdition {
    /// From 1.
    pub number: i32,
    pub state: EditionState,
    pub title: String,
    /// Who wrote it last; null when the server's administrator did.
    pub written_by: Option<MemberRef>,
    pub written_at: DateTime<Utc>,
    /// What is to be mended, from who returned it.
    pub remark: Option<String>,
    pub published_by: Option<MemberRef>,
    pub published_at: Option<DateTime<Utc>>,
    /// Whether who wrote it last published it too: nobody else looked at it.
    pub own: bool,
}

impl Check for ArticleEdition {}

/// An edition to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionText {
    pub edition: ArticleEdition,
    pub body: ArticleBody,
}

impl Check for EditionText {}

/// A draft given back to who wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnBody {
    /// What is to be mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

impl Check for ReturnBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/remark", self.remark.as_deref(), MAX_REMARK);
    }
}

/// What became of a line of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LineKind {
    Same,
    Removed,
    Added,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffPart {
    pub text: String,
    /// Whether just these words differ, in a line that is there in both.
    pub changed: bool,
}

/// A line of one of the texts, or of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiffLine {
    pub kind: LineKind,
    pub parts: Vec<DiffPart>,
}

/// Two editions beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    pub from: EditionText,
    pub to: EditionText,
    /// What became of the text, line by line.
    pub lines: Vec<DiffLine>,
}

impl Check for Comparison {}

/// An edition in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct EditionPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub article: ArticleId,
    /// From 1.
    #[cfg_attr(feature = "openapi", param(example = 1))]
    pub number: i32,
}

/// Which page of the editions, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct EditionsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for EditionsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// Which two editions to compare: the newest with the one before it, if nothing else is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CompareQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
}

impl Check for CompareQuery {}

endpoints! {
    /// Sends the draft of an article to review: somebody else publishes it.
    ArticlesSubmit "articles_submit" Post Change "/api/v1/schools/{school}/articles/{article}/submit" 200
        ArticleWrite ArticlePath, Nothing, () => Article;
    /// Gives a draft back from review, with what is to be mended.
    ArticlesReturn "articles_return" Post Change "/api/v1/schools/{school}/articles/{article}/return" 200
        ArticleWrite ArticlePath, Nothing, ReturnBody => Article;
    /// Publishes the draft of an article: from now on readers see it. Who wrote it last does not publish it; only the head may,
    /// and the edition says so. An article that was withdrawn is there again.
    ArticlesPublish "articles_publish" Post Change "/api/v1/schools/{school}/articles/{article}/publish" 200
        ArticlePublish ArticlePath, Nothing, () => Article;
    /// Drops the draft beside a published article; among the editions it stays.
    ArticlesDiscard "articles_discard" Post Change "/api/v1/schools/{school}/articles/{article}/discard" 200
        ArticleWrite ArticlePath, Nothing, () => Article;
    /// Lists the editions of an article, the newest first.
    ArticlesEditions "articles_editions" Get Read "/api/v1/schools/{school}/articles/{article}/editions" 200
        ArticleWrite ArticlePath, EditionsQuery, () => Page<ArticleEdition>;
    /// Reads an edition of an article.
    ArticlesEdition "articles_edition" Get Read "/api/v1/schools/{school}/articles/{article}/editions/{number}" 200
        ArticleWrite EditionPath, Nothing, () => EditionText;
    /// Compares two editions of an article.
    ArticlesCompare "articles_compare" Get Read "/api/v1/schools/{school}/articles/{article}/compare" 200
        ArticleWrite ArticlePath, CompareQuery, () => Comparison;
}
