//! The explanation page of a code, drawn for the terminal: the chosen language's words, then the wrong and the right example.
//! Pages are Markdown of one fixed shape (headings, paragraphs, `flow` blocks), so a few rules draw them.

use super::Look;
use super::layout::wrap;
use crate::diagnostic::Language;
use anstyle::{AnsiColor, Style};

/// Parts of a page.
struct Parts<'a> {
    title: &'a str,
    english: Vec<&'a str>,
    japanese: Vec<&'a str>,
    examples: Vec<(&'a str, Vec<&'a str>)>,
}

/// A page (the text of docs/diagnostics/F….md) in the chosen language. Ends with a line feed.
#[must_use]
pub fn page(text: &str, look: &Look) -> String {
    let parts = parts(text);
    let mut out = look.paint(Style::new().bold(), parts.title);
    out.push_str("\n\n");
    let words = match look.language {
        Language::English => parts.english,
        Language::Japanese => parts.japanese,
    };
    for paragraph in words.join("\n").split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        draw_paragraph(&mut out, paragraph, look);
        out.push('\n');
    }
    for (heading, lines) in parts.examples {
        let heading = example_word(heading, look.language);
        out.push_str(&look.paint(AnsiColor::Cyan.on_default(), heading));
        out.push('\n');
        for line in lines {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    format!("{}\n", out.trim_end())
}

/// The words of a page in the chosen language, as one paragraph of Markdown.
#[must_use]
pub fn words(text: &str, language: Language) -> String {
    let parts = parts(text);
    let (lines, between) = match language {
        Language::English => (parts.english, " "),
        Language::Japanese => (parts.japanese, ""),
    };
    let lines: Vec<&str> = lines.into_iter().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(between)
}

/// A page in the chosen language as Markdown, for readers that draw it themselves.
#[must_use]
pub fn markdown(text: &str, language: Language) -> String {
    let mut out = format!("{}\n", words(text, language));
    for (heading, lines) in parts(text).examples {
        out.push_str(&format!("\n{}\n\n```flow\n", example_word(heading, language)));
        for line in lines {
            out.push_str(&format!("{line}\n"));
        }
        out.push_str("```\n");
    }
    out
}

fn example_word(heading: &str, language: Language) -> &str {
    match (heading, language) {
        ("Bad", Language::English) => "Wrong:",
        ("Good", Language::English) => "Right:",
        ("Bad", Language::Japanese) => "悪い例:",
        ("Good", Language::Japanese) => "よい例:",
        (other, Language::English | Language::Japanese) => other,
    }
}

fn parts(text: &str) -> Parts<'_> {
    let mut parts = Parts { title: "", english: Vec::new(), japanese: Vec::new(), examples: Vec::new() };
    let mut section = "";
    let mut in_code = false;
    for line in text.lines() {
        if in_code {
            if line.starts_with("```") {
                in_code = false;
            } else if let Some((_, lines)) = parts.examples.last_mut() {
                lines.push(line);
            }
        } else if line.starts_with("```") {
            in_code = true;
            parts.examples.push((section, Vec::new()));
        } else if let Some(heading) = line.strip_prefix("## ") {
            section = heading.trim();
        } else if let Some(heading) = line.strip_prefix("# ") {
            parts.title = heading.trim();
        } else if section.is_empty() {
            parts.english.push(line);
        } else if section == "日本語" {
            parts.japanese.push(line);
        }
    }
    parts
}

/// Lines of a paragraph flow together; items of a list stay apart.
fn draw_paragraph(out: &mut String, paragraph: &str, look: &Look) {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(item) = line.strip_prefix("- ") {
            blocks.push(("- ", item.to_owned()));
        } else if let Some((_, block)) = blocks.last_mut() {
            // Words of Western text need a space where lines meet, Japanese sentences must not get one.
            let wide = |one: Option<char>| one.is_some_and(|one| super::layout::char_width(one) == 2);
            if !(wide(block.chars().next_back()) || wide(line.chars().next())) {
                block.push(' ');
            }
            block.push_str(line);
        } else {
            blocks.push(("", line.to_owned()));
        }
    }
    for (lead, block) in blocks {
        for (at, line) in wrap(&block, look.width.saturating_sub(lead.len())).iter().enumerate() {
            let before = if at == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
            out.push_str(format!("{before}{line}").trim_end());
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# F0999 some-name\nOne line\nand another.\n\n- a\n- b\n\n## 日本語\n一行目、\n二行目。\n\n## Bad\n```flow\nx {\n  y\n}\n```\n\n## Good\n```flow\nz\n```\n";

    #[test]
    fn words_are_those_of_one_language() {
        let page = "# F1 x\nOne line\nand another.\n\n## 日本語\n一行目、\n二行目。\n\n## Bad\n";
        assert_eq!(words(page, Language::English), "One line and another.");
        assert_eq!(words(page, Language::Japanese), "一行目、二行目。");
    }

    #[test]
    fn each_language_shows_its_words_and_the_examples() {
        assert_eq!(
            page(PAGE, &Look::plain(Language::English)),
            "F0999 some-name\n\nOne line and another.\n\n- a\n- b\n\nWrong:\n    x {\n      y\n    }\n\nRight:\n    z\n"
        );
        assert_eq!(
            page(PAGE, &Look::plain(Language::Japanese)),
            "F0999 some-name\n\n一行目、二行目。\n\n悪い例:\n    x {\n      y\n    }\n\nよい例:\n    z\n"
        );
    }
}
