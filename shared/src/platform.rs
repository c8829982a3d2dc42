//! The installation, as its operators run it: schools, operators, health. Never what stands in a school's requests.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::appointments::order::check_order;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ActingId, MemberId, PersonId, SchoolId};
use crate::invitations::Slip;
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::check_slug;

/// A school as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformSchool {
    pub id: SchoolId,
    pub slug: String,
    pub name: String,
    pub time_zone: String,
    pub created_at: DateTime<Utc>,
    /// Cards of people that have not ended.
    pub people: i64,
    /// Whether the school has a head; the first one comes from the operator.
    pub has_director: bool,
    /// Whether a head came in. Until then the operator prints the slip for it.
    pub director_came_in: bool,
}

impl Check for PlatformSchool {}

/// A school to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformSchoolBody {
    /// The school's name in addresses: 2 to 40 small Latin letters, digits and hyphens, a letter first.
    #[cfg_attr(feature = "openapi", schema(example = "gymnasium-3"))]
    pub slug: String,
    #[cfg_attr(feature = "openapi", schema(example = "Гимназия № 3"))]
    pub name: String,
    /// IANA zone in which the school's hours are meant.
    #[cfg_attr(feature = "openapi", schema(example = "Asia/Yekaterinburg"))]
    pub time_zone: String,
}

impl Check for PlatformSchoolBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Err(kind) = check_slug(&self.slug) {
            errors.push(FieldError::new("/slug", kind));
        }
        check::text(errors, "/name", &self.name, 200);
        check::text(errors, "/time_zone", &self.time_zone, 64);
    }
}

/// The first head of a school: a card without a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstDirectorBody {
    /// Full name: surname, first name, patronymic.
    #[cfg_attr(feature = "openapi", schema(example = "Громов Андрей Львович"))]
    pub name: String,
}

impl Check for FirstDirectorBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, 200);
    }
}

/// The first head, with the slip by which they come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstDirector {
    pub member: MemberRef,
    /// Null when the same create is repeated, because only the hash of its code is kept.
    pub slip: Option<Slip>,
}

impl Check for FirstDirector {}

/// An order by which somebody acts for the head, when the head cannot enter it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformActingBody {
    /// The full name of one of the school's staff, as the order and the card have it. The operator sees no list of people.
    #[cfg_attr(feature = "openapi", schema(example = "Соколова Ксения Дмитриевна"))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(example = "98-к"))]
    pub order_number: String,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Check for PlatformActingBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, 200);
        check_order(
            errors,
            &self.order_number,
            self.order_date,
            (self.from, Some(self.to)),
        );
    }
}

/// An order of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformActing {
    pub id: ActingId,
    pub member: MemberId,
}

impl Check for PlatformActing {}

/// Who runs the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Operator {
    pub id: PersonId,
    /// With what they sign in.
    pub login: String,
    pub since: DateTime<Utc>,
    /// Whether it is the reader.
    pub me: bool,
}

impl Check for Operator {}

/// An operator to be: somebody who can sign in already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorBody {
    #[cfg_attr(feature = "openapi", schema(example = "it@district.example"))]
    pub login: String,
}

impl Check for OperatorBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/login", &self.login, 200);
        if self.login.contains(char::is_control) {
            errors.push(FieldError::new("/login", FieldErrorKind::Unprintable));
        }
    }
}

/// How the installation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformHealth {
    pub version: String,
    /// `sqlite` or `postgresql`.
    pub database: String,
    /// Steps of the schema that are done.
    pub migrations: u32,
    /// Whether steps of this version are missing.
    pub behind: bool,
    pub schools: i64,
    /// Cards that have not ended.
    pub people: i64,
    pub requests: i64,
    /// Notices that wait for their delivery.
    pub outbox_waiting: i64,
    /// Notices that were given up.
    pub outbox_dead: i64,
}

impl Check for PlatformHealth {}

/// A school in a path of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct PlatformSchoolPath {
    pub id: SchoolId,
}

