//! Files for a session: what its examples import or read, and the document shows.
//!
//! A block or a part with the name of a file is written under that name when an example asks for it. A listing of
//! folders is made up of empty files when an example imports from it. A module of the standard library is shadowed if the
//! author says so, or if the file defines all that is taken from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::example::{Class, Example, Kind, files};
use crate::lang::python::{self, Import, Module, stdlib};

/// All files that a document shows.
#[derive(Clone, Debug, Default)]
pub struct Library<'a> {
    shown: Vec<ShownFile<'a>>,
    /// The paths of each listing.
    listings: Vec<Vec<String>>,
}

/// A file that the document shows.
#[derive(Clone, Debug)]
struct ShownFile<'a> {
    name: String,
    text: String,
    imports: Vec<Import>,
    /// The names that it defines at its top level.
    defines: BTreeSet<String>,
    /// The example that it is, if it runs.
    example: Option<&'a Example>,
    /// Whether a directive names it.
    by_directive: bool,
    /// The 1-based line on which it begins.
    line: usize,
}

impl<'a> Library<'a> {
    /// The files of `document`, whose blocks are of these classes.
    #[must_use]
    pub fn of(document: &Document, classes: &'a [Class]) -> Self {
        let mut library = Self::default();
        for (block, class) in document.blocks.iter().zip(classes) {
            let code = files::content(document, block);
            if class.kind == Kind::Tree {
                library.listings.push(files::tree(&code));
            }
            let named = class.examples().filter_map(|example| Some((example, example.file.clone()?)));
            library.shown.extend(named.map(|(example, name)| ShownFile {
                name,
                text: example.code.clone(),
                imports: example.module.imports.clone(),
                defines: defined_in(&example.module),
                by_directive: example.directives.file.is_some(),
                line: example.file_line(1),
                example: Some(example),
            }));
            // A block of several parts is the file as a whole; one without examples is data.
            let is_one_example = class.examples().count() == 1;
            if let Some(name) = class.file.clone().filter(|_| !is_one_example) {
                let parts: String = class.examples().map(|example| example.code.as_str()).collect();
                let code = if parts.is_empty() { code } else { parts };
                let module = python::parse(&code);
                let by_directive = true;
                library.shown.push(ShownFile {
                    name,
                    text: code,
                    defines: defined_in(&module),
                    imports: module.imports,
                    example: None,
                    by_directive,
                    line: block.line,
                });
            }
        }
        library
    }

    /// The files that `examples`, which run together, ask for: by an import, or by their name in the code.
    #[must_use]
    pub fn asked_for(&self, examples: &[&'a Example]) -> BTreeMap<String, String> {
        let line = examples.last().map_or(0, |example| example.file_line(1));
        let mut order = Order { library: self, line, itself: examples, files: BTreeMap::new(), asking: Vec::new() };
        for example in examples {
            order.imports("", &example.module.imports, &example.code, true);
            order.named_in(&example.code);
        }
        while let Some((folder, imports, text)) = order.asking.pop() {
            order.imports(&folder, &imports, &text, false);
            order.named_in(&text);
        }
        without_conflicts(order.files)
    }
}

/// The name under which the program itself lies.
const PROGRAM: &str = "block.py";

/// The files without those in whose place others need a folder, and without the program's own.
fn without_conflicts(files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let is_folder = |name: &String| {
        let folder = format!("{name}/");
        files.range(folder.clone()..).next().is_some_and(|(next, _)| next.starts_with(&folder))
    };
    let unfit: Vec<_> = files.keys().filter(|name| is_folder(name) || name.as_str() == PROGRAM).cloned().collect();
    files.into_iter().filter(|(name, _)| !unfit.contains(name)).collect()
}

/// The files of one session while they are put together.
struct Order<'a, 'b> {
    library: &'b Library<'a>,
    /// The line of the example that asks.
    line: usize,
    /// The examples that ask: they do not stand beside themselves, unless another file imports them.
    itself: &'b [&'a Example],
    files: BTreeMap<String, String>,
    /// Files that were added and may ask in their turn: their folder, their imports, their text.
    asking: Vec<(String, Vec<Import>, String)>,
}

impl Order<'_, '_> {
    /// What the imports of `code`, a file in the folder `folder`, ask for; `direct`: it is the example itself.
    fn imports(&mut self, folder: &str, imports: &[Import], code: &str, direct: bool) {
        for import in imports {
            let base = match import.level {
                0 => String::new(),
                1 => folder.to_owned(),
                _ => continue,
            };
            let module = format!("{base}{}", import.module.replace('.', "/"));
            let mut modules = parents(&module);
            modules.extend(import.names.iter().map(|name| format!("{module}/{name}")));
            let taken = taken(import, code);
            for module in modules {
                self.module(module.trim_start_matches('/'), &taken, direct);
            }
        }
    }

