//! Objects as `repr` writes them and as consoles lay them out: types by their names, addresses that mean nothing.

use std::borrow::Cow;

use crate::claim::Layout;
use crate::lang::literal::{self, Digits, Literal};
use crate::lang::quotes::blanks_in_strings;
use crate::pattern::Pattern;

/// An address, or what an author writes in its place, at the end of an object's repr.
static ADDRESS: Pattern = Pattern::holding(
    &["at", "id=", "@", "0x"],
    r"(?P<before>\bat\s?|\bid=|@\s?)(?:0x[0-9a-fA-FxX?*_]*(?:\.\.\.|…)?|\.\.\.|…|[A-Za-z_][\w-]*|<[\w\s-]+>)(?P<end>>|, file|\))",
);

/// A warning as Python writes it, with the place that gave it and the line of code below.
static WARNING: Pattern = Pattern::holding(
    &["warning"],
    r"(?m)^(?P<file>[^\n]*?):(?P<line>\d+): (?P<text>\w*Warning: [^\n]*)(?P<code>(?:\n  [^\n]*)?)$",
);

/// `text` with warnings of `<stdin>` in the place of the file and without its line: where a warning is given is not what it says.
pub(super) fn without_places(text: &str) -> Cow<'_, str> {
    WARNING.replace_all(text, "<stdin>:1: $text")
}

/// Whether both show the same warnings, whatever stands before their types.
pub(super) fn is_same_warning(claimed: &str, actual: &str) -> bool {
    let bare = |text: &str| WARNING.replace_all(text, "$text").into_owned();
    actual.contains("Warning: ") && bare(claimed) == bare(actual)
}

/// Whether both are the repr of the same object, at whatever address, in whatever layout.
pub(super) fn is_same_object(claimed: &str, actual: &str) -> bool {
    if !claimed.contains('<') || !actual.contains('<') {
        return false;
    }
    let [claimed, actual] = [claimed, actual].map(|text| of(text.trim()));
    claimed == actual
}

/// The same of a container that a console shows on several lines.
pub(super) fn are_same_objects(claimed: &str, actual: &str, layout: Layout) -> bool {
    claimed.contains('\n')
        && claimed.contains(" at 0x")
        && actual.contains(" at 0x")
        && is_laid_out(&of(claimed.trim()), &of(actual.trim()), layout)
}

/// `text` with each object in one layout: no address, no `object`, no name of the main module, no arguments of a function.
pub(super) fn of(text: &str) -> String {
    let text = ADDRESS.replace_all(text, |found: &regex::Captures<'_>| {
        let before = if found["before"].starts_with("at") { "at 0x" } else { &found["before"] };
        format!("{before}{}", &found["end"])
    });
    let text = HEXADECIMAL.replace_all(&text, "at 0x");
    let text = text.replace("__main__.", "").replace(" object at 0x", " at 0x");
    FUNCTION.replace_all(&text, "<$kind $name>").into_owned()
}

/// An address in the middle of a repr, or what an author writes in its place: `<A at 0x7f3a1b2c (closed)>`, `<cell at 0x...: int …>`.
static HEXADECIMAL: Pattern =
    Pattern::holding(&["at 0x"], r"\bat 0x(?:[0-9a-fA-F]{6,16}\b|[0-9a-fA-FxX?*]*(?:\.\.\.|…))");

static FUNCTION: Pattern = Pattern::holding(
    &["function"],
    r"<(?P<kind>(?:built-in |cyfunction )?function) (?P<name>[\w.<>]+)(?:\([^()]*\)(?: -> [^<>]*)?)?(?: at 0x)?>",
);

/// `tuple`, `class tuple` for `<class 'tuple'>`, also within a container; the last part of a dotted name is enough.
pub(super) fn is_type_name(claimed: &str, actual: &str) -> bool {
    if !actual.contains("<class '") || claimed.contains("<class '") && !actual.contains("__main__") {
        return false;
    }
    let claimed = claimed.trim();
    let bare = claimed.trim_matches(['<', '>', '`', '\'', '"']);
    let bare = bare.strip_prefix("class ").unwrap_or(bare).trim_matches('\'');
    let names = |full: bool| TYPE.replace_all(actual.trim(), if full { "$name" } else { "$last" }).into_owned();
    [true, false].into_iter().map(names).any(|names| names == claimed || names == bare || is_same_row(claimed, &names))
}

/// The same of a text that a console wraps within brackets: `defaultdict(list,` and the rest below.
pub(super) fn is_wrapped_type_name(claimed: &str, actual: &str) -> bool {
    let joined = || claimed.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    actual.contains("<class '") && !breaks_outside_brackets(claimed) && is_type_name(&joined(), actual)
}

