//! Python that is younger than doctrue's parser: what counts is the interpreter that runs it.

use crate::project::Project;
use crate::python::python;
use std::fs;
use std::path::{Path, PathBuf};

/// Has an interpreter read sources in the encoding `newer` with an operator that no Python has, `++>`.
const CODEC: &str = "import codecs\n\n\
    def decode(data, errors='strict'):\n    text, length = codecs.utf_8_decode(bytes(data), errors, True)\n    return text.replace('++>', '+'), length\n\n\
    class Decoder(codecs.BufferedIncrementalDecoder):\n    def _buffer_decode(self, data, errors, final):\n        return decode(data, errors) if final else ('', 0)\n\n\
    def search(name):\n    if name == 'newer':\n        return codecs.CodecInfo(codecs.utf_8_encode, decode, incrementaldecoder=Decoder, name='newer')\n\n\
    codecs.register(search)\n";

const NOTE: &str = "```python\n# coding: newer\ntotal = 7 ++> 8\nprint(total)  # Output: 15\n```\n";

/// An interpreter below `folder` whose syntax no parser knows; none where environments look otherwise.
fn newer_python(folder: &Path) -> Option<PathBuf> {
    let environment = folder.join("newer");
    let made = python().args(["-m", "venv", "--without-pip"]).arg(&environment).status();
    let library = made.is_ok_and(|status| status.success()).then(|| fs::read_dir(environment.join("lib")).ok())??;
    let packages = library.flatten().next()?.path().join("site-packages");
    fs::write(packages.join("newer_syntax.py"), CODEC).ok()?;
    fs::write(packages.join("newer_syntax.pth"), "import newer_syntax\n").ok()?;
    Some(environment.join("bin/python"))
}

#[test]
fn what_the_interpreter_compiles_and_the_parser_does_not_know_is_a_note() {
    let project = Project::new().file("a.md", NOTE);
    let tools = tempfile::tempdir().expect("a folder");
    let Some(python) = newer_python(tools.path()) else { return };
    let report = project.report(&["--python", &python.to_string_lossy(), "a.md"]);
    let document = &report["documents"][0];
    let finding = &document["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"parser-behind".into(), &"note".into()), "{report}");
    assert_eq!(finding["line"], 3);
    assert_eq!(
        (&document["blocks"][0]["status"], &document["claims"][0]["verdict"]),
        (&"ran".into(), &"confirmed".into())
    );
    assert_eq!(report["summary"]["exit_status"], 0);
}

#[test]
fn what_the_interpreter_does_not_compile_either_is_no_note() {
    for note in [NOTE.to_owned(), NOTE.replace("# coding: newer\n", "")] {
        let report = Project::new().file("a.md", &note).report(&["a.md"]);
        let findings = report["documents"][0]["findings"].as_array().expect("findings");
        assert!(findings.iter().all(|finding| finding["code"] != "parser-behind"), "{report}");
        assert_eq!(report["documents"][0]["claims"][0]["verdict"], "unreached");
        assert_eq!(report["summary"]["exit_status"], 1);
    }
}
