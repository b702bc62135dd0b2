//! Listeners: the public one (clicks, opens, the unsubscribe page), which anybody reaches, and the admin one (events,
//! leads), which binds to loopback and wants a key. They share nothing but the way in which connections are served.

mod admin;
mod body;
pub mod client;
mod keys;
mod pages;
mod problem;
mod public;
mod published;
mod serve;

pub use admin::{AdminState, admin_router};
pub use keys::{ApiKeys, ApiKeysError};
pub use public::{PublicState, public_router};
pub use serve::{Limits, serve};
