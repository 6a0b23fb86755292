//! Shares as pictures: a bar whose parts are the verdicts, with the same in words beside it.

use std::collections::BTreeMap;

use super::writer::Html;
use super::{grouped, head};
use crate::judge::{VERDICTS, Verdict};
use crate::report::{ClaimReport, Report};

/// Claims of each verdict.
pub(super) type Counts = BTreeMap<Verdict, usize>;

/// The sign of a verdict; it stands where colour alone would not do.
pub(super) const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "✓",
        Verdict::Wrong => "✗",
        Verdict::Stale => "↺",
        Verdict::Volatile => "≈",
        Verdict::Unreached => "⊘",
        Verdict::Skipped => "–",
        Verdict::Unverified => "?",
    }
}

pub(super) fn counts<'a>(claims: impl IntoIterator<Item = &'a ClaimReport>) -> Counts {
    let mut counts = Counts::new();
    for claim in claims {
        *counts.entry(claim.verdict).or_default() += 1;
    }
    counts
}

/// The totals: a bar, and its legend, which the script makes into switches.
pub(super) fn totals(report: &Report, html: &mut Html) {
    let summary = &report.summary;
    html.element("section", &[("class", "totals"), ("aria-labelledby", "totals")], |html| {
        html.leaf("h2", &[("id", "totals"), ("class", "unseen")], "Totals");
        bar(&summary.claims_by_verdict, html);
        html.element("ul", &[("class", "legend")], |html| {
            for verdict in VERDICTS {
                let count = head::count(summary, verdict);
                if count > 0 {
                    share(verdict.as_str(), Some(verdict), count, summary.claims, html);
                }
            }
            if summary.findings > 0 {
                share("finding", None, summary.findings, 0, html);
            }
        });
    });
    html.line();
}

fn share(word: &'static str, verdict: Option<Verdict>, count: usize, all: usize, html: &mut Html) {
    let name = if verdict.is_none() && count != 1 { "findings" } else { word };
    let number = count.to_string();
    html.element("li", &[("data-filter", word), ("data-name", name), ("data-count", &number)], |html| {
        html.leaf("span", &[("class", &format!("sign {word}")), ("aria-hidden", "true")], verdict.map_or("!", sign));
        html.blank();
        html.leaf("b", &[], &grouped(count));
        html.blank();
        html.text(name);
        if all > 0 {
            html.blank();
            html.leaf("span", &[("class", "percent")], &percent(count, all));
        }
    });
}

/// A share in percent: never 0 for something, never 100 for less than all.
fn percent(count: usize, all: usize) -> String {
    let exact = 100.0 * approximate(count) / approximate(all);
    let shown = if exact < 0.1 {
        "under 0.1".to_owned()
    } else if exact > 99.9 && count < all {
        "over 99.9".to_owned()
    } else if count == all {
        "100".to_owned()
    } else {
        format!("{exact:.1}")
    };
    format!("{shown} %")
}

fn approximate(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The least width of a part, in percent: what is there is to be seen.
const LEAST: f64 = 0.6;

/// The bar alone. Its words are those of [`words`].
pub(super) fn bar(counts: &Counts, html: &mut Html) {
    let all: usize = counts.values().sum();
    if all == 0 {
        return;
    }
    let widths = counts.iter().filter(|(_, count)| **count > 0);
    let widths: Vec<_> = widths
        .map(|(verdict, &count)| (verdict.as_str(), LEAST.max(100.0 * approximate(count) / approximate(all))))
        .collect();
    let total: f64 = widths.iter().map(|(_, width)| width).sum();
    let label = words(counts);
    let picture = [
        ("class", "bar"),
        ("viewBox", "0 0 100 1"),
        ("preserveAspectRatio", "none"),
        ("role", "img"),
        ("aria-label", &label),
    ];
    html.element("svg", &picture, |html| {
        let mut x = 0.0;
        for (class, width) in widths {
            let width = width * 100.0 / total;
            let (from, across) = (format!("{x:.2}"), format!("{width:.2}"));
            let part = [
                ("class", class),
                ("x", &from),
                ("width", &across),
                ("height", "1"),
                ("vector-effect", "non-scaling-stroke"),
            ];
            html.element("rect", &part, |_| {});
            x += width;
        }
    });
}

/// `12 claims: 10 confirmed, 2 wrong`
pub(super) fn words(counts: &Counts) -> String {
    let told = counts.iter().filter(|(_, count)| **count > 0);
    let told: Vec<_> = told.map(|(verdict, &count)| format!("{} {}", grouped(count), verdict.as_str())).collect();
    let all = counts.values().sum();
    if told.is_empty() {
        "no claims".to_owned()
    } else {
        format!("{}: {}", super::counted(all, "claim"), told.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        assert_eq!(percent(1, 10_000), "under 0.1 %");
        assert_eq!(percent(9999, 10_000), "over 99.9 %");
        assert_eq!((percent(1, 3).as_str(), percent(3, 3).as_str()), ("33.3 %", "100 %"));
    }
}
