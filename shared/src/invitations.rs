//! One-time slips: an invitation to come in (D-app.4 3.1), and a new password for somebody who lost theirs.

pub mod code;
pub mod entry;
pub mod join;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Capacity, Role, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::classes::ClassName;
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ClassId, InvitationId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;

/// How many people are invited at once: a class with its parents.
pub const MOST_AT_ONCE: usize = 200;

named! {
    /// What a slip is for.
    Purpose {
        /// To make an account for a card, or to join it to one's own.
        Join "join" "приглашение" "invitation"
        /// To set a new password.
        Reset "reset" "новый пароль" "new password"
    }
}

impl Purpose {
    /// For how many days a slip is good: whoever waits for an invitation may be ill, whoever cannot sign in comes at once.
    pub const fn good_for_days(self) -> i64 {
        match self {
            Self::Join => 30,
            Self::Reset => 3,
        }
    }
}

named! {
    /// What has become of a slip.
    InvitationState {
        Open "open" "ждёт" "open"
        Used "used" "использовано" "used"
        Expired "expired" "истекло" "expired"
        /// Taken back, or replaced by another.
        Withdrawn "withdrawn" "отозвано" "withdrawn"
    }
}

named! {
    /// Why somebody got no slip.
    LeftOut {
        HasAccount "has_account" "уже есть учётная запись" "has an account already"
        /// There is a slip that works; asked for again, it is replaced.
        HasOpen "has_open" "приглашение уже есть" "has an open invitation"
        /// The role is one that the inviter may not let in.
        NotYours "not_yours" "приглашает только директор или администратор журнала" "is invited by the head or the journal administrator"
    }
}

/// Whether somebody in this capacity may hand out a slip that opens an account with this role.
///
/// Whoever prints a slip could use it. So nobody prints one for more rights than they have: what a head may do is opened by
/// a head only, and a class teacher opens what students and parents may do.
pub const fn may_invite(capacity: Capacity, role: Role) -> bool {
    match capacity {
        Capacity::Director => true,
        Capacity::JournalAdmin => !matches!(role, Role::Director | Role::DeputyHead | Role::JournalAdmin),
        Capacity::Secretary => matches!(
            role,
            Role::Teacher | Role::ClassTeacher | Role::Staff | Role::Parent | Role::Student
        ),
        Capacity::ClassTeacher => matches!(role, Role::Parent | Role::Student),
        Capacity::DeputyHead
        | Capacity::SystemAdmin
        | Capacity::Helper
        | Capacity::Teacher
        | Capacity::Staff
        | Capacity::Parent
        | Capacity::Student
        | Capacity::VendorAgent
        | Capacity::Client => false,
    }
}

/// Whom to invite: these members, a whole class with the parents, or everybody in a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberId>,
    /// Instead of `members`: the students of the class and their parents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassId>,
    /// Instead of `members`: everybody in this role who has neither an account nor a slip that works, two hundred at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Replace slips that are still open: their codes stop working.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

impl Check for InviteBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.class.is_none() && self.role.is_none() {
            check::range(
                errors,
                "/members",
                i64::try_from(self.members.len()).unwrap_or(i64::MAX),
                1,
                i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX),
            );
        } else if !self.members.is_empty() {
            errors.push(FieldError::new("/members", FieldErrorKind::Unknown));
        }
        if self.role.is_some() && self.class.is_some() {
            errors.push(FieldError::new("/role", FieldErrorKind::Unknown));
        }
    }
}

/// A slip to print. Its code is told this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slip {
    pub id: InvitationId,
    pub purpose: Purpose,
    pub member: MemberRef,
    /// A student's class.
    pub class: Option<ClassName>,
    /// In groups of four letters.
    #[cfg_attr(feature = "openapi", schema(example = "K7QM-2XPD-9TRA-5HWN"))]
    pub code: String,
    /// The page that takes the code, and the code behind `#`, where no server sees it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://help.example/join#K7QM-2XPD-9TRA-5HWN")
    )]
    pub link: String,
    /// The link as a QR code: the path of an SVG of `qr_size` by `qr_size` modules.
    #[cfg_attr(feature = "openapi", schema(example = "M4 4h7v1h-7z"))]
    pub qr: String,
    pub qr_size: u32,
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slip")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Check for Slip {}

/// Somebody who was asked for and got no slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Omission {
    pub member: MemberRef,
    pub why: LeftOut,
}

/// What came of inviting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slips {
    pub slips: Vec<Slip>,
    pub left_out: Vec<Omission>,
    /// How many more of the role wait: asked again, the next of them get slips.
    pub rest: u32,
}

impl Check for Slips {}

