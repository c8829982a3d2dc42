//! API clients: programs of a school, the journal first, and what they may do (the journal's first door).
//!
//! A program acts for itself within its scopes. With the header `On-Behalf-Of: <external id>` it acts for one member of its
//! own school: with that member's rights, but only within its scopes and only on what is theirs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Action, Capacity, Reach, may, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::ClientId;
use crate::page::{Cursor, Page};
use crate::schools::SchoolPath;
use crate::text::Lang;

/// The header with the external id of the member for whom a program acts.
pub const ON_BEHALF_OF: &str = "on-behalf-of";
/// How many hours the old secret stays good when it is replaced in peace.
pub const GRACE_HOURS: i64 = 24;

named! {
    /// What a school may let a program do: those actions that make sense for one. Everything else is denied.
    Scope {
        SchoolRead "school_read" "видеть карточку школы" "see the school's card"
        ScheduleRead "schedule_read" "видеть графики помощи" "see the help schedules"
        PeopleRead "people_read" "видеть карточки людей" "see people's cards"
        PeopleEdit "people_edit" "вести карточки людей" "make and change people's cards"
        ClassRead "class_read" "видеть классы" "see classes"
        ClassEdit "class_edit" "вести классы" "make and change classes"
        TicketRead "ticket_read" "видеть обращения человека" "see a person's requests"
        TicketFile "ticket_file" "подавать обращения за человека" "file requests for a person"
        TicketWrite "ticket_write" "писать в обращения за человека" "write into requests for a person"
        TicketClose "ticket_close" "закрывать обращения за человека" "close requests for a person"
        TicketReopen "ticket_reopen" "открывать обращения снова за человека" "reopen requests for a person"
        TicketRate "ticket_rate" "оценивать ответы за человека" "rate answers for a person"
    }
}

impl Scope {
    /// The action that it lets a program do.
    pub const fn action(self) -> Action {
        match self {
            Self::SchoolRead => Action::SchoolRead,
            Self::ScheduleRead => Action::ScheduleRead,
            Self::PeopleRead => Action::PeopleRead,
            Self::PeopleEdit => Action::PeopleEdit,
            Self::ClassRead => Action::ClassRead,
            Self::ClassEdit => Action::ClassEdit,
            Self::TicketRead => Action::TicketRead,
            Self::TicketFile => Action::TicketFile,
            Self::TicketWrite => Action::TicketWrite,
            Self::TicketClose => Action::TicketClose,
            Self::TicketReopen => Action::TicketReopen,
            Self::TicketRate => Action::TicketRate,
        }
    }

    /// The scope that an action needs; none when no program may do it.
    pub fn of(action: Action) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.action() == action)
    }

    /// Whether it is about requests, which a program touches only for a person.
    pub const fn is_of_tickets(self) -> bool {
        match self {
            Self::TicketRead
            | Self::TicketFile
            | Self::TicketWrite
            | Self::TicketClose
            | Self::TicketReopen
            | Self::TicketRate => true,
            Self::SchoolRead
            | Self::ScheduleRead
            | Self::PeopleRead
            | Self::PeopleEdit
            | Self::ClassRead
            | Self::ClassEdit => false,
        }
    }

    /// How far a program gets for a person who gets as far as `reach`: to what is theirs and their child's. So a program
    /// that acts for a helper or for the head never gets what they get by their office.
    pub const fn for_person(self, reach: Reach) -> Option<Reach> {
        match (self, reach) {
            (Self::SchoolRead | Self::ScheduleRead, Reach::School) => Some(Reach::School),
            (
                Self::TicketRead
                | Self::TicketFile
                | Self::TicketWrite
                | Self::TicketClose
                | Self::TicketReopen
                | Self::TicketRate,
                Reach::Own | Reach::OwnChild,
            ) => Some(reach),
            // Their own is part of the school.
            (
                Self::TicketRead
                | Self::TicketFile
                | Self::TicketWrite
                | Self::TicketClose
                | Self::TicketReopen
                | Self::TicketRate,
                Reach::School,
            ) => Some(Reach::Own),
            (
                Self::SchoolRead
                | Self::ScheduleRead
                | Self::TicketRead
                | Self::TicketFile
                | Self::TicketWrite
                | Self::TicketClose
                | Self::TicketReopen
                | Self::TicketRate,
                Reach::Own
                | Reach::OwnChild
                | Reach::OwnClass
                | Reach::Filed
                | Reach::Assigned
                | Reach::Direction
                | Reach::Addressed
                | Reach::Others,
            ) => None,
            (
                Self::PeopleRead | Self::PeopleEdit | Self::ClassRead | Self::ClassEdit,
                Reach::Own
                | Reach::OwnChild
                | Reach::OwnClass
                | Reach::Filed
                | Reach::Assigned
                | Reach::Direction
                | Reach::Addressed
                | Reach::Others
                | Reach::School,
            ) => None,
        }
    }

    /// Each scope once, in order; and reading with whatever is done to requests, because the answers show them.
    pub fn complete(scopes: &[Self]) -> Vec<Self> {
        let mut all = scopes.to_vec();
        if all.iter().any(|scope| scope.is_of_tickets()) {
            all.push(Self::TicketRead);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether somebody in these capacities may give it to a program: nobody gives what they do not have.
    pub fn given_by(self, capacities: &[Capacity]) -> bool {
        may(capacities, self.action())
    }

    /// The scopes of a list with spaces, as OAuth writes them; none when one is unknown.
    pub fn parse_list(list: &str) -> Option<Vec<Self>> {
        list.split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| word.parse().ok())
            .collect()
    }

    /// The list with spaces.
    pub fn write_list(scopes: &[Self]) -> String {
        let codes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
        codes.join(" ")
    }
}

