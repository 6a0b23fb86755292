//! Examples: kinds, parts, files and context, as the reports tell them.

use crate::project::{Project, root};
use serde_json::Value;
use std::fs;

const NOTE: &str = "# Shop

```
shop/
├── __init__.py
└── cart.py
```

```python
# shop/cart.py
def total(prices):
    return sum(prices)
```

```python
# rates.py
VAT = 0.25
-----
# main.py
import rates
print(rates.VAT)  # Output: 0.25
```

## Use

```python
from shop.cart import total
prices = [1, 2]
print(total(prices))  # Output: 3
```

```python
prices.append(3)
print(total(prices))  # Output: 6
```

```python session=till
money = 10
```

```python session=till
money += 5
print(money)  # Output: 15
```

<!-- doctrue: skip reason=\"too slow\" -->
```python
print(1)
Output:
1
```

<!-- doctrue: skip-if=\"python < 3.10\" -->
```pycon
>>> 1 + 1
2
```

<!-- doctrue: setup
seen = True
-->

```bash
python3 main.py
```
";

#[test]
fn the_plan_shows_parts_files_sessions_and_context() {
    let done = Project::new().file("a.md", NOTE).run(&["list"]).expect(0);
    insta::assert_snapshot!(done.stdout());
}

#[test]
fn everything_of_the_plan_runs() {
    let done = Project::new().file("a.md", NOTE).run(&["check"]).expect(0);
    assert!(done.stdout().contains("claims: 6 = 5 confirmed + 1 skipped"), "{}", done.describe());
}

/// The sum of the numbers in a table of the summary.
fn sum(table: &Value) -> u64 {
    table.as_object().expect("an object").values().filter_map(Value::as_u64).sum()
}

#[test]
fn blocks_add_up_by_kind_and_by_status() {
    for case in ["kinds", "splitting", "directives", "notes-founding"] {
        let note = fs::read_to_string(root().join(format!("fixtures/{case}/note.md"))).expect("a fixture");
        let report = Project::new().file("a.md", note).report(&["a.md"]);
        let summary = &report["summary"];
        let blocks = report["documents"][0]["blocks"].as_array().expect("blocks").len();
        assert_eq!(summary["blocks"].as_u64(), u64::try_from(blocks).ok(), "{case}");
        assert_eq!(summary["blocks"].as_u64(), Some(sum(&summary["blocks_by_kind"])), "{case}");
        assert_eq!(summary["blocks"].as_u64(), Some(sum(&summary["blocks_by_status"])), "{case}");
        assert_eq!(summary["claims"].as_u64(), Some(sum(&summary["claims_by_verdict"])), "{case}");
    }
}

#[test]
fn the_blocks_and_parts_that_were_needed_are_named() {
    let note = "```py\nx = 1\n```\n\n## Next\n\n```py\ny = x + 1\n-----\nprint(y)  # Output: 2\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let block = &report["documents"][0]["blocks"][1];
    assert_eq!((&block["context"], &block["reason"]), (&"file".into(), &"ran after the block on line 1".into()));
    let parts = block["parts"].as_array().expect("parts");
    let reasons: Vec<_> = parts.iter().map(|part| part["reason"].as_str().unwrap_or_default()).collect();
    assert_eq!(reasons, ["ran after the block on line 1", "separates parts", "ran after the blocks on lines 1, 7"]);
}

#[test]
fn a_failing_block_is_told_once_and_named_as_the_cause() {
    let note = "```py\nx = 1 / 0\n```\n\n```py\nprint(x)  # Output: 1\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let document = &report["documents"][0];
    let codes: Vec<_> = document["findings"].as_array().expect("findings").iter().map(|one| &one["line"]).collect();
    assert_eq!(codes, [2]);
    let reason =
        "line 6 raised NameError: name 'x' is not defined, because line 2 raised ZeroDivisionError: division by zero";
    assert_eq!(document["claims"][0]["reason"], reason);
}

