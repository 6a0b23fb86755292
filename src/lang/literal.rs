//! Values as Python writes them: a closed set of literals that two texts can be compared by.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is of no interest"
)]

mod glance;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, Number, Operator, UnaryOp};
use ruff_python_parser::parse_expression;
use ruff_text_size::Ranged;

/// A value written out. Numbers keep their spelling, because `314` and `314.0` are different claims.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `None`, `True`, `False`, `...`, `NotImplemented` and other lone names, `inf` and `nan` included.
    Name(String),
    /// An integer, as decimal digits with a sign; hexadecimal and underscored forms are kept as written.
    Integer(String),
    /// A float, as written.
    Float(String),
    /// A complex number, as written.
    Complex(String),
    /// A string, its content.
    Text(String),
    /// A bytes object, its content.
    Bytes(Vec<u8>),
    /// `[…]`
    List(Vec<Literal>),
    /// `(…)`
    Tuple(Vec<Literal>),
    /// `{…}` without keys, or `set()`; the order says nothing.
    Set(Vec<Literal>),
    /// `{…: …}`; the order counts.
    Dict(Vec<(Literal, Literal)>),
    /// `name(…)`: the name with its dots, positional and keyword arguments in order (no keyword: empty).
    Call(String, Vec<(String, Literal)>),
    /// `...` inside a container: anything.
    Ellipsis,
}

/// Reads `text` as one literal; none if it is anything else.
#[must_use]
pub fn parse(text: &str) -> Option<Literal> {
    let text = text.trim();
    if let Some(simple) = glance::simple(text) {
        return Some(simple);
    }
    if text.is_empty() || glance::is_none(text) || !glance::may_be_one(text) {
        return None;
    }
    let parsed = parse_expression(text).ok()?;
    if parsed.tokens().iter().any(|token| token.kind() == TokenKind::Comment) {
        return None;
    }
    of_expression(&parsed.syntax().body, text)
}

/// Whether the value that is written counts as true; none if that cannot be said from its repr.
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    let is_zero = |digits: &str| digits.parse::<f64>().ok().map(|number| number == 0.0);
    Some(match parse(text)? {
        Literal::Name(name) => match name.as_str() {
            "None" | "False" => false,
            "True" => true,
            _ => return None,
        },
        Literal::Integer(digits) | Literal::Float(digits) => !is_zero(&digits)?,
        Literal::Text(content) => !content.is_empty(),
        Literal::Bytes(content) => !content.is_empty(),
        Literal::List(items) | Literal::Tuple(items) | Literal::Set(items) => !items.is_empty(),
        Literal::Dict(items) => !items.is_empty(),
        Literal::Complex(_) | Literal::Call(..) | Literal::Ellipsis => return None,
    })
}

/// How many of a long fraction's digits a text may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// None: the text is what a machine has shown.
    All,
    /// Some, rounded or cut.
    Shortened,
    /// Some, and the author says that they are rounded.
    Rounded,
    /// Some, and the author says that they are cut off.
    Cut,
}

fn of_expression(expression: &Expr, text: &str) -> Option<Literal> {
    let all = |items: &[Expr]| items.iter().map(|item| of_expression(item, text)).collect::<Option<Vec<_>>>();
    let written = || text[expression.range().start().to_usize()..expression.range().end().to_usize()].to_owned();
    Some(match expression {
        Expr::NoneLiteral(_) => Literal::Name("None".to_owned()),
        Expr::BooleanLiteral(inner) => Literal::Name(if inner.value { "True" } else { "False" }.to_owned()),
        Expr::EllipsisLiteral(_) => Literal::Ellipsis,
        Expr::Name(inner) => Literal::Name(inner.id.to_string()),
        Expr::Attribute(_) => Literal::Name(dotted(expression)?),
        Expr::NumberLiteral(inner) => number(&inner.value, written()),
        Expr::UnaryOp(inner) if inner.op == UnaryOp::USub => negated(inner, text)?,
        Expr::BinOp(inner) => complex(inner, written())?,
        Expr::StringLiteral(inner) => Literal::Text(inner.value.to_str().to_owned()),
        Expr::BytesLiteral(inner) => Literal::Bytes(inner.value.bytes().collect()),
        Expr::List(inner) => Literal::List(all(&inner.elts)?),
        Expr::Tuple(inner) => Literal::Tuple(all(&inner.elts)?),
        Expr::Set(inner) => Literal::Set(all(&inner.elts)?),
        Expr::Dict(inner) => Literal::Dict(dict(inner, text)?),
        Expr::Call(inner) => call(inner, text)?,
        _ => return None,
    })
}

fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(inner) => Some(inner.id.to_string()),
        Expr::Attribute(inner) => Some(format!("{}.{}", dotted(&inner.value)?, inner.attr)),
        _ => None,
    }
}

fn number(value: &Number, written: String) -> Literal {
    match value {
        Number::Int(_) => Literal::Integer(written),
        Number::Float(_) => Literal::Float(written),
        Number::Complex { .. } => Literal::Complex(written),
    }
}

fn negated(inner: &ast::ExprUnaryOp, text: &str) -> Option<Literal> {
    let sign = |digits: String| format!("-{digits}");
    match of_expression(&inner.operand, text)? {
        Literal::Integer(digits) => Some(Literal::Integer(sign(digits))),
        Literal::Float(digits) => Some(Literal::Float(sign(digits))),
        Literal::Complex(digits) => Some(Literal::Complex(sign(digits))),
        Literal::Name(name) if matches!(name.as_str(), "inf" | "nan") => Some(Literal::Name(sign(name))),
        _ => None,
    }
}

/// `1+2j`: the only operators in a literal.
fn complex(inner: &ast::ExprBinOp, written: String) -> Option<Literal> {
    let is_imaginary = matches!(&*inner.right, Expr::NumberLiteral(n) if matches!(n.value, Number::Complex { .. }));
    let is_signed = |inner: &ast::ExprUnaryOp| matches!(inner.op, UnaryOp::USub | UnaryOp::UAdd);
    let is_real = match &*inner.left {
        Expr::UnaryOp(inner) => is_signed(inner),
        left => left.is_number_literal_expr(),
    };
    let is_sum = matches!(inner.op, Operator::Add | Operator::Sub);
    (is_sum && is_imaginary && is_real).then(|| Literal::Complex(written.replace(' ', "")))
}

fn dict(inner: &ast::ExprDict, text: &str) -> Option<Vec<(Literal, Literal)>> {
    let pair =
        |item: &ast::DictItem| Some((of_expression(item.key.as_ref()?, text)?, of_expression(&item.value, text)?));
    inner.items.iter().map(pair).collect()
}

fn call(inner: &ast::ExprCall, text: &str) -> Option<Literal> {
    let name = dotted(&inner.func)?;
    let mut arguments = Vec::new();
    for argument in &inner.arguments.args {
        arguments.push((String::new(), of_expression(argument, text)?));
    }
    for keyword in &inner.arguments.keywords {
        arguments.push((keyword.arg.as_ref()?.to_string(), of_expression(&keyword.value, text)?));
    }
    match (name.as_str(), arguments.as_slice()) {
        ("set", []) => Some(Literal::Set(Vec::new())),
        ("set", [(_, Literal::List(items) | Literal::Set(items))]) => Some(Literal::Set(items.clone())),
        _ => Some(Literal::Call(name, arguments)),
    }
}

