//! The folders of a pack as sequences: each file is read once, and each content once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::input::{Content, Documents, InScope};
use super::names::Sorted;
use crate::companions::OwnFile;
use crate::digest::sha256;
use crate::guard::{defect, guarded};
use crate::model::{CustomKind, Scope};
use crate::pack::{Folder, Found, Pack, PlanError};
use crate::timings::Stage;
use crate::watch::Watch;

/// Reads every file of the folders that `wanted` names. Files of the same content share their
/// document.
///
/// # Errors
///
/// A single file of which nothing says which sequence it is.
pub(super) fn read_pack(
    pack: &Pack,
    wanted: impl Fn(Scope) -> bool,
    watch: &dyn Watch,
) -> Result<Vec<InScope>, PlanError> {
    let folders: Vec<&Folder> = pack.folders.iter().filter(|f| wanted(f.scope)).collect();
    let found: Vec<&Found> = folders.iter().flat_map(|f| &f.files).collect();
    watch.expect(found.len());
    let contents = contents(&found, &|| watch.one_more());
    let documents = Documents::of(&found, &contents);
    let mut contents = found.into_iter().zip(contents);
    let mut read = Vec::with_capacity(folders.len());
    for folder in folders {
        let files = contents.by_ref().take(folder.files.len());
        let Sorted { inputs, own } = match pack.kind {
            CustomKind::File => Sorted::single(files, &documents)?,
            _ => Sorted::of(files, &documents),
        };
        let publisher = match folder.scope {
            Scope::SuperTenant => pack.publisher.iter().cloned().map(OwnFile::read).collect(),
            _ => Vec::new(),
        };
        let (scope, folder) = (folder.scope, folder.path.clone());
        read.push(InScope { scope, folder, inputs, others: Vec::new(), own, publisher });
    }
    Ok(read)
}

/// Reads the files beside a single one; stock sequences that cannot be read are left out.
pub(super) fn read_beside(found: &[Found]) -> Sorted {
    let found: Vec<&Found> = found.iter().collect();
    let contents = contents(&found, &|| ());
    let documents = Documents::of(&found, &contents);
    let mut sorted = Sorted::of(found.into_iter().zip(contents), &documents);
    sorted.inputs.retain(|input| input.source().is_ok());
    sorted
}

fn contents(found: &[&Found], done: &(dyn Fn() + Sync)) -> Vec<Content> {
    let seen = Seen::default();
    let read = |found: &&Found| {
        let content = guarded(|| {
            let content = Stage::Read.timed(|| content_of(found, &seen));
            done();
            content
        });
        content.unwrap_or_else(|panicked| Err(defect(&panicked).into()))
    };
    found.par_iter().map(read).collect()
}

/// The bytes of files by their digests: of those that are the same one copy is kept.
type Seen = Mutex<HashMap<Arc<str>, Arc<[u8]>>>;

fn content_of(found: &Found, seen: &Seen) -> Content {
    let bytes = found.read()?;
    let digest = sha256(&bytes);
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((digest, bytes)) = seen.get_key_value(&*digest) {
        return Ok((Arc::clone(bytes), Arc::clone(digest)));
    }
    let digest: Arc<str> = digest.into();
    seen.insert(Arc::clone(&digest), Arc::clone(&bytes));
    Ok((bytes, digest))
}
