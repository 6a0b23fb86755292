//! Which releases of packages belong together on a day: found by `uv` once, and kept.
//!
//! A lock holds for one interpreter and names each package with its release, so that an environment can be made of it at any time,
//! by [`Packages::python_for`] or [`Packages::trial`]. When a release was uploaded, the index says; one that does not, as a folder
//! of wheels, cannot be asked for what was there on a day: `uv` would take it for what was always there.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{PackageReach, Packages, PackagesError, cache_error, make_room};
use crate::lang::metadata::is_plain;

/// What is to be locked.
#[derive(Clone, Copy, Debug)]
pub struct LockRequest<'a> {
    /// What is wanted, each as in inline script metadata.
    pub requirements: &'a [String],
    /// What is not to be exceeded where something needs it: `numpy<=2.1.0`.
    pub bounds: &'a [String],
    /// Nothing that was uploaded from then on.
    pub until: Option<DateTime<Utc>>,
}

/// Releases of packages that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock(Vec<LockedRelease>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedRelease {
    /// The package, in its normal form.
    pub name: String,
    /// Its version.
    pub version: String,
    /// When it was uploaded, as far as the index says.
    uploaded: Option<DateTime<Utc>>,
}

/// A lock as it is written (at first PEP 751), as far as it is of interest.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    packages: Vec<WrittenRelease>,
}

#[derive(Deserialize)]
struct WrittenRelease {
    name: String,
    version: Option<String>,
    #[serde(default)]
    wheels: Vec<Wheel>,
}

#[derive(Deserialize)]
struct Wheel {
    #[serde(rename = "upload-time")]
    uploaded: Option<toml::value::Datetime>,
}

impl Lock {
    /// Reads a lock; none if it is not one of plain releases.
    fn read(text: &str) -> Option<Self> {
        let written: Written = toml::from_str(text).ok()?;
        let release = |package: WrittenRelease| {
            let time = |wheel: &Wheel| DateTime::parse_from_rfc3339(&wheel.uploaded?.to_string()).ok();
            let uploaded = package.wheels.iter().map(time).collect::<Option<Vec<_>>>();
            let uploaded = uploaded.and_then(|times| times.into_iter().min()).map(|time| time.to_utc());
            let (name, version) = (normal(&package.name), package.version?);
            let release = LockedRelease { name, version, uploaded };
            is_plain(&release.pin()).then_some(release)
        };
        let mut releases: Vec<_> = written.packages.into_iter().map(release).collect::<Option<_>>()?;
        releases.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Self(releases))
    }

    /// The releases, in the order of their names.
    #[must_use]
    pub fn releases(&self) -> &[LockedRelease] {
        &self.0
    }

    /// The requirements that only these releases meet.
    #[must_use]
    pub fn pins(&self) -> Vec<String> {
        self.0.iter().map(LockedRelease::pin).collect()
    }

    /// The version of the package `name`, if it is among them.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|release| release.name == name).map(|release| release.version.as_str())
    }

    /// When the last of them was uploaded; none if the index does not say that of all.
    #[must_use]
    pub fn newest(&self) -> Option<DateTime<Utc>> {
        let times: Option<Vec<_>> = self.0.iter().map(|release| release.uploaded).collect();
        times?.into_iter().max()
    }
}

impl LockedRelease {
    fn pin(&self) -> String {
        format!("{}=={}", self.name, self.version)
    }
}

/// The normal form of the name of a package, in which `Zope.Interface` and `zope_interface` are the same.
#[must_use]
pub fn normal(name: &str) -> String {
    let mut found = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if found.ends_with('-') => {}
            '-' | '_' | '.' => found.push('-'),
            _ => found.push(c.to_ascii_lowercase()),
        }
    }
    found
}

