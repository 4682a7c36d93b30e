//! Which Java classes a gateway has in its own jars.
//!
//! A class mediator is loaded by its name when the sequence is built (wso2-synapse,
//! `ClassMediatorFactory`); an operator's class comes from a jar in `repository/components`.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use zip::ZipArchive;

use crate::model::{ClassJar, ClassJars, Finding, Severity};
use crate::pack::{Bytes, Files};
use crate::program::{Mediator, REMOVED_CLASSES, Tree};
use crate::rules::code;

/// Where an operator puts jars in an API Manager home: these are looked into first.
const OWN: [&str; 2] = ["repository/components/lib", "repository/components/dropins"];

/// Where all jars lie from which the gateway loads mediators; there are more than a thousand.
const ALL: [&str; 2] = ["repository/components", "lib"];

/// A jar inside a jar is read into memory; none that holds mediators is larger.
const LARGEST_INNER: u64 = 256 << 20;

/// How far jars in jars are followed: no class loader goes further, and a jar may hold itself.
const DEEPEST: usize = 2;

/// The jars of an API Manager home, read when the first class is asked for; with the jars in them,
/// which a bundle loads classes from too (`Bundle-ClassPath`).
#[derive(Debug)]
pub struct ClassPath {
    files: Files,
    own: OnceLock<Jars>,
    all: OnceLock<Jars>,
    /// The jars of the old gateway, from which a class that is missing can be taken.
    old: Option<Box<ClassPath>>,
}

#[derive(Debug, Default)]
struct Jars {
    /// The jar by the name of a class in it, relative to the home.
    of_class: FxHashMap<String, usize>,
    names: Vec<String>,
    findings: Vec<Finding>,
}

impl ClassPath {
    /// The jars of a home.
    pub fn of(files: Files) -> Self {
        Self { files, own: OnceLock::new(), all: OnceLock::new(), old: None }
    }

    /// The same, with the home that it is upgraded from.
    #[must_use]
    pub fn upgraded_from(self, old: Option<Files>) -> Self {
        Self { old: old.map(|files| Box::new(Self::of(files))), ..self }
    }

    /// The jars of the classes that a sequence names and `stock` does not; without those of which
    /// nobody can say, since jars may not be read or there is none at all.
    pub fn jars_of(&self, tree: &Tree<'_>, stock: Option<&Tree<'_>>) -> ClassJars {
        let known: BTreeSet<&str> = stock.into_iter().flat_map(named).collect();
        let own = named(tree).filter(|c| !known.contains(c) && !REMOVED_CLASSES.contains(c));
        let jar = |class: &str| Some((class.to_owned(), self.place_of(class)?));
        own.filter_map(jar).collect()
    }

    /// Where the gateways have a class; none where nobody can say whether the new one does.
    fn place_of(&self, class: &str) -> Option<ClassJar> {
        if let Some(jar) = self.jar_of(class)? {
            return Some(ClassJar::New(jar.to_owned()));
        }
        let old = self.old.as_ref().and_then(|old| old.jar_of(class).flatten());
        Some(old.map_or(ClassJar::Nowhere, |old| ClassJar::Old { old: old.to_owned() }))
    }

    /// The jar that has a class, relative to the home; the inner none where it is in no jar, the
    /// outer one where nobody can say.
    pub fn jar_of(&self, class: &str) -> Option<Option<&str>> {
        let own = self.own.get_or_init(|| Jars::read(&self.files, &OWN, &[]));
        if let Some(jar) = own.jar_of(class) {
            return Some(Some(jar));
        }
        let all = self.all.get_or_init(|| Jars::read(&self.files, &ALL, &OWN));
        let found = all.jar_of(class);
        let has_jars = !own.names.is_empty() || !all.names.is_empty();
        let is_known = has_jars && !self.findings().any(Finding::is_unreadable);
        (found.is_some() || is_known).then_some(found)
    }

    /// What of the jars that were looked into may not be read, or is none.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let read = self.own.get().into_iter().chain(self.all.get());
        read.flat_map(|jars| &jars.findings)
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
    /// Those below some folders and not below others.
    fn read(files: &Files, folders: &[&str], without: &[&str]) -> Self {
        let mut jars = Self::default();
        let is_read = |path: &str| {
            let is_in = |folder: &str| path == folder || path.starts_with(&format!("{folder}/"));
            without.iter().any(|folder| is_in(folder))
        };
        for folder in folders {
            let (found, unread) = files.below(folder, ".jar");
            let is_new = |f: &Finding| !f.path.as_deref().is_some_and(is_read);
            jars.findings.extend(unread.into_iter().filter(is_new));
            for jar in found.iter().filter(|jar| !is_read(jar)) {
                match files.open(jar) {
                    Ok(bytes) => jars.add(jar, BufReader::new(bytes), 0),
                    Err(why) => jars.findings.push(why),
                }
            }
        }
        jars
    }

