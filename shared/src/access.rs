//! Who may do what, and how far: the one policy of the product (P1-P3, P5).
//!
//! A *role* is what the school's card says of a person. A *capacity* is in what they act now: by a role, or by an order in
//! force (a helper, an acting director). An *action* is what they want to do. The policy answers with *reaches*: the
//! objects on which that capacity may do the action. No reach means never. The server turns the reaches of all of a
//! person's capacities into one condition of the query; the app hides what the policy does not allow.

use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::text::Lang;

/// Declares codes and names of an enum.
macro_rules! named {
    ($(#[$doc:meta])* $enum:ident { $($(#[$item:meta])* $name:ident $code:tt $ru:literal $en:literal)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(
            feature = "db",
            derive(sea_orm::DeriveValueType),
            sea_orm(value_type = "String")
        )]
        pub enum $enum { $($(#[$item])* #[serde(rename = $code)] $name,)* }

        impl $enum {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As in the API and in the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The name for people.
            pub const fn label(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($ru, $en),)* }
            }
        }

        coded!($enum);
    };
}
pub(crate) use named;

named! {
    /// What the school's card says that a person is. One person may be several things in one school, and others elsewhere.
    Role {
        /// The head of the school.
        Director "director" "директор" "head"
        /// A deputy head, academic or pastoral (P2).
        DeputyHead "deputy_head" "заместитель директора" "deputy head"
        /// Responsible for the journal, technical consultant (P2).
        JournalAdmin "journal_admin" "администратор журнала" "journal administrator"
        /// System administrator (P3: technical operation).
        SystemAdmin "system_admin" "системный администратор" "system administrator"
        /// Oversees technical provision (P8).
        Secretary "secretary" "секретарь" "secretary"
        Teacher "teacher" "учитель" "teacher"
        /// Of one or more classes of the academic year.
        ClassTeacher "class_teacher" "классный руководитель" "class teacher"
        /// Other staff.
        Staff "staff" "сотрудник" "staff"
        /// A parent or other legal representative.
        Parent "parent" "родитель" "parent"
        Student "student" "ученик" "student"
        /// Somebody of the journal's vendor, outside the school (P4).
        VendorAgent "vendor_agent" "специалист поставщика журнала" "agent of the journal's vendor"
    }
}

impl Role {
    /// Whether the role is one of the school's staff, whose requests are considered within 24 hours (T4).
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Parent | Self::Student | Self::VendorAgent)
    }
}

named! {
    /// In what somebody acts in a school now: each role, and what an order makes of them for a time.
    Capacity {
        /// The head, or who acts for the head by an order in force.
        Director "director" "директор" "head"
        DeputyHead "deputy_head" "заместитель директора" "deputy head"
        JournalAdmin "journal_admin" "администратор журнала" "journal administrator"
        SystemAdmin "system_admin" "системный администратор" "system administrator"
        Secretary "secretary" "секретарь" "secretary"
        /// Staff with an appointment in force (P3).
        Helper "helper" "специалист по помощи" "helper"
        Teacher "teacher" "учитель" "teacher"
        ClassTeacher "class_teacher" "классный руководитель" "class teacher"
        Staff "staff" "сотрудник" "staff"
        Parent "parent" "родитель" "parent"
        Student "student" "ученик" "student"
        VendorAgent "vendor_agent" "специалист поставщика журнала" "agent of the journal's vendor"
        /// A program of the school's: the journal (API client), acting for itself.
        Client "client" "журнал (программа)" "the journal (a program)"
    }
}

impl From<Role> for Capacity {
    fn from(role: Role) -> Self {
        match role {
            Role::Director => Self::Director,
            Role::DeputyHead => Self::DeputyHead,
            Role::JournalAdmin => Self::JournalAdmin,
            Role::SystemAdmin => Self::SystemAdmin,
            Role::Secretary => Self::Secretary,
            Role::Teacher => Self::Teacher,
            Role::ClassTeacher => Self::ClassTeacher,
            Role::Staff => Self::Staff,
            Role::Parent => Self::Parent,
            Role::Student => Self::Student,
            Role::VendorAgent => Self::VendorAgent,
        }
    }
}

