//! Broken tables: every fault is told at its place, and no helper is lost in silence.

use super::*;
use crate::text::Lang;

/// The schedule of the fixture with one thing changed.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(SCHEDULE.contains(from), "{from}");
    faults(&SCHEDULE.replacen(from, to, 1))
}

#[test]
fn a_broken_copy_of_the_schedule_is_refused_at_the_cell() {
    for (from, to, expected) in [
        ("ПТ\n", "ПТН1\n", "1:6 unknown_weekday ПТН1"),
        ("\tСР", "\tВск?", "1:4 unknown_weekday Вск?"),
        ("\tПОН", "\tПОНН", "1:2 unknown_weekday ПОНН"),
        ("\tСР", "\tВТ", "1:4 weekday_twice ВТ"),
        ("14.30-16.00", "25.00-26.00", "2:3 hour_out_of_day 25.00-26.00"),
        ("14.30-16.00", "14.30-16.60", "2:3 minute_out_of_hour 14.30-16.60"),
        ("14.30-16.00", "16.00-14.30", "2:3 ends_before_start 16.00-14.30"),
        ("14.30-16.00", "14.30-", "2:3 half_a_range 14.30-"),
        ("14.30-16.00", "потом", "2:3 not_a_range потом"),
        ("14.30-16.00", "8-10, 9.30-11", "2:3 overlap 8-10, 9.30-11"),
        (
            "14.30-16.00",
            "8-12, 8-9, 11-13",
            "2:3 overlap 8-12, 8-9, 11-13 | 2:3 overlap 8-12, 8-9, 11-13",
        ),
        (
            "Лебедев А.П. (",
            "СОКОЛОВА К. Д. (",
            "3:1 helper_twice СОКОЛОВА К. Д.",
        ),
        (
            "Синицына Т.В.",
            "Журавлев  И.О.",
            "6:1 helper_twice Журавлев И.О.",
        ),
        ("Лебедев А.П. (заместитель директора по УВР)", "", "3:1 no_name"),
        (
            "по УВР)\t",
            "по УВР\t",
            "3:1 bracket_unclosed Лебедев А.П. (заместитель директора по УВР",
        ),
        (
            "\tПОН\tВТ",
            "\tП\tВ",
            "1:2 unknown_weekday П | 1:3 unknown_weekday В",
        ),
    ] {
        assert_eq!(broken(from, to).join(" | "), expected, "{from} -> {to}");
    }
}

#[test]
fn a_text_without_a_table_is_refused_whole() {
    for (text, expected) in [
        ("", "-:- empty"),
        (" \n\u{FEFF}\t\r\n\u{A0}", "-:- empty"),
        ("Просто слова, без таблицы.", "-:- no_header"),
        ("Имя\tЧасы\nСоколова К.Д.\t8-10", "-:- no_header"),
        ("\tПН\tВТ\n", "1:- no_rows"),
        ("\tПН\tВТ\n\nДиректор", "1:- no_rows"),
        ("PK\u{3}\u{4}\u{0}\u{0}", "-:- binary"),
        ("\u{1}\u{2}\u{3}\u{FFFD}abc", "-:- binary"),
    ] {
        assert_eq!(faults(text), [expected], "{text:?}");
    }
    assert_eq!(faults(&"а".repeat(524_289)), ["-:- too_big"]);
    assert_eq!(faults(&"а".repeat(524_288)), ["-:- no_header"]);
}