impl Slips {
    /// One slip, as the sheet of a single person.
    pub fn of(slip: Slip) -> Self {
        Self {
            slips: vec![slip],
            left_out: Vec::new(),
            rest: 0,
        }
    }
}

/// A slip as it is listed: never with its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    pub id: InvitationId,
    pub purpose: Purpose,
    pub member: MemberRef,
    pub state: InvitationState,
    /// Who printed it; none for the operator.
    pub by: Option<MemberRef>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Check for Invitation {}

/// Which slips to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct InvitationsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub state: Option<InvitationState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for InvitationsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// A slip in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct InvitationPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(
        feature = "openapi",
        param(example = "01988a3f-0000-7000-8000-000000000060", value_type = String)
    )]
    pub invitation: InvitationId,
}

/// Whose password is to be set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetSlipBody {
    pub member: MemberId,
}

impl Check for ResetSlipBody {}

endpoints! {
    /// Makes one-time slips for members who have no account.
    ///
    /// The codes are answered this once and kept only as hashes. A slip that is lost is made again with `again`, which
    /// withdraws the old one; so a repeated request does no harm and needs no key.
    InvitationsCreate "invitations_create" Post Act "/api/v1/schools/{school}/invitations" 201
        Invite SchoolPath, Nothing, InviteBody => Slips;
    /// Lists slips with their state, newest first; never their codes.
    InvitationsList "invitations_list" Get Read "/api/v1/schools/{school}/invitations" 200
        Invite SchoolPath, InvitationsQuery, () => Page<Invitation>;
    /// Reads one slip's state.
    InvitationsFind "invitations_find" Get Read "/api/v1/schools/{school}/invitations/{invitation}" 200
        Invite InvitationPath, Nothing, () => Invitation;
    /// Takes a slip back: its code stops working at once.
    InvitationsWithdraw "invitations_withdraw" Post Change "/api/v1/schools/{school}/invitations/{invitation}/withdraw" 200
        Invite InvitationPath, Nothing, () => Invitation;
    /// Makes a one-time slip with which somebody sets a new password.
    ///
    /// Only for people of this school alone, never for heads, journal administrators or oneself. The owner is told at
    /// their confirmed addresses; their sessions end when the slip is used.
    ResetSlipsCreate "reset_slips_create" Post Act "/api/v1/schools/{school}/reset-slips" 201
        AccountReset SchoolPath, Nothing, ResetSlipBody => Slip;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Invitation, InvitationState, InviteBody, Purpose, ResetSlipBody, Slip, Slips};
    use crate::endpoint::Example;
    use crate::people::MemberRef;

    fn parent() -> MemberRef {
        MemberRef {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
            name: "Орлов Павел Игоревич".into(),
        }
    }

    impl Example for InviteBody {
        fn example() -> Self {
            Self {
                members: vec![parent().id],
                class: None,
                role: None,
                again: false,
            }
        }
    }

    impl Example for ResetSlipBody {
        fn example() -> Self {
            Self { member: parent().id }
        }
    }

    impl Example for Slip {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000060").into(),
                purpose: Purpose::Join,
                member: parent(),
                class: None,
                code: "K7QM-2XPD-9TRA-5HWN".into(),
                link: "https://help.example/join#K7QM-2XPD-9TRA-5HWN".into(),
                qr: "M4 4h7v1h-7z".into(),
                qr_size: 33,
                expires_at: "2026-12-22T09:00:00Z".parse().unwrap_or_default(),
            }
        }
    }

    impl Example for Slips {
        fn example() -> Self {
            Self {
                slips: vec![Slip::example()],
                left_out: Vec::new(),
                rest: 0,
            }
        }
    }

    impl Example for Invitation {
        fn example() -> Self {
            let slip = Slip::example();
            Self {
                id: slip.id,
                purpose: slip.purpose,
                member: slip.member,
                state: InvitationState::Open,
                by: Some(MemberRef::example()),
                created_at: "2026-11-22T09:00:00Z".parse().unwrap_or_default(),
                expires_at: slip.expires_at,
                used_at: None,
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_lets_in_more_rights_than_they_have() {
        for capacity in Capacity::ALL {
            let invites = Role::ALL.iter().any(|role| may_invite(*capacity, *role));
            let reaches = crate::access::reaches(crate::access::Action::Invite, *capacity);
            assert_eq!(invites, !reaches.is_empty(), "{capacity}");
            let head = matches!(capacity, Capacity::Director);
            assert_eq!(may_invite(*capacity, Role::Director), head, "{capacity}");
            assert_eq!(may_invite(*capacity, Role::JournalAdmin), head, "{capacity}");
        }
        assert!(!may_invite(Capacity::ClassTeacher, Role::Teacher));
        assert!(!may_invite(Capacity::Secretary, Role::Secretary));
    }
}
