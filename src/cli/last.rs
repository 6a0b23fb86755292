//! What failed last, kept in the user's cache for `--failed` and `--failed-first`: for each folder that checks are started in,
//! the documents and their blocks. Whoever cannot keep it has everything checked.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::draft::{Draft, Visibility};
use crate::finding::Severity;
use crate::pipeline::Mark;
use crate::report::{BlockReport, DocumentReport, Report};
use crate::run;

/// The longest record that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// Records that are kept.
const MOST: usize = 64;

/// Names that a killed process may leave.
const PREFIX: &str = ".doctrue-last-";

/// What failed last.
pub(super) struct Last {
    file: Option<PathBuf>,
    here: PathBuf,
    record: Record,
}

#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    here: PathBuf,
    documents: BTreeMap<PathBuf, Vec<Block>>,
}

/// A block that failed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    identity: String,
    index: usize,
}

impl Last {
    /// What is kept for the current directory.
    pub(super) fn read() -> Self {
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        let hash = blake3::hash(here.as_os_str().as_encoded_bytes()).to_hex();
        let file = run::cache_folder().map(|cache| cache.join("last").join(format!("{}.json", &hash[..32])));
        let record = file.as_deref().and_then(|file| recall(file).ok()).filter(|record| record.here == here);
        Self { file, record: record.unwrap_or_default(), here }
    }

    /// The blocks that failed, by the paths of their documents, without links.
    pub(super) fn failed(&self) -> BTreeMap<PathBuf, Vec<Mark>> {
        let mark = |block: &Block| Mark { identity: block.identity.clone(), index: block.index };
        let documents = self.record.documents.iter();
        documents.map(|(path, blocks)| (path.clone(), blocks.iter().map(mark).collect())).collect()
    }

    /// Whether nothing failed.
    pub(super) fn is_empty(&self) -> bool {
        self.record.documents.is_empty()
    }

    /// Remembers what failed in `report`; what was not checked this time is as it was.
    pub(super) fn remember(self, report: &Report) {
        let Some(file) = &self.file else { return };
        let mut documents = self.record.documents.clone();
        // Most documents have nothing to be remembered or forgotten, and need not be looked for on the disk.
        let is_concerned = |document: &&DocumentReport| !documents.is_empty() || failing(document).next().is_some();
        for document in report.documents.iter().filter(is_concerned).collect::<Vec<_>>() {
            let Ok(path) = self.here.join(&document.path).canonicalize() else { continue };
            let mut blocks = documents.remove(&path).unwrap_or_default();
            blocks
                .retain(|block| !document.is_whole && !document.blocks.iter().any(|other| other.index == block.index));
            blocks.extend(failing(document));
            if !blocks.is_empty() {
                documents.insert(path, blocks);
            }
        }
        documents.retain(|path, _| path.exists());
        let record = Record { here: self.here.clone(), documents };
        if record != self.record && !(record.documents.is_empty() && self.record.documents.is_empty()) {
            // Without a record everything is checked, and that is all.
            let _ = write(file, &record);
        }
    }
}

/// The blocks in which something fails.
fn failing(document: &DocumentReport) -> impl Iterator<Item = Block> {
    let claims =
        document.claims.iter().filter(|claim| claim.severity == Some(Severity::Error)).map(|claim| claim.block_line);
    let findings =
        document.findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.line);
    let lines: Vec<_> = claims.chain(findings).collect();
    let fails = move |block: &&BlockReport| lines.iter().any(|line| (block.line..=block.end_line).contains(line));
    let blocks = document.blocks.iter().filter(fails);
    blocks.map(|block| Block { identity: block.identity.clone(), index: block.index })
}

fn recall(file: &Path) -> io::Result<Record> {
    let mut text = String::new();
    fs::File::open(file)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

fn write(file: &Path, record: &Record) -> anyhow::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let others: Vec<_> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    if others.len() >= MOST && !others.iter().any(|other| other == file) {
        others.iter().for_each(|other| drop(fs::remove_file(other)));
    }
    let mut draft = Draft::create(folder, PREFIX, Visibility::Owner)?;
    draft.file().write_all(serde_json::to_string(record)?.as_bytes())?;
    Ok(draft.put(file)?)
}
