//! What happened to a person's sign-in: told in the app as well, for who signs in with a phone number or a login name reads no
//! letters.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::NoticeId;
use crate::text::Lang;

/// How many are told at once, the newest.
pub const MOST_NOTICES: usize = 20;

named! {
    /// What happened.
    NoticeKind {
        NewDevice "new_device" "вход с нового устройства" "a sign-in from a new device"
        PasswordChanged "password_changed" "пароль сменили в профиле" "the password was changed in the profile"
        PasswordReset "password_reset" "пароль задали по ссылке из письма" "the password was set by a link from a letter"
        PasswordBySlip "password_by_slip" "пароль задали по листку школы" "the password was set by a slip of the school"
        /// The school printed a slip that sets a new password.
        ResetSlip "reset_slip" "школа напечатала листок для нового пароля" "the school printed a slip for a new password"
        NameAdded "name_added" "добавили почту, телефон или логин" "an address, a phone number or a login name was added"
        NameRemoved "name_removed" "убрали почту, телефон или логин" "an address, a phone number or a login name was removed"
        SecondStepOn "second_step_on" "включили вход в два шага" "signing in with two steps was turned on"
        SecondStepOff "second_step_off" "отключили вход в два шага" "signing in with two steps was turned off"
        RecoveryUsed "recovery_used" "вошли по запасному коду" "a recovery code was used"
        SecondStepGuessed "second_step_guessed" "кто-то подбирал код второго шага" "somebody guessed at the second step"
    }
}

/// Something that happened to the sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    pub id: NoticeId,
    pub kind: NoticeKind,
    pub at: DateTime<Utc>,
    /// Whether its owner has put it away.
    pub seen: bool,
    /// Whether it was this very session: then there is nothing to tell it.
    pub own: bool,
}

/// What happened in the last 90 days, newest first, twenty at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notices {
    pub items: Vec<Notice>,
}

impl Check for Notices {}

/// What was read and is to be put away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenBody {
    pub notices: Vec<NoticeId>,
}

impl Check for SeenBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let count = i64::try_from(self.notices.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_NOTICES).unwrap_or(i64::MAX);
        check::range(errors, "/notices", count, 1, most);
    }
}

endpoints! {
    /// Tells what happened to the person's sign-in.
    MeNotices "me_notices" Get Read "/api/v1/me/notices" 200
        SignedIn Nothing, Nothing, () => Notices;
    /// Puts notices away that were read. They stay in the list.
    MeNoticesSeen "me_notices_seen" Post Act "/api/v1/me/notices/seen" 204
        SignedIn Nothing, Nothing, SeenBody => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Notice, NoticeKind, Notices, SeenBody};
    use crate::endpoint::Example;

    impl Example for Notices {
        fn example() -> Self {
            let notice = Notice {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000082").into(),
                kind: NoticeKind::NewDevice,
                at: "2026-11-22T09:00:00Z".parse().unwrap_or_default(),
                seen: false,
                own: false,
            };
            Self { items: vec![notice] }
        }
    }

    impl Example for SeenBody {
        fn example() -> Self {
            Self {
                notices: Notices::example().items.iter().map(|one| one.id).collect(),
            }
        }
    }
}
