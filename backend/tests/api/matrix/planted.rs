//! What lies in the lists of two schools: labelled objects, each with the word by which an answer tells of it.

use std::collections::BTreeMap;

use chrono::Duration;
use podskazka::access::Permit;
use podskazka::store;
use podskazka::store::consultations::{NewBooking, NewWaiting};
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::appointments::acting::ActingCreate;
use podskazka_shared::appointments::order::{AppointmentsCreate, AppointmentsList, OrdersQuery};
use podskazka_shared::articles::{ArticleBody, Visibility};
use podskazka_shared::calendar::Target;
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::calendars::publishing::{CalendarPath, CalendarsPublish};
use podskazka_shared::clients::Scope;
use podskazka_shared::consents::DocumentsCurrent;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::endpoint::{Example, Nothing};
use podskazka_shared::ids::TicketId;
use podskazka_shared::people::imports::{ImportBody, ImportsCreate};
use podskazka_shared::privacy::{CardBody, CorrectionBody, MeCorrectionsCreate, MeErasuresCreate};
use podskazka_shared::schedules::{AcademicYear, LineLink, ScheduleBody, SchedulesCreate};
use podskazka_shared::tickets::{TicketBody, Topic};
use podskazka_shared::voices::{VoiceBody, VoiceKind};

use super::world::World;
use crate::absences::{absence_of, enter};
use crate::articles::{article, stands, writes};
use crate::callbacks::plant;
use crate::extra_hours::{add, extra_of};
use crate::notifications::tell;
use crate::phrases::{adds, phrase};
use crate::support::desk::ticket;
use crate::support::{School, TEST, Who};
use crate::terms;
use crate::views::{keeps, view};
use crate::voices::{sends, voice};

#[derive(Default)]
pub struct Planted {
    /// By label.
    words: BTreeMap<String, String>,
    /// The names of people, by label.
    pub names: BTreeMap<String, String>,
}

