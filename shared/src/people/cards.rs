//! The cards of a school's people: list, read, make, change, end; roles; ties of parents and children (P5).
//!
//! A card is the school's own: its contacts are not the ones with which the person signs in, which no school sees.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Child, MemberRef};
use crate::access::{Role, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::classes::ClassRef;
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ClassId, MemberId};
use crate::page::{Cursor, Page};
use crate::schools::{SchoolPath, absent_or_null};
use crate::text::Lang;

named! {
    /// What a deputy head is responsible for (P2).
    DeputyField {
        Academic "academic" "учебная работа" "academic work"
        Pastoral "pastoral" "воспитательная работа" "pastoral work"
    }
}

/// A member in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct MemberPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub member: MemberId,
}

/// A card in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardSummary {
    pub id: MemberId,
    /// Full name: surname, first name, patronymic.
    pub name: String,
    /// Posts as the school words them; empty when not told.
    pub post: String,
    pub roles: Vec<Role>,
    /// A student's class of this academic year.
    pub class: Option<ClassRef>,
    /// The classes of this academic year whose class teacher they are.
    pub classes: Vec<ClassRef>,
    /// The id in the school's journal.
    pub external_id: Option<String>,
    /// Whether somebody signs in with this card.
    pub account: bool,
    /// Since when the membership has ended.
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// A card as those see it who keep the cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    #[serde(flatten)]
    pub summary: CardSummary,
    pub deputy_field: Option<DeputyField>,
    /// As the school wrote it down; not what the person signs in with.
    pub email: String,
    pub phone: String,
    /// When the contacts were last checked with the person (P8).
    pub contacts_checked_at: Option<DateTime<Utc>>,
    /// Of staff; none means the head of the school.
    pub superior: Option<MemberRef>,
    pub children: Vec<Child>,
    /// Children who have left the school and are tied still.
    pub left_children: Vec<MemberRef>,
    pub parents: Vec<MemberRef>,
    pub created_at: DateTime<Utc>,
}

impl Check for Card {}

/// Which memberships to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CardStatus {
    #[default]
    Active,
    Ended,
    All,
}

/// Which cards to list, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PeopleQuery {
    /// Beginnings of words of the name, in any order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Students of this class; of a class of a past year, all who have been in it and were not put into another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassId>,
    /// Only students who are in no class of this year (`true`) or in one (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unclassed: Option<bool>,
    /// Those who are members now, when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub status: Option<CardStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for PeopleQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "?search", self.search.as_deref(), MAX_NAME);
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// The most characters of a name, a post or an address.
pub const MAX_NAME: u32 = 200;
/// The most characters of the journal's id.
pub const MAX_EXTERNAL_ID: u32 = 100;
/// The most ids in one body.
pub const MAX_IDS: usize = 100;

/// A new card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardBody {
    #[cfg_attr(feature = "openapi", schema(example = "Орлова Мария Павловна"))]
    pub name: String,
    /// One at least; as far as the maker may enrol.
    pub roles: Vec<Role>,
    #[serde(default)]
    pub post: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_field: Option<DeputyField>,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Of staff; the head when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<MemberId>,
    /// A student's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassId>,
    /// A parent's children.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<MemberId>,
    /// A student's parents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<MemberId>,
}

/// Checks an e-mail address as far as a slip of the finger goes.
pub fn looks_like_email(text: &str) -> bool {
    let halves = text.split_once('@');
    halves.is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.contains('@'))
        && !text.chars().any(char::is_whitespace)
}

/// Whether the text can be an id of the journal: such ids stand in lists, so they hold no separators.
pub fn looks_like_external_id(text: &str) -> bool {
    !text.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '|'))
}

fn check_email(errors: &mut Vec<FieldError>, value: Option<&str>) {
    check::optional_text(errors, "/email", value, MAX_NAME);
    if value.is_some_and(|value| !value.trim().is_empty() && !looks_like_email(value.trim())) {
        errors.push(FieldError::new("/email", FieldErrorKind::Malformed));
    }
}

fn check_external_id(errors: &mut Vec<FieldError>, value: Option<&str>) {
    check::optional_text(errors, "/external_id", value, MAX_EXTERNAL_ID);
    if value.is_some_and(|value| !value.trim().is_empty() && !looks_like_external_id(value.trim())) {
        errors.push(FieldError::new("/external_id", FieldErrorKind::Malformed));
    }
}

/// At most [`MAX_IDS`] ids.
pub(crate) fn check_ids(errors: &mut Vec<FieldError>, pointer: &str, ids: usize) {
    if ids > MAX_IDS {
        let max = i64::try_from(MAX_IDS).unwrap_or_default();
        errors.push(FieldError::new(
            pointer,
            FieldErrorKind::OutOfRange { min: 0, max },
        ));
    }
}

impl Check for CardBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, MAX_NAME);
        if self.roles.is_empty() {
            errors.push(FieldError::new("/roles", FieldErrorKind::Required));
        }
        check::optional_text(errors, "/post", Some(&self.post), MAX_NAME);
        check_email(errors, Some(&self.email));
        check::optional_text(errors, "/phone", Some(&self.phone), MAX_NAME);
        check_external_id(errors, self.external_id.as_deref());
        check_ids(errors, "/children", self.children.len());
        check_ids(errors, "/parents", self.parents.len());
    }
}

/// A merge patch (RFC 7396) of a card: what is absent stays, null empties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub post: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DeputyField>))]
    pub deputy_field: Option<Option<DeputyField>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub external_id: Option<Option<String>>,
    /// Null is the head of the school.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MemberId>))]
    pub superior: Option<Option<MemberId>>,
}

