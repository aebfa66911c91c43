//! Who must consent to further readers of a dialog: the table `consent.tsv`, by country, class,
//! matter, age and custody. A jurist must confirm it before it is used for real people.
//! Refuses clocks, I/O and a table not understood as a whole: then everyone must consent.
//! Called by whoever starts a dialog; Create holds what came of it, and `apply` never looks here.

use samtale_wire::entry::Basis;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// What a column of the table may hold, and how it is spelt.
pub trait Word: Copy + 'static {
    /// Every word, with its meaning.
    const ALL: &'static [(&'static str, Self)];

    /// The meaning of a word.
    #[must_use]
    fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(spelt, _)| *spelt == word).map(|(_, meaning)| *meaning)
    }
}

impl Word for bool {
    const ALL: &'static [(&'static str, Self)] = &[("yes", true), ("no", false)];
}

/// Enums together with their spelling, so that the two cannot drift apart.
macro_rules! words {
    ($($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $meaning:ident = $word:literal,)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $meaning,)+ }

        impl Word for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$meaning)),+];
        }
    )+};
}

words! {
    /// Whose law holds.
    Country {
        /// Denmark.
        Denmark = "dk",
        /// Norway.
        Norway = "no",
    }
    /// Whether the citizen answers alone, age apart; the case file says so.
    Class {
        /// No guardian is appointed for this matter.
        Ordinary = "ordinary",
        /// A guardian is, and the citizen understands what is asked.
        Guarded = "guarded",
        /// The citizen cannot understand what is asked.
        Represented = "represented",
    }
    /// What the dialog is about, as far as age limits differ.
    Matter {
        /// All that is not below.
        General = "general",
        /// Examination, treatment and care.
        Health = "health",
        /// Support and protection of a child.
        ChildWelfare = "child-welfare",
    }
    /// Who by law answers for the citizen.
    Custody {
        /// One person.
        Sole = "sole",
        /// Several persons together.
        Joint = "joint",
        /// A public authority.
        Authority = "authority",
        /// Nobody is known.
        Nobody = "none",
    }
    /// Who must consent: all of them.
    Approvers {
        /// The citizen.
        Citizen = "citizen",
        /// Each guardian.
        EachGuardian = "each-guardian",
        /// The citizen and each guardian.
        CitizenAndEachGuardian = "citizen-and-each-guardian",
        /// The authority.
        Authority = "authority",
        /// The citizen and the authority.
        CitizenAndAuthority = "citizen-and-authority",
        /// The authority and each guardian.
        AuthorityAndEachGuardian = "authority-and-each-guardian",
        /// The citizen, each guardian and the authority.
        Everyone = "everyone",
        /// No consent would hold: somebody must be appointed before a dialog begins.
        NobodyYet = "nobody-yet",
    }
}

/// How somebody stands to the citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The citizen.
    Citizen,
    /// A person who by law answers for the citizen.
    Guardian,
    /// Whom an authority named to answer for the citizen; never the caseworker who asks.
    Authority,
}

impl Approvers {
    /// How those stand to the citizen who must consent.
    #[must_use]
    pub fn who(self) -> &'static [Standing] {
        use Standing::{Authority, Citizen, Guardian};
        match self {
            Self::Citizen => &[Citizen],
            Self::EachGuardian => &[Guardian],
            Self::CitizenAndEachGuardian => &[Citizen, Guardian],
            Self::Authority => &[Authority],
            Self::CitizenAndAuthority => &[Citizen, Authority],
            Self::AuthorityAndEachGuardian => &[Authority, Guardian],
            Self::Everyone => &[Citizen, Guardian, Authority],
            Self::NobodyYet => &[],
        }
    }
}

/// What is asked of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Whose law holds.
    pub country: Country,
    /// Whether the citizen answers alone.
    pub class: Class,
    /// What the dialog is about.
    pub matter: Matter,
    /// Whole years lived on the day the dialog begins.
    pub age_years: u8,
    /// Who by law answers for the citizen.
    pub custody: Custody,
}

/// What the table answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Who must consent.
    pub approvers: Approvers,
    /// Whether the citizen must be a member; else they may be.
    pub citizen_joins: bool,
    /// The table and its line.
    pub basis: Basis,
}