    /// Adds the module at `path` (`pkg/mod`), from which these names are `taken`, if the document shows it.
    fn module(&mut self, path: &str, taken: &BTreeSet<&str>, direct: bool) {
        let top = path.split('/').next().unwrap_or_default();
        for candidate in [format!("{path}.py"), format!("{path}/__init__.py")] {
            self.file(&candidate, Some(taken).filter(|_| stdlib::is_module(top)), direct);
        }
        if !stdlib::is_module(top) {
            self.listing(top);
        }
    }

    /// Adds the file that the document shows for `path`: the nearest before the example that asks, else the first. Where
    /// it would shadow a standard module, these names are `taken` from that.
    fn file(&mut self, path: &str, taken: Option<&BTreeSet<&str>>, direct: bool) {
        if self.files.get(path).is_some_and(|text| !text.is_empty()) {
            return;
        }
        let is_asked = |file: &&ShownFile<'_>| {
            let mut itself = self.itself.iter();
            let is_itself = direct && file.example.is_some_and(|one| itself.any(|other| other.id == one.id));
            let is_allowed = file.by_directive || taken.is_none_or(|taken| file.stands_for(path, taken));
            is_allowed && !is_itself && (file.name == path || ends(&file.name, path) || ends(path, &file.name))
        };
        let shown = || self.library.shown.iter().filter(is_asked);
        let Some(found) = shown().rev().find(|file| file.line < self.line).or_else(|| shown().next()) else { return };
        let folder = path.rfind('/').map_or("", |end| &path[..=end]).to_owned();
        self.asking.push((folder, found.imports.clone(), found.text.clone()));
        self.files.insert(path.to_owned(), found.text.clone());
    }

    /// Adds the files of the listing in which `top` stands, beside it and below it.
    fn listing(&mut self, top: &str) {
        for paths in &self.library.listings {
            let is_top = |path: &&String| {
                let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                name == top && path.ends_with('/') || name.strip_suffix(".py") == Some(top)
            };
            let Some(found) = paths.iter().filter(is_top).min_by_key(|path| path.matches('/').count()) else {
                continue;
            };
            let name = found.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let parent = &found[..found.trim_end_matches('/').len() - name.len()];
            let is_standard = |path: &str| {
                let top = path.split('/').next().unwrap_or_default();
                stdlib::is_module(top.strip_suffix(".py").unwrap_or(top))
            };
            let below = paths.iter().filter_map(|path| path.strip_prefix(parent));
            for path in below.filter(|path| !path.is_empty() && !path.ends_with('/') && !is_standard(path)) {
                if !self.files.contains_key(path) {
                    self.files.insert(path.to_owned(), String::new());
                    self.file(path, None, false);
                }
            }
            return;
        }
    }

    /// Adds the files whose names stand in `code`.
    fn named_in(&mut self, code: &str) {
        let is_named = |file: &&ShownFile<'_>| {
            let quoted = [format!("\"{}\"", file.name), format!("'{}'", file.name)];
            quoted.iter().any(|quoted| code.contains(quoted.as_str()))
        };
        let names: Vec<_> = self.library.shown.iter().filter(is_named).map(|file| file.name.clone()).collect();
        for name in names {
            self.file(&name, None, true);
        }
    }
}

/// The names that others may import from `module`.
fn defined_in(module: &Module) -> BTreeSet<String> {
    module.defined_names.union(&module.assigned_names).cloned().collect()
}

impl ShownFile<'_> {
    /// Whether it is meant where `path`, a standard module's, is imported and these names are `taken` from that: it
    /// defines all of them, and is no program that imports the standard module itself.
    fn stands_for(&self, path: &str, taken: &BTreeSet<&str>) -> bool {
        let top = path.split(['/', '.']).next().unwrap_or_default();
        let imports_it = self.imports.iter().any(|import| import.module.split('.').next() == Some(top));
        !taken.is_empty() && !imports_it && taken.iter().all(|name| self.defines.contains(*name))
    }
}

/// The names that `code` takes from the module of `import`: in the import itself, or as attributes.
fn taken<'c>(import: &'c Import, code: &'c str) -> BTreeSet<&'c str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let attributes = code.match_indices(&import.module).filter_map(|(at, module)| {
        let rest = code[at + module.len()..].strip_prefix('.')?;
        let name = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let is_alone = !code[..at].ends_with(|c| is_name(c) || c == '.');
        (is_alone && !name.is_empty()).then_some(name)
    });
    import.names.iter().map(String::as_str).chain(attributes.filter(|_| !import.module.is_empty())).collect()
}

/// `a/b/c` and what it stands in: `a`, `a/b`.
fn parents(module: &str) -> Vec<String> {
    let ends = module.match_indices('/').map(|(end, _)| end).chain([module.len()]);
    ends.map(|end| module[..end].to_owned()).filter(|path| !path.is_empty()).collect()
}

