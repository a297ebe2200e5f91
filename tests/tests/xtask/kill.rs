//! `cargo xtask regen` may be killed at any moment. The files are then up to date or `--check` fails, a mix of old and new
//! bindings does not compile, and the next run repairs everything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Instant, SystemTime};

use dixa_tests::server::{Reply, Server};

use crate::support::{Env, Exit, Project, description};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Environment variables of the killed program: the project, the command, and after how many changes to the disk it ends.
const VARIABLES: [&str; 3] = ["KILLED_PROJECT", "KILLED_COMMAND", "KILLED_AFTER"];

static CHANGES_LEFT: AtomicUsize = AtomicUsize::new(0);

/// The program that the other tests start and kill. Started as one of the tests, it has a project of its own.
#[test]
fn a_run_that_is_not_killed_succeeds() {
    match VARIABLES.map(std::env::var) {
        [Ok(project), Ok(command), Ok(changes)] => program(Path::new(&project), &command, changes.parse().unwrap()),
        _ => program(&Project::new().path(""), "regen --offline", usize::MAX),
    }
}

fn program(project: &Path, command: &str, changes: usize) {
    CHANGES_LEFT.store(changes, Ordering::Relaxed);
    let before_change = || {
        if CHANGES_LEFT.fetch_sub(1, Ordering::Relaxed) == 0 {
            // Like a kill, it runs no destructors.
            std::process::exit(1);
        }
    };
    let env = Env { now: || SystemTime::UNIX_EPOCH, before_change, ..Env::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = xtask::run(project, command.split(' ').map(Into::into), &env, &mut out, &mut err);
    assert_eq!(exit, Exit::Success, "{}", String::from_utf8_lossy(&err));
}

/// A server with newer descriptions, and the files of a project before and after it fetched them.
struct Scene {
    _server: Server,
    old: Files,
    new: Files,
}

/// The description with one type removed, one added and two changed.
fn newer(version: &str) -> String {
    let text = description(version).replace("FileNote", "VoiceNote");
    let text = text.replace("name: offer.pdf", "seconds: 3").replace("required: [name]", "required: [seconds]");
    let text = text.replace("        name:\n          type: string", "        seconds:\n          type: number");
    text.replace(
        "        text:\n          type: string",
        "        text:\n          type: string\n        by:\n          type: string",
    )
}

impl Scene {
    fn new() -> Self {
        let server = Server::start(|seen| {
            let version = seen.target.trim_start_matches('/');
            Reply::status(200).body(newer(version))
        });
        let project = Project::new();
        project.write(
            "spec/sources.toml",
            format!("[v1]\naddresses = ['{0}/v1']\n\n[beta]\naddresses = ['{0}/beta']\n", server.url()),
        );
        project.run(&["regen", "--offline"]).succeeds();
        let old = project.files();
        assert!(run(&project, "regen", None).wait().unwrap().success());
        let new = project.files();
        project.run_without_change(&["regen", "--check"]).succeeds();
        let changed = |path: &str| old.get(Path::new(path)) != new.get(Path::new(path));
        for path in ["spec/v1.yaml", "spec/spec.lock", "spec/names.lock", "dixa-generated/src/generated/provenance.rs"]
        {
            assert!(changed(path), "{path} is the same");
        }
        for version in ["v1", "beta"] {
            let types = ["file_note", "note", "text_note", "voice_note"];
            assert!(
                types.iter().all(|name| changed(&format!("dixa-generated/src/generated/{version}/types/{name}.rs")))
            );
        }
        Self { _server: server, old, new }
    }

    /// A project in the old state.
    fn project(&self) -> Project {
        let project = Project::new();
        self.old.iter().for_each(|(path, content)| project.write(path.to_str().unwrap(), content));
        project
    }

    /// Checks the files that a killed run left, and that the next run repairs them. Returns whether they are then new.
    fn is_repaired(&self, project: &Project) -> bool {
        self.is_known(project);
        project.run(&["regen", "--offline"]).succeeds();
        let files = project.files();
        assert!(files == self.old || files == self.new, "neither old nor new: {:?}", self.differences(&files));
        files == self.new
    }

    /// `--check` reports a mix of old and new files, and such a mix does not compile.
    fn is_known(&self, project: &Project) {
        let files = project.files();
        let check = project.run_without_change(&["regen", "--check"]);
        assert_eq!(check.err, "");
        assert!(self.is_whole(&files) || check.exit == Exit::Failure, "{}", check.out);
        assert!(check.exit == Exit::Success || check.out.contains("fix with `cargo xtask regen --offline`"));
        let sources = |files: &Files| only(files, |path| path.extension().is_some_and(|extension| extension == "rs"));
        let is_mix = [&self.old, &self.new].into_iter().all(|whole| sources(whole) != sources(&files));
        let compiles = !project.read("dixa-generated/src/generated/provenance.rs").contains("compile_error!");
        assert!(!(is_mix && compiles), "a mix that compiles: {:?}", self.differences(&files));
    }

    fn is_whole(&self, files: &Files) -> bool {
        let files = only(files, |path| !path.starts_with(".regen"));
        files == self.old || files == self.new
    }

    fn differences(&self, files: &Files) -> Vec<PathBuf> {
        let paths = self.old.keys().chain(self.new.keys()).chain(files.keys());
        let mut paths: Vec<_> = paths.filter(|path| files.get(*path) != self.new.get(*path)).cloned().collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

fn only(files: &Files, wanted: impl Fn(&Path) -> bool) -> Files {
    let files = files.iter().filter(|(path, _)| wanted(path));
    files.map(|(path, content)| (path.clone(), content.clone())).collect()
}

/// Starts this program as the one to kill.
fn run(project: &Project, command: &str, changes: Option<usize>) -> Child {
    let changes = changes.unwrap_or(usize::MAX).to_string();
    let values = [project.path("").into_os_string(), command.into(), changes.into()];
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "kill::a_run_that_is_not_killed_succeeds"]);
    program.envs(VARIABLES.into_iter().zip(values)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn killed_before_any_change_to_the_disk() {
    let scene = Scene::new();
    let mut outcomes = Vec::new();
    for changes in 0.. {
        let project = scene.project();
        let has_ended = run(&project, "regen", Some(changes)).wait().unwrap().success();
        outcomes.push(scene.is_repaired(&project));
        if has_ended {
            break;
        }
    }
    let commit = outcomes.iter().position(|is_new| *is_new).unwrap();
    assert!(outcomes[commit..].iter().all(|is_new| *is_new), "every run is committed from one change on: {outcomes:?}");
    // All files are staged before the commit and moved after it.
    let files = scene.differences(&scene.old).len();
    assert!(commit > files && outcomes.len() - commit > files, "{outcomes:?}");
}

#[test]
fn killed_while_it_finishes_what_was_killed() {
    let scene = Scene::new();
    let killed = |changes: usize| {
        let project = scene.project();
        run(&project, "regen", Some(changes)).wait().unwrap();
        project
    };
    let is_halfway = |changes: &usize| {
        let files = killed(*changes).files();
        let moved = scene.new.keys().filter(|path| files.get(*path) == scene.new.get(*path)).count();
        !scene.is_whole(&files) && moved * 2 > scene.new.len()
    };
    let halfway = (0..).find(is_halfway).unwrap();
    for changes in 0.. {
        let project = killed(halfway);
        let has_ended = run(&project, "regen --offline", Some(changes)).wait().unwrap().success();
        assert!(scene.is_repaired(&project), "a committed run is finished");
        if has_ended {
            break;
        }
    }
}

#[test]
fn killed_at_any_time() {
    const MOMENTS: u32 = 20;
    let scene = Scene::new();
    let start = Instant::now();
    run(&scene.project(), "regen", None).wait().unwrap();
    let whole = start.elapsed();
    for moment in 0..=MOMENTS {
        let project = scene.project();
        let mut run = run(&project, "regen", None);
        thread::sleep(whole * moment / MOMENTS);
        run.kill().unwrap();
        run.wait().unwrap();
        scene.is_repaired(&project);
    }
}