impl Capacity {
    /// Whether it is one of the school's staff.
    pub const fn is_staff(self) -> bool {
        !matches!(
            self,
            Self::Parent | Self::Student | Self::VendorAgent | Self::Client
        )
    }
}

/// How far an action reaches: the set of objects it may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// Oneself, and what is one's own: requests that one is the requester of.
    Own,
    /// What one's own child filed, unless the child keeps it private; and what another parent of the child shares.
    OwnChild,
    /// The students of the class whose class teacher one is this year, and their parents.
    OwnClass,
    /// Requests that one filed for somebody else.
    Filed,
    /// Somebody else's requests that are assigned to oneself.
    Assigned,
    /// Somebody else's requests on the topics of one's appointment, unless they were sent to a class teacher.
    Direction,
    /// Somebody else's requests that were sent to the class teacher of one's own class.
    Addressed,
    /// All of the school but one's own: nobody decides in their own case.
    Others,
    /// All of the school.
    School,
}

/// An [`Action`] as a type, so that a permit for one cannot pass for another.
pub trait ActionType: 'static {
    const ACTION: Action;
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $code:tt)*) => {
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
    /// Run the installation: schools, operators, health. Never what stands in requests. For operators only.
    Platform "platform"
    /// See the school's card.
    SchoolRead "school_read"
    /// Change the school's name, zone, contacts and settings (S3).
    SchoolEdit "school_edit"
    /// See the staff of the school by name and post.
    StaffRead "staff_read"
    /// See the cards of people, their classes and ties (P5, P8).
    PeopleRead "people_read"
    /// Make, change and end cards and ties; import them (P5).
    PeopleEdit "people_edit"
    /// Decide what somebody wishes to have corrected on their card.
    CorrectionDecide "correction_decide"
    /// Correct contacts on the cards, and note that they were checked (P8).
    ContactsCheck "contacts_check"
    /// Give and take roles; which ones, [`may_grant`] tells.
    RoleGrant "role_grant"
    /// See classes.
    ClassRead "class_read"
    /// Make and change classes; begin the next academic year.
    ClassEdit "class_edit"
    /// Order who acts for the head.
    ActingOrder "acting_order"
    /// See appointments of helpers.
    AppointmentRead "appointment_read"
    /// Enter and end an appointment of a helper by order (P3).
    AppointmentEnter "appointment_enter"
    /// Approve an appointment, which puts it in force (P3).
    AppointmentApprove "appointment_approve"
    /// End an appointment, or take back one that waits (P3).
    AppointmentEnd "appointment_end"
    /// Print invitations (D-app.4 3.1).
    Invite "invite"
    /// Record a consent or an acquaintance given on paper (D2).
    ConsentRecord "consent_record"
    /// Record that a consent was withdrawn on paper, which closes the school to the family (152-ФЗ).
    ConsentWithdraw "consent_withdraw"
    /// Print a slip with which somebody sets a new password.
    AccountReset "account_reset"
    /// Decide a request for erasure.
    ErasureDecide "erasure_decide"
    /// Make, rotate and end the school's API clients.
    ClientManage "client_manage"
    /// Read and export the audit trail.
    AuditRead "audit_read"
    /// See the published schedules (S3).
    ScheduleRead "schedule_read"
    /// Draw up a schedule and see drafts (S2).
    ScheduleDraft "schedule_draft"
    /// Agree to a schedule before the head approves it (S2, C3).
    ScheduleAgree "schedule_agree"
    /// Approve a schedule by an order, or take the approval back (S2).
    ScheduleApprove "schedule_approve"
    /// Publish an approved schedule (S3).
    SchedulePublish "schedule_publish"
    /// Publish the school's calendar: its week and the days that differ (S2, T4).
    CalendarPublish "calendar_publish"
    /// Publish within which time requests are considered (T4).
    PolicyPublish "policy_publish"
    /// See absences of helpers, who stands in, and extra hours.
    DutyRead "duty_read"
    /// Enter absences, substitutes and extra hours (S2, P3).
    DutyWrite "duty_write"
    /// Read the reference materials that are for oneself (K1).
    ArticleRead "article_read"
    /// Write, change and withdraw reference materials (K1).
    ArticleWrite "article_write"
    /// Publish what others wrote of reference materials; the head also what they wrote themselves (K1).
    ArticlePublish "article_publish"
    /// Read the phrases of the school and one's own (T3).
    PhraseRead "phrase_read"
    /// Write phrases: one's own, or the school's (T3).
    PhraseWrite "phrase_write"
    /// Keep one's own views of the queue.
    ViewKeep "view_keep"
    /// Read what one was told.
    NotificationRead "notification_read"
    /// See consultations: one's own, those at one's own desk, or the school's (S5).
    ConsultationRead "consultation_read"
    /// Book a consultation for oneself or one's child, move and cancel it (S5, T10).
    ConsultationBook "consultation_book"
    /// Note who came to a consultation and how it went (S5).
    ConsultationWork "consultation_work"
    /// Set how a helper takes bookings (S5).
    ConsultationSettings "consultation_settings"
    /// See who asked to be called back (T7).
    CallbackRead "callback_read"
    /// Call back: note tries, register a request, dismiss (T5, T7).
    CallbackHandle "callback_handle"
    /// File a request, for oneself or for somebody else (T1, T2, T10).
    TicketFile "ticket_file"
    /// Read a request and its public messages (P5).
    TicketRead "ticket_read"
    /// Write into a request's thread.
    TicketWrite "ticket_write"
    /// Work on a request: assign, ask back, answer (P2).
    TicketWork "ticket_work"
    /// Read and write the internal notes of a request: a part of working on it that the class teacher has not.
    TicketNote "ticket_note"
    /// Let the other parents of the child read one's request about the child, or stop it.
    TicketShare "ticket_share"
    /// Close one's request.
    TicketClose "ticket_close"
    /// Reopen a request.
    TicketReopen "ticket_reopen"
    /// Refuse a request in the school's name, where its policy allows refusals (T10).
    TicketRefuse "ticket_refuse"
    /// Object to the refusal of one's request (T10).
    TicketObject "ticket_object"
    /// Decide on an objection to a refusal; one's own may only be given up (T10).
    TicketDecide "ticket_decide"
    /// Rate an answered request.
    TicketRate "ticket_rate"
    /// See who said what of the school's help, but of one's own.
    FeedbackRead "feedback_read"
    /// Report the other side of a conversation that one takes part in, and say more when asked (F2, F3).
    ConductFile "conduct_file"
    /// Read the reports that one filed, and those that one decides on (F2, F3).
    ConductRead "conduct_read"
    /// Decide on reports: as the helper's superior, or as the head; never in one's own case (F2, F3).
    ConductDecide "conduct_decide"
    /// Say thanks and suggest something, at any time (F, D4).
    VoiceWrite "voice_write"
    /// Say what was done about a low mark (F3), and handle thanks and suggestions.
    FeedbackHandle "feedback_handle"
    /// See the school's figures, or those of one's own work (D4).
    ReportRead "report_read"
    /// Try what a deadline would be (T4).
    DeadlinePreview "deadline_preview"
}

