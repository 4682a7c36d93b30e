//! The files of a home beside its sequences: its configuration and its jars.

use std::sync::Arc;

use super::source::{Bytes, Source, joined};
use super::there::There;
use crate::model::Finding;

/// Links may lead in a circle; no folder of a home lies deeper.
const DEEPEST: usize = 12;

/// The files of a home, on disk or packed.
#[derive(Debug, Clone)]
pub struct Files(pub(super) Arc<Source>);

impl Files {
    /// The text of a file; none where the file does not exist.
    ///
    /// # Errors
    ///
    /// Why it may not be read.
    pub fn text(&self, relative: &str) -> Result<Option<String>, Finding> {
        self.0.text(relative)
    }

    /// A file, to be read from anywhere in it.
    ///
    /// # Errors
    ///
    /// Why it may not be read.
    pub(crate) fn open(&self, relative: &str) -> Result<Box<dyn Bytes>, Finding> {
        self.0.open_file(relative)
    }

    /// The files below a folder whose names end so, by path; and what may not be read there.
    pub(crate) fn below(&self, folder: &str, ending: &str) -> (Vec<String>, Vec<Finding>) {
        let (mut files, mut unread) = (Vec::new(), Vec::new());
        let mut open = match self.0.look(folder) {
            There::Folder => vec![(folder.to_owned(), 0)],
            There::Unreadable(why) => return (files, vec![why]),
            There::Nothing | There::File => Vec::new(),
        };
        while let Some((folder, depth)) = open.pop() {
            let entries = self.0.entries(&folder).unwrap_or_else(|why| {
                unread.push(why);
                Vec::new()
            });
            for (name, there) in entries {
                let path = joined(&folder, &name);
                match there {
                    There::Folder if depth < DEEPEST => open.push((path, depth + 1)),
                    There::File if name.to_lowercase().ends_with(ending) => files.push(path),
                    There::Unreadable(why) => unread.push(why),
                    _ => {}
                }
            }
        }
        files.sort();
        (files, unread)
    }
}
