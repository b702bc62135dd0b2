//! Mails that are planned for one moment (F0473), by one scenario or by two, and what a trial adds to the time of a run.

use crate::host::{check_text, describe};

const BASE: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  until: date?  flag: true/false = false }
event visit { at: datetime }
email one { subject "1通目" link more "https://acme.example/1" body "[見る](more)" }
email two { subject "2通目" link more "https://acme.example/2" body "[見る](more)" }
email three { subject "3通目" link more "https://acme.example/3" body "[見る](more)" }
email tried {
  link more "https://acme.example/4"
  body "[見る](more)"
  variant a { subject "A案" }
  variant b { subject "B案" }
  try on 20%, winner by opens after 2 days
}
limits { zone "Asia/Tokyo"  send every day 9:00 to 18:00  at most 9 emails a day }
scenario others {
  start by hand, gives consent
  send one
  wait 5 days
  send two
  wait 5 days
  send three
  wait 5 days
  send tried
}
"#;

/// Codes of what is found in a scenario with these steps.
fn codes(steps: &str, more: &str) -> Vec<u32> {
    let text = format!("{BASE}scenario s {{\n  start on visit, gives consent\n{steps}\n}}\n{more}");
    check_text(&text).diagnostics.iter().map(|one| u32::from(one.code.0)).collect()
}

#[test]
fn mails_of_one_moment_are_told_however_the_moment_is_written() {
    let together = [
        "send one\nsend two",
        "on day 3 send one\non day 3 send two",
        "send one\nwait 3 days\nsend two\non day 3 send three",
        "wait 4 days\nsend one\non day 4 send two",
        "send one\nwait 1 week\nsend two\non day 7 send three",
        "send one\nawait up to 3 days { click one.more { stop } otherwise { send two } }\non day 3 send three",
        "on 1 hour after event.at send one, else skip\non 1 hour after event.at send two, else skip",
        "wait until 2027-12-01 at 10:00, else now\nsend one\nif lead.flag { send two }",
    ];
    for steps in together {
        assert_eq!(codes(steps, ""), [473], "{steps}");
    }
    let earlier =
        "wait until 2027-12-01 at 10:00, else now\nsend one\nwait until 2027-12-01 at 9:00, else now\nsend two";
    assert!(codes(earlier, "").contains(&473), "{earlier}");
    let beside = "scenario t {\n  start by hand, gives consent\n  send two\n}\n";
    assert_eq!(codes("send one\nbegin t", beside), [473]);
}

#[test]
fn mails_of_other_moments_are_not() {
    let apart = [
        "send one\nwait 3 days\nsend two\non day 4 send three",
        "send one\nwait 3 days\nsend two\non day 3 at 18:00 send three, else skip",
        "on day 3 at 9:00 send one\non day 3 at 15:00 send two",
        "send one\nawait up to 3 days { click one.more { send two } }\non day 3 send three",
        "on 2 days after event.at send one, else skip\non 3 days after event.at send two, else skip",
        "wait until 2027-12-01 at 10:00, else now\nsend one\nwait until 2027-12-05 at 9:00, else now\nsend two",
        "wait until next monday at 9:00\nsend one\nwait until next monday at 9:00\nsend two",
        "wait 4 days\nif lead.flag { send one } else { on day 4 send two }",
    ];
    for steps in apart {
        let told = codes(steps, "");
        assert!(!told.contains(&473), "{steps}: {told:?}");
    }
}

/// Most leads get a mail with a trial only when its winner is known.
#[test]
fn the_time_of_a_trial_counts_for_days_and_promises() {
    assert_eq!(codes("send tried\non day 1 send two", ""), [322]);
    assert_eq!(codes("send tried\non day 1 send two, else skip", ""), [0; 0]);
    let promise = "ensure at most 1 email in 2 days\n";
    assert_eq!(codes("send tried\non day 6 send two", promise), [0; 0]);
    let text = format!(
        "{BASE}scenario s {{\n  start on visit, gives consent\n  send tried\n  on day 3 send two\n}}\n{promise}"
    );
    let broken = check_text(&text);
    assert_eq!(broken.diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [470], "{}", describe(&broken));
    let shown = broken.diagnostics[0].test.as_deref().unwrap();
    assert!(shown.contains("choose winner") && shown.contains("expect email tried on day 2"), "{shown}");
}

/// How often mails of one moment are told where these two scenarios stand side by side.
fn told_of_two(first: &str, second: &str, more: &str) -> usize {
    let more = format!("event order {{ kind: text }}\nsegment flagged when lead.flag\n{more}");
    let text = format!("{BASE}{more}\nscenario s {{\n{first}\n}}\nscenario t {{\n{second}\n}}\n");
    let found = check_text(&text);
    assert!(found.program.is_some(), "{}", describe(&found));
    found.diagnostics.iter().filter(|one| one.code.0 == 473).count()
}

