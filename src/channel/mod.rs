//! Channels: the ways out of sodate beside mail. What is to be said ([`Outgoing`]) becomes a request in the form that the
//! channel wants (`preset`), and the request goes out by https, once (`http`). Whether it is tried again is for the
//! sender to say; the outcomes tell it what may be done.
//!
//! Addresses come from the operator's settings only, never from a lead or a flow, and nothing follows a redirect.

mod http;
mod outgoing;
mod port;
mod preset;
mod settings;
mod sign;

pub use outgoing::{Outgoing, What};
pub use port::{CallFuture, CallOutcome, Caller, Channels, NotReady, Request};
pub use settings::{ChannelSettings, Secret, SettingsError, Timeouts};
