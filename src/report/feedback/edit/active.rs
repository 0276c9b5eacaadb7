//! The one list of what a package may hold and may be handed on, what is taken out of it, and what cannot be told to be inert: then the cells
//! are laid out anew, values only. It allows rather than forbids: a kind of part that nobody here knows is not carried over. What a part is, is
//! said by its content type and by the relationships that lead to it (ECMA-376 Part 2, 10.1.2 and 9.3); office programs go by either, so both
//! must be known. Clauses below are of ECMA-376 Part 1; `MS-OFFMACRO2`, `MS-CUSTOMUI` and `MS-XLSX` are the maker's own papers.

/// What was taken out of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Active {
    /// Programs: VBA and script projects, names and buttons that start one.
    Macro,
    /// Values that are fetched from other workbooks (18.14).
    ExternalLink,
    /// Commands to other programs on the machine (18.14.2 `ddeLink`, 18.14.16 `oleLink`).
    Dde,
    /// Functions that ask a server.
    WebFormula,
    /// Functions that no office program has built in: a macro's, an add-in's, or those of the old macro language.
    Function,
    /// Connections to databases, queries, pivot tables on them (18.13, 18.15, 18.10).
    Query,
    /// Pictures that are fetched when the file is opened (20.1.8.13 `blip` by `link`).
    RemotePicture,
    /// Hyperlinks that lead to files, other machines or programs and not to a page or an address.
    Hyperlink,
    /// Ribbons (MS-CUSTOMUI) and web add-ins (MS-OWEXML).
    AddIn,
    /// Orders to write a page somewhere whenever the file is saved (18.2.28, 18.3.1.98).
    Publishing,
    /// A signature (Part 2, 12): true of the original only.
    Signature,
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Carried over.
    Keep,
    /// Taken out.
    Drop(Active),
    /// Not to be carried over and not to be taken out without breaking the rest, or not known: the cells alone are handed on.
    Redo,
}

use Verdict::{Drop, Keep, Redo};

