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
        mend: "`doctrue fix` writes what Python prints. If the code is what is wrong, mend the code.",
    },
    Page {
        code: "stale",
        example: "",
        mend: "`doctrue fix --only-stale` writes what Python prints today. `doctrue bisect PATH:LINE` finds what changed it.",
    },
    Page {
        code: "volatile",
        example: "```python\nimport time\n\nprint(time.time())  # Output: 1700000000.0\n```\n",
        mend: "Write `...` for what changes, or print something that stays the same: a type, a length, a seeded random number.",
    },
    Page {
        code: "unreached",
        example: "```python\nnames = [\"Ada\"]\nprint(names[1])\nprint(len(names))  # Output: 1\n```\n",
        mend: "Mend the line that fails. If it is meant to fail, write its exception behind it: `# IndexError`.",
    },
    Page {
        code: "skipped",
        example: "```python\nimport no_such_package\n\nprint(1)  # Output: 1\n```\n",
        mend: "Give the example what it needs: install the package, or say `dependencies=`, `stdin=`, `file=` or `env.NAME=` in a directive. What no check can give is skipped with a reason: `<!-- doctrue: skip reason=\"opens a window\" -->`.",
    },
    Page {
        code: "unverified",
        example: "```python\nimport random\n\nprint(random.random())  # Output: a random number\n```\n",
        mend: "Nothing has to be mended. To have it checked, write the output itself instead of words about it.",
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
        mend: "Close the first fence, take the second away, or make the first longer than what it holds.",
    },
    Page { code: "fence-in-html", example: "", mend: "Put a blank line between the HTML and the fence." },
    Page {
        code: "invalid-python",
        example: "```python\ndef area(width, height:\n    return width * height\n```\n",
        mend: "Mend the code. If it is no Python, tag the fence `text`; if it is only to be looked at, say `<!-- doctrue: illustrative -->`.",
    },
    Page { code: "parser-behind", example: "", mend: "Nothing is wrong with the document: take a newer doctrue." },
    Page {
        code: "unknown-directive",
        example: "<!-- doctrue: skp -->\n\n```python\nprint(1)\n```\n",
        mend: "Correct the word. `doctrue explain directive` lists them all.",
    },
    Page {
        code: "invalid-directive",
        example: "<!-- doctrue: timeout=soon -->\n\n```python\nprint(1)\n```\n",
        mend: "Correct the value. `doctrue explain timeout`, or whichever it is, says what it takes.",
    },
    Page {
        code: "unused-directive",
        example: "<!-- doctrue: skip -->\n\nA sentence in between.\n\n```python\nprint(1)\n```\n",
        mend: "Put the directive right before the fence that it is about, or take it away.",
    },
    Page { code: "needless-skip", example: "", mend: "Take the `skip` away: the block passes." },
    Page {
        code: "example-raised",
        example: "```python\nimport json\n\njson.loads(\"{\")\n```\n",
        mend: "Mend the code. If it is meant to fail, say so: in the sentence before it, in a comment behind the line, or by `<!-- doctrue: raises=ValueError -->`.",
    },
    Page {
        code: "example-stopped",
        example: "```python\nraise SystemExit(3)\n```\n",
        mend: "Let the example end by itself, or give it more time: `<!-- doctrue: timeout=30s -->`, `--timeout 30s`.",
    },
    Page {
        code: "undefined-name",
        example: "```python\nframe.head()\n```\n",
        mend: "Bind the name in a block before it; a block in a comment, `<!-- doctrue: setup`, is not seen by readers. A fragment may be skipped with a reason.",
    },
    Page {
        code: "leaked-process",
        example: "",
        mend: "Let the example wait for what it starts: `process.wait()`, `with Pool() as pool:`.",
    },
    Page {
        code: "test-not-called",
        example: "```python\ndef test_sum():\n    assert 1 + 1 == 2\n```\n",
        mend: "Call the test behind its definition, or leave it to pytest.",
    },
    Page { code: "baseline-unused", example: "", mend: "Run `doctrue check --prune-baseline` and commit the file." },
    Page {
        code: "unused-ignore",
        example: "```python\nprint(1)  # Output: 1  # doctrue: ignore[wrong]: was wrong once\n```\n",
        mend: "Take the `ignore` away.",
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
         --severity {code}=warning    how much it weighs: error (-D), warning (-W), note, allow (-A)\n    \
         # doctrue: ignore[{code}]: reason    leaves it out here, as the last comment of the line\n    \
         --write-baseline    knows all that fails now, so that only new problems fail\n",
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
