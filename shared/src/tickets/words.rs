//! The names of topics, groups, states and message kinds, and their codes.

use super::{MessageKind, RequesterGroup, TicketState, Topic};
use crate::codes::coded;
use crate::text::Lang;

coded!(Topic, RequesterGroup, MessageKind);

impl Topic {
    pub const ALL: [Self; 9] = [
        Self::Access,
        Self::CurrentMarks,
        Self::FinalMarks,
        Self::Attendance,
        Self::Timetable,
        Self::LessonPlanning,
        Self::ConductingLessons,
        Self::Reports,
        Self::Other,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Timetable => "timetable",
            Self::CurrentMarks => "current_marks",
            Self::FinalMarks => "final_marks",
            Self::Attendance => "attendance",
            Self::LessonPlanning => "lesson_planning",
            Self::ConductingLessons => "conducting_lessons",
            Self::Reports => "reports",
            Self::Access => "access",
            Self::Other => "other",
        }
    }

    /// The topic's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Timetable => lang.pick("Расписание", "Timetable"),
            Self::CurrentMarks => lang.pick("Текущие отметки", "Current marks"),
            Self::FinalMarks => lang.pick("Итоговые отметки", "Final marks"),
            Self::Attendance => lang.pick("Посещаемость", "Attendance"),
            Self::LessonPlanning => lang.pick("Планирование уроков", "Lesson planning"),
            Self::ConductingLessons => lang.pick("Проведение уроков", "Conducting lessons"),
            Self::Reports => lang.pick("Отчёты", "Reports"),
            Self::Access => lang.pick("Вход и пароль", "Sign-in and password"),
            Self::Other => lang.pick("Другое", "Something else"),
        }
    }

    /// The topics that make sense for a group: parents do not plan lessons.
    pub fn of(group: RequesterGroup) -> Vec<Self> {
        let keep = |topic: &Self| match topic {
            Self::LessonPlanning | Self::ConductingLessons | Self::Reports => group == RequesterGroup::Staff,
            Self::Timetable
            | Self::CurrentMarks
            | Self::FinalMarks
            | Self::Attendance
            | Self::Access
            | Self::Other => true,
        };
        Self::ALL.into_iter().filter(keep).collect()
    }
}

impl RequesterGroup {
    pub const ALL: [Self; 3] = [Self::Staff, Self::Parent, Self::Student];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Parent => "parent",
            Self::Student => "student",
        }
    }

    /// The group's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Staff => lang.pick("Сотрудник", "Staff"),
            Self::Parent => lang.pick("Родитель", "Parent"),
            Self::Student => lang.pick("Ученик", "Student"),
        }
    }
}

impl TicketState {
    /// The state's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::New => lang.pick("Новое", "New"),
            Self::InProgress => lang.pick("В работе", "In progress"),
            Self::Waiting => lang.pick("Ждём уточнения", "Waiting for details"),
            Self::WithVendor => lang.pick("У разработчика", "With the vendor"),
            Self::Objected => lang.pick("Возражение", "Objection"),
            Self::Answered => lang.pick("Отвечено", "Answered"),
            Self::Refused => lang.pick("Отказано", "Refused"),
            Self::Stopped => lang.pick("Разговор остановлен", "Conversation stopped"),
            Self::Merged => lang.pick("Объединено", "Merged"),
            Self::Closed => lang.pick("Закрыто", "Closed"),
        }
    }
}

impl MessageKind {
    pub const ALL: [Self; 7] = [
        Self::Request,
        Self::Message,
        Self::Question,
        Self::Answer,
        Self::Refusal,
        Self::Vendor,
        Self::Note,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Message => "message",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Refusal => "refusal",
            Self::Vendor => "vendor",
            Self::Note => "note",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_serde_says() {
        for topic in Topic::ALL {
            assert_eq!(serde_json::to_value(topic).unwrap(), topic.code());
        }
        for group in RequesterGroup::ALL {
            assert_eq!(serde_json::to_value(group).unwrap(), group.code());
        }
        for state in TicketState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
        for kind in MessageKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }

    #[test]
    fn parents_are_not_asked_about_lesson_planning() {
        assert!(!Topic::of(RequesterGroup::Parent).contains(&Topic::LessonPlanning));
        assert_eq!(Topic::of(RequesterGroup::Staff).len(), Topic::ALL.len());
    }
}
