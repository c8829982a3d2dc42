//! Failures in words: what happened and what to do.

use podskazka_shared::check::FieldError;
use podskazka_shared::problem::ProblemKind;

use super::{general, lang};
use crate::api::ApiError;

/// One or two sentences for people.
pub fn error_text(error: &ApiError) -> String {
    let t = general();
    match error {
        ApiError::Problem(problem) => match (problem.kind, &problem.detail, &problem.trace_id) {
            (ProblemKind::IdempotencyKeyReused, _, _) => t.already_sent.to_owned(),
            (ProblemKind::Internal, _, Some(trace)) => {
                format!("{} {} {trace}", problem.kind.text(lang()), t.trace)
            }
            (_, Some(detail), _) if !detail.is_empty() => detail.clone(),
            (kind, _, _) => kind.text(lang()).to_owned(),
        },
        ApiError::Network => t.network.to_owned(),
        ApiError::SignedOut => ProblemKind::Unauthenticated.text(lang()).to_owned(),
        ApiError::Unreadable | ApiError::Aborted => t.unreadable.to_owned(),
    }
}

/// The sentence at a field: the server's own words if it has some.
pub fn field_error(error: &FieldError) -> String {
    match error.detail.is_empty() {
        true => error.kind.text(lang()),
        false => error.detail.clone(),
    }
}
