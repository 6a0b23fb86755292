//! Words and signs that lead to an output in a comment, in the languages that notes are written in.
//!
//! Each row has a comment that claims 15 by it, which is its test. A word alone claims nothing: `marker` and `lead` say
//! what has to stand around it.

use crate::claim::About;

/// What a word says of the text behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// `Output`: what is printed, or else the value.
    Output,
    /// `Expected`: the same, but it may be announced as what does not happen.
    Expected,
    /// `Result`: what is printed, or else the value, or what was changed.
    Result,
    /// `prints`: what is printed.
    Prints,
    /// `print`: the same, or something for the reader to do.
    Print,
    /// `returns`: the value.
    Returns,
    /// `raises`: an exception.
    Raises,
    /// `gives`, an arrow: an output of any kind.
    Gives,
    /// `is`: a word of many remarks, too.
    Is,
}

impl Sense {
    /// Which observation it speaks of; none if its notation alone says that.
    pub(super) const fn about(self) -> Option<About> {
        match self {
            Self::Prints | Self::Print => Some(About::Print),
            Self::Returns => Some(About::Value),
            Self::Result => Some(About::PrintElseValueOrState),
            Self::Output | Self::Expected | Self::Raises | Self::Gives | Self::Is => None,
        }
    }
}

/// One word or sign.
#[derive(Debug)]
pub(super) struct Word {
    /// In lower case.
    pub(super) word: &'static str,
    pub(super) sense: Sense,
    /// A comment in which it leads to 15.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the tables read it"))]
    pub(super) example: &'static str,
}

const fn row(word: &'static str, sense: Sense, example: &'static str) -> Word {
    Word { word, sense, example }
}

