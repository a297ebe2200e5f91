//! Dependencies keep to `deny.toml`, as far as it can be checked without a network: licences, sources, bans, features
//! and versions. `cargo deny check` in CI also checks advisories, and the crates of other systems.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use dixa_tests::project::{root, source};
use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};
use toml::Table;

/// What `deny.toml` allows.
struct Policy {
    licences: Vec<Licensee>,
    /// The licences that are allowed for one crate.
    exceptions: Vec<(String, Vec<Licensee>)>,
    registries: Vec<String>,
    bans: Vec<Ban>,
    features: Vec<(String, Vec<String>)>,
}

/// A crate that only these crates may depend on.
struct Ban {
    banned: String,
    wrappers: Vec<String>,
}

#[test]
fn every_dependency_keeps_to_the_policy() {
    let (policy, metadata) = (Policy::of(&source("deny.toml").text), metadata(&root()));
    let mut problems = policy.licence_problems(&metadata);
    problems.extend(policy.feature_problems(&metadata));
    problems.extend(wildcard_problems(&metadata));
    problems.extend(policy.lock_problems(&source("Cargo.lock").text));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn a_licence_must_be_met_by_what_is_allowed() {
    let policy = Policy::of("[licenses]\nallow = [\"MIT\", \"ISC\", \"Apache-2.0 WITH LLVM-exception\"]");
    let problems = |licence: Value| {
        let package = serde_json::json!({ "name": "thing", "version": "1.2.3", "license": licence });
        policy.licence_problems(&serde_json::json!({ "packages": [package] })).join("\n")
    };
    for allowed in ["MIT", "MIT OR GPL-3.0-only", "MIT AND ISC", "GPL-2.0-only/MIT", "Apache-2.0 WITH LLVM-exception"] {
        assert_eq!(problems(allowed.into()), "", "{allowed}");
    }
    for denied in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0", "(ISC OR MIT) AND Zlib"] {
        let problem = problems(denied.into());
        assert!(problem.starts_with(&format!("thing 1.2.3: the licence `{denied}` is not allowed")), "{problem}");
        assert!(problem.contains("under [licenses] in deny.toml, or use another crate"), "{problem}");
    }
    assert!(problems(Value::Null).starts_with("thing 1.2.3: no licence is stated"));
    assert!(problems("Do what you like".into()).starts_with("thing 1.2.3: `Do what you like` is not a licence"));
}

#[test]
fn a_licence_may_be_allowed_for_one_crate() {
    let exception = "exceptions = [{ crate = \"certificates\", allow = [\"CDLA-Permissive-2.0\"] }]";
    let policy = Policy::of(&format!("[licenses]\nallow = [\"MIT\"]\n{exception}"));
    let problems = |name: &str| {
        let package = serde_json::json!({ "name": name, "version": "1.2.3", "license": "CDLA-Permissive-2.0" });
        policy.licence_problems(&serde_json::json!({ "packages": [package] })).len()
    };
    assert_eq!((problems("certificates"), problems("other")), (0, 1));
}

#[test]
fn a_source_must_be_an_allowed_registry() {
    let policy = Policy::of("[sources]\nallow-registry = [\"https://crates.example/index\"]");
    let problems = |source: &str| {
        policy.lock_problems(&format!("[[package]]\nname = \"thing\"\nversion = \"1.2.3\"\n{source}")).join("\n")
    };
    assert_eq!(problems(""), "");
    assert_eq!(problems("source = \"registry+https://crates.example/index\""), "");
    for other in ["git+https://git.example/thing#0123", "registry+https://crates.example/index2"] {
        let problem = problems(&format!("source = \"{other}\""));
        assert!(
            problem.starts_with(&format!("thing 1.2.3: it comes from `{other}`, which is not allowed")),
            "{problem}"
        );
    }
}

