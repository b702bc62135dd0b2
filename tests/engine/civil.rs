//! Civil time: arithmetic over changes of the clock, holidays, sending hours, texts.

use crate::support::{TOKYO, amount, at, clock, date, days, weekdays};
use proptest::prelude::*;
use sodate::engine::civil::{self, Calendar};
use sodate::ir::SendingHours;
use sodate::ir::time::{BusinessWeek, Date, Instant, Unit, Weekday};

const ZONES: [&str; 10] = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "UTC",
];

const EVERY_DAY: Calendar<'static> = Calendar { days: BusinessWeek::EveryDay, holidays: None, closed: &[] };

fn local(text: &str, zone: &str) -> Instant {
    civil::parse_datetime(text, zone).unwrap()
}

fn shown(instant: Instant, zone: &str) -> String {
    civil::rfc3339_in(instant, zone)
}

#[test]
fn holidays_of_japan_are_those_of_the_published_table() {
    let table = include_str!("../data/japan_holidays_2016_2027.txt");
    let expected: Vec<(Date, &str)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(' ').unwrap())
        .map(|(day, name)| (date(day), name))
        .collect();
    let mut found = Vec::new();
    let mut day = date("2016-01-01");
    while day.year <= 2027 {
        if let Some(name) = civil::holiday_name_japan(day) {
            assert!(!name.en.is_empty());
            found.push((day, name.ja));
        }
        day = civil::plus_days(day, 1);
    }
    assert_eq!(found, expected);
    assert_eq!(expected.len(), 219);
}

#[test]
fn a_day_keeps_the_clock_and_24_hours_do_not() {
    let zone = "America/New_York";
    let before = local("2026-03-07 10:00", zone);
    let day = civil::add(before, days(1), zone, EVERY_DAY);
    let hours = civil::add(before, amount(24, Unit::Hour), zone, EVERY_DAY);
    assert_eq!(shown(day, zone), "2026-03-08T10:00:00-04:00");
    assert_eq!(shown(hours, zone), "2026-03-08T11:00:00-04:00");
}

#[test]
fn a_skipped_time_moves_forward_by_the_gap() {
    let new_york = civil::add(local("2026-03-07 02:30", "America/New_York"), days(1), "America/New_York", EVERY_DAY);
    assert_eq!(shown(new_york, "America/New_York"), "2026-03-08T03:30:00-04:00");
    let lord_howe = local("2026-10-04 02:15", "Australia/Lord_Howe");
    assert_eq!(shown(lord_howe, "Australia/Lord_Howe"), "2026-10-04T02:45:00+11:00");
    // Samoa had no 30 December 2011 at all.
    let apia = civil::add(local("2011-12-29 10:00", "Pacific/Apia"), days(1), "Pacific/Apia", EVERY_DAY);
    assert_eq!(shown(apia, "Pacific/Apia"), "2011-12-31T10:00:00+14:00");
}

#[test]
fn a_doubled_time_is_its_first() {
    let zone = "Europe/London";
    let doubled = civil::add(local("2026-10-24 01:30", zone), days(1), zone, EVERY_DAY);
    assert_eq!(shown(doubled, zone), "2026-10-25T01:30:00+01:00");
    let second = doubled.plus_milliseconds(3_600_000);
    assert_eq!(shown(second, zone), "2026-10-25T01:30:00+00:00");
    assert_eq!(civil::add(second, days(0), zone, EVERY_DAY), second, "no time at all changes nothing");
}

#[test]
fn months_and_years_clamp_to_the_end_of_the_month() {
    let add = |from: &str, count, unit| shown(civil::add(at(from), amount(count, unit), TOKYO, EVERY_DAY), TOKYO);
    assert_eq!(add("2026-01-31 09:00", 1, Unit::Month), "2026-02-28T09:00:00+09:00");
    assert_eq!(add("2024-02-29 09:00", 1, Unit::Year), "2025-02-28T09:00:00+09:00");
    assert_eq!(add("2026-01-31 09:00", 2, Unit::Week), "2026-02-14T09:00:00+09:00");
    let back = civil::subtract(at("2026-03-31 09:00"), amount(1, Unit::Month), TOKYO, EVERY_DAY);
    assert_eq!(shown(back, TOKYO), "2026-02-28T09:00:00+09:00");
}

