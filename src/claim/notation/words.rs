//! Signs that lead to an output in a comment: what stands between its name and itself, and arrows. The words are a table
//! of [`output`].
//!
//! Each row has a comment that claims 15 by it, which is its test.

use crate::claim::About;

pub(super) use crate::lang::output::Sense;

/// Which observation a word of this sense speaks of; none if its notation alone says that.
pub(super) const fn about(sense: Sense) -> Option<About> {
    match sense {
        Sense::Prints | Sense::Print => Some(About::Print),
        Sense::Returns => Some(About::Value),
        Sense::Result => Some(About::PrintElseValueOrState),
        Sense::Output | Sense::Expected | Sense::Raises | Sense::Gives | Sense::Is => None,
    }
}

/// What leads from the name of an output to the output itself.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) mark: &'static str,
    /// Whether any text may stand behind it; else only a value.
    pub(super) is_sure: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the tables read it"))]
    pub(super) example: &'static str,
}

const fn link(mark: &'static str, is_sure: bool, example: &'static str) -> Link {
    Link { mark, is_sure, example }
}

/// All links, a longer one before one that it begins with.
pub(super) static LINKS: &[Link] = &[
    link(":", true, "Output: 15"),
    link("：", true, "Output：15"),
    link("=>", true, "Output => 15"),
    link("->", true, "Output -> 15"),
    link("→", true, "Output → 15"),
    link("⇒", true, "Output ⇒ 15"),
    link("is:", true, "The output is: 15"),
    link("will be:", true, "The output will be: 15"),
    link("==", false, "Result == 15"),
    link("=", false, "Output = 15"),
    link("＝", false, "输出＝15"),
    link("is", false, "Result is 15"),
    link("will be", false, "The output will be 15"),
    link("should be", false, "Output should be 15"),
    link("es", false, "La salida es 15"),
    link("é", false, "A saída é 15"),
    link("è", false, "Il risultato è 15"),
    link("ist", false, "Das Ergebnis ist 15"),
    link("est", false, "Le résultat est 15"),
    link("是", false, "结果是 15"),
    link("为", false, "输出为 15"),
    link("為", false, "輸出為 15"),
    link("は", false, "結果は 15"),
    link("là", false, "Kết quả là 15"),
    link("jest", false, "Wynik jest 15"),
    link("to", false, "Wynik to 15"),
    link("je", false, "Výsledek je 15"),
    link("será", false, "La salida será 15"),
    link("sera", false, "La sortie sera 15"),
    link("sarà", false, "Il risultato sarà 15"),
    link("будет", false, "Результат будет 15"),
    link("—", false, "Output — 15"),
    link("–", false, "Output – 15"),
    link("-", false, "Output - 15"),
];

/// Arrows. A text that is no value behind one of them may be a remark.
pub(super) static ARROWS: &[Arrow] = &[
    Arrow { sign: "====>", example: "====> 15" },
    Arrow { sign: "===>", example: "===> 15" },
    Arrow { sign: "==>", example: "==> 15" },
    Arrow { sign: "=>", example: "=> 15" },
    Arrow { sign: "---->", example: "----> 15" },
    Arrow { sign: "--->", example: "---> 15" },
    Arrow { sign: "-->", example: "--> 15" },
    Arrow { sign: "->", example: "-> 15" },
    Arrow { sign: "~>", example: "~> 15" },
    Arrow { sign: "|>", example: "|> 15" },
    Arrow { sign: ">>>", example: ">>> 15" },
    Arrow { sign: ">>", example: ">> 15" },
    Arrow { sign: "»", example: "» 15" },
    Arrow { sign: "→", example: "→ 15" },
    Arrow { sign: "⇒", example: "⇒ 15" },
    Arrow { sign: "⟶", example: "⟶ 15" },
    Arrow { sign: "⟹", example: "⟹ 15" },
    Arrow { sign: "⇨", example: "⇨ 15" },
    Arrow { sign: "↳", example: "↳ 15" },
    Arrow { sign: "↦", example: "↦ 15" },
    Arrow { sign: "➜", example: "➜ 15" },
    Arrow { sign: "➞", example: "➞ 15" },
    Arrow { sign: "➔", example: "➔ 15" },
    Arrow { sign: "➡\u{fe0f}", example: "➡️ 15" },
    Arrow { sign: "➡", example: "➡ 15" },
    Arrow { sign: "▶", example: "▶ 15" },
    Arrow { sign: "== ", example: "== 15" },
    Arrow { sign: "= ", example: "= 15" },
];

/// One arrow.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) sign: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the tables read it"))]
    pub(super) example: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::output;

    #[test]
    fn a_longer_link_or_arrow_stands_before_one_that_it_begins_with() {
        let links: Vec<_> = LINKS.iter().map(|link| link.mark).collect();
        let arrows: Vec<_> = ARROWS.iter().map(|arrow| arrow.sign).collect();
        for marks in [links, arrows] {
            for (index, mark) in marks.iter().enumerate() {
                assert!(marks[..index].iter().all(|before| output::behind(mark, before).is_none()), "{mark}");
            }
        }
    }
}
