//! Who is signed in. Rights are read from `Me`; the server checks them again on each call.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::{self, Action, Capacity, Reach, Role};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::{Me, MeFind, Membership};

use crate::api::{self, ApiError};
use crate::drafts;
use crate::live::{State, spawn};

/// What is known about the person before the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    Unknown,
    Guest,
    SignedIn(Arc<Me>),
    /// Could not be found out.
    Failed(ApiError),
}

/// The session of this tab.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    pub who: State<Who>,
}

impl Session {
    /// Makes the session known to everything below.
    pub fn provide() -> Self {
        let session = Self {
            who: State::new(Who::Unknown),
        };
        provide_context(session);
        session
    }

    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Asks the server who this is.
    pub fn load(self) {
        spawn(async move {
            match api::ask::<MeFind>(&Nothing {}, &Nothing {}).await {
                Ok(me) => self.signed_in(me),
                Err(ApiError::SignedOut) => self.who.set(Who::Guest),
                Err(error) => self.who.set(Who::Failed(error)),
            }
        });
    }

    /// Asks again after a failure.
    pub fn retry(self) {
        self.who.set(Who::Unknown);
        self.load();
    }

    fn signed_in(self, me: Me) {
        drafts::forget_others(Some(me.id));
        self.who.set(Who::SignedIn(Arc::new(me)));
    }

    /// The session ended by itself; drafts stay for its owner.
    pub fn lost(self) {
        self.who.set(Who::Guest);
    }

    pub fn me(self) -> Option<Arc<Me>> {
        self.who.with(|who| match who {
            Who::SignedIn(me) => Some(me.clone()),
            Who::Unknown | Who::Guest | Who::Failed(_) => None,
        })
    }
}

/// The person in the school that the address names.
#[derive(Debug, Clone, PartialEq)]
pub struct Here {
    pub me: Arc<Me>,
    pub slug: String,
    pub member: Membership,
}

impl Here {
    /// The membership in this school, by slug or id; nothing when there is none.
    pub fn find(me: Arc<Me>, slug: &str) -> Option<Self> {
        let fits = |m: &&Membership| m.school.slug == slug || m.school.id.to_string() == slug;
        let member = me.memberships.iter().find(fits)?.clone();
        Some(Self {
            slug: slug.to_owned(),
            member,
            me,
        })
    }

    pub fn may(&self, action: Action) -> bool {
        let head = self.member.roles.contains(&Role::Director);
        access::may(&self.member.capacities, action) && (head || !access::of_the_head_alone(action))
    }

    /// Whether the person sees the orders of the whole school, and not only their own.
    pub fn sees_orders(&self) -> bool {
        let all = |capacity: &Capacity| {
            access::reaches(Action::AppointmentRead, *capacity).contains(&Reach::School)
        };
        self.member.capacities.iter().any(all)
    }

    /// An address inside this school.
    pub fn path(&self, rest: &str) -> String {
        format!("/s/{}/{rest}", self.slug)
    }

    /// Where all that was done to an object stands, for those who may read it.
    pub fn history(&self, object: impl std::fmt::Display) -> Option<String> {
        self.may(Action::AuditRead)
            .then(|| self.path(&format!("audit?object={object}")))
    }

    pub fn school(&self) -> podskazka_shared::schools::SchoolPath {
        podskazka_shared::schools::SchoolPath {
            school: self.slug.clone(),
        }
    }

    /// Whether helping is their work: a class teacher only has now and then a request of the own class.
    fn helps(&self) -> bool {
        let works = |capacity: &Capacity| !access::reaches(Action::TicketWork, *capacity).is_empty();
        let mut capacities = self.member.capacities.iter();
        capacities.any(|capacity| *capacity != Capacity::ClassTeacher && works(capacity))
    }

    /// Where the person's work begins.
    pub fn home(&self) -> String {
        let is = |role| self.member.capacities.contains(&role);
        self.path(if is(Capacity::Director) {
            "report"
        } else if self.helps() {
            "queue"
        } else if self.may(Action::TicketFile) {
            "tickets"
        } else if self.may(Action::ScheduleRead) {
            "schedule"
        } else {
            // Who withdrew the consent may still see, take along and give again.
            return "/profile/data".to_owned();
        })
    }
}
