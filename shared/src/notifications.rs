//! What a member is told of: their requests, the work on others', consultations, whom they stand in for. It stands in the app,
//! and goes by mail as its reader chose (T4, S5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{AbsenceId, ArticleId, BookingId, ConductId, NotificationId, TicketId, VoiceId};
use crate::page::{Cursor, Page};
use crate::schools::SchoolPath;
use crate::text::Lang;

/// How many may be marked as read at once.
pub const MOST_READ: usize = 100;
/// For how many days a notification is kept.
pub const KEPT_DAYS: i64 = 90;
/// The hour of the school's day at which the letter of the day goes.
pub const DIGEST_HOUR: u16 = 7;

named! {
    /// What happened. The names are the subjects of letters.
    NotificationKind {
        Answered "answered" "На ваше обращение ответили" "Your request is answered"
        Rate "rate" "Оцените ответ на ваше обращение" "Rate the answer to your request"
        Filed "filed" "Для вас оформили обращение" "A request was filed for you"
        Asked "asked" "По вашему обращению нужно уточнение" "Your request needs a detail"
        Refused "refused" "По вашему обращению принято решение" "Your request was decided on"
        Stopped "stopped" "Разговор по вашему обращению остановлен" "The conversation of your request was stopped"
        HandedOver "handed_over" "Ваше обращение передано разработчику журнала" "Your request was handed over to the journal's vendor"
        Message "message" "В вашем обращении новое сообщение" "Your request has a new message"
        VoiceAnswered "voice_answered" "Вам ответили на то, что вы написали" "What you wrote was answered"
        Followed "followed" "Новое в обращении, за которым вы следите" "News in a request that you follow"
        Assigned "assigned" "Вам передали обращение" "A request was assigned to you"
        Replied "replied" "В обращении, которое вы ведёте, новое сообщение" "A request that you work on has a new message"
        Objected "objected" "Возражение на отказ ждёт решения" "An objection to a refusal waits for a decision"
        ConsiderSoon "consider_soon" "Скоро выйдет срок рассмотрения обращения" "The time to consider a request is nearly over"
        ConsiderLate "consider_late" "Обращение не рассмотрено в срок" "A request was not considered in time"
        AnswerSoon "answer_soon" "Скоро выйдет срок ответа на обращение" "The time to answer a request is nearly over"
        AnswerLate "answer_late" "На обращение не ответили в срок" "A request was not answered in time"
        FollowUp "follow_up" "Низкая оценка ждёт вашего внимания" "A low mark waits for your attention"
        FollowUpLate "follow_up_late" "По низкой оценке ничего не сделано в срок" "Nothing was done in time about a low mark"
        Booked "booked" "Вы записаны на консультацию" "Your consultation is booked"
        Moved "moved" "Консультация перенесена" "Your consultation is moved"
        Offered "offered" "Освободилось время для консультации" "A time for a consultation became free"
        Freed "freed" "Консультация не состоится" "Your consultation will not take place"
        Clock "clock" "У школы другой часовой пояс" "The school has another time zone"
        DayBefore "day_before" "Напоминание о консультации" "A reminder of your consultation"
        HourBefore "hour_before" "Скоро консультация" "Your consultation is soon"
        DeskBooked "desk_booked" "К вам записались на консультацию" "Somebody booked a consultation with you"
        DeskMoved "desk_moved" "Консультацию у вас перенесли" "A consultation with you was moved"
        DeskCancelled "desk_cancelled" "Консультацию у вас отменили" "A consultation with you was cancelled"
        TakeOver "take_over" "Обращение ждёт другого специалиста" "A request waits for another helper"
        Conduct "conduct" "Новое сообщение о поведении" "A new report of conduct"
        ConductAsked "conduct_asked" "По вашему сообщению о поведении есть вопрос" "There is a question to your report of conduct"
        ConductReplied "conduct_replied" "Дополнено сообщение о поведении" "A report of conduct was added to"
        ConductDecided "conduct_decided" "По вашему сообщению о поведении принято решение" "Your report of conduct was decided on"
        ConductLate "conduct_late" "Сообщение о поведении не решено в срок" "A report of conduct was not decided in time"
        ConductTold "conduct_told" "Решение по правилам общения" "A decision on the rules of conduct"
        ArticleSoon "article_soon" "Скоро последний день материала" "A material is nearly past its last day"
        ArticleLast "article_last" "Сегодня последний день материала" "Today is the last day of a material"
        StandIn "stand_in" "Изменилось, кого вы замещаете" "Whom you stand in for has changed"
    }
}

