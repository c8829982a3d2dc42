//! `maintenance`: finishes erasures in the files of the database.

use std::fmt::Write;

use crate::access::System;
use crate::files::Disk;
use crate::store::Store;
use crate::store::maintenance::{Finished, Unfinished, run};

/// Runs it and tells each step with its time.
pub(super) async fn maintain(store: &Store, disk: &Disk) -> Result<String, String> {
    // What an erasure left to the worker's next minute.
    let taken = crate::files::take_away(store, disk).await;
    taken.map_err(|error| format!("files that are nobody's could not be taken away: {error}"))?;
    match run(store, System::because("maintenance")).await {
        Ok(done) => {
            let mut said = String::new();
            for (step, took) in &done.steps {
                let _ = writeln!(said, "{step} ({:.1} s)", took.as_secs_f64());
            }
            said.push_str(&outcome(&done));
            Ok(said)
        }
        Err(Unfinished::Busy(why)) => Err(format!(
            "the database is busy: {why}. Nothing is lost; try again, best at a quiet hour"
        )),
        Err(Unfinished::Failed(error)) => Err(format!("maintenance failed: {error}")),
    }
}

/// What is true of the files now.
fn outcome(done: &Finished) -> String {
    let mut said = match done.logged {
        false => "What was erased is in no file of the database any more.".to_owned(),
        true => "What was erased is in no table that was written anew. The server's log of changes (pg_wal, and wherever it \
            is archived or copied to) holds it until it is recycled."
            .to_owned(),
    };
    if !done.large.is_empty() {
        let tables = done.large.join(", ");
        let _ = write!(
            said,
            " The free space of {tables} may hold it until new rows come there, or until VACUUM FULL."
        );
    }
    said.push_str(" Backups made before still hold it.");
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_claims_no_more_than_was_done() {
        let sqlite = outcome(&Finished::default());
        assert!(sqlite.contains("no file of the database") && !sqlite.contains("pg_wal"));
        let postgres = Finished {
            logged: true,
            large: vec!["message".to_owned(), "audit".to_owned()],
            ..Finished::default()
        };
        let postgres = outcome(&postgres);
        assert!(!postgres.contains("no file") && postgres.contains("pg_wal"));
        assert!(postgres.contains("The free space of message, audit"));
    }
}
