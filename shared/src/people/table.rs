//! A table of people as schools export it: CSV with Russian or English headings, one person a row.
//!
//! Everything is understood or nothing: each error names its row and column.

mod error;
mod headings;
mod lex;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::cards::{MAX_EXTERNAL_ID, MAX_NAME, looks_like_email, looks_like_external_id};
use crate::access::Role;
use crate::classes::ClassName;
pub use error::{RowError, RowErrorKind};
use headings::{Column, Columns};

/// The most people in one file.
pub const MAX_ROWS: usize = 10_000;

/// One person of the file. What has no column of its own in the file is `None` and stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Line of the file, from 1.
    pub row: u32,
    pub external_id: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub post: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// A student's class.
    pub class: Option<Option<ClassName>>,
    /// The classes whose class teacher they are.
    pub leads: Option<Vec<ClassName>>,
    /// The external ids of a parent's children and of a student's parents.
    pub children: Vec<String>,
    pub parents: Vec<String>,
}

/// Where the cells of a file stand, from 1, for errors that are found later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    pub external_id: u32,
    pub roles: u32,
    pub children: u32,
    pub parents: u32,
}

/// A file of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleTable {
    pub rows: Vec<PersonRow>,
    /// Headings that say nothing to us.
    pub ignored: Vec<String>,
    pub places: Places,
    /// Whether the file has a column of ties: then it tells all ties between those whom it names.
    pub ties: bool,
}

/// A file as far as its rows can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub table: PeopleTable,
    /// What is wrong with the other rows, and their ids.
    pub errors: Vec<RowError>,
    pub unread: Vec<String>,
}

/// Reads a file of people.
///
/// # Errors
/// What is wrong with it as a whole.
pub fn read(text: &str) -> Result<Read, Vec<RowError>> {
    if lex::is_binary(text) {
        return Err(vec![RowError::of_file(RowErrorKind::Binary)]);
    }
    let records = lex::records(text)?;
    let mut records = records.into_iter();
    let Some(head) = records.next() else {
        return Err(vec![RowError::of_file(RowErrorKind::Empty)]);
    };
    let (columns, ignored) = Columns::read(&head)?;
    let mut reader = Reader {
        columns: &columns,
        errors: Vec::new(),
        first: HashMap::new(),
    };
    let (mut rows, mut unread) = (Vec::new(), Vec::new());
    for record in records {
        if rows.len() + unread.len() == MAX_ROWS {
            reader.errors.push(RowError {
                row: Some(record.row),
                column: None,
                kind: RowErrorKind::TooManyRows,
            });
            break;
        }
        let before = reader.errors.len();
        let row = reader.row(&record);
        match reader.errors.len() == before {
            true => rows.push(row),
            false => unread.push(row.external_id),
        }
    }
    if rows.is_empty() && unread.is_empty() {
        return Err(vec![RowError::of_file(RowErrorKind::Empty)]);
    }
    let table = PeopleTable {
        rows,
        ignored,
        places: columns.places(),
        ties: columns.has(Column::Children) || columns.has(Column::Parents),
    };
    Ok(Read {
        table,
        errors: reader.errors,
        unread,
    })
}

struct Reader<'a> {
    columns: &'a Columns,
    errors: Vec<RowError>,
    /// The row in which each external id stands first.
    first: HashMap<String, u32>,
}