/// How `uv` reads a moment: a day alone would be one of the time zone of this machine.
pub(super) fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Packages {
    /// Which releases belong together as `wanted`. They are looked for unless that is kept already, as far as `reach` allows.
    ///
    /// # Errors
    /// If there are none, or they cannot be found out.
    pub fn lock(&self, wanted: LockRequest<'_>, reach: PackageReach) -> Result<Lock, PackagesError> {
        let LockRequest { requirements, bounds, until } = wanted;
        if let Some(odd) = requirements.iter().chain(bounds).find(|requirement| !is_plain(requirement)) {
            return Err(PackagesError::NotPlain { requirement: format!("{odd:?}") });
        }
        let packages = requirements.join(", ");
        let set = |texts: &'_ [String]| texts.iter().map(|text| text.trim().to_owned()).collect::<BTreeSet<_>>();
        let until = until.map(moment);
        let mut parts: Vec<_> = set(requirements).into_iter().collect();
        parts.extend(set(bounds).into_iter().map(|bound| format!("bound {bound}")));
        parts.push(until.clone().unwrap_or_default());
        let name = self.named("lock", parts.iter().map(String::as_str));
        let kept = self.locks().map(|folder| folder.join(format!("{name}.toml")));
        if let Some(lock) = kept.as_deref().and_then(read) {
            return Ok(lock);
        }
        if reach == PackageReach::Kept {
            return Err(PackagesError::NotKept { packages });
        }
        let environments = self.place(&name, &packages)?;
        let room = make_room(&environments).map_err(|error| cache_error(&environments, &error))?;
        let made = self.uv(&packages, room.path())?.lock(requirements, bounds, until.as_deref())?;
        let lock = read(&made).ok_or_else(|| {
            let reason = "its lock cannot be read: doctrue needs uv 0.7 or later".to_owned();
            PackagesError::Failed { packages, reason }
        })?;
        if let Some(kept) = kept {
            let keep = || {
                fs::create_dir_all(kept.parent().unwrap_or(&kept))?;
                fs::rename(&made, &kept)
            };
            keep().map_err(|error| cache_error(&kept, &error))?;
        }
        Ok(lock)
    }

    /// Whether any lock is kept.
    #[must_use]
    pub fn has_locks(&self) -> bool {
        self.locks().is_some_and(|folder| folder.is_dir())
    }

    /// Where locks are kept: beside the environments.
    fn locks(&self) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.with_file_name("locks"))
    }
}

fn read(path: &Path) -> Option<Lock> {
    Lock::read(&fs::read_to_string(path).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "six"
version = "1.16.0"
wheels = [{ url = "https://index/six.whl", upload-time = 2021-05-05T14:18:17Z, hashes = { sha256 = "x" } }]

[[packages]]
name = "Python_Dateutil"
version = "2.9.0.post0"
wheels = [{ url = "https://index/a.whl", upload-time = 2024-03-01T18:36:18.25Z }]
"#;

    #[test]
    fn a_lock_names_releases_with_their_times() {
        let lock = Lock::read(LOCK).expect("a lock");
        assert_eq!(lock.pins(), ["python-dateutil==2.9.0.post0", "six==1.16.0"]);
        assert_eq!((lock.version("six"), lock.version("numpy")), (Some("1.16.0"), None));
        assert_eq!(lock.newest().map(moment), Some("2024-03-01T18:36:18Z".to_owned()));
    }

    #[test]
    fn without_the_times_of_all_nothing_is_the_newest() {
        let lock = Lock::read(&LOCK.replace("upload-time = 2021-05-05T14:18:17Z, ", "")).expect("a lock");
        assert_eq!(lock.newest(), None);
        let lock = Lock::read("[[packages]]\nname = 'a'\nversion = '1'\n").expect("a lock");
        assert_eq!(lock.newest(), None);
    }

    #[test]
    fn what_is_no_plain_release_is_no_lock() {
        for text in [
            "a",
            "[[packages]]\nname = 'a'\n",
            "[[packages]]\nname = '-r x'\nversion = '1'\n",
            "[[packages]]\nname = 'a'\nversion = '1 @ file:///x'\n",
        ] {
            assert_eq!(Lock::read(text), None, "{text}");
        }
    }

    #[test]
    fn names_have_one_form() {
        assert_eq!(
            ["Zope.Interface", "zope__interface", "a-b"].map(normal),
            ["zope-interface", "zope-interface", "a-b"]
        );
    }
}
