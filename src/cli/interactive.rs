//! `doctrue fix --interactive`: asks about each claim, in the manner of `git add --patch`.

use anyhow::Context as _;
use console::Term;
use std::io;
use std::path::Path;
use std::process::Command;

use super::args::environment;
use crate::fix::edit::{self, Edit};
use crate::fix::tell;
use crate::fix::{ClaimChange, FileFix, Plan};
use crate::pipeline::Chooser;
use crate::report::sanitise::for_terminal;
use crate::source::Source;

/// What the keys do.
const HELP: &str = "y: fix this one   n: leave it   a: fix this one and all others   q: leave this one and all others\n\
                    e: open the editor at its line   d: show all of it\n";

/// Where questions are asked.
pub(super) trait Desk: Send {
    /// Shows a text.
    fn show(&mut self, text: &str);
    /// The next key; none if there will be no more.
    fn key(&mut self) -> Option<char>;
    /// Lets the person edit the file at this line.
    fn edit(&mut self, path: &Path, line: usize) -> io::Result<()>;
}

/// A terminal.
pub(super) struct Terminal(Term);

impl Terminal {
    /// That of the process.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn new() -> anyhow::Result<Self> {
        use std::io::IsTerminal as _;
        let term = Term::stderr();
        anyhow::ensure!(
            term.is_term() && io::stdin().is_terminal(),
            "--interactive needs a terminal: use --diff to see what would change"
        );
        Ok(Self(term))
    }
}

impl Desk for Terminal {
    fn show(&mut self, text: &str) {
        // A terminal that is gone gives no key either, and that ends it.
        let _ = self.0.write_str(text);
    }

    fn key(&mut self) -> Option<char> {
        self.0.read_char().ok()
    }

    fn edit(&mut self, path: &Path, line: usize) -> io::Result<()> {
        let editor = environment("VISUAL").or_else(|| environment("EDITOR")).unwrap_or_else(|| "vi".to_owned());
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or("vi"));
        command.args(words).arg(format!("+{line}")).arg(path);
        let status = command.status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("{editor} ended with {status}"))) }
    }
}

/// What was answered for all that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Ask,
    Take,
    Leave,
}

/// What was answered for one claim.
enum Answer {
    Take,
    Leave,
    /// The file has been edited by hand.
    Edited,
}

/// Asks at a desk.
pub(super) struct Interactive<D> {
    desk: D,
    rest: Rest,
    color: bool,
}

impl<D: Desk> Interactive<D> {
    pub(super) fn new(desk: D, color: bool) -> Self {
        Self { desk, rest: Rest::Ask, color }
    }

    fn answer(&mut self, name: &str, source: &Source, change: &ClaimChange) -> Answer {
        match self.rest {
            Rest::Ask => self.ask(name, source, change),
            Rest::Take => Answer::Take,
            Rest::Leave => Answer::Leave,
        }
    }

    fn ask(&mut self, name: &str, source: &Source, change: &ClaimChange) -> Answer {
        let question = format!("{}:{} ({})\n", for_terminal(name), change.line, change.notation);
        self.desk.show(&(question + &self.difference(source, change)));
        loop {
            self.desk.show("Fix it? [y,n,a,q,e,d,?] ");
            let key = self.desk.key();
            self.desk.show(&format!("{}\n", key.filter(|key| !key.is_control()).unwrap_or(' ')));
            match key.map(|key| key.to_ascii_lowercase()) {
                Some('y') => return Answer::Take,
                Some('n') => return Answer::Leave,
                Some('a') => {
                    self.rest = Rest::Take;
                    return Answer::Take;
                }
                Some('q') | None => {
                    self.rest = Rest::Leave;
                    return Answer::Leave;
                }
                Some('e') => {
                    if self.is_edited(name, source, change.line) {
                        return Answer::Edited;
                    }
                }
                Some('d') => self.desk.show(&details(change)),
                Some(_) => self.desk.show(HELP),
            }
        }
    }

    /// The lines before and after.
    fn difference(&self, source: &Source, change: &ClaimChange) -> String {
        let before = source.text().as_bytes().to_vec();
        let file = FileFix {
            name: String::new(),
            is_stdin: false,
            changes: Vec::new(),
            refused: Vec::new(),
            left: 0,
            after: edit::apply(&before, &change.edits),
            before,
        };
        let diff = tell::unified(&file, self.color);
        // The names of the files are known.
        diff.split_inclusive('\n').skip(2).collect()
    }

    /// Whether the person has changed the file.
    fn is_edited(&mut self, name: &str, source: &Source, line: usize) -> bool {
        let path = Path::new(name);
        if let Err(error) = self.desk.edit(path, line) {
            self.desk.show(&format!("cannot start the editor: {error}; set VISUAL or EDITOR\n"));
        }
        let now = std::fs::read(path).with_context(|| name.to_owned());
        now.map_or(true, |now| Source::new(name, now).text() != source.text())
    }
}

