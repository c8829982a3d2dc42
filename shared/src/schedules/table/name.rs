//! Reads the cell of a helper: `Соколова К.Д. (учитель информатики, методист)` (S1).

use super::error::{TableErrorKind, count};
use super::tokens::is_dash;
use super::weekdays::weekday;
use super::{MAX_NAME, MAX_POST, hours, lex};

/// A helper as the table names them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Helper {
    pub(super) name: String,
    pub(super) posts: Vec<String>,
}

/// The name and the posts in brackets after it.
pub(super) fn helper(cell: &str) -> Result<Helper, TableErrorKind> {
    let (outside, inside) = brackets(cell)?;
    let name = lex::tidy(&outside);
    let name = name.trim_end_matches([',', ';', ' ']).to_owned();
    // Hours in the name mean that the cells have slipped, or that a quotation mark has swallowed another row.
    let slipped = has_hours(cell)
        || name.contains(';')
        || outside.trim().contains('\t')
        || name.replace(' ', "").contains(",,");
    if !name.chars().any(char::is_alphabetic) || weekday(&name).is_some() || slipped {
        return Err(TableErrorKind::NotAName);
    }
    if count(name.chars().count()) > MAX_NAME {
        return Err(TableErrorKind::NameTooLong { max: MAX_NAME });
    }
    Ok(Helper {
        name,
        posts: posts(&inside)?,
    })
}

/// Whether a part of the cell is hours: then cells have slipped together.
pub(super) fn has_hours(cell: &str) -> bool {
    cell.split([',', ';', '\t', '\n']).any(hours::is_hours)
}

/// The posts of a list, divided by commas and semicolons outside inner brackets.
pub(super) fn posts(list: &str) -> Result<Vec<String>, TableErrorKind> {
    let mut posts = vec![String::new()];
    let mut depth = 0_u32;
    for c in list.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, ',' | ';') {
            posts.push(String::new());
        } else if let Some(post) = posts.last_mut() {
            post.push(c);
        }
    }
    let posts: Vec<String> = posts
        .iter()
        .map(|post| lex::tidy(post))
        .filter(|post| !post.is_empty())
        .collect();
    if posts.iter().any(|post| count(post.chars().count()) > MAX_POST) {
        return Err(TableErrorKind::PostTooLong { max: MAX_POST });
    }
    Ok(posts)
}

/// Divides into the text before the brackets and the text in them. After a bracket nothing but another may follow.
fn brackets(cell: &str) -> Result<(String, String), TableErrorKind> {
    let mut outside = String::new();
    let mut inside = String::new();
    let mut depth = 0_u32;
    let mut closed = false;
    for c in cell.chars() {
        match (c, depth) {
            ('(', 0) => depth = 1,
            (')', 0) => return Err(TableErrorKind::BracketUnclosed),
            (')', 1) => {
                (depth, closed) = (0, true);
                inside.push(',');
            }
            (c, 0) if closed && !c.is_whitespace() && !matches!(c, ',' | ';' | '.') => {
                return Err(TableErrorKind::NotAName);
            }
            (_, 0) if closed => {}
            (c, 0) => outside.push(c),
            (c, _) => {
                match c {
                    '(' => depth = depth.saturating_add(1),
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                inside.push(c);
            }
        }
    }
    if depth > 0 {
        Err(TableErrorKind::BracketUnclosed)
    } else {
        Ok((outside, inside))
    }
}

/// What stays of a name when case, spaces, dots, ё and the sort of hyphen do not matter.
pub(super) fn key(name: &str) -> String {
    let letters = name.to_lowercase();
    let letters = letters.chars().filter(|c| !c.is_whitespace() && *c != '.');
    let same = |c| match c {
        'ё' => 'е',
        c if is_dash(c) => '-',
        c => c,
    };
    letters.map(same).collect()
}

/// Whether a line starts as a row does: `Соколова К.Д.` at its end or before a bracket, a comma, a dash or a number;
/// or two or three words before a bracket. So a helper whose cells were lost is told from the sentence that follows
/// a table, and from a signature (`Директор О.О. Примерова`).
pub(super) fn starts_like_name(line: &str) -> bool {
    let ends = |c: char| matches!(c, '(' | ',' | ';' | ':') || c.is_ascii_digit();
    let start = line.split(ends).next().unwrap_or_default();
    if count(start.chars().count()) > MAX_NAME {
        return false;
    }
    let bracket = line.get(start.len()..).is_some_and(|rest| rest.starts_with('('));
    let spread = start.replace('.', ". ");
    let is_rule = |word: &str| word.chars().all(is_dash);
    let words: Vec<&str> = spread
        .split_whitespace()
        .take_while(|word| !is_rule(word))
        .collect();
    let is_initial = |word: &&str| word.ends_with('.') && word.chars().count() == 2;
    let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let initials = words.iter().rev().take_while(|word| is_initial(word)).count();
    words.iter().all(is_capital)
        && match (words.len().saturating_sub(initials), initials) {
            (1, 1 | 2) => true,
            (2 | 3, 0) => bracket,
            _ => false,
        }
}
