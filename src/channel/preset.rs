//! The forms of the channels: headers and body as their makers document them, and nothing more of their APIs than that.
//!
//! * webhook: Standard Webhooks headers (made at sending) and a JSON body with the names of CloudEvents 1.0;
//! * LINE: <https://developers.line.biz/en/reference/messaging-api/#send-push-message>;
//! * Slack: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>;
//! * Teams: a message with one Adaptive Card, which the webhooks of its workflows take;
//! * Chatwork: <https://developer.chatwork.com/docs/endpoints>.
//!
//! What leads wrote must not become markup of a chat: a mention of everybody, or words that hide where a link leads.

use super::outgoing::{Outgoing, What, fields_json, rfc3339};
use super::port::too_long;
use crate::ir::ChannelKind;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

/// A character that nobody sees and that keeps two signs from becoming markup.
const BREAK: &str = "\u{200b}";

/// Headers and body.
pub(super) type Form = (Vec<(&'static str, String)>, Vec<u8>);

/// The form of something to be said on a channel of that kind.
///
/// # Errors
/// Why the channel cannot take it.
pub(super) fn form(kind: ChannelKind, outgoing: &Outgoing, token: &str) -> Result<Form, String> {
    if kind == ChannelKind::Webhook {
        return Ok((vec![json_type()], webhook(outgoing).to_string().into_bytes()));
    }
    let (text, to) = match &outgoing.what {
        What::Message { text, to, .. } => (text, to.as_deref()),
        What::Notice { text, .. } => (text, None),
        What::Call { .. } => return Err("the channel takes text, not values".to_owned()),
    };
    let text = text.trim();
    if let Some(longest) = kind.longest_text()
        && longest.length(text) > longest.most
    {
        return Err(too_long(longest, longest.length(text)));
    }
    match kind {
        ChannelKind::Line => {
            let to = to.ok_or("the message does not say to whom (`to`)")?;
            let body = json!({ "to": to, "messages": [{ "type": "text", "text": text }] });
            let headers = vec![
                json_type(),
                ("authorization", format!("Bearer {token}")),
                ("x-line-retry-key", retry_key(&outgoing.id)),
            ];
            Ok((headers, body.to_string().into_bytes()))
        }
        ChannelKind::Slack => {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            Ok((vec![json_type()], json!({ "text": text }).to_string().into_bytes()))
        }
        ChannelKind::Teams => Ok((vec![json_type()], card(text).to_string().into_bytes())),
        ChannelKind::Chatwork | ChannelKind::Webhook => {
            let text = text.replace('[', &format!("[{BREAK}"));
            let body = format!("body={}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
            let headers = vec![
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
                ("x-chatworktoken", token.to_owned()),
            ];
            Ok((headers, body.into_bytes()))
        }
    }
}

fn json_type() -> (&'static str, String) {
    ("content-type", "application/json".to_owned())
}

/// Names of CloudEvents 1.0, so that receivers know their way.
fn webhook(outgoing: &Outgoing) -> Json {
    let lead = json!({ "id": outgoing.lead, "email": outgoing.email });
    let data = match &outgoing.what {
        What::Message { name, to, text } => json!({ "lead": lead, "message": name, "to": to, "text": text }),
        What::Call { fields } => json!({ "lead": lead, "channel": outgoing.channel, "fields": fields_json(fields) }),
        What::Notice { team, because, text } => {
            json!({ "lead": lead, "team": team, "because": because, "text": text })
        }
    };
    json!({
        "specversion": "1.0",
        "id": outgoing.id,
        "source": "sodate",
        "type": outgoing.what.event_type(),
        "time": rfc3339(outgoing.at),
        "datacontenttype": "application/json",
        "data": data,
    })
}

/// An Adaptive Card with a block for each line. Card text is Markdown: a bracketed word must not become a link.
fn card(text: &str) -> Json {
    let line =
        |line: &str| json!({ "type": "TextBlock", "wrap": true, "text": line.replace("](", &format!("]{BREAK}(")) });
    let body: Vec<Json> = text.lines().filter(|one| !one.trim().is_empty()).map(line).collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.2",
                "body": body,
            },
        }],
    })
}

