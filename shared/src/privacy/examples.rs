//! What the types look like in the description.

use super::*;
use crate::endpoint::Example;
use crate::feedback::Reason;
use crate::files::FileKind;
use crate::ids::PersonId;
use crate::tickets::{
    Channel, MessageKind, Outcome, RequesterGroup, Side, TicketState, Topic, VendorChannel, example_time,
};

fn parent() -> MemberRef {
    MemberRef {
        id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
        name: "Орлов Павел Игоревич".into(),
    }
}

fn card() -> CardFields {
    CardFields {
        name: parent().name,
        email: "orlov@example.test".into(),
        phone: "+7 900 000-00-00".into(),
    }
}

const PLAN: ErasurePlan = ErasurePlan {
    requests: 3,
    open_requests: 1,
    messages: 9,
    ties: 1,
    account: true,
    last_director: false,
};

impl Example for Erasure {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000070").into(),
            member: parent(),
            asked_by: parent(),
            withdrawal: false,
            state: ErasureState::Asked,
            asked_at: example_time(0),
            due_at: example_time(0) + chrono::Duration::days(DECIDE_DAYS),
            decided_at: None,
            reason: None,
            version: 1,
        }
    }
}

impl Example for ErasureView {
    fn example() -> Self {
        Self {
            erasure: Erasure::example(),
            plan: PLAN,
            may_decide: true,
        }
    }
}

impl Example for Correction {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000071").into(),
            member: parent(),
            asked_by: parent(),
            card: card(),
            name: None,
            email: None,
            phone: Some("+7 900 000-00-01".into()),
            note: "Сменился номер".into(),
            state: CorrectionState::Asked,
            asked_at: example_time(0),
            decided_at: None,
            reason: None,
            may_decide: true,
            version: 1,
        }
    }
}

impl Example for Privacy {
    fn example() -> Self {
        let card = PrivacyCard {
            member: parent().id,
            school: SchoolRef::example(),
            card: card(),
            child: false,
            by_consent: true,
            represented: false,
            withdrawn_at: None,
            plan: PLAN,
            erasure: Some(Erasure::example()),
            correction: None,
        };
        Self { cards: vec![card] }
    }
}

impl Example for CardBody {
    fn example() -> Self {
        Self { member: parent().id }
    }
}

impl Example for CorrectionBody {
    fn example() -> Self {
        Self {
            member: parent().id,
            name: None,
            email: None,
            phone: Some("+7 900 000-00-01".into()),
            note: "Сменился номер".into(),
        }
    }
}

impl Example for RefuseBody {
    fn example() -> Self {
        Self {
            reason: "Ребёнок учится в школе: личное дело хранится по закону.".into(),
        }
    }
}

impl Example for Retention {
    fn example() -> Self {
        Self {
            closed_requests_years: Some(5),
            ended_cards_years: None,
            version: 2,
        }
    }
}

impl Example for RetentionBody {
    fn example() -> Self {
        Self {
            closed_requests_years: Some(5),
            ended_cards_years: None,
        }
    }
}

fn file() -> DataFile {
    DataFile {
        name: "Снимок экрана.png".into(),
        kind: FileKind::Png,
        size: 184_320,
        address: "/api/v1/me/data/files/01988a3f-0000-7000-8000-000000000091".into(),
    }
}

impl Example for MyData {
    fn example() -> Self {
        let at = example_time(0);
        let account = DataAccount {
            id: PersonId(uuid::uuid!("01988a3f-0000-7000-8000-000000000002")),
            names: vec![DataName {
                value: "parent@demo.test".into(),
                confirmed_at: Some(at),
            }],
            language: crate::text::Lang::Ru,
            has_password: true,
            created_at: at,
            sessions: vec![DataSession {
                device: "Firefox, Linux".into(),
                began_at: at,
                last_used_at: at,
                ended_at: None,
            }],
            facts: vec![DataFact {
                what: "device".into(),
                at: Some(at),
                value: String::new(),
            }],
        };
        let class = DataClass {
            year: "2026-2027".into(),
            name: "7А".into(),
            teacher: true,
            since: Some(at),
            ended_at: None,
        };
        let order = DataOrder {
            acting: false,
            number: "12".into(),
            date: at.date_naive(),
            from: at.date_naive(),
            to: None,
            directions: vec![crate::appointments::Direction::Technical],
            ended_at: None,
        };
        let card = DataCard {
            member: parent().id,
            school: SchoolRef::example(),
            name: parent().name,
            post: String::new(),
            deputy_field: None,
            email: card().email,
            phone: card().phone,
            contacts_checked_at: Some(at),
            external_id: Some("p-17".into()),
            roles: vec![crate::access::Role::Parent],
            superior: None,
            children: vec!["Орлова Мария Павловна".into()],
            parents: Vec::new(),
            classes: vec![class],
            orders: vec![order],
            schedules: vec![DataSchedule {
                year: "2026-2027".into(),
                name: "Орлов П. И.".into(),
                posts: vec!["учитель".into()],
            }],
            absences: vec![DataAbsence {
                substitute: false,
                from: at.date_naive(),
                to: at.date_naive(),
                part: Some("9:00–12:00".into()),
                reason: Some("курсы".into()),
                ended_at: None,
            }],
            extra_hours: vec![DataExtraHours {
                date: at.date_naive(),
                part: "15:00–17:00".into(),
                ended_at: None,
            }],
            consultations: vec![DataConsultation {
                state: Some(crate::consultations::BookingState::Booked),
                starts_at: Some(at),
                topic: Some(crate::tickets::Topic::Access),
                question: Some("Не открывается дневник на телефоне.".into()),
                homework: None,
                article: None,
                by_me: true,
                created_at: at,
            }],
            withdrawals: vec![DataWithdrawal { at, ended_at: None }],
            files: vec![file()],
            erasures: vec![Erasure::example()],
            corrections: vec![Correction::example()],
            facts: Vec::new(),
            created_at: at,
            ended_at: None,
        };
        let message = DataMessage {
            author: parent().name,
            kind: MessageKind::Request,
            side: Side::Requester,
            at,
            text: "Не вижу оценок за четверть".into(),
            files: vec![file()],
        };
        let request = DataRequest {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000030").into(),
            school: "demo".into(),
            number: "2026-000123".into(),
            topic: Topic::CurrentMarks,
            state: TicketState::Answered,
            group: RequesterGroup::Parent,
            relation: DataRelation::Requester,
            title: Some("Не вижу оценок за четверть".into()),
            class_name: Some("7А".into()),
            filed_at: at,
            considered_at: Some(at),
            answered_at: Some(at),
            channel: Channel::Web,
            messages: vec![message],
            handovers: vec![DataHandover {
                at,
                channel: VendorChannel::Email,
                text: "У родителей 7А пуст раздел «Итоговые»".into(),
                files: vec![file()],
                outcome: Some(Outcome::Answered),
            }],
            stars: Some(5),
            reasons: vec![Reason::Quick],
            comment: Some("Спасибо!".into()),
        };
        Self {
            made_at: at,
            account,
            cards: vec![card],
            requests: vec![request],
            words: vec![DataWord {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000031").into(),
                number: "2026-000124".into(),
                kind: MessageKind::Answer,
                at,
                text: "Проверьте фильтр предмета".into(),
                files: Vec::new(),
            }],
            trail: vec![DataTrail {
                at,
                action: "sign_in".into(),
                fields: Vec::new(),
                by_me: true,
                object: None,
                detail: None,
            }],
            technical: vec![DataTechnical {
                kind: "idempotency_key".into(),
                name: "tickets_create".into(),
                state: "kept".into(),
                at,
            }],
        }
    }
}
