//! The server under load: started, asked by `wrk`, watched through `/proc`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::database::Database;
use crate::seed::TEACHERS;

/// Ticks a second of the times in `/proc`, which Linux promises.
const TICKS: f64 = 100.0;

/// What wrk asks: its script reads these.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// A path below the school's, with `{id}` for one of the ids; or one that tells whether the server lives.
    pub(crate) path: &'a str,
    /// Sent with a key of its own each time; nothing for reading.
    pub(crate) body: &'a str,
    /// Who asks; with `{n}`, each of so many in turn.
    pub(crate) login: &'a str,
}

/// What wrk saw; times in microseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) duration: f64,
    pub(crate) errors: u64,
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
}

/// Processor seconds: the server's, and the database server's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) server: f64,
    pub(crate) database: f64,
}

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    address: String,
    postmaster: Option<u32>,
    scratch: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = Command::new("kill").arg(self.process.id().to_string()).status();
        if !ended.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// Runs a command of the server to its end.
pub(crate) fn command(program: &Path, environment: &[(&str, String)], args: &[&str]) -> Result<()> {
    let done = Command::new(program)
        .args(args)
        .envs(environment.iter().map(|(key, value)| (key, value)))
        .output()
        .with_context(|| format!("{} does not start", program.display()))?;
    ensure!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

impl Server {
    pub(crate) fn start(
        program: &Path,
        database: &Database,
        environment: &[(&str, String)],
        scratch: &Path,
    ) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let log = std::fs::File::create(scratch.join("server.log"))?;
        let process = Command::new(program)
            .arg("serve")
            .envs(environment.iter().map(|(key, value)| (key, value)))
            .env("PODSKAZKA_LISTEN", &address)
            .env("PODSKAZKA_PUBLIC_URL", format!("http://{address}"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let postmaster = match database {
            Database::Sqlite(_) => None,
            Database::Postgres(_) => {
                let pid = database
                    .number("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")?;
                Some(u32::try_from(pid)?)
            }
        };
        let server = Self {
            process,
            address,
            postmaster,
            scratch: scratch.to_owned(),
        };
        let began = Instant::now();
        while server.curl(&["/health/ready"]).is_err() {
            ensure!(
                began.elapsed() < Duration::from_secs(60),
                "the server is not ready after a minute"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn curl(&self, args: &[&str]) -> Result<String> {
        let (path, options) = args.split_last().context("no path")?;
        let done = Command::new("curl")
            .args(["--silent", "--fail"])
            .args(options)
            .arg(format!("http://{}{path}", self.address))
            .output()?;
        ensure!(
            done.status.success(),
            "{path}: {}",
            String::from_utf8_lossy(&done.stdout)
        );
        Ok(String::from_utf8(done.stdout)?)
    }

    fn token(&self, login: &str) -> Result<String> {
        let body = format!(r#"{{"login": "{login}", "password": "demo-podskazka"}}"#);
        let said = self.curl(&["--json", &body, "/api/v1/auth/login"])?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        let token = said.get("access_token").and_then(serde_json::Value::as_str);
        Ok(token.context("no token came")?.to_owned())
    }

    /// Lets wrk ask for some seconds; tells what it saw and what processor time that took. Nobody signs in meanwhile.
    pub(crate) fn ask(&self, asked: Asked<'_>, clients: u32, seconds: u64) -> Result<(Seen, Spent)> {
        let logins = (0..TEACHERS).map(|n| asked.login.replace("{n}", &n.to_string()));
        let several = if asked.login.contains("{n}") {
            usize::MAX
        } else {
            1
        };
        let tokens: Result<Vec<String>> = logins.take(several).map(|login| self.token(&login)).collect();
        let script = self.scratch.join("wrk.lua");
        std::fs::write(&script, include_str!("wrk.lua"))?;
        let tokens = tokens?.join(" ");
        self.forget_peak()?;
        let before = self.spent()?;
        let done = Command::new("wrk")
            .args(["--threads", "1", "--timeout", "30s"])
            .args(["--connections", &clients.to_string()])
            .args(["--duration", &format!("{seconds}s")])
            .arg("--script")
            .arg(script)
            .arg(format!("http://{}", self.address))
            .env("BENCH_TOKENS", tokens)
            .env("BENCH_PATH", asked.path)
            .env("BENCH_BODY", asked.body)
            .env("BENCH_IDS", self.scratch.join("ids"))
            .output()
            .context("wrk does not start")?;
        let after = self.spent()?;
        let said = String::from_utf8_lossy(&done.stdout);
        let Some(seen) = said.lines().find_map(|line| line.strip_prefix("seen ")) else {
            bail!("wrk: {said}{}", String::from_utf8_lossy(&done.stderr));
        };
        let spent = Spent {
            server: after.server - before.server,
            database: after.database - before.database,
        };
        Ok((serde_json::from_str(seen)?, spent))
    }

    /// The processor time that was taken so far.
    fn spent(&self) -> Result<Spent> {
        let mut database = 0.0;
        if let Some(postmaster) = self.postmaster {
            for entry in std::fs::read_dir("/proc")? {
                let name = entry?.file_name();
                let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
                    continue;
                };
                // A process may end while it is looked at.
                if let Ok((parent, seconds)) = times(pid)
                    && (parent == postmaster || pid == postmaster)
                {
                    database += seconds;
                }
            }
        }
        Ok(Spent {
            server: times(self.process.id())?.1,
            database,
        })
    }

    /// Forgets the peak of memory so far.
    fn forget_peak(&self) -> Result<()> {
        Ok(std::fs::write(
            format!("/proc/{}/clear_refs", self.process.id()),
            "5",
        )?)
    }

    /// The most memory that the server has had since, in MiB.
    pub(crate) fn peak(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: f64 = line
            .and_then(|line| line.split_whitespace().next())
            .context("no peak")?
            .parse()?;
        Ok(kib / 1024.0)
    }
}

/// The parent of a process, and how long it and its ended children have run.
fn times(pid: u32) -> Result<(u32, f64)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name may hold anything, also brackets.
    let (_, after) = stat.rsplit_once(") ").context("no name")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let field = |index: usize| -> Result<f64> { Ok(fields.get(index).context("short")?.parse()?) };
    let parent = fields.get(1).context("short")?.parse()?;
    let ticks = field(11)? + field(12)? + field(13)? + field(14)?;
    Ok((parent, ticks / TICKS))
}
