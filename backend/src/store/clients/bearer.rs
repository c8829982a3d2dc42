//! Who a program is, and for whom it acts: one query a request.

use chrono::{DateTime, Utc};
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::clients::Scope;
use podskazka_shared::ids::{ClientId, MemberId, PersonId, SchoolId, SecretId};
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};

use super::super::Db;
use super::super::entities::{api_client, api_secret, member, member_role, school};
use super::super::people::standing;
use crate::access::{Client, Member, SchoolCard};
use crate::problem::Result;

/// What the database says of a program's token.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The program in its school, or the member for whom it acts; none when there is nobody by that external id.
    pub member: Option<Member>,
    pub school: SchoolId,
    pub slug: String,
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    client_name: String,
    scopes: serde_json::Value,
    last_used_at: Option<DateTime<Utc>>,
    school: SchoolId,
    slug: String,
    school_name: String,
    time_zone: String,
    year: i32,
    private_from_grade: Option<i16>,
    member: Option<MemberId>,
    person: Option<PersonId>,
    member_name: Option<String>,
    role: Option<String>,
}

/// Reads program, secret, school, and the member for whom it acts with roles, classes and orders; none when the program or
/// its secret has ended. `token` are the scopes of the token: it never has more than the program has now.
///
/// # Errors
/// Those of the database.
pub async fn bearer(
    db: &impl Db,
    client: ClientId,
    secret: SecretId,
    token: &[Scope],
    on_behalf_of: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Option<Bearer>> {
    let client_id = || Expr::col((api_client::Entity, api_client::Column::Id));
    let ends = || Expr::col((api_secret::Entity, api_secret::Column::ExpiresAt));
    let for_whom = match on_behalf_of {
        None => Expr::val(false).into_condition(),
        Some(external_id) => Condition::all()
            .add(
                member::Column::SchoolId
                    .into_expr()
                    .eq(school::Column::Id.into_expr()),
            )
            .add(member::Column::ExternalId.eq(external_id))
            .add(Expr::col((member::Entity, member::Column::EndedAt)).is_null()),
    };
    let mut select = Query::select();
    select
        .expr_as(
            Expr::col((api_client::Entity, api_client::Column::Name)),
            "client_name",
        )
        .column((api_client::Entity, api_client::Column::Scopes))
        .column((api_client::Entity, api_client::Column::LastUsedAt))
        .expr_as(Expr::col((school::Entity, school::Column::Id)), "school")
        .column((school::Entity, school::Column::Slug))
        .expr_as(Expr::col((school::Entity, school::Column::Name)), "school_name")
        .column((school::Entity, school::Column::TimeZone))
        .column((school::Entity, school::Column::Year))
        .column((school::Entity, school::Column::PrivateFromGrade))
        .expr_as(Expr::col((member::Entity, member::Column::Id)), "member")
        .expr_as(Expr::col((member::Entity, member::Column::PersonId)), "person")
        .expr_as(Expr::col((member::Entity, member::Column::Name)), "member_name")
        .column((member_role::Entity, member_role::Column::Role))
        .from(api_client::Entity)
        .join(
            JoinType::InnerJoin,
            api_secret::Entity,
            Condition::all()
                .add(api_secret::Column::ClientId.into_expr().eq(client_id()))
                .add(api_secret::Column::Id.eq(secret))
                .add(
                    Condition::any()
                        .add(ends().is_null())
                        .add(api_secret::Column::ExpiresAt.gt(at)),
                ),
        )
        .join(
            JoinType::InnerJoin,
            school::Entity,
            api_client::Column::SchoolId
                .into_expr()
                .eq(school::Column::Id.into_expr()),
        )
        .join(JoinType::LeftJoin, member::Entity, for_whom)
        .join(
            JoinType::LeftJoin,
            member_role::Entity,
            member_role::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .and_where(api_client::Column::Id.eq(client))
        .and_where(Expr::col((api_client::Entity, api_client::Column::EndedAt)).is_null());
    standing::join(&mut select);
    let mut rows = Vec::new();
    let mut standings = Vec::new();
    for row in db.connection().query_all(&select).await? {
        rows.push(Row::from_query_result(&row, "")?);
        standings.push(standing::Row::from_query_result(&row, "")?);
    }
    let roles: Vec<Role> =
        standing::distinct(rows.iter().filter_map(|row| row.role.as_deref()?.parse().ok()));
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let card = SchoolCard {
        id: row.school,
        slug: row.slug.clone(),
        name: row.school_name,
        zone: super::super::schools::zone(&row.time_zone)?,
        year: AcademicYear::beginning(row.year),
        private_from_grade: row.private_from_grade,
    };
    let acting = Client {
        id: client,
        scopes: super::scopes(&row.scopes)
            .into_iter()
            .filter(|scope| token.contains(scope))
            .collect(),
        for_member: on_behalf_of.is_some(),
    };
    let member = match (on_behalf_of, row.member) {
        (None, _) => Some(Member {
            id: MemberId(uuid::Uuid::nil()),
            person: None,
            client: Some(acting),
            name: row.client_name,
            roles: Vec::new(),
            capacities: vec![Capacity::Client],
            topics: Vec::new(),
            class: None,
            classes: Vec::new(),
            school: card,
        }),
        (Some(_), None) => None,
        (Some(_), Some(id)) => {
            let standing = standing::of(&roles, standings, card.year, card.today(at));
            Some(Member {
                id,
                person: row.person,
                client: Some(acting),
                name: row.member_name.unwrap_or_default(),
                roles,
                capacities: standing.capacities,
                topics: standing.topics,
                class: standing.class,
                classes: standing.classes.into_iter().map(|class| class.id).collect(),
                school: card,
            })
        }
    };
    Ok(Some(Bearer {
        member,
        school: row.school,
        slug: row.slug,
        last_used_at: row.last_used_at,
    }))
}
