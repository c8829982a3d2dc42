//! What the types look like in the API's description.

use chrono::Duration;

use super::{
    BookBody, Booking, BookingAct, BookingState, ConsultRules, ConsultSettings, ConsultSettingsPatch,
    FreeSlot, HoldBody, MoveBody, ReasonBody, RequestBody, ResultBody, WaitBody, Waiting, WalkInBody,
};
use crate::endpoint::Example;
use crate::ids::MemberId;
use crate::people::MemberRef;
use crate::schedules::Mode;
use crate::tickets::{Topic, example_time};

const HELPER: MemberId = MemberId(uuid::uuid!("01988a3f-0000-7000-8000-000000000005"));

fn helper() -> MemberRef {
    MemberRef {
        id: HELPER,
        name: "Соколова Ксения Дмитриевна".into(),
    }
}

fn question() -> Option<String> {
    Some("Не открывается дневник на телефоне.".into())
}

impl Example for FreeSlot {
    fn example() -> Self {
        Self {
            helper: helper(),
            starts_at: example_time(48),
            ends_at: example_time(48) + Duration::minutes(20),
            place: Some("Кабинет информатики".into()),
            modes: vec![Mode::InPerson, Mode::Phone],
            free: 1,
            seats: 1,
            instead_of: None,
        }
    }
}

impl Example for Booking {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000b0").into(),
            state: BookingState::Booked,
            helper: helper(),
            person: MemberRef::example(),
            about: None,
            starts_at: example_time(48),
            ends_at: example_time(48) + Duration::minutes(20),
            place: Some("Кабинет информатики".into()),
            mode: Some(Mode::InPerson),
            topic: Some(Topic::Access),
            question: question(),
            note: None,
            homework: None,
            article: None,
            ticket: None,
            held_until: None,
            cancel_until: example_time(47),
            created_at: example_time(0),
            mine: true,
            may: vec![BookingAct::Move, BookingAct::Cancel],
            next: Vec::new(),
            version: 1,
        }
    }
}

impl Example for HoldBody {
    fn example() -> Self {
        Self {
            helper: HELPER,
            starts_at: example_time(48),
            about: None,
        }
    }
}

impl Example for BookBody {
    fn example() -> Self {
        Self {
            helper: HELPER,
            starts_at: example_time(48),
            about: None,
            topic: Topic::Access,
            question: question(),
            mode: Some(Mode::InPerson),
        }
    }
}

impl Example for ReasonBody {
    fn example() -> Self {
        Self {
            topic: Topic::Access,
            question: question(),
            mode: Some(Mode::InPerson),
        }
    }
}

impl Example for MoveBody {
    fn example() -> Self {
        Self {
            helper: HELPER,
            starts_at: example_time(72),
        }
    }
}

impl Example for ResultBody {
    fn example() -> Self {
        Self {
            note: Some("Вход настроен на телефоне.".into()),
            homework: Some("Войти дома и проверить расписание.".into()),
            article: None,
        }
    }
}

impl Example for RequestBody {
    fn example() -> Self {
        Self {
            topic: Topic::Access,
            description: "После консультации дневник снова не открывается.".into(),
        }
    }
}

impl Example for WalkInBody {
    fn example() -> Self {
        Self {
            visitor: MemberRef::example().id,
            about: None,
            helper: None,
            topic: Topic::Access,
            note: Some("Показали, где сменить пароль.".into()),
            minutes: Some(10),
        }
    }
}

impl Example for Waiting {
    fn example() -> Self {
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000b1").into(),
            helper: helper(),
            person: MemberRef::example(),
            about: None,
            topic: Some(Topic::Access),
            question: question(),
            created_at: example_time(0),
            mine: true,
            version: 1,
        }
    }
}

impl Example for WaitBody {
    fn example() -> Self {
        Self {
            helper: HELPER,
            about: None,
            topic: Topic::Access,
            question: question(),
        }
    }
}

impl Example for ConsultSettings {
    fn example() -> Self {
        Self {
            helper: helper(),
            rules: ConsultRules::default(),
            version: 0,
        }
    }
}

impl Example for ConsultSettingsPatch {
    fn example() -> Self {
        Self {
            length_minutes: Some(30),
            seats: Some(1),
            ..Self::default()
        }
    }
}
