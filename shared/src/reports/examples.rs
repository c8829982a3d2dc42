//! What a report looks like.

use super::{
    ChannelCount, Figures, HelperLoad, HourCount, KeptCounts, PeriodFigures, PeriodKind, RepeatCounts,
    Report, ReportPart, Spread, TopicCount,
};
use crate::endpoint::Example;
use crate::feedback::examples::summary;
use crate::people::MemberRef;
use crate::schedules::Weekday;
use crate::tickets::{Channel, Topic, example_time};

impl Example for Report {
    fn example() -> Self {
        let period = PeriodKind::Month.of(example_time(0).date_naive());
        let before = period.before();
        let considered = KeptCounts {
            in_time: 35,
            late: 2,
            running: 1,
            withdrawn: 0,
        };
        let figures = Figures {
            filed: 38,
            considered,
            answered: KeptCounts::default(),
            consider_minutes: Some(Spread { median: 42, p90: 250 }),
            answer_minutes: Some(Spread {
                median: 95,
                p90: 1020,
            }),
            repeats: RepeatCounts {
                any: 4,
                cites: 1,
                reopened: 2,
                merged: 0,
                again: 2,
            },
            ratings: Some(summary()),
        };
        Self {
            period: period.kind,
            from: period.from,
            to: period.to,
            at: example_time(24),
            conduct: Some(crate::conduct::ConductStatistics::example()),
            own_work: None,
            open: 4,
            overdue: 1,
            before: PeriodFigures {
                from: before.from,
                to: before.to,
                figures: figures.clone(),
            },
            figures,
            parts: vec![ReportPart {
                from: period.from,
                to: period.from,
                considered,
            }],
            hours: vec![HourCount {
                weekday: Weekday::Mon,
                hour: 10,
                filed: 38,
            }],
            topics: vec![TopicCount {
                topic: Topic::Access,
                filed: 38,
                late: 2,
            }],
            channels: vec![ChannelCount {
                channel: Channel::Web,
                filed: 38,
                late: 2,
            }],
            helpers: vec![HelperLoad {
                helper: MemberRef::example(),
                answered: 30,
                spoke: 36,
                assigned: 4,
            }],
        }
    }
}