named! {
    /// What belongs together when somebody chooses which letters to get.
    NotificationGroup {
        Requests "requests" "Мои обращения" "My requests"
        Work "work" "Обращения, которые я веду" "Requests that I work on"
        Consultations "consultations" "Мои консультации" "My consultations"
        Desk "desk" "Приём и замещения" "My desk, and standing in"
    }
}

named! {
    /// When a letter goes.
    MailChoice {
        AtOnce "at_once" "сразу" "at once"
        /// With what else is new, once in the morning.
        Daily "daily" "раз в день" "once a day"
        Never "never" "не присылать" "never"
    }
}

impl NotificationKind {
    /// With what it is chosen.
    pub const fn group(self) -> NotificationGroup {
        match self {
            Self::Answered
            | Self::Rate
            | Self::Filed
            | Self::Asked
            | Self::Refused
            | Self::Stopped
            | Self::HandedOver
            | Self::ConductAsked
            | Self::ConductDecided
            | Self::ConductTold
            | Self::VoiceAnswered
            | Self::Message => NotificationGroup::Requests,
            Self::Followed
            | Self::Assigned
            | Self::Replied
            | Self::Objected
            | Self::ConsiderSoon
            | Self::ConsiderLate
            | Self::AnswerSoon
            | Self::TakeOver
            | Self::Conduct
            | Self::ConductReplied
            | Self::ConductLate
            | Self::FollowUp
            | Self::FollowUpLate
            | Self::ArticleSoon
            | Self::ArticleLast
            | Self::AnswerLate => NotificationGroup::Work,
            Self::Booked
            | Self::Moved
            | Self::Offered
            | Self::Freed
            | Self::Clock
            | Self::DayBefore
            | Self::HourBefore => NotificationGroup::Consultations,
            Self::DeskBooked | Self::DeskMoved | Self::DeskCancelled | Self::StandIn => {
                NotificationGroup::Desk
            }
        }
    }

    /// Whether it leads to the low marks, and not to the request itself.
    pub const fn is_follow_up(self) -> bool {
        matches!(self, Self::FollowUp | Self::FollowUpLate)
    }

    /// Whether it is worth nothing tomorrow: then it goes at once also to who reads one letter a day.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::Offered | Self::HourBefore)
    }
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotificationAbout {
    Ticket {
        id: TicketId,
    },
    Booking {
        id: BookingId,
    },
    Absence {
        id: AbsenceId,
    },
    Conduct {
        id: ConductId,
    },
    /// A decision that concerns the reader; it names nothing else.
    Told,
    Voice {
        id: VoiceId,
    },
    Article {
        id: ArticleId,
    },
}

impl NotificationAbout {
    /// The request that it is about.
    pub const fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Ticket { id } => Some(id),
            Self::Booking { .. }
            | Self::Absence { .. }
            | Self::Article { .. }
            | Self::Conduct { .. }
            | Self::Told
            | Self::Voice { .. } => None,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// In the reader's language.
    #[cfg_attr(feature = "openapi", schema(example = "Your request is answered"))]
    pub title: String,
    pub about: NotificationAbout,
    /// The number of the request.
    #[cfg_attr(feature = "openapi", schema(example = "2026-000123"))]
    pub number: Option<String>,
    /// When the consultation is.
    pub starts_at: Option<DateTime<Utc>>,
    pub at: DateTime<Utc>,
    pub read: bool,
}

impl Check for Notification {}

/// Which to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct NotificationsQuery {
    /// Only those that were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for NotificationsQuery {}

/// How many were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationsCount {
    pub unread: i64,
}

impl Check for NotificationsCount {}

/// What was read: these, all about one thing, all until a moment. Told together, each adds to the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationsReadBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub notifications: Vec<NotificationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl NotificationsReadBody {
    /// All about one request.
    pub fn of_ticket(id: TicketId) -> Self {
        Self {
            ticket: Some(id),
            ..Self::default()
        }
    }

    /// All about one consultation.
    pub fn of_booking(id: BookingId) -> Self {
        Self {
            booking: Some(id),
            ..Self::default()
        }
    }
}

impl Check for NotificationsReadBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let named = self.ticket.is_some() || self.booking.is_some() || self.until.is_some();
        let count = i64::try_from(self.notifications.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_READ).unwrap_or(i64::MAX);
        check::range(errors, "/notifications", count, i64::from(!named), most);
    }
}

/// Which letters somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailChoices {
    #[serde(flatten)]
    pub choices: MailChoicesBody,
    /// Whether there is a confirmed address to write to.
    pub address: bool,
}

