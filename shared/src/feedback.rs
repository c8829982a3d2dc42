//! What people think of the help (F).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{RatingId, TicketId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::TicketPath;

/// Days after the answer in which a rating can be given and changed, and after which an answered request closes itself.
pub const RATING_DAYS: i64 = 14;

/// After how many days who has not rated an answer is asked for it, once.
pub const RATING_REMINDER_DAYS: i64 = 3;

/// Why a mark is what it is: to be ticked, so that nobody has to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Reason {
    Quick,
    Clear,
    Solved,
    Kind,
    Slow,
    Unclear,
    Unsolved,
    Rude,
}

impl Reason {
    pub const ALL: [Self; 8] = [
        Self::Quick,
        Self::Clear,
        Self::Solved,
        Self::Kind,
        Self::Slow,
        Self::Unclear,
        Self::Unsolved,
        Self::Rude,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Clear => "clear",
            Self::Solved => "solved",
            Self::Kind => "kind",
            Self::Slow => "slow",
            Self::Unclear => "unclear",
            Self::Unsolved => "unsolved",
            Self::Rude => "rude",
        }
    }

    /// As people say it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Quick => lang.pick("Быстро", "Quick"),
            Self::Clear => lang.pick("Понятно", "Clear"),
            Self::Solved => lang.pick("Вопрос решён", "Solved"),
            Self::Kind => lang.pick("Вежливо", "Kind"),
            Self::Slow => lang.pick("Долго", "Slow"),
            Self::Unclear => lang.pick("Непонятно", "Unclear"),
            Self::Unsolved => lang.pick("Вопрос не решён", "Not solved"),
            Self::Rude => lang.pick("Невежливо", "Not kind"),
        }
    }

    /// Whether it explains such a mark: 4 and 5 are praise, the others tell what was missing.
    pub const fn explains(self, stars: u8) -> bool {
        let praise = match self {
            Self::Quick | Self::Clear | Self::Solved | Self::Kind => true,
            Self::Slow | Self::Unclear | Self::Unsolved | Self::Rude => false,
        };
        praise == (stars >= 4)
    }
}

coded!(Reason);

/// A part of a key; nothing counts it up.
#[cfg(feature = "db")]
impl sea_orm::TryFromU64 for Reason {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Reason"))
    }
}

/// The requester's mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingBody {
    /// From 1 (bad) to 5 (good).
    pub stars: u8,
    /// Reasons that explain the mark, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Check for RatingBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::range(errors, "/stars", self.stars.into(), 1, 5);
        for (place, reason) in self.reasons.iter().enumerate() {
            let before = self.reasons.iter().take(place);
            let kind = match (
                reason.explains(self.stars),
                before.clone().any(|one| one == reason),
            ) {
                (true, false) => continue,
                (true, true) => FieldErrorKind::Taken,
                (false, _) => FieldErrorKind::NotOpen,
            };
            errors.push(FieldError::new(format!("/reasons/{place}"), kind));
        }
        check::optional_text(errors, "/comment", self.comment.as_deref(), 2000);
    }
}

/// A rating as its author sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    pub id: RatingId,
    pub stars: u8,
    pub reasons: Vec<Reason>,
    pub comment: Option<String>,
    pub rated_at: DateTime<Utc>,
    pub changeable_until: DateTime<Utc>,
}

impl Check for Rating {}

/// A rating as heads see it, unless it is about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedbackItem {
    pub id: RatingId,
    pub stars: u8,
    pub reasons: Vec<Reason>,
    pub comment: Option<String>,
    pub rated_at: DateTime<Utc>,
    pub ticket: TicketId,
    /// The request's number.
    #[cfg_attr(feature = "openapi", schema(example = "2026-000123"))]
    pub number: String,
    pub requester: MemberRef,
    /// Who spoke as staff in the request.
    pub helpers: Vec<MemberRef>,
}

impl Check for FeedbackItem {}

/// So many ratings are told to a helper together: of fewer one could guess who gave which.
pub const TOGETHER: usize = 5;
/// Over how many days a helper's own ratings are counted.
pub const OWN_DAYS: i64 = 366;