#[test]
fn an_exception_that_a_wrong_claim_shows_is_told_once() {
    for code in
        ["{}['a']  # ValueError: x", "{}['a']  # raises ValueError", "print(1)\n{}['a']\n# Output:\n# ValueError: x"]
    {
        let report = Project::new().file("a.md", format!("```py\n{code}\n```\n")).report(&["a.md"]);
        let document = &report["documents"][0];
        assert_eq!(document["claims"][0]["verdict"], "wrong", "{document:#}");
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(0), "{document:#}");
    }
    let note = "```py\nprint(1)  # Output: 2\n{}['a']\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    assert_eq!(report["documents"][0]["findings"][0]["line"], 3, "a claim about something else does not tell it");
}

#[test]
fn what_a_shown_module_does_not_have_is_skipped() {
    let note =
        "```py title=\"shop.py\"\nprice = 5\n```\n\n```py\nfrom shop import cost\nprint(cost)  # Output: 4\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let claim = &report["documents"][0]["claims"][0];
    assert_eq!(
        (&claim["verdict"], &claim["reason"]),
        (&"skipped".into(), &"needs cost of shop, which the document does not show".into())
    );
    let note = note.replace("shop import", "math import");
    let report = Project::new().file("a.md", &note).report(&["a.md"]);
    assert_eq!(report["documents"][0]["claims"][0]["verdict"], "unreached");
}

#[test]
fn what_earlier_blocks_print_is_no_output_of_the_example() {
    let note = "```py\nx = 1\nprint('noise')\n```\n\n```py\nprint(x)\n```\n\n```output\n1\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    assert_eq!(report["documents"][0]["claims"][0]["verdict"], "confirmed");
    assert_eq!(report["documents"][0]["claims"][0]["actual"], "1");
}

#[test]
fn a_missing_import_is_named_with_the_line_to_add() {
    let note = "```py\nprint(Decimal('1'))\n```\n\n```py\nprint(itertools.count(3))\n```\n";
    let done = Project::new().file("a.md", note).run(&["check"]).expect(0);
    assert!(done.stdout().contains("add `from decimal import Decimal`"), "{}", done.describe());
    assert!(done.stdout().contains("add `import itertools`"), "{}", done.describe());
}

#[test]
fn names_may_come_by_an_import_of_all() {
    let note = "```py\nfrom math import *\n```\n\n```py\nprint(floor(2.5))  # Output: 2\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    assert_eq!(report["documents"][0]["claims"][0]["verdict"], "confirmed");
}

#[test]
fn an_exception_behind_a_claimed_one_is_told() {
    let note = "```py\n{}['a']  # KeyError\n[][1]\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let document = &report["documents"][0];
    assert_eq!(document["claims"][0]["verdict"], "confirmed");
    assert_eq!(document["findings"][0]["line"], 3, "{document:#}");
}

#[test]
fn a_syntax_error_that_is_claimed_is_right() {
    let note = "```py\nreturn 1  # SyntaxError: 'return' outside function\n```\n";
    Project::new().file("a.md", note).run(&["check", "--strict"]).expect(0);
    let note = "```py\nreturn 1  # TypeError\n```\n";
    Project::new().file("a.md", note).run(&["check"]).expect(1);
}

#[test]
fn a_claim_may_hold_in_the_state_of_the_page() {
    let note = "```py\ncount = 0\ndef up():\n    global count\n    count += 1\n```\n\n```py\nup(); up()\n```\n\n\
                ```py\nprint(count)  # 2\n```\n\n```py\nsum = 5\n```\n\n```py\nprint(sum)  # 5\nprint(count)  # 3\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let verdicts: Vec<_> =
        report["documents"][0]["claims"].as_array().expect("claims").iter().map(|c| &c["verdict"]).collect();
    assert_eq!(verdicts, ["confirmed", "confirmed", "wrong"]);
}

#[test]
fn options_of_doctest_are_understood() {
    let note = "```pycon\n>>> print('a  b', 'c', sep='\\n')  # doctest: +NORMALIZE_WHITESPACE\na b c\n\
                >>> int('x')  # doctest: +IGNORE_EXCEPTION_DETAIL\nTraceback (most recent call last):\nValueError: some words\n\
                >>> print(1)  # doctest: +SKIP\n2\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(claims.iter().map(|claim| &claim["verdict"]).collect::<Vec<_>>(), ["confirmed", "confirmed", "skipped"]);
}
