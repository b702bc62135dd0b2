//! Shared by the tests of mail and of the listeners: a small program with a lead, settings with fixed secrets, and an SMTP
//! server that can be told to misbehave.

#![allow(dead_code, reason = "each test file uses its own part of this")]

pub mod faulty_smtp;
pub mod sample;
