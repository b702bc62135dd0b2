//! The text part of an HTML body: what a reader sees, with lines where elements begin and end, and every address behind the
//! words that lead to it.

use crate::ir::lower::link::Target;
use crate::ir::lower::plain::Plain;
use crate::ir::{Expression, Template};
use unicode_width::UnicodeWidthChar;

/// Elements that stand apart from what is before and after them.
const BLOCKS: [&str; 20] = [
    "address",
    "article",
    "blockquote",
    "center",
    "div",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Elements that stand on lines of their own.
const LINES: [&str; 3] = ["dd", "dt", "tr"];

/// Elements whose content nobody reads.
const UNSEEN: [&str; 3] = ["head", "style", "title"];

/// Named characters that mails use; others stay as they are written.
const NAMED: [(&str, &str); 24] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ensp", " "),
    ("emsp", "\u{3000}"),
    ("thinsp", " "),
    ("zwnj", ""),
    ("zwj", ""),
    ("shy", ""),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("middot", "·"),
    ("bull", "•"),
    ("yen", "¥"),
    ("rarr", "→"),
    ("laquo", "«"),
    ("raquo", "»"),
];

/// The text part under construction.
#[derive(Debug, Default)]
pub(super) struct PlainText {
    plain: Plain,
    /// Open elements: their names, and whether their content is unseen.
    open: Vec<(String, bool)>,
    /// Where the link that is open leads, and the words in it so far.
    link: Option<(Target, String)>,
    /// White space has come since the last word.
    space: bool,
    /// The last word ended with a wide character.
    wide: bool,
}

impl PlainText {
    fn is_unseen(&self) -> bool {
        self.open.iter().any(|(_, unseen)| *unseen)
    }

    pub fn start(&mut self, name: &str, style: &str, leads_to: Option<Target>) {
        if name == "br" {
            return self.line_end();
        }
        let hidden = style.split(';').any(|one| {
            let one: String = one.chars().filter(|one| !one.is_whitespace()).collect();
            one.eq_ignore_ascii_case("display:none")
        });
        let unseen = UNSEEN.contains(&name) || hidden;
        if !self.is_unseen() && !unseen {
            self.begin(name);
        }
        if let Some(target) = leads_to.filter(|_| name == "a") {
            self.link = Some((target, String::new()));
        }
        if !super::VOID.contains(&name) {
            self.open.push((name.to_owned(), unseen));
        }
    }

    fn line_end(&mut self) {
        if !self.is_unseen() {
            self.plain.text("\n");
            self.space = false;
        }
    }

    fn begin(&mut self, name: &str) {
        if name == "li" {
            self.plain.begin_item("- ");
        } else if BLOCKS.contains(&name) {
            self.plain.begin_block();
            if name == "hr" {
                self.plain.text("----------");
                self.plain.end_block();
            } else if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                self.plain.text("■ ");
            }
        } else if LINES.contains(&name) {
            self.plain.break_line();
        } else if matches!(name, "td" | "th") {
            if self.plain.is_mid_line() {
                self.plain.text(" ");
            }
        } else {
            return;
        }
        self.space = false;
    }

    pub fn end(&mut self, name: &str) {
        let Some((_, unseen)) = self.open.iter().rposition(|(open, _)| open == name).map(|at| self.open.remove(at))
        else {
            return;
        };
        if unseen || self.is_unseen() {
            return;
        }
        match name {
            "a" => self.end_link(),
            "li" => self.plain.end_item(),
            name if BLOCKS.contains(&name) => self.plain.end_block(),
            name if LINES.contains(&name) => self.plain.break_line(),
            _ => return,
        }
        self.space = false;
    }

    fn end_link(&mut self) {
        let Some((target, words)) = self.link.take() else { return };
        let before = if words.trim().is_empty() { "" } else { ": " };
        match target {
            Target::Named(name) => {
                self.plain.text(before);
                self.plain.link(&name);
            }
            Target::Row(value) => {
                self.plain.text(before);
                self.plain.value(&value);
            }
            Target::Address(address) => {
                let address = address.strip_prefix("mailto:").unwrap_or(&address);
                if words.trim() != address {
                    self.plain.text(before);
                    self.plain.text(address);
                }
            }
        }
        self.space = true;
        self.wide = false;
    }

    /// Words as written in HTML. White space is one blank, and none between wide characters, where an editor broke the line.
    pub fn words(&mut self, html: &str) {
        if self.is_unseen() {
            return;
        }
        let preformatted = self.open.iter().any(|(name, _)| name == "pre");
        let mut out = String::new();
        for one in decoded(html).chars() {
            if one.is_whitespace() && !matches!(one, '\u{a0}' | '\u{3000}') && !preformatted {
                self.space = true;
                continue;
            }
            let is_wide = one.width() == Some(2);
            let begun = !out.is_empty() || self.plain.is_mid_line();
            if self.space && begun && !(self.wide && is_wide) {
                out.push(' ');
            }
            self.space = false;
            self.wide = is_wide;
            out.push(if one == '\u{a0}' { ' ' } else { one });
        }
        if let Some((_, words)) = &mut self.link {
            words.push_str(&out);
        }
        if !out.is_empty() {
            self.stand_apart();
        }
        self.plain.text(&out);
    }

    pub fn value(&mut self, value: &Expression) {
        if self.is_unseen() {
            return;
        }
        if self.space && self.plain.is_mid_line() && !self.wide {
            self.plain.text(" ");
        }
        (self.space, self.wide) = (false, false);
        self.stand_apart();
        if let Some((_, words)) = &mut self.link {
            words.push('…');
        }
        self.plain.value(value);
    }

    /// What begins a line behind a block keeps its distance.
    fn stand_apart(&mut self) {
        if !self.plain.is_mid_line() {
            self.plain.begin_block();
        }
    }

    /// A blank before a branch belongs before it, and one at its end into it.
    fn write_space(&mut self) {
        if self.space && self.plain.is_mid_line() && !self.is_unseen() {
            self.plain.text(" ");
            self.space = false;
        }
    }

    pub fn begin_if(&mut self, condition: &Expression) {
        self.write_space();
        self.plain.begin_if(condition);
    }

    pub fn begin_each(&mut self, content: &str, at_most: Option<u32>) {
        self.write_space();
        self.plain.begin_each(content, at_most);
    }

    pub fn begin_else(&mut self) {
        self.write_space();
        self.plain.begin_else();
    }

    pub fn end_branch(&mut self) {
        self.write_space();
        self.plain.end();
    }

    pub fn finish(self) -> Template {
        self.plain.finish()
    }
}

/// Text of HTML with its character references resolved.
pub(super) fn decoded(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let name = reference.get(1..).unwrap_or_default().split(';').next().unwrap_or_default();
        let length = 1 + name.len() + 1;
        let found = reference.get(length - 1..length).filter(|end| *end == ";").and_then(|_| character(name));
        match found {
            Some(text) => {
                out.push_str(&text);
                rest = reference.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        // Characters that make blanks behind a preheader, and those that stand for values here.
        let invisible = matches!(code, 0x200b..=0x200f | 847) || code >= 0xf_0000;
        return Some(if invisible { String::new() } else { char::from_u32(code)?.to_string() });
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}