/// Names of an output: a marker before a colon.
pub(super) static NOUNS: &[Word] = &[
    row("output", Sense::Output, "Output: 15"),
    row("outputs", Sense::Output, "Outputs: 15"),
    row("out", Sense::Output, "Out: 15"),
    row("o/p", Sense::Output, "O/P: 15"),
    row("stdout", Sense::Output, "stdout: 15"),
    row("result", Sense::Result, "Result: 15"),
    row("results", Sense::Result, "Results: 15"),
    row("expected", Sense::Expected, "Expected: 15"),
    row("expected result", Sense::Expected, "Expected result: 15"),
    row("expected value", Sense::Expected, "Expected value: 15"),
    row("actual", Sense::Output, "Actual: 15"),
    row("return value", Sense::Returns, "Return value: 15"),
    row("输出", Sense::Output, "输出：15"),
    row("输出结果", Sense::Output, "输出结果: 15"),
    row("打印", Sense::Output, "打印：15"),
    row("打印结果", Sense::Output, "打印结果：15"),
    row("运行结果", Sense::Output, "运行结果：15"),
    row("执行结果", Sense::Output, "执行结果：15"),
    row("预期输出", Sense::Expected, "预期输出：15"),
    row("期望输出", Sense::Expected, "期望输出: 15"),
    row("结果", Sense::Result, "结果: 15"),
    row("返回值", Sense::Returns, "返回值：15"),
    row("輸出", Sense::Output, "輸出：15"),
    row("輸出結果", Sense::Output, "輸出結果：15"),
    row("運行結果", Sense::Output, "運行結果：15"),
    row("執行結果", Sense::Output, "執行結果：15"),
    row("印出", Sense::Output, "印出：15"),
    row("出力", Sense::Output, "出力: 15"),
    row("出力結果", Sense::Output, "出力結果：15"),
    row("出力例", Sense::Output, "出力例：15"),
    row("実行結果", Sense::Output, "実行結果: 15"),
    row("結果", Sense::Result, "結果：15"),
    row("戻り値", Sense::Returns, "戻り値: 15"),
    row("출력", Sense::Output, "출력: 15"),
    row("출력 결과", Sense::Output, "출력 결과: 15"),
    row("출력결과", Sense::Output, "출력결과: 15"),
    row("실행 결과", Sense::Output, "실행 결과: 15"),
    row("실행결과", Sense::Output, "실행결과: 15"),
    row("결과", Sense::Result, "결과: 15"),
    row("salida", Sense::Output, "Salida: 15"),
    row("salida esperada", Sense::Expected, "Salida esperada: 15"),
    row("resultado", Sense::Result, "Resultado: 15"),
    row("saída", Sense::Output, "Saída: 15"),
    row("saida", Sense::Output, "Saida: 15"),
    row("saída esperada", Sense::Expected, "Saída esperada: 15"),
    row("ausgabe", Sense::Output, "Ausgabe: 15"),
    row("erwartete ausgabe", Sense::Expected, "Erwartete Ausgabe: 15"),
    row("ergebnis", Sense::Result, "Ergebnis: 15"),
    row("sortie", Sense::Output, "Sortie : 15"),
    row("sortie attendue", Sense::Expected, "Sortie attendue : 15"),
    row("résultat", Sense::Result, "Résultat : 15"),
    row("uscita", Sense::Output, "Uscita: 15"),
    row("risultato", Sense::Result, "Risultato: 15"),
    row("вывод", Sense::Output, "Вывод: 15"),
    row("результат", Sense::Result, "Результат: 15"),
    row("вивід", Sense::Output, "Вивід: 15"),
    row("uitvoer", Sense::Output, "Uitvoer: 15"),
    row("resultaat", Sense::Result, "Resultaat: 15"),
    row("çıktı", Sense::Output, "Çıktı: 15"),
    row("sonuç", Sense::Result, "Sonuç: 15"),
    row("wyjście", Sense::Output, "Wyjście: 15"),
    row("wynik", Sense::Result, "Wynik: 15"),
    row("आउटपुट", Sense::Output, "आउटपुट: 15"),
    row("परिणाम", Sense::Result, "परिणाम: 15"),
    row("výstup", Sense::Output, "Výstup: 15"),
    row("výsledek", Sense::Result, "Výsledek: 15"),
    row("utdata", Sense::Output, "Utdata: 15"),
    row("utskrift", Sense::Output, "Utskrift: 15"),
    row("resultat", Sense::Result, "Resultat: 15"),
    row("tuloste", Sense::Output, "Tuloste: 15"),
    row("tulos", Sense::Result, "Tulos: 15"),
    row("kimenet", Sense::Output, "Kimenet: 15"),
    row("eredmény", Sense::Result, "Eredmény: 15"),
    row("ieșire", Sense::Output, "Ieșire: 15"),
    row("rezultat", Sense::Result, "Rezultat: 15"),
    row("έξοδος", Sense::Output, "Έξοδος: 15"),
    row("αποτέλεσμα", Sense::Result, "Αποτέλεσμα: 15"),
    row("kết quả", Sense::Result, "Kết quả: 15"),
    row("đầu ra", Sense::Output, "Đầu ra: 15"),
    row("keluaran", Sense::Output, "Keluaran: 15"),
    row("hasil", Sense::Result, "Hasil: 15"),
    row("ผลลัพธ์", Sense::Output, "ผลลัพธ์: 15"),
    row("الناتج", Sense::Output, "الناتج: 15"),
    row("المخرجات", Sense::Output, "المخرجات: 15"),
    row("פלט", Sense::Output, "פלט: 15"),
    row("خروجی", Sense::Output, "خروجی: 15"),
    row("আউটপুট", Sense::Output, "আউটপুট: 15"),
];

/// What may stand before the name of an output, and changes nothing but `expected`.
pub(super) static BEFORE: &[Word] = &[
    row("the", Sense::Output, "The output: 15"),
    row("expected", Sense::Expected, "Expected output: 15"),
    row("actual", Sense::Output, "Actual output: 15"),
    row("sample", Sense::Output, "Sample output: 15"),
    row("example", Sense::Output, "Example output: 15"),
    row("console", Sense::Output, "Console output: 15"),
    row("terminal", Sense::Output, "Terminal output: 15"),
    row("program", Sense::Output, "Program output: 15"),
    row("final", Sense::Output, "Final output: 15"),
    row("printed", Sense::Output, "Printed output: 15"),
    row("la", Sense::Output, "La salida: 15"),
    row("el", Sense::Output, "El resultado: 15"),
    row("a", Sense::Output, "A saída: 15"),
    row("o", Sense::Output, "O resultado: 15"),
    row("die", Sense::Output, "Die Ausgabe: 15"),
    row("das", Sense::Output, "Das Ergebnis: 15"),
    row("le", Sense::Output, "Le résultat : 15"),
    row("il", Sense::Output, "Il risultato: 15"),
];

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
    link("—", false, "Output — 15"),
    link("–", false, "Output – 15"),
    link("-", false, "Output - 15"),
];

