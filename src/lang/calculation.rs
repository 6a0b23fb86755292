//! Calculations with numbers, `3 + 4`: what they give, and of which numbers and operators they are made.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums are not ours: what is not named is no calculation"
)]

use std::borrow::Cow;

use ruff_python_ast::{Expr, ExprCall, Number, Operator, UnaryOp};
use ruff_python_parser::parse_expression;

use super::literal;

/// A longer text is none, so that no tree is deep.
const MAX_BYTES: usize = 200;

/// From here on floats leave out digits.
const LARGEST: f64 = 1e15;

/// One operator of arithmetic; whole and true division are one for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Sum,
    /// `-`
    Difference,
    /// `*`
    Product,
    /// `/` and `//`
    Quotient,
    /// `%`
    Remainder,
    /// `**`
    Power,
}

/// A calculation all of whose numbers are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calculation {
    /// What it gives.
    value: f64,
    /// The numbers that it is written with.
    numbers: Vec<f64>,
    /// What its parts give, and it as a whole.
    results: Vec<f64>,
    operations: Vec<Operation>,
}

/// The operation at the top of the expression `code`, whatever it is applied to.
#[must_use]
pub fn operation(code: &str) -> Option<Operation> {
    match of_text(code, |expression| Some(expression.clone()))? {
        Expr::BinOp(inner) => operation_of(inner.op),
        _ => None,
    }
}

impl Calculation {
    /// Reads `text`, in which `known` gives the numbers that names stand for; none if anything else is in it.
    #[must_use]
    pub fn of(text: &str, known: impl Fn(&str) -> Option<f64>) -> Option<Self> {
        let mut found = Self::default();
        found.value = of_text(text, |expression| found.evaluate(expression, &known))?;
        Some(found)
    }

    /// Whether it has an operator, and does not only write a number.
    #[must_use]
    pub const fn calculates(&self) -> bool {
        !self.operations.is_empty()
    }

    /// Whether it gives the number that is written as `written`, as far as that goes.
    #[must_use]
    pub fn gives(&self, written: &str) -> bool {
        let is_near = |number: f64| (number - self.value).abs() <= 1e-9 * self.value.abs().max(1.0);
        let is_shortened = || written.contains('.') && literal::is_about(written, &self.value.to_string());
        written.trim().parse().is_ok_and(is_near) || is_shortened()
    }

    /// Whether `shorter` may be what people write for this calculation on the way to its result: of its numbers and
    /// intermediate results, with its operators or those that they stand for.
    #[must_use]
    pub fn may_be_shown_as(&self, shorter: &Self) -> bool {
        let is_known = |number: &f64| self.results.iter().any(|known| known.to_bits() == number.to_bits());
        let may_have = |operation: &Operation| self.operations.iter().any(|own| own.stands_for(*operation));
        // How often a number goes into another one is told by numbers of which neither is made.
        let divides = self.operations.contains(&Operation::Remainder);
        divides || shorter.numbers.iter().all(is_known) && shorter.operations.iter().all(may_have)
    }

    /// What `expression` gives; none if it holds anything but numbers.
    fn evaluate(&mut self, expression: &Expr, known: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
        let value = match expression {
            Expr::NumberLiteral(inner) => self.written(number(&inner.value)?),
            Expr::Name(inner) => self.written(known(inner.id.as_str())?),
            Expr::UnaryOp(inner) if inner.op == UnaryOp::USub => -self.evaluate(&inner.operand, known)?,
            Expr::BinOp(inner) => {
                let (a, b) = (self.evaluate(&inner.left, known)?, self.evaluate(&inner.right, known)?);
                self.operations.push(operation_of(inner.op)?);
                apply(inner.op, a, b)?
            }
            Expr::Call(inner) => self.call(inner, known)?,
            _ => return None,
        };
        self.results.push(value);
        (value.abs() < LARGEST).then_some(value)
    }

    fn written(&mut self, number: f64) -> f64 {
        self.numbers.push(number);
        number
    }

    /// `sum([1, 2])` and `len("abc")`, which people write out.
    fn call(&mut self, call: &ExprCall, known: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
        let name = call.func.as_name_expr()?.id.as_str();
        let [only] = &*call.arguments.args else { return None };
        let items = match only {
            Expr::List(list) => list.elts.as_slice(),
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            Expr::StringLiteral(text) if name == "len" => return count(text.value.chars().count()),
            _ => return None,
        };
        match name {
            "len" => count(items.len()),
            "sum" => {
                self.operations.push(Operation::Sum);
                items.iter().map(|item| self.evaluate(item, known)).sum()
            }
            _ => None,
        }
    }
}

