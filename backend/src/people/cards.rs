//! Cards: listing, reading, changing, ending, reopening.

use podskazka_shared::access::action::{PeopleEdit, PeopleRead};
use podskazka_shared::access::{Capacity, Role, may_enrol};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::MemberId;
use podskazka_shared::page::Page;
use podskazka_shared::people::cards::{
    Card, CardPatch, CardSummary, MemberPath, PeopleEnd, PeopleFind, PeopleList, PeopleReopen, PeopleTies,
    PeopleUpdate,
};
use podskazka_shared::problem::ProblemKind;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::people::cards::{self, CardRow};
use crate::store::people::end;
use crate::store::{Audit, Db, Tx};

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<PeopleList, _, _>(list);
    api.serve::<PeopleFind, _, _>(find);
    api.serve::<PeopleUpdate, _, _>(update);
    api.serve::<PeopleEnd, _, _>(ended);
    api.serve::<PeopleReopen, _, _>(reopen);
    api.serve::<PeopleTies, _, _>(ties);
}

async fn list(call: Call<PeopleList>) -> Result<Done<Page<CardSummary>>> {
    Ok(Done::new(
        cards::list(&call.app.store, &call.permit()?, &call.query).await?,
    ))
}

async fn find(call: Call<PeopleFind>) -> Result<Done<Card>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.member).await?,
    ))
}

pub(super) fn shown(card: Card) -> Done<Card> {
    let version = card.summary.version;
    Done::new(card).version(version)
}

/// A card as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: MemberId) -> Result<Card> {
    let read: Permit<PeopleRead> = member.permit()?;
    cards::whole(db, &read, cards::find(db, &read, id).await?).await
}

/// Whether somebody may make and end cards with the role.
pub(crate) fn enrols(member: &Member, role: Role) -> bool {
    member
        .capacities
        .iter()
        .any(|capacity| may_enrol(*capacity, role))
}

/// Holds the card at the version that the client saw, and lets `work` change it.
pub(super) async fn change<E: Endpoint<Params = MemberPath, Reply = Card>>(
    call: &Call<E>,
    work: impl AsyncFnOnce(&Tx, &Permit<E::Action>, Granted<E::Action, CardRow>) -> Result<()>,
) -> Result<Done<Card>> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let read: Permit<PeopleRead> = member.permit()?;
    let id = call.params.member;
    call.app
        .store
        .write(async |tx| {
            end::hold_school(tx, &permit).await?;
            let card = permit.grant(cards::hold(tx, &read, id).await?.into_row())?;
            if card.version != version {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            // An erased card is nobody's: it is not filled again.
            if card.is_erased() {
                return Err(ProblemKind::WrongState.into());
            }
            // Whoever makes a program would change their own card through it.
            if member.client.is_some() {
                let roles = cards::roles(tx, &card, id).await?;
                if !roles.iter().all(|role| enrols(member, *role)) {
                    return Err(ProblemKind::Forbidden.into());
                }
            }
            work(tx, &permit, card).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id).await?))
}

async fn update(call: Call<PeopleUpdate>) -> Result<Done<Card>> {
    change(&call, async |tx, permit, card| {
        let mut row = card.into_row();
        let fields = apply(call.body.clone(), &mut row);
        if fields.contains(&"external_id")
            && let Some(external_id) = &row.external_id
            && cards::external_id_taken(tx, permit, external_id, Some(row.id)).await?
        {
            return Err(Error::field("/external_id", FieldErrorKind::Taken));
        }
        // Name and id of the journal say who somebody is, the superior reads reports about their conduct: nobody chooses their own.
        let others = ["name", "external_id", "superior"];
        if row.id == permit.member() && others.iter().any(|field| fields.contains(field)) {
            return Err(ProblemKind::Forbidden.into());
        }
        if fields.contains(&"superior")
            && let Some(superior) = row.superior_id
        {
            check_superior(tx, permit, row.id, superior).await?;
        }
        let id = row.id;
        if fields.contains(&"email") || fields.contains(&"phone") {
            cards::uncheck(tx, permit, &[id]).await?;
        }
        cards::update(tx, &permit.grant(row)?).await?;
        Audit::of(permit, call.at)
            .on(id.0)
            .fields(&fields)
            .write(tx)
            .await
    })
    .await
}

/// Applies a merge patch; tells what changed.
fn apply(patch: CardPatch, row: &mut CardRow) -> Vec<&'static str> {
    fn set<T: PartialEq>(fields: &mut Vec<&'static str>, name: &'static str, to: &mut T, new: Option<T>) {
        if let Some(new) = new.filter(|new| new != to) {
            *to = new;
            fields.push(name);
        }
    }
    let text = |patch: Option<Option<String>>| patch.map(|new| tidy(&new.unwrap_or_default()));
    let mut fields = Vec::new();
    set(
        &mut fields,
        "name",
        &mut row.name,
        patch.name.map(|name| tidy(&name)),
    );
    set(&mut fields, "post", &mut row.post, text(patch.post));
    set(&mut fields, "email", &mut row.email, text(patch.email));
    set(&mut fields, "phone", &mut row.phone, text(patch.phone));
    let deputy = patch
        .deputy_field
        .map(|field| field.map(|field| field.code().to_owned()));
    set(&mut fields, "deputy_field", &mut row.deputy_field, deputy);
    let external = text(patch.external_id).map(|id| Some(id).filter(|id| !id.is_empty()));
    set(&mut fields, "external_id", &mut row.external_id, external);
    set(&mut fields, "superior", &mut row.superior_id, patch.superior);
    fields
}

