//! What fuzzing begins with: the fixtures and what releases ship, in the form of each target.

use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::plan::{PlanRequest, plan};
use faultgraft::saved;
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::{Document, NodeKind};

/// The folder of the fixtures: beside this crate, or in the one whose tests these are.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [here.join("fixtures"), here.join("../fixtures")];
    places.into_iter().find(|place| place.is_dir()).expect("the fixtures")
}

/// The files below a folder, in order.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let of = |path: PathBuf| if path.is_dir() { below(&path) } else { vec![path] };
    paths.into_iter().flat_map(of).collect()
}

fn xml_files() -> Vec<PathBuf> {
    let mut all = below(&root());
    all.retain(|path| !path.ends_with("case.toml") && path.extension().is_none_or(|e| e != "json"));
    all
}

pub fn files() -> Vec<Vec<u8>> {
    let shipped = stock::all().iter().map(|stock| stock.text.as_bytes().to_vec());
    let of_fixtures = xml_files().into_iter().map(|path| fs::read(path).expect("a fixture"));
    let forms = [
        "\u{FEFF}<a>\r\n<b c='&#10;&amp;'/>\r</a>\n",
        "<?xml version='1.0' encoding='UTF-8'?>\n<a xmlns:b='urn:b'><b:c b:d=\"e\"/><![CDATA[f]]></a>",
        "<!-- a --><?b c?><d e=\"&lt;\">f&gt;<!-- g --></d>",
        "<a {{ b }}=\"{{ c }}\">{% if d %}<e/>{% endif %}</a>",
    ];
    let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>".to_vec();
    let utf16: Vec<u8> = "\u{FEFF}<a b='é'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let others = forms.iter().map(|text| text.as_bytes().to_vec()).chain([latin, utf16]);
    // Those that say little more than others are left out: the stages behind have them.
    others.chain(shipped.step_by(5)).chain(of_fixtures.step_by(3)).collect()
}

/// Which sequence a fixture is of.
fn sequence_of(path: &Path) -> Option<SequenceName> {
    let folder = path.strip_prefix(root()).ok()?.components().next()?;
    let folder = folder.as_os_str().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is = |name: &&SequenceName| {
        let plain = name.stem().trim_matches('_');
        plain == folder || plain == stem.trim_matches('_')
    };
    SequenceName::ALL.iter().find(is).copied()
}

/// The release that a fixture says its base is.
fn release_of(folder: &Path, key: &str) -> Option<String> {
    let case = fs::read_to_string(folder.join("case.toml")).ok()?;
    let case: toml::Table = toml::from_str(&case).ok()?;
    Some(case.get(key)?.as_str()?.to_owned())
}

pub fn sequences() -> Vec<Vec<u8>> {
    let one = |path: PathBuf| {
        let folder = path.parent()?;
        let sequence = sequence_of(&path).unwrap_or(SequenceName::Fault);
        let from = release_of(folder, "base").unwrap_or_else(|| "3.2.0".to_owned());
        let to = release_of(folder, "target").unwrap_or_else(|| "4.0.0".to_owned());
        let head = format!("# {} {from} {to}\n", sequence.stem()).into_bytes();
        let side = |name: &str| fs::read(folder.join(name)).ok();
        let custom = fs::read(&path).ok()?;
        let given = [side("base.xml"), Some(custom), side("target.xml")];
        let sides: Vec<Vec<u8>> = given.into_iter().flatten().collect();
        Some([head, sides.join(&0)].concat())
    };
    let ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.ends_with(".xml") && !["base.xml", "target.xml", "expected.xml"].contains(&&*name)
    };
    xml_files().into_iter().filter(ours).filter_map(one).collect()
}

pub fn versions() -> Vec<Vec<u8>> {
    let with_sides = |seed: Vec<u8>| {
        let input = super::input::Input::of(&seed);
        let shipped = |release| stock::get(input.sequence, release).map(|s| s.text.as_bytes());
        let (base, target) = (shipped(input.from)?, shipped(input.to)?);
        let head = format!(
            "# {} {} {}\n",
            input.sequence.stem(),
            input.from.version(),
            input.to.version()
        );
        let sides = [base, input.documents[0], target].join(&0);
        Some([head.into_bytes(), sides].concat())
    };
    let some = sequences().into_iter().step_by(2);
    some.filter(|seed| !seed.contains(&0)).filter_map(with_sides).collect()
}

