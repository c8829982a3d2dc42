//! Why the system acts without a permit here: a sign-in comes before every right, and what it rests on belongs to a person
//! and to no school. The reasons are the actions of the audit trail.

use crate::access::System;

pub(super) const SIGN_IN: System = System::because("sign_in");
pub(super) const SIGN_OUT: System = System::because("sign_out");
pub(super) const REUSE: System = System::because("refresh_reuse");
pub(super) const LANGUAGE: System = System::because("language");
pub(super) const CONTACTS: System = System::because("contacts");
pub(super) const PASSWORD: System = System::because("password");
pub(super) const RESET: System = System::because("password_reset");
pub(super) const RESET_ASKED: System = System::because("password_reset_sent");
pub(super) const SECOND_STEP: System = System::because("second_step");
pub(super) const RECOVERY: System = System::because("recovery_code");
pub(super) const SESSIONS: System = System::because("sessions");
pub(super) const NOTICES: System = System::because("notices");
pub(super) const LETTERS: System = System::because("letters");
