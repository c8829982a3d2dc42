//! Who may do what, and how far: the one policy of the product (P1-P3, P5).
//!
//! A *role* is what a person is in a school. An *action* is what they want to do. The policy answers with *reaches*: the
//! objects on which the role may do the action. No reach means that the role never may. The server turns the reaches of
//! all of a person's roles into one condition of the query; the app hides what the policy does not allow.

use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::text::Lang;

/// What a person is in a school. One person may be several things in one school, and others elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Role {
    /// The head of the school.
    Director,
    /// A deputy head, academic or pastoral (P2).
    DeputyHead,
    /// Responsible for the journal, technical consultant (P2).
    JournalAdmin,
    /// System administrator (P3: technical operation).
    SystemAdmin,
    /// Oversees technical provision (P8).
    Secretary,
    /// A member of staff whom the head appointed to help (P3).
    Helper,
    Teacher,
    ClassTeacher,
    /// Other staff.
    Staff,
    /// A parent or other legal representative.
    Parent,
    Student,
}

impl Role {
    pub const ALL: [Self; 11] = [
        Self::Director,
        Self::DeputyHead,
        Self::JournalAdmin,
        Self::SystemAdmin,
        Self::Secretary,
        Self::Helper,
        Self::Teacher,
        Self::ClassTeacher,
        Self::Staff,
        Self::Parent,
        Self::Student,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Director => "director",
            Self::DeputyHead => "deputy_head",
            Self::JournalAdmin => "journal_admin",
            Self::SystemAdmin => "system_admin",
            Self::Secretary => "secretary",
            Self::Helper => "helper",
            Self::Teacher => "teacher",
            Self::ClassTeacher => "class_teacher",
            Self::Staff => "staff",
            Self::Parent => "parent",
            Self::Student => "student",
        }
    }

    /// Whether the role is one of the school's staff, whose requests are considered within 24 hours (T4).
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Parent | Self::Student)
    }

    /// The role's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Director => lang.pick("директор", "head"),
            Self::DeputyHead => lang.pick("заместитель директора", "deputy head"),
            Self::JournalAdmin => lang.pick("администратор журнала", "journal administrator"),
            Self::SystemAdmin => lang.pick("системный администратор", "system administrator"),
            Self::Secretary => lang.pick("секретарь", "secretary"),
            Self::Helper => lang.pick("специалист по помощи", "helper"),
            Self::Teacher => lang.pick("учитель", "teacher"),
            Self::ClassTeacher => lang.pick("классный руководитель", "class teacher"),
            Self::Staff => lang.pick("сотрудник", "staff"),
            Self::Parent => lang.pick("родитель", "parent"),
            Self::Student => lang.pick("ученик", "student"),
        }
    }
}

coded!(Role);

/// How far an action reaches: the set of objects it may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// What one filed oneself.
    Own,
    /// What one's own child filed.
    OwnChild,
    /// All of the school but what one filed oneself: nobody decides in their own case.
    Others,
    /// All of the school.
    School,
}

/// An [`Action`] as a type, so that a permit for one cannot pass for another.
pub trait ActionType: 'static {
    const ACTION: Action;
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $code:literal)*) => {
        /// What somebody may want to do. Each endpoint names its action.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Action { $($(#[$doc])* #[serde(rename = $code)] $name,)* }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As in the API and in the audit trail.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        /// Each [`Action`] as a type.
        pub mod action {
            $(
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl super::ActionType for $name {
                    const ACTION: super::Action = super::Action::$name;
                }
            )*
        }
    };
}

