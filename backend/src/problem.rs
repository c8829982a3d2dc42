//! The one error of the server, and its one mapping to `application/problem+json`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_LANGUAGE, RETRY_AFTER};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::problem::{CONTENT_TYPE, Problem, ProblemKind};
use podskazka_shared::text::Lang;
use sea_orm::{DbErr, RuntimeErr};

/// Why something was not done.
#[derive(Debug)]
pub struct Error {
    kind: ProblemKind,
    errors: Vec<FieldError>,
    current: Option<serde_json::Value>,
    retry_after: Option<i64>,
    /// For our log only.
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What use cases and handlers return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<ProblemKind> for Error {
    fn from(kind: ProblemKind) -> Self {
        Self {
            kind,
            errors: Vec::new(),
            current: None,
            retry_after: None,
            cause: None,
        }
    }
}

impl Error {
    /// Fields are wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..ProblemKind::Invalid.into()
        }
    }

    /// One field is wrong.
    pub fn field(pointer: &str, kind: FieldErrorKind) -> Self {
        Self::invalid(vec![FieldError::new(pointer, kind)])
    }

    /// The object changed; this is what it is now.
    pub fn stale(current: &impl serde::Serialize) -> Self {
        Self {
            current: serde_json::to_value(current).ok(),
            ..ProblemKind::Stale.into()
        }
    }

    /// Too many tries; how many seconds to wait.
    pub fn too_many(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::TooManyRequests.into()
        }
    }

    /// A fault of ours.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..ProblemKind::Internal.into()
        }
    }

    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The fields that are wrong, worded for people.
    pub fn into_fields(self, lang: Lang) -> Vec<FieldError> {
        self.errors.into_iter().map(|error| worded(error, lang)).collect()
    }

    /// The answer to the client. Faults of ours are logged here, once, under the id that the client sees.
    pub fn response(self, lang: Lang) -> HttpResponse {
        let mut problem = Problem::new(self.kind, lang);
        if let Some(cause) = &self.cause {
            let trace_id = uuid_text();
            tracing::error!(trace_id, kind = ?self.kind, cause = %cause, "failed");
            problem.trace_id = Some(trace_id);
        }
        problem.errors = self.errors.into_iter().map(|error| worded(error, lang)).collect();
        problem.current = self.current;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response
            .content_type(CONTENT_TYPE)
            .insert_header((CONTENT_LANGUAGE, lang.code()));
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if self.kind == ProblemKind::MethodNotAllowed {
            response.insert_header((ALLOW, "GET, POST, PATCH"));
        }
        response.json(problem)
    }
}

fn worded(mut error: FieldError, lang: Lang) -> FieldError {
    if error.detail.is_empty() {
        error.detail = error.kind.text(lang);
    }
    error
}

fn uuid_text() -> String {
    uuid::Uuid::from_bytes(crate::clock::random())
        .simple()
        .to_string()
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let of_pool = if let DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e))
        | DbErr::Conn(RuntimeErr::SqlxError(e)) = &error
        {
            Some(e)
        } else {
            None
        };
        let of_pool = of_pool.is_some_and(|e| {
            matches!(
                **e,
                sea_orm::SqlxError::PoolTimedOut | sea_orm::SqlxError::PoolClosed
            )
        });
        let busy = of_pool || matches!(error, DbErr::ConnectionAcquire(_));
        let kind = if busy {
            ProblemKind::Unavailable
        } else {
            ProblemKind::Internal
        };
        Self {
            cause: Some(error.into()),
            ..kind.into()
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.kind.text(Lang::En))?;
        for error in &self.errors {
            let worded = worded(error.clone(), Lang::En);
            write!(f, "\n  {}: {}", worded.pointer, worded.detail)?;
        }
        if let Some(cause) = &self.cause {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
