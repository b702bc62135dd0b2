//! Lines of a text: where they begin, how far they are indented, and which of them begin a declaration.

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    pub(super) fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Number of the line, from 0, that a byte lies in.
    pub(super) fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// First byte of a line; the end of the text for a line beyond the last.
    pub(super) fn start(&self, number: usize, text: &str) -> usize {
        self.starts.get(number).copied().unwrap_or(text.len())
    }

    /// How many lines there are; at least one.
    pub(super) const fn count(&self) -> usize {
        self.starts.len()
    }

    /// A line with its line break.
    pub(super) fn line<'t>(&self, number: usize, text: &'t str) -> &'t str {
        text.get(self.start(number, text)..self.start(number + 1, text)).unwrap_or_default()
    }
}

/// Width of a line's indentation in half-width columns: a tab counts to the next multiple of four, a full-width space two.
pub(super) fn indent_width(line: &str) -> usize {
    let mut width = 0;
    for character in line.chars() {
        width = match character {
            ' ' => width + 1,
            '\t' => (width / 4 + 1) * 4,
            '\u{3000}' => width + 2,
            _ => break,
        };
    }
    width
}

/// Whether a line begins a declaration at column 0: the place at which a brace lost further up must have been closed.
/// This is `declaration_line` of the grammar, for text that is not repaired yet.
pub(super) fn begins_declaration(line: &str) -> bool {
    let word = line.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
    let rest = line.get(word.len()..).unwrap_or_default();
    let brace = |text: &str| text.contains(['{', '｛']);
    let blank = |text: &str| text.starts_with([' ', '\t', '\u{3000}']);
    let rest_trimmed = rest.trim_start();
    match word {
        "sender" | "event" | "email" | "team" | "scenario" => {
            let name =
                rest_trimmed.starts_with(|one: char| one == '"' || one == '_' || unicode_ident::is_xid_start(one));
            blank(rest) && name && brace(rest)
        }
        "lead" | "score" | "limits" => rest_trimmed.starts_with(['{', '｛']),
        "when" => blank(rest) && brace(rest),
        "test" | "use" => blank(rest) && rest_trimmed.starts_with(['"', '“', '”', '「']),
        _ => false,
    }
}
