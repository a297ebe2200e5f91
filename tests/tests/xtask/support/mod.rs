//! A small project in a temporary folder, and running the maintainer's commands in it.

mod git;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::TempDir;
pub use xtask::{Env, Exit};

/// The description of the small project; `VERSION` is replaced by the version.
const DESCRIPTION: &str = include_str!("description.yaml");

const SOURCES: &str = "\
[v1]
addresses = []
reference = \"https://notes.example/{version}/{tag}/{operation}\"

[beta]
addresses = []
";

pub const COMMON_OVERLAY: &str = "\
overlay: 1.0.0
info:
  title: What the descriptions get wrong
  version: 1.0.0
actions:
- target: $.components.schemas.FileNote.properties.size
  description: The service leaves the size out and never sends null.
  update:
    minimum: 0
";

/// A project with the versions v1 and beta.
pub struct Project {
    folder: TempDir,
    pub env: Env,
}

/// How a command ended and what it printed.
#[derive(Debug)]
pub struct Done {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

/// Each file with its content and the time of its last change.
pub type Snapshot = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Project {
    /// A project before its first `regen`.
    pub fn new() -> Self {
        let project = Self::empty();
        project.write("spec/sources.toml", SOURCES);
        project.write("spec/conventions.toml", dixa_tests::project::source("spec/conventions.toml").text);
        for version in ["v1", "beta"] {
            project.write(&format!("spec/{version}.yaml"), description(version));
        }
        project
    }

    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Env::default() }
    }

    /// A project in which everything is up to date.
    pub fn generated() -> Self {
        let project = Self::new();
        project.run(&["regen", "--offline"]).succeeds();
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not contain {from:?}");
        self.write(path, text.replace(from, to));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub fn run(&self, args: &[&str]) -> Done {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = args.iter().map(Into::into);
        let exit = xtask::run(self.folder.path(), args, &self.env, &mut out, &mut err);
        Done { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
    }

    /// Every file and folder; a folder has no content.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::new();
        collect(self.folder.path(), &mut snapshot);
        snapshot
    }

    /// The content of every file, by path relative to the project.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = self.snapshot().into_iter().filter(|(path, _)| path.is_file());
        files.map(|(path, (content, _))| (path.strip_prefix(self.path("")).unwrap().to_owned(), content)).collect()
    }

    /// Runs a command that must not change any file.
    pub fn run_without_change(&self, args: &[&str]) -> Done {
        let before = self.snapshot();
        let done = self.run(args);
        assert_eq!(before.keys().collect::<Vec<_>>(), self.snapshot().keys().collect::<Vec<_>>(), "{done:?}");
        assert!(before == self.snapshot(), "a file was written: {done:?}");
        done
    }
}

impl Done {
    pub fn succeeds(self) -> Self {
        assert_eq!((self.exit, self.err.as_str()), (Exit::Success, ""), "{}", self.out);
        self
    }

    pub fn fails(self) -> Self {
        assert_eq!(self.exit, Exit::Failure, "{self:?}");
        self
    }

    pub fn prints(self, text: &str) -> Self {
        assert!(self.out.contains(text), "{text:?} is not in the output:\n{}", self.out);
        self
    }

    pub fn does_not_print(self, text: &str) -> Self {
        assert!(!self.out.contains(text), "{text:?} is in the output:\n{}", self.out);
        self
    }

    pub fn prints_error(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text:?} is not in the error output:\n{}", self.err);
        self
    }
}

/// The description of a version of the small project.
pub fn description(version: &str) -> String {
    DESCRIPTION.replace("VERSION", version)
}

fn collect(folder: &Path, snapshot: &mut Snapshot) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, snapshot);
            snapshot.insert(path, (Vec::new(), SystemTime::UNIX_EPOCH));
        } else {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            snapshot.insert(path.clone(), (fs::read(&path).unwrap(), modified));
        }
    }
}