#[test]
fn no_row_is_lost_in_silence() {
    let table = "\tПН\tВТ\tСР\nСоколова К.Д.\t8-10\t\t\n";
    for (rest, expected) in [
        // In the middle: whatever it is, rows follow.
        (
            "Лебедев А.П.\nЕршова М.Н.\t8-10",
            "3:- row_without_cells Лебедев А.П.",
        ),
        (
            "Администрация\nЕршова М.Н.\t8-10",
            "3:- row_without_cells Администрация",
        ),
        ("\nслова\n\nЕршова М.Н.\t\t8-10", "4:- row_without_cells слова"),
        (
            "Лебедев А.П.\t\t\t\nЕршова М.Н.\t8-10",
            "3:- no_hours Лебедев А.П.",
        ),
        ("Лебедев А.П.\t\nЕршова М.Н.\t8-10", "3:- no_hours Лебедев А.П."),
        ("\t9-11\nЕршова М.Н.\t8-10", "3:1 no_name"),
        // At the end.
        ("Лебедев А.П.\t-\tнет\t", "3:- no_hours Лебедев А.П."),
        (
            "Лебедев А.П. (завуч)",
            "3:- row_without_cells Лебедев А.П. (завуч)",
        ),
        ("Лебедев А.П.\tзавтра", "3:2 not_a_range завтра"),
        ("\nЛебедев А.П.\tзавтра\t\t", "4:2 not_a_range завтра"),
        ("\nЛебедев А.П.\t25.00-26.00", "4:2 hour_out_of_day 25.00-26.00"),
        (
            "Внешние:\nЛебедев А.П.\t25.00-26.00\t\t",
            "3:- row_without_cells Внешние: | 4:2 hour_out_of_day 25.00-26.00",
        ),
        (
            "\"Лебедев А.П.\t\t\nЕршова М.Н.\"\t8-10\t\t",
            "3:1 not_a_name Лебедев А.П. Ершова М.Н.",
        ),
        ("Лебедев А.П.\t\t\t\t8-10", "3:5 cell_outside_columns 8-10"),
        ("\tПН\tВТ\nЛебедев А.П.\t8-10", "3:- second_table ПН ВТ"),
        (
            "\nГрафик 2\n;ПН;ВТ\nЛебедев А.П.;8-10;",
            "5:- second_table ;ПН;ВТ",
        ),
        (
            "\"Лебедев А.П.\t8-10\nЕршова М.Н.\t8-10",
            "3:- unclosed_quote \"Лебедев А.П.",
        ),
    ] {
        assert_eq!(
            faults(&format!("{table}{rest}\n")).join(" | "),
            expected,
            "{rest}"
        );
    }
    assert_eq!(
        faults("Лебедев А.П.\t8-10\n\tПН\nСоколова К.Д.\t8-10"),
        ["1:- row_before_header Лебедев А.П."]
    );
    assert_eq!(
        faults("№\tФИО\tПН\nпервый\tСоколова К.Д.\t8-10"),
        ["2:1 not_a_row_number первый"],
    );
    assert_eq!(
        faults("ФИО\tКабинет\tПН\nСоколова К.Д.\t5\t8-10"),
        ["1:2 unknown_weekday Кабинет"]
    );
    assert_eq!(
        faults("ФИО\tПН\tПримечание\nСоколова К.Д.\t8-10\tда"),
        ["1:3 unknown_weekday Примечание"]
    );
    assert_eq!(
        faults("ФИО\tПН\t\tСР\nСоколова К.Д.\t8-10\t9-11\t"),
        ["2:3 cell_outside_columns 9-11"]
    );
}

