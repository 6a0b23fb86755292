//! Code in reStructuredText, as `{eval-rst}` of MyST holds it: what is indented below `.. code-block:: python` and its
//! like, and sessions, which need no mark at all.

use super::Info;
use super::region::Region;
use std::ops::Range;

/// Directives whose content is code of the language that they name.
const OF_CODE: &[&str] = &["code", "code-block", "sourcecode"];

/// Directives whose content is Python, or a session, whatever stands behind them.
const OF_PYTHON: &[&str] =
    &["doctest", "ipython", "jupyter-execute", "testcode", "testcleanup", "testoutput", "testsetup"];

/// The pieces of code in `text`, with what they are.
pub(super) fn code(region: &Region, range: Range<usize>) -> Vec<(Info, Range<usize>)> {
    let lines: Vec<_> = region.lines_from(range.start).take_while(|line| line.start < range.end).collect();
    let text = |index: usize| lines.get(index).map_or("", |line| &region.text()[line.range()]);
    let indent = |index: usize| text(index).len() - text(index).trim_start().len();
    let is_blank = |index: usize| text(index).trim().is_empty();
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let (info, first, least) = match directive(text(index)) {
            Some(info) => (info, index + 1, indent(index) + 1),
            None if text(index).trim_start().starts_with(">>> ") => (Info::parse("pycon"), index, 0),
            None => {
                index += 1;
                continue;
            }
        };
        let is_session = least == 0;
        let goes_on = |at: &usize| if is_session { !is_blank(*at) } else { is_blank(*at) || indent(*at) >= least };
        let end = (first..lines.len()).find(|at| !goes_on(at)).unwrap_or(lines.len());
        // Options stand right below the directive; a blank line ends them.
        let is_option = |at: &usize| !is_session && text(*at).trim_start().starts_with(':');
        let begin = (first..end).find(|at| !is_option(at)).unwrap_or(end);
        let last = (begin..end).rev().find(|at| !is_blank(*at));
        if let Some(last) = last {
            let begin = (begin..=last).find(|at| !is_blank(*at)).unwrap_or(last);
            found.push((info, lines[begin].start..lines[last].end));
        }
        index = end.max(index + 1);
    }
    found
}

/// The directives in `text` that show a file: each with its options.
pub(super) fn files(region: &Region, range: Range<usize>) -> Vec<(Range<usize>, Vec<String>)> {
    let lines: Vec<_> = region.lines_from(range.start).take_while(|line| line.start < range.end).collect();
    let text = |index: usize| &region.text()[lines[index].range()];
    let is_file = |index: &usize| text(*index).trim_start().starts_with(".. literalinclude:: ");
    let found = (0..lines.len()).filter(is_file).map(|index| {
        let is_option = |at: &usize| text(*at).starts_with([' ', '\t']) && text(*at).trim_start().starts_with(':');
        let options: Vec<_> = (index + 1..lines.len()).take_while(is_option).collect();
        let start = lines[index].start + text(index).len() - text(index).trim_start().len();
        let end = options.last().map_or(lines[index].end, |&last| lines[last].end);
        (start..end, options.into_iter().map(|at| text(at).trim().to_owned()).collect())
    });
    found.collect()
}

/// What `.. code-block:: python` says.
fn directive(line: &str) -> Option<Info> {
    let (name, argument) = line.trim_start().strip_prefix(".. ")?.split_once("::")?;
    let (name, argument) = (name.trim(), argument.trim());
    if OF_PYTHON.contains(&name) {
        let info = if matches!(name, "ipython" | "jupyter-execute") { "ipython" } else { name };
        return Some(Info::parse(info));
    }
    OF_CODE.contains(&name).then(|| Info::parse(argument))
}
