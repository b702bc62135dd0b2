//! What a fault means, by the phase in which it happened and what the server said. One table, because each mistake here
//! costs something else: a double mail, a lost mail, a good address suppressed, or a blocked sender who goes on sending.

use crate::diagnostic::Text;
use crate::mail::address::HeaderText;
use crate::mail::transport::SendOutcome;

/// Longest reason that is kept, in characters.
const MAX_REASON_CHARACTERS: usize = 400;

/// Phases of a sending, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Name look-up, connection, TLS, greeting, EHLO.
    Connect,
    /// AUTH.
    Login,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA, and the message up to the final dot.
    Data,
    /// The final dot and its answer.
    End,
}

impl Phase {
    fn words(self) -> &'static str {
        match self {
            Self::Connect => "connecting to the mail server",
            Self::Login => "logging in to the mail server",
            Self::Sender => "naming the sender (MAIL)",
            Self::Recipient => "naming the recipient (RCPT)",
            Self::Data => "sending the message (DATA)",
            Self::End => "waiting for the answer to the message",
        }
    }

    /// The phase and the detail of a reason that a transport of this module gave.
    #[must_use]
    pub fn of_reason(reason: &str) -> Option<(Self, &str)> {
        let (words, detail) = reason.split_once(": ")?;
        let all = [Self::Connect, Self::Login, Self::Sender, Self::Recipient, Self::Data, Self::End];
        all.into_iter().find(|phase| phase.words() == words).map(|phase| (phase, detail))
    }

    /// The phase in words for the operator.
    #[must_use]
    pub fn text(self) -> Text {
        let ja = match self {
            Self::Connect => "メールサーバーへの接続",
            Self::Login => "メールサーバーへのログイン",
            Self::Sender => "差出人の通知（MAIL）",
            Self::Recipient => "宛先の通知（RCPT）",
            Self::Data => "本文の送信（DATA）",
            Self::End => "本文への応答待ち",
        };
        Text::new(self.words(), ja)
    }
}

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The server answered with a 4xx or 5xx code.
    Reply {
        /// The code.
        code: u16,
        /// Its words.
        text: String,
    },
    /// No answer in time, a broken connection, an answer that is none.
    Broken(String),
}

/// Parts of an enhanced status code (RFC 3463) at the start of the server's words.
fn enhanced(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let mut next = || parts.next().filter(|part| part.len() <= 3).and_then(|part| part.parse::<u16>().ok());
    let status = (next()?, next()?, next()?);
    parts.next().is_none().then_some(status)
}

/// What the fault means for the mail.
#[must_use]
pub fn outcome(phase: Phase, fault: &Fault) -> SendOutcome {
    match fault {
        Fault::Broken(detail) => {
            let reason = reason(phase, detail);
            // Up to the final dot the server has no whole message and must cancel what it has (RFC 5321, 4.1.1.10).
            if phase == Phase::End { SendOutcome::Unknown { reason } } else { SendOutcome::Retry { reason } }
        }
        Fault::Reply { code, text } => {
            let reason = reason(phase, &format!("{code} {text}"));
            if *code < 500 { SendOutcome::Retry { reason } } else { permanent(phase, *code, enhanced(text), reason) }
        }
    }
}

fn permanent(phase: Phase, code: u16, status: Option<(u16, u16, u16)>, reason: String) -> SendOutcome {
    match (phase, status) {
        (Phase::Connect | Phase::Login | Phase::Sender, _) => SendOutcome::Halt { reason },
        // Groups and mailboxes that take mail only from inside: a matter of this recipient, in spite of the 7.
        (Phase::Recipient | Phase::Data | Phase::End, Some((5, 7, 2 | 129 | 133 | 134))) => {
            SendOutcome::Failed { reason }
        }
        // Security and policy (RFC 3463, 3.8; RFC 7372): the relay or the receiver refuses us, not this recipient.
        (Phase::Recipient | Phase::Data | Phase::End, Some((5, 7, _))) => SendOutcome::Halt { reason },
        // X.1.1 to X.1.6 and X.1.10: no such address, or a domain that takes no mail. X.2.1: mailbox disabled.
        (Phase::Recipient | Phase::Data | Phase::End, Some((5, 1, 1..=6 | 10) | (5, 2, 1))) => {
            SendOutcome::Refused { reason }
        }
        // X.1.7 and X.1.8 are about our sender address.
        (Phase::Recipient | Phase::Data | Phase::End, Some((5, 1, 7 | 8))) => SendOutcome::Halt { reason },
        (Phase::Recipient, None | Some((5, 0 | 1, 0))) if matches!(code, 550 | 551 | 553 | 556) => {
            SendOutcome::Refused { reason }
        }
        // RFC 5321, 4.5.3.1.10: too many recipients, to be taken as a temporary fault.
        (Phase::Recipient, None) if code == 552 => SendOutcome::Retry { reason },
        (Phase::Recipient | Phase::Data | Phase::End, _) => SendOutcome::Failed { reason },
    }
}