    fn jar_of(&self, class: &str) -> Option<&str> {
        Some(self.names[*self.of_class.get(class)?].as_str())
    }

    /// Adds a jar and the jars in it.
    fn add(&mut self, name: &str, bytes: impl Read + Seek, depth: usize) {
        // As a trait object: each depth would be a function of its own otherwise, without end.
        let bytes: Box<dyn Bytes + '_> = Box::new(bytes);
        let mut archive = match ZipArchive::new(bytes) {
            Ok(archive) => archive,
            Err(why) => return self.is_none(name, &why.to_string()),
        };
        let number = self.names.len();
        self.names.push(name.to_owned());
        let mut inner = Vec::new();
        for entry in archive.file_names().filter_map(Result::ok) {
            let entry: &str = &entry;
            match entry.strip_suffix(".class") {
                Some(class) => {
                    self.of_class.entry(class.replace('/', ".")).or_insert(number);
                }
                None if entry.ends_with(".jar") && depth < DEEPEST => {
                    inner.push(String::from(entry))
                }
                None => {}
            }
        }
        for path in inner {
            let mut bytes = Vec::new();
            let read = archive.by_name(&path).map_err(io::Error::from);
            let read = read.and_then(|jar| jar.take(LARGEST_INNER).read_to_end(&mut bytes));
            let name = format!("{name}!/{path}");
            match read {
                Ok(_) => self.add(&name, Cursor::new(bytes), depth + 1),
                Err(why) => self.is_none(&name, &why.to_string()),
            }
        }
    }

    fn is_none(&mut self, jar: &str, why: &str) {
        let message = format!("{jar} cannot be read as a jar: {why}");
        let mut finding = code::BAD_JAR.finding(Severity::Warning, message, None);
        finding.path = Some(jar.to_owned());
        self.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::pack::Pack;

    const DROPINS: &str = "repository/components/dropins";

    /// A jar with files in it.
    fn jar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut jar = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            jar.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            jar.write_all(bytes).unwrap();
        }
        jar.finish().unwrap().into_inner()
    }

    /// The jars of a home with those files.
    fn class_path(home: &Path, files: &[(&str, &[u8])]) -> ClassPath {
        let main: (&str, &[u8]) =
            ("repository/resources/apim-synapse-config/main.xml", b"<sequence/>");
        for (name, bytes) in files.iter().chain([&main]) {
            let path = home.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        ClassPath::of(Pack::open(home).unwrap().files().unwrap())
    }

    #[test]
    fn a_class_is_found_in_the_jar_that_has_it() {
        let home = tempfile::tempdir().unwrap();
        let inner = jar(&[("com/acme/Inner.class", b"")]);
        let acme = jar(&[("com/acme/Mask$Rule.class", b""), ("lib/inner.jar", &inner)]);
        let product = jar(&[("org/product/Own.class", b"")]);
        let classes = class_path(
            home.path(),
            &[
                (&format!("{DROPINS}/acme_1.0.0.jar"), &acme),
                (&format!("{DROPINS}/notes.jar"), b"no zip"),
                ("repository/components/plugins/product.jar", &product),
            ],
        );
        assert_eq!(classes.findings().count(), 0, "nothing is read before it is needed");
        let acme = "repository/components/dropins/acme_1.0.0.jar";
        assert_eq!(classes.jar_of("com.acme.Mask$Rule"), Some(Some(acme)));
        assert_eq!(
            classes.jar_of("com.acme.Inner"),
            Some(Some(&*format!("{acme}!/lib/inner.jar")))
        );
        let product = "repository/components/plugins/product.jar";
        assert_eq!(classes.jar_of("org.product.Own"), Some(Some(product)));
        assert_eq!(classes.jar_of("com.acme.Mask"), Some(None));
        let bad: Vec<_> = classes.findings().map(|f| f.path.as_deref()).collect();
        assert_eq!(bad, [Some("repository/components/dropins/notes.jar")]);
    }

    #[test]
    fn of_a_home_without_jars_no_class_is_known() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(class_path(home.path(), &[]).jar_of("com.acme.Mask"), None);
    }
}