/// Whether `path` ends with the path `end`, at the border of a folder.
fn ends(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|folder| folder.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example;
    use crate::source::Source;

    /// The files that the last example of the document asks for.
    fn files(text: &str) -> BTreeMap<String, String> {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let directives = resolve(&document, &Directives::default());
        let classes = example::classify(&document, &directives.blocks);
        let last = classes.iter().flat_map(Class::examples).last().expect("an example");
        Library::of(&document, &classes).asked_for(&[last])
    }

    fn names(text: &str) -> Vec<String> {
        files(text).into_keys().collect()
    }

    #[test]
    fn a_named_part_or_block_is_written_for_who_imports_it() {
        let of_parts = "```py\n# mod.py\nX = 1\n-----\nimport mod\nprint(mod.X)\n```\n";
        let of_blocks = "```py\n# mod.py\nX = 1\n```\n\n```py\nimport mod\n```\n";
        let by_title = "```py title=\"mod.py\"\nX = 1\n```\n\n```py\nfrom mod import X\n```\n";
        let above = "`mod.py`:\n\n```py\nX = 1\n```\n\n```py\nfrom mod import X\n```\n";
        for text in [of_parts, of_blocks, by_title, above] {
            assert!(files(text)["mod.py"].contains("X = 1"), "{text}");
        }
        assert!(names("```py\n# mod.py\nX = 1\n```\n\n```py\nimport other\n```\n").is_empty());
    }

    #[test]
    fn a_listing_is_made_up_for_who_imports_from_it() {
        let listing = "```\nproject/\n├── pkg/\n│   ├── __init__.py\n│   └── a.py\n└── main.py\n```\n\n";
        let text = format!("{listing}```py\n# a.py\ndef f(): pass\n```\n\n```py\nfrom pkg.a import f\n```\n");
        assert_eq!(names(&text), ["main.py", "pkg/__init__.py", "pkg/a.py"]);
        assert_eq!(files(&text)["pkg/a.py"], "# a.py\ndef f(): pass\n");
        assert!(names(&format!("{listing}```py\nimport numpy\n```\n")).is_empty());
    }

    #[test]
    fn files_ask_for_files_in_their_turn() {
        let text = "```py title=\"pkg/__init__.py\"\nfrom .b import Y\n```\n\n```py title=\"pkg/b.py\"\nY = 2\n```\n\n\
                    ```py\nimport pkg\n```\n";
        assert_eq!(names(text), ["pkg/__init__.py", "pkg/b.py"]);
    }

    #[test]
    fn data_is_written_for_who_names_it() {
        let text = "<!-- doctrue: file=data.csv -->\n```csv\na,b\n```\n\n```py\nprint(open('data.csv').read())\n```\n";
        assert_eq!(files(text)["data.csv"], "a,b\n");
    }

    #[test]
    fn a_cell_that_ipython_writes_to_a_file_is_that_file() {
        let text = "```python\n%%writefile mod.py\nX = 1\n```\n\n```py\nfrom mod import X\n```\n";
        assert_eq!(files(text)["mod.py"], "X = 1\n");
        let text = "```ipython\n\n%%file ./data.csv\na,b\n```\n\n```py\nopen('data.csv')\n```\n";
        assert_eq!(files(text)["data.csv"], "a,b\n");
        for cell in ["%%writefile -a mod.py\nX = 1", "%%writefile\nX = 1", "%%writefile ../mod.py\nX = 1"] {
            assert!(names(&format!("```python\n{cell}\n```\n\n```py\nfrom mod import X\n```\n")).is_empty(), "{cell}");
        }
    }

    #[test]
    fn files_that_import_each_other_and_conflicts_are_no_trouble() {
        let cycle = "```py\n# b.py\nimport a\n```\n\n```py\n# a.py\nimport b\n```\n";
        assert_eq!(names(cycle), ["a.py", "b.py"]);
        let both = "<!-- doctrue: file=a -->\n```text\n1\n```\n<!-- doctrue: file=a/b.txt -->\n```text\n2\n```\n\n\
                    ```py\nopen('a'), open('a/b.txt')\n```\n";
        assert_eq!(names(both), ["a/b.txt"]);
        assert!(names("```py\n# block.py\nX = 1\n```\n\n```py\nimport block\n```\n").is_empty());
    }

    #[test]
    fn the_standard_library_is_shadowed_by_a_directive_or_by_what_defines_all_that_is_taken() {
        let shown = "```py\n# random.py\nX = 1\ndef f(): pass\n```\n\n";
        for code in ["import random", "import random\nrandom.f(random.choice)", "from random import X, choice"] {
            assert!(names(&format!("{shown}```py\n{code}\n```\n")).is_empty(), "{code}");
        }
        for code in ["import random\nprint(random.X, random.f())", "from random import f"] {
            assert_eq!(names(&format!("{shown}```py\n{code}\n```\n")), ["random.py"], "{code}");
        }
        let program = "```py\n# random.py\nimport random\ndef choice(): random.choice([1])\n```\n\n";
        assert!(names(&format!("{program}```py\nimport random\nrandom.choice([1])\n```\n")).is_empty());
        let text = "<!-- doctrue: file=random.py -->\n```py\nX = 1\n```\n\n```py\nimport random\n```\n";
        assert_eq!(names(text), ["random.py"]);
    }
}
