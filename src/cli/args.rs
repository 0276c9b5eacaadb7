//! The command line as typed. Help is Chinese throughout: clap's own headings are replaced, its own errors are retold in `usage`.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Args, Parser, Subcommand};

use crate::model::figure::Share;
use crate::model::text::half_width;

use super::completions::CompletionsArgs;
use super::demo::DemoArgs;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::opening::OpeningArgs;
use super::rollup::RollupArgs;
use super::window::WindowArgs;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The program.
#[derive(Debug, Parser)]
#[command(
    name = "dangri",
    version = concat!(env!("CARGO_PKG_VERSION"), "（", env!("DANGRI_COMMIT"), "）"),
    about = "党日：批量读取党支部主题党日（党员活动日）台账，按本地制度逐条核查，汇总、排名、抽查",
    long_about = None,
    help_template = TEMPLATE,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    propagate_version = true,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    override_usage = "dangri <命令> [选项]",
    after_help = "每个命令的详细说明：dangri <命令> --help\n示例：dangri run 7月台账 -j chizhou -p 2017-07"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "通用选项")]
pub struct Common {
    /// 显示帮助
    #[arg(short = 'h', long = "help", action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long = "version", action = clap::ArgAction::Version, global = true)]
    version: Option<bool>,
    /// 用指定目录中的规则文件（jurisdictions、layouts、holidays）覆盖或补充内置文件
    #[arg(long, value_name = "目录", global = true)]
    pub schemas: Option<PathBuf>,
    /// 不显示进度和结束语，只报告错误
    #[arg(short = 'q', long, global = true)]
    pub quiet: bool,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 读取台账，核查、汇总、排名、抽查，输出全部结果
    #[command(help_template = TEMPLATE, override_usage = "dangri run [工作目录] [选项]")]
    Run(RunArgs),
    /// 报送前自查台账：逐个文件说明哪里有问题、怎么改（支部、党委使用，不需要花名册）
    #[command(help_template = TEMPLATE, override_usage = "dangri check <台账>… [选项]")]
    Check(CheckArgs),
    /// 列出花名册中没有的名称、模板中没有的栏目和疑似花名册的名单，生成待确认的核对表
    #[command(help_template = TEMPLATE, override_usage = "dangri match [工作目录] [选项]")]
    Match(MatchArgs),
    /// 列出某地一年的活动日
    #[command(help_template = TEMPLATE, override_usage = "dangri calendar -j <地区> --year <年> [选项]")]
    Calendar(CalendarArgs),
    /// 抽取督查名单，或验证已有的抽查结果
    #[command(help_template = TEMPLATE, override_usage = "dangri sample [工作目录] [选项]\n      dangri sample --verify sample.json")]
    Sample(SampleArgs),
    /// 说明一条规则：要求什么、怎样计算、依据何在、哪些地区适用
    #[command(help_template = TEMPLATE, override_usage = "dangri explain <规则代码>")]
    Explain(ExplainArgs),
    /// 列出内置的地区制度，检查自编的制度文件，或逐项提问、写出一个新的
    #[command(help_template = TEMPLATE, override_usage = "dangri profiles [--check <文件>]\n      dangri profiles --new [文件] [--answers <文件>]")]
    Profiles(ProfilesArgs),
    /// 生成供试用和测试的模拟台账，并附预置问题清单
    #[command(help_template = TEMPLATE, override_usage = "dangri demo <目录> [选项]")]
    Demo(DemoArgs),
    /// 生成空白台账：名称和活动日已预填，带下拉列表和填写检查
    #[command(help_template = TEMPLATE, override_usage = "dangri template [工作目录] [选项]")]
    Template(TemplateArgs),
    /// 核对一份结果：各文件是否与写出时一致，台账是否仍与运行时相同；逐个列出不同的文件
    #[command(help_template = TEMPLATE, override_usage = "dangri verify <结果目录> [选项]")]
    Verify(VerifyArgs),
    /// 查看一份结果中某个党支部（或党委）的每个数字：怎样算出、依据何在、来自哪个文件的哪一格
    #[command(help_template = TEMPLATE, override_usage = "dangri show <结果目录> <党支部> [选项]")]
    Show(ShowArgs),
    /// 比较两次结果：前提有何不同，问题改正、新增了哪些，名次为何升降，哪些数字改了
    #[command(help_template = TEMPLATE, override_usage = "dangri diff <前一结果> <后一结果> [选项]")]
    Diff(DiffArgs),
    /// 把各单位的结果汇总到上一级，不需要台账：合计、名次（只在可比的单位之间），缺报、重复、不完整的逐个列出
    #[command(help_template = TEMPLATE, override_usage = "dangri rollup <结果或数据集>… -o <目录> [选项]")]
    Rollup(RollupArgs),
    /// 在浏览器中操作：选择文件夹、查看读到的内容、确认名称、运行、查看报告。只在本机，不联网
    #[command(help_template = TEMPLATE, override_usage = "dangri window [工作目录]")]
    Window(WindowArgs),
    /// 写出命令补全脚本：bash、zsh、fish、powershell、elvish
    #[command(hide = true, help_template = TEMPLATE, override_usage = "dangri completions <终端>")]
    Completions(CompletionsArgs),
    /// 写出手册页（man）
    #[command(hide = true, help_template = TEMPLATE, override_usage = "dangri man")]
    Man,
}

