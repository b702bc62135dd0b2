//! The one entry to the compiler that the command line, editors and tests call.
