//! Which member of the staff a row of a table may mean: an offer, never a decision.

use podskazka_shared::people::MemberRef;

/// How many members are offered for a row.
const OFFERED: usize = 5;

/// The staff whose name fits the row's, the best first: the same surname, and initials that do not contradict.
pub fn matches(name: &str, staff: &[MemberRef]) -> Vec<MemberRef> {
    let wanted = words(name);
    let mut found: Vec<(usize, &MemberRef)> = staff
        .iter()
        .filter_map(|member| Some((fit(&wanted, &words(&member.name))?, member)))
        .collect();
    found.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.name.cmp(&y.name)));
    found
        .into_iter()
        .take(OFFERED)
        .map(|(_, member)| member.clone())
        .collect()
}

/// Surname, first name, patronymic, in small letters; initials are words of one letter.
fn words(name: &str) -> Vec<String> {
    let small = name.to_lowercase().replace('ё', "е");
    small
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How many words agree; none when the surname differs or a word contradicts.
fn fit(wanted: &[String], member: &[String]) -> Option<usize> {
    let (surname, rest) = wanted.split_first()?;
    let (member_surname, member_rest) = member.split_first()?;
    if surname != member_surname {
        return None;
    }
    let mut agreed = 1;
    for (word, of_member) in rest.iter().zip(member_rest) {
        let initial = word.chars().count() == 1 || of_member.chars().count() == 1;
        let agrees = if initial {
            word.chars().next() == of_member.chars().next()
        } else {
            word == of_member
        };
        if !agrees {
            return None;
        }
        agreed += 1;
    }
    Some(agreed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    fn offered(name: &str) -> Vec<String> {
        let staff = [
            "Соколова Ксения Дмитриевна",
            "Соколова Анна Дмитриевна",
            "Соколов Пётр Ильич",
            "Белов А. П.",
        ]
        .map(|name| MemberRef {
            id: new_id("2026-11-22T00:00:00Z".parse().unwrap()),
            name: name.into(),
        });
        matches(name, &staff)
            .into_iter()
            .map(|member| member.name)
            .collect()
    }

    #[test]
    fn initials_and_full_names_meet() {
        assert_eq!(offered("Соколова К.Д."), ["Соколова Ксения Дмитриевна"]);
        assert_eq!(offered("СОКОЛОВ Петр Ильич"), ["Соколов Пётр Ильич"]);
        assert_eq!(offered("Белов Андрей Павлович"), ["Белов А. П."]);
        assert_eq!(
            offered("Соколова"),
            ["Соколова Анна Дмитриевна", "Соколова Ксения Дмитриевна"]
        );
        assert!(offered("Громов И.Н.").is_empty());
        assert!(offered("").is_empty());
    }
}