impl Reader<'_> {
    fn wrong(&mut self, record: &lex::Record, column: Column, kind: RowErrorKind) {
        self.errors.push(RowError {
            row: Some(record.row),
            column: self.columns.place(column),
            kind,
        });
    }

    /// The text of a cell in one line; none where the file has no such column.
    fn text(&mut self, record: &lex::Record, column: Column, max: u32) -> Option<String> {
        let cell = record.cell(self.columns.index(column)?);
        let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().any(char::is_control) {
            self.wrong(record, column, RowErrorKind::Unprintable);
        } else if text.chars().count() > usize::try_from(max).unwrap_or(usize::MAX) {
            self.wrong(record, column, RowErrorKind::TooLong { max });
        }
        Some(text)
    }

    fn row(&mut self, record: &lex::Record) -> PersonRow {
        if record.cells.len() > self.columns.number() && record.extra(self.columns.number()) {
            self.errors.push(RowError {
                row: Some(record.row),
                column: u32::try_from(self.columns.number() + 1).ok(),
                kind: RowErrorKind::TooManyCells,
            });
        }
        let external_id = self.external_id(record);
        let name = self.name(record);
        let roles = self.roles(record);
        let post = self.text(record, Column::Post, MAX_NAME);
        let phone = self.text(record, Column::Phone, MAX_NAME);
        let email = self.text(record, Column::Email, MAX_NAME);
        if email
            .as_deref()
            .is_some_and(|email| !email.is_empty() && !looks_like_email(email))
        {
            self.wrong(record, Column::Email, RowErrorKind::BadEmail);
        }
        let (class, leads) = self.classes(record, &roles);
        let children = self.ids(record, Column::Children);
        if !children.is_empty() && !roles.is_empty() && !roles.contains(&Role::Parent) {
            self.wrong(record, Column::Children, RowErrorKind::NotAParent);
        }
        let parents = self.ids(record, Column::Parents);
        if !parents.is_empty() && !roles.is_empty() && !roles.contains(&Role::Student) {
            self.wrong(record, Column::Parents, RowErrorKind::NotAStudent);
        }
        PersonRow {
            row: record.row,
            external_id,
            name,
            roles,
            post,
            email,
            phone,
            class,
            leads,
            children,
            parents,
        }
    }

    fn external_id(&mut self, record: &lex::Record) -> String {
        let id = self
            .text(record, Column::ExternalId, MAX_EXTERNAL_ID)
            .unwrap_or_default();
        if id.is_empty() {
            self.wrong(record, Column::ExternalId, RowErrorKind::Required);
        } else if !looks_like_external_id(&id) {
            self.wrong(record, Column::ExternalId, RowErrorKind::BadExternalId);
        } else if let Some(row) = self.first.get(&id) {
            let row = *row;
            self.wrong(record, Column::ExternalId, RowErrorKind::DuplicateId { row });
        } else {
            self.first.insert(id.clone(), record.row);
        }
        id
    }

    /// The whole name, out of one column or three.
    fn name(&mut self, record: &lex::Record) -> String {
        let parts: Vec<String> = [
            Column::Name,
            Column::Surname,
            Column::FirstName,
            Column::Patronymic,
        ]
        .into_iter()
        .filter_map(|column| self.text(record, column, MAX_NAME))
        .filter(|part| !part.is_empty())
        .collect();
        let name = parts.join(" ");
        let column = if self.columns.has(Column::Name) {
            Column::Name
        } else {
            Column::Surname
        };
        if name.is_empty() {
            self.wrong(record, column, RowErrorKind::Required);
        } else if name.chars().count() > usize::try_from(MAX_NAME).unwrap_or(usize::MAX) {
            self.wrong(record, column, RowErrorKind::TooLong { max: MAX_NAME });
        }
        name
    }

    fn roles(&mut self, record: &lex::Record) -> Vec<Role> {
        let text = self.text(record, Column::Role, MAX_NAME).unwrap_or_default();
        let mut roles = Vec::new();
        for word in text.split([',', ';', '/', '+', '|']) {
            let word = word.trim();
            if word.is_empty() {
                continue;
            }
            match headings::role(word) {
                Some(role) => roles.push(role),
                None => self.wrong(
                    record,
                    Column::Role,
                    RowErrorKind::BadRole {
                        role: word.to_owned(),
                    },
                ),
            }
        }
        if text.trim().is_empty() {
            self.wrong(record, Column::Role, RowErrorKind::Required);
        }
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    fn class(&mut self, record: &lex::Record, column: Column, text: &str) -> Option<ClassName> {
        let class = text.parse().ok();
        if class.is_none() {
            self.wrong(
                record,
                column,
                RowErrorKind::BadClass {
                    class: text.to_owned(),
                },
            );
        }
        class
    }

    /// A student's class; the classes of a class teacher, which may stand in the same column.
    #[expect(clippy::option_option, reason = "no column, an empty cell, a class")]
    fn classes(
        &mut self,
        record: &lex::Record,
        roles: &[Role],
    ) -> (Option<Option<ClassName>>, Option<Vec<ClassName>>) {
        let (student, teacher) = (
            roles.contains(&Role::Student),
            roles.contains(&Role::ClassTeacher),
        );
        let mut class = None;
        let mut leads = None;
        if let Some(text) = self.text(record, Column::Class, MAX_NAME) {
            if student {
                class = Some(if text.is_empty() {
                    None
                } else {
                    self.class(record, Column::Class, &text)
                });
            } else if teacher && !self.columns.has(Column::Leads) {
                leads = Some(self.list_of_classes(record, Column::Class, &text));
            } else if !text.is_empty() && !roles.is_empty() && !teacher {
                self.wrong(record, Column::Class, RowErrorKind::ClassNotExpected);
            }
        }
        if let Some(text) = self.text(record, Column::Leads, MAX_NAME) {
            if teacher {
                leads = Some(self.list_of_classes(record, Column::Leads, &text));
            } else if !text.is_empty() && !roles.is_empty() {
                self.wrong(record, Column::Leads, RowErrorKind::ClassNotExpected);
            }
        }
        (class, leads)
    }

    fn list_of_classes(&mut self, record: &lex::Record, column: Column, text: &str) -> Vec<ClassName> {
        let mut classes: Vec<ClassName> = text
            .split([',', ';', '|'])
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .filter_map(|text| self.class(record, column, text))
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn ids(&mut self, record: &lex::Record, column: Column) -> Vec<String> {
        let text = self.text(record, column, MAX_NAME * 10).unwrap_or_default();
        let mut ids: Vec<String> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

#[cfg(test)]
mod tests;
