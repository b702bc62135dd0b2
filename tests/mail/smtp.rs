//! Each phase of SMTP against each fault: the outcome is the one that is true, and no fault sends a mail twice.

use super::support::faulty_smtp::{At, Fault, FaultySmtp};
use sodate::mail::smtp::{Secret, Security, SmtpSettings, SmtpSettingsError, SmtpTransport, Timeouts};
use sodate::mail::{Address, Envelope, SendOutcome, Transport};
use std::time::Duration;
use tokio::net::TcpListener;

const MESSAGE: &[u8] = b"Subject: x\r\n\r\n.hello\r\n";

/// Short enough for a test, long enough for loopback on a busy machine.
const SHORT: Duration = Duration::from_millis(400);

fn settings(port: u16) -> SmtpSettings {
    let timeouts = Timeouts { connect: SHORT * 5, hello: SHORT, command: SHORT, body: SHORT, accept: SHORT };
    SmtpSettings { timeouts, ..SmtpSettings::plain("127.0.0.1", port) }
}

fn envelope() -> Envelope {
    Envelope { from: Address::parse("info@acme.example").unwrap(), to: Address::parse("a..b@docomo.ne.jp").unwrap() }
}

fn word(outcome: &SendOutcome) -> &'static str {
    match outcome {
        SendOutcome::Sent { .. } => "sent",
        SendOutcome::Retry { .. } => "retry",
        SendOutcome::Refused { .. } => "refused",
        SendOutcome::Failed { .. } => "failed",
        SendOutcome::Halt { .. } => "halt",
        SendOutcome::Unknown { .. } => "unknown",
    }
}

/// Sends one mail into one fault, and a second one after it over the same transport.
async fn fate(at: At, fault: Fault, login: bool, message: &[u8]) -> (&'static str, usize) {
    let server = FaultySmtp::start(vec![(at, fault)]).await;
    let mut settings = settings(server.address.port());
    settings.credentials = login.then(|| ("user".to_owned(), Secret::new("password")));
    let transport = SmtpTransport::new(settings).unwrap();
    let first = transport.send(&envelope(), message).await;
    let taken = server.taken.lock().unwrap().len();
    let second = transport.send(&envelope(), MESSAGE).await;
    assert_eq!(word(&second), "sent", "after {at:?} {fault:?}: {second:?}");
    assert_eq!(server.taken.lock().unwrap().last().unwrap(), "Subject: x\r\n\r\n..hello\r\n");
    (word(&first), taken)
}

#[tokio::test]
async fn a_stall_before_the_end_is_retried() {
    for at in [At::Greeting, At::Hello, At::Login, At::Mail, At::Rcpt, At::Data] {
        assert_eq!(fate(at, Fault::Stall, at == At::Login, MESSAGE).await, ("retry", 0), "{at:?}");
    }
    assert_eq!(fate(At::End, Fault::Stall, false, MESSAGE).await, ("unknown", 0));
}

#[tokio::test]
async fn a_broken_connection_before_the_end_is_retried() {
    for at in [At::Greeting, At::Hello, At::Login, At::Mail, At::Rcpt, At::Data] {
        assert_eq!(fate(at, Fault::Drop, at == At::Login, MESSAGE).await, ("retry", 0), "{at:?}");
    }
    assert_eq!(fate(At::End, Fault::Drop, false, MESSAGE).await, ("unknown", 0));
}

/// The message must be larger than the buffers of two sockets, so that the final dot cannot have been written.
#[tokio::test]
async fn a_fault_in_the_middle_of_the_message_is_retried() {
    let mut large = b"Subject: x\r\n\r\n".to_vec();
    for _ in 0..400_000 {
        large.extend_from_slice(b"0123456789012345678901234567890123456789012345678901234567890123\r\n");
    }
    assert_eq!(fate(At::Body, Fault::Stall, false, &large).await, ("retry", 0));
    assert_eq!(fate(At::Body, Fault::Drop, false, &large).await, ("retry", 0));
}

#[tokio::test]
async fn answers_mean_what_they_say() {
    let table = [
        (At::Greeting, "421 4.3.2 too busy", "retry"),
        (At::Greeting, "554 5.7.1 go away", "halt"),
        (At::Hello, "550 5.7.1 who are you", "halt"),
        (At::Login, "535 5.7.8 wrong password", "halt"),
        (At::Login, "454 4.7.0 later", "retry"),
        (At::Mail, "451 4.3.0 later", "retry"),
        (At::Mail, "553 5.7.1 not your address", "halt"),
        (At::Rcpt, "450 4.2.1 greylisted", "retry"),
        (At::Rcpt, "550 5.1.1 no such user", "refused"),
        (At::Rcpt, "552 5.2.2 mailbox full", "failed"),
        (At::Rcpt, "554 5.7.1 relay access denied", "halt"),
        (At::Data, "451 4.3.0 disk full", "retry"),
        (At::Data, "554 5.5.1 no", "failed"),
        (At::Data, "250 2.0.0 what message?", "retry"),
        (At::End, "451 4.3.0 later", "retry"),
        (At::End, "554 5.6.0 bad content", "failed"),
        (At::End, "550-5.7.26 not authenticated\r\n550 5.7.26 see our page", "halt"),
    ];
    for (at, said, expected) in table {
        assert_eq!(fate(at, Fault::Say(said), at == At::Login, MESSAGE).await, (expected, 0), "{at:?} {said}");
    }
}

