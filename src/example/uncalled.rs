//! Tests that nobody calls: nothing is known about what they assert.

use super::Example;
use crate::lang::python::Kind;

/// A test that an example defines and no example calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncalledTest {
    /// The 1-based line of the file.
    pub line: usize,
    /// Its name.
    pub name: String,
}

/// Words by which tests are run without being called by name.
const RUNNERS: &[&str] =
    &["unittest.main", "TextTestRunner", "pytest.main", "run_module_suite", "testmod", "globals()"];

/// The first test of `example` that none of `all`, the examples of the document, calls or runs.
#[must_use]
pub fn uncalled_test(example: &Example, all: &[&Example]) -> Option<UncalledTest> {
    let definitions =
        example.module.statements.iter().filter(|one| one.kind == Kind::Definition && one.parent.is_none());
    let mut tests = definitions.filter_map(|test| Some((test, test_name(&example.code[test.range.clone()])?)));
    let is_used = |name: &str| {
        all.iter().any(|other| mentions(&other.code, name) > usize::from(other.id == example.id))
            || all.iter().any(|other| RUNNERS.iter().any(|word| other.code.contains(word)))
    };
    // Most examples define none, so the others are not looked at.
    let (test, name) = tests.find(|(_, name)| !is_used(name))?;
    Some(UncalledTest { line: example.file_line(test.first_line), name: name.to_owned() })
}

/// The name of the test that `code` defines: a function `test_…` or a `TestCase` that asserts something.
fn test_name(code: &str) -> Option<&str> {
    let header = code.lines().find(|line| !line.starts_with('@'))?;
    let name = |rest: &'_ str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().len();
    let function = header.strip_prefix("async ").unwrap_or(header).strip_prefix("def ");
    let class = header.strip_prefix("class ").filter(|rest| rest.contains("TestCase") || rest.starts_with("Test"));
    let named = function.filter(|rest| rest.starts_with("test_")).or(class.filter(|_| code.contains("def test")))?;
    code.contains("assert").then(|| &named[..name(named)])
}

/// How often `name` stands in `code` as a word.
fn mentions(code: &str, name: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let stands_alone =
        |&(at, _): &(usize, &str)| !code[..at].ends_with(is_word) && !code[at + name.len()..].starts_with(is_word);
    code.match_indices(name).filter(stands_alone).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, classify};
    use crate::source::Source;

    /// The tests of the blocks that nobody calls.
    fn uncalled(blocks: &[&str]) -> Vec<String> {
        let text: String = blocks.iter().map(|code| format!("```python\n{code}\n```\n")).collect();
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let all: Vec<_> = classes.iter().flat_map(Class::examples).collect();
        all.iter().filter_map(|example| uncalled_test(example, &all)).map(|test| test.name).collect()
    }

    #[test]
    fn a_test_that_no_example_calls_is_found() {
        let test = "def test_add():\n    assert 1 + 2 == 3";
        assert_eq!(uncalled(&[test]), ["test_add"]);
        assert_eq!(uncalled(&[&format!("@mark\nasync {test}")]), ["test_add"]);
        assert_eq!(
            uncalled(&["class TestAdd(TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)"]),
            ["TestAdd"]
        );
    }

    #[test]
    fn a_test_that_is_called_or_run_is_none() {
        let test = "def test_add():\n    assert 1 + 2 == 3";
        assert_eq!(uncalled(&[&format!("{test}\ntest_add()")]), [""; 0]);
        assert_eq!(uncalled(&[test, "for test in [test_add]:\n    test()"]), [""; 0]);
        assert_eq!(uncalled(&[test, "import unittest\nunittest.main()"]), [""; 0]);
        assert_eq!(uncalled(&["def test_add():\n    pass", "def tested():\n    assert True"]), [""; 0]);
    }
}
