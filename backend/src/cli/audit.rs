//! `audit verify`, `audit head`, `audit seal`.

use std::process::ExitCode;

use clap::Subcommand;

use super::{complain, connect, open, say};
use crate::access::System;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;
use crate::store::audit::{self, Head, Verified};

/// How many faults are named one by one.
const NAMED: usize = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Recomputes all seals. Exit code 0: everything fits; 1: something was changed, removed or slipped in; 2: it could not
    /// be verified.
    Verify {
        /// A head that `audit head` printed earlier and that was kept elsewhere.
        #[arg(long, value_name = "HASH:SEQ")]
        head: Option<Head>,
    },
    /// Seals what is committed, and prints the head to keep elsewhere.
    Head,
    /// Seals what is committed. The server does it by itself each minute.
    Seal,
}

const WHY: System = System::because("audit_tool");

pub(super) async fn run(config: &Config, command: &Audit) -> Result<ExitCode, String> {
    match command {
        Audit::Verify { head } => {
            // As it is: verifying changes nothing, not even the schema.
            let store = connect(config).await?;
            if store.is_behind(WHY).await.map_err(failed)? {
                return Err("the database is of an older version: run `podskazka migrate` first".to_owned());
            }
            Ok(tell(
                &audit::verify(&store, WHY, head.as_ref()).await.map_err(failed)?,
            ))
        }
        Audit::Head => {
            let store = open(config).await?;
            seal(&store).await?;
            let head = audit::head(&store, WHY).await.map_err(failed)?;
            let head =
                head.ok_or("nothing is sealed: the trail is empty, or another process seals it just now")?;
            say(&head.to_string());
            Ok(ExitCode::SUCCESS)
        }
        Audit::Seal => {
            let sealed = seal(&open(config).await?).await?;
            say(&format!("{sealed} lines sealed."));
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn seal(store: &Store) -> Result<u64, String> {
    audit::seal(store, WHY, Clock::default().now())
        .await
        .map_err(failed)
}

fn failed(error: crate::problem::Error) -> String {
    error.to_string()
}

fn tell(found: &Verified) -> ExitCode {
    for fault in found.faults.iter().take(NAMED) {
        complain(&fault.to_string());
    }
    if found.faults.len() > NAMED {
        complain(&format!("and {} more", found.faults.len() - NAMED));
    }
    say(&format!("{} lines under {} seals fit.", found.lines, found.seals));
    match found.oldest {
        Some(oldest) => say(&format!(
            "{} lines wait for their seal, the oldest since {}.",
            found.waiting,
            oldest.format("%Y-%m-%d %H:%M:%S UTC")
        )),
        None => say("No line waits for its seal."),
    }
    if let Some(head) = &found.head {
        say(&format!("head {head}"));
    }
    if found.faults.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
