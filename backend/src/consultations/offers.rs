//! What may be booked now: the slots of the plan, less what is taken.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::articles::audiences_of;
use podskazka_shared::consultations::slots::{self, Slot};
use podskazka_shared::consultations::{ConsultRules, FreeSlot};
use podskazka_shared::ids::MemberId;
use podskazka_shared::schedules::Audience;
use podskazka_shared::schedules::plan::Plan;

use crate::access::{Member, Permit, SchoolCard};
use crate::problem::Result;
use crate::store::consultations::{Taken, Wanted};
use crate::store::{self, Db};

/// How many slots a refusal tells: of the same helper, of the others, and of who stands in.
const NEXT: (usize, usize, usize) = (5, 3, 3);

/// The plan of some days, and how each helper takes bookings.
pub(super) struct Offer {
    plan: Plan,
    rules: HashMap<MemberId, ConsultRules>,
    days: (NaiveDate, NaiveDate),
    at: DateTime<Utc>,
}

/// How far ahead anybody books with anybody of the school.
pub(super) fn furthest(rules: &HashMap<MemberId, ConsultRules>, today: NaiveDate) -> NaiveDate {
    let usual = ConsultRules::default();
    let last = |rules: &ConsultRules| slots::horizon(today, rules);
    rules.values().map(last).fold(last(&usual), NaiveDate::max)
}

impl Offer {
    /// What may be booked on these days, and not beyond what anybody may book now.
    pub(super) async fn load(
        db: &impl Db,
        permit: &Permit<ConsultationBook>,
        school: &SchoolCard,
        (from, to): (NaiveDate, NaiveDate),
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let rules = store::consultations::rules(db, permit).await?;
        let today = school.today(at);
        let days = (from.max(today), to.min(furthest(&rules, today)));
        let plan = store::plans::load(db, permit, days.0, days.1.max(days.0))
            .await?
            .plan;
        Ok(Self {
            plan,
            rules,
            days,
            at,
        })
    }

    /// The same for the day of a moment.
    pub(super) async fn of_day(
        db: &impl Db,
        permit: &Permit<ConsultationBook>,
        school: &SchoolCard,
        moment: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let day = moment.with_timezone(&school.zone).date_naive();
        Self::load(db, permit, school, (day, day), at).await
    }

    /// The same for all days on which anybody may book now.
    pub(super) async fn ahead(
        db: &impl Db,
        permit: &Permit<ConsultationBook>,
        school: &SchoolCard,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        Self::load(db, permit, school, (school.today(at), NaiveDate::MAX), at).await
    }

    pub(super) fn rules(&self, helper: MemberId) -> ConsultRules {
        self.rules.get(&helper).copied().unwrap_or_default()
    }

    /// The slots within the time of booking, taken or not.
    pub(super) fn slots(&self, helper: Option<MemberId>) -> Vec<Slot> {
        let today = self.at.with_timezone(&self.plan.zone).date_naive();
        let mut found = Vec::new();
        let days = self.days.0.iter_days().take_while(|day| *day <= self.days.1);
        for date in days {
            let of_day = slots::of_day(&self.plan.day(date), |helper| self.rules(helper));
            found.extend(of_day.into_iter().filter(|slot| {
                let rules = self.rules(slot.helper.id);
                helper.is_none_or(|helper| helper == slot.helper.id)
                    && slot.from >= rules.first_bookable(self.at)
                    && date <= slots::horizon(today, &rules)
            }));
        }
        found
    }

    /// The slot of a helper that begins then.
    pub(super) fn slot(&self, helper: MemberId, start: DateTime<Utc>) -> Option<Slot> {
        let mut slots = self.slots(Some(helper)).into_iter();
        slots.find(|slot| slot.from == start)
    }

    pub(super) fn wanted(&self, slot: &Slot) -> Wanted {
        let rules = self.rules(slot.helper.id);
        Wanted {
            helper: slot.helper.id,
            from: slot.from,
            to: slot.to,
            taken_until: rules.taken_until(slot.to),
            seats: rules.seats,
        }
    }

