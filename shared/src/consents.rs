//! Consent to personal data processing (152-ФЗ) and acquaintance with the regulation (D2): two documents of the school,
//! two separate acts of a person.

pub mod mine;
pub mod words;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Role, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ConsentId, DocumentId, MemberId};
use crate::people::MemberRef;
use crate::people::cards::MAX_NAME;
use crate::schools::SchoolPath;
use crate::text::Lang;

/// The most characters of a document.
pub const MAX_TEXT: u32 = 20_000;

/// Whether a school needs a consent of somebody with these roles (152-ФЗ): what it holds of its staff rests on labour law.
/// Who is a parent as well consents as a parent.
pub fn by_consent(roles: &[Role]) -> bool {
    roles.is_empty() || roles.iter().any(|role| !role.is_staff())
}

named! {
    /// A document that people agree to or get acquainted with.
    DocumentKind {
        /// The consent to personal data processing, given for oneself and for one's children (152-ФЗ).
        Consent "consent" "согласие на обработку персональных данных" "consent to personal data processing"
        /// The regulation of the help desk; people read it and sign that they did (D2).
        Regulation "regulation" "положение о помощи с журналом" "regulation of the help desk"
    }
}

/// A version of a document, as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentText {
    pub id: DocumentId,
    pub kind: DocumentKind,
    /// 1 is the first version.
    pub number: i32,
    pub title: String,
    /// Plain text; empty when there is only a link.
    pub text: String,
    /// Where the document stands; empty when there is only the text.
    pub link: String,
    /// The number of the order that approved it; empty when not told.
    pub order_number: String,
    pub order_date: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

impl Check for DocumentText {}

/// A version of a document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentRef {
    pub id: DocumentId,
    pub kind: DocumentKind,
    pub number: i32,
    pub title: String,
    pub created_at: DateTime<Utc>,
}

/// The documents in force, and the versions before them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Documents {
    pub consent: DocumentText,
    pub regulation: DocumentText,
    /// The newest hundred, newest first.
    pub versions: Vec<DocumentRef>,
}

impl Check for Documents {}

/// A new version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentBody {
    pub kind: DocumentKind,
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// `https://…`; needed when there is no text.
    #[serde(default)]
    pub link: String,
    #[serde(default)]
    pub order_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_date: Option<NaiveDate>,
}

impl Check for DocumentBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/title", &self.title, 200);
        check::optional_text(errors, "/text", Some(&self.text), MAX_TEXT);
        check::optional_text(errors, "/order_number", Some(&self.order_number), 40);
        let link = self.link.trim();
        // What is consented to is kept word by word: what stands at a link may change.
        if self.text.trim().is_empty() && (link.is_empty() || self.kind == DocumentKind::Consent) {
            errors.push(FieldError::new("/text", FieldErrorKind::Required));
        }
        if !link.is_empty() {
            check::optional_text(errors, "/link", Some(link), 500);
            let fits = link.starts_with("https://") || link.starts_with("http://");
            if !fits || link.chars().any(char::is_whitespace) {
                errors.push(FieldError::new("/link", FieldErrorKind::Malformed));
            }
        }
    }
}

/// A document in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct DocumentPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(
        feature = "openapi",
        param(example = "01988a3f-0000-7000-8000-000000000070", value_type = String)
    )]
    pub document: DocumentId,
}

/// A consent or an acquaintance as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Given {
    pub id: ConsentId,
    pub kind: DocumentKind,
    /// About whom.
    pub member: MemberRef,
    /// The parent who gave it for a child; none when it was oneself.
    pub by: Option<MemberRef>,
    /// Who signed the paper for a child whose parents have no card.
    pub representative: Option<String>,
    /// The version of the document.
    pub number: i32,
    pub given_at: DateTime<Utc>,
    /// The day on the paper; none when it was given in the app.
    pub paper_date: Option<NaiveDate>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Check for Given {}

/// What somebody signed on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperBody {
    pub member: MemberId,
    pub kind: DocumentKind,
    /// The day on the paper.
    pub date: NaiveDate,
    /// For a child: the parent who signed. A child's consent names who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
    /// For a child whose parents have no card: the name of the legal representative who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<String>,
}

impl Check for PaperBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(name) = &self.representative {
            check::text(errors, "/representative", name, MAX_NAME);
            if self.by.is_some() {
                errors.push(FieldError::new("/representative", FieldErrorKind::Unknown));
            }
        }
    }
}

/// A consent in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ConsentPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(
        feature = "openapi",
        param(example = "01988a3f-0000-7000-8000-000000000080", value_type = String)
    )]
    pub consent: ConsentId,
}

