//! How deep syntax nests, told from its tokens before the parser makes a tree of it.
//!
//! A tree is walked and dropped by functions that call themselves, so whoever writes `1+1+1+…` long enough would end
//! the whole process. The look is cheap and errs to one side: no tree is deeper than what it counts.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the lexer's enum is not ours: what is not named is of no interest"
)]

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// What is too deep for us, as CPython has limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// Brackets and replacement fields of f-strings that are open at one place.
    pub(super) brackets: usize,
    /// Levels of indentation.
    pub(super) indents: usize,
    /// Operators, dots, calls, subscripts and brackets that lead to one place of an expression, headers of statements
    /// included.
    pub(super) links: usize,
}

/// What goes beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooDeep {
    /// What there is too much of.
    what: &'static str,
    /// How much of it there may be.
    most: usize,
}

impl std::fmt::Display for TooDeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nested too deeply: more than {} {}", self.most, self.what)
    }
}

/// How deep the tree of `code` can be at most; an error if that is beyond `limits`.
pub(super) fn within(code: &str, mode: Mode, limits: &Limits) -> Result<usize, TooDeep> {
    let least = limits.brackets.min(limits.indents).min(limits.links);
    // Each link takes a byte.
    if code.len() <= least {
        return Ok(code.len());
    }
    let mut depth = Depth::default();
    let mut lexer = lex(code, mode);
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return Ok(depth.deepest),
            kind => depth.take(kind, limits)?,
        }
    }
}

/// One bracket, or what stands outside of all, with the links that lead to what comes next in it.
#[derive(Debug, Default)]
struct Level {
    /// What closes it.
    closes: Option<TokenKind>,
    /// Those that end at the next comma.
    links: usize,
    /// Those that do not: what stands before a colon holds what follows it.
    headers: usize,
}

/// What is open at one place.
#[derive(Debug, Default)]
pub(super) struct Depth {
    /// All brackets but the innermost.
    around: Vec<Level>,
    inner: Level,
    /// The links of all levels.
    links: usize,
    indents: usize,
    deepest: usize,
}

impl Depth {
    /// Takes the next token; an error if that leads beyond `limits`.
    pub(super) fn take(&mut self, kind: TokenKind, limits: &Limits) -> Result<(), TooDeep> {
        self.add(kind);
        self.check(limits)
    }

    fn add(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Newline => self.end_line(),
            TokenKind::Indent => self.indents += 1,
            TokenKind::Dedent => self.indents = self.indents.saturating_sub(1),
            TokenKind::Comma | TokenKind::Semi => self.links -= std::mem::take(&mut self.inner.links),
            TokenKind::Lpar => self.open(TokenKind::Rpar),
            TokenKind::Lsqb => self.open(TokenKind::Rsqb),
            TokenKind::Lbrace => self.open(TokenKind::Rbrace),
            TokenKind::FStringStart => self.open(TokenKind::FStringEnd),
            TokenKind::TStringStart => self.open(TokenKind::TStringEnd),
            // A closing bracket of another kind is an error that the parser may skip.
            kind if self.inner.closes == Some(kind) => self.close(),
            kind if is_leaf(kind) => {}
            kind => self.link(is_header(kind, self.inner.closes)),
        }
        self.deepest = self.deepest.max(self.links + self.indents);
    }

    fn link(&mut self, is_header: bool) {
        self.links += 1;
        if is_header {
            self.inner.headers += 1;
        } else {
            self.inner.links += 1;
        }
    }

    fn open(&mut self, closes: TokenKind) {
        self.link(false);
        let inner = Level { closes: Some(closes), ..Level::default() };
        self.around.push(std::mem::replace(&mut self.inner, inner));
    }

    fn close(&mut self) {
        self.links -= self.inner.links + self.inner.headers;
        self.inner = self.around.pop().unwrap_or_default();
    }

    fn end_line(&mut self) {
        self.around.clear();
        self.inner = Level::default();
        self.links = 0;
    }

    fn check(&self, limits: &Limits) -> Result<(), TooDeep> {
        let (what, most) = if self.around.len() > limits.brackets {
            ("brackets inside each other", limits.brackets)
        } else if self.indents > limits.indents {
            ("levels of indentation", limits.indents)
        } else if self.links > limits.links {
            ("operators in one expression", limits.links)
        } else {
            return Ok(());
        };
        Err(TooDeep { what, most })
    }
}

