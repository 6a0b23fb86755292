//! Law (f) of the design's section 6a: whatever becomes of the code, k explicit claims that are planted anywhere in a document
//! are in the report.
//!
//! No Python runs: what does not run is told by the same lists that the report is made of, so that a hundred thousand documents
//! of all dialects and containers take a minute.

use crate::extent::{cases, on_all_cores};
use crate::random::Random;
use doctrue::claim::{Strength, recognise};
use doctrue::directive::{Directives, resolve};
use doctrue::document;
use doctrue::example::{Class, Example, classify};
use doctrue::source::Source;
use std::iter::StepBy;
use std::ops::Range;

/// Code before a claim that is sound.
const SOUND: &[&str] = &[
    "x = 7 + 8",
    "print(7 + 8)",
    "import math",
    "def f(a, b):\n    return a + b",
    "for i in range(2):\n    print(i)",
    "class A:\n    pass",
    "text = '''\na # no comment\n'''",
    "x = [\n    7,\n    8,\n]",
    "# a remark",
    "",
];

/// Code that does not run as it stands, or is read otherwise.
const UNSOUND: &[&str] = &[
    "x = = 1",
    "print 'old'",
    "print(",
    "f(]",
    "await f()",
    "%timeit f()",
    "!pip install x",
    "len?",
    "x = ____",
    "x = ...",
    "...",
    "else:\n    x = 1",
    "    indented = 1",
    "def f(a, b)",
    "with expression as variable:\n    pass",
    "for item in <list>:",
    "return 5",
    "Some words about it.",
    "1. First",
    "{{ placeholder }}",
    "--8<-- \"missing.py\"",
    "{{#include missing.py}}",
    "from missing import x",
    "import numpy as np",
    "x = input()",
    "'unclosed",
    "lambda: (",
    "\u{201c}quoted\u{201d}",
    "x == y = z",
    "except ValueError, e:",
    "async with a as b: pass",
    "match x:\n    case 1: pass",
    "$ ls",
    "y = 5 # phmdoctest:omit",
    "raise ValueError",
    "exit()",
];

/// A claim of the value `{}` with the statement that it is about.
const CLAIMS: &[&str] = &[
    "print({})  # Output: {}",
    "print({})\n# Output: {}",
    "print({})\n# Output:\n# {}",
    "print({})\n#> {}",
    "print({})  # prints {}",
    "f({})  # returns {}",
    "print({})  # => {}",
    "print({})  # Expected output: {}",
    "print({})  # 输出：{}",
    "print({})  # Ausgabe: {}",
    "if True:\n    print({})  # Output: {}",
    "def g():\n    print({})  # Output: {}",
];

/// The same at a prompt.
const PROMPTED: &[&str] = &[
    ">>> print({})\n{}",
    ">>> {}\n{}",
    ">>> x = {}\n>>> x\n{}",
    ">>> for i in [{}]:\n...     print(i)\n{}",
    ">>> x = (\n...     {}\n... )\n>>> x\n{}",
    ">>> 1 = 1\n{}",
    ">>> print {}\n{}",
    ">>> x = ____\n{}",
    ">>> f(]\n{}",
    ">>> await f({})\n{}",
    ">>> f({})  # doctest: +SKIP\n{}",
    ">>> f({})  # byexample: +pass\n{}",
    "In [1]: print({})\n{}",
    "In [1]: {}\nOut[1]: {}",
    ">>> %timeit f({})\n{}",
];

/// An example and an output behind it, as `{}`.
const SHOWN: &[&str] =
    &["> {}", "```output\n{}\n```", "```\n{}\n```", "```text\n{}\n```", "~~~ output\n{}\n~~~", "    {}"];

/// Opening and closing of a block of code.
const FENCES: &[(&str, &str)] = &[
    ("```python", "```"),
    ("~~~python", "~~~"),
    ("````py", "````"),
    ("```python3 title=\"x\"", "```"),
    ("```{.python .numberLines}", "```"),
    ("```{python}", "```"),
    ("```{code-cell} ipython3", "```"),
    ("```{code-block} python", "```"),
    ("```py {1,3}", "```"),
    ("```python notest", "```"),
    ("``` Python", "```"),
    ("```python:main.py", "```"),
    ("```{testcode}", "```"),
    ("{% highlight python %}", "{% endhighlight %}"),
    (":::{code-block} python", ":::"),
];

/// So many of them are fences of CommonMark.
const QUOTED: usize = FENCES.len() - 2;

