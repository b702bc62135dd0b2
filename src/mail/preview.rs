//! A mail as a lead would get it, for the eyes of its author: the same templates, values and layout, with links that lead
//! where they go and addresses of the unsubscribe page and the open pixel that mean nothing, so that looking at a preview
//! is not recorded.

use super::compose::{
    Addresses, ComposeError, ComposeSettings, Composed, StepMail, compose_with, find_email, find_sender, language_of,
    plain_links,
};
use super::render::{Escape, render_in};
use std::collections::BTreeMap;

/// A picture of one transparent point: nothing is fetched.
const NO_PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// A mail for its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The mail.
    pub composed: Composed,
    /// The line beside the subject.
    pub preheader: Option<String>,
    /// Who it is from: name and address.
    pub from: (String, String),
    /// Where each named link leads, in the order in which they are declared.
    pub links: Vec<(String, String)>,
}

/// Makes a mail to look at.
///
/// # Errors
/// See [`ComposeError`].
pub fn preview_mail(mail: &StepMail<'_>, settings: &ComposeSettings) -> Result<Preview, ComposeError> {
    let email = find_email(mail.program, &mail.mail.email)?;
    let sender = find_sender(mail.program, &email.sender)?;
    let written = email.written(mail.mail.variant.as_deref());
    let scope = mail.scope();
    let links = plain_links(&mail.mail.email, written.links, &scope)?;
    let addresses = Addresses {
        links: links.iter().cloned().collect::<BTreeMap<_, _>>(),
        unsubscribe: format!("{}/u/preview", settings.public_url),
        pixel: NO_PIXEL.to_owned(),
    };
    Ok(Preview {
        composed: compose_with(mail, &addresses, settings)?,
        preheader: written
            .preheader
            .map(|line| render_in(language_of(&written, settings), line, Escape::Header, &scope, &|_| String::new())),
        from: (sender.name.clone(), sender.from.clone()),
        links,
    })
}
