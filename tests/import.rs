//! Importing leads: what goes in beside what is stored, and every kind of mistake beside its line, column and words.

mod support;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};
use sodate::engine::{InputKind, SuppressionReason};
use sodate::ir::time::{Date, Instant};
use sodate::ir::{Basis, Field, FieldType, Program, Value};
use sodate::runtime::import::{ImportFile, ImportReport, import};
use sodate::store::memory::MemoryStore;
use sodate::store::{Reports, Storage, Store, dump};
use support::{MORNING, empty_program};

fn program() -> Program {
    let mut program = empty_program("import");
    let field = |kind, optional, default| Field { kind, optional, default, documentation: None };
    let words = |words: &[&str]| FieldType::OneOf(words.iter().map(|word| (*word).to_owned()).collect());
    let fields = [
        ("name", field(FieldType::Text, false, None)),
        ("会社名", field(FieldType::Text, true, None)),
        ("employees", field(FieldType::Number, true, None)),
        ("customer_since", field(FieldType::Date, true, None)),
        ("industry", field(words(&["manufacturing", "finance", "it"]), true, None)),
        ("deal", field(words(&["none", "won"]), false, Some(Value::Text("none".to_owned())))),
        ("interests", field(FieldType::ListOf(Box::new(FieldType::Text)), true, None)),
    ];
    program.lead_fields.extend(fields.map(|(name, field)| (name.to_owned(), field)));
    program
}

fn run(store: &dyn Storage, bytes: &[u8], partial: bool) -> ImportReport {
    import(store, &program(), ImportFile { name: "leads.csv", bytes }, MORNING, partial).unwrap()
}

/// Problems as `line column: English`.
fn problems(report: &ImportReport) -> Vec<String> {
    let line = |one: &sodate::runtime::import::LineProblem| {
        assert!(!one.text.ja.is_empty() && one.text.ja != one.text.en, "{:?}", one.text);
        format!("{} {}: {}", one.line, one.column.as_deref().unwrap_or("-"), one.text.en)
    };
    report.problems.iter().map(line).collect()
}

/// What the file says about its only lead.
fn only_update(store: &dyn Storage) -> InputKind {
    let mut inbox = store.inbox(10).unwrap();
    assert_eq!(inbox.len(), 1);
    inbox.remove(0).input.kind
}

#[test]
fn every_column_becomes_a_typed_value() {
    let store = MemoryStore::new();
    let csv = "Email,name,会社名,employees,customer_since,industry,interests,zone,basis,basis_at,basis_source,opted_out\n\
        tanaka@a.example,田中 太郎,\"Ａ社, 東京\",１２０,2024/4/1,IT,導入; 価格,Asia/Tokyo,business relation,2025-12-01 09:30,展示会の名刺,yes\n";
    let report = run(&store, csv.as_bytes(), false);
    assert_eq!((report.encoding, report.lines, report.created, report.stored), ("UTF-8", 1, 1, true));
    assert_eq!(problems(&report), Vec::<String>::new());
    let InputKind::Update { fields, zone, basis, suppression } = only_update(&store) else { panic!() };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    assert_eq!(fields["name"], text("田中 太郎"));
    assert_eq!(fields["会社名"], text("Ａ社, 東京"));
    assert_eq!(fields["employees"], Some(Value::Number(120.into())));
    assert_eq!(fields["customer_since"], Some(Value::Date(Date::new(2024, 4, 1).unwrap())));
    assert_eq!(fields["industry"], text("it"));
    assert_eq!(fields["interests"], Some(Value::List(vec![text("導入").unwrap(), text("価格").unwrap()])));
    assert_eq!(fields.get("deal"), None);
    assert_eq!(zone.as_deref(), Some("Asia/Tokyo"));
    let basis = basis.unwrap();
    assert_eq!((basis.basis, basis.source.as_str()), (Basis::BusinessRelation, "展示会の名刺"));
    assert_eq!(basis.at, Instant(1_764_549_000_000), "9:30 in Tokyo");
    let suppression = suppression.unwrap();
    assert_eq!((suppression.reason, suppression.source.as_str()), (SuppressionReason::OptedOut, "import leads.csv"));
}

