//! Permits: the proof, as a value, that the policy allows an action, and how far.
//!
//! A permit comes only from a [`Member`]'s capacities through [`podskazka_shared::access::reaches`], or from
//! [`System`] for work that nobody asked for. `store` takes permits, so a query without one does not compile.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::Guest;
use podskazka_shared::access::{Action, ActionType, Capacity, Reach, Role, of_the_head_alone, reaches};
use podskazka_shared::classes::ClassRef;
use podskazka_shared::clients::Scope;
use podskazka_shared::ids::{ClassId, ClientId, MemberId, PersonId, SchoolId, SessionId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::text::Lang;
use podskazka_shared::tickets::Topic;

use crate::problem::Result;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub session: SessionId,
    pub language: Lang,
    /// Whether they run the installation.
    pub operator: bool,
}

/// The proof that somebody runs the installation: it opens schools, operators and health, and nothing in a school.
#[derive(Debug, Clone, Copy)]
pub struct Operator(PersonId);

impl Operator {
    pub fn person(self) -> PersonId {
        self.0
    }

    /// The right to make what belongs to no school yet: schools, first heads, operators.
    pub const fn system(self) -> System {
        System::because("platform")
    }
}

impl Person {
    /// The right of an operator.
    ///
    /// # Errors
    /// `forbidden` when they are none.
    pub fn operates(&self) -> Result<Operator> {
        match self.operator {
            true => Ok(Operator(self.id)),
            false => Err(ProblemKind::Forbidden.into()),
        }
    }
}

/// A program of the school's that acts, for itself or for a member.
#[derive(Debug, Clone)]
pub struct Client {
    pub id: ClientId,
    /// What it may do at most: what the school gave it, as far as its token has it.
    pub scopes: Vec<Scope>,
    /// Whether it acts for a member, and so only on what is theirs.
    pub for_member: bool,
}

impl Client {
    /// What is left of a reach when the program uses it.
    fn narrowed(&self, action: Action, reach: Reach) -> Option<Reach> {
        let scope = Scope::of(action).filter(|scope| self.scopes.contains(scope))?;
        match self.for_member {
            true => scope.for_person(reach),
            false => Some(reach),
        }
    }
}

/// What a person is in the school that the request is about, at this moment; or what a program is there.
#[derive(Debug, Clone)]
pub struct Member {
    /// Nil for a program that acts for itself: it has no card.
    pub id: MemberId,
    /// None when the card has no sign-in, and for a program that acts for itself.
    pub person: Option<PersonId>,
    /// The program that acts, if it is one.
    pub client: Option<Client>,
    pub name: String,
    pub roles: Vec<Role>,
    /// What the roles and the orders in force make of them.
    pub capacities: Vec<Capacity>,
    /// The topics of a helper's appointments in force (P3).
    pub topics: Vec<Topic>,
    /// A student's class.
    pub class: Option<ClassRef>,
    /// The classes whose class teacher they are.
    pub classes: Vec<ClassId>,
    pub school: SchoolCard,
}

/// The part of a school that every request needs.
#[derive(Debug, Clone)]
pub struct SchoolCard {
    pub id: SchoolId,
    pub slug: String,
    pub name: String,
    pub zone: chrono_tz::Tz,
    /// The academic year whose classes are in force.
    pub year: AcademicYear,
    /// From which grade a child may keep a request private from the parents; none when no child may.
    pub private_from_grade: Option<i16>,
}

impl SchoolCard {
    /// The day at the school.
    pub fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

impl Member {
    /// Whether the capacity is the head's by an order only, and the action the head's alone.
    fn merely_acts(&self, action: Action, capacity: Capacity) -> bool {
        capacity == Capacity::Director && of_the_head_alone(action) && !self.roles.contains(&Role::Director)
    }

    /// Whether they are a student in a class from which the school lets children keep a request private.
    pub fn may_keep_private(&self) -> bool {
        let class = self
            .class
            .as_ref()
            .filter(|_| self.roles.contains(&Role::Student));
        class
            .zip(self.school.private_from_grade)
            .is_some_and(|(class, from)| class.name.grade >= from)
    }