#[test]
fn a_banned_crate_is_used_by_its_wrappers_only() {
    let policy = Policy::of("[bans]\ndeny = [{ crate = \"old\", wrappers = [\"shell\"] }, { crate = \"bad\" }]");
    let problems = |user: &str, used: &str| {
        let package = format!("[[package]]\nname = \"{user}\"\nversion = \"1.0.0\"\ndependencies = [\"{used}\"]");
        policy.lock_problems(&package).join("\n")
    };
    assert_eq!(problems("shell", "old"), "");
    assert_eq!(problems("other", "older"), "");
    for (user, used) in [("other", "old 0.9.1"), ("other", "old"), ("shell", "bad")] {
        let problem = problems(user, used);
        assert!(problem.starts_with(&format!("{user} 1.0.0: it depends on `{used}`, which is banned")), "{problem}");
    }
}

#[test]
fn a_feature_may_be_banned() {
    let policy = Policy::of("[[bans.features]]\ncrate = \"thing\"\ndeny = [\"strange\"]");
    let problems = |name: &str, feature: &str| {
        let packages = serde_json::json!([{ "id": "the id", "name": name, "version": "1.2.3" }]);
        let nodes = serde_json::json!([{ "id": "the id", "features": ["default", feature] }]);
        policy.feature_problems(&serde_json::json!({ "packages": packages, "resolve": { "nodes": nodes } })).join("\n")
    };
    assert_eq!(problems("thing", "plain"), "");
    assert_eq!(problems("other", "strange"), "");
    assert!(problems("thing", "strange").starts_with("thing 1.2.3: the feature `strange` is on, which is banned"));
}

#[test]
fn a_dependency_from_a_registry_states_a_version() {
    let problems = |dependency: Value| {
        let package =
            serde_json::json!({ "name": "ours", "version": "0.1.0", "source": null, "dependencies": [dependency] });
        wildcard_problems(&serde_json::json!({ "packages": [package] })).join("\n")
    };
    assert_eq!(problems(serde_json::json!({ "name": "thing", "req": "^1.2" })), "");
    assert_eq!(problems(serde_json::json!({ "name": "ours_too", "req": "*", "path": "/ours_too" })), "");
    let problem = problems(serde_json::json!({ "name": "thing", "req": "*" }));
    assert!(problem.starts_with("ours 0.1.0: it depends on any version of `thing`"), "{problem}");
}