impl Operation {
    /// Whether people write `other` out for it: a product is a sum, a power a product.
    const fn stands_for(self, other: Self) -> bool {
        match self {
            Self::Sum => matches!(other, Self::Sum),
            Self::Difference => matches!(other, Self::Difference | Self::Sum),
            Self::Product => matches!(other, Self::Product | Self::Sum),
            Self::Quotient => matches!(other, Self::Quotient),
            Self::Remainder => matches!(other, Self::Remainder),
            Self::Power => matches!(other, Self::Power | Self::Product),
        }
    }
}

fn count(items: usize) -> Option<f64> {
    u32::try_from(items).ok().map(f64::from)
}

fn number(value: &Number) -> Option<f64> {
    match value {
        Number::Int(digits) => digits.as_i32().map(f64::from),
        Number::Float(value) => Some(*value),
        Number::Complex { .. } => None,
    }
}

const fn operation_of(operator: Operator) -> Option<Operation> {
    Some(match operator {
        Operator::Add => Operation::Sum,
        Operator::Sub => Operation::Difference,
        Operator::Mult => Operation::Product,
        Operator::Div | Operator::FloorDiv => Operation::Quotient,
        Operator::Mod => Operation::Remainder,
        Operator::Pow => Operation::Power,
        _ => return None,
    })
}

fn apply(operator: Operator, a: f64, b: f64) -> Option<f64> {
    let result = match operator {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div => a / b,
        Operator::FloorDiv => (a / b).floor(),
        // The remainder has the sign of the divisor.
        Operator::Mod => a - b * (a / b).floor(),
        Operator::Pow => a.powf(b),
        _ => return None,
    };
    result.is_finite().then_some(result)
}

/// What `look` sees in the expression that `text` is, with the signs of mathematics in the place of Python's.
fn of_text<T>(text: &str, look: impl FnOnce(&Expr) -> Option<T>) -> Option<T> {
    let text = text.trim();
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut written = Cow::Borrowed(text);
    for (sign, operator) in [("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("^", "**"), ("²", "**2"), ("³", "**3")]
    {
        if written.contains(sign) {
            written = Cow::Owned(written.replace(sign, operator));
        }
    }
    look(&parse_expression(&written).ok()?.syntax().body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Calculation> {
        Calculation::of(text, |name| [("x", 3.0), ("y", 4.0)].iter().find(|row| row.0 == name).map(|row| row.1))
    }

    #[test]
    fn what_a_calculation_gives_is_known() {
        for (text, written) in [
            ("3 + 4", "7"),
            ("x * (y - 1)", "9"),
            ("3² × 2", "18"),
            ("-7 // 2", "-4"),
            ("7 % -3", "-2"),
            ("sum([1, 2, x])", "6"),
            ("len('abc') * 2", "6"),
            ("9 / 2", "4.5"),
            ("3 / 7", "0.43"),
        ] {
            assert!(of(text).is_some_and(|found| found.gives(written)), "{text}");
        }
        for (text, written) in [("3 + 4", "8"), ("7 / 2", "3"), ("3 / 7", "0.44"), ("2 * 3", "six")] {
            assert!(of(text).is_some_and(|found| !found.gives(written)), "{text}");
        }
        for text in ["z + 1", "f(3) + 1", "'a' + 'b'", "1 / 0", "10 ** 400", "3 +", ""] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_calculation_is_shown_by_its_own_numbers() {
        let is_shown = |code: &str, text: &str| of(code).zip(of(text)).is_some_and(|(a, b)| a.may_be_shown_as(&b));
        for (code, text) in [
            ("x + y", "3 + 4"),
            ("x + y", "4 + 3"),
            ("(x + y) * 2", "7 * 2"),
            ("(x + y) * 2", "7 + 7"),
            ("10 - x * 2", "10 - 6"),
            ("sum([1, 2, 3])", "1 + 2 + 3"),
            ("len('abc') * 2", "3 * 2"),
            ("x ** 2", "3 * 3"),
            ("17 % 5", "17 - 3 * 5"),
        ] {
            assert!(is_shown(code, text), "{code}: {text}");
        }
        for (code, text) in [("x + y", "2 + 5"), ("x * y", "2 * 6"), ("2 + 2", "2 * 2"), ("sum([2, 3])", "1 + 4")] {
            assert!(!is_shown(code, text), "{code}: {text}");
        }
    }

    #[test]
    fn the_operation_at_the_top_is_known_of_any_values() {
        assert_eq!(operation("a + f(b)"), Some(Operation::Sum));
        assert_eq!(operation("a[0] * (b + 1)"), Some(Operation::Product));
        assert_eq!((operation("f(a + b)"), operation("a if b else c"), operation("a | b")), (None, None, None));
    }
}
