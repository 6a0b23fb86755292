//! What stands in a document otherwise than it is written: files that it includes, which are told at the line that includes
//! them and never written, and code with escapes of HTML, which is written with them.

use crate::project::Project;
use serde_json::Value;

const NOTE: &str = "```python\n{{#include code.py}}\n```\n\n```python\nprint(twice(4))\n# Output: 9\n```\n\n```python\n{{#include ../code.py}}\n```\n";

fn project() -> Project {
    let code = "def twice(x):\n    return 2 * x\n\n\nprint(twice(2))\n# Output: 5\n";
    Project::new().file(".git/HEAD", "").file("docs/a.md", NOTE).file("docs/code.py", code)
}

#[test]
fn an_included_file_runs_and_its_claims_are_told_at_the_line_that_includes_it() {
    let report = project().report(&["docs"]);
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    let told = |claim: &Value| (claim["line"].as_u64(), claim["verdict"].as_str().map(str::to_owned));
    let told: Vec<_> = claims.iter().map(told).collect();
    assert_eq!(told, [(Some(2), Some("wrong".to_owned())), (Some(7), Some("wrong".to_owned()))]);
    assert_eq!(
        (&claims[0]["hint"], &claims[0]["replacement"]),
        (&"in the included file `code.py`".into(), &Value::Null)
    );
    let blocks = report["documents"][0]["blocks"].as_array().expect("blocks");
    let lines: Vec<_> = blocks.iter().map(|block| (block["line"].as_u64(), block["end_line"].as_u64())).collect();
    assert_eq!(lines, [(Some(1), Some(3)), (Some(5), Some(8)), (Some(10), Some(12))]);
    assert_eq!(blocks[1]["reason"], "ran after the block on line 1");
    assert_eq!((&blocks[2]["status"], &blocks[0]["status"]), (&"skipped".into(), &"ran".into()));
}

#[test]
fn a_fix_writes_the_document_and_never_what_it_includes() {
    let project = project();
    let code = std::fs::read(project.path().join("docs/code.py")).expect("a file");
    let done = project.run(&["fix", "docs"]).expect(1);
    assert!(done.stdout().contains("refused[included] docs/a.md:2"), "{}", done.describe());
    let note = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a file");
    assert_eq!(note, NOTE.replace("Output: 9", "Output: 8"));
    assert_eq!(std::fs::read(project.path().join("docs/code.py")).expect("a file"), code);
}

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let project = Project::new()
        .file("secret.py", "token = 'abc123'\nprint(token)\n# Output: nothing\n")
        .file("repo/.git/HEAD", "")
        .file("repo/.git/config.txt", "print('abc123')\n# Output: nothing\n")
        .file("repo/a.md", "```python\n{{#include ../secret.py}}\n```\n\n```python\n--8<-- \".git/config.txt\"\n```\n");
    for args in [["check", "--all", "--format=json", "repo"], ["check", "--all", "--format=html", "repo"]] {
        let done = project.run(&args);
        assert!(!done.stdout().contains("abc123"), "{}", done.describe());
    }
}

const ESCAPED: &str = "<pre><code class=\"language-python\">for i in range(2):\n    if i &lt; 1 and i &gt;= 0:\n        print(&quot;a &amp; b&quot;)  # Output: a &amp; c\nprint(&quot;1 &gt; 0\\n&amp;&quot;)\n# Output:\n# 1\n</code></pre>\n\n<pre><code class=\"language-python\">&gt;&gt;&gt; [c for c in &quot;&lt;&gt;&quot;]\n[]\n</code></pre>\n\n<pre><code class=\"language-python\">print(&#39;x&amp;y&#39;)\n</code></pre>\n\nOutput:\n\n```\nx&z\n```\n";

#[test]
fn a_fix_writes_code_in_html_with_its_escapes() {
    let fixed = ESCAPED
        .replace("# Output: a &amp; c", "# Output: a &amp; b")
        .replace("# 1\n", "# 1 &gt; 0\n# &amp;\n")
        .replace("[]", "[&#39;&lt;&#39;, &#39;&gt;&#39;]")
        .replace("x&z", "x&y");
    for ending in ["\n", "\r\n"] {
        let (before, after) = (ESCAPED.replace('\n', ending), fixed.replace('\n', ending));
        let project = Project::new().file("a.md", &before);
        project.run(&["fix", "a.md"]).expect(0);
        assert_eq!(std::fs::read_to_string(project.path().join("a.md")).expect("a file"), after);
        let report = project.report(&["a.md"]);
        assert_eq!(report["summary"]["claims_by_verdict"]["confirmed"], 4);
    }
}

#[test]
fn columns_are_those_of_the_file() {
    let report = Project::new().file("a.md", ESCAPED).report(&["a.md"]);
    let claim = &report["documents"][0]["claims"][0];
    assert_eq!((&claim["line"], &claim["column"], &claim["end_column"]), (&3.into(), &49.into(), &58.into()));
    assert_eq!((&claim["expected"], &claim["replacement"]), (&"a & c".into(), &Value::Null));
    assert_eq!(claim["refusal"], "escapes");
}
