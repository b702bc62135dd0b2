//! Mails: templates, layout, links, MIME, SMTP.