impl Planted {
    pub fn word(&self, label: &str) -> &str {
        self.words
            .get(label)
            .unwrap_or_else(|| panic!("{label} is not planted"))
    }

    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words
            .iter()
            .map(|(label, word)| (label.as_str(), word.as_str()))
    }

    fn put(&mut self, label: &str, word: impl ToString) {
        let before = self.words.insert(label.to_owned(), word.to_string());
        assert!(before.is_none(), "{label} twice");
    }

    fn person(&mut self, label: &str, who: &Who) {
        self.put(&format!("member.{label}"), who.member);
        self.put(&format!("person.{label}"), who.person);
        self.names.insert(format!("member.{label}"), who.name.clone());
    }

    pub async fn of(world: &World) -> Self {
        let mut planted = Self::default();
        planted.people(world).await;
        planted.tickets(world).await;
        planted.papers(world).await;
        planted.orders(world).await;
        planted.schedules(world).await;
        planted.absences(world).await;
        planted.articles(world).await;
        planted.phrases(world).await;
        planted.told(world).await;
        planted.callbacks(world).await;
        planted.voices(world).await;
        planted.calendars(world).await;
        planted.consultations(world).await;
        planted
    }

    async fn people(&mut self, world: &World) {
        for subject in [
            "elsewhere",
            "director",
            "deputy_head",
            "helper",
            "other_helper",
            "teacher",
            "class_teacher",
            "staff",
            "parent",
            "other_parent",
            "student",
            "other_student",
            "vendor_agent",
        ] {
            self.person(subject, world.who(subject));
        }
        self.person("eighth", world.eighth());
        self.put("class.7a", world.school().class("7А").await);
        self.put("class.8b", world.school().class("8Б").await);
        self.put("class.elsewhere", world.elsewhere().class("7А").await);
        let (school, at, name) = (world.school(), world.app.now(), "6А".parse().unwrap());
        let last_year = AcademicYear::beginning(2025);
        let past = world
            .app
            .store()
            .write(async |tx| store::classes::ensure(tx, TEST, school.id, last_year, &name, at).await);
        self.put("class.past", past.await.unwrap());
        self.put("year.past", last_year);
    }

    async fn tickets(&mut self, world: &World) {
        let [student, parent, teacher] = ["student", "parent", "teacher"].map(|name| world.who(name));
        let grade = "UPDATE school SET private_from_grade = 7 WHERE slug = 'demo'";
        world.app.database().execute(grade, []).await.unwrap();
        let access = || TicketBody {
            topic: Topic::Access,
            ..ticket("Вопрос")
        };
        let mut filed: Vec<(&str, TicketId)> = Vec::new();
        let father = world.school().parent(&[student]).await;
        self.person("father", &father);
        for (label, who, body) in [
            ("student", student, access()),
            (
                "private",
                student,
                TicketBody {
                    private: true,
                    ..access()
                },
            ),
            (
                "to_class",
                student,
                TicketBody {
                    to_class_teacher: true,
                    ..access()
                },
            ),
            (
                "assigned",
                student,
                TicketBody {
                    to_class_teacher: true,
                    ..ticket("Вопрос")
                },
            ),
            ("eighth", world.eighth(), access()),
            ("classmate", world.who("other_student"), access()),
            (
                "lessons",
                teacher,
                TicketBody {
                    topic: Topic::ConductingLessons,
                    ..access()
                },
            ),
            ("parent", parent, access()),
            (
                "shared",
                &father,
                TicketBody {
                    shared: true,
                    ..access()
                },
            ),
            ("director", world.who("director"), access()),
            (
                "by_secretary",
                world.who("secretary"),
                TicketBody {
                    requester: Some(teacher.member),
                    ..access()
                },
            ),
            (
                "by_class_teacher",
                world.who("class_teacher"),
                TicketBody {
                    requester: Some(student.member),
                    ..access()
                },
            ),
            ("elsewhere", world.who("elsewhere"), access()),
        ] {
            let id = who.files_body(&body).await.summary.id;
            self.put(&format!("ticket.{label}"), id);
            filed.push((label, id));
        }
        let deputy = world.who("deputy_head");
        let of = |label: &str| filed.iter().find(|(name, _)| *name == label).unwrap().1;
        deputy
            .assigns(of("assigned"), Some(world.who("other_helper")))
            .await;
        for label in ["student", "to_class"] {
            student.says(of(label), &format!("СКАЗАНО-{label}")).await;
            deputy.notes(of(label), &format!("ЗАМЕТКА-{label}")).await;
            self.put(&format!("message.{label}"), format!("СКАЗАНО-{label}"));
            self.put(&format!("note.{label}"), format!("ЗАМЕТКА-{label}"));
        }
        for by in ["helper", "deputy_head"] {
            let id = student.files_body(&access()).await.summary.id;
            world.who(by).answers(id, "Ответ").await;
            student.rates(id, 2, Some(&format!("ОЦЕНКА-{by}"))).await;
            self.put(&format!("comment.{by}"), format!("ОЦЕНКА-{by}"));
            self.put(&format!("low.{by}"), format!("ОЦЕНКА-{by}"));
        }
        let (person, head) = (
            world.elsewhere().person(&[Capacity::Staff]).await,
            world.who("elsewhere"),
        );
        let id = person.files("Вопрос").await.summary.id;
        head.answers(id, "Ответ").await;
        person.rates(id, 1, Some("ОЦЕНКА-elsewhere")).await;
        self.put("low.elsewhere", "ОЦЕНКА-elsewhere");
        // The request of the world itself, what is above but for the other school's, and the two that are rated.
        self.put("report.filed", "\"figures\":{\"filed\":15,");
        // Of each helper's own work: one answered it, the other has it assigned.
        self.put("report.own", "\"figures\":{\"filed\":1,");
    }

    /// Slips, wishes, programs, lists.
    async fn papers(&mut self, world: &World) {
        let director = world.who("director");
        for (label, card) in [
            ("7a", world.school().student_card("7А").await),
            ("8b", world.school().student_card("8Б").await),
            (
                "staff",
                world
                    .school()
                    .card("Новый Сотрудник", &[Role::Staff], None, &[])
                    .await,
            ),
        ] {
            self.put(&format!("slip.{label}"), director.slip(card).await.id);
        }
        let card = world.elsewhere().student_card("7А").await;
        self.put("slip.elsewhere", world.who("elsewhere").slip(card).await.id);
        for (label, school) in [("demo", world.school()), ("elsewhere", world.elsewhere())] {
            let head = world.who(if label == "demo" { "director" } else { "elsewhere" });
            self.put(
                &format!("client.{label}"),
                head.makes_client(&[Scope::SchoolRead]).await.id,
            );
            let documents = head.ask::<DocumentsCurrent>(head.path()).done().await;
            self.put(&format!("document.{label}"), documents.regulation.id);
            let wishes = wishes(school).await;
            self.put(&format!("erasure.{label}"), wishes.0);
            self.put(&format!("correction.{label}"), wishes.1);
        }
        let list = ImportBody {
            text: Some("ID;ФИО;Роль\nИЗ-СПИСКА;Новый Ученик;ученик\n".into()),
            file: None,
        };
        let list = director.ask::<ImportsCreate>(director.path()).body(&list);
        self.put("import.id", list.done().await.id);
        self.put("import.row", "ИЗ-СПИСКА");
    }

    async fn orders(&mut self, world: &World) {
        let (director, secretary) = (world.who("director"), world.who("secretary"));
        let (staff, later) = (world.who("staff"), director.today() + Duration::days(30));
        let mut order = secretary.order_of(staff);
        order.from = later;
        let entered = secretary.ask::<AppointmentsCreate>(secretary.path()).body(&order);
        self.put("appointment.staff", entered.done().await.id);
        for helper in ["helper", "other_helper"] {
            let query = OrdersQuery {
                member: Some(world.who(helper).member),
                ..OrdersQuery::default()
            };
            let found = director.ask::<AppointmentsList>(director.path()).query(query);
            self.put(&format!("appointment.{helper}"), found.done().await.items[0].id);
        }
        let mut acting = director.acting_of(staff);
        acting.from = later;
        acting.to = later;
        let ordered = director.ask::<ActingCreate>(director.path()).body(&acting);
        self.put("acting.staff", ordered.done().await.id);
        let stranger = world.who("elsewhere");
        let colleague = world.elsewhere().person(&[Capacity::Staff]).await;
        self.put("acting.elsewhere", stranger.orders(&colleague).await.id);
        self.put("appointment.elsewhere", stranger.enters(&colleague).await.id);
    }

    async fn schedules(&mut self, world: &World) {
        for (label, by, helper, publish) in [
            ("published", "director", "other_helper", true),
            ("draft", "director", "other_helper", false),
            ("elsewhere", "elsewhere", "elsewhere", true),
        ] {
            let (head, helper) = (world.who(by), world.who(helper));
            let table = ScheduleBody {
                year: "2026-2027".parse().unwrap(),
                text: Some(format!("\tПн\nИванов И.И. {label}\t8-10\n")),
                file: None,
                links: vec![LineLink {
                    row: 2,
                    member: helper.member,
                }],
                copy_of: None,
            };
            let made = head.ask::<SchedulesCreate>(head.path()).body(&table).done().await;
            self.put(&format!("schedule.{label}"), made.summary.id);
            // By booking, while it is a draft.
            let booking = "UPDATE schedule_hours SET entry = 'booking' WHERE line_id IN
                (SELECT id FROM schedule_line WHERE schedule_id = $1)";
            let id = made.summary.id.0.into();
            world.app.database().execute(booking, [id]).await.unwrap();
            if publish {
                crate::schedules::issue(head, &made).await;
            }
        }
    }
}