#[test]
fn files_of_japanese_spreadsheets_are_read_in_their_encoding() {
    let csv = "email,name,会社名\r\ntanaka@a.example,髙橋 﨑子,㈱アクメ①\r\n";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(csv.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let encoded = |encoding: &'static Encoding| encoding.encode(csv).0.into_owned();
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), csv.as_bytes()].concat();
    let files = [
        ("UTF-8", csv.as_bytes().to_vec()),
        ("UTF-8", with_mark),
        ("Shift_JIS", encoded(SHIFT_JIS)),
        ("EUC-JP", encoded(EUC_JP)),
        ("UTF-16LE", utf16(false)),
        ("UTF-16BE", utf16(true)),
    ];
    for (encoding, bytes) in files {
        let store = MemoryStore::new();
        let report = run(&store, &bytes, false);
        assert_eq!((report.encoding, report.created), (encoding, 1), "{:?}", report.problems);
        let InputKind::Update { fields, .. } = only_update(&store) else { panic!() };
        assert_eq!(fields["name"], Some(Value::Text("髙橋 﨑子".to_owned())), "{encoding}");
        assert_eq!(fields["会社名"], Some(Value::Text("㈱アクメ①".to_owned())), "{encoding}");
    }
}

#[test]
fn tabs_separate_where_the_header_has_no_comma() {
    let store = MemoryStore::new();
    let report = run(&store, b"email\tname\ntanaka@a.example\tTanaka, Taro\n", false);
    assert_eq!((report.created, problems(&report)), (1, Vec::new()));
}

#[test]
fn every_mistake_is_told_with_its_line_and_column_and_nothing_is_stored() {
    let store = MemoryStore::new();
    let csv = "email,name,employees,industry,customer_since,basis,basis_at,zone\n\
        tanaka@a.example,田中,12人,finanse,2026-02-30,consnet,2026-04-01 10:00,Asia/Tokio\n\
        ,鈴木,,,,,,\n\
        no address,佐藤,,,,,,\n\
        good@a.example,高橋,5,it,2026-04-01,consent,,\n\
        GOOD@a.example,高橋,5,it,2026-04-01,consent,,\n\
        short@a.example,伊藤\n\
        \"two\nlines@a.example\",渡辺,,,,,,\n\
        basis@a.example,山本,,,,,2026-04-01 10:00,\n\
        nameless@a.example,,,,,,,\n";
    let report = run(&store, csv.as_bytes(), false);
    let expected = [
        "2 employees: `12人` is not a number; write it like `12` or `12.5`, without commas",
        "2 industry: `finanse` is none of `manufacturing`, `finance`, `it`; did you mean `finance`?",
        "2 customer_since: `2026-02-30` is not a date; write it like `2026-04-01`",
        "2 basis: `consnet` is no basis for mailing: there are `consent`, `written`, `business relation` and `published`; did you mean `consent`?",
        "2 zone: `Asia/Tokio` is no time zone; write it like `Asia/Tokyo`",
        "3 email: the mail address is missing",
        "4 email: `no address`: the mail address has no `@`",
        "6 email: the same address is on line 5 already; keep one of them",
        "7 -: the line has 2 cells, the header 8; look for a missing or doubled comma or quotation mark",
        "8 email: `two⏎lines@a.example`: the mail address contains a line break or another control character",
        "10 basis: a time or source of a basis is given, but no basis",
        "11 name: a new lead must have `name`",
    ];
    assert_eq!(problems(&report), expected);
    assert_eq!((report.lines, report.created, report.stored), (9, 0, false));
    assert_eq!((report.problems.len(), report.wrong_lines, report.useless), (12, 8, false));
    assert!(store.leads().unwrap().is_empty());
    assert!(store.inbox(10).unwrap().is_empty());
}

