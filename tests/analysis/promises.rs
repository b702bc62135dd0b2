//! Promises about scenarios that live around one date of the lead: they start before it and end when it changes.

use crate::host::{check_text, describe};

const BASE: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  renewal: date?  visit: datetime?  birthday: date? }
email m1 { subject "更新" link a "https://acme.example/1" body "[見る](a)" }
email m2 { subject "もうすぐ" link a "https://acme.example/2" body "[見る](a)" }
email m3 { subject "明日まで" link a "https://acme.example/3" body "[見る](a)" }
limits { zone "Asia/Tokyo"  send every day 0:00 to 24:00  at most 9 emails a day }
"#;

const START: &str = "start 30 days before lead.renewal at 10:00, needs consent";
const STOP: &str = "stop on lead.renewal changes";
const STEP: &str = "on 14 days before lead.renewal at 10:00 send m1, else skip";

/// What is found of promises in a scenario with these lines.
fn codes(lines: &[&str], more: &str) -> Vec<u16> {
    let text = format!("{BASE}scenario s {{\n{}\n}}\n{more}\n", lines.join("\n"));
    let analysis = check_text(&text);
    let of_promises: Vec<u16> =
        analysis.diagnostics.iter().map(|one| one.code.0).filter(|code| (470..=480).contains(code)).collect();
    assert!(analysis.program.is_some() || !of_promises.is_empty(), "{text}\n{}", describe(&analysis));
    of_promises.into_iter().filter(|code| ![473, 479].contains(code)).collect()
}

fn ends_within(days: u32, lines: &[&str]) -> Vec<u16> {
    codes(lines, &format!("ensure every path ends within {days} days"))
}

#[test]
fn a_wait_around_the_date_of_the_start_takes_the_days_between() {
    assert_eq!(ends_within(16, &[START, STOP, STEP]), [0; 0]);
    assert_eq!(ends_within(15, &[START, STOP, STEP]), [472]);
    let after = "on 2 weeks after lead.renewal at 10:00 send m2, else skip";
    assert_eq!(ends_within(44, &[START, STOP, STEP, after]), [0; 0]);
    assert_eq!(ends_within(43, &[START, STOP, STEP, after]), [472]);
    // What is waited for behind it is added.
    assert_eq!(ends_within(18, &[START, STOP, STEP, "wait 2 days", "send m2"]), [0; 0]);
    assert_eq!(ends_within(17, &[START, STOP, STEP, "wait 2 days", "send m2"]), [472]);
}

#[test]
fn the_earliest_of_several_starts_counts() {
    let earlier = "start 60 days before lead.renewal at 10:00, needs consent";
    assert_eq!(ends_within(46, &[START, earlier, STOP, STEP]), [0; 0]);
    assert!(!ends_within(45, &[START, earlier, STOP, STEP]).is_empty());
}

#[test]
fn the_time_of_day_counts() {
    // From 0:00 on the day of the start to the time of the visit, sixteen days later.
    let lines = [
        "start 30 days before lead.visit at 0:00, needs consent",
        "stop on lead.visit changes",
        "on 14 days before lead.visit send m1, else skip",
    ];
    assert_eq!(ends_within(17, &lines), [0; 0]);
    assert!(!ends_within(16, &lines).is_empty());
    let noon = [STOP, "on 14 days before lead.renewal at 12:00 send m1, else skip"];
    assert_eq!(
        ends_within(16, &["start 30 days before lead.renewal at 12:00, needs consent", noon[0], noon[1]]),
        [0; 0]
    );
    assert_eq!(ends_within(16, &[START, noon[0], noon[1]]), [472]);
    // Five hours before an early visit is the day before.
    let hours = |amount: &str| format!("on {amount} before lead.visit at 23:00 send m1, else skip");
    let lines = ["start 1 day before lead.visit at 23:00, needs consent", "stop on lead.visit changes"];
    assert_eq!(ends_within(1, &[lines[0], lines[1], &hours("5 hours")]), [0; 0]);
    assert!(
        !ends_within(1, &["start 2 days before lead.visit at 23:00, needs consent", lines[1], &hours("5 hours")])
            .is_empty()
    );
}

#[test]
fn without_the_end_at_a_change_nobody_knows() {
    let open = |lines: &[&str]| assert_eq!(ends_within(60, lines), [480], "{lines:?}");
    open(&[START, STEP]);
    open(&[START, "stop on lead.renewal changes where lead.name == \"佐藤\"", STEP]);
    open(&[START, "stop on lead.birthday changes", STEP]);
    open(&[START, STOP, "on 14 days before lead.birthday at 10:00 send m1, else skip"]);
    // Who begins it by hand may do so long before, and a play shows it.
    assert_eq!(ends_within(60, &["start by hand, gives consent", STOP, STEP]), [472]);
    assert!(!ends_within(60, &[START, "start by hand, gives consent", STOP, STEP]).is_empty());
    open(&[START, "start 30 days before lead.birthday at 10:00, needs consent", STOP, STEP]);
    let begins =
        "scenario other {\n  start by hand, gives consent\n  begin s\n}\nensure every path ends within 60 days for s";
    assert_eq!(codes(&[START, STOP, STEP], begins), [480]);
}

#[test]
fn mails_around_the_date_keep_their_distance() {
    let steps = |days: &[u32]| -> Vec<String> {
        let step = |(number, days): (usize, &u32)| {
            format!("on {days} days before lead.renewal at 10:00 send m{}, else skip", number + 1)
        };
        days.iter().enumerate().map(step).collect()
    };
    let found = |days: &[u32], stop: &str| {
        let steps = steps(days);
        let lines: Vec<&str> = [START, stop].into_iter().chain(steps.iter().map(String::as_str)).collect();
        codes(&lines, "ensure at most 1 email in 7 days")
    };
    assert_eq!(found(&[21, 14, 7], STOP), [0; 0]);
    assert_eq!(found(&[21, 15, 7], STOP), [470]);
    assert_ne!(found(&[21, 14, 7], ""), [0; 0]);
}