/// Tokens that have nothing below them in a tree.
fn is_leaf(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Ellipsis
            | TokenKind::Colon
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline
    )
}

/// Whether the commas behind a token, within the bracket that `closes`, belong to what it begins: the parameters of a
/// lambda, the items and, behind the colon, the statements of a compound statement.
fn is_header(kind: TokenKind, closes: Option<TokenKind>) -> bool {
    kind == TokenKind::Lambda
        || closes.is_none()
            && matches!(
                kind,
                TokenKind::If
                    | TokenKind::Elif
                    | TokenKind::Else
                    | TokenKind::For
                    | TokenKind::While
                    | TokenKind::With
                    | TokenKind::Try
                    | TokenKind::Except
                    | TokenKind::Finally
                    | TokenKind::Def
                    | TokenKind::Class
                    | TokenKind::Async
                    | TokenKind::Match
                    | TokenKind::Case
            )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ruff_python_ast::visitor::{self, Visitor};
    use ruff_python_ast::{Expr, Pattern, Stmt};
    use ruff_python_parser::{ParseOptions, parse_unchecked};

    const NONE: Limits = Limits { brackets: usize::MAX, indents: usize::MAX, links: usize::MAX };

    /// The depth of a tree, at present and at most.
    #[derive(Default)]
    struct Tree {
        now: usize,
        most: usize,
    }

    impl Tree {
        fn below(&mut self, walk: impl FnOnce(&mut Self)) {
            self.now += 1;
            self.most = self.most.max(self.now);
            walk(self);
            self.now -= 1;
        }
    }

    impl<'a> Visitor<'a> for Tree {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            self.below(|tree| visitor::walk_stmt(tree, statement));
        }

        fn visit_expr(&mut self, expression: &'a Expr) {
            self.below(|tree| visitor::walk_expr(tree, expression));
        }

        fn visit_pattern(&mut self, pattern: &'a Pattern) {
            self.below(|tree| visitor::walk_pattern(tree, pattern));
        }
    }

    fn depth_of_tree(code: &str) -> usize {
        let mut tree = Tree::default();
        let parsed = parse_unchecked(code, ParseOptions::from(Mode::Module)).try_into_module().expect("a module");
        parsed.into_suite().iter().for_each(|statement| tree.visit_stmt(statement));
        tree.most
    }

    #[test]
    fn what_is_too_deep_is_told_with_its_unit() {
        let limits = Limits { brackets: 2, indents: 1, links: 4 };
        let told = |code: &str| within(code, Mode::Module, &limits).map_err(|too_deep| too_deep.to_string());
        assert_eq!(told("f(a, b, c, d, e, f, g)\n"), Ok(1));
        assert_eq!(told("x = 1 + 2 + 3; y = 1 + 2 + 3\nz = 1 + 2 + 3\n"), Ok(3));
        let error = |most: &str| Err(format!("nested too deeply: more than {most}"));
        assert_eq!(told("(((1)))\n"), error("2 brackets inside each other"));
        assert_eq!(told("1+2+3+4+5+6\n"), error("4 operators in one expression"));
        assert_eq!(told("if a:\n  if b:\n    c\n"), error("1 levels of indentation"));
    }

    const WORDS: &[&str] = &[
        "a", "1", "'s'", "f'", "f\"\"\"", "'", "\"\"\"", "{", "}", "(", ")", "[", "]", ",", ":", ";", ".", "=", "+",
        "**", "*", "not", "and", "or", "if", "else", "elif", "lambda", "for", "in", "while", "with", "as", "def",
        "class", "try", "except", "match", "case", "await", "async", "yield", "@", "<", ":=", "->", "!", "import",
        "from", "return", "del", "\n", "\n ", "|", "type", "raise", "\\\n", "#", "$", "~", "...", "is",
    ];

    /// One to five words.
    fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        let words = proptest::collection::vec(proptest::sample::select(WORDS), count);
        (words, any::<bool>()).prop_map(|(words, apart)| words.join(if apart { " " } else { "" }))
    }

    proptest! {
        #[test]
        fn no_tree_is_deeper_than_what_is_counted(start in words(0..3), unit in words(1..6), end in words(0..2)) {
            let code = format!("{start} {}{end}", (unit + " ").repeat(100));
            let counted = within(&code, Mode::Module, &NONE).expect("no limit");
            // The statement, its expression and what it ends in have no token of their own.
            prop_assert!(depth_of_tree(&code) <= counted + 5, "{} of {counted}", depth_of_tree(&code));
        }
    }
}