/// Where the ledgers are and how they are judged: shared by `run` and `sample`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct WorkspaceArgs {
    /// 台账所在的文件夹，或其压缩包（.zip）；默认为当前目录
    #[arg(value_name = "工作目录", default_value = ".", hide_default_value = true, help_heading = "参数")]
    pub workspace: PathBuf,
    /// 地区代码或名称，见 dangri profiles；不填则取 dangri.toml 中的设置
    #[arg(short = 'j', long, value_name = "地区")]
    pub jurisdiction: Option<String>,
    /// 统计期：2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09；默认为截止日的上一个月
    #[arg(short = 'p', long, value_name = "统计期")]
    pub period: Option<String>,
    /// 截止日，按这一天判断哪些月份应当报送；默认为今天
    #[arg(long, value_name = "日期", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// 抽查的随机种子（任意文字）；默认为“地区-统计期”
    #[arg(long, value_name = "文字")]
    pub seed: Option<String>,
    /// 单位代码，写入各表并用于抽查签号，如 340825；默认取 dangri.toml 中的 unit，没有则为地区代码
    #[arg(long, value_name = "代码")]
    pub unit: Option<String>,
    /// 以前统计期运行记录所在的文件夹；默认为工作目录中的 .dangri/history
    #[arg(long, value_name = "文件夹")]
    pub history: Option<PathBuf>,
    /// 试算：只在本次运行中改变一项参数，如 participation.min=0.85；可多次使用。结果注明“试算”，不作为以后统计期的依据
    #[arg(long = "set", value_name = "参数=值")]
    pub set: Vec<String>,
    /// 同时处理的线程数；默认使用全部处理器
    #[arg(long, value_name = "个数")]
    pub jobs: Option<usize>,
    /// 不使用缓存：重新读取全部台账，也不保存读取结果
    #[arg(long)]
    pub no_cache: bool,
    #[command(flatten)]
    pub opening: OpeningArgs,
}

/// `dangri run`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct RunArgs {
    #[command(flatten)]
    pub at: WorkspaceArgs,
    /// 结果目录；默认为工作目录旁的“<工作目录>-结果/<统计期>”，试算为“<统计期>-试算”
    #[arg(short = 'o', long, value_name = "目录")]
    pub output: Option<PathBuf>,
    /// 同时把各表写入数据集目录（按表、统计期、单位存放的 Parquet），供逐级汇总（dangri rollup）和数据库、数据平台读取；同一单位重新报送时替换原有的表
    #[arg(long, value_name = "目录")]
    pub dataset: Option<PathBuf>,
    /// 输出格式，逗号分隔：xlsx、docx、html、csv、json、parquet；默认全部
    #[arg(long, value_name = "格式", value_delimiter = ',')]
    pub format: Vec<String>,
    /// 只列问题，不排名次、不定等次
    #[arg(long)]
    pub no_ranking: bool,
    /// 有达到该级别的问题时退出码为 1：info、warning、error、never（默认）
    #[arg(long, value_name = "级别")]
    pub fail_on: Option<String>,
    /// 可读取的文件占比低于该值时退出码为 1：0 至 1 的小数或百分数，如 0.95、95%。占比＝（读取＋部分读取）÷（文件总数－跳过）；未识别的文件计为未读取
    #[arg(long, value_name = "占比", value_parser = parse_share)]
    pub min_read: Option<Share>,
    /// 结束时显示什么：text 文字（默认）、json 即 data/summary.json 的内容，供脚本读取
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub summary: TextOrJson,
    /// 另在结束时逐个列出文件的读取情况
    #[arg(short = 'v', long)]
    pub verbose: bool,
    /// 运行结束（含失败）后，把起止时间、用时、内存、退出码和文件、行数写入该文件（JSON），供定时任务查看；须在工作目录和结果目录之外
    #[arg(long, value_name = "文件")]
    pub record: Option<PathBuf>,
}

