//! Pages about codes: an example of each, and how it is mended.

/// What there is to say of a code beside what it means.
#[derive(Debug)]
pub struct Page {
    /// The verdict or finding.
    pub code: &'static str,
    /// A document that shows it; empty where none could.
    pub example: &'static str,
    /// How it is mended.
    pub mend: &'static str,
}

/// All pages, verdicts first.
pub const PAGES: &[Page] = &[
    Page {
        code: "wrong",
        example: "```python\nprint(1 + 1)  # Output: 3\n```\n",
        mend: "`doctrue fix` writes what Python prints. If the mistake is in the code, fix the code.",
    },
    Page {
        code: "stale",
        example: "",
        mend: "`doctrue fix --only-stale` writes what Python prints today. `doctrue bisect PATH:LINE` finds what changed it.",
    },
    Page {
        code: "volatile",
        example: "```python\nimport time\n\nprint(time.time())  # Output: 1700000000.0\n```\n",
        mend: "Write `...` for the part that changes, or print something that stays the same: a type, a length, a seeded random number.",
    },
    Page {
        code: "unreached",
        example: "```python\nnames = [\"Ada\"]\nprint(names[1])\nprint(len(names))  # Output: 1\n```\n",
        mend: "Fix the line that fails. If it is meant to fail, write its exception after it: `# IndexError`.",
    },
    Page {
        code: "skipped",
        example: "```python\nimport no_such_package\n\nprint(1)  # Output: 1\n```\n",
        mend: "Give the example what it needs: install the package, or use `dependencies=`, `stdin=`, `file=` or `env.NAME=` in a directive. If doctrue cannot provide it, skip the block with a reason: `<!-- doctrue: skip reason=\"opens a window\" -->`.",
    },
    Page {
        code: "unverified",
        example: "```python\nimport random\n\nprint(random.random())  # Output: a random number\n```\n",
        mend: "You need not change anything. To have it checked, write the output itself instead of describing it.",
    },
    Page { code: "unreadable-text", example: "", mend: "Save the file as UTF-8, or exclude it." },
    Page {
        code: "invalid-utf8",
        example: "",
        mend: "Save the file as UTF-8, or write the byte as an escape: `\\xff`.",
    },
    Page { code: "unclosed-fence", example: "```python\nprint(1)\n", mend: "Add the closing fence." },
    Page {
        code: "swallowed-fence",
        example: "",
        mend: "Close the first fence, remove the second, or make the first longer than the second.",
    },
    Page { code: "fence-in-html", example: "", mend: "Put a blank line between the HTML and the fence." },
    Page {
        code: "invalid-python",
        example: "```python\ndef area(width, height:\n    return width * height\n```\n",
        mend: "Fix the code. If it is not Python, tag the fence `text`; if it is not meant to run, put `<!-- doctrue: illustrative -->` before it.",
    },
    Page {
        code: "parser-behind",
        example: "",
        mend: "Nothing is wrong with the document: use a newer version of doctrue.",
    },
    Page {
        code: "unknown-directive",
        example: "<!-- doctrue: skp -->\n\n```python\nprint(1)\n```\n",
        mend: "Correct the word. `doctrue explain directive` lists them all.",
    },
    Page {
        code: "invalid-directive",
        example: "<!-- doctrue: timeout=soon -->\n\n```python\nprint(1)\n```\n",
        mend: "Correct the value. `doctrue explain NAME` says which values a directive accepts.",
    },
    Page {
        code: "unused-directive",
        example: "<!-- doctrue: skip -->\n\nA sentence in between.\n\n```python\nprint(1)\n```\n",
        mend: "Put the directive right before the fence that it is about, or remove it.",
    },
    Page { code: "needless-skip", example: "", mend: "Remove the `skip`: the block passes." },
    Page {
        code: "example-raised",
        example: "```python\nimport json\n\njson.loads(\"{\")\n```\n",
        mend: "Fix the code. If it is meant to fail, say so: in the sentence before it, in a comment at the end of the line, or with `<!-- doctrue: raises=ValueError -->`.",
    },
    Page {
        code: "example-stopped",
        example: "```python\nraise SystemExit(3)\n```\n",
        mend: "Let the example end by itself, or give it more time: `<!-- doctrue: timeout=30s -->`, `--timeout 30s`.",
    },
    Page {
        code: "undefined-name",
        example: "```python\nframe.head()\n```\n",
        mend: "Define the name in an earlier block. Readers do not see a block in a comment that begins with `<!-- doctrue: setup`. You can also skip the fragment with a reason.",
    },
    Page {
        code: "leaked-process",
        example: "",
        mend: "Let the example wait for what it starts: `process.wait()`, `with Pool() as pool:`.",
    },
    Page {
        code: "test-not-called",
        example: "```python\ndef test_sum():\n    assert 1 + 1 == 2\n```\n",
        mend: "Call the test after its definition, or run it with pytest.",
    },
    Page { code: "baseline-unused", example: "", mend: "Run `doctrue check --prune-baseline` and commit the file." },
    Page {
        code: "unused-ignore",
        example: "```python\nprint(1)  # Output: 1  # doctrue: ignore[wrong]: was wrong once\n```\n",
        mend: "Remove the `ignore`.",
    },
];

/// The page about `code`, as text that follows what it means; none if it is no code.
#[must_use]
pub fn page(code: &str) -> Option<String> {
    let page = PAGES.iter().find(|page| page.code == code)?;
    let indented =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let example = match page.example {
        "" => String::new(),
        example => format!("Example:\n\n{}\n", indented(example)),
    };
    Some(format!(
        "{example}What to do:\n\n    {}\n\nOptions:\n\n    \
         --severity {code}=warning    set its severity: error (-D), warning (-W), note, allow (-A)\n    \
         # doctrue: ignore[{code}]: reason    ignore it here, as the last comment of the line\n    \
         --write-baseline    record all current problems, so that only new ones fail\n",
        page.mend
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::CODES;
    use crate::judge::{VERDICTS, Verdict};

    #[test]
    fn every_code_has_a_page() {
        let verdicts = VERDICTS.into_iter().filter(|verdict| *verdict != Verdict::Confirmed).map(Verdict::as_str);
        let codes: Vec<_> = verdicts.chain(CODES.into_iter().map(|code| code.as_str())).collect();
        for code in &codes {
            assert!(page(code).is_some(), "{code}");
        }
        assert_eq!(PAGES.len(), codes.len());
    }
}
