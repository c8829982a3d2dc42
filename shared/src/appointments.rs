//! Helpers: staff whom the head appointed by an order (P3); and who acts for the head.

pub mod acting;
pub mod order;

use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::codes::coded;
use crate::text::Lang;
use crate::tickets::Topic;

named! {
    /// What a helper helps with (P3).
    Direction {
        /// How to work with the journal as a teacher: deputy heads, experienced teachers.
        Methodical "methodical" "методическая помощь" "teaching practice"
        /// How to use the journal: who is responsible for the journal.
        Technical "technical" "техническая консультация" "technical advice"
        /// That it works at all: the system administrator.
        Operation "operation" "техническое обслуживание" "technical operation"
    }
}

impl Direction {
    /// The topics of the direction. Every topic belongs to one at least, so that no request is without a helper.
    pub const fn topics(self) -> &'static [Topic] {
        match self {
            Self::Methodical => &[
                Topic::Timetable,
                Topic::CurrentMarks,
                Topic::FinalMarks,
                Topic::Attendance,
                Topic::LessonPlanning,
                Topic::ConductingLessons,
                Topic::Reports,
                Topic::Other,
            ],
            Self::Technical => &[
                Topic::Timetable,
                Topic::CurrentMarks,
                Topic::FinalMarks,
                Topic::Attendance,
                Topic::LessonPlanning,
                Topic::Reports,
                Topic::Access,
                Topic::Other,
            ],
            Self::Operation => &[Topic::Access, Topic::Other],
        }
    }
}

/// The topics that an appointment covers: those named in it, or all of its directions.
pub fn covered(directions: &[Direction], topics: &[Topic]) -> Vec<Topic> {
    let mut covered: Vec<Topic> = match topics {
        [] => directions
            .iter()
            .flat_map(|direction| direction.topics())
            .copied()
            .collect(),
        named => named.to_vec(),
    };
    covered.sort_unstable();
    covered.dedup();
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_direction() {
        let covered = covered(Direction::ALL, &[]);
        assert!(Topic::ALL.iter().all(|topic| covered.contains(topic)));
    }

    #[test]
    fn named_topics_narrow_the_directions() {
        assert_eq!(
            covered(&[Direction::Technical], &[Topic::Access]),
            [Topic::Access]
        );
        assert_eq!(
            covered(&[Direction::Operation], &[]),
            [Topic::Access, Topic::Other]
        );
        assert!(covered(&[], &[]).is_empty());
    }
}
