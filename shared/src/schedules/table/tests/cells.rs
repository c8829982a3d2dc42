//! Words of one cell: weekdays, hours, names.

use super::super::super::week::{TimeOfDay, TimeRange, Weekday};
use super::super::weekdays::weekday;
use super::super::{hours, lex, name};

#[test]
fn every_usual_word_for_a_weekday_is_known() {
    for (day, words) in Weekday::ALL.into_iter().zip([
        "ПОН Пн пн. понедельник ПОНЕДЕЛЬНИК Пнд Пон. Mon Monday mon. MON Понед.",
        "ВТ Вт. вторник Втр Tue Tuesday Tues BT",
        "СР СРЕ среда Ср. Wed Wednesday CP Cp.",
        "ЧТ ЧЕТ четверг Чтв Thu Thursday чет.",
        "ПТ ПЯТ пятница Птн Fri Friday",
        "СБ СУБ суббота Сбт Sat Saturday",
        "ВС ВОС воскресенье ВОСКРЕСЕНИЕ Вск Sun Sunday BC",
    ]) {
        for word in words.split(' ') {
            assert_eq!(weekday(word), Some(day), "{word}");
        }
    }
    assert_eq!(weekday("\u{A0}П Н\u{200B} "), Some(Weekday::Mon));
    for word in [
        "",
        ".",
        "ПТН1",
        "Вск?",
        "ПН-ПТ",
        "Пн/Вт",
        "день",
        "Monda y!",
        "пн..",
        "ПОНН",
    ] {
        assert_eq!(weekday(word), None, "{word}");
    }
}

#[test]
fn hours_are_read_in_every_form_that_people_type() {
    for (cell, expected) in [
        ("", ""),
        ("-", ""),
        (" — ", ""),
        ("Нет", ""),
        ("14.30-16.00", "14:30–16:00"),
        ("8:00–10:00", "8:00–10:00"),
        ("8.00-10.00, 15-16", "8:00–10:00 15:00–16:00"),
        ("8-10", "8:00–10:00"),
        ("с 8:00 до 10:00", "8:00–10:00"),
        ("С 8 до 10 ч.", "8:00–10:00"),
        ("c 8:00 по 10:00", "8:00–10:00"),
        ("08.00 — 10.00; 15.00-16.00", "8:00–10:00 15:00–16:00"),
        ("8:00-10:00 15:00-16:00", "8:00–10:00 15:00–16:00"),
        ("8:00-10:00\n15:00-16:00", "8:00–10:00 15:00–16:00"),
        ("8:00-\n10:00", "8:00–10:00"),
        ("8:00 −10:00", "8:00–10:00"),
        ("8:00‑10:00", "8:00–10:00"),
        ("8:00―10:00", "8:00–10:00"),
        ("8-10 и 15-16", "8:00–10:00 15:00–16:00"),
        ("с 8 до 10, с 15 до 16", "8:00–10:00 15:00–16:00"),
        ("с 8 до 10 с 15 до 16", "8:00–10:00 15:00–16:00"),
        ("8-00 - 10-00", "8:00–10:00"),
        ("14-30–16-00", "14:30–16:00"),
        ("8-00 - 10-00 15-00 - 16-30", "8:00–10:00 15:00–16:30"),
        ("8⁰⁰-10³⁰", "8:00–10:30"),
        ("800-1030", "8:00–10:30"),
        ("8 - 10:30", "8:00–10:30"),
        ("8.00-10.00.", "8:00–10:00"),
        ("8-10,", "8:00–10:00"),
        ("22-24", "22:00–24:00"),
        ("0:00-24:00", "0:00–24:00"),
        ("from 8:00 to 10:00", "8:00–10:00"),
        ("15-16, 8-10", "15:00–16:00 8:00–10:00"),
    ] {
        let ranges = hours::ranges(cell).unwrap_or_else(|bad| panic!("{cell:?}: {bad:?}"));
        let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        assert_eq!(ranges.join(" "), expected, "{cell:?}");
    }
}

