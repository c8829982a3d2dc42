//! The words of headings and roles, as journals and spreadsheets have them.

use super::Places;
use super::error::{RowError, RowErrorKind};
use super::lex::Record;
use crate::access::Role;

/// What a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    ExternalId,
    Name,
    Surname,
    FirstName,
    Patronymic,
    Role,
    Class,
    Leads,
    Post,
    Email,
    Phone,
    Children,
    Parents,
}

/// Small letters, ё as е, and nothing but letters and digits with single spaces.
fn plain(text: &str) -> String {
    let small = text.to_lowercase().replace('ё', "е");
    small
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn column(heading: &str) -> Option<Column> {
    Some(match plain(heading).as_str() {
        "внешний id"
        | "внешний ид"
        | "внешний код"
        | "внешний идентификатор"
        | "идентификатор"
        | "id"
        | "ид"
        | "код"
        | "id в журнале"
        | "номер в журнале"
        | "id in the journal"
        | "external id"
        | "externalid" => Column::ExternalId,
        "фио" | "ф и о" | "полное имя" | "фамилия имя отчество" | "name" | "full name" => {
            Column::Name
        }
        "фамилия" | "surname" | "last name" => Column::Surname,
        "имя" | "first name" | "given name" => Column::FirstName,
        "отчество" | "patronymic" | "middle name" => Column::Patronymic,
        "роль" | "роли" | "role" | "roles" => Column::Role,
        "класс" | "классы" | "class" | "classes" => Column::Class,
        "классное руководство" | "руководит классом" | "leads" | "class teacher of" => {
            Column::Leads
        }
        "должность" | "должности" | "post" | "position" | "job title" => Column::Post,
        "почта" | "эл почта" | "электронная почта" | "e mail" | "email" | "mail" => {
            Column::Email
        }
        "телефон" | "тел" | "phone" => Column::Phone,
        "дети" | "ребенок" | "id детей" | "children" | "child" => Column::Children,
        "родители" | "родитель" | "законные представители" | "id родителей" | "parents" | "parent" => {
            Column::Parents
        }
        _ => return None,
    })
}

/// The role that a word means.
pub(super) fn role(word: &str) -> Option<Role> {
    let word = plain(word);
    let named = |role: &Role| {
        [
            plain(role.code()),
            plain(role.label(crate::text::Lang::Ru)),
            plain(role.label(crate::text::Lang::En)),
        ]
        .contains(&word)
    };
    if let Some(role) = Role::ALL.iter().copied().find(named) {
        return Some(role);
    }
    Some(match word.as_str() {
        "ученица" | "учащийся" | "учащаяся" | "обучающийся" | "обучающаяся" | "pupil" => {
            Role::Student
        }
        "мать"
        | "отец"
        | "мама"
        | "папа"
        | "опекун"
        | "законный представитель"
        | "представитель"
        | "guardian" => Role::Parent,
        "учительница" | "педагог" | "преподаватель" => Role::Teacher,
        "классрук" | "кл рук" => Role::ClassTeacher,
        "зам директора" | "завуч" => Role::DeputyHead,
        "администратор электронного журнала" => Role::JournalAdmin,
        "сисадмин" => Role::SystemAdmin,
        "работник" => Role::Staff,
        "principal" => Role::Director,
        _ => return None,
    })
}

/// Where the columns stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// By index in the file.
    known: Vec<Option<Column>>,
}

impl Columns {
    /// Reads the headings; also tells those that say nothing to us.
    ///
    /// # Errors
    /// When one stands there twice, or one that is needed is missing.
    pub(super) fn read(head: &Record) -> Result<(Self, Vec<String>), Vec<RowError>> {
        let mut columns = Self::default();
        let mut ignored = Vec::new();
        let mut errors = Vec::new();
        for (index, heading) in head.cells.iter().enumerate() {
            let heading = heading.trim();
            let meant = column(heading);
            if meant.is_none() && !heading.is_empty() {
                ignored.push(heading.chars().take(100).collect());
            }
            if meant.is_some_and(|meant| columns.has(meant)) {
                errors.push(RowError {
                    row: Some(head.row),
                    column: u32::try_from(index + 1).ok(),
                    kind: RowErrorKind::DoubleColumn {
                        heading: heading.chars().take(100).collect(),
                    },
                });
            }
            columns.known.push(meant);
        }
        // A column of first names alone holds whole names.
        if !columns.has(Column::Surname) && !columns.has(Column::Name) {
            for meant in &mut columns.known {
                if *meant == Some(Column::FirstName) {
                    *meant = Some(Column::Name);
                }
            }
        }
        let named = columns.has(Column::Name) || columns.has(Column::Surname);
        for (there, ru, en) in [
            (
                columns.has(Column::ExternalId),
                "Номер в журнале",
                "Id in the journal",
            ),
            (named, "ФИО", "Name"),
            (columns.has(Column::Role), "Роль", "Role"),
        ] {
            if !there {
                errors.push(RowError {
                    row: Some(head.row),
                    column: None,
                    kind: RowErrorKind::NoColumn { ru, en },
                });
            }
        }
        if errors.is_empty() {
            Ok((columns, ignored))
        } else {
            Err(errors)
        }
    }

    pub(super) fn number(&self) -> usize {
        self.known.len()
    }

    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.known.iter().position(|known| *known == Some(column))
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.index(column).is_some()
    }

    /// Its number in the file, from 1.
    pub(super) fn place(&self, column: Column) -> Option<u32> {
        u32::try_from(self.index(column)? + 1).ok()
    }

    pub(super) fn places(&self) -> Places {
        let place = |column| self.place(column).unwrap_or_default();
        Places {
            external_id: place(Column::ExternalId),
            roles: place(Column::Role),
            children: place(Column::Children),
            parents: place(Column::Parents),
        }
    }
}