    /// Those of the slots in which a seat is free.
    pub(super) fn free(&self, slots: Vec<Slot>, taken: &[Taken]) -> Vec<FreeSlot> {
        let mut by_helper: HashMap<MemberId, Vec<&Taken>> = HashMap::new();
        for slot in taken {
            by_helper.entry(slot.helper_id).or_default().push(slot);
        }
        let free = |slot: Slot| {
            let wanted = self.wanted(&slot);
            let lies =
                |other: &&&Taken| other.starts_at < wanted.taken_until && wanted.from < other.taken_until;
            let there = by_helper.get(&wanted.helper).into_iter().flatten();
            let mut booked = 0;
            for other in there.filter(lies) {
                if (other.starts_at, other.ends_at) != (slot.from, slot.to) {
                    return None;
                }
                booked = u16::try_from(other.seats).unwrap_or(u16::MAX);
            }
            let free = wanted.seats.saturating_sub(booked);
            (free > 0).then_some(FreeSlot {
                helper: slot.helper,
                starts_at: slot.from,
                ends_at: slot.to,
                place: slot.place,
                modes: slot.modes,
                free,
                seats: wanted.seats,
                instead_of: slot.instead_of,
            })
        };
        slots.into_iter().filter_map(free).collect()
    }
}

/// As whom somebody comes: with a child as a parent, else as all that they are.
pub(super) fn comes_as(roles: impl IntoIterator<Item = Role>, about: Option<MemberId>) -> Vec<Audience> {
    match about {
        Some(_) => vec![Audience::Parents],
        None => audiences_of(roles),
    }
}

/// Whether hours for these audiences are open to somebody.
pub(super) fn open_to(slot: &Slot, audiences: &[Audience]) -> bool {
    slot.audiences.is_empty() || slot.audiences.iter().any(|one| audiences.contains(one))
}

/// The free slots that a member may book of those days, for themselves or about a child.
pub(super) async fn free_for(
    db: &impl Db,
    member: &Member,
    offer: &Offer,
    helper: Option<MemberId>,
    about: Option<MemberId>,
) -> Result<Vec<FreeSlot>> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    // Nobody comes about a child of others.
    if let Some(child) = about
        && !store::consultations::is_child(db, &permit, child).await?
    {
        return Ok(Vec::new());
    }
    let audiences = comes_as(member.roles.iter().copied(), about);
    let mut slots = offer.slots(helper);
    slots.retain(|slot| slot.helper.id != member.id && open_to(slot, &audiences));
    let Some((first, last)) = slots.first().zip(slots.last()) else {
        return Ok(Vec::new());
    };
    let between = (first.from, last.to + chrono::Duration::hours(3));
    // What one holds while typing is free for oneself: another look at the times must not hide it.
    let own = Some(member.id);
    let taken = store::consultations::taken(db, &permit, helper, own, between, offer.at).await?;
    Ok(offer.free(slots, &taken))
}

/// What is free next, of this helper first; before all, the nearest times of who stands in on the day of what was lost.
pub(super) async fn next(
    db: &impl Db,
    member: &Member,
    helper: MemberId,
    about: Option<MemberId>,
    lost: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<Vec<FreeSlot>> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    let offer = Offer::ahead(db, &permit, &member.school, at).await?;
    let free = free_for(db, member, &offer, None, about).await?;
    let day = |at: DateTime<Utc>| at.with_timezone(&member.school.zone).date_naive();
    let stands_in = |slot: &FreeSlot| {
        slot.instead_of.is_some() && lost.is_some_and(|lost| day(lost) == day(slot.starts_at))
    };
    let (mut instead, free): (Vec<FreeSlot>, Vec<FreeSlot>) = free.into_iter().partition(stands_in);
    instead.sort_by_key(|slot| lost.map(|lost| (slot.starts_at - lost).abs()));
    let instead = instead.into_iter().take(NEXT.2);
    let (same, others): (Vec<FreeSlot>, Vec<FreeSlot>) =
        free.into_iter().partition(|slot| slot.helper.id == helper);
    let same = same.into_iter().take(NEXT.0);
    let others = others.into_iter().take(NEXT.1);
    Ok(instead.chain(same).chain(others).collect())
}

/// A look before the transaction, so that a crowd that comes too late does not wait for each other: whether the slot is
/// there, and a seat in it that is not one's own hold.
pub(super) async fn looks_free(
    db: &impl Db,
    member: &Member,
    helper: MemberId,
    start: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<bool> {
    let permit: Permit<ConsultationBook> = member.permit()?;
    let offer = Offer::of_day(db, &permit, &member.school, start, at).await?;
    let Some(slot) = offer.slot(helper, start) else {
        return Ok(false);
    };
    let between = (slot.from, offer.wanted(&slot).taken_until);
    let own = Some(member.id);
    let taken = store::consultations::taken(db, &permit, Some(helper), own, between, at).await?;
    Ok(!offer.free(vec![slot], &taken).is_empty())
}
