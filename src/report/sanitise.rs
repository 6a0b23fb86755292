//! Showing untrusted text: captured output, document text, file names.
//!
//! What an example prints is written by whoever wrote the document. Shown raw, it can move the cursor, forge lines,
//! reorder text or, in a CI log, give commands to the runner. Each sink has its own rules here.

use std::ops::Range;

/// Whether `character` may move, hide, reorder or forge what is around it: control characters (C0, DEL, C1), the
/// bidirectional controls, line and paragraph separators, byte order marks.
#[must_use]
pub fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// `text` for a terminal or a CI log. Line feeds stay; every other dangerous character becomes visible. Marks that
/// begin a command of a CI system (`##[`, `##vso[`, `##teamcity[`, `::` at the beginning of a line) are broken by a
/// zero-width space, so that they look as they are and do nothing.
#[must_use]
pub fn for_terminal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (content, ending) = line.strip_suffix('\n').map_or((line, ""), |content| (content, "\n"));
        let command = content.trim_start_matches(|c: char| c.is_whitespace() || is_dangerous(c)).starts_with("::");
        let mut previous = '\0';
        let mut colons = 0;
        for character in content.chars() {
            if (previous == '#' && character == '#') || (command && character == ':' && previous == ':' && colons < 2) {
                shown.push('\u{200b}');
            }
            if character == ':' {
                colons += 1;
            }
            push_visible(&mut shown, character);
            previous = character;
        }
        shown.push_str(ending);
    }
    shown
}

/// The same on one line: line feeds become visible too.
#[must_use]
pub fn on_one_line(text: &str) -> String {
    for_terminal(&text.replace('\n', "\\n"))
}

fn push_visible(shown: &mut String, character: char) {
    match character {
        '\t' => shown.push_str("    "),
        '\r' => shown.push_str("\\r"),
        '\u{1b}' => shown.push_str("\\e"),
        _ if is_dangerous(character) && (character as u32) < 0x100 => {
            shown.push_str(&format!("\\x{:02x}", character as u32));
        }
        _ if is_dangerous(character) => shown.push_str(&format!("<U+{:04X}>", character as u32)),
        _ => shown.push(character),
    }
}

/// The same for lines of a document with a place in them: the place moves along. Tabs stay, because whoever shows the
/// lines counts columns; CR LF ends a line like LF.
#[must_use]
pub fn with_place(text: &str, place: &Range<usize>) -> (String, Range<usize>) {
    let lines = |text: &str| text.replace("\r\n", "\n").split('\t').map(for_terminal).collect::<Vec<_>>().join("\t");
    let cut = |range: Range<usize>| lines(text.get(range).unwrap_or_default());
    let (before, inside, behind) = (cut(0..place.start), cut(place.clone()), cut(place.end..text.len()));
    let range = before.len()..before.len() + inside.len();
    (before + &inside + &behind, range)
}

/// JSON text that is safe in a log as well: dangerous characters, which can only stand inside strings, and the marks of
/// CI commands are written as escapes. The value does not change.
#[must_use]
pub fn for_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    let mut previous = '\0';
    for character in json.chars() {
        if (is_dangerous(character) && character != '\n') || (previous == '#' && character == '#') {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(character);
        }
        previous = character;
    }
    shown
}

/// The first `longest` characters of a line, with a mark if there are more.
#[must_use]
pub fn shortened(line: &str, longest: usize) -> String {
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}… ({} characters more)", &line[..end], line[end..].chars().count()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(for_terminal("a\u{1b}[2Jb\rc\u{7}\u{202e}\u{9b}"), "a\\e[2Jb\\rc\\x07<U+202E>\\x9b");
        assert_eq!(for_terminal("a\tb\nc"), "a    b\nc");
    }

    #[test]
    fn a_place_moves_with_its_text() {
        let (text, place) = with_place("\u{1b}x = 15", &(5..7));
        assert_eq!((text.as_str(), &text[place]), ("\\ex = 15", "15"));
        let (text, place) = with_place("\tx\r\n15", &(4..6));
        assert_eq!((text.as_str(), &text[place]), ("\tx\n15", "15"));
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(shortened("abcdef", 3), "abc… (3 characters more)");
        assert_eq!(shortened("äöü", 3), "äöü");
    }

    /// What GitHub's runner, Azure Pipelines and TeamCity take for a command.
    fn is_command(line: &str) -> bool {
        let pattern = Regex::new(r"(?i)^\s*::[a-z-]+.*::|##\[|##vso\[|##teamcity\[").expect("a pattern");
        pattern.is_match(line)
    }

    proptest! {
        #[test]
        fn nothing_dangerous_is_left(text in "[\\PC\u{0}-\u{9f}\u{202e}\u{2028}#:\\[a-z]{0,60}") {
            let shown = for_terminal(&text);
            prop_assert!(!shown.chars().any(|c| c != '\n' && is_dangerous(c)));
            prop_assert!(!shown.split(['\n', '\r']).any(is_command), "{:?}", shown);
        }

        #[test]
        fn json_keeps_its_value(text in "[\\PC\u{0}-\u{9f}\u{202e}\u{2028}#\\[a-z]{0,60}") {
            let json = serde_json::to_string(&text).expect("JSON");
            let shown = for_json(&json);
            prop_assert!(!shown.chars().any(is_dangerous));
            prop_assert!(!shown.contains("##"));
            prop_assert_eq!(serde_json::from_str::<String>(&shown).expect("JSON"), text);
        }
    }
}
