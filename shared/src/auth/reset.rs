//! Changing the password, and setting a new one by a link when it is forgotten.

use serde::{Deserialize, Serialize};

use super::password::{self, MAX_LENGTH};
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};

/// The current password and the new one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordBody {
    /// The current password.
    pub password: String,
    /// The new one: at least ten characters, not a well-known one, not the login.
    pub new: String,
}

impl std::fmt::Debug for PasswordBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordBody").finish_non_exhaustive()
    }
}

impl Check for PasswordBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/password", &self.password, MAX_LENGTH);
        password::check_new(errors, "/new", &self.new, &[]);
    }
}

/// Whose password is forgotten.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetBody {
    /// Any sign-in name; the link goes to the confirmed addresses of its owner.
    pub login: String,
}

impl std::fmt::Debug for ResetBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResetBody").finish_non_exhaustive()
    }
}

impl Check for ResetBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/login", &self.login, 254);
    }
}

/// What the link carried, and the new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPasswordBody {
    /// What stands behind the `#` of the link.
    pub token: String,
    pub password: String,
}

impl std::fmt::Debug for NewPasswordBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPasswordBody").finish_non_exhaustive()
    }
}

impl Check for NewPasswordBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/token", &self.token, 200);
        password::check_new(errors, "/password", &self.password, &[]);
    }
}

endpoints! {
    /// Changes the password; all other sessions end.
    PasswordChange "password_change" Post Act "/api/v1/me/password" 204
        SignedIn Nothing, Nothing, PasswordBody => ();
    /// Asks for a link that sets a new password.
    ///
    /// The answer is always the same: it does not tell whether there is such an account.
    AuthReset "auth_reset" Post Act "/api/v1/auth/reset" 204
        Guest Nothing, Nothing, ResetBody => ();
    /// Sets a new password by a link, which works once and for an hour; all sessions end.
    AuthResetUse "auth_reset_use" Post Act "/api/v1/auth/reset/use" 204
        Guest Nothing, Nothing, NewPasswordBody => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{NewPasswordBody, PasswordBody, ResetBody};
    use crate::endpoint::Example;

    impl Example for PasswordBody {
        fn example() -> Self {
            Self {
                password: "demo-podskazka".into(),
                new: "семь синих слонов".into(),
            }
        }
    }

    impl Example for ResetBody {
        fn example() -> Self {
            Self {
                login: "parent@demo.test".into(),
            }
        }
    }

    impl Example for NewPasswordBody {
        fn example() -> Self {
            Self {
                token: "cmVzZXQtdG9rZW4".into(),
                password: "семь синих слонов".into(),
            }
        }
    }
}
