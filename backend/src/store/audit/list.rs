//! Reading the trail of a school.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::Action;
use podskazka_shared::access::action::AuditRead;
use podskazka_shared::audit::{AuditEntry, AuditQuery, When, action_words};
use podskazka_shared::clients::ClientRef;
use podskazka_shared::ids::{AuditId, ClientId, MemberId, PersonId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::text::Lang;
use podskazka_shared::zone::instant;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, IntoCondition, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::super::entities::{api_client, audit, member};
use super::super::{Db, cursor};
use crate::access::Permit;
use crate::problem::{Error, Result};

#[derive(FromQueryResult)]
struct Row {
    id: AuditId,
    at: DateTime<Utc>,
    person_id: Option<PersonId>,
    action: String,
    object_id: Option<Uuid>,
    fields: serde_json::Value,
    member: Option<MemberId>,
    name: Option<String>,
    client_id: Option<ClientId>,
    program: Option<String>,
}

/// The lines that the reader may read and asked for, newest first, with the names of those who are members: one query.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<AuditRead>,
    query: &AuditQuery,
    zone: Tz,
    lang: Lang,
) -> Result<Page<AuditEntry>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = audit::Entity::find()
        .filter(readable(permit))
        .filter(asked(permit, query, zone))
        .join(JoinType::LeftJoin, card(permit.school()))
        .join(JoinType::LeftJoin, program())
        .select_only()
        .columns([
            audit::Column::Id,
            audit::Column::At,
            audit::Column::PersonId,
            audit::Column::Action,
            audit::Column::ObjectId,
            audit::Column::Fields,
        ])
        .column_as(member::Column::Id, "member")
        .column(member::Column::Name)
        .column(audit::Column::ClientId)
        .column_as(api_client::Column::Name, "program")
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some((at, id)) = cursor::read::<(DateTime<Utc>, AuditId)>(query.after.as_ref())? {
        let key = Expr::tuple([audit::Column::At.into_expr(), audit::Column::Id.into_expr()]);
        select = select.filter(key.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = select.into_model::<Row>().all(db.connection()).await?;
    let page = Page::cut(rows, limit.into(), |row| cursor::write(&(row.at, row.id)));
    Ok(Page {
        items: page.items.into_iter().map(|row| entry(row, lang)).collect(),
        next: page.next,
    })
}

/// How many lines the reader asked for, counted no further than `most`.
///
/// # Errors
/// Those of the database.
pub async fn count(
    db: &impl Db,
    permit: &Permit<AuditRead>,
    query: &AuditQuery,
    zone: Tz,
    most: u64,
) -> Result<u64> {
    let mut lines = Query::select();
    lines
        .expr(Expr::val(1))
        .from(audit::Entity)
        .cond_where(readable(permit))
        .cond_where(asked(permit, query, zone))
        .limit(most);
    let count = Query::select()
        .expr(Func::count(Expr::col(Asterisk)))
        .from_subquery(lines, "lines")
        .to_owned();
    let row = db.connection().query_one(&count).await?;
    let found: i64 = row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or_default();
    u64::try_from(found).map_err(Error::internal)
}

/// The lines that this reader may read at all. Lines that not everybody who reads the trail may see are left out here, and
/// nowhere else.
fn readable(permit: &Permit<AuditRead>) -> Condition {
    let unseen = super::super::follow_ups::hidden(permit);
    let open = Condition::any()
        .add(audit::Column::ObjectId.is_null())
        .add(audit::Column::ObjectId.not_in_subquery(unseen));
    // Who reads the trail may be the one reported: deeds with reports of conduct stand in the reports themselves. They are
    // sealed into the chain like all others.
    let conduct = [Action::ConductFile, Action::ConductRead, Action::ConductDecide].map(Action::code);
    audit::Column::SchoolId
        .eq(permit.school())
        .into_condition()
        .add(audit::Column::Action.is_not_in(conduct))
        .add(open)
}

fn asked(permit: &Permit<AuditRead>, query: &AuditQuery, zone: Tz) -> Condition {
    let person = query.person.map(|id| {
        let of_member = Query::select()
            .column(member::Column::PersonId)
            .from(member::Entity)
            .and_where(member::Column::Id.eq(id))
            .and_where(member::Column::SchoolId.eq(permit.school()))
            .to_owned();
        Condition::any()
            .add(audit::Column::PersonId.eq(id))
            .add(audit::Column::ClientId.eq(id))
            .add(audit::Column::PersonId.in_subquery(of_member))
    });
    let from = query.from.map(|from| match from {
        When::Day(day) => audit::Column::At.gte(instant(day, 0, zone)),
        When::Moment(at) => audit::Column::At.gte(at),
    });
    let to = query.to.map(|to| match to {
        When::Day(day) => audit::Column::At.lt(instant(day + Duration::days(1), 0, zone)),
        When::Moment(at) => audit::Column::At.lte(at),
    });
    Condition::all()
        .add_option(person)
        .add_option(query.object.map(|id| audit::Column::ObjectId.eq(id)))
        .add_option(query.action.as_deref().map(|code| audit::Column::Action.eq(code)))
        .add_option(from)
        .add_option(to)
}

/// The card of who did it, in this school.
fn card(school: SchoolId) -> sea_orm::RelationDef {
    let relation: sea_orm::RelationDef = audit::Entity::belongs_to(member::Entity)
        .from(audit::Column::PersonId)
        .to(member::Column::PersonId)
        .into();
    relation.on_condition(move |_, _| member::Column::SchoolId.eq(school).into_condition())
}

/// The program that did it.
fn program() -> sea_orm::RelationDef {
    audit::Entity::belongs_to(api_client::Entity)
        .from(audit::Column::ClientId)
        .to(api_client::Column::Id)
        .into()
}

fn entry(row: Row, lang: Lang) -> AuditEntry {
    AuditEntry {
        id: row.id,
        at: row.at,
        person: row.person_id,
        member: row.member.zip(row.name).map(|(id, name)| MemberRef { id, name }),
        program: row
            .client_id
            .zip(row.program)
            .map(|(id, name)| ClientRef { id, name }),
        title: action_words(&row.action, lang).unwrap_or(&row.action).to_owned(),
        action: row.action,
        object: row.object_id,
        fields: serde_json::from_value(row.fields).unwrap_or_default(),
    }
}
