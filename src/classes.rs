//! Which Java classes a gateway has in its own jars.
//!
//! A class mediator is loaded by its name when the sequence is built (wso2-synapse,
//! `ClassMediatorFactory`); an operator's class comes from a jar in `repository/components`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use walkdir::WalkDir;
use zip::ZipArchive;

use crate::model::ClassJars;
use crate::program::{Mediator, REMOVED_CLASSES, Tree};

/// Where an operator's jars lie in an API Manager home; the product's own are in `plugins` too.
const FOLDERS: [&str; 3] = ["lib", "dropins", "plugins"];

/// The jars of an API Manager home, read when the first class is asked for.
///
/// A jar inside a jar is not looked into.
#[derive(Debug)]
pub struct ClassPath {
    home: PathBuf,
    jars: OnceLock<Jars>,
}

#[derive(Debug, Default)]
struct Jars {
    /// The jar by the name of a class in it, relative to the home.
    of_class: FxHashMap<String, usize>,
    names: Vec<String>,
    unreadable: Vec<(String, String)>,
}

impl ClassPath {
    /// The jars of a home.
    pub fn of_home(home: &Path) -> Self {
        Self { home: home.to_owned(), jars: OnceLock::new() }
    }

    /// The jars of the classes that a sequence names and `stock` does not.
    pub fn jars_of(&self, tree: &Tree<'_>, stock: Option<&Tree<'_>>) -> ClassJars {
        let known: BTreeSet<&str> = stock.into_iter().flat_map(named).collect();
        let own = named(tree).filter(|c| !known.contains(c) && !REMOVED_CLASSES.contains(c));
        own.map(|class| (class.to_owned(), self.jar_of(class).map(str::to_owned))).collect()
    }

    /// The jar that has a class, relative to the home.
    pub fn jar_of(&self, class: &str) -> Option<&str> {
        let jars = self.jars.get_or_init(|| Jars::read(&self.home));
        Some(jars.names[*jars.of_class.get(class)?].as_str())
    }

    /// The jars that were looked into and are none, each with why.
    pub fn unreadable(&self) -> &[(String, String)] {
        self.jars.get().map_or(&[], |jars| &jars.unreadable)
    }
}

/// The classes that a sequence's mediators are made of.
fn named<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = &'t str> {
    tree.all().filter_map(|node| match tree.mediator(node)? {
        Mediator::Class(class) => Some(class.name.as_str()),
        _ => None,
    })
}

impl Jars {
    fn read(home: &Path) -> Self {
        let mut jars = Self::default();
        for folder in FOLDERS {
            let folder = home.join("repository/components").join(folder);
            for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok)
            {
                let is_jar =
                    entry.path().extension().is_some_and(|e| e.eq_ignore_ascii_case("jar"));
                if is_jar && !entry.file_type().is_dir() {
                    jars.add(home, entry.path());
                }
            }
        }
        jars
    }

    fn add(&mut self, home: &Path, path: &Path) {
        let name = path.strip_prefix(home).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let archive = File::open(path)
            .map_err(Into::into)
            .and_then(|file| ZipArchive::new(BufReader::new(file)));
        let archive = match archive {
            Ok(archive) => archive,
            Err(why) => return self.unreadable.push((name, why.to_string())),
        };
        let number = self.names.len();
        self.names.push(name);
        for entry in archive.file_names().filter_map(Result::ok) {
            if let Some(class) = entry.strip_suffix(".class") {
                self.of_class.entry(class.replace('/', ".")).or_insert(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    #[test]
    fn a_class_is_found_in_the_jar_that_has_it() {
        let home = tempfile::tempdir().unwrap();
        let dropins = home.path().join("repository/components/dropins");
        fs::create_dir_all(&dropins).unwrap();
        let mut jar = zip::ZipWriter::new(File::create(dropins.join("acme_1.0.0.jar")).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        jar.start_file("com/acme/Mask$Rule.class", options).unwrap();
        jar.write_all(b"\xca\xfe\xba\xbe").unwrap();
        jar.finish().unwrap();
        fs::write(dropins.join("notes.jar"), "no zip").unwrap();

        let classes = ClassPath::of_home(home.path());
        assert!(classes.unreadable().is_empty(), "nothing is read before it is needed");
        let jar = "repository/components/dropins/acme_1.0.0.jar";
        assert_eq!(classes.jar_of("com.acme.Mask$Rule"), Some(jar));
        assert_eq!(classes.jar_of("com.acme.Mask"), None);
        let unreadable: Vec<&str> = classes.unreadable().iter().map(|(jar, _)| &**jar).collect();
        assert_eq!(unreadable, ["repository/components/dropins/notes.jar"]);
    }

    #[test]
    fn a_home_without_jars_has_no_class() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(ClassPath::of_home(home.path()).jar_of("com.acme.Mask"), None);
    }
}
