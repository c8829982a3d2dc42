//! Reference materials about the journal: the school's own texts, and links to those of others (K1, T8).

pub mod editions;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Role, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::files::Content;
use crate::ids::{ArticleId, BookingId, FileId};
use crate::link::is_https;
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schedules::Audience;
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::Topic;
pub use editions::{ArticleEdition, EditionState};

/// The most characters of a title.
pub const MAX_TITLE: u32 = 150;
/// The most characters of a text.
pub const MAX_TEXT: u32 = 20_000;
/// The most characters of a link.
pub const MAX_LINK: u32 = 500;
/// The most characters of whose material it is.
pub const MAX_SOURCE: u32 = 150;

/// The most characters of a licence.
pub const MAX_LICENCE: u32 = 150;
/// How many days before an article's last day its writer is told of it.
pub const SOON_DAYS: u64 = 7;
/// The hour of the school's day at which they are told.
pub const TOLD_HOUR: u16 = 8;
/// The most characters of a journal's name.
pub const MAX_JOURNAL: u32 = 80;

named! {
    /// Who finds an article once it is published (K1, P5).
    Visibility {
        /// Everybody, without an account too: on the school's public pages.
        Public "public" "всем, и без входа" "everybody, without an account too"
        /// People of the school: those of the article's audiences.
        Audiences "audiences" "людям школы" "people of the school"
        /// The school's staff.
        Staff "staff" "только сотрудникам" "staff only"
        /// Helpers with an order in force, and those who write articles.
        Helpers "helpers" "только тем, кто помогает" "helpers only"
    }
}

impl Default for Visibility {
    /// As before there was a choice.
    fn default() -> Self {
        Self::Audiences
    }
}

/// A reference material in a list (K1). What others wrote is linked and named, not copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleSummary {
    pub id: ArticleId,
    pub title: String,
    pub topic: Option<Topic>,
    /// Where it stands: `https`.
    pub link: Option<String>,
    /// Whose it is, where it is not the school's.
    pub source: Option<String>,
    /// On what terms others let it be used.
    pub licence: Option<String>,
    /// For which electronic journal it is; null for any.
    pub journal: Option<String>,
    pub visibility: Visibility,
    /// For whom it is where `visibility` is `audiences`, none for everybody. Staff read what is for families too.
    pub audiences: Vec<Audience>,
    /// The last day on which it holds; null where it has none.
    pub valid_until: Option<NaiveDate>,
    /// None when the server's administrator put it there.
    pub created_by: Option<MemberRef>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When what stands here was published; null before: only those who write articles find it until then.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was withdrawn: only those who write articles find it since.
    pub ended_at: Option<DateTime<Utc>>,
    /// What is being written and not published yet; told to those who write articles.
    pub draft: Option<ArticleEdition>,
    pub version: i64,
}

impl Check for ArticleSummary {}

/// A reference material to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Article {
    #[serde(flatten)]
    pub summary: ArticleSummary,
    /// The school's own words; null where only a link leads on.
    pub text: Option<String>,
    /// `text` as HTML to show as it is: Markdown, cleaned of everything that is not formatting.
    pub html: Option<String>,
    /// What stands in `draft`.
    pub draft_body: Option<ArticleBody>,
    /// The text of the draft as HTML.
    pub draft_html: Option<String>,
}

impl Check for Article {}

/// An article where it is named: in the homework of a consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleRef {
    pub id: ArticleId,
    pub title: String,
    /// Null where it has none, and where it is not open.
    pub link: Option<String>,
    /// Whether the reader may read it: it was not withdrawn, and is for people like them.
    pub open: bool,
}

/// An article as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleBody {
    #[cfg_attr(feature = "openapi", schema(max_length = 150))]
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// Markdown; HTML in it is shown as it is typed. A picture is one's own upload, named as `![what it shows](file:<id>)`: by
    /// saving it becomes the article's. A text or a link is needed; both are welcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// On what terms others let it be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// For which electronic journal it is; nothing for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    #[serde(default)]
    pub visibility: Visibility,
    /// Only where `visibility` is `audiences`; nothing for everybody in the school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<Audience>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// Whether nothing was typed.
