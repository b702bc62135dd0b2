//! Numbers, lengths of time, times and dates as people write them elsewhere: `three`, `三`, `③`, `9:00 AM`, `午後3時半`,
//! `令和8年4月1日`.

use crate::diagnostic::{fold, nearest};
use crate::syntax::ast::{ClockTime, Date};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;
use crate::syntax::surface::Surface;

/// Units of time.
const UNITS: &[Rule] = &[
    Rule::unit_minutes,
    Rule::unit_hours,
    Rule::unit_days,
    Rule::unit_business_days,
    Rule::unit_weeks,
    Rule::unit_months,
    Rule::unit_years,
];

/// What people write for a unit. They are never taken silently; the message names the unit.
const UNIT_SHORTHANDS: &[(&str, Rule)] = &[
    ("m", Rule::unit_minutes),
    ("min", Rule::unit_minutes),
    ("mins", Rule::unit_minutes),
    ("分後", Rule::unit_minutes),
    ("h", Rule::unit_hours),
    ("hr", Rule::unit_hours),
    ("hrs", Rule::unit_hours),
    ("時間後", Rule::unit_hours),
    ("d", Rule::unit_days),
    ("日後", Rule::unit_days),
    ("営業日後", Rule::unit_business_days),
    ("平日", Rule::unit_business_days),
    ("weekday", Rule::unit_business_days),
    ("weekdays", Rule::unit_business_days),
    ("workday", Rule::unit_business_days),
    ("workdays", Rule::unit_business_days),
    ("w", Rule::unit_weeks),
    ("wk", Rule::unit_weeks),
    ("wks", Rule::unit_weeks),
    ("週間後", Rule::unit_weeks),
    ("mo", Rule::unit_months),
    ("mos", Rule::unit_months),
    ("mth", Rule::unit_months),
    ("か月間", Rule::unit_months),
    ("か月後", Rule::unit_months),
    ("ヶ月間", Rule::unit_months),
    ("ヶ月後", Rule::unit_months),
    ("ヵ月間", Rule::unit_months),
    ("ケ月", Rule::unit_months),
    ("ケ月間", Rule::unit_months),
    ("箇月", Rule::unit_months),
    ("個月", Rule::unit_months),
    ("月", Rule::unit_months),
    ("y", Rule::unit_years),
    ("yr", Rule::unit_years),
    ("yrs", Rule::unit_years),
    ("年後", Rule::unit_years),
];

/// Shorthands that can be read in two ways: minutes or months, a month of the calendar or a length.
const DOUBTFUL: &[&str] = &["m", "mo", "月", "平日", "weekday", "weekdays"];

/// A unit that was meant, and whether nothing else can be.
pub(super) struct UnitMeant {
    /// In the form that fits the number.
    pub unit: &'static str,
    /// A known shorthand, or the unit in other letters.
    pub sure: bool,
}

/// The unit that was meant, in the form that fits the number.
pub(super) fn unit_meant(typed: &str, number: &str, surface: Surface) -> Option<UnitMeant> {
    let folded = fold(typed);
    let form = |rule: Rule| match surface {
        Surface::English => forms(rule).get(usize::from(number == "1")).copied(),
        Surface::Japanese => surface.word(rule),
    };
    if let Some((short, rule)) = UNIT_SHORTHANDS.iter().find(|(short, _)| fold(short) == folded) {
        return Some(UnitMeant { unit: form(*rule)?, sure: !DOUBTFUL.contains(short) });
    }
    let all = UNITS.iter().flat_map(|rule| forms(*rule)).copied();
    let near = nearest(typed, all)?;
    let rule = UNITS.iter().find(|rule| forms(**rule).contains(&near)).copied()?;
    Some(UnitMeant { unit: form(rule)?, sure: folded == fold(near) })
}

/// A number with its unit: `3 days`, `3日`.
pub(super) fn amount(number: &str, unit: &str) -> String {
    if unit.is_ascii() { format!("{number} {unit}") } else { format!("{number}{unit}") }
}

/// The unit that follows a number without a blank, if it surely is one.
pub(super) fn unit_behind(typed: &str, number: &str, surface: Surface) -> Option<&'static str> {
    unit_meant(typed, number, surface).filter(|meant| meant.sure).map(|meant| meant.unit)
}

const ENGLISH: &[&str] =
    &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Signs of numbers below one hundred.
pub(super) const KANJI_DIGITS: &str = "〇一二三四五六七八九十";

