//! The maintainer's commands, run in small projects.

mod apis;
mod check;
mod drift;
mod explain;
mod explain_all;
mod export;
mod fetch;
mod first_steps;
mod from;
mod inputs;
mod kill;
mod observe;
mod printed;
mod properties;
mod refresh;
mod regen;
mod release;
mod support;
