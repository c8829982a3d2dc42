//! The sign-in names of a person: listed, added, confirmed, removed, each time with the password.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name::{NameKind, SignInName};
use super::password::MAX_LENGTH;
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::NameId;

/// How many sign-in names a person may have.
pub const MOST_NAMES: u64 = 10;
/// The digits of the code that confirms an address.
pub const CODE_DIGITS: usize = 6;

/// One of a person's sign-in names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    pub id: NameId,
    pub kind: NameKind,
    /// In its one written form: small letters, phones as E.164.
    pub value: String,
    /// Null while an address waits for the code that was sent to it: until then nobody can sign in with it.
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl Check for Contact {}

/// How a person signs in, as only they see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Security {
    /// The sign-in names, oldest first.
    pub contacts: Vec<Contact>,
    /// When the password was last changed.
    pub password_at: DateTime<Utc>,
    /// Since when there is a second step; null without one.
    pub totp_since: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// Whether a school of theirs wants the second step.
    pub totp_wanted: bool,
    /// Whether this server sends mail: without it no address can be confirmed.
    pub mail: bool,
    /// When a school's slip set the password, until the owner proves themselves: by a code or a link that comes to an
    /// address confirmed before, or by an address confirmed since that stood for two weeks. Null otherwise.
    pub slip_at: Option<DateTime<Utc>>,
}

impl Check for Security {}

/// A sign-in name to be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewContactBody {
    /// An e-mail address, a phone number or a login name.
    pub value: String,
    /// The current password.
    pub password: String,
}

impl std::fmt::Debug for NewContactBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewContactBody").finish_non_exhaustive()
    }
}

impl Check for NewContactBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Err(kind) = SignInName::parse(&self.value) {
            errors.push(FieldError::new("/value", kind));
        }
        check::text(errors, "/password", &self.password, MAX_LENGTH);
    }
}

/// The code that came to the new address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmBody {
    pub contact: NameId,
    pub code: String,
}

impl std::fmt::Debug for ConfirmBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConfirmBody").finish_non_exhaustive()
    }
}

impl Check for ConfirmBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/code", &self.code, 20);
    }
}

/// The sign-in name to be removed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemoveContactBody {
    pub contact: NameId,
    /// The current password.
    pub password: String,
}

impl std::fmt::Debug for RemoveContactBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoveContactBody")
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}

impl Check for RemoveContactBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/password", &self.password, MAX_LENGTH);
    }
}

/// Whether a name signed its owner in before a school's slip set their password: whoever used the slip cannot have added it.
pub fn counted_before(contact: &Contact, slip: Option<DateTime<Utc>>) -> bool {
    contact
        .confirmed_at
        .zip(slip)
        .is_some_and(|(confirmed, slip)| confirmed < slip)
}

/// Whether a code that comes back from the address proves that it is the owner who signs in since the slip.
pub fn proves(contact: &Contact, slip: Option<DateTime<Utc>>) -> bool {
    contact.kind == NameKind::Email && counted_before(contact, slip)
}

impl Security {
    /// Whether a code to this address proves that its owner signs in, after a slip of the school's set the password.
    pub fn proves(&self, contact: &Contact) -> bool {
        proves(contact, self.slip_at)
    }

    /// Whether the name is from before that slip, and so stays until its owner is proven.
    pub fn counted_before(&self, contact: &Contact) -> bool {
        counted_before(contact, self.slip_at)
    }
}

endpoints! {
    /// Tells how the person signs in: names, password, second step.
    MeSecurity "me_security" Get Read "/api/v1/me/security" 200
        SignedIn Nothing, Nothing, () => Security;
    /// Adds a sign-in name.
    ///
    /// An address gets a code by mail and counts when the code comes back. A phone number or a login name counts at once
    /// if it can be used; why it cannot is not told. Sent again for an address that waits, it sends a new code; while
    /// `slip_at` is told, also for an address confirmed before that. The addresses that are there hear of a new name.
    ContactsAdd "contacts_add" Post Act "/api/v1/me/contacts/add" 200
        SignedIn Nothing, Nothing, NewContactBody => Contact;
    /// Confirms an address by the code that came to it, for the first time or again.
    ContactsConfirm "contacts_confirm" Post Act "/api/v1/me/contacts/confirm" 200
        SignedIn Nothing, Nothing, ConfirmBody => Contact;
    /// Removes a sign-in name; the last confirmed one stays, and while `slip_at` is told those from before.
    ContactsRemove "contacts_remove" Post Act "/api/v1/me/contacts/remove" 204
        SignedIn Nothing, Nothing, RemoveContactBody => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{ConfirmBody, Contact, NewContactBody, RemoveContactBody, Security};
    use crate::auth::name::NameKind;
    use crate::endpoint::Example;

    impl Example for Contact {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000071").into(),
                kind: NameKind::Phone,
                value: "+79991234567".into(),
                confirmed_at: Some(chrono::DateTime::UNIX_EPOCH),
            }
        }
    }

    impl Example for Security {
        fn example() -> Self {
            Self {
                contacts: vec![Contact::example()],
                password_at: chrono::DateTime::UNIX_EPOCH,
                totp_since: None,
                recovery_codes: 0,
                totp_wanted: false,
                mail: true,
                slip_at: None,
            }
        }
    }

    impl Example for NewContactBody {
        fn example() -> Self {
            Self {
                value: "8 999 123-45-67".into(),
                password: "demo-podskazka".into(),
            }
        }
    }

    impl Example for ConfirmBody {
        fn example() -> Self {
            Self {
                contact: Contact::example().id,
                code: "123456".into(),
            }
        }
    }

    impl Example for RemoveContactBody {
        fn example() -> Self {
            Self {
                contact: Contact::example().id,
                password: "demo-podskazka".into(),
            }
        }
    }
}