/// A program by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientRef {
    pub id: ClientId,
    #[cfg_attr(feature = "openapi", schema(example = "Электронный журнал"))]
    pub name: String,
}

/// One program of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ClientPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(feature = "openapi", param(value_type = String, format = Uuid, example = "01988a3f-0000-7000-8000-000000000c01"))]
    pub client: ClientId,
}

/// A page of the programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ClientsQuery {
    /// At most so many, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The page after this cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>))]
    pub after: Option<Cursor>,
}

impl Check for ClientsQuery {}

/// A program to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientBody {
    /// What the school calls it.
    pub name: String,
    /// What it may do. Whatever is done to requests brings `ticket_read` with it.
    pub scopes: Vec<Scope>,
}

impl Check for ClientBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, 100);
        if self.scopes.is_empty() {
            errors.push(FieldError::new("/scopes", FieldErrorKind::Required));
        }
        if self.scopes.len() > Scope::ALL.len() {
            let (min, max) = (1, i64::try_from(Scope::ALL.len()).unwrap_or(i64::MAX));
            errors.push(FieldError::new(
                "/scopes",
                FieldErrorKind::OutOfRange { min, max },
            ));
        }
    }
}

/// What becomes of the secret that is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OldSecret {
    /// It stays good for 24 hours, so that the journal can be changed over without a gap.
    Keep,
    /// It ends at once, with the tokens that it gave: somebody else may know it.
    End,
}

/// How a secret is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RotateBody {
    pub old: OldSecret,
}

impl Check for RotateBody {}

/// A program of a school's. Never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
    /// The `client_id` of OAuth.
    pub id: ClientId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: DateTime<Utc>,
    /// Since when the secret in use is.
    pub secret_since: DateTime<Utc>,
    /// Until when the secret before it stays good too.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it is ended, for good.
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Check for Client {}

/// A program with its new secret, which is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientSecret {
    pub client: Client,
    /// The `client_secret` of OAuth; null when the same create is repeated, because only its hash is kept.
    pub secret: Option<String>,
    /// Without a secret: why, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientSecret")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl Check for ClientSecret {}

/// What a repeated create says in place of the secret.
pub const fn secret_was_shown(lang: Lang) -> &'static str {
    lang.pick(
        "Программа уже создана, а её секрет был показан один раз и нигде не хранится. Если вы его не получили, замените секрет.",
        "The program has been made already. Its secret was shown once and is stored nowhere. If you did not get it, replace the secret.",
    )
}