actions! {
    /// Open to everybody, signed in or not.
    Guest "guest"
    /// Open to everybody who is signed in, about themselves only.
    SignedIn "signed_in"
    /// See the school's card.
    SchoolRead "school_read"
    /// Change the school's name, zone and contacts (S3).
    SchoolEdit "school_edit"
    /// See the staff of the school by name and post.
    StaffRead "staff_read"
    /// See the published schedules (S3).
    ScheduleRead "schedule_read"
    /// Draw up a schedule and see drafts (S2).
    ScheduleDraft "schedule_draft"
    /// Approve and publish a schedule (S2).
    SchedulePublish "schedule_publish"
    /// File a request (T1, T2, T10).
    TicketFile "ticket_file"
    /// Read a request and its public messages (P5).
    TicketRead "ticket_read"
    /// Write into a request's thread.
    TicketWrite "ticket_write"
    /// Work on a request: assign, ask back, answer, read and write internal notes (P2).
    TicketWork "ticket_work"
    /// Close one's request.
    TicketClose "ticket_close"
    /// Reopen a request.
    TicketReopen "ticket_reopen"
    /// Rate an answered request.
    TicketRate "ticket_rate"
    /// See ratings and comments of the school without names.
    FeedbackRead "feedback_read"
    /// See the school's figures (D4).
    ReportRead "report_read"
}

/// The policy: how far `role` may do `action`. Empty means never.
///
/// [`Action::Guest`] and [`Action::SignedIn`] need no role, so they have no reach.
pub const fn reaches(action: Action, role: Role) -> &'static [Reach] {
    use Reach::{Others, Own, OwnChild, School};
    use Role::{
        ClassTeacher, DeputyHead, Director, Helper, JournalAdmin, Parent, Secretary, Staff, Student,
        SystemAdmin, Teacher,
    };
    match action {
        Action::Guest | Action::SignedIn => &[],
        Action::SchoolRead | Action::ScheduleRead => match role {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[School],
        },
        Action::SchoolEdit => match role {
            Director | JournalAdmin => &[School],
            DeputyHead | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student => &[],
        },
        Action::StaffRead => match role {
            Director | DeputyHead | JournalAdmin | Secretary | Helper => &[School],
            SystemAdmin | Teacher | ClassTeacher | Staff | Parent | Student => &[],
        },
        Action::ScheduleDraft => match role {
            Director | DeputyHead | JournalAdmin => &[School],
            SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent | Student => &[],
        },
        Action::SchedulePublish => match role {
            Director => &[School],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student => &[],
        },
        Action::TicketFile | Action::TicketRate | Action::TicketClose => match role {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[Own],
        },
        Action::TicketRead => match role {
            Director | DeputyHead | JournalAdmin | Helper => &[School],
            Parent => &[Own, OwnChild],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Student => &[Own],
        },
        Action::TicketWrite | Action::TicketReopen => match role {
            Director | DeputyHead | JournalAdmin | Helper => &[Own, Others],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Parent | Student => &[Own],
        },
        Action::TicketWork => match role {
            Director | DeputyHead | JournalAdmin | Helper => &[Others],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Parent | Student => &[],
        },
        Action::ReportRead => match role {
            Director | DeputyHead | JournalAdmin => &[School],
            SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent | Student => &[],
        },
        Action::FeedbackRead => match role {
            Director | DeputyHead => &[School],
            JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student => &[],
        },
    }
}

/// Whether any of the roles ever may do the action: what the app asks before it shows a button.
pub fn may(roles: &[Role], action: Action) -> bool {
    matches!(action, Action::Guest | Action::SignedIn)
        || roles.iter().any(|role| !reaches(action, *role).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_one_code_each() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
        }
    }

    /// The reviewed table: a change of the policy must change it here too.
    #[test]
    fn the_policy_is_the_reviewed_table() {
        let mut table = String::new();
        for action in Action::ALL {
            for role in Role::ALL {
                let reaches = reaches(*action, role);
                if !reaches.is_empty() {
                    table += &format!("{} {} {reaches:?}\n", action.code(), role.code());
                }
            }
        }
        let reviewed = include_str!("../fixtures/policy.txt");
        assert_eq!(table, reviewed, "review shared/fixtures/policy.txt:\n{table}");
    }
}
