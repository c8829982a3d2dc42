//! Two schools, and one of everybody.

use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::{TicketBody, TicketsCreate, Topic};
use serde_json::Value;

use crate::support::desk::ticket;
use crate::support::people::School;
use crate::support::{New, TestApp, Who};

/// Who tries, in the order of the cells.
pub const SUBJECTS: [&str; 18] = [
    "guest",
    "elsewhere",
    "director",
    "deputy_head",
    "journal_admin",
    "system_admin",
    "secretary",
    "helper",
    "other_helper",
    "teacher",
    "class_teacher",
    "other_class_teacher",
    "staff",
    "parent",
    "other_parent",
    "student",
    "other_student",
    "vendor_agent",
];

/// A request that is ready to be sent.
#[derive(Clone)]
pub struct Trial {
    pub address: String,
    pub body: Option<Value>,
    pub version: i64,
    /// Instead of the subject's own token.
    pub token: Option<String>,
}

impl Trial {
    pub fn get(address: String) -> Self {
        Self {
            address,
            body: None,
            version: 0,
            token: None,
        }
    }

    pub fn send(address: String, body: Value) -> Self {
        Self {
            body: Some(body),
            ..Self::get(address)
        }
    }

    pub fn version(self, version: i64) -> Self {
        Self { version, ..self }
    }
}

/// A text that only some may read.
pub struct Mark {
    pub text: &'static str,
    pub readers: Vec<usize>,
}

const REQUEST: &str = "МЕТКА-ОБРАЩЕНИЕ";
const NOTE: &str = "МЕТКА-ЗАМЕТКА";
/// The question and the note of every consultation of a table, for those who help or work with them.
pub const CONSULTATION: &str = "МЕТКА-КОНСУЛЬТАЦИЯ";
pub const RESULT: &str = "МЕТКА-ИТОГ";
const ELSEWHERE: &str = "МЕТКА-ЧУЖАЯ-ШКОЛА";

pub struct World {
    pub app: TestApp,
    school: School,
    elsewhere: School,
    subjects: Vec<Option<Who>>,
    eighth: Who,
    /// See `consultations`.
    pub desk: tokio::sync::Mutex<Option<Who>>,
}

impl World {
    pub async fn of(app: &TestApp) -> Self {
        let (school, elsewhere) = (app.school("demo").await, app.school("elsewhere").await);
        let of = |roles: &'static [Capacity]| New {
            roles,
            ..New::default()
        };
        let in_class = |roles: &'static [Capacity], class: &'static str| New {
            class_name: Some(class),
            ..of(roles)
        };
        let helper = |directions: &'static [Direction]| New {
            directions: Some(directions),
            ..of(&[Capacity::Helper])
        };
        let student = school.new_person(in_class(&[Capacity::Student], "7А")).await;
        let classmate = school.new_person(in_class(&[Capacity::Student], "7А")).await;
        let stranger = elsewhere
            .person(&[Capacity::Director, Capacity::JournalAdmin])
            .await;
        let mut subjects = vec![None, Some(stranger.clone())];
        for new in [
            of(&[Capacity::Director]),
            of(&[Capacity::DeputyHead]),
            of(&[Capacity::JournalAdmin]),
            of(&[Capacity::SystemAdmin]),
            of(&[Capacity::Secretary]),
            helper(&[Direction::Technical]),
            helper(&[Direction::Methodical]),
            of(&[Capacity::Teacher]),
            in_class(&[Capacity::ClassTeacher], "7А"),
            in_class(&[Capacity::ClassTeacher], "8Б"),
            of(&[Capacity::Staff]),
        ] {
            subjects.push(Some(school.new_person(new).await));
        }
        subjects.push(Some(school.parent(&[&student]).await));
        subjects.push(Some(school.parent(&[&classmate]).await));
        subjects.push(Some(student.clone()));
        subjects.push(Some(classmate));
        subjects.push(Some(school.person(&[Capacity::VendorAgent]).await));
        let world = Self {
            app: app.clone(),
            school: school.clone(),
            elsewhere: elsewhere.clone(),
            subjects,
            desk: Default::default(),
            eighth: school.new_person(in_class(&[Capacity::Student], "8Б")).await,
        };
        let request = world.files(&student, REQUEST).await;
        world.who("deputy_head").notes(request, NOTE).await;
        world.files(&stranger, ELSEWHERE).await;
        world
    }

    pub fn school(&self) -> &School {
        &self.school
    }

    pub fn elsewhere(&self) -> &School {
        &self.elsewhere
    }

    /// A student of 8Б, who is none of the subjects.
    pub fn eighth(&self) -> &Who {
        &self.eighth
    }

    pub fn subject(&self, index: usize) -> Option<&Who> {
        self.subjects[index].as_ref()
    }

    /// One of the subjects by name.
    pub fn who(&self, name: &str) -> &Who {
        let index = SUBJECTS.iter().position(|subject| *subject == name).unwrap();
        self.subject(index).unwrap()
    }

    /// An address in the school.
    pub fn at(&self, rest: &str) -> String {
        format!("/api/v1/schools/demo{rest}")
    }

    /// Somebody's new request about access, which is the helper's topic and not the other helper's.
    pub async fn files(&self, who: &Who, text: &str) -> TicketId {
        let class_name =
            (who.name.contains("parent") || who.name.contains("student")).then(|| "7А".to_owned());
        let body = TicketBody {
            topic: Topic::Access,
            class_name,
            ..ticket(text)
        };
        let filed = who.ask::<TicketsCreate>(who.path()).body(&body).done().await;
        filed.summary.id
    }

    /// What was planted, and who may read it by the rows of `expected`.
    pub fn marks(&self, expected: impl Fn(&str) -> Vec<char>) -> Vec<Mark> {
        let readers = |operation: &str| {
            let row = expected(operation);
            (0..SUBJECTS.len())
                .filter(|subject| row[*subject] == '+')
                .collect()
        };
        vec![
            Mark {
                text: REQUEST,
                readers: readers("tickets_find"),
            },
            Mark {
                text: NOTE,
                readers: readers("tickets_assign"),
            },
            Mark {
                text: RESULT,
                readers: readers("consultations_result"),
            },
            Mark {
                text: ELSEWHERE,
                readers: vec![1],
            },
        ]
    }
}