/// The identity as a UUID (RFC 9562, version 8: our own digits), which LINE wants.
fn retry_key(id: &str) -> String {
    let mut digits: Vec<char> =
        id.chars().filter(char::is_ascii_hexdigit).chain(std::iter::repeat('0')).take(32).collect();
    for (at, digit) in [(12, '8'), (16, '8')] {
        if let Some(one) = digits.get_mut(at) {
            *one = digit;
        }
    }
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().iter().collect::<String>();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Value;
    use crate::ir::time::Instant;

    fn outgoing(what: What) -> Outgoing {
        Outgoing {
            id: "00112233445566778899aabbccddeeff".to_owned(),
            channel: "chat".to_owned(),
            lead: "L0000000001".to_owned(),
            email: "tanaka@a.example".to_owned(),
            at: Instant(1_775_005_205_000),
            what,
        }
    }

    fn message(text: &str) -> Outgoing {
        outgoing(What::Message { name: "hello".to_owned(), to: Some("U1".to_owned()), text: text.to_owned() })
    }

    fn body(kind: ChannelKind, outgoing: &Outgoing) -> String {
        String::from_utf8(form(kind, outgoing, "key").unwrap().1).unwrap()
    }

    #[test]
    fn line_gets_a_push_message_under_a_retry_key() {
        let (headers, body) = form(ChannelKind::Line, &message("こんにちは\n"), "key").unwrap();
        let body: Json = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, json!({ "to": "U1", "messages": [{ "type": "text", "text": "こんにちは" }] }));
        assert!(headers.contains(&("authorization", "Bearer key".to_owned())));
        assert!(headers.contains(&("x-line-retry-key", "00112233-4455-8677-8899-aabbccddeeff".to_owned())));
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_and_not_cut() {
        assert!(form(ChannelKind::Line, &message(&"あ".repeat(5_000)), "").is_ok());
        let refused = form(ChannelKind::Line, &message(&"あ".repeat(5_001)), "");
        assert_eq!(refused, Err("the text is too long for the channel: 5001 of 5000".to_owned()));
        assert!(form(ChannelKind::Webhook, &message(&"あ".repeat(50_000)), "").is_ok());
    }

    #[test]
    fn what_leads_write_is_no_markup() {
        let text = "<!channel> & <https://evil.example|ok> [x](https://evil.example) [toall]";
        let slack: Json = serde_json::from_str(&body(ChannelKind::Slack, &message(text))).unwrap();
        let text_of_slack = slack["text"].as_str().unwrap();
        assert!(text_of_slack.starts_with("&lt;!channel&gt; &amp; &lt;https"), "{text_of_slack}");
        assert!(!body(ChannelKind::Teams, &message(text)).contains("]("));
        assert!(!body(ChannelKind::Chatwork, &message(text)).contains("%5Btoall"));
        assert!(body(ChannelKind::Chatwork, &message("a b&c")).starts_with("body=a%20b%26c"));
    }

    #[test]
    fn a_webhook_carries_values_with_their_types() {
        let fields = [("seats".to_owned(), Some(Value::Number(3.into()))), ("name".to_owned(), None)];
        let call = outgoing(What::Call { fields: fields.into_iter().collect() });
        let body: Json = serde_json::from_str(&body(ChannelKind::Webhook, &call)).unwrap();
        assert_eq!(
            body,
            json!({
                "specversion": "1.0", "id": "00112233445566778899aabbccddeeff", "source": "sodate", "type": "sodate.call",
                "time": "2026-04-01T01:00:05Z", "datacontenttype": "application/json",
                "data": {
                    "lead": { "id": "L0000000001", "email": "tanaka@a.example" },
                    "channel": "chat", "fields": { "seats": 3, "name": null },
                },
            })
        );
        assert!(form(ChannelKind::Slack, &call, "").is_err());
    }
}
