//! What the description of the API shows.

use super::decision::{ConductCount, ConductDecisionInside, ConductMeasureCount};
use super::{
    ConductAbout, ConductAct, ConductBody, ConductDecideBody, ConductDecision, ConductKind, ConductMeasure,
    ConductOutcome, ConductReport, ConductRoute, ConductRule, ConductRules, ConductState, ConductStatistics,
    ConductSummary, ConductTold, ConductWord, ConductWordBody, StopBody,
};
use crate::endpoint::Example;
use crate::people::MemberRef;
use crate::tickets::example_time;

impl Example for ConductRules {
    fn example() -> Self {
        Self {
            to: ConductRule::Superior,
            clause: "п. 5 Положения о помощи в работе с журналом".into(),
            founder: "Управление образования".into(),
            founder_email: "priem@uo.test".into(),
        }
    }
}

impl Example for ConductBody {
    fn example() -> Self {
        Self {
            ticket: Some(uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into()),
            message: Some(uuid::uuid!("01988a3f-0000-7000-8000-000000000011").into()),
            text: "Специалист ответил грубо и назвал вопрос глупым.".into(),
            wish: Some("Пусть ответит другой специалист.".into()),
            ..Self::default()
        }
    }
}

impl Example for StopBody {
    fn example() -> Self {
        Self {
            text: "В вашем последнем сообщении есть оскорбления, поэтому я останавливаю разговор.".into(),
            report: "Оскорбления после просьбы уточнить вопрос.".into(),
            message: None,
            wish: None,
        }
    }
}

impl Example for ConductSummary {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000c1").into(),
            kind: ConductKind::Helper,
            state: ConductState::Filed,
            route: ConductRoute::Superior,
            reporter: MemberRef::example(),
            reported: MemberRef::example(),
            mine: false,
            stopped: false,
            filed_at: example_time(0),
            due_at: example_time(24 * 3),
            version: 1,
        }
    }
}

impl Example for ConductReport {
    fn example() -> Self {
        Self {
            summary: ConductSummary::example(),
            about: ConductAbout::Ticket {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into(),
                number: "2026-000123".into(),
                open: true,
            },
            message: Some("Не отнимайте у меня время такими вопросами.".into()),
            text: ConductBody::example().text,
            wish: ConductBody::example().wish,
            words: vec![ConductWord {
                author: MemberRef::example(),
                text: "Был ли разговор по телефону до этого?".into(),
                at: example_time(2),
            }],
            decision: Some(ConductDecision {
                outcome: ConductOutcome::Confirmed,
                decided_at: example_time(26),
                for_reporter: "Приносим извинения. Со специалистом поговорили.".into(),
                inside: Some(ConductDecisionInside {
                    decided_by: Some(MemberRef::example()),
                    reasons: "Сообщение написано в недопустимом тоне.".into(),
                    measures: vec![ConductMeasure::Talk],
                    channel: None,
                    until: None,
                    lifted_at: None,
                    for_reported: Some("Напоминаю о вежливом общении: пункт 4 положения.".into()),
                }),
            }),
            founder: None,
            may: vec![ConductAct::Ask, ConductAct::Decide],
        }
    }
}

impl Example for ConductWordBody {
    fn example() -> Self {
        Self {
            text: "Был ли разговор по телефону до этого?".into(),
        }
    }
}

impl Example for ConductDecideBody {
    fn example() -> Self {
        Self {
            outcome: ConductOutcome::Confirmed,
            reasons: "Сообщение написано в недопустимом тоне.".into(),
            measures: vec![ConductMeasure::Talk],
            channel: None,
            until: None,
            for_reporter: "Приносим извинения. Со специалистом поговорили.".into(),
            for_reported: Some("Напоминаю о вежливом общении: пункт 4 положения.".into()),
        }
    }
}

impl Example for ConductTold {
    fn example() -> Self {
        Self {
            text: "Напоминаю о вежливом общении: пункт 4 положения.".into(),
            at: example_time(26),
        }
    }
}

impl Example for ConductStatistics {
    fn example() -> Self {
        Self {
            counts: vec![ConductCount {
                kind: ConductKind::User,
                outcome: ConductOutcome::Confirmed,
                reports: 2,
            }],
            measures: vec![ConductMeasureCount {
                measure: ConductMeasure::Reminder,
                reports: 2,
            }],
            stopped: 1,
            late: 0,
        }
    }
}
