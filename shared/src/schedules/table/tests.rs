//! Tables as schools paste them. All names are invented.

mod broken;
mod cells;
mod forms;
mod mutations;

use super::super::week::Weekday;
use super::*;

pub(super) const SCHEDULE: &str = include_str!("../../../fixtures/help-schedule.tsv");
pub(super) const ORDER: &str = include_str!("../../../fixtures/help-order.txt");

/// The table in one line a helper: `3 Name (post, post): mon 8:00–10:00, …`.
pub(super) fn brief(table: &Table) -> Vec<String> {
    let lines = table.lines.iter().map(|line| {
        let hours: Vec<String> = line
            .hours
            .iter()
            .map(|hours| format!("{:?} {}", hours.day, hours.range))
            .collect();
        let posts = if line.posts.is_empty() {
            String::new()
        } else {
            format!(" ({})", line.posts.join(" + "))
        };
        format!("{} {}{posts}: {}", line.row, line.name, hours.join(", "))
    });
    lines.collect()
}

/// The faults in one line each: `3:2 not_a_range found`.
pub(super) fn faults(text: &str) -> Vec<String> {
    let Err(errors) = parse(text) else {
        panic!("accepted: {:?}", brief(&parse(text).unwrap()))
    };
    let place = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    let line = |error: &TableError| {
        let place = format!("{}:{}", place(error.row), place(error.column));
        format!("{place} {} {}", error.kind.code(), error.found)
            .trim()
            .to_owned()
    };
    errors.iter().map(line).collect()
}

pub(super) fn read(text: &str) -> Vec<String> {
    parse(text)
        .map(|table| brief(&table))
        .unwrap_or_else(|errors| panic!("{text}\nrefused: {errors:#?}"))
}

/// The hours of a table without its rows' numbers.
fn content(table: &Table) -> Vec<(&str, &[String], &[DayHours])> {
    table
        .lines
        .iter()
        .map(|line| (line.name.as_str(), line.posts.as_slice(), line.hours.as_slice()))
        .collect()
}

#[test]
fn the_schedule_of_an_order_gives_six_helpers_and_twelve_ranges() {
    let table = parse(SCHEDULE).unwrap();
    assert_eq!(
        brief(&table),
        [
            "2 Соколова К.Д. (администратор журнала + учитель информатики): Tue 14:30–16:00, Thu 8:00–10:00",
            "3 Лебедев А.П. (заместитель директора по УВР): Tue 8:00–10:00, Thu 14:00–16:00",
            "4 Ершова М.Н. (заместитель директора по УВР): Mon 8:00–11:00, Wed 13:00–15:00",
            "5 Журавлёв И.О. (заместитель директора по УВР): Wed 8:00–10:00, Fri 14:00–16:00",
            "6 Синицына Т.В. (администратор журнала + методист): Mon 14:30–16:00, Thu 8:00–10:00",
            "7 Воробьёва Е.Л. (заместитель директора по ВР): Tue 12:00–14:00, Fri 8:00–10:00",
        ]
    );
    assert_eq!(table.ignored, []);
}

#[test]
fn a_whole_order_can_be_pasted_and_tells_what_was_left_out() {
    let order = parse(ORDER).unwrap();
    assert_eq!(content(&order), content(&parse(SCHEDULE).unwrap()));
    let first = order.lines.first().unwrap().row;
    let last = order.lines.last().unwrap().row;
    assert!(
        order
            .ignored
            .iter()
            .all(|piece| piece.to_row < first || piece.from_row > last)
    );
    let words: Vec<&str> = order.ignored.iter().map(|piece| piece.excerpt.as_str()).collect();
    assert!(words[0].contains("№ 900") && words.last().unwrap().starts_with("1. Помогают"));
    assert!(words.contains(&"Директор") && words.contains(&"О.О. Примерова"));
}

#[test]
fn the_order_of_an_office_program_reads_the_same_with_every_delimiter_and_line_ending() {
    let expected = parse(SCHEDULE).unwrap();
    for delimiter in ["\t", ";", ","] {
        for ending in ["\n", "\r\n", "\r"] {
            for text in [SCHEDULE, ORDER] {
                let text = text.replace('\t', delimiter).replace('\n', ending);
                let table = parse(&format!("\u{FEFF}{text}"))
                    .unwrap_or_else(|e| panic!("{delimiter:?} {ending:?} {e:#?}"));
                assert_eq!(content(&table), content(&expected), "{delimiter:?} {ending:?}");
            }
        }
    }
}

#[test]
fn a_table_and_its_faults_survive_json() {
    let table = parse(ORDER).unwrap();
    let json = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<Table>(&json).unwrap(), table);
    assert!(
        json.contains(r#"{"day":"tue","range":{"from":"14:30","to":"16:00"}}"#),
        "{json}"
    );

    let errors = parse("\tПН\nСоколова К.Д.\t8-10, 9-11\nСоколова К. Д.\t8-9").unwrap_err();
    let json = serde_json::to_value(&errors).unwrap();
    assert_eq!(
        serde_json::from_value::<Vec<TableError>>(json.clone()).unwrap(),
        errors
    );
    assert_eq!(
        json,
        serde_json::json!([
            {"row": 2, "column": 2, "column_name": "ПН", "found": "8-10, 9-11", "kind": {
                "code": "overlap", "day": "mon",
                "first": {"from": "08:00", "to": "10:00"}, "second": {"from": "09:00", "to": "11:00"}}},
            {"row": 3, "column": 1, "column_name": null, "found": "Соколова К. Д.",
                "kind": {"code": "helper_twice", "first_row": 2}},
        ])
    );
}

#[test]
fn hours_are_sorted_by_day_and_start() {
    let text = "Специалист;СР;ПН\nСоколова К.Д.;15-16, 8-9;\"12-13\n8-10\"\n";
    assert_eq!(
        read(text),
        ["2 Соколова К.Д.: Mon 8:00–10:00, Mon 12:00–13:00, Wed 8:00–9:00, Wed 15:00–16:00"]
    );
    assert_eq!(parse(text).unwrap().lines[0].hours[0].day, Weekday::Mon);
}
