//! Errors as RFC 9457 problems with kinds that machines can read and the app can translate.

use serde::{Deserialize, Serialize};

use crate::check::FieldError;
use crate::text::Lang;

/// The content type of every error answer.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong and what to do, for people and for machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: `kind` tells the sort.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "about:blank"))]
    pub type_: String,
    /// A short name of the kind in the reader's language.
    pub title: String,
    pub status: u16,
    pub kind: ProblemKind,
    /// What happened here and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Each field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `stale`: the object as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub current: Option<serde_json::Value>,
    /// With `internal`: the id under which the server's log tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $status:literal $ru:literal $en:literal)*) => {
        /// The sort of a problem. Each has one HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemKind { $($(#[$doc])* $name,)* }

        impl ProblemKind {
            /// Every kind, for tests and the description.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status that goes with the kind.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened and what to do, in words.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($ru, $en),)* }
            }
        }
    };
}

kinds! {
    /// The request cannot be read: broken JSON, a missing header.
    BadRequest 400 "Запрос не удалось прочитать." "The request could not be read."
    /// A create came without `Idempotency-Key`.
    IdempotencyKeyRequired 400 "Нужен заголовок Idempotency-Key." "The Idempotency-Key header is needed."
    /// Nobody is signed in, or the session has ended.
    Unauthenticated 401 "Войдите, чтобы продолжить." "Sign in to continue."
    /// Login and password do not fit together.
    WrongCredentials 401 "Логин или пароль не подошли. Проверьте раскладку и попробуйте ещё раз." "The login or the password does not fit. Check them and try again."
    /// The role does not allow it.
    Forbidden 403 "На это у вас нет права." "You have no right to do this."
    /// A request by cookie came from another site.
    CrossSite 403 "Запрос пришёл с другого сайта и отклонён." "The request came from another site and was refused."
    /// A demonstration account outside this computer.
    DemoOnly 403 "Демонстрационные учётные записи работают только на этом компьютере." "Demonstration accounts work on this computer only."
    /// It is not there, or not yours to see.
    NotFound 404 "Не найдено. Возможно, это удалено или вам недоступно." "Not found. It may be gone, or not open to you."
    /// The address exists, the method does not.
    MethodNotAllowed 405 "Так обратиться к этому адресу нельзя." "This address does not take that method."
    /// The object's state does not allow it now.
    WrongState 409 "Сейчас это сделать нельзя: состояние изменилось. Обновите страницу." "This cannot be done now: the state has changed. Reload the page."
    /// The object changed since it was read; `current` holds it as it is.
    Stale 412 "Пока вы работали, это изменил кто-то другой. Посмотрите, что нового, и повторите." "Somebody changed this while you worked. See what is new and repeat."
    /// The body is larger than allowed.
    TooLarge 413 "Слишком много данных за один раз." "Too much data at once."
    /// The body is not JSON.
    UnsupportedMediaType 415 "Данные нужны в формате JSON." "The data must be JSON."
    /// Fields are wrong; `errors` names them.
    Invalid 422 "Проверьте отмеченные поля." "Check the marked fields."
    /// The idempotency key was used for another request.
    IdempotencyKeyReused 422 "Этот Idempotency-Key уже использован для другого запроса." "This Idempotency-Key has been used for another request."
    /// A change came without `If-Match`.
    PreconditionRequired 428 "Нужен заголовок If-Match с версией." "The If-Match header with the version is needed."
    /// Too many tries.
    TooManyRequests 429 "Слишком много попыток. Подождите немного." "Too many tries. Wait a little."
    /// A fault of ours; the trace id finds it in the log.
    Internal 500 "Ошибка на нашей стороне. Ничего не потеряно, попробуйте ещё раз." "A fault on our side. Nothing is lost, try again."
    /// The database does not answer just now.
    Unavailable 503 "Сервер занят. Попробуйте через минуту." "The server is busy. Try again in a minute."
}

impl Problem {
    /// A problem of this kind, worded in this language.
    pub fn new(kind: ProblemKind, lang: Lang) -> Self {
        Self {
            type_: "about:blank".to_owned(),
            title: kind.text(lang).to_owned(),
            status: kind.status(),
            kind,
            detail: None,
            errors: Vec::new(),
            current: None,
            trace_id: None,
        }
    }
}