/// What a helper learns of the ratings of their own answers (F3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnFeedback {
    /// Nothing while there are fewer than five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings: Option<OwnRatings>,
}

impl Check for OwnFeedback {}

/// Ratings without names, dates and requests, told five by five: a single new one changes nothing here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnRatings {
    pub summary: RatingSummary,
    /// In no order.
    pub comments: Vec<String>,
}

/// Which page of ratings, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FeedbackQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// Given on this day of the school's zone or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Given on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Only this mark, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stars: Option<u8>,
    /// Only where this reason was ticked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub reason: Option<Reason>,
}

impl Check for FeedbackQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::days(errors, ("?from", self.from), ("?to", self.to));
        if let Some(stars) = self.stars {
            check::range(errors, "?stars", stars.into(), 1, 5);
        }
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// Number and mean of ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingSummary {
    /// How many ratings of 1, 2, 3, 4 and 5.
    pub counts: Vec<u64>,
    /// The mean; absent without ratings.
    pub average: Option<f64>,
    /// How often each reason was ticked, the most frequent first; what nobody ticked is left out.
    pub reasons: Vec<ReasonCount>,
}

/// How often a reason was ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonCount {
    pub reason: Reason,
    pub ratings: u64,
}

impl ReasonCount {
    /// As they are told: the most frequent first, the others as they are offered.
    pub fn most_frequent_first(counts: &mut [Self]) {
        counts.sort_by_key(|count| (std::cmp::Reverse(count.ratings), count.reason));
    }
}

endpoints! {
    /// Rates an answered request, or changes the rating.
    ///
    /// Possible for 14 days after the answer. The helper does not see it.
    TicketsRating "tickets_rating" Post Create "/api/v1/schools/{school}/tickets/{ticket}/rating" 201
        TicketRate TicketPath, Nothing, RatingBody => Rating;
    /// Lists ratings, newest first, with who gave them and who is meant. What concerns the reader's own answers is left out, and
    /// what they may not read.
    FeedbackList "feedback_list" Get Read "/api/v1/schools/{school}/feedback" 200
        FeedbackRead SchoolPath, FeedbackQuery, () => Page<FeedbackItem>;
    /// Tells a helper what people think of their own answers in a year, without names, dates and requests; nothing of fewer than
    /// five.
    FeedbackOwn "feedback_own" Get Read "/api/v1/schools/{school}/feedback/own" 200
        ReportRead SchoolPath, Nothing, () => OwnFeedback;
}

#[cfg(feature = "openapi")]
pub(crate) mod examples {
    use super::{
        FeedbackItem, OwnFeedback, OwnRatings, Rating, RatingBody, RatingSummary, Reason, ReasonCount,
    };
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for RatingBody {
        fn example() -> Self {
            Self {
                stars: 5,
                reasons: vec![Reason::Quick, Reason::Clear],
                comment: Some("Быстро и понятно, спасибо!".into()),
            }
        }
    }

    impl Example for Rating {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000050").into(),
                stars: 5,
                reasons: vec![Reason::Quick, Reason::Clear],
                comment: Some("Быстро и понятно, спасибо!".into()),
                rated_at: example_time(26),
                changeable_until: example_time(24 * 15),
            }
        }
    }

    impl Example for FeedbackItem {
        fn example() -> Self {
            let Rating {
                id,
                stars,
                reasons,
                comment,
                rated_at,
                ..
            } = Rating::example();
            Self {
                id,
                stars,
                reasons,
                comment,
                rated_at,
                ticket: uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into(),
                number: "2026-000123".into(),
                requester: MemberRef::example(),
                helpers: vec![MemberRef::example()],
            }
        }
    }

    pub(crate) fn summary() -> RatingSummary {
        RatingSummary {
            counts: vec![0, 1, 2, 7, 15],
            average: Some(4.44),
            reasons: vec![ReasonCount {
                reason: Reason::Quick,
                ratings: 11,
            }],
        }
    }

    impl Example for OwnFeedback {
        fn example() -> Self {
            Self {
                ratings: Some(OwnRatings {
                    summary: summary(),
                    comments: vec!["Быстро и понятно, спасибо!".into()],
                }),
            }
        }
    }
}
