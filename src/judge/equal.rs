//! Equal values in another spelling: `timedelta(hours=1, minutes=30)` for `datetime.timedelta(seconds=5400)`. Constructors in
//! comments are parsed and never evaluated; only types of the standard library are known here, by their documentation.

#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named has one spelling only")]

use crate::lang::literal::{self, Literal};

/// Whether both texts write the same value, though neither is the repr of the other.
pub(super) fn is_same_value(claimed: &str, actual: &str) -> bool {
    let value =
        |text: &str| literal::parse(text).filter(|value| !matches!(value, Literal::Name(_) | Literal::Ellipsis));
    // Most texts are none, and then it does not matter what the other is.
    let Some(claimed) = value(claimed) else { return false };
    value(actual).is_some_and(|actual| normal(claimed) == normal(actual))
}

/// Whether one of two floats has an exponent, and both are the same number as far as the author writes it: `0.00001` for `1e-05`,
/// `3.33e9` for `3333333333.3333335`.
pub(super) fn is_same_number(claimed: &str, actual: &str) -> bool {
    let float =
        |text: &str| matches!(literal::parse(text), Some(Literal::Float(_))).then(|| text.trim().to_lowercase());
    let (Some(a), Some(b)) = (float(claimed), float(actual)) else { return false };
    if a.contains('e') == b.contains('e') {
        return false;
    }
    let mantissa = a.split('e').next().unwrap_or_default();
    let digits = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    x == y || a.contains('e') && format!("{y:.digits$e}").parse() == Ok(x)
}

/// Whether `claimed` is in JSON what `actual` is in Python: `{"a": true}` for `{'a': True}`.
pub(super) fn is_same_json(claimed: &str, actual: &str) -> bool {
    let is_container = |value: &Literal| matches!(value, Literal::Dict(_) | Literal::List(_));
    let Some(claimed) = literal::parse(claimed).filter(is_container) else { return false };
    literal::parse(actual).is_some_and(|actual| normal(in_python(claimed)) == normal(actual))
}

/// `value` with the names that Python has for those of JSON.
fn in_python(value: Literal) -> Literal {
    let all = |items: Vec<Literal>| items.into_iter().map(in_python).collect::<Vec<_>>();
    match value {
        Literal::Name(name) => Literal::Name(match name.as_str() {
            "true" => "True".to_owned(),
            "false" => "False".to_owned(),
            "null" => "None".to_owned(),
            _ => name,
        }),
        Literal::List(items) => Literal::List(all(items)),
        Literal::Dict(items) => Literal::Dict(items.into_iter().map(|(key, value)| (key, in_python(value))).collect()),
        other => other,
    }
}

/// The kind of object that a constructor makes, whatever module it is named with.
pub(super) fn kind(name: &str) -> &str {
    match name.rsplit('.').next().unwrap_or(name) {
        "PosixPath" | "WindowsPath" | "Path" => "Path",
        "PurePosixPath" | "PureWindowsPath" | "PurePath" => "PurePath",
        last => last,
    }
}

/// `literal` in the one spelling that all equal ones have.
fn normal(value: Literal) -> Literal {
    let all = |items: Vec<Literal>| items.into_iter().map(normal).collect::<Vec<_>>();
    match value {
        Literal::Integer(digits) => Literal::Integer(integer(&digits).map_or(digits, |number| number.to_string())),
        // Digits count: `2.5` is not how `2.50` is printed. Another notation is the same number.
        Literal::Float(digits) if !digits.contains(['e', 'E', '_']) => Literal::Float(digits),
        Literal::Float(digits) => {
            let number = digits.replace('_', "").parse::<f64>();
            Literal::Float(number.map_or(digits, |number| format!("{number:?}")))
        }
        Literal::List(items) => Literal::List(all(items)),
        Literal::Tuple(items) => Literal::Tuple(all(items)),
        Literal::Set(items) => Literal::Set(sorted(all(items))),
        Literal::Dict(items) => {
            Literal::Dict(items.into_iter().map(|(key, value)| (normal(key), normal(value))).collect())
        }
        Literal::Call(name, arguments) => {
            let arguments = arguments.into_iter().map(|(key, value)| (key, normal(value))).collect();
            constructed(kind(&name).to_owned(), arguments)
        }
        other @ (Literal::Name(_) | Literal::Complex(_) | Literal::Text(_) | Literal::Bytes(_) | Literal::Ellipsis) => {
            other
        }
    }
}

