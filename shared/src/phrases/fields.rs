//! The fields of phrases: names in braces, in whose place the words of one request are put.

/// The names of the fields, as they stand in braces.
pub const FIELDS: [&str; 6] = ["name", "number", "topic", "helper", "school", "due"];

/// What is put in the place of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// First name and patronymic of the requester.
    pub name: String,
    pub number: String,
    pub topic: String,
    /// Who writes.
    pub helper: String,
    pub school: String,
    /// By when the request is considered, in words.
    pub due: String,
}

impl Fields {
    fn of(&self, name: &str) -> Option<&str> {
        match name {
            "name" => Some(&self.name),
            "number" => Some(&self.number),
            "topic" => Some(&self.topic),
            "helper" => Some(&self.helper),
            "school" => Some(&self.school),
            "due" => Some(&self.due),
            _ => None,
        }
    }
}

/// The next pair of braces with nothing but a name between them: what stands before, the name, what follows.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let open = from + rest.find('{')?;
        let inside = text.get(open + 1..)?;
        let end = inside.find(['{', '}', '\n'])?;
        let (name, after) = inside.split_at_checked(end)?;
        let is_name =
            !name.trim().is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
        match after.strip_prefix('}').filter(|_| is_name) {
            Some(after) => return Some((text.get(..open)?, name, after)),
            None => from = open + 1,
        }
    }
}

/// The text with its fields filled. Braces with anything else between them stay, and what is put in is not read again.
pub fn fill(text: &str, fields: &Fields) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, name, after)) = next(rest) {
        filled.push_str(before);
        match fields.of(name) {
            Some(value) => filled.push_str(value),
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The first name in braces that is no field.
pub fn unknown(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, name, after)) = next(rest) {
        if !FIELDS.contains(&name) {
            return Some(name);
        }
        rest = after;
    }
    None
}

/// How somebody is called: `Орлов Павел Игоревич` becomes `Павел Игоревич`; a single word stays.
pub fn called(full: &str) -> String {
    let words: Vec<&str> = full.split_whitespace().collect();
    match words.as_slice() {
        [_, rest @ ..] if !rest.is_empty() => rest.join(" "),
        words => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        Fields {
            name: "Павел {number} Игоревич".into(),
            number: "2026-000007".into(),
            topic: "Другое".into(),
            helper: "Соколова".into(),
            school: "Школа № 0".into(),
            due: "завтра до 15:00".into(),
        }
    }

    #[test]
    fn fields_are_filled_once() {
        for (text, filled) in [
            ("", ""),
            ("без полей", "без полей"),
            ("{number}", "2026-000007"),
            ("{number}{due}", "2026-000007завтра до 15:00"),
            (
                "№ {number}, {topic}. {school}, {helper}",
                "№ 2026-000007, Другое. Школа № 0, Соколова",
            ),
            // What is put in is not a template.
            ("{name}", "Павел {number} Игоревич"),
            // Unknown braces stay as they are.
            ("{имя}, {}, { }, {\"a\": 1}", "{имя}, {}, { }, {\"a\": 1}"),
            ("{{number}}", "{2026-000007}"),
            ("{number", "{number"),
            ("}{number}{", "}2026-000007{"),
            ("{nu\nmber}", "{nu\nmber}"),
            ("{NAME}", "{NAME}"),
        ] {
            assert_eq!(fill(text, &fields()), filled, "{text}");
        }
    }

    #[test]
    fn every_field_is_filled_and_no_other_is_known() {
        for name in FIELDS {
            let text = format!("{{{name}}}");
            assert_ne!(fill(&text, &fields()), text);
            assert_eq!(unknown(&text), None);
        }
        assert_eq!(unknown("{name} {fio}"), Some("fio"));
        assert_eq!(unknown("{класс 7}"), Some("класс 7"));
        assert_eq!(unknown("{\"a\": 1} {} {number"), None);
    }

    #[test]
    fn people_are_called_by_name_and_patronymic() {
        for (full, name) in [
            ("Орлов Павел Игоревич", "Павел Игоревич"),
            ("Орлова  Анна", "Анна"),
            ("Орлов", "Орлов"),
            (" ", ""),
        ] {
            assert_eq!(called(full), name);
        }
    }
}
