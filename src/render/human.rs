//! Findings drawn for people. The frame with the source lines is drawn by miette; the words around it (severity, help) are
//! ours, because they exist in two languages.

use super::Look;
use super::excerpt::Excerpt;
use super::layout::{self, clean, clean_line};
use crate::diagnostic::{Diagnostic, Label, Language, Severity, Text};
use crate::source::Sources;
use anstyle::AnsiColor;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};
use std::fmt;

/// Narrowest column that a label's words are wrapped to.
const LABEL_COLUMNS: usize = 30;

/// Columns that the frame takes beside the line number: spaces and the bar.
const FRAME_COLUMNS: usize = 5;

/// The word for a severity.
#[must_use]
pub fn severity_word(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::English) => "error",
        (Severity::Warning, Language::English) => "warning",
        (Severity::Note, Language::English) => "note",
        (Severity::Error, Language::Japanese) => "エラー",
        (Severity::Warning, Language::Japanese) => "注意",
        (Severity::Note, Language::Japanese) => "参考",
    }
}

/// What stands before the way out.
#[must_use]
pub fn help_word(language: Language) -> &'static str {
    match language {
        Language::English => "help: ",
        Language::Japanese => "直し方: ",
    }
}

/// One finding, with its source lines. Ends with a line feed.
#[must_use]
pub fn diagnostic(one: &Diagnostic, sources: &Sources, look: &Look) -> String {
    let title = format!("{} {}", severity_word(one.severity, look.language), one.code);
    let labels: Vec<&Label> = std::iter::once(&one.primary).chain(&one.others).collect();
    let help = one.help.as_ref().or_else(|| one.fixes.first().map(|fix| &fix.title));
    let mut text = drawing(&title, one.severity, &one.message, &labels, help, sources, look);
    if let Some(test) = &one.test {
        text.push_str(&test_lines(test, look));
    }
    text
}

/// A test that shows the finding. Its lines are not wrapped: they are to be pasted.
fn test_lines(test: &str, look: &Look) -> String {
    let (word, what) = match look.language {
        Language::English => ("shown by: ", "this test, ready to paste, which passes as long as the promise is broken"),
        Language::Japanese => ("起こる例: ", "次のテストを貼り付けて確かめられます（約束が破れている間は合格します）"),
    };
    let plain = layout::hanging(&format!("  {word}"), what, look.width);
    let head = plain.replacen(word, &look.paint(AnsiColor::Cyan.on_default(), word), 1);
    test.lines().fold(head + "\n", |text, line| text + "    " + &clean_line(line) + "\n")
}

/// Anything that is said about places in the source: a finding, or an expectation of a test that does not hold.
#[must_use]
pub fn drawing(
    title: &str,
    severity: Severity,
    message: &Text,
    labels: &[&Label],
    help: Option<&Text>,
    sources: &Sources,
    look: &Look,
) -> String {
    let language = look.language;
    let texts: Vec<String> = labels.iter().map(|label| clean_line(label.text.get(language))).collect();
    let spans: Vec<_> =
        labels.iter().zip(&texts).map(|(label, text)| (label.span, layout::width(text).min(LABEL_COLUMNS))).collect();
    let room = look.width.saturating_sub(margin(labels, sources));
    let excerpt = Excerpt::new(sources, &spans, &look.prefix, room);
    let labels = place_labels(&excerpt, &texts, room);
    let style = match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    };
    let message = format!("{} {}", look.paint(style, &format!("{title}:")), clean(message.get(language)));
    let drawn = Drawn { message, severity, labels, excerpt };
    let mut out = String::new();
    if handler(&drawn, look).render_report(&mut out, &drawn).is_err() {
        // Only formatting into a full string could fail, which does not happen; the message must not be lost even so.
        out = format!("  {}\n", drawn.message);
    }
    if let Some(help) = help {
        out.push_str(&help_lines(help.get(language), look));
    }
    trim_lines(&out)
}

/// Columns left of the source text: the line number, the bar, and arrows where labels cover several lines.
fn margin(labels: &[&Label], sources: &Sources) -> usize {
    let lines = |label: &Label| {
        let line = |offset| sources.line_column(label.span.file, offset).line;
        (line(label.span.start), line(label.span.end))
    };
    let last = labels.iter().map(|label| lines(label).1 + 1).max().unwrap_or(1);
    let arrows = labels.iter().filter(|label| lines(label).0 != lines(label).1).count();
    last.to_string().len() + FRAME_COLUMNS + if arrows > 0 { arrows + 3 } else { 0 }
}

fn help_lines(text: &str, look: &Look) -> String {
    let word = help_word(look.language);
    let plain = layout::hanging(&format!("  {word}"), &clean(text), look.width);
    plain.replacen(word, &look.paint(AnsiColor::Cyan.on_default(), word), 1)
}

fn trim_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

fn place_labels(excerpt: &Excerpt, texts: &[String], room: usize) -> Vec<LabeledSpan> {
    let mut labels = Vec::new();
    for (at, (placed, text)) in excerpt.placed.iter().zip(texts).enumerate() {
        // One cause in many places of a line: its words once.
        let text = if at > 0 && texts.first() == Some(text) { "" } else { text };
        let columns = room.saturating_sub(placed.middle_column + 4).max(LABEL_COLUMNS);
        let text = layout::wrap(text, columns).join("\n");
        let (start, length) = (placed.shown.start, placed.shown.len());
        let text = (!text.is_empty()).then_some(text);
        labels.push(if at == 0 {
            LabeledSpan::new_primary_with_span(text, (start, length))
        } else {
            LabeledSpan::new(text, start, length)
        });
    }
    labels
}

fn handler(drawn: &Drawn, look: &Look) -> GraphicalReportHandler {
    let characters = if look.ascii { ThemeCharacters::ascii() } else { ThemeCharacters::unicode() };
    let mut styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let severity = match drawn.severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Note => styles.advice,
    };
    let mut order: Vec<&LabeledSpan> = drawn.labels.iter().collect();
    order.sort_by_key(|label| label.offset());
    styles.highlights = order.iter().map(|label| if label.primary() { severity } else { styles.advice }).collect();
    if styles.highlights.is_empty() {
        styles.highlights.push(severity);
    }
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(look.width)
        .with_links(false)
        .with_context_lines(super::excerpt::CONTEXT_LINES)
        .without_syntax_highlighting()
}

/// A finding as the drawing library wants it.
#[derive(Debug)]
struct Drawn {
    message: String,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    excerpt: Excerpt,
}

impl fmt::Display for Drawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl miette::Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