#[tokio::test]
async fn nonsense_is_a_fault_of_the_connection() {
    for at in [At::Greeting, At::Hello, At::Login, At::Mail, At::Rcpt, At::Data] {
        for said in ["\u{0}\u{1}\u{2}", "hello there", "999 what", "25"] {
            assert_eq!(fate(at, Fault::Say(said), at == At::Login, MESSAGE).await, ("retry", 0), "{at:?} {said:?}");
        }
    }
    assert_eq!(fate(At::End, Fault::Say("hello there"), false, MESSAGE).await, ("unknown", 0));
    assert_eq!(fate(At::End, Fault::Say("354 more"), false, MESSAGE).await, ("unknown", 0));
}

#[tokio::test]
async fn one_connection_carries_many_mails_and_a_dead_one_is_replaced() {
    let server = FaultySmtp::start(vec![]).await;
    let transport = SmtpTransport::new(settings(server.address.port())).unwrap();
    for _ in 0..5 {
        assert_eq!(word(&transport.send(&envelope(), MESSAGE).await), "sent");
    }
    assert_eq!(server.connections.load(std::sync::atomic::Ordering::SeqCst), 1);
    transport.close().await;
    assert_eq!(word(&transport.send(&envelope(), MESSAGE).await), "sent");
    assert_eq!(server.connections.load(std::sync::atomic::Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refused_recipient_costs_no_connection() {
    let server = FaultySmtp::start(vec![(At::Rcpt, Fault::Say("550 5.1.1 no such user"))]).await;
    let transport = SmtpTransport::new(settings(server.address.port())).unwrap();
    assert_eq!(word(&transport.send(&envelope(), MESSAGE).await), "refused");
    assert_eq!(word(&transport.send(&envelope(), MESSAGE).await), "sent");
    assert_eq!(server.connections.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test]
async fn no_server_no_name_no_tls_are_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let transport = SmtpTransport::new(settings(port)).unwrap();
    assert_eq!(word(&transport.send(&envelope(), MESSAGE).await), "retry");

    let unknown = SmtpSettings { host: "no-such-host.invalid".into(), ..settings(25) };
    assert_eq!(word(&SmtpTransport::new(unknown).unwrap().send(&envelope(), MESSAGE).await), "retry");

    let server = FaultySmtp::start(vec![]).await;
    for security in [Security::StartTls, Security::Tls] {
        let settings = SmtpSettings { security, ..settings(server.address.port()) };
        let outcome = SmtpTransport::new(settings).unwrap().send(&envelope(), MESSAGE).await;
        assert_eq!(word(&outcome), "retry", "{security:?} {outcome:?}");
    }
    assert_eq!(server.taken.lock().unwrap().len(), 0);
}

#[test]
fn a_password_never_goes_out_in_clear_nor_into_a_log() {
    let mut settings = SmtpSettings::plain("mail.acme.example", 587);
    settings.credentials = Some(("user".into(), Secret::new("hunter2")));
    assert_eq!(SmtpTransport::new(settings.clone()).unwrap_err(), SmtpSettingsError::PasswordInClear);
    settings.security = Security::StartTls;
    let transport = SmtpTransport::new(settings).unwrap();
    assert!(!format!("{transport:?}").contains("hunter2"));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let base = SmtpSettings::plain("127.0.0.1", 25);
    let hello = SmtpSettings { hello_name: "a b\r\n".into(), ..base.clone() };
    assert!(matches!(SmtpTransport::new(hello), Err(SmtpSettingsError::HelloName(_))));
    let host = SmtpSettings { host: "a/b".into(), ..base.clone() };
    assert!(matches!(SmtpTransport::new(host), Err(SmtpSettingsError::Host(_))));
    for security in [Security::Tls, Security::StartTls] {
        let authority = SmtpSettings { security, extra_authority_pem: Some("junk".into()), ..base.clone() };
        assert!(matches!(SmtpTransport::new(authority), Err(SmtpSettingsError::Authority(_))), "{security:?}");
    }
}
