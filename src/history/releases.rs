//! What is told of a claim that the release of a package broke.

use super::Evidence;

/// Packages that are told in a sentence.
const MOST: usize = 3;

impl Evidence {
    /// With which releases it was right, and which changed it.
    pub(super) fn changed_by_package(&self) -> Option<String> {
        let held = self.holds.last()?;
        let of_python = format!("{} on Python {}", list(&held.packages), held.python);
        let Some(changed_in) = &self.changed_in else {
            return Some(format!(
                "it was right with {of_python}; a later release of a package or of Python changed it"
            ));
        };
        let changes: Vec<_> = changed_in.split(", ").filter_map(|change| change.split_once(' ')).collect();
        let before = |(name, _): &(&str, &str)| {
            held.packages.iter().find(|package| package.split_once(' ').is_some_and(|(own, _)| own == *name)).cloned()
        };
        let held = list(&changes.iter().filter_map(before).collect::<Vec<_>>());
        let held = if held.is_empty() { of_python } else { held };
        let is_range = changes.iter().any(|(_, version)| version.contains(".."));
        let last = |(name, version): &(&str, &str)| {
            format!("{name} {}", version.split_once("..").map_or(*version, |(_, last)| last))
        };
        let later: Vec<_> = changes.iter().map(last).collect();
        Some(match (is_range, later.len()) {
            (false, _) => format!("it was right with {held}; {} changed it", list(&later)),
            (true, 1) => format!("it was right with {held}; a later release, up to {}, changed it", later[0]),
            (true, _) => format!("it was right with {held}; later releases, up to {}, changed it", list(&later)),
        })
    }

    /// Which releases it needs that are not here.
    pub(super) fn ahead_by_package(&self) -> Option<String> {
        let packages = &self.holds.first()?.packages;
        let named = list(packages);
        Some(match packages.len() {
            1 => format!("{named} prints what is documented, and the release here does not yet"),
            _ => format!("{named} print what is documented, and the releases here do not yet"),
        })
    }
}

/// `names` as a person lists them; not all if there are many.
fn list(names: &[String]) -> String {
    let (shown, rest) = names.split_at(names.len().min(MOST));
    match (shown, rest.len()) {
        ([], _) => String::new(),
        ([one], _) => one.clone(),
        ([before @ .., last], 0) => format!("{} and {last}", before.join(", ")),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Biography, Seen, Tried, Witness, witnesses};
    use super::*;
    use crate::settings::evidence::EvidenceKind;

    fn told(biography: Biography, packages: &[&str], changed_in: Option<&str>) -> String {
        let packages = packages.iter().map(|&package| package.to_owned()).collect();
        let at = Some(Witness { packages, ..Witness::on("3.11.7") });
        let tried = vec![Tried { kind: EvidenceKind::Packages, at, outcome: Seen::Holds, reason: None }];
        let (holds, kind) = (witnesses(&tried, Seen::Holds), Some(EvidenceKind::Packages));
        let changed_in = changed_in.map(str::to_owned);
        Evidence { biography, kind, holds, changed_in, ..Evidence::unknown(tried) }.sentence().unwrap_or_default()
    }

    #[test]
    fn the_release_that_broke_it_is_told_with_the_one_before() {
        let broken = |packages: &[&str], changed_in| told(Biography::Package, packages, changed_in);
        for (packages, changed_in, expected) in [
            (&["numpy 1.26.4"][..], Some("numpy 2.0.0"), "it was right with numpy 1.26.4; numpy 2.0.0 changed it"),
            (
                &["pandas 2.2.2", "numpy 1.26.4"],
                Some("numpy 2.0.0"),
                "it was right with numpy 1.26.4; numpy 2.0.0 changed it",
            ),
            (
                &["numpy 1.24.3"],
                Some("numpy 1.24.3..2.1.0"),
                "it was right with numpy 1.24.3; a later release, up to numpy 2.1.0, changed it",
            ),
            (
                &["a 1", "b 1"],
                Some("a 1..3, b 1..2"),
                "it was right with a 1 and b 1; later releases, up to a 3 and b 2, changed it",
            ),
            (
                &["numpy 1.16.6"],
                None,
                "it was right with numpy 1.16.6 on Python 3.11.7; a later release of a package or of Python changed it",
            ),
        ] {
            assert_eq!(broken(packages, changed_in), expected);
        }
    }

    #[test]
    fn what_needs_a_later_release_says_which() {
        let ahead = |packages: &[&str]| told(Biography::Ahead, packages, None);
        assert_eq!(ahead(&["a 2"]), "a 2 prints what is documented, and the release here does not yet");
        assert_eq!(ahead(&["a 2", "b 2"]), "a 2 and b 2 print what is documented, and the releases here do not yet");
    }

    #[test]
    fn long_lists_are_cut() {
        let names: Vec<_> = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_eq!([&names[..0], &names[..1], &names[..2]].map(list), ["", "a", "a and b"]);
        assert_eq!([&names[..3], &names].map(list), ["a, b and c", "a, b, c and 2 more"]);
    }
}