impl Planted {
    async fn absences(&mut self, world: &World) {
        let colleague = world.elsewhere().person(&[Capacity::Staff]).await;
        for (label, by, of) in [
            ("helper", "secretary", world.who("helper")),
            ("other_helper", "secretary", world.who("other_helper")),
            ("elsewhere", "elsewhere", &colleague),
        ] {
            let entered = enter(world.who(by), &absence_of(of)).done().await;
            self.put(&format!("absence.{label}"), entered.id);
            let added = add(world.who(by), &extra_of(of)).done().await;
            self.put(&format!("extra.{label}"), added.id);
        }
    }

    async fn articles(&mut self, world: &World) {
        use podskazka_shared::schedules::Audience::{Parents, Staff, Students};
        for (label, by, audiences) in [
            ("everybody", "director", vec![]),
            ("staff", "director", vec![Staff]),
            ("families", "director", vec![Parents, Students]),
            ("elsewhere", "elsewhere", vec![]),
        ] {
            let body = ArticleBody {
                audiences,
                ..article()
            };
            let made = stands(world.who(by), &body).await;
            self.put(&format!("article.{label}"), made.summary.id);
        }
        for (label, visibility) in [
            ("public", Visibility::Public),
            ("for_staff", Visibility::Staff),
            ("for_helpers", Visibility::Helpers),
        ] {
            let body = ArticleBody {
                visibility,
                ..article()
            };
            let made = stands(world.who("director"), &body).await;
            self.put(&format!("article.{label}"), made.summary.id);
        }
        let body = ArticleBody {
            title: "Черновик о сменной обуви".into(),
            ..article()
        };
        let made = writes(world.who("director"), &body).done().await;
        self.put("article.draft", made.summary.id);
        self.put("edition.draft", &body.title);
    }