/// What an invitation to one person presumes until it asks: an adult in Denmark who answers alone.
pub const ALONE: Case = Case {
    country: Country::Denmark,
    class: Class::Ordinary,
    matter: Matter::General,
    age_years: 18,
    custody: Custody::Nobody,
};

/// Holds where no line speaks: whoever can be asked must consent.
pub const STRICTEST: Rule =
    Rule { approvers: Approvers::Everyone, citizen_joins: true, basis: Basis { table: 0, line: 0 } };

/// The rule for a case.
#[must_use]
pub fn resolve(case: &Case) -> Rule {
    static TABLE: LazyLock<Result<Table, Flaw>> = LazyLock::new(|| Table::parse(include_str!("consent.tsv")));
    TABLE.as_ref().ok().and_then(|table| table.fitting(case).next()).unwrap_or(STRICTEST)
}

/// Why a table is not taken; the number is that of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It does not begin with its version, counted from 1.
    #[error("no version")]
    Version,
    /// A column is missing, or the line does not bear the next number: something was lost or doubled.
    #[error("line {0}: shape")]
    Shape(u64),
    /// Something that does not belong in its column.
    #[error("line {0}: word")]
    Word(u64),
    /// The citizen must consent but need not join: a consent that nobody could give.
    #[error("line {0}: absent")]
    Absent(u64),
}

/// A table that was understood as a whole.
pub struct Table(Vec<Line>);

/// The cases a line fits, and its rule.
struct Line {
    countries: Vec<Country>,
    classes: Vec<Class>,
    matters: Vec<Matter>,
    ages: RangeInclusive<u8>,
    custodies: Vec<Custody>,
    rule: Rule,
}

impl Table {
    /// Reads a table, or refuses it.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let mut rows = text.lines().filter(|row| !row.starts_with('#'));
        let version = rows.next().and_then(|row| row.strip_prefix("version\t")?.parse().ok());
        let table = version.filter(|version| *version > 0).ok_or(Flaw::Version)?;
        let lines = rows.zip(1..).map(|(row, line)| Line::parse(row, Basis { table, line }));
        lines.collect::<Result<_, _>>().map(Self)
    }

    /// The rules of all lines that fit a case; the first holds.
    pub fn fitting(&self, case: &Case) -> impl Iterator<Item = Rule> {
        self.0.iter().filter(|line| line.fits(case)).map(|line| line.rule)
    }
}

impl Line {
    fn parse(row: &str, basis: Basis) -> Result<Self, Flaw> {
        let (number, cells) = row.split_once('\t').unwrap_or_default();
        let cells: Vec<&str> = cells.split('\t').collect();
        let cells = cells.as_array().filter(|_| number.parse() == Ok(basis.line));
        let line = Self::read(cells.ok_or(Flaw::Shape(basis.line))?, basis).ok_or(Flaw::Word(basis.line))?;
        let asked = line.rule.approvers.who().contains(&Standing::Citizen);
        if asked && !line.rule.citizen_joins { Err(Flaw::Absent(basis.line)) } else { Ok(line) }
    }

    fn read(
        [country, class, matter, from, to, custody, approvers, joins, _reason]: &[&str; 9],
        basis: Basis,
    ) -> Option<Self> {
        let (approvers, citizen_joins) = (Word::read(approvers)?, Word::read(joins)?);
        Some(Self {
            countries: several(country)?,
            classes: several(class)?,
            matters: several(matter)?,
            ages: span(from, to)?,
            custodies: several(custody)?,
            rule: Rule { approvers, citizen_joins, basis },
        })
    }

    fn fits(&self, case: &Case) -> bool {
        self.countries.contains(&case.country)
            && self.classes.contains(&case.class)
            && self.matters.contains(&case.matter)
            && self.ages.contains(&case.age_years)
            && self.custodies.contains(&case.custody)
    }
}

/// Words between commas, one of which fits; `*` is every word.
fn several<W: Word>(cell: &str) -> Option<Vec<W>> {
    match cell {
        "*" => Some(W::ALL.iter().map(|(_, meaning)| *meaning).collect()),
        _ => cell.split(',').map(W::read).collect(),
    }
}

/// Whole years, both included; `-` is no end.
fn span(from: &str, to: &str) -> Option<RangeInclusive<u8>> {
    let ages = from.parse().ok()?..=if to == "-" { u8::MAX } else { to.parse().ok()? };
    (!ages.is_empty()).then_some(ages)
}
