//! Dates with their weekday and time as people write them, `2026年6月8日（月） 午前10時`, read as one: half of a moment mended is
//! not mended.

use super::numbers::{day_of_month, other_date, other_time};
use crate::syntax::ast::Date;

/// Longest date, in characters.
const LONGEST_DATE: usize = 14;

/// Longest time of day, in characters: `午前10時30分`, `10:00:00 AM`.
const LONGEST_TIME: usize = 11;

/// What may stand in the brackets behind a date: the day of the week.
const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// The same in English; longer forms begin with these.
const ENGLISH_WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Months in English; a date may have the first three letters alone.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day, and a time where one follows.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Moment {
    /// `2026-06-08`.
    pub date: String,
    /// `10:30`.
    pub time: Option<String>,
    /// Bytes of all of it.
    pub length: usize,
    /// Whether the language reads it as it is.
    pub plain: bool,
}

impl Moment {
    /// In the form of the language.
    pub(in crate::syntax) fn written(&self) -> String {
        self.time.as_ref().map_or_else(|| self.date.clone(), |time| format!("{} {time}", self.date))
    }
}

/// The moment that a text begins with.
pub(in crate::syntax) fn moment_at(text: &str) -> Option<Moment> {
    let (date, end, legal) = match english_date(text) {
        Some((date, end)) => (date, end, false),
        None => digits_date(text)?,
    };
    let rest = text.get(end..)?;
    let weekday = weekday_length(rest);
    let behind = rest.get(weekday..)?;
    let gap = behind.len() - behind.trim_start_matches([' ', '\t', '\u{3000}', 'の', '、', ',']).len();
    let time = behind.get(gap..).and_then(time_at);
    let odd = |(_, length): &(String, usize)| {
        let written = behind.get(gap..gap + length).unwrap_or_default();
        !written.bytes().all(|one| one.is_ascii_digit() || one == b':')
    };
    let plain = legal && weekday == 0 && !time.as_ref().is_some_and(odd);
    let length = end + weekday + time.as_ref().map_or(0, |(_, length)| gap + length);
    Some(Moment { date, time: time.map(|(time, _)| time), length, plain })
}

/// The date of digits that a text begins with, its bytes, and whether the language may read it as it is.
fn digits_date(text: &str) -> Option<(String, usize, bool)> {
    let end = date_length(text);
    let written = text.get(..end)?;
    let date = other_date(written).filter(|_| written.contains(['年', '.', '/', '-']))?;
    let legal = written.is_ascii() && !written.contains('.') && written.starts_with(|one: char| one.is_ascii_digit());
    Some((date, end, legal))
}

/// The date that a text begins with, and its bytes: `June 8, 2026`, `8th Jun 2026`. Without a year it may be anything.
pub(in crate::syntax) fn english_date(text: &str) -> Option<(String, usize)> {
    let (first, first_end) = part(text, 0)?;
    month(first).or_else(|| day(first))?;
    let (second, second_end) = part(text, first_end)?;
    let (month, day) = match month(first) {
        Some(month) => (month, day(second)?),
        None => (month(second)?, day(first)?),
    };
    let (year, end) = part(text, second_end).filter(|(year, _)| year.len() == 4)?;
    Date::new(year.parse().ok()?, month, day)?;
    Some((format!("{year}-{month:02}-{day:02}"), end))
}

/// The day without a year that a text begins with, as `06-08`, and its bytes: `Jun 8`, `8th June`.
pub(super) fn english_day(text: &str) -> Option<(String, usize)> {
    let (first, first_end) = part(text, 0)?;
    month(first).or_else(|| day(first))?;
    let (second, end) = part(text, first_end)?;
    let (month, day) = match month(first) {
        Some(month) => (month, day(second)?),
        None => (month(second)?, day(first)?),
    };
    Date::new(2024, month, day)?;
    Some((format!("{month:02}-{day:02}"), end))
}

/// The next letters and digits behind blanks, commas and dots, and where they end.
fn part(text: &str, from: usize) -> Option<(&str, usize)> {
    let rest = text.get(from..)?;
    let gap = if from == 0 { 0 } else { rest.len() - rest.trim_start_matches([' ', ',', '.']).len() };
    let rest = rest.get(gap..)?;
    let length = rest.find(|one: char| !unicode_ident::is_xid_continue(one)).unwrap_or(rest.len());
    (length > 0 && (gap > 0 || from == 0)).then(|| rest.get(..length)).flatten().map(|part| (part, from + gap + length))
}

fn month(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let short = if word == "sept" { "sep" } else { &word };
    let at = MONTHS.iter().position(|month| *month == word || short.len() == 3 && month.starts_with(short))?;
    u8::try_from(at + 1).ok()
}