    async fn phrases(&mut self, world: &World) {
        for (label, by, mine) in [
            ("school", "director", false),
            ("helper", "helper", true),
            ("elsewhere", "elsewhere", false),
        ] {
            let made = adds(world.who(by), &phrase(mine)).done().await;
            self.put(&format!("phrase.{label}"), made.id);
        }
        for by in ["helper", "elsewhere"] {
            let kept = keeps(world.who(by), &view()).done().await;
            self.put(&format!("view.{by}"), kept.id);
        }
    }

    /// What is told of a request to who may read it, and to who may no more.
    async fn told(&mut self, world: &World) {
        for (label, school, to, about) in [
            ("parent", world.school(), "parent", "ticket.student"),
            ("hidden", world.school(), "other_helper", "ticket.student"),
            ("elsewhere", world.elsewhere(), "elsewhere", "ticket.elsewhere"),
        ] {
            let id = self.word(about).parse().unwrap();
            let number = format!("told-{label}");
            tell(&world.app, (school, world.who(to)), id, &number).await;
            self.put(&format!("told.{label}"), number.clone());
            let (dead, said) = (format!("dead-{label}"), world.app.database());
            let dies = "UPDATE outbox SET state = 'dead', last_error = $1 WHERE id = (SELECT id FROM notification WHERE number = $2)";
            said.execute(dies, [dead.clone().into(), number.into()])
                .await
                .unwrap();
            self.put(&format!("dead.{label}"), dead);
        }
    }

    async fn voices(&mut self, world: &World) {
        let (parent, director) = (world.who("parent"), world.who("director"));
        let say = async |who: &Who, text: &str, helper: Option<&Who>| {
            let body = VoiceBody {
                helper: helper.map(|helper| helper.member),
                ..voice(VoiceKind::Thanks, text)
            };
            sends(who, &body).done().await;
        };
        say(parent, "ГОЛОС-parent", None).await;
        say(parent, "ГОЛОС-deputy_head", Some(world.who("deputy_head"))).await;
        say(parent, "ГОЛОС-passed", Some(world.who("helper"))).await;
        let found = crate::voices::listed(director).await.remove(0);
        crate::voices::passes(director, &found).done().await;
        say(world.who("elsewhere"), "ГОЛОС-elsewhere", None).await;
        for label in ["parent", "deputy_head", "passed", "elsewhere"] {
            self.put(&format!("voice.{label}"), format!("ГОЛОС-{label}"));
        }
    }