impl Literal {
    /// Whether it is more than a lone name: something that can hardly be a word of prose.
    #[must_use]
    pub fn is_value(&self) -> bool {
        match self {
            Self::Name(name) => {
                matches!(name.as_str(), "None" | "True" | "False" | "inf" | "-inf" | "nan" | "NotImplemented")
            }
            // `(x, y)` and `{key: value}` say how something is laid out; a value is in none of them.
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => {
                items.iter().all(Self::is_part) && (items.is_empty() || items.iter().any(Self::is_value))
            }
            Self::Dict(items) => {
                let all_parts = items.iter().all(|(key, value)| key.is_part() && value.is_part());
                all_parts && (items.is_empty() || items.iter().any(|(key, value)| key.is_value() || value.is_value()))
            }
            Self::Call(_, arguments) => arguments.iter().all(|(_, value)| value.is_part()),
            Self::Integer(_) | Self::Float(_) | Self::Complex(_) | Self::Text(_) | Self::Bytes(_) | Self::Ellipsis => {
                true
            }
        }
    }

    fn is_part(&self) -> bool {
        match self {
            Self::Name(_) => true,
            // `[Ann(92), Bob(85)]` sums objects up, unless that is how they are built: a type has a name like a type's.
            Self::Call(name, _) => name.is_ascii() && self.is_value(),
            _ => self.is_value(),
        }
    }

    /// Whether `written` may stand for `real`: the same value, sets in any order, floats to the digits written, `...`
    /// for anything.
    #[must_use]
    pub fn stands_for(written: &Self, real: &Self, digits: Digits) -> bool {
        let one = |a: &Self, b: &Self| Self::stands_for(a, b, digits);
        let all = |a: &[Self], b: &[Self]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| one(a, b));
        match (written, real) {
            (Self::Ellipsis, _) => true,
            (Self::Float(a), Self::Float(b)) => same_float(a, b, digits),
            (Self::List(a), Self::List(b)) | (Self::Tuple(a), Self::Tuple(b)) => all(a, b) || with_gap(a, b, digits),
            (Self::Set(a), Self::Set(b)) => same_set(a, b, digits),
            (Self::Dict(a), Self::Dict(b)) => {
                let same = |((ak, av), (bk, bv)): (&(Self, Self), &(Self, Self))| one(ak, bk) && one(av, bv);
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
            (Self::Call(a, a_arguments), Self::Call(b, b_arguments)) => {
                let same = |((ak, av), (bk, bv)): (&(String, Self), &(String, Self))| ak == bk && one(av, bv);
                a == b && a_arguments.len() == b_arguments.len() && a_arguments.iter().zip(b_arguments).all(same)
            }
            (a, b) => a == b,
        }
    }
}

/// `[1, 2, ..., 9]`: dots stand for any number of items. A part of a container must be written besides, or nothing at all.
fn with_gap(written: &[Literal], real: &[Literal], digits: Digits) -> bool {
    let Some(gap) = written.iter().position(|item| *item == Literal::Ellipsis) else { return false };
    let behind = written.len() - gap - 1;
    if gap + behind > real.len() || written[gap + 1..].contains(&Literal::Ellipsis) {
        return false;
    }
    let all = |a: &[Literal], b: &[Literal]| a.iter().zip(b).all(|(a, b)| Literal::stands_for(a, b, digits));
    all(&written[..gap], &real[..gap]) && all(&written[gap + 1..], &real[real.len() - behind..])
}

/// Each written item stands for another real one. Sets are small in notes, so pairs are simply tried.
fn same_set(written: &[Literal], real: &[Literal], digits: Digits) -> bool {
    let mut left: Vec<_> = real.iter().collect();
    written.len() == real.len()
        && written.len() <= 1000
        && written.iter().all(|item| {
            let found = left.iter().position(|other| Literal::stands_for(item, other, digits));
            found.map(|index| left.swap_remove(index)).is_some()
        })
}

/// Decimal places that a real float must have at least, and more than are written, to be taken for one that the author
/// has shortened; with fewer it was formatted, and then every digit counts.
const MANY_DIGITS: usize = 6;