fn blank(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

impl Check for ArticleBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/title", &self.title, MAX_TITLE);
        check::optional_text(errors, "/text", self.text.as_deref(), MAX_TEXT);
        check::optional_text(errors, "/source", self.source.as_deref(), MAX_SOURCE);
        check::optional_text(errors, "/licence", self.licence.as_deref(), MAX_LICENCE);
        check::optional_text(errors, "/journal", self.journal.as_deref(), MAX_JOURNAL);
        check::optional_text(errors, "/link", self.link.as_deref(), MAX_LINK);
        let link = self.link.as_deref().map(str::trim).unwrap_or_default();
        if !link.is_empty() && !is_https(link) {
            errors.push(FieldError::new("/link", FieldErrorKind::NotALink));
        }
        if blank(self.text.as_ref()) && link.is_empty() {
            errors.push(FieldError::new("/text", FieldErrorKind::Required));
        }
        let mut audiences = self.audiences.iter().enumerate();
        if audiences.any(|(place, one)| self.audiences.iter().take(place).any(|before| before == one)) {
            errors.push(FieldError::new("/audiences", FieldErrorKind::Taken));
        }
        if self.visibility != Visibility::Audiences && !self.audiences.is_empty() {
            errors.push(FieldError::new("/audiences", FieldErrorKind::NotOpen));
        }
    }
}

impl ArticleSummary {
    /// Whether its last day is over.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.valid_until.is_some_and(|last| last < today)
    }
}

/// A text that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextBody {
    pub text: String,
    /// The article that is written anew, whose pictures the text may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

impl Check for TextBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/text", Some(&self.text), MAX_TEXT);
    }
}

/// How a text will look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TextPreview {
    /// To show as it is.
    pub html: String,
}

impl Check for TextPreview {}

/// As whom people with these roles read and come: each once.
pub fn audiences_of(roles: impl IntoIterator<Item = Role>) -> Vec<Audience> {
    let audience = |role: Role| match (role, role.is_staff()) {
        (Role::Parent, _) => Some(Audience::Parents),
        (Role::Student, _) => Some(Audience::Students),
        (_, staff) => staff.then_some(Audience::Staff),
    };
    let mut all: Vec<Audience> = roles.into_iter().filter_map(audience).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What came of the starter set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StarterAdded {
    /// How many articles were added; none when the school has had them all.
    pub added: u32,
}

impl Check for StarterAdded {}

/// An article in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ArticlePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub article: ArticleId,
}

/// A picture of an article in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ArticleImagePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub article: ArticleId,
    pub image: FileId,
}

/// How a text names an uploaded picture: `![what it shows](file:<id>)`.
pub const PICTURE: &str = "file:";

/// Which articles to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ArticlesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// The withdrawn ones, for those who write articles; nobody else has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<bool>,
    /// Those with something not published yet in this state, for those who write articles; nobody else has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<EditionState>,
    /// Those whose last day is over, for those who write articles; nobody else is told apart by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<bool>,
    /// For this journal; what is for any journal is among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// Those that the person of this booking may be given to read, for who works on it; nobody else has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for ArticlesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
        check::optional_text(errors, "?journal", self.journal.as_deref(), MAX_JOURNAL);
    }
}

