//! The table of directives: each word with what it may be about, what follows it, and what it sets.

use super::{Condition, Directives, LONGEST_VALUE, Raises, Sharing};
use crate::lang::metadata::Specifiers;
use crate::settings;
use crate::source::Span;

/// What follows the word of a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A value, or nothing.
    Optional,
    /// A value.
    Value,
}

/// What a directive may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectiveScope {
    /// One block: said of many it makes no sense.
    Block,
    /// A block, a document, or all documents of a folder.
    Any,
}

/// A row of the table.
#[derive(Debug)]
pub struct DirectiveRow {
    /// The word.
    pub word: &'static str,
    /// What it may be about.
    pub scope: DirectiveScope,
    /// What follows it.
    pub takes: Takes,
    /// An example, for the documentation.
    pub example: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    pub(super) set: fn(&mut Directives, &str, Option<Span>) -> Result<(), String>,
}

/// All directives, in the order of their words.
pub static TABLE: &[DirectiveRow] = &[
    DirectiveRow {
        word: "continue",
        scope: DirectiveScope::Block,
        takes: Takes::Nothing,
        example: "continue",
        help: "Runs after the block before it, in the same interpreter.",
        set: |all, _, _| share(all, Sharing::Continued),
    },
    DirectiveRow {
        word: "dependencies",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "dependencies=\"attrs>=23, rich\"",
        help: "Runs in an environment with these packages, which doctrue creates if uv is installed.",
        set: |all, value, _| {
            all.dependencies
                .extend(value.split([',', '\n']).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()));
            Ok(())
        },
    },
    DirectiveRow {
        word: "env.NAME",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "env.USER=ada",
        help: "Sets an environment variable; variables that control Python itself are refused.",
        // Chosen by its prefix, see `row`.
        set: |_, _, _| Ok(()),
    },
    DirectiveRow {
        word: "file",
        scope: DirectiveScope::Block,
        takes: Takes::Value,
        example: "file=helpers.py",
        help: "Becomes a file of this name for the blocks that import or read it.",
        set: |all, value, _| {
            let is_inside = !value.starts_with('/') && value.split('/').all(|part| !matches!(part, "" | "." | ".."));
            if !is_inside || value.contains(['\\', ':', '\0']) {
                return Err("the file must be in the example's folder: write a relative path without `..`".to_owned());
            }
            all.file = Some(value.to_owned());
            Ok(())
        },
    },
    DirectiveRow {
        word: "ignore[CODE]",
        scope: DirectiveScope::Block,
        takes: Takes::Nothing,
        example: "ignore[wrong] line=3 reason=\"shown on purpose\"",
        help: "May fail with this code, which is counted but not shown: on one line of the block, or anywhere in it.",
        // Taken out of the other words before, see `ignore::split`.
        set: |_, _, _| Ok(()),
    },
    DirectiveRow {
        word: "illustrative",
        scope: DirectiveScope::Any,
        takes: Takes::Nothing,
        example: "illustrative",
        help: "Never runs, and nothing in it is a claim.",
        set: |all, _, _| {
            all.illustrative = true;
            Ok(())
        },
    },
    DirectiveRow {
        word: "isolated",
        scope: DirectiveScope::Any,
        takes: Takes::Nothing,
        example: "isolated",
        help: "Runs alone, even if it needs names from earlier blocks.",
        set: |all, _, _| share(all, Sharing::Isolated),
    },
    DirectiveRow {
        word: "match",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "match=exact",
        help: "How to compare documented outputs: `exact`, or by `any` of the rules.",
        set: |all, value, _| {
            all.exact = Some(match value {
                "exact" => true,
                "any" => false,
                _ => return Err("write `exact` or `any`".to_owned()),
            });
            Ok(())
        },
    },
    DirectiveRow {
        word: "memory",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "memory=512MiB",
        help: "Sets the memory limit of the block; can only lower `--max-memory`.",
        set: |all, value, _| {
            all.memory = Some(settings::memory(value)?);
            Ok(())
        },
    },
    DirectiveRow {
        word: "output",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "output=64KiB",
        help: "Sets the output limit of the block; can only lower `--max-output`.",
        set: |all, value, _| {
            all.output = Some(settings::size(value)?);
            Ok(())
        },
    },
    DirectiveRow {
        word: "python",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "python=\">=3.11\"",
        help: "Applies only to these versions of Python: on others, the block is skipped, or with `line=` one of its claims.",
        // Of one line it is taken out of the other words before, see `binding::split`.
        set: |all, value, _| {
            all.python = Some(Specifiers::parse(value)?);
            Ok(())
        },
    },
    DirectiveRow {
        word: "raises",
        scope: DirectiveScope::Block,
        takes: Takes::Optional,
        example: "raises=ValueError",
        help: "Ends with this exception, which is then a claim; without a value, any exception is allowed.",
        set: |all, value, span| {
            let name = value.trim().to_owned();
            all.raises = Some(if name.is_empty() { Raises::Any } else { Raises::Named { name, span } });
            Ok(())
        },
    },
    DirectiveRow {
        word: "reason",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "skip reason=\"opens a window\"",
        help: "Says why the block is skipped.",
        set: |all, value, _| {
            all.reason = Some(value.to_owned());
            Ok(())
        },
    },
    DirectiveRow {
        word: "session",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "session=bank",
        help: "Runs after the blocks of the same session, in the same interpreter.",
        set: |all, value, _| match value.trim() {
            "" => Err("needs a name".to_owned()),
            name => share(all, Sharing::Named(name.to_owned())),
        },
    },
    DirectiveRow {
        word: "setup",
        scope: DirectiveScope::Block,
        takes: Takes::Nothing,
        example: "setup",
        help: "Runs before every later block; can be written in a comment, so that readers do not see it.",
        set: |all, _, _| {
            all.setup = true;
            Ok(())
        },
    },
    DirectiveRow {
        word: "skip",
        scope: DirectiveScope::Any,
        takes: Takes::Optional,
        example: "skip reason=\"opens a window\"",
        help: "Does not run; its claims are skipped.",
        set: |all, value, _| {
            if matches!(value, "no" | "false" | "off" | "0") {
                return Err("to run the block, leave this directive out".to_owned());
            }
            all.skip = true;
            if !value.is_empty() {
                all.reason = Some(value.to_owned());
            }
            Ok(())
        },
    },
    DirectiveRow {
        word: "skip-if",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "skip-if=\"python < 3.10\"",
        help: "Does not run if the condition is true: python, platform or implementation, `and`, `or`.",
        set: |all, value, _| {
            all.skip_if.push(Condition::parse(value)?);
            Ok(())
        },
    },
    DirectiveRow {
        word: "stdin",
        scope: DirectiveScope::Block,
        takes: Takes::Value,
        example: "stdin=\"Ada\\n42\"",
        help: "The block gets this text as standard input, line by line.",
        set: |all, value, _| {
            if value.len() > LONGEST_VALUE {
                return Err(format!("longer than {LONGEST_VALUE} bytes"));
            }
            all.stdin = Some(value.to_owned());
            Ok(())
        },
    },
    DirectiveRow {
        word: "timeout",
        scope: DirectiveScope::Any,
        takes: Takes::Value,
        example: "timeout=30s",
        help: "Sets the time limit of the block: at most a minute, or the value of `--timeout` if that is given.",
        set: |all, value, _| {
            all.timeout = Some(settings::duration(value)?);
            Ok(())
        },
    },
];

fn share(all: &mut Directives, sharing: Sharing) -> Result<(), String> {
    all.session = sharing;
    Ok(())
}
