//! Everything about one person, read part by part so that a long history needs no memory.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::classes::ClassName;
use podskazka_shared::endpoint::{Nothing, address};
use podskazka_shared::files::{MeDataFile, MyFilePath, StoredFile};
use podskazka_shared::ids::{ArticleId, AuditId, MemberId, MessageId, SchoolId, TicketId};
use podskazka_shared::privacy::{
    DataAbsence, DataAccount, DataCard, DataClass, DataConsultation, DataExtraHours, DataFact, DataFile,
    DataHandover, DataMessage, DataName, DataOrder, DataRelation, DataRequest, DataSchedule, DataSession,
    DataTechnical, DataTrail, DataWithdrawal, DataWord,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::tickets::MessageKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LikeExpr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::duty::part;
use super::super::entities::{
    absence, acting, appointment, article, article_vote, audit, audit_detail, booking, callback, class,
    class_student, class_teacher, consent, device, document, draft, erasure, extra_hours, feed, follow_up,
    guardian, handover, idempotency, invitation, mail_choice, member, message, notice, notification, outbox,
    person, phrase, queue_view, rating, recovery_code, schedule, schedule_act, schedule_line, school,
    session, sign_in_name, ticket, totp, voice, waiting, withdrawal,
};
use super::super::{Store, files, private::Connection};
use super::{names, roles, school_ref};
use crate::access::Person;
use crate::problem::Result;

/// How many requests with their threads are read at once.
const REQUESTS: u64 = 20;
/// How many small rows are read at once.
const ROWS: u64 = 500;

/// Reads what is held about one person.
#[derive(Debug, Clone)]
pub struct Reader {
    store: Store,
    of: Person,
    cards: Vec<member::Model>,
    schools: HashMap<SchoolId, school::Model>,
}

impl Reader {
    /// A reader of the signed-in person's own data.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(store: &Store, of: &Person) -> Result<Self> {
        let cards = member::Entity::find()
            .filter(member::Column::PersonId.eq(of.id))
            .order_by_asc(member::Column::Id)
            .all(store.connection())
            .await?;
        let schools = school::Entity::find()
            .filter(school::Column::Id.is_in(cards.iter().map(|card| card.school_id)))
            .all(store.connection())
            .await?;
        Ok(Self {
            store: store.clone(),
            of: of.clone(),
            cards,
            schools: schools.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn ids(&self) -> impl Iterator<Item = MemberId> + Clone {
        self.cards.iter().map(|card| card.id)
    }

    /// The sign-in.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn account(&self) -> Result<DataAccount> {
        let db = self.store.connection();
        let row = person::Entity::find_by_id(self.of.id).one(db).await?;
        let row = row.ok_or(ProblemKind::Unauthenticated)?;
        let names = sign_in_name::Entity::find()
            .filter(sign_in_name::Column::PersonId.eq(self.of.id))
            .order_by_asc(sign_in_name::Column::CreatedAt)
            .all(db)
            .await?;
        let sessions = session::Entity::find()
            .filter(session::Column::PersonId.eq(self.of.id))
            .order_by_desc(session::Column::Id)
            .limit(ROWS)
            .all(db)
            .await?;
        Ok(DataAccount {
            id: row.id,
            names: names
                .into_iter()
                .map(|name| DataName {
                    value: name.value,
                    confirmed_at: name.confirmed_at,
                })
                .collect(),
            language: row.language,
            has_password: !row.password_hash.is_empty(),
            created_at: row.created_at,
            sessions: sessions
                .into_iter()
                .map(|row| DataSession {
                    device: [row.browser, row.system].join(", "),
                    began_at: row.created_at,
                    last_used_at: row.rotated_at,
                    ended_at: row.ended_at,
                })
                .collect(),
            facts: self.account_facts(row.password_at, row.first_sign_in_at).await?,
        })
    }

    /// What is known of the sign-in besides: when the password was set, devices, the second step.
    async fn account_facts(
        &self,
        password_at: DateTime<Utc>,
        first_sign_in_at: Option<DateTime<Utc>>,
    ) -> Result<Vec<DataFact>> {
        let db = self.store.connection();
        let mut facts = vec![fact("password_set", Some(password_at))];
        facts.extend(first_sign_in_at.map(|at| fact("first_sign_in", Some(at))));
        let devices = device::Entity::find()
            .filter(device::Column::PersonId.eq(self.of.id))
            .limit(ROWS)
            .all(db)
            .await?;
        facts.extend(
            devices
                .into_iter()
                .map(|row| fact("device_seen", Some(row.seen_at))),
        );
        let notices = notice::Entity::find()
            .filter(notice::Column::PersonId.eq(self.of.id))
            .order_by_asc(notice::Column::At)
            .limit(ROWS)
            .all(db)
            .await?;
        facts.extend(notices.into_iter().map(|row| fact(row.kind.code(), Some(row.at))));
        let letters = mail_choice::Entity::find_by_id(self.of.id).one(db).await?;
        facts.extend(letters.map(|row| DataFact {
            value: format!(
                "requests: {}, work: {}, consultations: {}, desk: {}",
                row.requests, row.work, row.consultations, row.desk
            ),
            ..fact("mail_choice", None)
        }));
        let drafts = draft::Entity::find()
            .filter(draft::Column::PersonId.eq(self.of.id))
            .order_by_asc(draft::Column::Name)
            .all(db)
            .await?;
        facts.extend(drafts.into_iter().map(|row| DataFact {
            value: format!("{}: {}", row.name, row.text),
            ..fact("draft", Some(row.at))
        }));
        let feed = feed::Entity::find_by_id(self.of.id).one(db).await?;
        facts.extend(feed.map(|row| fact("feed", Some(row.created_at))));
        let second = totp::Entity::find_by_id(self.of.id).one(db).await?;
        facts.extend(
            second
                .and_then(|row| row.since)
                .map(|since| fact("second_step_since", Some(since))),
        );
        let codes = recovery_code::Entity::find()
            .filter(recovery_code::Column::PersonId.eq(self.of.id))
            .all(db)
            .await?;
        facts.extend(codes.iter().map(|_| fact("recovery_code", None)));
        Ok(facts)
    }

    /// The cards with all that hangs on them; in a fixed number of queries for each.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn cards(&self) -> Result<Vec<DataCard>> {
        let mut all = Vec::new();
        for card in &self.cards {
            all.push(self.card(card).await?);
        }
        Ok(all)
    }

    async fn card(&self, card: &member::Model) -> Result<DataCard> {
        let db = self.store.connection();
        let id = card.id;
        let school = self.schools.get(&card.school_id).cloned();
        let ties = guardian::Entity::find()
            .filter(
                Condition::any()
                    .add(guardian::Column::ParentId.eq(id))
                    .add(guardian::Column::ChildId.eq(id)),
            )
            .all(db)
            .await?;
        let others = ties.iter().flat_map(|tie| [tie.parent_id, tie.child_id]);
        let called = names(&self.store, others.chain(card.superior_id)).await?;
        let name = |id: MemberId| called.get(&id).cloned();
        let withdrawals = withdrawal::Entity::find()
            .filter(withdrawal::Column::MemberId.eq(id))
            .order_by_asc(withdrawal::Column::At)
            .all(db)
            .await?;
        let erasures = erasure::Entity::find()
            .filter(erasure::Column::MemberId.eq(id))
            .order_by_asc(erasure::Column::Id)
            .all(db)
            .await?;
        let roles = roles(&self.store, [id]).await?;
        Ok(DataCard {
            member: id,
            school: school.map(school_ref).ok_or(ProblemKind::Internal)?,
            name: card.name.clone(),
            post: card.post.clone(),
            deputy_field: card.deputy_field.clone(),
            email: card.email.clone(),
            phone: card.phone.clone(),
            contacts_checked_at: card.contacts_checked_at,
            external_id: card.external_id.clone(),
            roles: roles.into_iter().map(|(_, role)| role).collect(),
            superior: card.superior_id.and_then(name),
            children: ties
                .iter()
                .filter(|tie| tie.parent_id == id)
                .filter_map(|tie| name(tie.child_id))
                .collect(),
            parents: ties
                .iter()
                .filter(|tie| tie.child_id == id)
                .filter_map(|tie| name(tie.parent_id))
                .collect(),
            classes: self.classes(id).await?,
            orders: self.orders(id).await?,
            schedules: self.schedules(id).await?,
            absences: self.absences(id).await?,
            extra_hours: self.extra_hours(id).await?,
            consultations: self.consultations(id).await?,
            withdrawals: withdrawals
                .into_iter()
                .map(|row| DataWithdrawal {
                    at: row.at,
                    ended_at: row.ended_at,
                })
                .collect(),
            files: self.waiting(id).await?,
            erasures: super::erasures::dtos(&self.store, erasures).await?,
            corrections: super::corrections::all_of(&self.store, &[id]).await?,
            facts: self.card_facts(id).await?,
            created_at: card.created_at,
            ended_at: card.ended_at,
        })
    }

    /// What the person brought for a message that is not written yet.
    async fn waiting(&self, id: MemberId) -> Result<Vec<DataFile>> {
        let waiting = files::waiting(&self.store, id).await?;
        Ok(data_files(Some(waiting)))
    }

    async fn card_facts(&self, id: MemberId) -> Result<Vec<DataFact>> {
        let db = self.store.connection();
        let invited = invitation::Entity::find()
            .filter(invitation::Column::MemberId.eq(id))
            .order_by_asc(invitation::Column::Id)
            .all(db)
            .await?;
        let given = consent::Entity::find()
            .filter(consent::Column::MemberId.eq(id))
            .order_by_asc(consent::Column::Id)
            .all(db)
            .await?;
        let documents: HashMap<_, _> = document::Entity::find()
            .filter(document::Column::Id.is_in(given.iter().map(|row| row.document_id)))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.id, format!("{}, № {}", row.title, row.number)))
            .collect();
        let mut facts = Vec::new();
        for row in invited {
            facts.push(fact("invited", Some(row.created_at)));
            facts.extend(row.used_at.map(|at| fact("invitation_used", Some(at))));
        }
        for row in given {
            let document = documents.get(&row.document_id).cloned().unwrap_or_default();
            let value = match row.representative {
                Some(name) => format!("{document} ({name})"),
                None => document,
            };
            facts.push(DataFact {
                value,
                ..fact(row.kind.code(), Some(row.given_at))
            });
            facts.extend(row.withdrawn_at.map(|at| fact("consent_withdrawn", Some(at))));
        }
        let acts = schedule_act::Entity::find()
            .filter(schedule_act::Column::MemberId.eq(id))
            .order_by_asc(schedule_act::Column::At)
            .all(db)
            .await?;
        for row in acts {
            let by = [row.name, row.post]
                .into_iter()
                .flatten()
                .filter(|text| !text.is_empty());
            facts.push(DataFact {
                value: by.collect::<Vec<_>>().join(", "),
                ..fact(row.act.data_code(), Some(row.at))
            });
        }
        facts.extend(self.tools(id).await?);
        facts.extend(self.called_back(id).await?);
        facts.extend(super::conduct::facts(&self.store, id).await?);
        facts.extend(self.followed_up(id).await?);
        facts.extend(self.voices(id).await?);
        Ok(facts)
    }

    /// What the person keeps for their own work.
    async fn tools(&self, id: MemberId) -> Result<Vec<DataFact>> {
        let db = self.store.connection();
        let phrases = phrase::Entity::find()
            .filter(phrase::Column::OwnerId.eq(id))
            .order_by_asc(phrase::Column::Id)
            .all(db)
            .await?;
        let views = queue_view::Entity::find()
            .filter(queue_view::Column::MemberId.eq(id))
            .order_by_asc(queue_view::Column::Id)
            .all(db)
            .await?;
        let phrases = phrases.into_iter().map(|row| DataFact {
            value: format!("{}: {}", row.title, row.text),
            ..fact("own_phrase", Some(row.created_at))
        });
        let views = views.into_iter().map(|row| DataFact {
            value: row.name,
            ..fact("queue_view", Some(row.created_at))
        });
        let votes = article_vote::Entity::find()
            .filter(article_vote::Column::MemberId.eq(id))
            .order_by_asc(article_vote::Column::At)
            .all(db)
            .await?;
        let votes = votes.into_iter().map(|row| {
            let said = if row.useful { "+" } else { "-" };
            DataFact {
                value: [Some(said.to_owned()), row.missing]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
                ..fact("article_vote", Some(row.at))
            }
        });
        let told = notification::Entity::find()
            .filter(notification::Column::MemberId.eq(id))
            .order_by_asc(notification::Column::At)
            .order_by_asc(notification::Column::Id)
            .all(db)
            .await?;
        let told = told.into_iter().map(|row| DataFact {
            value: format!(
                "{}{}{}",
                row.kind,
                row.number.map(|number| format!(", {number}")).unwrap_or_default(),
                row.starts_at.map(|at| format!(", {at}")).unwrap_or_default()
            ),
            ..fact("told", Some(row.at))
        });
        Ok(phrases.chain(views).chain(votes).chain(told).collect())
    }

    /// What the person typed without a sign-in, since a helper registered it as their request.
    async fn called_back(&self, id: MemberId) -> Result<Vec<DataFact>> {
        let theirs = Query::select()
            .column(ticket::Column::Id)
            .from(ticket::Entity)
            .and_where(ticket::Column::RequesterId.eq(id))
            .to_owned();
        let typed = callback::Entity::find()
            .filter(callback::Column::TicketId.in_subquery(theirs))
            .order_by_asc(callback::Column::Id)
            .all(self.store.connection())
            .await?;
        let fact = |row: callback::Model| {
            let words = [Some(row.name), row.class_name, Some(row.phone), Some(row.text)];
            DataFact {
                value: words.into_iter().flatten().collect::<Vec<_>>().join(", "),
                ..fact("called_back", Some(row.created_at))
            }
        };
        Ok(typed.into_iter().map(fact).collect())
    }

    /// What was done about the marks that the person gave.
    async fn followed_up(&self, id: MemberId) -> Result<Vec<DataFact>> {
        use follow_up::Column as C;
        let theirs = Query::select()
            .column(ticket::Column::Id)
            .from(ticket::Entity)
            .and_where(ticket::Column::RequesterId.eq(id))
            .to_owned();
        let rows = follow_up::Entity::find()
            .filter(C::TicketId.in_subquery(theirs))
            .filter(C::Outcome.is_not_null())
            .order_by_asc(C::OpenedAt)
            .all(self.store.connection())
            .await?;
        let told = |row: follow_up::Model| DataFact {
            value: row.outcome.unwrap_or_default(),
            ..fact("follow_up", row.closed_at)
        };
        Ok(rows.into_iter().map(told).collect())
    }

    /// Thanks and suggestions that the person sent in their own name, with the answers, and thanks that were passed on to them.
    async fn voices(&self, id: MemberId) -> Result<Vec<DataFact>> {
        use voice::Column as C;
        let passed = Condition::all()
            .add(C::HelperId.eq(id))
            .add(C::PassedAt.is_not_null());
        let rows = voice::Entity::find()
            .filter(Condition::any().add(C::AuthorId.eq(id)).add(passed))
            .order_by_asc(C::Id)
            .all(self.store.connection())
            .await?;
        let told = |row: voice::Model| {
            let own = row.author_id == Some(id);
            let words = [Some(row.text), row.reply.filter(|_| own)];
            DataFact {
                value: words.into_iter().flatten().collect::<Vec<_>>().join("\n"),
                // When thanks were sent would tell by whom.
                ..fact(
                    if own { "voice" } else { "passed_thanks" },
                    own.then_some(row.sent_at),
                )
            }
        };
        Ok(rows.into_iter().map(told).collect())
    }

    async fn classes(&self, id: MemberId) -> Result<Vec<DataClass>> {
        let db = self.store.connection();
        let studied = class_student::Entity::find()
            .filter(class_student::Column::MemberId.eq(id))
            .order_by_asc(class_student::Column::Since)
            .all(db)
            .await?;
        let led = class_teacher::Entity::find()
            .filter(class_teacher::Column::MemberId.eq(id))
            .all(db)
            .await?;
        let ids = studied
            .iter()
            .map(|row| row.class_id)
            .chain(led.iter().map(|row| row.class_id));
        let classes: HashMap<_, _> = class::Entity::find()
            .filter(class::Column::Id.is_in(ids))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let line = |class, teacher, since, ended_at| {
            let class: &class::Model = classes.get(class)?;
            let name = ClassName {
                grade: class.grade,
                letter: class.letter.clone(),
            };
            Some(DataClass {
                year: AcademicYear::beginning(class.year).to_string(),
                name: name.to_string(),
                teacher,
                since,
                ended_at,
            })
        };
        let studied = studied
            .iter()
            .filter_map(|row| line(&row.class_id, false, Some(row.since), row.ended_at));
        let led = led.iter().filter_map(|row| line(&row.class_id, true, None, None));
        Ok(studied.chain(led).collect())
    }

    async fn orders(&self, id: MemberId) -> Result<Vec<DataOrder>> {
        let db = self.store.connection();
        let appointed = appointment::Entity::find()
            .filter(appointment::Column::MemberId.eq(id))
            .order_by_asc(appointment::Column::Id)
            .all(db)
            .await?;
        let acting = acting::Entity::find()
            .filter(acting::Column::MemberId.eq(id))
            .order_by_asc(acting::Column::Id)
            .all(db)
            .await?;
        let appointed = appointed.into_iter().map(|row| DataOrder {
            acting: false,
            number: row.order_number,
            date: row.order_date,
            from: row.from_date,
            to: row.to_date,
            directions: serde_json::from_value(row.directions).unwrap_or_default(),
            ended_at: row.ended_at,
        });
        let acting = acting.into_iter().map(|row| DataOrder {
            acting: true,
            number: row.order_number,
            date: row.order_date,
            from: row.from_date,
            to: row.to_date,
            directions: Vec::new(),
            ended_at: row.ended_at,
        });
        Ok(appointed.chain(acting).collect())
    }

    async fn absences(&self, id: MemberId) -> Result<Vec<DataAbsence>> {
        use absence::Column as C;
        let rows = absence::Entity::find()
            .filter(
                Condition::any()
                    .add(C::MemberId.eq(id))
                    .add(C::SubstituteId.eq(id)),
            )
            .order_by_asc(C::Id)
            .all(self.store.connection())
            .await?;
        let line = |row: absence::Model| DataAbsence {
            substitute: row.member_id != id,
            from: row.from_date,
            to: row.to_date,
            part: part(row.from_minute, row.to_minute).map(|part| part.to_string()),
            reason: row.reason.filter(|_| row.member_id == id),
            ended_at: row.ended_at,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    async fn extra_hours(&self, id: MemberId) -> Result<Vec<DataExtraHours>> {
        use extra_hours::Column as C;
        let rows = extra_hours::Entity::find()
            .filter(C::MemberId.eq(id))
            .order_by_asc(C::Id)
            .all(self.store.connection())
            .await?;
        let line = |row: extra_hours::Model| DataExtraHours {
            date: row.date,
            part: part(Some(row.from_minute), Some(row.to_minute))
                .map(|part| part.to_string())
                .unwrap_or_default(),
            ended_at: row.ended_at,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    async fn schedules(&self, id: MemberId) -> Result<Vec<DataSchedule>> {
        let db = self.store.connection();
        let lines = schedule_line::Entity::find()
            .filter(schedule_line::Column::MemberId.eq(id))
            .all(db)
            .await?;
        let years: HashMap<_, i32> = schedule::Entity::find()
            .filter(schedule::Column::Id.is_in(lines.iter().map(|line| line.schedule_id)))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.id, row.year))
            .collect();
        let line = |row: schedule_line::Model| {
            Some(DataSchedule {
                year: AcademicYear::beginning(*years.get(&row.schedule_id)?).to_string(),
                name: row.name,
                posts: serde_json::from_value(row.posts).unwrap_or_default(),
            })
        };
        Ok(lines.into_iter().filter_map(line).collect())
    }

    /// Bookings and places in lines. What a parent wrote about a child is the parent's; notes of staff leave by no door.
    async fn consultations(&self, id: MemberId) -> Result<Vec<DataConsultation>> {
        let db = self.store.connection();
        let theirs = Condition::any()
            .add(booking::Column::BookedBy.eq(id))
            .add(booking::Column::AboutId.eq(id));
        let booked = booking::Entity::find()
            .filter(theirs)
            .order_by_asc(booking::Column::Id)
            .all(db)
            .await?;
        let theirs = Condition::any()
            .add(waiting::Column::BookedBy.eq(id))
            .add(waiting::Column::AboutId.eq(id));
        let waits = waiting::Entity::find()
            .filter(theirs)
            .order_by_asc(waiting::Column::Id)
            .all(db)
            .await?;
        let given = booked.iter().filter_map(|row| row.article_id);
        let articles = article::Entity::find()
            .filter(article::Column::Id.is_in(given))
            .all(db)
            .await?;
        let title = |id: ArticleId| articles.iter().find(|article| article.id == id);
        let booked = booked.into_iter().map(|row| DataConsultation {
            state: Some(row.state),
            starts_at: Some(row.starts_at),
            topic: row.topic,
            question: row.question.filter(|_| row.booked_by == id),
            homework: row.homework,
            article: row
                .article_id
                .and_then(title)
                .map(|article| article.title.clone()),
            by_me: row.booked_by == id,
            created_at: row.created_at,
        });
        let waits = waits.into_iter().map(|row| DataConsultation {
            state: None,
            starts_at: None,
            topic: row.topic,
            question: row.question.filter(|_| row.booked_by == id),
            homework: None,
            article: None,
            by_me: row.booked_by == id,
            created_at: row.created_at,
        });
        Ok(booked.chain(waits).collect())
    }

    /// The next requests after this one, oldest first, with their threads as the requester sees them.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn requests(&self, after: Option<TicketId>) -> Result<Vec<DataRequest>> {
        use ticket::Column as T;
        let db = self.store.connection();
        let mine = Condition::any()
            .add(T::RequesterId.is_in(self.ids()))
            .add(T::FiledById.is_in(self.ids()))
            .add(T::ChildId.is_in(self.ids()));
        let tickets = ticket::Entity::find()
            .filter(mine)
            .filter(Condition::all().add_option(after.map(|after| T::Id.gt(after))))
            .order_by_asc(T::Id)
            .limit(REQUESTS)
            .all(db)
            .await?;
        let own: Vec<TicketId> = tickets
            .iter()
            .filter(|row| self.ids().any(|id| id == row.requester_id))
            .map(|row| row.id)
            .collect();
        let messages = message::Entity::find()
            .filter(message::Column::TicketId.is_in(own.iter().copied()))
            .filter(message::Column::Kind.ne(MessageKind::Note))
            .order_by_asc(message::Column::Id)
            .all(db)
            .await?;
        let authors = names(&self.store, messages.iter().map(|row| row.author_id)).await?;
        let mut attached = files::by_message(&self.store, messages.iter().map(|row| row.id)).await?;
        let mut threads: HashMap<TicketId, Vec<DataMessage>> = HashMap::new();
        for row in messages {
            threads.entry(row.ticket_id).or_default().push(DataMessage {
                author: authors.get(&row.author_id).cloned().unwrap_or_default(),
                kind: row.kind,
                side: row.side,
                at: row.at,
                files: data_files(attached.remove(&row.id)),
                text: row.body,
            });
        }
        let mut handed: HashMap<TicketId, Vec<DataHandover>> = HashMap::new();
        let handovers = handover::Entity::find()
            .filter(handover::Column::TicketId.is_in(own.iter().copied()))
            .order_by_asc(handover::Column::Id)
            .all(db)
            .await?;
        let mut sent = files::of_handovers(&self.store, handovers.iter().map(|row| row.id)).await?;
        for row in handovers {
            let files = data_files(sent.remove(&row.id));
            handed.entry(row.ticket_id).or_default().push(DataHandover {
                at: row.at,
                channel: row.channel,
                text: row.body,
                files,
                outcome: row.outcome,
            });
        }
        let ratings: HashMap<TicketId, rating::Model> = rating::Entity::find()
            .filter(rating::Column::TicketId.is_in(own.iter().copied()))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.ticket_id, row))
            .collect();
        let mut reasons = super::super::feedback::reasons(&self.store, own.iter().copied()).await?;
        let request = |row: ticket::Model| {
            let mine = own.contains(&row.id);
            let filed = self.ids().any(|id| id == row.filed_by_id);
            let rating = ratings.get(&row.id);
            DataRequest {
                relation: match (mine, filed) {
                    (true, _) => DataRelation::Requester,
                    (false, true) => DataRelation::Filed,
                    (false, false) => DataRelation::About,
                },
                id: row.id,
                school: self.school(row.school_id),
                number: row.number,
                topic: row.topic,
                state: row.state,
                group: row.requester_group,
                title: mine.then_some(row.title),
                class_name: row.class_name.filter(|_| mine),
                filed_at: row.filed_at,
                considered_at: row.considered_at,
                answered_at: row.answered_at,
                channel: row.channel,
                handovers: handed.remove(&row.id).unwrap_or_default(),
                messages: threads.remove(&row.id).unwrap_or_default(),
                stars: rating.map(|rating| rating.stars),
                reasons: reasons.remove(&row.id).unwrap_or_default(),
                comment: rating.and_then(|rating| rating.comment.clone()),
            }
        };
        Ok(tickets.into_iter().map(request).collect())
    }

    fn school(&self, id: SchoolId) -> String {
        self.schools
            .get(&id)
            .map(|row| row.name.clone())
            .unwrap_or_default()
    }

    /// The next of what the person wrote into requests of others, oldest first; without notes, which leave by no door.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn words(&self, after: Option<MessageId>) -> Result<Vec<DataWord>> {
        let own = Query::select()
            .column(ticket::Column::Id)
            .from(ticket::Entity)
            .and_where(ticket::Column::RequesterId.is_in(self.ids()))
            .to_owned();
        let rows: Vec<(MessageId, TicketId, MessageKind, DateTime<Utc>, String)> = message::Entity::find()
            .select_only()
            .columns([
                message::Column::Id,
                message::Column::TicketId,
                message::Column::Kind,
                message::Column::At,
                message::Column::Body,
            ])
            .filter(message::Column::AuthorId.is_in(self.ids()))
            .filter(message::Column::Kind.ne(MessageKind::Note))
            .filter(message::Column::TicketId.not_in_subquery(own))
            .filter(Condition::all().add_option(after.map(|after| message::Column::Id.gt(after))))
            .order_by_asc(message::Column::Id)
            .limit(ROWS)
            .into_tuple()
            .all(self.store.connection())
            .await?;
        let numbers: HashMap<TicketId, String> = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .column(ticket::Column::Number)
            .filter(ticket::Column::Id.is_in(rows.iter().map(|row| row.1)))
            .into_tuple::<(TicketId, String)>()
            .all(self.store.connection())
            .await?
            .into_iter()
            .collect();
        let mut attached = files::by_message(&self.store, rows.iter().map(|row| row.0)).await?;
        Ok(rows
            .into_iter()
            .map(|(id, ticket, kind, at, text)| DataWord {
                files: data_files(attached.remove(&id)),
                id,
                number: numbers.get(&ticket).cloned().unwrap_or_default(),
                kind,
                at,
                text,
            })
            .collect())
    }

    /// The next lines of the trail, oldest first, and the id of the last.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn trail(&self, after: Option<AuditId>) -> Result<(Vec<DataTrail>, Option<AuditId>)> {
        use audit::Column as A;
        let db = self.store.connection();
        let about = self.ids().map(|id| id.0).chain([self.of.id.0]);
        let rows = audit::Entity::find()
            .filter(
                Condition::any()
                    .add(A::PersonId.eq(self.of.id))
                    .add(A::ObjectId.is_in(about)),
            )
            .filter(Condition::all().add_option(after.map(|after| A::Id.gt(after))))
            .order_by_asc(A::Id)
            .limit(ROWS)
            .all(db)
            .await?;
        let last = rows.last().map(|row| row.id);
        let own = rows.iter().filter(|row| row.person_id == Some(self.of.id));
        let details: HashMap<AuditId, String> = audit_detail::Entity::find()
            .filter(audit_detail::Column::AuditId.is_in(own.map(|row| row.id)))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.audit_id, row.detail))
            .collect();
        let line = |row: audit::Model| DataTrail {
            at: row.at,
            action: row.action,
            fields: serde_json::from_value(row.fields).unwrap_or_default(),
            by_me: row.person_id == Some(self.of.id),
            object: row.object_id,
            detail: details.get(&row.id).cloned(),
        };
        Ok((rows.into_iter().map(line).collect(), last))
    }

    /// What the program notes for itself: keys of the last day, letters of the last week.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn technical(&self) -> Result<Vec<DataTechnical>> {
        let db = self.store.connection();
        let keys = idempotency::Entity::find()
            .filter(
                Condition::any()
                    .add(idempotency::Column::PrincipalId.eq(self.of.id.0))
                    .add(idempotency::Column::MemberId.is_in(self.ids())),
            )
            .limit(ROWS)
            .all(db)
            .await?;
        let keys = keys.into_iter().map(|row| DataTechnical {
            kind: "idempotency_key".to_owned(),
            name: row.operation,
            state: "kept".to_owned(),
            at: row.expires_at,
        });
        let mut to_me = Condition::any();
        for id in self.ids().map(|id| id.0).chain([self.of.id.0]) {
            let payload = Expr::col(outbox::Column::Payload).cast_as("text");
            to_me = to_me.add(payload.like(LikeExpr::new(format!("%{id}%"))));
        }
        let letters = outbox::Entity::find()
            .filter(to_me)
            .order_by_asc(outbox::Column::Id)
            .limit(ROWS)
            .all(db)
            .await?;
        let letters = letters.into_iter().map(|row| DataTechnical {
            kind: "letter".to_owned(),
            name: row.kind,
            state: row.state,
            at: row.created_at,
        });
        Ok(keys.chain(letters).collect())
    }
}

fn data_files(files: Option<Vec<StoredFile>>) -> Vec<DataFile> {
    let one = |file: StoredFile| DataFile {
        address: address::<MeDataFile>(&MyFilePath { file: file.id }, &Nothing {}),
        name: file.name,
        kind: file.kind,
        size: file.size,
    };
    files.unwrap_or_default().into_iter().map(one).collect()
}

fn fact(what: &str, at: Option<DateTime<Utc>>) -> DataFact {
    DataFact {
        what: what.to_owned(),
        at,
        value: String::new(),
    }
}
