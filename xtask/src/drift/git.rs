//! Reads files of a commit from git.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::project::{CHANGELOG, MANIFESTS, SOURCES};

/// The paths that the generator and the verdict read.
const READ: [&str; 4] = ["spec", CHANGELOG, MANIFESTS[0], MANIFESTS[1]];

/// The short hash of the commit that a revision names, or the error message of git.
pub fn commit(root: &Path, revision: &str) -> Result<String, String> {
    let wanted = format!("{revision}^{{commit}}");
    let output = git(root, &["rev-parse", "--verify", "--short", "--end-of-options", &wanted], &[])?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Whether a commit contains descriptions.
pub fn has_descriptions(root: &Path, commit: &str) -> bool {
    git(root, &["cat-file", "-e", &format!("{commit}:./{SOURCES}")], &[]).is_ok()
}

/// Whether the work tree is equal to the last commit.
pub fn is_clean(root: &Path) -> bool {
    let arguments = [&["status", "--porcelain", "--untracked-files=all", "--"][..], &READ].concat();
    git(root, &arguments, &[]).is_ok_and(|changed| changed.is_empty())
}

/// The files of a commit, by path, or the error message of git.
pub fn files(root: &Path, commit: &str) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let listed = git(root, &[&["ls-tree", "-r", "-z", commit, "--"][..], &READ].concat(), &[])?;
    let listed = String::from_utf8_lossy(&listed);
    // Mode, type and name of the object, then the path. Evidence is computed again.
    let entries = listed.split('\0').filter_map(|entry| {
        let (object, path) = entry.split_once('\t')?;
        Some((path, object.split(' ').nth(2)?))
    });
    let (paths, objects): (Vec<&str>, Vec<&str>) =
        entries.filter(|(path, _)| !path.ends_with(".evidence.yaml")).unzip();
    let output = git(root, &["cat-file", "--batch"], objects.join("\n").as_bytes())?;
    let mut rest = output.as_slice();
    let mut files = BTreeMap::new();
    for path in paths {
        let content = blob(&mut rest).ok_or_else(|| format!("git does not return the content of {path}"))?;
        files.insert(path.to_owned(), content.to_vec());
    }
    Ok(files)
}

/// The next object in what `git cat-file --batch` prints: a line that ends with its size, its content, and a line end.
fn blob<'o>(output: &mut &'o [u8]) -> Option<&'o [u8]> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&output[..end]).ok()?.rsplit_once("blob ")?.1.parse().ok()?;
    let content = output.get(end + 1..end + 1 + size)?;
    *output = output.get(end + 2 + size..)?;
    Some(content)
}

/// The output of git, or its error message.
pub fn git(root: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    // Without optional locks git writes nothing, not even a refreshed index.
    let mut command = Command::new("git");
    command.arg("--no-optional-locks").arg("-C").arg(root).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| format!("git cannot be run: {error}");
    let mut child = command.spawn().map_err(failed)?;
    let stdin = child.stdin.take();
    // In a thread of its own, since git writes output before it has read all input.
    let Output { status, stdout, stderr } = thread::scope(|scope| {
        // If git ends early, writing fails, and the status of git shows why.
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
    .map_err(failed)?;
    if status.success() { Ok(stdout) } else { Err(String::from_utf8_lossy(&stderr).trim().to_owned()) }
}