fn sorted(mut items: Vec<Literal>) -> Vec<Literal> {
    items.sort_by_key(|item| format!("{item:?}"));
    items
}

/// Decimal, hexadecimal, octal and binary digits.
fn integer(digits: &str) -> Option<i128> {
    let text = digits.replace('_', "").to_lowercase();
    let (sign, text) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let radix = |prefix: &str, radix| text.strip_prefix(prefix).and_then(|rest| i128::from_str_radix(rest, radix).ok());
    radix("0x", 16)
        .or_else(|| radix("0o", 8))
        .or_else(|| radix("0b", 2))
        .or_else(|| text.parse().ok())
        .map(|n: i128| n * sign)
}

type Arguments = Vec<(String, Literal)>;

/// What a constructor of a known type makes of normal arguments; that of another stays.
fn constructed(name: String, arguments: Arguments) -> Literal {
    let made = match name.as_str() {
        "timedelta" => duration(&arguments),
        "date" | "time" | "datetime" => moment(&name, &arguments),
        "Counter" => counted(&arguments),
        "OrderedDict" => pairs(&arguments).map(Literal::Dict),
        "frozenset" => elements(&arguments).map(|items| Literal::Set(sorted(items))),
        "Fraction" => fraction(&arguments),
        "Decimal" => decimal(&arguments),
        "range" => range(&arguments),
        _ => None,
    };
    match made {
        Some(made) => Literal::Call(name, vec![(String::new(), made)]),
        None => Literal::Call(name, arguments),
    }
}

