//! What happened to a request, as its readers may know it.

use podskazka_shared::access::action::TicketRead;
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::history::TicketEvent;
use podskazka_shared::tickets::{EventKind, MessagesQuery};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, JoinType, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};

use super::super::entities::{member, ticket_event, ticket_term};
use super::super::{Db, cursor};
use super::TicketRow;
use crate::access::Granted;
use crate::problem::Result;

#[derive(FromQueryResult)]
struct Row {
    id: uuid::Uuid,
    at: chrono::DateTime<chrono::Utc>,
    event: EventKind,
    version: i64,
    clock: Option<ClockEventKind>,
    other_id: Option<TicketId>,
    actor_id: Option<podskazka_shared::ids::MemberId>,
    actor_name: Option<String>,
    to_id: Option<podskazka_shared::ids::MemberId>,
    to_name: Option<String>,
    promised: bool,
}

impl Row {
    /// What it did to a clock: where no answer is promised there is none to stand still.
    fn clock(&self) -> Option<ClockEventKind> {
        self.clock.filter(|clock| match clock {
            ClockEventKind::Start | ClockEventKind::Stop => true,
            ClockEventKind::Pause | ClockEventKind::Resume => self.promised,
        })
    }
}

/// The steps of a request, newest first; those that only concern the work on it for who works on it.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn history(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    works: bool,
    query: &MessagesQuery,
) -> Result<Page<TicketEvent>> {
    use ticket_event::Column as E;
    let limit = podskazka_shared::page::limit(query.limit);
    let (actor, to) = ("actor", "receiver");
    let named = |alias: &'static str| Expr::col((alias, member::Column::Name));
    let promised = Query::select()
        .expr(Expr::val(1))
        .from(ticket_term::Entity)
        .and_where(ticket_term::Column::TicketId.eq(ticket.id))
        .and_where(ticket_term::Column::Clock.eq(TermClock::Answered))
        .to_owned();
    let mut select = Query::select();
    for column in [
        E::Id,
        E::At,
        E::Event,
        E::Version,
        E::Clock,
        E::OtherId,
        E::ActorId,
        E::ToId,
    ] {
        select.column((ticket_event::Entity, column));
    }
    select
        .expr_as(named(actor), "actor_name")
        .expr_as(named(to), "to_name")
        .expr_as(
            Expr::case(Expr::exists(promised), Expr::val(true)).finally(Expr::val(false)),
            "promised",
        )
        .from(ticket_event::Entity)
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            actor,
            Expr::col((actor, member::Column::Id).into_column_ref())
                .eq(Expr::col((ticket_event::Entity, E::ActorId))),
        )
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            to,
            Expr::col((to, member::Column::Id).into_column_ref())
                .eq(Expr::col((ticket_event::Entity, E::ToId))),
        )
        .and_where(Expr::col((ticket_event::Entity, E::TicketId)).eq(ticket.id))
        .order_by((ticket_event::Entity, E::Version), Order::Desc)
        .order_by((ticket_event::Entity, E::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if !works {
        let internal = EventKind::ALL.into_iter().filter(|kind| kind.is_internal());
        select.and_where(Expr::col((ticket_event::Entity, E::Event)).is_not_in(internal));
    }
    // Only who rated it may know that it is rated (F3).
    if !ticket.own {
        select.and_where(Expr::col((ticket_event::Entity, E::Event)).ne(EventKind::Rate));
    }
    if let Some((version, id)) = cursor::read::<(i64, uuid::Uuid)>(query.after.as_ref())? {
        let key = Expr::tuple([
            Expr::col((ticket_event::Entity, E::Version)),
            Expr::col((ticket_event::Entity, E::Id)),
        ]);
        select.and_where(key.lt(Expr::tuple([Expr::val(version), Expr::val(id)])));
    }
    let statement = db.connection().get_database_backend().build(&select);
    let rows = Row::find_by_statement(statement).all(db.connection()).await?;
    let page = Page::cut(rows, limit.into(), |row| cursor::write(&(row.version, row.id)));
    let named = |(id, name)| MemberRef { id, name };
    let event = |row: Row| TicketEvent {
        clock: row.clock(),
        id: row.id,
        at: row.at,
        event: row.event,
        actor: row.actor_id.zip(row.actor_name).map(named),
        to: row.to_id.zip(row.to_name).map(named),
        other: row.other_id,
    };
    Ok(Page {
        items: page.items.into_iter().map(event).collect(),
        next: page.next,
    })
}