endpoints! {
    /// Lists the articles that are published and for the reader, the newest first. Staff read those for families too; those who
    /// write articles also find the withdrawn ones and what is not published yet.
    ArticlesList "articles_list" Get Read "/api/v1/schools/{school}/articles" 200
        ArticleRead SchoolPath, ArticlesQuery, () => Page<ArticleSummary>;
    /// Reads an article.
    ArticlesFind "articles_find" Get Read "/api/v1/schools/{school}/articles/{article}" 200
        ArticleRead ArticlePath, Nothing, () => Article;
    /// Adds an article, as a draft: nobody reads it but those who write articles until it is published.
    ArticlesCreate "articles_create" Post Create "/api/v1/schools/{school}/articles" 201
        ArticleWrite SchoolPath, Nothing, ArticleBody => Article;
    /// Writes an article anew, into its draft; readers keep what was published until the draft is published too. What was sent
    /// to review is a draft again.
    ArticlesReplace "articles_replace" Put Change "/api/v1/schools/{school}/articles/{article}" 200
        ArticleWrite ArticlePath, Nothing, ArticleBody => Article;
    /// Shows how a text will look; nothing is kept.
    ArticlesPreview "articles_preview" Post Act "/api/v1/schools/{school}/articles/preview" 200
        ArticleWrite SchoolPath, Nothing, TextBody => TextPreview;
    /// Reads a picture of an article: whoever reads the article sees the pictures in its text.
    ArticlesImage "articles_image" Get Read "/api/v1/schools/{school}/articles/{article}/images/{image}" 200
        ArticleRead ArticleImagePath, Nothing, () => Content;
    /// Adds the articles of the starter set, in the language asked for: texts for any journal, which the school changes or
    /// withdraws like its own, and which need no review. What the school has had is not added again.
    ArticlesStarter "articles_starter" Post Act "/api/v1/schools/{school}/articles/starter" 200
        ArticleWrite SchoolPath, Nothing, () => StarterAdded;
    /// Withdraws an article, and drops its draft. Where somebody was given it to read, its name stays.
    ArticlesEnd "articles_end" Post Change "/api/v1/schools/{school}/articles/{article}/end" 200
        ArticleWrite ArticlePath, Nothing, () => Article;
}

#[cfg(feature = "openapi")]
mod examples;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(change: &serde_json::Value) -> Vec<(String, FieldErrorKind)> {
        let mut body = json!({"title": "Вход", "link": "https://journal.example/"});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let body: ArticleBody = serde_json::from_value(body).unwrap();
        let mut errors = Vec::new();
        body.check(&mut errors);
        errors
            .into_iter()
            .map(|error| (error.pointer, error.kind))
            .collect()
    }

    #[test]
    fn an_article_has_a_title_and_something_to_read() {
        assert_eq!(wrong(&json!({})), []);
        assert_eq!(wrong(&json!({"link": null, "text": "Откройте журнал."})), []);
        let required = |place: &str| vec![(place.to_owned(), FieldErrorKind::Required)];
        assert_eq!(wrong(&json!({"link": " ", "text": " "})), required("/text"));
        assert_eq!(wrong(&json!({"title": " "})), required("/title"));
        let no_link = vec![("/link".to_owned(), FieldErrorKind::NotALink)];
        assert_eq!(wrong(&json!({"link": "javascript:alert(1)"})), no_link);
        assert_eq!(wrong(&json!({"link": "http://journal.example/"})), no_link);
        let long = FieldErrorKind::TooLong { max: MAX_TITLE };
        assert_eq!(
            wrong(&json!({"title": "я".repeat(151)})),
            [("/title".to_owned(), long)]
        );
        let twice = [("/audiences".to_owned(), FieldErrorKind::Taken)];
        assert_eq!(wrong(&json!({"audiences": ["staff", "staff"]})), twice);
        let both = [("/audiences".to_owned(), FieldErrorKind::NotOpen)];
        let public = |audiences: &[&str]| wrong(&json!({"visibility": "public", "audiences": audiences}));
        assert_eq!(public(&["staff"]), both);
        assert_eq!(public(&[]), []);
    }

    #[test]
    fn people_read_as_what_they_are() {
        assert_eq!(
            audiences_of([Role::Teacher, Role::Parent, Role::ClassTeacher]),
            [Audience::Staff, Audience::Parents]
        );
        assert_eq!(audiences_of([Role::VendorAgent]), []);
    }
}
