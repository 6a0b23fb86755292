//! The files of `src` as modules, and which of them uses which: read from `use` and from paths, as text.

use crate::project::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module: `["claim", "reading"]` for `src/claim/reading.rs` and for `src/claim/reading/mod.rs`.
pub(crate) type Module = Vec<String>;

/// Every module that is a file, without tests.
pub(crate) struct Modules {
    /// What each module uses, and what it calls that.
    uses: BTreeMap<Module, Vec<Use>>,
    /// Which paths its code names.
    paths: BTreeMap<Module, Vec<Vec<String>>>,
}

/// A name that a `use` brings.
struct Use {
    name: String,
    path: Vec<String>,
}

impl Modules {
    /// Those of this repository.
    pub(crate) fn read() -> Modules {
        let texts = files().into_iter().map(|path| (module(&path), fs::read_to_string(&path).expect("a file")));
        Modules::of(texts)
    }

    fn of(texts: impl Iterator<Item = (Module, String)>) -> Modules {
        let mut modules = Modules { uses: BTreeMap::new(), paths: BTreeMap::new() };
        for (module, text) in texts {
            let (uses, paths) = names(&tokens(&text));
            modules.uses.insert(module.clone(), uses);
            modules.paths.insert(module, paths);
        }
        modules
    }

    /// Which modules a module uses.
    pub(crate) fn used_by(&self, module: &Module) -> BTreeSet<Module> {
        let imported = self.uses[module].iter().map(|each| &each.path);
        let named = self.paths[module].iter().filter(|path| path.len() > 1);
        let mut used: BTreeSet<Module> =
            imported.chain(named).filter_map(|path| self.module_of(module, path, 0)).collect();
        used.remove(module);
        used
    }

    /// Every module.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Module> {
        self.uses.keys()
    }

    /// The module that holds what a path means in `module`: it follows names that other modules only pass on.
    fn module_of(&self, module: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (mut at, rest) = self.start(module, path, depth)?;
        let mut rest = rest.iter();
        while let Some(name) = rest.clone().next() {
            let child: Module = at.iter().cloned().chain([name.clone()]).collect();
            if !self.uses.contains_key(&child) {
                break;
            }
            at = child;
            rest.next();
        }
        let passed_on = rest.next().and_then(|name| self.uses[&at].iter().find(|each| each.name == *name));
        match passed_on {
            Some(each) if depth < 20 => self.module_of(&at, &each.path, depth + 1),
            _ => Some(at),
        }
    }

    /// Where a path begins: none outside this crate.
    fn start<'p>(&self, module: &Module, path: &'p [String], depth: usize) -> Option<(Module, &'p [String])> {
        let first = path.first()?;
        let child: Module = module.iter().cloned().chain([first.clone()]).collect();
        match first.as_str() {
            "crate" => Some((Vec::new(), &path[1..])),
            "self" => Some((module.clone(), &path[1..])),
            "super" => {
                let supers = path.iter().take_while(|name| *name == "super").count();
                Some((module[..module.len().checked_sub(supers)?].to_vec(), &path[supers..]))
            }
            _ if self.uses.contains_key(&child) => Some((module.clone(), path)),
            _ => {
                let imported = self.uses[module].iter().find(|each| each.name == *first && each.path != path)?;
                (depth < 20)
                    .then(|| self.module_of(module, &imported.path, depth + 1))
                    .flatten()
                    .map(|at| (at, &path[..0]))
            }
        }
    }
}