    async fn callbacks(&mut self, world: &World) {
        for (label, school) in [("demo", world.school()), ("elsewhere", world.elsewhere())] {
            self.put(&format!("callback.{label}"), plant(school).await.callback);
        }
    }

    async fn calendars(&mut self, world: &World) {
        for (label, by) in [("demo", "director"), ("elsewhere", "elsewhere")] {
            let head = world.who(by);
            let path = CalendarPath {
                school: head.school.clone(),
            };
            let mut calendar = SchoolCalendar::example();
            calendar.days[0].name = format!("КАЛЕНДАРЬ-{label}");
            let publish = head.ask::<CalendarsPublish>(path).version(0).body(&calendar);
            publish.done().await;
            self.put(&format!("calendar.{label}"), format!("КАЛЕНДАРЬ-{label}"));
        }
        for (label, by, days) in [("demo", "director", 701), ("elsewhere", "elsewhere", 702)] {
            let rule = terms::rule(None, Some(Topic::Reports), Target::WorkingDays { days });
            terms::publish(world.who(by), &[rule], 0).done().await;
            self.put(&format!("policy.{label}"), format!("\"days\":{days}"));
        }
    }

    async fn consultations(&mut self, world: &World) {
        let (app, at) = (&world.app, world.app.now());
        let who = |name: &str| world.who(name).member;
        let (demo, other) = (world.school().id, world.elsewhere().id);
        let about = Some(who("student"));
        for (label, school, helper, person, about) in [
            ("student", demo, who("helper"), who("student"), None),
            ("about", demo, who("helper"), who("parent"), about),
            ("teacher", demo, who("other_helper"), who("teacher"), None),
            ("elsewhere", other, who("elsewhere"), who("elsewhere"), None),
        ] {
            let permit: Permit<ConsultationBook> = Permit::system(TEST, school);
            let id = podskazka::clock::new_id(at);
            let booking = NewBooking {
                id,
                helper,
                seat: None,
                booked_by: person,
                about,
                state: BookingState::Arrived,
                held_until: None,
                from: at,
                to: at + Duration::minutes(20),
                place: None,
                mode: None,
                topic: None,
                question: None,
                note: None,
            };
            let place = NewWaiting {
                id: podskazka::clock::new_id(at),
                helper,
                booked_by: person,
                about,
                topic: Topic::Access,
                question: None,
            };
            self.put(&format!("booking.{label}"), id);
            let waits = label == "student" || label == "elsewhere";
            if waits {
                self.put(&format!("waiting.{label}"), place.id);
            }
            let written = app.store().write(async |tx| {
                store::consultations::insert(tx, &permit, booking, at).await?;
                match waits {
                    true => store::consultations::insert_waiting(tx, &permit, place, at).await,
                    false => Ok(()),
                }
            });
            written.await.unwrap();
        }
    }
}

/// Somebody's wish to be erased, and one to be corrected.
async fn wishes(school: &School) -> (String, String) {
    let somebody = school.person(&[Capacity::Parent]).await;
    let body = CardBody {
        member: somebody.member,
    };
    let erasure = somebody
        .ask::<MeErasuresCreate>(Nothing {})
        .body(&body)
        .done()
        .await;
    let body = CorrectionBody {
        member: somebody.member,
        name: None,
        email: None,
        phone: Some("+7 900".to_owned()),
        note: String::new(),
    };
    let correction = somebody
        .ask::<MeCorrectionsCreate>(Nothing {})
        .body(&body)
        .done()
        .await;
    (erasure.id.to_string(), correction.id.to_string())
}