impl<D: Desk> Chooser for Interactive<D> {
    fn choose(&mut self, name: &str, source: &Source, plan: &mut Plan) {
        let mut taken = Vec::new();
        for change in &plan.changes {
            match self.answer(name, source, change) {
                Answer::Take => taken.push(change.clone()),
                Answer::Leave => {}
                Answer::Edited => {
                    taken.clear();
                    self.desk.show("This file is yours now: run `doctrue fix` again for its other claims.\n");
                    break;
                }
            }
        }
        plan.changes = taken;
    }
}

fn details(change: &ClaimChange) -> String {
    let indented = |text: &str| -> String {
        let lines = text.trim_start_matches('\n').lines().map(|line| format!("    {}\n", for_terminal(line)));
        lines.collect()
    };
    let hint = change.hint.as_ref().map(|hint| format!("{}\n", for_terminal(hint))).unwrap_or_default();
    let bytes: usize = change.edits.iter().map(|edit: &Edit| edit.span.len()).sum();
    format!(
        "documented:\n{}Python gives:\n{}{hint}{bytes} bytes are replaced, in {} places\n",
        indented(&change.old),
        indented(&change.actual),
        change.edits.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// A desk with someone who presses these keys.
    struct Robot {
        keys: Vec<char>,
        shown: String,
        types: Option<&'static str>,
    }

    impl Desk for &mut Robot {
        fn show(&mut self, text: &str) {
            self.shown.push_str(text);
        }

        fn key(&mut self) -> Option<char> {
            if self.keys.is_empty() { None } else { Some(self.keys.remove(0)) }
        }

        fn edit(&mut self, path: &Path, line: usize) -> io::Result<()> {
            self.shown.push_str(&format!("edit line {line}\n"));
            self.types.map_or(Ok(()), |text| std::fs::write(path, text))
        }
    }

    fn change(index: usize) -> ClaimChange {
        ClaimChange {
            line: index + 1,
            end_line: index + 1,
            notation: "bare-print",
            span: Span::new(index * 2, index * 2 + 1),
            old: "1".to_owned(),
            new: "2".to_owned(),
            actual: "2".to_owned(),
            hint: Some("a hint".to_owned()),
            edits: vec![Edit { span: Span::new(index * 2, index * 2 + 1), text: "2".to_owned() }],
        }
    }

    /// The lines that are fixed in two files of three claims, and what was shown.
    fn chosen(keys: &str, types: Option<&'static str>) -> (Vec<Vec<usize>>, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut robot = Robot { keys: keys.chars().collect(), shown: String::new(), types };
        let mut asking = Interactive::new(&mut robot, false);
        let files = ["a.md", "b.md"].map(|name| {
            let path = folder.path().join(name);
            std::fs::write(&path, "1\n1\n1\n").expect("a file");
            let mut plan = Plan { changes: (0..3).map(change).collect(), refused: Vec::new() };
            let source = Source::new(name, b"1\n1\n1\n".to_vec());
            asking.choose(&path.to_string_lossy(), &source, &mut plan);
            plan.changes.iter().map(|change| change.line).collect()
        });
        (files.to_vec(), robot.shown)
    }

    #[test]
    fn each_key_does_what_it_says() {
        assert_eq!(chosen("ynyYNn", None).0, [vec![1, 3], vec![1]]);
        assert_eq!(chosen("na", None).0, [vec![2, 3], vec![1, 2, 3]]);
        assert_eq!(chosen("yq", None).0, [vec![1], vec![]]);
        assert_eq!(chosen("y", None).0, [vec![1], vec![]], "a terminal that is gone leaves the rest");
    }

    #[test]
    fn the_change_and_its_details_are_shown() {
        let (_, shown) = chosen("d?q", None);
        assert!(shown.contains("a.md:1 (bare-print)\n@@ -1,3 +1,3 @@\n-1\n+2\n 1\n 1\n"), "{shown}");
        assert!(shown.contains("Python gives:\n    2\na hint\n") && shown.contains("open the editor"), "{shown}");
    }

    #[test]
    fn a_file_that_is_edited_by_hand_is_left_to_the_person() {
        let (files, shown) = chosen("yeyyy", Some("mine"));
        assert_eq!(files, [vec![], vec![1, 2, 3]]);
        assert!(shown.contains("edit line 2\n") && shown.contains("This file is yours now"), "{shown}");
        assert_eq!(chosen("eyyyq", None).0, [vec![1, 2, 3], vec![]], "nothing was typed");
    }
}
