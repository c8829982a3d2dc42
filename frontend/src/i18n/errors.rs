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
                format!("{} {} {trace}", problem.title, t.trace)
            }
            (_, Some(detail), _) if !detail.is_empty() => detail.clone(),
            // The server says it in the language of the screen: its sentences need not be in the first load.
            (_, _, _) => problem.title.clone(),
        },
        ApiError::Network => t.network.to_owned(),
        ApiError::SignedOut => super::auth().ended.to_owned(),
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