/// Content types, without what follows a semicolon, lower case.
const TYPES: &[(Verdict, &[&str])] = &[
    // the workbook; a macro-enabled one becomes a plain one (MS-OFFMACRO2 2.2.1)
    (Keep, &[SHEET, TEMPLATE, MACRO_SHEET, MACRO_TEMPLATE]),
    // Part 2 and 15.2.12: what the package says of itself
    (
        Keep,
        &[
            "application/vnd.openxmlformats-package.relationships+xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
            "application/vnd.ms-office.classificationlabels+xml",
            // 15.2.4: data for programs that ask for it; queries among it are told by what they hold
            "application/xml",
            "application/vnd.openxmlformats-officedocument.customxmlproperties+xml",
        ],
    ),
    // 12.3: sheets, tables and what stands beside them; their formulas and references are looked at one by one
    (
        Keep,
        &[
            "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedstrings+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.calcchain+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.pivottable+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotcachedefinition+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotcacherecords+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetmetadata+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.printersettings",
            "application/vnd.ms-excel.threadedcomments+xml",
            "application/vnd.ms-excel.person+xml",
            "application/vnd.ms-excel.slicer+xml",
            "application/vnd.ms-excel.slicercache+xml",
            "application/vnd.ms-excel.controlproperties+xml",
            "application/vnd.ms-excel.rdrichvalue+xml",
            "application/vnd.ms-excel.rdrichvaluestructure+xml",
            "application/vnd.ms-excel.rdrichvaluetypes+xml",
            "application/vnd.ms-excel.richvaluerel+xml",
            "application/vnd.ms-excel.rdarray+xml",
            "application/vnd.ms-excel.richstyles+xml",
            "application/vnd.ms-excel.rdsupportingpropertybag+xml",
            "application/vnd.ms-excel.rdsupportingpropertybagstructure+xml",
            "application/vnd.ms-excel.featurepropertybag+xml",
            // pictures in cells, as WPS keeps them
            "application/vnd.wps-officedocument.cellimage+xml",
        ],
    ),
    // 14.2 and 15.2: drawings, charts, pictures
    (
        Keep,
        &[
            "application/vnd.openxmlformats-officedocument.theme+xml",
            "application/vnd.openxmlformats-officedocument.themeoverride+xml",
            "application/vnd.openxmlformats-officedocument.drawing+xml",
            "application/vnd.openxmlformats-officedocument.vmldrawing",
            "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
            "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml",
            "application/vnd.openxmlformats-officedocument.drawingml.diagramdata+xml",
            "application/vnd.openxmlformats-officedocument.drawingml.diagramlayout+xml",
            "application/vnd.openxmlformats-officedocument.drawingml.diagramstyle+xml",
            "application/vnd.openxmlformats-officedocument.drawingml.diagramcolors+xml",
            "application/vnd.ms-office.drawingml.diagramdrawing+xml",
            "application/vnd.ms-office.chartstyle+xml",
            "application/vnd.ms-office.chartcolorstyle+xml",
            "application/vnd.ms-office.chartex+xml",
            "image/png",
            "image/jpeg",
            "image/jpg",
            "image/gif",
            "image/bmp",
            "image/tiff",
            "image/x-emf",
            "image/x-wmf",
            "image/vnd.ms-photo",
        ],
    ),
    // MS-OFFMACRO2 2.2.1: programs, their signatures and lists; the script projects of WPS
    (
        Drop(Active::Macro),
        &[
            "application/vnd.ms-office.vbaproject",
            "application/vnd.ms-office.vbaprojectsignature",
            "application/vnd.ms-office.vbaprojectsignatureagile",
            "application/vnd.ms-office.vbaprojectsignaturev3",
            "application/vnd.ms-word.vbadata+xml",
            "application/vnd.wps-officedocument.spreadsheetml.jsproject",
        ],
    ),
    (Drop(Active::ExternalLink), &["application/vnd.openxmlformats-officedocument.spreadsheetml.externallink+xml"]),
    // 12.3.25: what RTD servers said last
    (Drop(Active::WebFormula), &["application/vnd.openxmlformats-officedocument.spreadsheetml.volatiledependencies+xml"]),
    (
        Drop(Active::Query),
        &[
            "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.querytable+xml",
        ],
    ),
    (Drop(Active::AddIn), &["application/vnd.ms-office.webextension+xml", "application/vnd.ms-office.webextensiontaskpanes+xml"]),
    (
        Drop(Active::Signature),
        &[
            "application/vnd.openxmlformats-package.digital-signature-origin",
            "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
            "application/vnd.openxmlformats-package.digital-signature-certificate",
        ],
    ),
];

