//! The stack of a process that is stopped, as Python's `faulthandler` writes it behind a record of the log: the last one, unless
//! the example itself sends the signal that asks for it, and goes on.

use super::workdir::PROGRAM;

/// With this line it begins; the innermost frame comes first.
const HEAD: &str = "Stack (most recent call first):\n";

/// What stands for the outer frames where there are too many of them.
const CUT: &str = "  ...";

/// The 1-based line of the main program that ran: that of the outermost frame which is in its file.
pub(super) fn outermost_line(written: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(written);
    let frames = text.strip_prefix(HEAD)?.lines().take_while(|line| line.starts_with("  "));
    let frames: Vec<_> = frames.collect();
    if frames.last().is_none_or(|last| last.starts_with(CUT)) {
        return None;
    }
    frames.iter().rev().find_map(|frame| line_of(frame))
}

/// What stands behind the stack with which `written` begins; none if it begins with something else.
pub(super) fn behind(written: &[u8]) -> Option<&[u8]> {
    let mut rest = written.strip_prefix(HEAD.as_bytes())?;
    while rest.starts_with(b"  ") {
        let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |end| end + 1);
        rest = &rest[end..];
    }
    Some(rest)
}

/// The line of a frame of the main program: `  File "/tmp/…/block.py", line 3 in <module>`.
fn line_of(frame: &str) -> Option<usize> {
    let (file, place) = frame.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
    let is_own = file.rsplit(['/', '\\']).next() == Some(PROGRAM);
    place.split(' ').next().filter(|_| is_own)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_that_of_the_outermost_frame_of_the_program() {
        let prompts = "  File \"/h/doctrue_harness/prompts.py\", line 90 in run\n";
        let text = format!(
            "{HEAD}  File \"/usr/lib/python3/x.py\", line 40 in join\n  File \"/w/block.py\", line 3 in wait\n  \
             File \"/w/block.py\", line 7 in <module>\n{prompts}out 1"
        );
        assert_eq!(outermost_line(text.as_bytes()), Some(7));
    }

    #[test]
    fn a_stack_that_is_cut_or_none_says_nothing() {
        for text in [
            "",
            "out 1 0 0 4\none\n",
            HEAD,
            "Stack (most recent call first):\n  File \"/w/block.py\", line 3 in f\n  ...\n",
        ] {
            assert_eq!(outermost_line(text.as_bytes()), None, "{text}");
        }
    }
}