/// Verbs that lead to an output.
pub(super) static VERBS: &[Word] = &[
    row("prints", Sense::Prints, "prints 15"),
    row("print", Sense::Print, "print 15"),
    row("printed", Sense::Prints, "printed 15"),
    row("prints out", Sense::Prints, "prints out 15"),
    row("displays", Sense::Prints, "displays 15"),
    row("display", Sense::Print, "display 15"),
    row("shows", Sense::Prints, "shows 15"),
    row("show", Sense::Print, "show 15"),
    row("outputs", Sense::Prints, "this outputs 15"),
    row("output", Sense::Print, "output 15"),
    row("returns", Sense::Returns, "returns 15"),
    row("return", Sense::Returns, "will return 15"),
    row("returned", Sense::Returns, "returned 15"),
    row("evaluates to", Sense::Returns, "evaluates to 15"),
    row("yields", Sense::Returns, "yields 15"),
    row("yield", Sense::Returns, "should yield 15"),
    row("raises", Sense::Raises, "raises 15"),
    row("raise", Sense::Raises, "will raise 15"),
    row("throws", Sense::Raises, "throws 15"),
    row("throw", Sense::Raises, "should throw 15"),
    row("gives", Sense::Gives, "gives 15"),
    row("give", Sense::Gives, "should give 15"),
    row("results in", Sense::Gives, "results in 15"),
    row("result in", Sense::Gives, "will result in 15"),
    row("produces", Sense::Gives, "produces 15"),
    row("equals", Sense::Is, "equals 15"),
    row("is", Sense::Is, "is 15"),
    row("becomes", Sense::Is, "becomes 15"),
    row("be", Sense::Is, "should be 15"),
    row("打印", Sense::Prints, "打印 15"),
    row("打印出", Sense::Prints, "打印出 15"),
    row("显示", Sense::Prints, "显示 15"),
    row("输出", Sense::Prints, "输出 15"),
    row("会打印", Sense::Prints, "会打印 15"),
    row("会输出", Sense::Prints, "会输出 15"),
    row("将打印", Sense::Prints, "将打印 15"),
    row("将输出", Sense::Prints, "将输出 15"),
    row("返回", Sense::Returns, "返回 15"),
    row("会返回", Sense::Returns, "会返回 15"),
    row("印出", Sense::Prints, "印出 15"),
    row("顯示", Sense::Prints, "顯示 15"),
    row("輸出", Sense::Prints, "輸出 15"),
    row("回傳", Sense::Returns, "回傳 15"),
    row("imprime", Sense::Prints, "imprime 15"),
    row("muestra", Sense::Prints, "muestra 15"),
    row("devuelve", Sense::Returns, "devuelve 15"),
    row("retorna", Sense::Returns, "retorna 15"),
    row("lanza", Sense::Raises, "lanza 15"),
    row("exibe", Sense::Prints, "exibe 15"),
    row("mostra", Sense::Prints, "mostra 15"),
    row("devolve", Sense::Returns, "devolve 15"),
    row("druckt", Sense::Prints, "druckt 15"),
    row("zeigt", Sense::Prints, "zeigt 15"),
    row("liefert", Sense::Returns, "liefert 15"),
    row("ergibt", Sense::Gives, "ergibt 15"),
    row("affiche", Sense::Prints, "affiche 15"),
    row("renvoie", Sense::Returns, "renvoie 15"),
    row("retourne", Sense::Returns, "retourne 15"),
    row("donne", Sense::Gives, "donne 15"),
    row("stampa", Sense::Prints, "stampa 15"),
    row("restituisce", Sense::Returns, "restituisce 15"),
    row("ritorna", Sense::Returns, "ritorna 15"),
    row("выводит", Sense::Prints, "выводит 15"),
    row("выведет", Sense::Prints, "выведет 15"),
    row("напечатает", Sense::Prints, "напечатает 15"),
    row("печатает", Sense::Prints, "печатает 15"),
    row("возвращает", Sense::Returns, "возвращает 15"),
    row("вернёт", Sense::Returns, "вернёт 15"),
    row("вернет", Sense::Returns, "вернет 15"),
    row("виведе", Sense::Prints, "виведе 15"),
    row("поверне", Sense::Returns, "поверне 15"),
    row("toont", Sense::Prints, "toont 15"),
    row("geeft", Sense::Gives, "geeft 15"),
    row("wypisze", Sense::Prints, "wypisze 15"),
    row("wyświetli", Sense::Prints, "wyświetli 15"),
    row("zwraca", Sense::Returns, "zwraca 15"),
    row("zwróci", Sense::Returns, "zwróci 15"),
    row("skriver ut", Sense::Prints, "skriver ut 15"),
    row("returnerar", Sense::Returns, "returnerar 15"),
    row("vypíše", Sense::Prints, "vypíše 15"),
    row("vrátí", Sense::Returns, "vrátí 15"),
    row("mencetak", Sense::Prints, "mencetak 15"),
    row("menampilkan", Sense::Prints, "menampilkan 15"),
    row("in ra", Sense::Prints, "in ra 15"),
    row("trả về", Sense::Returns, "trả về 15"),
];

