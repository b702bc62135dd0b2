//! The published programs as the listeners see them: read once, and again when a newer version is there.

use crate::engine::Programs;
use crate::store::{Storage, StoreResult};
use std::sync::{Arc, Mutex, PoisonError};

/// Programs of a store, kept in memory.
#[derive(Debug, Default)]
pub struct Published {
    programs: Mutex<Arc<Programs>>,
}

impl Published {
    /// All versions, the newest among them. Blocks for the store.
    pub fn read(&self, storage: &dyn Storage) -> StoreResult<Arc<Programs>> {
        let current = storage.current_version()?;
        let mut programs = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if programs.current().map(|(version, _)| version) != current {
            *programs = Arc::new(storage.programs()?.into_iter().collect());
        }
        Ok(Arc::clone(&programs))
    }
}