/// The source files, without those that hold only tests.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    found.retain(|path| !path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests.rs" | "tests"))));
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module(path: &Path) -> Module {
    let inside = path.strip_prefix(root().join("src")).expect("a source file").with_extension("");
    let mut module: Module = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// The names and signs of a source text, without comments, texts and inline tests.
fn tokens(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = length_of(rest, first);
        let token = &rest[..length];
        if first.is_alphabetic() || first == '_' || matches!(first, '{' | '}' | ',' | ';' | '*') || token == "::" {
            tokens.push(token.to_owned());
        } else if !first.is_whitespace() && !token.starts_with("//") {
            // Separates what stands around it.
            tokens.push("~".to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

/// How many bytes the next token has.
fn length_of(rest: &str, first: char) -> usize {
    let upto = |end: Option<usize>| end.unwrap_or(rest.len());
    if rest.starts_with("//") {
        upto(rest.find('\n'))
    } else if let Some(hashes) = raw(rest) {
        let close = format!("\"{}", "#".repeat(hashes));
        let body = rest.find('"').expect("an opening") + 1;
        upto(rest[body..].find(&close).map(|at| body + at + close.len()))
    } else if first == '"' {
        quoted(rest, '"')
    } else if first == '\'' && is_character(rest) {
        quoted(rest, '\'')
    } else if first.is_alphanumeric() || first == '_' {
        upto(rest.find(|c: char| !c.is_alphanumeric() && c != '_'))
    } else if rest.starts_with("::") {
        2
    } else {
        first.len_utf8()
    }
}

/// How many `#` a raw text begins with, if the next token is one.
fn raw(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = behind.bytes().take_while(|byte| *byte == b'#').count();
    behind[hashes..].starts_with('"').then_some(hashes)
}

/// Whether a `'` begins a character, not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut behind = rest.chars().skip(1);
    behind.next() == Some('\\') || behind.next() == Some('\'')
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = true;
    for (at, character) in rest.char_indices() {
        if !is_escaped && character == quote {
            return at + 1;
        }
        is_escaped = (at == 0 || !is_escaped) && character == '\\';
    }
    rest.len()
}

/// What a text brings by `use`, and all paths that it names.
fn names(tokens: &[String]) -> (Vec<Use>, Vec<Vec<String>>) {
    let (mut uses, mut paths) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at] == "use" {
            at = tree(tokens, at + 1, &[], &mut uses);
        } else if is_name(&tokens[at]) {
            let mut path = vec![tokens[at].clone()];
            while tokens.get(at + 1).is_some_and(|sign| sign == "::")
                && tokens.get(at + 2).is_some_and(|name| is_name(name))
            {
                path.push(tokens[at + 2].clone());
                at += 2;
            }
            paths.push(path);
            at += 1;
        } else {
            at += 1;
        }
    }
    (uses, paths)
}

/// Reads one branch of a `use`, up to the `,`, `;` or `}` behind it, and returns where that stands.
fn tree(tokens: &[String], mut at: usize, before: &[String], uses: &mut Vec<Use>) -> usize {
    let mut path = before.to_vec();
    let mut name = None;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "," | ";" | "}" => break,
            "{" => {
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = tree(tokens, at + 1, &path, uses);
                }
                return at + 1;
            }
            "as" => {
                name = tokens.get(at + 1).cloned();
                at += 1;
            }
            "self" if !path.is_empty() => name = path.last().cloned(),
            token if is_name(token) => path.push(token.to_owned()),
            _ => {}
        }
        at += 1;
    }
    if let Some(name) =
        name.or_else(|| path.last().cloned()).filter(|_| path.len() > before.len() || !before.is_empty())
    {
        uses.push(Use { name, path });
    }
    at
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

#[test]
fn paths_lead_to_the_file_that_declares() {
    let texts = [
        ("", "pub mod a;\nmod b;\n"),
        ("a", "mod x;\nmod y;\npub use x::{Thing, other as Other};\n"),
        ("a::x", "// super::y::no\nuse crate::b;\npub struct Thing;\nfn f() -> &'static str { \"super::y\" }\n"),
        ("a::y", "use super::{self, Thing};\nfn f() { b::<u8>(); 'x'; crate::b::f(Thing); }\n"),
        ("b", "use std::fs::File;\nfn f() { File::open(r#\"crate::a\"#); crate::a::Other::new(); }\n"),
    ];
    let path = |text: &str| text.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect::<Module>();
    let modules = Modules::of(texts.iter().map(|(name, text)| (path(name), (*text).to_owned())));
    let used = |name: &str| modules.used_by(&path(name)).iter().map(|module| module.join("::")).collect::<Vec<_>>();
    assert_eq!(used("a"), ["a::x"]);
    assert_eq!(used("a::x"), ["b"]);
    assert_eq!(used("a::y"), ["a", "a::x", "b"]);
    assert_eq!(used("b"), ["a::x"]);
}