#[test]
fn lines_are_counted_as_a_spreadsheet_counts_them() {
    let csv = "email,name\n\na@a.example,\"田中\n一郎\"\nb,鈴木\n\n\nc,佐藤\n";
    for ending in ["\n", "\r\n", "\r"] {
        let report = run(&MemoryStore::new(), csv.replace('\n', ending).as_bytes(), false);
        let lines: Vec<u64> = report.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 5, 8], "{ending:?} {:?}", report.problems);
    }
}

#[test]
fn a_partial_import_stores_the_good_lines() {
    let store = MemoryStore::new();
    let csv = "email,name\na@a.example,田中\nb,鈴木\nc@a.example,佐藤\n";
    let report = run(&store, csv.as_bytes(), true);
    assert_eq!((report.lines, report.created, report.stored), (3, 2, true));
    assert_eq!(problems(&report).len(), 1);
    assert_eq!(store.leads().unwrap().len(), 2);
}

#[test]
fn a_wrong_header_keeps_everything_out_even_of_a_partial_import() {
    for (header, expected) in [
        ("email,nmae", vec!["1 nmae: no field is called `nmae`; did you mean `name`?"]),
        (
            "email,phone",
            vec![
                "1 phone: no field is called `phone`; there are `name`, `会社名`, `employees`, `customer_since`, \
                `industry`, `deal`, `interests`, `email`, `zone`, `basis`, `basis_at`, `basis_source`, `opted_out`",
            ],
        ),
        ("name,name", vec!["1 name: the column `name` is there twice"]),
        (
            "email,phone,fax",
            vec![
                "1 phone: no field is called `phone`; there are `name`, `会社名`, `employees`, `customer_since`, \
                `industry`, `deal`, `interests`, `email`, `zone`, `basis`, `basis_at`, `basis_source`, `opted_out`",
                "1 fax: no field is called `fax`, either",
            ],
        ),
        ("メール,email", vec!["1 email: the column `email` is there twice"]),
        ("name", vec!["1 email: the column `email` is missing; the first line must name the columns"]),
        ("email,", vec!["1 : a column has no name"]),
    ] {
        let store = MemoryStore::new();
        let report = run(&store, format!("{header}\na@a.example,x\n").as_bytes(), true);
        assert_eq!(problems(&report), expected, "{header}");
        assert!(report.useless && !report.stored && store.leads().unwrap().is_empty());
    }
}

#[test]
fn an_empty_file_says_so() {
    for bytes in [b"".as_slice(), b"\n\n", b"\xEF\xBB\xBF"] {
        let report = run(&MemoryStore::new(), bytes, true);
        assert_eq!(problems(&report), ["1 -: the file is empty; the first line must name the columns"]);
        assert!(report.useless);
    }
    let header = run(&MemoryStore::new(), b"email,name\n", false);
    assert_eq!((problems(&header).len(), header.lines, header.useless, header.stored), (0, 0, false, false));
}

#[test]
fn headers_may_be_the_titles_of_the_fields() {
    let mut program = program();
    for (field, title) in
        [("name", "お名前\n姓と名"), ("employees", "従業員数"), ("deal", "状況"), ("industry", "状況")]
    {
        program.lead_fields.get_mut(field).unwrap().documentation = Some(title.to_owned());
    }
    let import = |store: &dyn Storage, csv: &str| {
        let file = ImportFile { name: "leads.csv", bytes: csv.as_bytes() };
        import(store, &program, file, MORNING, false).unwrap()
    };
    for address in ["メールアドレス", "メール", "ﾒｰﾙ", "email"] {
        let store = MemoryStore::new();
        let report = import(&store, &format!("{address},お名前, 従業員数 ,会社名\na@a.example,田中,12,アクメ\n"));
        assert_eq!((problems(&report), report.created), (vec![], 1), "{address}");
        let InputKind::Update { fields, .. } = only_update(&store) else { panic!() };
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["employees", "name", "会社名"]);
    }
    // A title of two fields names neither.
    let report = import(&MemoryStore::new(), "email,name,状況\na@a.example,田中,won\n");
    assert!(problems(&report)[0].starts_with("1 状況: no field is called `状況`"), "{:?}", report.problems);
}

