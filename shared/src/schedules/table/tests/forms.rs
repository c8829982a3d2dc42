//! Forms of the table that must be understood.

use super::*;

#[test]
fn headers_come_in_many_forms() {
    for header in [
        "\tПН\tВТ",
        "ПН\tВТ",
        "Специалист\tПонедельник\tвторник",
        "ФИО (должность)\tПн.\tВт.\t\t",
        "Ф.И.О.\tMon\tTuesday",
        "\u{A0}\tПОН\u{A0}\t \u{2009}ВТ",
    ] {
        let rows = "Соколова К.Д. (учитель)\t8-10\t\t\nЛебедев А.П.\t\t9-11";
        assert_eq!(
            read(&format!("{header}\n{rows}")),
            [
                "2 Соколова К.Д. (учитель): Mon 8:00–10:00",
                "3 Лебедев А.П.: Tue 9:00–11:00"
            ],
            "{header}"
        );
    }
}

#[test]
fn row_numbers_and_a_column_of_posts_are_understood() {
    for header in [
        "№\tФИО\tПН",
        "№ п/п\tСпециалист\tПН",
        "\tФИО\tПН",
        "\t\tПН",
        "№\t\tПН",
        "#\tКто помогает\tПН",
    ] {
        let rows = "1\tСоколова К.Д.\t8-10\n2.\tЛебедев А.П.\t9-11\n3\t\t";
        let expected = [
            "2 Соколова К.Д.: Mon 8:00–10:00",
            "3 Лебедев А.П.: Mon 9:00–11:00",
        ];
        assert_eq!(read(&format!("{header}\n{rows}")), expected, "{header}");
    }
    let text = "ФИО;Должность;ПН\nСоколова К.Д. (учитель);методист, завуч;8-10";
    assert_eq!(
        read(text),
        ["2 Соколова К.Д. (учитель + методист + завуч): Mon 8:00–10:00"]
    );
}

#[test]
fn quoted_cells_may_hold_delimiters_quotation_marks_and_line_breaks() {
    let text = "\"ФИО\n(должность)\",\"ПН\",ВТ\n\
                \"Соколова К.Д.\n(учитель \"\"ИКТ\"\", методист)\" , \"8.00-10.00,\n15-16\", -\n\
                \n\
                Лебедев А.П. (завуч, учитель),,9-11\n";
    assert_eq!(
        read(text),
        [
            "3 Соколова К.Д. (учитель \"ИКТ\" + методист): Mon 8:00–10:00, Mon 15:00–16:00",
            "7 Лебедев А.П. (завуч + учитель): Tue 9:00–11:00",
        ]
    );
    let text = "\tПН\n\"ИКТ\" Соколова К.Д.\t\"8-10\r\n15-16\"\r\n";
    assert_eq!(
        read(text),
        ["2 \"ИКТ\" Соколова К.Д.: Mon 8:00–10:00, Mon 15:00–16:00"]
    );
}

#[test]
fn empty_lines_and_empty_rows_inside_the_table_do_not_end_it() {
    let text = "\tПН\tВТ\n\n\t\t\nСоколова К.Д.\t8-10\t\n \n\u{A0}\t \t\nЛебедев А.П.\t\t9-11\n";
    assert_eq!(
        read(text),
        [
            "4 Соколова К.Д.: Mon 8:00–10:00",
            "7 Лебедев А.П.: Tue 9:00–11:00"
        ]
    );
}

#[test]
fn prose_that_names_weekdays_is_not_a_header() {
    let rows = ",ПН,ВТ\nСоколова К.Д. (учитель, методист),8-10,\n";
    let expected = "Соколова К.Д. (учитель + методист): Mon 8:00–10:00";
    for before in [
        "Приём ведётся: вт, ср, чт",
        "Приём: понедельник, среда.",
        "Собираемся, вт",
        "sep=,",
    ] {
        assert_eq!(
            read(&format!("{before}\n{rows}")),
            [format!("3 {expected}")],
            "{before}"
        );
    }
    for after in [
        "Приём в остальные дни: вт, ср, чт.",
        "3. Секретарю, учителям, родителям, ученикам сообщить.",
        "Директор О.О. Примерова",
        "\nДиректор,,",
    ] {
        let text = format!("{rows}\n{after}\n");
        let table = parse(&text);
        if after.contains(",,") {
            // It has the cells of a row, so it must not be lost.
            assert_eq!(faults(&text), ["5:- no_hours Директор"]);
        } else {
            assert_eq!(brief(&table.unwrap()), [format!("2 {expected}")], "{after}");
        }
    }
}

#[test]
fn the_text_around_the_table_is_reported_by_its_lines() {
    let text = "Приказ\nо помощи\n\nПункт 1:\n\tПН\nСоколова К.Д.\t8-10\nКонец\n";
    let ignored = parse(text).unwrap().ignored;
    let pieces: Vec<_> = ignored
        .iter()
        .map(|p| (p.from_row, p.to_row, p.excerpt.as_str()))
        .collect();
    assert_eq!(
        pieces,
        [(1, 2, "Приказ о помощи"), (4, 4, "Пункт 1:"), (7, 7, "Конец")]
    );

    let long = format!(
        "{}\n\n\tПН\nСоколова К.Д.\t8-10\n\n{}",
        "ж".repeat(300),
        "абв\n\n".repeat(500)
    );
    let ignored = parse(&long).unwrap().ignored;
    assert_eq!(ignored[0].excerpt.chars().count(), 200);
    assert_eq!((ignored.len(), ignored[99].to_row), (100, 1004));
}

#[test]
fn touching_ranges_and_the_same_hours_of_two_helpers_are_fine() {
    let text = "\tПН\tВТ\nСоколова К.Д.\t8-10, 10-12\t8-10\nСоколов К.Д.\t8-12\t\n";
    assert_eq!(
        read(text),
        [
            "2 Соколова К.Д.: Mon 8:00–10:00, Mon 10:00–12:00, Tue 8:00–10:00",
            "3 Соколов К.Д.: Mon 8:00–12:00"
        ]
    );
}
