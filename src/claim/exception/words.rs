//! Words around the name of an exception, in the languages of notes.

/// Verbs and arrows that lead to the name of an exception, a longer one before one that it begins with.
pub(super) const LEADS: &[&str] = &[
    "raises",
    "raise",
    "raised",
    "throws",
    "throw",
    "error",
    "gives",
    "causes",
    "produces",
    "fails with",
    "results in",
    "leads to",
    "lève",
    "lanza",
    "wirft",
    "lança",
    "solleva",
    "führt zu",
    "gibt",
    "ergibt",
    "verursacht",
    "donne",
    "provoque",
    "déclenche",
    "da",
    "genera",
    "dà",
    "causa",
    "gera",
    "dá",
    "выбрасывает",
    "приведёт к",
    "приведет к",
    "приводит к",
    "вызывает",
    "даст",
    "抛出",
    "引发",
    "报错",
    "-->",
    "->",
    "=>",
    "→",
    "⇒",
];

/// Words for an error: they lead to the name of one, and stand alone as a title above one.
pub(super) const ERRORS: &[&str] = &[
    "fehler",
    "erreur",
    "excepción",
    "erro",
    "exceção",
    "errore",
    "ошибка",
    "исключение",
    "помилка",
    "błąd",
    "chyba",
    "hata",
    "lỗi",
    "错误",
    "錯誤",
    "报错信息",
    "異常",
    "异常",
    "エラー",
    "例外",
    "에러",
    "오류",
    "예외",
    "خطا",
];

/// Words that may stand before such a verb, and between it and the name.
pub(super) const BEFORE: &[&str] = &[
    "this", "it", "will", "would", "should", "now", "always", "das", "dies", "ceci", "cela", "esto", "isso", "questo",
    "это",
];
pub(super) const ARTICLES: &[&str] = &["an", "a", "the", "une", "un", "einen", "einem", "ein", "una", "um"];

/// Ends of the names of exceptions.
pub(super) const ENDS: &[&str] =
    &["Error", "Exception", "Warning", "Interrupt", "Iteration", "Exit", "Group", "Invalid", "NotFound"];

/// What may stand behind the name of an exception that is raised, besides a message and a remark: passive verbs.
pub(super) const RAISED: &[&str] = &[
    "expected",
    "here",
    "is raised",
    "is thrown",
    "occurs",
    "raised",
    "thrown",
    "will be raised",
    "exception",
    "gets raised",
    "异常",
    "異常",
    "错误",
    "錯誤",
    "例外",
    "エラー",
    "예외",
    "오류",
];
