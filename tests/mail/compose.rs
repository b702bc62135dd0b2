//! Step mails: what stands in them, and what no lead can make stand in them.

use super::support::sample::{
    NOW, event, lead, make, planned, program, settings, state, tanaka, template, text, tokens,
};
use indexmap::IndexMap;
use sodate::engine::Scope;
use sodate::ir::time::{Amount, Date, Unit};
use sodate::ir::{Expression, Piece, Value};
use sodate::mail::{
    Address, ComposeError, Composed, Escape, Token, click_target, message_words, preview_message, render,
};

fn compose(state: &sodate::engine::LeadState) -> Composed {
    make(&program(), &planned("thanks"), state, &settings(), NOW).unwrap()
}

/// The head of a message, unfolded.
fn head(composed: &Composed) -> Vec<String> {
    let text = String::from_utf8(composed.bytes.clone()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").lines().map(str::to_owned).collect()
}

#[test]
fn a_mail_is_the_same_each_time_and_has_its_headers() {
    let mail = compose(&tanaka());
    assert_eq!(mail, compose(&tanaka()));
    let id = planned("thanks").key.id();
    let unsubscribe = tokens().make(&Token::Unsubscribe { mail: id.clone() }).unwrap();
    assert_eq!(mail.message_id, format!("{id}@acme.example"));
    assert_eq!(mail.subject, "『受発注の電子化ガイド』のダウンロードありがとうございます");
    assert_eq!(mail.content_hash.len(), 64);
    let head = head(&mail);
    assert_eq!(head[0], "Date: Mon, 01 Jun 2026 10:00:00 +0900");
    assert_eq!(head[1], "From: =?UTF-8?B?44Ki44Kv44Oh5qCq5byP5Lya56S+?= <info@acme.example>");
    assert_eq!(head[2], "To: tanaka@kitahama.example");
    assert!(head[3].starts_with("Subject: =?UTF-8?B?"));
    assert_eq!(head[4], format!("Message-ID: <{id}@acme.example>"));
    assert_eq!(head[5], "Auto-Submitted: auto-generated");
    assert_eq!(head[6], "Reply-To: reply@acme.example");
    assert_eq!(head[7], format!("List-Unsubscribe: <https://mail.acme.example/u/{unsubscribe}>"));
    assert_eq!(head[8], "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    assert_eq!(head[9], "MIME-Version: 1.0");
    assert_eq!(head[10], format!("Content-Type: multipart/alternative; boundary=\"=_sodate_{id}\""));
    assert_eq!(head.len(), 11);
}

#[test]
fn an_unsubscribe_mailbox_is_named_beside_the_page() {
    let mut settings = settings();
    settings.unsubscribe_mailbox = Some(Address::parse("unsubscribe@acme.example").unwrap());
    let mail = make(&program(), &planned("thanks"), &tanaka(), &settings, NOW).unwrap();
    assert!(head(&mail)[7].ends_with(">, <mailto:unsubscribe@acme.example?subject=unsubscribe>"));
}

#[test]
fn the_lawful_items_stand_in_both_parts() {
    let mail = compose(&tanaka());
    let id = planned("thanks").key.id();
    let page = format!("https://mail.acme.example/u/{}", tokens().make(&Token::Unsubscribe { mail: id }).unwrap());
    for part in [&mail.text, &mail.html] {
        for item in [
            "アクメ株式会社",
            "東京都千代田区一番町1-1 アクメビル5階",
            "https://acme.example/contact",
            "いつでも配信を停止できます",
            &page,
        ] {
            assert!(part.contains(item), "{item} is missing in {part}");
        }
    }
    assert!(mail.html.contains("<html lang=\"ja\">"));
}

#[test]
fn a_sender_without_a_lawful_item_sends_no_advertising() {
    for (item, clear) in [("name", 0), ("address", 1), ("contact", 2)] {
        let mut program = program();
        let sender = program.senders.get_mut("acme").unwrap();
        *[&mut sender.name, &mut sender.address, &mut sender.contact][clear] = " ".into();
        let error = make(&program, &planned("thanks"), &tanaka(), &settings(), NOW).unwrap_err();
        assert_eq!(error, ComposeError::Footer { sender: "acme".into(), item });
        assert!(make(&program, &planned("receipt"), &tanaka(), &settings(), NOW).is_ok());
    }
}

#[test]
fn transactional_mail_has_the_sender_and_no_unsubscribe_headers() {
    let mail = make(&program(), &planned("receipt"), &tanaka(), &settings(), NOW).unwrap();
    assert!(!head(&mail).iter().any(|line| line.starts_with("List-")));
    assert!(mail.text.contains("Sender: アクメ株式会社") && mail.text.contains("/u/"));
    assert!(!mail.text.contains("opt out"));
    assert!(mail.html.contains("<html lang=\"en\">"));
}

#[test]
fn the_sender_is_shown_in_the_language_of_the_workspace_or_of_the_words() {
    let footer = |name: &str, workspace_language| {
        let settings = sodate::mail::ComposeSettings { workspace_language, ..settings() };
        let mail = make(&program(), &planned(name), &tanaka(), &settings, NOW).unwrap();
        assert_eq!(mail.text.contains("送信者："), mail.html.contains("<html lang=\"ja\">"));
        mail.text.contains("送信者：")
    };
    use sodate::diagnostic::Language;
    // `receipt` has no Japanese letters, `thanks` has.
    for (workspace, of_receipt) in [(None, false), (Some(Language::English), false), (Some(Language::Japanese), true)] {
        assert_eq!(footer("receipt", workspace), of_receipt, "{workspace:?}");
        assert!(footer("thanks", workspace), "{workspace:?}");
    }
}

/// Dates in a message follow the rule of mails: Japanese where the workspace or the words are. So do the preview, and the
/// title of an invitation.
#[test]
fn dates_are_in_the_language_of_the_workspace_or_of_the_words() {
    use sodate::diagnostic::Language;
    let date = Piece::Value(Expression::Literal(Value::Datetime(NOW)));
    for (words, workspace, expected) in [
        ("Begins: ", None, "Begins: Mon 2026-06-01 10:00"),
        ("Begins: ", Some(Language::English), "Begins: Mon 2026-06-01 10:00"),
        ("Begins: ", Some(Language::Japanese), "Begins: 2026年6月1日（月）10:00"),
        ("開始：", None, "開始：2026年6月1日（月）10:00"),
        ("開始：", Some(Language::English), "開始：2026年6月1日（月）10:00"),
    ] {
        let settings = sodate::mail::ComposeSettings { workspace_language: workspace, ..settings() };
        let text = template(vec![text(words), date.clone()]);
        let mut program = program();
        let message = sodate::ir::Message {
            channel: "slack".into(),
            transactional: false,
            to: None,
            text: text.clone(),
            links: IndexMap::new(),
            documentation: None,
            place: sodate::ir::Place { file: 0, line: 1, column: 1 },
        };
        program.messages.insert("soon".into(), message);
        let sent = message_words(&program, &planned("soon"), &tanaka(), &settings, NOW).unwrap();
        let seen = preview_message(&program, &planned("soon"), &tanaka(), &settings, NOW).unwrap();
        assert_eq!((sent.text.as_str(), &seen.words), (expected, &sent), "{workspace:?}");

        let receipt = program.emails.get_mut("receipt").unwrap();
        receipt.subject = text.clone();
        receipt.invitation = Some(sodate::ir::Invitation {
            title: text,
            from: Expression::Literal(Value::Datetime(NOW)),
            until: None,
            lasting: None,
            place: None,
        });
        let mail = make(&program, &planned("receipt"), &tanaka(), &settings, NOW).unwrap();
        assert_eq!(mail.subject, expected, "{workspace:?}");
        let title = format!("SUMMARY:{expected}\r\n");
        assert!(calendar(&mail).replace("\r\n ", "").contains(&title), "{workspace:?}");
    }
}

#[test]
fn links_are_tracked_and_lead_where_the_program_says() {
    let (program, state) = (program(), tanaka());
    let mail = compose(&state);
    let id = planned("thanks").key.id();
    for (number, name, target) in [
        (0, "guide", "https://acme.example/guides?for=%E5%8C%97%E6%B5%9C%E9%83%A8%E5%93%81"),
        (
            1,
            "details",
            "https://acme.example/%E4%BA%8B%E4%BE%8B/%E5%8F%97%E7%99%BA%E6%B3%A8%E3%81%AE%E9%9B%BB%E5%AD%90%E5%8C%96%E3%82%AC%E3%82%A4%E3%83%89",
        ),
    ] {
        let token = tokens().make(&Token::Click { mail: id.clone(), link: number }).unwrap();
        let tracked = format!("https://mail.acme.example/c/{token}");
        assert!(mail.text.contains(&tracked) && mail.html.contains(&format!("href=\"{tracked}\"")), "{name}");
        assert!(!mail.html.contains(target));
        let found = click_target(&program, &planned("thanks"), number, &state, None, NOW);
        assert_eq!(found, Some((name.to_owned(), target.to_owned())));
    }
    assert!(mail.html.contains("href=\"tel:+81-3-0000-0000\""), "a telephone number is no redirect");
    assert_eq!(click_target(&program, &planned("thanks"), 2, &state, None, NOW), None);
    assert_eq!(click_target(&program, &planned("thanks"), 9, &state, None, NOW), None);
    let pixel = tokens().make(&Token::Open { mail: id }).unwrap();
    assert!(mail.html.contains(&format!("<img src=\"https://mail.acme.example/o/{pixel}.gif\"")));
    assert!(!mail.text.contains("/o/"));
}

#[test]
fn a_click_after_the_run_needs_its_start_event() {
    let (program, mut state) = (program(), tanaka());
    let event = state.enrolments[0].start_event.clone();
    state.enrolments.clear();
    let (_, target) = click_target(&program, &planned("thanks"), 1, &state, event.as_ref(), NOW).unwrap();
    assert!(target.ends_with("%E3%82%AC%E3%82%A4%E3%83%89"), "{target}");
}

#[test]
fn the_lone_link_of_a_paragraph_becomes_the_button() {
    let html = compose(&tanaka()).html;
    assert_eq!(html.matches("<a class=\"button\"").count(), 1);
    assert!(html.contains(">資料を開く</a></td></tr></table>"), "{html}");
    assert!(html.contains("<p>お急ぎの場合は<a href="));
}

/// Everything that a lead could try, in one name.
const NASTY: &str = "</p><script>alert(1)</script>\"' onload=x\r\nBcc: victim@b.example\r\n\r\n{{ lead.email }} {% %} \u{0}\u{202e}=?UTF-8?Q?x?=";

#[test]
fn a_name_cannot_become_a_tag_a_header_or_a_template() {
    let mail = compose(&state(NASTY, NASTY, NASTY));
    assert!(!mail.html.contains("<script") && !mail.html.contains("</p><script"));
    assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x<br>Bcc: victim@b.example"));
    assert!(mail.html.contains("{{ lead.email }} {% %}") && mail.text.contains("{{ lead.email }} {% %}"));
    assert!(!mail.subject.contains(char::is_control) && !mail.subject.contains('\u{202e}'));
    let head = head(&mail);
    assert!(!head.iter().any(|line| line.starts_with("Bcc")), "{head:?}");
    assert_eq!(head.len(), 11);
    assert!(!mail.text.contains('\0') && !mail.text.contains('\r'));
    let (_, target) = click_target(&program(), &planned("thanks"), 0, &state(NASTY, NASTY, NASTY), None, NOW).unwrap();
    assert!(target.starts_with("https://acme.example/guides?for=%3C%2Fp%3E%3Cscript%3E"), "{target}");
    assert!(target.is_ascii() && !target.contains(['<', '"', '\'', ' ', '\r', '\n']));
}

#[test]
fn a_value_in_an_attribute_stays_there() {
    let state = state("\" onclick=\"x", "javascript:alert(1)", "a b&c");
    let program = program();
    let run = &state.enrolments[0];
    let scope = Scope::of_run(&program, &state, run, NOW);
    let html =
        |pieces| render(&template(pieces), Escape::Html, &scope, &|name| format!("https://x.example/?a=1&n={name}"));
    assert_eq!(html(vec![text("<a title=\""), lead("name"), text("\">")]), "<a title=\"&quot; onclick=&quot;x\">");
    assert_eq!(html(vec![text("<a href=\""), lead("company"), text("\">")]), "<a href=\"javascript%3Aalert%281%29\">");
    assert_eq!(
        html(vec![text("<a class=\"x\" href=\"https://y.example/?q="), event("resource"), text("&amp;z=1\">")]),
        "<a class=\"x\" href=\"https://y.example/?q=a%20b%26c&amp;z=1\">"
    );
    assert_eq!(
        html(vec![text("<a href=\""), Piece::Link("l".into()), text("\">")]),
        "<a href=\"https://x.example/?a=1&amp;n=l\">"
    );
}

#[test]
fn a_whole_address_in_a_field_stays_one_and_only_web_addresses_do() {
    let target = |value: &str| {
        let mut program = program();
        program.emails["thanks"].links["guide"] = template(vec![lead("company")]);
        click_target(&program, &planned("thanks"), 0, &state("x", value, "y"), None, NOW).map(|(_, target)| target)
    };
    assert_eq!(target("https://例え.example/道?a=b#c").as_deref(), Some("https://xn--r8jz45g.example/%E9%81%93?a=b#c"));
    assert_eq!(target("javascript:alert(1)"), None);
    assert_eq!(target("data:text/html,x"), None);
    assert_eq!(target("https://user:pass@evil.example/"), None);
    assert_eq!(target("//evil.example"), None);
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_not_a_hole() {
    let mut program = program();
    program.emails["thanks"].links["guide"] = template(vec![lead("title")]);
    let error = make(&program, &planned("thanks"), &tanaka(), &settings(), NOW).unwrap_err();
    assert_eq!(error, ComposeError::Link { email: "thanks".into(), link: "guide".into() });
}

#[test]
fn values_are_written_as_the_reader_reads_them() {
    let (program, state) = (program(), tanaka());
    let scope = Scope::of_run(&program, &state, &state.enrolments[0], NOW);
    let shown = |before: &str, value: Value, escape| {
        let template = template(vec![text(before), Piece::Value(Expression::Literal(value))]);
        render(&template, escape, &scope, &|_| String::new())
    };
    let date = Value::Date(Date::new(2026, 4, 6).unwrap());
    assert_eq!(shown("期限は", date.clone(), Escape::Text), "期限は2026年4月6日（月）");
    assert_eq!(shown("until ", date.clone(), Escape::Text), "until Mon 2026-04-06");
    assert_eq!(shown("https://a.example/", date, Escape::Url), "https://a.example/2026-04-06");
    assert_eq!(shown("は", Value::Datetime(NOW), Escape::Header), "は2026年6月1日（月）10:00");
    assert_eq!(shown("の", Value::TrueFalse(true), Escape::Text), "のはい");
    assert_eq!(shown("は", Value::Duration(Amount::new(3, Unit::BusinessDay)), Escape::Text), "は3営業日");
    let list = Value::List(vec![Value::Text("甲".into()), Value::Text("乙".into())]);
    assert_eq!(shown("は", list, Escape::Html), "は甲、乙");
}

#[test]
fn addresses_that_cannot_be_used_are_named() {
    let mut state = tanaka();
    state.email = "tanaka".into();
    let error = make(&program(), &planned("thanks"), &state, &settings(), NOW).unwrap_err();
    assert!(matches!(error, ComposeError::Address { whose: "lead", .. }));
    assert!(error.text().ja.contains('@') && error.text().en.contains('@'));
    state.email = "a..b@docomo.ne.jp".into();
    let mail = make(&program(), &planned("thanks"), &state, &settings(), NOW).unwrap();
    assert_eq!(head(&mail)[2], "To: \"a..b\"@docomo.ne.jp");
    let error = make(&program(), &planned("gone"), &state, &settings(), NOW).unwrap_err();
    assert_eq!(error, ComposeError::Unknown { kind: "email", name: "gone".into() });
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_a_lead_is_called_the_mail_keeps_its_shape(name: String, company: String, resource: String) {
        // A line feed in a value is shown as a line break; no other tag may come from a value.
        let tags = |mail: &Composed| mail.html.matches('<').count() - mail.html.matches("<br>").count();
        let usual = compose(&tanaka());
        let mail = compose(&state(&name, &company, &resource));
        proptest::prop_assert_eq!(head(&mail).len(), head(&usual).len());
        proptest::prop_assert_eq!(tags(&mail), tags(&usual));
        proptest::prop_assert_eq!(mail.html.matches('"').count(), usual.html.matches('"').count());
        proptest::prop_assert!(!mail.subject.contains(char::is_control));
        let lead = state(&name, &company, &resource);
        for link in 0..2 {
            let (_, target) = click_target(&program(), &planned("thanks"), link, &lead, None, NOW).unwrap();
            proptest::prop_assert!(target.starts_with("https://acme.example/") && target.is_ascii());
        }
    }
}

fn seminar(title: &str) -> (sodate::ir::Program, sodate::engine::LeadState) {
    let mut program = program();
    let begins = Value::Datetime(sodate::ir::time::Instant(NOW.0 + 3_600_000));
    let invitation = sodate::ir::Invitation {
        title: template(vec![text(title)]),
        from: Expression::Literal(begins),
        until: None,
        lasting: Some(Amount::new(90, Unit::Minute)),
        place: Some(template(vec![text("https://acme.example/live; 1階, 受付")])),
    };
    program.emails.get_mut("thanks").unwrap().invitation = Some(invitation);
    (program, tanaka())
}

/// The calendar part, decoded by a reader that is not ours.
fn calendar(composed: &Composed) -> String {
    let message = mail_parser::MessageParser::default().parse(&composed.bytes).unwrap();
    let part = message.attachments().find(|part| {
        use mail_parser::MimeHeaders;
        part.content_type()
            .is_some_and(|kind| kind.subtype() == Some("calendar") && kind.attribute("method") == Some("REQUEST"))
    });
    part.unwrap().text_contents().unwrap().to_owned()
}

#[test]
fn an_invitation_stands_beside_the_other_parts() {
    let (program, lead) = seminar(&format!("導入セミナー, 第1回; {}", "長い題".repeat(20)));
    let mail = make(&program, &planned("thanks"), &lead, &settings(), NOW).unwrap();
    let entry = calendar(&mail);
    assert!(entry.split("\r\n").all(|line| line.len() <= 75), "{entry}");
    let unfolded = entry.replace("\r\n ", "");
    for line in [
        "METHOD:REQUEST",
        "DTSTART:20260601T020000Z",
        "DTEND:20260601T033000Z",
        "SEQUENCE:0",
        "LOCATION:https://acme.example/live\\; 1階\\, 受付",
    ] {
        assert!(unfolded.lines().any(|one| one == line), "{line} is not in\n{unfolded}");
    }
    assert!(unfolded.contains("SUMMARY:導入セミナー\\, 第1回\\; 長い題"), "{unfolded}");
    assert!(unfolded.contains(&format!("UID:{}@acme.example\r\n", planned("thanks").key.id())), "{unfolded}");
    assert_eq!(mail, make(&program, &planned("thanks"), &lead, &settings(), NOW).unwrap());
    let plain = make(&super::support::sample::program(), &planned("thanks"), &lead, &settings(), NOW).unwrap();
    assert!(!String::from_utf8(plain.bytes).unwrap().contains("text/calendar"));
}

#[test]
fn a_variant_is_composed_and_its_links_are_its_own() {
    let mut program = program();
    let email = program.emails.get_mut("thanks").unwrap();
    let own = email.written(None);
    let mut other = sodate::ir::Variant {
        subject: template(vec![text("別の件名")]),
        preheader: None,
        links: own.links.clone(),
        html: own.html.clone(),
        text: own.text.clone(),
    };
    let (link, _) = other.links.get_index(0).map(|(name, address)| (name.clone(), address.clone())).unwrap();
    other.links.insert(link.clone(), template(vec![text("https://acme.example/other")]));
    email.variants.insert("b".to_owned(), other);
    let mail = sodate::engine::PlannedMail { variant: Some("b".to_owned()), ..planned("thanks") };
    assert_eq!(make(&program, &mail, &tanaka(), &settings(), NOW).unwrap().subject, "別の件名");
    let target = click_target(&program, &mail, 0, &tanaka(), None, NOW).unwrap();
    assert_eq!(target, (link, "https://acme.example/other".to_owned()));
    let first = click_target(&program, &planned("thanks"), 0, &tanaka(), None, NOW).unwrap();
    assert_ne!(first.1, "https://acme.example/other");
}

#[test]
fn variants_fall_to_leads_in_equal_parts_and_always_the_same() {
    let mut program = program();
    let email = program.emails.get_mut("thanks").unwrap();
    let own = email.written(None);
    let one = sodate::ir::Variant {
        subject: own.subject.clone(),
        preheader: None,
        links: own.links.clone(),
        html: own.html.clone(),
        text: own.text.clone(),
    };
    let of = |email: &sodate::ir::Email, number: u32| {
        sodate::engine::trial::equal_part("thanks", email, &format!("lead-{number}")).map(str::to_owned)
    };
    assert_eq!(of(email, 1), None);
    for name in ["a", "b", "c"] {
        email.variants.insert(name.to_owned(), one.clone());
    }
    let counts: Vec<usize> = ["a", "b", "c"]
        .iter()
        .map(|name| (0..3_000).filter(|number| of(email, *number).as_deref() == Some(*name)).count())
        .collect();
    assert!(counts.iter().all(|count| (900..=1_100).contains(count)), "{counts:?}");
    assert_eq!(of(email, 7), of(email, 7));
}