#[test]
fn in_csv_a_delimiter_inside_a_cell_must_not_move_hours_to_another_day() {
    let table = "ФИО,ПН,ВТ,СР\nЕршова М.Н.,8-10,,\n";
    for row in [
        "Лебедев А.П.,8-10, 15-16,",
        "Лебедев А.П.,8-10,15-16",
        "Лебедев А.П.,8-10,15-16,,,",
        "Лебедев А.П.,, 8-10,15-16, 17-18",
    ] {
        assert_eq!(
            faults(&format!("{table}{row}")),
            ["3:- delimiter_in_cell Лебедев А.П."],
            "{row}"
        );
    }
    for row in [
        "Лебедев А.П.,8-10,15-16,",
        "Лебедев А.П., 8-10, 15-16, ",
        "Лебедев А.П.,8-10",
        "Лебедев А.П.,,8-10",
    ] {
        assert_eq!(read(&format!("{table}{row}")).len(), 2, "{row}");
    }
    let text = "ФИО;ПН;ВТ\nЕршова М.Н.;8.00-10.00; 15.00-16.00\n";
    assert_eq!(faults(text), ["2:- delimiter_in_cell Ершова М.Н."]);
    assert_eq!(
        faults(&format!("{table}Лебедев А.П. (завуч,8-10,,")),
        ["3:1 bracket_unclosed Лебедев А.П. (завуч"]
    );
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let text = "\tПН\tВТТ\nСоколова К.Д.\t25-26\t\nЛебедев А.П.\t10-8, 8-\t\nсоколова к.д.\t\t\n";
    assert_eq!(
        faults(text),
        [
            "1:3 unknown_weekday ВТТ",
            "2:2 hour_out_of_day 25-26",
            "3:2 ends_before_start 10-8",
            "3:2 half_a_range 8-",
            "4:- no_hours соколова к.д.",
            "4:1 helper_twice соколова к.д.",
        ]
    );
}

#[test]
fn limits_are_errors() {
    let row = |index: usize| format!("Соколова К{index}.Д.\t8-10\n");
    let rows = |count| format!("\tПН\n{}", (0..count).map(row).collect::<String>());
    assert_eq!(read(&rows(500)).len(), 500);
    assert_eq!(faults(&rows(501)), ["502:- too_many_rows Соколова К500.Д."]);

    let hours = |count: u32| {
        (0..count)
            .map(|hour| format!("{hour}-{}", hour + 1))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(
        parse(&format!("\tПН\nСоколова К.Д.\t{}", hours(12)))
            .unwrap()
            .lines[0]
            .hours
            .len(),
        12
    );
    assert!(faults(&format!("\tПН\nСоколова К.Д.\t{}", hours(13)))[0].starts_with("2:2 too_many_ranges"));

    let bad: String = (0..250)
        .map(|index| format!("Соколова К{index}.Д.\tбеда\n"))
        .collect();
    let errors = parse(&format!("\tПН\n{bad}")).unwrap_err();
    assert_eq!(errors.len(), 100);
    assert_eq!(errors[99].kind, TableErrorKind::AndMore { count: 151 });
    assert!(
        errors[..99]
            .iter()
            .all(|error| error.kind == TableErrorKind::NotARange)
    );

    let long = format!("\tПН\nСоколова К.Д.\t{}", "ерунда ".repeat(1000));
    assert_eq!(parse(&long).unwrap_err()[0].found.chars().count(), 80);
}

#[test]
fn a_fault_reads_as_a_sentence_in_both_languages() {
    let schedule = SCHEDULE.replacen("14.00-16.00\n", "25.00-26.00\n", 1);
    let [error] = &parse(&schedule).unwrap_err()[..] else {
        panic!("one fault")
    };
    assert_eq!(
        error.text(Lang::Ru),
        "Строка 5, столбец «ПТ»: «25.00-26.00» — часы бывают от 0 до 24. Ожидается, например, 8:00–10:00."
    );
    assert_eq!(
        error.text(Lang::En),
        "Row 5, column “ПТ”: “25.00-26.00” — hours run from 0 to 24. Expected, for example, 8:00–10:00."
    );
    let empty = &parse("").unwrap_err()[0];
    assert_eq!(empty.text(Lang::Ru), "Вставьте, пожалуйста, таблицу: текста нет.");
    assert_eq!(empty.text(Lang::En), "There is no text. Please paste the table.");
    let twice = &parse("\tПН\nСоколова К.Д.\t8-9\nСоколова К.Д.\t8-9").unwrap_err()[0];
    assert_eq!(
        twice.text(Lang::Ru),
        "Строка 3, столбец 1: «Соколова К.Д.» — этот помощник уже есть в строке 2. Сведите часы в одну строку."
    );
}
