//! Faults of a pasted schedule in words: where, what was found, what is wrong, what would be right (S1).

use super::super::week::Weekday;
use super::error::{TableError, TableErrorKind as Kind};
use crate::text::Lang;

impl TableError {
    /// The fault as a courteous sentence for the person who pasted the table (S1).
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let place = self.place(lang);
        let found = match (self.found.as_str(), lang) {
            ("", _) => String::new(),
            (found, Lang::Ru) => format!("«{found}» — "),
            (found, Lang::En) => format!("“{found}” — "),
        };
        let problem = match lang {
            Lang::Ru => russian(self.kind),
            Lang::En => english(self.kind),
        };
        if place.is_empty() && found.is_empty() {
            capital(&problem)
        } else {
            format!("{place}{found}{problem}")
        }
    }

    fn place(&self, lang: Lang) -> String {
        let (line, column) = match lang {
            Lang::Ru => ("Строка", "столбец"),
            Lang::En => ("Row", "column"),
        };
        let Some(row) = self.row else { return String::new() };
        match (&self.column_name, self.column, lang) {
            (Some(name), _, Lang::Ru) => format!("{line} {row}, {column} «{name}»: "),
            (Some(name), _, Lang::En) => format!("{line} {row}, {column} “{name}”: "),
            (None, Some(number), _) => format!("{line} {row}, {column} {number}: "),
            (None, None, _) => format!("{line} {row}: "),
        }
    }
}

fn russian(kind: Kind) -> String {
    let text = match kind {
        Kind::Empty => "вставьте, пожалуйста, таблицу: текста нет.",
        Kind::Binary => "это не текст. Скопируйте таблицу из документа или сохраните её как CSV.",
        Kind::TooBig { max_bytes } => {
            return format!("текст слишком велик: читается до {} КиБ.", max_bytes / 1024);
        }
        Kind::NoHeader => {
            "в тексте не нашлось строки с днями недели. Ожидается строка вида: пустая ячейка, ПН, ВТ, СР, ЧТ, ПТ."
        }
        Kind::NoRows => "под днями недели нет ни одной строки. Ожидается строка с именем помощника и часами.",
        Kind::TooManyRows { max } => return format!("в таблице слишком много строк: читается до {max}."),
        Kind::SecondTable { first_row } => {
            return format!(
                "дни недели уже стоят в строке {first_row}. Вставьте, пожалуйста, по одной таблице за раз."
            );
        }
        Kind::RowBeforeHeader => "эта строка с часами стоит выше строки с днями недели. Перенесите её ниже.",
        Kind::UnknownWeekday => "это не день недели. Ожидается, например, ПН, Вт, среда, Fri.",
        Kind::WeekdayTwice { first_column } => {
            return format!(
                "этот день недели уже стоит в столбце {first_column}. Ожидается по одному столбцу на день."
            );
        }
        Kind::RowWithoutCells => {
            "в этой строке нет ячеек. Ожидается имя помощника и часы по дням либо удалите эту строку."
        }
        Kind::UnclosedQuote => "кавычка в начале ячейки не закрыта. Закройте её или уберите.",
        Kind::DelimiterInCell { expected, got } => {
            return format!(
                "похоже, разделитель стоит внутри ячейки (ячеек {got}, столбцов {expected}). \
                 Возьмите ячейку с несколькими часами в кавычки: \"8:00–10:00, 15:00–16:00\"."
            );
        }
        Kind::CellOutsideColumns => {
            "над этой ячейкой нет дня недели. Дополните строку дней или очистите ячейку."
        }
        Kind::NotARowNumber => "в этом столбце стоят номера строк. Ожидается, например, 1.",
        Kind::NoName => "часы указаны, а имени помощника нет. Ожидается, например, Соколова К.Д. (учитель).",
        Kind::NotAName => "это не похоже на имя помощника. Ожидается, например, Соколова К.Д. (учитель).",
        Kind::BracketUnclosed => {
            "скобка не закрыта или закрыта лишний раз. Ожидается, например, Соколова К.Д. (учитель)."
        }
        Kind::NameTooLong { max } => return format!("имя слишком длинное: читается до {max} знаков."),
        Kind::PostTooLong { max } => return format!("должность слишком длинная: читается до {max} знаков."),
        Kind::HelperTwice { first_row } => {
            return format!("этот помощник уже есть в строке {first_row}. Сведите часы в одну строку.");
        }
        Kind::NoHours => "не указаны часы. Ожидается хотя бы один промежуток, например, 8:00–10:00.",
        Kind::NotARange => "это не часы. Ожидается, например, 8:00–10:00.",
        Kind::HalfARange => "нет начала или конца. Ожидается, например, 8:00–10:00.",
        Kind::AmbiguousRange => {
            "это можно понять по-разному. Напишите часы с двоеточием, например, 8:00–10:00."
        }
        Kind::HourOutOfDay => "часы бывают от 0 до 24. Ожидается, например, 8:00–10:00.",
        Kind::MinuteOutOfHour => "минуты бывают от 00 до 59. Ожидается, например, 8:00–10:30.",
        Kind::EndsBeforeStart => "конец должен быть позже начала. Ожидается, например, 8:00–10:00.",
        Kind::TooManyRanges { max } => {
            return format!("слишком много промежутков в одной ячейке: читается до {max}.");
        }
        Kind::Overlap { day, first, second } => {
            let day = match day {
                Weekday::Mon => "в понедельник",
                Weekday::Tue => "во вторник",
                Weekday::Wed => "в среду",
                Weekday::Thu => "в четверг",
                Weekday::Fri => "в пятницу",
                Weekday::Sat => "в субботу",
                Weekday::Sun => "в воскресенье",
            };
            return format!("{day} часы {first} и {second} накладываются. Сведите их в один промежуток.");
        }
        Kind::AndMore { count } => {
            return format!("и ещё ошибок: {count}. Исправьте, пожалуйста, сначала эти.");
        }
    };
    text.to_owned()
}

