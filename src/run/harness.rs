//! The harness's files, which are part of the binary, laid out for interpreters to find.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The files, by their path in the harness's folder.
pub(super) const FILES: &[(&str, &str)] = &[
    ("sitecustomize.py", include_str!("harness/sitecustomize.py")),
    ("doctrue_early.py", include_str!("harness/doctrue_early.py")),
    ("doctrue_early_batch.py", include_str!("harness/doctrue_early_batch.py")),
    ("doctrue_bundle.py", include_str!("harness/doctrue_bundle.py")),
    ("doctrue_harness/__init__.py", include_str!("harness/doctrue_harness/__init__.py")),
    ("doctrue_harness/aside.py", include_str!("harness/doctrue_harness/aside.py")),
    ("doctrue_harness/awaiting.py", include_str!("harness/doctrue_harness/awaiting.py")),
    ("doctrue_harness/batch.py", include_str!("harness/doctrue_harness/batch.py")),
    ("doctrue_harness/compiling.py", include_str!("harness/doctrue_harness/compiling.py")),
    ("doctrue_harness/ending.py", include_str!("harness/doctrue_harness/ending.py")),
    ("doctrue_harness/extras.py", include_str!("harness/doctrue_harness/extras.py")),
    ("doctrue_harness/generated.py", include_str!("harness/doctrue_harness/generated.py")),
    ("doctrue_harness/handled.py", include_str!("harness/doctrue_harness/handled.py")),
    ("doctrue_harness/in_text.py", include_str!("harness/doctrue_harness/in_text.py")),
    ("doctrue_harness/keyboard.py", include_str!("harness/doctrue_harness/keyboard.py")),
    ("doctrue_harness/limits.py", include_str!("harness/doctrue_harness/limits.py")),
    ("doctrue_harness/log.py", include_str!("harness/doctrue_harness/log.py")),
    ("doctrue_harness/names.py", include_str!("harness/doctrue_harness/names.py")),
    ("doctrue_harness/looking.py", include_str!("harness/doctrue_harness/looking.py")),
    ("doctrue_harness/orders.py", include_str!("harness/doctrue_harness/orders.py")),
    ("doctrue_harness/page.py", include_str!("harness/doctrue_harness/page.py")),
    ("doctrue_harness/parts.py", include_str!("harness/doctrue_harness/parts.py")),
    ("doctrue_harness/points.py", include_str!("harness/doctrue_harness/points.py")),
    ("doctrue_harness/prompts.py", include_str!("harness/doctrue_harness/prompts.py")),
    ("doctrue_harness/rewriter.py", include_str!("harness/doctrue_harness/rewriter.py")),
    ("doctrue_harness/server.py", include_str!("harness/doctrue_harness/server.py")),
    ("doctrue_harness/statics.py", include_str!("harness/doctrue_harness/statics.py")),
    ("doctrue_harness/streams.py", include_str!("harness/doctrue_harness/streams.py")),
    ("doctrue_harness/trust.py", include_str!("harness/doctrue_harness/trust.py")),
    ("doctrue_harness/world/__init__.py", include_str!("harness/doctrue_harness/world/__init__.py")),
    ("doctrue_harness/world/events.py", include_str!("harness/doctrue_harness/world/events.py")),
    ("doctrue_harness/world/reach.py", include_str!("harness/doctrue_harness/world/reach.py")),
    ("doctrue_harness/world/rewriter.py", include_str!("harness/doctrue_harness/world/rewriter.py")),
    ("doctrue_harness/world/shifts.py", include_str!("harness/doctrue_harness/world/shifts.py")),
    ("doctrue_harness/world/sleeping.py", include_str!("harness/doctrue_harness/world/sleeping.py")),
    ("doctrue_harness/world/sources.py", include_str!("harness/doctrue_harness/world/sources.py")),
    ("doctrue_harness/world/sources.txt", include_str!("harness/doctrue_harness/world/sources.txt")),
];

/// Seconds since 1970 that the files are said to be of: what was compiled from them is good for all later ones.
const AGE: u64 = 1_600_000_000;

/// Writes the files into `folder`. Interpreters compile them at their first use, and keep that where they may write.
pub(super) fn unpack(folder: &Path) -> io::Result<()> {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(AGE);
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = File::create(path)?;
        file.write_all(text.as_bytes())?;
        file.set_modified(time)?;
    }
    Ok(())
}

/// Whether all files are in `folder`: whoever tidies caches may have taken some.
pub(super) fn is_whole(folder: &Path) -> bool {
    let is_there = |(name, text): &(&str, &str)| {
        fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_file() && found.len() == text.len() as u64)
    };
    FILES.iter().all(is_there)
}

/// What tells this harness from those of other versions: half of a hash, in hexadecimal.
#[must_use]
pub fn digest() -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in FILES {
        hasher.update(name.as_bytes()).update(b"\0").update(text.as_bytes()).update(b"\0");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}
