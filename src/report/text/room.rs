//! How much of its diff each file shows, so that the whole report is read in one go.

use std::io;

use super::super::{
    overview::{Detail, Overview},
    page::Page,
};
use super::Report;

/// A report of more lines is not read at a terminal.
const MOST: usize = 150;

/// Lines of the parts around the told files that are not counted: the heading and the verdict.
const AROUND: usize = 14;

/// A diff of no more lines is shown whatever room there is, and no diff is cut to fewer.
const LEAST: usize = 7;

/// The told files and what follows them, each diff with its share of the lines that are left.
pub(super) fn told(
    overview: &Overview<'_>,
    width: usize,
    after: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let report = Report { plan: overview.plan, target: overview.release.clone() };
    let is_full = overview.detail == Detail::Full;
    let mut parts: Vec<Section> = Vec::new();
    for folded in &overview.told {
        let few = overview.told.len() > 2 && !is_full;
        let mut part = Section::default();
        report.file(folded, few, &mut Page::new(&mut part.text, width))?;
        report.diff(folded.first, overview.detail, &mut Page::new(&mut part.diff, width))?;
        report.changes(folded.first, &mut Page::new(&mut part.changes, width))?;
        parts.push(part);
    }
    let mut end = Vec::new();
    after(&mut Page::new(&mut end, width))?;
    let needs: usize = overview.needs.iter().map(|need| 2 + need.answers.len()).sum();
    let texts: usize = parts.iter().map(|part| lines(&part.text)).sum();
    let room = MOST.saturating_sub(AROUND + needs + texts + lines(&end) + parts.len());
    let diffs: usize = parts.iter().map(|part| lines(&part.diff)).sum();
    let is_whole = is_full || parts.len() == 1 || diffs <= room;
    let shown: Vec<&[u8]> =
        parts.iter().map(|part| if is_whole { &*part.diff } else { &*part.changes }).collect();
    let sizes: Vec<usize> = shown.iter().map(|diff| lines(diff)).collect();
    let shares = if is_whole { sizes } else { shares(&sizes, room) };
    let mut all = Vec::new();
    for ((part, shown), share) in parts.iter().zip(shown).zip(shares) {
        all.extend(&part.text);
        cut(shown, share, &mut Page::new(&mut all, width))?;
    }
    all.extend(end);
    Ok(all)
}

/// A file being told: all but its diff, its diff, and only what that changes.
#[derive(Default)]
struct Section {
    text: Vec<u8>,
    diff: Vec<u8>,
    changes: Vec<u8>,
}

fn lines(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte == b'\n').count()
}

/// How many lines each of some diffs gets of `room`: what is small is shown as a whole, and leaves
/// the more to the others.
fn shares(sizes: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| sizes[at]);
    let (mut shares, mut room) = (vec![0; sizes.len()], room);
    for (done, &at) in order.iter().enumerate() {
        let share = sizes[at].min((room / (sizes.len() - done)).max(LEAST));
        shares[at] = if share == sizes[at] || share > LEAST { share } else { 0 };
        room = room.saturating_sub(shares[at]);
    }
    shares
}

/// The first lines of a diff, and how many more there are.
fn cut(diff: &[u8], most: usize, page: &mut Page<'_>) -> io::Result<()> {
    let all = lines(diff);
    // To say that one line is missing takes as much room as that line.
    let most = if most > 0 && most + 1 == all { all } else { most };
    let shown: Vec<u8> =
        diff.split_inclusive(|&byte| byte == b'\n').take(most).flatten().copied().collect();
    page.styled(&shown)?;
    match (all - most.min(all), most) {
        (0, _) => Ok(()),
        (n, 0) => page.faint(&format!("   its diff has {n} lines: --full shows it")),
        (n, _) => page.faint(&format!("   .. {n} more lines: --full shows them")),
    }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn small_diffs_leave_their_share_to_the_others() {
        assert_eq!(shares(&[5, 100, 10], 60), [5, 45, 10]);
        assert_eq!(shares(&[5, 100, 50], 60), [5, 28, 27]);
        assert_eq!(shares(&[100, 100], 10), [0, 10]);
        assert_eq!(shares(&[3, 100], 0), [3, 0]);
    }
}