fn number(value: &Literal) -> Option<f64> {
    match value {
        Literal::Integer(digits) | Literal::Float(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// The names of the arguments of `timedelta`, in their order, and microseconds of each (datetime, "timedelta objects").
const UNITS: [(&str, f64); 7] = [
    ("days", 86_400e6),
    ("seconds", 1e6),
    ("microseconds", 1.0),
    ("milliseconds", 1e3),
    ("minutes", 60e6),
    ("hours", 3_600e6),
    ("weeks", 604_800e6),
];

fn duration(arguments: &Arguments) -> Option<Literal> {
    let mut total = 0.0;
    for (index, (name, value)) in arguments.iter().enumerate() {
        let unit = if name.is_empty() { UNITS.get(index) } else { UNITS.iter().find(|(unit, _)| unit == name) };
        total += number(value)? * unit?.1;
    }
    Some(Literal::Float(format!("{total:?}")))
}

/// A date or a time: parts that are zero may be left out at the end.
fn moment(kind: &str, arguments: &Arguments) -> Option<Literal> {
    const PARTS: [&str; 7] = ["year", "month", "day", "hour", "minute", "second", "microsecond"];
    let parts = match kind {
        "date" => &PARTS[..3],
        "time" => &PARTS[3..],
        _ => &PARTS[..],
    };
    let mut values = vec![0.0; parts.len()];
    for (index, (name, value)) in arguments.iter().enumerate() {
        let place = if name.is_empty() { Some(index) } else { parts.iter().position(|part| part == name) };
        *values.get_mut(place?)? = number(value)?;
    }
    Some(Literal::Text(format!("{values:?}")))
}

/// The items of a mapping that is given as a dict, as pairs, or by keywords.
fn pairs(arguments: &Arguments) -> Option<Vec<(Literal, Literal)>> {
    let mut pairs = Vec::new();
    for (name, value) in arguments {
        match value {
            value if !name.is_empty() => pairs.push((Literal::Text(name.clone()), value.clone())),
            Literal::Dict(items) => pairs.extend(items.iter().cloned()),
            Literal::List(items) => {
                for item in items {
                    let Literal::Tuple(pair) = item else { return None };
                    let [key, value] = pair.as_slice() else { return None };
                    pairs.push((key.clone(), value.clone()));
                }
            }
            _ => return None,
        }
    }
    Some(pairs)
}

/// The items of a counter, which are equal in any order.
fn counted(arguments: &Arguments) -> Option<Literal> {
    let pairs = pairs(arguments)?.into_iter().map(|(key, count)| Literal::Tuple(vec![key, count]));
    Some(Literal::Set(sorted(pairs.collect())))
}

fn elements(arguments: &Arguments) -> Option<Vec<Literal>> {
    match arguments.as_slice() {
        [] => Some(Vec::new()),
        [(_, Literal::Set(items) | Literal::List(items) | Literal::Tuple(items))] => Some(items.clone()),
        _ => None,
    }
}

fn fraction(arguments: &Arguments) -> Option<Literal> {
    let whole = |value: &Literal| match value {
        Literal::Integer(digits) => digits.parse::<i128>().ok(),
        _ => None,
    };
    let (a, b) = match arguments.as_slice() {
        [(_, a)] => (whole(a)?, 1),
        [(_, a), (_, b)] => (whole(a)?, whole(b)?),
        _ => return None,
    };
    let divisor = divisor(a.unsigned_abs(), b.unsigned_abs());
    let divisor = i128::try_from(divisor).ok().filter(|&divisor| divisor != 0)?;
    Some(Literal::Text(format!("{}/{}", a / divisor * b.signum(), (b / divisor).abs())))
}

fn divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// A decimal number without the zeros at its end, which are no part of its value.
fn decimal(arguments: &Arguments) -> Option<Literal> {
    let [(_, Literal::Text(digits) | Literal::Integer(digits))] = arguments.as_slice() else { return None };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (is_plain(whole.trim_start_matches('-')) && is_plain(fraction))
        .then(|| Literal::Text(format!("{whole}.{}", fraction.trim_end_matches('0'))))
}

fn range(arguments: &Arguments) -> Option<Literal> {
    let numbers: Option<Vec<_>> = arguments.iter().map(|(_, value)| number(value)).collect();
    let bounds = match numbers?.as_slice() {
        [end] => [0.0, *end, 1.0],
        [start, end] => [*start, *end, 1.0],
        [start, end, step] => [*start, *end, *step],
        _ => return None,
    };
    Some(Literal::Text(format!("{bounds:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_equal_in_any_spelling() {
        for (claimed, actual) in [
            ("timedelta(hours=1, minutes=30)", "datetime.timedelta(seconds=5400)"),
            ("timedelta(1)", "datetime.timedelta(days=1)"),
            ("Counter({'b': 1, 'a': 3})", "Counter({'a': 3, 'b': 1})"),
            ("Counter(b=1)", "Counter({'b': 1})"),
            ("OrderedDict({'a': 1})", "OrderedDict([('a', 1)])"),
            ("Fraction(2, 4)", "Fraction(1, 2)"),
            ("Decimal('20.0')", "Decimal('20.00')"),
            ("datetime(2020, 1, 1)", "datetime.datetime(2020, 1, 1, 0, 0)"),
            ("date(2020, 1, 1)", "datetime.date(2020, 1, 1)"),
            ("range(5)", "range(0, 5)"),
            ("0xff", "255"),
            ("1_000", "1000"),
            ("1e6", "1000000.0"),
            ("Path('a')", "PosixPath('a')"),
        ] {
            assert!(is_same_value(claimed, actual), "{claimed}");
        }
        for (claimed, actual) in [
            ("timedelta(minutes=40)", "datetime.timedelta(seconds=2700)"),
            ("Counter({'a': 2})", "Counter({'a': 3})"),
            ("314", "314.0"),
            ("1", "True"),
            ("Decimal('20.1')", "Decimal('20.01')"),
            ("Path('b')", "PosixPath('a')"),
            ("OrderedDict([('b', 1), ('a', 2)])", "OrderedDict([('a', 2), ('b', 1)])"),
        ] {
            assert!(!is_same_value(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn a_number_may_have_an_exponent() {
        for (claimed, actual) in [
            ("0.00001", "1e-05"),
            ("3.33e9", "3333333333.3333335"),
            ("1e16", "10000000000000000.0"),
            ("2.50e3", "2500.0"),
        ] {
            assert!(is_same_number(claimed, actual), "{claimed}");
        }
        for (claimed, actual) in
            [("0.0001", "1e-05"), ("3.34e9", "3333333333.3333335"), ("2.5", "2.5"), ("1e3", "1000")]
        {
            assert!(!is_same_number(claimed, actual), "{claimed}");
        }
    }

    #[test]
    fn json_may_stand_for_what_python_has() {
        assert!(is_same_json("{\"a\": true, \"b\": [null, 1]}", "{'a': True, 'b': [None, 1]}"));
        assert!(is_same_json("[false]", "[False]"));
        for (claimed, actual) in [("{\"a\": true}", "{'a': False}"), ("true", "True"), ("[True]", "[true]"), ("{", "{")]
        {
            assert!(!is_same_json(claimed, actual), "{claimed}");
        }
    }
}
