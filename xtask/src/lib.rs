//! The project's commands, and the [`stack`] that `dev` and the end-to-end tests start:
//! the worker in workerd beside the sandbox that stands in for Meta.
//!
//! In scope: installing tools, building what is shipped, starting and stopping processes.
//! Out of scope: anything a shop runs. Nothing in here is deployed.

pub mod audit;
pub mod bench;
pub mod build;
pub mod dev;
mod files;
pub mod fuzz;
pub mod http;
pub mod offline;
pub mod ports;
pub mod process;
pub mod root;
pub mod say;
pub mod setup;
pub mod size;
pub mod stack;
pub mod test;
pub mod time;
mod tools;