/// What a program sends to get a token (RFC 6749, 4.4): form-encoded, the credentials by HTTP Basic or here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenForm {
    /// Always `client_credentials`.
    pub grant_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Scopes with spaces between; without it, all that the client has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl std::fmt::Debug for TokenForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenForm")
            .field("grant_type", &self.grant_type)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Check for TokenForm {}

/// A program's token (RFC 6749, 5.1). There is no refresh token: ask again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientToken {
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// What it lets the program do.
    pub scope: String,
}

impl std::fmt::Debug for ClientToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientToken")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Check for ClientToken {}

named! {
    /// Why a program gets no token (RFC 6749, 5.2).
    TokenErrorKind {
        InvalidRequest "invalid_request" "запрос составлен неверно" "the request is malformed"
        InvalidClient "invalid_client" "программа не опознана" "the client is not known by these credentials"
        UnsupportedGrantType "unsupported_grant_type" "такой способ не поддерживается" "only client_credentials is supported"
        InvalidScope "invalid_scope" "таких прав у программы нет" "the client does not have this scope"
        TemporarilyUnavailable "temporarily_unavailable" "подождите и повторите" "wait and try again"
        ServerError "server_error" "ошибка на нашей стороне" "a fault on our side"
    }
}

impl TokenErrorKind {
    /// The HTTP statuses that go with it.
    pub const fn statuses(self) -> &'static [u16] {
        match self {
            Self::InvalidRequest | Self::UnsupportedGrantType | Self::InvalidScope => &[400],
            Self::InvalidClient => &[401],
            Self::TemporarilyUnavailable => &[429, 503],
            Self::ServerError => &[500],
        }
    }
}

/// The answer without a token (RFC 6749, 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenError {
    pub error: TokenErrorKind,
    /// The same in words, in English as the RFC wants it.
    pub error_description: String,
}

