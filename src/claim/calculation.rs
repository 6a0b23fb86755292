//! Labels that are calculations, `3 + 4 = 7`, or that name one, `product = 12`: whether they are those of the code.

use super::statement::{self, targets};
use crate::example::Example;
use crate::lang::calculation::{Calculation, Operation, operation};
use crate::lang::python::{Kind, Statement};

/// A word that authors call the result of an operation by.
#[derive(Debug)]
struct Word {
    /// In lower case.
    word: &'static str,
    of: Operation,
}

const fn sum(word: &'static str) -> Word {
    Word { word, of: Operation::Sum }
}

const fn difference(word: &'static str) -> Word {
    Word { word, of: Operation::Difference }
}

const fn product(word: &'static str) -> Word {
    Word { word, of: Operation::Product }
}

const fn quotient(word: &'static str) -> Word {
    Word { word, of: Operation::Quotient }
}

/// Words for results, in the languages of notes. `total` is none: people call any result so.
static WORDS: &[Word] = &[
    sum("sum"),
    sum("summe"),
    sum("somme"),
    sum("suma"),
    sum("soma"),
    sum("somma"),
    sum("сумма"),
    sum("和"),
    sum("합"),
    difference("difference"),
    difference("diff"),
    difference("differenz"),
    difference("différence"),
    difference("diferencia"),
    difference("diferença"),
    difference("differenza"),
    difference("разность"),
    difference("差"),
    difference("차"),
    product("product"),
    product("produkt"),
    product("produit"),
    product("producto"),
    product("produto"),
    product("prodotto"),
    product("произведение"),
    product("积"),
    product("積"),
    product("곱"),
    quotient("quotient"),
    quotient("cociente"),
    quotient("quociente"),
    quotient("quoziente"),
    quotient("частное"),
    quotient("商"),
    quotient("몫"),
];

/// The operation whose result `label` names, with an article perhaps.
fn named(label: &str) -> Option<Operation> {
    let label = label.trim().to_lowercase();
    let word = label.split_whitespace().last()?;
    let is_short = label.split_whitespace().count() < 3;
    WORDS.iter().find(|row| is_short && row.word == word).map(|row| row.of)
}

/// Whether `label` names the result of the operation that `code` is.
pub(super) fn is_result_of(label: &str, code: &str) -> bool {
    named(label).is_some_and(|named| operation(code) == Some(named))
}

/// Whether `label` names the result of another operation than the one that `code` is: `product` behind `a + b`.
pub(super) fn is_result_of_another(label: &str, code: &str) -> bool {
    let of_code = || operation(code).filter(|own| WORDS.iter().any(|row| row.of == *own));
    named(label).is_some_and(|named| of_code().is_some_and(|own| own != named))
}

/// Whether `label` calculates something that `statement` does not, or that does not give `value`: `2 + 5 = 7` behind `3 + 4`.
pub(super) fn is_another(example: &Example, statement: &Statement, label: &str, value: &str) -> bool {
    let is_number = value.trim().parse::<f64>().is_ok();
    let Some(label) = Calculation::of(label, |_| None).filter(|label| is_number && label.calculates()) else {
        return false;
    };
    let known = |name: &str| number_of(example, statement, name);
    let own: Vec<_> = results(example, statement).iter().map(|code| Calculation::of(code, known)).collect();
    // What is not known may be anything.
    let is_own = |own: &Option<Calculation>| own.as_ref().is_none_or(|own| own.may_be_shown_as(&label));
    !label.gives(value) || !own.is_empty() && !own.iter().any(is_own)
}

/// The code of what `statement` gives.
fn results(example: &Example, statement: &Statement) -> Vec<String> {
    let code = &example.code[statement.range.clone()];
    match statement.kind {
        Kind::Print { .. } => statement::shown(statement, code),
        Kind::Assignment { .. } => code.split_once('=').map(|(_, value)| value.to_owned()).into_iter().collect(),
        Kind::Return { .. } => vec![code.trim_start_matches("return").to_owned()],
        Kind::Expression { .. } => vec![code.to_owned()],
        Kind::Text
        | Kind::Condition
        | Kind::Compound
        | Kind::Definition
        | Kind::Import
        | Kind::Delete
        | Kind::Other => Vec::new(),
    }
}

/// The number that `name` has where `statement` begins, if it was written out for it not long before.
fn number_of(example: &Example, statement: &Statement, name: &str) -> Option<f64> {
    let all = &example.module.statements;
    let here = all.partition_point(|other| other.range.start < statement.range.start);
    let earlier = all[..here].iter().rev().take(NEAR).filter(|other| other.parent.is_none());
    let mut bound = earlier.map(|other| {
        let code = &example.code[other.range.clone()];
        match other.kind {
            Kind::Assignment { .. } if code.contains(name) => assigned(code, name),
            // Whatever they do to a name, they name it.
            Kind::Condition | Kind::Compound | Kind::Definition | Kind::Import | Kind::Delete | Kind::Other => {
                code.contains(name).then_some(None)
            }
            Kind::Expression { .. } | Kind::Print { .. } => code.contains(":=").then_some(None),
            Kind::Assignment { .. } | Kind::Text | Kind::Return { .. } => None,
        }
    });
    bound.find_map(|bound| bound).flatten().filter(|_| statement.parent.is_none())
}

/// So many statements are looked through for what a name is bound to.
const NEAR: usize = 200;

/// The number that the assignment `code` writes for `name`, none if it is another value; none of both if it binds other names.
fn assigned(code: &str, name: &str) -> Option<Option<f64>> {
    let place = targets(code).iter().position(|target| target == name)?;
    let (names, values) = code.split_once('=')?;
    let is_plain = !names.trim_end().ends_with(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ')' | ']'));
    let mut values = values.trim().trim_matches(['(', ')']).split(',');
    Some(values.nth(place).filter(|_| is_plain).and_then(|value| value.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_the_result_of_its_operation() {
        for row in WORDS {
            for code in ["a + b", "a - b", "a * b", "a // b"] {
                let is_its = operation(code) == Some(row.of);
                assert_eq!(is_result_of(row.word, code), is_its, "{}: {code}", row.word);
                assert_eq!(is_result_of_another(row.word, code), !is_its, "{}: {code}", row.word);
            }
        }
        for (label, code) in [("total", "a * b"), ("sum", "f(a, b)"), ("sum", "a | b"), ("the last product", "a + b")] {
            assert!(!is_result_of_another(label, code), "{label}: {code}");
        }
        assert!(is_result_of("the sum", "a + b") && is_result_of_another("Product", "a + b"));
    }

    #[test]
    fn numbers_are_bound_by_plain_assignments() {
        assert_eq!(assigned("x = 3", "x"), Some(Some(3.0)));
        assert_eq!(assigned("x, y = 3, 4", "y"), Some(Some(4.0)));
        assert_eq!(assigned("(x, y) = (3, 4)", "y"), Some(Some(4.0)));
        assert_eq!(assigned("x += 3", "x"), Some(None));
        assert_eq!(assigned("x = f(3)", "x"), Some(None));
        assert_eq!(assigned("y = x", "x"), None);
    }
}