#[test]
fn what_is_not_hours_is_refused_with_its_reason() {
    for (cell, expected) in [
        ("25.00-26.00", "hour_out_of_day 25.00-26.00"),
        ("8-25", "hour_out_of_day 8-25"),
        ("23:00-24:01", "hour_out_of_day 23:00-24:01"),
        ("8.60-10.00", "minute_out_of_hour 8.60-10.00"),
        ("10.00-8.00", "ends_before_start 10.00-8.00"),
        ("8.00-8.00", "ends_before_start 8.00-8.00"),
        ("22:00-02:00", "ends_before_start 22:00-02:00"),
        ("8.00-", "half_a_range 8.00-"),
        ("-10.00", "half_a_range -10.00"),
        ("8.00", "half_a_range 8.00"),
        ("с 8.00", "half_a_range с 8.00"),
        ("8-10 12", "half_a_range 12"),
        ("завтра", "not_a_range завтра"),
        ("8-10 каб. 5", "not_a_range 8-10 каб. 5"),
        ("8.5-10", "not_a_range 8.5-10"),
        ("8,00-10,00", "half_a_range 8 | half_a_range 00"),
        ("8:00:00-10:00:00", "not_a_range 8:00:00-10:00:00"),
        ("8-100", "not_a_range 8-100"),
        ("8-10-12", "not_a_range 8-10-12"),
        ("8-10 - 10-15", "ambiguous_range 8-10 - 10-15"),
        ("9-10-11-12", "ambiguous_range 9-10-11-12"),
        ("8-0 - 10-0", "not_a_range 8-0 - 10-0"),
        ("8.oo-10.oo", "not_a_range 8.oo-10.oo"),
        (",", "not_a_range ,"),
        ("до", "not_a_range до"),
        ("99999999999999999999-8", "not_a_range 99999999999999999999-8"),
        ("25-26, 8-, 8-10", "hour_out_of_day 25-26 | half_a_range 8-"),
        ("8-10\u{1F600}", "not_a_range 8-10\u{1F600}"),
        ("x", "not_a_range x"),
    ] {
        let bad = hours::ranges(cell).expect_err(cell);
        let bad: Vec<String> = bad
            .iter()
            .map(|bad| format!("{} {}", bad.kind.code(), bad.found))
            .collect();
        assert_eq!(bad.join(" | "), expected, "{cell:?}");
    }
}

#[test]
fn every_range_of_the_day_is_read_back_from_its_own_print() {
    for from in (0..1440).step_by(7) {
        for to in (from + 1..=1440).step_by(13) {
            let range = TimeRange::new(TimeOfDay::new(from).unwrap(), TimeOfDay::new(to).unwrap()).unwrap();
            for print in [
                range.to_string(),
                range.to_string().replace(':', "."),
                range.to_string().replace('–', " - "),
            ] {
                assert_eq!(hours::ranges(&print), Ok(vec![range]), "{print}");
            }
        }
    }
}

#[test]
fn a_name_is_told_from_its_posts() {
    for (cell, name, posts) in [
        ("Соколова К.Д.", "Соколова К.Д.", ""),
        (
            " Соколова\u{A0} К. Д.\n(учитель ,  методист;) ",
            "Соколова К. Д.",
            "учитель|методист",
        ),
        (
            "Соколова К.Д. (учитель (информатика, ИКТ), методист).",
            "Соколова К.Д.",
            "учитель (информатика, ИКТ)|методист",
        ),
        (
            "Соколова К.Д. (учитель) (методист)",
            "Соколова К.Д.",
            "учитель|методист",
        ),
        ("Соколова К.Д.()", "Соколова К.Д.", ""),
        ("Соколова К.Д., учитель", "Соколова К.Д., учитель", ""),
        (
            "Соколова К.Д. (учитель 8-10 классов)",
            "Соколова К.Д.",
            "учитель 8-10 классов",
        ),
        ("Sokolova K.D. (teacher)", "Sokolova K.D.", "teacher"),
    ] {
        let helper = name::helper(&lex::clean(cell)).unwrap();
        assert_eq!(
            (helper.name.as_str(), helper.posts.join("|").as_str()),
            (name, posts),
            "{cell:?}"
        );
    }
    let long = "я".repeat(201);
    for (cell, code) in [
        ("Соколова К.Д. (учитель", "bracket_unclosed"),
        ("Соколова К.Д. учитель)", "bracket_unclosed"),
        ("Соколова К.Д. (учитель) и другие", "not_a_name"),
        ("8.00-10.00", "not_a_name"),
        ("-", "not_a_name"),
        ("(учитель)", "not_a_name"),
        ("ВТ", "not_a_name"),
        ("Соколова К.Д.\t8-10\nЛебедев А.П.\t9-11", "not_a_name"),
        (long.as_str(), "name_too_long"),
        (&format!("Соколова К.Д. ({long})"), "post_too_long"),
    ] {
        assert_eq!(name::helper(cell).unwrap_err().code(), code, "{cell:?}");
    }
}

#[test]
fn a_line_that_starts_with_a_name_is_told_from_a_sentence() {
    for line in [
        "Соколова К.Д.",
        "Соколова К. Д. (учитель)",
        "Соколова Ксения Денисовна (учитель, методист)",
        "Соколова К.",
        "Соколова К.Д. (учитель)0-14.00",
        "Соколова К.Д. 8.00-10.00",
        "Соколова К.Д. - болеет",
        "Соколова К.Д., учитель",
    ] {
        assert!(name::starts_like_name(line), "{line}");
    }
    for line in [
        "",
        "Директор",
        "Директор О.О. Примерова",
        "О.О. Примерова",
        "3. Контроль оставляю за собой.",
        "Приложение 1",
        "Соколова К.Д. уходит в отпуск",
    ] {
        assert!(!name::starts_like_name(line), "{line}");
    }
}
