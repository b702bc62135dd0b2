//! A lead's history drawn as aligned columns: when, how many days after the start, what, and the words. `lead show`, failing
//! tests and the demo hand in plain data.

use super::Look;
use super::layout::{clean_line, pad, width, wrap};
use crate::diagnostic::Language;
use anstyle::{AnsiColor, Style};

/// Kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// A mail left.
    Mail,
    /// A message went out on another channel.
    Message,
    /// The lead clicked.
    Click,
    /// The lead opened a mail.
    Open,
    /// The score changed.
    Score,
    /// Sales was called.
    Handoff,
    /// A team was told.
    Notice,
    /// A run began.
    Start,
    /// A run ended.
    End,
    /// No more mail to the lead: it opted out, or its address is of no use.
    Stop,
    /// The lead did something else.
    Event,
    /// Something about the lead was put on record.
    Data,
    /// A mail was left out.
    Skip,
    /// A mail could not leave yet.
    Wait,
}

/// The kinds that the column always has room for; the word for a message is longer, and has it where one occurs.
const MARKS: [Mark; 13] = [
    Mark::Mail,
    Mark::Click,
    Mark::Open,
    Mark::Score,
    Mark::Handoff,
    Mark::Notice,
    Mark::Start,
    Mark::End,
    Mark::Stop,
    Mark::Event,
    Mark::Data,
    Mark::Skip,
    Mark::Wait,
];

impl Mark {
    /// The word for it.
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Mail, Language::English) => "mail",
            (Self::Message, Language::English) => "message",
            (Self::Message, Language::Japanese) => "メッセージ",
            (Self::Click, Language::English) => "click",
            (Self::Open, Language::English) => "open",
            (Self::Score, Language::English) => "score",
            (Self::Handoff, Language::English) => "handoff",
            (Self::Notice, Language::English) => "notice",
            (Self::Notice, Language::Japanese) => "連絡",
            (Self::End, Language::English) => "end",
            (Self::Stop, Language::English) => "stop",
            (Self::Event, Language::English) => "event",
            (Self::Data, Language::English) => "data",
            (Self::Skip, Language::English) => "skipped",
            (Self::Start, Language::English) => "start",
            (Self::Start, Language::Japanese) => "開始",
            (Self::Wait, Language::English) => "waits",
            (Self::Wait, Language::Japanese) => "待機",
            (Self::Mail, Language::Japanese) => "メール",
            (Self::Click, Language::Japanese) => "クリック",
            (Self::Open, Language::Japanese) => "開封",
            (Self::Score, Language::Japanese) => "スコア",
            (Self::Handoff, Language::Japanese) => "引き渡し",
            (Self::End, Language::Japanese) => "終了",
            (Self::Stop, Language::Japanese) => "停止",
            (Self::Event, Language::Japanese) => "行動",
            (Self::Data, Language::Japanese) => "登録",
            (Self::Skip, Language::Japanese) => "見送り",
        }
    }

    const fn style(self) -> Style {
        match self {
            Self::Mail | Self::Message => AnsiColor::Blue.on_default(),
            Self::Click | Self::Open => AnsiColor::Cyan.on_default(),
            Self::Score => AnsiColor::Magenta.on_default(),
            Self::Handoff => AnsiColor::Green.on_default().bold(),
            Self::Notice => AnsiColor::Green.on_default(),
            Self::End | Self::Stop | Self::Skip | Self::Wait => AnsiColor::Yellow.on_default(),
            Self::Event | Self::Data | Self::Start => Style::new(),
        }
    }
}

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When, as shown: a day, then a time of day. A day equal to the one above is not repeated.
    pub when: String,
    /// Calendar days after the start of the run, where there is one.
    pub day: Option<i64>,
    /// What kind.
    pub mark: Mark,
    /// What happened.
    pub text: String,
    /// More about it, shown dimmed on the next line.
    pub detail: Option<String>,
}

/// `day 3`, `3日後`, as in the scenario's `on day 3`: the first day is day 0.
#[must_use]
pub fn day_word(day: i64, language: Language) -> String {
    match language {
        Language::English => format!("day {day}"),
        Language::Japanese => format!("{day}日後"),
    }
}