/// Whether the float `real` is what `written` shows: the same text, or a long fraction rounded or cut to the digits
/// written. At least two of them must be shown, so that `2.5` is no reading of `2.4999999`.
fn same_float(written: &str, real: &str, digits: Digits) -> bool {
    let places = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let (shown, full) = (places(written), places(real));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    if written == real || is_written_longer(written, real) {
        return true;
    }
    if shown < 2 || full < MANY_DIGITS.max(shown + 2) || !plain(written) || !plain(real) {
        return false;
    }
    let is_rounded = || real.parse::<f64>().is_ok_and(|value| format!("{value:.shown$}") == written);
    let is_cut = || real[..real.len() - (full - shown)] == *written;
    match digits {
        Digits::All => false,
        Digits::Shortened => is_rounded() || is_cut(),
        Digits::Rounded => is_rounded(),
        Digits::Cut => is_cut(),
    }
}

/// Digits from which on a float may be written with more than it takes to tell it from its neighbours.
const ALL_DIGITS: usize = 16;

/// Whether `written` is the float `real` with more digits than its shortest form has, as Python wrote floats before 2.7 and
/// other programs do: `0.10000000000000001`. Digits that a format asks for are no shortest form.
fn is_written_longer(written: &str, real: &str) -> bool {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let value = real.parse::<f64>().ok().filter(|value| format!("{value:?}") == real);
    digits >= ALL_DIGITS && written.len() > real.len() && value.is_some() && written.parse::<f64>().ok() == value
}