endpoints! {
    /// Reads the school's two documents in force, and which versions there were.
    DocumentsCurrent "documents_current" Get Read "/api/v1/schools/{school}/documents" 200
        SchoolRead SchoolPath, Nothing, () => Documents;
    /// Reads one version of a document.
    DocumentsFind "documents_find" Get Read "/api/v1/schools/{school}/documents/{document}" 200
        SchoolRead DocumentPath, Nothing, () => DocumentText;
    /// Puts a new version of a document in force.
    ///
    /// Consents that were given stay; people are asked to read a new regulation.
    DocumentsCreate "documents_create" Post Create "/api/v1/schools/{school}/documents" 201
        SchoolEdit SchoolPath, Nothing, DocumentBody => DocumentText;
    /// Records a consent or an acquaintance that was signed on paper. A child's consent tells which parent signed it.
    ConsentsRecord "consents_record" Post Create "/api/v1/schools/{school}/consents" 201
        ConsentRecord SchoolPath, Nothing, PaperBody => Given;
    /// Reads one consent or acquaintance.
    ConsentsFind "consents_find" Get Read "/api/v1/schools/{school}/consents/{consent}" 200
        ConsentRecord ConsentPath, Nothing, () => Given;
    /// Records that a consent was withdrawn on paper.
    ConsentsWithdraw "consents_withdraw" Post Change "/api/v1/schools/{school}/consents/{consent}/withdraw" 200
        ConsentWithdraw ConsentPath, Nothing, () => Given;
    /// Strikes a paper that was recorded by mistake. Nobody withdrew anything, so nothing else follows.
    ConsentsVoid "consents_void" Post Change "/api/v1/schools/{school}/consents/{consent}/void" 200
        ConsentRecord ConsentPath, Nothing, () => Given;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{DocumentBody, DocumentKind, DocumentRef, DocumentText, Documents, Given, PaperBody};
    use crate::endpoint::Example;
    use crate::people::MemberRef;

    impl Example for DocumentText {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000070").into(),
                kind: DocumentKind::Consent,
                number: 1,
                title: "Согласие на обработку персональных данных".into(),
                text: "Я согласен…".into(),
                link: String::new(),
                order_number: "17".into(),
                order_date: "2026-09-01".parse().ok(),
                created_at: "2026-09-01T09:00:00Z".parse().unwrap_or_default(),
            }
        }
    }

    impl Example for Documents {
        fn example() -> Self {
            let consent = DocumentText::example();
            let version = DocumentRef {
                id: consent.id,
                kind: consent.kind,
                number: consent.number,
                title: consent.title.clone(),
                created_at: consent.created_at,
            };
            let regulation = DocumentText {
                kind: DocumentKind::Regulation,
                title: "Положение о помощи с электронным журналом".into(),
                ..consent.clone()
            };
            Self {
                consent,
                regulation,
                versions: vec![version],
            }
        }
    }

    impl Example for DocumentBody {
        fn example() -> Self {
            Self {
                kind: DocumentKind::Regulation,
                title: "Положение о помощи с электронным журналом".into(),
                text: String::new(),
                link: "https://shkola.test/polozhenie.pdf".into(),
                order_number: "17".into(),
                order_date: "2026-09-01".parse().ok(),
            }
        }
    }

    impl Example for Given {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000080").into(),
                kind: DocumentKind::Consent,
                member: MemberRef::example(),
                by: None,
                representative: None,
                number: 1,
                given_at: "2026-11-22T09:00:00Z".parse().unwrap_or_default(),
                paper_date: "2026-11-20".parse().ok(),
                withdrawn_at: None,
                version: 1,
            }
        }
    }

    impl Example for PaperBody {
        fn example() -> Self {
            Self {
                member: MemberRef::example().id,
                kind: DocumentKind::Consent,
                date: "2026-11-20".parse().unwrap_or_default(),
                by: None,
                representative: None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str, link: &str, kind: DocumentKind) -> Vec<String> {
        let mut errors = Vec::new();
        let body = DocumentBody {
            kind,
            title: "Положение".into(),
            text: text.into(),
            link: link.into(),
            order_number: String::new(),
            order_date: None,
        };
        body.check(&mut errors);
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn a_consent_needs_its_words_and_a_regulation_words_or_a_link() {
        use DocumentKind::{Consent, Regulation};
        let link = "https://shkola.test/a.pdf";
        assert_eq!(errors("", link, Regulation), [""; 0]);
        assert_eq!(errors("Текст", "", Consent), [""; 0]);
        assert_eq!(errors("", link, Consent), ["/text"]);
        assert_eq!(errors(" ", "", Regulation), ["/text"]);
        for link in ["javascript:alert(1)", "shkola.test", "https://a b"] {
            assert_eq!(errors("Текст", link, Regulation), ["/link"], "{link}");
        }
    }
}
