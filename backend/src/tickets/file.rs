//! Filing a request, for oneself or for somebody else: what the school's card knows is taken from it, what it lacks is
//! asked (T2, T10).

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketFile, TicketRead, TicketWork};
use podskazka_shared::access::{Reach, Role};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::decision::ClosableChannel;
use podskazka_shared::deadlines::policy::Asked;
use podskazka_shared::ids::{ClassId, MemberId, MessageId, TicketId};
use podskazka_shared::people::Child;
use podskazka_shared::tickets::{
    Act, Channel, GuestBody, MessageKind, RequesterGroup, Side, TicketBody, check_class, title,
};

use super::step::{Step, take_held};
use super::told;
use crate::access::{Granted, Member, Permit};
use crate::clock::new_id;
use crate::deadlines::Terms;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim, Once};
use crate::store::people::Subject;
use crate::store::tickets::{NewMessage, NewTicket, Reserved};
use crate::store::{self, Audit, Store, Tx};

/// A create as its sender named it, and how many of them a person may send in a day.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub once: &'a Once,
    pub per_day: u32,
}

/// Files a request once, and tells which it is. What the system files by itself was not sent by anybody.
///
/// # Errors
/// `invalid` when a detail is missing that the regulation asks of this requester, or is not theirs to choose;
/// `quota_exceeded`.
pub async fn file(
    store: &Store,
    member: &Member,
    body: &TicketBody,
    sent: Option<Sent<'_>>,
    at: DateTime<Utc>,
) -> Result<TicketId> {
    file_with(store, member, body, sent, async |_, _| Ok(()), at).await
}

/// The same, and what belongs to it in the same transaction.
///
/// # Errors
/// As [`file`], and those of `also`.
pub async fn file_with(
    store: &Store,
    member: &Member,
    body: &TicketBody,
    sent: Option<Sent<'_>>,
    also: impl AsyncFn(&Tx, TicketId) -> Result<()>,
    at: DateTime<Utc>,
) -> Result<TicketId> {
    let permit: Permit<TicketFile> = member.permit()?;
    let whose = whose(store, member, &permit, body, at).await?;
    let (group, about) = match &whose {
        Whose::Card(subject) => {
            let group = group(&subject.member, body.group)?;
            let about = about(subject, group, body)?;
            about.check(store, &permit, subject, group, body).await?;
            (group, about)
        }
        Whose::Guest(..) => guest(body)?,
    };
    let requester = whose.id();
    let asked = Asked {
        group,
        topic: body.topic,
        channel: channel(&permit, requester != member.id, body.channel)?,
    };
    if body.answer.is_some() && requester == member.id {
        return Err(Error::field("/answer", FieldErrorKind::NotOpen));
    }
    if requester == member.id {
        let today = member.school.today(at);
        crate::conduct::check_open(store, &permit, member.id, ClosableChannel::System, today).await?;
    }
    let id: TicketId = new_id(at);
    // A look before a number is taken: who is refused all day must not use up the school's numbers.
    let look = async {
        if let Some(sent) = sent {
            store::tickets::check_quota(store, &permit, sent.per_day, at).await?;
        }
        store::files::check(store, &permit, &body.files).await
    };
    if let Err(refused) = look.await {
        let Some(sent) = sent else { return Err(refused) };
        let claim = async |tx: &Tx| match idempotency::claim(tx, &permit, sent.once, id.0, at).await? {
            Claim::Done(done) => Ok(TicketId(done)),
            Claim::New => Err(refused),
        };
        return store.write(claim).await;
    }
    let number = Reserved::of(store, &permit, &member.school, at).await?;
    let message: MessageId = new_id(at);
    store
        .write(async |tx| {
            if let Some(sent) = sent
                && let Claim::Done(done) = idempotency::claim(tx, &permit, sent.once, id.0, at).await?
            {
                return Ok(TicketId(done));
            }
            store::plans::hold(tx, &permit).await?;
            let terms = Terms::current(tx, &permit).await?;
            if let Whose::Guest(card, guest) = &whose {
                let phone = guest.phone.as_deref().unwrap_or_default().trim();
                let card = (*card, guest.name.trim(), phone);
                store::people::cards::insert_guest(tx, &permit, card, at).await?;
            }
            // What was read before may have ended or been erased since.
            let names = store::tickets::hold_people(tx, &permit, requester, about.child).await?;
            if let Some(sent) = sent {
                store::tickets::check_quota(tx, &permit, sent.per_day, at).await?;
            }
            let text = body.description.trim();
            let number = number.take(tx, &permit).await?;
            let ticket = NewTicket {
                id,
                number: number.clone(),
                requester,
                filed_by: member.id,
                addressed: about.class.filter(|_| body.to_class_teacher),
                private: body.private,
                shared: body.shared,
                title: &title(text),
                asked,
                child: about.child,
                class_name: about.class_name.as_deref(),
                split_from: None,
                term: &terms.begin(asked, at),
                names: Some(names),
            };
            store::tickets::insert(tx, &permit, ticket, at).await?;
            let (kind, side) = (MessageKind::Request, Side::Requester);
            let message = NewMessage {
                id: message,
                kind,
                author: member.id,
                side,
                text,
            };
            let first = message.id;
            store::tickets::post(tx, id, message, at).await?;
            let files = store::files::hold(tx, &permit, &body.files).await?;
            store::files::attach(tx, files, (id, first)).await?;
            let mut fields = Vec::new();
            if requester != member.id {
                told::filed(tx, (member.school.id, requester), (id, number.as_str()), at).await?;
                fields.push("for_somebody_else");
            }
            if matches!(whose, Whose::Guest(..)) {
                fields.push("guest");
            }
            Audit::of(&permit, at).on(id.0).fields(&fields).write(tx).await?;
            if let Some(text) = &body.answer {
                // After the question, also where ids tell only milliseconds.
                let then = at + chrono::Duration::milliseconds(1);
                answer(tx, member, id, text, then).await?;
            }
            also(tx, id).await?;
            Ok(id)
        })
        .await
}

