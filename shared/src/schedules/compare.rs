//! What differs between two versions of a schedule, helper by helper: for the eye, side by side.

use super::line::{HelpHours, ScheduleLine};

/// What differs between an old and a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison<'a> {
    /// Helpers of the new one alone.
    pub added: Vec<&'a ScheduleLine>,
    /// Helpers of the old one alone.
    pub gone: Vec<&'a ScheduleLine>,
    /// Helpers of both that differ.
    pub changed: Vec<ChangedLine<'a>>,
    /// Helpers of both that do not.
    pub same: Vec<&'a ScheduleLine>,
}

/// A helper of both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine<'a> {
    pub old: &'a ScheduleLine,
    pub new: &'a ScheduleLine,
    /// Hours of the new one alone; hours that changed their place or for whom they are stand in both lists.
    pub hours_added: Vec<&'a HelpHours>,
    /// Hours of the old one alone.
    pub hours_gone: Vec<&'a HelpHours>,
}

impl ChangedLine<'_> {
    /// Whether anything differs. Whose card a line is tied to is no content of the document.
    fn differs(&self) -> bool {
        !self.hours_added.is_empty()
            || !self.hours_gone.is_empty()
            || self.old.name != self.new.name
            || self.old.posts != self.new.posts
            || sorted(&self.old.directions) != sorted(&self.new.directions)
    }
}

fn sorted<T: Clone + Ord>(list: &[T]) -> Vec<T> {
    let mut list = list.to_vec();
    list.sort();
    list
}

impl Comparison<'_> {
    /// Whether the two say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.changed.is_empty()
    }
}

/// Compares two versions. Lines belong together by card, then by name; several of one helper in their order.
#[must_use]
pub fn compare<'a>(old: &'a [ScheduleLine], new: &'a [ScheduleLine]) -> Comparison<'a> {
    let mut left: Vec<&ScheduleLine> = old.iter().collect();
    let mut pairs: Vec<(&ScheduleLine, Option<&ScheduleLine>)> =
        new.iter().map(|line| (line, None)).collect();
    let card = |line: &ScheduleLine| line.member.as_ref().map(|member| member.id);
    // By card; then of one name, but not two people who are known to be two.
    let by_card = |old: &ScheduleLine, new: &ScheduleLine| card(old).is_some() && card(old) == card(new);
    let by_name = |old: &ScheduleLine, new: &ScheduleLine| {
        old.name == new.name && (card(old).is_none() || card(new).is_none())
    };
    pair(&mut pairs, &mut left, by_card);
    pair(&mut pairs, &mut left, by_name);
    let mut comparison = Comparison {
        gone: left,
        ..Comparison::default()
    };
    for (new, old) in pairs {
        let Some(old) = old else {
            comparison.added.push(new);
            continue;
        };
        let line = ChangedLine {
            old,
            new,
            hours_added: without(&new.hours, &old.hours),
            hours_gone: without(&old.hours, &new.hours),
        };
        if line.differs() {
            comparison.changed.push(line);
        } else {
            comparison.same.push(new);
        }
    }
    comparison
}

/// A new line with the old one that belongs to it, if that is found.
type Pair<'a> = (&'a ScheduleLine, Option<&'a ScheduleLine>);

/// Gives each new line that has none the first old one that fits.
fn pair<'a>(
    pairs: &mut [Pair<'a>],
    left: &mut Vec<&'a ScheduleLine>,
    fits: impl Fn(&ScheduleLine, &ScheduleLine) -> bool,
) {
    for (line, pair) in pairs.iter_mut().filter(|(_, pair)| pair.is_none()) {
        if let Some(place) = left.iter().position(|old| fits(old, line)) {
            *pair = Some(left.remove(place));
        }
    }
}

/// The hours of one list that the other has not.
fn without<'a>(hours: &'a [HelpHours], other: &[HelpHours]) -> Vec<&'a HelpHours> {
    let mut left: Vec<&HelpHours> = other.iter().collect();
    let mut rest = Vec::new();
    for one in hours {
        match left.iter().position(|other| alike(one, other)) {
            Some(place) => {
                left.remove(place);
            }
            None => rest.push(one),
        }
    }
    rest
}