impl Policy {
    fn of(text: &str) -> Self {
        let policy: Table = text.parse().expect("deny.toml is TOML");
        let list = |table: &str, key: &str| strings(policy.get(table).and_then(|table| table.get(key)));
        let tables = |table: &str, key: &str| -> Vec<toml::Value> {
            let listed = policy.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_array);
            listed.cloned().unwrap_or_default()
        };
        let name = |entry: &toml::Value| entry["crate"].as_str().expect("the name of a crate").to_owned();
        let features = |entry: &toml::Value| (name(entry), strings(entry.get("deny")));
        let exception = |entry: &toml::Value| (name(entry), licensees(&strings(entry.get("allow"))));
        let ban = |entry: &toml::Value| Ban { banned: name(entry), wrappers: strings(entry.get("wrappers")) };
        Self {
            licences: licensees(&list("licenses", "allow")),
            exceptions: tables("licenses", "exceptions").iter().map(exception).collect(),
            registries: list("sources", "allow-registry"),
            bans: tables("bans", "deny").iter().map(ban).collect(),
            features: tables("bans", "features").iter().map(features).collect(),
        }
    }

    /// The packages whose licence the allowed ones do not meet.
    fn licence_problems(&self, metadata: &Value) -> Vec<String> {
        let problem = |package: &Value| {
            let Some(licence) = package["license"].as_str() else {
                return Some("no licence is stated; use another crate".to_owned());
            };
            let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
                return Some(format!("`{licence}` is not a licence in SPDX; use another crate"));
            };
            let excepted = self.exceptions.iter().filter(|(name, _)| package["name"] == **name);
            let allowed: Vec<&Licensee> = self.licences.iter().chain(excepted.flat_map(|(_, more)| more)).collect();
            let is_met = expression.evaluate(|wanted| allowed.iter().any(|allowed| allowed.satisfies(wanted)));
            (!is_met).then(|| {
                format!("the licence `{licence}` is not allowed; add it to `allow` under [licenses] in deny.toml, or use another crate")
            })
        };
        packages(metadata).filter_map(|package| Some(format!("{}: {}", label(package), problem(package)?))).collect()
    }

    /// The packages with a feature that is banned.
    fn feature_problems(&self, metadata: &Value) -> Vec<String> {
        let mut problems = Vec::new();
        for node in metadata["resolve"]["nodes"].as_array().into_iter().flatten() {
            let Some(package) = packages(metadata).find(|package| package["id"] == node["id"]) else { continue };
            let banned = self.features.iter().filter(|(name, _)| package["name"] == **name);
            let banned: BTreeSet<&str> = banned.flat_map(|(_, features)| features).map(String::as_str).collect();
            let on = node["features"].as_array().into_iter().flatten().filter_map(Value::as_str);
            problems.extend(on.filter(|feature| banned.contains(feature)).map(|feature| {
                let label = label(package);
                format!(
                    "{label}: the feature `{feature}` is on, which is banned; `cargo tree -e features -i` shows by whom"
                )
            }));
        }
        problems
    }

    /// The packages in the lock file, on all systems, that come from elsewhere or depend on what is banned.
    fn lock_problems(&self, lock: &str) -> Vec<String> {
        let lock: Table = lock.parse().expect("Cargo.lock is TOML");
        let mut problems = Vec::new();
        for package in lock["package"].as_array().expect("packages") {
            let text = |key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            let (name, label) = (text("name"), format!("{} {}", text("name"), text("version")));
            let source = text("source");
            let is_allowed =
                source.strip_prefix("registry+").is_some_and(|found| self.registries.iter().any(|r| r == found));
            if !source.is_empty() && !is_allowed {
                problems.push(format!(
                    "{label}: it comes from `{source}`, which is not allowed; use a release on crates.io"
                ));
            }
            for used in strings(package.get("dependencies")) {
                let is_banned = |ban: &&Ban| used.split(' ').next() == Some(&ban.banned);
                let ban = self.bans.iter().find(is_banned);
                if ban.is_some_and(|ban| !ban.wrappers.iter().any(|wrapper| wrapper == name)) {
                    problems.push(format!(
                        "{label}: it depends on `{used}`, which is banned there by deny.toml; use another crate"
                    ));
                }
            }
        }
        problems
    }
}

/// The dependencies of our crates that accept any version.
fn wildcard_problems(metadata: &Value) -> Vec<String> {
    let ours = packages(metadata).filter(|package| package["source"].is_null());
    let problems = ours.flat_map(|package| {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let any = dependencies.filter(|dependency| dependency["req"] == "*" && dependency["path"].is_null());
        any.map(move |dependency| {
            let name = dependency["name"].as_str().unwrap_or_default();
            format!("{}: it depends on any version of `{name}`; state the lowest one that is needed", label(package))
        })
    });
    problems.collect()
}

fn licensees(names: &[String]) -> Vec<Licensee> {
    names.iter().map(|name| Licensee::parse(name).unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn label(package: &Value) -> String {
    ["name", "version"].map(|key| package[key].as_str().unwrap_or_default()).join(" ")
}

fn strings(list: Option<&toml::Value>) -> Vec<String> {
    let list = list.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(toml::Value::as_str).map(str::to_owned).collect()
}

/// What cargo says of the packages that the build on this system needs.
fn metadata(root: &Path) -> Value {
    let print = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).current_dir(root).output().expect("the program runs");
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the output is text")
    };
    let rustc = print("rustc", &["--version", "--verbose"]);
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).expect("the host");
    let args = ["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host];
    serde_json::from_str(&print(env!("CARGO"), &args)).expect("the metadata is JSON")
}