/// A number in words, circled, or with letters that look like digits, and what follows it without a blank.
pub(super) fn number_meant(written: &str) -> Option<(String, &str)> {
    let lower = written.to_lowercase();
    if let Some(number) = ENGLISH.iter().position(|word| *word == lower) {
        return Some((number.to_string(), ""));
    }
    if let Some(rest) = written.strip_prefix("半年") {
        return rest.is_empty().then(|| ("6".to_owned(), "か月"));
    }
    let kanji = |one: char| KANJI_DIGITS.contains(one);
    let end = written.find(|one: char| !kanji(one)).unwrap_or(written.len());
    if end > 0 {
        return Some((kanji_number(written.get(..end)?)?, written.get(end..)?));
    }
    let folded = |one: char| fold(one.encode_utf8(&mut [0; 4]));
    let circled = |one: char| !one.is_ascii_digit() && folded(one).bytes().all(|digit| digit.is_ascii_digit());
    if let Some(first) = written.chars().next().filter(|one| circled(*one)) {
        return Some((folded(first), written.get(first.len_utf8()..)?));
    }
    let like = |one: char| match one {
        '0'..='9' => Some(one),
        'O' | 'o' | 'О' | 'о' => Some('0'),
        'l' | 'I' | '|' => Some('1'),
        'З' => Some('3'),
        _ => None,
    };
    let number: Option<String> = written.chars().map(like).collect();
    let digit = written.chars().any(|one| one.is_ascii_digit()) || written == "З";
    number.filter(|_| digit && written.chars().any(|one| !one.is_ascii_digit())).map(|number| (number, ""))
}

/// A length of time in words, as the language writes it: `6か月` for `半年間`.
pub(crate) fn amount_meant(written: &str) -> Option<String> {
    let surface = if written.is_ascii() { Surface::English } else { Surface::Japanese };
    let whole = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = match text.split_at_checked(digits).filter(|_| digits > 0) {
            Some((number, behind)) => (number.to_owned(), behind.trim_start()),
            None => number_meant(text)?,
        };
        let unit = unit_behind(behind, &number, surface)?;
        Some(amount(&number, unit))
    };
    whole(written).or_else(|| whole(written.strip_suffix('間')?))
}

/// `十二`, `二十`, `三`: below one hundred.
fn kanji_number(text: &str) -> Option<String> {
    let digit = |one: char| "〇一二三四五六七八九".chars().position(|digit| digit == one);
    let number = match text.split_once('十') {
        None => text.chars().map(digit).try_fold(0, |sum, one| Some(sum * 10 + one?))?,
        Some((tens, ones)) => {
            let single = |part: &str, empty: usize| {
                let mut characters = part.chars();
                match (characters.next(), characters.next()) {
                    (None, _) => Some(empty),
                    (Some(one), None) => digit(one),
                    (Some(_), Some(_)) => None,
                }
            };
            single(tens, 1)? * 10 + single(ones, 0)?
        }
    };
    Some(number.to_string())
}

/// A time as the language writes it, for `9`, `9時`, `9時30分`, `9:00 AM`, `午後3時半`, `9.30`, `0930`, `正午`.
pub(super) fn other_time(written: &str) -> Option<String> {
    let plain: String = fold(written).chars().filter(|one| !one.is_whitespace() && *one != '"').collect();
    if plain == "正午" || plain == "noon" {
        return Some("12:00".to_owned());
    }
    let (plain, mut add) = match (plain.strip_prefix("午前"), plain.strip_prefix("午後")) {
        (Some(rest), _) => (rest, Some(false)),
        (_, Some(rest)) => (rest, Some(true)),
        (None, None) => (plain.as_str(), None),
    };
    let plain = match (plain.strip_suffix("am"), plain.strip_suffix("pm")) {
        (Some(rest), _) => {
            add = Some(false);
            rest
        }
        (_, Some(rest)) => {
            add = Some(true);
            rest
        }
        (None, None) => plain,
    };
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let rest = plain.get(digits.len()..)?;
    let (hour, minutes) = if digits.len() == 4 && rest.is_empty() {
        (digits.get(..2)?.parse::<u16>().ok()?, digits.get(2..)?.parse::<u16>().ok()?)
    } else {
        (digits.parse::<u16>().ok().filter(|_| digits.len() <= 2)?, minutes_of(rest)?)
    };
    let hour = match add {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        Some(_) if hour > 12 => return None,
        Some(_) | None => hour,
    };
    ClockTime::new(hour, minutes).map(|_| format!("{hour}:{minutes:02}"))
}

