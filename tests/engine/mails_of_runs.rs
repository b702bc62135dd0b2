//! Whose mails a condition speaks of, what a click says, and whom a start mails, in the language itself.

use super::language::{compile, failures, holds};
use sodate::scenario;

/// What the lead did with a mail of another run, before this one or beside it, does not choose the way of this one.
#[test]
fn reactions_to_mails_of_another_run_do_not_count() {
    let flow = r#"
limits { zone "Asia/Tokyo"  at most 9 emails a day for each lead }
scenario carts {
  start on cart, gives consent
  one for each event.cart
  again always
  stop when clicked thanks.guide
  send thanks
  wait 1 day
  if opened thanks { send second } else if received thanks { send about_cart }
}
scenario later {
  start on visit, gives consent
  again always
  if clicked thanks { send second } else { send about_cart }
}
test "beside: only the cart whose mail was opened" for carts {
  lead { name: "田中" }
  at 2026-06-01 10:00  cart { cart: "A" }
  expect email thanks
  at 2026-06-01 10:10  cart { cart: "B" }
  expect email thanks
  at 2026-06-01 10:20  open thanks
  expect email about_cart on day 1 at 10:00
  expect email second on day 1 at 10:10
  expect nothing more
}
test "before: a click of the first run does not keep the second from starting" for carts {
  lead { name: "田中" }
  at 2026-06-01 10:00  cart { cart: "A" }
  expect email thanks
  at 2026-06-01 10:20  click thanks.guide
  expect nothing more
  at 2026-07-01 10:00  cart { cart: "A" }
  expect email thanks
  expect email about_cart
  expect nothing more
}
test "a scenario that does not send it looks at all of them" for later {
  lead { name: "田中" }
  at 2026-06-01 10:00  cart { cart: "A" }
  expect email thanks
  at 2026-06-01 10:20  click thanks.guide
  at 2026-06-01 10:30  visit
  expect email second
  expect nothing more
}
"#;
    assert_eq!(failures(flow), Vec::<String>::new());
}

#[test]
fn a_click_is_an_opening_and_goes_first() {
    holds(
        r#"
        score { opened any email +1 clicked any email +10 }
        scenario both {
          start on download, gives consent
          send thanks
          await up to 3 days {
            open thanks { set lead.plan = "opened" }
            click thanks.guide { set lead.plan = "clicked" }
          }
        }
        scenario opened {
          start on open thanks
          send bill
        }
        test "only a click" for both {
          lead { }
          at 2026-04-01 10:00  download { }
          expect email thanks
          at day 1 9:00  click thanks.guide
          expect email bill
          expect lead.plan == "clicked"
          expect score == 11
          at day 1 10:00  open thanks
          expect score == 11
          expect nothing more
        }
        test "the picture first" for both {
          lead { }
          at 2026-04-01 10:00  download { }
          expect email thanks
          at day 1 9:00  open thanks
          expect email bill
          expect lead.plan == "opened"
          at day 1 10:00  click thanks.guide
          expect score == 11
          expect nothing more
        }
        "#,
    );
}

/// The same story with the basis and without it: only the line tells them apart.
#[test]
fn a_lead_of_a_test_may_lack_the_basis_that_a_start_needs() {
    let flow = |line: &str| {
        format!(
            r#"
scenario news {{
  start on visit, needs consent
  start by hand, needs business relation
  start on download, gives consent
  again always
  send second
}}
test "nothing" for news {{
  lead {{ }}
  {line}
  at 2026-04-01 10:00 visit
  expect nothing more
}}
test "by hand" for news {{
  lead {{ }}
  {line}
  at 2026-04-01 10:00 start
  expect nothing more
}}
test "given in the test" for news {{
  lead {{ }}
  {line}
  at 2026-04-01 10:00 download {{ }}
  expect email second
  at 2026-04-02 10:00 visit
  expect email second
}}
"#
        )
    };
    for (line, passed) in [
        ("", [false, false, true]),
        ("no consent", [true, false, true]),
        ("同意 なし", [true, false, true]),
        ("no business relation", [false, true, true]),
        ("取引関係 なし", [false, true, true]),
    ] {
        let (program, tests) = compile(&flow(line));
        let outcomes: Vec<bool> = tests.iter().map(|test| scenario::run(&program, test).passed()).collect();
        assert_eq!(outcomes, passed, "{line}");
    }
}
