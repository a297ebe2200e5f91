//! What commands take from outside of the project.

use std::time::{Duration, SystemTime};

/// What commands take from outside of the project.
#[derive(Clone, Debug)]
pub struct Env {
    /// The clock.
    pub now: fn() -> SystemTime,
    /// What a download may take.
    pub limits: Limits,
    /// Whether downloads show on the terminal how far they are.
    pub shows_progress: bool,
    /// Called before every change to the disk.
    pub before_change: fn(),
}

/// What a download may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Until there is a connection.
    pub connect: Duration,
    /// Without anything arriving.
    pub idle: Duration,
    /// From the beginning to the end.
    pub total: Duration,
    /// How many bytes a description has at most.
    pub size: usize,
    /// How many redirects are followed.
    pub redirects: usize,
}

impl Default for Env {
    fn default() -> Self {
        let limits = Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(120),
            size: 32_000_000,
            redirects: 10,
        };
        Self { now: SystemTime::now, limits, shows_progress: false, before_change: || {} }
    }
}
