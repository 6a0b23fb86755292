//! Links between pages lead somewhere: to a file, and to a heading in it.

use crate::project::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What mdBook makes the site from.
const SUMMARY: &str = "SUMMARY.md";

const PAGES: &[&str] = &["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ".github/SECURITY.md"];

fn pages_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The text without blocks and spans of code, where brackets are no links.
fn prose(text: &str) -> String {
    let mut fence = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let mark = line.trim_start().chars().take_while(|c| *c == '`').count();
        match fence {
            None if mark >= 3 => fence = Some(mark),
            None => lines.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`code`")),
            Some(open) if mark >= open => fence = None,
            Some(_) => {}
        }
    }
    lines.join("\n")
}

fn targets(text: &str) -> Vec<String> {
    let behind = |rest: &str| rest.split([')', '\n']).next().unwrap_or_default().to_owned();
    prose(text).split("](").skip(1).map(behind).filter(|target| !target.contains("://")).collect()
}

/// The names by which GitHub leads to the headings of a text.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings
        .map(|text| text.to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut pages: Vec<_> = PAGES.iter().map(|page| root().join(page)).collect();
    pages_below(&root().join("notes"), &mut pages);
    let mut seen = 0;
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        for target in targets(&text) {
            let (file, heading) = target.split_once('#').map_or((target.as_str(), None), |(file, it)| (file, Some(it)));
            let path = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            assert!(path.exists(), "{}: {target}", page.display());
            if let Some(heading) = heading {
                let there = anchors(&fs::read_to_string(&path).expect("a page"));
                assert!(there.contains(heading), "{}: {target}", page.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 80, "links are found: {seen}");
}

#[test]
fn every_page_is_in_the_list_of_its_folder() {
    for (list, folder) in [
        ("notes/README.md", "notes/manual"),
        ("notes/README.md", "notes/python"),
        ("notes/manual/decisions/README.md", "notes/manual/decisions"),
    ] {
        let text = fs::read_to_string(root().join(list)).expect(list);
        for entry in fs::read_dir(root().join(folder)).expect(folder).flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_page = name.ends_with(".md") && name != "README.md" && name != SUMMARY;
            let listed = text.contains(&format!("({name})")) || text.contains(&format!("/{name})"));
            assert!(!is_page || listed, "{list} does not list {name}");
        }
    }
}

#[test]
fn the_architecture_stays_short() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the page");
    assert!(text.len() < 12_000, "{} bytes: decisions belong in notes/manual/decisions", text.len());
}

#[test]
fn the_table_of_contents_of_the_site_has_each_page_of_the_manual_once() {
    let manual = root().join("notes/manual");
    let summary = fs::read_to_string(manual.join(SUMMARY)).expect("notes/manual/SUMMARY.md");
    let mut pages = Vec::new();
    pages_below(&manual, &mut pages);
    let name = |page: PathBuf| page.strip_prefix(&manual).expect("a page").to_string_lossy().into_owned();
    let mut expected: Vec<_> = pages.into_iter().map(name).filter(|name| name != SUMMARY).collect();
    let mut listed = targets(&summary);
    for page in &listed {
        let text = fs::read_to_string(manual.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        let title =
            text.lines().next().unwrap_or_default().trim_start_matches(|c: char| " #.".contains(c) || c.is_numeric());
        assert!(summary.contains(&format!("[{title}]({page})")), "SUMMARY.md calls {page} `{title}`");
    }
    expected.sort();
    listed.sort();
    assert_eq!(listed, expected, "SUMMARY.md lists each page of the manual once");
}

/// Only what lies in it is on the site.
#[test]
fn no_page_of_the_manual_links_out_of_it_by_a_path() {
    let manual = root().join("notes/manual");
    let mut pages = Vec::new();
    pages_below(&manual, &mut pages);
    for page in pages {
        let folder = page.parent().expect("a folder");
        for target in targets(&fs::read_to_string(&page).expect("a page")) {
            let file = target.split('#').next().unwrap_or_default();
            let path = folder.join(file).canonicalize().unwrap_or_else(|error| panic!("{target}: {error}"));
            let inside = path.starts_with(manual.canonicalize().expect("the folder"));
            assert!(inside, "{}: give the address of {target} on GitHub", page.display());
        }
    }
}
