//! Settings: defaults, then a TOML file, then the environment with `PODSKAZKA_`.

mod proxies;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

pub use proxies::Proxies;

/// The settings of one server process. Every key can stand in the file and, as `PODSKAZKA_KEY`, in the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `sqlite://…`, `postgres://…`; by default SQLite in the data folder.
    pub database_url: Option<String>,
    /// The address to serve on.
    pub listen: SocketAddr,
    /// Where database, keys and files stand.
    pub data_dir: PathBuf,
    /// The address under which people reach the server: links and the check of origins are built from it.
    pub public_url: Option<String>,
    /// Lets demonstration accounts in from anywhere. For nothing but a public demonstration.
    pub allow_demo_anywhere: bool,
    /// How many connections to PostgreSQL, or readers of SQLite, one process keeps.
    pub database_connections: u32,
    /// How e-mail leaves: `smtp://user:password@host:port`, `smtps://…`; without it no mail is sent.
    pub smtp_url: Option<String>,
    /// The address that mail comes from.
    pub mail_from: String,
    /// The certificate with its chain, PEM: with it and `tls_key` the server speaks https itself.
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's key, PEM.
    pub tls_key: Option<PathBuf>,
    /// The proxies before the server: from them the client's address is taken out of `X-Forwarded-For`.
    pub trusted_proxies: Proxies,
    /// How many requests an account may send a minute.
    pub requests_per_minute: u32,
    /// How many requests an address may send a minute without being signed in. A whole school may stand behind one.
    pub guest_requests_per_minute: u32,
    /// How many requests for help one person may file in 24 hours.
    pub tickets_per_day: u32,
    /// How many files of people one person may send in an hour: for so long they are kept.
    pub uploads_per_hour: u32,
    /// Within how many seconds the head of a request, and then its body, must have come.
    pub read_timeout: u32,
    /// Where the files of requests stand; by default `files` in the data folder. One folder for all processes.
    pub files_dir: Option<PathBuf>,
    /// How many megabytes the files of one person may take in a school.
    pub files_megabytes: u32,
    /// How many files of requests one person may send in 24 hours.
    pub files_per_day: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("./data"),
            public_url: None,
            allow_demo_anywhere: false,
            database_connections: 8,
            smtp_url: None,
            mail_from: "Подсказка <podskazka@localhost>".to_owned(),
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Proxies::default(),
            requests_per_minute: 600,
            guest_requests_per_minute: 6000,
            tickets_per_day: 50,
            uploads_per_hour: 30,
            read_timeout: 30,
            files_dir: None,
            files_megabytes: 500,
            files_per_day: 200,
        }
    }
}

impl Config {
    /// Reads the settings: `file`, else `PODSKAZKA_CONFIG`, else `podskazka.toml` here if there is one.
    ///
    /// # Errors
    /// One line for people: an unknown key, a bad value, a file that cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let named = file
            .map(Path::to_owned)
            .or_else(|| std::env::var_os("PODSKAZKA_CONFIG").map(PathBuf::from));
        if let Some(path) = &named
            && !path.is_file()
        {
            return Err(format!("settings: {} is not there", path.display()));
        }
        let path = named.unwrap_or_else(|| PathBuf::from("podskazka.toml"));
        let environment = Env::prefixed("PODSKAZKA_")
            .ignore(&["config", "log"])
            .filter(|key| !key.starts_with("test_"));
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if path.is_file() {
            settings = settings.merge(Toml::file_exact(path));
        }
        let config: Self = settings
            .merge(environment)
            .extract()
            .map_err(|error| format!("settings: {}", error.to_string().replace('\n', " ")))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(url) = &self.public_url {
            let rest = url
                .strip_prefix("http://")
                .or_else(|| url.strip_prefix("https://"));
            if rest.is_none_or(|rest| rest.is_empty() || rest.contains('/')) {
                return Err(format!(
                    "settings: public_url must look like https://help.example.org, not {url:?}"
                ));
            }
        }
        if !(1..=100).contains(&self.database_connections) {
            return Err("settings: database_connections must be from 1 to 100".to_owned());
        }
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            return Err("settings: tls_certificate and tls_key belong together".to_owned());
        }
        for (name, value, most) in [
            ("requests_per_minute", self.requests_per_minute, 1_000_000),
            (
                "guest_requests_per_minute",
                self.guest_requests_per_minute,
                1_000_000,
            ),
            ("tickets_per_day", self.tickets_per_day, 1_000_000),
            ("uploads_per_hour", self.uploads_per_hour, 1_000_000),
            ("read_timeout", self.read_timeout, 600),
            ("files_megabytes", self.files_megabytes, 1_000_000),
            ("files_per_day", self.files_per_day, 1_000_000),
        ] {
            if !(1..=most).contains(&value) {
                return Err(format!("settings: {name} must be from 1 to {most}"));
            }
        }
        Ok(())
    }

    /// Whether people reach the server by https, through a proxy or directly.
    pub fn is_https(&self) -> bool {
        self.origin().starts_with("https://")
    }

    /// Within what time the head of a request, and then its body, must have come.
    pub fn read_timeout(&self) -> Duration {
        Duration::from_secs(self.read_timeout.into())
    }

    /// Where the files of requests stand.
    pub fn files_dir(&self) -> PathBuf {
        self.files_dir
            .clone()
            .unwrap_or_else(|| self.data_dir.join("files"))
    }

    /// Where the database is.
    pub fn database(&self) -> String {
        let file = || {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("podskazka.db").display()
            )
        };
        self.database_url.clone().unwrap_or_else(file)
    }

    /// The address for links, without a slash at the end.
    pub fn origin(&self) -> String {
        let scheme = if self.tls_key.is_some() { "https" } else { "http" };
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{}", self.listen))
    }
}
