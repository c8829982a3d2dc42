//! For whom one may file: people whose card tells what the regulation asks for (T2, T10).

use serde::{Deserialize, Serialize};

use super::RequesterGroup;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::classes::ClassName;
use crate::endpoint::endpoints;
use crate::ids::MemberId;
use crate::page::Page;
use crate::people::Child;
use crate::schools::SchoolPath;

/// The fewest letters of a search.
pub const MIN_LETTERS: usize = 2;

/// Somebody for whom the reader may file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Requester {
    pub id: MemberId,
    pub name: String,
    /// As whom they may ask.
    pub groups: Vec<RequesterGroup>,
    /// A student's class of this academic year.
    pub class: Option<ClassName>,
    /// A parent's children; for a class teacher only those of the own class.
    pub children: Vec<Child>,
    /// Whether they may keep a request private from their parents.
    pub may_keep_private: bool,
}

/// Whom to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct RequestersQuery {
    /// The beginning of any word of the name, 2 letters at least; several words must all fit.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(example = "орлов пав"))]
    pub name: String,
}

impl Check for RequestersQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.name.chars().filter(|c| c.is_alphanumeric()).count() < MIN_LETTERS {
            errors.push(FieldError::new("?name", FieldErrorKind::Required));
        }
        check::optional_text(errors, "?name", Some(&self.name), 100);
    }
}

endpoints! {
    /// Finds people by name for whom the reader may file a request: 20 at most, without a further page.
    RequestersList "requesters_list" Get Read "/api/v1/schools/{school}/requesters" 200
        TicketFile SchoolPath, RequestersQuery, () => Page<Requester>;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::Requester;
    use crate::endpoint::Example;
    use crate::people::Child;
    use crate::tickets::RequesterGroup;

    impl Example for Requester {
        fn example() -> Self {
            let child = Child {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into(),
                name: "Орлова Мария Павловна".into(),
                class: "7А".parse().ok(),
            };
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
                name: "Орлов Павел Игоревич".into(),
                groups: vec![RequesterGroup::Parent],
                class: None,
                children: vec![child],
                may_keep_private: false,
            }
        }
    }
}
