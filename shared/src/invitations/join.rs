//! Coming in with the code of a slip.

use serde::{Deserialize, Serialize};

use super::Purpose;
use crate::auth::Tokens;
use crate::auth::name::SignInName;
use crate::auth::password;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::consents::DocumentText;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{DocumentId, MemberId};
use crate::people::MemberRef;

/// The most characters of a code as it is typed.
const MAX_CODE: u32 = 60;

/// The code of a slip, as it was typed or read from the QR code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeBody {
    pub code: String,
}

impl Check for CodeBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, MAX_CODE);
    }
}

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinView {
    pub purpose: Purpose,
    /// The school's name.
    pub school: String,
    /// The school in addresses.
    pub slug: String,
    /// Whose card it is: the first name and the first letter of the surname.
    #[cfg_attr(feature = "openapi", schema(example = "Павел О."))]
    pub name: String,
    /// Whether an e-mail address can be the sign-in name: mail leaves this server.
    pub mail: bool,
    /// Whether one's own consent is still to be given.
    pub consent_due: bool,
    /// The consent to be given for oneself or for children; none when all is there already.
    pub consent: Option<DocumentText>,
    /// The regulation to get acquainted with.
    pub regulation: Option<DocumentText>,
    /// The children for whom a parent may consent here, by first names.
    pub children: Vec<MemberRef>,
}

impl Check for JoinView {}

/// The two acts, and the versions of the documents that were on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acts {
    /// The consent to personal data processing, for oneself where it is due and for `children`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<DocumentId>,
    /// The regulation that was read (D2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regulation: Option<DocumentId>,
    /// The children for whom a parent consents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<MemberId>,
}

/// Somebody comes in who has no account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinBody {
    pub code: String,
    /// What to sign in with: a phone number, a login name, or an e-mail address with its `email_code`.
    pub login: String,
    pub password: String,
    /// The code that was sent to the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_code: Option<String>,
    /// What `join_email` answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_proof: Option<String>,
    #[serde(default)]
    pub acts: Acts,
    /// Answer with HttpOnly cookies instead of tokens: for browsers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookies: bool,
}

impl Check for JoinBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, MAX_CODE);
        check_login(errors, &self.login);
        let names = SignInName::parse(&self.login);
        let names = names.as_ref().map_or("", SignInName::value);
        password::check_new(errors, "/password", &self.password, &[names]);
        check::optional_text(errors, "/email_code", self.email_code.as_deref(), 40);
        check::optional_text(errors, "/email_proof", self.email_proof.as_deref(), 400);
        check_acts(errors, &self.acts);
    }
}

/// The owner of an account comes in: the card joins what they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinOwnBody {
    pub code: String,
    #[serde(default)]
    pub acts: Acts,
}

impl Check for JoinOwnBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, MAX_CODE);
        check_acts(errors, &self.acts);
    }
}

/// An address that somebody wants to sign in with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinEmailBody {
    pub code: String,
    pub login: String,
}

impl Check for JoinEmailBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, MAX_CODE);
        check_login(errors, &self.login);
    }
}

/// What the accepted address is proven with, beside the code in the letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailProof {
    pub email_proof: String,
}

impl Check for EmailProof {}

/// A new password by a slip.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JoinResetBody {
    pub code: String,
    pub password: String,
}

impl Check for JoinResetBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, MAX_CODE);
        password::check_new(errors, "/password", &self.password, &[]);
    }
}

/// With what to sign in now, so that its owner recognises it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hints {
    #[cfg_attr(feature = "openapi", schema(example = json!(["p…@demo.test"])))]
    pub logins: Vec<String>,
}

impl Check for Hints {}

macro_rules! secret {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

secret! { CodeBody JoinBody JoinOwnBody JoinEmailBody EmailProof JoinResetBody }

fn check_login(errors: &mut Vec<FieldError>, login: &str) {
    if let Err(kind) = SignInName::parse(login) {
        errors.push(FieldError::new("/login", kind));
    }
}

fn check_acts(errors: &mut Vec<FieldError>, acts: &Acts) {
    if acts.children.len() > 50 {
        errors.push(FieldError::new(
            "/acts/children",
            FieldErrorKind::OutOfRange { min: 0, max: 50 },
        ));
    }
}

endpoints! {
    /// Tells what a slip's code opens: which school, whose card, which documents.
    ///
    /// A code that was used, replaced, guessed or is too old gets one and the same answer.
    JoinLook "join_look" Post Act "/api/v1/join/look" 200
        Guest Nothing, Nothing, CodeBody => JoinView;
    /// Sends a code to an address that is to become a sign-in name.
    JoinEmail "join_email" Post Act "/api/v1/join/email" 200
        Guest Nothing, Nothing, JoinEmailBody => EmailProof;
    /// Makes an account with a slip's code, and signs in.
    JoinNew "join_new" Post Act "/api/v1/join/new" 200
        Guest Nothing, Nothing, JoinBody => Tokens;
    /// Joins the card of a slip to the account of who is signed in.
    JoinOwn "join_own" Post Act "/api/v1/join/own" 204
        SignedIn Nothing, Nothing, JoinOwnBody => ();
    /// Sets a new password with the code of a slip; all sessions end.
    JoinReset "join_reset" Post Act "/api/v1/join/reset" 200
        Guest Nothing, Nothing, JoinResetBody => Hints;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        Acts, CodeBody, EmailProof, Hints, JoinBody, JoinEmailBody, JoinOwnBody, JoinResetBody, JoinView,
    };
    use crate::consents::DocumentText;
    use crate::endpoint::Example;
    use crate::invitations::Purpose;

    const CODE: &str = "K7QM-2XPD-9TRA-5HWN";

    impl Example for CodeBody {
        fn example() -> Self {
            Self { code: CODE.into() }
        }
    }

    impl Example for JoinView {
        fn example() -> Self {
            Self {
                purpose: Purpose::Join,
                school: "Школа № 7".into(),
                slug: "demo".into(),
                name: "Павел О.".into(),
                mail: true,
                consent_due: true,
                consent: Some(DocumentText::example()),
                regulation: None,
                children: Vec::new(),
            }
        }
    }

    impl Example for JoinBody {
        fn example() -> Self {
            Self {
                code: CODE.into(),
                login: "+7 999 123-45-67".into(),
                password: "семь синих слонов".into(),
                email_code: None,
                email_proof: None,
                acts: Acts {
                    consent: Some(DocumentText::example().id),
                    ..Acts::default()
                },
                cookies: false,
            }
        }
    }

    impl Example for JoinOwnBody {
        fn example() -> Self {
            Self {
                code: CODE.into(),
                acts: JoinBody::example().acts,
            }
        }
    }

    impl Example for JoinEmailBody {
        fn example() -> Self {
            Self {
                code: CODE.into(),
                login: "parent@demo.test".into(),
            }
        }
    }

    impl Example for EmailProof {
        fn example() -> Self {
            Self {
                email_proof: "1795341600.cHJvb2Y".into(),
            }
        }
    }

    impl Example for JoinResetBody {
        fn example() -> Self {
            Self {
                code: CODE.into(),
                password: "семь синих слонов".into(),
            }
        }
    }

    impl Example for Hints {
        fn example() -> Self {
            Self {
                logins: vec!["p…@demo.test".into()],
            }
        }
    }
}
