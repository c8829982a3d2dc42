//! Signing in and out, and what it rests on: sign-in names, passwords, the second step, sessions. All of it belongs to the
//! person, not to a school. A token proves who; rights are read from the database on each request.

pub mod contacts;
pub mod device;
pub mod name;
pub mod notices;
pub mod password;
pub mod reset;
pub mod sessions;
pub mod totp;

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::text::Lang;

/// Login and password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginBody {
    /// The e-mail address, the phone number or the login name; capitals do not matter.
    pub login: String,
    pub password: String,
    /// Answer with HttpOnly cookies instead of tokens: for browsers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookies: bool,
    /// The `device` of an earlier sign-in, so that this one is not announced as one from a new device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

impl std::fmt::Debug for LoginBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginBody").finish_non_exhaustive()
    }
}

impl Check for LoginBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/login", &self.login, 254);
        check::text(errors, "/password", &self.password, password::MAX_LENGTH);
        check::optional_text(errors, "/device", self.device.as_deref(), 200);
    }
}

/// The second step of a sign-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondStepBody {
    /// The `challenge` of the problem `totp_required`; good for five minutes.
    pub challenge: String,
    /// Six digits of the app, or a recovery code.
    pub code: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookies: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

impl std::fmt::Debug for SecondStepBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondStepBody").finish_non_exhaustive()
    }
}

impl Check for SecondStepBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/challenge", &self.challenge, 1000);
        check::text(errors, "/code", &self.code, 40);
        check::optional_text(errors, "/device", self.device.as_deref(), 200);
    }
}

/// The refresh token, unless it comes by cookie.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

impl std::fmt::Debug for RefreshBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RefreshBody").finish_non_exhaustive()
    }
}

impl Check for RefreshBody {}

/// What a sign-in or a refresh gives. With cookies, the tokens are absent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Proves at the next sign-in that the device is known; a sign-in tells it once, a refresh does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

impl Check for Tokens {}

/// The person's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LanguageBody {
    pub language: Lang,
}

impl Check for LanguageBody {}

/// The public keys that verify our access tokens (RFC 7517).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeySet {
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub keys: Vec<serde_json::Value>,
}

impl Check for KeySet {}

endpoints! {
    /// Signs in with a sign-in name and the password.
    ///
    /// Answers tokens, or with `"cookies": true` sets HttpOnly cookies and answers none. With a second step the
    /// answer is the problem `totp_required` with a challenge.
    AuthLogin "auth_login" Post Act "/api/v1/auth/login" 200
        Guest Nothing, Nothing, LoginBody => Tokens;
    /// Does the second step of a sign-in: a code of the app, or a recovery code.
    ///
    /// A code works once.
    AuthTotp "auth_totp" Post Act "/api/v1/auth/totp" 200
        Guest Nothing, Nothing, SecondStepBody => Tokens;
    /// Exchanges a refresh token for a new pair.
    ///
    /// The token just before stays good for 30 seconds (two tabs, a lost answer); a later reuse ends the session.
    AuthRefresh "auth_refresh" Post Act "/api/v1/auth/refresh" 200
        Guest Nothing, Nothing, RefreshBody => Tokens;
    /// Ends the session on the server and clears the cookies.
    AuthLogout "auth_logout" Post Act "/api/v1/auth/logout" 204
        SignedIn Nothing, Nothing, () => ();
    /// Chooses the language of the person's notices.
    MeLanguage "me_language" Post Act "/api/v1/me/language" 204
        SignedIn Nothing, Nothing, LanguageBody => ();
    /// Lists the keys that verify access tokens.
    AuthKeys "auth_keys" Get Read "/api/v1/auth/keys" 200
        Guest Nothing, Nothing, () => KeySet;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{KeySet, LanguageBody, LoginBody, RefreshBody, SecondStepBody, Tokens};
    use crate::endpoint::Example;
    use crate::text::Lang;

    impl Example for LoginBody {
        fn example() -> Self {
            Self {
                login: "parent@demo.test".into(),
                password: "demo-podskazka".into(),
                cookies: false,
                device: None,
            }
        }
    }

    impl Example for SecondStepBody {
        fn example() -> Self {
            Self {
                challenge: "Y2hhbGxlbmdl".into(),
                code: "123456".into(),
                cookies: false,
                device: None,
            }
        }
    }

    impl Example for RefreshBody {
        fn example() -> Self {
            Self {
                refresh_token: Some("cmVmcmVzaC10b2tlbg".into()),
            }
        }
    }

    impl Example for Tokens {
        fn example() -> Self {
            Self {
                access_token: Some("eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl".into()),
                refresh_token: Some("cmVmcmVzaC10b2tlbg".into()),
                token_type: "Bearer".into(),
                expires_in: 900,
                device: Some("ZGV2aWNl".into()),
            }
        }
    }

    impl Example for LanguageBody {
        fn example() -> Self {
            Self { language: Lang::En }
        }
    }

    impl Example for KeySet {
        fn example() -> Self {
            Self {
                keys: vec![serde_json::json!({
                    "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "2026-11-22", "x": "MTIzNA"
                })],
            }
        }
    }
}
