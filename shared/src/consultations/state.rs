//! The life of a booking: a table of steps, the same in the app and on the server.

use serde::{Deserialize, Serialize};

use crate::codes::coded;

macro_rules! words {
    ($(#[$doc:meta])* $enum:ident { $($(#[$item:meta])* $name:ident $code:tt)* } $($derive:meta)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        $(#[$derive])*
        pub enum $enum { $($(#[$item])* #[serde(rename = $code)] $name,)* }

        impl $enum {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As in the API and in the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        coded!($enum);
    };
}

words! {
    /// Where a booking is in its life (S5).
    BookingState {
        /// Kept for a few minutes while its person types.
        Held "held"
        /// A seat that became free, kept for somebody who waited, until they take it or its time is over.
        Offered "offered"
        Booked "booked"
        /// The person came.
        Arrived "arrived"
        /// The person did not come.
        NoShow "no_show"
        /// Cancelled by the person.
        Cancelled "cancelled"
        /// Taken back by the school: the helper is away, or the hours are gone.
        Freed "freed"
        /// A hold or an offer that nobody took in time.
        Expired "expired"
    }
    cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))
}

words! {
    /// What may be done with a booking.
    BookingAct {
        /// Book what is held or offered.
        Book "book"
        /// Move it to another time, or to another helper.
        Move "move"
        Cancel "cancel"
        /// Note that the person came.
        Arrive "arrive"
        /// Note that they did not.
        NoShow "no_show"
        /// Note how it went, and what to do at home.
        Result "result"
        /// Make a request of it.
        Request "request"
    }
}

impl BookingState {
    /// The states that occupy a seat and the person's time.
    pub const OCCUPYING: [Self; 5] = [
        Self::Held,
        Self::Offered,
        Self::Booked,
        Self::Arrived,
        Self::NoShow,
    ];

    /// Whether it occupies a seat and the person's time.
    pub const fn occupies(self) -> bool {
        match self {
            Self::Held | Self::Offered | Self::Booked | Self::Arrived | Self::NoShow => true,
            Self::Cancelled | Self::Freed | Self::Expired => false,
        }
    }

    /// Whether it only waits to be booked, until its time is over.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Held | Self::Offered)
    }
}

/// Where a step leads; none when it cannot be taken from there.
pub const fn next(state: BookingState, act: BookingAct) -> Option<BookingState> {
    use BookingState::{Arrived, Booked, Cancelled, Freed, Held, NoShow, Offered};
    match (act, state) {
        (BookingAct::Book, Held | Offered) | (BookingAct::Move, Booked | Freed) => Some(Booked),
        (BookingAct::Cancel, Held | Offered | Booked | Freed) => Some(Cancelled),
        (BookingAct::Arrive, Booked | NoShow) => Some(Arrived),
        (BookingAct::NoShow, Booked | Arrived) => Some(NoShow),
        (BookingAct::Result | BookingAct::Request, Booked | Arrived | NoShow) => Some(state),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_code() {
        for state in BookingState::ALL {
            assert_eq!(state.code().parse(), Ok(*state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(state.occupies(), BookingState::OCCUPYING.contains(state));
        }
        for act in BookingAct::ALL {
            assert_eq!(serde_json::to_value(act).unwrap(), act.code());
        }
    }

    /// Rows: the state; columns: the acts in their order. `-` cannot be.
    #[test]
    fn the_steps_are_the_reviewed_table() {
        let table = "
            held      booked - cancelled - - - -
            offered   booked - cancelled - - - -
            booked    - booked cancelled arrived no_show booked booked
            arrived   - - - - no_show arrived arrived
            no_show   - - - arrived - no_show no_show
            cancelled - - - - - - -
            freed     - booked cancelled - - - -
            expired   - - - - - - -
        ";
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|row: &Vec<&str>| !row.is_empty())
            .collect();
        assert_eq!(rows.len(), BookingState::ALL.len());
        for row in rows {
            let state: BookingState = row[0].parse().unwrap();
            for (act, told) in BookingAct::ALL.iter().zip(&row[1..]) {
                let code = next(state, *act).map_or("-", BookingState::code);
                assert_eq!(code, *told, "{state} {act}");
            }
        }
    }
}
