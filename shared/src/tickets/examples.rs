//! What the types look like in the API's description.

use chrono::{DateTime, Duration, Utc};

use super::{
    Act, AssignBody, Channel, DecideBody, EventKind, FollowBody, HandOverBody, Handover, Message,
    MessageBody, MessageKind, Outcome, OutcomeBody, ReferenceBody, RequesterGroup, ShareBody, Side, StepBody,
    Ticket, TicketBody, TicketCounts, TicketState, TicketSummary, Topic, TopicBody, VendorChannel,
    history::TicketEvent,
    search::{Snippet, Span, TicketHit},
};
use crate::endpoint::Example;
use crate::files::StoredFile;
use crate::people::MemberRef;

/// A fixed moment, and hours after it.
pub fn example_time(hours: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_795_363_200, 0).unwrap_or_default();
    start + Duration::hours(hours)
}

fn parent() -> MemberRef {
    MemberRef {
        id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
        name: "Орлов Павел Игоревич".into(),
    }
}

impl Example for TicketBody {
    fn example() -> Self {
        Self::new(
            Topic::FinalMarks,
            "Не вижу оценок за четверть: раздел «Итоговые» пустой.",
        )
    }
}

impl Example for TicketSummary {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000040").into(),
            number: "2026-000123".into(),
            title: "Не вижу оценок за четверть: раздел «Итоговые» пустой.".into(),
            topic: Topic::FinalMarks,
            state: TicketState::New,
            group: RequesterGroup::Parent,
            requester: parent(),
            class_name: Some("7А".into()),
            assignee: None,
            filed_at: example_time(0),
            term_from: example_time(0),
            channel: Channel::Web,
            due_at: example_time(0) + chrono::Duration::hours(24),
            answer_due_at: None,
            paused: false,
            considered_at: None,
            answered_at: None,
            updated_at: example_time(0),
            mine: true,
            filed_by: None,
            to_class_teacher: false,
            private: false,
            shared: false,
            version: 1,
        }
    }
}

impl Example for Message {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000041").into(),
            kind: MessageKind::Request,
            author: parent(),
            side: Side::Requester,
            mine: true,
            text: "Не вижу оценок за четверть: раздел «Итоговые» пустой.".into(),
            at: example_time(0),
            of: None,
            files: vec![StoredFile::example()],
        }
    }
}

impl Example for Ticket {
    fn example() -> Self {
        Self {
            summary: TicketSummary::example(),
            messages: vec![Message::example()],
            earlier: None,
            rating: None,
            handovers: Vec::new(),
            links: Vec::new(),
            followed: false,
            may: vec![Act::Message, Act::Close],
        }
    }
}

impl Example for MessageBody {
    fn example() -> Self {
        Self {
            text: "Через приложение на телефоне.".into(),
            internal: false,
            files: Vec::new(),
        }
    }
}

impl Example for StepBody {
    fn example() -> Self {
        Self {
            text: "Итоговые видны на сайте журнала, в приложении появятся после обновления.".into(),
            files: Vec::new(),
        }
    }
}

impl Example for AssignBody {
    fn example() -> Self {
        Self {
            assignee: Some(MemberRef::example().id),
        }
    }
}

impl Example for ShareBody {
    fn example() -> Self {
        Self { shared: true }
    }
}

impl Example for TicketCounts {
    fn example() -> Self {
        Self {
            mine: 1,
            work: 14,
            assigned: 3,
            unassigned: 9,
            addressed: 0,
            overdue: 1,
        }
    }
}

impl Example for TopicBody {
    fn example() -> Self {
        Self { topic: Topic::Access }
    }
}

impl Example for DecideBody {
    fn example() -> Self {
        Self {
            upheld: false,
            text: "Поможем: это вопрос по журналу.".into(),
            files: Vec::new(),
        }
    }
}

impl Example for FollowBody {
    fn example() -> Self {
        Self { followed: true }
    }
}

impl Example for Handover {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000043").into(),
            channel: VendorChannel::Email,
            reference: Some("SD-10482".into()),
            text: Some("После обновления у родителей 7А пуст раздел «Итоговые».".into()),
            files: vec![StoredFile::example()],
            by: MemberRef::example(),
            at: example_time(2),
            due_at: Some(example_time(26)),
            pauses: false,
            outcome: None,
            ended_at: None,
        }
    }
}

impl Example for HandOverBody {
    fn example() -> Self {
        Self {
            channel: VendorChannel::Email,
            text: "После обновления у родителей 7А пуст раздел «Итоговые».".into(),
            reference: None,
            files: Vec::new(),
        }
    }
}

impl Example for ReferenceBody {
    fn example() -> Self {
        Self {
            reference: "SD-10482".into(),
        }
    }
}

impl Example for OutcomeBody {
    fn example() -> Self {
        Self {
            outcome: Outcome::Answered,
            text: "Разработчик исправил ошибку: обновите страницу дневника.".into(),
            files: Vec::new(),
        }
    }
}

impl Example for TicketEvent {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000044"),
            at: example_time(1),
            event: EventKind::Assign,
            actor: Some(MemberRef::example()),
            to: Some(MemberRef::example()),
            other: None,
            clock: None,
        }
    }
}

impl Example for TicketHit {
    fn example() -> Self {
        Self {
            ticket: TicketSummary::example(),
            in_number: Vec::new(),
            in_title: vec![Span { from: 8, to: 14 }],
            in_requester: Vec::new(),
            in_class: Vec::new(),
            snippets: vec![Snippet {
                message: uuid::uuid!("01988a3f-0000-7000-8000-000000000050").into(),
                kind: MessageKind::Answer,
                of: None,
                text: "Оценки выставлены, обновите страницу.".into(),
                found: vec![Span { from: 0, to: 6 }],
            }],
        }
    }
}