/// What was answered at once stands in the thread like any answer, and needs the right to work on the request.
async fn answer(tx: &Tx, member: &Member, id: TicketId, text: &str, at: DateTime<Utc>) -> Result<()> {
    let (read, work): (Permit<TicketRead>, Permit<TicketWork>) = (member.permit()?, member.permit()?);
    let ticket = work.grant(store::tickets::hold(tx, &read, id).await?.into_row())?;
    let step = Step::Say(Act::Answer, MessageKind::Answer, text);
    take_held(tx, (member, &work), &ticket, step, new_id(at), at).await
}

/// Whose a request will be.
enum Whose<'a> {
    Card(Box<Granted<TicketFile, Subject>>),
    /// Somebody who gets a card with it.
    Guest(MemberId, &'a GuestBody),
}

impl Whose<'_> {
    fn id(&self) -> MemberId {
        match self {
            Self::Card(subject) => subject.member.id,
            Self::Guest(id, _) => *id,
        }
    }
}

async fn whose<'a>(
    store: &Store,
    member: &Member,
    permit: &Permit<TicketFile>,
    body: &'a TicketBody,
    at: DateTime<Utc>,
) -> Result<Whose<'a>> {
    match &body.guest {
        None => {
            let subject = subject(store, member, permit, body.requester, at).await?;
            Ok(Whose::Card(Box::new(subject)))
        }
        // Whoever may file for the whole school; a class teacher files for the class.
        Some(guest) if permit.reaches().contains(&Reach::Others) => Ok(Whose::Guest(new_id(at), guest)),
        Some(_) => Err(Error::field("/guest", FieldErrorKind::NotOpen)),
    }
}

