//! The loop that ties the engine to store, mail and clock.