/// The list or the dict that the repr of a container of `collections` shows as its content.
pub(super) fn content(repr: &str) -> Option<&str> {
    let (name, inside) = repr.trim().strip_suffix(')')?.split_once('(')?;
    let content = match name {
        "deque" => inside.rsplit_once(", maxlen=").map_or(inside, |(content, _)| content),
        "Counter" | "OrderedDict" => inside,
        "defaultdict" => &inside[inside.find(", {")? + 2..],
        _ => return None,
    };
    let is_container = |value: &Literal| matches!(value, Literal::List(_) | Literal::Dict(_));
    literal::parse(content).filter(is_container).map(|_| content)
}

static TYPE: Pattern = Pattern::holding(&["<class '"], r"<class '(?P<name>(?:[\w<>]+\.)*(?P<last>\w+))'>");

/// Whether both are the same container of names.
fn is_same_row(claimed: &str, actual: &str) -> bool {
    let is_container = actual.starts_with(['[', '(', '{']);
    let parse = |text: &str| literal::parse(text).filter(|_| is_container);
    matches!((parse(claimed), parse(actual)), (Some(a), Some(b)) if Literal::stands_for(&a, &b, Digits::All))
}

/// In a console nobody minds how a container is laid out.
pub(super) fn is_laid_out(claimed: &str, actual: &str, layout: Layout) -> bool {
    let is_container =
        claimed.trim_start().starts_with(['[', '{', '(', '<']) || claimed.trim_end().ends_with([']', '}', ')', '>']);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // A break outside brackets is one between two outputs.
    let is_one = !actual.trim().contains('\n') && !breaks_outside_brackets(claimed);
    let head = |text: &str| text.trim().split(['[', '{', '(', '<']).next().map(str::to_owned);
    let alike = || {
        head(claimed) == head(actual)
            && words(claimed) == words(actual)
            && blanks_in_strings(claimed) == blanks_in_strings(actual)
    };
    layout == Layout::Console && is_container && is_one && alike()
}

/// Whether a line of `text` ends where no bracket is open.
pub(super) fn breaks_outside_brackets(text: &str) -> bool {
    let mut depth = 0isize;
    let mut lines = text.trim().lines().peekable();
    while let Some(line) = lines.next() {
        let count = |marks: &[char]| isize::try_from(line.matches(marks).count()).unwrap_or(isize::MAX);
        depth += count(&['[', '{', '(', '<']) - count(&[']', '}', ')', '>']);
        if depth <= 0 && lines.peek().is_some() {
            return true;
        }
    }
    false
}

/// `line` with addresses as `claimed` writes them, because no address is right twice.
pub(super) fn with_placeholders<'t>(claimed: &str, line: &'t str) -> Cow<'t, str> {
    let own = OWN.captures(claimed).and_then(|found| found.name("address"));
    let own = own.map_or("0x...", |address| address.as_str());
    REAL.replace_all(line, |found: &regex::Captures<'_>| format!("{}{own}", &found["before"]))
}

static OWN: Pattern =
    Pattern::holding(&["0x"], r"\b(?:at|id=|@)\s?(?P<address>0x(?:[0-9a-fA-F]+|[xX.…?]+)(?:\.\.\.|…)?)");