/// As whom somebody without a card asks, and what they tell: nothing is known of them.
fn guest(body: &TicketBody) -> Result<(RequesterGroup, About)> {
    let group = body
        .group
        .ok_or_else(|| Error::field("/group", FieldErrorKind::Required))?;
    let closed = [
        ("/child", body.child.is_some()),
        ("/to_class_teacher", body.to_class_teacher),
        ("/private", body.private),
        ("/shared", body.shared),
    ];
    if let Some((pointer, _)) = closed.into_iter().find(|(_, said)| *said) {
        return Err(Error::field(pointer, FieldErrorKind::NotOpen));
    }
    let class_name = body.class_name.as_deref().map(str::trim).map(str::to_owned);
    if group == RequesterGroup::Staff && class_name.is_some() {
        return Err(Error::field("/class_name", FieldErrorKind::Unknown));
    }
    check_class(group, class_name.as_deref()).map_err(|error| Error::invalid(vec![error]))?;
    let about = About {
        child: None,
        class: None,
        class_name,
    };
    Ok((group, about))
}

/// How it came: a program says which of the journal's ways, who logs what came from others says how; what one files here for
/// oneself came here.
fn channel(permit: &Permit<TicketFile>, for_other: bool, said: Option<Channel>) -> Result<Channel> {
    let open: &[Channel] = match (permit.client(), for_other) {
        (Some(_), _) => &Channel::OF_PROGRAMS,
        (None, true) => &Channel::LOGGED,
        (None, false) => &[],
    };
    match (said, permit.client()) {
        (Some(said), _) if open.contains(&said) => Ok(said),
        (Some(Channel::Web) | None, None) => Ok(Channel::Web),
        (None, Some(_)) => Ok(Channel::JournalOnline),
        (Some(_), _) => Err(Error::field("/channel", FieldErrorKind::NotOpen)),
    }
}

/// Whose request it will be. Somebody of another school and somebody for whom one may not file are the same: not found.
async fn subject(
    store: &Store,
    member: &Member,
    permit: &Permit<TicketFile>,
    said: Option<MemberId>,
    at: DateTime<Utc>,
) -> Result<Granted<TicketFile, Subject>> {
    let nobody = || Error::field("/requester", FieldErrorKind::NotFound);
    let id = said.unwrap_or(member.id);
    let found = store::people::subject(store, permit, member, id, at).await?;
    let subject = permit.grant(found.ok_or_else(nobody)?).map_err(|_| nobody())?;
    match subject.member.roles.iter().any(|role| *role != Role::VendorAgent) {
        true => Ok(subject),
        false => Err(nobody()),
    }
}

/// As whom somebody asks when they do not say it: the first that they are.
///
/// # Errors
/// `invalid` when one may not file for them.
pub async fn first_group(
    store: &Store,
    member: &Member,
    requester: MemberId,
    at: DateTime<Utc>,
) -> Result<Option<RequesterGroup>> {
    let permit: Permit<TicketFile> = member.permit()?;
    let subject = subject(store, member, &permit, Some(requester), at).await?;
    Ok(groups(&subject.member.roles).first().copied())
}

/// As whom somebody may ask.
pub(super) fn groups(roles: &[Role]) -> Vec<RequesterGroup> {
    let is = |group: &RequesterGroup| {
        roles.iter().any(|role| match group {
            RequesterGroup::Staff => role.is_staff(),
            RequesterGroup::Parent => *role == Role::Parent,
            RequesterGroup::Student => *role == Role::Student,
        })
    };
    RequesterGroup::ALL.into_iter().filter(is).collect()
}

/// As whom the requester asks: what was said if they are that, or the only thing that they are.
fn group(requester: &Member, said: Option<RequesterGroup>) -> Result<RequesterGroup> {
    match (said, groups(&requester.roles).as_slice()) {
        (Some(said), groups) if groups.contains(&said) => Ok(said),
        (Some(_), _) => Err(Error::field("/group", FieldErrorKind::NotFound)),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::field("/group", FieldErrorKind::Required)),
    }
}