fn english(kind: Kind) -> String {
    let text = match kind {
        Kind::Empty => "there is no text. Please paste the table.",
        Kind::Binary => "this is not a text. Copy the table from the document or save it as CSV.",
        Kind::TooBig { max_bytes } => {
            return format!(
                "the text is too long: up to {} KiB can be read.",
                max_bytes / 1024
            );
        }
        Kind::NoHeader => {
            "no line with weekdays was found. Expected a line like: an empty cell, Mon, Tue, Wed, Thu, Fri."
        }
        Kind::NoRows => {
            "there is no row below the weekdays. Expected a row with the helper's name and hours."
        }
        Kind::TooManyRows { max } => return format!("the table has too many rows: up to {max} can be read."),
        Kind::SecondTable { first_row } => {
            return format!("weekdays already stand in row {first_row}. Please paste one table at a time.");
        }
        Kind::RowBeforeHeader => {
            "this row with hours stands above the row of weekdays. Please move it below."
        }
        Kind::UnknownWeekday => "this is not a weekday. Expected, for example, ПН, Вт, среда, Fri.",
        Kind::WeekdayTwice { first_column } => {
            return format!(
                "this weekday already stands in column {first_column}. Expected one column for a day."
            );
        }
        Kind::RowWithoutCells => {
            "this row has no cells. Expected the helper's name and hours by day, or remove this row."
        }
        Kind::UnclosedQuote => {
            "the quotation mark at the start of the cell is not closed. Close or remove it."
        }
        Kind::DelimiterInCell { expected, got } => {
            return format!(
                "the delimiter seems to stand inside a cell (cells: {got}, columns: {expected}). \
                 Put a cell with several hours in quotation marks: \"8:00–10:00, 15:00–16:00\"."
            );
        }
        Kind::CellOutsideColumns => {
            "there is no weekday above this cell. Complete the row of weekdays or clear the cell."
        }
        Kind::NotARowNumber => "row numbers stand in this column. Expected, for example, 1.",
        Kind::NoName => {
            "there are hours, but no helper's name. Expected, for example, Соколова К.Д. (учитель)."
        }
        Kind::NotAName => {
            "this does not look like a helper's name. Expected, for example, Соколова К.Д. (учитель)."
        }
        Kind::BracketUnclosed => {
            "a bracket is not closed, or closed once too often. Expected, for example, Соколова К.Д. (учитель)."
        }
        Kind::NameTooLong { max } => {
            return format!("the name is too long: up to {max} characters can be read.");
        }
        Kind::PostTooLong { max } => {
            return format!("the post is too long: up to {max} characters can be read.");
        }
        Kind::HelperTwice { first_row } => {
            return format!(
                "this helper already stands in row {first_row}. Please put all hours into one row."
            );
        }
        Kind::NoHours => "there are no hours. Expected at least one range, for example, 8:00–10:00.",
        Kind::NotARange => "these are not hours. Expected, for example, 8:00–10:00.",
        Kind::HalfARange => "the start or the end is missing. Expected, for example, 8:00–10:00.",
        Kind::AmbiguousRange => {
            "this can be read in two ways. Please write it with colons, for example, 8:00–10:00."
        }
        Kind::HourOutOfDay => "hours run from 0 to 24. Expected, for example, 8:00–10:00.",
        Kind::MinuteOutOfHour => "minutes run from 00 to 59. Expected, for example, 8:00–10:30.",
        Kind::EndsBeforeStart => "the end must be later than the start. Expected, for example, 8:00–10:00.",
        Kind::TooManyRanges { max } => {
            return format!("too many ranges in one cell: up to {max} can be read.");
        }
        Kind::Overlap { day, first, second } => {
            let day = match day {
                Weekday::Mon => "Monday",
                Weekday::Tue => "Tuesday",
                Weekday::Wed => "Wednesday",
                Weekday::Thu => "Thursday",
                Weekday::Fri => "Friday",
                Weekday::Sat => "Saturday",
                Weekday::Sun => "Sunday",
            };
            return format!("on {day}, {first} and {second} overlap. Please join them into one range.");
        }
        Kind::AndMore { count } => return format!("and {count} more. Please correct these first."),
    };
    text.to_owned()
}

/// With no place before it, the problem starts the sentence.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
