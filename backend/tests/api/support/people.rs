//! Schools and people of a test.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Duration, Utc};
use podskazka::clock::new_id;
use podskazka::store;
use podskazka::store::appointments::NewAppointment;
use podskazka::store::people::NewMember;
use podskazka::store::persons::NewPerson;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::appointments::Direction;
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::auth::{AuthLogin, LoginBody, Tokens};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::schools::SchoolPath;
use tokio::sync::Mutex;

use super::client::Ask;
use super::{TEST, TestApp};

/// Everybody's password.
pub const PASSWORD: &str = "пароль для проверки";

/// The password's hash, made cheap by its parameters: they stand in the hash, and signing in reads them there.
fn password_hash() -> String {
    let cheap = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(8, 1, 1, None).unwrap(),
    );
    let hash = cheap.hash_password_with_salt(PASSWORD.as_bytes(), b"a salt for tests");
    hash.unwrap().to_string()
}

/// In what people act: everything but a program's capacity.
pub const PEOPLE: &[Capacity] = &[
    Capacity::Director,
    Capacity::DeputyHead,
    Capacity::JournalAdmin,
    Capacity::SystemAdmin,
    Capacity::Secretary,
    Capacity::Helper,
    Capacity::Teacher,
    Capacity::ClassTeacher,
    Capacity::Staff,
    Capacity::Parent,
    Capacity::Student,
    Capacity::VendorAgent,
];

/// A school of a test.
#[derive(Clone)]
pub struct School {
    app: TestApp,
    pub id: SchoolId,
    pub slug: String,
}

/// Somebody to be.
#[derive(Default)]
pub struct New<'a> {
    pub name: Option<&'a str>,
    pub roles: &'a [Capacity],
    pub class_name: Option<&'a str>,
    pub children: &'a [&'a Who],
    /// Of a helper; all when not told.
    pub directions: Option<&'a [Direction]>,
    pub demo: bool,
}

/// An access token, and until when it is good.
type Token = (String, DateTime<Utc>);

/// Somebody with a sign-in, as a member of a school.
#[derive(Clone)]
pub struct Who {
    app: TestApp,
    pub person: PersonId,
    pub member: MemberId,
    pub login: String,
    pub name: String,
    pub school: String,
    token: Arc<Mutex<Option<Token>>>,
    /// The device that they sign in from.
    device: Arc<Mutex<Option<String>>>,
}

impl TestApp {
    /// A school in Moscow.
    pub async fn school(&self, slug: &str) -> School {
        self.school_in(slug, "Europe/Moscow").await
    }

    pub async fn school_in(&self, slug: &str, time_zone: &str) -> School {
        let at = self.now();
        let school = podskazka_shared::schools::School {
            id: new_id(at),
            slug: slug.to_owned(),
            name: format!("Школа {slug}"),
            time_zone: time_zone.to_owned(),
            contacts: Default::default(),
            private_from_grade: None,
            require_totp: false,
            agreement_steps: Vec::new(),
            embed_sites: Vec::new(),
            conduct: podskazka_shared::conduct::ConductRules::default(),
            version: 1,
        };
        let written = self
            .store()
            .write(async |tx| store::schools::insert(tx, TEST, &school, at).await);
        written.await.unwrap();
        School {
            app: self.clone(),
            id: school.id,
            slug: slug.to_owned(),
        }
    }

    /// A request of somebody who is not signed in.
    pub fn guest<E: Endpoint<Query: Default>>(&self, params: E::Params) -> Ask<E> {
        Ask::new(self, None, params)
    }

    pub async fn login(&self, login: &str, password: &str) -> super::client::Answer<AuthLogin> {
        let body = LoginBody {
            login: login.to_owned(),
            password: password.to_owned(),
            cookies: false,
            device: None,
        };
        self.guest::<AuthLogin>(Nothing {}).body(&body).send().await
    }
}

impl School {
    pub fn app(&self) -> &TestApp {
        &self.app
    }

    /// The school of this slug, made before.
    pub async fn found(app: &TestApp, slug: &str) -> Self {
        let found = store::schools::public(app.store(), slug).await.unwrap().unwrap();
        Self {
            app: app.clone(),
            id: found.0.id,
            slug: slug.to_owned(),
        }
    }

    /// Somebody in these capacities.
    pub async fn person(&self, roles: &[Capacity]) -> Who {
        let new = New {
            roles,
            ..New::default()
        };
        self.new_person(new).await
    }

    /// Somebody who can file without telling a class, where the role allows it.
    pub async fn in_role(&self, role: Capacity) -> Who {
        if role == Capacity::Student {
            self.student(Some("7А")).await
        } else {
            self.person(&[role]).await
        }
    }

    pub async fn student(&self, class_name: Option<&str>) -> Who {
        let new = New {
            roles: &[Capacity::Student],
            class_name,
            ..New::default()
        };
        self.new_person(new).await
    }

    pub async fn parent(&self, children: &[&Who]) -> Who {
        let new = New {
            roles: &[Capacity::Parent],
            children,
            ..New::default()
        };
        self.new_person(new).await
    }

