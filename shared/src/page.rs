//! Cursor paging: a list is read in pages along a unique key; the cursor is opaque to the reader.

use serde::{Deserialize, Serialize};

/// How many items a page holds when the reader does not say.
pub const DEFAULT_LIMIT: u16 = 50;
/// How many items a page holds at most.
pub const MAX_LIMIT: u16 = 100;

/// A page of a list. `next` leads to the following page and is null on the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

/// Described by hand: the derived schema of a generic type has the same name for all its items.
#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder};
    use utoipa::openapi::{Ref, RefOr, Schema, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::{Cursor, Page};

    impl<T: ToSchema> PartialSchema for Page<T> {
        fn schema() -> RefOr<Schema> {
            let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
            let next = OneOfBuilder::new()
                .item(ObjectBuilder::new().schema_type(Type::Null))
                .item(Ref::from_schema_name(Cursor::name()));
            let page = ObjectBuilder::new()
                .property("items", items)
                .property("next", next)
                .required("items")
                .required("next")
                .description(Some(
                    "A page of a list. `next` leads to the following page and is null on the last one.",
                ));
            page.into()
        }
    }

    impl<T: ToSchema> ToSchema for Page<T> {
        fn name() -> std::borrow::Cow<'static, str> {
            format!("PageOf{}", T::name()).into()
        }

        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            schemas.push((T::name().into_owned(), T::schema()));
            schemas.push((Cursor::name().into_owned(), Cursor::schema()));
            T::schemas(schemas);
        }
    }
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