/// Relationships by the last word of their type, lower case. The same word stands in the types of both conformance classes.
const RELATIONS: &[(Verdict, &[&str])] = &[
    (Keep, &["officedocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "classificationlabels"]),
    (Keep, &["customxml", "customxmlprops", "worksheet", "chartsheet", "styles", "sharedstrings", "calcchain", "comments", "table"]),
    (Keep, &["pivottable", "pivotcachedefinition", "pivotcacherecords", "sheetmetadata", "printersettings", "threadedcomment", "person"]),
    (Keep, &["slicer", "slicercache", "ctrlprop", "rdrichvalue", "rdrichvaluestructure", "rdrichvaluetypes", "richvaluerel", "rdarray"]),
    (Keep, &["richstyles", "rdsupportingpropertybag", "rdsupportingpropertybagstructure", "featurepropertybag", "cellimage", "hyperlink"]),
    (Keep, &["theme", "themeoverride", "drawing", "vmldrawing", "chart", "chartusershapes", "chartstyle", "chartcolorstyle", "chartex"]),
    (Keep, &["diagramdata", "diagramlayout", "diagramquickstyle", "diagramcolors", "diagramdrawing", "image", "hdphoto"]),
    (Drop(Active::Macro), &["vbaproject", "vbaprojectsignature", "vbaprojectsignatureagile", "vbaprojectsignaturev3", "wordvbadata"]),
    (Drop(Active::Macro), &["jsproject", "jdeextension"]),
    (
        Drop(Active::ExternalLink),
        &["externallink", "externallinkpath", "externallinklongpath", "xlpathmissing", "xllibrary", "xlstartup", "xlalternatestartup"],
    ),
    (Drop(Active::WebFormula), &["volatiledependencies"]),
    (Drop(Active::Query), &["connections", "querytable"]),
    (Drop(Active::AddIn), &["extensibility", "webextensiontaskpanes", "webextension"]),
    (Drop(Active::Signature), &["origin", "signature", "certificate"]),
];

/// A workbook, a template, and both with macros.
pub const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
pub const TEMPLATE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml";
pub const MACRO_SHEET: &str = "application/vnd.ms-excel.sheet.macroenabled.main+xml";
pub const MACRO_TEMPLATE: &str = "application/vnd.ms-excel.template.macroenabled.main+xml";

/// Parts whose formulas, references and orders are looked at: markup of sheets and drawings. The others hold texts and looks.
const SILENT: &[&str] = &[
    "application/vnd.openxmlformats-package.core-properties+xml",
    "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "application/vnd.ms-office.classificationlabels+xml",
    "application/xml",
    "application/vnd.openxmlformats-officedocument.customxmlproperties+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedstrings+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "application/vnd.ms-excel.threadedcomments+xml",
    "application/vnd.ms-excel.person+xml",
];

fn find(list: &[(Verdict, &[&str])], word: &str) -> Verdict {
    list.iter().find(|(_, words)| words.contains(&word)).map_or(Redo, |(verdict, _)| *verdict)
}

/// What becomes of a part of that type (lower case).
pub fn of_type(content_type: &str) -> Verdict {
    find(TYPES, content_type)
}

/// What becomes of a part that such a relationship leads to (last word of its type, lower case).
pub fn of_relation(kind: &str) -> Verdict {
    find(RELATIONS, kind)
}

/// Markup in which something may be at work.
pub fn speaks(content_type: &str) -> bool {
    (content_type.ends_with("+xml") || content_type.ends_with("vmldrawing")) && !SILENT.contains(&content_type)
}

/// Where a hyperlink may lead: to a page, an address, a place of the workbook itself. All of them wait for a click.
pub fn plain_link(target: &str) -> bool {
    let target = target.trim_start().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"].iter().any(|start| target.starts_with(start))
}

/// What a function that is not among the [`FUNCTIONS`] is.
pub fn of_function(name: &str) -> Active {
    const WEB: &[&str] = &[
        "WEBSERVICE",
        "FILTERXML",
        "IMAGE",
        "IMPORTDATA",
        "IMPORTXML",
        "IMPORTHTML",
        "IMPORTFEED",
        "IMPORTRANGE",
        "STOCKHISTORY",
        "TRANSLATE",
        "DETECTLANGUAGE",
        "COPILOT",
        "FIELDVALUE",
        "RTD",
        "PY",
        "HYPERLINK",
    ];
    match name {
        "DDE" => Active::Dde,
        name if name.starts_with("CUBE") => Active::Query,
        "SQL.REQUEST" | "PQSOURCE" | "QUERYSTRING" => Active::Query,
        name if WEB.contains(&name) => Active::WebFormula,
        _ => Active::Function,
    }
}

/// Does a function of the office programs stay within the workbook?
pub fn stays_inside(name: &str) -> bool {
    FUNCTIONS.split_ascii_whitespace().any(|known| known == name)
}

/// Built-in functions that compute from cells and nothing else (18.17.7, MS-XLSX 2.2.2, and those of WPS), without the prefix of newer ones.
const FUNCTIONS: &str = "
    ABS ACCRINT ACCRINTM ACOS ACOSH ACOT ACOTH ADDRESS AGGREGATE AMORDEGRC AMORLINC ANCHORARRAY AND ARABIC AREAS ARRAYTOTEXT ASC
    ASIN ASINH ATAN ATAN2 ATANH AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS BAHTTEXT BASE BESSELI BESSELJ BESSELK BESSELY BETA.DIST
    BETA.INV BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOM.DIST BINOM.DIST.RANGE BINOM.INV BINOMDIST BITAND BITLSHIFT BITOR
    BITRSHIFT BITXOR BYCOL BYROW CEILING CEILING.MATH CEILING.PRECISE CELL CHAR CHIDIST CHIINV CHISQ.DIST CHISQ.DIST.RT CHISQ.INV
    CHISQ.INV.RT CHISQ.TEST CHITEST CHOOSE CHOOSECOLS CHOOSEROWS CLEAN CODE COLUMN COLUMNS COMBIN COMBINA COMPLEX CONCAT CONCATENATE
    CONFIDENCE CONFIDENCE.NORM CONFIDENCE.T CONVERT CORREL COS COSH COT COTH COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS COUPDAYBS
    COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD COVAR COVARIANCE.P COVARIANCE.S CRITBINOM CSC CSCH CUMIPMT CUMPRINC DATE DATEDIF
    DATESTRING DATEVALUE DAVERAGE DAY DAYS DAYS360 DB DBCS DCOUNT DCOUNTA DDB DEC2BIN DEC2HEX DEC2OCT DECIMAL DEGREES DELTA DEVSQ
    DGET DISC DISPIMG DMAX DMIN DOLLAR DOLLARDE DOLLARFR DPRODUCT DROP DSTDEV DSTDEVP DSUM DURATION DVAR DVARP ECMA.CEILING EDATE
    EFFECT ENCODEURL EOMONTH ERF ERF.PRECISE ERFC ERFC.PRECISE ERROR.TYPE EVEN EXACT EXP EXPAND EXPON.DIST EXPONDIST F.DIST
    F.DIST.RT F.INV F.INV.RT F.TEST FACT FACTDOUBLE FALSE FDIST FILTER FIND FINDB FINV FISHER FISHERINV FIXED FLOOR FLOOR.MATH
    FLOOR.PRECISE FORECAST FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT
    FREQUENCY FTEST FV FVSCHEDULE GAMMA GAMMA.DIST GAMMA.INV GAMMADIST GAMMAINV GAMMALN GAMMALN.PRECISE GAUSS GCD GEOMEAN GESTEP
    GETPIVOTDATA GROUPBY GROWTH HARMEAN HEX2BIN HEX2DEC HEX2OCT HLOOKUP HOUR HSTACK HYPGEOM.DIST HYPGEOMDIST IF IFERROR IFNA IFS
    IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMCOSH IMCOT IMCSC IMCSCH IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMREAL
    IMSEC IMSECH IMSIN IMSINH IMSQRT IMSUB IMSUM IMTAN INDEX INDIRECT INFO INT INTERCEPT INTRATE IPMT IRR ISBLANK ISERR ISERROR
    ISEVEN ISFORMULA ISLOGICAL ISNA ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOMITTED ISOWEEKNUM ISPMT ISREF ISTEXT JIS KURT LAMBDA
    LARGE LCM LEFT LEFTB LEN LENB LET LINEST LN LOG LOG10 LOGEST LOGINV LOGNORM.DIST LOGNORM.INV LOGNORMDIST LOOKUP LOWER MAKEARRAY
    MAP MATCH MAX MAXA MAXIFS MDETERM MDURATION MEDIAN MID MIDB MIN MINA MINIFS MINUTE MINVERSE MIRR MMULT MOD MODE MODE.MULT
    MODE.SNGL MONTH MROUND MULTINOMIAL MUNIT N NA NEGBINOM.DIST NEGBINOMDIST NETWORKDAYS NETWORKDAYS.INTL NOMINAL NORM.DIST NORM.INV
    NORM.S.DIST NORM.S.INV NORMDIST NORMINV NORMSDIST NORMSINV NOT NOW NPER NPV NUMBERSTRING NUMBERVALUE OCT2BIN OCT2DEC OCT2HEX ODD
    ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD OFFSET OR PDURATION PEARSON PERCENTILE PERCENTILE.EXC PERCENTILE.INC PERCENTOF
    PERCENTRANK PERCENTRANK.EXC PERCENTRANK.INC PERMUT PERMUTATIONA PHI PHONETIC PI PIVOTBY PMT POISSON POISSON.DIST POWER PPMT
    PRICE PRICEDISC PRICEMAT PROB PRODUCT PROPER PV QUARTILE QUARTILE.EXC QUARTILE.INC QUOTIENT RADIANS RAND RANDARRAY
    RANDBETWEEN RANK RANK.AVG RANK.EQ RATE RECEIVED REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST REPLACE REPLACEB REPT RIGHT RIGHTB
    ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS RRI RSQ SCAN SEARCH SEARCHB SEC SECH SECOND SEQUENCE SERIESSUM SHEET SHEETS SIGN SIN
    SINGLE SINH SKEW SKEW.P SLN SLOPE SMALL SORT SORTBY SQRT SQRTPI STANDARDIZE STDEV STDEV.P STDEV.S STDEVA STDEVP STDEVPA STEYX
    SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2 SUMXMY2 SWITCH SYD T T.DIST T.DIST.2T T.DIST.RT T.INV
    T.INV.2T T.TEST TAKE TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TDIST TEXT TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TIME TIMEVALUE
    TINV TOCOL TODAY TOROW TRANSPOSE TREND TRIM TRIMMEAN TRIMRANGE TRUE TRUNC TTEST TYPE UNICHAR UNICODE UNIQUE UPPER USDOLLAR VALUE
    VALUETOTEXT VAR VAR.P VAR.S VARA VARP VARPA VDB VLOOKUP VSTACK WEEKDAY WEEKNUM WEIBULL WEIBULL.DIST WORKDAY WORKDAY.INTL
    WRAPCOLS WRAPROWS XIRR XLOOKUP XMATCH XNPV XOR YEAR YEARFRAC YIELD YIELDDISC YIELDMAT Z.TEST ZTEST";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_not_carried_over() {
        assert_eq!(of_type("application/vnd.ms-excel.macrosheet+xml"), Redo);
        assert_eq!(of_type("application/vnd.ms-office.activex+xml"), Redo);
        assert_eq!((of_type("application/octet-stream"), of_relation("oleobject")), (Redo, Redo));
        assert_eq!(of_relation("vbaproject"), Drop(Active::Macro));
        let double = |list: &[(Verdict, &[&str])]| {
            let mut all: Vec<String> = list.iter().flat_map(|(_, words)| words.iter().map(ToString::to_string)).collect();
            let length = all.len();
            all.sort();
            all.dedup();
            length - all.len() + all.iter().filter(|w| w.to_ascii_lowercase() != **w).count()
        };
        assert_eq!((double(TYPES), double(RELATIONS)), (0, 0), "each once, in lower case");
    }

    #[test]
    fn links_are_told_by_their_first_letters() {
        for target in ["http://a.cn", "HTTPS://a.cn/x", "mailto:a@b.cn", "#'7月'!A1"] {
            assert!(plain_link(target), "{target}");
        }
        for target in ["file:///c:/x", "\\\\host\\share", "javascript:x", "ms-word:ofe|u|http://a", "附件/1.doc", "ftp://a", "", "httpx://"]
        {
            assert!(!plain_link(target), "{target}");
        }
    }

    #[test]
    fn functions_that_leave_the_workbook_are_not_among_the_known() {
        for name in
            ["WEBSERVICE", "CALL", "REGISTER", "EXEC", "RTD", "IMAGE", "FILTERXML", "HYPERLINK", "DDE", "CUBEVALUE", "EVALUATE", "PY"]
        {
            assert!(!stays_inside(name), "{name}");
        }
        for name in ["SUM", "VLOOKUP", "XLOOKUP", "TEXTJOIN", "STDEV.P", "DISPIMG", "IFERROR"] {
            assert!(stays_inside(name), "{name}");
        }
    }
}