/// Who does what the verb says.
pub(super) static SUBJECTS: &[&str] =
    &["this", "it", "which", "that", "the code", "this code", "this line", "the function", "this function", "the call"];

/// What may stand before a verb and leaves its meaning.
pub(super) static ADVERBS: &[&str] =
    &["will", "should", "must", "now", "also", "then", "still", "always", "just", "only"];

/// Arrows. A text that is no value behind one of them may be a remark.
pub(super) static ARROWS: &[Arrow] = &[
    Arrow { sign: "==>", example: "==> 15" },
    Arrow { sign: "=>", example: "=> 15" },
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
    Arrow { sign: "➔", example: "➔ 15" },
    Arrow { sign: "➡\u{fe0f}", example: "➡️ 15" },
    Arrow { sign: "➡", example: "➡ 15" },
    Arrow { sign: "▶", example: "▶ 15" },
    Arrow { sign: "= ", example: "= 15" },
];

/// One arrow.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) sign: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the tables read it"))]
    pub(super) example: &'static str,
}

/// The row of the longest word of `table` that `text` begins with, and what stands behind the word.
pub(super) fn leading<'t>(text: &'t str, table: &'static [Word]) -> Option<(&'static Word, &'t str)> {
    let found = table.iter().filter_map(|row| Some((row, behind(text, row.word)?)));
    found.min_by_key(|(_, rest)| rest.len())
}

/// What stands in `text` behind `word`, a word in lower case that it begins with in any case and that ends there.
pub(super) fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut letters = text.chars();
    for wanted in word.chars() {
        letters.next().filter(|letter| letter.to_lowercase().eq([wanted]))?;
    }
    let rest = letters.as_str();
    let is_attached = rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (!is_attached || !word.ends_with(|c: char| c.is_alphanumeric()) || is_unspaced(word)).then_some(rest)
}

/// Whether `word` is of a script that puts no blanks between words.
fn is_unspaced(word: &str) -> bool {
    word.ends_with(
        |c: char| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_end_where_they_end() {
        assert_eq!(leading("OUTPUT: 1", NOUNS).map(|(row, rest)| (row.word, rest)), Some(("output", ": 1")));
        assert_eq!(leading("ВЫВОД: 1", NOUNS).map(|(row, rest)| (row.word, rest)), Some(("вывод", ": 1")));
        assert_eq!(leading("输出结果5", NOUNS).map(|(row, rest)| (row.word, rest)), Some(("输出结果", "5")));
        for text in ["outer", "output_size", "results_", "", "O", "résultats"] {
            assert!(leading(text, NOUNS).is_none(), "{text}");
        }
    }

    #[test]
    fn a_longer_link_or_arrow_stands_before_one_that_it_begins_with() {
        let links: Vec<_> = LINKS.iter().map(|link| link.mark).collect();
        let arrows: Vec<_> = ARROWS.iter().map(|arrow| arrow.sign).collect();
        for marks in [links, arrows] {
            for (index, mark) in marks.iter().enumerate() {
                assert!(marks[..index].iter().all(|before| behind(mark, before).is_none()), "{mark}");
            }
        }
    }
}
