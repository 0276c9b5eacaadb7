//! What files are opened with, on the command line: limits, and passwords, which are taken in masked form, so that no usage error and no debug print can show one.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::intake::Passwords;
use crate::run::Asked;

/// What files are opened with, for every command that reads ledgers.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct OpeningArgs {
    /// 临时改变一项读取上限，如 cells=5000000、seconds=60；可多次使用
    #[arg(long = "limit", value_name = "上限=值")]
    pub limit: Vec<String>,
    /// 加密工作簿的打开密码；可多次使用，逐个试开。命令行会留下记录，密码较多或须保密时用 --password-file
    #[arg(long = "password", value_name = "密码", allow_hyphen_values = true)]
    pub password: Vec<Secret>,
    /// 密码清单文件，每行一个密码（UTF-8 或 GBK）；不填则取 dangri.toml 中的 password_file
    #[arg(long = "password-file", value_name = "文件")]
    pub password_file: Option<PathBuf>,
}

impl OpeningArgs {
    /// What was asked; the list of passwords is read by whoever knows the workspace.
    ///
    /// # Errors
    /// Too many passwords, in words for the user.
    pub fn asked(&self) -> Result<Asked, String> {
        let typed = Passwords::new(self.password.iter().map(|secret| secret.0.clone()));
        let passwords = typed.map_err(|fault| format!("--password 无法使用：{fault}。"))?;
        Ok(Asked { limits: self.limit.clone(), passwords, password_file: self.password_file.clone() })
    }
}

/// A word that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Secret(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::Cli;

    #[test]
    fn what_was_typed_is_not_shown() {
        let cli = Cli::try_parse_from(["dangri", "run", "台账", "--password", "hunter2", "--password=-x"]).unwrap();
        let shown = format!("{cli:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("-x") && shown.contains("Secret"), "{shown}");
    }
}