impl Check for MailChoices {}

/// When the letters of each group go. Those about the sign-in itself always go at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailChoicesBody {
    pub requests: MailChoice,
    pub work: MailChoice,
    pub consultations: MailChoice,
    pub desk: MailChoice,
}

impl Default for MailChoicesBody {
    fn default() -> Self {
        Self {
            requests: MailChoice::AtOnce,
            work: MailChoice::AtOnce,
            consultations: MailChoice::AtOnce,
            desk: MailChoice::AtOnce,
        }
    }
}

impl MailChoicesBody {
    /// The choice for a kind.
    pub const fn of(self, kind: NotificationKind) -> MailChoice {
        let chosen = match kind.group() {
            NotificationGroup::Requests => self.requests,
            NotificationGroup::Work => self.work,
            NotificationGroup::Consultations => self.consultations,
            NotificationGroup::Desk => self.desk,
        };
        match chosen {
            MailChoice::Daily if kind.is_urgent() => MailChoice::AtOnce,
            MailChoice::AtOnce | MailChoice::Daily | MailChoice::Never => chosen,
        }
    }
}

impl Check for MailChoicesBody {}

endpoints! {
    /// Lists what one was told in a school, the newest first. What one may read no more is not in it.
    NotificationsList "notifications_list" Get Read "/api/v1/schools/{school}/notifications" 200
        NotificationRead SchoolPath, NotificationsQuery, () => Page<Notification>;
    /// Tells how many of them were not read.
    NotificationsFind "notifications_find" Get Read "/api/v1/schools/{school}/notifications/unread" 200
        NotificationRead SchoolPath, Nothing, () => NotificationsCount;
    /// Marks some as read: by their ids, all about one thing, or all until a moment. What is not one's own is left alone.
    NotificationsRead "notifications_read" Post Act "/api/v1/schools/{school}/notifications/read" 200
        NotificationRead SchoolPath, Nothing, NotificationsReadBody => NotificationsCount;
    /// Reads which letters one wants.
    MeMail "me_mail" Get Read "/api/v1/me/mail" 200
        SignedIn Nothing, Nothing, () => MailChoices;
    /// Chooses which letters one wants: at once, once a day, or never. It holds in all schools; the app tells everything all the
    /// same.
    MeMailReplace "me_mail_replace" Put Act "/api/v1/me/mail" 200
        SignedIn Nothing, Nothing, MailChoicesBody => MailChoices;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        MailChoice, MailChoices, MailChoicesBody, Notification, NotificationAbout, NotificationKind,
        NotificationsCount, NotificationsReadBody,
    };
    use crate::endpoint::Example;
    use crate::tickets::example_time;

    impl Example for Notification {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000a1").into(),
                kind: NotificationKind::Answered,
                title: "Your request is answered".into(),
                about: NotificationAbout::Ticket {
                    id: uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into(),
                },
                number: Some("2026-000123".into()),
                starts_at: None,
                at: example_time(0),
                read: false,
            }
        }
    }

    impl Example for NotificationsCount {
        fn example() -> Self {
            Self { unread: 3 }
        }
    }

    impl Example for NotificationsReadBody {
        fn example() -> Self {
            Self {
                notifications: vec![Notification::example().id],
                ..Self::default()
            }
        }
    }

    impl Example for MailChoicesBody {
        fn example() -> Self {
            Self {
                requests: MailChoice::AtOnce,
                work: MailChoice::Daily,
                consultations: MailChoice::AtOnce,
                desk: MailChoice::Never,
            }
        }
    }

    impl Example for MailChoices {
        fn example() -> Self {
            Self {
                choices: MailChoicesBody::example(),
                address: true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worth_nothing_tomorrow_does_not_wait_for_the_letter_of_the_day() {
        let daily = MailChoicesBody {
            consultations: MailChoice::Daily,
            ..MailChoicesBody::default()
        };
        assert_eq!(daily.of(NotificationKind::Booked), MailChoice::Daily);
        assert_eq!(daily.of(NotificationKind::Offered), MailChoice::AtOnce);
        assert_eq!(daily.of(NotificationKind::HourBefore), MailChoice::AtOnce);
        let never = MailChoicesBody {
            consultations: MailChoice::Never,
            ..daily
        };
        assert_eq!(never.of(NotificationKind::Offered), MailChoice::Never);
        assert_eq!(daily.of(NotificationKind::Answered), MailChoice::AtOnce);
    }
}
