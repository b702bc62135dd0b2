//! Standard output and error of a command: colours only where they are wanted, and a reader that goes away (`| head`) is no
//! failure of ours.

use super::problem::{Outcome, Problem};
use anstream::{AutoStream, ColorChoice};
use std::io::{ErrorKind, IsTerminal, Write};

/// Where a command writes.
pub struct Output {
    out: AutoStream<std::io::Stdout>,
    err: AutoStream<std::io::Stderr>,
    closed: bool,
}

impl Output {
    /// The streams of this process.
    #[must_use]
    pub fn new(choice: ColorChoice) -> Self {
        Self {
            out: AutoStream::new(std::io::stdout(), choice),
            err: AutoStream::new(std::io::stderr(), choice),
            closed: false,
        }
    }

    /// Whether colours are shown on standard output.
    #[must_use]
    pub fn colored(&self) -> bool {
        self.out.current_choice() != ColorChoice::Never
    }

    /// Whether colours are shown on standard error.
    #[must_use]
    pub fn errors_colored(&self) -> bool {
        self.err.current_choice() != ColorChoice::Never
    }

    /// Whether a person looks at standard output.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Whether the reader of standard output has gone away.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Writes to standard output. A closed pipe ends the writing in silence.
    ///
    /// # Errors
    /// When the stream cannot be written for another reason (a full disk).
    pub fn print(&mut self, text: &str) -> Outcome<()> {
        if self.closed {
            return Ok(());
        }
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(Problem::failure(
                format!("cannot write the output: {error}"),
                format!("結果を書き出せません（{error}）"),
            )),
        }
    }

    /// Writes to standard error; there is nobody to tell if that fails.
    pub fn complain(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}
