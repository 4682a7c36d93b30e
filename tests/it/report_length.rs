//! How long a report is, and that its three forms say and count the same.

use crate::support;

use std::fs;
use std::path::Path;

use faultgraft::model::Plan;
use faultgraft::report::Options;
use faultgraft::report::{html, markdown};
use faultgraft::stock::Release;
use serde_json::Value;
use support::home::{Home, SEQUENCES, own, tenant};
use support::run::{Done, faultgraft};

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";
const OFFLINE: &str = "\n    <filter source=\"get-property('ERROR_CODE')\" regex=\"101503\">\n        \
    <then>\n            <sequence key=\"quay_offline\"/>\n            <drop/>\n        </then>\n    \
    </filter>";
const ANSWER: &str = "<payloadFactory media-type=\"xml\"><format><q:offline \
    xmlns:q=\"urn:quay\"><q:code>$1</q:code></q:offline></format><args><arg \
    expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory><property name=\"HTTP_SC\" value=\"503\" \
    scope=\"axis2\"/><property name=\"messageType\" value=\"application/xml\" scope=\"axis2\"/>\
    <property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/><send/>";

/// Four customised files, one of which calls a sequence of the operator's own, and three tenants.
fn four_files_and_three_tenants() -> Home {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=3 {
        home.tenant(id);
    }
    let at = |file: &str| format!("{SEQUENCES}/{file}");
    let fault = home.read(&at("fault.xml")).replace(
        "<am:type>Status report</am:type>",
        "<am:type>Quay status</am:type><am:contact>gateway@quay.example</am:contact>",
    );
    home.write(&at("fault.xml"), &fault).customise(&at("fault.xml"), OFFLINE);
    home.write(&at("quay_offline.xml"), &own("quay_offline", ANSWER));
    let auth = home.read(&at("_auth_failure_handler_.xml"));
    let auth = auth.replace("value=\"application/xml\"", "value=\"application/json\"");
    home.write(&at("_auth_failure_handler_.xml"), &auth);
    let mailer = format!("\n    <class name=\"com.quay.gateway.QuotaMailer\"/>\n    {LOG}");
    home.customise(&at("_throttle_out_handler_.xml"), &mailer);
    let main = home.read(&at("main.xml")).replace("Status report", "Quay report");
    home.write(&at("main.xml"), &main.replace("value=\"403\"", "value=\"404\""));
    home
}

/// Tenants of which the first hundred have two files customised alike.
fn three_hundred_tenants() -> Home {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=300 {
        home.tenant(id);
        if id <= 100 {
            home.customise(&format!("{}/fault.xml", tenant(id)), LOG);
            home.customise(&format!("{}/_throttle_out_handler_.xml", tenant(id)), LOG);
        }
    }
    home
}

/// A new gateway that no tenant has been moved to.
fn new_home() -> Home {
    let home = Home::of(Release::V4_0_0);
    home.write("repository/conf/deployment.toml", "[server]\nhostname = \"gw\"\n");
    home
}

fn plan(args: &[&str]) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = Done::of(&mut faultgraft(here, &[&["plan"], args].concat()));
    assert_ne!(done.code, Some(2), "{}", done.stderr);
    done.text().to_owned()
}

#[test]
fn four_files_and_three_tenants_are_read_in_one_go() {
    let (old, new) = (four_files_and_three_tenants(), new_home());
    let [old, new] = [&old, &new].map(|home| home.path().to_str().unwrap());
    for target in [&[][..], &["--target", new]] {
        let args = [&[old][..], target].concat();
        let text = plan(&args);
        assert!(text.lines().count() <= 150, "{}:\n{text}", text.lines().count());
        for file in ["fault.xml", "main.xml", "_auth_failure_handler_.xml", "quay_offline.xml"] {
            assert!(text.contains(&format!("== {file}: ")), "{file}:\n{text}");
        }
        assert!(text.contains("+    <filter source=\"get-property('ERROR_CODE')\""), "{text}");
        let brief = plan(&[&args[..], &["--brief"]].concat());
        assert!(brief.lines().count() <= 40 && !brief.contains("@@"), "{brief}");
        assert!(brief.contains("listed without --brief."), "{brief}");
        let full = plan(&[&args[..], &["--full"]].concat());
        assert!(!full.contains("--full shows"), "{full}");
        assert_eq!(full.contains("+++ b/repository/tenants/1"), !target.is_empty(), "{full}");
        assert!(!text.contains("+++ b/repository/tenants/"), "{text}");
    }
}

#[test]
fn three_hundred_tenants_are_read_in_one_go() {
    let (old, new) = (three_hundred_tenants(), new_home());
    let [old, new] = [&old, &new].map(|home| home.path().to_str().unwrap());
    for target in [&[][..], &["--target", new]] {
        let text = plan(&[&[old][..], target].concat());
        assert!(text.lines().count() <= 250, "{}:\n{text}", text.lines().count());
        assert!(
            text.contains("== fault.xml of 100 tenants (1, 2, 3, 4, 5 ..): customised"),
            "{text}"
        );
    }
}

/// The parts of the report in their order, whatever the form.
const PARTS: [&str; 4] =
    ["needs you", "fault.xml", "the other files", "before you start the gateway"];

#[test]
fn every_form_has_the_same_order_and_counts() {
    let (old, new) = (four_files_and_three_tenants(), new_home());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my plan.json");
    let [old, new] = [&old, &new].map(|home| home.path().to_str().unwrap());
    let text = plan(&[old, "--target", new, "-o", file.to_str().unwrap()]);
    let plan = Plan::load(&fs::read(&file).unwrap()).unwrap();
    let options = Options { plan_file: Some(file.display().to_string()), ..Options::default() };
    let (mut page, mut note) = (Vec::new(), Vec::new());
    html::write(&plan, &options, &mut page).unwrap();
    markdown::write(&plan, &options, &mut note).unwrap();
    let [page, note] = [page, note].map(|bytes| String::from_utf8(bytes).unwrap());
    let data = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    let flat = |text: &str| text.replace(['`', '\\'], "").split_whitespace().collect::<String>();
    for form in [flat(&text), flat(&note)] {
        for said in ["verdict", "counts", "next"] {
            let said = &data["overview"][said];
            let all = said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]);
            for line in all {
                assert!(form.contains(&flat(line.as_str().unwrap())), "{line}:\n{form}");
            }
        }
        for need in data["overview"]["needs"].as_array().unwrap() {
            for answer in need["answers"].as_array().unwrap() {
                assert!(form.contains(&flat(answer[1].as_str().unwrap())), "{answer}:\n{form}");
            }
        }
        for step in data["overview"]["steps"].as_array().unwrap() {
            assert!(form.contains(&flat(step["what"].as_str().unwrap())), "{step}:\n{form}");
        }
        let heads = form.to_lowercase();
        let head = |part: &str| {
            let part = flat(part);
            let at = [format!("=={part}"), format!("###{part}")].iter().find_map(|h| heads.find(h));
            at.unwrap_or_else(|| panic!("{part}:\n{form}"))
        };
        assert!(PARTS.map(head).is_sorted(), "{form}");
    }
    assert!(text.contains("next: `faultgraft apply '"), "{text}");
}