/// The lines, aligned. Each ends with a line feed.
#[must_use]
pub fn timeline(lines: &[Line], look: &Look) -> String {
    let whens: Vec<(String, String)> = lines.iter().map(|line| split_when(&clean_line(&line.when))).collect();
    let date_columns = whens.iter().map(|(date, _)| width(date)).max().unwrap_or(0);
    let time_columns = whens.iter().map(|(_, time)| width(time)).max().unwrap_or(0);
    let days: Vec<String> =
        lines.iter().map(|line| line.day.map_or_else(String::new, |day| day_word(day, look.language))).collect();
    let day_columns = days.iter().map(|day| width(day)).max().unwrap_or(0);
    let marks = MARKS.into_iter().chain(lines.iter().map(|line| line.mark));
    let mark_columns = marks.map(|mark| width(mark.word(look.language))).max().unwrap_or(0);
    let mut out = String::new();
    let mut before: Option<&str> = None;
    for ((line, (date, time)), day) in lines.iter().zip(&whens).zip(&days) {
        let shown_date = if before == Some(date.as_str()) { "" } else { date };
        before = Some(date);
        let before_time = " ".repeat(time_columns - width(time));
        let mut lead = format!("  {} {before_time}{time}", pad(shown_date, date_columns));
        if day_columns > 0 {
            lead.push_str(&format!("  {}", pad(day, day_columns)));
        }
        let indent = width(&lead) + 2 + mark_columns + 2;
        let word = line.mark.word(look.language);
        lead.push_str("  ");
        lead.push_str(&look.paint(line.mark.style(), word));
        lead.push_str(&" ".repeat(mark_columns - width(word) + 2));
        push(&mut out, &lead, &clean_line(&line.text), indent, Style::new(), look);
        if let Some(detail) = &line.detail {
            push(&mut out, &" ".repeat(indent), &clean_line(detail), indent, Style::new().dimmed(), look);
        }
    }
    out
}

/// The day and the time of day, as in `Mon 2026-04-06 09:00` and `2026年4月6日（月）9:00`; all in the first where there is no
/// time.
fn split_when(when: &str) -> (String, String) {
    let date = when.trim_end_matches(|one: char| one.is_ascii_digit() || one == ':');
    let time = when.get(date.len()..).unwrap_or_default();
    if time.contains(':') { (date.trim_end().to_owned(), time.to_owned()) } else { (when.to_owned(), String::new()) }
}

fn push(out: &mut String, lead: &str, text: &str, indent: usize, style: Style, look: &Look) {
    let columns = look.width.saturating_sub(indent).max(super::layout::MIN_WIDTH / 2);
    let mut lines = wrap(text, columns);
    if lines.is_empty() {
        lines.push(String::new());
    }
    for (at, line) in lines.iter().enumerate() {
        let before = if at == 0 { lead.to_owned() } else { " ".repeat(indent) };
        let line = if style.is_plain() { line.clone() } else { look.paint(style, line) };
        out.push_str(format!("{before}{line}").trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(when: &str, day: Option<i64>, mark: Mark, text: &str, detail: Option<&str>) -> Line {
        Line { when: when.into(), day, mark, text: text.into(), detail: detail.map(Into::into) }
    }

    #[test]
    fn columns_stay_aligned_in_both_languages() {
        let lines = [
            line("2026-04-01 (Wed) 10:00", Some(0), Mark::Event, "download", Some("resource: 導入ガイド")),
            line("2026-04-01 (Wed) 10:00", Some(0), Mark::Mail, "thanks", None),
            line("2026-04-13 (Mon) 09:00", Some(12), Mark::Handoff, "inside_sales", Some("導入事例を閲覧")),
        ];
        assert_eq!(
            timeline(&lines, &Look::plain(Language::English)),
            "  2026-04-01 (Wed) 10:00  day 0   event    download
                                           resource: 導入ガイド
                   10:00  day 0   mail     thanks
  2026-04-13 (Mon) 09:00  day 12  handoff  inside_sales
                                           導入事例を閲覧
"
        );
        let lines = [
            line("2026年4月1日（水）10:00", Some(0), Mark::Event, "download", None),
            line("2026年4月1日（水）10:00", Some(0), Mark::Mail, "thanks", None),
            line("2026年4月13日（月）9:00", Some(12), Mark::Handoff, "inside_sales", None),
        ];
        assert_eq!(
            timeline(&lines, &Look::plain(Language::Japanese)),
            "  2026年4月1日（水）  10:00  0日後   行動      download
                      10:00  0日後   メール    thanks
  2026年4月13日（月）  9:00  12日後  引き渡し  inside_sales
"
        );
    }

    #[test]
    fn the_longer_word_of_a_message_has_room_where_it_occurs() {
        let lines =
            [line("10:00", None, Mark::Mail, "thanks", None), line("10:00", None, Mark::Message, "hello", None)];
        let drawn = timeline(&lines, &Look::plain(Language::Japanese));
        assert_eq!(drawn, "   10:00  メール      thanks\n   10:00  メッセージ  hello\n");
    }

    #[test]
    fn long_text_wraps_under_its_column() {
        let text = "one two three four five six seven eight nine ten eleven";
        let drawn =
            timeline(&[line("2026-04-01 10:00", None, Mark::Skip, text, None)], &Look::plain(Language::English));
        assert!(drawn.lines().all(|line| width(line) <= 80), "{drawn}");
        assert_eq!(drawn.lines().nth(1).map(|line| line.len() - line.trim_start().len()), Some(29), "{drawn}");
    }
}