/// The payloads in files, and texts like them.
pub fn payloads() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        r#"{"code":"$1","type":"Status report","message":"$2","more":[1,-2.5e3,true,null,{"a":$3}]}"#,
        "{\"a\":\"1\"}\0{\"b\":\"1\",\"a\":\"$1 \\u0041\\n\"}",
        r#"[]"#,
        r#"  $1 "#,
        r#"{"a":-$1,"b":$2.5,"c":"$ctx:X"}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    for path in xml_files() {
        let Some(doc) = fs::read(path).ok().and_then(|bytes| Document::read(&bytes).ok()) else {
            continue;
        };
        for format in doc.descendants(doc.root()).filter(|&n| doc.kind(n) == NodeKind::Element) {
            if doc.local_name(format) == "format" {
                let inner = match doc.child_elements(format).next() {
                    Some(payload) => doc.slice(doc.node(payload).span).to_owned(),
                    None => doc.own_text(format).into_owned(),
                };
                all.push(inner.into_bytes());
            }
        }
    }
    all.sort();
    all.dedup();
    // Beside each the next one, as another version of it.
    let pairs: Vec<Vec<u8>> = all.windows(2).step_by(4).map(|pair| pair.join(&0)).collect();
    all.into_iter().chain(pairs).collect()
}

/// All that stands in attributes which are expressions or patterns.
pub fn expressions() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for path in xml_files() {
        let Some(doc) = fs::read(path).ok().and_then(|bytes| Document::read(&bytes).ok()) else {
            continue;
        };
        for element in doc.descendants(doc.root()).filter(|&n| doc.kind(n) == NodeKind::Element) {
            for name in ["expression", "xpath", "source", "regex"] {
                let found = doc.find_attribute(element, name);
                all.extend(found.map(|a| doc.attribute_value(a).into_owned().into_bytes()));
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Saved plans: the one among the fixtures, and those of some of the others.
pub fn plans() -> Vec<Vec<u8>> {
    let folder = root();
    let mut all: Vec<Vec<u8>> = below(&folder.join("plans"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .map(|path| fs::read(path).expect("a fixture"))
        .collect();
    let cases = [
        "fault/ten-args",
        "main/edits-inside-out",
        "fault/method-filter-changed-on-both-sides",
        "installations/kessel-answers-by-client/sequences",
    ];
    for case in cases {
        let given = folder.join(case);
        let named = tempfile::tempdir().expect("a folder for temporary files");
        let custom = given.join("custom.xml");
        let custom = match custom.exists() {
            false => given,
            true => {
                let sequence = sequence_of(&custom).expect("the folder of a sequence");
                fs::copy(&custom, named.path().join(sequence.file_name())).expect("a file");
                named.path().to_owned()
            }
        };
        let request = PlanRequest { custom, ..PlanRequest::default() };
        let plan = plan(&request).unwrap_or_else(|e| panic!("{case}: {}", e.message));
        let mut written = Vec::new();
        saved::write(&plan, &mut written).expect("written to memory");
        all.push(written);
    }
    all
}

/// Zips, written as lines and as such.
pub fn archives() -> Vec<Vec<u8>> {
    let fault = stock::get(SequenceName::Fault, Release::V3_2_0).expect("3.2.0 ships it").text;
    let fault = fault.replace(['\n', '\r'], " ");
    let home = "wso2am-3.2.0/repository/deployment/server/synapse-configs/default/sequences";
    let recipes = [
        format!("{home}/fault.xml 1 {fault}\n{home}/own.xml 1 <sequence/>\nwso2am-3.2.0/bin/wso2carbon-version.txt 1 WSO2 API Manager v3.2.0\n"),
        format!("fault.xml 1 {fault}\n_auth_failure_handler_.xml 1000 <a/>\n"),
        "a/fault.xml 100000 <sequence>                                   </sequence>\nb/c/ 1 \nx@ 1 /etc/passwd\n".to_owned(),
        format!("{home}/fault.xml 1 {fault}\nwso2am-3.2.0/repository/conf/deployment.toml 1 [apim.sync_runtime_artifacts.gateway.skip_list]\nwso2am-3.2.0/repository/components/lib/own.jar 1 PK\n"),
        "../fault.xml 1 <sequence/>\n".to_owned(),
        "fault.xml 1 <a/>\nfault.xml/ 1 \nC:/x.xml 1 x\n".to_owned(),
    ];
    let recipes = recipes.map(String::into_bytes);
    let zips: Vec<Vec<u8>> = recipes.iter().map(|recipe| super::zip::packed(recipe)).collect();
    recipes.into_iter().chain(zips).collect()
}

pub fn configurations() -> Vec<Vec<u8>> {
    [
        "[server]\nhostname = \"gw\"\n",
        "[apim.sync_runtime_artifacts.gateway.skip_list]\napis = [\"x.xml\"]\nsequences = [\n  \"a.xml\",\n]\n",
        "\n[apim.sync_runtime_artifacts.gateway]\nenable = true\nskip_list.apis = [\"x.xml\"]\n",
        "[apim.sync_runtime_artifacts.gateway]\nskip_list = { apis = [], sequences = [\"a.xml\"] }\n",
        "apim.sync_runtime_artifacts.gateway.skip_list.sequences = [\"a.xml\"] # all\n",
        "[apim]\n[apim.sync_runtime_artifacts]\n[apim.sync_runtime_artifacts.gateway.skip_list]\n",
        "[[apim.gateway.environment]]\nname = \"Production\"\nservice_url = \"https://x/\"\n\n[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = ['two.xml', \"own \\\"one\\\".xml\"]\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}