#[test]
fn mails_of_two_scenarios_at_one_moment_are_told() {
    let visit = "start on visit, gives consent\n";
    let alike = [
        ("send one", "send two"),
        ("score +5 because \"x\"\nsend one", "add to x\nsend two"),
        ("on day 3 at 10:00 send one", "send two\non day 3 at 10:00 send three"),
        ("wait 1 day\nwait 2 hours\nsend one", "wait 1 day\nwait 2 hours\nsend two"),
        ("on 1 hour after event.at send one, else skip", "on 1 hour after event.at send two, else skip"),
        ("wait until 2027-12-01 at 10:00, else now\nsend one", "wait until 2027-12-01 at 10:00, else now\nsend two"),
        ("if lead.flag { send one }", "send two"),
        ("stop when lead.flag\nsend one", "send two"),
        // The ways of an `if` meet again: what it asked decides no more.
        ("if lead.flag { score +5 because \"x\" }\nsend one", "if lead.flag { stop }\nsend two"),
        ("if lead.flag { score +5 because \"x\" }\nsend one", "if lead.flag { send two }"),
        (
            "if lead.flag { send three\nwait 4 days } else { wait 1 day }\nsend one",
            "if lead.flag { stop }\nwait 1 day\nsend two",
        ),
        // Only who has the flag gets it a day later.
        ("if lead.flag { wait 1 day }\nsend one", "if lead.flag { stop }\nsend two"),
    ];
    for (first, second) in alike {
        let second = format!("{visit}{second}");
        let told = told_of_two(&format!("{visit}{first}"), &second, "audience x\n");
        assert_eq!(told, 1, "{first} / {second}");
    }
    let starts = [
        ("start on click one.more, needs consent", "start on click one, needs consent"),
        ("start on open one, needs consent", "start on open one, needs consent"),
        ("start on lead.flag changes where lead.flag, needs consent", "start on lead.flag changes, needs consent"),
        ("start when no visit for 7 days, needs consent", "start when no visit for 7 days, needs consent"),
        (
            "start when count(visit) in 7 days >= 3, needs consent",
            "start when count(visit) in 7 days >= 3, needs consent",
        ),
        ("start 7 days after lead.until, needs consent", "start 7 days after lead.until, needs consent"),
        (
            "start every day at 9:00 for flagged, needs consent",
            "start on order, needs consent\nstart every day at 9:00 for flagged, needs consent",
        ),
        (
            "start on visit where count(visit) >= 3, gives consent",
            "start on visit where count(visit) >= 3, gives consent",
        ),
    ];
    for (first, second) in starts {
        assert_eq!(told_of_two(&format!("{first}\nsend two"), &format!("{second}\nsend three"), ""), 1, "{first}");
    }
}

/// Whether the mails of two scenarios are told as `may send`, not as `send`.
fn is_told_as_may(first: &str) -> bool {
    let visit = "start on visit, gives consent\n";
    let text = format!("{BASE}scenario s {{\n{visit}{first}\n}}\nscenario t {{\n{visit}send two\n}}\n");
    let found = check_text(&text);
    let told = found.diagnostics.iter().find(|one| one.code.0 == 473).map(|one| one.message.en.clone());
    let told = told.unwrap_or_else(|| panic!("{first}: {}", describe(&found)));
    assert!(told.contains("send at once"), "{told}");
    told.contains("may send")
}

#[test]
fn a_mail_is_sent_for_certain_where_all_ways_meet_before_it() {
    let certain = [
        "send one",
        "if lead.flag { score +5 because \"x\" }\nsend one",
        "if lead.flag { if lead.name == \"a\" { score +5 because \"x\" } } else { score +3 because \"y\" }\nsend one",
    ];
    let uncertain = [
        "if lead.flag { send one }",
        "if lead.flag { stop }\nsend one",
        "if lead.flag { wait 1 day }\nsend one",
        "if lead.flag { if lead.name == \"a\" { stop } }\nsend one",
    ];
    for steps in certain {
        assert!(!is_told_as_may(steps), "{steps}");
    }
    for steps in uncertain {
        assert!(is_told_as_may(steps), "{steps}");
    }
}

