//! Emails: what they say, their variants with the trial that finds the better one, and the entry for the calendar.

use super::checker::Checker;
use super::email_parts::EmailParts;
use super::expression::{Gap, Rows, Scope};
use super::findings::mail::EmailLacks;
use super::findings::variants::{DatetimeMayBeMissing, NoDatetime, OneVariant, TrialProblem, WrongTrial};
use super::names::Entry;
use super::origins::Origins;
use super::shape::{Body, BodyFormat, Email, Invitation, Piece, Wording};
use super::types::Type;
use crate::ir;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Expression, ExpressionKind, InvitationEnd, Quoted};
use indexmap::IndexMap;

/// Hundredths of a percent in the whole.
const WHOLE_SHARE: u32 = 10_000;

/// A checked text; nothing where it had a mistake.
type Checked = Option<Vec<Piece>>;

/// The checked entries of an email or of a variant; what is not written is `None`.
struct Layer<'a> {
    subject: Option<Checked>,
    preheader: Option<Checked>,
    links: Vec<(&'a str, Span, Checked)>,
    body: Option<(&'a Quoted, BodyFormat, Checked)>,
    body_lost: bool,
}

impl<'a> Checker<'a> {
    /// All emails, and apart from them their bodies.
    pub fn emails(&mut self, origins: &Origins) -> (IndexMap<String, Email>, Vec<Body>) {
        let entries: Vec<(&'a str, &'a ast::Email, Span, Option<&'a str>)> = self
            .names
            .emails
            .iter()
            .map(|(name, Entry { syntax, span, documentation, .. })| (*name, *syntax, *span, *documentation))
            .collect();
        let (mut emails, mut bodies) = (IndexMap::new(), Vec::new());
        for (name, email, span, documentation) in entries {
            let scope = Scope::new(origins.of_email(name));
            let email = self.email(email, span, documentation, &scope, &mut bodies);
            if let Some(email) = email {
                emails.insert(name.to_owned(), email);
            }
        }
        (emails, bodies)
    }

    fn email(
        &mut self,
        email: &'a ast::Email,
        span: Span,
        documentation: Option<&str>,
        scope: &Scope,
        bodies: &mut Vec<Body>,
    ) -> Option<Email> {
        let parts = self.email_parts(&email.entries);
        let damaged = self.damage.touches(span) || parts.junk;
        let sender = self.sender_of(email, parts.sender);
        let own = self.layer(&parts, &parts, scope);
        let variants: Vec<(&'a ast::Name, Layer<'a>)> =
            parts.variants.values().map(|(name, variant)| (*name, self.layer(variant, &parts, scope))).collect();
        if let [(only, _)] = variants.as_slice()
            && !damaged
        {
            self.report.add(&OneVariant { variant: &only.text, span: only.span });
        }
        let trial = parts.trial.map(|(trial, span)| self.trial(trial, span, &parts));
        let invitation = parts.invitation.map(|invitation| self.invitation(invitation, scope));
        let nothing = Layer { subject: None, preheader: None, links: Vec::new(), body: None, body_lost: false };
        let mut wordings = Vec::new();
        if variants.is_empty() {
            wordings.push(self.wording(email, None, &own, &nothing, damaged, bodies));
        }
        for (name, variant) in &variants {
            wordings.push(self.wording(email, Some(name), &own, variant, damaged, bodies));
        }
        let wordings: Vec<Wording> = wordings.into_iter().collect::<Option<_>>()?;
        let names = variants.iter().map(|(name, _)| name.text.clone());
        Some(Email {
            sender: sender?,
            transactional: email.transactional.is_some(),
            common: wordings.first()?.clone(),
            variants: names.zip(wordings).collect(),
            trial: match trial {
                Some(trial) => Some(trial?),
                None => None,
            },
            invitation: match invitation {
                Some(invitation) => Some(invitation?),
                None => None,
            },
            documentation: documentation.map(str::to_owned),
            span: email.name.span,
        })
    }

    /// Checks each text of an email or of a variant once. `whole` is the email.
    fn layer(&mut self, parts: &EmailParts<'a>, whole: &EmailParts<'a>, scope: &Scope) -> Layer<'a> {
        let subject = parts.subject.map(|text| self.header_text(text, false, scope));
        let preheader = parts.preheader.map(|text| self.header_text(text, true, scope));
        let links = parts
            .links
            .iter()
            .map(|(name, address)| (name.text.as_str(), name.span, self.link_address(address, scope)))
            .collect();
        let body = parts.body.map(|(text, format)| {
            let every = whole.links.iter().chain(whole.variants.values().flat_map(|(_, variant)| &variant.links));
            let names: Vec<(String, Span)> = every.map(|(name, _)| (name.text.clone(), name.span)).collect();
            let pieces = self.template(text, &Scope { rows: Rows::Body, ..scope.clone() });
            let wide = match format {
                BodyFormat::Markdown | BodyFormat::Text => self.wide_link(text, &names),
                BodyFormat::Html | BodyFormat::Mjml => false,
            };
            (text, format, pieces.filter(|_| !wide))
        });
        Layer { subject, preheader, links, body, body_lost: parts.body_lost }
    }

    /// What a lead gets: the entries of the variant, and those of the email where the variant has none.
    fn wording(
        &mut self,
        email: &ast::Email,
        variant: Option<&ast::Name>,
        own: &Layer<'_>,
        over: &Layer<'_>,
        damaged: bool,
        bodies: &mut Vec<Body>,
    ) -> Option<Wording> {
        let subject = over.subject.as_ref().or(own.subject.as_ref());
        let preheader = over.preheader.as_ref().or(own.preheader.as_ref());
        let lost = over.body_lost || own.body_lost;
        let body = over.body.as_ref().or(own.body.as_ref());
        let lacking: Vec<&'static str> = [("subject", subject.is_none()), ("body", body.is_none() && !lost)]
            .into_iter()
            .filter_map(|(word, lacks)| lacks.then_some(word))
            .collect();
        let named = variant.unwrap_or(&email.name);
        if !lacking.is_empty() && !damaged {
            self.report.add(&EmailLacks { email: &named.text, lacking, span: named.span });
        }
        let mut links: IndexMap<&str, (Span, &Checked)> = IndexMap::new();
        for (name, span, address) in own.links.iter().chain(&over.links) {
            links.insert(name, (*span, address));
        }
        if let Some((text, format, Some(pieces))) = body {
            bodies.push(Body {
                email: email.name.text.clone(),
                variant: variant.map(|name| name.text.clone()),
                format: *format,
                links: links.iter().map(|(name, (span, _))| ((*name).to_owned(), *span)).collect(),
                damaged,
                text: (*text).clone(),
                pieces: pieces.clone(),
            });
        }
        let links = links.into_iter().map(|(name, (_, address))| Some((name.to_owned(), address.clone()?)));
        Some(Wording {
            subject: subject?.clone()?,
            preheader: match preheader {
                Some(preheader) => Some(preheader.clone()?),
                None => None,
            },
            links: links.collect::<Option<_>>()?,
        })
    }

    /// How long a lead may wait for the winner of an email's trial; nothing where it has none.
    pub fn trial_time(&self, email: &str) -> Option<ast::Amount> {
        let entries = &self.names.emails.get(email)?.syntax.entries;
        let after = |entry: &ast::EmailEntry| {
            if let ast::EmailEntryKind::Trial(trial) = &entry.kind { Some(trial.after.node) } else { None }
        };
        entries.iter().find_map(after)
    }

    fn trial(&mut self, trial: &ast::Trial, span: Span, parts: &EmailParts<'_>) -> Option<ir::Trial> {
        let share = trial.share.node.0;
        let mut links = parts.links.iter().chain(parts.variants.values().flat_map(|(_, variant)| &variant.links));
        let problem = if parts.variants.is_empty() && !parts.junk {
            Some((TrialProblem::NoVariants, span))
        } else if !(1..WHOLE_SHARE).contains(&share) {
            Some((TrialProblem::Share, trial.share.span))
        } else if trial.by_clicks && links.next().is_none() && !parts.junk {
            Some((TrialProblem::NoLinks, span))
        } else {
            None
        };
        let after = Spanned::new(i64::from(trial.after.node.count), trial.after.span);
        let good = self.whole(&after, 1).is_some();
        if let Some((problem, span)) = problem {
            self.report.add(&WrongTrial { problem, span });
            return None;
        }
        let by = if trial.by_clicks { ir::TrialMeasure::Clicks } else { ir::TrialMeasure::Opens };
        good.then_some(ir::Trial { share, by, after: trial.after.node })
    }

    fn invitation(&mut self, written: &ast::Invitation, scope: &Scope) -> Option<Invitation> {
        let title = self.header_text(&written.title, false, scope);
        let from = self.moment_of(&written.from, scope);
        let place = written.place.as_ref().map(|place| self.header_text(place, false, scope));
        let (until, lasting) = match &written.until {
            InvitationEnd::At(path) => (Some(self.moment_of(path, scope)), None),
            InvitationEnd::Lasting(amount) => {
                let count = Spanned::new(i64::from(amount.node.count), amount.span);
                (None, Some(self.whole(&count, 1).map(|_| amount.node)))
            }
        };
        Some(Invitation {
            title: title?,
            from: from?,
            until: match until {
                Some(until) => Some(until?),
                None => None,
            },
            lasting: match lasting {
                Some(lasting) => Some(lasting?),
                None => None,
            },
            place: match place {
                Some(place) => Some(place?),
                None => None,
            },
        })
    }

    /// A datetime that is always there.
    fn moment_of(&mut self, path: &ast::Path, scope: &Scope) -> Option<ir::Expression> {
        let written = Expression { span: path.span, kind: ExpressionKind::Path(path.clone()) };
        let checked = self.expression(&written, scope, None)?;
        if checked.kind == Type::Unknown {
            return None;
        }
        if checked.kind != Type::Datetime {
            self.report.add(&NoDatetime { found: checked.kind, span: path.span });
            return None;
        }
        if let Some(Gap { span, path, .. }) = checked.gap {
            self.report.add(&DatetimeMayBeMissing { path: &path, span });
            return None;
        }
        Some(checked.value)
    }
}
