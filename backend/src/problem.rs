//! The one error of the server, and its one mapping to `application/problem+json`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_LANGUAGE, RETRY_AFTER};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consultations::FreeSlot;
use podskazka_shared::problem::{CONTENT_TYPE, MAX_ERRORS, Problem, ProblemKind};
use podskazka_shared::text::Lang;
use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// Why something was not done.
#[derive(Debug)]
pub struct Error {
    kind: ProblemKind,
    errors: Vec<FieldError>,
    current: Option<Box<serde_json::Value>>,
    slots: Vec<FreeSlot>,
    retry_after: Option<i64>,
    challenge: Option<String>,
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
            slots: Vec::new(),
            retry_after: None,
            challenge: None,
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
            current: serde_json::to_value(current).ok().map(Box::new),
            ..ProblemKind::Stale.into()
        }
    }

    /// A time cannot be booked, or need not be waited for; these are free.
    pub fn with_slots(kind: ProblemKind, slots: Vec<FreeSlot>) -> Self {
        Self { slots, ..kind.into() }
    }

    /// Too many tries; how many seconds to wait.
    pub fn too_many(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::TooManyRequests.into()
        }
    }

    /// Too much work waits already; how many seconds to stay away.
    pub fn unavailable(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::Unavailable.into()
        }
    }

    /// More creates in a day than one person may do; how many seconds to wait.
    pub fn quota(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::QuotaExceeded.into()
        }
    }

    /// More files than one person may send in an hour; how many seconds to wait.
    pub fn uploads(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::UploadsExceeded.into()
        }
    }

    /// More files of requests in a day than one person may send; how many seconds to wait.
    pub fn files(seconds: i64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..ProblemKind::FilesExceeded.into()
        }
    }

    /// The password fits; the second step answers this challenge.
    pub fn totp_required(challenge: String) -> Self {
        Self {
            challenge: Some(challenge),
            ..ProblemKind::TotpRequired.into()
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
        let number = self.errors.len();
        problem.errors_total = (number > MAX_ERRORS).then(|| u32::try_from(number).unwrap_or(u32::MAX));
        let errors = self.errors.into_iter().take(MAX_ERRORS);
        problem.errors = errors.map(|error| worded(error, lang)).collect();
        problem.current = self.current.map(|current| *current);
        problem.slots = self.slots;
        problem.challenge = self.challenge;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response
            .content_type(CONTENT_TYPE)
            .insert_header((CONTENT_LANGUAGE, lang.code()));
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if self.kind.leaves_body() {
            // The rest of the body is not waited for.
            response.force_close();
        }
        if self.kind == ProblemKind::MethodNotAllowed {
            response.insert_header((ALLOW, "GET, POST, PUT, PATCH"));
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
        let (kind, retry_after) = if is_passing(&error) {
            (ProblemKind::Unavailable, Some(BUSY_FOR))
        } else {
            (ProblemKind::Internal, None)
        };
        Self {
            cause: Some(error.into()),
            retry_after,
            ..kind.into()
        }
    }
}

/// How many seconds a client should leave a busy database alone.
const BUSY_FOR: i64 = 5;

/// Whether the database is busy or away, so that the same may succeed in a while.
fn is_passing(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_)) {
        return true;
    }
    let of_driver = if let DbErr::Exec(RuntimeErr::SqlxError(of_driver))
    | DbErr::Query(RuntimeErr::SqlxError(of_driver))
    | DbErr::Conn(RuntimeErr::SqlxError(of_driver)) = error
    {
        of_driver
    } else {
        return false;
    };
    if let SqlxError::Database(refusal) = &**of_driver {
        return refusal.code().is_some_and(|code| is_passing_code(&code));
    }
    matches!(
        **of_driver,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::Io(_) | SqlxError::WorkerCrashed
    )
}

/// The codes of PostgreSQL and the numbers of SQLite, whose low byte is BUSY or LOCKED.
fn is_passing_code(code: &str) -> bool {
    let of_postgres = [
        "40001", // serialization_failure
        "40P01", // deadlock_detected
        "53300", // too_many_connections
        "55P03", // lock_not_available
        "57014", // query_canceled, by a timeout
        "57P01", // admin_shutdown
        "57P02", // crash_shutdown
        "57P03", // cannot_connect_now
    ];
    let of_sqlite = |code: i32| matches!(code & 0xff, 5 | 6);
    of_postgres.contains(&code) || (code.len() < 5 && code.parse().is_ok_and(of_sqlite))
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
