//! Permits: the proof, as a value, that the policy allows an action, and how far.
//!
//! A permit comes only from a [`Member`]'s roles through [`podskazka_shared::access::reaches`], or from
//! [`System`] for work that nobody asked for. `store` takes permits, so a query without one does not compile.

use std::marker::PhantomData;

use podskazka_shared::access::{ActionType, Reach, Role, reaches};
use podskazka_shared::ids::{MemberId, PersonId, SchoolId, SessionId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use crate::problem::Result;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub session: SessionId,
    pub login: String,
    pub language: Lang,
}

/// What a person is in the school that the request is about.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: MemberId,
    pub person: PersonId,
    pub name: String,
    pub class_name: Option<String>,
    pub roles: Vec<Role>,
    pub school: SchoolCard,
}

/// The part of a school that every request needs.
#[derive(Debug, Clone)]
pub struct SchoolCard {
    pub id: SchoolId,
    pub slug: String,
    pub name: String,
    pub zone: chrono_tz::Tz,
}

impl Member {
    /// The permit for an action.
    ///
    /// # Errors
    /// `forbidden` when no role of the member ever may do it.
    pub fn permit<A: ActionType>(&self) -> Result<Permit<A>> {
        let mut union: Vec<Reach> = self
            .roles
            .iter()
            .flat_map(|role| reaches(A::ACTION, *role))
            .copied()
            .collect();
        union.sort_unstable();
        union.dedup();
        if union.is_empty() {
            return Err(ProblemKind::Forbidden.into());
        }
        let person = Some(self.person);
        Ok(Permit {
            member: self.id,
            person,
            school: self.school.id,
            reaches: union,
            action: PhantomData,
        })
    }
}

/// The right to do `A` in one school, as far as the union of the reaches.
#[derive(Debug, Clone)]
pub struct Permit<A> {
    member: MemberId,
    person: Option<PersonId>,
    school: SchoolId,
    reaches: Vec<Reach>,
    action: PhantomData<A>,
}

impl<A: ActionType> Permit<A> {
    /// A permit for work that nobody signed in asked for, in one school.
    pub fn system(_: System, school: SchoolId) -> Self {
        let nobody = MemberId(uuid::Uuid::nil());
        Self {
            member: nobody,
            person: None,
            school,
            reaches: vec![Reach::School],
            action: PhantomData,
        }
    }

    pub fn member(&self) -> MemberId {
        self.member
    }

    /// Who is signed in; none for the system.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    pub fn school(&self) -> SchoolId {
        self.school
    }

    pub fn reaches(&self) -> &[Reach] {
        &self.reaches
    }

    /// The same right in writing a row of the audit trail.
    pub fn action(&self) -> &'static str {
        A::ACTION.code()
    }

    /// Turns a row that may be read into one on which `A` may be done.
    ///
    /// # Errors
    /// `forbidden` when none of the reaches covers the row.
    pub fn grant<R: Reached>(&self, row: R) -> Result<Granted<A, R>> {
        let covers = |reach: &Reach| match reach {
            Reach::Own => row.own(),
            Reach::OwnChild => row.own_child(),
            Reach::Others => !row.own(),
            Reach::School => true,
        };
        if row.school() == self.school && self.reaches.iter().any(covers) {
            Ok(Granted {
                row,
                action: PhantomData,
            })
        } else {
            Err(ProblemKind::Forbidden.into())
        }
    }
}

/// What a row tells of its relation to the reader.
pub trait Reached {
    fn school(&self) -> SchoolId;
    /// Whether the reader filed it.
    fn own(&self) -> bool {
        false
    }
    /// Whether a child of the reader filed it.
    fn own_child(&self) -> bool {
        false
    }
}

/// A row on which its holder may do `A`. Only [`Permit::grant`] makes one.
#[derive(Debug, Clone)]
pub struct Granted<A, R> {
    row: R,
    action: PhantomData<A>,
}

impl<A, R> Granted<A, R> {
    pub fn into_row(self) -> R {
        self.row
    }
}

impl<A, R> std::ops::Deref for Granted<A, R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.row
    }
}

/// Work that no signed-in person asked for: the command line, timers, sign-in itself. Search for `System::because`.
#[derive(Debug, Clone, Copy)]
pub struct System {
    reason: &'static str,
}

impl System {
    pub const fn because(reason: &'static str) -> Self {
        Self { reason }
    }

    pub const fn reason(self) -> &'static str {
        self.reason
    }
}
