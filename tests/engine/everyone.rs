//! Events for everyone: which leads an index finds for them, as the program says.

use crate::language::{compile, holds};
use sodate::ir::Value;
use std::collections::BTreeMap;

/// Fields and values that an event about this product looks for.
fn targets(filter: &str) -> Vec<String> {
    let (program, _) =
        compile(&format!("scenario s {{ start on price_drop where {filter}, gives consent\n send second }}"));
    let fields: Vec<String> = program.broadcast_fields().keys().cloned().collect();
    let properties = BTreeMap::from([
        ("product".to_owned(), Value::Text("X".to_owned())),
        ("price".to_owned(), Value::Number(5.into())),
    ]);
    let targets = program.broadcast_targets("price_drop", &properties);
    let mut found: Vec<String> = targets.into_iter().map(|(field, key)| format!("{field} {key}")).collect();
    found.sort();
    let mut of: Vec<&str> = found.iter().filter_map(|one| one.split(' ').next()).collect();
    of.dedup();
    assert_eq!(of, fields, "the index is kept for the fields that are looked for");
    found
}

#[test]
fn every_part_of_an_or_has_its_own_entries() {
    assert_eq!(targets("event.product == lead.plan"), ["plan tX"]);
    assert_eq!(targets("event.product == lead.plan or event.product in lead.tags"), ["plan tX", "tags tX"]);
    assert_eq!(targets("event.product in [lead.plan, lead.name]"), ["name tX", "plan tX"]);
    assert_eq!(
        targets(
            "(event.product == lead.plan and lead.deal == won) or (event.price > 3 and event.product == lead.name)"
        ),
        ["name tX", "plan tX"]
    );
    assert_eq!(
        targets("lead.deal != won and (lead.plan == event.product or event.product in lead.tags)"),
        ["plan tX", "tags tX"]
    );
    // One comparison is enough: the others are looked at for the leads that it finds.
    assert_eq!(targets("event.product == lead.plan and (event.product in lead.tags or lead.deal == won)"), ["plan tX"]);
}

#[test]
fn a_lead_that_any_part_means_is_reached() {
    holds(
        r#"
scenario drops {
  start on price_drop where event.product == lead.plan or event.product in lead.tags, gives consent
  again always
  send second
}
test "by one field or the other" for drops {
  lead { plan: "pro"  tags: ["light"] }
  at 2026-04-01 10:00 price_drop { product: "pro"  price: 1 }
  expect email second on day 0
  at 2026-04-02 10:00 price_drop { product: "light"  price: 1 }
  expect email second on day 0
  at 2026-04-03 10:00 price_drop { product: "other"  price: 1 }
  expect nothing more
}
"#,
    );
}