/// An operator in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct OperatorPath {
    pub person: PersonId,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PlatformQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for PlatformQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists the schools of the installation by their names in addresses.
    PlatformSchoolsList "platform_schools_list" Get Read "/api/v1/platform/schools" 200
        Platform Nothing, PlatformQuery, () => Page<PlatformSchool>;
    /// Makes a school.
    PlatformSchoolsCreate "platform_schools_create" Post Create "/api/v1/platform/schools" 201
        Platform Nothing, Nothing, PlatformSchoolBody => PlatformSchool;
    /// Makes the card of a school's first head, with a slip by which they come in. Its code is told this once.
    PlatformDirectorsCreate "platform_directors_create" Post Create "/api/v1/platform/schools/{id}/director" 201
        Platform PlatformSchoolPath, Nothing, FirstDirectorBody => FirstDirector;
    /// Makes a slip anew for a school's first head who has not come in: the earlier code stops working.
    ///
    /// `wrong_state` once a head came in, or when there is no card of one.
    PlatformDirectorsSlip "platform_directors_slip" Post Act "/api/v1/platform/schools/{id}/director/slip" 201
        Platform PlatformSchoolPath, Nothing, () => Slip;
    /// Enters an order by which somebody acts for the head of a school.
    PlatformActingCreate "platform_acting_create" Post Create "/api/v1/platform/schools/{id}/acting" 201
        Platform PlatformSchoolPath, Nothing, PlatformActingBody => PlatformActing;
    /// Lists the operators.
    PlatformOperatorsList "platform_operators_list" Get Read "/api/v1/platform/operators" 200
        Platform Nothing, PlatformQuery, () => Page<Operator>;
    /// Makes somebody an operator.
    PlatformOperatorsCreate "platform_operators_create" Post Create "/api/v1/platform/operators" 201
        Platform Nothing, Nothing, OperatorBody => Operator;
    /// Takes an operator's right away: never one's own, and never the last one's..
    PlatformOperatorsRemove "platform_operators_remove" Post Act "/api/v1/platform/operators/{person}/remove" 204
        Platform OperatorPath, Nothing, () => ();
    /// Tells how the installation is.
    PlatformHealthFind "platform_health_find" Get Read "/api/v1/platform/health" 200
        Platform Nothing, Nothing, () => PlatformHealth;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        FirstDirector, FirstDirectorBody, Operator, OperatorBody, PlatformActing, PlatformActingBody,
        PlatformHealth, PlatformSchool, PlatformSchoolBody,
    };
    use crate::appointments::acting::ActingBody;
    use crate::endpoint::Example;
    use crate::invitations::Slip;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for PlatformSchoolBody {
        fn example() -> Self {
            Self {
                slug: "gymnasium-3".into(),
                name: "Гимназия № 3".into(),
                time_zone: "Asia/Yekaterinburg".into(),
            }
        }
    }

    impl Example for PlatformSchool {
        fn example() -> Self {
            let body = PlatformSchoolBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000003").into(),
                slug: body.slug,
                name: body.name,
                time_zone: body.time_zone,
                created_at: example_time(0),
                people: 1,
                has_director: true,
                director_came_in: false,
            }
        }
    }

    impl Example for FirstDirectorBody {
        fn example() -> Self {
            Self {
                name: "Громов Андрей Львович".into(),
            }
        }
    }

    impl Example for FirstDirector {
        fn example() -> Self {
            let slip = Slip::example();
            Self {
                member: slip.member.clone(),
                slip: Some(slip),
            }
        }
    }

    impl Example for PlatformActingBody {
        fn example() -> Self {
            let ActingBody {
                order_number,
                order_date,
                from,
                to,
                ..
            } = ActingBody::example();
            Self {
                name: MemberRef::example().name,
                order_number,
                order_date,
                from,
                to,
            }
        }
    }

    impl Example for PlatformActing {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000061").into(),
                member: MemberRef::example().id,
            }
        }
    }

    impl Example for OperatorBody {
        fn example() -> Self {
            Self {
                login: "it@district.example".into(),
            }
        }
    }

    impl Example for Operator {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000004").into(),
                login: OperatorBody::example().login,
                since: example_time(0),
                me: false,
            }
        }
    }

    impl Example for PlatformHealth {
        fn example() -> Self {
            Self {
                version: "0.1.0".into(),
                database: "postgresql".into(),
                migrations: 5,
                behind: false,
                schools: 12,
                people: 8_400,
                requests: 3_120,
                outbox_waiting: 0,
                outbox_dead: 0,
            }
        }
    }
}
