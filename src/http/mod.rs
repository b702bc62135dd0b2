//! Listeners: public (clicks, opens, unsubscribe) and admin (events, leads).
pub mod client;