static REAL: Pattern = Pattern::holding(&["0x"], r"\b(?P<before>(?:at|id=|@)\s?)0x[0-9a-fA-F]+");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(WARNING.is_sound() && ADDRESS.is_sound() && HEXADECIMAL.is_sound() && FUNCTION.is_sound());
        assert!(TYPE.is_sound() && OWN.is_sound() && REAL.is_sound());
    }

    #[test]
    fn objects_are_the_same_in_any_layout() {
        for (claimed, actual) in [
            ("<list_iterator at 0x7f3a>", "<list_iterator object at 0x55d0>"),
            ("<dict_keyiterator object at xyz>", "<dict_keyiterator object at 0x55d0>"),
            ("<map at 0x...>", "<map object at 0x55d0>"),
            ("<function __main__.area>", "<function area at 0x55d0>"),
            ("<function __main__.f(x)>", "<function f at 0x55d0>"),
            ("<function __main__.f(x: int) -> int>", "<function f at 0x55d0>"),
            ("'<A at 0x1034de7f0 (repr off)>'", "'<A at 0x55d0a1b2c3d0 (repr off)>'"),
            ("<__main__.Tea at 0x7f>", "<__main__.Tea object at 0x55d0>"),
            ("<A object at 0x7f>", "<__main__.A object at 0x55d0>"),
            ("[<A object at 0x7f>, <A object at 0x8f>]", "[<__main__.A object at 0x1>, <__main__.A object at 0x2>]"),
            ("<class 'A'>", "<class '__main__.A'>"),
            ("(<cell at 0x...: int object at 0x...>,)", "(<cell at 0x7f8a4ba14830: int object at 0x7f8a4ba14990>,)"),
        ] {
            assert!(is_same_object(claimed, actual), "{claimed}");
        }
        for (claimed, actual) in [
            ("<list_iterator at 0x7f3a>", "<tuple_iterator object at 0x55d0>"),
            ("<function g>", "<function f at 0x55d0>"),
            ("<function __main__.g(x: int) -> int>", "<function f at 0x55d0>"),
            ("'<A at 0x1034de7f0 (repr off)>'", "'<A at 0x55d0a1b2c3d0 (repr on)>'"),
            ("<class 'int'>", "<class 'str'>"),
            ("(<cell at 0x...: str object at 0x...>,)", "(<cell at 0x7f8a4ba14830: int object at 0x7f8a4ba14990>,)"),
            ("look at <b>", "look at <c>"),
        ] {
            assert!(!is_same_object(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn blanks_of_a_string_are_no_layout() {
        assert!(is_laid_out("[ 1,\n  'a b' ]".trim(), "[ 1, 'a b' ]", Layout::Console));
        assert!(!is_laid_out("[b'  ']", "[b' ']", Layout::Console));
        assert!(!is_laid_out("see  #a0>", "see #a0>", Layout::Console));
        assert!(!is_laid_out("['a b']", "['a\tb']", Layout::Console));
    }

    #[test]
    fn a_console_may_wrap_what_has_addresses_in_it() {
        let actual = "[(4, <itertools._grouper object at 0x7f01>), (5, <itertools._grouper object at 0x7f02>)]";
        let wrapped = "[(4, <itertools._grouper object at 0x02FA>),\n (5, <itertools._grouper object at 0x02FB>)]";
        assert!(are_same_objects(wrapped, actual, Layout::Console));
        assert!(!are_same_objects(wrapped, actual, Layout::Plain));
        assert!(!are_same_objects(&wrapped.replace("(5", "(6"), actual, Layout::Console));
    }

    #[test]
    fn types_go_by_their_names() {
        for (claimed, actual) in [
            ("tuple", "<class 'tuple'>"),
            ("class tuple", "<class 'tuple'>"),
            ("<class: tuple>", "<class 'tuple'>"),
            ("[bool, int, object]", "[<class 'bool'>, <class 'int'>, <class 'object'>]"),
            ("date", "<class 'datetime.date'>"),
        ] {
            assert!(is_type_name(claimed, actual) || claimed.contains(':'), "{claimed}");
        }
        assert!(!is_type_name("[int, float]", "[<class 'int'>, <class 'str'>]"));
        assert!(!is_type_name("<class 'int'>", "int") && !is_type_name("int", "int"));
    }

    #[test]
    fn a_console_may_wrap_what_has_types_in_it() {
        let actual = "defaultdict(<class 'list'>, {'a': [2, 4], 'b': [1]})";
        assert!(is_wrapped_type_name("defaultdict(list,\n            {'a': [2, 4], 'b': [1]})", actual));
        for claimed in
            ["defaultdict(list,\n   {'a': [2, 4], 'b': [3]})", "defaultdict(set,\n   {'a': [2, 4], 'b': [1]})"]
        {
            assert!(!is_wrapped_type_name(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn containers_have_a_content() {
        for (repr, expected) in [
            ("deque([1, 2])", Some("[1, 2]")),
            ("deque([1, 2], maxlen=3)", Some("[1, 2]")),
            ("defaultdict(<class 'int'>, {'a': 1})", Some("{'a': 1}")),
            ("Counter({'a': 1})", Some("{'a': 1}")),
            ("OrderedDict([('a', 1)])", Some("[('a', 1)]")),
            ("Counter()", None),
            ("Point([1, 2])", None),
            ("[1, 2]", None),
        ] {
            assert_eq!(content(repr), expected, "{repr}");
        }
    }

    #[test]
    fn addresses_are_written_as_the_author_writes_them() {
        assert_eq!(with_placeholders("<A at 0x7f...>", "<B at 0x55d0>"), "<B at 0x7f...>");
        assert_eq!(with_placeholders("something", "<B object at 0x55d0>"), "<B object at 0x...>");
        assert_eq!(with_placeholders("x", "hex 0x55d0"), "hex 0x55d0");
    }
}
