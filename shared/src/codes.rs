//! Words with one code each: the same in the API, in the database and in addresses.

/// The text is not a code of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown code")]
pub struct UnknownCode;

/// Reads and writes an enum that has `ALL` and `code()`.
macro_rules! coded {
    ($($name:ident),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::UnknownCode;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.code() == code).ok_or($crate::codes::UnknownCode)
            }
        }
    )+};
}
pub(crate) use coded;
