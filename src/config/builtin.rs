//! The built-in schema files. A new file gets a line here; a test compares the lists with the folders.

/// What a jurisdiction file leaves out.
pub const DEFAULTS: (&str, &str) = ("schemas/defaults.toml", include_str!("../../schemas/defaults.toml"));

/// Jurisdictions by file name.
pub const JURISDICTIONS: &[(&str, &str)] = &[
    ("changshan.toml", include_str!("../../schemas/jurisdictions/changshan.toml")),
    ("chizhou.toml", include_str!("../../schemas/jurisdictions/chizhou.toml")),
    ("huiji.toml", include_str!("../../schemas/jurisdictions/huiji.toml")),
    ("jiangshan.toml", include_str!("../../schemas/jurisdictions/jiangshan.toml")),
    ("kaihua.toml", include_str!("../../schemas/jurisdictions/kaihua.toml")),
    ("kecheng.toml", include_str!("../../schemas/jurisdictions/kecheng.toml")),
    ("longyou.toml", include_str!("../../schemas/jurisdictions/longyou.toml")),
    ("qujiang.toml", include_str!("../../schemas/jurisdictions/qujiang.toml")),
    ("suizhou-gaoxin.toml", include_str!("../../schemas/jurisdictions/suizhou-gaoxin.toml")),
    ("yangzhou.toml", include_str!("../../schemas/jurisdictions/yangzhou.toml")),
];

/// Holiday years by file name.
pub const HOLIDAYS: &[(&str, &str)] = &[
    ("2014.toml", include_str!("../../schemas/holidays/2014.toml")),
    ("2015.toml", include_str!("../../schemas/holidays/2015.toml")),
    ("2016.toml", include_str!("../../schemas/holidays/2016.toml")),
    ("2017.toml", include_str!("../../schemas/holidays/2017.toml")),
    ("2018.toml", include_str!("../../schemas/holidays/2018.toml")),
    ("2019.toml", include_str!("../../schemas/holidays/2019.toml")),
    ("2020.toml", include_str!("../../schemas/holidays/2020.toml")),
    ("2021.toml", include_str!("../../schemas/holidays/2021.toml")),
    ("2022.toml", include_str!("../../schemas/holidays/2022.toml")),
    ("2023.toml", include_str!("../../schemas/holidays/2023.toml")),
    ("2024.toml", include_str!("../../schemas/holidays/2024.toml")),
    ("2025.toml", include_str!("../../schemas/holidays/2025.toml")),
    ("2026.toml", include_str!("../../schemas/holidays/2026.toml")),
];
