//! A digit, a dash and words behind a statement: a value with a remark, `4 - rounded up`, or a number among others,
//! `2 - the second way`.

use crate::claim::{Reader, reading};

/// Whether comment `index` gives a value in this way: the page does not count up to its digit.
pub(super) fn is_value(reader: &Reader<'_>, index: usize) -> bool {
    let (text, _) = reader.content(index);
    let digit = reading::after_digit(text).and_then(|reading| reading.value.parse::<u8>().ok());
    // What counts begins with 0 or 1.
    digit.is_some_and(|digit| !(1..digit).all(|before| is_counted(reader.source.text(), before)))
}

/// Whether a comment in `page` begins with `digit` and a dash or a colon.
fn is_counted(page: &str, digit: u8) -> bool {
    let begins_so = |rest: &str| {
        let behind = rest.trim_start().strip_prefix(char::from(b'0' + digit));
        behind.is_some_and(|behind| behind.trim_start().starts_with(['-', '–', '—', ':', '：']))
    };
    page.match_indices('#').any(|(at, _)| begins_so(&page[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_where_the_digit_before_stands_in_the_same_way() {
        assert!(is_counted("f(1)  # 1 - first", 1) && is_counted("# 3: three", 3) && is_counted("#2 — two", 2));
        assert!(!is_counted("f(1)  # 1", 1) && !is_counted("f(1)  # 12 - twelve", 1) && !is_counted("1 - one", 1));
    }
}
