//! Hours at one time stand side by side.

use crate::schedules::week::TimeRange;

/// Where hours stand in the width of their day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// From 0.
    pub lane: u16,
    /// How many stand side by side.
    pub of: u16,
}

impl Lane {
    /// Left edge and width in percent of the day.
    #[must_use]
    pub fn percent(self) -> (f64, f64) {
        let width = 100.0 / f64::from(self.of.max(1));
        (f64::from(self.lane) * width, width)
    }
}

/// A lane for each of the ranges, which are sorted by start: the first one that is free. All that hang together get the
/// same width.
#[must_use]
pub fn lanes(sorted: &[TimeRange]) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::with_capacity(sorted.len());
    // When each lane of the group is free again.
    let mut free: Vec<u16> = Vec::new();
    let mut group = 0;
    for range in sorted {
        let from = range.from().minutes();
        if free.iter().all(|end| *end <= from) {
            close(&mut lanes, group, free.len());
            (group, free) = (lanes.len(), Vec::new());
        }
        let lane = free.iter().position(|end| *end <= from).unwrap_or(free.len());
        match free.get_mut(lane) {
            Some(end) => *end = range.to().minutes(),
            None => free.push(range.to().minutes()),
        }
        let lane = u16::try_from(lane).unwrap_or(u16::MAX);
        lanes.push(Lane { lane, of: 1 });
    }
    close(&mut lanes, group, free.len());
    lanes
}

fn close(lanes: &mut [Lane], from: usize, of: usize) {
    for lane in lanes.iter_mut().skip(from) {
        lane.of = u16::try_from(of).unwrap_or(u16::MAX);
    }
}
