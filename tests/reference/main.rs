//! The books of docs/ (language, semantics, tutorial, commands, CI) say what is: their examples are compiled, their commands are run, and
//! the English and the Japanese edition of each have the same sections and the same examples.

mod book;
mod language;
mod manuals;
mod semantics;
mod tutorial;