/// Whether the number `real` is about `written`, as in `~2.3`: it is the same when rounded to the digits shown, or cut to those
/// behind the point.
#[must_use]
pub fn is_about(written: &str, real: &str) -> bool {
    let places = written.split_once('.').map_or(0, |(_, digits)| digits.len());
    let unit = 10f64.powi(-i32::try_from(places).unwrap_or(0));
    match (written.parse::<f64>(), real.parse::<f64>()) {
        (Ok(a), Ok(b)) => {
            // Half a unit to either side, with room for the binary form of the halves; or cut towards zero, where digits behind
            // the point show that there were more.
            let cut = (b / unit).trunc() * unit;
            (a - b).abs() <= unit * 0.500_001 || places > 0 && (a - cut).abs() < unit * 0.000_001
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_float_may_have_more_digits_than_it_takes() {
        for (written, real) in [("0.10000000000000001", "0.1"), ("0.89629629629629637", "0.8962962962962964")] {
            assert!(same_float(written, real, Digits::All), "{written}");
        }
        for (written, real) in [
            ("0.10000000000000002", "0.1"),
            ("0.89629629629629657", "0.8962962962962964"),
            ("0.100", "0.1"),
            ("0.10000000000000002", "0.10000000000000001"),
        ] {
            assert!(!same_float(written, real, Digits::All), "{written}");
        }
    }

    fn stands_for(written: &str, real: &str) -> bool {
        match (parse(written), parse(real)) {
            (Some(written), Some(real)) => Literal::stands_for(&written, &real, Digits::Shortened),
            _ => false,
        }
    }

    #[test]
    fn spelling_and_set_order_do_not_count() {
        assert!(stands_for("[1,2]", "[1, 2]"));
        assert!(stands_for("{'b', \"a\"}", "{'a', 'b'}"));
        assert!(stands_for("[{2, 1}, (3,)]", "[{1, 2}, (3,)]"));
        assert!(stands_for("{'a': {2, 1}}", "{'a': {1, 2}}"));
        assert!(stands_for("P(x=1, y='a')", "P(x=1, y=\"a\")"));
    }

    #[test]
    fn different_values_stay_different() {
        for (written, real) in [
            ("1", "True"),
            ("314", "314.0"),
            ("b'x'", "'x'"),
            ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
            ("[1, 2]", "(1, 2)"),
            ("{1, 1}", "{1}"),
            ("2.5", "2.49"),
            ("0.34", "0.3333333333333333"),
            ("P(1)", "P(x=1)"),
            ("1_000", "1000"),
            ("1e3", "1000.0"),
            ("0.34", "0.3333"),
        ] {
            assert!(!stands_for(written, real), "{written} for {real}");
        }
    }

    #[test]
    fn floats_match_to_the_digits_written() {
        assert!(stands_for("0.333", "0.3333333333333333"));
        assert!(stands_for("3.1416", "3.141592653589793"));
        assert!(stands_for("1.72727", "1.727272727272727"));
        assert!(!stands_for("3.15", "3.141592653589793"));
        assert!(!stands_for("0.3333333333333333", "0.333"));
    }

    #[test]
    fn only_digits_that_are_left_out_as_the_author_says_match() {
        let ways = |written, real| {
            [Digits::All, Digits::Shortened, Digits::Rounded, Digits::Cut]
                .map(|digits| same_float(written, real, digits))
        };
        let seventh = "0.14285714285714285";
        assert_eq!(ways("0.1429", seventh), [false, true, true, false]);
        assert_eq!(ways("0.1428", seventh), [false, true, false, true]);
        assert_eq!(ways("0.1427", seventh), [false; 4]);
        assert_eq!(ways(seventh, seventh), [true; 4]);
        assert_eq!(ways("-0.67", "-0.6666666666666666"), [false, true, true, false]);
    }

    #[test]
    fn a_complex_number_may_have_signs() {
        for text in ["1-2j", "+1-3j", "-0.5+2j"] {
            assert_eq!(parse(text), Some(Literal::Complex(text.to_owned())), "{text}");
        }
        assert_eq!((parse("~1-3j"), parse("1 - -2j"), parse("1-2")), (None, None, None));
    }

    #[test]
    fn prose_is_no_literal() {
        assert_eq!(parse("a random word"), None);
        assert_eq!(parse("x + y"), None);
        assert_eq!(parse("1*2j"), None);
        assert_eq!(parse("1  # one"), None);
        assert!(!parse("word").is_some_and(|literal| literal.is_value()));
        assert!(!parse("(x, y)").is_some_and(|literal| literal.is_value()));
        assert!(parse("-inf").is_some_and(|literal| literal.is_value()));
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        assert_eq!(parse(&"[".repeat(100_000)), None);
        assert_eq!(parse(&"-".repeat(100_000)), None);
        for unit in ["1+", "not ", "a.", "f(", "{1: ", "lambda: ", "a if b else ", "f'{"] {
            assert_eq!(parse(&(unit.repeat(100_000) + "1")), None, "{unit}");
        }
        assert_eq!(parse(&("f".to_owned() + &"()".repeat(100_000))), None);
    }

    #[test]
    fn long_literals_are_read() {
        let list = format!("[{}]", "(-1, [2]), ".repeat(20_000));
        assert!(matches!(parse(&list), Some(Literal::List(items)) if items.len() == 20_000));
    }

    /// What a text is if the parser alone says so.
    fn parsed(text: &str) -> Option<Literal> {
        let parsed = parse_expression(text.trim()).ok()?;
        let has_comment = parsed.tokens().iter().any(|token| token.kind() == TokenKind::Comment);
        of_expression(&parsed.syntax().body, text.trim()).filter(|_| !has_comment)
    }

    const PARTS: &[&str] = &[
        "a", "1", "2.5", "3j", "'x'", "b'y'", "f'z'", "None", "True", "...", "nan", "match", "(", ")", "[", "]", "{",
        "}", ",", ":", ".", "=", "-", "+", "~", " ", "\n", "not", "lambda", "#", "*", "0x1f", "1_0", "set", "x=", "…",
    ];

    proptest! {
        #[test]
        fn a_look_at_the_tokens_refuses_no_literal(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..9)) {
            let text = parts.concat();
            prop_assert_eq!(parse(&text), parsed(&text), "{}", text);
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            if let Some(literal) = parse(&text) {
                prop_assert!(Literal::stands_for(&literal, &literal, Digits::All) || text.contains("nan"));
            }
        }
    }
}
