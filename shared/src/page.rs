//! Cursor paging: a list is read in pages along a unique key; the cursor is opaque to the reader.

use serde::{Deserialize, Serialize};

/// How many items a page holds when the reader does not say.
pub const DEFAULT_LIMIT: u16 = 50;
/// How many items a page holds at most.
pub const MAX_LIMIT: u16 = 100;

/// A page of a list. `next` leads to the following page and is null on the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page out of up to `limit + 1` rows: the extra row only tells that there is more.
    pub fn cut(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }
}

/// The place in a list after which the next page begins. Opaque: take it from `next`, give it back as `after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "MjAyNi0xMS0yMlQwOTowMDowMFo"))]
pub struct Cursor(pub String);

/// The size that a reader asked for, within the bounds.
pub fn limit(asked: Option<u16>) -> u16 {
    asked.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_of_more_only_when_there_is_more() {
        let cursor = |n: &i32| Cursor(n.to_string());
        assert_eq!(Page::cut(vec![1, 2, 3], 2, cursor).next, Some(Cursor("2".into())));
        assert_eq!(Page::cut(vec![1, 2], 2, cursor).next, None);
        assert_eq!(Page::cut(Vec::<i32>::new(), 2, cursor).next, None);
    }

    #[test]
    fn a_limit_stays_within_bounds() {
        assert_eq!(
            (limit(None), limit(Some(0)), limit(Some(9999))),
            (DEFAULT_LIMIT, 1, MAX_LIMIT)
        );
    }
}