struct About {
    child: Option<MemberId>,
    /// The class of the student concerned in this academic year.
    class: Option<ClassId>,
    class_name: Option<String>,
}

/// The child and the class concerned: from the school's card where it tells them.
fn about(subject: &Subject, group: RequesterGroup, body: &TicketBody) -> Result<About> {
    let typed = body.class_name.as_deref().map(str::trim).map(str::to_owned);
    let about = match group {
        RequesterGroup::Staff => {
            refuse_extra(body)?;
            About {
                child: None,
                class: None,
                class_name: None,
            }
        }
        RequesterGroup::Student => {
            if body.child.is_some() {
                return Err(Error::field("/child", FieldErrorKind::NotFound));
            }
            let class = subject.member.class.as_ref();
            About {
                child: None,
                class: class.map(|class| class.id),
                class_name: class.map(|class| class.name.to_string()).or(typed),
            }
        }
        RequesterGroup::Parent => match child(&subject.children, body.child)? {
            Some((child, class)) => About {
                child: Some(child.id),
                class: *class,
                class_name: child.class.clone().map(String::from).or(typed),
            },
            None => About {
                child: None,
                class: None,
                class_name: typed,
            },
        },
    };
    check_class(group, about.class_name.as_deref()).map_err(|error| Error::invalid(vec![error]))?;
    Ok(about)
}

impl About {
    /// Whether what was chosen is open to this requester: to the class teacher, private from the parents, shared with
    /// the other parents.
    async fn check(
        &self,
        store: &Store,
        permit: &Permit<TicketFile>,
        subject: &Subject,
        group: RequesterGroup,
        body: &TicketBody,
    ) -> Result<()> {
        let open = |pointer: &str, open: bool| match open {
            true => Ok(()),
            false => Err(Error::field(pointer, FieldErrorKind::NotOpen)),
        };
        let student = group == RequesterGroup::Student;
        open(
            "/private",
            !body.private || (student && subject.member.may_keep_private()),
        )?;
        open("/shared", !body.shared || self.child.is_some())?;
        if !body.to_class_teacher {
            return Ok(());
        }
        open("/to_class_teacher", group != RequesterGroup::Staff)?;
        // Nobody considers their own request, and no parent one that is kept from them.
        let mut except = vec![subject.member.id];
        if body.private {
            except.extend(store::people::parents(store, permit, subject.member.id).await?);
        }
        let led = match self.class {
            Some(class) => store::people::is_led(store, permit, class, &except).await?,
            None => false,
        };
        match led {
            true => Ok(()),
            false => Err(Error::field("/to_class_teacher", FieldErrorKind::NoClassTeacher)),
        }
    }
}

fn refuse_extra(body: &TicketBody) -> Result<()> {
    match (body.child, &body.class_name) {
        (None, None) => Ok(()),
        (Some(_), _) => Err(Error::field("/child", FieldErrorKind::NotFound)),
        (None, Some(_)) => Err(Error::field("/class_name", FieldErrorKind::Unknown)),
    }
}

type WithClass = (Child, Option<ClassId>);

fn child(children: &[WithClass], said: Option<MemberId>) -> Result<Option<&WithClass>> {
    match (said, children) {
        (Some(said), _) => match children.iter().find(|(child, _)| child.id == said) {
            Some(child) => Ok(Some(child)),
            None => Err(Error::field("/child", FieldErrorKind::NotFound)),
        },
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(only)),
        (None, _) => Err(Error::field("/child", FieldErrorKind::Required)),
    }
}

/// Whether the permit lets its holder file for anybody but themselves.
pub(super) fn for_others(permit: &Permit<TicketFile>) -> bool {
    permit.reaches().iter().any(|reach| *reach != Reach::Own)
}