/// `dangri check`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct CheckArgs {
    /// 要检查的台账：文件、文件夹或压缩包（.zip），可写多个
    #[arg(value_name = "台账", required = true, help_heading = "参数")]
    pub files: Vec<PathBuf>,
    /// 地区代码或名称，见 dangri profiles；不填则只检查能否读取、填写和人数计算
    #[arg(short = 'j', long, value_name = "地区")]
    pub jurisdiction: Option<String>,
    /// 要查的月份：2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09；默认为台账所记的月份。日期格只显示月、日的，年份按此补上
    #[arg(short = 'p', long, value_name = "统计期")]
    pub period: Option<String>,
    /// 党组织花名册，用于核对支部名称；不填也可检查
    #[arg(long, value_name = "文件")]
    pub roster: Option<PathBuf>,
    /// 截止日，按这一天判断哪些月份已经结束；默认为今天
    #[arg(long, value_name = "日期", value_parser = parse_date)]
    pub as_of: Option<NaiveDate>,
    /// 输出格式：text（默认）、json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true)]
    pub format: String,
    #[command(flatten)]
    pub opening: OpeningArgs,
}

/// `dangri match`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct MatchArgs {
    /// 台账所在的文件夹，或其压缩包（.zip）；默认为当前目录
    #[arg(value_name = "工作目录", default_value = ".", hide_default_value = true, help_heading = "参数")]
    pub workspace: PathBuf,
    /// 名称核对表写到哪个文件；默认为工作目录中的“名称核对.xlsx”
    #[arg(short = 'o', long, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 从文件（JSON）读取选择，写入核对表；键名与 --format json 的输出相同，另加 choice
    #[arg(long, value_name = "文件")]
    pub answers: Option<PathBuf>,
    /// 输出格式：text（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: TextOrJson,
    /// 同时处理的线程数；默认使用全部处理器
    #[arg(long, value_name = "个数")]
    pub jobs: Option<usize>,
    #[command(flatten)]
    pub opening: OpeningArgs,
}

/// `dangri template`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct TemplateArgs {
    /// 有党组织花名册的文件夹，或其压缩包（.zip）；默认为当前目录
    #[arg(value_name = "工作目录", default_value = ".", hide_default_value = true, help_heading = "参数")]
    pub workspace: PathBuf,
    /// 地区代码或名称，见 dangri profiles；不填则取 dangri.toml 中的设置
    #[arg(short = 'j', long, value_name = "地区")]
    pub jurisdiction: Option<String>,
    /// 填报期：2017-07、2017Q3、2017H2、2017 或 2017-03..2017-09；默认取 dangri.toml，没有则为本月
    #[arg(short = 'p', long, value_name = "填报期")]
    pub period: Option<String>,
    /// 每个党委一份（committee，默认）或每个党支部一份（branch）
    #[arg(long, value_name = "单位", default_value = "committee", hide_default_value = true)]
    pub per: String,
    /// 种类，逗号分隔：activity 台账（默认）、form 记录表、attendance 考勤表、plan 计划表、adjustment 调整备案表、inspection 督查记录、waiver 情况说明
    #[arg(long, value_name = "种类", default_value = "activity", hide_default_value = true, value_delimiter = ',')]
    pub kind: Vec<String>,
    /// 写入哪个目录；默认为工作目录旁的“<工作目录>-空白台账”
    #[arg(short = 'o', long, value_name = "目录")]
    pub output: Option<PathBuf>,
    /// 同时处理的线程数；默认使用全部处理器
    #[arg(long, value_name = "个数")]
    pub jobs: Option<usize>,
    #[command(flatten)]
    pub opening: OpeningArgs,
}

/// `dangri calendar`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct CalendarArgs {
    /// 地区代码或名称，见 dangri profiles
    #[arg(short = 'j', long, value_name = "地区")]
    pub jurisdiction: String,
    /// 年份
    #[arg(long, value_name = "年", allow_negative_numbers = true)]
    pub year: i32,
    /// 输出格式：text（默认）、csv、json
    #[arg(long, value_name = "格式", default_value = "text", hide_default_value = true)]
    pub format: String,
    /// 写入文件而不是显示（csv 带 BOM，可直接用 Excel、WPS 打开）
    #[arg(short = 'o', long, value_name = "文件")]
    pub output: Option<PathBuf>,
}