    pub async fn new_person(&self, new: New<'_>) -> Who {
        static COUNTER: AtomicU32 = AtomicU32::new(1);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let login = format!("person{number}@school.test");
        let (at, person) = (self.app.now(), new_id(self.app.now()));
        let hash = password_hash();
        let name = SignInName::parse(&login).unwrap();
        let row = NewPerson {
            id: person,
            names: &[name],
            password_hash: &hash,
            demo: new.demo,
        };
        let written = self
            .app
            .store()
            .write(async |tx| store::persons::insert(tx, TEST, row, at).await);
        written.await.unwrap();
        let role = new.roles.first().map_or("nobody", |role| role.code());
        let name = new
            .name
            .map_or_else(|| format!("Person {number:03} {role}"), str::to_owned);
        let (member, school) = (self.insert_member(person, &name, &new).await, self.slug.clone());
        Who {
            app: self.app.clone(),
            person,
            member,
            login,
            name,
            school,
            token: Arc::default(),
            device: Arc::default(),
        }
    }

    async fn insert_member(&self, person: PersonId, name: &str, new: &New<'_>) -> MemberId {
        let (at, id) = (self.app.now(), new_id(self.app.now()));
        let children: Vec<MemberId> = new.children.iter().map(|child| child.member).collect();
        let mut roles: Vec<Role> = new
            .roles
            .iter()
            .filter_map(|capacity| capacity.code().parse().ok())
            .collect();
        let helps = new.roles.contains(&Capacity::Helper);
        if helps && !roles.iter().any(|role| role.is_staff()) {
            roles.push(Role::Staff);
        }
        let row = NewMember {
            id,
            school: self.id,
            person: Some(person),
            external_id: None,
            name,
            post: "",
            roles: &roles,
            children: &children,
        };
        let written = self.app.store().write(async |tx| {
            store::people::insert_member(tx, TEST, row, at).await?;
            if let Some(class) = new.class_name {
                let class = class.parse().unwrap();
                let class = store::classes::ensure(tx, TEST, self.id, self.year(), &class, at).await?;
                if roles.contains(&Role::ClassTeacher) {
                    store::classes::lead(tx, TEST, class, id).await?;
                } else {
                    store::classes::enrol(tx, TEST, class, id, at).await?;
                }
            }
            if helps {
                let today = at.date_naive();
                let appointment = NewAppointment {
                    id: new_id(at),
                    school: self.id,
                    member: id,
                    order_number: "1",
                    order_date: today,
                    from: today - Duration::days(1),
                    directions: new.directions.unwrap_or(Direction::ALL),
                };
                store::appointments::insert_approved(tx, TEST, appointment, at).await?;
            }
            Ok(())
        });
        written.await.unwrap();
        id
    }

    /// The same person as a member of this school too.
    pub async fn also(&self, who: &Who, roles: &[Capacity]) -> Who {
        let new = New {
            roles,
            ..New::default()
        };
        Who {
            member: self.insert_member(who.person, &who.name, &new).await,
            school: self.slug.clone(),
            ..who.clone()
        }
    }

    /// The academic year of every test.
    pub fn year(&self) -> AcademicYear {
        AcademicYear::beginning(2026)
    }

    pub fn path(&self) -> SchoolPath {
        SchoolPath {
            school: self.slug.clone(),
        }
    }
}

impl Who {
    pub fn app(&self) -> &TestApp {
        &self.app
    }

    /// A request of this person.
    pub fn ask<E: Endpoint<Query: Default>>(&self, params: E::Params) -> Ask<E> {
        Ask::new(&self.app, Some(self), params)
    }

    /// The path of their school.
    pub fn path(&self) -> SchoolPath {
        SchoolPath {
            school: self.school.clone(),
        }
    }

    /// The same person without the tokens they had.
    pub fn anew(&self) -> Self {
        Self {
            token: Arc::default(),
            ..self.clone()
        }
    }

    /// The same person, at another process.
    pub fn at_server(&self, app: &TestApp) -> Self {
        Self {
            app: app.clone(),
            ..self.clone()
        }
    }

    /// Signs in, always from the same device. Boxed, because a request may sign in, which is a request.
    pub fn sign_in(&self) -> Pin<Box<dyn Future<Output = Tokens> + Send + '_>> {
        Box::pin(async {
            let mut device = self.device.lock().await;
            let body = LoginBody {
                login: self.login.clone(),
                password: PASSWORD.to_owned(),
                cookies: false,
                device: device.clone(),
            };
            let tokens = self.app.guest::<AuthLogin>(Nothing {}).body(&body).done().await;
            device.clone_from(&tokens.device);
            tokens
        })
    }

    /// What their device was told when they signed in.
    pub async fn device(&self) -> String {
        self.token().await;
        self.device.lock().await.clone().unwrap()
    }

    /// An access token that is good now.
    pub async fn token(&self) -> String {
        let now = self.app.now();
        let mut token = self.token.lock().await;
        match &*token {
            Some((token, until)) if now < *until => token.clone(),
            _ => {
                let tokens = self.sign_in().await;
                let fresh = tokens.access_token.unwrap();
                *token = Some((fresh.clone(), now + Duration::seconds(tokens.expires_in)));
                fresh
            }
        }
    }

    /// The access token as the browser's cookie brings it.
    pub async fn cookie(&self) -> String {
        format!(
            "{}={}",
            podskazka::auth::origin::ACCESS_COOKIE,
            self.token().await
        )
    }
}