fn day(word: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

/// A text that is all a moment with a time, as a datetime of the language is written.
pub(crate) fn datetime_meant(text: &str) -> Option<String> {
    let text = text.trim();
    let iso = text.split_once('T').and_then(|(date, time)| Some((other_date(date)?, other_time(time)?)));
    if let Some((date, time)) = iso {
        return Some(format!("{date} {time}"));
    }
    let moment = moment_at(text).filter(|moment| moment.time.is_some())?;
    (moment.length == text.len()).then(|| moment.written())
}

/// How a text that lacks the year or the time would be written with them, as an example: they are the author's to say.
pub(crate) fn datetime_like(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(day) = moment_at(text).filter(|moment| moment.time.is_none()) {
        return (day.length == text.len()).then(|| format!("{} 10:00", day.date));
    }
    let end = text.find('日').map(|at| at + '日'.len_utf8()).or_else(|| text.find([' ', '\u{3000}']))?;
    let (day, rest) = text.split_at_checked(end)?;
    let day = day_of_month(day)?;
    let behind = rest.get(weekday_length(rest)..)?.trim_start();
    let (time, length) = time_at(behind)?;
    (length == behind.len()).then(|| format!("2026-{day} {time}"))
}

/// Bytes that may be a date: an era or a year, then numbers with what parts them.
pub(in crate::syntax) fn date_length(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().take(LONGEST_DATE).peekable();
    while let Some((at, one)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let number = next.is_some_and(char::is_numeric);
        let fits = one.is_numeric()
            || matches!(one, '年' | '月' | '元')
            || at == 0
            || at == '令'.len_utf8() && matches!(one, '和' | '成')
            || matches!(one, '.' | '/' | '-' | '／' | '－') && number;
        if one == '日' {
            return at + one.len_utf8();
        }
        if !fits {
            break;
        }
        end = at + one.len_utf8();
    }
    end
}

/// Bytes of a weekday in brackets behind a date, with the blanks before it: `（月）`, ` (Mon)`.
fn weekday_length(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t', '\u{3000}']);
    let inside = rest.strip_prefix(['(', '（']).and_then(|inside| inside.split_once([')', '）']));
    let Some((day, behind)) = inside else { return 0 };
    let short = day.trim().trim_end_matches("曜日").trim_end_matches('曜');
    let plain = short.to_ascii_lowercase();
    let english = plain.is_ascii() && ENGLISH_WEEKDAYS.iter().any(|one| plain.starts_with(one));
    let known = WEEKDAYS.contains(&short) || english && plain.bytes().all(|one| one.is_ascii_lowercase());
    if known { text.len() - behind.len() } else { 0 }
}

/// The time of day that a text begins with, and its bytes. A number alone is none.
fn time_at(text: &str) -> Option<(String, usize)> {
    let ends: Vec<usize> = text.char_indices().take(LONGEST_TIME).map(|(at, one)| at + one.len_utf8()).collect();
    ends.into_iter().rev().find_map(|end| {
        let (written, behind) = text.split_at_checked(end)?;
        let says = written.contains([':', '：', '時', '午', 'm', 'M']);
        let ends = !behind.starts_with(|one: char| unicode_ident::is_xid_continue(one) || matches!(one, ':' | '：'));
        let trimmed = written.trim() == written;
        other_time(written).filter(|_| says && ends && trimmed).map(|time| (time, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_whole() {
        for (written, date, time, length) in [
            ("2026年6月8日(月) 10時30分 x", "2026-06-08", Some("10:30"), "2026年6月8日(月) 10時30分".len()),
            ("2026/6/8 午前10時  x", "2026-06-08", Some("10:00"), "2026/6/8 午前10時".len()),
            ("2026年6月12日14時 }", "2026-06-12", Some("14:00"), "2026年6月12日14時".len()),
            ("令和8年4月1日 送信", "2026-04-01", None, "令和8年4月1日".len()),
            ("2026-06-08（月曜日） 10:30 x", "2026-06-08", Some("10:30"), "2026-06-08（月曜日） 10:30".len()),
            ("2026-06-08 (Monday) 2pm", "2026-06-08", Some("14:00"), "2026-06-08 (Monday) 2pm".len()),
            ("2026-06-08 3日後", "2026-06-08", None, 10),
            ("June 8 2026 send x", "2026-06-08", None, "June 8 2026".len()),
            ("8 June 2026 send x", "2026-06-08", None, "8 June 2026".len()),
            ("Jun. 8th, 2026 10:00 x", "2026-06-08", Some("10:00"), "Jun. 8th, 2026 10:00".len()),
        ] {
            let moment = moment_at(written).unwrap();
            assert_eq!(
                (moment.date.as_str(), moment.time.as_deref(), moment.length),
                (date, time, length),
                "{written}"
            );
        }
        assert!(moment_at("2026-06-08 10:00 x").unwrap().plain);
        assert!(moment_at("2026/6/8 x").unwrap().plain);
        assert!(!moment_at("2026/6/8（月） x").unwrap().plain);
        assert_eq!(moment_at("20260408"), None);
        for other in ["June 8", "June 31 2026", "june_offer 8 2026", "8 emails 2026", "March"] {
            assert_eq!(moment_at(other), None, "{other}");
        }
    }

    #[test]
    fn a_datetime_in_quotes_is_known_or_has_an_example() {
        for written in ["2026年6月12日 14時", "2026年6月12日(金) 14:00", "2026-06-12T14:00", "2026-06-12 2pm"] {
            assert_eq!(datetime_meant(written).as_deref(), Some("2026-06-12 14:00"), "{written}");
        }
        assert_eq!(datetime_meant("2026-06-12 14時ごろ"), None);
        assert_eq!(datetime_like("2026-06-12").as_deref(), Some("2026-06-12 10:00"));
        assert_eq!(datetime_like("6月12日 14時").as_deref(), Some("2026-06-12 14:00"));
        assert_eq!(datetime_like("来週"), None);
    }

    #[test]
    fn dates_end_where_they_end() {
        for (text, date) in [
            ("令和8年4月1日 送信", "令和8年4月1日"),
            ("2026年4月1日送信", "2026年4月1日"),
            ("R8.4.1 10:00", "R8.4.1"),
            ("8月13日〜", "8月13日"),
            ("R8/8/13 to", "R8/8/13"),
            ("3日後", "3日"),
        ] {
            assert_eq!(text.get(..date_length(text)), Some(date), "{text}");
        }
    }
}
