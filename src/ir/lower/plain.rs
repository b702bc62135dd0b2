//! The text part of a mail: the same content without markup, laid out with blank lines, list marks and indentation, and
//! every address on a line's end, where mail programs find it.

use super::output::Output;
use crate::ir::{Expression, Template};

/// Text with the state of the line that is being written.
#[derive(Debug, Default)]
pub(super) struct Plain {
    output: Output,
    layout: Layout,
    /// Layout at the beginning of each open branch.
    open: Vec<Layout>,
}

#[derive(Debug, Clone, Default)]
struct Layout {
    /// What each line of the block begins with.
    indent: Vec<String>,
    /// Something stands on the line already.
    mid_line: bool,
    /// Only a list mark stands on the line.
    marked: bool,
    /// A blank line is due before the next block.
    gap: bool,
    /// Something was written.
    begun: bool,
    /// The line before is blank.
    blank: bool,
}

impl Plain {
    /// Writes text; line feeds begin new lines of the same block.
    pub fn text(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.output.text("\n");
                self.layout.mid_line = false;
            }
            if !line.is_empty() {
                self.begin_line();
                self.output.text(line);
            }
        }
    }

    pub fn value(&mut self, value: &Expression) {
        self.begin_line();
        self.output.value(value);
    }

    pub fn link(&mut self, name: &str) {
        self.begin_line();
        self.output.link(name);
    }

    fn begin_line(&mut self) {
        if !self.layout.mid_line {
            self.output.text(&self.layout.indent.concat());
        }
        self.layout.mid_line = true;
        self.layout.blank = false;
        self.layout.marked = false;
        self.layout.begun = true;
    }

    /// Before a paragraph, a list, a heading.
    pub fn begin_block(&mut self) {
        if self.layout.marked {
            return;
        }
        self.end_line();
        if self.layout.gap && self.layout.begun {
            let indent = self.layout.indent.concat();
            self.output.text(indent.trim_end());
            self.output.text("\n");
            self.layout.blank = true;
        }
        self.layout.gap = false;
    }

    /// After it.
    pub fn end_block(&mut self) {
        self.end_line();
        self.layout.gap = true;
    }

    fn end_line(&mut self) {
        if self.layout.mid_line {
            self.output.text("\n");
            self.layout.mid_line = false;
        }
        self.layout.marked = false;
    }

    /// Begins an item of a list with its mark, `- ` or `1. `.
    pub fn begin_item(&mut self, mark: &str) {
        self.end_line();
        self.layout.gap = false;
        self.begin_line();
        self.output.text(mark);
        self.layout.marked = true;
        self.layout.indent.push(" ".repeat(mark.len()));
    }

    pub fn end_item(&mut self) {
        self.end_line();
        self.layout.gap = false;
        self.layout.indent.pop();
    }

    pub fn begin_quote(&mut self) {
        self.begin_block();
        self.layout.indent.push("> ".to_owned());
    }

    pub fn end_quote(&mut self) {
        self.end_block();
        self.layout.indent.pop();
    }

    pub fn begin_if(&mut self, condition: &Expression) {
        self.output.begin_if(condition);
        self.open.push(self.layout.clone());
    }

    /// Begins what is written for each row of a content. The rows follow each other like blocks, so the gap between them
    /// is written before the first one, too.
    pub fn begin_each(&mut self, content: &str, at_most: Option<u32>) {
        self.output.begin_each(content, at_most);
        self.open.push(self.layout.clone());
        self.layout.begun = true;
        self.layout.gap |= !self.layout.mid_line && !self.layout.blank;
    }

    /// Something stands on the line already.
    pub const fn is_mid_line(&self) -> bool {
        self.layout.mid_line
    }

    /// What follows stands on a line of its own.
    pub fn break_line(&mut self) {
        self.end_line();
    }

    pub fn begin_else(&mut self) {
        self.output.begin_else();
        if let Some(layout) = self.open.last() {
            self.layout = layout.clone();
        }
    }

    /// Closes an `if` or an `each`.
    pub fn end(&mut self) {
        self.output.end();
        if let Some(before) = self.open.pop() {
            self.layout.begun |= before.begun;
            self.layout.gap |= before.gap;
            self.layout.mid_line |= before.mid_line;
        }
    }

    pub fn finish(mut self) -> Template {
        self.end_line();
        self.output.finish()
    }
}
