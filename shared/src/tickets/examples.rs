//! What the types look like in the API's description.

use chrono::{DateTime, Duration, Utc};

use super::{
    Act, AssignBody, Message, MessageBody, MessageKind, RequesterGroup, ShareBody, Side, StepBody, Ticket,
    TicketBody, TicketCounts, TicketState, TicketSummary, Topic,
};
use crate::endpoint::Example;
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
        Self {
            topic: Topic::FinalMarks,
            description: "Не вижу оценок за четверть: раздел «Итоговые» пустой.".into(),
            group: None,
            child: None,
            class_name: None,
            requester: None,
            to_class_teacher: false,
            private: false,
            shared: false,
        }
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
            due_at: example_time(0) + chrono::Duration::hours(24),
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
            may: vec![Act::Message, Act::Close],
        }
    }
}

impl Example for MessageBody {
    fn example() -> Self {
        Self {
            text: "Через приложение на телефоне.".into(),
            internal: false,
        }
    }
}

impl Example for StepBody {
    fn example() -> Self {
        Self {
            text: "Итоговые видны на сайте журнала, в приложении появятся после обновления.".into(),
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
