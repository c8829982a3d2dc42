//! Who helps now and who next, in the school's own time (S3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "calendar")]
use super::{PublicHelper, Weekday};

/// Who helps at a moment, and who is next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duty {
    /// Everybody whose hours hold the moment.
    pub now: Vec<DutyHelper>,
    /// Those who begin next; several when they begin together.
    pub next: Vec<DutyHelper>,
}

/// A helper and the hours meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DutyHelper {
    pub name: String,
    pub posts: Vec<String>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Finds who helps at `now` and who is next within eight days.
#[cfg(feature = "calendar")]
pub fn find(helpers: &[PublicHelper], now: DateTime<Utc>, zone: chrono_tz::Tz) -> Duty {
    use chrono::{Datelike, Days};
    let today = now.with_timezone(&zone).date_naive();
    let mut duty = Duty::default();
    for days in 0..=8 {
        let Some(date) = today.checked_add_days(Days::new(days)) else {
            break;
        };
        let weekday = Weekday::from(date.weekday());
        for helper in helpers {
            for hours in helper.hours.iter().filter(|hours| hours.day == weekday) {
                let at = |time: super::TimeOfDay| crate::zone::instant(date, time.minutes(), zone);
                let (from, to) = (at(hours.range.from()), at(hours.range.to()));
                let found = DutyHelper {
                    name: helper.name.clone(),
                    posts: helper.posts.clone(),
                    from,
                    to,
                };
                if from <= now && now < to {
                    duty.now.push(found);
                } else if from > now {
                    match duty.next.first().map(|next| next.from.cmp(&from)) {
                        None | Some(std::cmp::Ordering::Equal) => duty.next.push(found),
                        Some(std::cmp::Ordering::Greater) => duty.next = vec![found],
                        Some(std::cmp::Ordering::Less) => {}
                    }
                }
            }
        }
        if !duty.next.is_empty() {
            break;
        }
    }
    duty
}

#[cfg(feature = "calendar")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedules::table;

    fn helpers() -> Vec<PublicHelper> {
        let table = table::parse(
            "\tПн\tВт\tПт\nСоколова К.Д. (администратор)\t\t14.30-16.00\t8-10\nБелов А.П. (завуч)\t\t14.30-15.00\t\nГромов И.Н.\t9-10\t\t8-10\n",
        );
        let lines = table.expect("a good table").lines;
        lines.into_iter().map(Into::into).collect()
    }

    fn at(moment: &str) -> Duty {
        find(
            &helpers(),
            moment.parse().unwrap(),
            chrono_tz::Asia::Yekaterinburg,
        )
    }

    fn names(list: &[DutyHelper]) -> Vec<&str> {
        list.iter().map(|d| d.name.as_str()).collect()
    }

    #[test]
    fn on_duty_now_and_next_in_the_schools_zone() {
        // Tuesday 14:45 in Yekaterinburg (UTC+5).
        let duty = at("2026-11-24T09:45:00Z");
        assert_eq!(names(&duty.now), ["Соколова К.Д.", "Белов А.П."]);
        assert_eq!(names(&duty.next), ["Соколова К.Д.", "Громов И.Н."]);
        assert_eq!(duty.next[0].from.to_rfc3339(), "2026-11-27T03:00:00+00:00");
    }

    #[test]
    fn an_end_is_not_duty_any_more_and_the_week_wraps() {
        // Friday 10:00 sharp: the hours are over, Monday is next.
        let duty = at("2026-11-27T05:00:00Z");
        assert!(duty.now.is_empty());
        assert_eq!(names(&duty.next), ["Громов И.Н."]);
    }

    #[test]
    fn nobody_helps_when_there_is_nobody() {
        assert_eq!(
            find(&[], "2026-11-24T09:45:00Z".parse().unwrap(), chrono_tz::UTC),
            Duty::default()
        );
    }
}
