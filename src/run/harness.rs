//! The harness's files, which are part of the binary, laid out for interpreters to find.

use std::fs;
use std::io;
use std::path::Path;

/// The files, by their path in the harness's folder.
const FILES: &[(&str, &str)] = &[
    ("sitecustomize.py", include_str!("harness/sitecustomize.py")),
    ("doctrue_harness/__init__.py", include_str!("harness/doctrue_harness/__init__.py")),
    ("doctrue_harness/ending.py", include_str!("harness/doctrue_harness/ending.py")),
    ("doctrue_harness/keyboard.py", include_str!("harness/doctrue_harness/keyboard.py")),
    ("doctrue_harness/limits.py", include_str!("harness/doctrue_harness/limits.py")),
    ("doctrue_harness/log.py", include_str!("harness/doctrue_harness/log.py")),
    ("doctrue_harness/orders.py", include_str!("harness/doctrue_harness/orders.py")),
    ("doctrue_harness/points.py", include_str!("harness/doctrue_harness/points.py")),
    ("doctrue_harness/server.py", include_str!("harness/doctrue_harness/server.py")),
    ("doctrue_harness/streams.py", include_str!("harness/doctrue_harness/streams.py")),
];

/// Writes the files into `folder`. Interpreters compile them at their first use, and keep that where they may write.
pub(super) fn unpack(folder: &Path) -> io::Result<()> {
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
