//! What entries look like in the description.

use super::{
    Callback, CallbackAccepted, CallbackBody, CallbackCount, CallbackForm, CallbackState, CallbackTry,
    DismissBody,
};
use crate::endpoint::Example;
use crate::people::MemberRef;
use crate::tickets::example_time;

const TOKEN: &str = "AAAAAGmC5hAb0E2k1p9x3bWq8nHhT0sYcQvZJm5rKf7uLw2eXo4iAaBbCcDd";

impl Example for CallbackForm {
    fn example() -> Self {
        Self {
            token: TOKEN.into(),
            call_from: example_time(20),
        }
    }
}

impl Example for CallbackBody {
    fn example() -> Self {
        Self {
            token: TOKEN.into(),
            name: "Орлова Анна Сергеевна".into(),
            class_name: Some("7А".into()),
            phone: "+7 900 123-45-67".into(),
            text: "Не приходит письмо с новым паролем.".into(),
            consent: true,
        }
    }
}

impl Example for CallbackAccepted {
    fn example() -> Self {
        Self {
            call_from: example_time(20),
        }
    }
}

impl Example for Callback {
    fn example() -> Self {
        let body = CallbackBody::example();
        Self {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000091").into(),
            state: CallbackState::Waiting,
            name: body.name,
            class_name: body.class_name,
            phone: body.phone,
            text: body.text,
            created_at: example_time(0),
            call_from: example_time(20),
            tries: vec![CallbackTry {
                at: example_time(21),
                by: Some(MemberRef::example()),
            }],
            taken_by: Some(MemberRef::example()),
            decided_by: None,
            decided_at: None,
            reason: None,
            ticket: None,
            version: 3,
        }
    }
}

impl Example for CallbackCount {
    fn example() -> Self {
        Self {
            waiting: 2,
            dropped: 0,
        }
    }
}

impl Example for DismissBody {
    fn example() -> Self {
        Self {
            reason: "Вход уже получился.".into(),
        }
    }
}
