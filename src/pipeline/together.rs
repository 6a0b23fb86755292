//! Small documents are checked together: their examples share interpreters where that is safe, and a batch of one document
//! would often be a small one.

use rayon::prelude::*;

use super::enough::Enough;
use super::forgotten::Forgotten;
use super::job::Job;
use super::order::{self, Numbered};
use super::page::{Page, Prepared};
use super::{Check, batch, kept, recovering, sorted};
use crate::crash;
use crate::discover::{File, Files};
use crate::document::Document;
use crate::example::Example;
use crate::report::{DocumentReport, Failure};

/// The reports on `files` with their numbers, in their order, and what went wrong.
pub(super) fn all(
    check: &Check<'_>,
    job: &Job<'_>,
    files: &Files,
    (enough, forgotten): (&Enough<'_>, &Forgotten),
) -> (Vec<Option<(usize, DocumentReport)>>, Vec<Failure>) {
    let progress = job.progress;
    progress.begin(files.len());
    let groups = order::groups(files, check.settings.jobs, enough.order());
    let tell = |index: usize, result: Result<DocumentReport, Failure>| {
        let result = result.map(|document| job.with_known(document));
        progress.checked(index, result.as_ref());
        enough.count(index, result.as_ref().ok());
        result.map(|document| Some((index, forgotten.unless_fine(document)?)))
    };
    let checked = groups.par_bridge().flat_map_iter(|group| {
        let done = match &group[..] {
            [(index, _)] if enough.is_before(*index) => vec![(*index, Ok(None))],
            [(index, file)] => {
                let check = Check { halt: enough.halt(*index), ..check.clone() };
                vec![(*index, tell(*index, recovering(file, || check.file(file))))]
            }
            group => together(check, group, &tell),
        };
        done.iter().for_each(|_| progress.document_done());
        done
    });
    sorted(checked.filter(|(_, result)| !matches!(result, Ok(None))).collect())
}

/// Checks the files of `group`, and gives for each what `tell` makes of its report. Those that start nothing are done first, one
/// after the other, so that only what waits for others is kept.
fn together<T: Send>(
    check: &Check<'_>,
    group: &[Numbered],
    tell: &(impl Fn(usize, Result<DocumentReport, Failure>) -> T + Sync),
) -> Vec<(usize, T)> {
    let recall = |(index, file): &Numbered| Some((*index, tell(*index, recalled(check, file)?)));
    let (mut done, mut rest) = (Vec::new(), Vec::new());
    for one in group {
        match recall(one) {
            Some(told) => done.push(told),
            None => rest.push(one),
        }
    }
    done.extend(run_together(check, &rest, tell));
    done
}

/// The report on `file`, if all that runs there is stored.
fn recalled(check: &Check<'_>, file: &File) -> Option<Result<DocumentReport, Failure>> {
    if !kept::is_stored(check, file) {
        return None;
    }
    let work = || {
        let document = check.read(file)?;
        let page = Page::of(check, &document, file);
        let examples = page.examples();
        let prepared = Prepared::of(check, &page, &examples, file)?;
        let checked = batch::is_recalled(&prepared).then(|| prepared.checked(check, file, |_| ()));
        Ok(checked.transpose()?.map(|(report, _)| report))
    };
    // What goes wrong does so again.
    recovering(file, work).ok().flatten().map(Ok)
}

/// The same for files of which something runs.
fn run_together<T: Send>(
    check: &Check<'_>,
    group: &[&Numbered],
    tell: &(impl Fn(usize, Result<DocumentReport, Failure>) -> T + Sync),
) -> Vec<(usize, T)> {
    let of_each = || group.iter().map(|(_, file)| file);
    let documents: Vec<_> = of_each().map(|file| recovering(file, || check.read(file))).collect();
    let pages: Vec<_> = of_each().zip(&documents).map(|(file, document)| page(check, document, file)).collect();
    let examples: Vec<_> = pages.iter().map(|page| page.as_ref().map(Page::examples).unwrap_or_default()).collect();
    let prepare = |((file, page), examples)| prepared(check, page, examples, file);
    let prepared: Vec<_> = of_each().zip(&pages).zip(examples.iter().map(Vec::as_slice)).map(prepare).collect();
    // Whatever is the matter meets the documents one by one, too.
    let _ = crash::guarded(|| batch::run_ahead(&prepared.iter().flatten().collect::<Vec<_>>()));
    let finished = group.par_iter().zip(prepared).map(|((index, file), prepared)| {
        let checked = recovering(file, || Ok(prepared?.checked(check, file, |_| ())?.0));
        (*index, tell(*index, checked))
    });
    finished.collect()
}

fn page<'d>(check: &Check<'_>, document: &'d Result<Document, Failure>, file: &File) -> Result<Page<'d>, Failure> {
    let document = document.as_ref().map_err(Failure::clone)?;
    recovering(file, || Ok(Page::of(check, document, file)))
}

fn prepared<'p>(
    check: &Check<'p>,
    page: &'p Result<Page<'p>, Failure>,
    examples: &'p [&'p Example],
    file: &File,
) -> Result<Prepared<'p>, Failure> {
    let page = page.as_ref().map_err(Failure::clone)?;
    recovering(file, || Prepared::of(check, page, examples, file).inspect(Prepared::expect_runs))
}