#[test]
fn a_basis_may_be_a_japanese_word() {
    for (word, expected) in [
        ("同意", Basis::Consent),
        ("名刺", Basis::Written),
        (" 取引関係 ", Basis::BusinessRelation),
        ("公表", Basis::Published),
        ("Business_Relation", Basis::BusinessRelation),
    ] {
        let store = MemoryStore::new();
        let report = run(&store, format!("email,name,basis\na@a.example,田中,{word}\n").as_bytes(), false);
        assert_eq!(problems(&report), Vec::<String>::new(), "{word}");
        let InputKind::Update { basis, .. } = only_update(&store) else { panic!() };
        assert_eq!(basis.unwrap().basis, expected, "{word}");
    }
}

#[test]
fn a_line_break_in_a_name_is_shown_as_one() {
    for csv in ["email,name\na@a.example,\"田中\n一郎\"\n", "email,name\r\na@a.example,\"田中\r\n一郎\"\r\n"] {
        let report = run(&MemoryStore::new(), csv.as_bytes(), false);
        assert_eq!(problems(&report), ["2 name: `田中⏎一郎` contains a line break; write it on one line"]);
    }
}

#[test]
fn the_same_file_again_changes_nothing() {
    let store = MemoryStore::new();
    let csv = "email,name,basis\na@a.example,田中,consent\nb@a.example,鈴木,consent\n";
    run(&store, csv.as_bytes(), false);
    let before = dump(&store).unwrap();
    let later = Instant(MORNING.0 + 3_600_000);
    let file = ImportFile { name: "leads.csv", bytes: csv.as_bytes() };
    let report = import(&store, &program(), file, later, false).unwrap();
    assert_eq!((report.created, report.updated, report.repeated, report.stored), (0, 0, 2, true));
    assert_eq!(dump(&store).unwrap(), before);
    // Another file with the same people changes them.
    let report = run(&store, "email,name\na@a.example,田中 太郎\n".as_bytes(), false);
    assert_eq!((report.created, report.updated), (0, 1));
}

#[test]
fn a_known_lead_may_leave_out_what_it_has() {
    let store = MemoryStore::new();
    run(&store, "email,name\na@a.example,田中\n".as_bytes(), false);
    let report = run(&store, "email,deal\na@a.example,won\nnew@a.example,won\n".as_bytes(), true);
    assert_eq!(problems(&report), ["3 name: a new lead must have `name`"]);
    assert_eq!(report.updated, 1);
}

#[test]
fn what_is_no_text_is_refused_with_a_word() {
    let store = MemoryStore::new();
    for bytes in [
        b"email,name\na@a.example,\xFF\xFF\xFF\n".as_slice(),
        b"PK\x03\x04\0\0\0\0",
        b"email,name\0\n",
        b"\xFF\xFE\x00\xD8\x00\xD8",
    ] {
        let report = run(&store, bytes, true);
        assert!(!report.problems.is_empty() && !report.stored, "{bytes:?} {report:?}");
        assert!(store.leads().unwrap().is_empty());
    }
}

#[test]
fn many_problems_are_counted_not_kept() {
    let store = MemoryStore::new();
    let lines: String = (0..500).map(|number| format!("bad{number},x\n")).collect();
    let report = run(&store, format!("email,name\n{lines}").as_bytes(), true);
    assert_eq!((report.problems.len(), report.left_out, report.lines), (200, 300, 500));
}

proptest::proptest! {
    /// Whatever bytes come, the importer answers, and what it stores is a lead with a usable address.
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), tail in ".{0,40}") {
        let store = MemoryStore::new();
        let mut whole = b"email,name\na@a.example,x\n".to_vec();
        whole.extend(&bytes);
        whole.extend(tail.as_bytes());
        run(&store, &whole, true);
        run(&store, &bytes, true);
        for (_, address) in store.leads().unwrap() {
            proptest::prop_assert!(sodate::mail::Address::parse(&address).is_ok(), "{address}");
        }
    }
}
