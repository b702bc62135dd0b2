//! What can be wrong with a store, in words for the operator.

use std::fmt;

/// Who holds a store that is busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Another runtime works on it: the number of its process, where it is known.
    Runtime(Option<u32>),
    /// Another process is writing to it and does not finish.
    Writer,
}

/// Why a file is no store that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// Its end is missing.
    CutOff,
    /// It is no database at all.
    NoStore,
    /// It is a database of another program.
    OtherProgram,
    /// What was found in it, in the words of the database or of the compiler.
    Found(String),
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runtime(Some(process)) => write!(formatter, "process {process} runs it already"),
            Self::Runtime(None) => formatter.write_str("another process runs it already"),
            Self::Writer => formatter.write_str("another process is writing to it and does not finish"),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff => formatter.write_str("its end is missing"),
            Self::NoStore => formatter.write_str("it is no database"),
            Self::OtherProgram => formatter.write_str("it is a database of another program"),
            Self::Found(detail) => formatter.write_str(detail),
        }
    }
}

/// What went wrong with a store, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Another process holds it.
    Busy(Holder),
    /// It was written by a newer version of this program.
    NewerSchema {
        /// What the store says.
        found: u32,
        /// What this build knows.
        known: u32,
    },
    /// It is not a store, or it is damaged.
    Damaged(Damage),
    /// Reading or writing failed.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(detail) => write!(formatter, "the store is in use: {detail}"),
            Self::NewerSchema { found, known } => {
                write!(
                    formatter,
                    "the store has schema {found}, this sodate knows up to {known}: install a newer sodate"
                )
            }
            Self::Damaged(detail) => write!(formatter, "the store is damaged or not a store: {detail}"),
            Self::Failed(detail) => write!(formatter, "the store failed: {detail}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// Result of a store call.
pub type StoreResult<T> = Result<T, StoreError>;
