//! Programs as bytes: stable JSON, a hash over the content, and a reader that refuses what it cannot understand.

use super::{IR_VERSION, Program};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write as _;

/// Why a compiled program cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The text is not JSON, or ends in the middle.
    NotJson {
        /// Line of the first mistake, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// It is JSON, but not a compiled program.
    NotAProgram,
    /// A newer compiler wrote it.
    Newer {
        /// Its format version.
        found: u64,
    },
    /// Its format version is one that this build reads, but the content does not have that form.
    Broken {
        /// What does not fit.
        reason: String,
    },
    /// The content does not match its hash: it was changed after it was compiled, or damaged.
    Changed,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => {
                write!(formatter, "the compiled program is not complete JSON (line {line}, column {column})")
            }
            Self::NotAProgram => write!(formatter, "this JSON is not a compiled program: it has no ir_version"),
            Self::Newer { found } => write!(
                formatter,
                "the program has format version {found}, this sodate reads up to {IR_VERSION}: update sodate, or compile again with this one"
            ),
            Self::Broken { reason } => write!(formatter, "the compiled program is damaged: {reason}"),
            Self::Changed => write!(
                formatter,
                "the compiled program does not match its content hash: it was changed or damaged; compile it again"
            ),
        }
    }
}

impl std::error::Error for ReadError {}

/// Writes a program as pretty JSON, with a line feed at the end. The same program gives the same bytes.
#[must_use]
pub fn write(program: &Program) -> String {
    // Maps have text keys and numbers are finite, so serialisation cannot fail; an empty text would be refused by `read`.
    let mut text = serde_json::to_string_pretty(program).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a program.
///
/// # Errors
/// [`ReadError`] says why not; a program of a newer format is always refused as such.
pub fn read(text: &str) -> Result<Program, ReadError> {
    #[derive(Deserialize)]
    struct Version {
        ir_version: u64,
    }
    let json: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| ReadError::NotJson { line: error.line(), column: error.column() })?;
    let version = Version::deserialize(&json).map_err(|_| ReadError::NotAProgram)?;
    if version.ir_version > u64::from(IR_VERSION) {
        return Err(ReadError::Newer { found: version.ir_version });
    }
    let program: Program =
        serde_json::from_str(text).map_err(|error| ReadError::Broken { reason: error.to_string() })?;
    if program.content_hash != content_hash(&program) {
        return Err(ReadError::Changed);
    }
    Ok(program)
}

/// Sets [`Program::content_hash`].
pub fn seal(program: &mut Program) {
    program.content_hash = content_hash(program);
}

/// SHA-256 over the compact JSON of the program with an empty hash.
fn content_hash(program: &Program) -> String {
    let bare = Program { content_hash: String::new(), ..program.clone() };
    hexadecimal(&Sha256::digest(serde_json::to_string(&bare).unwrap_or_default().as_bytes()))
}

/// Lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
