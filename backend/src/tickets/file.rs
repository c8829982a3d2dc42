//! Filing a request: what the school's card knows is taken from it, what it lacks is asked (T2).

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::access::action::TicketFile;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::{MemberId, MessageId, TicketId};
use podskazka_shared::people::Child;
use podskazka_shared::tickets::{MessageKind, RequesterGroup, Side, TicketBody, check_class, title};

use crate::access::{Member, Permit};
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::store::idempotency::{self, Claim, Once};
use crate::store::tickets::{NewMessage, NewTicket};
use crate::store::{self, Audit, Store};

/// Files a request once, and tells which it is.
///
/// # Errors
/// `invalid` when a detail is missing that the regulation asks of this requester.
pub async fn file(
    store: &Store,
    member: &Member,
    body: &TicketBody,
    once: Option<&Once>,
    at: DateTime<Utc>,
) -> Result<TicketId> {
    let permit: Permit<TicketFile> = member.permit()?;
    let group = group(member, body.group)?;
    let about = about(store, member, &permit, group, body).await?;
    let number = store::tickets::next_number(store, &permit, &member.school, at).await?;
    let id: TicketId = new_id(at);
    let message: MessageId = new_id(at);
    store
        .write(async |tx| {
            if let Some(once) = once
                && let Claim::Done(done) = idempotency::claim(tx, &permit, once, id.0, at).await?
            {
                return Ok(TicketId(done));
            }
            let text = body.description.trim();
            let ticket = NewTicket {
                id,
                number,
                title: &title(text),
                topic: body.topic,
                group,
                child: about.child,
                class_name: about.class_name.as_deref(),
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
            store::tickets::post(tx, id, message, at).await?;
            Audit::of(&permit, at).on(id.0).write(tx).await?;
            Ok(id)
        })
        .await
}

/// As whom the member files: what they said if they are that, or the only thing that they are.
fn group(member: &Member, said: Option<RequesterGroup>) -> Result<RequesterGroup> {
    let is = |group: RequesterGroup| {
        member.roles.iter().any(|role| match group {
            RequesterGroup::Staff => role.is_staff(),
            RequesterGroup::Parent => *role == Role::Parent,
            RequesterGroup::Student => *role == Role::Student,
        })
    };
    let groups: Vec<RequesterGroup> = RequesterGroup::ALL
        .into_iter()
        .filter(|group| is(*group))
        .collect();
    match (said, groups.as_slice()) {
        (Some(said), groups) if groups.contains(&said) => Ok(said),
        (Some(_), _) => Err(Error::field("/group", FieldErrorKind::NotFound)),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::field("/group", FieldErrorKind::Required)),
    }
}

struct About {
    child: Option<MemberId>,
    class_name: Option<String>,
}

/// The child and the class concerned: from the school's card where it tells them.
async fn about(
    store: &Store,
    member: &Member,
    permit: &Permit<TicketFile>,
    group: RequesterGroup,
    body: &TicketBody,
) -> Result<About> {
    let typed = body.class_name.as_deref().map(str::trim).map(str::to_owned);
    let about = match group {
        RequesterGroup::Staff => {
            refuse_extra(body)?;
            About {
                child: None,
                class_name: None,
            }
        }
        RequesterGroup::Student => {
            if body.child.is_some() {
                return Err(Error::field("/child", FieldErrorKind::NotFound));
            }
            About {
                child: None,
                class_name: member.class_name.clone().or(typed),
            }
        }
        RequesterGroup::Parent => {
            let children = store::people::own_children(store, permit).await?;
            match child(children, body.child)? {
                Some(child) => About {
                    child: Some(child.id),
                    class_name: child.class_name.or(typed),
                },
                None => About {
                    child: None,
                    class_name: typed,
                },
            }
        }
    };
    check_class(group, about.class_name.as_deref()).map_err(|error| Error::invalid(vec![error]))?;
    Ok(about)
}

fn refuse_extra(body: &TicketBody) -> Result<()> {
    match (body.child, &body.class_name) {
        (None, None) => Ok(()),
        (Some(_), _) => Err(Error::field("/child", FieldErrorKind::NotFound)),
        (None, Some(_)) => Err(Error::field("/class_name", FieldErrorKind::Unknown)),
    }
}

fn child(mut children: Vec<Child>, said: Option<MemberId>) -> Result<Option<Child>> {
    match (said, children.len()) {
        (Some(said), _) => match children.into_iter().find(|child| child.id == said) {
            Some(child) => Ok(Some(child)),
            None => Err(Error::field("/child", FieldErrorKind::NotFound)),
        },
        (None, 0 | 1) => Ok(children.pop()),
        (None, _) => Err(Error::field("/child", FieldErrorKind::Required)),
    }
}
