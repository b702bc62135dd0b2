//! Mail: templates become text and HTML, these become a message of final bytes, and the message goes out by SMTP. What a
//! mail says depends on nothing but the program, the lead and the time that is passed in, so a retry of the same mail
//! says the same under the same Message-ID.

mod address;
mod calendar;
mod compose;
mod dkim;
mod history;
mod layout;
mod letter;
mod message;
mod mime;
mod notice;
mod own_page;
mod preview;
mod render;
pub mod sink;
pub mod smtp;
mod token;
mod transport;
mod words;

pub use address::{Address, AddressError, Envelope, HeaderText};
pub use compose::{ComposeError, ComposeSettings, Composed, StepMail, click_target, compose_mail};
pub use dkim::{DkimKey, DkimKeyError};
pub use history::start_event;
pub use letter::Letter;
pub use message::{MessagePreview, MessageWords, message_words, preview_message};
pub use notice::{Notice, NoticeKind, compose_notice, notice_words};
pub use preview::{Preview, preview_mail};
pub use render::{Escape, render};
pub use token::{Token, TokenKey, Tokens, TokensError};
pub use transport::{SendFuture, SendOutcome, Transport};