fn reason(phase: Phase, detail: &str) -> String {
    let text = format!("{}: {}", phase.words(), HeaderText::new(detail).as_str());
    text.chars().take(MAX_REASON_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::{Fault, Phase, outcome};
    use crate::mail::transport::SendOutcome;

    fn word(phase: Phase, code: u16, text: &str) -> &'static str {
        match outcome(phase, &Fault::Reply { code, text: text.into() }) {
            SendOutcome::Sent { .. } => "sent",
            SendOutcome::Retry { .. } => "retry",
            SendOutcome::Refused { .. } => "refused",
            SendOutcome::Failed { .. } => "failed",
            SendOutcome::Halt { .. } => "halt",
            SendOutcome::Unknown { .. } => "unknown",
        }
    }

    #[test]
    fn replies_mean_what_the_standard_says() {
        use Phase::{Connect, Data, End, Login, Recipient, Sender};
        let table = [
            (Connect, 421, "4.3.2 busy", "retry"),
            (Connect, 554, "no SMTP service here", "halt"),
            (Login, 454, "4.7.0 later", "retry"),
            (Login, 535, "5.7.8 bad credentials", "halt"),
            (Sender, 451, "4.3.0 later", "retry"),
            (Sender, 550, "5.7.1 sender refused", "halt"),
            (Sender, 553, "not your address", "halt"),
            (Recipient, 450, "4.2.1 greylisted", "retry"),
            (Recipient, 452, "4.5.3 too many", "retry"),
            (Recipient, 550, "5.1.1 no such user", "refused"),
            (Recipient, 550, "No such user here", "refused"),
            (Recipient, 550, "5.2.1 mailbox disabled", "refused"),
            (Recipient, 556, "5.1.10 takes no mail", "refused"),
            (Recipient, 552, "5.2.2 mailbox full", "failed"),
            (Recipient, 552, "too many recipients", "retry"),
            (Recipient, 554, "5.7.1 relay access denied", "halt"),
            (Recipient, 550, "5.1.8 sender domain does not exist", "halt"),
            (Recipient, 550, "5.7.133 only from inside", "failed"),
            (Recipient, 501, "bad syntax", "failed"),
            (Data, 554, "5.5.1 no valid recipients", "failed"),
            (End, 451, "4.3.0 later", "retry"),
            (End, 552, "5.3.4 too large", "failed"),
            (End, 554, "transaction failed", "failed"),
            (End, 550, "5.7.26 not authenticated", "halt"),
            (End, 550, "5.1.1 no such user", "refused"),
        ];
        for (phase, code, text, expected) in table {
            assert_eq!(word(phase, code, text), expected, "{phase:?} {code} {text}");
        }
    }

    #[test]
    fn the_phase_is_found_again_in_a_reason() {
        let SendOutcome::Halt { reason } =
            outcome(Phase::Login, &Fault::Reply { code: 535, text: "5.7.8 no: x".into() })
        else {
            panic!("no halt")
        };
        assert_eq!(Phase::of_reason(&reason), Some((Phase::Login, "535 5.7.8 no: x")));
        assert_eq!(Phase::of_reason("late"), None);
        assert_eq!(Phase::of_reason("something else: x"), None);
    }

    #[test]
    fn only_the_end_is_unknown() {
        use Phase::{Connect, Data, End, Login, Recipient, Sender};
        let broken = Fault::Broken("connection reset".into());
        for phase in [Connect, Login, Sender, Recipient, Data] {
            assert!(matches!(outcome(phase, &broken), SendOutcome::Retry { .. }), "{phase:?}");
        }
        assert!(matches!(outcome(End, &broken), SendOutcome::Unknown { .. }));
    }

    #[test]
    fn reasons_are_one_short_line() {
        let fault = Fault::Broken(format!("a\r\nb\u{0}{}", "x".repeat(1000)));
        let SendOutcome::Retry { reason } = outcome(Phase::Sender, &fault) else { panic!("not a retry") };
        assert!(reason.chars().count() <= 400 && !reason.contains(char::is_control), "{reason}");
    }
}