#[test]
fn business_days_leave_out_weekends_and_holidays() {
    let hours = weekdays("9:00", "18:00");
    let calendar = Calendar::of_hours(&hours);
    // Thursday before Golden Week 2026: 4/29 Showa Day, 5/3 to 5/6 holidays, 5/2 a Saturday.
    let later = civil::add(at("2026-04-28 15:00"), amount(3, Unit::BusinessDay), TOKYO, calendar);
    assert_eq!(shown(later, TOKYO), "2026-05-07T15:00:00+09:00");
    let earlier = civil::subtract(later, amount(3, Unit::BusinessDay), TOKYO, calendar);
    assert_eq!(shown(earlier, TOKYO), "2026-04-28T15:00:00+09:00");
    assert!(!calendar.is_business_day(date("2026-05-06")));
}

#[test]
fn amounts_beyond_the_calendar_end_at_its_end() {
    for unit in [Unit::Minute, Unit::Hour, Unit::Day, Unit::BusinessDay, Unit::Week, Unit::Month, Unit::Year] {
        let far = civil::add(at("2026-04-01"), amount(u32::MAX, unit), TOKYO, EVERY_DAY);
        assert!(far > at("2026-04-01"), "{unit:?}");
        let early = civil::subtract(at("2026-04-01"), amount(u32::MAX, unit), TOKYO, EVERY_DAY);
        assert!(early < at("2026-04-01"), "{unit:?}");
    }
    for end in [Instant(i64::MIN), Instant(i64::MAX)] {
        assert!(!civil::format_local(end, TOKYO).en.is_empty());
        assert!(civil::next_sending_time(end, TOKYO, Some(&weekdays("9:00", "18:00"))) >= end);
    }
}

#[test]
fn the_next_sending_time_leaves_out_nights_weekends_and_holidays() {
    let next = |from: &str| shown(civil::next_sending_time(at(from), TOKYO, Some(&weekdays("9:00", "18:00"))), TOKYO);
    assert_eq!(next("2026-04-01 10:15"), "2026-04-01T10:15:00+09:00");
    assert_eq!(next("2026-04-01 08:59"), "2026-04-01T09:00:00+09:00");
    assert_eq!(next("2026-04-01 18:00"), "2026-04-02T09:00:00+09:00");
    assert_eq!(next("2026-04-03 20:00"), "2026-04-06T09:00:00+09:00");
    assert_eq!(next("2026-05-01 18:00"), "2026-05-07T09:00:00+09:00");
    assert_eq!(civil::next_sending_time(at("2026-04-04 03:00"), TOKYO, None), at("2026-04-04 03:00"));
}

#[test]
fn sending_hours_follow_changes_of_the_clock() {
    let hours = |from: &str, to: &str| SendingHours {
        days: BusinessWeek::EveryDay,
        from: clock(from),
        to: clock(to),
        holidays: None,
    };
    let zone = "America/New_York";
    // 2:00 to 3:00 is skipped on 2026-03-08: the window from 2:30 opens at the jump.
    let jump = civil::next_sending_time(local("2026-03-08 01:00", zone), zone, Some(&hours("2:30", "8:00")));
    assert_eq!(shown(jump, zone), "2026-03-08T03:00:00-04:00");
    // A window that lies in the gap does not open on that day.
    let lost = civil::next_sending_time(local("2026-03-08 01:00", zone), zone, Some(&hours("2:00", "3:00")));
    assert_eq!(shown(lost, zone), "2026-03-09T02:00:00-04:00");
    // 1:00 to 2:00 occurs twice on 2026-11-01, and so does an opening at 1:30.
    let second = local("2026-11-01 01:00", zone).plus_milliseconds(3_600_000);
    assert_eq!(shown(second, zone), "2026-11-01T01:00:00-05:00");
    let twice = civil::next_sending_time(second, zone, Some(&hours("1:30", "1:45")));
    assert_eq!(shown(twice, zone), "2026-11-01T01:30:00-05:00");
}

