//! Text with small repairs, and the way back from places in it to places in the original. Slips such as full-width
//! punctuation, a lost brace or a misspelt keyword are reported once and then repaired before the grammar sees the text,
//! so that one slip gives one message and the rest of the file is still understood.

use std::borrow::Cow;
use std::ops::Range;

/// A replacement in the original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the original.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `range`.
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

/// A text after its edits.
#[derive(Debug)]
pub(super) struct Patched<'t> {
    /// The new text.
    pub text: Cow<'t, str>,
    /// Where each edit lies: (in the new text, in the original).
    places: Vec<(Range<usize>, Range<usize>)>,
}

impl<'t> Patched<'t> {
    /// Applies the edits. One that overlaps an earlier one, or does not lie on character boundaries, is left out.
    pub(super) fn new(original: &'t str, edits: &[Edit]) -> Self {
        if edits.is_empty() {
            return Self { text: Cow::Borrowed(original), places: Vec::new() };
        }
        let mut order: Vec<&Edit> = edits.iter().collect();
        order.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut text = String::with_capacity(original.len() + edits.len());
        let mut places = Vec::with_capacity(edits.len());
        let mut done = 0;
        for edit in order {
            let Some(before) = original.get(done..edit.range.start) else { continue };
            if original.get(edit.range.clone()).is_none() {
                continue;
            }
            text.push_str(before);
            let start = text.len();
            text.push_str(&edit.text);
            places.push((start..text.len(), edit.range.clone()));
            done = edit.range.end;
        }
        text.push_str(original.get(done..).unwrap_or_default());
        Self { text: Cow::Owned(text), places }
    }

    /// The original place of a byte in the new text at which something starts.
    pub(super) fn start(&self, position: usize) -> usize {
        self.locate(position, false)
    }

    /// The original place of a byte in the new text at which something ends.
    pub(super) fn end(&self, position: usize) -> usize {
        self.locate(position, true)
    }

    /// The original range of a range in the new text.
    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.start(range.start);
        start..self.end(range.end).max(start)
    }

    fn locate(&self, position: usize, ends: bool) -> usize {
        // An end looks at the edit that begins before it, a start at the one that begins at it or before.
        let after =
            self.places.partition_point(|(new, _)| if ends { new.start < position } else { new.start <= position });
        let Some((new, old)) = after.checked_sub(1).and_then(|at| self.places.get(at)) else { return position };
        if position >= new.end && (ends || position > new.start || new.is_empty()) {
            old.end + (position - new.end)
        } else if position == new.start {
            old.start
        } else {
            old.end
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_original() {
        let original = "abc：def";
        let patched = Patched::new(original, &[Edit::new(3..6, ":"), Edit::new(9..9, "}")]);
        assert_eq!(patched.text, "abc:def}");
        assert_eq!(patched.range(0..3), 0..3);
        assert_eq!(patched.range(3..4), 3..6);
        assert_eq!(patched.range(4..7), 6..9);
        assert_eq!(patched.range(7..8), 9..9);
        assert_eq!(patched.range(0..8), 0..9);
    }

    #[test]
    fn removed_text_is_stepped_over() {
        let patched = Patched::new("ab##cd", &[Edit::new(2..4, "")]);
        assert_eq!(patched.text, "abcd");
        assert_eq!(patched.range(0..2), 0..2);
        assert_eq!(patched.range(2..4), 4..6);
        assert_eq!(patched.range(1..3), 1..5);
    }

    #[test]
    fn bad_edits_are_left_out() {
        let patched = Patched::new("あい", &[Edit::new(1..2, "x"), Edit::new(3..6, "う"), Edit::new(4..5, "y")]);
        assert_eq!(patched.text, "あう");
    }
}
