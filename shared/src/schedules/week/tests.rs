use super::*;

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn range(from: &str, to: &str) -> TimeRange {
    TimeRange::new(time(from), time(to)).unwrap()
}

#[test]
fn a_weekday_travels_as_three_letters() {
    let json = serde_json::to_string(&Weekday::ALL).unwrap();
    assert_eq!(json, r#"["mon","tue","wed","thu","fri","sat","sun"]"#);
    assert_eq!(serde_json::from_str::<[Weekday; 7]>(&json).unwrap(), Weekday::ALL);
    assert!(Weekday::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(Weekday::from(chrono::Weekday::Sun), Weekday::Sun);
}

#[test]
fn every_minute_of_the_day_survives_its_text() {
    for minutes in 0..=1440 {
        let time = TimeOfDay::new(minutes).unwrap();
        assert_eq!(time.to_string().parse(), Ok(time));
    }
    assert_eq!(TimeOfDay::new(1441), Err(TimeError::HourOutOfDay));
}

#[test]
fn a_time_that_no_clock_shows_is_refused() {
    for (text, error) in [
        ("", TimeError::NotATime),
        ("8", TimeError::NotATime),
        ("8:0", TimeError::NotATime),
        ("+8:00", TimeError::NotATime),
        ("008:00", TimeError::NotATime),
        ("8.00", TimeError::NotATime),
        (" 8:00", TimeError::NotATime),
        ("٨:00", TimeError::NotATime),
        ("25:00", TimeError::HourOutOfDay),
        ("24:01", TimeError::HourOutOfDay),
        ("8:60", TimeError::MinuteOutOfHour),
    ] {
        assert_eq!(text.parse::<TimeOfDay>(), Err(error), "{text:?}");
    }
    assert_eq!(time("24:00"), TimeOfDay::END_OF_DAY);
    assert_eq!(time("8:05").to_string(), "08:05");
}

#[test]
fn a_range_reads_as_people_write_and_travels_with_its_bounds() {
    let lesson = range("08:00", "10:30");
    assert_eq!(lesson.to_string(), "8:00–10:30");
    assert_eq!(lesson.minutes(), 150);
    let json = serde_json::to_string(&lesson).unwrap();
    assert_eq!(json, r#"{"from":"08:00","to":"10:30"}"#);
    assert_eq!(serde_json::from_str::<TimeRange>(&json).unwrap(), lesson);
}

#[test]
fn a_range_that_does_not_end_after_its_start_cannot_be_made_or_read() {
    assert_eq!(
        TimeRange::new(time("10:00"), time("08:00")),
        Err(TimeError::EndsBeforeStart)
    );
    assert_eq!(
        TimeRange::new(time("10:00"), time("10:00")),
        Err(TimeError::EndsBeforeStart)
    );
    assert!(serde_json::from_str::<TimeRange>(r#"{"from":"10:00","to":"08:00"}"#).is_err());
    assert!(serde_json::from_str::<TimeRange>(r#"{"from":"23:00","to":"25:00"}"#).is_err());
    assert_eq!(range("23:00", "24:00").minutes(), 60);
}

#[test]
fn the_end_of_a_range_does_not_belong_to_it() {
    let first = range("08:00", "10:00");
    assert!(first.contains(time("08:00")) && first.contains(time("09:59")));
    assert!(!first.contains(time("10:00")) && !first.contains(time("07:59")));
    assert!(!first.overlaps(range("10:00", "12:00")));
    assert!(first.overlaps(range("09:59", "12:00")) && first.overlaps(range("08:30", "09:00")));
    assert!(range("07:00", "12:00").overlaps(first) && first.overlaps(first));
}
