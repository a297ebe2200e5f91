//! Git in a small project.

use std::process::Command;

use super::Project;

impl Project {
    /// Makes the folder a repository and commits everything in it.
    pub fn commit_all(&self) {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "state"]);
    }

    /// Runs git in the project, independent of the user's configuration.
    pub fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
        let mut git = Command::new("git");
        git.arg("-C").arg(self.path("")).args(identity).args(arguments);
        assert!(git.status().expect("git runs").success(), "git {arguments:?}");
    }
}