impl Check for CardPatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        #[expect(clippy::option_option, reason = "a merge patch has three cases")]
        fn told(value: &Option<Option<String>>) -> Option<&str> {
            value.as_ref().and_then(Option::as_deref)
        }
        if let Some(name) = &self.name {
            check::text(errors, "/name", name, MAX_NAME);
        }
        check::optional_text(errors, "/post", told(&self.post), MAX_NAME);
        check_email(errors, told(&self.email));
        check::optional_text(errors, "/phone", told(&self.phone), MAX_NAME);
        check_external_id(errors, told(&self.external_id));
    }
}

/// Roles to give and to take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolesBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub give: Vec<Role>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub take: Vec<Role>,
}

impl Check for RolesBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.give.is_empty() && self.take.is_empty() {
            errors.push(FieldError::new("/give", FieldErrorKind::Required));
        }
        if self.take.iter().any(|role| self.give.contains(role)) {
            errors.push(FieldError::new("/take", FieldErrorKind::Malformed));
        }
    }
}

/// Children to tie to a parent and to untie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TiesBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<MemberId>,
}

impl Check for TiesBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.add.is_empty() && self.remove.is_empty() {
            errors.push(FieldError::new("/add", FieldErrorKind::Required));
        }
        check_ids(errors, "/add", self.add.len());
        check_ids(errors, "/remove", self.remove.len());
    }
}

endpoints! {
    /// Lists the cards of the school's people by name.
    ///
    /// A class teacher sees the students of the own class and their parents.
    PeopleList "people_list" Get Read "/api/v1/schools/{school}/people" 200
        PeopleRead SchoolPath, PeopleQuery, () => Page<CardSummary>;
    /// Makes a card. It has no sign-in until its owner accepts an invitation.
    PeopleCreate "people_create" Post Create "/api/v1/schools/{school}/people" 201
        PeopleEdit SchoolPath, Nothing, CardBody => Card;
    /// Reads a card.
    PeopleFind "people_find" Get Read "/api/v1/schools/{school}/people/{member}" 200
        PeopleRead MemberPath, Nothing, () => Card;
    /// Changes a card by a JSON merge patch.
    PeopleUpdate "people_update" Patch Change "/api/v1/schools/{school}/people/{member}" 200
        PeopleEdit MemberPath, Nothing, CardPatch => Card;
    /// Ends a membership: its rights end with the next request, and open requests go back to the queue.
    ///
    /// The last head of a school stays, and nobody ends their own membership.
    PeopleEnd "people_end" Post Change "/api/v1/schools/{school}/people/{member}/end" 200
        PeopleEdit MemberPath, Nothing, () => Card;
    /// Reopens a membership that was ended. The head's role does not come back with it.
    PeopleReopen "people_reopen" Post Change "/api/v1/schools/{school}/people/{member}/reopen" 200
        PeopleEdit MemberPath, Nothing, () => Card;
    /// Gives and takes roles. Nobody changes their own.
    PeopleRoles "people_roles" Post Change "/api/v1/schools/{school}/people/{member}/roles" 200
        RoleGrant MemberPath, Nothing, RolesBody => Card;
    /// Ties children to a parent and unties them. Nobody ties children to themselves.
    PeopleTies "people_ties" Post Change "/api/v1/schools/{school}/people/{member}/children" 200
        PeopleEdit MemberPath, Nothing, TiesBody => Card;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Card, CardBody, CardPatch, CardSummary, RolesBody, TiesBody};
    use crate::access::Role;
    use crate::classes::ClassRef;
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for CardSummary {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into(),
                name: "Орлова Мария Павловна".into(),
                post: String::new(),
                roles: vec![Role::Student],
                class: Some(ClassRef::example()),
                classes: Vec::new(),
                external_id: Some("s-1024".into()),
                account: false,
                ended_at: None,
                version: 3,
            }
        }
    }

    impl Example for Card {
        fn example() -> Self {
            Self {
                summary: CardSummary::example(),
                deputy_field: None,
                email: "maria@semya.test".into(),
                phone: "+7 900 000-00-00".into(),
                contacts_checked_at: Some(example_time(1)),
                superior: None,
                children: Vec::new(),
                left_children: Vec::new(),
                parents: vec![MemberRef {
                    id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
                    name: "Орлов Павел Игоревич".into(),
                }],
                created_at: example_time(0),
            }
        }
    }

    impl Example for CardBody {
        fn example() -> Self {
            Self {
                name: "Орлова Мария Павловна".into(),
                roles: vec![Role::Student],
                external_id: Some("s-1024".into()),
                ..Self::default()
            }
        }
    }

    impl Example for CardPatch {
        fn example() -> Self {
            Self {
                phone: Some(Some("+7 900 000-00-00".into())),
                ..Self::default()
            }
        }
    }

    impl Example for RolesBody {
        fn example() -> Self {
            Self {
                give: vec![Role::Teacher],
                take: Vec::new(),
            }
        }
    }

    impl Example for TiesBody {
        fn example() -> Self {
            Self {
                add: vec![uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into()],
                remove: Vec::new(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_an_address_or_an_id_is_seen() {
        for good in ["a@b.ru", "ivanova.m@shkola.test"] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in ["a", "@b.ru", "a@b", "a b@c.ru", "a@b@c.ru"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
        assert!(looks_like_external_id("s-1024/7"));
        for bad in ["", "a b", "a;b", "a,b", "a|b"] {
            assert!(!looks_like_external_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_role_is_not_given_and_taken_at_once() {
        let body = RolesBody {
            give: vec![Role::Teacher],
            take: vec![Role::Teacher],
        };
        let mut errors = Vec::new();
        body.check(&mut errors);
        assert_eq!(errors[0].pointer, "/take");
    }
}