endpoints! {
    /// Gives a program an access token by its client credentials (OAuth 2.0, RFC 6749, 4.4).
    ///
    /// Form-encoded, with HTTP Basic or the credentials in the form, never both. The token is good for 15 minutes; there is
    /// no refresh token. Errors are those of RFC 6749, 5.2.
    AuthToken "auth_token" Post Act "/api/v1/auth/token" 200
        Guest Nothing, Nothing, TokenForm => ClientToken;
    /// Lists the school's programs, newest first, also those that are ended.
    ClientsList "clients_list" Get Read "/api/v1/schools/{school}/clients" 200
        ClientManage SchoolPath, ClientsQuery, () => Page<Client>;
    /// Makes a program and shows its secret, this once.
    ///
    /// Nobody gives a scope that they do not have. A repeat with the same key answers the same program without its secret,
    /// and says so in `note`: only the secret's hash is kept.
    ClientsCreate "clients_create" Post Create "/api/v1/schools/{school}/clients" 201
        ClientManage SchoolPath, Nothing, ClientBody => ClientSecret;
    /// Reads one program.
    ClientsFind "clients_find" Get Read "/api/v1/schools/{school}/clients/{client}" 200
        ClientManage ClientPath, Nothing, () => Client;
    /// Replaces a program's secret and shows the new one, this once.
    ///
    /// The old one stays good for 24 hours, or ends at once with the tokens that it gave. If the answer is lost, replace it
    /// again from the version that is there then.
    ClientsRotate "clients_rotate" Post Change "/api/v1/schools/{school}/clients/{client}/rotate" 200
        ClientManage ClientPath, Nothing, RotateBody => ClientSecret;
    /// Ends a program for good: its tokens stop with the next request.
    ClientsEnd "clients_end" Post Change "/api/v1/schools/{school}/clients/{client}/end" 200
        ClientManage ClientPath, Nothing, () => Client;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Client, ClientBody, ClientSecret, ClientToken, OldSecret, RotateBody, Scope, TokenForm};
    use crate::endpoint::Example;

    const SECRET: &str = "psk_Zm9yLWV4YW1wbGUtb25seS1ub3QtYS1zZWNyZXQtMTI";

    impl Example for Client {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000c01").into(),
                name: "Электронный журнал".into(),
                scopes: vec![Scope::TicketRead, Scope::TicketFile],
                created_at: "2026-11-20T08:00:00Z".parse().unwrap_or_default(),
                secret_since: "2026-11-20T08:00:00Z".parse().unwrap_or_default(),
                old_secret_until: None,
                last_used_at: "2026-11-22T08:59:00Z".parse().ok(),
                ended_at: None,
                version: 1,
            }
        }
    }

    impl Example for ClientBody {
        fn example() -> Self {
            let Client { name, scopes, .. } = Client::example();
            Self { name, scopes }
        }
    }

    impl Example for RotateBody {
        fn example() -> Self {
            Self { old: OldSecret::Keep }
        }
    }

    impl Example for ClientSecret {
        fn example() -> Self {
            Self {
                client: Client::example(),
                secret: Some(SECRET.into()),
                note: None,
            }
        }
    }

    impl Example for TokenForm {
        fn example() -> Self {
            Self {
                grant_type: "client_credentials".into(),
                client_id: Some(Client::example().id.to_string()),
                client_secret: Some(SECRET.into()),
                scope: Some("ticket_file ticket_read".into()),
            }
        }
    }

    impl Example for ClientToken {
        fn example() -> Self {
            Self {
                access_token: "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl".into(),
                token_type: "Bearer".into(),
                expires_in: 900,
                scope: "ticket_read ticket_file".into(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::reaches;

    #[test]
    fn a_scope_is_an_action_by_the_same_name() {
        for scope in Scope::ALL {
            assert_eq!(scope.code(), scope.action().code());
            assert_eq!(Scope::of(scope.action()), Some(*scope));
        }
        for denied in [
            Action::ClientManage,
            Action::RoleGrant,
            Action::TicketWork,
            Action::TicketNote,
            Action::AccountReset,
            Action::SchoolEdit,
            Action::AuditRead,
            Action::FeedbackRead,
            Action::SignedIn,
            Action::Platform,
        ] {
            assert_eq!(Scope::of(denied), None, "{denied:?}");
        }
    }

    /// For whomever a program acts, it gets to what is theirs, and nobody's office.
    #[test]
    fn for_a_person_a_program_reaches_only_what_is_theirs() {
        for scope in Scope::ALL {
            for capacity in Capacity::ALL {
                for reach in reaches(scope.action(), *capacity) {
                    let got = scope.for_person(*reach);
                    let open = matches!(scope, Scope::SchoolRead | Scope::ScheduleRead);
                    let allowed = match got {
                        None | Some(Reach::Own | Reach::OwnChild) => true,
                        Some(Reach::School) => open,
                        Some(_) => false,
                    };
                    assert!(allowed, "{scope} {capacity} {reach:?} {got:?}");
                }
            }
        }
        assert_eq!(Scope::TicketRead.for_person(Reach::School), Some(Reach::Own));
        assert_eq!(Scope::TicketFile.for_person(Reach::Others), None);
        assert_eq!(Scope::PeopleRead.for_person(Reach::School), None);
    }

    #[test]
    fn what_is_done_to_requests_brings_reading_with_it() {
        assert_eq!(
            Scope::complete(&[Scope::TicketFile, Scope::SchoolRead, Scope::TicketFile]),
            [Scope::SchoolRead, Scope::TicketRead, Scope::TicketFile]
        );
        assert_eq!(Scope::complete(&[Scope::PeopleRead]), [Scope::PeopleRead]);
    }

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        assert!(Scope::PeopleEdit.given_by(&[Capacity::Director]));
        assert!(!Scope::PeopleEdit.given_by(&[Capacity::Teacher]));
        assert!(!Scope::TicketFile.given_by(&[Capacity::VendorAgent]));
    }

    #[test]
    fn lists_of_scopes_are_read_and_written() {
        let both = [Scope::TicketRead, Scope::TicketFile];
        assert_eq!(Scope::write_list(&both), "ticket_read ticket_file");
        assert_eq!(
            Scope::parse_list(" ticket_read  ticket_file "),
            Some(both.to_vec())
        );
        assert_eq!(Scope::parse_list(""), Some(Vec::new()));
        for bad in ["ticket_work", "TICKET_READ", "ticket_read,ticket_file"] {
            assert_eq!(Scope::parse_list(bad), None, "{bad}");
        }
    }
}
