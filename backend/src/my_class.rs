//! The class teacher's page (P8, D7).

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use podskazka_shared::access::action::ContactsCheck;
use podskazka_shared::ids::MemberId;
use podskazka_shared::my_class::{
    CardContacts, ClassCard, ContactsChecked, ContactsFind, ContactsUpdate, Counts, MyClass, MyClassFind,
    Pupil,
};

use crate::access::{Granted, Permit, SchoolCard, System};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::cards::Card;
use crate::store::{self, Audit, Db};

/// Documents and consents of cards that a right has found already.
const CLASS: System = System::because("class_page");

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<MyClassFind, _, _>(find);
    api.serve::<ContactsFind, _, _>(contacts);
    api.serve::<ContactsUpdate, _, _>(update);
    api.serve::<ContactsChecked, _, _>(checked);
}

fn same_month(school: &SchoolCard, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    let (one, other) = (school.today(one), school.today(other));
    (one.year(), one.month()) == (other.year(), other.month())
}

async fn find(call: Call<MyClassFind>) -> Result<Done<MyClass>> {
    let (store, at) = (&call.app.store, call.at);
    let permit: Permit<ContactsCheck> = call.permit()?;
    let school = &call.member()?.school;
    let class = store::cards::class(store, &permit, call.params.class).await?;
    let cards = store::cards::of_class(store, &permit, class.id).await?;
    let (_, regulation) = store::documents::both(store, CLASS, permit.school()).await?;
    let mut standing = store::consents::standing(store, CLASS, cards.iter().map(|card| card.id)).await?;
    let mut invitations = store::invitations::newest(store, &cards, at).await?;
    let mut shown = |card: &Granted<ContactsCheck, Card>| {
        let given = standing.remove(&card.id).unwrap_or_default();
        ClassCard {
            contacts: card.contacts(),
            checked: card
                .checked_at
                .is_some_and(|checked| same_month(school, checked, at)),
            has_account: card.person.is_some(),
            consent: given.consent,
            acquaintance: given
                .acquaintance
                .filter(|given| given.number >= regulation.number),
            invitation: invitations.remove(&card.id),
        }
    };
    let all: BTreeMap<MemberId, ClassCard> = cards.iter().map(|card| (card.id, shown(card))).collect();
    let in_class =
        |card: &&Granted<ContactsCheck, Card>| card.class.as_ref().is_some_and(|of| of.id == class.id);
    let pupil = |student: &Granted<ContactsCheck, Card>| {
        let parents = cards.iter().filter(|card| card.children.contains(&student.id));
        Some(Pupil {
            card: all.get(&student.id)?.clone(),
            parents: parents
                .filter_map(|parent| all.get(&parent.id).cloned())
                .collect(),
        })
    };
    let students: Vec<Pupil> = cards.iter().filter(in_class).filter_map(pupil).collect();
    Ok(Done::new(MyClass {
        class,
        counts: Counts::of(&students),
        students,
    }))
}

fn shown(contacts: CardContacts) -> Done<CardContacts> {
    let version = contacts.version;
    Done::new(contacts).version(version)
}

/// The contacts on a card, as their reader may see them.
///
/// # Errors
/// `not_found` when there is none within reach.
pub async fn view(db: &impl Db, permit: &Permit<ContactsCheck>, id: MemberId) -> Result<CardContacts> {
    Ok(store::cards::find(db, permit, id).await?.contacts())
}

async fn contacts(call: Call<ContactsFind>) -> Result<Done<CardContacts>> {
    Ok(shown(
        view(&call.app.store, &call.permit()?, call.params.member).await?,
    ))
}

async fn update(call: Call<ContactsUpdate>) -> Result<Done<CardContacts>> {
    let text = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    let (email, phone) = (text(&call.body.email), text(&call.body.phone));
    write(
        &call.app.store,
        &call.permit()?,
        call.params.member,
        call.version()?,
        email,
        phone,
        call.at,
    )
    .await
}

async fn checked(call: Call<ContactsChecked>) -> Result<Done<CardContacts>> {
    write(
        &call.app.store,
        &call.permit()?,
        call.params.member,
        call.version()?,
        None,
        None,
        call.at,
    )
    .await
}

async fn write(
    store: &store::Store,
    permit: &Permit<ContactsCheck>,
    id: MemberId,
    version: i64,
    email: Option<String>,
    phone: Option<String>,
    at: DateTime<Utc>,
) -> Result<Done<CardContacts>> {
    let contacts = store
        .write(async |tx| {
            let card = store::cards::find(tx, permit, id).await?;
            let old = card.contacts();
            let mut new = old.clone();
            new.email = email.unwrap_or(new.email);
            new.phone = phone.unwrap_or(new.phone);
            new.version = version;
            if !store::cards::write_contacts(tx, &card, &new, permit.member(), at).await? {
                return Err(Error::stale(&view(tx, permit, id).await?));
            }
            let mut fields = vec!["contacts_checked"];
            fields.extend((old.email != new.email).then_some("email"));
            fields.extend((old.phone != new.phone).then_some("phone"));
            Audit::of(permit, at).on(id.0).fields(&fields).write(tx).await?;
            view(tx, permit, id).await
        })
        .await?;
    Ok(shown(contacts))
}