fn alike(one: &HelpHours, other: &HelpHours) -> bool {
    one.day_hours() == other.day_hours()
        && one.place == other.place
        && one.entry == other.entry
        && sorted(&one.modes) == sorted(&other.modes)
        && sorted(&one.audiences) == sorted(&other.audiences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::MemberRef;
    use crate::schedules::{DayHours, Mode, TimeOfDay, TimeRange, Weekday};

    fn hours(from: u16) -> HelpHours {
        let time = |hour| TimeOfDay::from_clock(hour, 0).unwrap();
        let range = TimeRange::new(time(from), time(from + 1)).unwrap();
        HelpHours::from(DayHours {
            day: Weekday::Mon,
            range,
        })
    }

    fn line(name: &str, card: u128, from: &[u16]) -> ScheduleLine {
        ScheduleLine {
            id: uuid::Uuid::nil().into(),
            name: name.into(),
            posts: Vec::new(),
            directions: Vec::new(),
            hours: from.iter().map(|from| hours(*from)).collect(),
            member: (card > 0).then(|| MemberRef {
                id: uuid::Uuid::from_u128(card).into(),
                name: name.into(),
            }),
        }
    }

    /// Added, gone, changed with the hours that came and went, same.
    fn told(old: &[ScheduleLine], new: &[ScheduleLine]) -> String {
        let found = compare(old, new);
        let names = |list: &[&ScheduleLine]| {
            list.iter()
                .map(|line| line.name.clone())
                .collect::<Vec<_>>()
                .join(",")
        };
        let changed = found.changed.iter().map(|line| {
            format!(
                "{}+{}-{}",
                line.new.name,
                line.hours_added.len(),
                line.hours_gone.len()
            )
        });
        let changed = changed.collect::<Vec<_>>().join(",");
        format!(
            "+{} -{} ~{changed} ={}",
            names(&found.added),
            names(&found.gone),
            names(&found.same)
        )
    }

    #[test]
    fn helpers_come_go_change_and_stay() {
        let (a, b) = (line("А", 1, &[8, 10]), line("Б", 0, &[9]));
        for (old, new, expected) in [
            (vec![], vec![a.clone()], "+А - ~ ="),
            (vec![a.clone(), b.clone()], vec![b.clone()], "+ -А ~ =Б"),
            (
                vec![a.clone(), b.clone()],
                vec![b.clone(), a.clone()],
                "+ - ~ =Б,А",
            ),
            (vec![a.clone()], vec![line("А", 1, &[10, 12, 13])], "+ - ~А+2-1 ="),
            // Another name on the card, and a card for the name.
            (vec![a.clone()], vec![line("А-Я", 1, &[8, 10])], "+ - ~А-Я+0-0 ="),
            (vec![b.clone()], vec![line("Б", 7, &[9])], "+ - ~ =Б"),
            // Two people of one name are two.
            (vec![a.clone()], vec![line("А", 2, &[8, 10])], "+А -А ~ ="),
            // Several lines of one helper, in their order.
            (
                vec![a.clone(), line("А", 1, &[15])],
                vec![a.clone(), line("А", 1, &[16])],
                "+ - ~А+1-1 =А",
            ),
            (
                vec![line("А", 1, &[8, 8])],
                vec![line("А", 1, &[8])],
                "+ - ~А+0-1 =",
            ),
        ] {
            assert_eq!(told(&old, &new), expected);
        }
        assert!(compare(&[], &[]).is_same());
    }

    #[test]
    fn a_change_of_the_place_is_a_change_of_the_hours() {
        let (old, mut new) = (line("А", 1, &[8]), line("А", 1, &[8]));
        new.hours[0].place = Some("каб. 5".into());
        assert_eq!(
            told(std::slice::from_ref(&old), std::slice::from_ref(&new)),
            "+ - ~А+1-1 ="
        );
        new.hours[0].place = None;
        new.hours[0].modes = vec![Mode::Phone, Mode::InPerson];
        let mut turned = new.clone();
        turned.hours[0].modes.reverse();
        assert!(
            compare(&[new], &[turned]).is_same(),
            "the order of the modes says nothing"
        );
    }
}
