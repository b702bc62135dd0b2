//! Whether two trees are the same but for places. It compares what `Debug` prints of them, because that names every field of
//! every node: a field that is added to the tree is compared from its first day.

use crate::syntax::ast::File;
use std::fmt::{self, Write};

/// Whether both files say the same, with the same comments, wherever things stand.
pub(super) fn same_tree(one: &File, other: &File) -> bool {
    let printed = |file: &File| {
        let mut sink = WithoutPlaces::default();
        write!(sink, "{file:?}").map(|()| sink.kept)
    };
    matches!((printed(one), printed(other)), (Ok(one), Ok(other)) if one == other)
}

/// Parts of the tree that only say where something stands: how each begins and ends.
const PLACES: [(&str, &str); 2] = [("Span { ", " }"), ("map: [", "]")];

/// Takes `Debug` text piece by piece and keeps what does not speak of places.
#[derive(Default)]
struct WithoutPlaces {
    kept: String,
    /// Inside a quoted text.
    quoted: bool,
    /// The character before was `\` inside a quoted text.
    escaped: bool,
    /// The end of the place that is being left out.
    skip: Option<&'static str>,
}

impl WithoutPlaces {
    fn take(&mut self, character: char) {
        self.kept.push(character);
        if self.quoted {
            let ends = character == '"' && !self.escaped;
            self.escaped = character == '\\' && !self.escaped;
            self.quoted = !ends;
        } else if character == '"' {
            self.quoted = true;
        } else if let Some(end) = self.skip {
            if self.kept.ends_with(end) {
                self.skip = None;
                self.drop_back_to_begin();
            }
        } else if let Some((_, end)) = PLACES.iter().find(|(begin, _)| self.kept.ends_with(begin)) {
            self.skip = Some(end);
            self.kept.push('\0');
        }
    }

    /// The mark set at the beginning of the place: `Debug` never prints that character itself.
    fn drop_back_to_begin(&mut self) {
        let begin = self.kept.rfind('\0').unwrap_or(self.kept.len());
        self.kept.truncate(begin);
    }
}

impl Write for WithoutPlaces {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().for_each(|character| self.take(character));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::parse;

    fn same(one: &str, other: &str) -> bool {
        same_tree(&parse(FileId(0), one).file, &parse(FileId(0), other).file)
    }

    #[test]
    fn only_places_are_left_out() {
        let text = "email a { subject \"map: [1] \\\" Span { x } }\" }";
        assert!(same(
            text,
            &text.replace(' ', "  ").replace("map:  [1]  \\\"  Span  {  x  }  }", "map: [1] \\\" Span { x } }")
        ));
        assert!(!same(text, &text.replace("[1]", "[2]")));
        assert!(!same(text, &text.replace("{ x }", "{ y }")));
        assert!(!same(text, &text.replace("email a", "email b")));
        assert!(!same("score { a +1 }", "score { a +2 }"));
    }
}
