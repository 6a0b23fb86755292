//! What a text is, as far as that shows without a parser: most texts that are asked about are numbers, names and words, and
//! the parser reads all of a text to tell what is wrong with it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the lexer's enum is not ours: what is not named is none of a literal"
)]

use super::Literal;
use crate::lang::depth::{Depth, Limits};
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// A nesting deeper than any note's would only cost the stack.
const LIMITS: Limits = Limits { brackets: 100, indents: 0, links: 100 };

/// Longer numbers are left to the parser.
const MAX_DIGITS: usize = 18;

/// The literal that `text` is, if it is a number, a string without escapes, or one of three names; else it is not known.
pub(super) fn simple(text: &str) -> Option<Literal> {
    match text.as_bytes() {
        [b'0'..=b'9' | b'-', ..] => number(text),
        [quote @ (b'\'' | b'"'), content @ .., end] if quote == end => {
            let is_plain = |byte: &u8| byte != quote && *byte != b'\\' && !byte.is_ascii_control();
            content.iter().all(is_plain).then(|| Literal::Text(text[1..text.len() - 1].to_owned()))
        }
        b"None" | b"True" | b"False" => Some(Literal::Name(text.to_owned())),
        _ => None,
    }
}

/// A decimal number, perhaps with a sign and a fraction, as Python writes it.
fn number(text: &str) -> Option<Literal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let is_row = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = is_row(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(is_row);
    let make = if fraction.is_some() { Literal::Float } else { Literal::Integer };
    (is_one && digits.len() <= MAX_DIGITS).then(|| make(text.to_owned()))
}

/// Whether `text` begins as no literal does: with a sign that opens none, or with two words.
pub(super) fn is_none(text: &str) -> bool {
    if text.starts_with(|c: char| "#*=><,;:!?/|&%^@$`])}~".contains(c)) {
        return true;
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let behind = text.trim_start_matches(is_word);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && behind.starts_with(' ') && behind.trim_start_matches(' ').starts_with(is_word)
}

/// Whether the tokens of `text` may be those of one literal that is not nested too deeply.
pub(super) fn may_be_one(text: &str) -> bool {
    let mut lexer = lex(text, Mode::Expression);
    let mut depth = Depth::default();
    let mut open = 0usize;
    let mut before = Token::Mark;
    loop {
        let kind = lexer.next_token();
        let token = match kind {
            TokenKind::EndOfFile => return open == 0,
            TokenKind::NonLogicalNewline => continue,
            _ => token(kind, before),
        };
        open = match token {
            Token::Open => open + 1,
            Token::Close if open > 0 => open - 1,
            Token::Close => return false,
            _ => open,
        };
        if !may_follow(before, token, open > 0) || depth.take(kind, &LIMITS).is_err() {
            return false;
        }
        before = token;
    }
}

/// What a token is within a literal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A name or a number.
    Value,
    /// An imaginary number.
    Imaginary,
    /// A string, which may stand beside others.
    Text,
    Open,
    Close,
    /// A sign before a number.
    Sign,
    /// A sign between the two parts of a complex number.
    Sum,
    /// What stands between the parts of a container only.
    Inner,
    /// What joins parts anywhere.
    Mark,
    /// None of a literal.
    Other,
}

impl Token {
    /// Whether a part of a literal ends with it.
    const fn ends_part(self) -> bool {
        matches!(self, Self::Value | Self::Imaginary | Self::Text | Self::Close)
    }
}

fn token(kind: TokenKind, before: Token) -> Token {
    match kind {
        TokenKind::Name | TokenKind::Match | TokenKind::Case | TokenKind::Type => Token::Value,
        TokenKind::Int | TokenKind::Float | TokenKind::Ellipsis => Token::Value,
        TokenKind::True | TokenKind::False | TokenKind::None => Token::Value,
        TokenKind::Complex => Token::Imaginary,
        TokenKind::String => Token::Text,
        TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => Token::Open,
        TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => Token::Close,
        TokenKind::Minus | TokenKind::Plus if before.ends_part() => Token::Sum,
        TokenKind::Minus | TokenKind::Plus => Token::Sign,
        TokenKind::Colon | TokenKind::Equal => Token::Inner,
        TokenKind::Comma | TokenKind::Dot | TokenKind::Newline => Token::Mark,
        _ => Token::Other,
    }
}

/// Whether `token` may stand behind `before`, in a bracket or not.
fn may_follow(before: Token, token: Token, is_inside: bool) -> bool {
    match (before, token) {
        (_, Token::Other) => false,
        (Token::Sum, _) => token == Token::Imaginary,
        (_, Token::Inner) => is_inside,
        (Token::Text, Token::Text) => true,
        (_, Token::Value | Token::Imaginary | Token::Text) => !before.ends_part(),
        _ => true,
    }
}
