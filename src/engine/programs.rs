//! The published versions of a workspace's program, by number: a run keeps the version it began with, everything else
//! (score rules, `when` rules, starts, limits) goes by the current one.

use crate::ir::Program;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Published programs by version.
#[derive(Debug, Clone, Default)]
pub struct Programs {
    versions: BTreeMap<u32, Arc<Program>>,
}

impl Programs {
    /// No program yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One program, as version 1.
    #[must_use]
    pub fn single(program: impl Into<Arc<Program>>) -> Self {
        Self { versions: BTreeMap::from([(1, program.into())]) }
    }

    /// Adds a version, or replaces the one of that number.
    pub fn insert(&mut self, version: u32, program: Arc<Program>) {
        self.versions.insert(version, program);
    }

    /// The newest version and its number; `None` before the first was published.
    #[must_use]
    pub fn current(&self) -> Option<(u32, &Arc<Program>)> {
        self.versions.last_key_value().map(|(version, program)| (*version, program))
    }

    /// The program of that version.
    #[must_use]
    pub fn get(&self, version: u32) -> Option<&Arc<Program>> {
        self.versions.get(&version)
    }

    /// All versions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, &Arc<Program>)> {
        self.versions.iter().map(|(version, program)| (*version, program))
    }
}

impl FromIterator<(u32, Program)> for Programs {
    fn from_iter<I: IntoIterator<Item = (u32, Program)>>(programs: I) -> Self {
        programs.into_iter().map(|(version, program)| (version, Arc::new(program))).collect()
    }
}

impl FromIterator<(u32, Arc<Program>)> for Programs {
    fn from_iter<I: IntoIterator<Item = (u32, Arc<Program>)>>(programs: I) -> Self {
        Self { versions: programs.into_iter().collect() }
    }
}