#[test]
fn times_are_written_for_people_and_for_machines() {
    let time = at("2026-04-06 09:00");
    let text = civil::format_local(time, TOKYO);
    assert_eq!((text.en.as_str(), text.ja.as_str()), ("Mon 2026-04-06 09:00", "2026年4月6日（月）9:00"));
    assert_eq!(civil::rfc3339(time), "2026-04-06T00:00:00Z");
    assert_eq!(civil::rfc3339(time.plus_milliseconds(5)), "2026-04-06T00:00:00.005Z");
    assert_eq!(civil::rfc3339_in(time, TOKYO), "2026-04-06T09:00:00+09:00");
    assert_eq!(civil::rfc5322(time, TOKYO), "Mon, 06 Apr 2026 09:00:00 +0900");
    assert_eq!(civil::weekday(date("2026-04-06")), Weekday::Monday);
    assert!(civil::is_zone("Asia/Tokyo") && !civil::is_zone("Tokyo") && !civil::is_zone(""));
}

#[test]
fn times_are_read_with_and_without_an_offset() {
    let nine = at("2026-04-06 09:00");
    for text in [
        "2026-04-06T00:00:00Z",
        "2026-04-06T09:00:00+09:00",
        "2026-04-06T09:00+09:00",
        "2026-04-06 09:00+09:00",
        "2026-04-06 09:00 +09:00",
        "2026-04-06T00:00Z",
        "2026/4/6 9:00",
        " 2026-04-06T09:00 ",
        "2026-04-06 09:00:00",
    ] {
        assert_eq!(civil::parse_datetime(text, TOKYO), Some(nine), "{text}");
    }
    assert_eq!(civil::parse_datetime("2026-04-06", TOKYO), Some(at("2026-04-06 0:00")));
    assert_eq!(civil::parse_datetime("2026-04-06 09:00:30.25", TOKYO), Some(nine.plus_milliseconds(30_250)));
    for text in [
        "",
        "9:00",
        "2026-02-29 9:00",
        "2026-04-06 25:00",
        "2026-04-06 9:60",
        "2026-04-06T09:00+",
        "2026-04-06T09+09:00",
        "2026-04-06 9:00:61",
        "tomorrow",
        "2026-04-06 9",
    ] {
        assert_eq!(civil::parse_datetime(text, TOKYO), None, "{text}");
    }
}

/// Milliseconds of 2000 to 2040.
fn instants() -> impl Strategy<Value = Instant> {
    (946_684_800_000_i64..2_208_988_800_000).prop_map(Instant)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn days_are_never_early_and_keep_the_clock(zone in prop::sample::select(&ZONES), start in instants(), count in 0u32..=400) {
        let later = civil::add(start, days(count), zone, EVERY_DAY);
        prop_assert!(later >= start);
        let meant = (civil::plus_days(civil::local_date(start, zone), i64::from(count)), civil::local_clock(start, zone));
        let found = (civil::local_date(later, zone), civil::local_clock(later, zone));
        prop_assert!(found >= meant, "{found:?} is before {meant:?}");
        // Other than that only where the clock skips the time: by at most a day, in Samoa; else by an hour at most.
        prop_assert!(civil::days_between(meant.0, found.0) <= 1);
        let minutes = i64::from(found.1.minutes) - i64::from(meant.1.minutes) + 1_440 * civil::days_between(meant.0, found.0);
        prop_assert!(minutes <= 60 || (zone == "Pacific/Apia" && minutes <= 1_440), "moved by {minutes} minutes");
        let back = civil::subtract(later, days(count), zone, EVERY_DAY);
        prop_assert!(back <= later);
    }

    #[test]
    fn the_next_sending_time_is_open_and_the_earliest(
        zone in prop::sample::select(&ZONES),
        start in instants(),
        from in 0u16..1_410,
        length in 30u16..600,
        weekend in any::<bool>(),
    ) {
        let to = (from + length).min(1_440);
        let hours = SendingHours {
            days: if weekend { BusinessWeek::EveryDay } else { BusinessWeek::Weekdays },
            from: sodate::ir::time::ClockTime { minutes: from },
            to: sodate::ir::time::ClockTime { minutes: to },
            holidays: None,
        };
        let next = civil::next_sending_time(start, zone, Some(&hours));
        prop_assert!(next >= start);
        prop_assert!(civil::is_open(next, zone, &hours));
        let mut between = start;
        while between < next {
            prop_assert!(!civil::is_open(between, zone, &hours), "{} was open", shown(between, zone));
            between = between.plus_milliseconds(15 * 60_000);
        }
        if next > start {
            prop_assert!(!civil::is_open(next.plus_milliseconds(-1), zone, &hours));
        }
    }
}
