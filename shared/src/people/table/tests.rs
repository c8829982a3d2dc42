use super::*;

fn whole(text: &str) -> PeopleTable {
    let read = read(text).unwrap();
    assert_eq!(read.errors, []);
    read.table
}

fn rows(text: &str) -> Vec<PersonRow> {
    whole(text).rows
}

/// Row, column and code of each error.
fn errors(text: &str) -> Vec<(Option<u32>, Option<u32>, &'static str)> {
    let errors = match read(text) {
        Ok(read) => read.errors,
        Err(errors) => errors,
    };
    errors
        .iter()
        .map(|error| (error.row, error.column, error.kind.code()))
        .collect()
}

#[test]
fn a_file_is_read_whatever_separates_and_in_whichever_language() {
    let table = [
        ["ID", "ФИО", "Роль", "Класс", "Родители", "Должность"],
        ["s1", "Орлова Мария", "ученица", "7а", "p1 p2", ""],
        ["p1", "Орлов Павел", "отец, учитель", "", "", "учитель физики"],
    ];
    let mut read = Vec::new();
    for sign in [";", ",", "\t"] {
        let quote = |cell: &&str| match cell.contains([',', ';']) {
            true => format!("\"{cell}\""),
            false => (*cell).to_owned(),
        };
        let line = |row: &[&str; 6]| row.iter().map(quote).collect::<Vec<_>>().join(sign);
        let text: Vec<String> = table.iter().map(line).collect();
        read.push(rows(&text.join("\r\n")));
    }
    assert_eq!(read[0], read[1]);
    assert_eq!(read[0], read[2]);
    let [student, parent] = &read[0][..] else { panic!() };
    assert_eq!(student.roles, [Role::Student]);
    assert_eq!(student.class, Some("7А".parse().ok()));
    assert_eq!(student.parents, ["p1", "p2"]);
    assert_eq!(student.phone, None, "no column says nothing");
    assert_eq!(parent.roles, [Role::Teacher, Role::Parent]);
    assert_eq!(parent.post.as_deref(), Some("учитель физики"));
    let english =
        "external_id,Surname,First name,role,class teacher of\nt1,Gromov,Ivan,class_teacher,\"7А, 7Б\"\n";
    let [teacher] = &rows(english)[..] else { panic!() };
    assert_eq!(teacher.name, "Gromov Ivan");
    assert_eq!(teacher.leads.as_ref().unwrap().len(), 2);
}

#[test]
fn quotes_lines_and_formulas_are_harmless_text() {
    let text = "sep=;\nID;ФИО;Роль;Телефон\n\n1;\"Иванов \"\"Ваня\"\"\nИван\";student;=HYPERLINK(\"x\")\n2;+Петров;student;+7 900\n";
    let read = rows(text);
    assert_eq!(read[0].name, "Иванов \"Ваня\" Иван");
    assert_eq!(read[0].phone.as_deref(), Some("=HYPERLINK(\"x\")"));
    assert_eq!((read[0].row, read[1].row), (4, 6));
    assert_eq!(read[1].name, "+Петров");
}

#[test]
fn every_error_is_told_by_row_and_column() {
    let text = "ID;ФИО;Роль;Класс;Почта;Дети\n\
        ;Без Номера;ученик;7А;;\n\
        2;;ученик;семь;нет;\n\
        2;Дважды;волшебник;;;\n\
        4;Учитель;учитель;7А;;5\n\
        5 6;С пробелом;ученик;;;;лишнее\n";
    assert_eq!(
        errors(text),
        [
            (Some(2), Some(1), "required"),
            (Some(3), Some(2), "required"),
            (Some(3), Some(5), "bad_email"),
            (Some(3), Some(4), "bad_class"),
            (Some(4), Some(1), "duplicate_id"),
            (Some(4), Some(3), "bad_role"),
            (Some(5), Some(4), "class_not_expected"),
            (Some(5), Some(6), "not_a_parent"),
            (Some(6), Some(7), "too_many_cells"),
            (Some(6), Some(1), "bad_external_id"),
        ]
    );
}

#[test]
fn rows_that_can_be_read_are_read_beside_those_that_cannot() {
    let read = read("ID;ФИО;Роль\n1;Орлова;ученик\n2;;ученик\n3;Орлов;волшебник\n1;Дважды;отец\n").unwrap();
    let ids: Vec<&str> = read
        .table
        .rows
        .iter()
        .map(|row| row.external_id.as_str())
        .collect();
    assert_eq!(
        (ids, read.unread),
        (vec!["1"], ["2", "3", "1"].map(str::to_owned).to_vec())
    );
    assert_eq!(read.errors.len(), 3);
}

#[test]
fn a_file_that_is_no_table_is_told_as_such() {
    assert_eq!(errors(""), [(None, None, "empty")]);
    assert_eq!(errors("ID;ФИО;Роль\n"), [(None, None, "empty")]);
    assert_eq!(errors("PK\u{3}\u{4}\0\0"), [(None, None, "binary")]);
    assert_eq!(
        errors("ФИО;ФИО\nА;Б\n"),
        [
            (Some(1), Some(2), "double_column"),
            (Some(1), None, "no_column"),
            (Some(1), None, "no_column")
        ]
    );
    assert_eq!(
        errors("ID;ФИО;Роль\n1;\"Иванов;ученик\n"),
        [(Some(2), Some(2), "unclosed_quote")]
    );
}

#[test]
fn unknown_headings_are_left_out_and_told() {
    let table = whole("ID;Пол;ФИО;Роль\n1;ж;Орлова;ученик\n");
    assert_eq!(table.ignored, ["Пол"]);
    assert!(!table.ties);
}