/// What stands behind the hour.
fn minutes_of(rest: &str) -> Option<u16> {
    match rest {
        "" | "時" => return Some(0),
        "時半" => return Some(30),
        _ => {}
    }
    let two = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() == 2);
    if let Some(rest) = rest.strip_prefix('時') {
        return rest.strip_suffix('分')?.parse().ok();
    }
    let rest = rest.strip_prefix([':', '.', ';'])?;
    match rest.split_once(':') {
        Some((minutes, "00")) => two(minutes),
        Some(_) => None,
        None => two(rest),
    }
}

/// First year of each era less one.
const ERAS: &[(&str, u16)] = &[("令和", 2018), ("r", 2018), ("平成", 1988), ("h", 1988)];

/// A date as the language writes it, for `2026年4月1日`, `2026.4.1`, `20260401`, `令和8年4月1日`.
pub(in crate::syntax) fn other_date(written: &str) -> Option<String> {
    let plain = fold(written);
    let plain = plain.trim_matches('"');
    let plain = plain.strip_suffix('日').unwrap_or(plain);
    if plain.len() == 8 && plain.bytes().all(|one| one.is_ascii_digit()) {
        let (year, rest) = plain.split_at(4);
        return date(year.parse().ok()?, rest.get(..2)?, rest.get(2..)?);
    }
    let parts: Vec<&str> = plain.split(['年', '月', '.', '-', '/']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if let Some((era, before)) = ERAS.iter().find(|(era, _)| year.starts_with(era)) {
        let count = year.strip_prefix(era)?;
        let count: u16 = if count == "元" { 1 } else { count.parse().ok()? };
        return date(before.checked_add(count)?, month, day);
    }
    date(year.parse().ok().filter(|_| year.len() == 4)?, month, day)
}

fn date(year: u16, month: &str, day: &str) -> Option<String> {
    Some(Date::new(year, month.parse().ok()?, day.parse().ok()?)?.to_string())
}

/// Month and day of a date without a year: `4/1`, `4月1日`.
pub(in crate::syntax) fn day_of_month(written: &str) -> Option<String> {
    let plain = fold(written);
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let (month, day) = plain.split_once(['月', '/'])?;
    let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
    // A year with a 29 February, so that this day is one.
    Date::new(2028, month, day).map(|_| format!("{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_of_all_kinds_are_understood() {
        for (written, meant) in [
            ("9", "9:00"),
            ("9時", "9:00"),
            ("９時半", "9:30"),
            ("9:00AM", "9:00"),
            ("9:05 pm", "21:05"),
            ("12am", "0:00"),
            ("12pm", "12:00"),
            ("午前9時", "9:00"),
            ("午後3時半", "15:30"),
            ("0930", "9:30"),
            ("9.30", "9:30"),
            ("9:00:00", "9:00"),
            ("\"9:00\"", "9:00"),
            ("正午", "12:00"),
        ] {
            assert_eq!(other_time(written).as_deref(), Some(meant), "{written}");
        }
        for written in ["25時", "9:60", "13pm", "9:5", "123", "9時と", ""] {
            assert_eq!(other_time(written), None, "{written}");
        }
        for written in ["2026年4月1日", "2026.4.1", "20260401", "令和8年4月1日", "R8.4.1", "\"2026-04-01\""] {
            assert_eq!(other_date(written).as_deref(), Some("2026-04-01"), "{written}");
        }
        for written in ["26.4.1", "2026年13月1日", "2026年4月", "20261301"] {
            assert_eq!(other_date(written), None, "{written}");
        }
        assert_eq!(day_of_month("4/1").as_deref(), Some("04-01"));
        assert_eq!(day_of_month("10月1日").as_deref(), Some("10-01"));
        assert_eq!(day_of_month("13/1"), None);
    }

    #[test]
    fn numbers_in_words_are_understood() {
        for (written, meant) in
            [("three", "3"), ("三", "3"), ("十二", "12"), ("二十", "20"), ("③", "3"), ("l0", "10"), ("1O", "10")]
        {
            assert_eq!(number_meant(written), Some((meant.to_owned(), "")), "{written}");
        }
        assert_eq!(number_meant("三日間"), Some(("3".to_owned(), "日間")));
        assert_eq!(number_meant("半年"), Some(("6".to_owned(), "か月")));
        for written in ["thanks", "lead", "10", "Il", "日"] {
            assert_eq!(number_meant(written), None, "{written}");
        }
    }
}
