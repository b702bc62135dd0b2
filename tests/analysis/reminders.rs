//! Mails before a date that a cap can hold back (F0479): which other mails use the cap up.

use crate::host::{check_text, describe};

const BASE: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  trial_end: date?  flag: true/false = false }
event trial {}
event signup { held_on: date }
email m1 { subject "使い方" link a "https://acme.example/1" body "[見る](a)" }
email m2 { subject "あと3日" link a "https://acme.example/2" body "[申し込む](a)" }
email m3 { subject "明日まで" link a "https://acme.example/3" body "[申し込む](a)" }
email m4 { subject "お礼" link a "https://acme.example/4" body "[答える](a)" }
limits {
  zone "Asia/Tokyo"
  send every day 0:00 to 24:00
  at most 9 emails a day
  at most 3 emails in 7 days
}
"#;

const FIRST: &str = "on day 2 send m1\n";
const THREE_DAYS: &str = "on 3 days before lead.trial_end at 10:00 send m2, else skip\n";
const ONE_DAY: &str = "on 1 day before lead.trial_end at 10:00 send m3, else skip\n";
const AFTERWARDS: &str = "on 1 day after lead.trial_end at 10:00 send m4, else stop\n";

/// The steps that a cap can hold back until it is too late, in a scenario with these heads and steps, with their help.
fn held_back(heads: &str, steps: &[&str], more: &str) -> Vec<(String, String)> {
    let text = format!("{BASE}scenario s {{\n  start on trial, gives consent\n{heads}\n{}}}\n{more}", steps.concat());
    let analysis = check_text(&text);
    let late = analysis.diagnostics.iter().filter(|one| one.code.0 == 479);
    let found: Vec<(String, String)> = late
        .map(|one| {
            let step = analysis.sources.slice(one.primary.span).to_owned();
            (step, one.help.clone().map(|help| help.en).unwrap_or_default())
        })
        .collect();
    assert!(analysis.program.is_some(), "{text}\n{}", describe(&analysis));
    found
}

fn steps_held_back(heads: &str, steps: &[&str], more: &str) -> Vec<String> {
    held_back(heads, steps, more).into_iter().map(|(step, _)| step).collect()
}

const SECOND: &str = "send m2, else skip";
const THIRD: &str = "send m3, else skip";
const USED: &str = "scenario rest {\n  start by hand, gives consent\n  send m1\n}\n";

#[test]
fn mails_behind_a_reminder_leave_it_room() {
    assert_eq!(steps_held_back("", &[FIRST, THREE_DAYS, ONE_DAY, AFTERWARDS], ""), [""; 0]);
    // Four of them behind it, and none before.
    let after = ["wait 1 day\nsend m1\n", "wait 1 day\nsend m2\n", "wait 1 day\nsend m4\n"];
    assert_eq!(steps_held_back("", &[&[ONE_DAY][..], &after].concat(), ""), [""; 0]);
}

#[test]
fn mails_before_a_reminder_use_the_cap_up() {
    let fourth = "on 5 days before lead.trial_end at 10:00 send m4, else skip\n";
    assert_eq!(steps_held_back("", &[FIRST, fourth, THREE_DAYS, ONE_DAY], ""), [THIRD]);
    // Two of the same run and one of another scenario, which may come at any time.
    assert_eq!(steps_held_back("", &[FIRST, THREE_DAYS, ONE_DAY, AFTERWARDS], USED), [THIRD]);
    // Each further run brings its own.
    assert_eq!(steps_held_back("again always", &[FIRST, THREE_DAYS, ONE_DAY, AFTERWARDS], ""), [SECOND, THIRD]);
    let gone_round = "repeat at most 3 times {\nwait 1 day\nsend m1\n}\n";
    let others = [THREE_DAYS, AFTERWARDS, ONE_DAY].concat();
    assert_eq!(steps_held_back("", &[gone_round, &others], ""), [SECOND, THIRD]);
}

#[test]
fn of_mails_on_different_ways_a_run_sends_one() {
    let either = "wait 1 day\nif lead.flag { send m1 } else { send m4 }\n";
    assert_eq!(steps_held_back("", &[either, THREE_DAYS, ONE_DAY], ""), [""; 0]);
}

#[test]
fn only_a_mail_about_what_the_lead_booked_may_confirm_it() {
    let fourth = "on 5 days before lead.trial_end at 10:00 send m4, else skip\n";
    let found = held_back("", &[FIRST, fourth, THREE_DAYS, ONE_DAY], "");
    assert!(found.iter().all(|(_, help)| help.starts_with("send it earlier (`7 days before …`")), "{found:?}");
    let booked = "scenario seminar {\n  start on signup, gives consent\n  again always\n  \
                  on 1 day before event.held_on at 10:00 send m4, else skip\n}\n";
    let found = held_back("", &[FIRST, THREE_DAYS, ONE_DAY], booked);
    let of_seminar = found.iter().find(|(step, _)| step.contains("m4")).unwrap();
    assert!(of_seminar.1.starts_with("make the mail `transactional` if it confirms"), "{found:?}");
}