/// A text in one line with single spaces.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A superior is one of the school's staff, and nobody stands above themselves.
pub(super) async fn check_superior(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    of: MemberId,
    superior: MemberId,
) -> Result<()> {
    let staff = cards::present(tx, permit, &[superior], None).await?;
    let circle = superior == of || cards::above(tx, permit, superior).await?.contains(&of);
    if staff.is_empty() || circle {
        return Err(Error::field("/superior", FieldErrorKind::NotFound));
    }
    Ok(())
}

async fn ended(call: Call<PeopleEnd>) -> Result<Done<Card>> {
    let member = call.member()?;
    change(&call, async |tx, permit, card| {
        if card.id == member.id {
            return Err(ProblemKind::Forbidden.into());
        }
        let mut roles = cards::roles(tx, &card, card.id).await?;
        let leads = roles.contains(&Role::Director);
        if !leads && end::acts(tx, permit, card.id).await? {
            roles.push(Role::Director);
        }
        let may = |role: &Role| {
            enrols(member, *role)
                || (*role == Role::Director && member.capacities.contains(&Capacity::Director))
        };
        if !roles.iter().all(may) {
            return Err(ProblemKind::Forbidden.into());
        }
        if card.ended_at.is_some() || (leads && !end::another_head(tx, permit, card.id).await?) {
            return Err(ProblemKind::WrongState.into());
        }
        end::end(tx, permit, &[card.id], call.at).await?;
        Audit::of(permit, call.at)
            .on(card.id.0)
            .fields(&["ended_at"])
            .write(tx)
            .await
    })
    .await
}

async fn reopen(call: Call<PeopleReopen>) -> Result<Done<Card>> {
    let member = call.member()?;
    change(&call, async |tx, permit, card| {
        let mut roles = cards::roles(tx, &card, card.id).await?;
        let led = roles.contains(&Role::Director);
        // Nobody gives the head's role, so it does not come back this way either.
        roles.retain(|role| *role != Role::Director);
        let heads = member.capacities.contains(&Capacity::Director);
        if !roles.iter().all(|role| enrols(member, *role)) || (led && !heads) {
            return Err(ProblemKind::Forbidden.into());
        }
        if card.ended_at.is_none() {
            return Err(ProblemKind::WrongState.into());
        }
        cards::set_roles(tx, permit, card.id, &roles).await?;
        end::reopen(tx, permit, card.id).await?;
        let fields: &[&str] = if led {
            &["ended_at", "roles"]
        } else {
            &["ended_at"]
        };
        Audit::of(permit, call.at)
            .on(card.id.0)
            .fields(fields)
            .write(tx)
            .await
    })
    .await
}

async fn ties(call: Call<PeopleTies>) -> Result<Done<Card>> {
    let member = call.member()?;
    change(&call, async |tx, permit, card| {
        let parent = card.id;
        // A tie opens the child's requests.
        if parent == member.id {
            return Err(ProblemKind::Forbidden.into());
        }
        let roles = cards::roles(tx, &card, parent).await?;
        if card.ended_at.is_some() || !roles.contains(&Role::Parent) {
            return Err(ProblemKind::WrongState.into());
        }
        let students = cards::present(tx, permit, &call.body.add, Some(Role::Student)).await?;
        super::create::all_found("/add", &call.body.add, &students)?;
        let tied = cards::tied(tx, permit, parent).await?;
        super::create::all_found("/remove", &call.body.remove, &tied)?;
        let new: Vec<(MemberId, MemberId)> = call.body.add.iter().map(|child| (parent, *child)).collect();
        let gone: Vec<(MemberId, MemberId)> = call.body.remove.iter().map(|child| (parent, *child)).collect();
        cards::untie(tx, permit, &gone).await?;
        cards::tie(tx, permit, &new).await?;
        let mut touched = vec![parent];
        touched.extend(call.body.add.iter().chain(&call.body.remove));
        cards::touch(tx, permit, &touched).await?;
        for child in call.body.add.iter().chain(&call.body.remove) {
            Audit::of(permit, call.at)
                .on(child.0)
                .fields(&["parents"])
                .write(tx)
                .await?;
        }
        Audit::of(permit, call.at)
            .on(parent.0)
            .fields(&["children"])
            .write(tx)
            .await
    })
    .await
}
