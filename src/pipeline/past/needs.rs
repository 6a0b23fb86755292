//! Which packages an example needs, and which releases of them it has today.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Page;
use crate::history::order;
use crate::lang::python::stdlib;
use crate::pipeline::program::dependencies;
use crate::plan::Session;
use crate::run::{Distributions, Lock, normal};

/// What an example needs.
pub(super) struct Needs {
    /// The requirements: those of its author, or else the packages that it imports.
    pub(super) requirements: Vec<String>,
    /// The names of these packages.
    direct: Vec<String>,
    /// What it has today.
    today: Arc<Distributions>,
}

impl Needs {
    /// Those of `session`.
    ///
    /// # Errors
    /// Why other releases cannot be asked.
    pub(super) fn of<'a>(session: &Session<'a>, page: &Page<'_, 'a>) -> Result<Self, String> {
        let asked: BTreeSet<_> = session.examples().flat_map(dependencies).collect();
        if !asked.is_empty() {
            let python = page.checker.python(session)?.ok_or("needs uv")?;
            let today = Arc::new(Distributions::of_environment(&python));
            let direct = asked.iter().map(|requirement| name(requirement)).collect();
            return Ok(Self { requirements: asked.into_iter().collect(), direct, today });
        }
        let today = page.past.distributions(page.checker.runner);
        let imports = session.examples().flat_map(|example| &example.module.imports);
        let foreign = imports.filter(|import| !stdlib::is_module(import.module.split('.').next().unwrap_or_default()));
        let mut names = BTreeSet::new();
        for own in foreign.flat_map(|import| today.imported(import)) {
            if !own.is_indexed {
                return Err(format!("{} was not installed from a package index", own.name));
            }
            names.insert(own.name.clone());
        }
        if names.is_empty() {
            return Err("no installed package brings what it imports".to_owned());
        }
        let direct: Vec<_> = names.into_iter().collect();
        Ok(Self { requirements: direct.clone(), direct, today })
    }

    /// What keeps the packages of `lock`, and those that are needed, from being newer than they are today.
    pub(super) fn bounds(&self, lock: &Lock) -> Vec<String> {
        let all: BTreeSet<_> = lock.releases().iter().map(|release| &release.name).chain(&self.direct).collect();
        let bound = |name: &String| {
            // A local version is that of a build, not of a release.
            let version = self.today.version(name)?.split('+').next()?;
            Some(format!("{name}<={version}"))
        };
        all.into_iter().filter_map(bound).collect()
    }

    /// Whether the releases of `lock` are those of today.
    pub(super) fn are_met_by(&self, lock: &Lock) -> bool {
        lock.releases().iter().all(|release| self.today.version(&release.name) == Some(release.version.as_str()))
    }

    /// What of it has another release in `others`, for a person.
    pub(super) fn otherwise_in(&self, others: &Distributions) -> Option<String> {
        let other = |name: &String| {
            let version = others.version(name).filter(|version| self.today.version(name) != Some(*version))?;
            Some(format!("{name} {version}"))
        };
        let found: Vec<_> = self.direct.iter().filter_map(other).collect();
        (!found.is_empty()).then(|| format!("it has {} there", found.join(", ")))
    }

    /// Whether `lock` has a later release than today of a package that is needed, or no earlier one of any.
    pub(super) fn are_behind(&self, lock: &Lock) -> bool {
        let compared = |name: &String| {
            let (then, today) = lock.version(name).zip(self.today.version(name))?;
            Some(order(then).cmp(&order(today)))
        };
        let all = lock.releases().iter().filter_map(|release| compared(&release.name));
        self.direct.iter().filter_map(compared).any(Ordering::is_gt) || all.into_iter().all(Ordering::is_ge)
    }

    /// The packages whose releases differ between `old` and `new`, or today where that is none, with both of them.
    pub(super) fn changes(&self, old: &Lock, new: Option<&Lock>) -> Vec<(String, Option<String>, String)> {
        let version = |name: &str| new.map_or_else(|| self.today.version(name), |new| new.version(name));
        let all = old.releases().iter().chain(new.into_iter().flat_map(Lock::releases));
        let names: BTreeSet<_> = all.map(|release| &release.name).collect();
        let change = |name: &String| {
            let (then, now) = (old.version(name), version(name)?);
            (then != Some(now)).then(|| (name.clone(), then.map(str::to_owned), now.to_owned()))
        };
        let all: Vec<_> = names.into_iter().filter_map(change).collect();
        // What came along with a release is not what changed.
        let is_changed = |(_, old, _): &(String, Option<String>, String)| old.is_some();
        let changed: Vec<_> = all.iter().filter(|change| is_changed(change)).cloned().collect();
        if changed.is_empty() { all } else { changed }
    }

    /// The packages that are told of, with their releases in `lock`, or today where that is none: those that are needed, and `more`.
    pub(super) fn told(&self, lock: Option<&Lock>, more: &[String]) -> Vec<String> {
        let version = |name: &str| lock.map_or_else(|| self.today.version(name), |lock| lock.version(name));
        let names: BTreeSet<_> = self.direct.iter().chain(more).collect();
        names.into_iter().filter_map(|name| Some(format!("{name} {}", version(name)?))).collect()
    }
}

/// The package that `requirement` is about.
fn name(requirement: &str) -> String {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let requirement = requirement.trim();
    normal(requirement.split(|c| !is_of_name(c)).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_begins_with_its_name() {
        assert_eq!([" Zope.Interface [a] >= 2", "numpy<2", "six"].map(name), ["zope-interface", "numpy", "six"]);
    }
}