    /// The permit for an action.
    ///
    /// # Errors
    /// `forbidden` when no capacity of the member ever may do it.
    pub fn permit<A: ActionType>(&self) -> Result<Permit<A>> {
        let mut union: Vec<Reach> = self
            .capacities
            .iter()
            .filter(|capacity| !self.merely_acts(A::ACTION, **capacity))
            .flat_map(|capacity| reaches(A::ACTION, *capacity))
            .filter_map(|reach| match &self.client {
                Some(client) => client.narrowed(A::ACTION, *reach),
                None => Some(*reach),
            })
            .collect();
        union.sort_unstable();
        union.dedup();
        if union.is_empty() {
            return Err(ProblemKind::Forbidden.into());
        }
        Ok(Permit {
            holder: Holder {
                member: self.id,
                person: self.person,
                client: self.client.as_ref().map(|client| client.id),
                school: self.school.id,
                topics: self.topics.clone(),
                classes: self.classes.clone(),
            },
            reaches: union,
            action: PhantomData,
        })
    }
}

/// Who holds a permit, and what their reaches are measured by.
#[derive(Debug, Clone)]
pub struct Holder {
    pub member: MemberId,
    /// Who is signed in, or in whose name a program acts; none for the system and for a program that acts for itself.
    pub person: Option<PersonId>,
    /// The program that acts, if it is one.
    pub client: Option<ClientId>,
    pub school: SchoolId,
    /// See [`Reach::Direction`].
    pub topics: Vec<Topic>,
    /// See [`Reach::OwnClass`] and [`Reach::Addressed`].
    pub classes: Vec<ClassId>,
}

/// The right to do `A` in one school, as far as the union of the reaches.
#[derive(Debug, Clone)]
pub struct Permit<A> {
    holder: Holder,
    reaches: Vec<Reach>,
    action: PhantomData<A>,
}

impl Permit<Guest> {
    /// What anybody may know of a school.
    pub fn of_anybody(school: SchoolId) -> Self {
        Self::system(System::because("public_page"), school)
    }
}

impl<A: ActionType> Permit<A> {
    /// A permit for work that nobody signed in asked for, in one school.
    pub fn system(_: System, school: SchoolId) -> Self {
        Self {
            holder: Holder {
                member: MemberId(uuid::Uuid::nil()),
                person: None,
                client: None,
                school,
                topics: Vec::new(),
                classes: Vec::new(),
            },
            reaches: vec![Reach::School],
            action: PhantomData,
        }
    }

    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    pub fn member(&self) -> MemberId {
        self.holder.member
    }

    /// See [`Holder::person`].
    pub fn person(&self) -> Option<PersonId> {
        self.holder.person
    }

    /// The program that acts, if it is one.
    pub fn client(&self) -> Option<ClientId> {
        self.holder.client
    }

    pub fn school(&self) -> SchoolId {
        self.holder.school
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
        let covers = |reach: &Reach| row.within(*reach, &self.holder);
        if row.school() == self.school() && self.reaches.iter().any(covers) {
            Ok(Granted {
                row,
                client: self.holder.client,
                action: PhantomData,
            })
        } else {
            Err(ProblemKind::Forbidden.into())
        }
    }
}

/// What a row tells of its relation to the holder of a permit.
pub trait Reached {
    fn school(&self) -> SchoolId;

    /// Whether the reach covers the row, in its own school. What belongs to the school as a whole is covered by
    /// [`Reach::School`] only.
    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let _ = holder;
        reach == Reach::School
    }
}

/// A row on which its holder may do `A`. Only [`Permit::grant`] makes one.
#[derive(Debug, Clone)]
pub struct Granted<A, R> {
    row: R,
    client: Option<ClientId>,
    action: PhantomData<A>,
}

impl<A, R> Granted<A, R> {
    pub fn into_row(self) -> R {
        self.row
    }

    /// The program that acts on it, if it is one.
    pub fn client(&self) -> Option<ClientId> {
        self.client
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
    /// Work whose hands are gone goes back to the queue.
    pub const RELEASE: Self = Self::because("ticket_release");
    /// A request to a class teacher whom the class has no more goes to the helpers.
    pub const RETURN: Self = Self::because("ticket_return");

    /// Bookings in no published hours any more are taken back, and free seats go to those who wait.
    pub const FREE: Self = Self::because("consultation_free");
    /// Forms of those who cannot sign in are taken, and deleted in time.
    pub const CALLBACKS: Self = Self::because("callbacks");
    /// Thanks and suggestions are taken, also without a name, and deleted in time.
    pub const VOICES: Self = Self::because("voices");
    /// What somebody's own calendar at a secret address holds.
    pub const FEED: Self = Self::because("feed");
    /// What no message names goes, and what no file has goes from the disk.
    pub const FILES: Self = Self::because("files");
    /// An answer that its requester rates from a letter, or is reminded to rate.
    pub const RATING: Self = Self::because("rating");
    /// A report of conduct reaches whoever decides, in time, and the founder by the letter that its reporter asked for.
    pub const CONDUCT: Self = Self::because("conduct");
    /// The superior is told of a low mark, and that nothing was done about it.
    pub const FOLLOW_UP: Self = Self::because("follow_up");
    /// Who wrote an article is told that its last day comes.
    pub const EXPIRY: Self = Self::because("article_expiry");
    /// Who works on a request is told that little time is left, the superior that it is over.
    pub const ALARM: Self = Self::because("ticket_alarm");
    /// What a letter about a consultation or about standing in has to tell.
    pub const LETTER: Self = Self::because("mail");

    pub const fn because(reason: &'static str) -> Self {
        Self { reason }
    }

    pub const fn reason(self) -> &'static str {
        self.reason
    }
}
