//! What can be wrong with a file of people, in words.

use crate::access::Role;
use crate::text::Lang;

/// One error, by row and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Line of the file, from 1; none when the file as a whole is meant.
    pub row: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    pub kind: RowErrorKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowErrorKind {
    Binary,
    Empty,
    /// A heading that must be there is not.
    NoColumn {
        ru: &'static str,
        en: &'static str,
    },
    DoubleColumn {
        heading: String,
    },
    TooManyRows,
    TooManyCells,
    UnclosedQuote,
    Required,
    TooLong {
        max: u32,
    },
    Unprintable,
    BadExternalId,
    DuplicateId {
        row: u32,
    },
    BadRole {
        role: String,
    },
    /// Only somebody else may give or take this role.
    RoleNotYours {
        role: Role,
    },
    BadClass {
        class: String,
    },
    ClassNotExpected,
    BadEmail,
    NotAParent,
    NotAStudent,
    /// No row and no card has this external id.
    UnknownId {
        id: String,
    },
    /// It names somebody who is no student or no parent.
    WrongTie {
        id: String,
    },
    /// One's own roles or ties.
    Own,
}

impl RowError {
    /// An error of the file as a whole.
    pub fn of_file(kind: RowErrorKind) -> Self {
        Self {
            row: None,
            column: None,
            kind,
        }
    }
}

impl RowErrorKind {
    /// As in the API.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Empty => "empty",
            Self::NoColumn { .. } => "no_column",
            Self::DoubleColumn { .. } => "double_column",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyCells => "too_many_cells",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Required => "required",
            Self::TooLong { .. } => "too_long",
            Self::Unprintable => "unprintable",
            Self::BadExternalId => "bad_external_id",
            Self::DuplicateId { .. } => "duplicate_id",
            Self::BadRole { .. } => "bad_role",
            Self::RoleNotYours { .. } => "role_not_yours",
            Self::BadClass { .. } => "bad_class",
            Self::ClassNotExpected => "class_not_expected",
            Self::BadEmail => "bad_email",
            Self::NotAParent => "not_a_parent",
            Self::NotAStudent => "not_a_student",
            Self::UnknownId { .. } => "unknown_id",
            Self::WrongTie { .. } => "wrong_tie",
            Self::Own => "own",
        }
    }

    /// What is wrong and what to do.
    pub fn text(&self, lang: Lang) -> String {
        let say = |ru: &'static str, en: &'static str| lang.pick(ru, en).to_owned();
        match self {
            Self::Binary => say(
                "Это не текст. Сохраните таблицу как CSV и загрузите её.",
                "This is not text. Save the table as CSV and upload that.",
            ),
            Self::Empty => say(
                "Нет ни одного человека: нужны строка заголовков и строки под ней.",
                "There is nobody in it: a row of headings and rows below it are needed.",
            ),
            Self::NoColumn { ru, en } => match lang {
                Lang::Ru => format!("Нет столбца «{ru}»."),
                Lang::En => format!("There is no column \u{201c}{en}\u{201d}."),
            },
            Self::DoubleColumn { heading } => match lang {
                Lang::Ru => format!("Столбец «{heading}» повторяется."),
                Lang::En => format!("The column \u{201c}{heading}\u{201d} stands there twice."),
            },
            Self::TooManyRows => say(
                "Больше 10 000 человек в одном файле. Разделите его.",
                "More than 10,000 people in one file. Split it.",
            ),
            Self::TooManyCells => say(
                "Ячеек больше, чем заголовков: проверьте разделители и кавычки.",
                "More cells than headings: check separators and quotation marks.",
            ),
            Self::UnclosedQuote => say("Кавычка не закрыта.", "The quotation mark is not closed."),
            Self::Required => say("Заполните эту ячейку.", "Fill in this cell."),
            Self::TooLong { max } => match lang {
                Lang::Ru => format!("Слишком длинно: не больше {max} знаков."),
                Lang::En => format!("Too long: {max} characters at most."),
            },
            Self::Unprintable => say(
                "Есть знаки, которые нельзя сохранить.",
                "It holds characters that cannot be stored.",
            ),
            Self::BadExternalId => say(
                "В номере в журнале не должно быть пробелов, запятых и точек с запятой.",
                "An id in the journal holds no spaces, commas or semicolons.",
            ),
            Self::DuplicateId { row } => match lang {
                Lang::Ru => format!("Такой номер в журнале уже есть в строке {row}."),
                Lang::En => format!("Row {row} has this id in the journal already."),
            },
            Self::BadRole { role } => match lang {
                Lang::Ru => format!("Неизвестная роль «{role}»."),
                Lang::En => format!("Unknown role \u{201c}{role}\u{201d}."),
            },
            Self::RoleNotYours { role } => {
                let role = role.label(lang);
                match lang {
                    Lang::Ru => format!("Роль «{role}» вы дать не можете: её даёт директор на карточке."),
                    Lang::En => {
                        format!(
                            "You cannot give the role \u{201c}{role}\u{201d}: the head gives it on the card."
                        )
                    }
                }
            }
            Self::BadClass { class } => match lang {
                Lang::Ru => format!("«{class}» не похоже на класс. Пишите, например, 7А."),
                Lang::En => {
                    format!("\u{201c}{class}\u{201d} does not look like a class. Write 7А, for example.")
                }
            },
            Self::ClassNotExpected => say(
                "Класс бывает у ученика и у классного руководителя.",
                "Only students and class teachers have a class.",
            ),
            Self::BadEmail => say(
                "Это не похоже на адрес почты.",
                "This does not look like an e-mail address.",
            ),
            Self::NotAParent => say("Дети бывают только у родителя.", "Only parents have children."),
            Self::NotAStudent => say("Родители бывают только у ученика.", "Only students have parents."),
            Self::UnknownId { id } => match lang {
                Lang::Ru => format!("Номера в журнале «{id}» нет ни в файле, ни в школе."),
                Lang::En => {
                    format!("Neither the file nor the school has the id in the journal \u{201c}{id}\u{201d}.")
                }
            },
            Self::WrongTie { id } => match lang {
                Lang::Ru => format!("У «{id}» не та роль: связываются родитель и ученик."),
                Lang::En => {
                    format!("\u{201c}{id}\u{201d} has another role: a parent and a student are tied.")
                }
            },
            Self::Own => say(
                "Свои роли и своих детей меняет кто-то другой.",
                "Somebody else changes your own roles and children.",
            ),
        }
    }
}