/// The policy: how far somebody may do `action` in this capacity. Empty means never.
///
/// [`Action::Guest`], [`Action::SignedIn`] and [`Action::Platform`] hang on no capacity in a school, so they have no reach.
pub const fn reaches(action: Action, capacity: Capacity) -> &'static [Reach] {
    use Capacity::{
        ClassTeacher, Client, DeputyHead, Director, Helper, JournalAdmin, Parent, Secretary, Staff, Student,
        SystemAdmin, Teacher, VendorAgent,
    };
    use Reach::{Addressed, Assigned, Direction, Filed, Others, Own, OwnChild, OwnClass, School};
    match action {
        Action::Guest | Action::SignedIn | Action::Platform => &[],
        Action::ArticleRead => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student | VendorAgent => &[School],
            Client => &[],
        },
        Action::SchoolRead | Action::ScheduleRead => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student | VendorAgent | Client => &[School],
        },
        Action::SchoolEdit
        | Action::ClientManage
        | Action::AuditRead
        | Action::DeadlinePreview
        | Action::PolicyPublish
        | Action::CalendarPublish => match capacity {
            Director | JournalAdmin => &[School],
            DeputyHead | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
        Action::StaffRead => match capacity {
            Director | DeputyHead | JournalAdmin | Secretary | Helper | ClassTeacher => &[School],
            SystemAdmin | Teacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::PeopleRead | Action::ClassRead => match capacity {
            Director | DeputyHead | JournalAdmin | Secretary | Client => &[School],
            ClassTeacher => &[OwnClass],
            SystemAdmin | Helper | Teacher | Staff | Parent | Student | VendorAgent => &[],
        },
        Action::CorrectionDecide | Action::ConsentWithdraw => match capacity {
            Director | JournalAdmin | Secretary => &[School],
            DeputyHead | SystemAdmin | Helper | Teacher | ClassTeacher | Staff | Parent | Student
            | VendorAgent | Client => &[],
        },
        Action::PeopleEdit | Action::ClassEdit => match capacity {
            Director | JournalAdmin | Secretary | Client => &[School],
            DeputyHead | SystemAdmin | Helper | Teacher | ClassTeacher | Staff | Parent | Student
            | VendorAgent => &[],
        },
        Action::ContactsCheck | Action::Invite | Action::ConsentRecord => match capacity {
            Director | JournalAdmin | Secretary => &[School],
            ClassTeacher => &[OwnClass],
            DeputyHead | SystemAdmin | Helper | Teacher | Staff | Parent | Student | VendorAgent | Client => {
                &[]
            }
        },
        Action::RoleGrant => match capacity {
            Director | JournalAdmin => &[Others],
            DeputyHead | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
        Action::ActingOrder | Action::ErasureDecide => match capacity {
            Director => &[Others],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student | VendorAgent | Client => &[],
        },
        Action::AppointmentRead => match capacity {
            Director | DeputyHead | JournalAdmin | Secretary => &[School],
            SystemAdmin | Helper | Teacher | ClassTeacher | Staff => &[Own],
            Parent | Student | VendorAgent | Client => &[],
        },
        Action::DutyRead | Action::DutyWrite => match capacity {
            Director | DeputyHead | JournalAdmin | Secretary => &[School],
            Helper => &[Own],
            SystemAdmin | Teacher | ClassTeacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::AppointmentEnd => match capacity {
            Director | JournalAdmin | Secretary => &[School],
            DeputyHead | SystemAdmin | Helper | Teacher | ClassTeacher | Staff | Parent | Student
            | VendorAgent | Client => &[],
        },
        Action::AppointmentEnter => match capacity {
            JournalAdmin | Secretary => &[School],
            Director | DeputyHead | SystemAdmin | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
        Action::AppointmentApprove => match capacity {
            Director => &[Others],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student | VendorAgent | Client => &[],
        },
        Action::ScheduleApprove | Action::SchedulePublish => match capacity {
            Director => &[School],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student | VendorAgent | Client => &[],
        },
        Action::AccountReset => match capacity {
            JournalAdmin => &[Others],
            Director | DeputyHead | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student | VendorAgent | Client => &[],
        },
        Action::ScheduleDraft | Action::ScheduleAgree | Action::ArticleWrite => match capacity {
            Director | DeputyHead | JournalAdmin => &[School],
            SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent | Student
            | VendorAgent | Client => &[],
        },
        Action::ArticlePublish => match capacity {
            Director => &[School],
            DeputyHead | JournalAdmin => &[Others],
            SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent | Student
            | VendorAgent | Client => &[],
        },
        Action::PhraseRead => match capacity {
            Director | DeputyHead | JournalAdmin | Helper | ClassTeacher => &[Own, School],
            SystemAdmin | Secretary | Teacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::PhraseWrite => match capacity {
            Director | DeputyHead | JournalAdmin => &[Own, School],
            Helper | ClassTeacher => &[Own],
            SystemAdmin | Secretary | Teacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::ViewKeep => match capacity {
            Director | DeputyHead | JournalAdmin | Helper | ClassTeacher => &[Own],
            SystemAdmin | Secretary | Teacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::NotificationRead => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student | VendorAgent => &[Own],
            Client => &[],
        },
        Action::CallbackRead | Action::CallbackHandle => match capacity {
            Director | DeputyHead | JournalAdmin | Helper => &[School],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Parent | Student | VendorAgent
            | Client => &[],
        },
        Action::ReportRead => match capacity {
            Director | DeputyHead | JournalAdmin => &[School],
            Helper => &[Own],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Parent | Student | VendorAgent
            | Client => &[],
        },
        Action::ConsultationRead => match capacity {
            Director | DeputyHead | JournalAdmin => &[School],
            // Who stands in, or is in the schedule without an order, has a desk too.
            SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff => &[Own, Assigned],
            Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::ConsultationBook => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::ConsultationWork => match capacity {
            DeputyHead | JournalAdmin => &[Others],
            Director | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff => &[Assigned],
            Parent | Student | VendorAgent | Client => &[],
        },
        Action::ConsultationSettings => match capacity {
            Director | JournalAdmin => &[School],
            DeputyHead | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff => &[Own],
            Parent | Student | VendorAgent | Client => &[],
        },
        Action::TicketFile => match capacity {
            DeputyHead | JournalAdmin | Secretary | Helper => &[Own, Others],
            ClassTeacher => &[Own, OwnClass],
            Director | SystemAdmin | Teacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::TicketRead => match capacity {
            Director | DeputyHead | JournalAdmin => &[School],
            Helper => &[Own, Filed, Assigned, Direction],
            ClassTeacher => &[Own, Filed, Addressed],
            Secretary => &[Own, Filed],
            Parent => &[Own, OwnChild],
            SystemAdmin | Teacher | Staff | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::TicketWrite | Action::TicketReopen => match capacity {
            Director | DeputyHead | JournalAdmin => &[Own, Others],
            Helper => &[Own, Filed, Assigned, Direction],
            ClassTeacher => &[Own, Filed, Addressed],
            Secretary => &[Own, Filed],
            SystemAdmin | Teacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::TicketWork => match capacity {
            Director | DeputyHead | JournalAdmin => &[Others],
            Helper => &[Assigned, Direction],
            ClassTeacher => &[Addressed],
            SystemAdmin | Secretary | Teacher | Staff | Parent | Student | VendorAgent | Client => &[],
        },
        Action::TicketNote => match capacity {
            Director | DeputyHead | JournalAdmin => &[Others],
            Helper => &[Assigned, Direction],
            SystemAdmin | Secretary | Teacher | ClassTeacher | Staff | Parent | Student | VendorAgent
            | Client => &[],
        },
        Action::TicketRefuse => match capacity {
            Director | DeputyHead => &[Others],
            JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
        Action::TicketDecide => match capacity {
            Director => &[Others],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff
            | Parent | Student | VendorAgent | Client => &[],
        },
        Action::TicketClose | Action::TicketRate | Action::TicketObject => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::TicketShare => match capacity {
            Parent => &[Own],
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Student | VendorAgent | Client => &[],
        },
        Action::ConductFile => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::ConductRead => match capacity {
            Director => &[Own, Assigned, Others],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff => {
                &[Own, Assigned]
            }
            Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::ConductDecide => match capacity {
            Director => &[Assigned, Others],
            DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff => {
                &[Assigned]
            }
            Parent | Student | VendorAgent | Client => &[],
        },
        Action::VoiceWrite => match capacity {
            Director | DeputyHead | JournalAdmin | SystemAdmin | Secretary | Helper | Teacher
            | ClassTeacher | Staff | Parent | Student => &[Own],
            VendorAgent | Client => &[],
        },
        Action::FeedbackHandle => match capacity {
            Director | DeputyHead => &[Others],
            JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
        Action::FeedbackRead => match capacity {
            Director | DeputyHead => &[School],
            JournalAdmin | SystemAdmin | Secretary | Helper | Teacher | ClassTeacher | Staff | Parent
            | Student | VendorAgent | Client => &[],
        },
    }
}

/// Whether the action belongs to the head alone, so that nobody who acts for the head has it: who acts makes no other act.
pub const fn of_the_head_alone(action: Action) -> bool {
    matches!(action, Action::ActingOrder)
}

/// Whether somebody in these capacities may file for anybody but themselves (T10).
pub fn files_for_others(capacities: &[Capacity]) -> bool {
    let beyond = |capacity: &Capacity| {
        reaches(Action::TicketFile, *capacity)
            .iter()
            .any(|reach| *reach != Reach::Own)
    };
    capacities.iter().any(beyond)
}

/// Whether any of the capacities ever may do the action: what the app asks before it shows a button.
pub fn may(capacities: &[Capacity], action: Action) -> bool {
    matches!(action, Action::Guest | Action::SignedIn)
        || capacities
            .iter()
            .any(|capacity| !reaches(action, *capacity).is_empty())
}

/// Whether somebody in this capacity may give and take `role`. The first head of a school comes from the operator.
pub const fn may_grant(capacity: Capacity, role: Role) -> bool {
    match capacity {
        Capacity::Director => !matches!(role, Role::Director),
        Capacity::JournalAdmin => matches!(
            role,
            Role::Teacher | Role::ClassTeacher | Role::Staff | Role::Parent | Role::Student
        ),
        Capacity::DeputyHead
        | Capacity::SystemAdmin
        | Capacity::Secretary
        | Capacity::Helper
        | Capacity::Teacher
        | Capacity::ClassTeacher
        | Capacity::Staff
        | Capacity::Parent
        | Capacity::Student
        | Capacity::VendorAgent
        | Capacity::Client => false,
    }
}

/// Whether somebody in this capacity may make, import, end and reopen cards that have `role` (P5).
///
/// As [`may_grant`]; who keeps the cards without giving roles (a secretary, the journal) does it as far as the journal
/// administrator.
pub const fn may_enrol(capacity: Capacity, role: Role) -> bool {
    match capacity {
        Capacity::Secretary | Capacity::Client => may_grant(Capacity::JournalAdmin, role),
        Capacity::Director
        | Capacity::DeputyHead
        | Capacity::JournalAdmin
        | Capacity::SystemAdmin
        | Capacity::Helper
        | Capacity::Teacher
        | Capacity::ClassTeacher
        | Capacity::Staff
        | Capacity::Parent
        | Capacity::Student
        | Capacity::VendorAgent => may_grant(capacity, role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_capacities_have_one_code_each() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(*role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
            assert_eq!(Capacity::from(*role).code(), role.code());
        }
        for capacity in Capacity::ALL {
            assert_eq!(capacity.code().parse(), Ok(*capacity));
        }
    }

    /// The reviewed table: a change of the policy must change it here too.
    #[test]
    fn the_policy_is_the_reviewed_table() {
        let mut table = String::new();
        for action in Action::ALL {
            for capacity in Capacity::ALL {
                let reaches = reaches(*action, *capacity);
                if !reaches.is_empty() {
                    table += &format!("{} {} {reaches:?}\n", action.code(), capacity.code());
                }
            }
        }
        let reviewed = include_str!("../fixtures/policy.txt");
        assert_eq!(table, reviewed, "review shared/fixtures/policy.txt:\n{table}");
    }

    #[test]
    fn who_works_on_requests_has_phrases_and_views() {
        for capacity in Capacity::ALL {
            let works = !reaches(Action::TicketWork, *capacity).is_empty();
            for action in [Action::PhraseRead, Action::PhraseWrite, Action::ViewKeep] {
                assert_eq!(
                    !reaches(action, *capacity).is_empty(),
                    works,
                    "{capacity} {action:?}"
                );
            }
        }
    }

    #[test]
    fn nobody_grants_the_heads_role_and_few_grant_any() {
        for capacity in Capacity::ALL {
            assert!(!may_grant(*capacity, Role::Director));
            let grants = Role::ALL.iter().any(|role| may_grant(*capacity, *role));
            assert_eq!(
                grants,
                !reaches(Action::RoleGrant, *capacity).is_empty(),
                "{capacity}"
            );
        }
        assert!(!may_grant(Capacity::JournalAdmin, Role::JournalAdmin));
    }

    #[test]
    fn cards_of_any_role_are_made_by_those_alone_who_keep_the_cards() {
        for capacity in Capacity::ALL {
            assert!(!may_enrol(*capacity, Role::Director));
            let enrols = Role::ALL.iter().any(|role| may_enrol(*capacity, *role));
            assert_eq!(
                enrols,
                !reaches(Action::PeopleEdit, *capacity).is_empty(),
                "{capacity}"
            );
        }
        assert!(!may_enrol(Capacity::Secretary, Role::JournalAdmin));
        assert!(may_enrol(Capacity::Secretary, Role::Student));
    }
}
