//! `maintenance`: finishes erasures in the files of the database.

use std::fmt::Write;

use crate::access::System;
use crate::store::Store;
use crate::store::maintenance::{Unfinished, run};

/// Runs it and tells each step with its time.
pub(super) async fn maintain(store: &Store) -> Result<String, String> {
    match run(store, System::because("maintenance")).await {
        Ok(steps) => {
            let mut said = String::new();
            for (step, took) in steps {
                let _ = writeln!(said, "{step} ({:.1} s)", took.as_secs_f64());
            }
            said.push_str(
                "What was erased is in no file of the database any more. Backups made before still hold it.",
            );
            Ok(said)
        }
        Err(Unfinished::Busy(why)) => Err(format!(
            "the database is busy: {why}. Nothing is lost; try again, best at a quiet hour"
        )),
        Err(Unfinished::Failed(error)) => Err(format!("maintenance failed: {error}")),
    }
}
