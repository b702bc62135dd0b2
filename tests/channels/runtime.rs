//! What leaves on channels: at most once or at least once, and under which identity.
