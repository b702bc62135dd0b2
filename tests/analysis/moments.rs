//! Mails that are planned for one moment (F0473), and what a trial adds to the time of a run.

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
