//! What an erasure would take, in numbers; for several cards in a fixed number of queries.

use std::collections::{HashMap, HashSet};

use podskazka_shared::access::Role;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::privacy::ErasurePlan;
use podskazka_shared::tickets::TicketState;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::super::Db;
use super::super::entities::{guardian, member, member_role, message, operator, ticket};
use crate::problem::Result;

/// The plans of these cards.
pub(super) async fn plans(db: &impl Db, ids: &[MemberId]) -> Result<HashMap<MemberId, ErasurePlan>> {
    use ticket::Column as T;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut plans: HashMap<MemberId, ErasurePlan> =
        ids.iter().map(|id| (*id, ErasurePlan::default())).collect();
    // A request belongs to its requester, and tells of the child that it names.
    for whose in [T::RequesterId, T::ChildId] {
        let states: Vec<(MemberId, TicketState, i64)> = ticket::Entity::find()
            .select_only()
            .column(whose)
            .column(T::State)
            .column_as(T::Id.count(), "n")
            .filter(whose.is_in(ids.iter().copied()))
            .group_by(whose)
            .group_by(T::State)
            .into_tuple()
            .all(db.connection())
            .await?;
        for (id, state, n) in states {
            let Some(plan) = plans.get_mut(&id) else { continue };
            plan.requests += number(n);
            if state != TicketState::Closed {
                plan.open_requests += number(n);
            }
        }
        let texts: Vec<(MemberId, i64)> = message::Entity::find()
            .select_only()
            .join(
                JoinType::InnerJoin,
                message::Entity::belongs_to(ticket::Entity)
                    .from(message::Column::TicketId)
                    .to(T::Id)
                    .into(),
            )
            .column(whose)
            .column_as(message::Column::Id.count(), "n")
            .filter(whose.is_in(ids.iter().copied()))
            .group_by(whose)
            .into_tuple()
            .all(db.connection())
            .await?;
        for (id, n) in texts {
            if let Some(plan) = plans.get_mut(&id) {
                plan.messages += number(n);
            }
        }
    }
    for end in [guardian::Column::ParentId, guardian::Column::ChildId] {
        let ties: Vec<(MemberId, i64)> = guardian::Entity::find()
            .select_only()
            .column(end)
            .column_as(guardian::Column::ParentId.count(), "n")
            .filter(end.is_in(ids.iter().copied()))
            .group_by(end)
            .into_tuple()
            .all(db.connection())
            .await?;
        for (id, n) in ties {
            if let Some(plan) = plans.get_mut(&id) {
                plan.ties += number(n);
            }
        }
    }
    accounts(db, ids, &mut plans).await?;
    directors(db, ids, &mut plans).await?;
    Ok(plans)
}

fn number(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

/// Whether the sign-in goes with the card: it stays when another card or the installation needs it.
async fn accounts(db: &impl Db, ids: &[MemberId], plans: &mut HashMap<MemberId, ErasurePlan>) -> Result<()> {
    let owned: Vec<(MemberId, PersonId)> = member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .column(member::Column::PersonId)
        .filter(member::Column::Id.is_in(ids.iter().copied()))
        .filter(member::Column::PersonId.is_not_null())
        .into_tuple()
        .all(db.connection())
        .await?;
    let persons: HashSet<PersonId> = owned.iter().map(|(_, person)| *person).collect();
    let cards: Vec<(PersonId, i64)> = member::Entity::find()
        .select_only()
        .column(member::Column::PersonId)
        .column_as(member::Column::Id.count(), "n")
        .filter(member::Column::PersonId.is_in(persons.iter().copied()))
        .group_by(member::Column::PersonId)
        .into_tuple()
        .all(db.connection())
        .await?;
    let cards: HashMap<PersonId, i64> = cards.into_iter().collect();
    let operators: Vec<PersonId> = operator::Entity::find()
        .filter(operator::Column::PersonId.is_in(persons))
        .all(db.connection())
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    for (id, person) in owned {
        if let Some(plan) = plans.get_mut(&id) {
            plan.account = cards.get(&person) == Some(&1) && !operators.contains(&person);
        }
    }
    Ok(())
}

/// Whether the card is that of the only head of its school who came in.
async fn directors(db: &impl Db, ids: &[MemberId], plans: &mut HashMap<MemberId, ErasurePlan>) -> Result<()> {
    let schools: Vec<(MemberId, SchoolId)> = member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .column(member::Column::SchoolId)
        .filter(member::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db.connection())
        .await?;
    let of: HashSet<SchoolId> = schools.iter().map(|(_, school)| *school).collect();
    let heads: Vec<(MemberId, SchoolId)> = member::Entity::find()
        .select_only()
        .join(
            JoinType::InnerJoin,
            member::Entity::belongs_to(member_role::Entity)
                .from(member::Column::Id)
                .to(member_role::Column::MemberId)
                .into(),
        )
        .column(member::Column::Id)
        .column(member::Column::SchoolId)
        .filter(member::Column::SchoolId.is_in(of))
        .filter(member::Column::EndedAt.is_null())
        .filter(member::Column::PersonId.is_not_null())
        .filter(member_role::Column::Role.eq(Role::Director.code()))
        .into_tuple()
        .all(db.connection())
        .await?;
    for (id, school) in schools {
        let mut of_school = heads.iter().filter(|(_, of)| *of == school);
        let only = of_school.next().is_some_and(|(head, _)| *head == id) && of_school.next().is_none();
        if let Some(plan) = plans.get_mut(&id) {
            plan.last_director = only;
        }
    }
    Ok(())
}
