//! Search over requests by number, name and words, within what the reader may read.

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::endpoints;
use crate::ids::{MessageId, TicketId};
use crate::page::{Cursor, Page};
use crate::schools::SchoolPath;

use super::{
    Channel, MessageKind, RequesterGroup, TicketScope, TicketStatus, TicketSummary, TicketsQuery, Topic,
};

/// The most characters of a query.
pub const MAX_QUERY: u32 = 200;
/// The most words of a query.
pub const MAX_WORDS: u32 = 12;
/// How many of the newest matches are put in order when the best are to come first.
pub const BEST_OF: u16 = 200;
/// The most places that a request shows of its texts.
pub const MAX_SNIPPETS: usize = 3;

/// The orders of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SearchOrder {
    /// The newest first.
    #[default]
    Newest,
    /// Of the newest 200 matches those first that fit best. There is no further page.
    Best,
}

/// What to look for. All words must be in the request: in its number, title, texts, or in the names of its requester and child;
/// the filters hold as in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct TicketsSearchQuery {
    /// Words, names, numbers, in any form: «оценок» finds «оценки», `8 912 …` finds `+7 (912) …`. Nothing in it is an operator.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(example = "оценки четверть"))]
    pub q: String,
    /// Whether the last word is still being typed: what begins with it is found too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub scope: Option<TicketScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub status: Option<TicketStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<RequesterGroup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub channel: Option<Channel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub order: Option<SearchOrder>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl TicketsSearchQuery {
    /// Looks for words without any filter.
    pub fn of(q: impl Into<String>) -> Self {
        Self {
            q: q.into(),
            ..Self::default()
        }
    }

    /// The filters, as the list has them.
    pub fn filters(&self) -> TicketsQuery {
        TicketsQuery {
            scope: self.scope,
            status: self.status,
            topic: self.topic,
            group: self.group,
            channel: self.channel,
            ..TicketsQuery::default()
        }
    }
}

impl Check for TicketsSearchQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let before = errors.len();
        check::text(errors, "?q", &self.q, MAX_QUERY);
        if errors.len() == before && !self.q.chars().any(char::is_alphanumeric) {
            errors.push(FieldError::new("?q", FieldErrorKind::NoWords));
        }
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// A place where something was found: from the character `from` up to the one before `to`, counted from 0 in Unicode characters
/// (not bytes, not UTF-16 units), so no letter is ever cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    pub from: u32,
    pub to: u32,
}

/// A piece of one text of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snippet {
    pub message: MessageId,
    pub kind: MessageKind,
    /// The request that it was written in, when that was merged into this one.
    pub of: Option<TicketId>,
    /// The piece, with `…` where it was cut.
    pub text: String,
    pub found: Vec<Span>,
}

/// A request that was found, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketHit {
    #[serde(flatten)]
    pub ticket: TicketSummary,
    /// In its number.
    pub in_number: Vec<Span>,
    /// In its title.
    pub in_title: Vec<Span>,
    /// In the requester's name.
    pub in_requester: Vec<Span>,
    /// In the name of the class.
    pub in_class: Vec<Span>,
    /// Pieces of its texts, those with most of the words first; three at most, and none where only the lines above have them.
    pub snippets: Vec<Snippet>,
}

impl Check for TicketHit {}

endpoints! {
    /// Searches requests that the reader may read, the newest first.
    ///
    /// Internal notes are searched for those who read them.
    TicketsSearch "tickets_search" Get Read "/api/v1/schools/{school}/tickets/search" 200
        TicketRead SchoolPath, TicketsSearchQuery, () => Page<TicketHit>;
}

/// A text cut at the places where something was found: each piece, and whether it is such a place.
pub fn pieces(text: &str, found: &[Span]) -> Vec<(String, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut piece = |from: usize, to: usize, found: bool| {
        let part: String = chars.get(from..to).unwrap_or_default().iter().collect();
        if !part.is_empty() {
            pieces.push((part, found));
        }
    };
    let end = |place: u32| usize::try_from(place).unwrap_or(usize::MAX).min(chars.len());
    for span in found {
        let (from, to) = (end(span.from).max(at), end(span.to));
        piece(at, from, false);
        piece(from, to, true);
        at = to.max(from);
    }
    piece(at, chars.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text() {
        let span = |from, to| Span { from, to };
        let cut = |found: &[Span]| pieces("🙂ёж спит", found);
        let own = |text: &str, found| (text.to_owned(), found);
        assert_eq!(cut(&[]), [own("🙂ёж спит", false)]);
        assert_eq!(
            cut(&[span(1, 3)]),
            [own("🙂", false), own("ёж", true), own(" спит", false)]
        );
        assert_eq!(
            cut(&[span(0, 1), span(4, 99)]),
            [own("🙂", true), own("ёж ", false), own("спит", true)]
        );
        // What does not fit the text, as after a mistake, cuts no letter and loses none.
        for found in [
            [span(5, 2), span(1, 3)],
            [span(9, 9), span(0, 100)],
            [span(3, 6), span(4, 5)],
        ] {
            let whole: String = cut(&found).into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(whole, "🙂ёж спит");
        }
    }

    #[test]
    fn a_query_holds_something_to_look_for() {
        let kinds = |q: &str| {
            let mut errors = Vec::new();
            TicketsSearchQuery::of(q).check(&mut errors);
            errors.into_iter().map(|error| error.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds("оценки"), []);
        assert_eq!(kinds("  "), [FieldErrorKind::Required]);
        assert_eq!(kinds("🙂 \"*"), [FieldErrorKind::NoWords]);
        assert_eq!(kinds("а\0б"), [FieldErrorKind::Unprintable]);
        assert_eq!(kinds(&"щ".repeat(201)), [FieldErrorKind::TooLong { max: 200 }]);
    }
}