/// `dangri sample`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct SampleArgs {
    #[command(flatten)]
    pub at: WorkspaceArgs,
    /// 第几次抽查（同一种子再抽时递增）；默认 1
    #[arg(long, value_name = "次", default_value_t = 1, hide_default_value = true)]
    pub draw: u32,
    /// 验证一份抽查结果（sample.json，或其所在的文件夹、结果目录）：重新计算名册摘要、签号和中签单位
    #[arg(long, value_name = "sample.json")]
    pub verify: Option<PathBuf>,
    /// 把 sample.csv 和 sample.json 写入该目录；不填则只显示
    #[arg(short = 'o', long, value_name = "目录")]
    pub output: Option<PathBuf>,
}

/// `dangri verify`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct VerifyArgs {
    /// 结果目录，即含有“结果清单.json”的文件夹
    #[arg(value_name = "结果目录", help_heading = "参数")]
    pub result: PathBuf,
    /// 当时的工作目录（文件夹或 .zip）；不填则在结果目录附近查找
    #[arg(long, value_name = "工作目录")]
    pub workspace: Option<PathBuf>,
}

/// `dangri show`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ShowArgs {
    /// 结果目录，即含有“结果清单.json”的文件夹
    #[arg(value_name = "结果目录", help_heading = "参数")]
    pub result: PathBuf,
    /// 党支部或党委的名称、编号；同名的写作 党委／支部
    #[arg(value_name = "党支部", help_heading = "参数")]
    pub whom: String,
    /// 几个地区的结果中有同名单位时，写明地区代码或名称
    #[arg(long, value_name = "地区")]
    pub unit: Option<String>,
    /// 只看与这条规则有关的内容，如 PAR001、缺报
    #[arg(long, value_name = "规则")]
    pub rule: Option<String>,
    /// 只看这个数字，如 参与率、得分、2017-07
    #[arg(long, value_name = "名称")]
    pub figure: Option<String>,
    /// 输出格式：text（默认）、html、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: ShowFormat,
    /// 当时的工作目录（文件夹或 .zip）；不填则在结果目录附近查找
    #[arg(long, value_name = "工作目录")]
    pub workspace: Option<PathBuf>,
}

/// For people or for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TextOrJson {
    Text,
    Json,
}

/// How `show` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ShowFormat {
    Text,
    Html,
    Json,
}

/// `dangri profiles`.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct ProfilesArgs {
    /// 检查自编的地区制度文件或台账版式文件（TOML），或者整个规则目录，一次列出全部错误
    #[arg(long, value_name = "文件")]
    pub check: Option<PathBuf>,
    /// 逐项提问，写出一个新的地区制度文件；不写文件名时为“规则/jurisdictions/代号.toml”。已有的文件不会被覆盖
    #[arg(long, value_name = "文件", num_args = 0..=1, conflicts_with = "check")]
    pub new: Option<Option<PathBuf>>,
    /// 与 --new 同用：从文件读取答案，每行一项，可写作“活动日：每月10日｜二.1”；不填则在终端提问，或从标准输入读取
    #[arg(long, value_name = "文件", requires = "new")]
    pub answers: Option<PathBuf>,
    /// 输出格式：text（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub format: TextOrJson,
}

fn parse_share(text: &str) -> Result<Share, String> {
    Share::typed(text).ok_or_else(|| format!("“{text}”不是 0 至 1 的小数或百分数，应写作 0.95 或 95%，最多精确到万分之一"))
}

fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let plain: String = half_width(text.trim()).chars().map(|c| if matches!(c, '—' | '–' | '−') { '-' } else { c }).collect();
    let read = ["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d"].iter().find_map(|form| NaiveDate::parse_from_str(&plain, form).ok());
    read.filter(|day| (1000..=9999).contains(&day.year())).ok_or_else(|| format!("“{text}”不是日期，应写作 2017-10-15 或 2017年10月15日"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_without_rounding() {
        let of = |text: &str| parse_share(text).ok().map(Share::parts);
        let read = [("0.95", 9500), ("95%", 9500), ("99.99％", 9999), ("1", 10_000), ("0", 0), ("100%", 10_000), ("0.0001", 1), ("0.", 0)];
        for (text, parts) in read {
            assert_eq!(of(text), Some(parts), "{text}");
        }
        for text in ["", "1.1", "101%", "-0.5", "0,95", "0.99999", "99.999%", "九成", "1e-1", ".", "%"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
