//! Steps that a transcript leaves to its reader: what it shows next comes of them, and is another thing here.

use crate::pattern::Pattern;

static STEP: Pattern = Pattern::beginning(&["#"], r"^#.*\n+[A-Za-z_]\w*\s*(?:\n|$)");

/// Whether the transcript `code` begins with a step in words and shows a name next: the reader is to do the step, and
/// what is shown is what comes of it.
#[must_use]
pub fn leaves_a_step(code: &str) -> bool {
    let lines: String = code.lines().map(|line| format!("{}\n", line.trim())).collect();
    STEP.is_match(lines.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_is_left_to_the_reader_is_found() {
        assert!(STEP.is_sound());
        assert!(leaves_a_step("\n    # append 5\n    items\n\n"));
        assert!(!leaves_a_step("# append 5\nitems.append(5)\nitems\n") && !leaves_a_step("items\n# done\nitems\n"));
    }
}
