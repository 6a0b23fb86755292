//! Whether an output depends on what is around the example: files, the environment, other programs, Python's version.
//!
//! An example runs in an empty folder with a bare environment. What it says about these is true here and was true for its
//! author, and both may be right: so it is reported, and not written. Names carry the question on: `files` behind
//! `files = os.listdir()`.

use crate::pattern::Pattern;
use std::collections::BTreeSet;

static ASKS: Pattern = Pattern::holding(
    &["os.", ".", "("],
    r"(?x)
        \b os\.(?: path\.(?:isfile|isdir|exists|getsize|getmtime|getctime|islink|realpath|abspath|expanduser)
            | listdir | scandir | walk | stat | environ | getenv | popen | system | getlogin | uname | cpu_count | getcwd
            | sep | altsep | pathsep | linesep | name | devnull )\b
        | \b(?: subprocess | glob | popen | disk_usage | getpreferredencoding | platform | locale | socket | urllib
            | requests | getpass | psutil ) (?:\.|\()
        | \bshutil\.which\b | \bsys\.(?: stdin | argv | version | version_info | hexversion | api_version | implementation
            | path | executable | platform | modules | byteorder | flags | prefix | getdefaultencoding
            | getfilesystemencoding | getrecursionlimit )\b
        | \b(?: input | dir | help ) \(
        | \.(?: exists | is_file | is_dir | iterdir | glob | rglob | stat | resolve | home | cwd ) \(",
);

static BINDS: Pattern = Pattern::holding(
    &["=", "as", "for"],
    r"^\s*(?P<a>[A-Za-z_][\w, ]*?)\s*(?:[-+*/|&]?=)[^=]|\bas\s+(?P<b>\w+)|\bfor\s+(?P<c>[\w, ]+?)\s+in\b",
);

static DEFINES: Pattern = Pattern::holding(&["def", "class"], r"^(?:async\s+)?(?:def|class)\s+(?P<name>\w+)");

/// Whether one of the 1-based lines `first..=last` of `code` asks for something around the example, or uses a name that
/// a line before has bound to such a thing.
#[must_use]
pub fn asked_for(code: &str, first: usize, last: usize) -> bool {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut definition: Option<&str> = None;
    for (index, line) in code.lines().enumerate().take(last) {
        let line = line.split(" #").next().unwrap_or_default();
        if !line.starts_with([' ', '\t']) && !line.is_empty() {
            definition = DEFINES.captures(line).and_then(|found| found.name("name")).map(|name| name.as_str());
        }
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if !ASKS.is_match(line) && !words.any(|word| names.contains(word)) {
            continue;
        }
        if index + 1 >= first {
            return true;
        }
        names.extend(definition.map(str::to_owned));
        names.extend(bound(line));
    }
    false
}

static STEP: Pattern = Pattern::beginning(&["#"], r"^#.*\n+[A-Za-z_]\w*\s*(?:\n|$)");

/// Whether the transcript `code` begins with a step in words and shows a name next: the reader is to do the step, and
/// what is shown is what comes of it.
#[must_use]
pub fn leaves_a_step(code: &str) -> bool {
    let lines: String = code.lines().map(|line| format!("{}\n", line.trim())).collect();
    STEP.is_match(lines.trim_start())
}

/// The names that a line binds.
fn bound(line: &str) -> Vec<String> {
    let found = BINDS.captures_iter(line).flat_map(|found| {
        let names = ["a", "b", "c"].map(|name| found.name(name).map(|name| name.as_str().to_owned()));
        names.into_iter().flatten().collect::<Vec<_>>()
    });
    let names: Vec<_> =
        found.flat_map(|names| names.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()).collect();
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(ASKS.is_sound() && BINDS.is_sound() && DEFINES.is_sound() && STEP.is_sound());
    }

    #[test]
    fn what_asks_for_the_surroundings_is_told_from_what_does_not() {
        for line in [
            "print(os.path.exists('a'))",
            "print(Path('a').is_file())",
            "print(glob.glob('*'))",
            "dir(tuple)",
            "x = input('?')",
            "sys.version_info[:3]",
            "print(os.sep, os.name)",
            "sys.byteorder",
        ] {
            assert!(asked_for(line, 1, 1), "{line}");
        }
        for line in
            ["print(os.path.join('a', 'b'))", "print(x.exist)", "print(1)  # os.getcwd()", "redirect(x)", "my_input(3)"]
        {
            assert!(!asked_for(line, 1, 1), "{line}");
        }
    }

    #[test]
    fn names_carry_the_question_on() {
        let code = "files = os.listdir('.')\ncount = len(files)\nprint(count)\nprint(1)\n";
        assert_eq!([3, 4].map(|line| asked_for(code, line, line)), [true, false]);
        let code = "def size(p):\n    return os.path.getsize(p)\n\nx = 5\nprint(size('a'))\nprint(x)\n";
        assert_eq!([5, 6].map(|line| asked_for(code, line, line)), [true, false]);
        assert!(asked_for("with os.popen('x') as f:\n    text = f.read()\nprint(text)\n", 3, 3));
    }

    #[test]
    fn a_step_that_is_left_to_the_reader_is_found() {
        assert!(leaves_a_step("\n    # append 5\n    items\n\n"));
        assert!(!leaves_a_step("# append 5\nitems.append(5)\nitems\n") && !leaves_a_step("items\n# done\nitems\n"));
    }
}