/// What a document may stand in: before the first line, before each line, behind the last.
const CONTAINERS: &[(&str, &str, &str)] = &[
    ("", "", ""),
    ("", "", ""),
    ("", "> ", ""),
    ("- item\n\n", "  ", ""),
    ("1. item\n\n", "   ", ""),
    ("!!! note\n\n", "    ", ""),
    ("=== \"Tab\"\n\n", "    ", ""),
    (":::{note}\n\n", "", "\n:::\n"),
    ("::::{tab-set}\n\n", "", "\n::::\n"),
    ("<details>\n<summary>A</summary>\n\n", "", "\n</details>\n"),
    ("> [!NOTE]\n>\n", "> ", ""),
    ("- a\n\n  - b\n\n", "    ", ""),
    ("<!-- doctrue: skip -->\n", "", ""),
    ("<!-- doctrue: illustrative -->\n", "", ""),
    ("---\ntitle: a\n---\n\n", "", ""),
    ("# Title\n\nText.\n\n", "", ""),
];

/// One document, and the values of the claims in it.
struct MadeUp {
    text: String,
    planted: Vec<String>,
}

impl MadeUp {
    fn new(number: u32) -> Self {
        let mut random = Random::new(number);
        let mut made = Self { text: String::new(), planted: Vec::new() };
        for _ in 0..=random.below(2) {
            let (before, prefix, behind) = *random.of(CONTAINERS);
            let inner = made.chunk(&mut random, prefix.starts_with('>'));
            let line = |line: &str| match line.is_empty() {
                true => prefix.trim_end().to_owned() + "\n",
                false => format!("{prefix}{line}\n"),
            };
            // Front matter stands at the top only.
            let before = if made.text.is_empty() || !before.starts_with("---") { before } else { "" };
            made.text.push_str(before);
            made.text.extend(inner.lines().map(line));
            made.text.push_str(behind);
            made.text.push('\n');
        }
        if random.below(8) == 0 {
            made.text = made.text.replace('\n', "\r\n");
        }
        made
    }

    /// A new value, which nothing else in the document is.
    fn value(&mut self) -> String {
        let value = (90_001 + self.planted.len()).to_string();
        self.planted.push(value.clone());
        value
    }

    /// A block of code with claims in it, or an output behind it.
    fn chunk(&mut self, random: &mut Random, is_quoted: bool) -> String {
        let is_session = random.below(3) == 0;
        let pieces = 1 + random.below(3);
        let pieces: Vec<_> = (0..pieces).map(|_| self.piece(random, is_session)).collect();
        let (open, close) = match is_session {
            true if random.below(2) == 0 => ("```pycon", "```"),
            // What is no fence for CommonMark is none in a quote.
            _ if is_quoted => *random.of(&FENCES[..QUOTED]),
            _ => *random.of(FENCES),
        };
        let block = format!("{open}\n{}\n{close}\n", pieces.join("\n"));
        if is_session || random.below(3) > 0 {
            return block;
        }
        let value = self.value();
        // Of quotes in quotes only the outer ones are looked at.
        let shown = if is_quoted { &SHOWN[1..] } else { SHOWN };
        format!("{block}\nOutput:\n\n{}\n", random.of(shown).replace("{}", &value))
    }

    fn piece(&mut self, random: &mut Random, is_session: bool) -> String {
        if is_session {
            let value = self.value();
            return random.of(PROMPTED).replace("{}", &value);
        }
        let mut piece = String::new();
        for _ in 0..random.below(3) {
            let code = if random.below(3) == 0 { random.of(UNSOUND) } else { random.of(SOUND) };
            piece.push_str(code);
            piece.push('\n');
        }
        let value = self.value();
        piece + &random.of(CLAIMS).replace("{}", &value)
    }
}

/// The texts of the explicit claims that a report on `text` has.
fn told(text: &str) -> Vec<String> {
    let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
    let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
    let left = classes.iter().flat_map(|class| &class.left).map(|left| &*left.example);
    let claims = |example: &Example| {
        let claims = recognise(&document.source, example).into_iter();
        let explicit = claims.filter(|claim| claim.strength == Strength::Explicit);
        explicit.map(|claim| claim.text(claim.lines.len())).collect::<Vec<_>>()
    };
    classes.iter().flat_map(Class::all_examples).chain(left).flat_map(claims).collect()
}

/// The first of the documents of these numbers that loses a claim, with what it loses.
fn loss(mut numbers: StepBy<Range<u32>>) -> Option<String> {
    numbers.find_map(|number| {
        let made = MadeUp::new(number);
        let told = told(&made.text);
        let lost = made.planted.iter().find(|value| !told.iter().any(|text| text.contains(value.as_str())))?;
        Some(format!("document {number} loses the claim {lost}; {told:?}\n{}", made.text))
    })
}

#[test]
fn explicit_claims_are_in_the_report_whatever_becomes_of_the_code() {
    let count = cases(300, 100_000);
    let lost = on_all_cores(count, loss);
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
