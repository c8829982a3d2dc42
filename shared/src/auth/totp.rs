//! The second step of a sign-in: codes of an app (RFC 6238), and recovery codes for the day the phone is lost.

use serde::{Deserialize, Serialize};

use super::password::MAX_LENGTH;
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// Proof that it is still the owner: the password, and with a second step its code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProofBody {
    /// The current password.
    pub password: String,
    /// A code of the app or a recovery code; only where a second step is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl std::fmt::Debug for ProofBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProofBody").finish_non_exhaustive()
    }
}

impl Check for ProofBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/password", &self.password, MAX_LENGTH);
        check::optional_text(errors, "/code", self.code.as_deref(), 40);
    }
}

/// What the app needs to make codes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Enrolment {
    /// For typing: base32.
    pub secret: String,
    /// For a tap on the phone itself.
    pub uri: String,
    /// For the camera: the same as a QR code.
    pub qr_svg: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

impl Check for Enrolment {}

/// A code of the app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TotpCodeBody))]
pub struct CodeBody {
    pub code: String,
}

impl std::fmt::Debug for CodeBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CodeBody").finish_non_exhaustive()
    }
}

impl Check for CodeBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, 40);
    }
}

/// Recovery codes, told only now. Each works once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryCodes").finish_non_exhaustive()
    }
}

impl Check for RecoveryCodes {}

endpoints! {
    /// Begins a second step, or one on a new phone: what an app needs to make codes.
    ///
    /// Nothing changes until a first code comes back.
    TotpBegin "totp_begin" Post Act "/api/v1/me/totp/begin" 200
        SignedIn Nothing, Nothing, ProofBody => Enrolment;
    /// Turns the second step on by a first code; tells new recovery codes.
    TotpConfirm "totp_confirm" Post Act "/api/v1/me/totp/confirm" 200
        SignedIn Nothing, Nothing, CodeBody => RecoveryCodes;
    /// Makes new recovery codes; the old ones end.
    TotpCodes "totp_codes" Post Act "/api/v1/me/totp/codes" 200
        SignedIn Nothing, Nothing, ProofBody => RecoveryCodes;
    /// Turns the second step off, unless a school of the person wants it.
    TotpOff "totp_off" Post Act "/api/v1/me/totp/off" 204
        SignedIn Nothing, Nothing, ProofBody => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{CodeBody, Enrolment, ProofBody, RecoveryCodes};
    use crate::endpoint::Example;

    impl Example for ProofBody {
        fn example() -> Self {
            Self {
                password: "demo-podskazka".into(),
                code: Some("123456".into()),
            }
        }
    }

    impl Example for Enrolment {
        fn example() -> Self {
            Self {
                secret: "JBSWY3DPEHPK3PXP".into(),
                uri: "otpauth://totp/%D0%9F?secret=JBSWY3DPEHPK3PXP".into(),
                qr_svg: "<svg/>".into(),
            }
        }
    }

    impl Example for CodeBody {
        fn example() -> Self {
            Self {
                code: "123456".into(),
            }
        }
    }

    impl Example for RecoveryCodes {
        fn example() -> Self {
            Self {
                codes: vec!["k7mf-2q9x-vb4t".into()],
            }
        }
    }
}