#[test]
fn mails_of_two_scenarios_that_do_not_meet_are_not() {
    let visit = "start on visit, gives consent\n";
    let apart = [
        ("send one", "wait 1 day\nsend two"),
        ("send one\nwait 3 days\nsend two", "wait 3 days\nsend three"),
        ("on day 3 at 10:00 send one", "on day 3 at 11:00 send two"),
        ("priority 2\nsend one", "send two"),
        ("send one, when capped skip", "send two"),
        ("when capped stop\nsend one", "send two"),
        ("send tried", "send two"),
        ("if lead.flag { send one }", "if lead.flag { stop }\nsend two"),
        ("stop when lead.flag\nsend one", "stop when not lead.flag\nsend two"),
        ("if lead.flag { score +5 because \"x\" } else { stop }\nsend one", "if lead.flag { stop }\nsend two"),
        ("if lead.flag { wait 1 day }\nsend one", "if lead.flag { send two }"),
        // What the first writes decides about the other.
        ("set lead.flag = true\nsend one", "if lead.flag { stop }\nsend two"),
        ("send one\nbegin t", "send two"),
        ("split { a 50% { send one } b 50% { } }", "send two"),
        ("await up to 3 days { order { } }\nsend one", "send two"),
    ];
    for (first, second) in apart {
        let told = told_of_two(&format!("{visit}{first}"), &format!("{visit}{second}"), "");
        // What `begin` brings about is told of the one run.
        assert_eq!(told, usize::from(first.contains("begin")), "{first} / {second}");
    }
    let starts = [
        ("start on visit, gives consent", "start on order, gives consent"),
        (
            "start on order where event.kind == \"a\", gives consent",
            "start on order where event.kind == \"b\", gives consent",
        ),
        ("start on click one.more, needs consent", "start on click two.more, needs consent"),
        ("start on open one, needs consent", "start on click one, needs consent"),
        ("start when no visit for 7 days, needs consent", "start when no visit for 8 days, needs consent"),
        ("start 7 days after lead.until, needs consent", "start 7 days before lead.until, needs consent"),
        ("start 7 days after lead.until, needs consent", "start 7 days after lead.until at 10:00, needs consent"),
        ("start every day at 9:00 for flagged, needs consent", "start every day at 9:00 for others, needs consent"),
        ("start every day at 9:00 for flagged, needs consent", "start every day at 10:00 for flagged, needs consent"),
        ("start by hand, gives consent", "start by hand, gives consent"),
        // The first visit has begun the other, and it begins once.
        ("start on visit where count(visit) >= 3, gives consent", "start on visit, gives consent"),
    ];
    for (first, second) in starts {
        let others = "segment others when not lead.flag\n";
        let told = told_of_two(&format!("{first}\nsend two"), &format!("{second}\nsend three"), others);
        assert_eq!(told, 0, "{first} / {second}");
    }
    let ended = "team sales { member \"sato@acme.example\" }\nwhen visit { stop mailing because \"x\" }\n";
    assert_eq!(told_of_two(&format!("{visit}send one"), &format!("{visit}send two"), ended), 0);
}

/// A scenario that sends when its lead does something, beside one that begins with it.
#[test]
fn an_answer_beside_a_scenario_that_begins_with_the_same_is_told() {
    let order = "start on order, gives consent";
    let click = "start on click one.more, needs consent";
    let awaited = [
        ("click one.more { send two }", click),
        ("click one { send two }", click),
        ("click one.more { if lead.flag { stop } else { send two } }", click),
        ("order { send two }", order),
        ("order since start { send two }", order),
        ("order where event.kind == \"a\" { stop }\norder { send two }", order),
        ("lead.flag changes { send two }", "start on lead.flag changes, needs consent"),
    ];
    for (arm, start) in awaited {
        let (one, other) = (awaiting("", arm), format!("{start}\nsend three"));
        assert_eq!(told_of_two(&one, &other, ""), 1, "{arm}");
        assert_eq!(told_of_two(&other, &one, ""), 1, "{arm}, in the other order");
    }
    let apart = [
        ("", "click one.more { wait 1 day\nsend two }", click),
        ("", "click one.more { }\notherwise { send two }", click),
        ("", "click one.more { stop }\nclick one { send two }", click),
        ("stop when lead.flag", "order { send two }", "start on order where lead.flag, gives consent"),
        ("stop on order", "order { send two }", order),
        ("priority 1", "order { send two }", order),
        (
            "",
            "order where event.kind == \"a\" { stop }\norder { send two }",
            "start on order where event.kind == \"a\", gives consent",
        ),
        ("", "order where event.kind == \"a\" { send two }", "start on order where event.kind != \"a\", gives consent"),
        // The visit that the run began with has begun the other, too.
        ("", "visit { send two }", "start on visit, gives consent\nwait 1 day"),
    ];
    for (heads, arm, start) in apart {
        let told = told_of_two(&awaiting(heads, arm), &format!("{start}\nsend three"), "");
        assert_eq!(told, 0, "{heads} {arm} / {start}");
    }
    // Whoever comes to `t` by `between` has begun `s` before.
    let (from, to) = (format!("{order}\nsend three\ngo to between"), awaiting("", "order { send two }"));
    let between = "scenario between {\nstart by hand, gives consent\nwait 3 days\ngo to t\n}\n";
    assert_eq!(told_of_two(&from, &to, between), 0);
    assert_eq!(told_of_two(&from, &to, &between.replace("go to t", "send three")), 1);
    // Each waits for an order: a lead is hardly in both.
    let both = (awaiting("", "order { send two }"), awaiting("", "order { send three }").replace("visit", "inquiry"));
    assert_eq!(told_of_two(&both.0, &both.1, "event inquiry {}\n"), 0);
}

/// A scenario that awaits something.
fn awaiting(heads: &str, arms: &str) -> String {
    format!("start on visit, gives consent\n{heads}\nsend one\nawait up to 3 days {{ {arms} }}")
}
